"""Define a task and a problem found while reading tasks, in offsets of the normalized text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.tasks.bodies import NOBODY, Roles
from miner.tasks.dates import When

__all__ = ["Task", "Trouble", "free_day", "tidy"]


@dataclass(frozen=True, slots=True)
class Task:
    """One task."""

    start: int
    end: int
    source: str
    """sentence, item, schedule or table."""
    roles: Roles = NOBODY
    when: When | None = None
    status: str = "commitment"
    action: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A span that could not be used, with its kind (date, body, table) and the reason."""

    start: int
    end: int
    kind: str
    reason: str


_MARKER = re.compile(
    r"\s{0,8}(?:[（(]\s{0,3}(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[、)）]|[.．，,](?!\d))|[①-⑳●•·◆■★▲*－—–-]|[一二三四五六七八九十]是)[、.．]?\s*"
)
_EDGE = " \t\u3000，,。；;、：:！!？|｜\n"


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Strip leading list markers, and blanks and punctuation at both ends; the result may be empty."""
    while True:
        while start < end and text[start] in _EDGE:
            start += 1
        marker = _MARKER.match(text, start, end)
        if marker is None or marker.end() == start:
            break
        start = marker.end()
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, max(start, end)


_FREE_DAY = re.compile(
    r"[^，。；]{0,12}(?:放假|补假|调休|停课)(?:[一二三两\d]{1,2}[天日])?|[^，。；]{0,10}(?:纪念日|国庆日)|以上.{0,40}|.{0,40}(?:可|另)作调整|元旦|除夕|春节|清明节?|端午节?|中秋节?|国庆节?|劳动节"
)


def free_day(text: str, start: int, end: int) -> bool:
    """Whether an entry of a calendar says only that a day is free or a feast: 中秋节放假."""
    return _FREE_DAY.fullmatch(text, start, end) is not None
