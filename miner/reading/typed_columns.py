"""Tables whose columns are kept apart: by blanks, as `pdftotext -layout` prints them, or by tabs, as browsers copy.

In the first a cell stands under its head. A line is cut where two blanks or more stand, an ideograph being two columns
wide; its pieces are laid under the heads so that their order holds, each as near to its head as it can and of the
kind of the column. A line whose pieces could as well stand under other heads is left out. A row is the line on which
its values stand; lines that hold only a part of a name or words go to the row below them or above.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from miner.corpus import Span
from miner.reading.typed_cells import IMPOSSIBLE, cost_of, find_pieces, nature_pattern
from miner.reading.typed_rows import parse_rows

__all__ = ["JOINED", "aligned_rows", "even_rows", "tabbed_rows"]

JOINED = "joined: "
"""Begins the `reason` of a cell whose lines others stand between; what follows is the text of the cell."""
_LINE = re.compile(r"[^\n\x1f]+")
"""A line; what was blanked out, the line of a page number, ends one too."""
_PIECE = re.compile(r"\S+(?: \S+)*")
_CLOSED = re.compile(r"[）)]\s*$")
_SERIAL = re.compile(r"\d{1,3}[.．、]?")
_SURE = re.compile(r"\d|^[—–―\-－─/]+$|[束期导]性|[↑↓]")
"""In a piece that is a value or a nature for sure; words alone may be the rest of a cell of another line."""
_END = re.compile(
    r"[。；]|^\s*(?:注|说明|備註|备注)\s*[：:1]|^\s*第[一二三四五六七八九十]+[篇章节]|^\s*[一二三四五六七八九十]+、\S*\s*$"
)
_GROUP_LINE = re.compile(r"^\s*[一二三四五六七八九十]+、\S{2,16}[（(]\s*\d+\s*(?:项|个|%|％)\s*[)）]\s*$")
_OFFICE = re.compile(r"^[^\d]{2,30}(?:局|委|办|厅|院|部门)$")
_ENOUGH = 12
_MOST_NAMES = 4
"""Lines without a value in a row; after more of them the table has ended."""
_LEFT_OUT = {"number": 0.3, "group": 0.1, "name": 0.5, "value": 2.0, "nature": 1.5}
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


def aligned_rows(
    raw: str, body: str, start: int, cells: Sequence[tuple[int, int]], kinds: Sequence[str]
) -> Iterator[tuple[list[Span], int]]:
    """The rows below a head whose cells and kinds are given, and where each ends.

    raw: the text as it was printed, which tells how wide its characters are; body: its working copy, page marks and
    repeated heads blanked out; start: the end of the head.
    """
    heads = [_piece(raw, body.rfind("\n", 0, a) + 1, a, b) for a, b in cells]
    if "number" not in kinds and (numbers := _unnamed_numbers(raw, body, start)) is not None:
        for spans, end in _aligned(raw, body, start, [numbers, *heads], ["number", *kinds]):
            yield ([spans[0], *spans[2:]] if _is_alone(spans) else spans[1:]), end
        return
    yield from _aligned(raw, body, start, heads, kinds)


def _is_alone(spans: Sequence[Span]) -> bool:
    return all(span.start == span.end for span in spans[1:])


def _unnamed_numbers(raw: str, body: str, start: int) -> _Piece | None:
    """Where the numbers of the rows stand although no head names them; None where rows have none."""
    rows = 0
    numbers: list[_Piece] = []
    for match in _LINE.finditer(body, start):
        if len(numbers) == _ENOUGH or re.search("[。；]", match.group()):
            break
        pieces = list(_pieces(raw, body, *match.span()))
        if len(pieces) > 2:
            rows += 1
            numbers += [pieces[0]] if _SERIAL.fullmatch(body[pieces[0].start : pieces[0].end]) else []
    if len(numbers) < 2 or 2 * len(numbers) < rows:
        return None
    return _Piece(start, start, min(p.left for p in numbers), max(p.right for p in numbers))


def _aligned(
    raw: str, body: str, start: int, heads: Sequence[_Piece], kinds: Sequence[str]
) -> Iterator[tuple[list[Span], int]]:
    lay = _Layer(raw, body, heads, kinds)
    lay.measure(_pieces(raw, body, m.start(), m.end()) for m in _LINE.finditer(body, start))
    name = list(kinds).index("name")
    pending: dict[int, list[_Piece]] = {}
    last: _Row | None = None
    lent: _Piece | None = None  # the last line that the row above took, which may be of the row below
    names = 0
    for match in _LINE.finditer(body, start):
        line, at = match.group(), match.start()
        if _END.search(line) and not _is_group(line, body, at + len(line), r"\S {2,80}\S.* {2,80}\S"):
            break
        pieces = list(_pieces(raw, body, at, at + len(line)))
        if not pieces:
            continue
        near = [lay.nearest(piece) for piece in pieces]
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
        for piece, column in zip(pieces, near, strict=True):
            if last is not None and lay.text(piece)[0] in ")）、，,":
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

    def __init__(self, raw: str, body: str, heads: Sequence[_Piece], kinds: Sequence[str]) -> None:
        self.raw = raw
        self.body = body
        self.heads = heads
        self.kinds = list(kinds)
        self.name = self.kinds.index("name")
        self.widest = 0
        """How wide the lines of the names are."""

    def measure(self, lines: Iterable[Iterable[_Piece]]) -> None:
        """Note how wide the names are set."""
        room = min((h.left for h in self.heads if h.left > self.heads[self.name].left), default=1 << 30)
        for pieces in lines:
            for piece in pieces:
                if piece.right <= room and self.nearest(piece) == self.name:
                    self.widest = max(self.widest, piece.right - piece.left)

    def text(self, piece: _Piece) -> str:
        return self.body[piece.start : piece.end]

    def nearest(self, piece: _Piece) -> int:
        """The column whose head the piece stands under or nearest to; words under 序号 are a part of the name."""
        overlaps = [min(piece.right, h.right) - max(piece.left, h.left) for h in self.heads]
        best = max(range(len(self.heads)), key=overlaps.__getitem__)
        if self.kinds[best] == "number" and not _SERIAL.fullmatch(self.text(piece)):
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
        return left or _GROUP_LINE.match(self.text(pieces[0])) is not None

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
        costs = [[self._cost(piece, column) for column in range(len(self.kinds))] for piece in pieces]
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
        found = [_piece(self.raw, start, pieces[a].start, pieces[b - 1].end) for _, (a, b) in cells]
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
            return 0.0 if _SERIAL.fullmatch(words) else IMPOSSIBLE
        if kind == "name":  # a part of a name may stand on each line
            return IMPOSSIBLE if _SERIAL.fullmatch(words) else 0.0 if re.search(r"[^\d.,\W]", words) else 3.0
        pieces = find_pieces(self.body, piece.start, piece.end, False)
        return cost_of(kind, pieces, words, "unit" in self.kinds)

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
            if not parts:
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


def _pieces(raw: str, body: str, start: int, end: int) -> Iterator[_Piece]:
    for match in _PIECE.finditer(body[start:end]):
        yield _piece(raw, start, start + match.start(), start + match.end())


def _piece(raw: str, line: int, start: int, end: int) -> _Piece:
    left = _width(raw[line:start])
    return _Piece(start, end, left, left + _width(raw[start:end]))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _is_group(line: str, body: str, end: int, row: str) -> bool:
    """Whether a line that could be a heading (二、民生福祉) names a group: it counts its rows, or one follows it."""
    if _GROUP_LINE.match(line):
        return True
    following = re.compile(r"\s{0,200}([^\n]{1,200})").match(body, end)
    return (
        len(line.strip()) <= _LONGEST_GROUP
        and "。" not in line
        and following is not None
        and re.search(row, following[1]) is not None
    )


def _has_unnamed_numbers(body: str, start: int) -> bool:
    """Whether rows between tabs begin with a number that no head names."""
    lines = [
        cells for m in _LINE.finditer(body, start, start + 1500) if len(cells := m.group().split("\t")) > 2
    ]
    numbers = sum(_SERIAL.fullmatch(cells[0].strip()) is not None for cells in lines)
    return numbers > 1 and 2 * numbers >= len(lines)


def tabbed_rows(body: str, start: int, kinds: Sequence[str]) -> Iterator[tuple[list[Span], int]]:
    """The rows below a head whose cells tabs part: a line is a row, and a line without a tab names a group.

    Where rows were merged in the page the cell is missing in all but the first of them: the group before the number,
    and 属性 at the end, which then holds for the rows below it.
    """
    if "number" not in kinds and _has_unnamed_numbers(body, start):
        for spans, end in tabbed_rows(body, start, ["number", *kinds]):
            yield ([spans[0], *spans[2:]] if _is_alone(spans) else spans[1:]), end
        return
    nature: Span | None = None
    for match in re.finditer(r"[^\n]+", body[start:]):
        line, at = match.group(), start + match.start()
        if "\t" not in line:
            if not line.strip():
                continue
            ended = _END.search(line) and not _is_group(line, body, at + len(line), r"\t.*\t")
            if ended or len(line.strip()) > _LONGEST_GROUP:
                return
            first = at + len(line) - len(line.lstrip())
            yield [Span(first, at + len(line.rstrip())), *[Span(at, at)] * (len(kinds) - 1)], at + len(line)
            continue
        cells = _fitted(body, _cut(line, at), kinds)
        if cells is None:
            continue
        if "nature" in kinds:
            i = list(kinds).index("nature")
            cells[i] = nature if cells[i] is None else cells[i]
            nature = cells[i]
        yield [cell or Span(at, at) for cell in cells], at + len(line)


def even_rows(body: str, start: int, width: int, halves: int, tabs: bool) -> Iterator[tuple[list[Span], int]]:
    """The rows of tables side by side, `width` cells each: a line holds the cells of all halves, the last one fewer.

    The table ends with the first line that holds another number of cells.
    """
    for match in re.finditer(r"[^\n]+", body[start:]):
        line, at = match.group(), start + match.start()
        if not line.strip():
            continue
        cells = (
            _cut(line, at)
            if tabs
            else [Span(at + m.start(), at + m.end()) for m in re.finditer(r"\S+", line)]
        )
        missing = width * halves - len(cells)
        if _END.search(line) or missing < 0 or missing % width:
            return
        yield [*cells, *[Span(at, at)] * missing], at + len(line)


_LONGEST_GROUP = 24


def _cut(line: str, at: int) -> list[Span]:
    cells = []
    for match in re.finditer(r"(?:^|(?<=\t))[^\t]*", line):
        said = match.group()
        first = at + match.start() + len(said) - len(said.lstrip())
        cells.append(Span(min(first, at + match.end()), max(first, at + match.start() + len(said.rstrip()))))
    return cells


def _fitted(body: str, cells: list[Span], kinds: Sequence[str]) -> list[Span | None] | None:
    """The cells of a line under their heads, None for what is missing; None where they cannot be told apart."""
    while len(cells) > len(kinds) and cells[-1].start == cells[-1].end:
        cells = cells[:-1]
    number = list(kinds).index("number") if "number" in kinds else None
    said = [body[c.start : c.end] for c in cells]
    made: list[Span | None] = list(cells)
    at = next((i for i, s in enumerate(said[:2]) if _SERIAL.fullmatch(s)), None)
    if number is not None and (len(cells) != len(kinds) or (at is not None and at != number)):
        if at is None:  # a further indicator under the number above
            made = [*[None] * (number + 1), *made]
        elif at < number:
            made = [*[None] * (number - at), *made]
    name = list(kinds).index("name")
    if len(made) == len(kinds) + 1 and name + 1 < len(made):  # 居民人均可支配收入 | 城镇居民（元）
        first, second = made[name], made[name + 1]
        if first is None or second is None or re.match(r"[\d—<>≥≤＜＞]", body[second.start :]):
            return None
        made[name : name + 2] = [Span(first.start, second.end)]
    if len(made) > len(kinds) or len(made) < name + 2:
        return None
    missing = len(kinds) - len(made)
    tail = [kind for kind in kinds[len(made) :] if kind == "value"]
    if tail or any(_is_misplaced(body, cell, kind) for cell, kind in zip(made, kinds, strict=False)):
        return None
    return [*made, *[None] * missing]


def _is_misplaced(body: str, cell: Span | None, kind: str) -> bool:
    """Whether a cell is of another column for sure: a cell before it is missing."""
    words = "".join(body[cell.start : cell.end].split()) if cell is not None else ""
    nature = nature_pattern().fullmatch(words) is not None or _OFFICE.search(words) is not None
    return nature if kind in ("value", "unit") else kind == "nature" and bool(re.match(r"[\d<>≥≤]", words))
