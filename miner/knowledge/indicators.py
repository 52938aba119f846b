"""The registry of canonical indicators: what plans promise again and again, under one name (`data/indicators.csv`)."""

from __future__ import annotations

from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv

__all__ = ["Indicator", "canonical_indicator", "indicators"]


class Indicator(NamedTuple):
    """An indicator of the registry; `better` is `up`, `down` or empty."""

    id: str
    name: str
    english: str
    kind: str
    better: str


@cache
def indicators() -> dict[tuple[str, str], Indicator]:
    """The registry by the normal name of what is measured and the measure (level, increase, decrease)."""
    return {
        (row["of"], row["measure"]): Indicator(
            row["id"], row["name"], row["english"], row["kind"], row["better"]
        )
        for row in read_csv("miner.knowledge", "indicators.csv")
    }


def canonical_indicator(name: str, measure: str, dimension: str) -> Indicator | None:
    """The registry's indicator for a normal name and a measure whose value has this dimension; None where it has none.

    The dimension must be of the indicator's kind, so that 固定资产投资增长300亿元 is no growth rate.

    >>> canonical_indicator("地区生产总值", "increase", "share").name
    '地区生产总值增长率'
    """
    indicator = indicators().get((name, measure))
    if indicator is None and measure == "increase":
        stock = indicators().get((name, "level"))
        if stock is not None and stock.kind in _BUILT:
            indicator = stock._replace(
                id=f"{stock.id}_new",
                name=f"新增{stock.name.removeprefix('新增')}",
                english=f"new {stock.english}",
            )
    if indicator is None and measure == "level":
        flow = indicators().get((name, "increase"))
        indicator = flow if flow is not None and flow.kind in _BUILT else None
    return indicator if indicator is not None and _fits(indicator.kind, dimension) else None


def _fits(kind: str, dimension: str) -> bool:
    return not kind or dimension in _DIMENSIONS.get(kind, (kind,))


_BUILT = frozenset({"count", "area", "length", "power"})
"""Kinds of which a plan adds some each year: 新建高标准农田50万亩 is no stock of 高标准农田."""
_DIMENSIONS = {
    "money": ("CNY", "USD", "HKD", "TWD", "EUR", "MOP"),
    "share": ("share",),
    "ratio": ("ratio", ""),
}
