"""Rank the most telling rows of the other tables as findings, each with its figures and its quote.

A finding restates a row of another table and adds no conclusion. The kinds of findings, their ranks and their
thresholds are in `data/findings.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import nan
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from miner.comparison import tables
from miner.corpus import Plan
from miner.knowledge.data import read_toml
from miner.knowledge.indicators import indicators

if TYPE_CHECKING:
    import pandas as pd

    from miner.comparison.result import Comparison
    from miner.duplicates import Duplicates

__all__ = ["find_findings"]

_MOVES = ("missed", "softened", "lowered", "hardened", "raised", "reached")
Row = dict[str, Any]


def find_findings(
    plans: Iterable[Plan],
    *,
    panel: pd.DataFrame,
    comparison: Comparison,
    duplicates: Duplicates,
    leftovers: pd.DataFrame,
    contradictions: pd.DataFrame,
) -> pd.DataFrame:
    """The findings of a corpus, the most telling first: the table `miner.tables.FINDINGS`."""
    plan_list = tuple(plans)
    findings = [
        *_copied(duplicates.pairs),
        *_leftovers(leftovers),
        *_inconsistent(contradictions),
        *_of_panel(panel, plan_list),
        *_moved(comparison.moves),
    ]
    weights: Mapping[str, tuple[float, int]] = _rules()["kind"]
    findings.sort(key=lambda row: (-weights[row["kind"]][0], -row["strength"]))
    counts: dict[str, int] = {}
    rows = []
    for row in findings:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
        if counts[row["kind"]] <= weights[row["kind"]][1]:
            rows.append(tuple(row.get(name) for name in tables.FINDINGS.names))
    return tables.FINDINGS.frame(rows)


def _rules() -> dict[str, Any]:
    return read_toml("miner.comparison", "findings.toml")


def _row(kind: str, strength: float, **values: Any) -> Row:
    """A row of the table; numbers that are not given are NaN."""
    empty = {"value": nan, "low": nan, "median": nan, "high": nan}
    return {"kind": kind, "strength": float(strength), **empty, **values}


def _copied(pairs: pd.DataFrame) -> Iterator[Row]:
    """Plans copied to a large part, each with the plan that it shares most with."""
    rules = _rules()
    covered: set[str] = set()
    for r in sorted(pairs.to_dict("records"), key=lambda r: -max(r["share_a"], r["share_b"])):
        share = max(r["share_a"], r["share_b"])
        a, b = ("plan_a", "plan_b") if r["share_a"] >= r["share_b"] else ("plan_b", "plan_a")
        if share >= rules["copied_share"] and r["chars"] >= rules["copied_chars"] and r[a] not in covered:
            covered |= {r[a], r[b]}
            yield _row("copied", share, plan_id=r[a], plan_b=r[b], value=share)


def _leftovers(leftovers: pd.DataFrame) -> Iterator[Row]:
    """The surest leftover of each plan; its page lists the others."""
    plans: set[str] = set()
    for r in sorted(leftovers.to_dict("records"), key=lambda r: -r["confidence"]):
        if r["confidence"] >= _rules()["sure"] and r["plan_id"] not in plans:
            plans.add(r["plan_id"])
            span = {name: r[name] for name in ("plan_id", "start", "end", "quote")}
            yield _row("leftover", r["confidence"], **span)


def _inconsistent(contradictions: pd.DataFrame) -> Iterator[Row]:
    """Plans whose table contradicts their text."""
    for r in contradictions.to_dict("records"):
        yield _row(
            "inconsistent", 1.0, indicator=r["indicator"], unit=r["unit_a"], plan_id=r["plan_id"], start=r["start_a"],
            end=r["end_a"], quote=r["quote_a"], plan_b=r["plan_id"], start_b=r["start_b"], end_b=r["end_b"],
            quote_b=r["quote_b"],
        )  # fmt: skip


def _of_panel(panel: pd.DataFrame, plans: Sequence[Plan]) -> Iterator[Row]:
    """Ranges, values outside them, values that plans lack, and plans that contradict each other."""
    rules = _rules()
    names = {indicator.id: indicator for indicator in indicators().values()}
    rows = panel[(panel["horizon"] == "annual") & panel["comparator"].notna()]
    for r in rows[rows["flags"] == "contradicted"].to_dict("records"):
        yield _row("contradicted", 1.0, indicator=r["indicator"], **_span(r))
    for indicator in rules["main"]:
        of_one = rows[(rows["indicator_id"] == indicator) & (rows["low"].notna() | rows["high"].notna())]
        for (year, unit), group in of_one.groupby(["year", "unit"]):
            values = [_value(r) for r in group.to_dict("records")]
            if len(values) >= rules["fewest_plans"]:
                facts = {
                    "indicator": names[indicator].name,
                    "unit": unit,
                    "year": int(year),
                    "plans": len(values),
                }
                if (
                    names[indicator].kind == "share"
                ):  # amounts such as new jobs or grain grow with the size of the place
                    yield from _spread(group.to_dict("records"), values, facts)
                yield from _absent(group, plans, int(year), facts)


def _spread(rows: Sequence[Mapping[Any, Any]], values: Sequence[float], facts: Row) -> Iterator[Row]:
    """The range of an indicator, and the plans outside of it."""
    lower, middle, upper = quantiles(values, n=4, method="inclusive")
    scale = {"low": min(values), "median": median(values), "high": max(values), **facts}
    yield _row("range", len(values), **scale)
    reach = _rules()["beyond"] * (upper - lower)
    for r, value in zip(rows, values, strict=True):
        if reach > 0 and not lower - reach <= value <= upper + reach:
            strength = abs(value - middle) / reach
            yield _row("outside", strength, value=value, **scale, **_span(r))


def _absent(group: pd.DataFrame, plans: Sequence[Plan], year: int, facts: Row) -> Iterator[Row]:
    """Plans that neither give a value for nor name an indicator that most plans of the year promise."""
    of_year = [p for p in plans if p.year == year and p.year_end in (None, year)]
    naming = set(group["plan_id"])
    if len(naming) < _rules()["mostly"] * len(of_year):
        return
    stem = facts["indicator"].removesuffix("增长率").removesuffix("涨幅")
    for plan in of_year:
        if plan.id not in naming and stem not in plan.source.text[plan.start : plan.end]:
            yield _row("absent", len(naming) / len(of_year), plan_id=plan.id, **facts)


def _moved(moves: pd.DataFrame) -> Iterator[Row]:
    """Moves of the main targets from one plan to the next."""
    main = {name for (name, _), indicator in indicators().items() if indicator.id in set(_rules()["main"])}
    for r in moves[moves["move"].isin(_MOVES)].to_dict("records"):
        if r["indicator"] not in main:
            continue
        step = abs(r["value_b"] - r["value_a"]) / (abs(r["value_a"]) or 1.0)
        yield _row(
            r["move"], step, indicator=r["indicator"], unit=r["unit"], plan_id=r["plan_a"], start=r["start_a"],
            end=r["end_a"], quote=r["quote_a"], plan_b=r["plan_b"], start_b=r["start_b"], end_b=r["end_b"],
            quote_b=r["quote_b"],
        )  # fmt: skip


def _value(row: Mapping[Any, Any]) -> float:
    """The value of a row of the panel: the middle of a range, else its only bound."""
    low, high = row["low"], row["high"]
    if low != low or high != high:
        return float(high if low != low else low)
    return float((low + high) / 2)


def _span(row: Mapping[Any, Any]) -> Row:
    return {name: row[name] for name in ("plan_id", "start", "end", "quote")}
