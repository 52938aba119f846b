"""Build the text of a document that is not plain text, line by line, with its tables and headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.corpus import Grid, Heading, Span

__all__ = ["TextBuilder"]


@dataclass
class TextBuilder:
    """Lines are joined by `\\n`, the cells of a table's row by a tab; spans are of the text so far."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    grids: list[Grid] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    furniture: list[Span] = field(default_factory=list)

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
        """Add a table, one line a row; line breaks inside a cell become blanks."""
        first = self.length
        made: list[tuple[Span, ...]] = []
        for row in rows:
            cells: list[Span] = []
            for i, cell in enumerate(row):
                if i:
                    self._put("\t")
                cells.append(Span(*self._put(" ".join(cell.split()))))
            made.append(tuple(cells))
            self._put("\n")
        if made:
            self.grids.append(Grid(first, self.length - 1, tuple(made)))
