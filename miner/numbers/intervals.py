"""How often: 每周, 每半年, 每两个月 as an ISO 8601 repeating interval."""

from __future__ import annotations

import re

from miner.numbers.numerals import read_numeral

__all__ = ["INTERVAL", "interval_of"]

INTERVAL = re.compile(
    r"每(?:隔)?(?P<count>半|[1-9][0-9]?|[一二两三四五六七八九十]{1,2})?个?"
    r"(?P<unit>循环周|年|季度|季|月|周|星期|礼拜|天|日|学期|学年)(?:度)?"
    r"(?:(?<=[周期拜])[一二三四五六日天](?:上午|下午|中午|早上|晚上))?"
)
"""A word of frequency; its groups are read by `interval_of`."""

_UNITS = {
    "年": (1, "Y"), "学年": (1, "Y"), "学期": (6, "M"), "季度": (3, "M"), "季": (3, "M"), "月": (1, "M"),
    "周": (1, "W"), "循环周": (1, "W"), "星期": (1, "W"), "礼拜": (1, "W"), "天": (1, "D"), "日": (1, "D"),
}  # fmt: skip
_HALF = {"年": "P6M", "学年": "P6M", "月": "P15D", "学期": "P3M", "天": "PT12H", "日": "PT12H"}


def interval_of(match: re.Match[str]) -> str:
    """The interval that a match of `INTERVAL` says: R/P2M for 每两个月.

    >>> interval_of(INTERVAL.match("每两个月"))
    'R/P2M'
    """
    count, unit = match["count"] or "一", match["unit"]
    if count == "半":
        return f"R/{_HALF.get(unit, 'P1W')}"
    size, letter = _UNITS[unit]
    return f"R/P{int(read_numeral(count).low) * size}{letter}"
