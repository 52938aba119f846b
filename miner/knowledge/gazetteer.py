"""Administrative divisions of China: which place lies in which, and where a text names one.

Names are simplified and in full (余杭区, 瓶窑镇): a short name (余杭) is a surname or a word too often to be told
apart. Codes are those of GB/T 2260: two digits a province, four a prefecture, six a county, and for a
township the code of its county with its place in the list behind a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv

__all__ = [
    "COUNTIES_AND_ABOVE",
    "DIVISION_ENDING",
    "Division",
    "Mention",
    "find_places",
    "named",
    "related",
    "stems",
]

COUNTIES_AND_ABOVE = "省市县区州盟旗"
"""Last characters of the names of divisions from the province to the county."""
DIVISION_ENDING = f"(?:自治区|自治州|自治县|街道|[{COUNTIES_AND_ABOVE}镇乡村])"
"""A pattern of what the name of a division ends with: 余杭区, 瓶窑镇, 延边朝鲜族自治州."""


@dataclass(frozen=True, slots=True)
class Division:
    """A division: `level` is province, prefecture, county or township; `until` the year its name ended, or None."""

    code: str
    name: str
    level: str
    until: int | None = None

    @property
    def prefix(self) -> str:
        """What the codes of all divisions inside it begin with."""
        return self.code if self.level == "township" else self.code[: _DIGITS[self.level]]


class Mention(NamedTuple):
    """A place named in a text; more than one division where several bear the name."""

    start: int
    end: int
    name: str
    divisions: tuple[Division, ...]


_DIGITS = {"province": 2, "prefecture": 4, "county": 6}


def _level(code: str) -> str:
    return "province" if code[2:] == "0000" else "prefecture" if code[4:] == "00" else "county"


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    by_name: dict[str, list[Division]] = {}
    for row in read_csv("miner.knowledge", "divisions.csv"):
        until = int(row["until"]) if row["until"] else None
        by_name.setdefault(row["name"], []).append(
            Division(row["code"], row["name"], _level(row["code"]), until)
        )
    for row in read_csv("miner.knowledge", "townships.csv"):
        for i, name in enumerate(row["names"].split(), 1):
            by_name.setdefault(name, []).append(Division(f"{row['county']}-{i}", name, "township"))
    return {name: tuple(divisions) for name, divisions in by_name.items()}


def named(name: str) -> tuple[Division, ...]:
    """The divisions that bear this full name, in the order of their codes; empty where none does."""
    return _by_name().get(name, ())


def related(a: Division, b: Division) -> bool:
    """Whether one of two divisions lies in the other or they are the same."""
    return a.code.startswith(b.prefix) or b.code.startswith(a.prefix)


@cache
def stems() -> dict[str, tuple[Division, ...]]:
    """Divisions by what their names begin with (the first two characters, without the ending): 丰宁, 余杭."""
    by_stem: dict[str, list[Division]] = {}
    for name, divisions in _by_name().items():
        if len(name) > 2:
            by_stem.setdefault(name[:2], []).extend(divisions)
    return {stem: tuple(divisions) for stem, divisions in by_stem.items()}


@cache
def _endings() -> tuple[re.Pattern[str], frozenset[str], tuple[int, ...]]:
    """The last character of every name, the last two, and the lengths from the longest."""
    names = _by_name()
    last = "".join(sorted({name[-1] for name in names}))
    lengths = sorted({len(name) for name in names}, reverse=True)
    return re.compile(f"[{last}]"), frozenset(name[-2:] for name in names), tuple(lengths)


def find_places(text: str) -> Iterator[Mention]:
    """Every place named in full, leftmost and longest, in one pass over simplified text.

    Names are looked up only where one can end, which one character in thirty is: linear, and faster than an
    automaton over every character.

    >>> [place.name for place in find_places("与余杭区结对")]
    ['余杭区']
    """
    names = _by_name()
    last, pairs, lengths = _endings()
    mentions = []
    for m in last.finditer(text):
        end = m.end()
        if text[end - 2 : end] in pairs:
            for length in lengths:
                if length <= end and text[end - length : end] in names:
                    mentions.append((end - length, -end))
    mentions.sort()
    reached = 0
    for start, minus_end in mentions:
        if start >= reached:
            reached = -minus_end
            name = text[start:reached]
            yield Mention(start, reached, name, names[name])
