"""Read the goals of outlines (plans for several years) and judge yearly reports against them.

A report's value is compared with a straight line from base to goal for an end goal, with the average itself for a
yearly average, with the yearly part for a sum. Only reports of the same place and values of the same indicator,
measure and kind of unit are compared; a value that cannot be judged is listed with the reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from miner.comparison import tables
from miner.comparison.entries import (
    Cell,
    cells_of,
    in_unit,
    is_general,
    is_of_one_year,
    lower_is_better,
    rank_of,
    value_year,
)
from miner.comparison.lineage import area_of
from miner.corpus import Plan
from miner.knowledge.indicators import Indicator, canonical_indicator
from miner.numbers.comparators import allowance
from miner.targets.links import is_of_table, unit_factor

if TYPE_CHECKING:
    import pandas as pd
from miner.knowledge.bodies import one_body

__all__ = ["Goal", "goals_of", "is_outline", "known_of", "name_of", "progress_table"]

_GENERAL_REPORT = re.compile(r"政府工作报告|国民经济和社会发展")
_MID_TERM = re.compile(r"中期|实施情况|监测评估")
_GOVERNMENT = re.compile(r"人民政府$|国务院$")
WORDS = "qualitative"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of an outline; `base` is in the base unit of the dimension, NaN where the outline gives none."""

    cell: Cell
    horizon: str
    year: int
    base: float
    base_year: int

    @property
    def value(self) -> float:
        """The least demanding number that keeps the goal; NaN for a goal in words."""
        cell = self.cell
        return cell.high if self.falls and cell.high == cell.high else cell.value

    @property
    def falls(self) -> bool:
        """Whether less is better: by the registry, by the name, by 以内, or because the goal is below its base."""
        indicator, key = known_of(self.cell), self.cell.key
        if key.measure == "decrease":
            return False
        if indicator is not None and indicator.better:
            return indicator.better == "down"
        if self.cell.row["comparator"] in ("le", "lt"):
            return True
        return lower_is_better(key) or bool(self.base == self.base and self.cell.value < self.base)


def is_outline(plan: Plan) -> bool:
    """Whether a plan is for several years and says which."""
    return plan.year is not None and plan.year_end is not None and plan.year_end > plan.year


def known_of(cell: Cell) -> Indicator | None:
    """The indicator of the registry that a cell is of."""
    return canonical_indicator(cell.key.indicator, cell.key.measure, cell.key.dimension)


def name_of(cell: Cell) -> tuple[str, str, str]:
    """Identity of an indicator across plans: name, measure, kind of unit."""
    indicator = known_of(cell)
    return (indicator.name if indicator else cell.key.indicator), cell.key.measure, cell.key.dimension


def goals_of(plan: Plan, cells: Iterable[Cell]) -> list[Goal]:
    """The goals that an outline sets for its own end, one for each indicator and horizon, in the order of the text."""
    best: dict[tuple[Any, ...], Cell] = {}
    for cell in cells:
        row = cell.row
        if row["status"] != "commitment" or row["horizon"] not in ("end", "average", "cumulative"):
            continue
        if not isinstance(row["period_end"], str) or int(row["period_end"][:4]) != plan.year_end:
            continue
        if is_general(cell.key) or (cell.key.scope and not is_of_table(row)):
            continue
        key = (*name_of(cell), row["horizon"])
        if key not in best or rank_of(cell) < rank_of(best[key]):
            best[key] = cell
    return [_goal(plan, cell) for cell in best.values()]


def _goal(plan: Plan, cell: Cell) -> Goal:
    row = cell.row
    base_year = str(row["baseline_period"] or "")[-4:]
    year_before = (plan.year or 0) - 1
    base = row["baseline_value"] * unit_factor(row)
    return Goal(
        cell, row["horizon"], plan.year_end or 0, base, int(base_year) if base_year.isdigit() else year_before
    )


def progress_table(plans: Sequence[Plan], quantities: pd.DataFrame) -> pd.DataFrame:
    """Promised and reported values in the reports of a place, per goal of its outline: `miner.tables.PROGRESS`."""
    outlines = [p for p in plans if is_outline(p) and not _is_mid_term(p)]
    areas = {p.id: area for p in plans if (area := area_of(p)) is not None} if outlines else {}
    reports = [
        p for p in plans if p.year is not None and p.id in areas and (not is_outline(p) or _is_mid_term(p))
    ]
    pairs = [(o, r) for o in outlines for r in reports if _reports_on(o, r, areas)]
    if not pairs:
        return tables.PROGRESS.frame(())
    plan_ids = {p.id for pair in pairs for p in pair}
    cells_by_plan: dict[str, list[Cell]] = {}
    for cell in cells_of([p for p in plans if p.id in plan_ids], quantities, words=True):
        cells_by_plan.setdefault(cell.plan.id, []).append(cell)
    goals = {o.id: goals_of(o, cells_by_plan.get(o.id, ())) for o, _ in pairs}
    rows: list[tuple[object, ...]] = []
    for outline, report in pairs:
        reported: dict[tuple[str, str, str], list[Cell]] = {}
        for cell in cells_by_plan.get(report.id, ()):
            if not cell.key.scope:
                reported.setdefault(name_of(cell), []).append(cell)
        for goal in goals[outline.id]:
            rows += _rows(outline, report, goal, reported, goals[outline.id])
    return tables.PROGRESS.frame(rows)


def _is_mid_term(plan: Plan) -> bool:
    return bool(plan.title and _MID_TERM.search(plan.title))


