"""Build the panel: one row per place, year, indicator and horizon, as policy research uses it.

A plan may mention an indicator many times. The row holds the representative value, the one of that horizon and period
in the passage that states the targets; the other mentions are counted. The value that a later plan reports for the
year is the result of the row. Two plans of one place and year that contradict each other give two flagged rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from miner.comparison import tables
from miner.comparison.entries import Cell, cells_of, in_unit, is_general, is_of_one_year, rank_of, value_year
from miner.comparison.firmness import firmness
from miner.comparison.lineage import NATION, area_of, layer_of
from miner.corpus import Plan
from miner.errors import InputError
from miner.knowledge.indicators import Indicator, canonical_indicator
from miner.targets import extract_quantities

if TYPE_CHECKING:
    import pandas as pd
from miner.knowledge.bodies import one_body

__all__ = ["panel", "panel_table"]

_COUNTRY = "中国"
_OUTCOMES = ("place", "year", "indicator", "value")


def panel(corpus_or_analysis: Iterable[Plan] | Any, outcomes: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per place, year, indicator and horizon: the table `miner.tables.PANEL`.

    outcomes: statistics of your own with the columns `place`, `year`, `indicator` (a name of the registry) and
    `value`, in the unit of the panel's row; they fill the column `outcome`. Raises InputError where one of the
    columns is missing.

    >>> import miner
    >>> text = "清溪市2026年政府工作报告\\n二、2026年目标\\n今年主要预期目标是：地区生产总值增长5%左右，城镇新增就业2万人以上。"
    >>> panel(miner.Corpus.from_texts({"p": text}))["indicator"].tolist()
    ['地区生产总值增长率', '城镇新增就业']
    """
    quantities = getattr(corpus_or_analysis, "quantities", None)
    plans = list(getattr(corpus_or_analysis, "corpus", None) or corpus_or_analysis)
    rows = panel_table(plans, extract_quantities(plans) if quantities is None else quantities)
    return rows if outcomes is None else _with_outcomes(rows, outcomes)


@dataclass(frozen=True, slots=True)
class _Value:
    """A cell with its place, year, indicator and horizon in the panel."""

    cell: Cell
    indicator: str
    registered: Indicator | None
    area: str | None
    year: int | None
    horizon: str | None

    @property
    def place(self) -> tuple[str, int | None, str]:
        """The key that joins a promise with its result."""
        plan = self.cell.plan
        return self.area or plan.place or one_body(plan.issuer) or plan.id, self.year, self.indicator


def panel_table(plans: Sequence[Plan], quantities: pd.DataFrame) -> pd.DataFrame:
    """The panel of `plans` from their table of quantities; linear in its rows."""
    areas = {p.id: area_of(p) for p in plans}
    layers = {p.id: layer_of(p) for p in plans}
    values = [v for cell in cells_of(plans, quantities, words=True) if (v := _value(cell, areas)) is not None]
    promises: dict[tuple[Any, ...], list[_Value]] = {}
    results: dict[tuple[Any, ...], list[_Value]] = {}
    for value in values:
        if value.cell.row["status"] == "commitment":
            promises.setdefault((*value.place, value.horizon, value.cell.plan.id), []).append(value)
        else:
            results.setdefault(value.place, []).append(value)
    primary = {key: min(group, key=lambda v: rank_of(v.cell)) for key, group in promises.items()}
    rivals: dict[tuple[Any, ...], list[_Value]] = {}
    for key, value in primary.items():
        rivals.setdefault(key[:-1], []).append(value)
    rows = []
    for key, value in primary.items():
        contradicted = _contradict(rivals[key[:-1]])
        if not contradicted and rivals[key[:-1]][0] is not value:
            continue  # another plan of this place and year says the same
        flags = _flags(value, contradicted)
        result = _result(results.pop(value.place, ()), value) if value.horizon == "annual" else None
        rows.append(_row(value, layers, len(promises[key]), result, flags))
    for group in results.values():
        rows.append(_result_row(min(group, key=lambda v: rank_of(v.cell)), layers, len(group)))
    return tables.PANEL.frame(rows)


