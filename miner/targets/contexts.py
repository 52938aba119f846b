"""Quantities that are none of the plan's business: counted list parts, sizes in a name, spans of history."""

from __future__ import annotations

import re

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.targets.context import Phrase, is_counter, responds
from miner.targets.indicators import Reading
from miner.targets.lexicon import lexicon

__all__ = ["context_reason"]

_SUMS = frozenset({"共", "总共", "共计", "合计", "约", "近", "为", "是"})
_LISTED = frozenset({"个", "项", "种", "类", "大", "条", "件", "点", "大类", "", "位", "级"})
_HAN_NUMBER = re.compile(r"[一二两三四五六七八九十]{1,3}大?")
_MEMBERS = re.compile(r"[、]|和|与|及|以及")
_YEARS = frozenset(
    {"年", "个月", "天", "日", "周年", "世纪", "小时", "个小时", "分钟", "秒", "秒钟", "个世纪"}
)
_AGES = frozenset({"岁", "周岁"})
_AGE = re.compile(r"年龄|寿命|龄")
_HOW_LONG = re.compile(r"(?:多|余)?(?:以?来|间|的|之|后|前|历史|文明)")
_LENGTH = re.compile(
    r"不超过|不少于|不低于|缩短|延长|提前|提早|降至|降到|减至|达到|压缩|压减|至少|控制|连续|保持|平均|期限|寿命|年限|学制|免|补贴|有效|时间|时长|周期|办结|工期|学时|课时|每[天日晚周月][^，。；]{0,10}(?:[花留抽用拿腾]|安排|保证)"
)

# 5亿元（3000万美元）以上产业项目, 5亿元（或3000万美元）以上的项目: both amounts
_OVER = re.compile(r"(?:[（(][^（）()，。；]{1,16})?[）)](?:及?以上|以下|以内)的?[\u4e00-\u9fff]")
# 四项|检测合格率由62%提升为70%: the count belongs to the name of a rate
_RATE_OF = re.compile(r"(?:率|指数|满意度)[由从达为均到在]{0,2}$")
_BRACKETS = frozenset("（()）")
_MONEY = frozenset({"元", "美元", "港元"})
_REACHED = frozenset({"达到", "达", "提高到", "提升到", "提升至", "突破", "超过"})
# 打造300亿元|园区、200亿元园区各1个: what is counted has a size
_BUILT_OF_SIZE = re.compile(
    r"(?:以上|级)?(?:园区|企业|产业|集群|产业集群|产业链|项目|基地|平台|板块|市场|镇|村)"
    r"(?:[、和][^，。；]{2,14}?(?:园区|企业|产业|集群|产业链|项目|基地|平台|板块|市场|镇|村)){0,3}各[\d一二两三四五六七八九十]{1,3}[个家条]"
)


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(read_toml("miner.targets", "contexts.toml")[name].split())


