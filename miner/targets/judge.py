"""The verdict on each quantity of one sentence; what holds for a clause is looked up once for all its quantities."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from miner.targets.contexts import context_reason
from miner.targets.indicators import Reading
from miner.targets.modality import mood_of
from miner.targets.periods import Period, before, between
from miner.targets.status import Discourse, Verdict, rule_status, year_evidence

__all__ = ["Judge"]

_CLAUSE_YEARS = 1.8
"""A past year named for the clause itself says more than one named somewhere in the sentence."""
_PAST = -3.6
Span = tuple[int, int]

# Every branch begins with a literal: so `re` runs to the next of these characters and tries no other.
_CLAUSE = re.compile(r"，|。|；|！|？|;|!|\?|\u3000|,(?!\d{3})")
_PART = re.compile(r"[；;]")


class Judge:
    """Decides the status of the quantities in one sentence, with the period and the mood that hold for each."""

    def __init__(
        self,
        text: str,
        index: int,
        sentence: Span,
        periods: list[Period],
        moods: list[tuple[int, str]],
        path: Discourse,
        year: int | None,
    ) -> None:
        self._text, self._index, self._sentence = text, index, sentence
        self._periods, self._path, self._year = periods, path, year
        self._moods = moods
        self._cuts = [sentence[0], *(m.end() for m in _CLAUSE.finditer(text, *sentence)), sentence[1]]
        self._verdicts: dict[tuple[Span, float], Verdict] = {}
        self._rules: dict[Span, tuple[str, str] | None] = {}
        self._of_part: dict[Span, tuple[str, str] | None] = {}

    @cached_property
    def _parts(self) -> list[int]:
        start, end = self._sentence
        return [start, *(m.end() for m in _PART.finditer(self._text, start, end)), end]

    def period(self, position: int) -> Period | None:
        """The period that holds at `position`: the last one said before it."""
        return before(self._periods, position)

    def mood(self, position: int) -> str | None:
        """The word of mood that holds at `position`."""
        if not self._moods:
            return None
        return mood_of(self._moods, position, self._around(self._cuts, position)[0])

    def verdict(self, reading: Reading) -> Verdict:
        """Status, probability and grounds of one reading."""
        position = reading.quantity.start
        clause = self._around(self._cuts, position)
        made = self._clause(clause, position)
        if reading.around.is_baseline:
            return Verdict("baseline", 1 - made.probability, f"from; {made.grounds}")
        told = self._rule(clause, position) if made.status == "commitment" else None
        if told is None and made.status == "commitment" and self._path.kind == "rules":
            told = None if self.mood(position) in ("确保", "力争") else ("norm", "document of rules")
        why = context_reason(self._text, reading)
        if why and (told is None or told[0] != "norm"):
            return Verdict("context", made.probability, f"{why}; {made.grounds}")
        return Verdict(told[0], made.probability, f"{told[1]}; {made.grounds}") if told else made

    @staticmethod
    def _around(cuts: list[int], position: int) -> Span:
        k = bisect_right(cuts, position) - 1
        return cuts[k], cuts[min(k + 1, len(cuts) - 1)]

    def _clause(self, clause: Span, position: int) -> Verdict:
        years = self._years(clause, position) if self._periods else 0.0
        made = self._verdicts.get((clause, years))
        if made is None:
            made = self._path.verdict(self._index, self._text, *clause, years)
            self._verdicts[clause, years] = made
        return made

    def _years(self, clause: Span, position: int) -> float:
        """What the years named in the clause say, or the one that holds at `position` where it names none."""
        near = [p for p in between(self._periods, *clause) if p.start >= clause[0]]
        period = self.period(position)
        near = near or ([period] if period else [])
        past = _PAST if any(p.past for p in near) else 0.0
        return _CLAUSE_YEARS * year_evidence(near, self._year) + past

    def _rule(self, clause: Span, position: int) -> tuple[str, str] | None:
        """The rule of thumb that holds for the whole part between semicolons, else for the clause."""
        part = self._around(self._parts, position)
        if part not in self._of_part:
            self._of_part[part] = rule_status(self._text, part, True, self._path.places[self._index])
        if clause not in self._rules:
            self._rules[clause] = rule_status(self._text, clause, False, self._path.places[self._index])
        return self._of_part[part] or self._rules[clause]
