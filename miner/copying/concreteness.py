"""How concrete a plan is: which sentences hold a measure, a deadline, a responsible body, and which say nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from miner import tables
from miner.corpus import Plan, as_plans
from miner.data import read_toml
from miner.segmentation import outline, split_sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["mark_sentences", "measure_concreteness"]

LEAST = 8
"""Ideographs of the shortest sentence that is counted; what is shorter is a heading, a name or a fragment."""
_HAN = re.compile("[\u4e00-\u9fff]")


class _Sentence(NamedTuple):
    start: int
    end: int
    section: str | None
    measure: bool
    deadline: bool
    actor: bool
    formula: bool


@cache
def _formulas() -> tuple[re.Pattern[str], float]:
    known = read_toml("miner.copying", "formulas.toml")
    phrases = sorted(known["phrases"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, phrases))), float(known["share"])


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
    marked = _marked(plans, quantities, commitments)
    kept = quantities[quantities["status"] == "commitment"]
    promised = Counter([*kept["plan_id"], *commitments["plan_id"]])
    rows = []
    for plan in plans:
        found = marked[plan.id]
        n = len(found)
        chars = sum(not c.isspace() for c in outline(plan).normalized.text)
        count = promised[plan.id]
        shares = [
            sum(marks) / n if n else 0.0
            for marks in (
                [s.measure for s in found],
                [s.deadline for s in found],
                [s.actor for s in found],
                [s.measure or s.deadline or s.actor for s in found],
                [s.formula for s in found],
            )
        ]
        rows.append((plan.id, n, *shares, count, 1000 * count / chars if chars else 0.0, chars))
    return tables.CONCRETENESS.frame(rows)


def mark_sentences(
    corpus: Iterable[Plan] | Plan,
    *,
    quantities: pd.DataFrame | None = None,
    commitments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The sentences that `measure_concreteness` counts and what each holds, `miner.tables.CONCRETE_SENTENCES`."""
    plans = as_plans(corpus)
    marked = _marked(plans, *_mined(plans, quantities, commitments))
    rows = []
    for plan in plans:
        text = plan.source.text
        found = marked[plan.id]
        spans = outline(plan).normalized.to_raw_spans([s.start for s in found], [s.end for s in found])
        for s, start, end in zip(found, *(side.tolist() for side in spans), strict=True):
            rows.append(
                (plan.id, s.section, start, end, text[start:end], s.measure, s.deadline, s.actor, s.formula)
            )
    return tables.CONCRETE_SENTENCES.frame(rows)


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
    spans = split_sentences(text)
    starts = [a for a, _ in spans]
    held: dict[int, list[bool]] = {}
    for raw, *marks in promised:
        i = bisect_right(starts, made.normalized.from_raw(raw, raw + 1)[0]) - 1
        old = held.setdefault(i, [False, False, False])
        held[i] = [a or b for a, b in zip(old, marks, strict=True)]
    rows = []
    for i, (start, end) in enumerate(spans):
        words = text[start:end]
        han = len(_HAN.findall(words))
        bare = words[-1] not in "。；！？：…”" and (start in heads or end - start < 40)
        if han < LEAST or (bare and i not in held):
            continue
        section = made.at(start)
        measure, deadline, actor = held.get(i, (False, False, False))
        empty = i not in held and _is_formula(words, han)
        rows.append(_Sentence(start, end, section.id if section else None, measure, deadline, actor, empty))
    return rows


def _is_formula(words: str, han: int) -> bool:
    """Whether set phrases fill the sentence."""
    phrases, share = _formulas()
    return sum(len(m) for m in phrases.findall(words)) >= share * han
