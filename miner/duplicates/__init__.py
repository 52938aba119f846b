"""Copied passages: fingerprints, candidates, alignment, families, direction, leftovers."""

from __future__ import annotations

from miner.duplicates.result import Duplicates, find_duplicates

__all__ = ["Duplicates", "find_duplicates"]
