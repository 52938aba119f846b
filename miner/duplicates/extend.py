"""Extend a shared seed to the exact ends of the copied stretch: greedy alignment with an x-drop.

The score of a stretch is (length in A + length in B) - 2 * (symbols left over on either side), so it grows
where more than half of the symbols agree; the alignment stops once the score has dropped `X_DROP` below the
best seen and goes back to that best place. Furthest-reaching diagonals (Myers 1986, An O(ND) difference
algorithm; Zhang et al. 2000, A greedy algorithm for aligning DNA sequences) make the cost proportional to
the number of differences: an exact copy costs one comparison a symbol.
"""

from __future__ import annotations

from numba import njit

__all__ = ["REACH", "X_DROP", "extend"]

X_DROP = 36
"""The alignment steps over as many one-sided, or half as many exchanged, symbols at one place."""
REACH = 4096
"""The alignment may drift so many diagonals to either side."""
_NONE = -(1 << 30)


@njit(cache=True, nogil=True)
def extend(xs, a, a_stop, ys, b, b_stop, step, reach):  # type: ignore[no-untyped-def]
    """Align xs from a and ys from b (first symbols to compare) in direction `step`; stops are one past the last.

    `reach` is an int32 work buffer of 2 * REACH + 5 entries. Returns (symbols taken in A, in B, left over).
    """
    la, lb = (a_stop - a) * step, (b_stop - b) * step
    off = REACH + 2
    i = 0
    while i < la and i < lb and xs[a + step * i] == ys[b + step * i]:
        i += 1
    reach[off] = i
    best, best_i, best_j, best_d = 2 * i, i, i, 0
    lo = hi = d = 0
    while lo <= hi:
        d += 1
        lo = max(lo - 1, -REACH)
        hi = min(hi + 1, REACH)
        reach[off + lo - 1] = _NONE
        reach[off + hi + 1] = _NONE
        if d > 1:
            reach[off + lo] = _NONE if (lo + d) & 1 else reach[off + lo]
        if (lo + d) & 1:
            lo += 1
        if (hi + d) & 1:
            hi -= 1
        first, last = hi + 1, lo - 1
        for k in range(lo, hi + 1, 2):
            i = max(reach[off + k - 1] + 1, reach[off + k + 1])
            j = i - k
            if i < 0 or j < 0 or i > la or j > lb:
                reach[off + k] = _NONE
                continue
            while i < la and j < lb and xs[a + step * i] == ys[b + step * j]:
                i += 1
                j += 1
            score = i + j - 2 * d
            if score > best:
                best, best_i, best_j, best_d = score, i, j, d
            if score < best - X_DROP:
                reach[off + k] = _NONE
                continue
            reach[off + k] = i
            if first > hi:
                first = k
            last = k
        lo, hi = first, last
    return best_i, best_j, best_d
