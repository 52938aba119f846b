"""When: 今年, 到2030年, “十四五”末, 6月底前, 三年内 as spans and as ISO 8601.

A deadline is given as a year (2030) or a day (2025-12-31), a period as a year (2026), a range of years
(2026/2030) or a duration from the plan's own beginning (P3Y). What a plan's own year would be needed for
(今年, 年底前) stays unresolved where that is unknown.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from miner.knowledge.years import digits_number, plan_years, republic_year, small_number

__all__ = ["Period", "before", "between", "find_periods", "is_short", "periods_of", "year_round"]

_YEAR = r"(?:[12]\d{3}|[二一][九〇○零O0][〇○零O一二三四五六七八九]{2})"
# 民国113年, 113学年度: years of the Republic, of three digits only where the words behind tell
_REPUBLIC = r"民国\s*\d{2,3}|(?<![\d.])1[0-2]\d(?=\s*(?:学年|年度))"
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_PLAN = r"[“”\"「『〝〈]?(?P<fyp>十[一二三四五六七八]?|[一二三四五六七八九])五[”“\"」』〞〉]?"
_OPENING = r"\d一二两三四五六七八九十到至截在去上前过近当“”\"「『〝〈今未下接往再通本全年任明于第学民"


def _pattern(republic: str) -> re.Pattern[str]:
    """The forms of periods; `republic`: the years of the Republic."""
    return re.compile(
        rf"""
    (?=[{_OPENING}])(?:  # what any of the forms opens with: most positions are passed over at once
    (?P<range>(?P<from>{_YEAR})年?\s*(?:[-－—–~～]+|至|到)\s*(?P<to>{_YEAR})年?)
  | (?P<year>(?P<till>(?:到|至|截至|截止到?|在)\s*)?(?P<y>{_YEAR}|{republic})\s*(?P<school>学)?年(?:度)?(?P<part>年?底前?|年?末|以前|之前|前|上半年|下半年|(?P<ym>{_COUNT})月(?:份|底|末|上旬|中旬|下旬)?(?:前|以前|之前)?|以来|起|后)?)
  | (?P<past>去年|上个?(?:月|季度)(?![报旬中交底])|上年度?|前年|过去(?:的)?{_COUNT}年(?:来|间)?|近{_COUNT}年来?|{_COUNT}年(?:多)?来|一年来|今年以来|年初以来|上一?年度?|上(?:个|一)?学[年期]度?|(?<!适)当时(?!候)|过去一年)
  | (?P<plan>(?:到)?{_PLAN}(?P<fpart>期末|时期末|末期?|时期|期间|规划期末?|规划|计划|以来|前[一二三四两]年)?)
  | (?P<within>{_COUNT}(?:年|个月|个学期)(?:之)?(?:内|以内))
  | (?P<ahead>(?:今后|未来|下一?个|接下来|往后)(?:的)?{_COUNT}(?:年|个月|个五年)(?:时间|内|里)?|再用{_COUNT}年(?:左右)?(?:时间)?|通过{_COUNT}年(?:的)?(?:努力|时间)?)
  | (?P<this>今年|本年度?|全年|年内|当年|本学年度?|本学期|本届政府|任期内|[今明]年)
  | (?P<end>(?:到|至)?(?:今年)?年底(?:以?前|之前)?|年末(?:前|以前)?|年终前?)
  | (?P<month>(?:到|至|于)?(?P<m>{_COUNT})月(?:份|底|末|上旬|中旬|下旬|{_COUNT}日)?(?P<mtill>前|以前|之前)?)
  | (?P<quarter>上[、和]下半年|(?:到)?第?[一二三四]季度(?:末|前|内)?|上半年(?:前|内)?|下半年|(?<![一二三四五六七八九十两几\d])年中前?|学期末|学期初)
  | (?P<century>(?:到)?(?:本|二十一?|2[01])世纪(?:末|中叶|头二十年))
    )""",
        re.X,
    )


_PERIOD = _pattern(_REPUBLIC)
_BY_REPUBLIC = _pattern(rf"{_REPUBLIC}|(?<![\d.])1[0-3]\d(?=\s*年(?!历史|校庆|来|之久|以上))")
"""In a text that counts by the years of the Republic, 114年 is one."""
_COUNTS_BY_REPUBLIC = re.compile(r"民国\s*\d{2,3}|(?<![\d.])1[0-2]\d\s*(?:学年|年度)")
_HEAD = 3000
# One of these is in every period, and most sentences hold none. Each begins with a character, which `re` runs to.
_ANCHOR = re.compile(
    "年|月|季度|学期|任期内|本届|当时|世纪|五(?<=[一二三四五六七八九十]五)|"
    + "|".join(rf"{sign}(?=\s*{_YEAR})" for sign in (*"-－—–~～至到",))
)
_CENTURY_END = {"末": 99, "中叶": 50}
_SHORT_PLAN = re.compile(r"[“\"「『〝〈]")


class Period(NamedTuple):
    """A stretch of time said in the text: offsets, `iso` for the period, `deadline` where it ends something."""

    start: int
    end: int
    surface: str
    iso: str | None = None
    deadline: str | None = None
    first: int | None = None
    """First and last year it covers, where known."""
    last: int | None = None
    past: bool = False
    """Words that only ever look back: 去年, 过去五年, 今年以来."""
    open: bool = False
    """今年, 年底前: neither back nor forward by itself."""


def _small(said: str) -> int:
    """A small number; 0 where it is none."""
    return small_number(said) or 0


def _last_day(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def _common_year(said: str) -> int:
    """The year of the common era that 2025, 二〇二五, 民国113 or 113 (学年度) names."""
    number = digits_number("".join(said.removeprefix("民国").split()))
    return republic_year(number) if number < 200 else number


def _is_republic(said: str) -> bool:
    return digits_number("".join(said.removeprefix("民国").split())) < 200


def _of_year(m: re.Match[str], made: Period) -> Period:
    year = _common_year(m["y"])
    part = m["part"] or ""
    made = made._replace(first=year, last=year, iso=str(year))
    if m["school"]:
        months = ("08", "07") if _is_republic(m["y"]) else ("09", "08")
        iso = f"{year}-{months[0]}/{year + 1}-{months[1]}"
        return made._replace(iso=iso)  # 113学年度: it counts as the year in which it begins
    if m["ym"] and 1 <= _small(m["ym"]) <= 12:
        month = _small(m["ym"])
        made = made._replace(iso=f"{year}-{month:02d}")
        return made._replace(deadline=_last_day(year, month)) if part.endswith("前") or m["till"] else made
    if part in ("以来", "起", "后"):
        return made._replace(last=None, iso=f"{year}/..", past=part == "以来")
    if part and part[0] in "年底末":
        return made._replace(deadline=f"{year}-12-31")
    if part.endswith("前"):
        return made._replace(deadline=f"{year - 1}-12-31" if part in ("以前", "之前") else str(year))
    if "半年" in part:
        return made._replace(
            iso=f"{year}-{'01/' if part[0] == '上' else '07/'}{year}-{'06' if part[0] == '上' else '12'}",
        )
    return made._replace(deadline=str(year)) if (m["till"] or "").strip() not in ("", "在") else made


def _of_plan(m: re.Match[str], made: Period) -> Period | None:
    years = plan_years(m["fyp"])
    if years is None:
        return None
    first, last = years
    part = m["fpart"] or ""
    made = made._replace(first=first, last=last, iso=f"{first}/{last}")
    if part.endswith("末") or part == "末期" or m.group().startswith("到"):
        return made._replace(deadline=f"{last}-12-31", iso=str(last), first=last)
    return made


_AFTER = re.compile(r"(?:[后起]|之日)的?$")
"""会后|一个月内: counted from something else than the plan's beginning."""


