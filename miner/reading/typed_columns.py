"""Tables whose columns blanks keep apart, as `pdftotext -layout` prints them.

A cell stands under its head. A line is cut where two blanks or more stand, an ideograph being two columns
wide, or one, as newer versions of pdftotext count; its pieces are laid under the heads so that their order holds, each as near to its head as it can and of the
kind of the column. A line whose pieces could as well stand under other heads is left out. A row is the line on which
its values stand; lines that hold only a part of a name or words go to the row below them or above.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from miner.corpus import Span
from miner.reading.typed_cells import IMPOSSIBLE, cost_of, find_pieces
from miner.reading.typed_rows import parse_rows
from miner.reading.typed_tabs import END, GROUP_LINE, LINE, SERIAL, is_alone, is_group

__all__ = ["JOINED", "aligned_rows"]

JOINED = "joined: "
"""Begins the `reason` of a cell whose lines others stand between; what follows is the text of the cell."""
_PIECE = re.compile(r"\S+(?: \S+)*")
_CLOSED = re.compile(r"[）)]\s*$")
_SURE = re.compile(r"\d|^[—–―\-－─/]+$|[束期导]性|[↑↓]")
"""In a piece that is a value or a nature for sure; words alone may be the rest of a cell of another line."""
_ENOUGH = 12
_MOST_BLANKS = 6
_CUT = 0.2
"""What it costs to cut a piece at a single blank."""
_MOST_NAMES = 4
"""Lines without a value in a row; after more of them the table has ended."""
_LEFT_OUT = {"number": 0.3, "group": 0.1, "name": 0.5, "value": 2.0, "nature": 1.5}
_VALUE_BEFORE = 4.0
"""What it costs that an office begins with a number: 900 青年處 are two cells."""
_BROKEN = 0.85
"""A line of a name that is so much of the widest one goes on in the next line."""
_MARGIN = 1.5
"""So much cheaper than the next way to lay its pieces under the heads a line must be."""


class _Piece(NamedTuple):
    start: int
    end: int
    left: int
    right: int
    """The columns of the page that it takes."""


@dataclass(slots=True)
class _Row:
    cells: dict[int, list[_Piece]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    """A text, its working copy, and how many columns an ideograph takes in it."""

    raw: str
    body: str
    wide: int

    def heads(self, cells: Sequence[tuple[int, int]]) -> list[_Piece]:
        return [self.piece(self.raw.rfind("\n", 0, a) + 1, a, b) for a, b in cells]

    def pieces(self, start: int, end: int) -> Iterator[_Piece]:
        for match in _PIECE.finditer(self.body[start:end]):
            yield self.piece(start, start + match.start(), start + match.end())

    def piece(self, line: int, start: int, end: int) -> _Piece:
        left = self._width(self.raw[line:start].lstrip("\f"))
        return _Piece(start, end, left, left + self._width(self.raw[start:end]))

    def _width(self, text: str) -> int:
        return sum(self.wide if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _page_of(raw: str, body: str, start: int, cells: Sequence[tuple[int, int]]) -> _Page:
    """The page as its cells stand under their heads best."""

    def far(page: _Page) -> float:
        heads = page.heads(cells)
        lines = 0
        total = 0.0
        for match in LINE.finditer(body, start):
            pieces = list(page.pieces(*match.span()))
            if len(pieces) < 3:
                continue
            for piece in pieces:
                total += min(abs(piece.left + piece.right - h.left - h.right) / 2 for h in heads)
            lines += 1
            if lines == _ENOUGH:
                break
        return total

    return min((_Page(raw, body, wide) for wide in (2, 1)), key=far)


def aligned_rows(
    raw: str,
    body: str,
    start: int,
    cells: Sequence[tuple[int, int]],
    kinds: Sequence[str],
    again: Sequence[tuple[int, Sequence[tuple[int, int]]]] = (),
) -> Iterator[tuple[list[Span], int]]:
    """The rows below a head whose cells and kinds are given, and where each ends.

    raw: the text as it was printed, which tells how wide its characters are; body: its working copy, page marks and
    repeated heads blanked out; start: the end of the head; again: the end of each head that is repeated and its cells,
    under which the rows behind it stand.
    """
    page = _page_of(raw, body, start, cells)
    heads = page.heads(cells)
    later = [(at, page.heads(own)) for at, own in again if own]
    if "number" not in kinds and (numbers := _unnamed_numbers(page, start)) is not None:
        later = [(at, [numbers, *own]) for at, own in later]
        for spans, end in _aligned(page, start, [numbers, *heads], ["number", *kinds], later):
            yield ([spans[0], *spans[2:]] if is_alone(spans) else spans[1:]), end
        return
    yield from _aligned(page, start, heads, kinds, later)


def _unnamed_numbers(page: _Page, start: int) -> _Piece | None:
    """Where the numbers of the rows stand although no head names them; None where rows have none."""
    rows = 0
    numbers: list[_Piece] = []
    body = page.body
    for match in LINE.finditer(body, start):
        if len(numbers) == _ENOUGH or re.search("[。；]", match.group()):
            break
        pieces = list(page.pieces(*match.span()))
        if len(pieces) > 2:
            rows += 1
            numbers += [pieces[0]] if SERIAL.fullmatch(body[pieces[0].start : pieces[0].end]) else []
    if len(numbers) < 2 or 2 * len(numbers) < rows:
        return None
    return _Piece(start, start, min(p.left for p in numbers), max(p.right for p in numbers))


def _aligned(
    page: _Page,
    start: int,
    heads: Sequence[_Piece],
    kinds: Sequence[str],
    later: Sequence[tuple[int, Sequence[_Piece]]],
) -> Iterator[tuple[list[Span], int]]:
    body = page.body
    later = list(later)
    lay = _Layer(page, heads, kinds)
    lay.measure(start, later[0][0] if later else len(body))
    name = list(kinds).index("name")
    pending: dict[int, list[_Piece]] = {}
    last: _Row | None = None
    lent: _Piece | None = None  # the last line that the row above took, which may be of the row below
    names = 0
    for match in LINE.finditer(body, start):
        line, at = match.group(), match.start()
        if END.search(line) and not is_group(line, body, at + len(line), r"\S {2,80}\S.* {2,80}\S"):
            break
        if later and at >= later[0][0]:
            lay = _Layer(page, later.pop(0)[1], kinds)
            lay.measure(at, later[0][0] if later else len(body))
        pieces = lay.split(list(page.pieces(at, at + len(line))))
        if not pieces:
            continue
        near = [lay.nearest(piece) for piece in pieces]
        if last is not None and not pending and lay.completes(last, pieces, near):
            for piece, column in zip(pieces, near, strict=True):
                last.cells.setdefault(column, []).append(piece)
            continue
        if lay.is_row(pieces, near):
            columns = lay.columns(pieces)
            if columns is None:
                pieces, columns = lay.parsed(at, at + len(line))
            if last is not None:
                if lent is not None and columns is not None and name not in columns and name not in pending:
                    last.cells[name].remove(lent)
                yield lay.spans(last)
            last, waiting, pending, names = None, pending, {}, 0
            if columns is not None:
                if lent is not None and name not in columns and name not in waiting:
                    waiting[name] = [lent]
                last = _Row(
                    {column: [*waiting.pop(column, []), p] for p, column in zip(pieces, columns, strict=True)}
                )
                for column, parts in waiting.items():
                    last.cells.setdefault(column, parts)
            lent = None
            continue
        if lay.is_group(pieces) or (not pending and lay.is_short(last, pieces)):
            if last is not None:
                yield lay.spans(last)
            last, lent, pending, names = None, None, {}, 0
            group = Span(pieces[0].start, pieces[-1].end)
            yield [group, *[Span(at, at)] * (len(kinds) - 1)], at + len(line)
            continue
        names += 1
        if names > _MOST_NAMES:
            break
        begins = any(kinds[column] == "number" for column in near)
        for piece, column in zip(pieces, near, strict=True):
            if begins:  # the values of the row stand on a line below
                pending.setdefault(column, []).append(piece)
            elif last is not None and lay.text(piece)[0] in ")）、，,":
                last.cells.setdefault(name, []).append(piece)
            elif last is not None and not pending and lay.goes_on(last, column):
                last.cells.setdefault(column, []).append(piece)
                lent = piece if column == name and len(last.cells[name]) > 1 else lent
            elif column == name or kinds[column] in ("value", "actor", "note", "skip"):
                pending.setdefault(column, []).append(piece)
    if last is not None:
        yield lay.spans(last)


class _Layer:
    """Lays the pieces of lines under the heads of one table."""

    def __init__(self, page: _Page, heads: Sequence[_Piece], kinds: Sequence[str]) -> None:
        self.page = page
        self.raw = page.raw
        self.body = page.body
        self.heads = list(heads)
        self.kinds = list(kinds)
        self.name = self.kinds.index("name")
        self.widest = 0
        """How wide the lines of the names are."""
        self.edge = 0
        """The column in which most rows begin that hold no group."""
        self.torn = False
        """Groups stand beside the middle of their rows, broken over lines: no row tells which is its own."""

    def measure(self, start: int, end: int) -> None:
        """Note where the cells of rows that hold all of them stand, how wide names are, and where most lines begin."""
        spans = [m.span() for m in LINE.finditer(self.body, start, end)]
        lines = [list(self.page.pieces(*span)) for span in spans]
        lefts = [pieces[0].left for pieces in lines if len(pieces) > 2 and " " not in self.text(pieces[0])]
        self.edge = Counter(lefts).most_common(1)[0][0] if lefts else 0
        self.torn = any(
            len(pieces) > 1
            and (first := re.match(r"\S+ ", self.text(pieces[0]))) is not None
            and self._is_apart(pieces[0], first.end() - 1)
            for pieces in lines
        )
        if self.page.wide == 1:
            self._measure_columns(spans)
        room = min((h.left for h in self.heads if h.left > self.heads[self.name].left), default=1 << 30)
        for pieces in lines:
            for piece in pieces:
                if piece.right <= room and self.nearest(piece) == self.name:
                    self.widest = max(self.widest, piece.right - piece.left)

    def split(self, pieces: list[_Piece]) -> list[_Piece]:
        """The pieces of a line, those cut at single blanks that hold cells of several columns."""
        if not pieces:
            return pieces
        first = re.match(r"\S+ ", self.text(pieces[0]))
        if first is not None and self._is_apart(pieces[0], first.end() - 1):
            pieces = [*self._cut(pieces[0], [first.end() - 1]), *pieces[1:]]
        for i in range(len(pieces) - 1, -1, -1):
            blanks = [m.start() for m in re.finditer(" ", self.text(pieces[i]))]
            if not 0 < len(blanks) <= _MOST_BLANKS:
                continue
            ways = [
                [*pieces[:i], *self._cut(pieces[i], cut), *pieces[i + 1 :]]
                for count in range(len(blanks) + 1)
                for cut in combinations(blanks, count)
            ]
            pieces = min(ways, key=lambda way: self._laid(self._costs(way))[0] + _CUT * len(way))
        return pieces

    def _is_apart(self, piece: _Piece, at: int) -> bool:
        """Whether the words before a single blank are the number or group of a row whose name stands behind it."""
        own, _ = self._cut(piece, [at])
        if "number" in self.kinds:
            head = self.heads[self.kinds.index("number")]
            return bool(SERIAL.fullmatch(self.text(own))) and own.left <= head.right
        if self.name == 0 or self.kinds[self.name - 1] != "group":
            return False
        return piece.left < self.heads[self.name].left - 2 and piece.left < self.edge - 1

    def _cut(self, piece: _Piece, blanks: Sequence[int]) -> list[_Piece]:
        line = self.raw.rfind("\n", 0, piece.start) + 1
        starts = [piece.start, *(piece.start + at + 1 for at in blanks)]
        ends = [*(piece.start + at for at in blanks), piece.end]
        return [self.page.piece(line, a, b) for a, b in zip(starts, ends, strict=True)]

    def completes(self, last: _Row, pieces: Sequence[_Piece], near: Sequence[int]) -> bool:
        """Whether a line holds the nature that the row above lacks, beside the rest of its cells."""
        told = [self.kinds[column] for column in near]
        if "nature" not in told or set(told) & {"name", "number", "unit"} or len(pieces) > 2:
            return False
        return all(column not in last.cells or self.goes_on(last, column) for column in near)

    def _measure_columns(self, lines: Iterable[tuple[int, int]]) -> None:
        """Put the heads where the cells of whole rows stand: a head of two lines may stand beside them."""
        columns = [i for i, kind in enumerate(self.kinds) if kind != "group"]
        rows = []
        for start, end in lines:
            words = re.finditer(r"\S+", self.body[start:end])
            cells = [self.page.piece(start, start + m.start(), start + m.end()) for m in words]
            cells = cells[len(cells) == len(self.kinds) > len(columns) :]
            if len(cells) == len(columns) and all(
                self._kind_cost(cell, column) < 1.0 for cell, column in zip(cells, columns, strict=True)
            ):
                rows.append(cells)
        if len(rows) < 2:
            return
        for column, placed in zip(columns, zip(*rows, strict=True), strict=True):
            head = self.heads[column]
            self.heads[column] = head._replace(
                left=min(p.left for p in placed), right=max(p.right for p in placed)
            )

    def text(self, piece: _Piece) -> str:
        return self.body[piece.start : piece.end]

    def nearest(self, piece: _Piece) -> int:
        """The column whose head the piece stands under or nearest to; words under 序号 are a part of the name."""
        overlaps = [min(piece.right, h.right) - max(piece.left, h.left) for h in self.heads]
        best = max(range(len(self.heads)), key=overlaps.__getitem__)
        if self.kinds[best] == "number" and not SERIAL.fullmatch(self.text(piece)):
            return self.name
        return best

    def is_row(self, pieces: Sequence[_Piece], near: Sequence[int]) -> bool:
        """Whether a line holds the values of a row, and not only the rest of its cells."""
        told = {self.kinds[column] for column in near}
        if not told & {"value", "nature", "unit"}:
            return False
        sure = any(
            _SURE.search(self.text(p)) and self.kinds[c] in ("value", "nature")
            for p, c in zip(pieces, near, strict=True)
        )
        return sure or "number" in told or ("nature" not in self.kinds and "name" in told)

    def is_group(self, pieces: Sequence[_Piece]) -> bool:
        """Whether a line alone names the rows below: it begins left of the names, or numbers a group."""
        if len(pieces) > 1 or self.text(pieces[0])[0] in ")）、，,":
            return False
        left = "number" in self.kinds and pieces[0].left < self.heads[self.name].left - 1
        return left or GROUP_LINE.match(self.text(pieces[0])) is not None

    def is_short(self, last: _Row | None, pieces: Sequence[_Piece]) -> bool:
        """Whether a line below a whole row is a short name of a group, and no part of a name that was broken."""
        if (
            len(pieces) > 1
            or (last is not None and self.goes_on(last, self.name))
            or self.nearest(pieces[0]) != self.name
        ):
            return False
        words = self.text(pieces[0])
        short = 2 * (pieces[0].right - pieces[0].left) < self.widest
        return short and 2 < len(words) <= 10 and re.fullmatch(r"[\u4e00-\u9fff]+", words) is not None

    def columns(self, pieces: Sequence[_Piece]) -> list[int] | None:
        """The column of each piece of a line; None where they could as well stand under other heads."""
        costs = self._costs(pieces)
        if len(pieces) == len(self.kinds):
            order = list(range(len(pieces)))
            if all(self._kind_cost(p, c) < IMPOSSIBLE for p, c in zip(pieces, order, strict=True)):
                return order
        best, chosen = self._laid(costs)
        if best >= IMPOSSIBLE:
            return None
        for i, column in enumerate(chosen):
            if self.kinds[column] != "value":
                continue
            others = [list(row) for row in costs]
            others[i][column] = IMPOSSIBLE
            if self._laid(others)[0] < best + _MARGIN:
                return None
        return chosen

    def parsed(self, start: int, end: int) -> tuple[list[_Piece], list[int] | None]:
        """The cells of a line of which two run together, by what they look like alone."""
        pieces = find_pieces(self.body, start, end, "unit" in self.kinds)
        rows = parse_rows(pieces, self.kinds, "flow", False)
        if len(rows) != 1 or rows[0].holes or rows[0].end != len(pieces):
            return [], None
        cells = [(column, cell) for column, cell in enumerate(rows[0].cells) if cell is not None]
        found = [self.page.piece(start, pieces[a].start, pieces[b - 1].end) for _, (a, b) in cells]
        return found, [column for column, _ in cells]

    def _laid(self, costs: Sequence[Sequence[float]]) -> tuple[float, list[int]]:
        """The cheapest way to give each piece a column of its own, in order, and what it costs."""
        width = len(self.kinds)
        skip = [_LEFT_OUT.get(kind, 0.5) for kind in self.kinds]
        best: list[tuple[float, list[int]]] = [(0.0, [])]
        for column in range(width):
            following = [(cost + skip[column], ways) for cost, ways in best]
            for i, (cost, ways) in enumerate(best[: len(costs)]):
                laid = cost + costs[i][column], [*ways, column]
                if i + 1 == len(following):
                    following.append(laid)
                elif laid[0] < following[i + 1][0]:
                    following[i + 1] = laid
            best = following
        return best[len(costs)] if len(best) > len(costs) else (IMPOSSIBLE, [])

    def _costs(self, pieces: Sequence[_Piece]) -> list[list[float]]:
        return [[self._cost(piece, column) for column in range(len(self.kinds))] for piece in pieces]

    def _cost(self, piece: _Piece, column: int) -> float:
        head = self.heads[column]
        apart = max(piece.left, head.left) - min(piece.right, head.right)
        edges = (
            abs(piece.left - head.left),
            abs(piece.right - head.right),
            abs(piece.left + piece.right - head.left - head.right) / 2,
        )
        far = 0.25 * min(edges) + (2.0 if apart >= 0 else 0.0)
        return far + self._kind_cost(piece, column)

    def _kind_cost(self, piece: _Piece, column: int) -> float:
        kind, words = self.kinds[column], "".join(self.text(piece).split())
        if kind == "number":
            return 0.0 if SERIAL.fullmatch(words) else IMPOSSIBLE
        if kind == "name":  # a part of a name may stand on each line
            return IMPOSSIBLE if SERIAL.fullmatch(words) else 0.0 if re.search(r"[^\d.,\W]", words) else 3.0
        pieces = find_pieces(self.body, piece.start, piece.end, False)
        cost = cost_of(kind, pieces, words, "unit" in self.kinds)
        return cost + (_VALUE_BEFORE if kind == "actor" and re.match(r"[〔\[]?[≥≤<>＜＞]?\d", words) else 0.0)

    def goes_on(self, row: _Row, column: int) -> bool:
        """Whether the cell of a row goes on in a line below."""
        parts = row.cells.get(column, [])
        if column == self.name:
            if not parts or ("unit" not in self.kinds and _CLOSED.search(self.text(parts[-1]))):
                return False
            return parts[-1].right - parts[-1].left >= _BROKEN * self.widest
        if self.kinds[column] in ("number", "unit", "nature"):
            return bool(parts) and self.text(parts[-1]).endswith(("/", "("))
        return bool(parts) and not _SURE.search(self.text(parts[-1]))

    def spans(self, row: _Row) -> tuple[list[Span], int]:
        """The cells of a row in the order of the head, and where the row ends."""
        own = [p for column, parts in row.cells.items() for p in parts if column != self.name]
        anchor = min((p.start for p in own), default=0)
        spans = []
        for column in range(len(self.kinds)):
            parts = sorted(row.cells.get(column, []))
            if not parts or (self.torn and self.kinds[column] == "group"):
                spans.append(Span(anchor, anchor))
                continue
            words = "".join(self.raw[p.start : p.end] for p in parts)
            whole = "".join(self.raw[parts[0].start : parts[-1].end].split())
            joined = "" if whole == "".join(words.split()) else JOINED + words
            if joined and column != self.name:  # the first line stands for the cell
                spans.append(Span(parts[0].start, parts[0].end, joined))
                continue
            spans.append(Span(parts[0].start, parts[-1].end, joined))
        return spans, max(p.end for parts in row.cells.values() for p in parts)
