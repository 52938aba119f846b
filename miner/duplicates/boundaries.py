"""Move the ends of passages to the nearest break of a sentence, a clause or an item.

The alignment stops where the wording begins to differ, which may be inside a word. A clause of which most is
in common is taken whole; a piece of a clause of which less is in common is left out. A part of a list (、) is a
break only where no clause begins or ends near.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.fold import CLAUSE, ITEM, SHIFT, Folded

__all__ = ["snap", "without_overlaps"]

_FARTHEST = 40
"""Symbols that are looked at, outside of a passage and inside of it, for the nearest break."""
_LEAST_LEFT = 12
"""A passage is not cut to fewer symbols than these."""
_AGREEING, _SHIFTED = 3, 8
"""So many equal symbols at a break show that it is one place in both plans, up to so many symbols apart."""


@njit(cache=True, nogil=True)
def _breaks(side, at, least):  # type: ignore[no-untyped-def]
    """Whether a break of at least the kind `least` stands before symbol `at`."""
    _, gaps, low, high = side
    return at <= low or at >= high or gaps[at] >> SHIFT >= least


@njit(cache=True, nogil=True)
def _distance(side, at, least, step):  # type: ignore[no-untyped-def]
    """How many symbols from the edge `at`, in direction `step`, to the next break; -1 when too far."""
    for n in range(_FARTHEST):
        if _breaks(side, at + step * n, least):
            return n
    return -1


@njit(cache=True, nogil=True)
def _agree(side_a, i, side_b, j, step):  # type: ignore[no-untyped-def]
    """Whether the first symbols from the edges i and j inward are equal."""
    xs, _, low_a, high_a = side_a
    ys, _, low_b, high_b = side_b
    for k in range(_AGREEING):
        x, y = (i + k, j + k) if step > 0 else (i - 1 - k, j - 1 - k)
        if x < low_a or x >= high_a or y < low_b or y >= high_b or xs[x] != ys[y]:
            return False
    return True


@njit(cache=True, nogil=True)
def _inward(side_a, a, side_b, b, least, step, most):  # type: ignore[no-untyped-def]
    """How many symbols from the edges a and b inward to a break that both have; -1, -1 without one.

    A difference in between may have more symbols on one side than on the other.
    """
    for n in range(1, most):
        if _breaks(side_a, a + step * n, least):
            for off in range(2 * _SHIFTED + 1):
                m = n + (off + 1) // 2 * (1 if off % 2 else -1)
                if not 1 <= m < most or not _breaks(side_b, b + step * m, least):
                    continue
                if _agree(side_a, a + step * n, side_b, b + step * m, step):
                    return n, m
    return -1, -1


@njit(cache=True, nogil=True)
def _left_over(xs, a, n, ys, b, m):  # type: ignore[no-untyped-def]
    """Symbols of xs[a:a+n] and ys[b:b+m] that are not in their longest common subsequence."""
    row = np.zeros(m + 1, np.int32)
    for i in range(n):
        before = 0
        for j in range(m):
            old = row[j + 1]
            row[j + 1] = before + 1 if xs[a + i] == ys[b + j] else max(old, row[j])
            before = old
    return n + m - 2 * row[m]


@njit(cache=True, nogil=True)
def _edge(side_a, a, side_b, b, step, length):  # type: ignore[no-untyped-def]
    """New edges a, b of a passage, and by how much the symbols left over grow; step 1 for its start, -1 for its end."""
    for least in (CLAUSE, ITEM):
        out_a, out_b = _distance(side_a, a, least, -step), _distance(side_b, b, least, -step)
        if out_a == 0 and out_b == 0:
            return a, b, 0
        own = _distance(side_a, a + step, least, step) + 1
        near = out_a >= 0 and out_b >= 0
        if near and 2 * max(out_a, out_b) <= (own if own > 0 else _FARTHEST) + 1:
            return a - step * out_a, b - step * out_b, out_a + out_b
        n, m = _inward(side_a, a, side_b, b, least, step, min(_FARTHEST, length - _LEAST_LEFT))
        if n > 0:
            first_a, first_b = (a, b) if step > 0 else (a - n, b - m)
            return a + step * n, b + step * m, -_left_over(side_a[0], first_a, n, side_b[0], first_b, m)
        if near:
            return a - step * out_a, b - step * out_b, out_a + out_b
    return a, b, 0


@njit(cache=True, nogil=True)
def _snap(symbols, gaps, offsets, records):  # type: ignore[no-untyped-def]
    for r in range(len(records)):
        a, b = records[r, 0], records[r, 1]
        low_a, high_a, low_b, high_b = offsets[a], offsets[a + 1], offsets[b], offsets[b + 1]
        sa, ea = low_a + records[r, 2], low_a + records[r, 3]
        sb, eb = low_b + records[r, 4], low_b + records[r, 5]
        length = min(ea - sa, eb - sb)
        side_a, side_b = (symbols, gaps, low_a, high_a), (symbols, gaps, low_b, high_b)
        sa, sb, more = _edge(side_a, sa, side_b, sb, 1, length)
        length = min(ea - sa, eb - sb)
        ea, eb, extra = _edge(side_a, ea, side_b, eb, -1, length)
        records[r, 2], records[r, 3] = sa - low_a, ea - low_a
        records[r, 4], records[r, 5] = sb - low_b, eb - low_b
        records[r, 6] += more + extra


def snap(records: npt.NDArray[np.int32], folded: Folded) -> npt.NDArray[np.int32]:
    """The records (`miner.duplicates.matching.COLUMNS`) with their ends at breaks; the array itself is changed."""
    _snap(folded.symbols, folded.gaps, folded.offsets, records)
    return records


def without_overlaps(records: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which records stay (bool, n): of those of a pair that lie inside one another, the one that agrees best.

    A text that stands in one of the plans twice overlaps on one side only and is a record for each place.
    """
    keep = np.ones(len(records), bool)
    r = records.astype(np.int64)
    score = r[:, 3] - r[:, 2] + r[:, 5] - r[:, 4] - 3 * r[:, 6]  # a chain of mere frames is long, too
    pair = r[:, 0] << 32 | r[:, 1]
    order = np.lexsort((r[:, 2], r[:, 4], -score, pair))
    edges = np.concatenate(([0], np.flatnonzero(np.diff(pair[order])) + 1, [len(order)]))
    several = np.flatnonzero(np.diff(edges) > 1)  # most pairs share one passage only
    for first, last in zip(edges[several].tolist(), edges[several + 1].tolist(), strict=True):
        taken: list[tuple[int, ...]] = []
        for k in order[first:last].tolist():
            spans = tuple(records[k, 2:6].tolist())
            keep[k] = not any(_inside(spans, other) for other in taken)
            if keep[k]:
                taken.append(spans)
    return keep


def _inside(spans: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether four fifths of a passage lie, on both sides, inside another."""
    sa, ea, sb, eb = spans
    over = min(min(ea, other[1]) - max(sa, other[0]), min(eb, other[3]) - max(sb, other[2]))
    return 5 * over > 4 * min(ea - sa, eb - sb)
