"""Read tables of tasks, whose columns (工作任务 | 责任单位 | 完成时限) are recognized by their header.

A table is read if its header has a column of tasks and one of bodies or times. Each row is a task; a body or time
merged with the rows below applies to them too. A table without a header whose first column holds times is a calendar;
one that only looks like a table of tasks (bodies in one column) is reported and not read.
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
from miner.tasks.task import Task, Trouble, free_day, tidy

__all__ = ["grid_tasks"]

Cells = list[tuple[int, int]]
_DITTO = frozenset({"同上", "〃", "″", "同左"})
_NUMBERED = re.compile(r"(?:(?<=[。；;\s])|^)\s{0,8}(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])")


@dataclass(frozen=True, slots=True)
class _Row:
    spans: Cells
    unmerged: tuple[bool, ...]
    """Whether the cell starts in this row, as opposed to being merged with one above."""


def grid_tasks(
    plan: Plan, normalized: NormalizedText, years: Years
) -> tuple[list[Task], list[tuple[int, int]], list[Trouble]]:
    """Return the tasks in a plan's tables, the spans of the tables that were read, and problems for the others."""
    tasks: list[Task] = []
    spans: list[tuple[int, int]] = []
    troubles: list[Trouble] = []
    marked = [
        (normalized.from_raw(grid.start, grid.end), _rows(normalized, grid)) for grid in plan_grids(plan)
    ]
    occupied = [span for span, _ in marked]  # tables are sorted and disjoint
    ends = [end for _, end in occupied]
    typed = [t for t in _typed(normalized.text) if _free(t[0], occupied, ends)]
    for span, rows in sorted([*marked, *typed], key=lambda table: table[0]):
        if len(rows) < 2:
            continue
        head = _head(normalized.text, rows)
        if head is not None:
            table_tasks = list(_tasks(normalized.text, rows[head[0] + 1 :], head[1], years))
        else:
            kinds = _by_cells(normalized.text, rows, years)
            if kinds is None:
                if _looks_assigned(normalized.text, rows):
                    troubles.append(Trouble(*span, "table", "no head names its columns; not read as tasks"))
                continue
            table_tasks = list(_tasks(normalized.text, rows, kinds, years))
        if table_tasks:
            tasks += table_tasks
            spans.append(span)
    return tasks, spans, troubles


def _rows(normalized: NormalizedText, grid: Grid) -> list[_Row]:
    return [
        _Row([_span(normalized, c) for c in row], tuple(c.reason != MERGED for c in row)) for row in grid.rows
    ]


def _span(normalized: NormalizedText, cell: Span) -> tuple[int, int]:
    return normalized.from_raw(cell.start, cell.end) if cell.start < cell.end else (0, 0)


def _free(span: tuple[int, int], occupied: Sequence[tuple[int, int]], ends: Sequence[int]) -> bool:
    """Whether none of the spans `occupied`, which end at `ends`, meets the span."""
    i = bisect_right(ends, span[0])
    return i == len(occupied) or occupied[i][0] >= span[1]


def _typed(text: str) -> Iterator[tuple[tuple[int, int], list[_Row]]]:
    """Yield tables whose cells are separated by tabs, bars or wide blanks, below a header line."""
    rows: list[_Row] = []
    start = 0
    if not _APART.search(text):
        return
    for line in _LINE.finditer(text):
        if not rows and _APART.search(text, line.start(), line.end()) is None:
            continue  # no table begins here
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


_APART = re.compile(r"[ \u3000]{0,9}[|｜][ \u3000]{0,9}|\t|[ \u3000]{2,}")
_LINE = re.compile(r"[^\n]+")


def _cells(text: str, start: int, end: int) -> Cells:
    while start < end and text[start] in " \u3000":
        start += 1
    cells: Cells = []
    at = start
    for m in _APART.finditer(text, start, end):
        cells.append((at, m.start()))
        at = m.end()
    return [*cells, (at, end)] if at < end or cells else []


@cache
def _heads() -> re.Pattern[str]:
    around = read_toml("miner.tasks", "heads.toml")["around"]["pattern"]
    words = "|".join(sorted(map(re.escape, field_kinds()), key=len, reverse=True))
    return re.compile(around.replace("{word}", f"(?P<word>{words})"))


def _kind(word: str) -> str | None:
    m = _heads().fullmatch(word)
    return field_kinds()[m["word"]] if m else None


def _head(text: str, rows: Sequence[_Row]) -> tuple[int, tuple[str | None, ...]] | None:
    """Index of the header row and the kinds of its columns; None if no row names a task and a body or time."""
    for at, row in enumerate(rows[:3]):
        kinds = [_kind("".join(text[a:b].split())) for a, b in row.spans]
        present = set(kinds)
        if not present & {"task", "measure"} or not present & {
            "lead",
            "office",
            "support",
            "person",
            "time",
            "due",
        }:
            continue
        kind = "measure" if "measure" in present else "task"
        last = max(i for i, k in enumerate(kinds) if k == kind)
        return at, tuple(
            "group" if k in ("task", "measure") and i != last else "task" if i == last else k
            for i, k in enumerate(kinds)
        )
    return None


def _by_cells(text: str, rows: Sequence[_Row], years: Years) -> tuple[str | None, ...] | None:
    """Infer the kinds of columns of a calendar without a header from its cells; None if the first holds no times."""
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


def _tasks(text: str, rows: Sequence[_Row], kinds: Sequence[str | None], years: Years) -> Iterator[Task]:
    source = "schedule" if kinds[0] == "time" and "lead" not in kinds else "table"
    previous: dict[str, str] = {}
    when: When | None = None
    done: set[tuple[int, int]] = set()
    for row in rows:
        names: dict[str, str] = {}
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
            elif kind == "due" and row.unmerged[i]:
                when = None
            elif kind in ("lead", "office", "support", "person"):
                names[kind] = previous.get(kind, "") if words in _DITTO else words
        previous = {**previous, **{k: v for k, v in names.items() if v}}
        if task[0] >= task[1]:
            task = group
        if task[0] >= task[1] or task in done:
            continue
        if _kind("".join(text[slice(*task)].split())) is not None:
            continue  # a header repeated at the top of a page
        done.add(task)
        roles = roles_of_field(names)
        for start, end in _parts(text, *task):
            if source == "schedule" and free_day(text, start, end):
                continue
            inner = when or next(find_whens(text, start, end, years), None)
            yield Task(start, end, source, roles, inner)


def _when(text: str, start: int, end: int, kind: str, years: Years) -> When | None:
    time = whole_when(text, start, end, years)
    return time.due() if time is not None and kind == "due" else time


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a cell at its numbered measures, if there are two or more; else yield the whole cell."""
    marks = [m.start() for m in _NUMBERED.finditer(text, start, end)]
    cuts = (
        [start, *marks[1:], end] if len(marks) >= 2 and not text[start : marks[0]].strip() else [start, end]
    )
    for low, high in pairwise(cuts):
        span = tidy(text, low, high)
        if span[0] < span[1]:
            yield span
