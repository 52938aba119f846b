"""What was found before any threshold: every segment two plans share, with what speaks for it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan
from miner.duplicates.basis import (
    COPIED,
    FORMULA,
    SUPERIOR,
    TERMS,
    Marks,
    clearly_own,
    marks_of,
    passage_basis,
)
from miner.duplicates.boundaries import snap, without_overlaps
from miner.duplicates.commons import common_stretches
from miner.duplicates.families import MOST_LISTED, clusters
from miner.duplicates.fold import Folded, fold
from miner.duplicates.matching import Limits, match
from miner.duplicates.seeds import K, Seeds, Shared, group, sample
from miner.duplicates.spans import raw_spans
from miner.duplicates.superiors import taken

__all__ = [
    "ALIKE",
    "Evidence",
    "first_of_equals",
    "gather",
    "in_order",
    "rare_symbols",
    "seed_cap",
    "whole_clauses",
    "whole_records",
]

IntArray = npt.NDArray[np.int64]

_NO_FORMULA, _SAME = 400, 0.9
"""So many symbols in common, so much alike, are no formula, whatever common phrases they are made of."""
ALIKE = 0.6
"""What is so much alike in a plan and in a base text, or in a plan that it implements, was taken from there."""
_FRAME, _FIGURES = 40, 3
"""A passage of up to so many symbols with so many figures is a frame where at most a third of these agree."""
_FIGURE = re.compile("[0-9０-９]+(?:[.．][0-9０-９]+)?")
_EDGE = 32
"""So many symbols at either end are compared before all of them are."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Segments shared by pairs of plans, in plan order; numbers are of symbols, not of characters.

    records (int32, n x 9): `miner.duplicates.matching.COLUMNS`; rare (float64, n): the symbols in common
    that stand in wording few plans share; commons: stretches that many plans share, as
    (plan, start, end, number of plans); base: what of a plan (its id) stands in base texts, and in plans that
    it says it implements; followed: by (superior, plan that follows it), the spans start, end, start, end.
    """

    plans: tuple[Plan, ...]
    folded: Folded
    records: npt.NDArray[np.int32]
    rare: npt.NDArray[np.float64]
    commons: IntArray
    base: Mapping[str, Marks] = field(default_factory=dict)
    followed: Mapping[tuple[int, int], list[tuple[int, int, int, int]]] = field(default_factory=dict)

    @cached_property
    def _basis(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8], dict[int, Marks]]:
        """What `basis` knows so far: symbols of substance and code of each segment, marks of each plan."""
        n = len(self.records)
        return np.zeros(n), np.full(n, -1, np.int8), {}

    def basis(self, rows: IntArray) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
        """Symbols of substance that the segments `rows` have in common, and the code of each (`BASES`)."""
        own, codes, _ = self._basis
        rest = rows[codes[rows] < 0]
        if len(rest):
            parts = self._clearly_own(rest)
            own[rest], codes[rest] = self.common_symbols[rest] * parts, COPIED
            rest = rest[parts == 0]
        for row in rest.tolist():
            record = tuple(self.records[row, :7].tolist())
            marks = self._marks(record[:2])
            common = int(self.common_symbols[row])
            own[row], codes[row] = passage_basis(
                self.folded, record, marks[record[0]], marks[record[1]], common
            )
            whole = common >= self.shorter[row] and codes[row] != SUPERIOR  # a plan is more than its formulas
            long = codes[row] == FORMULA and common >= _NO_FORMULA and self.similarity[row] >= _SAME
            if whole or long:
                codes[row] = COPIED
            elif codes[row] == COPIED and common <= _FRAME and self._other_figures(record):
                own[row], codes[row] = 0.0, TERMS
        return own[rows], codes[rows]

    def _other_figures(self, record: tuple[int, ...]) -> bool:
        """Whether a passage has figures, and of a different size each time: a frame that each plan filled itself."""
        where = np.array([[record[0], record[1]], [record[2], record[4]], [record[3], record[5]]], np.int64)
        figures = [
            _FIGURE.findall(self.plans[plan].source.text[start:end])
            for plan, (start, end) in zip(record[:2], raw_spans(self.plans, self.folded, *where), strict=True)
        ]
        fewer = min(map(len, figures))
        return fewer >= _FIGURES and 3 * sum((Counter(figures[0]) & Counter(figures[1])).values()) <= fewer

    def _marks(self, plans: Iterable[int]) -> dict[int, Marks]:
        """The marks of at least these plans, by their number."""
        marks = self._basis[2]
        for plan in plans:
            if plan not in marks:
                owner = self.plans[plan]
                marks[plan] = [*marks_of(self.folded, plan, owner), *self.base.get(owner.id, ())]
        return marks

    def _clearly_own(self, rows: IntArray) -> npt.NDArray[np.float64]:
        """`clearly_own` of the segments `rows`; 0 for those of plans that have text from a base."""
        parts, ids = np.zeros(len(rows)), self.ids
        based = np.array([bool(self.base.get(i)) for i in ids]) if self.base else np.zeros(len(ids), bool)
        free = ~based[self.records[rows, :2]].any(axis=1)
        records = self.records[rows[free]]
        parts[free] = clearly_own(self.folded, records, self._marks(records[:, 0].tolist()))
        return parts

    @cached_property
    def ids(self) -> list[str]:
        """The plans' ids."""
        return [p.id for p in self.plans]

    @cached_property
    def common_symbols(self) -> IntArray:
        """Symbols in common of each segment (int64, n)."""
        return _common(self.records)

    @cached_property
    def similarity(self) -> npt.NDArray[np.float64]:
        """2 * symbols in common / symbols of both sides (float64, n), 0 to 1."""
        return _alikeness(self.records)

    @cached_property
    def shorter(self) -> IntArray:
        """Symbols of the shorter plan of each segment's pair (int64, n)."""
        lengths = np.diff(self.folded.offsets)
        made: IntArray = np.minimum(lengths[self.records[:, 0]], lengths[self.records[:, 1]])
        return made


