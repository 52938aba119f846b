"""Tables whose cells tabs part, as browsers copy them, and tables that stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.corpus import Span
from miner.reading.typed_cells import nature_pattern

__all__ = ["END", "GROUP_LINE", "LINE", "SERIAL", "even_rows", "is_alone", "is_group", "tabbed_rows"]

LINE = re.compile(r"[^\n\x1f]+")
"""A line; what was blanked out, the line of a page number, ends one too."""
SERIAL = re.compile(r"\d{1,3}[.．、]?")
END = re.compile(
    r"[。；]|^\s*(?:注|说明|備註|备注)\s*[：:1]|^\s*第[一二三四五六七八九十]+[篇章节]|^\s*[一二三四五六七八九十]+、\S*\s*$"
)
GROUP_LINE = re.compile(r"^\s*[一二三四五六七八九十]+、\S{2,16}[（(]\s*\d+\s*(?:项|个|%|％)\s*[)）]\s*$")
_OFFICE = re.compile(r"^[^\d]{2,30}(?:局|委|办|厅|院|部门)$")
_LONGEST_GROUP = 24


def is_alone(spans: Sequence[Span]) -> bool:
    """Whether only the first cell of a row holds words: the name of a group."""
    return all(span.start == span.end for span in spans[1:])


def is_group(line: str, body: str, end: int, row: str) -> bool:
    """Whether a line that could be a heading (二、民生福祉) names a group: it counts its rows, or one follows it.

    The first line of the name of that row may stand before its values.
    """
    if GROUP_LINE.match(line):
        return True
    following = re.compile(r"\s{0,200}([^\n]{1,200}(?:\n[^\n]{1,200})?)").match(body, end)
    return (
        len(line.strip()) <= _LONGEST_GROUP
        and "。" not in line
        and following is not None
        and re.search(row, following[1]) is not None
    )


def _has_unnamed_numbers(body: str, start: int) -> bool:
    """Whether rows between tabs begin with a number that no head names."""
    lines = [
        cells for m in LINE.finditer(body, start, start + 1500) if len(cells := m.group().split("\t")) > 2
    ]
    numbers = sum(SERIAL.fullmatch(cells[0].strip()) is not None for cells in lines)
    return numbers > 1 and 2 * numbers >= len(lines)


def tabbed_rows(body: str, start: int, kinds: Sequence[str]) -> Iterator[tuple[list[Span], int]]:
    """The rows below a head whose cells tabs part: a line is a row, and a line without a tab names a group.

    Where rows were merged in the page the cell is missing in all but the first of them: the group before the number,
    and 属性 at the end, which then holds for the rows below it.
    """
    if "number" not in kinds and _has_unnamed_numbers(body, start):
        for spans, end in tabbed_rows(body, start, ["number", *kinds]):
            yield ([spans[0], *spans[2:]] if is_alone(spans) else spans[1:]), end
        return
    nature: Span | None = None
    for match in re.finditer(r"[^\n]+", body[start:]):
        line, at = match.group(), start + match.start()
        if "\t" not in line:
            if not line.strip():
                continue
            ended = END.search(line) and not is_group(line, body, at + len(line), r"\t.*\t")
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
        if END.search(line) or missing < 0 or missing % width:
            return
        yield [*cells, *[Span(at, at)] * missing], at + len(line)


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
    at = next((i for i, s in enumerate(said[:2]) if SERIAL.fullmatch(s)), None)
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
