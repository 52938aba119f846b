"""Which plans count as one when the corpus says what is common wording: the families of near-identical plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    IntArray = npt.NDArray[np.int64]

__all__ = ["LEAST", "MOST_LISTED", "clusters", "groups_of", "join", "near_pairs", "root"]

MOST_LISTED = 50
"""Every pair of a family of up to so many plans is compared; of a larger one each plan with the first."""
LEAST = 3
"""Plans of the smallest family that counts as one plan; of plans that are the very same two are enough."""
_NEAR = 0.6
"""Two plans are near-identical when so much of each stands in the other."""


def root(parent: list[int], i: int) -> int:
    """The smallest member of the group of `i`."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def join(parent: list[int], a: int, b: int) -> None:
    """Make one group of those of `a` and `b`."""
    a, b = root(parent, a), root(parent, b)
    parent[max(a, b)] = min(a, b)


def groups_of(n: int, near: list[tuple[int, int]]) -> IntArray:
    """For each of n plans the first plan of its group (int64, n); `near` are the pairs that belong together."""
    parent = list(range(n))
    for a, b in near:
        join(parent, a, b)
    return np.array([root(parent, i) for i in range(n)], np.int64)


def near_pairs(records: npt.NDArray[np.int32], lengths: IntArray) -> list[tuple[int, int]]:
    """The pairs of plans that are near-identical.

    records: the segments of pairs, none trimmed yet; lengths: symbols of each plan.
    """
    r = records.astype(np.int64)
    common = (r[:, 3] - r[:, 2] + r[:, 5] - r[:, 4] - r[:, 6]) // 2
    pairs, place = np.unique(r[:, 0] << 32 | r[:, 1], return_inverse=True)
    total = np.bincount(place, weights=common, minlength=len(pairs))
    a, b = pairs >> 32, pairs & 0xFFFFFFFF
    near = total >= _NEAR * np.maximum(lengths[a], lengths[b])
    return list(zip(a[near].tolist(), b[near].tolist(), strict=True))


def clusters(records: npt.NDArray[np.int32], lengths: IntArray, first: IntArray) -> IntArray:
    """For each plan the number of what it counts as: the first of its family, or itself (int64, plans).

    records, lengths: as in `near_pairs`; first: for each plan the first with the very same symbols.
    """
    n = len(lengths)
    group = groups_of(n, near_pairs(records, lengths))
    size = np.bincount(group, minlength=n)[group]
    twins = np.bincount(first, minlength=n)[first] > 1
    as_one = (size <= MOST_LISTED) & ((size >= LEAST) | twins)
    return np.where(as_one, group, np.arange(n, dtype=np.int64))
