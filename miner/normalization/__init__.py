"""Normalization: ordered, named repairs and conversion to simplified script, with a map back to the raw text."""

from __future__ import annotations

from miner.normalization.document import normalize_plan
from miner.normalization.text import NormalizedText, normalize

__all__ = ["NormalizedText", "normalize", "normalize_plan"]
