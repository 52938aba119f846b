"""Turn the seeds that two plans share into shared stretches: chain, extend, join, fill gaps."""

from __future__ import annotations

import numpy as np
from numba import njit

from miner.duplicates.extend import extend
from miner.duplicates.seeds import K

__all__ = ["fill", "merge", "segments"]

_DRIFT, _STEP = 40, 300
"""Seeds belong to one cluster when their diagonals differ by no more, and they are no further apart."""
_SMALLEST = 24
"""Symbols in common of the smallest segment that seeds alone can make."""
_SHORT, _FILLING, _BETWEEN = 6, 10, 600
"""Between two segments at most 600 symbols apart, runs of six symbols are enough to look for more, and ten
symbols in common enough to keep."""
_BRIDGE = 120
"""A stretch of up to so many symbols that one plan added or dropped does not end a passage twice as long."""
_SHORT_POWER = pow(0x9E3779B1, _SHORT, 1 << 32)


@njit(cache=True, nogil=True)
def _grown(out):  # type: ignore[no-untyped-def]
    """A copy of `out` with room for twice as many rows."""
    bigger = np.empty((2 * len(out), out.shape[1]), out.dtype)
    bigger[: len(out)] = out
    return bigger


@njit(cache=True, nogil=True)
def _chain(hits, n, links):  # type: ignore[no-untyped-def]
    """Give each of n hits (pa, pb, rare) the cluster it belongs to; returns the number of clusters.

    links: int32, columns cluster of the hit | by cluster: last pa, last pb, first pb, hits, rare hits.
    """
    count = oldest = 0
    for h in range(n):
        pa, pb = hits[h, 0], hits[h, 1]
        while oldest < count and pb - links[oldest, 2] > _STEP:
            oldest += 1
        chosen = -1
        for c in range(count - 1, max(oldest, count - 24) - 1, -1):
            da, db = pa - links[c, 1], pb - links[c, 2]
            if 0 < db <= _STEP and da > 0 and abs(da - db) <= _DRIFT:
                chosen = c
                break
        if chosen < 0:
            chosen = count
            count += 1
            links[chosen, 3], links[chosen, 4], links[chosen, 5] = pb, 0, 0
        links[h, 0] = chosen
        links[chosen, 1], links[chosen, 2] = pa, pb
        links[chosen, 4] += 1
        links[chosen, 5] += hits[h, 2]
    return count


@njit(cache=True, nogil=True)
def segments(xs, a0, a1, ys, b0, b1, hits, n, links, reach, out):  # type: ignore[no-untyped-def]
    """Extend the clusters of one pair; returns `out` (start_a .. hits of each) and how many."""
    clusters = _chain(hits, n, links)
    short = min(a1 - a0, b1 - b0)
    for c in range(clusters):  # reuse columns: 1, 2 = end of the last stretch tried; 3 = its record or -1
        span = links[c, 2] - links[c, 3] + K
        good = links[c, 5] >= 2 or (links[c, 4] >= 5 and (span >= 120 or 3 * span >= short))
        links[c, 1] = links[c, 2] = 0 if good else -1
        links[c, 3] = -1
    count = 0
    for h in range(n):
        c = links[h, 0]
        if links[c, 1] < 0:
            continue
        pa, pb = hits[h, 0], hits[h, 1]
        if pa < links[c, 1] and pb < links[c, 2]:
            r = links[c, 3]
            if r >= 0:
                out[r, 5] += hits[h, 2]
                out[r, 6] += 1
            continue
        equal = True
        for i in range(K):
            if xs[a0 + pa + i] != ys[b0 + pb + i]:
                equal = False
        if not equal:
            continue
        fa, fb, fd = extend(xs, a0 + pa + K, a1, ys, b0 + pb + K, b1, 1, reach)
        ba, bb, bd = extend(xs, a0 + pa - 1, a0 - 1, ys, b0 + pb - 1, b0 - 1, -1, reach)
        sa, ea, sb, eb, d = pa - ba, pa + K + fa, pb - bb, pb + K + fb, fd + bd
        links[c, 1], links[c, 2], links[c, 3] = ea, eb, -1
        if (ea - sa + eb - sb - d) // 2 < _SMALLEST:
            continue
        same = -1
        for r in range(count - 1, max(-1, count - 40), -1):
            if sa >= out[r, 0] and ea <= out[r, 1] and sb >= out[r, 2] and eb <= out[r, 3]:
                same = r
                break
        if same >= 0:
            out[same, 5] += hits[h, 2]
            out[same, 6] += 1
            links[c, 3] = same
            continue
        if count == len(out):
            out = _grown(out)
        out[count, 0], out[count, 1], out[count, 2], out[count, 3], out[count, 4] = sa, ea, sb, eb, d
        out[count, 5], out[count, 6] = hits[h, 2], 1
        links[c, 3] = count
        count += 1
    return out, count


