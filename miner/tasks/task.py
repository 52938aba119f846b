"""Define a task and a problem found while reading tasks, in offsets of the normalized text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.tasks.bodies import NOBODY, Roles
from miner.tasks.dates import When

__all__ = ["Task", "Trouble", "tidy"]


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
_EDGE = " \t\u3000，,。；;、：:|｜\n"


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
