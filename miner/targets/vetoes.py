"""Vetoes before meaning: what looks like a quantity and is none, each with its name and its reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from miner.data import read_toml
from miner.targets.units import Unit

__all__ = ["VETO_REASONS", "Candidate", "Enclosures", "Veto", "find_veto", "veto_reasons"]


class Veto(NamedTuple):
    """A number that is no quantity: its span in the normal text, the veto's name, and why."""

    start: int
    end: int
    veto: str
    reason: str


class Candidate(NamedTuple):
    """A number with what stands around it, before anyone has decided whether it is a quantity."""

    text: str
    start: int  # of the number
    end: int  # of the number with its magnitude
    unit: Unit | None
    unit_end: int
    value: float
    han: bool  # written in Han digits
    compared: bool  # a comparator touches it


@cache
def veto_reasons() -> dict[str, str]:
    """Every veto by name with the reason that its rows give."""
    return {row["name"]: row["reason"] for row in read_toml("miner.targets", "vetoes.toml")["veto"]}


VETO_REASONS = veto_reasons


@cache
def _neighbors(where: str, *names: str) -> tuple[str, ...]:
    """The literal neighbors that the named vetoes (all when none is named) list under `where`."""
    rows = read_toml("miner.targets", "vetoes.toml")["veto"]
    return tuple(w for row in rows if not names or row["name"] in names for w in row.get(where, ()))


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
        for found in self._QUOTES.finditer(text, start, end):
            title = found.group()[0] in "《〈«"
            if not title and self._SENTENCE.search(found.group()):
                continue
            self._starts.append(found.start())
            self._spans.append((found.end(), "title" if title else "slogan"))

    def at(self, position: int) -> str | None:
        """title, slogan or None: what holds the character at `position`."""
        i = bisect_right(self._starts, position) - 1
        if i >= 0 and position < self._spans[i][0]:
            return self._spans[i][1]
        return None


_LATIN_BEFORE = re.compile(r"[A-Za-zΑ-ω＋+_＿@&]")
_CODE_AFTER = re.compile(r"[-—－/.]?[A-Za-z@_]|[-—－/.][0-9]")
_CLOCK_UNITS = ("时", "点", "刻")
_MONTH = re.compile(r"[ \u3000]?月(?!龄)")
_YEAR = re.compile(r"[ \u3000]?年")
_DIGIT_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}")
_FULL_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_FORWARD_YEAR = re.compile(
    r"[ \u3000]?[-—–－~～至到、和][ \u3000]?(?:[0-9]{2,4}|[〇○零一二三四五六七八九]{2,4})[ \u3000]?年"
)
_LINE_START = re.compile(r"(?:^|\n)[ \u3000\t]*$")
_DURATION_CUE = (
    "连续", "满", "不少于", "至少", "提前", "延长", "缩短", "缩减至", "压缩至", "压减至", "超过", "不超过", "少于",
    "补贴", "奖励", "扶持", "贴息", "免征", "减免", "免", "补助", "长达", "不低于", "连续获", "连续补贴", "缩短至", "稳定运行",
)  # fmt: skip
_ACTS = (
    "组织", "开展", "举办", "举行", "召开", "进行", "开", "办", "评选", "安排", "检查", "培训", "搞", "做", "上", "召集",
    "听取", "学习", "走访", "慰问", "参加", "观看", "体检", "更新", "通报", "公布", "发布", "调度", "轮训", "演练", "会商",
    "读", "写", "讲", "出", "编印", "撰写", "看", "交", "抓", "组织一", "评比", "考核", "督查", "巡查", "排查", "调研", "清理", "普查",
)  # fmt: skip
_BUILT = (
    "新建",
    "建成",
    "改建",
    "扩建",
    "新增",
    "建好",
    "各建",
    "各有",
    "各建设",
    "每村",
    "至少",
    "增加",
    "增设",
    "新设",
    "新改扩建",
)
_EVENTS = frozenset("次期场遍回轮本份篇堂节")
# What even a count in digits only announces: 9个方面, 3个部分.
_STRUCTURE = ("方面", "部分", "阶段", "层面", "环节", "维度", "角度", "要点", "坚持", "步骤", "篇章", "章节")
_ALWAYS = frozenset({"share", "point", "ratio", "money"})


