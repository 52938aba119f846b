"""Sample seeds (runs of eight symbols) and list the plans that share each.

A run is kept when its hash falls under a threshold, whatever stands beside it, so that an edit costs only
the runs it touches. Short plans keep more of their runs, so that two short plans still meet. The hashes are
sorted once; a run found in one plan only is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.duplicates.threads import WORKERS, in_threads

__all__ = ["K", "Seeds", "Shared", "group", "sample", "sort"]

K = 8
"""Symbols of a seed."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_POWER = np.uint64(pow(0x9E3779B97F4A7C15, K, 1 << 64))
_U32 = np.uint64(32)
_MASK = np.uint64(1023)
_HIGH = np.uint64(0xFFFFFFFF00000000)
_DENSE = 320
"""A plan of up to so many symbols keeps every seed; a longer one 1024 * _DENSE / length in 1024, and not
fewer than `_LEAST`."""
_LEAST = 80


@dataclass(frozen=True, eq=False)
class Seeds:
    """Sampled seeds in reading order.

    keys (uint64): the hash above, the number of the seed below; positions (uint32): its first symbol among
    the symbols of all plans; offsets (int64, plans + 1): the first seed of each plan.
    """

    keys: npt.NDArray[np.uint64]
    positions: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.int64]

    @property
    def plans(self) -> npt.NDArray[np.int32]:
        """The plan of each seed."""
        counts = np.diff(self.offsets)
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


