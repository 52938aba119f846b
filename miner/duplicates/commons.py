"""Boilerplate: stretches of text that many plans share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.fold import Folded
from miner.duplicates.seeds import K, Shared

__all__ = ["common_stretches"]

_WITNESSES = 7
"""So many other plans are asked how far a stretch reaches; it ends where half of them differ."""
_FARTHEST = 80
_LEAST = 12
"""Symbols of the shortest stretch listed."""


@njit(cache=True, nogil=True)
def _reach(symbols, offsets, plans, postings, first, last, at, step):  # type: ignore[no-untyped-def]
    """How many symbols from `at` on, in direction `step`, agree in at least half of the plans asked.

    The stretch stands at postings[first] and, in the other plans, at postings[first + 1 : last].
    """
    low, high = offsets[plans[first]], offsets[plans[first] + 1]
    asked = min(_WITNESSES, last - first - 1)
    lengths = np.zeros(asked, np.int64)
    for k in range(asked):
        q = first + 1 + k * (last - first - 1) // asked
        other = at + np.int64(postings[q]) - np.int64(postings[first])
        o_low, o_high = offsets[plans[q]], offsets[plans[q] + 1]
        n = 0
        while n < _FARTHEST:
            i, j = at + step * n, other + step * n
            if i < low or i >= high or j < o_low or j >= o_high or symbols[i] != symbols[j]:
                break
            n += 1
        lengths[k] = n
    lengths.sort()
    return lengths[asked // 2]


@njit(cache=True, nogil=True)
def _stretch(symbols, offsets, shared, groups, begin, end, found):  # type: ignore[no-untyped-def]
    starts, postings, plans = shared
    for k in range(len(begin)):
        g, h = groups[begin[k]], groups[end[k]]
        first, last = np.int64(postings[starts[g]]), np.int64(postings[starts[h]]) + K
        before = _reach(symbols, offsets, plans, postings, starts[g], starts[g + 1], first - 1, -1)
        behind = _reach(symbols, offsets, plans, postings, starts[h], starts[h + 1], last, 1)
        found[k, 0], found[k, 1] = first - before, last + behind


def common_stretches(folded: Folded, shared: Shared, cap: int) -> npt.NDArray[np.int64]:
    """Stretches that more than `cap` plans share, as rows (plan, start, end, plans) (int64, n x 4).

    Each is given once, in the first plan that has it; start and end count that plan's symbols.
    """
    size = np.diff(shared.starts)
    many = np.flatnonzero(size > cap)
    if not len(many):
        return np.zeros((0, 4), np.int64)
    at = shared.postings[shared.starts[many]].astype(np.int64)
    many = many[np.argsort(at, kind="stable")]
    at = np.sort(at)
    plan, count = shared.plans[shared.starts[many]].astype(np.int64), size[many]
    new = np.ones(len(at), bool)
    uneven = np.maximum(count[1:], count[:-1]) > 2 * np.minimum(count[1:], count[:-1])
    new[1:] = (np.diff(at) > 2 * K) | (np.diff(plan) > 0) | uneven
    begin = np.flatnonzero(new)
    end = np.append(begin[1:], len(at)) - 1
    spans = np.zeros((len(begin), 2), np.int64)
    data = (shared.starts, shared.postings, shared.plans)
    _stretch(folded.symbols, folded.offsets, data, many, begin, end, spans)
    counts = np.minimum.reduceat(count, begin)
    rows = np.column_stack((plan[begin], spans, counts))
    rows = rows[rows[:, 2] - rows[:, 1] >= _LEAST]
    rows = rows[np.lexsort((-rows[:, 2], rows[:, 1]))]
    inside = np.zeros(
        len(rows), bool
    )  # a stretch within the one before it, and no more frequent, is the same
    reach = np.maximum.accumulate(rows[:, 2]) if len(rows) else rows[:, 2]
    inside[1:] = (rows[1:, 2] <= reach[:-1] + K) & (rows[1:, 3] <= 2 * rows[:-1, 3])
    made: npt.NDArray[np.int64] = rows[~inside]
    made[:, 1:3] -= folded.offsets[made[:, 0]][:, None]
    return made