def find_veto(c: Candidate, enclosures: Enclosures) -> str | None:
    """The name of the veto that strikes candidate `c`; None when it is a quantity."""
    enclosed = enclosures.at(c.start)
    if enclosed == "title":
        return "title"
    if c.unit is not None and c.unit.kind == "share" and not c.han:
        return "formula" if c.text[c.start - 1 : c.start] in ("×", "*", "x", "X") and c.start else None
    if enclosed == "slogan" and not (c.unit is not None and c.unit.kind in _ALWAYS):
        return "slogan"
    if c.text.endswith(("第", "№", "No.", "NO."), 0, c.start):
        return "ordinal"
    return _code_veto(c) or _date_veto(c) or _neighbor_veto(c) or (_han_veto(c) if c.han else _arabic_veto(c))


def _code_veto(c: Candidate) -> str | None:
    """Letters or further digits that grow out of the number: PM2.5, 5G, 34076-2017, 0532-8899…"""
    if c.han:
        return None
    before = c.text[c.start - 1 : c.start] if c.start else ""
    if before and (before.isascii() or before in "＋＿") and _LATIN_BEFORE.match(before):
        return "model"
    if (
        before in (".", "-", "/", "－")
        and c.start > 1
        and c.text[c.start - 2].isalnum()
        and c.text[c.start - 2].isascii()
    ):
        return "model"
    if c.unit is None and _CODE_AFTER.match(c.text, c.end):
        return "model"
    digits = c.end - c.start
    if c.unit is None and digits >= 7 and c.text[c.start : c.end].isdecimal():
        return "phone"
    return None


def _date_veto(c: Candidate) -> str | None:
    text, end = c.text, c.end
    following = text[end : end + 2].lstrip(" \u3000")[:1]
    if following == "月" and _MONTH.match(text, end) and 1 <= c.value <= 12:
        return "date"
    if text.startswith(("周年", " 周年"), end):
        return "anniversary"
    if following == "年":
        return _year_veto(c)
    if (
        following in ("日", "号")
        and not c.compared
        and not text.startswith(("日内", "日历", "日龄", "日供", "日处"), end)
    ):
        return "date" if following == "日" else "road"
    if following in _CLOCK_UNITS and c.unit is None:
        return "clock"
    if following in (":", "：") and text[end + 1 : end + 2].isdecimal():
        return "clock"
    if c.unit is None and _FORWARD_YEAR.match(text, end):
        return "date"
    if c.unit is None and not c.compared and _FULL_YEAR.fullmatch(text, c.start, end):
        return "date"
    return None


def _year_veto(c: Candidate) -> str | None:
    """年 makes a calendar year, or a duration that counts only with evidence: 连续3年, 不少于5年."""
    number = c.text[c.start : c.end]
    if _FULL_YEAR.fullmatch(number) or _DIGIT_YEAR.fullmatch(number) or number[0] in "0零〇○":
        return "date"
    if not c.han and 50 <= c.value < 100 and not c.compared and len(number) == 2:
        return "date"
    if c.text.startswith(("年度", "年级", "年代", "年版", "年制", "年期"), c.end):
        return "date"
    if c.text.startswith(("内", "行动", "计划", "规划", "前", "后"), c.unit_end) and not c.text.endswith(
        _DURATION_CUE, 0, c.start
    ):
        return "horizon"
    if c.compared or c.text.endswith(_DURATION_CUE, 0, c.start):
        return None
    return "horizon"


def _neighbor_veto(c: Candidate) -> str | None:
    text = c.text
    if text.startswith(_neighbors("after", "meeting"), c.end):
        return "meeting"
    if text.startswith(_neighbors("after", "road"), c.end):
        return "road"
    if text.startswith(_neighbors("after", "rank"), c.end) and (c.unit is None or len(c.unit.surface) == 1):
        return "rank"
    if text.startswith(_neighbors("after", "date"), c.end):
        return "date"
    if text.endswith(_neighbors("before", "phone"), 0, c.start) and (c.unit is None):
        return "phone"
    if c.unit is None:
        return None
    if c.unit.kind == "counter":
        if c.unit.surface == "届":
            return "ordinal"
        if text.startswith(_neighbors("behind", "meeting"), c.unit_end) and c.unit.surface in ("次", "届"):
            return "meeting"
        if (
            c.unit.surface in ("次",)
            and text.startswith("会议", c.unit_end)
            and "届" in text[max(0, c.start - 2) : c.start]
        ):
            return "meeting"
        if text.startswith("一体", c.unit_end) and c.unit.surface == "位":
            return "idiom"
    if c.unit.kind == "time" and not c.compared:
        return _span_veto(c)
    return None


