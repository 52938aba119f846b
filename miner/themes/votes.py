"""Weigh paragraphs: all copies of one have one vote together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.corpus import Plan
from miner.knowledge.scripts import code_points
from miner.themes.paragraphs import Paragraphs

if TYPE_CHECKING:
    from miner.duplicates import Duplicates

__all__ = ["copies_of"]

IntArray = npt.NDArray[np.int64]

_AT_ONCE = 10_000
"""So many texts are hashed at once."""


@njit(cache=True, nogil=True)
def _hash(codes, ends, out):  # type: ignore[no-untyped-def]
    """Write a number for the Han characters of each text, which ends at `ends` in `codes` (uint32)."""
    begin = 0
    for i in range(len(ends)):
        h = np.uint64(0xCBF29CE484222325)
        for at in range(begin, ends[i]):
            if 0x4E00 <= codes[at] <= 0x9FFF:
                h = (h ^ np.uint64(codes[at])) * np.uint64(0x9E3779B97F4A7C15)
                h ^= h >> np.uint64(32)
        out[i] = h
        begin = ends[i]


def _contents(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A number for each text's Han characters alone, so that numbers and marks may change."""
    out = np.empty(len(texts), np.uint64)
    for first in range(0, len(texts), _AT_ONCE):
        part = texts[first : first + _AT_ONCE]
        codes = code_points("".join(part))
        _hash(codes, np.cumsum(np.fromiter(map(len, part), np.int64, len(part))), out[first:])
    return out


def copies_of(
    units: Paragraphs,
    plans: Sequence[Plan],
    duplicates: Duplicates | None,
    raw_start: IntArray,
    raw_end: IntArray,
) -> IntArray:
    """How many times each paragraph occurs in the corpus, itself included (int64).

    Counted are paragraphs with the same Han characters and, by `duplicates`, plans that share the wording
    of more than half of the paragraph; a family of copied plans counts with all its members.
    """
    _, inverse, count = np.unique(_contents(units.texts), return_inverse=True, return_counts=True)
    same: IntArray = count[inverse].astype(np.int64)
    if duplicates is None or not len(units):
        return same
    number = {p.id: i for i, p in enumerate(plans)}
    size = np.ones(len(plans), dtype=np.int64)
    families = duplicates.families
    for plan_id, members in zip(families["plan_id"], families["size"], strict=True):
        if plan_id in number:
            size[number[plan_id]] = members
    passages = duplicates.passages
    first = np.searchsorted(units.plan, np.arange(len(plans) + 1))
    shared: dict[tuple[int, int], int] = {}  # (paragraph, other plan) -> characters in common
    for side, other in (("a", "b"), ("b", "a")):
        for plan, start, end, partner in zip(
            passages[f"plan_{side}"],
            passages[f"start_{side}"],
            passages[f"end_{side}"],
            passages[f"plan_{other}"],
            strict=True,
        ):
            if plan not in number or partner not in number:
                continue
            a, b = int(first[number[plan]]), int(first[number[plan] + 1])
            low = a + int(np.searchsorted(raw_end[a:b], start, side="right"))
            high = a + int(np.searchsorted(raw_start[a:b], end, side="left"))
            for i in range(low, high):
                common = min(end, int(raw_end[i])) - max(start, int(raw_start[i]))
                key = (i, number[partner])
                shared[key] = shared.get(key, 0) + common
    partners = np.zeros(len(units), dtype=np.int64)
    for (i, _), common in shared.items():
        partners[i] += common > 0.5 * (raw_end[i] - raw_start[i])
    family = np.where(partners > 0, size[units.plan], 1)
    return np.asarray(np.maximum(np.maximum(same, partners + 1), family))
