"""Which indicator a quantity measures: choice of the noun phrase, lists distributed, subjects inherited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from miner.numbers.quantities import Quantity
from miner.targets.context import Around, Phrase, is_counter, strip_phrase
from miner.targets.lexicon import Lexicon, lexicon

__all__ = ["Reading", "readings"]

_PERCENT = frozenset({"%", "％", "﹪", "个百分点", "百分点", "倍", "成", "番"})
_POINTS = frozenset({"个百分点", "百分点"})
_MONEY = frozenset({"元", "美元", "港元"})
_MARKS = re.compile(r"[、，,]")
_JOINS = re.compile(r"、|，|,|以及|和|与|及|或")
_SHARE = re.compile(r"占")
_SHARE_OF = re.compile(r"(?:总量|总额|产值|增加值)?占.{2,20}(?:比重|比例)$")
_BARE = frozenset(
    [
        "增速",
        "增幅",
        "涨幅",
        "降幅",
        "占比",
        "比重",
        "比例",
        "总量",
        "总数",
        "总额",
        "规模",
        "数量",
        "金额",
        "总投资",
        "人均",
        "均值",
        "同比",
        "余额",
    ]
)
_BRACKETS = ("（", "(")
_CLOSED = re.compile(r"[）)，。；]")
_ENDS = re.compile(r"[，。；：,;:\n]")
_NEW = re.compile(r"新增|净增")
_GIVES = frozenset({"共", "总共", "共有", "约", "近", "总计", "合计", "累计", "其中"})
_PLACE = re.compile(r"(?:全|我|本)(?:省|市|区|县|州|国|镇|乡|校|院|旗|盟|疆|自治区)(?:各级|各地)?")
_LIST_MARKS = frozenset("、，,和与及或")
_SPANS = frozenset({"年", "个月", "天", "周年"})
_WHOSE = re.compile(
    r"^(?:每|各|全|本|我)|(?:省|市|区|县|州|镇|乡|村|街道|社区|校|院|企业|单位|部门|机构|家庭|园区|系统|行业|工会|人|户)$"
)
_OURS = re.compile(r"(?:我|本)(?:国|省|市|区|县|州|镇|乡|校|院|旗|盟)(?!级|内|有|产|外|际|域|间)")


class Reading(NamedTuple):
    """One quantity read for one indicator."""

    around: Around
    span: Phrase | None = None
    indicator: str = ""
    whole: str = ""
    """The indicator with what it shares with its list or takes from the clause before; for the normal name."""
    scope: str | None = None
    change: str = "level"
    action: str = ""
    baseline: str | None = None
    baseline_value: float | None = None

    @property
    def frequency(self) -> str | None:
        """ISO 8601 interval where the clause says how often: 每年办好10件实事."""
        return self.around.frequency

    @property
    def quantity(self) -> Quantity:
        """The quantity that was read."""
        return self.around.quantity


def readings(text: str, made: list[Around]) -> list[Reading]:
    """One reading for each quantity and indicator of a sentence, in the order of the text."""
    lex = lexicon()
    out: list[Reading] = []
    last: Reading | None = None
    before: list[Reading] = []  # the baselines of a list whose new values follow
    for _, run in groupby(made, key=attrgetter("group")):
        group = list(run)
        if before and len(before) == len(group) and not group[0].left and not group[0].right:
            out.extend(_changed(before, group))
            before, last = [], _last_measured(out)
            continue
        before = []
        if len(group) > 1 and group[0].left and not any(a.right for a in group[:-1]):
            paired = list(_respectively(text, group, last, lex))
            out.extend(paired)
            before = paired if all(r.around.is_baseline for r in paired) else []
            last = _last_measured(out)
        else:
            for a in group:
                out.extend(_each_size(text, a, made) or _single(text, a, last, lex))
                last = _last_measured(out)
    return _with_baselines(text, out)


def _changed(before: list[Reading], group: list[Around]) -> Iterator[Reading]:
    """分别从209元、280元提高到|217元、290元: the k-th new value goes with the k-th baseline."""
    change = group[0].change or "level"
    for r, a in zip(before, group, strict=True):
        value = r.quantity.low if r.quantity.low is not None else r.quantity.high
        yield r._replace(around=a, change=change, baseline_value=value)


def _each_size(text: str, a: Around, made: list[Around]) -> list[Reading]:
    """打造300亿元园区、200亿元园区各|1个: one reading for each size that is counted."""
    if not a.each or not is_counter(a.quantity):
        return []
    sizes: list[Around] = []
    position = a.quantity.start
    for b in reversed(made[: made.index(a)]):
        if b.quantity.unit not in _MONEY or b.right is None or b.right[0] != b.quantity.end:
            break
        if text[b.right[1] : position].strip("、和各均 ") not in ("", "各"):
            break
        sizes.append(b)
        position = b.quantity.start
    if len(sizes) < 2:
        return []
    action = next((b.action for b in sizes if b.action), a.action)
    ends = [b.right[1] - text[slice(*b.right)].endswith("各") for b in sizes if b.right]
    spans = [(b.quantity.start, end) for b, end in zip(reversed(sizes), reversed(ends), strict=True)]
    return [Reading(a, span, _clean(text, span), _clean(text, span), None, "level", action) for span in spans]


def _last_measured(made: list[Reading]) -> Reading | None:
    """The last reading that what follows may go on about."""
    for r in reversed(made):
        if not r.indicator or r.around.threshold:
            continue
        if r.quantity.unit not in _SPANS or r.around.is_baseline:  # 工期由五年|缩短至三年
            return r
    return None


def _clean(text: str, phrase: Phrase) -> str:
    return "".join(text[phrase[0] : phrase[1]].split())


def _choose(text: str, a: Around) -> tuple[Phrase | None, Phrase | None]:
    """The indicator's phrase and the scope's phrase of one quantity."""
    left, right = a.left, a.right
    if a.threshold:
        return right or left, None
    if a.quantity.rule == "all of a scope":
        return left or right, a.scope
    if a.quantity.unit in _PERCENT:
        if right and not left and a.rest:
            if text[a.quantity.end : right[0]].strip() == "的":
                return a.rest, right
            return (right[0], a.rest[1]), a.scope
        if right and left and not a.words and a.quantity.unit != "倍" and not _head_noun(text, left):
            return right, left
        return left or right, a.scope
    if right and left and is_counter(a.quantity) and _GIVES.issuperset(a.words) and _gives_way(text, left):
        return right, a.scope
    if right and a.quantity.frequency and "和" in text[slice(*right)]:
        right = right[0], text.index("和", *right)  # 每周一次的班组学习和舆论阵地
    if right and (not left or a.adjacent or _of_which(text, a)):
        if text.startswith("用于", right[0]):
            right = (right[0] + 2, right[1])
        whose = left if left and _WHOSE.search(text[slice(*left)]) else None
        return right, whose or a.scope
    return left or right, a.scope


def _of_which(text: str, a: Around) -> bool:
    """Whether the quantity stands between what tells a noun apart and the noun: 以李庄为中心的|5000亩|苗木基地."""
    return not a.words and text[a.quantity.start - 1 : a.quantity.start] == "的" and bool(a.right)


def _gives_way(text: str, left: Phrase) -> bool:
    """Whether what is counted stands behind: examples before 等 (…等35个新型储能项目), members before their sum."""
    return text[left[1] : left[1] + 1] == "等" or not _head_noun(text, left)


def _head_noun(text: str, phrase: Phrase) -> bool:
    return bool(lexicon().heads.ending(text, *phrase))


def _single(text: str, a: Around, last: Reading | None, lex: Lexicon) -> list[Reading]:
    phrase, scope = _choose(text, a)
    phrase = _act(text, a, phrase, lex) or a.topic or _rate_of_act(text, a, phrase, lex)
    a = _goes_on(text, a, last)
    if phrase is None:
        return [_inherit(text, a, last)]
    made = _reading(text, a, phrase, scope, last)
    members = _members(text, phrase, a, lex)
    if len(members) < 2:
        return [made]
    words = [_clean(text, m) for m in members]
    return [
        made._replace(span=m, indicator=word, whole=word, scope=made.scope if i == 0 else None)
        for i, (m, word) in enumerate(zip(members, words, strict=True))
    ]


def _act(text: str, a: Around, phrase: Phrase | None, lex: Lexicon) -> Phrase | None:
    """The act itself where it stands right before its number and has no object: 体检300人次, 老年人体检1200人次."""
    counted = a.action in lex.flow or (phrase is None and a.action in lex.counted_acts)
    if a.right or not counted or (phrase is not None and phrase != a.left):
        return None
    end = a.quantity.start
    start = end - len(a.action)
    if text[start:end] != a.action:
        return None
    return (phrase[0], end) if phrase is not None and phrase[1] == start else (start, end)


_BARE_RATE = re.compile(r"[\u4e00-\u9fff]{2}[率面度]")


def _rate_of_act(text: str, a: Around, phrase: Phrase | None, lex: Lexicon) -> Phrase | None:
    """The phrase with the act before it where it names but its rate: 走访|覆盖率, 体检|参与率."""
    if phrase is None or phrase != a.left or a.action not in lex.counted_acts:
        return phrase
    start = phrase[0] - len(a.action)
    if text[max(0, start) : phrase[0]] != a.action or not _BARE_RATE.fullmatch(text, *phrase):
        return phrase
    return start, phrase[1]


def _goes_on(text: str, a: Around, last: Reading | None) -> Around:
    """In a list the verb is said once: 新增省级龙头企业4家、市级11家."""
    if last is None or a.action or a.change is not None or not last.action or not is_counter(a.quantity):
        return a
    between = text[last.quantity.end : a.quantity.start]
    if _ENDS.search(between) or last.change != "increase_by":
        return a
    return replace(a, action=last.action, change="increase_by")


def _members(text: str, phrase: Phrase, a: Around, lex: Lexicon) -> list[Phrase]:
    """The members of a list that share one value; one where the list is part of a single name."""
    if phrase != a.left or not _JOINS.search(text, *phrase):
        return [phrase]
    by_marks = _split(text, phrase, _MARKS)
    by_all = _split(text, phrase, _JOINS)
    for parts in (by_all, by_marks):
        if len(parts) > 1 and all(lex.heads.ending(text, *p) and p[1] - p[0] > 1 for p in parts):
            if "的" in text[parts[-1][0] : parts[-1][1]] and a.quantity.unit not in _PERCENT:
                return [phrase]
            return parts
    alone = a.respectively and _ENDS.match(text, a.quantity.end)  # 化学需氧量、氨氮排放量分别下降2%
    if (a.each or alone) and len(by_all) > 1:
        return by_marks if len(by_marks) > 2 else by_all
    return [phrase]


def _split(text: str, phrase: Phrase, marks: re.Pattern[str]) -> list[Phrase]:
    parts, at = [], phrase[0]
    depth, counted = 0, phrase[0]
    for m in marks.finditer(text, *phrase):
        for c in text[counted : m.start()]:
            depth += (c in "（(《“") - (c in "）)》”")
        counted = m.start()
        if depth > 0:
            continue
        parts.append((at, m.start()))
        at = m.end()
    parts.append((at, phrase[1]))
    return [p for p in (strip_phrase(text, *p) for p in parts) if p]


_SECTOR = re.compile(r"(?P<number>[一二三])(?:次)?产业?")
_POPULATION = re.compile(r"(?:企业|车间|工厂|职工)的?")
_OF_A_POPULATION = ("率", "面", "成本", "周期")


def _population(text: str, phrase: Phrase) -> Phrase | None:
    """Whose rate it is: 已建工会企业|集体合同签订率; None where the phrase does not begin with a body of its own."""
    if not text.endswith(_OF_A_POPULATION, *phrase):
        return None
    last = max(text.rfind(mark, *phrase) for mark in "、，。")
    m = _POPULATION.search(text, max(phrase[0], last + 1), phrase[1])
    if not m or m.start() - phrase[0] < 2 or phrase[1] - m.end() < 3:
        return None
    return phrase[0], m.end()


def _reading(text: str, a: Around, phrase: Phrase, scope: Phrase | None, last: Reading | None) -> Reading:
    named = phrase
    whole = _clean(text, phrase)
    people = _population(text, phrase)
    ours = _OURS.match(text, *phrase)
    if people:
        whose = a.scope[0] if a.scope and a.scope[1] == people[0] else people[0]
        scope, phrase = strip_phrase(text, whose, people[1]), (people[1], phrase[1])
    elif ours and ours.end() + 1 < phrase[1]:
        scope, phrase = ours.span(), (ours.end(), phrase[1])
    elif (
        a.action in lexicon().new
        and phrase == a.left
        and phrase[1] - phrase[0] <= 2
        and _head_noun(text, phrase)
    ):
        verb = phrase[0] - len(a.action)
        phrase = (verb, phrase[1]) if text.startswith(a.action, verb) else phrase  # 新开工|装机
    word = whole if phrase == named else _clean(text, phrase)
    if last and (word in _BARE or _SHARE.match(word)):
        whole = last.whole + word
    place = _PLACE.match(word)
    said = _clean(text, scope) if scope else None
    if said is None and place and place.end() < len(word):
        said = place.group()
    if a.action in lexicon().flow and a.quantity.unit in ("人次", "人", "名") and phrase == a.left:
        verb = text.rfind(a.action, a.zone[0], phrase[0])
        if verb >= 0 and verb + len(a.action) == phrase[0]:
            phrase = (verb, phrase[1])
            word = whole = _clean(text, phrase)
    change = a.change or a.quantity.change_hint or "level"
    if change == "level" and _NEW.search(word) and is_counter(a.quantity):
        change = "increase_by"
    return Reading(a, phrase, word, whole, said, change, a.action, _base(text, a))


def _base(text: str, a: Around) -> str | None:
    return _clean(text, a.baseline).rstrip("的") if a.baseline else None


def _inherit(text: str, a: Around, last: Reading | None) -> Reading:
    """A clause without a noun phrase goes on about the indicator before it."""
    change = a.change or a.quantity.change_hint
    if last is None:
        return Reading(a, change=change or "level", action=a.action, baseline=_base(text, a))
    ahead = change is None and a.baseline is not None and a.quantity.unit in _POINTS
    if change in (None, "level") and not ahead:  # 、高于全国0.7个百分点 says by how much it is ahead
        before = last.change
        same = (last.quantity.unit in _PERCENT) == (a.quantity.unit in _PERCENT)
        if (
            same
            and before in ("increase_by", "decrease_by")
            and (change is None or last.quantity.unit in _PERCENT)
        ):
            change = before
        elif (
            change == "level" and before in ("increase_by", "decrease_by") and last.quantity.unit in _PERCENT
        ):
            change = before[:8] + "_to"
        if is_counter(a.quantity) and change is None and last.change == "increase_by":
            change = "increase_by"
    return last._replace(
        around=a,
        change=change or "level",
        action=a.action or last.action,
        baseline=_base(text, a),
        baseline_value=None,
    )


def _respectively(text: str, group: list[Around], last: Reading | None, lex: Lexicon) -> Iterator[Reading]:
    """Pair the k-th noun with the k-th value; where the numbers differ every value has the whole phrase."""
    first = group[0]
    phrase = first.left
    assert phrase is not None
    base = _reading(text, first, phrase, first.scope, last)
    pairs = _pairs(text, phrase, len(group), lex)
    for i, a in enumerate(group):
        if i and _LIST_MARKS.issuperset(a.words):
            a = replace(a, words=first.words)  # 达到400公斤、|500公斤
        made = base._replace(around=a, baseline=base.baseline if i == 0 else _base(text, a))
        if a.change and a.change != "level" and i:
            made = made._replace(change=a.change)
        elif i and not a.change and _other_kind(a.quantity, first.quantity):
            made = made._replace(change="level")  # 增长19.2%、突破8500亿元
        elif a.right and i == len(group) - 1:
            pass
        if pairs:
            span, word, whole, scope = pairs[i]
            made = made._replace(span=span, indicator=word, whole=whole, scope=scope or base.scope)
        yield made


def _other_kind(q: Quantity, first: Quantity) -> bool:
    """Whether one is a share or multiple and the other an amount, so that they do not change alike."""
    return bool(q.unit) and (q.unit in _PERCENT) != (first.unit in _PERCENT)


def _pairs(text: str, phrase: Phrase, n: int, lex: Lexicon) -> list[tuple[Phrase, str, str, str | None]]:
    """Span, text, full text and scope of the n members named by one phrase; empty where there are not n."""
    said = _clean(text, phrase)
    for word, parts, full in lex.pairs:
        if word in said and len(parts) == n and not _JOINS.search(said):
            return [(phrase, said, said.replace(word, f, 1), p) for p, f in zip(parts, full, strict=True)]
    for marks in (_MARKS, _JOINS):
        members = _split(text, phrase, marks)
        if len(members) == n:
            break
    else:
        both = [p for m in _split(text, phrase, _MARKS) for p in _split(text, m, _JOINS)]
        if len(both) != n:
            return []
        members = both
    words = [_clean(text, m) for m in members]
    sectors = _SECTOR.match(words[-1])
    if sectors and all(len(w) == 1 and w in "一二三" for w in words[:-1]):
        rest = words[-1][sectors.end() :]
        names = [f"第{w}产业{rest}" for w in (*words[:-1], sectors["number"])]
        return [(m, name, name, None) for m, name in zip(members, names, strict=True)]
    start = next((b for b in lex.shared_beginnings if words[0].startswith(b) and len(words[0]) > len(b)), "")
    out: list[tuple[Phrase, str, str, str | None]] = []
    tail = _shared_tail(words, lex)
    for i, (span, word) in enumerate(zip(members, words, strict=True)):
        if i and start and not word.startswith(start):
            out.append((span, start + word, start + word, None))
        elif i < n - 1 and tail and not lex.heads.ending(word, 0, len(word)):
            at = members[-1][1] - len(tail)
            out.append(((at, members[-1][1]), tail, word + tail, word))
        else:
            out.append((span, word, word, None))
    return out


def _shared_tail(words: list[str], lex: Lexicon) -> str:
    """What the last member ends with and the others leave out: 城镇、农村|常住居民人均可支配收入."""
    last = words[-1]
    share = _SHARE_OF.search(last)
    if share and share.start() > 1:
        return share.group()
    for head in lex.shared_heads:
        if last.endswith(head) and len(last) > len(head):
            return head
    head = lex.heads.ending(last, 0, len(last))
    if 2 <= len(head) < len(last):
        return head
    return ""


def _in_brackets(text: str, value: Reading, base: Reading) -> bool:
    """Whether a baseline stands in brackets behind the value that it belongs to: 2.8%（2025年基线|3.2%）."""
    return text[value.quantity.end : value.quantity.end + 1] in _BRACKETS and not _CLOSED.search(
        text, value.quantity.end, base.quantity.start
    )


def _with_baselines(text: str, made: list[Reading]) -> list[Reading]:
    """由60%提高到95%: the first is the baseline of the second."""
    out = list(made)
    for i in range(1, len(out)):
        before, now = out[i - 1], out[i]
        if now.around.is_baseline and before.baseline_value is None and _in_brackets(text, before, now):
            value = now.quantity.low if now.quantity.low is not None else now.quantity.high
            out[i - 1] = before._replace(baseline_value=value)
            out[i] = now._replace(indicator=before.indicator, whole=before.whole, span=before.span)
            continue
        if (
            before.around.is_baseline
            and now.around.quantity.start >= before.around.quantity.end
            and not now.around.is_baseline
            and now.baseline_value is None
        ):
            if i > 1 and _in_brackets(text, out[i - 2], before):
                continue
            value = before.quantity.low if before.quantity.low is not None else before.quantity.high
            out[i] = now._replace(baseline_value=value)
            if now.change == "increase_by" and now.quantity.dimension == before.quantity.dimension:
                out[i] = out[i]._replace(change="increase_to")
    return out
