"""Tables of indicators that come as plain text: the cells of a page or a PDF, without lines or pipes.

Five-year outlines give their goals in one table (指标 | 2025年 | 2030年目标 | 属性). Pasted as text it arrives in one
of three layouts: cells apart by blanks, cells apart by tabs or blank lines, one cell a line. `typed_grids` finds
the heads, cuts the text below into rows and the rows into cells, and gives the same `Grid` that a table of Word
gives. A row is cut where its 属性 stands, or where its number stands, or where its last value stands. A row
whose cells cannot be told apart is left out of the grid: its numbers are listed by the stage of targets, not
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from miner.corpus import Grid, Span
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.reading.typed_cells import Cells, Parsed, apart, flowing, full_lines, is_suffix, is_value, strip
from miner.reading.typed_columns import aligned_rows, even_rows, is_aligned, is_tabbed, tabbed_rows
from miner.reading.view import script_of, view_of

__all__ = ["HeadCell", "page_mark", "typed_grids"]

_LONGEST_HEAD = 400
_LONGEST_ROW = 160
"""Characters of one row without its blanks; beyond them the text is no table any more."""
_LONGEST_TABLE = 30_000
_RAW_NAME = re.compile(r"指\s{0,8}[标標]")
_NAME_WORD = re.compile(r"指\s{0,8}标")
_PAGE_MARK = re.compile(
    r"^[^\S\n]*(?:[—–―\-－─]+\s*\d{1,4}\s*[—–―\-－─]+|第\s*\d{1,4}\s*页(?:[,，/ ]*共\s*\d{1,4}\s*页)?)[^\S\n]*(?:\n|\Z)",
    re.M,
)
_CONTINUED = re.compile(r"^[^\n]{0,30}(?:[（(]续(?:表|完)?\d?[)）]|续表[^\n]{0,4})[^\S\n]*(?:\n|\Z)", re.M)
_UNIT_LINE = re.compile(r"^[^\S\n]*[（(]?单位[：:][^\n]{1,12}[)）]?[^\S\n]*(?:\n|\Z)", re.M)
_MASK = "\x1f"
_NATURE = re.compile(
    r"(?:约\s?束|预\s?期|指\s?导|引\s?导)\s?性(?!指标|目标|工作|、|和|与)|(?<!\S)(?:约束|预期)(?!\S)"
)
_AFTER_TABLE = re.compile(
    r"[。；]|^[^\S\n]{0,40}(?:注\s{0,4}[：:]|注\s*\d|备注[：:]|数据来源|第[一二三四五六七八九十]+[篇章节部]|专栏\s*\d|表\s*\d+[^\d.]|[*＊∗]\s*为|带[*＊∗]|“?—”?代表)",
    re.M,
)
_LONGEST_NOTES = 800
_NOTE = re.compile(
    r"注\s*[：:]|注\s*\d|备注[：:]|数据来源|说明[：:]|[*＊∗]\s*[为代表]|带[*＊∗]|[“\"]?—[”\"]?\s*(?:代表|表示|为)|[①〔【\[]"
)
_NEXT_NOTE = re.compile(rf"{_NOTE.pattern}|[①-⑳]|\d{{1,2}}[.．、]")
_GROUP = re.compile(
    r"[一二三四五六七八九十]{1,2}、[^\n]{2,16}[（(]\s*\d+\s*(?:项|个)\s*[)）]|[（(][一二三四五六七八九十]{1,2}[)）][^\n（(]{2,12}(?=\n)"
    r"|[\u4e00-\u9fff\n\s]{2,12}[（(]\s*\d+\s*(?:项|个)\s*[)）]"
)


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head: what its column holds, and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Head:
    cells: tuple[HeadCell, ...]
    start: int
    end: int
    layout: str
    """`lines` (a cell a line), `apart` (tabs or blank lines between cells) or `flow`."""
    halves: int = 1
    """How often the cells repeat: 2 where two tables stand side by side, of which `cells` are the first one's."""
    all: tuple[HeadCell, ...] = ()
    """The cells of all halves."""

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(cell.kind for cell in self.cells)


@cache
def _head_cell(wrapped: bool) -> re.Pattern[str]:
    """One cell of a head; the name of the group that matched is the kind of its column.

    wrapped: a cell may go on in the next line, 目标 under 2030年.
    """
    rules = read_toml("miner.reading", "table_heads.toml")
    kinds: dict[str, list[str]] = rules["kind"]
    if wrapped:
        kinds = {kind: [*rules["wrapped"].get(kind, []), *patterns] for kind, patterns in kinds.items()}
    kinds = {kind: [p.replace(r"\s*", r"\s{0,6}") for p in patterns] for kind, patterns in kinds.items()}
    ways = "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items())
    return re.compile(rf"\s*(?:{ways})(?:\s{{0,6}}[（(][%％][)）])?[①-⑳*＊∗]{{0,2}}")


