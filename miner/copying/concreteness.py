"""Measure how concrete a plan is: its sentences with a measure, a deadline or a responsible body, and empty ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from miner.copying import tables
from miner.corpus import Plan, as_plans
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import PatternSet
from miner.knowledge.scripts import code_points
from miner.segmentation import outline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["concreteness_tables", "mark_sentences", "measure_concreteness"]

LEAST = 8
"""Ideographs of the shortest sentence that is counted; what is shorter is a heading, a name or a fragment."""


class _Sentence(NamedTuple):
    start: int
    end: int
    measure: bool
    deadline: bool
    actor: bool
    formula: bool


@cache
def _formulas() -> tuple[PatternSet, float]:
    """The set phrases as one pattern, and the part of a sentence they must fill."""
    known = read_toml("miner.copying", "formulas.toml")
    phrases = sorted(known["phrases"], key=len, reverse=True)
    return PatternSet([re.compile("|".join(map(re.escape, phrases)))]), float(known["share"])


def measure_concreteness(
    corpus: Iterable[Plan] | Plan,
    *,
    quantities: pd.DataFrame | None = None,
    commitments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a plan: shares of its sentences and commitments per 1,000 characters, `miner.tables.CONCRETENESS`.

    Sentences of less than eight ideographs and headings are not counted. Tables that `extract_quantities` and
    `extract_commitments` made of the corpus are used as they are; without them both are made.
    """
    plans = as_plans(corpus)
    quantities, commitments = _mined(plans, quantities, commitments)
    return _counted(plans, quantities, commitments, _marked(plans, quantities, commitments))


def mark_sentences(
    corpus: Iterable[Plan] | Plan,
    *,
    quantities: pd.DataFrame | None = None,
    commitments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The sentences that `measure_concreteness` counts and what each holds, `miner.tables.CONCRETE_SENTENCES`."""
    return concreteness_tables(corpus, quantities=quantities, commitments=commitments)[1]


def concreteness_tables(
    corpus: Iterable[Plan] | Plan,
    *,
    quantities: pd.DataFrame | None = None,
    commitments: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `measure_concreteness` and `mark_sentences` give, with the sentences read once."""
    plans = as_plans(corpus)
    quantities, commitments = _mined(plans, quantities, commitments)
    marked = _marked(plans, quantities, commitments)
    sentences = [row for plan in plans for row in _sentence_rows(plan, marked[plan.id])]
    counted = _counted(plans, quantities, commitments, marked)
    return counted, tables.CONCRETE_SENTENCES.frame(sentences)


def _counted(
    plans: Sequence[Plan],
    quantities: pd.DataFrame,
    commitments: pd.DataFrame,
    marked: dict[str, list[_Sentence]],
) -> pd.DataFrame:
    kept = quantities[quantities["status"] == "commitment"]
    promised = Counter([*kept["plan_id"], *commitments["plan_id"]])
    return tables.CONCRETENESS.frame(_plan_row(plan, marked[plan.id], promised[plan.id]) for plan in plans)


def _plan_row(plan: Plan, found: list[_Sentence], count: int) -> tuple[object, ...]:
    n, chars = max(1, len(found)), len("".join(outline(plan).normalized.text.split()))
    shares = (
        sum(s.measure for s in found) / n,
        sum(s.deadline for s in found) / n,
        sum(s.actor for s in found) / n,
        sum(s.measure or s.deadline or s.actor for s in found) / n,
        sum(s.formula for s in found) / n,
    )
    return (plan.id, len(found), *shares, count, 1000 * count / max(1, chars), chars)


def _sentence_rows(plan: Plan, found: list[_Sentence]) -> Iterator[tuple[object, ...]]:
    text, made = plan.source.text, outline(plan)
    spans = made.normalized.to_raw_spans([s.start for s in found], [s.end for s in found])
    for s, start, end in zip(found, *(side.tolist() for side in spans), strict=True):
        section = made.at(s.start)
        yield (
            plan.id,
            section.id if section else None,
            start,
            end,
            text[start:end],
            s.measure,
            s.deadline,
            s.actor,
            s.formula,
        )


def _mined(
    plans: Sequence[Plan], quantities: pd.DataFrame | None, commitments: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    from miner.targets import extract_commitments, extract_quantities

    return (
        extract_quantities(plans) if quantities is None else quantities,
        extract_commitments(plans) if commitments is None else commitments,
    )


def _marked(
    plans: Sequence[Plan], quantities: pd.DataFrame, commitments: pd.DataFrame
) -> dict[str, list[_Sentence]]:
    """By plan its sentences; a promise belongs to the sentence in which it begins."""
    kept = quantities[quantities["status"] == "commitment"]
    promised: dict[str, list[tuple[int, bool, bool, bool]]] = defaultdict(list)
    for table, measured in ((kept, True), (commitments, False)):
        columns = (table[c].tolist() for c in ("plan_id", "start", "deadline", "actor"))
        for plan_id, start, deadline, actor in zip(*columns, strict=True):
            promised[plan_id].append((start, measured, deadline is not None, actor is not None))
    return {plan.id: _of_plan(plan, promised[plan.id]) for plan in plans}


def _of_plan(plan: Plan, promised: list[tuple[int, bool, bool, bool]]) -> list[_Sentence]:
    made = outline(plan)
    text = made.normalized.text
    heads = {s.heading_start for s in made.sections if s.heading_end - s.heading_start <= 30}
    spans = made.sentences
    starts = [a for a, _ in spans]
    held: dict[int, list[bool]] = {}
    for raw, *marks in promised:
        i = bisect_right(starts, made.normalized.from_raw(raw, raw + 1)[0]) - 1
        old = held.setdefault(i, [False, False, False])
        held[i] = [a or b for a, b in zip(old, marks, strict=True)]
    formulas, share = _formulas()
    places = formulas.places(text, spans)
    rows = []
    for i, ((start, end), han) in enumerate(zip(spans, _ideographs(text, spans), strict=True)):
        if han < LEAST:
            continue
        bare = text[end - 1] not in _SENTENCE_ENDS and (start in heads or end - start < 40)
        if bare and i not in held:
            continue
        measure, deadline, actor = held.get(i, (False, False, False))
        empty = i not in held and 0 in places[i]
        if empty:
            phrases = formulas.matches(0, text, (start, end), places[i][0])
            empty = sum(m.end() - m.start() for m in phrases) >= share * han
        rows.append(_Sentence(start, end, measure, deadline, actor, empty))
    return rows


_SENTENCE_ENDS = frozenset("。；！？：…”")


def _ideographs(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many ideographs each of the spans holds."""
    points = code_points(text)
    before = np.concatenate(([0], np.cumsum((points >= 0x4E00) & (points <= 0x9FFF))))
    bounds = np.asarray(spans, np.int64).reshape(-1, 2)
    made: list[int] = (before[bounds[:, 1]] - before[bounds[:, 0]]).tolist()
    return made
