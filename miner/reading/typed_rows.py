"""The rows of a table typed as plain text, parsed against the kinds of the columns of its head.

One reader for every layout: cells apart by blanks, by empty lines, a cell a line, several lines a cell, or by
nothing at all. The text below a head is a sequence of pieces (`typed_cells`); a row is a cut of some of them into
cells, one a column in the order of the head. Each cell costs what its pieces lack of the kind of the column, each
blank, line end and empty line inside a cell costs, each column left out costs, and each whole row earns. The parse
of the whole table that costs least is found by dynamic programming; cells are told apart by all of that together.

A row that leaves out a value while others stand in it cannot say under which head they stand: it has `holes` and is
not used. The text between rows that fits no row (a heading of a page, a torn row) is passed over at a cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from miner.reading.typed_cells import (
    BLANK,
    EMPTY_LINE,
    IMPOSSIBLE,
    LINE,
    NONE,
    TAB,
    WIDE,
    Piece,
    cost_of,
    nature_pattern,
    serial_of,
)

__all__ = ["LOST_AFTER", "ParsedRow", "parse_rows"]

_EARNED = 9.0
"""What a whole row earns; a row that costs more than that is none."""
_HOLE = 7.0
_BEAM = 22.0
"""A way that costs so much more than the best one is given up."""
_MOST_PIECES = {"name": 26, "value": 12, "unit": 5, "number": 3, "nature": 3, "group": 10, "actor": 14}
_LEFT_OUT = {"number": 2.5, "group": 0.2, "nature": 4.0, "unit": 5.0, "actor": 1.0, "note": 0.3, "skip": 0.6}
_JUNK, _PAGE = 7.0, 2.5
"""What it costs to pass over a line, and over one that holds nothing but a number."""
_STOLEN, _DOUBT = 18.0, 8.0
"""What it costs that a row has no number where the row before ends with it; and that ending, until a number follows."""
_UNKNOWN_WORDS = 4.0
"""Words that no goal is known to begin with cost so much as a value."""
_GOES_ON = "、,，)）]】〕"
"""No cell begins with one of these."""
LOST_AFTER = 90
"""Pieces behind the last row after which no further row is looked for."""

_JOIN = {NONE: 0.0, BLANK: 0.3, WIDE: 1.5, LINE: 0.6, EMPTY_LINE: 3.0, TAB: 8.0}
_JOIN_OF_LINES = {**_JOIN, LINE: 1.6}
_JOIN_OF_PARAGRAPHS = {**_JOIN, LINE: 0.8, EMPTY_LINE: 5.0}


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row: for each column the first piece and the one behind the last, None where the cell is left out."""

    cells: tuple[tuple[int, int] | None, ...]
    group: tuple[int, int] | None
    numbered: bool
    end: int
    """The piece behind the last one of the row."""
    holes: int
    """Values that are left out."""


class _State(NamedTuple):
    cost: float
    serial: int
    holes: int
    first: int
    """The piece that the row begins with."""
    numbered: bool
    suspect: bool
    """The last value of the row before is the number that this row should have."""
    back: tuple[int, int, _State] | None
    cell: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str
    own: bool
    """Whether the head has it: groups and numbers can stand before the rows of a head that names neither."""


def parse_rows(
    pieces: Sequence[Piece], kinds: Sequence[str], layout: str, counts_on: bool
) -> list[ParsedRow]:
    """The rows that the pieces below a head are, in order.

    kinds: of the columns; layout: how the cells of the head are apart; counts_on: whether the numbers of the
    rows go up by one, as they do not where two tables stand side by side.
    """
    return _Parse(pieces, kinds, layout, counts_on).rows()


