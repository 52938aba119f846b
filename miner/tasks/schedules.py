"""Read calendars written as lines: 三月份：…, 9月1日-7日 |…, 113/9月 | 衛保組, 一月|春节送温暖, 4.27（周一）.

A calendar is two or more labels: lines that start with a time followed by a colon, a bar, a blank or the line's end.
The text up to the next label or the end of the section holds its entries, split at lines, numbers, semicolons and
full stops. A line with only the name of a body gives the lead of the entries above it, if there are at least three.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from miner.segmentation.outline import Outline, Section
from miner.tasks.bodies import NOBODY, Roles, is_body, read_roles, roles_of_field
from miner.tasks.dates import When, Years, find_whens, label_at, two_months
from miner.tasks.fields import field_kinds
from miner.tasks.task import Task, free_day, tidy

__all__ = ["Label", "find_labels", "schedule_tasks"]

_OPENING = re.compile(
    r"[ \t\u3000]*(?:[（(]?[一二三四五六七八九十]{1,3}[)）][、.．]?|[一二三四五六七八九十]{1,2}、|[（(]?\d{1,2}[)）、.．](?!\d)|[●•◆■★▲*#]{1,3}|[【\[（(《])?[ \t]*"
)
_MIGHT = re.compile(
    r"^[ \t\u3000【\[（(《●•◆■★▲*#]{0,6}(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]{1,2})?[ \t【\[（(《]{0,3}[\d一二三四五六七八九十元第上下今明本全年民学期开寒暑]",
    re.M,
)
_WEEKDAY = r"[（(]?(?:周|星期|礼拜)?[一二三四五六日天][)）]|周[一二三四五六日]|星期[一二三四五六日天]"
_BEHIND = re.compile(
    rf"[ \t\u3000]*(?:[（(][^（）()\n]{{0,16}}[)）]|{_WEEKDAY}){{0,3}}[】\]）)》]?(?:主要|重点)?(?:工作|活动)?(?:安排|计划|重点|内容|任务|要点|主题)?"
    r"[ \t\u3000]*(?P<sep>[：:|｜]|(?:—|－|-){1,2}(?=[\u4e00-\u9fff])|(?=\n)|$|(?<=[ \t\u3000])(?=[^\s]))"
)
_SPLIT = re.compile(
    r"[。；;|｜\n\t]|(?:(?<=[。；;，,：:|\s　])|(?<=[\u4e00-\u9fff）)]))(?=(?:[1-9]|1\d)[、.．](?!\d)|[（(][1-9]\d?[)）]|[①-⑳])"
)
_DAY_BEHIND = re.compile(rf"[ \t]{{0,4}}(?:{_WEEKDAY}|[：:])")
"""Text after the day that starts an entry: 2/23（一）校务会议."""
_INLINE = re.compile(
    r"(?<=[\u4e00-\u9fff。；;，、.）)! 　])(?<![第每])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?[：:]"
)
_TIMELY = frozenset("月季周週期假年./-~－")
"""Every label of a calendar has one of these."""
_JOINT = re.compile(
    "^(?=一、二|二、三|三、四|四、五|五、六|六、七|七、八|八、九|九、十)(?P<a>.)、(?P<b>.)月份?", re.M
)
"""Two months of one label: 七、八月."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SIGNED = re.compile(
    r"(?:[12]\d{3}|[二一][〇○零九]..)年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?\s*$"
)
_DUTY = re.compile(
    r"[（(]?(?P<say>[^，。；（）()]{2,40}?(?:负责|牵头|配合|协助|主办|承办)[^。；（）()]{0,40})[)）]?$"
)
_BY_TAIL = re.compile(
    r"[，,](?P<say>由[^，。；]{2,24}(?:负责|牵头|主办|承办)(?:[，,、][^，。；]{2,24}(?:配合|协助|协办))?)$"
)
_FIELD_TAIL = re.compile(
    r"(?<=.)[（(](?P<label>[\u4e00-\u9fff]{2,6})[：:](?P<say>[^（）()\n：:]{2,30})[)）]$"
)
_WHO = ("lead", "office", "support", "person")
_BODY_TAIL = re.compile(r"[（(](?P<say>[^（）()\n]{2,30})[)）]$")
_NAMED = re.compile(r"(?:活动)?(?:主题|内容|活动|安排|工作|任务)[：:]\s*")
"""A lead-in that announces the entry: 主题：学雷锋."""
_DATE_ONLY = re.compile(r"(?:[12]\d{3}|二[〇○零].)年.{1,3}月(?:.{1,3}日)?")
_WIDGET = re.compile(r"【[^【】]{0,20}】")
"""A button of a web page: 【打印正文】."""


