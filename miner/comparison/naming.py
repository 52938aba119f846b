"""Tell whether the name of an indicator says what is counted, so that plans can be compared by it.

A name that the registry of indicators lacks is read off the sentence, and a sentence may leave only a verb (清理), a
part of a clause (国民收入五年) or a thing that stands beside the number (防城港, of 30万吨级航道). Such a value stays in
`quantities` and in the ledger; the panel and the moves leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from miner.comparison.entries import Cell, Key, is_general, rules
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.indicators import canonical_indicator
from miner.segmentation.words import tagged

__all__ = ["is_fact", "is_named", "is_passing", "is_sound", "speaks"]

_SHORTEST, _LONGEST = 2, 28
_NOUNS = frozenset({"n", "ng", "nt", "nz", "vn", "an", "j", "l", "i", "zg"})
"""Tags with which a name of one word may be the name of a thing."""
_NEVER = frozenset({"r", "d", "p", "c", "y", "ul", "uz", "ug", "uv", "uj", "e", "o", "t", "f"})
"""Tags of words that belong to the sentence; those of `neutral` words (和, 对, 高速) are no ground."""
_BRACKETS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("[", "]"), ("〈", "〉"), ("〔", "〕"))
_RATES = ("率", "比重", "占比", "比例", "度", "比", "率指数", "面")
_ODD = re.compile(
    r"[#@―…；;：:，,。？?！!％%×㊳①-⑳\[\]〈〉]|-{2,}|^[、·和与及]|[、·和与及]$|\d{4}年|^\d+$|\d\.?$"
)


@cache
def is_sound(name: str) -> bool:
    """Whether a name says what is counted or measured.

    >>> is_sound("公办幼儿园学位"), is_sound("清理"), is_sound("这个速度")
    (True, False, False)
    """
    naming = read_toml("miner.comparison", "naming.toml")
    if not _SHORTEST <= len(name) <= _LONGEST or _ODD.search(name) or name in naming["nothing"]:
        return False
    if any(name.count(a) != name.count(b) for a, b in _BRACKETS):
        return False
    if re.search(naming["of_a_sentence"], name) or ("占" in name and not name.endswith(_RATES)):
        return False
    tokens = tagged(name)
    last, tag = tokens[-1]
    measured = name.endswith(_endings())
    if not measured and last not in _words("heads") and last not in _words("deeds"):
        return False
    if len(tokens) == 1 and not measured and last not in _words("alone") and tag not in _NOUNS:
        return False
    if len(tokens) == 1 and last in _words("deeds") and last not in _words("alone"):
        return False
    return not any(t in _NEVER and w not in _words("neutral") for w, t in tokens[:-1])


@cache
def _endings() -> tuple[str, ...]:
    return (*_words("measures"), *(head for head in _words("heads") if len(head) > 1))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_toml("miner.comparison", "naming.toml")[name])


def is_passing(key: Key) -> bool:
    """Whether a name is of those that plans count only in passing (高校毕业生, 国家)."""
    return key.indicator in _words("nothing")


def is_named(key: Key) -> bool:
    """Whether a key names an indicator that can be compared: one of the registry, or a sound name that is not general."""
    if is_general(key):
        return False
    return canonical_indicator(key.indicator, key.measure, key.dimension) is not None or is_sound(
        key.indicator
    )


def speaks(cell: Cell) -> bool:
    """Whether a cell gives the value of an indicator that can be compared, and no size of a thing and no manner of speaking."""
    key, row = cell.key, cell.row
    if not is_named(key) or is_fact(cell) or _is_crossed(cell):
        return False
    if "人均" in key.indicator and key.dimension == "CNY" and cell.value > _MOST_PER_HEAD:
        return False  # 城镇居民收入将增加40亿元 is no income per head
    if canonical_indicator(key.indicator, key.measure, key.dimension) is not None:
        return True
    naming = read_toml("miner.comparison", "naming.toml")
    if row["dimension"] == "share" and cell.plan.source.text.endswith("的", 0, int(row["start"])):
        return False  # 衔接资金的62%用于产业发展 is a part of the thing
    if row["unit"] == "个百分点" and (row["change"] == "level" or not key.indicator.endswith(_RATES)):
        return False  # 高于全国2.5个百分点 is a distance, 农村户厕 … 均提高3个百分点 names no rate
    if key.measure == "level" and key.dimension == "share" and re.search(r"[\d０-９]", str(row["quote"])):
        return key.indicator.endswith(_RATES)  # 建议、提案办结率均为100%: the rate is lost with the list
    told = row["status"] != "commitment" or key.indicator in _words("nothing")
    if told and key.dimension == "share" and not re.search(r"[\d０-９百分]", str(row["quote"])):
        return False  # 预算外资金全部纳入预算管理 reports no value of it
    if key.measure == "increase" and key.dimension == "share" and key.indicator.endswith(_RATES):
        return (
            _GROWS.search(cell.plan.source.text, max(0, int(row["start"]) - 8), int(row["start"])) is not None
        )
    if row["unit"] in naming["sizes"] and not _is_before(row):
        return False
    small = (
        cell.value == cell.value and abs(cell.value) < _TEN and not re.search(r"[\d０-９]", str(row["quote"]))
    )
    return not (small and row["unit"] in naming["general_units"] and cell.value > 0)


def _is_crossed(cell: Cell) -> bool:
    """Whether a list stands between a value and its indicator: A 625家、B 190家，分别增长58%、34% crosses the values."""
    row = cell.row
    end = row["indicator_end"]
    if not isinstance(end, int) or end > row["start"]:
        return False
    between = cell.plan.source.text[end : int(row["start"])]
    head, apart, _ = between.rpartition("分别")
    return bool(apart) and re.search(r"\d", head) is not None


def is_fact(cell: Cell) -> bool:
    """Whether the words before a promise, or before its indicator, say that it is so already (我区有20个口岸) or was lost."""
    row, plan = cell.row, cell.plan
    starts = [
        int(row["start"]),
        *([row["indicator_start"]] if isinstance(row["indicator_start"], int) else []),
    ]
    already = re.compile(rules()["already"])
    if _APART.search(plan.source.text, max(plan.start, min(starts) - 24), min(starts)):
        return True
    return any(already.search(plan.source.text, max(plan.start, at - 50), at) for at in starts)


_GROWS = re.compile("[增提升涨高]")
_APART = re.compile("除[^，。；]{1,12}外[^，。；]{0,8}$")
"""除中心城区外其他县城新增常住人口 is no value of the whole place."""
_MOST_PER_HEAD = 5_000_000
_TEN = 11
"""Eleven and more of something are counted, even in words."""


def _is_before(row: Mapping[str, Any]) -> bool:
    """Whether the indicator stands before its value."""
    at = row["indicator_start"]
    return not isinstance(at, (int, float)) or at != at or at < row["start"]