def page_mark() -> re.Pattern[str]:
    """A line that holds nothing but the number of a page: — 12 —."""
    return _PAGE_MARK


def typed_grids(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[Grid, ...]:
    """The tables of indicators typed into `text`, in order; none where a span of `taken` lies.

    Linear in the length of the text: heads are looked for where 指标 stands, and each table is read once.
    """
    if not _RAW_NAME.search(text):
        return ()
    text = view_of(text, script_of(text))  # as long as the text: offsets hold
    grids: list[Grid] = []
    done = 0
    for match in _NAME_WORD.finditer(text):
        if match.start() < done or any(a <= match.start() < b for a, b in taken):
            continue
        heads = [_head(text, match.start(), done, wrapped) for wrapped in (False, True)]
        tables = [
            grid
            for head in dict.fromkeys(heads)
            if head is not None and (grid := _table(text, head)) is not None
        ]
        if tables:
            grids.append(max(tables, key=lambda grid: len(grid.rows)))
            done = grids[-1].end
    return tuple(grids)


def _head(text: str, at: int, floor: int, wrapped: bool) -> _Head | None:
    """The head that the name word at `at` stands in; None where that is a sentence or a title."""
    start = _first_line(text, at, floor)
    cells: list[HeadCell] = []
    position = start
    while position - start < _LONGEST_HEAD:
        match = _head_cell(wrapped).match(text, position)
        if match is None or not _ends_cell(text, match.end()):
            break
        kind = match.lastgroup or ""
        cells.append(HeadCell(kind, *strip(text, match.start(kind), match.end())))
        position = match.end()
    halves = sum(cell.kind == "name" for cell in cells)
    if halves > 1 and cells[0].kind == "name" and not _repeats(text, cells, halves):
        cells, halves = cells[1:], halves - 1  # the title 主要指标 on a line of its own
    own = cells[: len(cells) // halves] if halves else []
    if not any(cell.kind == "value" for cell in own) or not _repeats(text, cells, halves):
        return None
    if not any(cell.start <= at < cell.end for cell in cells):
        return None
    gaps = [text[a.end : b.start] for a, b in pairwise(cells)]
    if all("\t" in gap or gap.count("\n") > 1 for gap in gaps):
        layout = "apart"
    else:
        layout = "lines" if all("\n" in gap for gap in gaps) else "flow"
    return _Head(tuple(own), cells[0].start, position, layout, halves, tuple(cells))


def _repeats(text: str, cells: Sequence[HeadCell], halves: int) -> bool:
    """Whether the cells of a head are the same ones, `halves` times."""
    said = ["".join(text[c.start : c.end].split()) for c in cells]
    return said == said[: len(said) // halves] * halves


def _first_line(text: str, at: int, floor: int) -> int:
    """The start of the first of the lines before `at` that hold cells of a head and nothing else."""
    start = text.rfind("\n", floor, at) + 1 or floor
    while start > floor:
        before = text.rfind("\n", floor, start - 1) + 1 or floor
        line = text[before : start - 1]
        if line.strip() and not _is_head_line(line):
            break
        if start - before > _LONGEST_HEAD or at - before > _LONGEST_HEAD:
            break
        start = before
    while text[start : start + 1].isspace():
        start += 1
    return start


def _is_head_line(line: str) -> bool:
    position, end = 0, len(line.rstrip())
    while position < end:
        match = _head_cell(False).match(line, position)
        if match is None or match.end() == position:
            return False
        position = match.end()
    return True


def _ends_cell(text: str, at: int) -> bool:
    following = text[at : at + 1]
    return not following or following.isspace() or _head_cell(False).match(text, at) is not None


def _table(text: str, head: _Head) -> Grid | None:
    """The grid below a head; None where no row follows."""
    body = _masked(text, head)
    rows, end = [tuple(Span(c.start, c.end) for c in head.cells)], head.end
    for cells, until in _rows_apart(text, body, head):
        rows.append(tuple(cells))
        end = until
    if head.halves > 1 and len(rows) > 1:
        rows[0] = tuple(Span(c.start, c.end) for c in head.all)
    elif len(rows) < 3:
        rows, end = rows[:1], head.end
        if (
            "group" not in head.kinds
        ):  # 一、经济强（12 项） on a line of its own: a column without a head holds it
            rows[0] = (Span(head.start, head.start), *rows[0])
        for several, until in _rows(body, head):
            end = until
            rows.extend(tuple(Span(*cell) for cell in cells) for cells in several)
    if len(rows) < 2:
        return None
    return Grid(head.start, _with_notes(text, end), tuple(rows))


def _rows_apart(text: str, body: str, head: _Head) -> Iterable[tuple[list[Span], int]]:
    """The rows of a table whose columns tabs or blanks keep apart; none where the head shows neither."""
    heads, kinds = [(c.start, c.end) for c in head.all], [c.kind for c in head.all]
    if head.halves > 1 and (is_tabbed(text, heads) or "nature" not in kinds):
        return even_rows(body, head.end, len(head.cells), head.halves, is_tabbed(text, heads))
    if is_tabbed(text, heads):
        return tabbed_rows(body, head.end, kinds)
    if is_aligned(text, heads):
        return aligned_rows(text[: head.end] + body[head.end :], head.end, heads, kinds)
    return ()


def _with_notes(text: str, end: int) -> int:
    """The end of the notes under a table that ends at `end`: 注：1.…, * 为预计数, “—”代表…."""
    notes, broken = end, False
    for match in re.finditer(r"[^\n]+", text[end : end + _LONGEST_NOTES]):
        line = match.group().strip()
        if not line:
            continue
        if not (_NOTE if notes == end else _NEXT_NOTE).match(line) and not broken:
            break
        broken = len(line) > 24 and not line.endswith(
            ("。", "；", "数", "据")
        )  # the line goes on in the next
        notes = end + match.end()
    return notes


def _masked(text: str, head: _Head) -> str:
    """The text up to the end of the longest table, page marks and repeated heads blanked out, offsets as before."""
    end = min(len(text), head.end + _LONGEST_TABLE)
    body = text[head.end : end]
    spans = [m.span() for p in (_PAGE_MARK, _CONTINUED, _UNIT_LINE) for m in p.finditer(body)]
    words = [
        re.sub(r"\s+", r"\\s*", re.escape(re.sub(r"\s+", " ", text[c.start : c.end])).replace("\\ ", " "))
        for c in head.cells
    ]
    spans.extend(m.span() for m in re.finditer(r"\s*".join(words) + r"[^\S\n]*\n?", body))
    cut = list(body)
    for a, b in spans:
        cut[a:b] = _MASK * (b - a)
    return _MASK * head.end + "".join(cut)[: _next_head(body, [a for a, _ in spans])]


def _next_head(body: str, repeated: Sequence[int]) -> int:
    """Where the head of another table stands in `body`; its length where none does."""
    for match in _NAME_WORD.finditer(body):
        start = body.rfind("\n", 0, match.start()) + 1
        line = body[start : (body.find("\n", match.end()) + 1 or len(body)) - 1]
        if start not in repeated and len(line.split()) > 2 and _is_head_line(line):
            return start
    return len(body)


def _rows(body: str, head: _Head) -> Iterator[tuple[list[Cells], int]]:
    """The rows of the table and where each ends; several where one number stands for several indicators."""
    kinds = head.kinds
    serial = _Serial(
        head.halves == 1,
        "number" in kinds
        or bool(re.search(r"(?<!\S)(?:1[.．、]|[（(]1[)）])", body[head.end : head.end + 40])),
    )
    records = _by_nature(body, head) if "nature" in kinds else _by_values(body, head, serial)
    for start, end, until, tail in records:
        rows = _read(body, start, end, tail, head, serial)
        yield rows, until


class _Serial:
    """The number that the next row should have."""

    def __init__(self, counts_on: bool, used: bool) -> None:
        self.counts_on = counts_on
        self.used = used
        self.last = 0

    def find(self, body: str, start: int, end: int) -> re.Match[str] | None:
        """The number of the row in `body[start:end]`, or one of the two after it where a row is missing."""
        if not self.used:
            return None
        if not self.counts_on:  # 1, 4, 2, 5: two tables side by side
            return re.compile(r"\s*\d{1,3}(?:[.．、](?!\d)|(?=[^\d.,，%％]))\s*").match(body, start, end)
        for number in range(self.last + 1, self.last + 4):
            told = rf"(?:[（(]{number}[)）]|{number}(?:[.．、](?!\d)|(?=\s)|(?=[^\d.,，%％\-~～—\s])))\s*"
            match = re.compile(rf"\s*{told}").match(body, start, end) or re.compile(rf"(?<!\S){told}").search(
                body, start, end
            )
            if match is not None:
                self.last = number
                return match
        if self.last:
            return None
        first = re.compile(r"\s*(\d{1,2})(?=[^\d.,，%％\s])").match(
            body, start, end
        )  # the table begins on another page
        if first is not None:
            self.last = int(first[1])
        return first


_ENDS_IN_VALUE = re.compile(r"\S[^\S\n]+\d[\d.,]*[^\S\n]*\n")
"""A line that ends with a number of its own: in a name, the row before it whose goal is missing."""
_MOST_SKIPPED = 2

Record = tuple[int, int, int, Cells]
"""Start and end of what stands before 属性, where the row ends, and the cells from 属性 on."""


def _by_nature(body: str, head: _Head) -> Iterator[Record]:
    """Rows that end with 属性, or with the values and notes behind it."""
    kinds = head.kinds
    after = kinds[kinds.index("nature") + 1 :]
    values = sum(kind == "value" for kind in after)
    position = head.end
    for match in _NATURE.finditer(body, head.end):
        if match.start() < position:
            continue
        chunk = body[position : match.start()]
        if len(re.sub(r"\s+", "", chunk)) > _LONGEST_ROW or _AFTER_TABLE.search(chunk):
            return
        tail: Cells = [match.span()]
        until = match.end()
        if values:
            found = _following(body, until, values)
            if found is None:
                position = until
                continue
            tail += found
            until = found[-1][1]
        for _ in after[values:]:  # notes and offices: the rest of the line
            line = body.find("\n", until)
            stop = line if line >= 0 else len(body)
            tail.append(strip(body, until, stop))
            until = stop
        yield position, match.start(), until, tail
        position = until


def _following(body: str, at: int, count: int) -> Cells | None:
    """The `count` values that follow `at`: the rest of its line, or one a line."""
    found: Cells = []
    for match in re.finditer(r"\S+", body[at : at + 200]):
        span = match.start() + at, match.end() + at
        if found and is_suffix(match.group()):
            found[-1] = found[-1][0], span[1]
            continue
        if len(found) == count:
            break
        if not is_value(match.group()):
            break
        found.append(span)
    return found if len(found) == count else None


def _by_values(body: str, head: _Head, serial: _Serial) -> Iterator[Record]:
    """Rows of a table without 属性: each goes on to the line on which its last value stands."""
    position, skipped = head.end, 0
    while position < len(body):
        end = position
        good = None
        for _ in range(6 * (len(head.cells) if head.layout != "flow" else 1)):
            end = body.find("\n", end + 1)
            end = len(body) if end < 0 else end
            chunk = body[position:end]
            if len(re.sub(r"\s+", "", chunk)) > _LONGEST_ROW or _AFTER_TABLE.search(chunk):
                break
            if chunk.strip() and _read(body, position, end, [], head, _copy(serial), strict=True):
                good = end
                break
            if end == len(body):
                break
        if good is None:
            match = _ENDS_IN_VALUE.search(body, position, position + _LONGEST_ROW)
            if position == head.end or match is None or skipped == _MOST_SKIPPED:
                return
            position, skipped = match.end() - 1, skipped + 1
            continue
        yield position, good, good, []
        position, skipped = good, 0


def _copy(serial: _Serial) -> _Serial:
    copied = _Serial(serial.counts_on, serial.used)
    copied.last = serial.last
    return copied


def _read(
    body: str, start: int, end: int, tail: Cells, head: _Head, serial: _Serial, strict: bool = False
) -> list[Cells]:
    """The cells of one row in the order of the head; several rows where one number holds several indicators."""
    kinds = head.kinds
    before = kinds[: kinds.index("nature")] if "nature" in kinds else kinds
    values = sum(kind == "value" for kind in before)
    group: tuple[int, int] = (start, start)
    number = serial.find(body, start, end)
    if number is not None:
        group, start = strip(body, start, number.start()), number.end()
    else:
        titled = _GROUP.match(body, *strip(body, start, end))
        if titled is not None:
            group, start = strip(body, *titled.span()), titled.end()
    numbered = strip(body, *number.span()) if number is not None else (start, start)
    rows: list[Parsed] = []
    if (
        head.layout != "flow"
        and (cut := apart(body, start, end, before, head.layout, number is not None)) is not None
    ):
        rows = [cut]
    elif head.layout != "flow" and strict:  # cells stand apart, and no 属性 says where the row ends
        return []
    elif "unit" not in kinds:
        rows = list(full_lines(body, start, end, values))
    if not rows or (head.layout == "flow" and len(rows) == 1):
        flown = flowing(body, start, end, values, "unit" in kinds)
        rows = [flown] if flown is not None else []
    if strict:
        rows = [
            row
            for row in rows
            if all(is_value(body[a:b].split()[0]) for a, b in row[2] if a < b)
            and not _ENDS_IN_VALUE.search(body[slice(*row[0])])
        ]
    made: list[Cells] = []
    for name, unit, cells in rows:
        left = iter(cells)
        ordered: Cells = []
        for kind in before:
            if kind == "value":
                ordered.append(next(left))
            else:
                ordered.append(
                    {"group": group, "number": numbered, "name": name, "unit": unit}.get(kind, (end, end))
                )
        made.append(([] if "group" in kinds else [group]) + ordered + tail)
    return made
