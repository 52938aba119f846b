"""Split a sentence into atoms for alignment: numbers, years, names, single characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from miner.knowledge.caches import lru_cache
from miner.knowledge.gazetteer import find_places

__all__ = ["MARKER", "NAME", "NUMBER", "YEAR", "Tokens", "mask", "tokens"]

NUMBER, YEAR, NAME, MARKER = "\x01", "\x02", "\x03", "\x04"
"""Symbols that stand for any number, year, name or item number in the alignment."""
_MARKER = re.compile(r"\s*[(（]?\d{1,2}(?:[)）]|[.．、](?=\D|\d{2,3}周?岁))")
"""The number of an item at the beginning of a sentence: 3、 and 3．"""
_ALIKE = str.maketrans({"．": "、", ".": "、", ",": "，", ";": "；", ":": "："})
"""Punctuation variants that count as equal: 1、 and 1．"""
_ATOM = re.compile(
    r"(?P<year>(?:19|20)(?:\d\d|[xX×*]{2})(?=年|[—\-~至]))|(?P<number>\d+(?:[.,]\d+)*|[xX×*]{2,}|[一二三四五六七八九十百千万亿两]{2,})"
)


class Tokens(NamedTuple):
    """The atoms of a sentence: one symbol each, with start and end in the normalized `text`."""

    text: str
    symbols: str
    starts: list[int]
    ends: list[int]

    def text_of(self, first: int, last: int) -> str:
        """Text of the atoms first..last (end excluded)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


def tokens(text: str, start: int, end: int, names: Sequence[str]) -> Tokens:
    """The atoms of `text[start:end]`; `names` are the plan's own names, in addition to places of the gazetteer."""
    sentence = text[start:end]
    atoms = [(m.start, m.end, NAME) for m in find_places(sentence)]
    marker = _MARKER.match(sentence)
    if marker:
        atoms.append((0, marker.end(), MARKER))
    for name in names:
        at = sentence.find(name)
        while at >= 0:
            atoms.append((at, at + len(name), NAME))
            at = sentence.find(name, at + len(name))
    for m in _ATOM.finditer(sentence, marker.end() if marker else 0):
        atoms.append((*m.span(), YEAR if m["year"] else NUMBER))
    atoms.sort(key=lambda a: (a[0], -a[1]))
    symbols: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for first, last, symbol in [*atoms, (len(sentence), len(sentence), "")]:
        if first < position:
            continue
        symbols.append(sentence[position:first].translate(_ALIKE))
        starts += range(start + position, start + first)
        ends += range(start + position + 1, start + first + 1)
        if symbol:
            symbols.append(symbol)
            starts.append(start + first)
            ends.append(start + last)
        position = last
    return Tokens(text, "".join(symbols), starts, ends)


@lru_cache(maxsize=65536)
def mask(sentence: str, names: tuple[str, ...] = ()) -> str:
    """Replace names, years and numbers of a sentence by symbols, so that copies become equal."""
    for name in names:
        sentence = sentence.replace(name, NAME)
    parts, position = [], 0
    for place in find_places(sentence):
        parts += [sentence[position : place.start], NAME]
        position = place.end
    return _ATOM.sub(lambda m: YEAR if m["year"] else NUMBER, "".join(parts) + sentence[position:])
