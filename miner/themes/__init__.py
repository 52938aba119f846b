"""Themes: what the plans are about, with names, terms, shares, paragraphs and sentences a reviewer can check."""

from __future__ import annotations

from miner.themes.extract import extract_themes
from miner.themes.model import ThemeModel
from miner.themes.result import Themes

__all__ = ["ThemeModel", "Themes", "extract_themes"]
