"""From a plan to the rows of its quantities: sentences, clauses, indicators, periods, status."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from miner.corpus import Plan
from miner.normalization import NormalizedText
from miner.segmentation.outline import Outline, outline
from miner.segmentation.sentences import split_sentences
from miner.targets.actors import Actors, find_actors
from miner.targets.clauses import around
from miner.targets.contexts import context_reason
from miner.targets.frequencies import implied_frequencies
from miner.targets.grids import Promise, read_grids
from miner.targets.indicators import Reading, readings
from miner.targets.modality import mood_of, moods
from miner.targets.periods import Period, find_periods
from miner.targets.quantities import Quantity, Veto, find_numbers
from miner.targets.status import (
    Discourse,
    Verdict,
    discourse,
    document_kind,
    glossary_start,
    own_years,
    rule_status,
    year_evidence,
)

__all__ = ["Mined", "Row", "forget", "inside", "mine"]

_CLAUSE = re.compile(r"[，。；！？;!?\u3000]|,(?!\d{3})")
_BASELINE = re.compile(r"(?:比|较|与|同|按|以|自|从|由|高于|低于)$")


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of a plan with all that was read of it; offsets are of the normalized text."""

    reading: Reading
    sentence: tuple[int, int]
    period: Period | None
    period_from: str | None
    mood: str | None
    verdict: Verdict

    @property
    def quantity(self) -> Quantity:
        """The quantity itself."""
        return self.reading.quantity


@dataclass(frozen=True, eq=False)
class Mined:
    """What was read of one plan."""

    plan: Plan
    normalized: NormalizedText
    outline: Outline
    year: int | None
    last: int | None
    discourse: Discourse
    rows: tuple[Row, ...]
    periods: tuple[tuple[Period, ...], ...]
    actors: Actors
    promises: tuple[Promise, ...] = ()
    """Cells of tables of indicators that say their value in words."""
    grids: tuple[tuple[int, int], ...] = ()
    """The tables of indicators that were read, cell by cell."""
    vetoes: tuple[Veto, ...] = ()
    """The numbers that are no quantities, in order."""

    @property
    def interval(self) -> str | None:
        """The plan's own period in ISO 8601: 2026, or 2026/2030; None where its year is unknown."""
        if self.year is None:
            return None
        return f"{self.year}/{self.last}" if self.last and self.last > self.year else str(self.year)


_MADE: WeakKeyDictionary[Plan, Mined] = WeakKeyDictionary()


def mine(plan: Plan) -> Mined:
    """The quantities of a plan, read once for each plan."""
    made = _MADE.get(plan)
    if made is None:
        made = _MADE[plan] = _mine(plan)
    return made


def forget(plan: Plan) -> None:
    """Drop what `mine` keeps of a plan; it is read again when it is asked for."""
    _MADE.pop(plan, None)


def _mine(plan: Plan) -> Mined:
    sections = outline(plan)
    text = sections.normalized.text
    year, last = own_years(plan, text)
    kind = document_kind(plan.title, text[:2000])
    sentences = split_sentences(text)
    periods = [_own_periods(text, find_periods(text, s, e, year, last)) for s, e in sentences]
    path = discourse(text, sentences, sections, kind, periods, year)
    cells, promises, grids = read_grids(plan, sections.normalized, year, last)
    numbers, vetoes = find_numbers(text)
    quantities = [q for q in numbers if not inside(grids, q.start)]
    by_sentence = _by_sentence(sentences, quantities)
    rows = [Row(c.reading, c.row, c.period, "header" if c.period else None, c.mood, c.verdict) for c in cells]
    for i, found in enumerate(by_sentence):
        if found or "每" in text[slice(*sentences[i])]:
            rows.extend(_sentence(text, i, sentences[i], found, periods[i], path, year))
    rows.sort(key=lambda r: (r.quantity.start, r.quantity.end))
    terms = glossary_start(text)
    rows = [r if r.quantity.start < terms else _of_glossary(r) for r in rows]
    return Mined(
        plan,
        sections.normalized,
        sections,
        year,
        last,
        path,
        tuple(rows),
        tuple(map(tuple, periods)),
        find_actors(text),
        tuple(promises),
        tuple(grids),
        tuple(vetoes),
    )


