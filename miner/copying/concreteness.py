"""Measure how concrete a plan is: shares of sentences with a measure, a deadline, a responsible body, or set phrases."""

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
"""Ideographs of the shortest sentence that is counted; shorter ones are headings, names or fragments."""


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
    formulas = read_toml("miner.copying", "formulas.toml")
    phrases = sorted(formulas["phrases"], key=len, reverse=True)
    return PatternSet([re.compile("|".join(map(re.escape, phrases)))]), float(formulas["share"])


def measure_concreteness(
    corpus: Iterable[Plan] | Plan,
    *,
    quantities: pd.DataFrame | None = None,
    commitments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per plan: shares of its sentences and commitments per 1,000 characters, `miner.tables.CONCRETENESS`.

    Sentences of less than eight ideographs and headings are not counted. Tables of
    `extract_quantities` and `extract_commitments`, if passed, are not computed again.
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
    """The sentences that `measure_concreteness` counts and the elements of each, `miner.tables.CONCRETE_SENTENCES`."""
    return concreteness_tables(corpus, quantities=quantities, commitments=commitments)[1]


def concreteness_tables(
    corpus: Iterable[Plan] | Plan,
    *,
    quantities: pd.DataFrame | None = None,
    commitments: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables of `measure_concreteness` and of `mark_sentences`, from one pass over the sentences."""
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
    promises = quantities[quantities["status"] == "commitment"]
    promised = Counter([*promises["plan_id"], *commitments["plan_id"]])
    return tables.CONCRETENESS.frame(_plan_row(plan, marked[plan.id], promised[plan.id]) for plan in plans)


def _plan_row(plan: Plan, sentences: list[_Sentence], count: int) -> tuple[object, ...]:
    n, chars = max(1, len(sentences)), len("".join(outline(plan).normalized.text.split()))
    shares = (
        sum(s.measure for s in sentences) / n,
        sum(s.deadline for s in sentences) / n,
        sum(s.actor for s in sentences) / n,
        sum(s.measure or s.deadline or s.actor for s in sentences) / n,
        sum(s.formula for s in sentences) / n,
    )
    return (plan.id, len(sentences), *shares, count, 1000 * count / max(1, chars), chars)


def _sentence_rows(plan: Plan, sentences: list[_Sentence]) -> Iterator[tuple[object, ...]]:
    text, plan_outline = plan.source.text, outline(plan)
    spans = plan_outline.normalized.to_raw_spans([s.start for s in sentences], [s.end for s in sentences])
    for s, start, end in zip(sentences, *(side.tolist() for side in spans), strict=True):
        section = plan_outline.at(s.start)
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
    """Sentences by plan id; a promise belongs to the sentence in which it starts."""
    promises = quantities[quantities["status"] == "commitment"]
    promised: dict[str, list[tuple[int, bool, bool, bool]]] = defaultdict(list)
    for table, measured in ((promises, True), (commitments, False)):
        columns = (table[c].tolist() for c in ("plan_id", "start", "deadline", "actor"))
        for plan_id, start, deadline, actor in zip(*columns, strict=True):
            promised[plan_id].append((start, measured, deadline is not None, actor is not None))
    return {plan.id: _of_plan(plan, promised[plan.id]) for plan in plans}


def _of_plan(plan: Plan, promised: list[tuple[int, bool, bool, bool]]) -> list[_Sentence]:
    plan_outline = outline(plan)
    text = plan_outline.normalized.text
    heads = {s.heading_start for s in plan_outline.sections if s.heading_end - s.heading_start <= 30}
    spans = plan_outline.sentences
    starts = [a for a, _ in spans]
    marks_of: dict[int, list[bool]] = {}
    for raw, *marks in promised:
        i = bisect_right(starts, plan_outline.normalized.from_raw(raw, raw + 1)[0]) - 1
        old = marks_of.setdefault(i, [False, False, False])
        marks_of[i] = [a or b for a, b in zip(old, marks, strict=True)]
    formulas, share = _formulas()
    places = formulas.places(text, spans)
    rows = []
    for i, ((start, end), han) in enumerate(zip(spans, _ideographs(text, spans), strict=True)):
        if han < LEAST:
            continue
        bare = text[end - 1] not in _SENTENCE_ENDS and (start in heads or end - start < 40)
        if bare and i not in marks_of:
            continue
        measure, deadline, actor = marks_of.get(i, (False, False, False))
        empty = i not in marks_of and 0 in places[i]
        if empty:
            phrases = formulas.matches(0, text, (start, end), places[i][0])
            empty = sum(m.end() - m.start() for m in phrases) >= share * han
        rows.append(_Sentence(start, end, measure, deadline, actor, empty))
    return rows


_SENTENCE_ENDS = frozenset("。；！？：…”")


def _ideographs(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many ideographs each of the spans holds."""
    points = code_points(text)
    total = np.concatenate(([0], np.cumsum((points >= 0x4E00) & (points <= 0x9FFF))))
    bounds = np.asarray(spans, np.int64).reshape(-1, 2)
    counts: list[int] = (total[bounds[:, 1]] - total[bounds[:, 0]]).tolist()
    return counts
