"""What a group of plans with the same figures has in common, and which of them holds that and nothing else.

Who copies leaves sentences out and adds some; names, places and years are written anew, figures mostly stay. What
most plans of the group hold is what the first of them said. A plan that holds all of that, and no sentence that most
lack, may be the one the others were made of; one with sentences of its own is not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from miner.corpus import Plan
from miner.knowledge.gazetteer import find_places
from miner.normalization import normalize_plan

__all__ = ["NOBODY", "Group", "Sentences", "common_sentences", "groups", "is_origin", "sentences"]

_SENTENCE = re.compile(r"[^。！？；\n]+")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_DIGIT = re.compile(r"\d")
_SHORTEST = 10
"""Characters of the shortest sentence that is compared, a name and a year being one each: no date is one."""
_LEAST_FIGURES = 3
"""Two plans have the same figures when so many sentences with figures are the same, and half of those of the shorter."""
_LEAST_PLANS = 3
"""Fewer plans with the same figures do not say what most of them hold."""

Sentences = Mapping[int, bool]
"""The sentences of a plan without names of places and years, as numbers, and whether each has a figure."""


def sentences(plan: Plan) -> Sentences:
    """The sentences of a plan; the same one in two plans of different place and year has the same number."""
    numbers: dict[int, bool] = {}
    for m in _SENTENCE.finditer(normalize_plan(plan).text):
        words = m.group().strip()
        for place in sorted(find_places(words), key=lambda p: -p.start):
            words = f"{words[: place.start]}@{words[place.end :]}"
        words = _YEAR.sub("#", words)
        if len(words) < _SHORTEST:
            continue
        number = int.from_bytes(
            blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big"
        )
        numbers[number] = _DIGIT.search(words) is not None
    return numbers


def common_sentences(a: Sentences, b: Sentences) -> frozenset[int]:
    """The sentences of both plans, where they have the same figures; else none."""
    both = a.keys() & b.keys()
    figures = sum(a[s] for s in both)
    least = max(_LEAST_FIGURES, min(sum(a.values()), sum(b.values())) / 2)
    return frozenset(both) if figures >= least else frozenset()


@dataclass(frozen=True)
class Group:
    """Of one plan the others with the same figures: how many there are, and what of it most of them hold."""

    plans: int
    usual: frozenset[int]


NOBODY = Group(0, frozenset())
"""The group of a plan whose figures nobody has."""


def groups(pairs: Iterable[tuple[str, str, frozenset[int]]]) -> dict[str, Group]:
    """By plan its group; `pairs` are two plans and `common_sentences` of them."""
    count: Counter[str] = Counter()
    held: dict[str, Counter[int]] = defaultdict(Counter)
    for a, b, common in pairs:
        for plan in (a, b) if common else ():
            count[plan] += 1
            held[plan].update(common)
    return {
        plan: Group(n, frozenset(s for s, times in held[plan].items() if 2 * times > n))
        for plan, n in count.items()
    }


def is_origin(common: frozenset[int], sizes: tuple[int, int], source: Group, copy: Group) -> bool:
    """Whether one plan of a pair may be what the other was made of, as far as their sentences tell.

    common: `common_sentences` of both; sizes: how many sentences the source and the copy have. The source has
    nothing that most of its group lack and all of the copy that most hold; the copy has sentences of its own.
    """
    enough = bool(common) and source.plans >= _LEAST_PLANS
    nothing_else = len(source.usual) == sizes[0]
    return enough and nothing_else and copy.usual <= common and len(common) < sizes[1]
