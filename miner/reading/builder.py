"""Build the text of a document that is not plain text, line by line, with its tables and headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.corpus import MERGED, Grid, Heading, Span

__all__ = ["ABOVE", "LEFT", "Merged", "TextBuilder"]


class Merged(str):
    """A cell that is one with its neighbor: it has no text of its own, and the span of that neighbor."""

    side: str

    def __new__(cls, side: str) -> Merged:
        """Make the mark; `side` is `left` or `above`."""
        made = str.__new__(cls, "")
        made.side = side
        return made


LEFT = Merged("left")
ABOVE = Merged("above")


@dataclass
class TextBuilder:
    """Lines are joined by `\\n`, the cells of a table's row by a tab; spans are of the text so far."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    grids: list[Grid] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    furniture: list[Span] = field(default_factory=list)
    doubts: list[Span] = field(default_factory=list)
    told: str = ""
    """How the text was read, where that is not the usual way."""

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)

    def _put(self, text: str) -> tuple[int, int]:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def line(self, text: str, level: int | None = None, furniture: str | None = None) -> None:
        """Add a line; `level` marks it as a heading of the format, `furniture` as no part of the plan."""
        start, end = self._put(text)
        if text.strip() and level is not None:
            self.headings.append(Heading(start, end, level))
        if text.strip() and furniture is not None:
            self.furniture.append(Span(start, end, furniture))
        self._put("\n")

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table, one line a row; line breaks inside a cell become blanks.

        A cell LEFT or ABOVE is merged with its neighbor: the grid gives it that neighbor's span and the reason
        `merged`.
        """
        first = self.length
        made: list[tuple[Span, ...]] = []
        for row in rows:
            cells: list[Span] = []
            for i, cell in enumerate(row):
                if i:
                    self._put("\t")
                own = Span(*self._put(" ".join(cell.split())))
                if isinstance(cell, Merged):
                    own = _owner(cell, i, cells, made[-1] if made else ()) or own
                cells.append(own)
            made.append(tuple(cells))
            self._put("\n")
        if made:
            self.grids.append(Grid(first, self.length - 1, tuple(made)))

    def add(self, other: TextBuilder) -> None:
        """Add the whole of another document: text, tables, headings, furniture."""
        by = self.length
        self._put(other.text)
        self.headings += [Heading(h.start + by, h.end + by, h.level) for h in other.headings]
        self.furniture += [_moved(span, by) for span in other.furniture]
        self.grids += [
            Grid(g.start + by, g.end + by, tuple(tuple(_moved(c, by) for c in row) for row in g.rows))
            for g in other.grids
        ]


def _owner(cell: Merged, column: int, row: Sequence[Span], above: Sequence[Span]) -> Span | None:
    """The span of the neighbor that a merged cell is one with; None where there is no such neighbor."""
    beside = row if cell.side == "left" else above
    at = column - 1 if cell.side == "left" else column
    return Span(beside[at].start, beside[at].end, MERGED) if 0 <= at < len(beside) else None


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.reason)