def _relative(m: re.Match[str], made: Period, year: int | None, last: int | None) -> Period:
    kind, surface = m.lastgroup, made.surface
    if m["past"]:
        back = {"去年": 1, "上年": 1, "上年度": 1, "前年": 2}.get(surface)
        known = year - back if year and back else None
        return made._replace(past=True, first=known, last=known, iso=str(known) if known else None)
    if m["within"] and not _AFTER.search(m.string, max(0, m.start() - 4), m.start()):
        unit = "M" if "月" in surface else "Y"
        count = _small(re.sub(r"[年个月学期之以内]", "", surface))
        return made._replace(deadline=f"P{count}{unit}", iso=f"P{count}{unit}")
    if m["ahead"]:
        found = re.search(_COUNT, re.sub(r"下一个|下个", "", surface))
        unit = "M" if "月" in surface else "Y"
        return made._replace(iso=f"P{_small(found.group())}{unit}" if found else None, first=year, last=last)
    if m["this"]:
        if surface == "明年":
            known = year + 1 if year else None
            return made._replace(iso=str(known) if known else None, first=known, last=known)
        return made._replace(iso=str(year) if year else None, first=year, last=year, open=True)
    if m["end"]:
        return made._replace(
            iso=str(year) if year else None, deadline=f"{year}-12-31" if year else surface, open=True
        )
    if m["month"] and 1 <= _small(m["m"]) <= 12:
        iso = f"{year}-{_small(m['m']):02d}" if year else None
        due = (
            (_last_day(year, _small(m["m"])) if year else surface)
            if m["mtill"] or surface[0] in "到至"
            else None
        )
        return made._replace(iso=iso, deadline=due, open=True)
    if m["quarter"]:
        return made._replace(iso=_quarter(surface, year), open=True)
    if m["century"]:
        return _of_century(made, surface, year)
    assert kind
    return made


