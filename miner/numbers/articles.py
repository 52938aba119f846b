"""一 before a counter: a count where an act of that number is ordered, else an article (一支队伍, 一批)."""

from __future__ import annotations

import re

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.numbers.intervals import INTERVAL
from miner.numbers.readings import ReadNumber

__all__ = ["article_veto", "article_words"]

_HOW_OFTEN = re.compile(rf"{INTERVAL.pattern}[^，。；、：:\d\n]{{0,8}}$")
"""每周|一次, 每两星期|一次, 每季度清洗|一次: the interval stands in the clause, before the act."""
_NEAR = 20
_CLAUSE_END = ("", *"，。；、,;!！）)\n ")


@cache
def article_words(name: str) -> tuple[str, ...]:
    """The list `name` of the words that make 一 a count (`data/vetoes.toml`)."""
    return tuple(read_toml("miner.numbers", "vetoes.toml")["article"][name])


def article_veto(r: ReadNumber) -> str | None:
    """一 counts after a bound, in a rate (每周一次), or where an act of that number is ordered."""
    unit = r.unit
    if unit is None or unit.kind in ("money", "ratio", "measure"):
        return None
    surface = unit.surface
    if surface in article_words("persons") and r.text.endswith(article_words("staffed"), r.floor, r.start):
        return None
    if surface != "批" and r.bounded and not r.text.endswith(("突破", "超", "破"), r.floor, r.start):
        return None
    if surface in article_words("events"):
        if _HOW_OFTEN.search(r.text, max(0, r.start - _NEAR), r.start):
            return None
        if r.text.endswith(article_words("acts"), r.floor, r.start):
            return None
    if surface in article_words("sites") and r.text.endswith(article_words("built"), r.floor, r.start):
        return None
    return None if surface in article_words("behind") and _stands_behind(r) else "article"


_ACTS_AHEAD = re.compile(r"[一-鿿]{2}$")


def _stands_behind(r: ReadNumber) -> bool:
    """Whether 一 and its counter close a clause behind what was built or held: 新增苗木基地|一处."""
    if r.text[r.unit_end : r.unit_end + 1] not in _CLAUSE_END:
        return False
    begin = max(r.text.rfind(mark, r.floor, r.start) for mark in "，。；、,;：:！\n") + 1
    clause = r.text[max(begin, r.floor, r.start - 30) : r.start]
    return _ACTS_AHEAD.search(clause) is not None and any(
        word in clause[:-2] for word in (*article_words("acts"), *article_words("built")) if len(word) > 1
    )
