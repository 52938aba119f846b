"""From a plan to the rows of its quantities: sentences, clauses, indicators, periods, status."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from miner.corpus import Plan
from miner.engine.cache import Cache
from miner.normalization import NormalizedText
from miner.numbers.quantities import Quantity, Veto, find_numbers
from miner.numbers.vetoes import veto_reasons
from miner.segmentation.outline import Outline, outline
from miner.targets.actors import Actors, find_actors
from miner.targets.breakdowns import Note, completed, note_at
from miner.targets.clauses import around
from miner.targets.frequencies import implied_frequencies
from miner.targets.grids import Promise, read_grids
from miner.targets.grounds import document_form, near_grounds
from miner.targets.indicators import Reading, readings
from miner.targets.judge import Judge
from miner.targets.levels import level_of
from miner.targets.modality import moods
from miner.targets.periods import Period, periods_of, year_round
from miner.targets.standing import Standing, standing
from miner.targets.status import (
    Discourse,
    Verdict,
    discourse,
    document_kind,
    glossary_start,
)
from miner.targets.years import is_school_year, lasts_years, own_years, school_days

__all__ = ["Mined", "Row", "forget", "inside", "mine"]

_CLAUSE_ENDS = "，。；！\n"
# 在2020年产量的|基础上, （2025年|基线3.2%）
_BASIS = re.compile(
    r"[^，。；]{0,16}(?:基础上|为基[数期])|的?(?:基线|基期|基准|基数|现状)(?:值|数|水平|：|:|\d|为)"
)
_SINCE = re.compile(r"[^，。；]{0,20}以来")  # 自3月16日|进驻该村以来
_BASELINE = re.compile(r"(?:比|较|与|同|按|以|自|从|由|高于|低于)\s{0,4}$")


class Row(NamedTuple):
    """One quantity of a plan with all that was read of it; offsets are of the normalized text."""

    reading: Reading
    sentence: tuple[int, int]
    period: Period | None
    mood: str | None
    verdict: Verdict
    actor: str | None = None
    """The body that a table names for it."""
    horizon: str | None = None
    """The horizon that a table tells."""

    @property
    def quantity(self) -> Quantity:
        """The quantity itself."""
        return self.reading.quantity


@dataclass(frozen=True, eq=False)
class Mined:
    """What was read of one plan; it does not hold the plan, so that it is kept no longer than that."""

    normalized: NormalizedText
    outline: Outline
    year: int | None
    last: int | None
    discourse: Discourse
    rows: tuple[Row, ...]
    periods: tuple[tuple[Period, ...], ...]
    moods: tuple[list[tuple[int, str]], ...]
    """Position and word of each mood, by sentence."""
    actors: Actors
    promises: tuple[Promise, ...] = ()
    """Cells of tables of indicators that say their value in words."""
    grids: tuple[tuple[int, int], ...] = ()
    """The tables of indicators that were read, cell by cell."""
    vetoes: tuple[Veto, ...] = ()
    """The numbers that are no quantities, in order."""
    several: bool = False
    """The plan is for more than one year."""
    school: tuple[str, str] | None = None
    """First and last day of the school year or term that the plan is for; None where it is for another time."""

    @property
    def interval(self) -> str | None:
        """The plan's own period in ISO 8601: 2026, or 2026/2030; None where its year is unknown."""
        if self.year is None:
            return None
        return f"{self.year}/{self.last}" if self.last and self.last > self.year else str(self.year)


_MADE: Cache[Plan, Mined] = Cache()


def mine(plan: Plan) -> Mined:
    """The quantities of a plan, read once for each plan of those read last."""
    made = _MADE.get(plan)
    if made is None:
        made = _MADE[plan] = _mine(plan)
    return made


def forget(plan: Plan) -> None:
    """Drop what `mine` keeps of a plan; it is read again when it is asked for."""
    _MADE.drop(plan)


def _mine(plan: Plan) -> Mined:
    sections = outline(plan)
    text = sections.normalized.text
    year, last = own_years(plan, text)
    school = is_school_year(plan, text, year, last)
    kind = document_kind(plan.title, text[:2000])
    sentences = sections.sentences
    said_periods = periods_of(text, sentences, year, last)
    periods = year_round(text, sentences, [p and _own_periods(text, p) for p in said_periods], year)
    form = document_form(plan.title, text[:300])
    path = discourse(text, sentences, sections, kind, periods, year, form, level_of(plan))
    said = moods(text, sentences)
    near = near_grounds(text, sentences)
    hold = standing(text, sentences, sections.sections, periods, said)
    tables = read_grids(plan, sections.normalized, year, last)
    cells, grids = tables.cells, tables.spans
    numbers, vetoes = find_numbers(text)
    torn = _torn_clauses(sections.normalized)
    numbers, vetoes = _without(torn, numbers, vetoes, "torn") if torn else (numbers, vetoes)
    quantities = [q for q in numbers if not inside(grids, q.start) and not _is_marker(text, q)]
    if grids:
        vetoes = _with_cells(vetoes, numbers, grids, {c.reading.quantity.start for c in cells})
    by_sentence = _by_sentence(sentences, quantities)
    rows = [Row(c.reading, c.row, c.period, c.mood, c.verdict, c.actor, c.horizon) for c in cells]
    starts = [note.start for note in tables.notes]
    behind_marks = {s.start: s.heading_start for s in sections.sections if s.marker}
    for i, found in enumerate(by_sentence):
        if found or text.find("每", *sentences[i]) >= 0:
            words = behind_marks.get(sentences[i][0], sentences[i][0])
            found = [q for q in found if q.number_start >= words]  # 2.3|千人负伤率
            made = _sentence(
                text, i, sentences[i], words, found, periods[i], said[i], path, year, hold[i], near[i]
            )
            rows.extend(_with_notes(text, made, tables.notes, starts))
    rows.sort(key=lambda r: (r.quantity.start, r.quantity.end))
    terms = glossary_start(text)
    rows = [r if r.quantity.start < terms else _of_glossary(r) for r in rows]
    return Mined(
        sections.normalized,
        sections,
        year,
        last,
        path,
        tuple(rows),
        tuple(map(tuple, periods)),
        tuple(said),
        find_actors(text),
        tuple(tables.promises),
        tuple(grids),
        tuple(vetoes),
        bool(last and year and last > year and not school) or (year is None and lasts_years(plan, text)),
        school_days(plan, text, year, last),
    )


