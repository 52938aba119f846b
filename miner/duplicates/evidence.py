"""What was found before any threshold: every segment two plans share, with what speaks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan
from miner.duplicates.commons import common_stretches
from miner.duplicates.fold import Folded, fold
from miner.duplicates.matching import Limits, match
from miner.duplicates.seeds import K, Seeds, Shared, group, sample

__all__ = ["Evidence", "first_of_equals", "gather", "in_order", "rare_symbols", "seed_cap"]

IntArray = npt.NDArray[np.int64]

_EDGE = 32
"""So many symbols at either end are compared before all of them are."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Segments shared by pairs of plans, in plan order; numbers are of symbols, not of characters.

    records (int32, n x 9): `miner.duplicates.matching.COLUMNS`; rare (float64, n): the symbols in common
    that stand in wording few plans share; commons: stretches that many plans share, as
    (plan, start, end, number of plans).
    """

    plans: tuple[Plan, ...]
    folded: Folded
    records: npt.NDArray[np.int32]
    rare: npt.NDArray[np.float64]
    commons: IntArray

    @cached_property
    def ids(self) -> list[str]:
        """The plans' ids."""
        return [p.id for p in self.plans]

    @cached_property
    def common_symbols(self) -> IntArray:
        """Symbols in common of each segment (int64, n)."""
        r = self.records.astype(np.int64)
        made: IntArray = (r[:, 3] - r[:, 2] + r[:, 5] - r[:, 4] - r[:, 6]) // 2
        return made

    @cached_property
    def similarity(self) -> npt.NDArray[np.float64]:
        """2 * symbols in common / symbols of both sides (float64, n), 0 to 1."""
        r = self.records.astype(np.int64)
        length = r[:, 3] - r[:, 2] + r[:, 5] - r[:, 4]
        made: npt.NDArray[np.float64] = np.round(2 * self.common_symbols / np.maximum(1, length), 4)
        return made

    @cached_property
    def shorter(self) -> IntArray:
        """Symbols of the shorter plan of each segment's pair (int64, n)."""
        lengths = np.diff(self.folded.offsets)
        made: IntArray = np.minimum(lengths[self.records[:, 0]], lengths[self.records[:, 1]])
        return made


def seed_cap(n_plans: int) -> int:
    """In how many plans a seed may stand and still speak for a pair: 3 in a handful of plans, 8 in many."""
    return min(8, max(3, n_plans // 4))


def gather(plans: Sequence[Plan]) -> Evidence:
    """Compare all `plans`; they are taken in the order of their ids, so their own order does not matter."""
    ordered = tuple(sorted(plans, key=lambda p: (p.id, p.source.sha256, p.start)))
    folded = fold(ordered)
    first = first_of_equals(folded)
    twin = first != np.arange(len(first))
    seeds = sample(folded.symbols, folded.offsets, twin)
    shared = group(seeds)
    seeds = replace(seeds, keys=seeds.keys[:0].copy())  # used up; a tenth of the memory
    cap = seed_cap(len(ordered))
    side = (folded.symbols, folded.offsets)
    records = match(side, side, seeds, shared, Limits(cap))
    rare = rare_symbols(records, folded.offsets, seeds, shared)
    lengths = np.diff(folded.offsets)
    where = np.flatnonzero(twin)
    copies = np.zeros((len(where), 9), np.int32)
    copies[:, 0], copies[:, 1] = first[where], where
    copies[:, 3] = copies[:, 5] = lengths[where]
    records = np.concatenate((records, copies))
    rare = np.concatenate((rare, lengths[where].astype(np.float64)))
    order = in_order(records)
    commons = common_stretches(folded, shared, cap)
    return Evidence(ordered, folded, records[order], rare[order], commons)


def in_order(records: npt.NDArray[np.int32]) -> IntArray:
    """The order of records by plans, then by their place in B and in A."""
    made: IntArray = np.lexsort((records[:, 2], records[:, 4], records[:, 1], records[:, 0]))
    return made


def first_of_equals(folded: Folded) -> IntArray:
    """For each plan the first with the very same symbols; itself where there is none, or no symbol."""
    first = np.arange(len(folded), dtype=np.int64)
    alike: dict[bytes, list[int]] = {}  # by length, beginning and end: few others are alike in these
    begins, ends = folded.offsets[:-1].tolist(), folded.offsets[1:].tolist()
    for i, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        if end > begin:
            edges = (
                folded.symbols[begin : min(end, begin + _EDGE)],
                folded.symbols[max(begin, end - _EDGE) : end],
            )
            key = (end - begin).to_bytes(8, "little") + edges[0].tobytes() + edges[1].tobytes()
            alike.setdefault(key, []).append(i)
    for several in alike.values():
        seen: dict[bytes, int] = {}
        for i in several if len(several) > 1 else ():
            symbols = folded.symbols[begins[i] : ends[i]]
            first[i] = seen.setdefault(hashlib.blake2b(symbols.tobytes(), digest_size=16).digest(), i)
    return first


def rare_symbols(
    records: npt.NDArray[np.int32], offsets: IntArray, seeds: Seeds, shared: Shared
) -> npt.NDArray[np.float64]:
    """Symbols in common x the part of the shared seeds on the B side that are rare and agree."""
    grouped = np.zeros(len(shared.groups) + 1, np.uint32)
    np.cumsum(shared.groups >= 0, out=grouped[1:])
    base = offsets[records[:, 1]]
    low = np.searchsorted(seeds.positions, base + records[:, 4])
    high = np.searchsorted(seeds.positions, base + records[:, 5] - K + 1)
    there = (grouped[np.maximum(high, low)] - grouped[low]).astype(np.int64)
    common = (records[:, 3] - records[:, 2] + records[:, 5] - records[:, 4] - records[:, 6]) // 2
    made: npt.NDArray[np.float64] = common * np.minimum(1.0, records[:, 7] / np.maximum(there, 1))
    return made
