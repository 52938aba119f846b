"""Tables of tasks: columns 工作任务 | 责任单位 | 完成时限, found by the words of their head.

A table is read when its head names a column of tasks and one of bodies or times. One row is one task; a body or time
merged with the rows below holds for them too. A table without a head whose first column is a time is a calendar; one
that only looks like a table of tasks (bodies in one column) is listed and not read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from miner.corpus import MERGED, Grid, Plan, Span
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.normalization import NormalizedText
from miner.reading.grids import plan_grids
from miner.tasks.bodies import is_body, roles_of_field
from miner.tasks.dates import When, Years, find_whens, label_at, whole_when
from miner.tasks.fields import field_kinds
from miner.tasks.found import Found, Trouble, tidy

__all__ = ["grid_tasks"]

Cells = list[tuple[int, int]]
_DITTO = frozenset({"同上", "〃", "″", "同左"})
_NUMBERED = re.compile(r"(?:(?<=[。；;\s])|^)\s{0,8}(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])")


@dataclass(frozen=True, slots=True)
class _Row:
    spans: Cells
    own: tuple[bool, ...]
    """Whether the cell begins in this row and is not merged into another."""


def grid_tasks(
    plan: Plan, normalized: NormalizedText, years: Years
) -> tuple[list[Found], list[tuple[int, int]], list[Trouble]]:
    """The tasks of a plan's tables, the spans of the tables that were read, and the tables that could not be."""
    made: list[Found] = []
    spans: list[tuple[int, int]] = []
    troubles: list[Trouble] = []
    marked = [
        (normalized.from_raw(grid.start, grid.end), _rows(normalized, grid)) for grid in plan_grids(plan)
    ]
    taken = [span for span, _ in marked]  # tables stand in order and apart
    ends = [end for _, end in taken]
    typed = [t for t in _typed(normalized.text) if _free(t[0], taken, ends)]
    for span, rows in sorted([*marked, *typed], key=lambda table: table[0]):
        if len(rows) < 2:
            continue
        head = _head(normalized.text, rows)
        if head is not None:
            found = list(_tasks(normalized.text, rows[head[0] + 1 :], head[1], years))
        else:
            kinds = _by_cells(normalized.text, rows, years)
            if kinds is None:
                if _looks_assigned(normalized.text, rows):
                    troubles.append(Trouble(*span, "table", "no head names its columns; not read as tasks"))
                continue
            found = list(_tasks(normalized.text, rows, kinds, years))
        if found:
            made += found
            spans.append(span)
    return made, spans, troubles


def _rows(normalized: NormalizedText, grid: Grid) -> list[_Row]:
    return [
        _Row([_span(normalized, c) for c in row], tuple(c.reason != MERGED for c in row)) for row in grid.rows
    ]


def _span(normalized: NormalizedText, cell: Span) -> tuple[int, int]:
    return normalized.from_raw(cell.start, cell.end) if cell.start < cell.end else (0, 0)


def _free(span: tuple[int, int], taken: Sequence[tuple[int, int]], ends: Sequence[int]) -> bool:
    """Whether none of the spans `taken`, which end at `ends`, meets the span."""
    i = bisect_right(ends, span[0])
    return i == len(taken) or taken[i][0] >= span[1]


def _typed(text: str) -> Iterator[tuple[tuple[int, int], list[_Row]]]:
    """Tables whose cells stand apart by tabs or wide blanks, under a line of heads."""
    rows: list[_Row] = []
    start = 0
    if not _APART.search(text):
        return
    for line in _LINE.finditer(text):
        cells = _cells(text, line.start(), line.end())
        if rows and 2 <= len(cells) <= len(rows[0].spans):
            rows.append(_Row(cells, tuple(True for _ in cells)))
            continue
        if len(rows) > 1:
            yield (start, rows[-1].spans[-1][1]), rows
        rows = []
        kinds = [_kind("".join(text[a:b].split())) for a, b in cells] if len(cells) > 1 else []
        if kinds and None not in kinds:
            rows, start = [_Row(cells, tuple(True for _ in cells))], line.start()
    if len(rows) > 1:
        yield (start, rows[-1].spans[-1][1]), rows


_APART = re.compile(r"\t|[ \u3000]{2,}")
_LINE = re.compile(r"[^\n]+")


def _cells(text: str, start: int, end: int) -> Cells:
    while start < end and text[start] in " \u3000":
        start += 1
    made: Cells = []
    at = start
    for m in _APART.finditer(text, start, end):
        made.append((at, m.start()))
        at = m.end()
    return [*made, (at, end)] if at < end or made else []


@cache
def _heads() -> re.Pattern[str]:
    around = read_toml("miner.tasks", "heads.toml")["around"]["pattern"]
    words = "|".join(sorted(map(re.escape, field_kinds()), key=len, reverse=True))
    return re.compile(around.replace("{word}", f"(?P<word>{words})"))


