"""Run all stages on Spark: `analyze`."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.corpus import Plan
from miner.errors import InputError
from miner.parallel import mine_lot
from miner.spark.frames import PACKED, by_lots, pack, plan_columns, plans_of, require, schema_of, unpacked
from miner.stages import PLAN_TABLES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SparkAnalysis", "analyze"]

_OF_PLANS = {"theme_shares": tables.THEME_SHARES, "paragraphs": tables.PARAGRAPHS, "unfit": tables.UNFIT}
_OF_THEMES = {"themes": tables.THEMES, "terms": tables.TERMS, "representatives": tables.REPRESENTATIVES}


class SparkAnalysis(SimpleNamespace):
    """The tables of `analyze`, each a DataFrame of Spark with the columns of the table declared in `miner.tables`.

    An attribute for every table of the stages of scope `plan` and `corpus` (`miner.stages`), and `copies`.
    """


def analyze(
    df: Any, *, n_themes: int | None = None, random_state: int = 0, sample: int = 2000
) -> SparkAnalysis:
    """Run the stages over a DataFrame of Spark: one row per plan, with `id` (unique), `text` and optional metadata.

    Columns named as fields of `Plan` (title, issuer, place, year …) are used; `grounds` is a map from the name
    of a field to how it was found. The rows of every table are those of the local stages; their order is
    Spark's. Plans are compared and leftovers searched immediately; the other tables are computed on demand.
    Themes are fitted on `sample` plans (those whose ids hash lowest) and applied to all: `themes`, `terms` and
    `representatives` describe the sample, and `copies` in `paragraphs` counts within one plan. With at most `sample`
    plans the tables of themes equal the local ones of the plans ordered by id.

    Raises MissingExtraError when PySpark is not installed, InputError when `id` or `text` is missing.
    """
    require()
    missing = {"id", "text"} - set(df.columns)
    if missing:
        raise InputError(
            f"the DataFrame needs the columns id and text; missing: {', '.join(sorted(missing))}"
        )
    from miner.spark.copies import find
    from miner.spark.evidence import find_evidence

    df = plan_columns(df.withColumn("id", df["id"].cast("string")))
    packed = df.mapInPandas(by_lots(_mined), PACKED).persist()
    results = {name: unpacked(packed, name, table) for name, table in PLAN_TABLES.items()}
    results |= find(df)
    results |= find_evidence(df, results["passages"], results["pairs"], results["families"])
    return SparkAnalysis(**results, **_themes(df, n_themes, random_state, sample))


def _mined(plans: list[Plan]) -> pd.DataFrame:
    frames = mine_lot(plans)
    return pack({name: (frames[name], table) for name, table in PLAN_TABLES.items()})


def _themes(df: Any, n_themes: int | None, random_state: int, sample: int) -> dict[str, Any]:
    from pyspark.sql import functions as f

    from miner.themes import extract_themes
    from miner.themes.frozen import freeze

    sample_rows = df.orderBy(f.xxhash64("id"), "id").limit(sample).toPandas().sort_values("id")
    themes = extract_themes(plans_of(sample_rows), n_themes=n_themes, random_state=random_state)
    spark = df.sparkSession

    def local(frame: pd.DataFrame, table: tables.Table) -> Any:
        import pandas as pd

        rows = [[None if pd.isna(v) else v for v in row] for row in frame.astype(object).to_numpy().tolist()]
        return spark.createDataFrame(rows, schema_of(table))

    results = {name: local(getattr(themes, name), table) for name, table in _OF_THEMES.items()}
    if df.count() <= sample:
        return {**results, **{name: local(getattr(themes, name), table) for name, table in _OF_PLANS.items()}}
    model = spark.sparkContext.broadcast(freeze(themes.model))

    def apply(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        from miner.themes.extract import read_off, read_plans
        from miner.themes.frozen import thaw
        from miner.themes.result import plan_tables

        fitted = thaw(model.value)
        for batch in batches:
            for plan in plans_of(batch):
                try:
                    data = read_off(read_plans((plan,), None), fitted)
                except InputError:  # no body paragraph
                    continue
                frames = zip(_OF_PLANS.items(), plan_tables(data), strict=True)
                yield pack({name: (frame, table) for (name, table), frame in frames})

    packed = df.mapInPandas(apply, PACKED).persist()
    return {**results, **{name: unpacked(packed, name, table) for name, table in _OF_PLANS.items()}}
