"""Format quantities and shares for readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["SIGNS", "percent", "present", "value_text"]

SIGNS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "approx": "≈"}


def value_text(row: Mapping[str, Any]) -> str:
    """`≥ 36,000人次`, `5–7%` from `low`, `high`, `comparator`, `unit`; empty where there is no number."""
    low, high = _number(row.get("low")), _number(row.get("high"))
    unit = str(row.get("unit") or "")
    unit = f" {unit}" if unit[:1].isascii() and unit[:1].isalpha() else unit
    sign = SIGNS.get(str(row.get("comparator") or ""), "")
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        return f"{_short(low)}–{_short(high)}{unit}"
    value = low if low is not None else high
    assert value is not None
    return f"{sign} {_short(value)}{unit}".strip()


def percent(value: float | None) -> str:
    """Format a share as on the page (`percent` in `static/dom.js`); an empty string where it is unknown.

    One decimal below ten percent; a share that rounds to ten has none, so that 10.0% never appears beside 10%.

    >>> percent(0.094), percent(0.0996), percent(0.5), percent(0.0)
    ('9.4%', '10%', '50%', '0%')
    """
    if present(value) is None:
        return ""
    assert value is not None
    return f"{100 * value:.{1 if 0 < value < 0.0995 else 0}f}%"


def present(value: Any) -> Any:
    """The value of a cell, or None for None, NaN and pandas' NA."""
    try:
        return None if value is None or value != value else value
    except TypeError:  # NA compares to nothing
        return None


def _number(value: Any) -> float | None:
    cell = present(value)
    return None if cell is None else float(cell)


def _short(value: float) -> str:
    if abs(value) >= 1e8:
        return f"{value / 1e8:,.10g}亿"
    if abs(value) >= 1e5:
        return f"{value / 1e4:,.10g}万"
    return f"{value:,.10g}"
