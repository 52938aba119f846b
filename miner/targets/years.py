"""The years a plan is for: as known of it, else from its title, first lines, headings, id or file name."""

from __future__ import annotations

import re
from pathlib import PurePath

from miner.corpus import Plan
from miner.knowledge.years import plan_years, republic_year
from miner.reading.dates import years_in_title

__all__ = ["is_school_year", "lasts_years", "own_years", "school_days"]

_FIVE_YEARS = re.compile(
    r"第([一二三四五六七八九十]{1,3})个五年(?:计划|规划)|[“\"]([一二三四五六七八九]|十[一二三四五六]?)五[”\"](?:规划|计划|时期|期间|发展目标|[^。，；\n“”]{0,14}发展规划)"
)
_HEADING_YEAR = re.compile(
    r"([12]\d{3})年(?:度)?(?:[^。\n]{0,14})(?:工作安排|工作打算|主要任务|预期目标|主要目标|重点工作|工作计划|工作要点|工作总体要求|工作思路|目标任务|工作部署|重点任务)"
)
_OPENING = re.compile(
    r"([12]\d{3})年?(?:[^。\n]{0,20})(?:政府工作报告|工作会议|工作计划|工作要点|行动计划|实施方案|工作方案)"
)

# 2024年，工会将…: a sentence that opens with the year and looks ahead
_LEADING = re.compile(
    r"(?:^|[\n。\s])([12]\d{3})年(?:度)?，(?=[^。\n]{0,40}(?:将|要|力争|围绕|坚持|深入|继续|工作))(?![^。\n]{0,40}(?:完成了|取得|以来|实现了))"
)
_LASTS = re.compile(
    r"([二两三四五六七八九十]|\d{1,2})年(?:任期|行动|规划|发展|计划|目标|期)|(?:中长期|远景)规划"
)


_SCHOOL = re.compile("[学學][年期]")
_ONE_SCHOOL_YEAR = re.compile(r"(?<![-—–~～至到\d])(?:\d{4}|1[0-2]\d)\s?[学學]年")
_REPUBLIC = re.compile(
    r"(?<![\d.])(?:民[国國])?(?P<year>1[0-2]\d|(?<=民[国國])\d{2})[学學]?年度?(?=[\u4e00-\u9fff])"
)
"""113学年度: the years of the Republic count from 1912."""
_HEAD = 80
_FISCAL = re.compile(r"(20\d\d)[-–—/]\d\d(?:年度)?\s?[至到]\s?(20\d\d)[-–—/](\d\d)(?!\d)")
"""2025-26至2029-30年度: years that begin in spring."""
_IN_BRACKETS = re.compile(r"^[（(](20\d\d)年?[-–—~～至]{1,2}(20\d\d)年?[)）]$", re.M)
"""(2026—2030年) on the line below the title."""
_OPENING_LINES = 200
_LONG_AGO = 20


def lasts_years(plan: Plan, text: str) -> bool:
    """Whether a plan whose years are unknown is for several: 村委会三年任期目标."""
    return bool(_LASTS.search(plan.title or "") or _LASTS.search(text, 0, 120))


def is_school_year(plan: Plan, text: str, year: int | None, last: int | None) -> bool:
    """Whether the plan's two years are those of one school year: 2024-2025学年工作计划."""
    if year is None or last != year + 1:
        return False
    return bool(_SCHOOL.search(plan.title or "") or _SCHOOL.search(text, 0, 120))


_FIRST_TERM = re.compile(r"第[一1]学期|(?<!年)上学期|秋季?学期")
_SECOND_TERM = re.compile(r"第[二2]学期|(?<!年)下学期|春季?学期")
_THIS_TERM = re.compile(r"[本新](?:的)?学期")
_OPENING_OF_TERM = 400
"""So many characters of a plan tell that it is for the term that begins when it is put up."""
_BY_SEASON = re.compile(r"[春秋]季?学期")


