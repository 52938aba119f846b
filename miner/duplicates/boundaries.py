"""Move the ends of passages to the nearest break of a sentence, a clause or an item.

The alignment stops where the wording begins to differ, which may be inside a word. A clause of which most is
in common is taken whole; a piece of a clause of which less is in common is left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.fold import Folded

__all__ = ["snap", "without_overlaps"]

_FARTHEST = 40
"""Symbols that are looked at, outside of a passage and inside of it, for the nearest break."""
_LEAST_LEFT = 12
"""A passage is not cut to fewer symbols than these."""


@njit(cache=True, nogil=True)
def _begins(gaps, at, low):  # type: ignore[no-untyped-def]
    """Whether a clause begins at symbol `at`; `low` is the first symbol of its plan."""
    return at <= low or gaps[at] >= 64


@njit(cache=True, nogil=True)
def _outward(gaps, at, low, high, step):  # type: ignore[no-untyped-def]
    """How many symbols from the edge `at` outward, in direction `step`, to the next break; -1 when too far."""
    for n in range(_FARTHEST):
        edge = at + step * n
        if edge <= low or edge >= high or gaps[edge] >= 64:
            return n
    return -1


@njit(cache=True, nogil=True)
def _inward(xs, gx, a, low_a, high_a, ys, gy, b, low_b, high_b, step, most):  # type: ignore[no-untyped-def]
    """How many equal symbols from the edges a and b inward to a break on both sides; -1 without one.

    Also whether a break on one side only was passed is not asked: both sides must begin a clause.
    """
    for n in range(1, most):
        i, j = (a + n - 1, b + n - 1) if step > 0 else (a - n, b - n)
        if xs[i] != ys[j]:
            return -1
        i, j = (a + n, b + n) if step > 0 else (a - n, b - n)
        if (i <= low_a or i >= high_a or gx[i] >= 64) and (j <= low_b or j >= high_b or gy[j] >= 64):
            return n
    return -1


@njit(cache=True, nogil=True)
def _clause_left(gaps, at, low, high, step):  # type: ignore[no-untyped-def]
    """How many symbols from the edge `at` inward to the next break."""
    n = 1
    while n < _FARTHEST:
        edge = at + step * n
        if edge <= low or edge >= high or gaps[edge] >= 64:
            return n
        n += 1
    return n


@njit(cache=True, nogil=True)
def _edge(xs, gx, a, low_a, high_a, ys, gy, b, low_b, high_b, step, length):  # type: ignore[no-untyped-def]
    """New edges a, b of a passage, and the symbols that were added; step 1 for its start, -1 for its end."""
    out_a = _outward(gx, a, low_a, high_a, -step)
    out_b = _outward(gy, b, low_b, high_b, -step)
    if out_a == 0 and out_b == 0:
        return a, b, 0
    own = _clause_left(gx, a, low_a, high_a, step)
    if out_a >= 0 and out_b >= 0 and 2 * max(out_a, out_b) <= own + 1:
        return a - step * out_a, b - step * out_b, out_a + out_b
    cut = _inward(
        xs, gx, a, low_a, high_a, ys, gy, b, low_b, high_b, step, min(_FARTHEST, length - _LEAST_LEFT)
    )
    if cut > 0:
        return a + step * cut, b + step * cut, 0
    if out_a >= 0 and out_b >= 0:
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
        sa, sb, more = _edge(symbols, gaps, sa, low_a, high_a, symbols, gaps, sb, low_b, high_b, 1, length)
        length = min(ea - sa, eb - sb)
        ea, eb, extra = _edge(symbols, gaps, ea, low_a, high_a, symbols, gaps, eb, low_b, high_b, -1, length)
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
