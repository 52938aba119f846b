"""How firmly a value is promised, told by its comparator and its word of mood: hard, plain or soft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["firmness", "firmness_step"]

_BOUNDS = frozenset({"ge", "gt", "le", "lt"})
_STEPS = {"soft": -1, "plain": 0, "hard": 1}


def firmness(row: Mapping[str, Any]) -> str:
    """hard (确保, 以上, 不低于), soft (左右, 力争, 预期) or plain, of a row of `quantities`.

    约 and 力争 soften any bound; a bound comes before the mood.

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
    """Above 0 where the later of two rows is said more firmly, below 0 where less, 0 where alike.

    预期 is said once for a whole list and names a kind of indicator, so that it alone moves nothing.
    """
    return _STEPS[firmness(_unnamed(later))] - _STEPS[firmness(_unnamed(earlier))]


def _unnamed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row without a force that only names the kind of its indicator: 约束性, 预期性."""
    return {**row, "force": None} if row["force"] in ("anticipatory", "binding") else row
