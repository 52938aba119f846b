"""Which period and mood hold where a sentence names none: the heading's, the list opening's, the one before.

`“十五五”时期主要目标` holds for its section; `到2025年，…。推出100项` to the end of the paragraph; `到2025年实现以下目标：`
for the list below it; `主要预期目标是：` for the sentences that go on from it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from miner.segmentation.outline import Section
from miner.targets.periods import Period

__all__ = ["Standing", "is_title", "standing"]

_LONGEST_HEADING = 48
_LONGEST_LINE = 40
_HEAD = 160
_TITLE = re.compile(
    r"(?:计划|方案|要点|规划|纲要|打算|安排|报告|意见|通知|总结|思路)(?:[（(][^（）()]{1,8}[）)])?$"
)
# What may stand between the beginning of a clause and a period that holds for more than the clause.
_LEAD = re.compile(
    r"[\s\d一二三四五六七八九十（）()、.．：:—\-●◆■·*]{0,10}(?:全[市县区省镇乡校村州]|我[市县区省镇乡校村州院]|通过|力争|确保|争取|计划|目标|总体|主要|预期|发展|即|是|为|：|，|使|努力){0,4}\s*$"
)
_OPENS_LIST = re.compile(r"[：:]\s*$|(?:如下|以下|下列)[^。；]{0,16}[。：:]?\s*$")
_GOALS = re.compile(r"目标[^。；\n]{0,8}?[是为：:]|[：:]")
_CARRIED_MOODS = frozenset({"预期", "约束性"})
_LIST_MOODS = frozenset({"预期", "约束性", "力争", "确保", "争取"})
_END = "。；;！？!?，,：:"


class Standing(NamedTuple):
    """What holds for a sentence that says nothing itself."""

    period: Period | None
    mood: str | None


def standing(
    text: str,
    sentences: Sequence[tuple[int, int]],
    sections: Sequence[Section],
    periods: Sequence[Sequence[Period]],
    moods: Sequence[Sequence[tuple[int, str]]],
) -> list[Standing]:
    """Period and mood that hold for each of the `sentences` (in order, apart); linear in the length of the text."""
    starts = [s.start for s in sections]
    depth = {s.id: s for s in sections}
    of_section: dict[str, Period | None] = {}
    made: list[Standing] = []
    carried: Period | None = None
    mood: str | None = None
    opened: tuple[Period | None, str | None] = (None, None)
    opener: str | None = None
    line: Period | None = None
    here, end_before, over = -1, 0, False
    for i, (start, end) in enumerate(sentences):
        at = bisect_right(starts, start) - 1
        section = sections[at] if at >= 0 else None
        if at != here:
            here, line = at, None
            for s in sections[max(0, len(of_section)) : at + 1]:
                of_section[s.id] = of_section.get(s.parent) if s.parent else None
            if opener is not None and not _below(section, opener, depth):
                opened, opener = (None, None), None
        if i and text.find("\n", end_before, start) >= 0:
            carried = mood = None
            over = False
        end_before = end
        period = carried or opened[0] or line or (of_section.get(section.id) if section else None)
        made.append(Standing(None if over else period, mood or opened[1]))
        own = [p for p in periods[i] if _holds_on(p)]
        if periods[i]:
            over = periods[i][-1].past  # 过去一年，…: what follows is not of the year of the heading
        if section and _is_heading(text, section, start, end):
            if periods[i] and (head := [p for p in periods[i] if not p.past]):
                of_section[section.id] = head[-1]
            continue
        if _is_line(text, start, end):
            if is_title(text, start, end):
                continue  # the year of a plan's title is that of the plan and says nothing of a sentence
            line = next((p for p in reversed(periods[i]) if not p.past), line)
            continue
        for p in own:
            if _opens(text, start, p.start):
                carried = p
        said = moods[i][-1][1] if moods[i] else None
        if said in _CARRIED_MOODS and _GOALS.search(text, moods[i][-1][0], end):
            mood = said
        if _OPENS_LIST.search(text, max(start, end - 24), end):
            opened = (own[-1] if own else carried or opened[0], said if said in _LIST_MOODS else mood)
            opener = section.id if section else ""
    return made


def is_title(text: str, start: int, end: int) -> bool:
    """Whether the line `text[start:end]` is a title: it stands at the head and ends like one."""
    return start < _HEAD and bool(_TITLE.search(text, start, end))


def _holds_on(p: Period) -> bool:
    """Whether a period can hold for the sentences that follow: a year or more, not over, no month or quarter."""
    if p.past or p.iso is None:
        return False
    return len(p.iso) != 7 and not re.match(r"\d{4}-\d\d/", p.iso)


def _opens(text: str, start: int, position: int) -> bool:
    """Whether the period at `position` opens its sentence or a part of it, so that it holds for more than a clause."""
    cut = max(text.rfind(mark, start, position) for mark in "；。;")
    return bool(_LEAD.match(text, cut + 1 if cut >= start else start, position))


def _is_heading(text: str, section: Section, start: int, end: int) -> bool:
    """Whether the sentence is the heading of its section, and no item that has its text behind the number."""
    whole = section.heading_end - section.heading_start <= _LONGEST_HEADING
    return whole and start <= section.heading_start + 1 and end <= section.heading_end + 2


def _is_line(text: str, start: int, end: int) -> bool:
    """Whether the sentence has its line to itself and ends like a heading."""
    return (
        end - start <= _LONGEST_LINE
        and (start == 0 or text[start - 1] == "\n")
        and (end >= len(text) or text[end] == "\n")
        and text[end - 1] not in _END
    )


def _below(section: Section | None, opener: str, sections: dict[str, Section]) -> bool:
    """Whether a section is the one that opened the list or stands below it."""
    if section is None:
        return not opener
    at: Section | None = section
    while at is not None:
        if at.id == opener:
            return True
        at = sections.get(at.parent) if at.parent else None
    return False
