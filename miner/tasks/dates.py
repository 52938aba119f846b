"""Parse the times of tasks (6月底前, 3月1日至15日, 第一季度, 4.27（周一）, 113/9月) into ISO 8601 dates.

A time before 前, 以前 or 内, or after 到 or 至, is a deadline, as are 月底 and 年底; any other time is the period of the
action. A date that does not exist (二月30日) is reported in `problem`. If the plan has no year, a month stays a month:
no year is guessed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from miner.knowledge.years import digits_number, republic_year, small_number

__all__ = ["When", "Years", "find_whens", "label_at", "time_words", "two_months", "whole_when"]

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|元)"
_BAR = r"\s{0,4}(?:[-－—–~～]+|至|到)\s{0,4}"
_YEAR = (
    r"(?:(?P<{0}>(?:19|20)\d{{2}}|[二一][九〇○零O0][〇○零O一二三四五六七八九]{{2}}|(?:民国)?1[0-2]\d|民国\d{{2}})"
    r"\s{{0,3}}年度?\s{{0,3}}|(?P<{0}rel>今年|本年度?|当年|明年|次年|翌年)\s{{0,3}})?"
)
_PART = r"(?:上旬|中旬|下旬|[初底末中](?![小考]))"
_PROSE = re.compile(
    rf"""(?<![\d.])(?P<upto>截至|截止|到|至)?\s{{0,3}}(?:
    {_YEAR.format("y")}(?:
        (?P<m>{_N})月份?(?:\s{{0,3}}(?P<d>{_N})[日号]?{_BAR}{_YEAR.format("z")}(?:(?P<m2>{_N})月份?)?\s{{0,3}}(?P<d2>{_N})[日号]
                          |(?P<p>{_PART})?{_BAR}{_YEAR.format("w")}(?P<n2>{_N})月份?(?P<p2>{_PART})?
                          |\s{{0,3}}(?P<day>{_N})[日号]
                          |(?P<part>{_PART})?)
      | (?P<a>{_N}){_BAR}(?P<b>{_N})月份?(?P<bp>{_PART})?
      | 第?(?P<q>前?[一二三四1-4])季度(?P<qp>[末底初])?
      | (?P<half>[上下])半年
      | (?P<end>年[底末终]|岁末)
      | (?P<whole>全年|年内|年度内)
    )
    | (?P<bare>(?:19|20)[0-9]{{2}}年度?|今年|本年度?)
    )(?:(?P<till>(?:份|之|以)?前(?!后|期|往|来|提)|以内|之内|内)|(?P<on>起(?:[，,]|(?=每|开|实|在|对|由|按|执|全|将|陆)|$)))?""",
    re.X,
)
_DOTTED = re.compile(
    rf"(?:(?P<y>(?:19|20)\d{{2}}|1[0-2]\d)(?P<s>[./\-年])\s*)?(?P<m>\d{{1,2}})(?:(?P<t>[./\-])(?P<d>\d{{1,2}})|月)(?!\d)[日号]?"
    rf"(?:{_BAR}(?:(?P<m2>\d{{1,2}})[./\-])?(?P<d2>\d{{1,2}})[日号]?(?![\d.月]))?"
)
_WEEK = re.compile(
    r"第?\s{0,3}(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s{0,3}[周週](?:次)?|(?:学期|开学|寒假|暑假|假期|期)(?:初|中|末|前|后)?"
)
_ANCHOR = re.compile(r"月|季度|半年|年底|年末|年终|岁末|全年|年内|年度内|今年|本年|年(?<=\d\d年)")
_NOT_AFTER = re.compile(
    r"(?:[每去前近比较]|[去上前]年|每年|农历|阴历|旧历|[一二两三四五六七八九十]|(?<!\d)\d)$"
)
"""After these a month is no date of the plan: it recurs, is past, is a duration or is of the lunar calendar."""
_NO_DAY = re.compile("前后|左右|到期|第.{1,2}[周週]|的?第.{1,2}个?(?:星期|周)")
"""After these a time has no day: 5月12日前后, 6月到期后, 5月第三周."""
_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "底": (0, 0),
    "末": (0, 0),
}


class Years(NamedTuple):
    """The first and last year of a plan; `school` where they are those of a school year, which begins in August."""

    first: int | None
    last: int | None
    school: bool = False

    def of_month(self, month: int) -> int | None:
        """The year of a month; None if the plan does not determine it."""
        if self.first is None or self.last is None or self.first == self.last:
            return self.first
        if self.school and self.last == self.first + 1:
            return self.first if month >= 8 else self.last
        return None


@dataclass(frozen=True, slots=True)
class When:
    """A time in the text: its offsets, its wording and its meaning in ISO 8601."""

    start: int
    end: int
    text: str
    first: str | None = None
    last: str | None = None
    deadline: str | None = None
    month: int | None = None
    problem: str | None = None
    whole_year: bool = False
    """今年, 全年: no more than the year of the plan."""

    def due(self) -> When:
        """Turn the period into a deadline at its end, for a field or column of deadlines."""
        last = self.deadline or self.last
        return replace(self, first=None, last=None, deadline=last) if last else self


def _number(word: str) -> int:
    """Parse a month, day or quarter; 99, which is never valid, if it is no number."""
    number = 1 if word == "元" else small_number(word)
    return 99 if number is None else number


def _year(year_text: str | None, relative: str | None, years: Years, month: int) -> int | None:
    if year_text:
        number = digits_number(year_text.removeprefix("民国"))
        return republic_year(number) if number < 200 else number
    if relative and relative[0] in "明次翌":
        return years.first + 1 if years.first is not None else None
    return years.of_month(month)


def _last_day(year: int | None, month: int) -> int:
    return calendar.monthrange(year if year is not None else 2000, month)[1]


def _bad(year: int | None, month: int, day: int | None) -> bool:
    if not 1 <= month <= 12:
        return True
    return day is not None and not 1 <= day <= _last_day(year, month)


def _span(when: When, from_: tuple[int | None, int, int], to: tuple[int | None, int, int]) -> When:
    """Set the first and last day of a period; leave them None without a year; report an invalid date as a problem."""
    for year, month, day in (from_, to):
        if _bad(year, month, day):
            return replace(when, problem=f"no such date: {when.text}")
    (y1, m1, d1), (y2, m2, d2) = from_, to
    when = replace(when, month=m2 if m1 == m2 else None)
    if y1 is None or y2 is None:
        return when
    if (y2, m2, d2) < (y1, m1, d1):
        if m1 < 8 or m2 > 7:
            return replace(when, problem=f"ends before it begins: {when.text}")
        y2 = y1 + 1  # 9月至1月
    return replace(when, first=f"{y1}-{m1:02d}-{d1:02d}", last=f"{y2}-{m2:02d}-{d2:02d}")


def _month_part(
    year: int | None, month: int, part: str | None
) -> tuple[tuple[int | None, int, int], tuple[int | None, int, int]]:
    """First and last day of a month or of a third of it."""
    if not 1 <= month <= 12:
        return (year, month, 1), (year, month, 1)
    last = _last_day(year, month)
    first, until = _PARTS.get(part or "", (0, 0))
    return (year, month, first or 1), (year, month, min(until or last, last))


def _deadline(when: When, only: bool) -> When:
    """Set the deadline to the end of the period; `only`: drop the period itself."""
    if when.last is None:
        return when
    dated = replace(when, deadline=when.last)
    return replace(dated, first=None, last=None) if only else dated


def _read(m: re.Match[str], years: Years) -> When:
    when = When(m.start(), m.end(), m.group().strip())
    till, upto = bool(m["till"]) and m["till"] != "内", bool(m["upto"])
    is_within = m["till"] in ("内", "以内", "之内")
    ends = False
    if m["m"]:
        month = _number(m["m"])
        year = _year(m["y"], m["yrel"], years, month)
        if m["d2"]:
            month2 = _number(m["m2"]) if m["m2"] else month
            year2 = (
                _year(m["z"], m["zrel"], years, month2)
                if (m["z"] or m["zrel"])
                else (year if not years.school else _year(None, None, years, month2) or year)
            )
            when = _span(when, (year, month, _number(m["d"])), (year2, month2, _number(m["d2"])))
        elif m["n2"]:
            month2 = _number(m["n2"])
            year2 = _year(m["w"], m["wrel"], years, month2) if (m["w"] or m["wrel"] or not m["y"]) else year
            when = _span(when, _month_part(year, month, m["p"])[0], _month_part(year2, month2, m["p2"])[1])
        elif m["day"]:
            day = (year, month, _number(m["day"]))
            when = _span(when, day, day)
        else:
            when = _span(when, *_month_part(year, month, m["part"]))
            ends = m["part"] in ("底", "末")
    elif m["b"]:
        month, month2 = _number(m["a"]), _number(m["b"])
        year = _year(m["y"], m["yrel"], years, month)
        year2 = _year(m["y"], m["yrel"], years, month2)
        when = _span(when, (year, month, 1), _month_part(year2, month2, m["bp"])[1])
    elif m["q"]:
        number = m["q"].removeprefix("前")
        quarter = _number(number)
        year = _year(m["y"], m["yrel"], years, 3 * quarter)
        first = 1 if m["q"].startswith("前") else 3 * quarter - 2
        when = _span(when, (year, first, 1), (year, 3 * quarter, _last_day(year, 3 * quarter)))
        ends = m["qp"] in ("末", "底")
    elif m["half"]:
        months = (1, 6) if m["half"] == "上" else (7, 12)
        year = _year(m["y"], m["yrel"], years, months[1])
        when = _span(when, (year, months[0], 1), (year, *((6, 30) if months[1] == 6 else (12, 31))))
    elif m["end"]:
        year = _year(m["y"], m["yrel"], years, 12)
        when = _span(when, (year, 12, 31), (year, 12, 31))
        till = True
    else:
        year_text = m["y"] or (m["bare"] if m["bare"] and m["bare"][0].isdigit() else None)
        year = (
            digits_number(year_text.rstrip("年度"))
            if year_text
            else years.first
            if years.first == years.last
            else None
        )
        if year is not None:
            when = replace(when, first=f"{year}-01-01", last=f"{year}-12-31")
        when = replace(when, whole_year=not year_text or not (till or upto))
        is_within = False
    if m["on"]:
        return replace(when, last=None)
    if till or upto:
        return _deadline(when, only=True)
    return _deadline(when, only=False) if ends or is_within else when


def find_whens(text: str, start: int, end: int, years: Years) -> Iterator[When]:
    """Yield the times in `text[start:end]`, in order; frequencies (每年3月) and past years (去年3月) are skipped."""
    if _ANCHOR.search(text, start, end) is None:
        return
    for m in _PROSE.finditer(text, start, end):
        if _NOT_AFTER.search(text, max(0, m.start() - 2), m.start()):
            continue
        if m["whole"] and text.startswith("度", m.end()):
            continue
        if _NO_DAY.match(text, m.end()):
            continue
        yield _read(m, years)


def time_words(text: str) -> list[int]:
    """Where words of times stand, in order: no time is found in a part of the text without one."""
    return [m.start() for m in _ANCHOR.finditer(text)]


def label_at(text: str, start: int, end: int, years: Years) -> When | None:
    """Parse the time at the beginning of `text[start:end]`, a label of a calendar: 三月份, 4.27, 9/1-9/7, 第9周, 113/9月."""
    m = _WEEK.match(text, start, end)
    if m is not None:
        closer = label_at(
            text, m.end() + len(text[m.end() : end]) - len(text[m.end() : end].lstrip(" \t（(")), end, years
        )
        return (
            replace(closer, start=start)
            if closer and closer.last
            else When(m.start(), m.end(), m.group().strip())
        )
    m = _PROSE.match(text, start, end)
    if m is not None and not m["bare"]:
        return _read(m, years)
    m = _DOTTED.match(text, start, end)
    if m is not None and (m["d"] or m["y"]):
        return _read_dotted(m, years)
    return None


def two_months(m: re.Match[str], years: Years) -> When:
    """The time of a label for two months, from a match with the groups `a` and `b`: 七、八月."""
    first, last = _number(m["a"]), _number(m["b"])
    when = When(m.start(), m.end(), m.group().strip())
    return _span(when, (years.of_month(first), first, 1), _month_part(years.of_month(last), last, None)[1])


def _read_dotted(m: re.Match[str], years: Years) -> When | None:
    month = int(m["m"])
    if m["s"] == "年" and not m["d"]:
        return None
    year = _year(m["y"], None, years, month)
    when = When(m.start(), m.end(), m.group().strip())
    if not m["d"]:
        return _span(when, *_month_part(year, month, None))
    day = int(m["d"])
    if not m["y"] and month > 12:
        return None
    month2 = int(m["m2"]) if m["m2"] else month
    year2 = year if not years.school or m["y"] else years.of_month(month2)
    return _span(when, (year, month, day), (year2, month2, int(m["d2"]) if m["d2"] else day))


def whole_when(text: str, start: int, end: int, years: Years) -> When | None:
    """Parse a cell or field of times: its first time, with the text of the whole cell; None if it is empty."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    time = label_at(text, start, end, years) or next(find_whens(text, start, end, years), None)
    words = re.sub(r"\s+", "", text[start:end])
    return replace(time, text=words, start=start, end=end) if time else When(start, end, words)
