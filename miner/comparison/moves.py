"""Classify what became of each target in the next plan: raised, hardened, kept, new, dropped, reached, missed …

Two values are compared by their number first (a range by its middle), then by firmness: 以上 and 确保 are harder than
a plain number, 左右 and 力争 softer (`firmness`). Values of different horizons are not compared: 五年累计10万人 neither
raises nor reaches a yearly target of 2万人.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from miner.comparison import tables
from miner.comparison.entries import (
    Cell,
    Key,
    entry_id,
    is_general,
    lower_is_better,
)
from miner.comparison.firmness import firmness_step
from miner.comparison.lineage import Succession
from miner.comparison.naming import is_fact, is_passing, speaks
from miner.comparison.spans import Span, is_own, span_of, speakers_of
from miner.corpus import Plan
from miner.numbers.comparators import allowance
from miner.segmentation import Outline, Section, outline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["judge", "moves_table"]


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (a != a and b != b)


def _point(cell: Cell) -> float:
    """The number to compare: the middle of a range, else the bound."""
    return (cell.low + cell.high) / 2 if cell.row["comparator"] == "between" else cell.value


def move_of(earlier: Cell, later: Cell) -> str:
    """`raised` or `lowered` by the number; where it is the same, `hardened`, `softened` or `kept` by the wording."""
    a, b = _point(earlier), _point(later)
    if not _same(a, b):
        return "raised" if b > a else "lowered"
    step = firmness_step(earlier.row, later.row)
    return "hardened" if step > 0 else "softened" if step < 0 else "kept"


def _difference(earlier: Cell, later: Cell) -> str | None:
    """Why two promises cannot be compared; None where they can: both of their plans' own years, or of one year."""
    a, b = span_of(earlier), span_of(later)
    if a is None or b is None:
        return _UNKNOWN
    if a.horizon and b.horizon and a.horizon != b.horizon:
        return f"horizons differ: {a.horizon}, {b.horizon}"
    own = is_own(earlier) and is_own(later)
    return None if own or a.last == b.last else f"years differ: {a.last}, {b.last}"


_UNKNOWN = "the years of a value are not known"


def _unfit_report(promise: Cell, report: Cell) -> str | None:
    """Why a reported value cannot be judged against a promise; None where both are of one and the same year."""
    a, b = span_of(promise), span_of(report)
    if a is None or b is None:
        return _UNKNOWN
    if not _is_of_a_year(a):
        return f"the target is no value of one year: {a.horizon}"
    if not _is_of_a_year(b):
        return "the reported value is of several years"
    return None if a.last == b.last else f"years differ: {a.last}, {b.last}"


def _is_of_a_year(span: Span) -> bool:
    return span.horizon in (None, "annual", "end")


def judge(target: Cell, report: Cell) -> str:
    """`reached` or `missed`: the reported value against the target's own comparator.

    左右 allows a twentieth of the value; a plain number is a floor, or a ceiling where less is better.
    """
    comparator = target.row["comparator"]
    value = report.value
    slack = allowance() * abs(target.value)
    if comparator in ("le", "lt"):
        good = value <= target.high or _same(value, target.high)
    elif comparator in ("ge", "gt") or comparator == "between":
        good = value >= target.low or _same(value, target.low)
    else:
        room = slack if comparator == "approx" else 0.0
        fewer = lower_is_better(target.key)
        good = value <= target.value + room if fewer else value >= target.value - room
        good = good or _same(value, target.value)
    return "reached" if good else "missed"


def _ambition(key: Key, move: str) -> str | None:
    if move in ("hardened", "softened"):
        return "harder" if move == "hardened" else "softer"
    if move not in ("raised", "lowered"):
        return None
    fewer = lower_is_better(key)
    return "harder" if (move == "raised") != fewer else "softer"


