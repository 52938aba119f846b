"""The normalized text of a plan, made once for each plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from miner.corpus import Corpus, Plan, Problem
from miner.corpus.tables import PROBLEMS
from miner.engine.cache import Cache
from miner.normalization.config import NormalizationConfig
from miner.normalization.repairs import TORN
from miner.normalization.text import NormalizedText, normalize_span

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_problems", "forget_normalized", "keep_normalized", "normalize_plan", "torn_problems"]

_TORN_REASON = (
    "characters were torn apart by the page and could not be restored; nothing is read from them; "
    "correct the text here to have it read"
)
_MADE: Cache[Plan, NormalizedText] = Cache()


def normalize_plan(plan: Plan) -> NormalizedText:
    """Normal form of the plan without its page furniture; `to_raw` gives offsets into `plan.source.text`.

    Deleted furniture appears in `.changes` with the rule `furniture`.
    """
    cached = _MADE.get(plan)
    if cached is None:
        spans = [(s.start, s.end) for s in plan.furniture]
        cached = _MADE[plan] = normalize_span(plan.text, NormalizationConfig(), plan.start, spans)
    return cached


def torn_problems(plans: Iterable[Plan]) -> Iterator[Problem]:
    """One problem for each place of the plans with characters torn apart that could not be restored."""
    for plan in plans:
        if TORN.search(plan.text):
            normalized = normalize_plan(plan)
            for place in normalized.torn:
                start, end = normalized.to_raw(*place)
                yield Problem(plan.source.path, plan.id, start, end, "damaged", _TORN_REASON)


def find_problems(corpus: Corpus) -> pd.DataFrame:
    """What could not be read, and what of it could not be repaired: the table `miner.tables.PROBLEMS`."""
    import pandas as pd

    torn = list(torn_problems(corpus))
    read = corpus.problems
    return pd.concat([read, PROBLEMS.frame(torn)], ignore_index=True) if torn else read


def keep_normalized(plan: Plan, made: NormalizedText) -> None:
    """Keep a normal form that was made elsewhere, as `normalize_plan` would have made it."""
    _MADE[plan] = made


def forget_normalized(plan: Plan) -> None:
    """Drop what `normalize_plan` keeps of a plan; it is made again when it is asked for."""
    _MADE.drop(plan)
