"""Reading: bytes → Sources → Plans."""

from __future__ import annotations

from miner.reading.builder import TextBuilder
from miner.reading.corpus import read_corpus
from miner.reading.reader import Reader, document, problem

__all__ = ["Reader", "TextBuilder", "document", "problem", "read_corpus"]
