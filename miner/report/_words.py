"""The words of the interface, in English and in Chinese in both scripts: `data/interface.csv`."""

from __future__ import annotations

import functools
import re

from miner.data import read_csv
from miner.errors import InputError

__all__ = ["LANGUAGES", "check_language", "visible", "words"]

LANGUAGES = ("en", "zh-Hans", "zh-Hant")


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """For each language its words by key."""
    rows = read_csv("miner.report", "interface.csv")
    return {language: {row["key"]: row[language] for row in rows} for language in LANGUAGES}


def check_language(language: str | None) -> str | None:
    """Return the language, or None for the reader's own.

    Raises InputError when the interface does not speak it.
    """
    if language is not None and language not in LANGUAGES:
        raise InputError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    return language


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: object) -> str:
    """The text with characters that hide or reorder others shown by their number, as the page does."""
    return _HIDDEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", str(text))
