"""Tables and headings written out in text: Markdown's pipes and number signs, and cells between tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from miner.corpus import Grid, Heading, Plan, Span
from miner.reading.typed_tables import typed_grids

__all__ = ["markdown_grids", "markdown_headings", "plan_grids", "typed_tables"]

_ROW = re.compile(r"[^\S\n]*\|[^\n]*\|[^\S\n]*\r?$", re.M)
_RULE = re.compile(r"[\s|:-]+")
_HEADING = re.compile(r"^(#{1,6})[^\S\n]+(?=\S)([^\n\r]*[^\s#])", re.M)


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """Lines that open with number signs."""
    return tuple(Heading(m.start(), m.end(), len(m[1])) for m in _HEADING.finditer(text))


def markdown_grids(text: str) -> tuple[Grid, ...]:
    """Tables drawn with pipes: at least two rows, one below the other; the rule under the header is no row."""
    if "|" not in text:
        return ()
    runs: list[list[tuple[int, int]]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if _ROW.match(line.rstrip("\r\n")) and line.count("|") >= 3:
            if not runs or runs[-1][-1][1] != at:
                runs.append([])
            runs[-1].append((at, at + len(line)))
        at += len(line)
    return tuple(_grid(text, run) for run in runs if len(run) >= 2)


def plan_grids(plan: Plan) -> tuple[Grid, ...]:
    """The tables of a plan in order: those that its file marks, drawn with pipes, or typed as plain text."""
    source = plan.source
    marked = source.grids or markdown_grids(source.text)
    own = [grid for grid in marked if plan.start <= grid.start and grid.end <= plan.end]
    return tuple(sorted([*own, *_typed(plan, own)], key=lambda grid: grid.start))


def typed_tables(plan: Plan) -> tuple[Grid, ...]:
    """The tables of indicators typed as plain text outside those that the file marks."""
    return _typed(plan, plan.source.grids)


def _typed(plan: Plan, marked: Iterable[Grid]) -> tuple[Grid, ...]:
    taken = [(grid.start - plan.start, grid.end - plan.start) for grid in marked]
    found = typed_grids(plan.source.text[plan.start : plan.end], taken)
    return tuple(_moved(grid, plan.start) for grid in found)


def _moved(grid: Grid, by: int) -> Grid:
    if not by:
        return grid
    rows = tuple(tuple(Span(c.start + by, c.end + by, c.reason) for c in row) for row in grid.rows)
    return Grid(grid.start + by, grid.end + by, rows)


def _grid(text: str, run: list[tuple[int, int]]) -> Grid:
    rows = []
    for start, end in run:
        line = text[start:end]
        if _RULE.fullmatch(line.strip()) and "-" in line:
            continue
        cells, bars = [], [m.start() for m in re.finditer(r"\|", line)]
        for left, right in pairwise(bars):
            cell = line[left + 1 : right]
            first = left + 1 + len(cell) - len(cell.lstrip())
            cells.append(Span(start + first, start + first + len(cell.strip())))
        rows.append(tuple(cells))
    last = run[-1][0] + len(text[slice(*run[-1])].rstrip())
    return Grid(run[0][0], last, tuple(rows))
