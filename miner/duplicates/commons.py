"""Find boilerplate: stretches of text that many plans share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.fold import Folded
from miner.duplicates.seeds import K, Shared

__all__ = ["FARTHEST", "asked", "common_stretches", "stretches", "witness"]

_WITNESSES = 7
"""So many other plans are asked how far a stretch reaches; it ends where half of them differ."""
FARTHEST = 80
"""Symbols behind a seed, and before it, at which they are asked at most."""
_LEAST = 12
"""Symbols of the shortest stretch listed."""


@njit(cache=True, nogil=True)
def asked(plans):  # type: ignore[no-untyped-def]
    """How many of the plans that share a seed are asked."""
    return min(_WITNESSES, plans - 1)


@njit(cache=True, nogil=True)
def witness(k, plans):  # type: ignore[no-untyped-def]
    """The place, among the `plans` that share a seed, of the one that is asked as number k; the first has 0."""
    return 1 + k * (plans - 1) // asked(plans)


@njit(cache=True, nogil=True)
def _reach(symbols, offsets, plans, postings, first, last, at, step):  # type: ignore[no-untyped-def]
    """How many symbols from `at` on, in direction `step`, agree in at least half of the plans asked.

    The stretch stands at postings[first] and, in the other plans, at postings[first + 1 : last].
    """
    low, high = offsets[plans[first]], offsets[plans[first] + 1]
    lengths = np.zeros(asked(last - first), np.int64)
    for k in range(len(lengths)):
        q = first + witness(k, last - first)
        other = at + np.int64(postings[q]) - np.int64(postings[first])
        o_low, o_high = offsets[plans[q]], offsets[plans[q] + 1]
        n = 0
        while n < FARTHEST:
            i, j = at + step * n, other + step * n
            if i < low or i >= high or j < o_low or j >= o_high or symbols[i] != symbols[j]:
                break
            n += 1
        lengths[k] = n
    lengths.sort()
    return lengths[len(lengths) // 2]


@njit(cache=True, nogil=True)
def _stretch(symbols, offsets, shared, groups, begin, end, stretches):  # type: ignore[no-untyped-def]
    starts, postings, plans = shared
    for k in range(len(begin)):
        g, h = groups[begin[k]], groups[end[k]]
        first, last = np.int64(postings[starts[g]]), np.int64(postings[starts[h]]) + K
        before = _reach(symbols, offsets, plans, postings, starts[g], starts[g + 1], first - 1, -1)
        behind = _reach(symbols, offsets, plans, postings, starts[h], starts[h + 1], last, 1)
        stretches[k, 0], stretches[k, 1] = first - before, last + behind


def common_stretches(
    folded: Folded, shared: Shared, cap: int, counts: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """Stretches that more than `cap` plans share, as rows (plan, start, end, plans) (int64, n x 4).

    Each is given once, in the first plan that has it; start and end count that plan's symbols. `counts` are
    those of `shared`, where a family counts as one plan.
    """
    size = np.diff(shared.starts)
    many = np.flatnonzero(counts > cap)
    return stretches(folded.symbols, folded.offsets, shared, many, size[many])


def stretches(
    symbols: npt.NDArray[np.uint16],
    offsets: npt.NDArray[np.int64],
    shared: Shared,
    many: npt.NDArray[np.int64],
    count: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """The rows of `common_stretches` for the groups `many` of `shared`, each of `count` plans (int64, as many).

    `shared` may name fewer plans of a group than it has: the first and those that `witness` asks. Symbols and
    offsets are those of the plans, as in `Folded`.
    """
    if not len(many):
        return np.zeros((0, 4), np.int64)
    at = shared.postings[shared.starts[many]].astype(np.int64)
    order = np.argsort(at, kind="stable")
    many, at, count = many[order], at[order], count[order]
    plan = shared.plans[shared.starts[many]].astype(np.int64)
    new = np.ones(len(at), bool)
    uneven = np.maximum(count[1:], count[:-1]) > 2 * np.minimum(count[1:], count[:-1])
    new[1:] = (np.diff(at) > 2 * K) | (np.diff(plan) > 0) | uneven
    begin = np.flatnonzero(new)
    end = np.append(begin[1:], len(at)) - 1
    spans = np.zeros((len(begin), 2), np.int64)
    data = (shared.starts, shared.postings, shared.plans)
    _stretch(symbols, offsets, data, many, begin, end, spans)
    counts = np.minimum.reduceat(count, begin)
    rows = np.column_stack((plan[begin], spans, counts))
    rows = rows[rows[:, 2] - rows[:, 1] >= _LEAST]
    rows = rows[np.lexsort((-rows[:, 2], rows[:, 1]))]
    inside = np.zeros(
        len(rows), bool
    )  # a stretch within the one before it, and no more frequent, is the same
    reach = np.maximum.accumulate(rows[:, 2]) if len(rows) else rows[:, 2]
    inside[1:] = (rows[1:, 2] <= reach[:-1] + K) & (rows[1:, 3] <= 2 * rows[:-1, 3])
    outermost: npt.NDArray[np.int64] = rows[~inside]
    outermost[:, 1:3] -= offsets[outermost[:, 0]][:, None]
    return outermost
