"""Tables and headings written out in text: Markdown's pipes and number signs, and cells between tabs."""

from __future__ import annotations

import re
from itertools import pairwise

from miner.corpus import Grid, Heading, Span

__all__ = ["markdown_grids", "markdown_headings"]

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
