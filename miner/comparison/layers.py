"""Compare targets across layers of government: nation, province, city and district for one year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import TYPE_CHECKING

from miner.comparison import tables
from miner.comparison.entries import Cell, Key, entry_id, in_unit, is_extent, lower_is_better
from miner.comparison.lineage import area_of, areas_above, layer_of
from miner.comparison.naming import speaks
from miner.comparison.spans import is_own, speakers_of
from miner.corpus import Plan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["layers_table"]


def _beside(key: Key, upper: Cell, lower: Cell) -> tuple[str, str | None, float]:
    """Relation of the lower value to the upper one, its ambition, and its fraction of the upper value."""
    nan = math.nan
    if is_extent(key):
        part = lower.value / upper.value if upper.value else nan
        return ("part" if part <= 1 else "above"), None, part
    if math.isclose(upper.value, lower.value, rel_tol=1e-9, abs_tol=1e-12):
        return "same", None, nan
    higher = lower.value > upper.value
    return ("above" if higher else "below"), ("harder" if higher != lower_is_better(key) else "softer"), nan


def layers_table(plans: Iterable[Plan], cells: Iterable[Cell]) -> pd.DataFrame:
    """Compare the commitments of each plan with those of the nearest upper area, as `miner.tables.LAYERS`.

    Plans are compared if they are of one year and one's place lies in the other's. Of several plans of an upper area
    the one of the same kind is used, else the first; so each value makes at most one row and the work is linear.
    """
    areas = {p.id: area for p in plans if p.year is not None and (area := area_of(p))}
    rows: list[tuple[object, ...]] = []
    for key, of_entry in speakers_of(c for c in cells if speaks(c)).items():
        commitments = {
            plan_id: c for (plan_id, status), c in of_entry.items() if status == "commitment" and is_own(c)
        }
        if len(commitments) > 1:
            rows += _of_entry(key, commitments, areas)
    return tables.LAYERS.frame(rows)


def _of_entry(
    key: Key, commitments: Mapping[str, Cell], areas: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    by_area: dict[tuple[str, int | None], dict[str | None, Cell]] = {}
    for plan_id, cell in commitments.items():
        if plan_id in areas:
            by_area.setdefault((areas[plan_id], cell.plan.year), {}).setdefault(cell.plan.kind, cell)
    pairs: list[tuple[Cell, Cell]] = []
    for plan_id, lower in commitments.items():
        for area in areas_above(areas[plan_id]) if plan_id in areas else ():
            kinds = by_area.get((area, lower.plan.year), {})
            if kinds:
                pairs.append((kinds.get(lower.plan.kind) or next(iter(kinds.values())), lower))
                break
    beside: dict[str, list[Cell]] = {}
    for upper, lower in pairs:
        beside.setdefault(upper.plan.id, []).append(lower)
    for upper, lower in pairs:
        others = [c.value for c in beside[upper.plan.id] if areas[c.plan.id] != areas[lower.plan.id]]
        last = by_area.get((areas[lower.plan.id], (lower.plan.year or 0) - 1), {})
        before = last.get(lower.plan.kind) or next(iter(last.values()), None)
        yield _row(key, upper, lower, median(others) if others else math.nan, before)


def _row(key: Key, upper: Cell, lower: Cell, neighbors: float, before: Cell | None) -> tuple[object, ...]:
    def side(cell: Cell) -> tuple[object, ...]:
        r, p = cell.row, cell.plan
        value = r["low"] if r["low"] == r["low"] else r["high"]
        return (
            p.id,
            layer_of(p),
            p.place,
            value,
            r["comparator"],
            r["unit"],
            r["start"],
            r["end"],
            r["quote"],
        )

    return (entry_id(key), key.indicator, key.measure, lower.plan.year, *_beside(key, upper, lower),
            in_unit(lower.value - upper.value, lower.row), in_unit(neighbors, lower.row),
            in_unit(before.value, lower.row) if before else math.nan, *side(upper), *side(lower))  # fmt: skip
