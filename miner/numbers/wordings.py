"""Words with a measurable meaning: 翻番, 两位数, 全覆盖, 清零, 与经济增长同步 (`data/words.toml`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import PatternSet
from miner.numbers.numerals import read_numeral
from miner.numbers.vetoes import Enclosures

__all__ = ["find_wordings"]

Q = TypeVar("Q")


@dataclass(frozen=True, slots=True)
class _Wording:
    rule: str
    pattern: re.Pattern[str]
    low: float | None
    high: float | None
    comparator: str
    unit: str
    change: str | None
    unless: tuple[str, ...]


_CODES = {"%": ("%", "share", 0.01), "倍": ("{fold}", "ratio", 1.0), "": (None, None, 1.0)}
_HOW = {
    "不低于": "ge", "不高于": "le", "低于": "lt", "慢于": "lt", "小于": "lt", "少于": "lt", "不快于": "le",
}  # fmt: skip


@cache
def _wordings() -> tuple[_Wording, ...]:
    return tuple(
        _Wording(
            w["rule"],
            re.compile(w["pattern"]),
            w.get("low"),
            w.get("high"),
            w.get("comparator", "eq"),
            w["unit"],
            w.get("change"),
            tuple(filter(None, w.get("except", "").split("|"))),
        )
        for w in read_toml("miner.numbers", "words.toml")["word"]
    )


@cache
def _patterns() -> PatternSet:
    return PatternSet(w.pattern for w in _wordings())


def find_wordings(
    text: str, start: int, end: int, enclosures: Enclosures, make: Callable[..., Q]
) -> Iterator[Q]:
    """Make a quantity with `make` for every wording in `text[start:end]` outside slogans and titles."""
    span = (start, end)
    places = _patterns().places(text, [span])[0]
    for k in sorted(places):
        wording = _wordings()[k]
        for match in _patterns().matches(k, text, span, places[k]):
            named = match.re.groupindex
            part = next((name for name in ("span", "span2") if name in named and match[name]), None)
            at, stop = match.span(part) if part else match.span()
            if enclosures.at(at) or (wording.unless and text.startswith(wording.unless, stop)):
                continue
            yield make(**_fields(wording, match, at, stop))


def _fields(wording: _Wording, match: re.Match[str], at: int, stop: int) -> dict[str, Any]:
    low, high, comparator = wording.low, wording.high, wording.comparator
    groups = match.groupdict()
    if wording.rule == "double":
        times = groups.get("times")
        low = high = 2.0 ** read_numeral(times).low if times else 2.0
    elif wording.rule == "faster than":
        comparator = _HOW.get(groups["how"], "gt")
    unit = wording.unit
    if wording.rule == "rank":
        high, unit = read_numeral(groups["rank"]).high, groups["place"]
    if wording.rule == "half" and (groups["near"] or groups["after"]):
        comparator = "approx"
    if comparator == "gt" and wording.rule == "more than half":
        comparator = "ge" if match.group().endswith("以上") else "gt"
    code, dimension, factor = _CODES.get(unit, (None, None, 1.0))
    return {
        "start": at,
        "end": stop,
        "number_start": at,
        "number_end": stop,
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "comparator": comparator,
        "unit": unit,
        "unit_code": code,
        "dimension": dimension,
        "factor": factor,
        "change_hint": wording.change,
        "rule": wording.rule,
    }
