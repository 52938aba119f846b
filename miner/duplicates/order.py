"""Mark the passages of a pair whose order differs between the two plans."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from miner.duplicates.fold import SENTENCE, SHIFT, Folded

__all__ = ["out_of_order"]


def out_of_order(records: npt.NDArray[np.int64], folded: Folded) -> list[bool]:
    """For each record (a, b, start_a, end_a, start_b, end_b, …) whether its passage was moved.

    Of the passages of a pair, those stand in order that make the longest run (in symbols) whose starts rise
    on both sides; the others were moved, but for single sentences, which have no order of their own to tell
    from one that stands elsewhere by itself. O(n log n) for n passages of a pair.
    """
    moved = [False] * len(records)
    groups: dict[tuple[int, int], list[int]] = {}
    for k, (a, b) in enumerate(records[:, :2].tolist()):
        groups.setdefault((a, b), []).append(k)
    for rows in groups.values():
        if len(rows) > 1:
            for k in set(rows) - set(_longest_rise(rows, records)):
                first = folded.offsets[records[k, 0]]
                gaps = folded.gaps[first + records[k, 2] + 1 : first + records[k, 3]]
                moved[k] = bool((gaps >= SENTENCE << SHIFT).any())
    return moved


def _longest_rise(rows: list[int], records: npt.NDArray[np.int64]) -> list[int]:
    """The rows of the heaviest chain that rises in start_a and start_b; weight is the length in A."""
    rows = sorted(rows, key=lambda k: (records[k, 4], records[k, 2]))
    starts = sorted({int(records[k, 2]) for k in rows})
    best: list[tuple[int, int]] = [(0, -1)] * (len(starts) + 1)  # prefix maxima (Fenwick tree): weight, row
    before: dict[int, int] = {}
    top = (0, -1)
    for k in rows:
        at = bisect_left(starts, int(records[k, 2])) + 1
        i, reach = at - 1, (0, -1)
        while i > 0:
            reach = max(reach, best[i])
            i -= i & -i
        before[k] = reach[1]
        entry = (reach[0] + int(records[k, 3] - records[k, 2]), k)
        top = max(top, entry)
        while at <= len(starts):
            best[at] = max(best[at], entry)
            at += at & -at
    chain, k = [], top[1]
    while k >= 0:
        chain.append(k)
        k = before[k]
    return chain
