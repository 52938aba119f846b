"""Copied passages: fingerprints, candidates, alignment, families, direction, leftovers."""

from __future__ import annotations

from miner.duplicates.index import Index, build_index, load_index
from miner.duplicates.result import Duplicates, find_duplicates

__all__ = ["Duplicates", "Index", "build_index", "find_duplicates", "load_index"]
