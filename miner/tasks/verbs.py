"""Find the verb of doing of a clause: at its head behind adverbs, or inside it behind what it is done with."""

from __future__ import annotations

import re

from miner.targets.context import strip_phrase
from miner.targets.lexicon import Lexicon
from miner.targets.verbs import verb_at
from miner.tasks.deeds import Rules
from miner.tasks.manners import adverbs

__all__ = ["at_once", "inner_verb"]


def at_once(text: str, start: int, end: int, lex: Lexicon, rules: Rules) -> tuple[str, str] | None:
    """Verb and object of a simple clause that starts with a single verb of action: 积极|开展|节能宣传; else None."""
    adverb = adverbs().match(text, start, end)
    at = adverb.end() if adverb else start
    word = verb_at(text, at, end, lex)
    after = at + len(word)
    if (
        len(word) < 2
        or word not in rules.deeds.words
        or text.startswith(_MEASURES, after)
        or text[after : after + 1] in "、和及与并了或（"
    ):
        return None
    if verb_at(text, after, end, lex) or lex.head.beginning(text, after, end):
        return None
    phrase = strip_phrase(text, after, end)
    return (word, "".join(text[slice(*phrase)].split())) if phrase else None


def inner_verb(
    text: str, span: tuple[int, int], lex: Lexicon, rules: Rules, *, strict: bool, timed: bool, reach: int
) -> tuple[str | None, str | None]:
    """The first verb of action inside a clause and the text after it: 从新生中|招募|十名成员; else what is before it.

    strict: only verbs that make a task by themselves count; timed: an object may stand before its verb; reach: how
    many characters may stand before the verb, adverbs apart.
    """
    known = rules.deeds if strict else rules.acts
    adverb = adverbs().match(text, *span)
    first = adverb.end() if adverb else span[0]
    for at in range(first, min(span[1] - 1, first + reach + 1)):
        word = known.beginning(text, at, span[1]) if text[at] in known.openings else ""
        if len(word) < 2 and not (word and at and text[at - 1] in "期月年日周天度五六"):
            continue
        after = "".join(text[at + len(word) : span[1]].split())
        if after.startswith(_MEASURES) or (at > first and _ACTED.match(after)):
            continue
        if len(after) >= 2:
            if word not in lex.action.words or len(word) < 2 or verb_at(text, at, span[1], lex) or not strict:
                return word, after
        elif at - span[0] >= 2 and timed:
            return word, "".join(text[span[0] : at].split())
    return None, None


_ACTED = re.compile("发挥|取得|作出|做出|具有|起到|提供|产生")
"""Behind a noun of doing these are the verb: 对祖国建设|发挥积极作用."""
_MEASURES = (
    "率", "值", "额", "量", "数", "度", "者", "员", "化", "的", "后", "前", "时", "期", "区", "面积", "范围", "时间",
    "型", "性", "于", "通过", "合格", "内容", "方式", "条件", "要求", "投入", "用地", "规模",
)  # fmt: skip
"""Behind a verb these make a noun of it: 收缴率."""
