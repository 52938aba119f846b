"""Parse the column `grounds` of `miner.tables.DIRECTIONS` and say each ground as a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["PLANS", "Ground", "ground_sentence", "grounds_of"]


class Ground(NamedTuple):
    """One piece of evidence: the key of its sentence (`ground.years` …), the plan it supports, the values to fill in.

    side: 1 if it supports plan_a as the source, -1 if plan_b, 0 if neither.
    """

    key: str
    side: int
    values: dict[str, str]


PLANS = ("plan", "other")
"""Keys of `Ground.values` whose value is a plan."""
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
    """Parse the grounds of a pair of plans; an id that `names` has as a key is replaced by its name."""
    if not grounds:
        return []
    parsed = []
    for text in re.split(r"; (?=[+-]\d+\.\d |one text under|the text plans for|rather from )", grounds):
        weighed = _WEIGHT.fullmatch(text)
        side = 0 if weighed is None else 1 if weighed["w"].startswith("+") else -1
        body = text if weighed is None else weighed["rest"]
        for key, pattern in _PATTERNS:
            m = pattern.fullmatch(body)
            if m:
                values = {k: names.get(v, v) if k in PLANS else v for k, v in m.groupdict().items()}
                if key in ("years", "dates"):
                    values |= {"plan": names.get(plan_a, plan_a), "other": names.get(plan_b, plan_b)}
                parsed.append(Ground(key, side, values))
                break
        else:
            parsed.append(Ground("other", side, {"text": body}))
    return parsed


def ground_sentence(ground: Ground, words: Mapping[str, str]) -> str:
    """The ground as a sentence in the words of a language."""
    return words[f"ground.{ground.key}"].format(**ground.values)
