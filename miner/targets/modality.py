"""The mood of a commitment: 确保, 力争, 预期, 要, 将, or plain."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import PatternSet

__all__ = ["FORCE", "mood_of", "moods"]

_REACH = 12
"""Words of mood that are looked back through for the one a list opened with."""
_NO_MOOD = re.compile(
    r"重要|主要|需要|必要|要素|要求|要点|纪要|要闻|概要|将军|将士|即将|要害|要塞|不要|计划(?:生育|单列|经济|指标|分配)|应用|应急|应对|供应|响应|相应|适应|反应|效应|应届|应收|应诉|应付|对应|应答|虚拟|拟人|约束性指标(?:任务)?完成|严禁止|五年计划|保证保险|保证金|将(?!会|再|继续|进一步|持续|不断|逐步|力争|于|在|有|达|新|建|完|实|投|开|举|组|争|全)(?=[^，。；\d]{2,14}(?:降至|降到|降为|提高到|提高至|提升到|提升至|控制在|扩大到|缩短到|缩短至|压减到|调整为|增加到))|年度计划|行动计划|工作计划|计划(?=[」”』》])"
)


@cache
def _moods() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    word_of, force = {}, {}
    for mood in read_toml("miner.targets", "modality.toml")["mood"]:
        force[mood["word"]] = mood["force"]
        for form in mood["forms"]:
            word_of[form] = mood["word"]
            force[form] = mood["force"]
    forms = sorted(word_of, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, forms))), word_of, force


def FORCE(word: str | None) -> str | None:  # noqa: N802
    """`binding`, `anticipatory`, `must`, `strive`, `will` or `plain`; None where there is no mood to tell."""
    return None if word is None else _moods()[2].get(word, "plain")


@cache
def _set() -> PatternSet:
    return PatternSet((_NO_MOOD, _moods()[0]))


def moods(text: str, spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, str]]]:
    """For each of the `spans` (in order, apart) position and word of each mood in it, in order."""
    patterns, word_of = _set(), _moods()[1]
    made: list[list[tuple[int, str]]] = []
    for span, places in zip(spans, patterns.places(text, spans), strict=True):
        found: list[tuple[int, str]] = []
        made.append(found)
        if 1 not in places:
            continue
        masked = [m.span() for m in patterns.matches(0, text, span, places[0])] if 0 in places else []
        for m in patterns.matches(1, text, span, places[1]):
            at, word = m.start(), m.group()
            if not any(a <= at < b for a, b in masked):
                found.append((at, word_of[word] if word_of[word] in _NAMED else word))
    return made


_NAMED = frozenset({"预期", "约束性"})
"""Moods that are told by their name, whatever the form."""


def mood_of(found: list[tuple[int, str]], position: int, clause: int) -> str | None:
    """The mood that holds at `position`: the nearest before it, from its own `clause` or from the lead of a list."""
    k = bisect_left(found, (position, ""))
    if not k:
        return None
    at, word = found[k - 1]
    if at >= clause or word in _NAMED:
        return word
    lead = reversed(found[max(0, k - _REACH) : k])
    return next((w for _, w in lead if w in ("力争", "确保", "争取", "预期", "约束性")), None)
