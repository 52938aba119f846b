"""Halves of characters: lone surrogates, which Python's strings can hold and UTF-8 cannot.

They come from damaged files and from UTF-16 read in pieces. Every text keeps its length, so that offsets hold.
"""

from __future__ import annotations

import re

__all__ = ["HALVES", "escaped", "has_halves", "unescaped", "whole_characters"]

HALVES = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("[\U000fd800-\U000fdfff]")
_SHIFT = 0xF0000
"""From a surrogate to the character of plane 15 (private use) that stands for it."""


def has_halves(text: str) -> bool:
    """Whether a text holds halves of characters."""
    return HALVES.search(text) is not None


def whole_characters(text: str) -> str:
    """`text` with U+FFFD for halves of characters; for output in UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return HALVES.sub("\ufffd", text)
    return text


def escaped(text: str) -> str:
    """`text` with a character of plane 15 for each half; for storage, where `unescaped` gives the text back."""
    return HALVES.sub(lambda m: chr(ord(m.group()) + _SHIFT), text)


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return _ESCAPED.sub(lambda m: chr(ord(m.group()) - _SHIFT), text)
