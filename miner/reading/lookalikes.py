"""Letters that mislead a reader: those of another script inside a Latin word or a figure, and names that look alike.

What is read is not changed: a problem row says what stands where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import category, normalize

from miner.corpus import Span
from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv

__all__ = ["find_look_alikes", "same_looks"]

_OTHER = re.compile("[\u0370-\u052f]")
"""A letter of the Greek or the Cyrillic script: most texts hold none, and this is all that is asked of them."""


@cache
def _latin() -> dict[int, str]:
    return {ord(row["letter"]): row["latin"] for row in read_csv("miner.reading", "lookalikes.csv")}


@cache
def _mixed() -> re.Pattern[str]:
    letters = "".join(map(chr, sorted(_latin())))
    return re.compile(f"(?<=[0-9A-Za-z])[{letters}]|[{letters}](?=[0-9A-Za-z])")


def find_look_alikes(text: str) -> Span | None:
    """The first letter of another script that looks like the Latin letters or digits it stands among.

    >>> find_look_alikes("2\u041e26年工作计划")
    Span(start=1, end=2, reason='a letter of another script that looks like O: U+041E; the text holds 1 of such letters')
    """
    if not _OTHER.search(text):
        return None
    marks = [match.start() for match in _mixed().finditer(text)]
    if not marks:
        return None
    at = marks[0]
    looks = f"a letter of another script that looks like {_latin()[ord(text[at])]}: U+{ord(text[at]):04X}"
    return Span(at, at + 1, f"{looks}; the text holds {len(marks)} of such letters")


def same_looks(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that looks like one before it and is another, with that one.

    >>> list(same_looks(["plan", "pl\u0430n", "plan\u200b", "Plan"]))
    [('plаn', 'plan'), ('plan\\u200b', 'plan')]
    """
    known: dict[str, str] = {}
    for name in names:
        first = known.setdefault(_looks(name), name)
        if first != name:
            yield name, first


def _looks(name: str) -> str:
    """What is seen of a name: Latin letters for those that look like them, nothing for what is not seen."""
    if name.isascii():
        return name
    seen = "".join(c for c in name if category(c) not in ("Cf", "Cc"))
    return normalize("NFKC", seen).translate(_latin())
