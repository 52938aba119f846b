"""Copied passages: fingerprints, candidates, alignment, families, direction, leftovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
    from miner.duplicates.index import Index, build_index, load_index
    from miner.duplicates.result import Duplicates, find_duplicates

__all__ = ["Duplicates", "Index", "build_index", "find_duplicates", "load_index"]

__getattr__ = named(
    __name__,
    {
        "Duplicates": "miner.duplicates.result",
        "Index": "miner.duplicates.index",
        "build_index": "miner.duplicates.index",
        "find_duplicates": "miner.duplicates.result",
        "load_index": "miner.duplicates.index",
    },
)