def moves_table(
    cells: Iterable[Cell], successions: Sequence[Succession], doubtful: Iterable[tuple[str, str]]
) -> pd.DataFrame:
    """One row per target and succession, as `miner.tables.MOVES`.

    A target that is only similar to one in the other plan is `doubtful` instead of new or dropped.
    """
    entries = speakers_of(
        c for c in cells if not is_general(c.key) and not is_fact(c) and not is_passing(c.key)
    )
    alike: dict[str, set[str]] = {}
    for a, b in doubtful:
        alike.setdefault(a, set()).add(b)
        alike.setdefault(b, set()).add(a)
    # Only the entries of the two plans are visited, so the work is linear in the number of plans.
    of_plan: dict[str, list[Key]] = {}
    for key, of_entry in entries.items():
        for plan_id in {plan_id for plan_id, _ in of_entry}:
            of_plan.setdefault(plan_id, []).append(key)
    commitments = {
        plan_id: {entry_id(k) for k in of_plan.get(plan_id, ()) if (plan_id, "commitment") in entries[k]}
        for plan_id in {p.id for s in successions for p in (s.earlier, s.later)}
    }
    rank = {key: i for i, key in enumerate(entries)}
    rows: list[tuple[object, ...]] = []
    for s in successions:
        keys = {*of_plan.get(s.earlier.id, ()), *of_plan.get(s.later.id, ())}
        for key in sorted(keys, key=rank.__getitem__):
            rows += _moves(key, s, entries[key], alike.get(entry_id(key), set()), commitments)
    return tables.MOVES.frame(rows)


def _still_named(key: Key, plan: Plan) -> bool:
    """Whether a plan names an indicator outside its review, even without a number: 能耗完成上级下达任务."""
    plan_outline = outline(plan)
    text, at = plan_outline.normalized.text, -1
    while (at := text.find(key.indicator, at + 1)) >= 0:
        section = plan_outline.at(at)
        while section and section.role != "review" and section.parent:
            section = _by_id(plan_outline)[section.parent]
        if not section or section.role != "review":
            return True
    return False


def _by_id(plan_outline: Outline) -> dict[str, Section]:
    return {s.id: s for s in plan_outline.sections}


def _moves(
    key: Key,
    s: Succession,
    of_entry: Mapping[tuple[str, str], Cell],
    similar: set[str],
    commitments: Mapping[str, set[str]],
) -> Iterator[tuple[object, ...]]:
    """Rows for one entry from one plan to the next; `similar` are the ids of entries with similar names."""
    earlier = of_entry.get((s.earlier.id, "commitment"))
    later = of_entry.get((s.later.id, "commitment"))
    report = of_entry.get((s.later.id, "achieved"))
    # One name in both plans is one thing; a name in one plan alone may be a part of a sentence.
    if not (earlier and (later or report)) and not any(cell and speaks(cell) for cell in (earlier, later)):
        return
    if earlier and later:
        reason = _difference(earlier, later)
        yield _row(key, s, earlier, later, "incomparable" if reason else move_of(earlier, later), reason)
    elif earlier:
        move = "unquantified" if _still_named(key, s.later) else "dropped"
        yield _row(key, s, earlier, None, "doubtful" if similar & commitments[s.later.id] else move)
    elif later:
        yield _row(key, s, None, later, "doubtful" if similar & commitments[s.earlier.id] else "new")
    if earlier and report:
        reason = _unfit_report(earlier, report)
        yield _row(key, s, earlier, report, "incomparable" if reason else judge(earlier, report), reason)


def _row(
    key: Key, s: Succession, earlier: Cell | None, later: Cell | None, move: str, reason: str | None = None
) -> tuple[object, ...]:
    def side(cell: Cell | None) -> tuple[object, ...]:
        if cell is None:
            return (float("nan"), None, None, None, None)
        r = cell.row
        value = r["low"] if r["low"] == r["low"] else r["high"]
        return (value, r["comparator"], r["start"], r["end"], r["quote"])

    unit = next(c.row["unit"] for c in (earlier, later) if c)
    return (entry_id(key), key.indicator, key.measure, unit, s.relation, s.earlier.id, s.later.id, move,
            _ambition(key, move), reason, *side(earlier), *side(later))  # fmt: skip