@dataclass(frozen=True, eq=False)
class Shared:
    """The seeds found in several plans.

    groups (int32, one a seed): the group of the seed, -1 where only one plan has it; starts (int64,
    groups + 1): where each group's postings begin; postings (uint32): for each plan of the group, in the
    order of the plans, the position of the seed's first occurrence; plans (int32): its plan.
    """

    groups: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    postings: npt.NDArray[np.uint32]
    plans: npt.NDArray[np.int32]

    def counts(self, clusters: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.int32]:
        """In how many plans each group stands (int32, groups).

        clusters (int64, plans): plans with the same number count as one.
        """
        sizes = np.diff(self.starts).astype(np.int32)
        if clusters is None or not len(sizes):
            return sizes
        owner = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        distinct = np.unique(owner << np.int64(32) | clusters[self.plans])
        counts: npt.NDArray[np.int32] = np.bincount(distinct >> np.int64(32), minlength=len(sizes)).astype(
            np.int32
        )
        return counts

    def of_plans(self, plans: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
        """How many of `plans` (bool) are in each group (int32, groups)."""
        if not plans.any():
            return np.zeros(len(self.starts) - 1, np.int32)
        some = np.concatenate(([0], np.cumsum(plans[self.plans], dtype=np.int32)))
        counts: npt.NDArray[np.int32] = np.diff(some[self.starts])
        return counts

    def holders(self, groups: npt.NDArray[np.bool_], n_plans: int) -> npt.NDArray[np.bool_]:
        """Which of the plans (bool, n_plans) have a seed of one of `groups` (bool)."""
        holds = np.zeros(n_plans, bool)
        if groups.any():
            holds[self.plans[np.repeat(groups, np.diff(self.starts))]] = True
        return holds


@njit(cache=True, nogil=True)
def _sample(symbols, offsets, skip, least, keys, positions, seed_offsets):  # type: ignore[no-untyped-def]
    n = 0
    for p in range(len(offsets) - 1):
        start, stop = offsets[p], offsets[p + 1]
        length = stop - start
        if skip[p]:
            seed_offsets[p + 1] = n
            continue
        threshold = np.uint64(1024)
        if length > _DENSE:
            threshold = np.uint64(max(least, 1024 * _DENSE // length))
        h = last = np.uint64(0)
        for i in range(start, stop):
            h = h * _MULTIPLIER + np.uint64(symbols[i])
            if i >= start + K:
                h -= np.uint64(symbols[i - K]) * _POWER
            if i < start + K - 1:
                continue
            m = (h ^ (h >> _U32)) * _MIX
            m ^= m >> _U32
            if (m & _MASK) < threshold and m != last:
                if n < len(keys):
                    keys[n] = (m & _HIGH) | np.uint64(n)
                    positions[n] = i - K + 1
                n += 1
                last = m
        seed_offsets[p + 1] = n
    return n


def sample(
    symbols: npt.NDArray[np.uint16], offsets: npt.NDArray[np.int64], skip: npt.NDArray[np.bool_]
) -> Seeds:
    """Sample the seeds of every plan that is not to be skipped; `offsets` are those of `Folded`."""
    n_plans = len(offsets) - 1
    parts = 1 if n_plans < 200 else 4 * WORKERS
    steps = sorted({round(n_plans * i / parts) for i in range(parts + 1)})
    samples = in_threads(lambda span: _sample_part(symbols, offsets, skip, *span), list(pairwise(steps)))
    base = np.cumsum([0, *(len(m[0]) for m in samples)])
    for m, before in zip(samples, base.tolist(), strict=False):
        m[0][:] += np.uint64(before)  # number the seeds through all parts
        m[2][:] += before
    none = (np.zeros(0, np.uint64), np.zeros(0, np.uint32), np.zeros(1, np.int64))
    keys, positions, ends = (np.concatenate([none[i], *(m[i] for m in samples)]) for i in range(3))
    return Seeds(keys, positions, ends)


def _sample_part(
    symbols: npt.NDArray[np.uint16],
    offsets: npt.NDArray[np.int64],
    skip: npt.NDArray[np.bool_],
    first: int,
    last: int,
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Keys, positions and, for each plan, one past its last seed, of the plans first..last."""
    part, skipped = offsets[first : last + 1], skip[first:last]
    size = int(part[-1] - part[0])
    ends = np.zeros(len(part), np.int64)
    for room in (size // 6 + 512 * len(part), size + 1):
        keys, positions = np.empty(room, np.uint64), np.empty(room, np.uint32)
        n = _sample(symbols, part, skipped, _LEAST, keys, positions, ends)
        if n <= room:
            break
    return keys[:n], positions[:n], ends[1:]


@njit(cache=True, nogil=True)
def _radix(keys, spare):  # type: ignore[no-untyped-def]
    """Sort uint64 keys by their upper 32 bits, stably, in three passes of 11 bits."""
    counts = np.zeros((3, 2049), np.int64)
    low = np.uint64(2047)
    for key in keys:
        counts[0, ((key >> np.uint64(32)) & low) + np.uint64(1)] += 1
        counts[1, ((key >> np.uint64(43)) & low) + np.uint64(1)] += 1
        counts[2, ((key >> np.uint64(54)) & low) + np.uint64(1)] += 1
    for p in range(3):
        places = counts[p]
        s = np.uint64(32 + 11 * p)
        for i in range(2048):
            places[i + 1] += places[i]
        for key in keys:
            digit = (key >> s) & low
            spare[places[digit]] = key
            places[digit] += 1
        keys, spare = spare, keys
    return keys


@njit(cache=True, nogil=True)
def _group(keys, seed_plans, positions, groups, starts, postings, plans):  # type: ignore[no-untyped-def]
    low = np.uint64(0xFFFFFFFF)
    n = g = i = 0
    while i < len(keys):
        j = i + 1
        while j < len(keys) and (keys[j] >> _U32) == (keys[i] >> _U32):
            j += 1
        if j > i + 1 and seed_plans[keys[i] & low] != seed_plans[keys[j - 1] & low]:
            starts[g] = n
            before = -1
            for k in range(i, j):
                seed = keys[k] & low
                groups[seed] = g
                plan = seed_plans[seed]
                if plan != before:
                    postings[n] = positions[seed]
                    plans[n] = plan
                    n += 1
                    before = plan
            g += 1
        i = j
    starts[g] = n
    return g, n


def sort(seeds: Seeds) -> npt.NDArray[np.uint64]:
    """The keys in the order of their hashes, equal ones in reading order; those of `seeds` are used up."""
    keys: npt.NDArray[np.uint64] = _radix(seeds.keys, np.empty_like(seeds.keys))
    return keys


def group(seeds: Seeds) -> Shared:
    """Bring equal seeds together; seeds of one plan only get no group."""
    n = len(seeds.keys)
    keys = sort(seeds)
    groups = np.full(n, -1, np.int32)
    starts = np.empty(n // 2 + 2, np.int64)
    postings, plans = np.empty(n, np.uint32), np.empty(n, np.int32)
    g, m = _group(keys, seeds.plans, seeds.positions, groups, starts, postings, plans)
    return Shared(groups, starts[: g + 1].copy(), postings[:m].copy(), plans[:m].copy())
