"""What stands around a quantity in its clause: noun phrases left and right, the verb, the words between.

`城镇新增就业稳定在50万人以上` has the phrase on the left and 稳定在 between; `新建3家省级实验室` has the verb on the
left and the phrase on the right; `、增长9.5%` has neither and takes what the quantity before it had.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from miner.numbers.quantities import Quantity
from miner.targets.context import Around, Phrase
from miner.targets.leftward import read_left, read_object, read_topic
from miner.targets.lexicon import Lexicon, lexicon
from miner.targets.periods import Period
from miner.targets.rightward import read_right

__all__ = ["around"]

# Every branch begins with a literal: so `re` runs to the next of these characters and tries no other.
_BOUNDARY = re.compile(r"，|。|；|：|！|？|!|\?|;|\u3000|,(?<!\d,)|,(?!\d{3})|:(?!\d)|——|――|…")
_LIST = re.compile(r"[、，,]|以及|和|与|及|或")
_GROUP = re.compile(r"\s*(?:、|和|与|及|以及|，|,|或)\s*")


def around(
    text: str, start: int, end: int, quantities: list[Quantity], periods: list[Period]
) -> list[Around]:
    """Analyze the quantities of the sentence `text[start:end]`, in their order; linear in its length."""
    lex = lexicon()
    marks = [m.span() for m in _BOUNDARY.finditer(text, start, end)]
    bars = [at for at, _ in marks]
    cuts = [start, *(behind for _, behind in marks)]
    made: list[Around] = []
    for i, q in enumerate(quantities):
        left_cut = cuts[bisect_right(cuts, q.start) - 1]
        j = bisect_left(bars, q.end)
        right_cut = bars[j] if j < len(bars) else end
        following = quantities[i + 1] if i + 1 < len(quantities) else None
        if following is not None and q.end <= following.start < right_cut:
            right_cut = following.start
        a = Around(q)
        zone_start = left_cut
        if made and made[-1].quantity.start < q.start and made[-1].quantity.end > left_cut:
            zone_start = _after(text, made[-1], q.start, lex)
        a.zone = (zone_start, q.start)
        read_right(text, a, right_cut, following, lex)
        read_left(text, a, lex, periods)
        if (
            zone_start == left_cut > start
            and text[left_cut - 1] in "，,"
            and a.right is None
            and _may_go_on(text, a, lex)
        ):
            k = bisect_right(cuts, left_cut - 1) - 1
            if not made or made[-1].quantity.end <= cuts[k]:
                a.topic = read_topic(text, cuts[k], left_cut - 1, lex, periods)
                if a.topic is None and q.frequency and a.left is None:
                    a.topic = read_object(text, cuts[k], left_cut - 1, lex, periods)
        elif (
            zone_start == left_cut > start
            and text[left_cut - 1] in "：:"
            and not a.right
            and _is_open(text, a)
        ):
            a.topic = _label(text, cuts[bisect_right(cuts, left_cut - 1) - 1], left_cut - 1)
        a.respectively = a.respectively or bool(
            made and made[-1].respectively and _GROUP.fullmatch(text, made[-1].quantity.end, q.start)
        )
        made.append(a)
    _frequencies(text, made)
    _baselines(text, made)
    _groups(text, made)
    return made


def _after(text: str, last: Around, position: int, lex: Lexicon) -> int:
    """Where the words of the next quantity may begin: behind the noun that the last one counts, else behind it."""
    if last.threshold and last.left:
        return last.zone[0]
    if last.threshold or last.right is None or not last.quantity.end <= last.right[1] < position:
        return last.quantity.end
    counts_right = not last.left or last.adjacent or not lex.heads.ending(text, *last.left)
    stops = (last.right[1], last.rest[1] if last.rest else last.right[1])  # 1000家企业|开展改造、超600家企业…
    joined = (stop for stop in stops if stop < position and _LIST.match(text, stop))
    return next(joined, last.quantity.end) if counts_right else last.quantity.end


_LABEL = re.compile(r"[ \u3000]*(?P<label>(?:[\u4e00-\u9fff]{1,12}、?){1,2})$")
_NO_LABEL = re.compile(
    r"如下|以下|其中|目标|指标|任务|要求|情况|安排|方面|内容|[是为]$|一是|包括|根据|按照|数字|计划"
)


def _label(text: str, start: int, end: int) -> Phrase | None:
    """What a line of a list is about, said before its colon: 烤烟：达到七百八十万担."""
    found = _LABEL.fullmatch(text, start, end)
    return None if found is None or _NO_LABEL.search(text, start, end) else found.span("label")


def _is_open(text: str, a: Around) -> bool:
    """Whether the clause behind a label names nothing by itself: 核心产品：|占总销售额的50%."""
    return a.left is None or text.startswith("占", a.left[0])


def _may_go_on(text: str, a: Around, lex: Lexicon) -> bool:
    """Whether the clause can be about the noun phrase of the one before: it has none, or none that is measurable."""
    if a.left is None:
        return True
    return a.change not in (None, "level") and not a.action and not lex.heads.ending(text, *a.left)


_MARKS = frozenset("、，,和与及或")


def _frequencies(text: str, made: list[Around]) -> None:
    """每月组织学习1次、|查房2次: how often holds for what its list goes on with."""
    for before, a in pairwise(made):
        often = before.frequency or before.quantity.frequency
        if often and a.frequency is None and a.quantity.frequency is None:
            between = text[before.quantity.end : a.quantity.start]
            if between[:1] in ("、", "和") and not _BOUNDARY.search(between):
                a.frequency = often


def _baselines(text: str, made: list[Around]) -> None:
    """从209元、280元提高到…: what goes on a list that began with a baseline is one too."""
    for before, a in pairwise(made):
        if before.is_baseline and not a.is_baseline and a.left is None and _MARKS.issuperset(a.words):
            a.is_baseline = bool(_GROUP.fullmatch(text, before.quantity.end, a.quantity.start))


def _groups(text: str, made: list[Around]) -> None:
    """Number the runs of quantities that only list marks part: 6.5%、7.5%左右; each its own noun behind it ends one."""
    group = 0
    for i, a in enumerate(made):
        if i and not _same_list(text, made[i - 1], a):
            group += 1
        a.group = group


def _same_list(text: str, before: Around, a: Around) -> bool:
    """Whether two quantities are values of one list: nothing but a mark between them, no noun of its own behind."""
    if not _GROUP.fullmatch(text, before.quantity.end, a.quantity.start):
        return False
    if a.quantity.start < before.quantity.end:
        return False
    return a.right is None or before.respectively
