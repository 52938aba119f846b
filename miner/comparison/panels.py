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
from miner.comparison.entries import Cell, cells_of, in_unit, rank_of
from miner.comparison.firmness import firmness
from miner.comparison.lineage import NATION, area_of, layer_of
from miner.comparison.naming import speaks
from miner.comparison.spans import Span, span_of
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
    """A cell with its place, years, indicator and horizon in the panel."""

    cell: Cell
    indicator: str
    registered: Indicator | None
    area: str | None
    span: Span

    @property
    def year(self) -> int | None:
        """The year of the value: the last of its span."""
        return self.span.last

    @property
    def horizon(self) -> str | None:
        """The horizon of the value."""
        return self.span.horizon

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
    for value in _told(values):
        if value.cell.row["status"] == "commitment":
            promises.setdefault((*value.place, value.horizon, value.cell.plan.id), []).append(value)
        else:
            results.setdefault((*value.place, value.horizon), []).append(value)
    primary = {key: min(group, key=_rank_of_promise) for key, group in promises.items()}
    rivals: dict[tuple[Any, ...], list[_Value]] = {}
    for key, value in primary.items():
        rivals.setdefault(key[:-1], []).append(value)
    rows = []
    for key, value in primary.items():
        contradicted = _contradicted(value, rivals[key[:-1]])
        if contradicted is None:
            continue  # another plan of this place and year says the same
        flags = _flags(value, contradicted)
        result = _result(results.pop((*value.place, value.horizon), ()), value)
        rows.append(_row(value, layers, len(promises[key]), result, flags))
    for group in results.values():
        rows.append(_result_row(min(group, key=_rank_of_report), layers, len(group)))
    return tables.PANEL.frame(rows)


def _flags(value: _Value, contradicted: bool) -> str | None:
    """Comma-separated flags of a row that cannot be used like the others; None for a sound row."""
    plan = value.cell.plan
    flags = ["contradicted"] if contradicted else []
    flags += ["no place"] if plan.place is None and value.area is None else []
    flags += ["no year"] if value.year is None else []
    return ", ".join(flags) or None


def _value(cell: Cell, areas: Mapping[str, str | None]) -> _Value | None:
    """Convert a cell to a value of the panel; None if it is no value of the whole place, or its name or years are in doubt."""
    key, plan = cell.key, cell.plan
    span = span_of(cell) if not key.scope and speaks(cell) else None
    if span is None:
        return None
    indicator = canonical_indicator(key.indicator, key.measure, key.dimension)
    name = (
        indicator.name
        if indicator
        else key.indicator + ("增长率" if key.measure == "increase" and key.dimension == "share" else "")
    )
    return _Value(cell, name, indicator, areas[plan.id], span)


def _told(values: Sequence[_Value]) -> list[_Value]:
    """Leave out what one plan alone reports and none promises, under a name that the registry lacks."""
    plans: dict[str, set[tuple[str | None, int | None]]] = {}
    promised = {v.indicator for v in values if v.cell.row["status"] == "commitment"}
    for v in values:
        plans.setdefault(v.indicator, set()).add((v.area or v.cell.plan.id, v.cell.plan.year))
    return [v for v in values if v.registered or v.indicator in promised or len(plans[v.indicator]) > 1]


def _contradicted(value: _Value, rivals: Sequence[_Value]) -> bool | None:
    """Whether another plan of the same year says something else; None if one before it says the same."""
    same_year = [v for v in rivals if v.cell.plan.year == value.cell.plan.year]
    said = _said(value)
    first = next(v for v in same_year if _said(v) == said)
    if first is not value:
        return None
    return len({_said(v) for v in same_year if v.cell.value == v.cell.value} | {said}) > 1


def _said(value: _Value) -> tuple[Any, ...]:
    """What a value says, to four digits in its base unit: 592万公顷 and 8880万亩 are the same."""
    cell = value.cell
    if cell.value != cell.value:
        return (None, None, None)
    return (f"{cell.low:.4g}", f"{cell.high:.4g}", cell.row["comparator"])


def _result(reported: Sequence[_Value], promise: _Value) -> _Value | None:
    """The value reported for the year of the promise in the same dimension; None if there is none."""
    fitting = [
        v
        for v in reported
        if v.cell.key.dimension == promise.cell.key.dimension and v.cell.value == v.cell.value
    ]
    return min(fitting, key=_rank_of_report) if fitting else None


def _rank_of_promise(value: _Value) -> tuple[Any, ...]:
    """Sort key of promises; what is striven for comes after what is promised: 增长6%以上、力争达到7%."""
    off_period, not_stated, *rest = rank_of(value.cell)
    return off_period, not_stated, value.cell.row["force"] == "strive", *rest


def _rank_of_report(value: _Value) -> tuple[Any, ...]:
    """Sort key of reported values; an exact one comes before a round one: 突破10亿吨大关，达到10.4亿吨."""
    off_period, *rest = rank_of(value.cell)
    return off_period, value.cell.row["comparator"] != "eq", *rest


def _head(value: _Value, layers: Mapping[str, str | None]) -> tuple[Any, ...]:
    plan, area = value.cell.plan, value.area
    place = plan.place or (_COUNTRY if area == NATION else None)
    code = area if area is not None and area[:6].isdigit() else None
    return (
        plan.id, place, code, layers[plan.id], value.year, value.indicator,
        value.registered.id if value.registered else None,
    )  # fmt: skip


def _days(value: _Value) -> tuple[str | None, str | None]:
    """First and last day of the value: those of its clause if they lie in its years, else the whole years."""
    row, span = value.cell.row, value.span
    start, end = row["period_start"], row["period_end"]
    if span.last is None:
        return start, end
    own = isinstance(end, str) and int(end[:4]) == span.last and row["status"] == "commitment"
    if own and (span.horizon in ("annual", "end") or span.first is None or str(start)[:4] == str(span.first)):
        return start, end
    first = span.last if span.horizon == "annual" else span.first
    return f"{first}-01-01" if first is not None else None, f"{span.last}-12-31"


def _row(
    value: _Value, layers: Mapping[str, str | None], mentions: int, result: _Value | None, flags: str | None
) -> tuple[Any, ...]:
    row = value.cell.row
    return (
        *_head(value, layers),
        value.horizon, *_days(value),
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
        value.horizon, *_days(value),
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
