"""Map spans of symbols to spans of the raw text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.corpus import Plan
from miner.duplicates.fold import WIDE, Folded, positions_of

__all__ = ["raw_spans"]

_OPENING = "“‘《〈「『（([【"
_BLANKS = " \t\u3000\u00a0"
_FEW = 3
"""So many opening marks at most belong to the symbol behind them."""
_LONGEST = 40
"""Characters that fall away behind a symbol and still belong to it: the rest of a number, a closing mark."""


@njit(cache=True, nogil=True)
def _locate(offsets, gaps, marks, plans, symbols, positions):  # type: ignore[no-untyped-def]
    """Write the raw offset of each symbol of a plan, -1 where a gap was too wide to be kept."""
    for k in range(len(plans)):
        first = offsets[plans[k]]
        at = first + symbols[k]
        mark = at & -32
        if mark >= first:
            position, i = marks[mark >> 5], mark + 1
        else:  # the plan begins behind the mark: count from its own first gap
            position, i = 0, first
        for j in range(i, at + 1):
            gap = gaps[j] & WIDE
            if position < 0 or gap == WIDE:
                position = -1
                break
            position += gap
        positions[k] = position


def raw_spans(
    owners: Sequence[Plan],
    folded: Folded,
    plans: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> list[tuple[int, int]]:
    """Offsets into `source.text` of each span starts..ends of symbols, the mark that opens before it and the marks that close behind it included.

    plans, starts, ends: int64, one entry a span, start below end; `owners` are the plans of `folded`.
    """
    sizes = np.diff(folded.offsets)[plans]
    wanted = np.stack((starts, ends - 1, np.minimum(ends, sizes - 1)))
    positions = np.zeros(wanted.shape, np.int64)
    for row in range(3):
        _locate(folded.offsets, folded.gaps, folded.marks, plans, wanted[row], positions[row])
    whole = (ends == sizes).tolist()
    rows = []
    for k, (plan, (first, last, limit)) in enumerate(zip(plans.tolist(), positions.T.tolist(), strict=True)):
        owner = owners[plan]
        if first < 0 or last < 0 or limit < 0:
            first, last, limit = positions_of(owner)[wanted[:, k]].tolist()
        if whole[k]:
            limit = owner.end - owner.start
        behind = owner.start + last + 1
        tail = owner.source.text[behind : owner.start + min(limit, last + 1 + _LONGEST)]
        before = owner.source.text[max(owner.start, owner.start + first - _FEW) : owner.start + first]
        begin = owner.start + first - len(before) + len(before.rstrip(_OPENING))
        rows.append((begin, behind + len(tail.split("\n", 1)[0].rstrip(_OPENING + _BLANKS))))
    return rows
