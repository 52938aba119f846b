"""Years, spans of years and dates as plans write them, and nothing that is masked or only mentioned."""

from __future__ import annotations

import re

from miner.knowledge.years import digits_number, plan_years, republic_year, small_number

__all__ = [
    "Years",
    "date_in",
    "dates_in",
    "is_spoken_report",
    "year_ahead",
    "years_drawn_up",
    "years_in_title",
    "years_of_headings",
    "years_reviewed",
]

_C = "○〇零ＯO0一二三四五六七八九"
_Y = rf"(?:(?:19|20)\d\d|[一二][{_C}]{{3}})"
_TO = r" ?年?(?:度)? ?(?:-|—|–|―|─|~|〜|～|至|到|一) ?"

_SPAN = re.compile(
    rf"(?<![\d{_C}])(?P<a>{_Y})(?:/(?:\d\d|[{_C}]{{2}}))?{_TO}(?P<b>{_Y}|\d\d)(?=\D|$)(?! ?月)"
    rf"|(?<![\d{_C}])(?P<a2>{_Y})(?: ?/ ?|{_TO})(?P<b2>{_Y}|\d\d|[{_C}]{{2}})(?= ?(?:学?年度|学年|财政))"
)
"""2021-2025, 2021至25, 2021/22至2023/24年度; a slash, or two digits in Chinese (二零二四至二五年度), only in the name of a year that begins in one and ends in the next."""
_MONTHS = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)(?:[./]|年)\d{1,2}月? ?(?:-|—|–|~|至|到){1,2} ?(?P<b>(?:19|20)\d\d)(?:[./]|年)\d{1,2}(?!\d)"
)
"""From a month to a month: 2023.9—2026.8."""
_SINGLE = re.compile(rf"(?<![\d{_C}])(?P<a>{_Y})(?= ?(?:年|财政年度|年度|学年))")
_BARE = re.compile(
    r"(?:^|(?<=[\u4e00-\u9fff\s(【《]))(?P<a>(?:19[5-9]|20[0-4])\d)(?=[\u4e00-\u9fff\s)】]|$)(?![号元人名万亿千百个家户亩吨公米平次项件场篇套台条天级版班届])"
)
"""A year without 年 before or behind Chinese: 2023医院工会工作计划, 团委2023的工作计划, 施政报告2021; no 2000人."""
_ROC_SPAN = re.compile(
    r"(?<!\d)(?P<a>\d{2,3}) ?年?(?:度)? ?(?:-|—|–|~|～|至|到) ?(?P<b>\d{2,3}) ?学?年度?(?!\d)"
)
_SCHOOL = re.compile(rf"(?P<a>{_Y}){_TO}(?P<b>{_Y}) ?学年")
_FIVE = re.compile(
    rf"第([一二三四五六七八九十]{{1,3}})个五年(?!来)|(?<![{_C}])[“\"「]?(十?[一二三四五六七八九])五(?!学?年)[”\"」]?(?=[^\n]{{0,24}}(?:规划|计划|纲要))"
)
_ROC = re.compile(
    r"(?:(?P<era>民国|中华民国) ?)?(?<![\d一二三四五六七八九十百])(?P<n>\d{2,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|一[百○〇]?[○〇零一二三四五六七八九]{1,3}) ?(?:学?年度?|学年)"
)

_DATE = re.compile(
    rf"(?<![\d{_C}])(?:(?P<y>{_Y})|民国 ?(?P<roc>\d{{2,3}})) ?(?:年|[-/.]) ?(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}}) ?(?:月|[-/.])"
    rf"(?: ?(?P<d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?: ?日|(?![\d{_C}])))?"
)

Years = tuple[int, "int | None"]


def _year(text: str) -> int | None:
    value = digits_number(text)
    return value if 1900 <= value <= 2100 else None