class Label(NamedTuple):
    """A line that starts with a time: its start, its time, and the span of its entries."""

    start: int
    when: When
    begin: int
    end: int


def find_labels(text: str, outline: Outline, years: Years) -> list[Label]:
    """The labels of the calendars of a plan, in order; none where there are fewer than two."""
    hits = _inline(text, years)
    joints = list(_JOINT.finditer(text))
    joint = joints[0] if len(joints) == 1 else None  # several are numbers of a list: 一、二月份, 二、三月份
    for line in _MIGHT.finditer(text):
        start = line.start()
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if _TIMELY.isdisjoint(text[start : min(stop, start + 32)]):
            continue
        if joint is not None and joint.start() == start:
            when: When | None = two_months(joint, years)
        else:
            opening = _OPENING.match(text, start, stop)
            when = label_at(text, opening.end() if opening else start, stop, years)
            if when is None and opening and opening.end() > start:
                when = label_at(text, start, stop, years)
        separator = _BEHIND.match(text, when.end, stop) if when else None
        if when is None or separator is None or _SIGNED.match(text, when.start, stop) or when.whole_year:
            continue
        hits.append((start, when, separator.end()))
    hits.sort(key=lambda hit: hit[0])
    if len({when.text for _, when, _ in hits}) < 2:
        return []
    hits = _in_order(hits, years)
    labels: list[Label] = []
    outer: Section | None = None
    for i, (start, when, begin) in enumerate(hits):
        if outer is None or not outer.start <= start < outer.end:
            outer = None
        section = outline.at(start)
        heads = section is not None and section.start >= start
        if i and section is not None and not heads and outer is None and section.start > hits[i - 1][0]:
            section = None  # an entry of the previous label, which is in no section
        if outer is None and section is not None:
            outer = _above(outline, section) if heads else section
        if heads and section is not None and (section.end > begin + 2 or outer is None):
            end = section.end
        elif outer is not None:
            end = outer.end
        else:
            end = _list_end(text, outline, begin)
        if i + 1 < len(hits):
            end = min(end, hits[i + 1][0])
        labels.append(Label(start, when, begin, max(begin, end)))
    return labels


def _inline(text: str, years: Years) -> list[tuple[int, When, int]]:
    """Find labels inside lines that a page joined: 开学典礼三月份：学雷锋四月份：…"""
    hits: list[tuple[int, When, int]] = []
    line: list[tuple[int, When, int]] = []
    previous = 0
    if not any(mark in text for mark in ("月：", "月:", "月份：", "月份:")):
        return hits
    for m in _INLINE.finditer(text):
        if text.find("\n", previous, m.start()) >= 0:
            hits += line if len(line) > 1 else []
            line = []
        previous = m.end()
        when = label_at(text, m.start(), m.end(), years)
        if when is not None:
            line.append((m.start(), when, m.end()))
    return hits + line if len(line) > 1 else hits


def _above(outline: Outline, section: Section) -> Section | None:
    return outline.at(section.start - 1) if section.parent and section.start else None


def _list_end(text: str, outline: Outline, begin: int) -> int:
    """End of the last label of a calendar outside all sections: an empty line, or the next part (七、, 日常工作：)."""
    line = text.find("\n", begin)
    if line < 0:
        return len(text)
    blank = text.find("\n\n", line + 1)
    end = blank if blank >= 0 else len(text)
    part = _NEXT_PART.search(text, line, end)
    end = part.start() if part else end
    return next((s.start for s in outline.sections if begin < s.start < end and _PART.match(s.marker)), end)


_NEXT_PART = re.compile(r"\n(?=[\u4e00-\u9fff]{2,12}[：:][ \u3000]{0,4}\n)")
_PART = re.compile("[一二三四五六七八九十]{1,3}[、.．]|第.{1,3}[章节部]")