def _flags(value: _Value, contradicted: bool) -> str | None:
    """Comma-separated flags of a row that cannot be used like the others; None for a sound row."""
    plan = value.cell.plan
    flags = ["contradicted"] if contradicted else []
    flags += ["no place"] if plan.place is None and value.area is None else []
    flags += ["no year"] if value.year is None else []
    return ", ".join(flags) or None


def _value(cell: Cell, areas: Mapping[str, str | None]) -> _Value | None:
    """Convert a cell to a value of the panel; None if its scope or its general name excludes the whole place."""
    key, row, plan = cell.key, cell.row, cell.plan
    if key.scope or is_general(key):
        return None
    indicator = canonical_indicator(key.indicator, key.measure, key.dimension)
    name = (
        indicator.name
        if indicator
        else key.indicator + ("增长率" if key.measure == "increase" and key.dimension == "share" else "")
    )
    horizon = row["horizon"] if row["status"] == "commitment" else "annual"
    return _Value(cell, name, indicator, areas[plan.id], value_year(cell), horizon)


def _contradict(values: Sequence[_Value]) -> bool:
    first = values[0].cell
    return any(
        (v.cell.low, v.cell.high, v.cell.row["comparator"])
        != (first.low, first.high, first.row["comparator"])
        and v.cell.value == v.cell.value
        for v in values[1:]
    )


def _result(reported: Sequence[_Value], promise: _Value) -> _Value | None:
    """The value reported for the year of the promise in the same dimension; None if there is none."""
    fitting = [
        v
        for v in reported
        if v.cell.key.dimension == promise.cell.key.dimension
        and v.cell.value == v.cell.value
        and is_of_one_year(v.cell)
    ]
    return min(fitting, key=lambda v: rank_of(v.cell)) if fitting else None


def _head(value: _Value, layers: Mapping[str, str | None]) -> tuple[Any, ...]:
    plan, area = value.cell.plan, value.area
    place = plan.place or (_COUNTRY if area == NATION else None)
    code = area if area is not None and area[:6].isdigit() else None
    return (
        plan.id, place, code, layers[plan.id], value.year, value.indicator,
        value.registered.id if value.registered else None,
    )  # fmt: skip


def _row(
    value: _Value, layers: Mapping[str, str | None], mentions: int, result: _Value | None, flags: str | None
) -> tuple[Any, ...]:
    row = value.cell.row
    return (
        *_head(value, layers),
        value.horizon, row["period_start"], row["period_end"],
        row["low"], row["high"], row["comparator"], row["unit"], row["change"], firmness(row),
        in_unit(result.cell.value, row) if result else nan,
        result.cell.plan.id if result else None,
        _gap(result.cell.value, value, row) if result else nan,
        mentions, row["start"], row["end"], row["quote"], flags,
    )  # fmt: skip


def _result_row(value: _Value, layers: Mapping[str, str | None], mentions: int) -> tuple[Any, ...]:
    """The row of a reported value without a promise in the corpus."""
    row = value.cell.row
    return (
        *_head(value, layers),
        "annual", row["period_start"], row["period_end"],
        nan, nan, None, row["unit"], row["change"], None,
        in_unit(value.cell.value, row), value.cell.plan.id, nan,
        mentions, row["start"], row["end"], row["quote"], "result only",
    )  # fmt: skip


def _gap(result: float, promise: _Value, row: Mapping[str, Any]) -> float:
    """The result minus the promised value, in the unit of the row; NaN where the promise has no value."""
    return in_unit(result - promise.cell.value, row)


def _with_outcomes(rows: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in _OUTCOMES if name not in outcomes.columns]
    if missing:
        raise InputError(f"outcomes lacks the column {missing[0]}; give a table with {', '.join(_OUTCOMES)}")
    measured = outcomes[list(_OUTCOMES)].rename(columns={"value": "outcome"})
    measured = measured.drop_duplicates(["place", "year", "indicator"]).astype({"year": "Int64"})
    return rows.merge(measured, on=["place", "year", "indicator"], how="left")
