"""Vetoes before meaning: what looks like a quantity and is none, each with its name and its reason.

Literal neighbors are rules in `data/vetoes.toml`; what needs reckoning is here, one small function a family.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, NamedTuple

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.numbers.articles import article_veto, article_words
from miner.numbers.comparators import comparator_endings, comparator_openings
from miner.numbers.readings import CURRENCY_ENDINGS, ReadNumber
from miner.numbers.units import unit_openings

__all__ = ["Enclosures", "Veto", "find_veto", "is_part_of_word", "veto_reasons"]


class Veto(NamedTuple):
    """A number that is no quantity: its span in the normal text, the veto's name, and why."""

    start: int
    end: int
    veto: str
    reason: str


@cache
def veto_reasons() -> dict[str, str]:
    """Every veto by name with the reason that its rows give."""
    return {row["name"]: row["reason"] for row in _data()["veto"]}


def _data() -> dict[str, Any]:
    return read_toml("miner.numbers", "vetoes.toml")


class Enclosures:
    """The quoted slogans and the titles of a text, by offset."""

    _QUOTES = re.compile(
        r"《[^《》\n]{1,60}》|〈[^〈〉\n]{1,60}〉|«[^«»\n]{1,60}»|“[^“”\n]{1,40}[”\"]|「[^「」\n]{1,40}」|『[^『』\n]{1,40}』"
        r"|‘[^‘’\n]{1,30}’|\"[^\"\n]{1,24}\"|〝[^〝〞\n]{1,40}〞|“[^“”〞\n]{1,24}〞"
    )
    # A quotation that holds a sentence is read; one that is a name is not.
    _SENTENCE = re.compile(r"[，。；！？]|[,;](?![0-9])")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._starts: list[int] = []
        self._spans: list[tuple[int, str]] = []
        for quote in self._QUOTES.finditer(text, start, end):
            title = quote.group()[0] in "《〈«"
            if title or not self._SENTENCE.search(quote.group()):
                self._starts.append(quote.start())
                self._spans.append((quote.end(), "title" if title else "slogan"))

    def at(self, position: int) -> str | None:
        """title, slogan or None: what holds the character at `position`."""
        i = bisect_right(self._starts, position) - 1
        if i >= 0 and position < self._spans[i][0]:
            return self._spans[i][1]
        return None


@dataclass(frozen=True, slots=True)
class _Rule:
    """A veto by literal neighbors; an empty tuple asks for nothing."""

    veto: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    behind: tuple[str, ...]
    units: frozenset[str]
    han: bool | None
    below: float
    weak: bool
    unless: tuple[str, ...]
    numbers: frozenset[str]
    endings: frozenset[str]
    """The last characters of `before`."""
    openings: frozenset[str]
    """The first characters of `after`."""
    followers: frozenset[str]
    """The first characters of `behind`."""

    def strikes(self, r: ReadNumber) -> bool:
        """Whether every condition holds of `r`; what `can_strike` settled is not looked at again."""
        if self.before and not r.text.endswith(self.before, r.floor, r.start):
            return False
        if self.after and not r.text.startswith(self.after, r.number_end):
            return False
        if self.behind and not r.text.startswith(self.behind, r.unit_end):
            return False
        if self.unless and r.text.endswith(self.unless, r.floor, r.start):
            return False
        return r.low < self.below and not (self.weak and r.compared)

    def can_strike(self, unit: str, han: bool, number: str, left: str, right: str, behind: str) -> bool:
        """Whether unit, digits and the characters around the number allow it; for the arguments see `_rules_for`."""
        return (
            (not self.units or unit in self.units)
            and (self.han is None or self.han == han)
            and (not self.numbers or number in self.numbers)
            and (not self.before or left in self.endings)
            and (not self.after or right in self.openings)
            and (not self.behind or behind in self.followers)
        )


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            row["veto"],
            tuple(row.get("before", ())),
            tuple(row.get("after", ())),
            tuple(row.get("behind", ())),
            frozenset(row.get("units", ())),
            {"han": True, "arabic": False}.get(row.get("script", "")),
            float(row.get("below", "inf")),
            row.get("weak", False),
            tuple(row.get("except", ())),
            frozenset(row.get("numbers", ())),
            frozenset(w[-1] for w in row.get("before", ())),
            frozenset(w[0] for w in row.get("after", ())),
            frozenset(w[0] for w in row.get("behind", ())),
        )
        for row in _data()["rule"]
    )


