"""Years, spans of years and dates as plans write them, and nothing that is masked or only mentioned."""

from __future__ import annotations

import re

__all__ = ["Years", "date_in", "dates_in", "years_in_title"]

_C = "○〇零ＯO0一二三四五六七八九"
_VALUE = {c: i for i, c in enumerate("一二三四五六七八九", start=1)} | dict.fromkeys("○〇零ＯO0", 0)
_Y = rf"(?:(?:19|20)\d\d|[一二][{_C}]{{3}})"
_TO = r" ?年?(?:度)? ?(?:-|—|–|―|─|~|〜|～|至|到|一) ?"

_SPAN = re.compile(rf"(?<![\d{_C}])(?P<a>{_Y}){_TO}(?P<b>{_Y}|\d\d)(?=\D|$)(?! ?月)")
_SINGLE = re.compile(rf"(?<![\d{_C}])(?P<a>{_Y})(?= ?(?:年|财政年度|年度|学年))")
_SCHOOL = re.compile(rf"(?P<a>{_Y}){_TO}(?P<b>{_Y}) ?学年")
_FIVE = re.compile(
    r"第([一二三四五六七八九十]{1,3})个五年(?!来)|[“\"「]?(十?[一二三四五六七八九])五[”\"」]?(?=[^\n]{0,24}(?:规划|计划|纲要))"
)
_ROC = re.compile(
    r"(?:(?P<era>民国|中华民国) ?)?(?<![\d一二三四五六七八九十百])(?P<n>\d{2,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|一[百○〇]?[○〇零一二三四五六七八九]{1,3}) ?年度?"
)

_DATE = re.compile(
    rf"(?<![\d{_C}])(?P<y>{_Y}) ?(?:年|[-/.]) ?(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}}) ?(?:月|[-/.])"
    rf"(?: ?(?P<d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?: ?日|(?![\d{_C}])))?"
)

Years = tuple[int, "int | None"]


def _year(text: str) -> int | None:
    value = int(text) if text.isdigit() else int("".join(str(_VALUE[c]) for c in text))
    return value if 1900 <= value <= 2100 else None


def _small(text: str) -> int:
    """1-31 and 1-199 in either kind of digits; 0 where it makes no number."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * _VALUE.get(tens, 1) + _VALUE.get(ones, 0)
    return int("".join(str(_VALUE.get(c, 0)) for c in text.replace("百", "")))


def years_in_title(title: str, taiwan: bool = False) -> Years | None:
    """First and last year a title names; None for no year or a masked one.

    A single year is its own last year. `taiwan` reads 101年度 as the year of the Republic (+1911).
    """
    span = _SPAN.search(title)
    if span:
        first = _year(span["a"])
        last = (
            _year(span["b"])
            if len(span["b"]) == 4
            else int(span["a"][:2] + span["b"])
            if span["a"].isdigit()
            else None
        )
        if first and last and first < last <= first + 40:
            return first, last
    single = _SINGLE.search(title)
    five = _FIVE.search(title)
    if single and re.match(" ?年 ?远景", title[single.end() :]):
        single = None  # 和2035年远景目标纲要: the vision's year is not the plan's
    if five and not single:
        number = _small(five.group(1) or five.group(2))
        return _five_years(number)
    if single:
        year = _year(single["a"])
        return (year, year) if year else None
    roc = _ROC.search(title) if taiwan else None
    if roc and (roc["era"] or "年度" in roc.group()):
        year = _small(roc["n"]) + 1911
        return (year, year) if 1945 <= year <= 2100 else None
    return None


def _five_years(number: int) -> Years | None:
    """The years of the n-th national five-year plan: 1953-57, 1958-62, then 1966-70 and so on."""
    if not 1 <= number <= 30:
        return None
    first = {1: 1953, 2: 1958}.get(number, 1966 + 5 * (number - 3))
    return first, first + 4


def _date(m: re.Match[str]) -> str | None:
    year, month = _year(m["y"]), _small(m["m"])
    day = _small(m["d"]) if m["d"] else 0
    if not year or not 1 <= month <= 12 or day > 31:
        return None
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def dates_in(text: str) -> list[tuple[int, str]]:
    """Position and ISO form (`2024-01-29`, `2024-01` without a day) of each date in a view."""
    return [(m.start(), iso) for m in _DATE.finditer(text) if (iso := _date(m))]


def date_in(text: str) -> str | None:
    """The first date in a view, or None."""
    found = dates_in(text)
    return found[0][1] if found else None
