"""Collect the rows of a table part by part as Arrow data; build the DataFrame on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from miner.engine.arrow import array_of, series_of
from miner.engine.spool import Blocks
from miner.engine.tables import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Parts", "joined", "packed", "unpacked"]


_AT_ONCE = 20_000
"""Rows written at once."""


class Parts:
    """The parts of a declared table in their order; of a large table they are in a file (`miner.engine.spool`)."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._blocks = Blocks()
        self._rows: list[Sequence[Any]] = []

    def add(self, part: pd.DataFrame | bytes) -> None:
        """Put the rows of `part`, which may be packed, behind those before."""
        self._write()
        if isinstance(part, bytes):
            self._blocks.add(part)
        elif len(part):
            self._blocks.add(packed(part, self._table))

    def add_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows, values in the declared order, behind those before."""
        for row in rows:
            self._rows.append(row)
            if len(self._rows) == _AT_ONCE:
                self._write()

    def _write(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            self.add(self._table.frame(rows))

    def frame(self) -> pd.DataFrame:
        """The whole table, its types as declared; equal strings are one object."""
        self._write()
        known: dict[str, str] = {}
        return joined(self._table, [unpacked(block, self._table, known) for block in self._blocks])


def packed(frame: pd.DataFrame, table: Table) -> bytes:
    """The rows of a table as an Arrow stream; each string is there once in a column."""
    import pyarrow as pa

    batch = pa.record_batch([_array(frame[c.name], c.dtype) for c in table.columns], table.names)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _array(values: pd.Series[Any], dtype: str) -> Any:
    import pyarrow as pa

    if dtype == "string":
        numbers: dict[str | None, int] = {}
        codes = [numbers.setdefault(v, len(numbers)) for v in values.tolist()]
        # as bytes, since a string may hold halves of characters
        distinct = [v if v is None else v.encode("utf-8", "surrogatepass") for v in numbers]
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(distinct, pa.binary()))
    return array_of(values, dtype)


def unpacked(block: bytes, table: Table, known: dict[str, str] | None = None) -> pd.DataFrame:
    """The rows that were `packed`; equal strings are one object, those of `known` where they are there."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    known = {} if known is None else known
    batch = pa.ipc.open_stream(block).read_next_batch()
    columns = {}
    for c, column in zip(table.columns, batch.columns, strict=True):
        if c.dtype == "string":
            texts = [
                v if v is None else v.decode("utf-8", "surrogatepass") for v in column.dictionary.to_pylist()
            ]
            one = np.array([v if v is None else known.setdefault(v, v) for v in texts], dtype=object)
            columns[c.name] = pd.Series(one[column.indices.to_numpy()], dtype=object)
        else:
            columns[c.name] = series_of(column, c.dtype)
    return pd.DataFrame(columns)


def joined(table: Table, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts of a table as one, in their order; the types stay as declared, for no parts too."""
    import pandas as pd

    filled = [part for part in parts if len(part)]
    if not filled:
        return table.frame(())
    return filled[0].reset_index(drop=True) if len(filled) == 1 else pd.concat(filled, ignore_index=True)