@cache
def left_open() -> re.Pattern[str]:
    """A unit whose number was masked, lost or left to be filled in: 培训××名, 增长%, 达到____."""
    return re.compile("|".join(entry["pattern"] for entry in _data()["left_open"]))


class _Named(NamedTuple):
    """All that any rule names: units, numbers, and characters by where they stand."""

    units: frozenset[str]
    numbers: frozenset[str]
    endings: frozenset[str]
    openings: frozenset[str]
    followers: frozenset[str]


@cache
def _named() -> _Named:
    return _Named(
        *(frozenset().union(*(getattr(rule, name) for rule in _rules())) for name in _Named._fields)
    )


_OTHER = "?"
"""Stands for every unit that no rule names."""


@lru_cache(maxsize=65536)
def _rules_for(unit: str, han: bool, number: str, left: str, right: str, behind: str) -> tuple[_Rule, ...]:
    """The rules that can strike a number with this unit ("" for none) and digits: mostly none.

    `left` and `right` stand right before and behind the number, `behind` behind the unit.
    """
    return tuple(rule for rule in _rules() if rule.can_strike(unit, han, number, left, right, behind))


def _rule_veto(r: ReadNumber) -> str | None:
    """The first rule of the data that strikes; what no rule names is not told apart, so that few cases remain."""
    named, text, number = _named(), r.text, r.number
    unit = r.unit.surface if r.unit is not None else ""
    left = text[r.start - 1] if r.start > r.floor else ""
    right = text[r.number_end : r.number_end + 1]
    behind = text[r.unit_end : r.unit_end + 1]
    rules = _rules_for(
        unit if unit in named.units else _OTHER,
        r.han,
        number if number in named.numbers else "",
        left if left in named.endings else "",
        right if right in named.openings else "",
        behind if behind in named.followers else "",
    )
    for rule in rules:
        if rule.strikes(r):
            return rule.veto
    return None


# What may stand before or behind a Han digit that says more: signs, ranges, lists, tenths, ordinals.
_TELLING_BEFORE = frozenset("第-−－+负")
_TELLING_BEHIND = frozenset("成至到和与及或分又点半多余几来打")


