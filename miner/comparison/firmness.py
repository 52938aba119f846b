"""Classify how firmly a value is promised (hard, plain or soft) by its comparator and its modal word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["firmness", "firmness_step"]

_BOUNDS = frozenset({"ge", "gt", "le", "lt"})
_STEPS = {"soft": -1, "plain": 0, "hard": 1}


def firmness(row: Mapping[str, Any]) -> str:
    """Firmness of a row of `quantities`: hard (确保, 以上, 不低于), soft (左右, 力争, 预期) or plain.

    约 and 力争 make any bound soft; otherwise a bound decides before the modal word.

    >>> firmness({"comparator": "ge", "force": "anticipatory"}), firmness({"comparator": "eq", "force": "strive"})
    ('hard', 'soft')
    """
    force, comparator = row["force"], row["comparator"]
    if comparator == "approx" or force == "strive":
        return "soft"
    if comparator in _BOUNDS or force in ("binding", "must"):
        return "hard"
    return "soft" if force == "anticipatory" else "plain"


def firmness_step(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> int:
    """Change of firmness: above 0 if the later row is firmer, below 0 if it is softer, 0 if equal.

    预期 heads a whole list and names a kind of indicator, so that it alone is no change.
    """
    return _STEPS[firmness(_unnamed(later))] - _STEPS[firmness(_unnamed(earlier))]


def _unnamed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row without a force that only names the kind of its indicator: 约束性, 预期性."""
    return {**row, "force": None} if row["force"] in ("anticipatory", "binding") else row
