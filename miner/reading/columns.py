"""The columns of a page: text set in two columns is read down the left one first.

A PDF can draw a page line by line over both columns. Two columns are told from a table without lines by what they
hold: running text with its punctuation on both sides of one gutter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

__all__ = ["Box", "Chars", "direction", "in_columns", "upright", "visual"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Chars = list[tuple[Box, str]]
"""Characters of a line, each with its place."""
_GUTTER = 1.2
"""Heights of a line; a gap between characters that is wider may be a gutter."""
_LEAST = 3
"""Rows that stand in both columns."""
_PROSE = 0.25
"""Share of the lines of a column that hold a mark of punctuation."""
_MARKS = frozenset("，。；：、！？,;")


def direction(rows: Sequence[Chars]) -> int:
    """By how many degrees a page must be turned clockwise for most of its lines to run to the right."""
    votes = dict.fromkeys((0, 90, 180, 270), 0)
    for row in rows:
        placed = [box for box, c in row if box[2] > box[0] and not c.isspace()]
        if len(placed) > 1:
            x, y = placed[-1][0] - placed[0][0], placed[-1][1] - placed[0][1]
            across = abs(x) >= abs(y)
            votes[(0 if x >= 0 else 180) if across else (90 if y > 0 else 270)] += len(placed)
    return max(votes, key=lambda angle: votes[angle])


def visual(box: Box, angle: int, width: float, height: float) -> Box:
    """A box of a page of `width` by `height` points that is turned clockwise by `angle` degrees."""
    left, bottom, right, top = box
    if angle == 90:
        return bottom, width - right, top, width - left
    if angle == 180:
        return width - right, height - top, width - left, height - bottom
    if angle == 270:
        return height - top, left, height - bottom, right
    return box


def upright(row: Chars) -> Chars:
    """A line of vertical writing laid flat, so that its beginning is its left edge; other lines as they are."""
    placed = [box for box, c in row if box[2] > box[0] and not c.isspace()]
    if len(placed) < 2:
        return row
    wide = max(b[2] for b in placed) - min(b[0] for b in placed)
    high = max(b[3] for b in placed) - min(b[1] for b in placed)
    falls = all(b[3] <= a[3] + 0.1 for a, b in pairwise(placed))
    if not falls or high < 1.5 * wide:
        return row
    return [((-box[3], box[0], -box[1], box[2]), c) for box, c in row]


def in_columns(rows: Sequence[Chars]) -> list[Chars]:
    """The lines in reading order, those of a right column after those of the left and moved under them.

    Lines over the whole width (a title) part the page: what stands above is read before what stands below.
    """
    gutter = _gutter(rows)
    if gutter is None:
        return list(rows)
    made: list[Chars] = []
    left: list[Chars] = []
    right: list[Chars] = []

    def flush() -> None:
        made.extend(left)
        made.extend(_under(left, right))
        left.clear()
        right.clear()

    for row in rows:
        sides = _split(row, gutter)
        if sides is None:
            flush()
            made.append(row)
            continue
        for side, part in zip((left, right), sides, strict=True):
            if any(not c.isspace() for _, c in part):
                side.append(part)
    flush()
    return made


def _under(left: Sequence[Chars], right: Sequence[Chars]) -> list[Chars]:
    """The lines of the right column at the place of the left one, so that both share their edges."""
    if not left or not right:
        return list(right)
    by = min(map(_start, right)) - min(map(_start, left))
    return [[((b[0] - by, b[1], b[2] - by, b[3]), c) for b, c in row] for row in right]


def _start(row: Chars) -> float:
    return min((b[0] for b, c in row if b[2] > b[0] and not c.isspace()), default=0.0)


def _gutter(rows: Sequence[Chars]) -> tuple[float, float] | None:
    """The ends of the gap that parts two columns of text; None where there is none."""
    gaps: list[tuple[float, float]] = []
    for row in rows:
        wide = _wide_gaps(row)
        if len(wide) == 1:
            gaps.append(wide[0])
    if len(gaps) < _LEAST:
        return None
    low, high = max(a for a, _ in gaps), min(b for _, b in gaps)
    size = median(b[3] - b[1] for row in rows for b, c in row if b[2] > b[0] and not c.isspace())
    if high - low < 0.5 * size:
        return None
    edges = [b for row in rows for b, c in row if b[2] > b[0] and not c.isspace()]
    start, end = min(b[0] for b in edges), max(b[2] for b in edges)
    middle = (low + high) / 2
    if not start + 0.3 * (end - start) < middle < start + 0.7 * (end - start):
        return None
    parts = [sides for row in rows if (sides := _split(row, (low, high))) is not None]
    for side in (0, 1):
        said = ["".join(c for _, c in part[side]).strip() for part in parts]
        lines = [s for s in said if s]
        if len(lines) < _LEAST or sum(1 for s in lines if _MARKS & set(s)) < _PROSE * len(lines):
            return None
    return low, high


def _wide_gaps(row: Chars) -> list[tuple[float, float]]:
    placed = sorted(b for b, c in row if b[2] > b[0] and not c.isspace())
    return [(a[2], b[0]) for a, b in pairwise(placed) if b[0] - a[2] > _GUTTER * (a[3] - a[1])]


def _split(row: Chars, gutter: tuple[float, float]) -> tuple[Chars, Chars] | None:
    """The parts of a line at the left and the right; None for a line that goes over the gutter."""
    low, high = gutter
    if any(b[0] < high - 0.1 and b[2] > low + 0.1 for b, c in row if b[2] > b[0] and not c.isspace()):
        return None
    middle = (low + high) / 2
    return [x for x in row if x[0][2] < middle], [x for x in row if x[0][2] >= middle]
