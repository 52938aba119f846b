"""Which plans share text, and where: one pass over the plans, each against those before it.

For each plan the seeds it shares are counted by the other plan. A seed of up to `cap` plans counts for all
of them; a seed of more plans counts for the first of them only, so that a template copied a thousand times
costs a thousand links and not half a million. Plans with enough shared seeds have these chained into
clusters along a diagonal, and each cluster is extended to its exact ends.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.extend import REACH, extend
from miner.duplicates.seeds import K, Seeds, Shared

__all__ = ["COLUMNS", "match"]

COLUMNS = ("a", "b", "start_a", "end_a", "start_b", "end_b", "left_over", "rare", "hits")
"""The columns of a segment record (int32): plans, symbol span in each, symbols left over on either side,
seeds of few plans and all seeds on it."""
_RARE, _COMMON = 3, 10
"""A pair is looked at when so many of its seeds are in few plans, or so many are in many plans."""
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
def _chain(hits, n, links):  # type: ignore[no-untyped-def]
    """Give each of n hits (pa, pb, rare) the cluster it belongs to; returns the number of clusters.

    links: int32, columns cluster of the hit | by cluster: last pa, last pb, first pb, hits, rare hits.
    """
    found = oldest = 0
    for h in range(n):
        pa, pb = hits[h, 0], hits[h, 1]
        while oldest < found and pb - links[oldest, 2] > _STEP:
            oldest += 1
        chosen = -1
        for c in range(found - 1, max(oldest, found - 24) - 1, -1):
            da, db = pa - links[c, 1], pb - links[c, 2]
            if 0 < db <= _STEP and da > 0 and abs(da - db) <= _DRIFT:
                chosen = c
                break
        if chosen < 0:
            chosen = found
            found += 1
            links[chosen, 3], links[chosen, 4], links[chosen, 5] = pb, 0, 0
        links[h, 0] = chosen
        links[chosen, 1], links[chosen, 2] = pa, pb
        links[chosen, 4] += 1
        links[chosen, 5] += hits[h, 2]
    return found


@njit(cache=True, nogil=True)
def _segments(symbols, a0, a1, b0, b1, hits, n, links, reach, out):  # type: ignore[no-untyped-def]
    """Extend the clusters of one pair; writes start_a .. hits into `out` and returns how many."""
    found = _chain(hits, n, links)
    short = min(a1 - a0, b1 - b0)
    for c in range(found):  # reuse columns: 1, 2 = end of the last stretch tried; 3 = its record or -1
        span = links[c, 2] - links[c, 3] + K
        good = links[c, 5] >= 2 or (links[c, 4] >= 5 and (span >= 120 or 3 * span >= short))
        links[c, 1] = links[c, 2] = 0 if good else -1
        links[c, 3] = -1
    made = 0
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
            if symbols[a0 + pa + i] != symbols[b0 + pb + i]:
                equal = False
        if not equal:
            continue
        fa, fb, fd = extend(symbols, a0 + pa + K, a1, b0 + pb + K, b1, 1, reach)
        ba, bb, bd = extend(symbols, a0 + pa - 1, a0 - 1, b0 + pb - 1, b0 - 1, -1, reach)
        sa, ea, sb, eb, d = pa - ba, pa + K + fa, pb - bb, pb + K + fb, fd + bd
        links[c, 1], links[c, 2], links[c, 3] = ea, eb, -1
        if (ea - sa + eb - sb - d) // 2 < _SMALLEST:
            continue
        same = -1
        for r in range(made - 1, max(-1, made - 40), -1):
            if sa >= out[r, 0] and ea <= out[r, 1] and sb >= out[r, 2] and eb <= out[r, 3]:
                same = r
                break
        if same >= 0:
            out[same, 5] += hits[h, 2]
            out[same, 6] += 1
            links[c, 3] = same
            continue
        if made == len(out):
            break
        out[made, 0], out[made, 1], out[made, 2], out[made, 3], out[made, 4] = sa, ea, sb, eb, d
        out[made, 5], out[made, 6] = hits[h, 2], 1
        links[c, 3] = made
        made += 1
    return made


@njit(cache=True, nogil=True)
def _merge(out, n, gap):  # type: ignore[no-untyped-def]
    """Join segments that follow one another on both sides with at most `gap` symbols between; in place."""
    for i in range(1, n):  # by start_b, then start_a
        j = i
        while j and (out[j - 1, 2] > out[j, 2] or (out[j - 1, 2] == out[j, 2] and out[j - 1, 0] > out[j, 0])):
            for k in range(7):
                out[j - 1, k], out[j, k] = out[j, k], out[j - 1, k]
            j -= 1
    made = 0
    for i in range(n):
        chosen = -1
        for r in range(made - 1, max(-1, made - 8), -1):
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
                out[made, k] = out[i, k]
            made += 1
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
    return made


@njit(cache=True, nogil=True)
def _reseed(symbols, a, b, box, table, stamps, stamp, reach, out, n):  # type: ignore[no-untyped-def]
    """Look between two segments, in box (start_a, end_a, start_b, end_b, least in common), with short runs of symbols.

    What is found is written to out[n:]; returns the new number of segments.
    """
    sa, ea, sb, eb, least = box
    size = np.uint32(len(table) - 1)
    h = np.uint32(0)
    for i in range(sa, ea):  # the last position of each run of A, by its hash
        h = _roll(symbols, a + i, i - sa, h)
        if i - sa >= _SHORT - 1:
            at = (h ^ (h >> np.uint32(15))) & size
            if stamps[at] != stamp:
                stamps[at], table[at] = stamp, i - _SHORT + 1
    h = np.uint32(0)
    done_a, done_b = sa, sb
    for j in range(sb, eb):
        h = _roll(symbols, b + j, j - sb, h)
        pb = j - _SHORT + 1
        at = (h ^ (h >> np.uint32(15))) & size
        if j - sb < _SHORT - 1 or pb < done_b or stamps[at] != stamp or table[at] < done_a:
            continue
        pa = table[at]
        equal = True
        for i in range(_SHORT):
            if symbols[a + pa + i] != symbols[b + pb + i]:
                equal = False
        if not equal:
            continue
        fa, fb, fd = extend(symbols, a + pa + _SHORT, a + ea, b + pb + _SHORT, b + eb, 1, reach)
        ba, bb, bd = extend(symbols, a + pa - 1, a + done_a - 1, b + pb - 1, b + done_b - 1, -1, reach)
        if (fa + ba + fb + bb + 2 * _SHORT - fd - bd) // 2 < least or n == len(out):
            continue
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = pa - ba, pa + _SHORT + fa, pb - bb, pb + _SHORT + fb
        out[n, 4], out[n, 5], out[n, 6] = fd + bd, 0, 0
        done_a, done_b = out[n, 1], out[n, 3]
        n += 1
    return n


@njit(cache=True, nogil=True, inline="always")
def _roll(symbols, at, seen, h):  # type: ignore[no-untyped-def]
    """The hash of the last `_SHORT` symbols; `seen` were taken before."""
    h = np.uint32(h * np.uint32(0x9E3779B1) + np.uint32(symbols[at]))
    if seen >= _SHORT:
        h = np.uint32(h - np.uint32(symbols[at - _SHORT]) * np.uint32(_SHORT_POWER))
    return h


@njit(cache=True, nogil=True)
def _fill(symbols, a0, a1, b0, b1, out, n, table, stamps, stamp, reach):  # type: ignore[no-untyped-def]
    """Look once more, with shorter seeds, between the segments of a pair, and before and after them where
    the beginnings, or the ends, of both plans are near."""
    found = n
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
        found = _reseed(symbols, a0, b0, (sa, ea, sb, eb, least), table, stamps, stamp, reach, out, found)
    return found, stamp


@njit(cache=True, nogil=True)
def _match(symbols, offsets, seeds, shared, first, last, limits):  # type: ignore[no-untyped-def]
    seed_positions, seed_offsets = seeds
    groups, starts, postings, plans = shared
    cap, gap, smallest = limits
    n_plans = len(offsets) - 1
    few, many = np.zeros(n_plans, np.int32), np.zeros(n_plans, np.int32)
    slot = np.full(n_plans, -1, np.int32)
    touched = np.empty(n_plans, np.int32)
    reach = np.full(2 * REACH + 5, -(1 << 30), np.int32)
    records = np.empty((1024, 9), np.int32)
    made = 0
    hits, links = np.empty((1024, 3), np.int32), np.empty((1024, 6), np.int32)
    out = np.empty((1024, 7), np.int32)
    table, stamps, stamp = np.zeros(4096, np.int32), np.zeros(4096, np.int32), 0
    for b in range(first, last):
        n_touched = 0
        for s in range(seed_offsets[b], seed_offsets[b + 1]):
            g = groups[s]
            if g < 0:
                continue
            common = starts[g + 1] - starts[g] > cap
            for q in range(starts[g], starts[g + 1]):
                a = plans[q]
                if a >= b:
                    break
                if few[a] == 0 and many[a] == 0:
                    touched[n_touched] = a
                    n_touched += 1
                if common:
                    many[a] += 1
                    break
                few[a] += 1
        n_slots = total = 0
        for t in range(n_touched):
            a = touched[t]
            if few[a] >= _RARE or many[a] >= _COMMON:
                slot[a] = n_slots
                touched[n_slots] = a
                n_slots += 1
                total += few[a] + many[a]
            else:
                few[a] = many[a] = 0
        if n_slots == 0:
            continue
        if total > len(hits):
            hits = np.empty((2 * total, 3), np.int32)
            links = np.empty((2 * total, 6), np.int32)
        ends = np.empty(n_slots + 1, np.int64)
        ends[0] = 0
        for t in range(n_slots):
            a = touched[t]
            ends[t + 1] = ends[t] + few[a] + many[a]
        fill = ends[:-1].copy()
        for s in range(seed_offsets[b], seed_offsets[b + 1]):
            g = groups[s]
            if g < 0:
                continue
            common = starts[g + 1] - starts[g] > cap
            for q in range(starts[g], starts[g + 1]):
                a = plans[q]
                if a >= b:
                    break
                t = slot[a]
                if t >= 0:
                    h = fill[t]
                    hits[h, 0] = postings[q] - offsets[a]
                    hits[h, 1] = seed_positions[s] - offsets[b]
                    hits[h, 2] = 0 if common else 1
                    fill[t] += 1
                if common:
                    break
        for t in range(n_slots):
            a = touched[t]
            few[a] = many[a] = 0
            slot[a] = -1
            n = _segments(symbols, offsets[a], offsets[a + 1], offsets[b], offsets[b + 1],
                          hits[ends[t] : ends[t + 1]], ends[t + 1] - ends[t], links, reach, out)  # fmt: skip
            n = _merge(out, n, gap)
            most = 0
            for r in range(n):
                most = max(most, (out[r, 1] - out[r, 0] + out[r, 3] - out[r, 2] - out[r, 4]) // 2)
            if most < smallest:
                continue
            n, stamp = _fill(
                symbols,
                offsets[a],
                offsets[a + 1],
                offsets[b],
                offsets[b + 1],
                out,
                n,
                table,
                stamps,
                stamp,
                reach,
            )
            n = _merge(out, n, gap)
            if made + n > len(records):
                bigger = np.empty((2 * len(records) + n, 9), np.int32)
                bigger[:made] = records[:made]
                records = bigger
            for r in range(n):
                records[made, 0], records[made, 1] = a, b
                for k in range(7):
                    records[made, 2 + k] = out[r, k]
                made += 1
    return records[:made]


def match(
    symbols: npt.NDArray[np.uint16],
    offsets: npt.NDArray[np.int64],
    seeds: Seeds,
    shared: Shared,
    *,
    cap: int,
    first: int = 0,
    gap: int = 32,
    smallest: int = 40,
) -> npt.NDArray[np.int32]:
    """Segments shared by plans `first`, `first` + 1, … and the plans before each, as records of `COLUMNS`.

    A pair whose longest segment has fewer than `smallest` symbols in common is left out.
    """
    made: npt.NDArray[np.int32] = _match(
        symbols,
        offsets,
        (seeds.positions, seeds.offsets),
        (shared.groups, shared.starts, shared.postings, shared.plans),
        first,
        len(offsets) - 1,
        (cap, gap, smallest),
    )
    return made.copy()
