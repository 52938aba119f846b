"""Tables whose columns are kept apart: by blanks, as `pdftotext -layout` prints them, or by tabs, as browsers copy.

In the first a cell stands under its head.

A line is cut where two blanks or more stand; each piece belongs to the column whose head it stands under, an
ideograph being two columns wide. A row is the line on which its values stand; lines that hold only a part of a name
go to the row below them, or to the one above while its name waits for the unit in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from miner.corpus import Span

__all__ = ["JOINED", "aligned_rows", "even_rows", "is_aligned", "is_tabbed", "tabbed_rows"]

JOINED = "joined: "
"""Begins the `reason` of a cell whose lines others stand between; what follows is the text of the cell."""
_PIECE = re.compile(r"\S+(?: \S+)*")
_CLOSED = re.compile(r"[）)]\s*$")
_SERIAL = re.compile(r"\d{1,3}[.．、]?")
_END = re.compile(
    r"[。；]|^\s*注\s*[：:1]|^\s*第[一二三四五六七八九十]+[篇章节]|^\s*[一二三四五六七八九十]+、\S*\s*$"
)
_MOST_NAMES = 4
"""Lines without a value in a row; after more of them the table has ended."""


class _Piece(NamedTuple):
    start: int
    end: int
    left: int
    right: int
    """The columns of the page that it takes."""


@dataclass(slots=True)
class _Row:
    cells: dict[int, _Piece] = field(default_factory=dict)
    name: list[_Piece] = field(default_factory=list)


def is_aligned(text: str, cells: Sequence[tuple[int, int]]) -> bool:
    """Whether the cells of a head stand on one line, at least two blanks apart."""
    gaps = [text[a[1] : b[0]] for a, b in pairwise(cells)]
    return (
        len(cells) > 2
        and all("\n" not in gap and "\t" not in gap for gap in gaps)
        and sum(len(gap) > 1 for gap in gaps) >= len(gaps) - 1
        and any(len(gap) > 3 for gap in gaps)
    )


def aligned_rows(
    body: str, start: int, cells: Sequence[tuple[int, int]], kinds: Sequence[str]
) -> Iterator[tuple[list[Span], int]]:
    """The rows below a head whose cells and kinds are given, and where each ends.

    body: the text, page marks and repeated heads blanked out; start: the end of the head.
    """
    line_start = body.rfind("\n", 0, cells[0][0]) + 1
    heads = [_piece(body, line_start, a, b) for a, b in cells]
    name = list(kinds).index("name")
    pending: list[_Piece] = []
    last: _Row | None = None
    end = start
    for match in re.finditer(r"[^\n]+", body[start:]):
        line, at = match.group(), start + match.start()
        if _END.search(line):
            break
        pieces = [(p, _column_of(p, heads, kinds, body)) for p in _pieces(body, at, at + len(line))]
        if not pieces:
            continue
        if not any(kinds[column] in ("value", "nature", "unit") for _, column in pieces):
            if len(pieces) == 1 and pieces[0][0].left < heads[name].left - 1 and "number" in kinds:
                if last is not None:
                    yield _spans(body, last, kinds, name), end
                    last = None
                group = pieces[0][0]
                yield [Span(group.start, group.end), *[Span(at, at)] * (len(kinds) - 1)], at + len(line)
                continue
            parts = [p for p, column in pieces if column == name]
            if last is not None and not pending and last.name and _waits(body, last, kinds):
                last.name += parts
                continue
            pending += parts
            if len(pending) > _MOST_NAMES:
                break
            continue
        if last is not None:
            yield _spans(body, last, kinds, name), end
        last, pending = _Row({column: p for p, column in pieces if column != name}, pending), []
        last.name += [p for p, column in pieces if column == name]
        end = at + len(line.rstrip())
    if last is not None:
        yield _spans(body, last, kinds, name), end


def _waits(body: str, row: _Row, kinds: Sequence[str]) -> bool:
    """Whether the name of the row goes on below: its unit is still missing."""
    return "unit" not in kinds and not _CLOSED.search(body[row.name[-1].start : row.name[-1].end])


def _pieces(body: str, start: int, end: int) -> Iterator[_Piece]:
    for match in _PIECE.finditer(body[start:end]):
        yield _piece(body, start, start + match.start(), start + match.end())


def _piece(body: str, line: int, start: int, end: int) -> _Piece:
    left = _width(body[line:start])
    return _Piece(start, end, left, left + _width(body[start:end]))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _column_of(piece: _Piece, heads: Sequence[_Piece], kinds: Sequence[str], body: str) -> int:
    """The column whose head the piece stands under or nearest to; words under 序号 are a part of the name."""
    overlaps = [min(piece.right, h.right) - max(piece.left, h.left) for h in heads]
    best = max(range(len(heads)), key=overlaps.__getitem__)
    said = body[piece.start : piece.end]
    if kinds[best] == "number" and not _SERIAL.fullmatch(said):
        return list(kinds).index("name")
    return best


def _spans(body: str, row: _Row, kinds: Sequence[str], name: int) -> list[Span]:
    """The cells of a row in the order of the head."""
    anchor = min((p.start for p in row.cells.values()), default=0)
    made = []
    for i in range(len(kinds)):
        if i != name:
            cell = row.cells.get(i)
            made.append(Span(cell.start, cell.end) if cell else Span(anchor, anchor))
            continue
        pieces = sorted(row.name)
        if not pieces:
            made.append(Span(anchor, anchor))
            continue
        first, last = pieces[0].start, pieces[-1].end
        said = "".join(body[p.start : p.end] for p in pieces)
        whole = "".join(body[first:last].split())
        made.append(Span(first, last, "" if whole == "".join(said.split()) else JOINED + said))
    return made


def is_tabbed(text: str, cells: Sequence[tuple[int, int]]) -> bool:
    """Whether a tab stands between all cells of a head."""
    return all("\t" in text[a[1] : b[0]] for a, b in pairwise(cells))


def tabbed_rows(body: str, start: int, kinds: Sequence[str]) -> Iterator[tuple[list[Span], int]]:
    """The rows below a head whose cells tabs part: a line is a row, and a line without a tab names a group.

    Where rows were merged in the page the cell is missing in all but the first of them: the group before the number,
    and 属性 at the end, which then holds for the rows below it.
    """
    nature: Span | None = None
    for match in re.finditer(r"[^\n]+", body[start:]):
        line, at = match.group(), start + match.start()
        if "\t" not in line:
            if not line.strip():
                continue
            if _END.search(line) or len(line.strip()) > _LONGEST_GROUP:
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
    return None if tail else [*made, *[None] * missing]
