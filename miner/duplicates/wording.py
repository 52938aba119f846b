"""Recognize common wording without a corpus: runs of six symbols that many public documents share.

The data hold hashes only, no sentence. `scripts/count_wording.py` counts them; its docstring says from what.
"""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.knowledge.caches import cache

__all__ = ["RUN", "Wording", "common_wording", "hashes", "mark_common", "wording_of"]

RUN = 6
"""Symbols of a run. Five are ordinary Chinese (of the economy and); eight miss a formula that one word varies."""
_EDGE = 2
"""Symbols at either end of a run that it does not mark: where two common runs only meet, the seam is no formula."""
_MULTIPLIER = 0x9E3779B1
_POWER = np.uint32(pow(_MULTIPLIER, RUN, 1 << 32))


class Wording(NamedTuple):
    """Sorted hashes (uint32); for each value of their upper 16 bits the first of them (int32, 65,537); a bit for
    each value of their upper 22 bits (uint8, 2 ** 19), which most runs of a text are not in."""

    hashes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint8]
    documents: int


@njit(cache=True, nogil=True, inline="always")
def _rolled(symbols, at, first, h):  # type: ignore[no-untyped-def]
    """The hash of the `RUN` symbols that end at `at`; `first` is where the text begins."""
    h = np.uint32(h * np.uint32(_MULTIPLIER) + np.uint32(symbols[at]))
    if at - first >= RUN:
        h = np.uint32(h - np.uint32(symbols[at - RUN]) * _POWER)
    return h


@njit(cache=True, nogil=True, inline="always")
def _mixed(h):  # type: ignore[no-untyped-def]
    h = np.uint32(h ^ (h >> np.uint32(15)))
    h = np.uint32(h * np.uint32(0x2C1B3C6D))
    return np.uint32(h ^ (h >> np.uint32(12)))


@njit(cache=True, nogil=True)
def hashes(symbols):  # type: ignore[no-untyped-def]
    """The hash of every run of one text (uint32, len(symbols) - RUN + 1)."""
    out = np.empty(max(0, len(symbols) - RUN + 1), np.uint32)
    h = np.uint32(0)
    for i in range(len(symbols)):
        h = _rolled(symbols, i, 0, h)
        if i >= RUN - 1:
            out[i - RUN + 1] = _mixed(h)
    return out


@njit(cache=True, nogil=True)
def mark_common(symbols, first, last, wording, out):  # type: ignore[no-untyped-def]
    """Set out[i] for each symbol first + i, before `last`, that a common run covers (out: uint8, all 0)."""
    known, starts, bits = wording[:3]
    h = np.uint32(0)
    covered = first
    for i in range(first, last):
        h = _rolled(symbols, i, first, h)
        if i - first < RUN - 1:
            continue
        m = _mixed(h)
        if not bits[m >> np.uint32(13)] >> ((m >> np.uint32(10)) & np.uint32(7)) & 1:
            continue
        for k in range(starts[m >> np.uint32(16)], starts[(m >> np.uint32(16)) + np.uint32(1)]):
            if known[k] >= m:
                if known[k] == m:
                    for j in range(max(covered, i - RUN + 1 + _EDGE), i + 1 - _EDGE):
                        out[j - first] = 1
                    covered = i + 1 - _EDGE
                break


def wording_of(known: npt.NDArray[np.uint32], documents: int = 0) -> Wording:
    """The table for sorted hashes."""
    starts = np.searchsorted(known, np.arange(65537, dtype=np.uint64) << np.uint64(16)).astype(np.int32)
    places = np.zeros(1 << 22, np.uint8)
    places[known >> np.uint32(10)] = 1
    return Wording(known, starts, np.packbits(places, bitorder="little"), documents)


@cache
def common_wording() -> Wording:
    """The wording that public documents share, as `scripts/count_wording.py` counted it."""
    with files("miner.duplicates").joinpath("data/wording.npz").open("rb") as file:
        data = np.load(file)
        return wording_of(np.cumsum(data["steps"], dtype=np.uint32), int(data["documents"]))