def _in_order(hits: list[tuple[int, When, int]], years: Years) -> list[tuple[int, When, int]]:
    """Move times after a turn of the year into the next year: 九月 … 十二月, 一月 in a plan for one year."""
    if years.first is None or years.first != years.last:
        return hits
    ordered, late, month = [], False, 0
    for start, when, begin in hits:
        if when.month and when.first and when.first[:4] == str(years.first) and when.last:
            late = late or (month >= 9 and when.month <= 2)
            month = when.month
            if late and when.month <= 8:
                when = replace(
                    when, first=_later(when.first), last=_later(when.last), deadline=_later(when.deadline)
                )
        ordered.append((start, when, begin))
    return ordered


def _later(day: str | None) -> str | None:
    return f"{int(day[:4]) + 1}{day[4:]}" if day else None


def schedule_tasks(text: str, labels: Sequence[Label], years: Years) -> Iterator[Task]:
    """The entries of the calendars, each with the time of its label."""
    names = _body_lines(text, labels)
    for label in labels:
        waiting: list[Task] = []
        roles_before = NOBODY
        for start, end in _entries(text, label.begin, label.end):
            words = "".join(text[start:end].split())
            barred = _in_bar(text, start, end) and is_body(words)
            if barred and not waiting:
                roles_before = Roles(lead=words)
                continue
            if barred or words in names:
                yield from (f if f.roles.lead else replace(f, roles=Roles(lead=words)) for f in waiting)
                waiting = []
                continue
            announced = _NAMED.match(text, start, end)
            start = announced.end() if announced else start
            roles, when, start, end = _inside(text, start, end, label.when, years)
            if (
                end > start
                and not _DATE_ONLY.fullmatch(text, start, end)
                and not _WIDGET.fullmatch(text, start, end)
                and len(_HAN.findall(text, start, end)) >= 2
                and not free_day(text, start, end)
            ):
                waiting.append(Task(start, end, "schedule", roles.over(roles_before), when))
        yield from waiting


def _in_bar(text: str, start: int, end: int) -> bool:
    """Whether the entry is next to a bar or a tab."""
    left = text[max(0, start - 3) : start].rstrip(" ")
    right = text[end : end + 3].lstrip(" ")
    return left.endswith(("|", "｜", "\t")) or right.startswith(("|", "｜", "\t"))


def _entries(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    at = begin
    for m in _SPLIT.finditer(text, begin, end):
        if m.start() > at:
            span = tidy(text, at, m.start())
            if span[0] < span[1]:
                yield span
        at = m.end()
    span = tidy(text, at, end)
    if span[0] < span[1]:
        yield span


def _body_lines(text: str, labels: Sequence[Label]) -> frozenset[str]:
    """Lines with only the name of a body (工  会); empty if the calendar has fewer than three."""
    counted: Counter[str] = Counter()
    for label in labels:
        for line in text[label.begin : label.end].split("\n"):
            words = "" if "\t" in line.strip() else "".join(line.split())
            if 2 <= len(words) <= 10 and is_body(words):
                counted[words] += 1
    if sum(counted.values()) < 3:
        return frozenset()
    return frozenset(counted)


def _inside(text: str, start: int, end: int, when: When, years: Years) -> tuple[Roles, When, int, int]:
    """Split off the body at the end of an entry, and a time that is more exact than the one of its label."""
    roles = NOBODY
    words = text[start:end]
    tail = _DUTY.search(words)
    if tail and tail.start() > 3 and words[tail.start()] in "（(":
        roles, end = read_roles(tail["say"]), start + tail.start()
    elif (tail := _FIELD_TAIL.search(words)) and (kind := field_kinds().get(tail["label"])) in _WHO:
        roles, end = roles_of_field({str(kind): tail["say"]}), start + tail.start()
    elif (tail := _BODY_TAIL.search(words)) and is_body(tail["say"]) and tail.start() > 3:
        roles, end = Roles(lead="".join(tail["say"].split())), start + tail.start()
    elif by := _BY_TAIL.search(words):
        roles = read_roles(by["say"])  # the words stay in the entry
    day = label_at(text, start, end, years)
    if (
        day is not None
        and day.first
        and (weekday := _DAY_BEHIND.match(text, day.end, end))
        and _within(day, when)
    ):
        return roles, day, tidy(text, weekday.end(), end)[0], end
    for time in find_whens(text, start, end, years):
        if time.whole_year:
            continue
        if time.problem or (time.deadline and not time.first) or (time.first and _within(time, when)):
            when = time
            break
    return roles, when, start, end


def _within(inner: When, outer: When) -> bool:
    if outer.first is None or outer.last is None or inner.last is None:
        return True
    return outer.first <= inner.last <= outer.last
