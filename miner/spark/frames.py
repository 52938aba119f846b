"""Convert between Spark and the declared tables: schemas, plans from rows, several tables from one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from miner.corpus import Plan, Source
from miner.errors import MissingExtraError
from miner.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "PACKED",
    "by_lots",
    "pack",
    "plan_columns",
    "plans_of",
    "require",
    "sampled",
    "schema_of",
    "table",
    "unpacked",
]

_TYPES = {
    "string": "string", "integer": "bigint", "number": "double", "boolean": "boolean", "optional integer": "bigint",
}  # fmt: skip
PACKED = "name string, data binary"
"""Schema of a pass that yields several tables: the name of each and its rows as an Arrow stream."""
_OPENED = 4_000_000
"""Bytes of packed rows that are unpacked together."""
_METADATA = ("title", "issuer", "place", "year", "year_end", "date", "kind", "script")


def require() -> None:
    """Raise MissingExtraError when PySpark is not installed."""
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("miner.spark needs PySpark: pip install 'plan-miner[spark]'") from error


def schema_of(table: Table) -> str:
    """The schema of a declared table in Spark's syntax."""
    return ", ".join(f"`{c.name}` {_TYPES[c.dtype]}" for c in table.columns)


def plans_of(rows: pd.DataFrame) -> list[Plan]:
    """Build plans from rows with `id`, `text` and optional metadata: columns named as the fields of `Plan`.

    `grounds` is a map from the name of a field to how it was found.
    """
    import pandas as pd

    fields = [name for name in _METADATA if name in rows.columns]
    plans = []
    for row in rows.to_dict("records"):
        fields_of: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in fields}
        for year in {"year", "year_end"} & fields_of.keys():
            fields_of[year] = None if fields_of[year] is None else int(fields_of[year])
        if "grounds" in rows.columns:
            fields_of["grounds"] = dict(row["grounds"] or ())
        source = Source.from_text(row["text"])
        plans.append(Plan(str(row["id"]), source, 0, len(source.text), **fields_of))
    return plans


def plan_columns(df: Any) -> Any:
    """Select the columns of a DataFrame of plans that are used: id, text and metadata."""
    return df.select("id", "text", *(name for name in (*_METADATA, "grounds") if name in df.columns))


def sampled(plans: list[Plan]) -> tuple[Any, Any, Any]:
    """Folded plans, their seeds and the hash of each seed."""
    import numpy as np

    from miner.duplicates.fold import fold
    from miner.duplicates.seeds import sample

    folded = fold(plans)
    seeds = sample(folded.symbols, folded.offsets, np.zeros(len(plans), bool))
    return folded, seeds, (seeds.keys >> np.uint64(32)).astype(np.int64)


def materialized(df: Any) -> Any:
    """Compute the rows now and cut their lineage.

    Otherwise the query plan of each step would contain those of all earlier steps and exceed the driver's memory. The
    rows are stored in the checkpoint directory if one is set, else on the executors.
    """
    checked = df.sparkSession.sparkContext.getCheckpointDir() is not None
    return df.checkpoint() if checked else df.localCheckpoint()


def pack(tables: dict[str, tuple[pd.DataFrame, Table]]) -> pd.DataFrame:
    """Pack several tables into the rows of one: name and Arrow stream."""
    import pandas as pd
    import pyarrow as pa

    from miner.store.codec import to_arrow

    rows = []
    for name, (frame, table) in tables.items():
        if len(frame):
            data, sink = to_arrow(frame, table.columns), pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, data.schema) as writer:
                writer.write_table(data)
            rows.append((name, sink.getvalue().to_pybytes()))
    return pd.DataFrame(rows, columns=["name", "data"])


def unpacked(packed: Any, name: str, table: Table) -> Any:
    """Unpack the table with this name from a packed DataFrame, as a Spark DataFrame."""

    def read(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        import pyarrow as pa

        from miner.store.codec import from_arrow

        parts, size = [], 0
        for batch in batches:
            for data in batch["data"]:
                parts.append(pa.ipc.open_stream(data).read_all())
                size += len(data)
                if size >= _OPENED:
                    yield from_arrow(pa.concat_tables(parts), table)
                    parts, size = [], 0
        if parts:
            yield from_arrow(pa.concat_tables(parts), table)

    return packed.where(packed["name"] == name).select("data").mapInPandas(read, schema_of(table))


def by_lots(
    job: Callable[[list[Plan]], pd.DataFrame],
) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """Return a function for mapInPandas that passes the plans of each batch to `job` in lots of bounded size."""

    def run(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        from miner.parallel import lots

        for batch in batches:
            for lot in lots(plans_of(batch)):
                yield job(lot)

    return run


def table(name: str, *columns: tuple[str, Any]) -> Table:
    """Declare a table that is only passed between steps."""
    return Table(name, "", tuple(Column(n, t, "") for n, t in columns))