def context_reason(text: str, reading: Reading) -> str | None:
    """Why the quantity is context, in a few words; None where it measures something."""
    a, q = reading.around, reading.quantity
    if a.threshold or (text[q.end : q.end + 1] in _BRACKETS and _OVER.match(text, q.end)):
        return "threshold inside a noun phrase"
    if (
        q.unit in _AGES
        and a.change in (None, "level")
        and not _AGE.search(text, max(0, q.start - 14), q.start)
    ):
        return "age of whom it holds"
    if q.unit in _YEARS:
        return _duration(text, reading)
    if text[max(0, q.start - 1) : q.start] == "含" or text[max(0, q.start - 3) : q.start] in (
        "（不含",
        "(不含",
    ):
        return "restates a bound"
    if (
        q.unit in _words("units_of_rating")
        and a.change in (None, "level")
        and not _REACHED.intersection(a.words)
    ):
        return "rating"
    if q.unit in ("字", "页") and text.rfind("（", a.zone[0], q.start) > text.rfind("）", a.zone[0], q.start):
        return "length of a text"
    if q.unit in _MONEY and _BUILT_OF_SIZE.match(text, q.end):
        return "size of what is built"
    noun = text[a.right[0] : a.right[1]] if a.right else ""
    if not is_counter(q):
        touches = a.right is not None and a.right[0] == q.end
        if touches and q.unit in _words("units_of_capacity") and noun.endswith(_words("named")):
            return "capacity in a name"
        return None
    if q.comparator == "eq" and q.unit in _LISTED and a.right and noun.endswith(_words("schemes")):
        return "counts parts of a scheme"
    if q.comparator != "eq" or q.low is None or q.low > 60:
        return None
    number = text[q.number_start : q.number_end]
    if q.unit == "篇" and noun.endswith(("范文", "计划", "汇编", "总结", "方案", "模板")):
        return "counts parts of the text"
    han = bool(_HAN_NUMBER.fullmatch(number))
    noun = noun or (text[a.left[0] : a.left[1]] if a.left and not a.words else "")
    before = text[max(a.zone[0], q.start - 4) : q.start]
    of_a_name = before[-2:-1] > "\u4e00" and before.endswith("头")  # 摄像头36个
    if before.endswith(_words("pointing")) and not (of_a_name or before.endswith(("首批前", "不少于前"))):
        return "points at the text"
    counted = bool(a.right) or q.unit in _LISTED  # 工科方面的四十七所 counts schools
    if (counted and q.unit in _LISTED and noun.endswith(_words("parts"))) or q.unit in (
        "方面",
        "部分",
        "阶段",
        "环节",
        "层次",
        "步骤",
    ):
        return "counts parts of the text"
    if (
        han
        and q.unit in _LISTED
        and (
            _is_loose(noun) or _is_loose(noun.split("的")[0]) or (q.low <= 3 and q.unit in ("种", "类", "大"))
        )
    ):
        return "announces a list"
    if han and q.unit in _LISTED and a.right and _RATE_OF.search(noun):
        return "part of a name"
    if before.endswith("连续"):
        return "how many in a row"
    if han and text[q.end : q.end + 1] in tuple('“"「『'):
        return "counts what is quoted"
    if han and _named_before(text, reading, int(q.low)):
        return "its members stand before it"
    return None


def _is_loose(noun: str) -> bool:
    """Whether a noun names parts of a list; a word of one character only when it is all of the noun."""
    whole, endings = _loose()
    return noun in whole or noun.endswith(endings)


@cache
def _loose() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of one character, and the longer ones."""
    words = _words("loose")
    return frozenset(w for w in words if len(w) == 1), tuple(w for w in words if len(w) > 1)


def _named_before(text: str, reading: Reading, count: int) -> bool:
    """香港、澳门两个特别行政区: as many names before the number as it says."""
    a = reading.around
    if count < 2 or reading.around.adjacent:
        return False
    said = text[a.zone[0] : reading.quantity.start].rstrip()
    return len([p for p in _MEMBERS.split(said) if p]) == count and not said.endswith(("各", "等"))


def _measured(text: str, phrase: Phrase) -> bool:
    """Whether a noun phrase names something that is measured: 投资规模."""
    return bool(lexicon().heads.ending(text, *phrase))


def _duration(text: str, reading: Reading) -> str | None:
    """今后10年, 五千年的历史, 成立五周年: how long, of nothing measured."""
    a, q = reading.around, reading.quantity
    if q.unit == "周年":
        return "anniversary"
    if a.left and responds(text, q):
        return None
    clause = text[a.zone[0] : q.end]
    if any(word in clause for word in _words("terms")):
        return "term of a contract"
    if text.endswith("连续", a.zone[0], q.start) and not (a.left and _measured(text, a.left)):
        return "how long in a row"  # 连续四年成为…; of a measure (投资规模连续3年…) it says something
    if _LENGTH.search(clause) or a.change not in (None, "level"):
        return None
    if _HOW_LONG.match(text, q.end) or set(a.words) <= _SUMS:
        return "span of time"
    return None
