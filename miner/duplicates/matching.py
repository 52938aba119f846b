"""Find which plans share text, and where: one pass over the plans, each against those before it.

For each plan the seeds it shares are counted by the other plan. A seed of up to `cap` plans counts for all
of them; a seed of more plans counts for the first of them only, so that a template copied a thousand times
costs a thousand links and not half a million. Plans with enough shared seeds have these chained into
clusters along a diagonal, and each cluster is extended to its exact ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.chaining import fill, merge, segments
from miner.duplicates.extend import REACH
from miner.duplicates.seeds import Seeds, Shared
from miner.duplicates.threads import WORKERS, in_threads

__all__ = ["COLUMNS", "RARE", "Limits", "Side", "enough", "match"]

COLUMNS = ("a", "b", "start_a", "end_a", "start_b", "end_b", "left_over", "rare", "hits")
"""The columns of a segment record (int32): plans, symbol span in each, symbols left over on either side,
seeds of few plans and all seeds on it."""
RARE = 3
"""A pair is looked at when so many of its seeds are in few plans, or `enough` are in many plans."""
_COMMON = 10
_SHORTEST = 24
"""Of two short plans, half of the shorter is enough, but not fewer symbols than these."""


@njit(cache=True, nogil=True)
def enough(seeds):  # type: ignore[no-untyped-def]
    """How many of the seeds of a plan, which may be few, must be those of one other and of many."""
    return min(_COMMON, max(RARE, seeds // 4))


@njit(cache=True, nogil=True)
def _count(b, bound, seeds, shared, cap, ignored, few, many, touched):  # type: ignore[no-untyped-def]
    """Count the seeds plan b shares with each plan before `bound`; returns how many plans were touched."""
    seed_offsets = seeds[1]
    groups, starts, _, plans, counts = shared
    n_touched = 0
    for s in range(seed_offsets[b], seed_offsets[b + 1]):
        g = groups[s]
        if g < 0:
            continue
        common = counts[g] > cap
        for q in range(starts[g], starts[g + 1]):
            a = plans[q]
            if a >= bound:
                break
            if ignored[a]:
                continue
            if few[a] == 0 and many[a] == 0:
                touched[n_touched] = a
                n_touched += 1
            if common:
                many[a] += 1
                break
            few[a] += 1
    return n_touched


@njit(cache=True, nogil=True)
def _collect(b, bound, base_b, offsets, seeds, shared, cap, ignored, slot, at, hits):  # type: ignore[no-untyped-def]
    """Write the hits (position in A, in B, rare) of plan b, those of the plan in slot t from at[t] on."""
    seed_positions, seed_offsets = seeds
    groups, starts, postings, plans, counts = shared
    for s in range(seed_offsets[b], seed_offsets[b + 1]):
        g = groups[s]
        if g < 0:
            continue
        common = counts[g] > cap
        for q in range(starts[g], starts[g + 1]):
            a = plans[q]
            if a >= bound:
                break
            if ignored[a]:
                continue
            t = slot[a]
            if t >= 0:
                h = at[t]
                hits[h, 0] = postings[q] - offsets[a]
                hits[h, 1] = seed_positions[s] - base_b
                hits[h, 2] = 0 if common else 1
                at[t] += 1
            if common:
                break


@njit(cache=True, nogil=True)
def _append(records, count, a, b, out, n):  # type: ignore[no-untyped-def]
    """Put n segments of the pair a, b behind the records made so far."""
    if count + n > len(records):
        bigger = np.empty((2 * len(records) + n, 9), np.int32)
        bigger[:count] = records[:count]
        records = bigger
    for r in range(n):
        records[count + r, 0], records[count + r, 1] = a, b
        for k in range(7):
            records[count + r, 2 + k] = out[r, k]
    return records


@njit(cache=True, nogil=True)
def _match(left, right, seeds, shared, first, last, limits, only, ignored):  # type: ignore[no-untyped-def]
    xs, offsets = left
    ys, offsets_b = right
    cap, gap, smallest, base = limits
    n_plans = len(offsets) - 1
    few, many = np.zeros(n_plans, np.int32), np.zeros(n_plans, np.int32)
    slot, touched = np.full(n_plans, -1, np.int32), np.empty(n_plans, np.int32)
    reach = np.full(2 * REACH + 5, -(1 << 30), np.int32)
    hits, links = np.empty((1024, 3), np.int32), np.empty((1024, 6), np.int32)
    out, records, count = np.empty((256, 7), np.int32), np.empty((1024, 9), np.int32), 0
    table, stamps, stamp = np.zeros(4096, np.int32), np.zeros(4096, np.int32), 0
    for b in range(first, last):
        if len(only) and not only[b]:
            continue
        bound = b + base
        n_touched = _count(b, bound, seeds, shared, cap, ignored, few, many, touched)
        n_slots = total = 0
        common = enough(seeds[1][b + 1] - seeds[1][b])
        for t in range(n_touched):
            a = touched[t]
            if few[a] >= RARE or many[a] >= common:
                slot[a] = n_slots
                touched[n_slots] = a
                n_slots += 1
                total += few[a] + many[a]
            else:
                few[a] = many[a] = 0
        if n_slots == 0:
            continue
        if total > len(hits):
            hits, links = np.empty((2 * total, 3), np.int32), np.empty((2 * total, 6), np.int32)
        ends = np.zeros(n_slots + 1, np.int64)
        for t in range(n_slots):
            ends[t + 1] = ends[t] + few[touched[t]] + many[touched[t]]
        b0, b1 = offsets_b[b], offsets_b[b + 1]
        _collect(b, bound, b0, offsets, seeds, shared, cap, ignored, slot, ends[:-1].copy(), hits)
        for t in range(n_slots):
            a = touched[t]
            few[a] = many[a] = 0
            slot[a] = -1
            a0, a1 = offsets[a], offsets[a + 1]
            n_hits = ends[t + 1] - ends[t]
            out, n = segments(xs, a0, a1, ys, b0, b1, hits[ends[t] : ends[t + 1]], n_hits, links, reach, out)
            n = merge(out, n, gap)
            most = 0
            for r in range(n):
                most = max(most, (out[r, 1] - out[r, 0] + out[r, 3] - out[r, 2] - out[r, 4]) // 2)
            if most < min(smallest, max(_SHORTEST, min(a1 - a0, b1 - b0) // 2)):
                continue
            out, n, stamp = fill(xs, a0, a1, ys, b0, b1, out, n, table, stamps, stamp, reach)
            n = merge(out, n, gap)
            records = _append(records, count, a, bound, out, n)
            count += n
    return records[:count].copy()


@dataclass(frozen=True)
class Limits:
    """What bounds the search.

    cap: a seed of more plans is common; gap: stretches so near are joined; smallest: a pair whose longest
    segment has fewer symbols in common is left out.
    """

    cap: int
    gap: int = 32
    smallest: int = 40


Side = tuple[npt.NDArray[np.uint16], npt.NDArray[np.int64]]
"""Symbols of many plans and where each begins (plans + 1)."""


def match(
    left: Side,
    right: Side,
    seeds: Seeds,
    shared: Shared,
    limits: Limits,
    base: int = 0,
    counts: npt.NDArray[np.int32] | None = None,
    only: npt.NDArray[np.bool_] | None = None,
    ignored: npt.NDArray[np.bool_] | None = None,
) -> npt.NDArray[np.int32]:
    """Segments that each plan of `right` shares with the plans of `left` before it, as records of `COLUMNS`.

    `seeds` are those of `right`; its plan number i is counted as plan `base + i`, so that base 0 compares a
    corpus with itself, and the number of plans in `left` compares new plans with all of them. `counts` are
    those of `shared`, where a family counts as one plan; `only`: the plans of `right` that are compared (bool);
    `ignored`: those of `left` that none is compared with (bool).
    """
    n = len(right[1]) - 1
    if only is not None and not only.any():
        return np.zeros((0, len(COLUMNS)), np.int32)
    asked = np.zeros(0, np.bool_) if only is None else only
    unasked = np.zeros(len(left[1]) - 1, np.bool_) if ignored is None else ignored
    parts = 1 if n < 200 else 4 * WORKERS
    steps = sorted({round(n * i / parts) for i in range(parts + 1)})
    data = (seeds.positions, seeds.offsets)
    groups = (
        shared.groups,
        shared.starts,
        shared.postings,
        shared.plans,
        shared.counts() if counts is None else counts,
    )
    numbers = (limits.cap, limits.gap, limits.smallest, base)

    def part(span: tuple[int, int]) -> npt.NDArray[np.int32]:
        records: npt.NDArray[np.int32] = _match(left, right, data, groups, *span, numbers, asked, unasked)
        return records

    blocks = in_threads(part, list(pairwise(steps)))
    return np.concatenate([np.zeros((0, len(COLUMNS)), np.int32), *blocks])
