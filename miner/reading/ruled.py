"""Tables drawn with lines: from the ruled lines of a page to rows, columns and merged cells.

Where horizontal and vertical lines cross they make a grid; two neighbors that no line parts are one cell. Sides
that are left open at the left and right (common in Chinese statistics) are closed at the ends of the horizontals.
Coordinates are those of PDF: points, from the lower left corner.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

__all__ = ["Box", "Ruled", "find_ruled", "is_line"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_THIN = 3.0
"""Points; what is thinner is a line, whether it was drawn as one or as a filled box."""
_LEAST = 6.0
"""Points; what is shorter is a dash or a dot."""
_NEAR = 3.0
"""Points between lines that are taken for one, and between an end and the line it meets."""
_MOST = 3000
"""Lines of a page; one with more is a drawing."""
_MOST_CELLS = 4000
"""Cells of a table on one page; one with more is squared paper."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A horizontal or vertical line: where it lies on the other axis, and its two ends."""

    at: float
    low: float
    high: float

    def covers(self, position: float) -> bool:
        """Whether the line passes `position`."""
        return self.low - _NEAR <= position <= self.high + _NEAR


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table on a page: its columns from left to right, its rows from top to bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    """The horizontals, from the top down."""
    owners: tuple[tuple[tuple[int, int], ...], ...]
    """For each row and column the upper left cell of what it is merged into; itself where it is not."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.ys) - 1, len(self.xs) - 1

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the (merged) cell that holds a point; None outside of the table."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, -y, key=lambda v: -v) - 1
        rows, columns = self.shape
        return self.owners[row][column] if 0 <= row < rows and 0 <= column < columns else None


def find_ruled(boxes: Iterable[Box]) -> list[Ruled]:
    """The tables of at least two rows and two columns that the lines of a page make, from the top down.

    `boxes` are the bounds of what is drawn there: lines, thin filled boxes, and boxes whose four sides are lines.
    """
    flat, upright = _rules(boxes)
    if len(flat) < 3 or len(upright) < 1 or len(flat) + len(upright) > _MOST:
        return []
    groups = [([flat[i] for i in h], [upright[i] for i in v]) for h, v in _crossing(flat, upright)]
    groups.sort(key=lambda group: -group[0][-1].at)
    made = (_ruled(*group) for group in _over_full_rows(groups))
    return [table for table in made if table is not None]


_Group = tuple[list[_Rule], list[_Rule]]
"""Horizontals (from below up) and verticals that cross."""
_ROW = 60.0
"""Points; a merged row over the whole width is no higher."""


def _over_full_rows(groups: Iterable[_Group]) -> Iterator[_Group]:
    """Put together what a row of one cell parts: the same ends and the same columns above and below it."""
    last: _Group | None = None
    for group in groups:
        if last is not None and _continues(last, group):
            last = [*group[0], *last[0]], [*last[1], *group[1]]
            continue
        if last is not None:
            yield last
        last = group
    if last is not None:
        yield last


def _continues(above: _Group, below: _Group) -> bool:
    columns = [sorted({r.at for r in upright}) for _, upright in (above, below)]
    if not columns[0] or len(columns[0]) != len(columns[1]) or above[0][0].at - below[0][-1].at > _ROW:
        return False
    ends = [(min(r.low for r in flat), max(r.high for r in flat)) for flat, _ in (above, below)]
    pairs = zip((*columns[0], *ends[0]), (*columns[1], *ends[1]), strict=True)
    return all(abs(a - b) <= _NEAR for a, b in pairs)


def is_line(box: Box) -> bool:
    """Whether a shape is so thin that it is a line."""
    left, bottom, right, top = box
    return min(right - left, top - bottom) <= _THIN


def _rules(boxes: Iterable[Box]) -> tuple[list[_Rule], list[_Rule]]:
    flat: list[_Rule] = []
    upright: list[_Rule] = []
    for left, bottom, right, top in boxes:
        wide, high = right - left, top - bottom
        if high <= _THIN and wide >= _LEAST:
            flat.append(_Rule((bottom + top) / 2, left, right))
        elif wide <= _THIN and high >= _LEAST:
            upright.append(_Rule((left + right) / 2, bottom, top))
        elif wide > _LEAST and high > _LEAST:
            flat += [_Rule(y, left, right) for y in (bottom, top)]
            upright += [_Rule(x, bottom, top) for x in (left, right)]
    return _joined(flat), _joined(upright)


def _joined(rules: list[_Rule]) -> list[_Rule]:
    """Lines on one axis that touch, as one."""
    made: list[_Rule] = []
    for group in _near(rules):
        for rule in sorted(group, key=lambda r: r.low):
            at = group[0].at
            if made and made[-1].at == at and rule.low <= made[-1].high + _NEAR:
                made[-1] = _Rule(at, made[-1].low, max(made[-1].high, rule.high))
            else:
                made.append(_Rule(at, rule.low, rule.high))
    return made


def _near(rules: list[_Rule]) -> Iterator[list[_Rule]]:
    """Groups of lines whose places hardly differ."""
    group: list[_Rule] = []
    for rule in sorted(rules, key=lambda r: (r.at, r.low)):
        if group and rule.at - group[0].at > _NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _crossing(flat: list[_Rule], upright: list[_Rule]) -> Iterator[tuple[list[int], list[int]]]:
    """The connected groups of lines, as numbers of the horizontals and of the verticals."""
    y, x0, x1 = np.array([(r.at, r.low - _NEAR, r.high + _NEAR) for r in flat]).T
    x, y0, y1 = np.array([(r.at, r.low - _NEAR, r.high + _NEAR) for r in upright]).T
    meets = (
        (x0[:, None] <= x) & (x <= x1[:, None]) & (y0 <= y[:, None]) & (y[:, None] <= y1)
    )  # horizontals by verticals
    left = set(range(len(flat)))
    while left:
        rows = np.zeros(len(flat), dtype=bool)
        rows[min(left)] = True
        while True:
            columns = meets[rows].any(axis=0)
            more = rows | meets[:, columns].any(axis=1)
            if (more == rows).all():
                break
            rows = more
        h = np.flatnonzero(rows).tolist()
        left.difference_update(h)
        yield h, np.flatnonzero(columns).tolist()


def _ruled(flat: list[_Rule], upright: list[_Rule]) -> Ruled | None:
    """The table of lines that cross; None where they make no two rows of two columns."""
    ys = sorted({r.at for r in flat}, reverse=True)
    xs = sorted({r.at for r in upright})
    ends = min(r.low for r in flat), max(r.high for r in flat)
    if xs and ends[0] < xs[0] - _LEAST:
        xs.insert(0, ends[0])
    if xs and ends[1] > xs[-1] + _LEAST:
        xs.append(ends[1])
    if len(ys) < 3 or len(xs) < 3 or (len(ys) - 1) * (len(xs) - 1) > _MOST_CELLS:
        return None
    return Ruled(tuple(xs), tuple(ys), _owners(xs, ys, flat, upright))


def _owners(
    xs: Sequence[float], ys: Sequence[float], flat: list[_Rule], upright: list[_Rule]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    rows, columns = len(ys) - 1, len(xs) - 1
    middles_x = [(a + b) / 2 for a, b in pairwise(xs)]
    middles_y = [(a + b) / 2 for a, b in pairwise(ys)]

    sides, floors = _by_place(upright), _by_place(flat)
    right = [[any(r.covers(y) for r in sides.get(x, ())) for x in xs[1:-1]] for y in middles_y]
    below = [[any(r.covers(x) for r in floors[y]) for x in middles_x] for y in ys[1:-1]]
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(rows):
        for j in range(columns):
            if (i, j) in owners:
                continue
            last = j
            while last + 1 < columns and not right[i][last] and (i, last + 1) not in owners:
                last += 1
            down = i
            while down + 1 < rows and not any(below[down][k] for k in range(j, last + 1)):
                down += 1
            owners.update({(r, k): (i, j) for r in range(i, down + 1) for k in range(j, last + 1)})
    return tuple(tuple(owners[i, j] for j in range(columns)) for i in range(rows))


def _by_place(rules: list[_Rule]) -> dict[float, list[_Rule]]:
    made: dict[float, list[_Rule]] = {}
    for rule in rules:
        made.setdefault(rule.at, []).append(rule)
    return made