def school_days(plan: Plan, text: str, year: int | None, last: int | None) -> tuple[str, str] | None:
    """First and last day of the school year or term that a plan is for; None where it is for another time.

    A school year runs from September to August, on Taiwan, which counts by the years of the Republic, from August to
    July (各級學校學生學年學期假期辦法); its terms change with February. A plan of one year is for a term where the title
    names its season (2025年春季学期): 上学期 of a year is its spring in one province and its autumn in another.
    """
    title = (plan.title or "") + "\n" + text[:_HEAD]
    first_term, second_term = _FIRST_TERM.search(title), _SECOND_TERM.search(title)
    one_term = bool(first_term) != bool(second_term)
    start, end = ("08-01", "07-31") if _REPUBLIC.search(title) else ("09-01", "08-31")
    if year is not None and last == year and one_term and _BY_SEASON.search(title):
        return (f"{year}-{start}", f"{year + 1}-01-31") if first_term else (f"{year}-02-01", f"{year}-07-31")
    if year is not None and last == year and _THIS_TERM.search(text, 0, _OPENING_OF_TERM):
        month = int((plan.date or "")[5:7] or 0) if (plan.date or "")[:4] == str(year) else 0
        if 7 <= month <= 10:
            return f"{year}-{start}", f"{year + 1}-01-31"
        return (f"{year}-02-01", f"{year}-07-31") if 1 <= month <= 4 else None
    if not is_school_year(plan, text, year, last):
        return None
    if one_term:
        return (f"{year}-{start}", f"{last}-01-31") if first_term else (f"{last}-02-01", f"{last}-07-31")
    return f"{year}-{start}", f"{last}-{end}"


def own_years(plan: Plan, text: str) -> tuple[int | None, int | None]:
    """First and last year a plan is for, in `text`, its normal form.

    As known of the plan; else from its title or first lines (二〇二六年工作要点), from the headings of its part
    that looks ahead, from its id or its file's name (2026_…), or from the five-year plan that it names.
    """
    title = (plan.title or "") + "\n" + text[:_HEAD]
    fiscal = _FISCAL.search(title)
    if fiscal:
        return int(fiscal[1]), int(fiscal[2][:2] + fiscal[3])
    said = _IN_BRACKETS.search(text[:_OPENING_LINES])
    if said and plan.year is not None and plan.year < int(said[1]) - _LONG_AGO:
        return int(said[1]), int(said[2])  # the third five-year plan of a region is not that of the nation
    if plan.year is not None:
        last = plan.year_end or plan.year
        return plan.year, last + 1 if last == plan.year and _ONE_SCHOOL_YEAR.search(title) else last
    head = _years_of_lines(plan.title, text)
    if head:
        return head[0], head[1] + 1 if head[0] == head[1] and _ONE_SCHOOL_YEAR.search(title) else head[1]
    republic = _REPUBLIC.search(title)
    if republic:
        year = republic_year(int(republic["year"]))
        return year, year + 1 if _ONE_SCHOOL_YEAR.search(title) else year
    found = [int(m.group(1)) for m in _HEADING_YEAR.finditer(text)] or [
        int(m.group(1)) for m in _OPENING.finditer(text[:400])
    ]
    found = found or [int(m.group(1)) for m in _LEADING.finditer(text, 0, 1500)]
    if found:
        year = max(set(found), key=lambda y: (found.count(y), y))
        return year, year
    for name in (plan.id, PurePath(plan.source.path).stem if plan.source.path else ""):
        number = _NUMBERED.match(name)
        if number:
            return int(number.group(1)), int(number.group(1))
    plans = (plan_years(m.group(1) or m.group(2)) for m in _FIVE_YEARS.finditer(text, 0, 3000))
    named = [years for years in plans if years]
    # A five-year plan looks back at the one before it, so the latest that is named more than once is its own.
    often = [years for years in named if named.count(years) > 1] or named
    if often:
        return max(often)
    return None, None


_NUMBERED = re.compile(r"((?:19|20)\d\d)(?=[_\-\s.年]|$)")
_TITLE_WORDS = re.compile(
    r"计划|规划|要点|方案|纲要|意见|行动|安排|打算|思路|工作报告|施政|任务|目标|设想|部署|举措|预算|通知"
)
_LOOKING_BACK = re.compile(r"总结|回顾|情况|通报|表彰|决算|[到至] ?[12]\d{3}年|[。：:；，]$")
_LONGEST_TITLE = 48


def _years_of_lines(title: str | None, text: str) -> tuple[int, int] | None:
    """The years that the title or one of the first lines, if it reads like a title, is for."""
    lines = (line.strip() for line in text[:400].splitlines())
    for said in (title or "", *[line for line in lines if line][:4]):
        if len(said) > _LONGEST_TITLE or not _TITLE_WORDS.search(said) or _LOOKING_BACK.search(said):
            continue
        years = years_in_title("".join(said.split()))
        if years:
            return years[0], years[1] or years[0]
    return None