def _of_glossary(row: Row) -> Row:
    """A quantity that explains a term and says nothing of the plan."""
    return replace(
        row, verdict=replace(row.verdict, status="context", grounds=f"glossary; {row.verdict.grounds}")
    )


def inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether one of the spans, in order and apart, holds `position`."""
    i = bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]


def _own_periods(text: str, found: list[Period]) -> list[Period]:
    """Without those that only say what is compared with: 比上年, 较2020年."""
    return [p for p in found if not _BASELINE.search(text, max(0, p.start - 2), p.start)]


def _by_sentence(sentences: list[tuple[int, int]], found: list[Quantity]) -> list[list[Quantity]]:
    starts = [s for s, _ in sentences]
    out: list[list[Quantity]] = [[] for _ in sentences]
    for q in found:
        i = bisect_right(starts, q.start) - 1
        if i >= 0:
            out[i].append(q)
    return out


def _sentence(
    text: str,
    index: int,
    sentence: tuple[int, int],
    found: list[Quantity],
    periods: list[Period],
    path: Discourse,
    year: int | None,
) -> list[Row]:
    start, end = sentence
    made = readings(text, around(text, start, end, found, periods))
    made.extend(implied_frequencies(text, start, end, found))
    mood = moods(text, start, end)
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end]
    rows = []
    for reading in made:
        q = reading.quantity
        k = bisect_right(cuts, q.start) - 1
        clause = cuts[k], cuts[k + 1] if k + 1 < len(cuts) else end
        period = _governing(periods, q.start, clause)
        near = [p for p in periods if clause[0] <= p.start < clause[1]] or ([period] if period else [])
        felt = mood_of(mood, q.start, clause[0])
        verdict = _verdict(text, index, sentence, clause, reading, near, path, year, felt)
        rows.append(
            Row(
                reading,
                sentence,
                period,
                "sentence" if period else None,
                felt,
                verdict,
            )
        )
    return rows


def _governing(periods: list[Period], position: int, clause: tuple[int, int]) -> Period | None:
    """The period that holds at `position`: the last one said before it."""
    before = [p for p in periods if p.end <= position]
    return before[-1] if before else None


def _part(text: str, sentence: tuple[int, int], clause: tuple[int, int]) -> tuple[int, int]:
    """The part of the sentence between ； that holds the clause."""
    start = max(text.rfind("；", sentence[0], clause[0]), text.rfind(";", sentence[0], clause[0])) + 1
    stops = [at for mark in "；;" if (at := text.find(mark, clause[1] - 1, sentence[1])) >= 0]
    return max(start, sentence[0]), min(stops, default=sentence[1])


def _verdict(
    text: str,
    index: int,
    sentence: tuple[int, int],
    clause: tuple[int, int],
    reading: Reading,
    near: list[Period],
    path: Discourse,
    year: int | None,
    felt: str | None,
) -> Verdict:
    a = reading.around
    verdict = path.verdict(
        index, text, *clause, year_evidence(near, year) + (-1.5 if any(p.past for p in near) else 0.0)
    )
    if a.is_baseline:
        return Verdict("baseline", 1 - verdict.probability, f"from; {verdict.grounds}")
    told = None
    if verdict.status == "commitment":
        told = rule_status(text, _part(text, sentence, clause), clause)
        if told is None and path.kind == "rules" and felt not in ("确保", "力争"):
            told = "norm", "document of rules"
    why = context_reason(text, reading)
    if why and (told is None or told[0] != "norm"):
        return Verdict("context", verdict.probability, f"{why}; {verdict.grounds}")
    if told:
        return Verdict(told[0], verdict.probability, f"{told[1]}; {verdict.grounds}")
    return verdict
