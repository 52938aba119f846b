"""Themes: what the plans are about, with names, terms, shares, paragraphs and sentences a reviewer can check."""

from __future__ import annotations

from miner.themes.codebook import CODEBOOKS, Codebook, CodebookModel, read_codebook
from miner.themes.extract import extract_themes
from miner.themes.model import ThemeModel
from miner.themes.result import Themes, write_review
from miner.themes.review import Decision, Review
from miner.themes.workbook import read_review

__all__ = [
    "CODEBOOKS",
    "Codebook",
    "CodebookModel",
    "Decision",
    "Review",
    "ThemeModel",
    "Themes",
    "extract_themes",
    "read_codebook",
    "read_review",
    "write_review",
]