@cache
def _neighbors() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that may say something of a Han digit right behind and right before them."""
    return (
        _TELLING_BEFORE | comparator_endings() | CURRENCY_ENDINGS,
        _TELLING_BEHIND | _TELLING | unit_openings() | comparator_openings(),
    )


def is_part_of_word(text: str, at: int) -> bool:
    """Whether the Han digit at `at` stands between ideographs that make it part of a word: 进一步, 统一."""
    following = text[at + 1 : at + 2]
    if not ("\u4e00" <= following <= "\u9fff") or text[at].isascii():
        return False
    before, behind = _neighbors()
    return following not in behind and not (at and text[at - 1] in before)


_DAMAGED = re.compile(r"0+[0-9]")  # 00名, 000个: the digits before are lost; 0.5 and 0 are whole
_PLAIN = frozenset({"share", "point", "ratio", "money"})  # kinds no slogan or article is made of


def find_veto(r: ReadNumber, enclosures: Enclosures) -> str | None:
    """The name of the veto that strikes `r`; None when it is a quantity."""
    if not r.han and _DAMAGED.match(r.number):
        return "damaged"
    kind = r.unit.kind if r.unit is not None else ""
    enclosed = enclosures.at(r.start)
    if enclosed == "title" or (enclosed == "slogan" and kind not in _PLAIN and not r.bounded):
        return enclosed
    if r.han:
        if r.unit is None and not r.compared and r.text[r.number_end : r.number_end + 1] not in _TELLING:
            return "ordinal" if r.text.endswith("第", r.floor, r.start) else "idiom"
        veto = _date_veto(r)
    elif kind == "share":
        return "formula" if r.text.endswith(("×", "*", "x", "X"), r.floor, r.start) else None
    else:
        veto = _code_veto(r) or _date_veto(r)
    veto = veto or _rule_veto(r) or _page_veto(r)
    if veto is None and kind == "time":
        veto = _span_veto(r)
    if veto is not None:
        return veto
    return _han_veto(r) if r.han else _arabic_veto(r)


_LENGTH_OF_PAGE = frozenset({"字", "页"})
_LINE_OF_PAGE = re.compile(r"(?:^|\n)[^\w\n]*$")


def _page_veto(r: ReadNumber) -> str | None:
    """约2.5千字, 8页 with a line to itself: how long the page is."""
    if r.unit is None or r.unit.surface not in _LENGTH_OF_PAGE:
        return None
    alone = r.text[r.unit_end : r.unit_end + 1] in ("", "\n", " ")
    begin = _compared_from(r)
    return "page" if alone and _LINE_OF_PAGE.search(r.text, max(r.floor, begin - 12), begin) else None


# Characters behind a Han numeral without a unit that say more than "part of a word".
_TELLING = frozenset("年月日号时点刻季届中大级等流线甲产星强世")

_LATIN_BEFORE = re.compile(r"[A-Za-zΑ-ω＋+_＿@&]")
_CODE_AFTER = re.compile(r"[-—－/.]?[A-Za-z@_]|[-—－/.][0-9]")
_HOTLINE = re.compile(r"1[0-9]{4}(?![名个次件起条家人])[\u4e00-\u9fff]{0,8}?热线")  # 12345企业热线


def _code_veto(r: ReadNumber) -> str | None:
    """Letters or further digits that grow out of the number: PM2.5, 5G, 34076-2017, 0532-8899…"""
    before = r.text[r.start - 1] if r.start > r.floor else ""
    if before and (before.isascii() or before in "＋＿"):
        if _LATIN_BEFORE.match(before):
            return "model"
        if before in ".-/" and r.start - 1 > r.floor:
            further = r.text[r.start - 2]
            if further.isascii() and further.isalnum():
                return "model"
    if r.number_end - r.start == 5 and _HOTLINE.match(r.text, r.start):
        return "phone"
    if r.unit is None:
        if _CODE_AFTER.match(r.text, r.number_end):
            return "model"
        if r.number_end - r.start >= 7 and r.number.isdecimal():
            return "phone"
    return None


_FULL_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_DIGIT_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}")
_FORWARD_YEAR = re.compile(
    r"[ \u3000]?[-—－–~～至到、和及][ \u3000]?(?:[0-9]{1,4}|[〇○零一二三四五六七八九]{1,4})[ \u3000]?[年月日]"
)


_DATES = frozenset("年月日")


def _date_veto(r: ReadNumber) -> str | None:
    """Years, months, days and times of day."""
    text, end = r.text, r.number_end
    following = text[end : end + 1]
    if following in (" ", "\u3000"):
        following = text[end + 1 : end + 2]
    elif r.unit is not None and following not in _DATES:
        return None
    if following == "年":
        return _year_veto(r)
    if following == "月":
        return "date" if 1 <= r.low <= 12 and not text.startswith("月龄", end) else None
    if following == "日":
        if r.compared or text.startswith(("日历", "日龄"), end):
            return None
        return "date"
    if r.unit is not None:
        return None
    if following in ("时", "点", "刻"):
        return "clock"
    if following in (":", "：") and text[end + 1 : end + 2].isdecimal():
        return "clock"
    if _FORWARD_YEAR.match(text, end):
        return "date"
    if not r.compared and _FULL_YEAR.fullmatch(text, r.start, end):
        return "date"
    return None


@cache
def _durations(name: str) -> tuple[str, ...]:
    return tuple(_data()["durations"][name])


def _compared_from(r: ReadNumber) -> int:
    """Where the number begins with the comparator before it: |约三年半."""
    return r.before[1] if r.before else r.start


def _year_veto(r: ReadNumber) -> str | None:
    """年 makes a calendar year, or a duration that counts only with evidence: 连续3年, 不少于5年."""
    number = r.number.replace(" ", "")
    if _FULL_YEAR.fullmatch(number) or _DIGIT_YEAR.fullmatch(number) or number[0] in "0零〇○":
        return "date"
    if r.text.startswith(("年度", "年级", "年代", "年版", "年制", "年期", "年份"), r.number_end):
        return "date"
    if not r.han and 50 <= r.low < 100 and not r.bounded and len(number) == 2:
        return "date"
    if r.bounded or (
        r.text.endswith(_durations("cues"), r.floor, _compared_from(r))
        and not r.text.startswith(_durations("horizons"), r.unit_end)
    ):
        return None
    return "horizon"


def _span_veto(r: ReadNumber) -> str | None:
    """Months, weeks, days and hours: 3个月内 is a deadline, 24小时 a phrase, 15分钟 a circle's name."""
    surface = r.unit.surface if r.unit else ""
    if surface in ("小时", "个小时") and r.low == 24 and not r.compared:
        return "idiom"
    if surface in ("分钟", "小时") and "圈" in r.text[r.unit_end : r.unit_end + 12]:
        return "programme"
    if surface in (
        "小时",
        "个小时",
        "分钟",
        "个工作日",
        "工作日",
        "学时",
        "课时",
        "个学时",
        "个课时",
        "秒",
        "毫秒",
    ):
        return None
    if r.bounded or r.text.endswith(_durations("cues"), r.floor, _compared_from(r)):
        return None
    if surface in ("天", "日") and not r.han:
        return "date" if surface == "日" and not r.compared else None
    if surface in ("日", "天") and r.compared:
        return None
    if (
        surface in ("个月", "年龄")
        and not r.compared
        and not r.text.startswith(_durations("horizons"), r.unit_end)
    ):
        return None
    return "horizon"


