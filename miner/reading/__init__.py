"""Reading: bytes → Sources → Plans.

Names are loaded when they are first used: the process that parses files needs few of them, and begins sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
    from miner.reading.builder import TextBuilder
    from miner.reading.corpus import read_corpus
    from miner.reading.reader import Reader, document, problem

__all__ = ["Reader", "TextBuilder", "document", "problem", "read_corpus"]

__getattr__ = named(
    __name__,
    {
        "Reader": "miner.reading.reader",
        "TextBuilder": "miner.reading.builder",
        "document": "miner.reading.reader",
        "problem": "miner.reading.reader",
        "read_corpus": "miner.reading.corpus",
    },
)
