"""Between Spark and the declared tables: schemas, plans of rows, and several tables out of one pass."""

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
    "known_of",
    "pack",
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
"""The schema of a pass that makes several tables: the name of each and its rows."""
_OPENED = 4_000_000
"""Bytes of packed rows that are opened together."""
_KNOWN = ("title", "issuer", "place", "year", "year_end", "date", "kind", "script")


def require() -> None:
    """Raise MissingExtraError when PySpark is not installed."""
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("miner.spark needs PySpark: pip install 'plan-miner[spark]'") from error


def schema_of(table: Table) -> str:
    """The schema of a declared table in Spark's words."""
    return ", ".join(f"`{c.name}` {_TYPES[c.dtype]}" for c in table.columns)


def plans_of(rows: pd.DataFrame) -> list[Plan]:
    """Plans of rows with `id`, `text` and what else is known: columns named as the fields of `Plan`.

    `grounds` is a map from the name of a field to how it was found.
    """
    import pandas as pd

    fields = [name for name in _KNOWN if name in rows.columns]
    made = []
    for row in rows.to_dict("records"):
        known: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in fields}
        for year in {"year", "year_end"} & known.keys():
            known[year] = None if known[year] is None else int(known[year])
        if "grounds" in rows.columns:
            known["grounds"] = dict(row["grounds"] or ())
        source = Source.from_text(row["text"])
        made.append(Plan(str(row["id"]), source, 0, len(source.text), **known))
    return made


def known_of(df: Any) -> Any:
    """The columns of a DataFrame of plans that are read here."""
    return df.select("id", "text", *(name for name in (*_KNOWN, "grounds") if name in df.columns))


def sampled(plans: list[Plan]) -> tuple[Any, Any, Any]:
    """Folded plans, their seeds and the hash of each seed."""
    import numpy as np

    from miner.duplicates.fold import fold
    from miner.duplicates.seeds import sample

    folded = fold(plans)
    seeds = sample(folded.symbols, folded.offsets, np.zeros(len(plans), bool))
    return folded, seeds, (seeds.keys >> np.uint64(32)).astype(np.int64)


def kept(df: Any) -> Any:
    """The rows, made now and kept without the plan that made them.

    With that plan, each step would carry those of all steps before it, and the driver's memory would not hold
    them. They lie in the directory of checkpoints where one is set, else with the executors.
    """
    checked = df.sparkSession.sparkContext.getCheckpointDir() is not None
    return df.checkpoint() if checked else df.localCheckpoint()


def pack(tables: dict[str, tuple[pd.DataFrame, Table]]) -> pd.DataFrame:
    """Several tables as the rows of one: name and Arrow stream."""
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
    """The table with this name out of a packed DataFrame, as a DataFrame of Spark."""

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
    """A function for mapInPandas that gives the plans of each batch, in lots of bounded size, to `job`."""

    def run(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        from miner.parallel import lots

        for batch in batches:
            for lot in lots(plans_of(batch)):
                yield job(lot)

    return run


def table(name: str, *columns: tuple[str, Any]) -> Table:
    """A table that is only passed on between steps."""
    return Table(name, "", tuple(Column(n, t, "") for n, t in columns))