def _with_notes(text: str, rows: list[Row], notes: Sequence[Note], starts: Sequence[int]) -> Iterator[Row]:
    """The rows, those of the cells of a table completed by what the table says of them."""
    for row in rows:
        note = note_at(notes, starts, row.quantity.start) if notes else None
        if note is None:
            yield row
            continue
        reading, period, verdict = completed(text, note, row.reading, row.period, row.verdict)
        yield row._replace(reading=reading, period=period, verdict=verdict, actor=row.actor or note.actor)


def _torn_clauses(made: NormalizedText) -> list[tuple[int, int]]:
    """The clauses that hold a torn place, in order and apart: no value and no name is taken from one."""
    clauses: list[tuple[int, int]] = []
    for start, end in made.torn:
        marks = [made.text.rfind(mark, 0, start) + 1 for mark in _CLAUSE_ENDS]
        behind = [i for mark in _CLAUSE_ENDS if (i := made.text.find(mark, end)) >= 0]
        start, end = max(marks), min(behind, default=len(made.text))
        if clauses and start <= clauses[-1][1]:
            start, end = clauses[-1][0], max(clauses.pop()[1], end)
        clauses.append((start, end))
    return clauses


def _without(
    spans: Sequence[tuple[int, int]], numbers: list[Quantity], vetoes: list[Veto], veto: str
) -> tuple[list[Quantity], list[Veto]]:
    """The quantities outside of the spans; each inside of one becomes a veto, so that none is lost."""
    reason = veto_reasons()[veto]
    lost = [q for q in numbers if inside(spans, q.start)]
    kept = [q for q in numbers if not inside(spans, q.start)]
    return kept, sorted([*vetoes, *(Veto(q.start, q.end, veto, reason) for q in lost)])


def _of_glossary(row: Row) -> Row:
    """A quantity that explains a term and says nothing of the plan."""
    grounds = f"glossary; {row.verdict.grounds}"
    return row._replace(verdict=row.verdict._replace(status="context", grounds=grounds))


def _with_cells(
    vetoes: list[Veto], numbers: list[Quantity], grids: Sequence[tuple[int, int]], read: set[int]
) -> list[Veto]:
    """With the quantities in the tables of indicators that no cell read as a value, so that none is lost."""
    ends = sorted(read)
    reason = veto_reasons()["cell"]
    lost = (
        Veto(q.start, q.end, "cell", reason)
        for q in numbers
        if inside(grids, q.start) and bisect_left(ends, q.start) == bisect_left(ends, q.end)
    )
    return sorted([*vetoes, *lost])


def inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether one of the spans, in order and apart, holds `position`."""
    i = bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]


def _is_marker(text: str, q: Quantity) -> bool:
    """Whether the number opens a line as an item's marker: 3、65岁以上老年人…."""
    return (
        q.end == q.number_end
        and q.end - q.start <= 2
        and text[q.end : q.end + 1] in ("、", "．", ".")
        and (q.start == 0 or text[q.start - 1] in "\n\u3000 。；;：:")
    )


def _own_periods(text: str, found: list[Period]) -> list[Period]:
    """Without those that only say what is compared with: 比上年, 较2020年."""
    return [
        p._replace(past=True, open=False) if _SINCE.match(text, p.end, p.end + 24) else p
        for p in found
        if not _BASELINE.search(text, max(0, p.start - 6), p.start)
        and not _BASIS.match(text, p.end, p.end + 24)
    ]


def _by_sentence(sentences: Sequence[tuple[int, int]], found: list[Quantity]) -> list[list[Quantity]]:
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
    words: int,
    found: list[Quantity],
    periods: list[Period],
    said: list[tuple[int, str]],
    path: Discourse,
    year: int | None,
    hold: Standing,
    near: Sequence[int],
) -> list[Row]:
    """The rows of a sentence; its words begin at `words`, behind the mark of its section: 3、|65岁以上老年人体检率."""
    made = readings(text, around(text, words, sentence[1], found, periods))
    made.extend(implied_frequencies(text, words, sentence[1], found))
    judge = Judge(text, index, sentence, periods, said, path, year, hold, near)
    rows = []
    for reading in made:
        at = reading.quantity.start
        rows.append(
            Row(reading, sentence, judge.period(at) or hold.period, judge.mood(at), judge.verdict(reading))
        )
    return rows