def _span_veto(c: Candidate) -> str | None:
    """Months, weeks, days and hours: 3个月内 is a deadline, 24小时 a phrase, 15分钟 a circle's name."""
    surface = c.unit.surface if c.unit else ""
    after = c.text[c.unit_end : c.unit_end + 12]
    if surface.startswith(("个月", "周", "星期", "个季", "个学期", "学年", "个世纪")) and after.startswith(
        ("内", "前", "后", "来", "以来", "里", "之内")
    ):
        return "horizon"
    if surface in ("周", "日", "天", "个季度") and (c.han or surface in ("周", "日")):
        return "horizon"
    if surface == "小时" and c.value == 24:
        return "idiom"
    if surface in ("分钟", "小时") and "圈" in after:
        return "programme"
    if c.text.endswith(("今后", "未来", "过去", "近", "前", "后", "头"), 0, c.start):
        return "horizon"
    return None


def _arabic_veto(c: Candidate) -> str | None:
    text = c.text
    if c.unit is None:
        if text.endswith(_neighbors("before", "item"), 0, c.start):
            return "item"
        return None if c.compared else "bare"
    if c.unit.kind == "counter":
        spaced = c.unit_end - len(c.unit.surface) > c.end
        if spaced and _LINE_START.search(text, max(0, c.start - 8), c.start):
            return "item"
        if text.endswith(("附件", "附录", "附表", "专栏"), 0, c.start):
            return "item"
        if c.value < 20 and text.startswith(_STRUCTURE, c.unit_end):
            return "list"
    return None


def _announces(c: Candidate) -> bool:
    """五个方面, 三项制度: a small count of an abstract noun that a list will spell out."""
    if c.unit is None or c.unit.surface not in ("个", "项", "种", "类", "大", "条", "位", "点", "步", "支"):
        return False
    return c.text.startswith(_neighbors("behind", "list"), c.unit_end)


def _han_veto(c: Candidate) -> str | None:
    text, number, unit = c.text, c.text[c.start : c.end], c.unit
    if number[0] in "几数":
        return "vague"
    if "分之" in number:
        return None
    if number[0] in "百千万亿":
        return "magnitude" if unit is not None else "idiom"
    if unit is None:
        return None if c.compared and (len(number) > 1) else "idiom"
    if unit.kind in ("share", "point"):
        return None
    if unit.kind == "time" and unit.surface in ("年", "天", "日"):
        return None if c.compared or unit.surface == "年" else "idiom"
    if not unit.han and not _large(number):
        return "idiom"
    if (
        unit.surface == "元"
        and len(number) == 1
        and text[c.unit_end : c.unit_end + 1] in "区材正化锂桥催论素"
    ):
        return "idiom"
    if number == "一":
        return _article_veto(c)
    if unit.kind == "counter" and not c.compared:
        if text.endswith(
            ("这", "那", "上述", "以上", "下列", "下述", "该", "其他", "其它", "另外", "前"), 0, c.start
        ):
            return "demonstrative"
        if _announces(c):
            return "list"
        if unit.surface == "期" and not text.endswith(_ACTS, 0, c.start):
            return "rank"
    return None


def _large(number: str) -> bool:
    return len(number) > 1 and any(m in number for m in "十百千万亿")


def _article_veto(c: Candidate) -> str | None:
    """一 counts after a comparator, in a rate (每周一次), or where an act of that number is ordered."""
    unit = c.unit
    assert unit is not None
    if unit.kind in ("money", "ratio", "measure"):
        return None
    if c.compared and unit.surface != "批" and not c.text.endswith(("突破", "破", "超", "近"), 0, c.start):
        return None
    if c.text.startswith("性", c.unit_end):
        return "idiom"
    before = c.text[max(0, c.start - 3) : c.start]
    if "每" in before and unit.kind == "counter" and unit.surface in _EVENTS:
        return None
    if unit.surface in _EVENTS and c.text.endswith(_ACTS, 0, c.start):
        return None
    if unit.surface in ("所", "座", "家", "处", "条", "栋", "个", "项") and c.text.endswith(
        _BUILT, 0, c.start
    ):
        return None
    return "article"
