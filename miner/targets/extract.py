"""From a plan to the rows of its quantities: sentences, clauses, indicators, periods, status."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from miner.corpus import Plan
from miner.kept import Kept
from miner.normalization import NormalizedText
from miner.segmentation.outline import Outline, outline
from miner.targets.actors import Actors, find_actors
from miner.targets.clauses import around
from miner.targets.frequencies import implied_frequencies
from miner.targets.grids import Promise, read_grids
from miner.targets.indicators import Reading, readings
from miner.targets.judge import Judge
from miner.targets.modality import moods
from miner.targets.periods import Period, periods_of
from miner.targets.quantities import Quantity, Veto, find_numbers
from miner.targets.status import (
    Discourse,
    Verdict,
    discourse,
    document_kind,
    glossary_start,
    own_years,
)
from miner.targets.vetoes import veto_reasons

__all__ = ["Mined", "Row", "forget", "inside", "mine"]

_BASIS = re.compile(r"[^，。；]{0,16}(?:基础上|为基[数期])")  # 在2020年产量的基础上
_BASELINE = re.compile(r"(?:比|较|与|同|按|以|自|从|由|高于|低于)$")


class Row(NamedTuple):
    """One quantity of a plan with all that was read of it; offsets are of the normalized text."""

    reading: Reading
    sentence: tuple[int, int]
    period: Period | None
    mood: str | None
    verdict: Verdict
    actor: str | None = None
    """The body that a table names for it."""

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

    @property
    def interval(self) -> str | None:
        """The plan's own period in ISO 8601: 2026, or 2026/2030; None where its year is unknown."""
        if self.year is None:
            return None
        return f"{self.year}/{self.last}" if self.last and self.last > self.year else str(self.year)


_MADE: Kept[Mined] = Kept()


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
    kind = document_kind(plan.title, text[:2000])
    sentences = sections.sentences
    periods = [found and _own_periods(text, found) for found in periods_of(text, sentences, year, last)]
    path = discourse(text, sentences, sections, kind, periods, year)
    said = moods(text, sentences)
    cells, promises, grids = read_grids(plan, sections.normalized, year, last)
    numbers, vetoes = find_numbers(text)
    quantities = [q for q in numbers if not inside(grids, q.start) and not _is_marker(text, q)]
    if grids:
        vetoes = _with_cells(vetoes, numbers, grids, {c.reading.quantity.start for c in cells})
    by_sentence = _by_sentence(sentences, quantities)
    rows = [Row(c.reading, c.row, c.period, c.mood, c.verdict, c.actor) for c in cells]
    for i, found in enumerate(by_sentence):
        if found or text.find("每", *sentences[i]) >= 0:
            rows.extend(_sentence(text, i, sentences[i], found, periods[i], said[i], path, year))
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
        tuple(promises),
        tuple(grids),
        tuple(vetoes),
    )


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
        and (q.start == 0 or text[q.start - 1] in "\n\u3000 ")
    )


def _own_periods(text: str, found: list[Period]) -> list[Period]:
    """Without those that only say what is compared with: 比上年, 较2020年."""
    return [
        p
        for p in found
        if not _BASELINE.search(text, max(0, p.start - 2), p.start)
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
    found: list[Quantity],
    periods: list[Period],
    said: list[tuple[int, str]],
    path: Discourse,
    year: int | None,
) -> list[Row]:
    start, end = sentence
    made = readings(text, around(text, start, end, found, periods))
    made.extend(implied_frequencies(text, start, end, found))
    judge = Judge(text, index, sentence, periods, said, path, year)
    rows = []
    for reading in made:
        at = reading.quantity.start
        rows.append(Row(reading, sentence, judge.period(at), judge.mood(at), judge.verdict(reading)))
    return rows