def years_in_title(title: str, taiwan: bool = False) -> Years | None:
    """First and last year a title names; None for no year or a masked one.

    A single year is its own last year. `taiwan` reads 101年度 as the year of the Republic (+1911).
    """
    span = _SPAN.search(title)
    if span:
        begins, ends = (span["a"], span["b"]) if span["a"] else (span["a2"], span["b2"])
        first = _year(begins)
        last = _year(ends if len(ends) == 4 else begins[:2] + ends)
        if first and last and first < last <= first + 40:
            return first, last
    months = _MONTHS.search(title)
    if months and int(months["a"]) < int(months["b"]) <= int(months["a"]) + 40:
        return int(months["a"]), int(months["b"])
    roc = _ROC_SPAN.search(title) if taiwan else None
    if roc and 34 <= int(roc["a"]) < int(roc["b"]) <= 189:
        return republic_year(int(roc["a"])), republic_year(int(roc["b"]))
    single = _SINGLE.search(title) or _BARE.search(title)
    five = _FIVE.search(title)
    if single and re.match(" ?年 ?远景", title[single.end() :]):
        single = None  # 和2035年远景目标纲要: the vision's year is not the plan's
    if five and not single:
        return plan_years(five.group(1) or five.group(2))
    if single:
        year = _year(single["a"])
        return (year, year) if year else None
    roc = _ROC.search(title) if taiwan else None
    if roc and (roc["era"] or "年度" in roc.group() or "学年" in roc.group()):
        year = republic_year(small_number(roc["n"]) or 0)
        return (year, year) if 1945 <= year <= 2100 else None
    return None


def _date(m: re.Match[str]) -> str | None:
    year = _year(m["y"]) if m["y"] else republic_year(int(m["roc"]))
    month = small_number(m["m"]) or 0
    day = small_number(m["d"]) if m["d"] else 0
    if not year or not 1 <= month <= 12 or day is None or day > 31:
        return None
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def dates_in(text: str) -> list[tuple[int, str]]:
    """Position and ISO form (`2024-01-29`, `2024-01` without a day) of each date in a view."""
    return [(m.start(), iso) for m in _DATE.finditer(text) if (iso := _date(m))]


def date_in(text: str) -> str | None:
    """The first date in a view, or None."""
    found = dates_in(text)
    return found[0][1] if found else None


_CLAUSE_OF_YEAR = re.compile(
    r"(?:^|[。;\n] *|建议|部署|召开|确定了?|明确了?|做好|制定|落实|现将|安排|推进|开展|编制|明确|完成) ?(?:我[省市县区镇乡村校院局委]|全[省市县区镇乡村校])?"
    r"(?P<y>(?:19|20)\d\d) ?年度?(?! ?(?:以来|底|末|以前|之前|前|至|到|-|—|\d{1,2} ?月|[一二三四五六七八九十]+月))"
)
_AT_HAND = re.compile(
    r"将|要|计划|目标|任务|工作|力争|确保|之年|会议|重点|继续|深入|坚持|围绕|拟|预期|紧紧|全面|以[^,]{2,30}为"
)
_LOOKS_BACK = re.compile(r"总结|回顾|完成了|圆满|取得了|同比|比上年|增长了|印发|\d{1,2}月\d{1,2}日")
_YEAR_OF_LIST = re.compile(
    r"(?P<y>(?:19|20)\d\d) ?年度?(?:[一二三四五六七八九十\d]{1,3}[件项大个])?(?:重点|惠民)?(?:民生实事|为民办?实事|民生工程)"
)
"""The year of a list that the text brings: 2025年度十件民生实事项目."""


def year_ahead(text: str) -> int | None:
    """The year that the first sentences of a view speak of as ahead or at hand; None for none or several.

    A year that is looked back on must not be later. A year of a list (2025年度十件民生实事) counts where no clause does.
    """
    years: dict[int, bool] = {}
    for m in _CLAUSE_OF_YEAR.finditer(text):
        clause = re.split("[。;\n]", text[m.start("y") : m.start("y") + 60])[0]
        year = int(m["y"])
        ahead = bool(_AT_HAND.search(clause) and not _LOOKS_BACK.search(clause))
        years[year] = years.get(year, False) or ahead
    forward = {y for y, is_ahead in years.items() if is_ahead} or {
        int(m["y"]) for m in _YEAR_OF_LIST.finditer(text)
    }
    return min(forward) if len(forward) == 1 and min(forward) >= max(years, default=0) else None


_DRAWN_UP = re.compile(
    r"(?:制定|制订|编制|拟定|拟订|提出)[^\n。;,]{0,16}?(?P<span>(?:19|20)\d\d ?年?(?:度)? ?[-—–至到~]{1,2} ?(?:19|20)\d\d) ?年?(?:度)?[^\n。;,]{0,16}?(?:规划|计划|方案|纲要)"
)
"""The plan's own years where its first sentences say that it is drawn up: 特制定2016—2018年发展规划."""


