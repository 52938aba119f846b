"""Heads of tables typed as plain text: 序号 | 指标 | 单位 | 2025年 | 2030年目标 | 属性, however their cells are apart.

A head is a run of cells that each name a column: one names the indicators, at least one a year, a goal or a base.
Where tabs, wide blanks or lines hold the cells apart, a short cell between them whose words no one knows is a
column too, so that the columns behind it keep their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.reading.typed_cells import strip
from miner.reading.typed_stacks import stacked_cells

__all__ = ["Head", "HeadCell", "find_heads", "is_head_line", "name_words"]

_LONGEST_HEAD = 400
_NAME_WORD = re.compile(
    r"指\s{0,8}标|(?<!\S)(?:[\u4e00-\u9fff]{2})?项\s{0,6}目(?:名称|内容)?(?=\s)"
    r"|(?<!\S)(?:(?:衡量|评价|考核|监测)(?:标准|内容)|(?:目标|任务)名称|名\s{0,6}称|(?:主要)?内\s{0,6}容)(?=\s)"
)
_UNKNOWN = re.compile(
    r"\s{0,80}(?:(?P<value>[^\s,。；:;]{0,10}\d[^\s,。；:;]{0,14})|(?P<skip>[^\s,。；:;\d]{1,14}))(?=\s)"
)
"""A cell whose words no pattern knows: one with a digit is of values."""
_BARE_NUMBER = re.compile(r"[\d.,%<>≥≤＜＞—~-]{1,20}")
_BODY = re.compile(r"\d|[(]?[一二三四五六七八九十]{1,2}[)、]|[\u4e00-\u9fff][^\s()]{1,30}[(]")
"""What stands behind a head on the same line where the whole table has lost its line ends."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head: what its column holds, and where it stands."""

    kind: str
    start: int
    end: int
    over: str = ""
    """The words of the cell over it in a head of two lines: “十五五”目标 over 2030年."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head: its cells in order, where it stands and how its cells are apart."""

    cells: tuple[HeadCell, ...]
    start: int
    end: int
    layout: str
    """`tabs`, `columns` (blanks keep the columns of the page), `paragraphs` or `lines` (a cell each), or `flow`."""
    halves: int = 1
    """How often the cells repeat: 2 where two tables stand side by side, of which `cells` are the first one's."""
    all: tuple[HeadCell, ...] = ()
    """The cells of all halves."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the columns in order."""
        return tuple(cell.kind for cell in self.cells)


def name_words(text: str) -> Iterator[re.Match[str]]:
    """The places where the name of a column of indicators can stand."""
    return _NAME_WORD.finditer(text)


@cache
def _cell_pattern(wrapped: bool) -> re.Pattern[str]:
    """One cell of a head; the name of the group that matched is the kind of its column.

    wrapped: the words of a value may stand behind a blank or in the next line: 目标 under 2030年.
    """
    rules = read_toml("miner.reading", "table_heads.toml")
    kinds = {kind: "|".join(patterns) for kind, patterns in rules["kind"].items()}
    value = rules["value"]
    words = f"(?:{'|'.join(value['words'])})"
    gap = r"(?:[^\S\n]{0,3}\n)?[^\S\n]{0,3}(?!年均|增|累|五年|完)" if wrapped else ""
    rates = f"(?:{'|'.join(value['rates'])})"
    # 2030年目标|年均增长: words of a rate begin the next cell where nothing parts the cells
    dated = (
        rf"(?:{value['plan']}|{words}|{rates}){{0,5}}(?:{value['year']})"
        rf"(?:{gap}{words}{{1,6}}|(?:{words}|{rates}){{1,6}}(?=(?:{value['bracket']})?\s))?"
    )
    words = f"(?:{words}|{rates})"
    undated = rf"(?:{value['plan']}{gap})?{words}{{1,6}}|{value['plan']}"
    summed = r"[(\[【]\s?(?:五年|5年)?累计(?:数|值|增长)?\s?[)\]】]"
    kinds["value"] = rf"(?:{dated}|{undated})(?:{value['bracket']}|[%％]){{0,2}}|{summed}"
    ways = "|".join(f"(?P<{kind}>{ways})" for kind, ways in kinds.items())
    return re.compile(rf"\s{{0,80}}(?:{ways})(?:[(][^()\n]{{1,10}}[)])?[①-⑳*＊∗]{{0,2}}")


@cache
def _anchor() -> re.Pattern[str]:
    return re.compile(read_toml("miner.reading", "table_heads.toml")["value"]["anchor"])


def _match_cell(text: str, at: int, wrapped: bool = False) -> re.Match[str] | None:
    match = _cell_pattern(wrapped).match(text, at)
    if match is not None and match.lastgroup == "value" and not _anchor().search(match["value"]):
        return None
    return match


