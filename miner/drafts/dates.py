"""Dates that contradict the calendar, themselves or the year of the plan."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from miner.drafts.desk import Desk, Remark
from miner.knowledge.years import digits_number, republic_year, small_number

__all__ = ["check_dates"]

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_Y = r"(?:(?:19|20)\d{2}|1[01]\d|[一二][九〇][〇一二三四五六七八九]{2})"
_AFTER = r"(?:(?<![\d.])|(?<=[\n \u3000]\d[.．]))"
"""No digit before it, but for the mark of an item: 2.2026年3月."""
_BAR = r"(?:[-－—–~～]{1,2}|至|到)"
_DAY = re.compile(
    rf"(?:(?<![\d.一二三四五六七八九十百])|(?<=[\n \u3000]\d[.．]))(?:(?P<y>{_Y})年)?(?P<m>{_N})月(?P<d>{_N})[日号](?![\d龄]|常|均|内|间|前有)"
)
_MONTH = re.compile(
    rf"(?:(?P<y>{_Y})年|(?<![\d.一二三四五六七八九十个百]))(?P<m>{_N})月(?P<rest>份|底|初|末|上旬|中旬|下旬|(?=[前{{、，；。）]))"
)
_QUARTER = re.compile(r"第(?P<q>[五六七八九]|[5-9])季度")
_PERIOD = re.compile(
    rf"{_AFTER}(?:(?P<y>{_Y})年)?(?P<m>{_N})月(?:份|(?P<d>{_N})[日号])?(?:上旬|中旬|下旬|底|初|末)?{_BAR}"
    rf"(?:(?P<y2>{_Y}|次|翌|明|第二)年)?(?:(?P<m2>{_N})月(?:份|(?P<d2>{_N})[日号])?|(?P<e>{_N})[日号])"
)
_YEARS = re.compile(rf"{_AFTER}(?P<y>{_Y})年?{_BAR}(?P<y2>{_Y})年(?!\d)")
_PAST = re.compile(r"(?:农历|阴历|旧历|[去前上每]年)$")
_AGES = re.compile(r"(?:第|个|满|龄|[\d一二三四五六七八九十]至|[\d一二三四五六七八九十][-—~～])$")


def check_dates(desk: Desk) -> Iterator[Remark]:
    """Yield dates that do not exist and periods that end before they begin."""
    yield from _impossible(desk)
    yield from _inverted(desk)


def _impossible(desk: Desk) -> Iterator[Remark]:
    text = desk.text
    taken: set[int] = set()
    for m in _DAY.finditer(text):
        if _PAST.search(text[max(0, m.start() - 2) : m.start()]) or _is_cited(desk, m.start()):
            continue
        month, day = _number(m["m"]), _number(m["d"])
        year = _year(m["y"]) if m["y"] else _single_year(desk)
        if month is None or day is None:
            continue
        taken.add(m.start("m"))
        if not 1 <= month <= 12 or not 1 <= day <= _days(year, month):
            yield desk.remark("impossible_date", *m.span(), parts={"date": m.group()})
    for m in _MONTH.finditer(text):
        month = _number(m["m"])
        if m.start("m") in taken or month is None or 1 <= month <= 12 or _is_cited(desk, m.start()):
            continue
        if m["y"] or (m["rest"] and not _AGES.search(text[max(0, m.start() - 2) : m.start()])):
            yield desk.remark("impossible_date", *m.span(), parts={"date": m.group()})
    for m in _QUARTER.finditer(text):
        yield desk.remark("impossible_date", *m.span(), parts={"date": m.group()})


def _inverted(desk: Desk) -> Iterator[Remark]:
    text = desk.text
    for m in _PERIOD.finditer(text):
        if _is_cited(desk, m.start()) or (m["y2"] or "")[:1] in ("次", "翌", "明", "第"):
            continue
        month, second = _number(m["m"]), _number(m["m2"]) if m["m2"] else _number(m["m"])
        if month is None or second is None:
            continue
        year = _year(m["y"]) if m["y"] else None
        later = _year(m["y2"]) if m["y2"] else year
        day = _number(m["d"]) if m["d"] else None
        last = _number(m["d2"] or m["e"]) if m["d2"] or m["e"] else None
        if year is not None and later != year and later is not None:
            wrong = later < year
        elif year is None and later is not None:
            wrong = False
        elif month == second:
            wrong = day is not None and last is not None and last < day
        else:
            wrong = (
                second < month
                and (bool(m["y2"]) or not _over_new_year(desk))
                and (year is not None or not _in_winter(month, second))
            )
        if wrong:
            yield desk.remark("inverted_period", *m.span(), parts={"date": m.group()})
    for m in _YEARS.finditer(text):
        if _year(m["y2"]) < _year(m["y"]) and not _is_cited(desk, m.start()):
            yield desk.remark("inverted_period", *m.span(), parts={"date": m.group()})


def _over_new_year(desk: Desk) -> bool:
    """Whether the plan goes over a turn of the year, so that 9月至6月 is in order."""
    return desk.year is None or desk.year != desk.last_year or re.search("学年|学期", desk.text) is not None


def _in_winter(month: int, second: int) -> bool:
    """Whether a season goes over the turn of the year: 10月至次年4月 without 次年."""
    return month >= 9 and second <= 5


def _single_year(desk: Desk) -> int | None:
    return desk.year if desk.year == desk.last_year else None


def _days(year: int | None, month: int) -> int:
    return calendar.monthrange(2024 if year is None else year, month)[1]


def _year(written: str) -> int:
    number = digits_number(written)
    return republic_year(number) if number < 200 else number


def _number(written: str) -> int | None:
    return small_number(written)


def _is_cited(desk: Desk, at: int) -> bool:
    return desk.context.in_title_marks(at)
