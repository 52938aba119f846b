"""Indicator strips: per main indicator one dot per plan; the page and the picture file draw the same points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from miner.comparison.lineage import LAYERS
from miner.knowledge.indicators import indicators
from miner.report._values import present

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_POINTS", "Point", "Strip", "registered", "strips_list", "strips_of"]

FEWEST_POINTS = 3
"""Fewer points are not drawn, since a sentence says as much."""
MOST_STRIPS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One value of the panel with its position on the strip and the quote it was read from."""

    plan_id: str
    place: str
    layer: str
    year: int
    low: float | None
    high: float | None
    comparator: str
    start: int
    end: int
    quote: str

    @property
    def at(self) -> float:
        """The number the point is drawn at: the middle of a range, else its one end."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends)


@dataclass(frozen=True, slots=True)
class Strip:
    """One indicator in one unit: the values of the latest year, and those of the year before as hollow dots."""

    indicator_id: str
    name: str
    english: str
    unit: str
    year: int
    points: tuple[Point, ...]
    earlier: tuple[Point, ...]
    above: Point | None = None
    """Value of the only plan of the nearest upper layer for the year; None if there is no such plan or several."""


def strips_of(panel: pd.DataFrame | None) -> tuple[Strip, ...]:
    """The strips of the table `miner.tables.PANEL`, those of most plans first.

    A strip holds annual promises of rates and shares only, because amounts (new jobs, grain) grow with the size of
    the place. Only values in the most common unit and of the most common layer become points; values in words do not.
    """
    if panel is None or not len(panel):
        return ()
    shares = {indicator.id: indicator for indicator in indicators().values() if indicator.kind == "share"}
    rows: dict[str, list[dict[Any, Any]]] = {}
    for row in panel[panel["horizon"] == "annual"].to_dict("records"):
        if row["indicator_id"] in shares and row["comparator"] and present(row["year"]) is not None:
            rows.setdefault(row["indicator_id"], []).append(row)
    strips = []
    for indicator, indicator_rows in rows.items():
        every = [point for row in _of_one_unit(indicator_rows) if (point := _point(row))]
        layer = Counter(point.layer for point in every).most_common(1)[0][0] if every else ""
        points = [point for point in every if point.layer == layer]
        year = max((point.year for point in points), default=0)
        latest = tuple(point for point in points if point.year == year)
        if len(latest) >= FEWEST_POINTS:
            strips.append(
                Strip(
                    indicator_id=indicator,
                    name=shares[indicator].name,
                    english=shares[indicator].english,
                    unit=str(_of_one_unit(indicator_rows)[0]["unit"] or ""),
                    year=year,
                    points=latest,
                    earlier=tuple(point for point in points if point.year == year - 1),
                    above=_above(every, layer, year),
                )
            )
    strips.sort(key=lambda strip: (-len(strip.points), strip.indicator_id))
    return tuple(strips[:MOST_STRIPS])


def _of_one_unit(rows: Iterable[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    """The rows with the most common unit."""
    every = list(rows)
    unit = Counter(row["unit"] for row in every).most_common(1)[0][0]
    return [row for row in every if row["unit"] == unit]


def _above(points: Iterable[Point], layer: str, year: int) -> Point | None:
    """The point of the nearest upper layer with values for the year; None if that layer has several plans."""
    rank = LAYERS.index(layer) if layer in LAYERS else 0
    for upper in reversed(LAYERS[:rank]):
        if of_layer := [point for point in points if point.layer == upper and point.year == year]:
            return of_layer[0] if len(of_layer) == 1 else None
    return None


def _point(row: Mapping[Any, Any]) -> Point | None:
    low, high = (float(row[end]) if present(row[end]) is not None else None for end in ("low", "high"))
    if low is None and high is None:
        return None
    return Point(
        plan_id=row["plan_id"],
        place=row["place"] or "",
        layer=row["layer"] or "",
        year=int(row["year"]),
        low=low,
        high=high,
        comparator=row["comparator"],
        start=int(row["start"]),
        end=int(row["end"]),
        quote=row["quote"],
    )


def strips_list(strips: Iterable[Strip], index: Mapping[str, int]) -> dict[str, Any] | None:
    """The points of all strips by columns for the page; plans by position, `strip` counts from 0."""
    rows = [
        {
            "strip": number,
            "indicator_id": strip.indicator_id,
            "indicator": strip.name,
            "indicator_en": strip.english,
            "unit": strip.unit,
            "year": point.year,
            "above": point is strip.above,
            "plan_id": index.get(point.plan_id, -1),
            "place": point.place,
            "at": point.at,
            "low": point.low,
            "high": point.high,
            "comparator": point.comparator,
            "start": point.start,
            "end": point.end,
            "quote": point.quote,
        }
        for number, strip in enumerate(strips)
        for point in (*strip.earlier, *strip.points, *((strip.above,) if strip.above else ()))
    ]
    if not rows:
        return None
    return {"rows": len(rows), "columns": {name: [row[name] for row in rows] for name in rows[0]}}


def registered(panel: pd.DataFrame | None) -> pd.DataFrame | None:
    """Rows of the panel whose indicator is in the registry, with its English name, for the views of indicators and places."""
    if panel is None:
        return None
    english = {indicator.id: indicator.english for indicator in indicators().values()}
    rows = panel[panel["indicator_id"].notna()]
    return rows.assign(indicator_en=rows["indicator_id"].map(english)).reset_index(drop=True)
