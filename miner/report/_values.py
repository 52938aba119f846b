"""A quantity as a person writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["SIGNS", "value_text"]

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


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _short(value: float) -> str:
    if abs(value) >= 1e8:
        return f"{value / 1e8:,.10g}亿"
    if abs(value) >= 1e5:
        return f"{value / 1e4:,.10g}万"
    return f"{value:,.10g}"
