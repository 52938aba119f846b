"""Reading: bytes → Sources → Plans."""

from __future__ import annotations

from miner.reading.corpus import read_corpus

__all__ = ["read_corpus"]
