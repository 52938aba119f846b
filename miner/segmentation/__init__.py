"""Segmentation: numbering grammars → the section tree; sentences; words."""

from __future__ import annotations

from miner.segmentation.outline import Outline, Section, outline, segment

__all__ = ["Outline", "Section", "outline", "segment"]