def _reports_on(outline: Plan, report: Plan, areas: Mapping[str, str]) -> bool:
    """Whether a plan is a report of the place of the outline, by its government or by the outline's own body."""
    if outline.id not in areas or areas[outline.id] != areas[report.id] or report.year is None:
        return False
    first, last = outline.year or 0, outline.year_end or 0
    if not first <= report.year <= last + 1:
        return False
    return _speaks_for_all(report) or (
        one_body(report.issuer) is not None and report.issuer == outline.issuer
    )


def _speaks_for_all(report: Plan) -> bool:
    if report.kind == "政府工作报告":
        return True
    titled = bool(report.title and _GENERAL_REPORT.search(report.title))
    return titled and (report.issuer is None or bool(_GOVERNMENT.search(report.issuer)))


def _rows(
    outline: Plan,
    report: Plan,
    goal: Goal,
    reported: Mapping[tuple[str, str, str], Sequence[Cell]],
    goals: Sequence[Goal],
) -> Iterator[tuple[object, ...]]:
    """Rows of the promised and the reported value of one goal; one row `silent` if there is neither."""
    cells = reported.get(name_of(goal.cell), ())
    silent = True
    for status, label in (("commitment", "promised"), ("achieved", "reported")):
        fitting = [c for c in cells if c.row["status"] == status and _is_of_a_year(c, goal)]
        if fitting:
            silent = False
            cell = min(fitting, key=rank_of)
            yield _row(outline, report, goal, cell, label, goals)
    if silent and is_of_table(goal.cell.row) and _speaks_for_all(report):
        yield _row(outline, report, goal, None, "silent", goals)


def _is_of_a_year(cell: Cell, goal: Goal) -> bool:
    """Whether a value of a report is of a single year within the outline's period."""
    year = value_year(cell)
    if year is None or not goal.cell.plan.year or not goal.cell.plan.year <= year <= goal.year:
        return False
    if cell.row["status"] == "commitment":
        return bool(cell.row["horizon"] == "annual")
    return is_of_one_year(cell)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Value that the goal requires of a year, in the base unit, and the standing of the reported value."""

    line: float = math.nan
    average: float = math.nan
    standing: str | None = None
    basis: str | None = None
    reason: str | None = None


def _judged(goal: Goal, cell: Cell, goals: Sequence[Goal]) -> _Judged:
    """Judge the value of one year against the goal; the standing is None, with a reason, where it cannot be judged."""
    year, best = value_year(cell) or 0, _best(cell, goal.falls)
    if goal.value != goal.value or best != best:
        return _Judged(reason="said in words")
    if goal.horizon == "average":
        return _stands(goal, best, math.nan, goal.value, "own average")
    years = goal.year - (goal.cell.plan.year or goal.year) + 1
    if goal.horizon == "cumulative":
        if cell.key.measure not in _GAINS:
            return _Judged(reason="a sum over years, and no gain of one year")
        return _stands(goal, best, math.nan, goal.value / years, "yearly part")
    if goal.base != goal.base or goal.base_year >= goal.year:
        return _Judged(reason="the outline gives no base")
    part = (year - goal.base_year) / (goal.year - goal.base_year)
    is_bound = goal.base <= goal.value if goal.falls else goal.base >= goal.value
    if is_bound:  # the base already satisfies the goal, so it is a bound
        return _stands(goal, best, goal.value, math.nan, "bound")
    line = goal.base + part * (goal.value - goal.base)
    rate = _own_rate(goal, goals)
    average = goal.base * (1 + rate / 100) ** (year - goal.base_year) if rate == rate else math.nan
    return _stands(goal, best, line, average, "straight line")


_GAINS = frozenset({"increase", "decrease"})


def _own_rate(goal: Goal, goals: Sequence[Goal]) -> float:
    """The yearly growth that the outline sets for the same thing; NaN where it sets none."""
    rates = [
        g.value
        for g in goals
        if g.horizon == "average" and g.cell.key.dimension == "share" and g.cell.key.measure == "increase"
        and g.cell.key.indicator == goal.cell.key.indicator
    ]  # fmt: skip
    return rates[0] if rates else math.nan


def _best(cell: Cell, falls: bool) -> float:
    """The bound of a value that is most favorable to the plan."""
    if falls:
        return cell.low if cell.low == cell.low else cell.high
    return cell.high if cell.high == cell.high else cell.low


def _stands(goal: Goal, best: float, line: float, average: float, basis: str) -> _Judged:
    """`on the way` or `behind`, by the line, else by the average; 左右 allows a twentieth of the goal's step."""
    required = line if line == line else average
    step = goal.value - goal.base if basis == "straight line" else required
    room = allowance() * abs(step) if goal.cell.row["comparator"] == "approx" else 0.0
    room += 1e-9 * max(1.0, abs(required))
    good = best <= required + room if goal.falls else best >= required - room
    return _Judged(line, average, "on the way" if good else "behind", basis)


def _row(
    outline: Plan, report: Plan, goal: Goal, cell: Cell | None, label: str, goals: Sequence[Goal]
) -> tuple[object, ...]:
    row, indicator = goal.cell.row, known_of(goal.cell)
    judged = _judged(goal, cell, goals) if cell is not None else _Judged()
    nan = math.nan
    return (
        name_of(goal.cell)[0], indicator.id if indicator else None, outline.place, outline.id, report.id,
        report.year if cell is None else value_year(cell), label, goal.horizon, row["force"],
        in_unit(goal.base, row), goal.base_year if goal.base == goal.base else None,
        in_unit(goal.cell.value, row), row["comparator"], goal.year, row["unit"],
        in_unit(cell.value, row) if cell else nan, cell.row["comparator"] if cell else None,
        in_unit(judged.line, row), in_unit(judged.average, row), judged.standing, judged.basis, judged.reason,
        row["start"], row["end"], row["quote"],
        *((cell.row["start"], cell.row["end"], cell.row["quote"]) if cell else (None, None, None)),
    )  # fmt: skip
