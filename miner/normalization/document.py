"""The normalized text of a plan, made once for each plan."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from miner.corpus import Plan
from miner.normalization.text import NormalizedText, normalize

__all__ = ["normalize_plan"]

_MADE: WeakKeyDictionary[Plan, NormalizedText] = WeakKeyDictionary()


def normalize_plan(plan: Plan) -> NormalizedText:
    """Normal form of the plan without its page furniture; `to_raw` gives offsets into `plan.source.text`."""
    made = _MADE.get(plan)
    if made is None:
        made = _MADE[plan] = normalize(plan.text, plan.start)
    return made
