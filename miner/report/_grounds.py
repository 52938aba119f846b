"""What speaks for a direction, as sentences: the grounds of `miner.tables.DIRECTIONS` read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["PLANS", "Ground", "ground_sentence", "grounds_of"]


class Ground(NamedTuple):
    """One ground: the key of its sentence (`ground.years` …), the side it speaks for, what fills the sentence.

    side: 1 where it speaks for plan_a as the source, -1 for plan_b, 0 for neither.
    """

    key: str
    side: int
    values: dict[str, str]


PLANS = ("plan", "other")
"""Values that name a plan."""
_WEIGHT = re.compile(r"(?P<w>[+-]\d+\.\d) (?P<rest>.*)", re.S)
_PATTERNS = (
    ("years", re.compile(r"(?P<x>\d{4}) and (?P<y>\d{4})")),
    ("dates", re.compile(r"(?P<x>[\d-]+) and (?P<y>[\d-]+)")),
    ("kept", re.compile(r"(?P<plan>.+?) kept (?P<words>.+), which fits (?P<other>.+)", re.S)),
    ("broken", re.compile(r"(?P<plan>.+) has (?P<n>\d+) broken characters there", re.S)),
    ("spun", re.compile(r"(?P<plan>.+) has unusual words for usual ones at (?P<n>\d+) places", re.S)),
    ("heads", re.compile(r"one text under two heads, (?P<facts>.+): one of these heads is wrong", re.S)),
    ("speaks", re.compile(r"the text plans for (?P<x>\d{4})")),
    ("through", re.compile(r"rather from (?P<plan>.+)", re.S)),
)


def grounds_of(grounds: str | None, names: Mapping[str, str], plan_a: str, plan_b: str) -> list[Ground]:
    """The grounds of a pair of plans (their ids); plans in them are given by `names`, where these have their ids."""
    if not grounds:
        return []
    made = []
    for text in re.split(r"; (?=[+-]\d+\.\d |one text under|the text plans for|rather from )", grounds):
        weighed = _WEIGHT.fullmatch(text)
        side = 0 if weighed is None else 1 if weighed["w"].startswith("+") else -1
        rest = text if weighed is None else weighed["rest"]
        for key, pattern in _PATTERNS:
            m = pattern.fullmatch(rest)
            if m:
                values = {k: names.get(v, v) if k in PLANS else v for k, v in m.groupdict().items()}
                if key in ("years", "dates"):
                    values |= {"plan": names.get(plan_a, plan_a), "other": names.get(plan_b, plan_b)}
                made.append(Ground(key, side, values))
                break
        else:
            made.append(Ground("other", side, {"text": rest}))
    return made


def ground_sentence(ground: Ground, words: Mapping[str, str]) -> str:
    """The ground as a sentence in the words of a language."""
    return words[f"ground.{ground.key}"].format(**ground.values)