def _kind(said: str) -> str | None:
    m = _heads().fullmatch(said)
    return field_kinds()[m["word"]] if m else None


def _head(text: str, rows: Sequence[_Row]) -> tuple[int, tuple[str | None, ...]] | None:
    """Row of the head and the kinds of its columns; None where no row names a task and a body or time."""
    for at, row in enumerate(rows[:3]):
        kinds = [_kind("".join(text[a:b].split())) for a, b in row.spans]
        named = set(kinds)
        if not named & {"task", "measure"} or not named & {
            "lead",
            "office",
            "support",
            "person",
            "time",
            "due",
        }:
            continue
        wanted = "measure" if "measure" in named else "task"
        last = max(i for i, k in enumerate(kinds) if k == wanted)
        return at, tuple(
            "group" if k in ("task", "measure") and i != last else "task" if i == last else k
            for i, k in enumerate(kinds)
        )
    return None


def _by_cells(text: str, rows: Sequence[_Row], years: Years) -> tuple[str | None, ...] | None:
    """The kinds of the columns of a calendar without a head, told by its cells; None where the first is no time."""
    width = max(len(r.spans) for r in rows)
    if width < 2:
        return None
    times = [label_at(text, *r.spans[0], years) for r in rows if r.spans and r.spans[0][0] < r.spans[0][1]]
    filled = [w for w in times if w is not None]
    if len(filled) < 2 or len(filled) < 0.6 * len(times):
        return None
    kinds: list[str | None] = ["time"]
    for i in range(1, width):
        cells = [text[slice(*r.spans[i])] for r in rows if i < len(r.spans) and r.spans[i][0] < r.spans[i][1]]
        bodies = sum(is_body(c) for c in cells)
        kinds.append("office" if cells and bodies >= 0.6 * len(cells) else "free")
    free = [i for i, k in enumerate(kinds) if k == "free"]
    if not free:
        return None
    longest = max(free, key=lambda i: sum(r.spans[i][1] - r.spans[i][0] for r in rows if i < len(r.spans)))
    return tuple("task" if i == longest else None if k == "free" else k for i, k in enumerate(kinds))


def _looks_assigned(text: str, rows: Sequence[_Row]) -> bool:
    """Whether a column after the first holds bodies in most of its rows."""
    width = max(len(r.spans) for r in rows)
    for i in range(1, width):
        cells = [text[slice(*r.spans[i])] for r in rows if i < len(r.spans) and r.spans[i][0] < r.spans[i][1]]
        if len(cells) >= 3 and sum(map(is_body, cells)) >= 0.8 * len(cells):
            return True
    return False


def _tasks(text: str, rows: Sequence[_Row], kinds: Sequence[str | None], years: Years) -> Iterator[Found]:
    source = "schedule" if kinds[0] == "time" and "lead" not in kinds else "table"
    before: dict[str, str] = {}
    when: When | None = None
    seen: set[tuple[int, int]] = set()
    for row in rows:
        said: dict[str, str] = {}
        task = (0, 0)
        group = (0, 0)
        for i, (a, b) in enumerate(row.spans):
            kind = kinds[i] if i < len(kinds) else None
            words = text[a:b].strip()
            if kind == "task":
                task = (a, b)
            elif kind == "group" and words:
                group = (a, b)
            elif kind in ("time", "due") and words:
                when = _when(text, a, b, kind, years) if words not in _DITTO else when
            elif kind == "due" and row.own[i]:
                when = None
            elif kind in ("lead", "office", "support", "person"):
                said[kind] = before.get(kind, "") if words in _DITTO else words
        before = {**before, **{k: v for k, v in said.items() if v}}
        if task[0] >= task[1]:
            task = group
        if task[0] >= task[1] or task in seen:
            continue
        if _kind("".join(text[slice(*task)].split())) is not None:
            continue  # the head once more, at the top of a page
        seen.add(task)
        roles = roles_of_field(said)
        for start, end in _parts(text, *task):
            inner = when or next(find_whens(text, start, end, years), None)
            yield Found(start, end, source, roles, inner)


def _when(text: str, start: int, end: int, kind: str, years: Years) -> When | None:
    found = whole_when(text, start, end, years)
    return found.due() if found is not None and kind == "due" else found


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The measures that a cell numbers, two or more; else the whole cell."""
    marks = [m.start() for m in _NUMBERED.finditer(text, start, end)]
    cuts = (
        [start, *marks[1:], end] if len(marks) >= 2 and not text[start : marks[0]].strip() else [start, end]
    )
    for low, high in pairwise(cuts):
        span = tidy(text, low, high)
        if span[0] < span[1]:
            yield span
