"""On Spark the stages give the rows they give here: on the corpus, and on made plans over two executors."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import miner
from miner import tables
from miner.copying import copy_graph, find_directions, find_templates
from miner.parallel import mine_lot
from miner.spark import copies, evidence
from tests.spark.made import copies_of_one, made_plans, short_plans

pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'plan-miner[spark]'")
if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
    pytest.skip("Java is not installed", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
ROOT = Path(miner.__file__).parent.parent


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master(os.environ.get("SPARK_TEST_MASTER", "local-cluster[2,1,1024]"))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
        .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.executorEnv.PYTHONPATH", str(ROOT))
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        .getOrCreate()
    )
    yield made
    made.stop()


def assert_rows(found: Any, wanted: pd.DataFrame, table: tables.Table) -> None:
    """The same rows in any order; Spark knows no NaN and gives null for it."""
    have = found.toPandas()
    assert list(have.columns) == table.names
    frames = []
    for frame in (have, wanted):
        plain = frame.astype(object).where(frame.notna(), None)
        rows = sorted(plain.itertuples(index=False, name=None), key=repr_of)
        frames.append(pd.DataFrame(rows, columns=table.names).astype(object))
    assert_frame_equal(*frames, check_dtype=False, check_exact=False, rtol=1e-9, obj=table.name)


def repr_of(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{v:020.6f}" if isinstance(v, (int, float)) else str(v) for v in row)


def compare(spark: Any, corpus: miner.Corpus) -> dict[str, pd.DataFrame]:
    """Every table of Spark is the local one; these are given back."""
    from miner.spark import analyze

    fields = "id string, text string, title string, issuer string, place string, year int, year_end int, date string, "
    names = [part.split()[0] for part in fields.split(",")[:-1]]
    rows = [(*(getattr(p, n) for n in names), p.kind, dict(p.grounds)) for p in corpus]
    df = spark.createDataFrame(rows, fields + "kind string, grounds map<string, string>").repartition(3)
    found = analyze(df)
    local = {**mine_lot(list(corpus)), **copying(corpus)}
    for name, frame in local.items():
        assert_rows(getattr(found, name), frame, getattr(tables, name.upper()))
    themes = miner.extract_themes(sorted(corpus, key=lambda p: p.id))
    assert_rows(found.theme_shares, themes.theme_shares, tables.THEME_SHARES)
    for name in ("themes", "terms", "representatives", "paragraphs", "unfit"):
        assert_rows(getattr(found, name), getattr(themes, name), getattr(tables, name.upper()))
    return local


def copying(corpus: miner.Corpus) -> dict[str, pd.DataFrame]:
    """The local tables of copying by name."""
    duplicates = miner.find_duplicates(corpus)
    leftovers = miner.find_leftovers(corpus, duplicates=duplicates)
    directions = find_directions(corpus, duplicates=duplicates, leftovers=leftovers)
    templates = find_templates(corpus, duplicates=duplicates)
    made = {n: getattr(duplicates, n) for n in ("passages", "pairs", "shares", "families", "boilerplate")}
    return made | {
        "leftovers": leftovers,
        "directions": directions,
        "copies": copy_graph(corpus, directions, duplicates=duplicates),
        "templates": templates.templates,
        "slots": templates.slots,
        "template_sections": templates.template_sections,
    }


def test_the_corpus(spark: Any) -> None:
    alone = [
        miner.Plan(
            p.id, miner.Source.from_text(p.text), 0, len(p.text), p.title, p.issuer, p.place, p.year, p.year_end,
            p.date, p.kind, grounds=p.grounds,
        )
        for p in miner.read_corpus(ROOT / "corpus")
    ]  # fmt: skip
    local = compare(spark, miner.Corpus(alone))
    assert [name for name, frame in local.items() if frame.empty] == ["boilerplate"]


def test_made_plans(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more plans that share text with one than are looked at in one task, and seeds joined by broadcast."""
    monkeypatch.setattr(evidence, "_AT_ONCE", 3)
    monkeypatch.setattr(copies, "_HEAVY", 100)
    n = int(os.environ.get("SPARK_TEST_PLANS", "2000"))
    local = compare(spark, miner.Corpus([*made_plans(n - 44), *short_plans(40), *copies_of_one()]))
    known = local["directions"].set_index(["plan_a", "plan_b"])
    assert known.loc[[("t0", f"t{k}") for k in (1, 2, 3)], "source"].tolist() == ["t0"] * 3
    assert not [name for name, frame in local.items() if frame.empty]


def test_what_is_missing_is_named(spark: Any) -> None:
    from miner.spark import analyze

    with pytest.raises(miner.InputError, match="missing: text"):
        analyze(spark.createDataFrame([("a",)], "id string"))