def years_drawn_up(text: str) -> Years | None:
    """The years of the plan that the first sentences of a view say is drawn up; None where they name none."""
    m = _DRAWN_UP.search(text)
    return years_in_title(m["span"]) if m else None


_AHEAD = re.compile(
    r"^ *(?:(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}部分) *)?"
    r"(?P<y>(?:19|20)\d\d) ?年[^\n。,]{0,14}?(?:工作(?:总体)?(?:安排|要求|目标|任务|思路|打算|部署|重点|计划|建议|意见)"
    r"|主要(?:工作|任务)|重点(?:工作|任务)|总体要求|目标任务|经济社会发展|政府工作|工作)[^\n。]{0,24}$",
    re.M,
)
_AHEAD_INSIDE = re.compile(
    r"(?<=[。;!?] )[一二三四五六七八九十]{1,2}、 ?(?P<y>(?:19|20)\d\d) ?年(?:度)?(?:的)?工作(?:总体)?(?:安排|思路|打算|计划|重点|目标|要点)(?= ?\([一1]\))"
)
"""The same where the breaks of lines are lost: …。 二、2025年工作打算 (一)…."""
_AIMS = re.compile(
    r"^ *(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)) *[^\n。,()]{0,12}(?:目标|任务|规划)[^\n。,()]{0,6}"
    r"\( ?(?P<span>(?:19|20)\d\d ?年? ?[-—–至到~]{1,2} ?(?:19|20)\d\d) ?年? ?\) *$",
    re.M,
)
"""A heading such as 二、建设目标(2013-2017年)."""
_NOT_AHEAD = re.compile(r"回顾|总结|情况|过去|成效|成绩|完成|远景|时期|以来|年至|—|到20|规划")


def years_of_headings(view: str) -> tuple[int, int | None, str] | None:
    """The years that the headings of a view name, and how: the one year ahead, else the span of the aims.

    None where they name none, or several.
    """
    years = {int(m["y"]) for m in _AHEAD.finditer(view) if not _NOT_AHEAD.search(m.group())}
    years = years or {int(m["y"]) for m in _AHEAD_INSIDE.finditer(view)}
    if len(years) == 1:
        year = years.pop()
        return year, year, "heading of the coming year's work"
    spans = {years_in_title(m["span"]) for m in _AIMS.finditer(view)} - {None}
    span = spans.pop() if len(spans) == 1 else None
    return (*span, "heading of the aims, with their years") if span else None


_REVIEW = re.compile(
    r"^ {0,8}(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}部分)? {0,4}(?P<y>(?:19|20)\d\d)年(?:度)?[^\n。,]{0,10}?(?:工作)?(?:回顾|总结)[^\n。]{0,16}$",
    re.M,
)


_SPEECH = re.compile(
    r"(?:向大会|向会议)(?:作|报告)[^。\n]{0,24}(?:请|并请)[^。\n]{0,70}。?(?P<first>[^\n]{0,200}(?:\n[^\n]{0,200}){0,4})"
)
_PAST_YEAR = re.compile(
    r"(?P<y>(?:19|20)\d\d)年,?(?:(?:是|在)[^。\n]{0,80}|面对[^。\n]{0,60})?(?:[^。\n]{0,40}的一年|领导下|不易|不凡|挑战)"
)
"""What a speaker before a congress says first: the year behind (2023年，在市委坚强领导下 …; 2023年是 … 的一年)."""


def years_reviewed(view: str) -> set[int]:
    """The years that a view reviews: headings (一、2024年工作回顾), else the first year of a report before a congress."""
    headed = {int(m["y"]) for m in _REVIEW.finditer(view)}
    speech = None if headed else _SPEECH.search(view[:FIRST_WORDS])
    past = _PAST_YEAR.search(speech["first"]) if speech else None
    return {int(past["y"])} if past else headed


def is_spoken_report(view: str) -> bool:
    """Whether a view opens with a report before a congress: 现在，我代表市人民政府，向大会报告工作，请予审议."""
    return _SPEECH.search(view[:FIRST_WORDS]) is not None


FIRST_WORDS = 1500
"""Characters at the beginning of a view in which a report before a congress is opened."""