def find_heads(text: str, at: int, floor: int) -> tuple[Head, ...]:
    """The ways to read the head that the name word at `at` stands in; none where that is a sentence or a title."""
    line = text.rfind("\n", floor, at) + 1 or floor
    first = _first_line(text, line, at, floor)
    heads = [_head(text, at, first, wrapped) for wrapped in (False, True)]
    heads.append(_stacked(text, at, line))
    if any(heads) or not text[line:at].strip():
        return tuple(dict.fromkeys(head for head in heads if head is not None))
    before = re.compile(r"(?:(?:序\s{0,3}号|类\s{0,3}别|项\s{0,3}次)\s{0,3}){1,2}$").search(
        text, max(line, at - 14), at
    )
    start = before.start() if before else at
    heads = [
        head
        for wrapped in (False, True)
        if (head := _head(text, at, start, wrapped)) is not None and "\n" not in text[head.start : head.end]
    ]
    return tuple(dict.fromkeys(head for head in heads if head is not None))


def _head(text: str, at: int, start: int, wrapped: bool) -> Head | None:
    cells: list[HeadCell] = []
    position = start
    while position - start < _LONGEST_HEAD:
        match = _match_cell(text, position, wrapped)
        if match is None or not _ends_cell(text, match.end(), cells):
            match = _unknown_cell(text, position, cells)
        if match is None:
            break
        kind = match.lastgroup or ""
        if kind == "group" and any(cell.kind == "name" for cell in cells):
            kind = "skip"
        if (
            kind == "value"
            and match[kind].strip().endswith("目标")
            and not any(c.kind == "name" for c in cells)
        ):
            kind = "group" if not re.search(r"\d", match[kind]) else kind  # 目标 | 指标 | 2030年
        cells.append(HeadCell(kind, *strip(text, match.start(match.lastgroup or 0), match.end())))
        position = match.end()
    while cells and cells[-1].kind == "skip" and "\n" in text[cells[-2].end : cells[-1].start]:
        cells.pop()
        position = cells[-1].end
    layout = _layout(text, cells)
    if layout == "tabs" and "\t" in text[text.rfind("\n", 0, start) + 1 : start] and cells[0].kind != "group":
        cells.insert(0, HeadCell("group", start, start))  # the head of the groups is empty
    cells = _of_two_lines(text, cells)
    halves = sum(cell.kind == "name" for cell in cells)
    if halves > 1 and not _repeats(text, cells, halves):
        cells = _with_one_name(text, cells)
        halves = sum(cell.kind == "name" for cell in cells)
    own = cells[: len(cells) // halves] if halves else []
    if not any(cell.kind == "value" for cell in own) or not _repeats(text, cells, halves):
        return None
    if not any(cell.start <= at < cell.end for cell in cells) or not _is_table(text, own):
        return None
    return Head(tuple(own), min(cell.start for cell in cells), position, layout, halves, tuple(cells))


def _stacked(text: str, at: int, line: int) -> Head | None:
    """A head of two lines of which the second holds the rest of narrow cells: 現況值 under 114年."""

    def kind_of(words: str) -> str | None:
        match = _match_cell(words + "\n", 0)
        return match.lastgroup if match is not None and match.end() == len(words) else None

    found, end = stacked_cells(text, line, kind_of)
    cells = [HeadCell(*cell) for cell in found]
    names = [cell for cell in cells if cell.kind == "name"]
    if len(names) != 1 or sum(cell.kind == "value" for cell in cells) < 2 or not _is_table(text, cells):
        return None
    if not names[0].start <= at < names[0].end:
        return None
    return Head(tuple(cells), line, end, "columns", 1, tuple(cells))


def _with_one_name(text: str, cells: list[HeadCell]) -> list[HeadCell]:
    """The cells where one names the indicators: a title 主要指标 on a line of its own is none, 项目 may be a group."""
    names = [i for i, cell in enumerate(cells) if cell.kind == "name"]
    if (
        names[0] == 0
        and "\n" in text[cells[0].end : cells[1].start]
        and "指" in text[cells[0].start : cells[0].end]
    ):
        return cells[1:]
    known = [i for i in names if "指" in text[cells[i].start : cells[i].end]] or names
    return [
        replace(cell, kind="group" if i < known[-1] else "skip") if i in names and i != known[-1] else cell
        for i, cell in enumerate(cells)
    ]


def _of_two_lines(text: str, cells: list[HeadCell]) -> list[HeadCell]:
    """The columns of a head whose second line holds values only: 2030年 and 年均增长 under “十五五”目标."""
    breaks = [i for i in range(1, len(cells)) if "\n" in text[cells[i - 1].end : cells[i].start]]
    if not breaks or breaks[-1] < 3 or any(cell.kind != "value" for cell in cells[breaks[-1] :]):
        return cells
    if len(breaks) > 1 or "\n" not in text[cells[breaks[0] - 1].end : cells[breaks[0]].start]:
        return cells
    upper, lower = cells[: breaks[0]], cells[breaks[0] :]
    values = [cell for cell in upper if cell.kind == "value"]
    spanning = [cell for cell in values if not _is_dated(text, cell)]
    if len(lower) == len(values) and not any(
        _is_dated(text, a) and _is_dated(text, b) for a, b in zip(values, lower, strict=True)
    ):
        spanning = values
    if (
        not spanning
        or len(lower) % len(spanning)
        or (upper[-1].kind == "value" and spanning[-1] is not upper[-1])
    ):
        return cells
    share = len(lower) // len(spanning)
    columns: list[HeadCell] = []
    for cell in upper:
        if cell not in spanning:
            columns.append(cell)
            continue
        words = "".join(text[cell.start : cell.end].split())
        at = spanning.index(cell) * share
        columns += [HeadCell("value", c.start, c.end, words) for c in lower[at : at + share]]
    return columns


def _is_dated(text: str, cell: HeadCell) -> bool:
    return re.search(r"\d{3}", text[cell.start : cell.end]) is not None


def _is_table(text: str, cells: Sequence[HeadCell]) -> bool:
    """Whether the columns are enough for a table; 项目 names indicators only beside units or natures, and years."""
    kinds = [cell.kind for cell in cells]
    name = next(cell for cell in cells if cell.kind == "name")
    if "指" not in text[name.start : name.end]:
        dated = sum(_is_dated(text, c) or "目" in text[c.start : c.end] for c in cells if c.kind == "value")
        return dated > 0 and ("nature" in kinds or (dated > 1 and ("unit" in kinds or "number" in kinds)))
    return True


def _layout(text: str, cells: Sequence[HeadCell]) -> str:
    gaps = [text[a.end : b.start] for a, b in pairwise(cells)]
    first = [gap for gap in gaps if "\n" not in gap]
    if len(gaps) > 1 and first and all("\t" in gap for gap in first) and len(first) * 2 >= len(gaps):
        return "tabs"
    if gaps and all(gap.count("\n") > 1 for gap in gaps):
        return "paragraphs"
    if all("\n" in gap for gap in gaps):
        return "lines"
    wide = sum(len(gap) > 1 for gap in first) >= len(first) - 1 and any(len(gap) > 3 for gap in first)
    return "columns" if len(first) > 1 and wide and first == gaps[: len(first)] else "flow"


def _unknown_cell(text: str, at: int, cells: Sequence[HeadCell]) -> re.Match[str] | None:
    """A short cell that names no column anyone knows, between cells of a head or at the end of their line."""
    if len(cells) < 2 or not any(cell.kind == "name" for cell in cells):
        return None
    match = _UNKNOWN.match(text, at)
    if match is None or match.end() >= len(text):
        return None
    if match.lastgroup == "value" and _BARE_NUMBER.fullmatch(match["value"]):
        return None
    if "\n" in text[at : match.start(match.lastgroup or 0)]:
        following = _match_cell(text, match.end())
        return match if following is not None and following.lastgroup != "group" else None
    if re.compile(r"[^\S\n]{0,80}(?:\n|\Z)").match(text, match.end()):
        return match
    return match if _match_cell(text, match.end()) is not None else None


def _repeats(text: str, cells: Sequence[HeadCell], halves: int) -> bool:
    """Whether the cells of a head are the same ones, `halves` times."""
    words = ["".join(text[c.start : c.end].split()) for c in cells]
    return words == words[: len(words) // halves] * halves


def _first_line(text: str, line: int, at: int, floor: int) -> int:
    """The start of the first of the lines before `at` that hold cells of a head and nothing else."""
    start = line
    while start > floor:
        before = text.rfind("\n", floor, start - 1) + 1 or floor
        words = text[before : start - 1]
        if words.strip() and not is_head_line(words):
            break
        if start - before > _LONGEST_HEAD or at - before > _LONGEST_HEAD:
            break
        start = before
    while text[start : start + 1].isspace():
        start += 1
    return start


def is_head_line(line: str) -> bool:
    """Whether a line holds cells of a head and nothing else."""
    position, end = 0, len(line.rstrip())
    while position < end:
        match = _match_cell(line, position)
        if match is None or match.end() == position:
            return False
        position = match.end()
    return True


def _ends_cell(text: str, at: int, cells: Sequence[HeadCell]) -> bool:
    following = text[at : at + 1]
    if not following or following.isspace() or _match_cell(text, at) is not None:
        return True
    close = len(cells) > 1 and all(a.end == b.start for a, b in pairwise(cells))
    if not close:
        return False
    ends = re.compile(r"(?:属\s{0,6}性|单位|部门)$").search(text, max(0, at - 6), at) is not None
    return ends or _BODY.match(text, at) is not None
