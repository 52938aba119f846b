"""The normalized text of a plan, made once for each plan."""

from __future__ import annotations

from miner.corpus import Plan
from miner.kept import Kept
from miner.normalization.config import NormalizationConfig
from miner.normalization.text import NormalizedText, normalize_span

__all__ = ["forget_normalized", "keep_normalized", "normalize_plan"]

_MADE: Kept[NormalizedText] = Kept()


def normalize_plan(plan: Plan) -> NormalizedText:
    """Normal form of the plan without its page furniture; `to_raw` gives offsets into `plan.source.text`.

    Deleted furniture appears in `.changes` with the rule `furniture`.
    """
    made = _MADE.get(plan)
    if made is None:
        spans = [(s.start, s.end) for s in plan.furniture]
        made = _MADE[plan] = normalize_span(plan.text, NormalizationConfig(), plan.start, spans)
    return made


def keep_normalized(plan: Plan, made: NormalizedText) -> None:
    """Keep a normal form that was made elsewhere, as `normalize_plan` would have made it."""
    _MADE[plan] = made


def forget_normalized(plan: Plan) -> None:
    """Drop what `normalize_plan` keeps of a plan; it is made again when it is asked for."""
    _MADE.drop(plan)
