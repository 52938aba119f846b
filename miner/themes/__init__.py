"""Themes: what the plans are about, with names, terms, shares, paragraphs and sentences a reviewer can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
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

__getattr__ = named(
    __name__,
    {
        "CODEBOOKS": "miner.themes.codebook",
        "Codebook": "miner.themes.codebook",
        "CodebookModel": "miner.themes.codebook",
        "Decision": "miner.themes.review",
        "Review": "miner.themes.review",
        "ThemeModel": "miner.themes.model",
        "Themes": "miner.themes.result",
        "extract_themes": "miner.themes.extract",
        "read_codebook": "miner.themes.codebook",
        "read_review": "miner.themes.workbook",
        "write_review": "miner.themes.result",
    },
)
