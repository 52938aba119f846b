"""A table whose rows come in parts: held as bytes, and made a DataFrame when it is asked for."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from miner.spool import Blocks
from miner.tables.declare import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Parts", "joined", "one_object"]


_AT_ONCE = 20_000
"""Rows written at once."""


class Parts:
    """The parts of a declared table in their order; of a large table they are in a file (`miner.spool`)."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._blocks = Blocks()
        self._rows: list[Sequence[Any]] = []

    def add(self, part: pd.DataFrame) -> None:
        """Put the rows of `part` behind those before; its equal strings become one object."""
        self._write()
        if len(part):
            self._blocks.add(pickle.dumps(one_object(part, self._table, {}), protocol=5))

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
        return joined(
            self._table, [one_object(pickle.loads(block), self._table, known) for block in self._blocks]
        )


def one_object(frame: pd.DataFrame, table: Table, known: dict[str, str]) -> pd.DataFrame:
    """The rows of a table, in place, with one object for equal strings; `known` goes from part to part.

    Most cells say what others say (eq, 万元, increase_to), and a string takes sixty bytes and more.
    """
    import pandas as pd

    for column in (c for c in table.columns if c.dtype == "string"):
        values = frame[column.name].tolist()
        one = [None if v is None else known.setdefault(v, v) for v in values]
        frame[column.name] = pd.Series(one, frame.index, dtype=object)
    return frame


def joined(table: Table, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts of a table as one, in their order; the types stay as declared, for no parts too."""
    import pandas as pd

    filled = [part for part in parts if len(part)]
    if not filled:
        return table.frame(())
    return filled[0].reset_index(drop=True) if len(filled) == 1 else pd.concat(filled, ignore_index=True)