@njit(cache=True, nogil=True)
def merge(out, n, gap):  # type: ignore[no-untyped-def]
    """Join segments that follow one another on both sides with at most `gap` symbols between; in place."""
    for i in range(1, n):  # by start_b, then start_a
        j = i
        while j and (out[j - 1, 2] > out[j, 2] or (out[j - 1, 2] == out[j, 2] and out[j - 1, 0] > out[j, 0])):
            for k in range(7):
                out[j - 1, k], out[j, k] = out[j, k], out[j - 1, k]
            j -= 1
    count = 0
    for i in range(n):
        chosen = -1
        for r in range(count - 1, max(-1, count - 8), -1):
            da, db = out[i, 0] - out[r, 1], out[i, 2] - out[r, 3]
            inside = out[i, 1] <= out[r, 1] and out[i, 3] <= out[r, 3] and out[i, 0] >= out[r, 0]
            onward = out[i, 1] > out[r, 1] and out[i, 3] > out[r, 3] and out[i, 0] > out[r, 0]
            near = da <= gap and db <= gap and abs(da - db) <= max(gap, _DRIFT)
            whole = out[r, 1] - out[r, 0] + out[i, 1] - out[i, 0]
            slid = (
                min(da, db) >= -3
                and min(da, db) <= gap
                and 4 * max(da, db) <= whole
                and max(da, db) <= _BRIDGE
            )
            if inside or (onward and (near or slid)):
                chosen = r
                break
        if chosen < 0:
            for k in range(7):
                out[count, k] = out[i, k]
            count += 1
            continue
        r = chosen
        if out[i, 1] > out[r, 1]:
            da, db = out[i, 0] - out[r, 1], out[i, 2] - out[r, 3]
            if da >= 0 and db >= 0:
                out[r, 4] += da + db + out[i, 4]
            else:  # they overlap: take over what the second adds, with its own rate of differences
                length = out[i, 1] - out[i, 0] + out[i, 3] - out[i, 2]
                new = (out[i, 1] - out[r, 1]) + (out[i, 3] - out[r, 3])
                out[r, 4] += out[i, 4] * new // max(1, length)
            out[r, 1], out[r, 3] = out[i, 1], out[i, 3]
        out[r, 5] += out[i, 5]
        out[r, 6] += out[i, 6]
    return count


@njit(cache=True, nogil=True)
def _reseed(xs, a, ys, b, box, table, stamps, stamp, reach, out, n):  # type: ignore[no-untyped-def]
    """Look between two segments, in box (start_a, end_a, start_b, end_b, least in common), with short runs of symbols.

    What is found is written behind the n segments of `out`; returns both anew.
    """
    sa, ea, sb, eb, least = box
    size = np.uint32(len(table) - 1)
    h = np.uint32(0)
    for i in range(sa, ea):  # the last position of each run of A, by its hash
        h = _roll(xs, a + i, i - sa, h)
        if i - sa >= _SHORT - 1:
            at = (h ^ (h >> np.uint32(15))) & size
            if stamps[at] != stamp:
                stamps[at], table[at] = stamp, i - _SHORT + 1
    h = np.uint32(0)
    done_a, done_b = sa, sb
    for j in range(sb, eb):
        h = _roll(ys, b + j, j - sb, h)
        pb = j - _SHORT + 1
        at = (h ^ (h >> np.uint32(15))) & size
        if j - sb < _SHORT - 1 or pb < done_b or stamps[at] != stamp or table[at] < done_a:
            continue
        pa = table[at]
        equal = True
        for i in range(_SHORT):
            if xs[a + pa + i] != ys[b + pb + i]:
                equal = False
        if not equal:
            continue
        fa, fb, fd = extend(xs, a + pa + _SHORT, a + ea, ys, b + pb + _SHORT, b + eb, 1, reach)
        ba, bb, bd = extend(xs, a + pa - 1, a + done_a - 1, ys, b + pb - 1, b + done_b - 1, -1, reach)
        if (fa + ba + fb + bb + 2 * _SHORT - fd - bd) // 2 < least:
            continue
        if n == len(out):
            out = _grown(out)
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = pa - ba, pa + _SHORT + fa, pb - bb, pb + _SHORT + fb
        out[n, 4], out[n, 5], out[n, 6] = fd + bd, 0, 0
        done_a, done_b = out[n, 1], out[n, 3]
        n += 1
    return out, n


@njit(cache=True, nogil=True, inline="always")
def _roll(xs, at, seen, h):  # type: ignore[no-untyped-def]
    """The hash of the last `_SHORT` symbols; `seen` were taken before."""
    h = np.uint32(h * np.uint32(0x9E3779B1) + np.uint32(xs[at]))
    if seen >= _SHORT:
        h = np.uint32(h - np.uint32(xs[at - _SHORT]) * np.uint32(_SHORT_POWER))
    return h


@njit(cache=True, nogil=True)
def fill(xs, a0, a1, ys, b0, b1, out, n, table, stamps, stamp, reach):  # type: ignore[no-untyped-def]
    """Look once more, with shorter seeds, between the segments of a pair, and before and after them where
    the beginnings, or the ends, of both plans are near."""
    count = n
    for r in range(n + 1):
        sa, ea, sb, eb, least = 0, a1 - a0, 0, b1 - b0, _FILLING
        if r < n:
            ea, eb = out[r, 0], out[r, 2]
        if 0 < r < n:
            q = r - 1
            while q >= max(0, r - 4) and (out[q, 1] > ea or out[q, 3] > eb):
                q -= 1
            if q < max(0, r - 4):
                continue
            sa, sb = out[q, 1], out[q, 3]
        else:
            least = 2 * _FILLING
            if r:
                sa, sb = out[r - 1, 1], out[r - 1, 3]
        if ea - sa > _BETWEEN or eb - sb > _BETWEEN:
            continue
        if ea - sa < _FILLING or eb - sb < _FILLING:
            continue
        stamp += 1
        box = (sa, ea, sb, eb, least)
        out, count = _reseed(xs, a0, ys, b0, box, table, stamps, stamp, reach, out, count)
    return out, count, stamp
