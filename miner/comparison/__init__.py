"""Comparison: what plans promise, cover, share and change, beside each other."""

from __future__ import annotations

from miner.comparison.result import Comparison, compare

__all__ = ["Comparison", "compare"]