def _quarter(surface: str, year: int | None) -> str | None:
    if not year:
        return None
    if surface[1:2] in ("、", "和"):
        return str(year)  # 上、下半年各一次
    if "半年" in surface:
        return f"{year}-01/{year}-06" if "上" in surface else f"{year}-07/{year}-12"
    for i, c in enumerate("一二三四"):
        if c + "季度" in surface:
            return f"{year}-{3 * i + 1:02d}/{year}-{3 * i + 3:02d}"
    return None


def _of_century(made: Period, surface: str, year: int | None) -> Period:
    if "本" in surface:
        base = year // 100 * 100 if year else None
    else:
        base = 2000 if re.search("二十一|21", surface) else 1900
    offset = next((v for k, v in _CENTURY_END.items() if surface.endswith(k)), 20)
    due = base + offset + (offset == 99) if base else None
    return made._replace(
        deadline=f"{due}-12-31" if due else surface.lstrip("到"),
        last=due,
        first=due,
        iso=str(due) if due else None,
    )


def find_periods(
    text: str, start: int = 0, end: int | None = None, year: int | None = None, last: int | None = None
) -> list[Period]:
    """The periods said in `text[start:end]`, in order.

    `year` and `last` are the first and last year of the plan itself, which 今年 and 年底前 refer to.
    """
    return periods_of(text, [(start, len(text) if end is None else end)], year, last)[0]


def periods_of(
    text: str, spans: Sequence[tuple[int, int]], year: int | None = None, last: int | None = None
) -> list[list[Period]]:
    """The periods said in each of the `spans` (in order, apart); see `find_periods`."""
    made: list[list[Period]] = []
    pattern = _BY_REPUBLIC if _COUNTS_BY_REPUBLIC.search(text, 0, _HEAD) else _PERIOD
    anchors = iter([m.start() for m in _ANCHOR.finditer(text, spans[0][0], spans[-1][1])] if spans else ())
    anchor = next(anchors, len(text))
    for start, end in spans:
        while anchor < start:
            anchor = next(anchors, len(text))
        found: list[Period] = []
        made.append(found)
        if anchor < end:
            found += [p for m in pattern.finditer(text, start, end) if (p := _period(m, year, last))]
    return made


def _period(m: re.Match[str], year: int | None, last: int | None) -> Period | None:
    made = Period(m.start(), m.end(), m.group().strip())
    if m["range"]:
        first, until = digits_number(m["from"]), digits_number(m["to"])
        iso = f"{first}/{until}"
        if until == first + 1 and m.string.startswith("学年", m.end()):
            iso, until = f"{first}-09/{until}-08", first
        return made._replace(first=first, last=until, iso=iso)
    if m["year"]:
        return _of_year(m, made)
    if m["plan"]:
        if not m["fpart"] and not _SHORT_PLAN.match(m.group().lstrip("到")) and len(m["fyp"]) < 2:
            return None  # 三五 in 三五成群
        return _of_plan(m, made)
    return _relative(m, made, year, last)


def year_round(
    text: str, spans: Sequence[tuple[int, int]], periods: Sequence[Sequence[Period]], year: int | None
) -> list[list[Period]]:
    """The `periods` of each of the `spans`, where 全年 is the year that its paragraph looks back on.

    过去一年，成绩显著。全年接待游客30万人次。 tells of that year, and so does 2024年全年 in a plan of 2025.
    """
    found: list[list[Period]] = []
    last: Period | None = None
    end_before = 0
    for (start, end), said in zip(spans, periods, strict=True):
        if last and text.find("\n", end_before, start) >= 0:
            last = None
        end_before = end
        found.append([])
        for p in said:
            if p.surface != "全年":
                last = p if p.past or (p.last is not None and year is not None and p.last < year) else None
            elif last is not None:
                p = p._replace(iso=last.iso, first=last.first, last=last.last, past=True, open=False)
            found[-1].append(p)
    return found


def is_short(period: Period) -> bool:
    """Whether a period is a part of a year: a month, a quarter, a half-year."""
    iso = period.iso or ""
    return len(iso) == 7 or (iso[4:5] == "-" and iso[7:12] == f"/{iso[:4]}")


def before(periods: Sequence[Period], position: int) -> Period | None:
    """The last of the `periods`, in order, that ends at or before `position`."""
    if not periods:
        return None
    i = bisect_right(periods, position, key=lambda p: p.end)
    return periods[i - 1] if i else None


def between(periods: Sequence[Period], start: int, end: int) -> Sequence[Period]:
    """Those of the `periods`, in order, that meet `start`..`end`."""
    if not periods:
        return ()
    return periods[
        bisect_right(periods, start, key=lambda p: p.end) : bisect_left(periods, end, key=lambda p: p.start)
    ]
