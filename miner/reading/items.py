"""What a reader makes of a file, before the plans in it are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from miner.corpus import Source

__all__ = ["Document"]


@dataclass(frozen=True)
class Document:
    """What a reader hands on: a source, the readable stem for ids, and what the file says about it."""

    source: Source
    stem: str
    given: Mapping[str, str] = field(default_factory=dict)
    """Columns or front matter, as written."""
    named: bool = True
    """Whether the stem is a file name worth reading for facts; False for rows of a table."""
    split: bool = True
    """Whether the text may be a collection."""
    page_title: str | None = None
    """What the page calls itself; used where the text has no title of its own."""