def seed_cap(n_plans: int) -> int:
    """In how many plans a seed may stand and still speak for a pair: 3 in a handful of plans, 8 in many."""
    return min(8, max(3, n_plans // 4))


def gather(
    plans: Sequence[Plan], base: Mapping[str, Marks] | None = None, *, every_pair: bool = True
) -> Evidence:
    """Compare all `plans`; they are taken in the order of their ids, so their own order does not matter.

    base: by the id of a plan, what of it stands in base texts. With `every_pair` a family of up to
    `MOST_LISTED` plans counts as one plan when the corpus says what is common, and all its pairs are compared;
    without, plans of a family may be compared with its first only.
    """
    ordered = tuple(sorted(plans, key=lambda p: (p.id, p.source.sha256, p.start)))
    folded = fold(ordered)
    lengths, first = np.diff(folded.offsets), first_of_equals(folded)
    alone = np.arange(len(first), dtype=np.int64)
    twins, many = first != alone, np.bincount(first, minlength=len(first))[first] > MOST_LISTED
    search = _search(folded, twins & many if every_pair else twins, twins)
    compared = first
    records = np.concatenate((search.records, _twins(first, lengths)))
    family = clusters(records, lengths, first) if every_pair else alone
    several = len(np.unique(family)) < len(family)
    if several:
        compared = np.where(many, first, alone)
        search = _again(folded, family, search)
        records = np.concatenate((search.records, _twins(compared, lengths)))
    elif every_pair and (twins & ~many).any():
        search = _search(
            folded, twins, twins
        )  # twins of a large family, which is none of its own: their seeds do not count
    rare = np.concatenate(
        (rare_symbols(search.records, folded.offsets, search.seeds, search.shared),
         lengths[compared != alone].astype(np.float64))
    )  # fmt: skip
    commons = common_stretches(folded, search.shared, seed_cap(len(first)), search.counts)
    if several:
        records, rare = _with_twins(records, rare, np.where(many, alone, first), lengths)
    records, rare = whole_clauses(folded, records, rare)
    marks = dict(base or {})
    taken_over, followed = taken(ordered, folded, records[_alikeness(records) >= ALIKE])
    for name, spans in taken_over.items():
        marks[name] = [*marks.get(name, ()), *spans]
    return Evidence(ordered, folded, records, rare, commons, marks, followed)


@dataclass(frozen=True, eq=False)
class _Search:
    """Segments of the plans, without those of `twins` (bool, plans), and the seeds that led to them.

    counts (int32): in how many plans each group of `shared` stands, twins left out and a family counting as one.
    """

    twins: npt.NDArray[np.bool_]
    seeds: Seeds
    shared: Shared
    counts: npt.NDArray[np.int32]
    records: npt.NDArray[np.int32]


def _search(folded: Folded, left_out: npt.NDArray[np.bool_], twins: npt.NDArray[np.bool_]) -> _Search:
    """Compare all plans but the `twins` (bool, plans), each the very same as one before it.

    Of these only the ones to be `left_out` (bool, plans) for good have no seeds.
    """
    side = folded.symbols, folded.offsets
    seeds = sample(*side, left_out)
    shared = group(seeds)
    seeds = replace(seeds, keys=seeds.keys[:0].copy())  # used up; a tenth of the memory
    counts = shared.counts() - shared.of_plans(twins)
    limits = Limits(seed_cap(len(twins)))
    records = match(side, side, seeds, shared, limits, counts=counts, only=~twins, ignored=twins)
    return _Search(twins, seeds, shared, counts, records)


def _again(folded: Folded, family: IntArray, before: _Search) -> _Search:
    """The search with twins, where plans of one `family` count as one plan.

    Only plans are compared again that are twins or whose seeds a twin has, or have become common or rare.
    """
    cap, side = seed_cap(len(family)), (folded.symbols, folded.offsets)
    seeds, shared, twins = before.seeds, before.shared, before.twins
    counts = shared.counts(family)
    changed = ((counts > cap) != (before.counts > cap)) | (shared.of_plans(twins) > 0)
    again = twins | shared.holders(changed, len(twins))
    records = match(side, side, seeds, shared, Limits(cap), counts=counts, only=again)
    records = np.concatenate((before.records[~again[before.records[:, 1]]], records))
    order = np.argsort(records[:, 1], kind="stable")
    return _Search(np.zeros_like(twins), seeds, shared, counts, records[order])


def _twins(first: IntArray, lengths: IntArray) -> npt.NDArray[np.int32]:
    """The records of the plans that another, the `first` with the very same symbols, stands for."""
    where = np.flatnonzero(first != np.arange(len(first)))
    return whole_records(first[where], where, lengths)


def _with_twins(
    records: npt.NDArray[np.int32], rare: npt.NDArray[np.float64], first: IntArray, lengths: IntArray
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Records and their rare symbols with each pair of plans that are the very same once, from end to end.

    first: for each plan the first with the very same symbols, itself where it is not to be paired so.
    """
    other = first[records[:, 0]] != first[records[:, 1]]
    pairs = []
    order = np.argsort(first, kind="stable")
    edges = np.concatenate(([0], np.flatnonzero(np.diff(first[order])) + 1, [len(order)]))
    several = np.flatnonzero(np.diff(edges) > 1)  # most plans are like no other
    for begin, end in zip(edges[several].tolist(), edges[several + 1].tolist(), strict=True):
        pairs += list(combinations(order[begin:end].tolist(), 2))
    a, b = np.array(pairs, np.int64).reshape(-1, 2).T
    whole = whole_records(a, b, lengths)
    return np.concatenate((records[other], whole)), np.concatenate(
        (rare[other], lengths[a].astype(np.float64))
    )


def whole_records(a: IntArray, b: IntArray, lengths: IntArray) -> npt.NDArray[np.int32]:
    """The records of plans a and b that are the very same; lengths: symbols of each plan."""
    whole = np.zeros((len(a), 9), np.int32)
    whole[:, 0], whole[:, 1] = a, b
    whole[:, 3] = whole[:, 5] = lengths[a]
    return whole


def _common(records: npt.NDArray[np.int32]) -> IntArray:
    """Symbols in common of each record (int64, n)."""
    r = records.astype(np.int64)
    common: IntArray = (r[:, 3] - r[:, 2] + r[:, 5] - r[:, 4] - r[:, 6]) // 2
    return common


def _alikeness(records: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """2 * symbols in common / symbols of both sides of each record (float64, n)."""
    r = records.astype(np.int64)
    length = r[:, 3] - r[:, 2] + r[:, 5] - r[:, 4]
    made: npt.NDArray[np.float64] = np.round(2 * _common(records) / np.maximum(1, length), 4)
    return made


def whole_clauses(
    folded: Folded, records: npt.NDArray[np.int32], rare: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """The records that stay, in order, and their rare symbols: with ends at breaks, none of a pair over another."""
    records = snap(records, folded)
    kept = without_overlaps(records)
    records, rare = records[kept], rare[kept]
    order = in_order(records)
    return records[order], np.minimum(rare[order], _common(records[order]))


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
