"""Segmentation: numbering grammars → the section tree; sentences; words."""

from __future__ import annotations

from miner.segmentation.outline import Outline, Section, outline, segment
from miner.segmentation.sentences import split_sentences
from miner.segmentation.words import Cutter, cut

__all__ = [
    "Cutter",
    "Outline",
    "Section",
    "cut",
    "outline",
    "segment",
    "split_sentences",
]