class _Parse:
    """The search for the cheapest parse of the pieces of one table."""

    def __init__(self, pieces: Sequence[Piece], kinds: Sequence[str], layout: str, counts_on: bool) -> None:
        self.pieces = pieces
        columns = [_Column(kind, True) for kind in kinds]
        if "number" not in kinds:
            columns.insert(kinds.index("name"), _Column("number", False))
        if "group" not in kinds:
            columns.insert(0, _Column("group", False))
        self.columns = columns
        self.own = len(columns) - len(kinds)
        self.has_units = "unit" in kinds
        self.numbered = "number" in kinds
        self.ends_in_nature = kinds[-1] == "nature"
        self.counts_on = counts_on
        self.by_lines = layout in ("lines", "paragraphs")
        self.join = {"paragraphs": _JOIN_OF_PARAGRAPHS, "lines": _JOIN_OF_LINES}.get(layout, _JOIN)
        self.costs: dict[tuple[str, int, int], float] = {}
        self.states: list[dict[int, _State]] = [{} for _ in range(len(pieces) + 1)]

    def rows(self) -> list[ParsedRow]:
        """Walk over the pieces, then back from the end of the row after which the table costs least."""
        self.states[0][0] = _State(0.0, 0, 0, 0, False, False, None, None)
        best: tuple[float, int] = (0.0, 0)
        for i in range(len(self.pieces)):
            if i - best[1] > LOST_AFTER:
                break
            states = self.states[i]
            if not states:
                continue
            lowest = min(state.cost for state in states.values())
            walked: dict[int, _State] = {}
            last = len(self.columns)
            for column in (
                *range(1, last),
                0,
                *range(1, last),
            ):  # a row that ends here lets the next one begin
                state = states.get(column)
                if state is None or state.cost > lowest + _BEAM or walked.get(column) is state:
                    continue
                walked[column] = state
                self._go_on(i, column, state)
            end = self.states[i].get(0)
            if end is not None and end.cost < best[0] - 1e-9:
                best = end.cost, i
        end = self.states[-1].get(0) if len(self.pieces) else None
        if end is not None and end.cost < best[0] - 1e-9:
            best = end.cost, len(self.pieces)
        return list(self._walk_back(best[1]))

    def _go_on(self, i: int, column: int, state: _State) -> None:
        """The ways on from piece `i`, where the cell of `column` can begin."""
        if column == len(self.columns):
            return
        kind = self.columns[column].kind
        left_out = self._left_out(i, column, state)
        if left_out < IMPOSSIBLE:
            holes = state.holes + (kind == "value")
            self._add(i, column + 1, state, i, column, state.cost + left_out, None, holes=holes)
        cut = self._cut(i, kind)
        if cut >= IMPOSSIBLE:
            return
        for k in range(i + 1, min(len(self.pieces), i + _MOST_PIECES.get(kind, 12)) + 1):
            joined = sum(self.join[self.pieces[p].gap] for p in range(i + 1, k))
            if joined > _BEAM:
                break
            cost = self._cell(kind, i, k, column, state)
            if cost >= IMPOSSIBLE:
                continue
            total = state.cost + cost + joined + cut
            serial = state.serial
            if kind == "number":
                known = serial_of(self._words(i, k))
                serial = known.number if known else serial
                if state.suspect:  # unless the row has a number of its own
                    total += -_DOUBT if serial == state.serial + 1 else _STOLEN
            self._add(k, column + 1, state, i, column, total, (i, k), serial=serial, holes=state.holes)
        if column == 0:
            self._pass_over(i, state)

    def _pass_over(self, i: int, state: _State) -> None:
        """Leave out the rest of a line, which is no row."""
        k = i + 1
        while k < len(self.pieces) and self.pieces[k].gap not in (LINE, EMPTY_LINE):
            if nature_pattern().fullmatch(self.pieces[k - 1].text):
                break
            k += 1
        alone = k == i + 1 and self.pieces[i].text.isdigit()  # the number of a page
        cost = state.cost + (_PAGE if alone else _JUNK) + 0.1 * (k - i)
        self._keep(k, 0, _State(cost, state.serial, 0, k, False, False, (i, 0, state), None))

    def _add(
        self,
        k: int,
        column: int,
        before: _State,
        i: int,
        at: int,
        cost: float,
        cell: tuple[int, int] | None,
        *,
        serial: int | None = None,
        holes: int = 0,
    ) -> None:
        """Note that `column` can begin at piece `k`, the cell before it being read."""
        first = i if at == 0 else before.first
        numbered = before.numbered or (self.columns[at].kind == "number" and cell is not None)
        state = _State(
            cost,
            before.serial if serial is None else serial,
            holes,
            first,
            numbered,
            before.suspect and self.columns[at].kind != "number",
            (i, at, before),
            cell,
        )
        if column < len(self.columns):
            self._keep(k, column, state)
            return
        if k == first:
            return
        values = sum(c.kind == "value" for c in self.columns)
        if holes >= values:
            return
        ended = cost + self._row_end(k, state) - (0.0 if holes else _EARNED)
        last = serial_of(self.pieces[k - 1].text)
        suspect = last is not None and self.counts_on and 0 < state.serial == last.number - 1
        ended += _DOUBT if suspect else 0.0
        self._keep(k, 0, state._replace(cost=ended, holes=0, first=k, numbered=False, suspect=suspect))

    def _keep(self, k: int, column: int, state: _State) -> None:
        known = self.states[k].get(column)
        if known is None or state.cost < known.cost - 1e-9:
            self.states[k][column] = state

    def _row_end(self, k: int, state: _State) -> float:
        """What it costs that a row ends before piece `k`."""
        if k < len(self.pieces) and self.pieces[k].text[0] in _GOES_ON:
            return 8.0
        if k == len(self.pieces) or self.pieces[k].gap in (LINE, EMPTY_LINE, TAB):
            return 0.0
        if nature_pattern().fullmatch(self.pieces[k - 1].text):
            return 0.3
        if self.numbered and self.pieces[k].gap == NONE and self.pieces[k - 1].text[-1].isdigit():
            return IMPOSSIBLE  # the number of the next row is a part of this value
        first = state.first
        lines = any(self.pieces[p].gap in (LINE, EMPTY_LINE) for p in range(first + 1, k))
        begun = first == 0 or self.pieces[first].gap in (LINE, EMPTY_LINE)
        return 9.0 if lines and begun else 2.0 if begun and not self.ends_in_nature else 0.8

    def _left_out(self, i: int, column: int, state: _State) -> float:
        kind = self.columns[column].kind
        if kind == "value":
            return _HOLE
        if kind == "name":
            return IMPOSSIBLE
        if kind == "number":
            if i and self.pieces[i].gap == NONE and not nature_pattern().fullmatch(self.pieces[i - 1].text):
                # nothing says that a row begins within a word: 站点800|米人口, and a number holds that of the row
                glued = self.columns[column].own and self.pieces[i - 1].text[-1].isdigit()
                return IMPOSSIBLE if glued else 6.0
            if not self.columns[column].own and not state.serial:
                return 0.0
            cost = _LEFT_OUT["number"] if self.columns[column].own else 0.5
            return cost + (_STOLEN if state.suspect else 0.0)
        return _LEFT_OUT[kind]

    def _cell(self, kind: str, i: int, k: int, column: int, state: _State) -> float:
        if kind == "number":
            return self._number(i, k, column, state)
        key = (kind, i, k)
        cost = self.costs.get(key)
        if cost is None:
            cost = self.costs[key] = cost_of(kind, self.pieces[i:k], self._words(i, k), self.has_units)
        if kind in ("note", "skip") and (self.by_lines or self.pieces[i].gap < LINE):
            return max(0.0, cost - 0.2)
        if kind == "value" and cost >= _UNKNOWN_WORDS and cost < IMPOSSIBLE:
            following = self.pieces[k].text if k < len(self.pieces) else ""
            torn = self.pieces[i].gap >= LINE and i > 0 and self.pieces[i - 1].text[-1] > "\u4e00"
            if self.pieces[i].gap == NONE or following.startswith("(") or torn:
                return IMPOSSIBLE  # the name of the next row, or the rest of the value before
        if kind == "group" and self.columns[column].own:
            return 0.15 * cost  # the head says that groups stand here
        if kind == "group" and cost < IMPOSSIBLE:
            alone = k < len(self.pieces) and self.pieces[k].gap in (LINE, EMPTY_LINE)
            if not alone and not (cost < 0.5 and k < len(self.pieces)):
                return IMPOSSIBLE
            if len(self._words(i, k)) > 3 and (serial_of(self.pieces[k].text) or self._is_short(i, k)):
                return 0.3 * cost
        return cost

    def _is_short(self, i: int, k: int) -> bool:
        """Whether the line that ends before piece `k` is shorter than the words below, so that it was not broken."""
        own = sum(len(piece.text) for piece in self.pieces[i:k])
        below = 0
        for piece in self.pieces[k:]:
            if below and piece.gap != NONE:
                break
            below += len(piece.text)
        return own <= 8 and own < below

    def _number(self, i: int, k: int, column: int, state: _State) -> float:
        known = serial_of(self._words(i, k))
        if known is None or k == len(self.pieces):
            return IMPOSSIBLE
        expected = known.number == state.serial + 1
        if not self.columns[column].own and not known.marked and not (expected and self.counts_on):
            apart = self.pieces[k].gap != NONE and (not state.serial or 0 < known.number - state.serial < 4)
            return 1.5 if apart and self.counts_on else IMPOSSIBLE
        if expected or not self.counts_on:
            return 0.0 if self.columns[column].own or known.marked else 0.6
        if state.serial == 0:
            return 0.8 if known.number < 100 else 4.0
        return 1.2 if state.serial < known.number <= state.serial + 3 else 5.0

    def _cut(self, i: int, kind: str) -> float:
        """What it costs that a cell begins at piece `i` where nothing parts it from the one before."""
        piece = self.pieces[i]
        if piece.text[0] in _GOES_ON:
            return 4.0
        if piece.gap != NONE or i == 0:
            return 0.0
        before = self.pieces[i - 1].text
        if kind != "name" and before[-1] in "0123456789.," and piece.text[0] in "0123456789.,":
            return IMPOSSIBLE  # where two numbers meet, nothing says
        if nature_pattern().fullmatch(before) or nature_pattern().fullmatch(piece.text):
            return 0.1
        if before[-1] in ")）]】〕—" or piece.text[0] in "≥≤<>＞＜〔【[—":
            return 0.2
        return 0.3 if serial_of(before) else 0.8

    def _words(self, i: int, k: int) -> str:
        return "".join(piece.text for piece in self.pieces[i:k])

    def _walk_back(self, end: int) -> Iterator[ParsedRow]:
        rows: list[ParsedRow] = []
        state = self.states[end].get(0)
        cells: list[tuple[int, int] | None] = []
        at = end
        row_end = end
        while state is not None and state.back is not None:
            i, column, before = state.back
            if column == len(self.columns) - 1 and not cells:
                row_end = at
            if state.cell is None and column == 0 and not cells and i != at:
                pass  # a line passed over
            else:
                cells.append(state.cell)
            if column == 0 and cells:
                rows.append(self._row(cells[::-1], row_end))
                cells = []
            at, state = i, before
        yield from reversed(rows)

    def _row(self, cells: list[tuple[int, int] | None], end: int) -> ParsedRow:
        kinds = [c.kind for c in self.columns]
        group = cells[kinds.index("group")]
        holes = sum(cell is None and kind == "value" for cell, kind in zip(cells, kinds, strict=True))
        numbered = cells[kinds.index("number")] is not None
        own = [cell for cell, column in zip(cells, self.columns, strict=True) if column.own]
        return ParsedRow(tuple(own), group, numbered, end, holes)
