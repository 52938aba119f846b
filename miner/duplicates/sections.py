"""Pair the sections of two plans that share passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan
from miner.duplicates.differences import differences
from miner.duplicates.evidence import Evidence, IntArray
from miner.duplicates.fold import positions_of
from miner.segmentation.outline import outline

__all__ = ["section_rows"]

_LEAST = 0.3
"""A section is the other when so much of one of them stands in the other."""


class _Sections:
    """The sections of a plan, by the symbols they hold."""

    def __init__(self, plan: Plan) -> None:
        tree = outline(plan)
        text = plan.source.text
        where = positions_of(plan).astype(np.int64) + plan.start
        self.ids = [s.id for s in tree.sections]
        self.headings = []
        self.inner = np.full(len(where), -1, np.int64)
        number = {s.id: i for i, s in enumerate(tree.sections)}
        self.parent = [number.get(s.parent or "", -1) for s in tree.sections]
        for i, s in enumerate(tree.sections):
            start, end = tree.normalized.to_raw(s.start, s.end)
            heading = tree.normalized.to_raw(s.heading_start, s.heading_end)
            self.headings.append(text[slice(*heading)])
            low, high = np.searchsorted(where, [start, end])
            self.inner[low:high] = i
        self.sizes: Counter[int] = Counter()
        for i, n in zip(*(x.tolist() for x in np.unique(self.inner, return_counts=True)), strict=True):
            for level in self.upward(i):
                self.sizes[level] += n

    def upward(self, i: int) -> Iterable[int]:
        """Section i and those that hold it."""
        while i >= 0:
            yield i
            i = self.parent[i]


def section_rows(e: Evidence, rows: IntArray) -> list[tuple[Any, ...]]:
    """Rows of `miner.tables.SECTION_PAIRS` for the passages `rows` of the evidence."""
    shared_rows: list[tuple[Any, ...]] = []
    known: dict[int, _Sections] = {}
    pairs = e.records[rows, :2].tolist()
    cuts = [0, *(k for k in range(1, len(pairs)) if pairs[k] != pairs[k - 1]), len(pairs)]
    for first, last in pairwise(cuts):
        if first == last:
            continue
        a, b = pairs[first]
        for i in (a, b):
            if i not in known:
                known[i] = _Sections(e.plans[i])
        left, right = known[a], known[b]
        shared: Counter[tuple[int, int]] = Counter()
        for row in rows[first:last].tolist():
            in_a, in_b = _matched(e, row)
            both = np.stack((left.inner[in_a], right.inner[in_b]))
            cells, counts = np.unique(both, axis=1, return_counts=True)
            for x, y, n in zip(*cells.tolist(), counts.tolist(), strict=True):
                for i in left.upward(x):
                    for j in right.upward(y):
                        shared[i, j] += n
        shared_rows.extend((e.ids[a], *r[:2], e.ids[b], *r[2:]) for r in _best(left, right, shared))
    return shared_rows


def _matched(e: Evidence, row: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The symbols of plan A, and those of plan B, that stand for each other in a passage."""
    a, b, sa, ea, sb, eb = e.records[row, :6].tolist()
    base_a, base_b = int(e.folded.offsets[a]), int(e.folded.offsets[b])
    in_a, in_b = np.ones(ea - sa, bool), np.ones(eb - sb, bool)
    for a0, a1, b0, b1 in differences(e.folded.symbols, base_a + sa, base_a + ea, base_b + sb, base_b + eb):
        in_a[a0 - base_a - sa : a1 - base_a - sa] = False
        in_b[b0 - base_b - sb : b1 - base_b - sb] = False
    return np.flatnonzero(in_a) + sa, np.flatnonzero(in_b) + sb


def _best(left: _Sections, right: _Sections, shared: Counter[tuple[int, int]]) -> Iterable[tuple[Any, ...]]:
    """For each section of A that one of B is: the one it has most in common with, by 2 * shared / both."""
    best: dict[int, tuple[float, int, int]] = {}
    for (i, j), n in shared.items():
        if n >= _LEAST * min(left.sizes[i], right.sizes[j]):
            dice = round(2 * n / (left.sizes[i] + right.sizes[j]), 6)
            best[i] = max(best.get(i, (0.0, 0, 0)), (dice, -j, n))
    for i, (_, j, n) in sorted(best.items()):
        yield (
            left.ids[i], left.headings[i], right.ids[-j], right.headings[-j],
            n, n / left.sizes[i], n / right.sizes[-j],
        )  # fmt: skip
