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
from miner.parallel import STAGES, mine_lot
from tests.spark.made import made_texts

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


def compare(spark: Any, corpus: miner.Corpus) -> None:
    from miner.spark import analyze

    rows = [(p.id, p.text, p.title, p.issuer, p.place, p.year, p.year_end, p.kind) for p in corpus]
    schema = "id string, text string, title string, issuer string, place string, year int, year_end int, kind string"
    found = analyze(spark.createDataFrame(rows, schema).repartition(3))
    local = mine_lot(list(corpus))
    for name, table in STAGES.items():
        assert_rows(getattr(found, name), local[name], table)
    duplicates = miner.find_duplicates(corpus)
    assert len(duplicates.families)
    for name in ("passages", "pairs", "shares", "families"):
        assert_rows(getattr(found, name), getattr(duplicates, name), getattr(tables, name.upper()))
    themes = miner.extract_themes(sorted(corpus, key=lambda p: p.id))
    assert_rows(found.theme_shares, themes.shares, tables.THEME_SHARES)
    assert_rows(found.terms, themes.terms, tables.TERMS)
    assert_rows(found.paragraphs, themes.paragraphs, tables.PARAGRAPHS)


def test_the_corpus(spark: Any) -> None:
    alone = [
        miner.Plan(p.id, miner.Source.from_text(p.text), 0, len(p.text), p.title, p.issuer, p.place, p.year, p.year_end, kind=p.kind)
        for p in miner.read_corpus(ROOT / "corpus")
    ]  # fmt: skip
    compare(spark, miner.Corpus(alone))


def test_made_plans(spark: Any) -> None:
    compare(spark, miner.Corpus.from_texts(made_texts(int(os.environ.get("SPARK_TEST_PLANS", "2000")))))


def test_what_is_missing_is_named(spark: Any) -> None:
    from miner.spark import analyze

    with pytest.raises(miner.InputError, match="missing: text"):
        analyze(spark.createDataFrame([("a",)], "id string"))