_LINE_START = re.compile(r"(?:^|\n)[ \u3000\t]*$")
_MANY = re.compile(r"[0-9. ,，]+个?[万亿]+")


def _arabic_veto(r: ReadNumber) -> str | None:
    """Numbers in digits: a unit makes a quantity, unless the number opens a line; a bare one needs more."""
    if r.unit is None:
        if r.before or r.after or (r.more and not r.number.isascii()):
            return None
        # 358万居家老年人: the noun stands where the counter would
        size_class = _SIZE_CLASS.match(r.text, r.number_end)
        if _MANY.fullmatch(r.number) and not size_class:
            return None
        return "bare" if size_class or not _is_level(r) else None
    return "item" if r.low < _MANY_ITEMS and _numbers_a_line(r) else None


_MANY_ITEMS = 100  # no list has so many items


def _numbers_a_line(r: ReadNumber) -> bool:
    """Whether the number opens a line and a blank parts it from what looks like its counter: 六 家长工作."""
    if r.unit is None or r.unit.kind != "counter" or r.unit_end - len(r.unit.surface) <= r.number_end:
        return False
    return _LINE_START.search(r.text, max(r.floor, r.start - 8), r.start) is not None


def _is_level(r: ReadNumber) -> bool:
    """收入比缩小至1.93, 指数控制在103: a number without a unit that an indicator reached."""
    following = r.text[r.number_end : r.number_end + 1]
    if following and following not in "，。；、,;)）\n.":
        return False
    cues = tuple(_data()["levels"]["cues"])
    return r.text.endswith(cues, r.floor, r.start) or (
        "." in r.number and r.text.endswith("为", r.floor, r.start)
    )


_SIZE_CLASS = re.compile(r"(?:、[0-9.百千万亿]{1,20}){0,20}(?:级|能级|量级|规模|产业)")


def _han_veto(r: ReadNumber) -> str | None:
    """Numerals in Han digits stand in many words; only a unit that allows it makes a quantity."""
    number, unit = r.number, r.unit
    if number[0] in "几数":
        return "vague"
    if "分之" in number:
        return None
    if number[0] in "百千万亿":
        return _magnitude_veto(r)
    if len(number) > 1 and set(number) == {"一"}:
        return "idiom"  # 一一列举
    large = len(number) > 1 and any(m in number for m in "十百千万亿")
    if unit is None:
        return None if r.compared and len(number) > 1 else "idiom"
    if unit.kind in ("share", "point", "time"):
        return None
    if not unit.han and not large:
        return "idiom"
    if _numbers_a_line(r):
        return "item"
    if number == "一":
        return article_veto(r)
    acts = article_words("acts")
    if unit.surface == "期" and not r.compared and not r.text.endswith(acts, r.floor, r.start):
        return "rank"
    return None


def _magnitude_veto(r: ReadNumber) -> str | None:
    """突破千亿, 近万人次: a magnitude alone counts after a comparator, where the clause ends behind it."""
    following = r.text[r.unit_end : r.unit_end + 1]
    if r.before is not None and len(r.number) + (r.unit is not None) > 1 and following in _CLAUSE_END:
        return None
    if r.after is not None and r.unit is not None and r.text[r.after[1] : r.after[1] + 1] in _CLAUSE_END:
        reached = tuple(_data()["levels"]["cues"])
        return None if r.text.endswith(reached, r.floor, r.start) else "magnitude"  # 达到|万元以上
    return "magnitude" if r.unit is not None else "idiom"


_CLAUSE_END = ("", *"，。；、,;!！）)\n 大")
