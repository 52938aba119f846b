"""The verdict on each quantity of one sentence; what holds for a clause is looked up once for all its quantities."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from miner.targets.context import is_counter
from miner.targets.contexts import context_reason
from miner.targets.grounds import Place, chance, log_odds, weigh
from miner.targets.indicators import Reading
from miner.targets.levels import speaks_of_wider
from miner.targets.modality import mood_of
from miner.targets.periods import Period, before, between, is_short
from miner.targets.standing import Standing
from miner.targets.status import Discourse, Verdict, rule_status, year_evidence

__all__ = ["Judge"]

_CLAUSE_YEARS = 1.8
"""A past year named for the clause itself says more than one named somewhere in the sentence."""
_PAST = -3.6
_UNLIKELY = 0.05
"""What is left of the probability of a commitment where a rule says that it is none."""
_SURE_REVIEW = 0.15
"""Below it the path leaves no doubt that what was done is told."""
_REPORTS = frozenset({"report", "summary"})
"""Kinds of document whose 基本情况 tells what was done."""
_BACK = ("past time", "done", "perfective", "already", "achievement", "state")
Span = tuple[int, int]

# Every branch begins with a literal: so `re` runs to the next of these characters and tries no other.
_CLAUSE = re.compile(r"，|。|；|！|？|;|!|\?|\u3000|,(?!\d{3})")
_PART = re.compile(r"[；;]")
_NUMBER_OF_LINE = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十.．]{1,6}[）)、.．]?\s*)?")
_UP_TO_A_DAY = re.compile(r"截(?:至|止)到?\s*(?:[12]\d{3}年)?\d{1,2}月\d{1,2}日(?!之?前)")


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
        hold: Standing,
        near: Sequence[int],
    ) -> None:
        self._text, self._index, self._sentence = text, index, sentence
        self._periods, self._path, self._year = periods, path, year
        self._moods, self._hold, self._near = moods, hold, near
        self._cuts = [sentence[0], *(m.end() for m in _CLAUSE.finditer(text, *sentence)), sentence[1]]
        self._verdicts: dict[tuple[Span, float], Verdict] = {}
        self._rules: dict[Span, tuple[str, str] | None] = {}
        self._of_part: dict[Span, tuple[str, str] | None] = {}
        self._before, self._done = (-1, ""), False

    @cached_property
    def _parts(self) -> list[int]:
        start, end = self._sentence
        return [start, *(m.end() for m in _PART.finditer(self._text, start, end)), end]

    def period(self, position: int) -> Period | None:
        """The period that holds at `position`: the last one said before it.

        A month or quarter, and a year that is over, hold no further than the semicolon behind them; but a year that
        is over and opens the sentence holds to its end where no word of mood turns ahead.
        """
        last = before(self._periods, position)
        if last is None or not self._holds_briefly(last) or last.start >= self._lead(position):
            return last
        if self._is_over(last) and self._opens(last) and not self._turns_ahead(last, position):
            return last
        earlier = (p for p in reversed(self._periods) if p.end <= last.start)
        return next((p for p in earlier if not self._holds_briefly(p)), None)

    def _holds_briefly(self, period: Period) -> bool:
        return self._is_over(period) or is_short(period)

    def _is_over(self, period: Period) -> bool:
        """Whether a year is named that lies before the plan's own."""
        known = period.last is not None and self._year is not None and not period.past
        return known and (period.last or 0) < (self._year or 0)

    def _opens(self, period: Period) -> bool:
        """Whether nothing but a number stands before the period in its sentence: 1.2 2024年查出隐患900项；整改率98%."""
        return _NUMBER_OF_LINE.fullmatch(self._text, self._sentence[0], period.start) is not None

    def _turns_ahead(self, period: Period, position: int) -> bool:
        return any(period.end <= at < position for at, _ in self._moods)

    def _counts_up_to_a_day(self, period: Period | None) -> bool:
        """Whether a fact is counted up to the day of the period: 截至12月31日，累计安全运行900天."""
        return period is not None and any(
            m.start() <= period.start < m.end()
            for m in _UP_TO_A_DAY.finditer(self._text, self._sentence[0], self._sentence[1])
        )

    def mood(self, position: int) -> str | None:
        """The word of mood that holds at `position`."""
        said = mood_of(self._moods, position, self._around(self._cuts, position)[0]) if self._moods else None
        return said or self._hold.mood

    def verdict(self, reading: Reading) -> Verdict:
        """Status, probability and grounds of one reading."""
        position = reading.quantity.start
        clause = self._around(self._cuts, position)
        made = self._clause(clause, position)
        if reading.around.is_baseline:
            return Verdict("baseline", _UNLIKELY * made.probability, f"from; {made.grounds}")
        place = self._place(clause, position, log_odds(made.probability))
        weighed = weigh(self._text, reading, self._sentence, clause, place, self._near)
        self._before = (position, weighed.kind)
        self._done = self._done or weighed.kind == "done"
        probability = chance(weighed.log_odds)
        if made.status != "commitment":
            probability = min(probability, made.probability)
        grounds = "; ".join((*weighed.grounds, made.grounds))
        told = self._rule(clause, position) if made.status == "commitment" else None
        if told and told[1] == "subsidy rule" and is_counter(reading.quantity) and self.mood(position):
            told = None  # 将对10个项目予以支持: how many are promised
        if told is None and made.status == "commitment" and self._path.kind == "rules":
            told = None if self.mood(position) in ("确保", "力争") else ("norm", "document of rules")
        why = context_reason(self._text, reading)
        if why and (told is None or told[0] != "norm"):
            return Verdict("context", _UNLIKELY * probability, f"{why}; {grounds}")
        if told:
            return Verdict(told[0], _UNLIKELY * probability, f"{told[1]}; {grounds}")
        if made.status != "commitment":
            describes = place.section == "describes" and self._path.kind not in _REPORTS
            is_state = (
                (describes or place.document) and made.probability > _SURE_REVIEW and not self._looks_back()
            )
            return Verdict("context" if is_state else made.status, probability, grounds, weighed.sizes)
        status = "commitment" if probability >= 0.5 else weighed.status
        return Verdict(status, probability, grounds, weighed.sizes)

    def _lead(self, position: int) -> int:
        """Where the part between semicolons begins that `position` is in."""
        return self._around(self._parts, position)[0]

    @cached_property
    def _cues(self) -> tuple[str, ...]:
        """The names of the cues that the sentence holds, without the weights of the path."""
        said = (words.rsplit(" ", 1)[0] for words in self._path.said[self._index])
        return tuple(
            name for name in said if not name.startswith(("section ", "document ")) and name != "year"
        )

    def _place(self, clause: Span, position: int, log_odds: float) -> Place:
        path, period = self._path, self.period(position) or self._hold.period
        running = self._year or 1 << 30
        ahead = period is not None and not period.past and (period.open or (period.last or 0) >= running)
        due = (
            period is not None
            and not period.past
            and (period.last is None or period.last >= (self._year or 0))
            and (
                period.deadline is not None
                or (period.iso or "").startswith("P")  # 未来五年
                or (period.last or 0) > running + 1  # a school year ends in the next
            )
        )
        mood = self.mood(position) is not None
        if (ahead or due) and not mood and self._counts_up_to_a_day(period):
            ahead = due = period is not None and (period.last or 0) > running
        return Place(
            section=path.sections[self._index],
            document=path.form,
            kind=path.kind,
            cues=self._cues,
            path=log_odds,
            before=self._before[1] if self._before[0] >= self._lead(position) else "",
            after_done=self._done,
            mood=mood,
            ahead=ahead or due,
            behind=self._behind(position),
            due=due,
            wider=speaks_of_wider(self._text, clause, path.level),
            goals=self._in("section goals"),
            tasks=self._in("section measures", "section guarantee", "section schedule"),
        )

    def _in(self, *roles: str) -> bool:
        """Whether the section of the sentence has one of the roles."""
        return any(said.startswith(roles) for said in self._path.said[self._index])

    def _behind(self, position: int) -> bool:
        """Whether the last period that the sentence names before the quantity ended before the plan's year."""
        period = self.period(position)
        if period is None or self._year is None:
            return False
        return period.past or (period.last is not None and period.last < self._year)

    def _looks_back(self) -> bool:
        """Whether the sentence says that something was done."""
        return any(said.startswith(_BACK) for said in self._path.said[self._index])

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
