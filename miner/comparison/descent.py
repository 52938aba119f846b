"""Compare the outline of a place with that of the area around it: indicators taken up, tightened, dropped, new."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from miner.comparison import tables
from miner.comparison.entries import Cell, cells_of, is_extent, rules
from miner.comparison.lineage import area_of, areas_above, layer_of
from miner.comparison.outlines import Goal, goals_of, is_outline, known_of, name_of
from miner.corpus import Plan
from miner.normalization import normalize_plan
from miner.targets.links import is_of_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["descent_table"]

_FEWEST = 3
"""An indicator table needs this many rows before a missing indicator counts as dropped."""
_SUBJECT = re.compile(r"国民经济和社会发展")


def descent_table(plans: Sequence[Plan], quantities: pd.DataFrame) -> pd.DataFrame:
    """Compare each general outline with the one of the nearest upper area for the same years: `miner.tables.DESCENT`."""
    general = [p for p in plans if is_outline(p) and p.title and _SUBJECT.search(p.title)]
    areas = {p.id: area for p in general if (area := area_of(p)) is not None} if len(general) > 1 else {}
    at = {(areas[p.id], p.year, p.year_end): p for p in reversed(general) if p.id in areas}
    pairs = []
    for lower in general:
        upper_areas = areas_above(areas[lower.id]) if lower.id in areas else ()
        upper = next((at[key] for a in upper_areas if (key := (a, lower.year, lower.year_end)) in at), None)
        if upper is not None:
            pairs.append((upper, lower))
    if not pairs:
        return tables.DESCENT.frame(())
    plan_ids = {p.id for pair in pairs for p in pair}
    cells_by_plan: dict[str, list[Cell]] = {}
    for cell in cells_of([p for p in general if p.id in plan_ids], quantities, words=True):
        cells_by_plan.setdefault(cell.plan.id, []).append(cell)
    goals = {plan_id: goals_of(cells[0].plan, cells) for plan_id, cells in cells_by_plan.items()}
    rows: list[tuple[object, ...]] = []
    for upper, lower in pairs:
        rows += _rows(goals.get(upper.id, []), goals.get(lower.id, []), lower)
    return tables.DESCENT.frame(rows)


def _rows(upper: Sequence[Goal], lower: Sequence[Goal], plan: Plan) -> Iterator[tuple[object, ...]]:
    """One row per indicator of the tables of either outline."""
    listed = [g for g in upper if is_of_table(g.cell.row)], [g for g in lower if is_of_table(g.cell.row)]
    if min(map(len, listed)) < _FEWEST:
        return
    used: set[int] = set()
    text = normalize_plan(plan).text
    for goal in listed[0]:
        namesakes = [i for i, g in enumerate(lower) if name_of(g.cell) == name_of(goal.cell)]
        at = next(
            (i for i in namesakes if lower[i].horizon == goal.horizon), namesakes[0] if namesakes else None
        )
        if at is not None:
            used.add(at)
            yield _row(goal, lower[at], _relation(goal, lower[at]))
            continue
        alike = next((g for g in lower if _alike(goal, g)), None)
        if alike is not None:
            yield _row(goal, alike, _Relation("doubtful", None, "names that are alike"))
        else:
            mentioned = goal.cell.key.indicator in text or name_of(goal.cell)[0] in text
            yield _row(goal, None, _Relation("unquantified" if mentioned else "dropped"))
    for i, goal in enumerate(lower):
        if i not in used and is_of_table(goal.cell.row) and not any(_alike(g, goal) for g in upper):
            if any(name_of(g.cell) == name_of(goal.cell) for g in upper):
                continue  # the upper outline has this indicator with another horizon
            yield _row(None, goal, _Relation("new"))


class _Relation(NamedTuple):
    relation: str
    force: str | None = None
    reason: str | None = None


def _alike(a: Goal, b: Goal) -> bool:
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(a.cell.key.indicator, b.cell.key.indicator) >= rules()["doubtful_from"])


def _relation(upper: Goal, lower: Goal) -> _Relation:
    """Relation of the lower goal to the upper one, with the change of force (约束性 became 预期性)."""
    a, b = upper.cell.row["force"], lower.cell.row["force"]
    force = f"{a} became {b}" if {a, b} == {"binding", "anticipatory"} else None
    if upper.horizon != lower.horizon:
        return _Relation("incomparable", force, f"horizons differ: {upper.horizon}, {lower.horizon}")
    x, y = upper.value, lower.value
    if (
        x != x or y != y or is_extent(upper.cell.key)
    ):  # amounts add up over areas, so a city's is only a part of its province's
        return _Relation("taken up", force, "said in words" if x != x or y != y else None)
    if math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-12):
        return _Relation("taken up", force)
    harder = y < x if upper.falls else y > x
    return _Relation("tightened" if harder else "loosened", force)


def _row(upper: Goal | None, lower: Goal | None, relation: _Relation) -> tuple[object, ...]:
    goal = upper or lower
    assert goal is not None
    indicator = known_of(goal.cell)
    return (
        name_of(goal.cell)[0], indicator.id if indicator else None, goal.cell.key.measure, goal.horizon, goal.year,
        *relation, *_side(upper), *_side(lower),
    )  # fmt: skip


def _side(goal: Goal | None) -> tuple[object, ...]:
    if goal is None:
        return (None, None, None, math.nan, None, None, None, None, None, None)
    row: Mapping[str, object] = goal.cell.row
    plan = goal.cell.plan
    low, high = goal.cell.row["low"], goal.cell.row["high"]
    return (
        plan.id, layer_of(plan), plan.place, low if low == low else high, row["comparator"], row["unit"], row["force"],
        row["start"], row["end"], row["quote"],
    )  # fmt: skip
