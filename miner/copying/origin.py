"""Find the plan that may be the origin of a group of plans with the same figures.

A copyist drops and adds sentences and rewrites names, places and years, while figures mostly stay. The sentences that
most plans of the group share therefore come from its origin. A plan that has all of them, and no sentence that most
plans lack, may be the origin; a plan with sentences of its own is not.
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
"""Characters of the shortest sentence that is compared; names and years count as one, so no date is compared."""
_LEAST_FIGURES = 3
"""Plans have the same figures if they share this many sentences with figures, and half of those of the shorter plan."""
_LEAST_PLANS = 3
"""Plans with the same figures needed to know which sentences most of them share."""

Sentences = Mapping[int, bool]
"""Hashes of the sentences of a plan, with places and years masked, and whether each has a figure."""


def sentences(plan: Plan) -> Sentences:
    """Hash the sentences of a plan; sentences that differ only in place and year have the same hash."""
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
    """Hashes of sentences that both plans have; empty unless they have the same figures."""
    shared = a.keys() & b.keys()
    figures = sum(a[s] for s in shared)
    least = max(_LEAST_FIGURES, min(sum(a.values()), sum(b.values())) / 2)
    return frozenset(shared) if figures >= least else frozenset()


@dataclass(frozen=True)
class Group:
    """The number of other plans with the same figures as a plan, and the sentences that most of them share with it."""

    plans: int
    usual: frozenset[int]


NOBODY = Group(0, frozenset())
"""The group of a plan without any other plan of the same figures."""


def groups(pairs: Iterable[tuple[str, str, frozenset[int]]]) -> dict[str, Group]:
    """The group of each plan; `pairs` are (plan, plan, `common_sentences` of both)."""
    count: Counter[str] = Counter()
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for a, b, common in pairs:
        for plan in (a, b) if common else ():
            count[plan] += 1
            counts[plan].update(common)
    return {
        plan: Group(n, frozenset(s for s, times in counts[plan].items() if 2 * times > n))
        for plan, n in count.items()
    }


def is_origin(common: frozenset[int], sizes: tuple[int, int], source: Group, copy: Group) -> bool:
    """Whether the source may be the origin of the copy, judged by their sentences.

    common: `common_sentences` of both; sizes: how many sentences the source and the copy have. The source has
    no sentence that most of its group lack, and all usual sentences of the copy; the copy has sentences of its own.
    """
    enough = bool(common) and source.plans >= _LEAST_PLANS
    nothing_else = len(source.usual) == sizes[0]
    return enough and nothing_else and copy.usual <= common and len(common) < sizes[1]
