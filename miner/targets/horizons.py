"""Over what time a value holds: a year, the end of a plan, an average or a sum over its years, a repeated period.

The horizons are those of plans themselves: a yearly plan promises for its year (`annual`); a plan for several
years promises a value at its end (`end`), an average of its years (`average`: 年均增长5%), or a sum over them
(`cumulative`: 五年新建30所); 每季度一次 holds for each period (`per_period`). What such a plan says of a year beyond its
own is an outlook (`vision`: 到2035年). Where no year is known the horizon is told all the same, without days.
"""

from __future__ import annotations

import calendar
import re
from typing import NamedTuple

from miner.targets.periods import Period, is_short

__all__ = ["Horizon", "date_bounds", "horizon_of"]

_AVERAGE = re.compile(r"年均|平均每年|每年平均|年平均")
_SUM = re.compile(r"累计|累積|总计|合计|五年(?:共|内|间)?(?=新|共|建|投|培)")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_DURATION = re.compile(r"P(\d+)([YM])")


_WHOLE = frozenset({"全年", "本年度", "本年", "本学年", "本学年度", "本学期"})
"""The whole time of the plan, which is no calendar year in a plan for a school year."""


class Horizon(NamedTuple):
    """The horizon of a value and the first and last day it holds for, ISO 8601; None where unknown."""

    horizon: str | None
    start: str | None
    end: str | None


def date_bounds(iso: str | None, first: int | None) -> tuple[str | None, str | None]:
    """First and last day of an ISO 8601 year, month, day, range or duration.

    A duration (P3Y) begins with the year `first`.

    >>> date_bounds("2026/2030", None)
    ('2026-01-01', '2030-12-31')
    >>> date_bounds("P3Y", 2026)
    ('2026-01-01', '2028-12-31')
    """
    if not iso:
        return None, None
    duration = _DURATION.fullmatch(iso)
    if duration is not None:
        if first is None:
            return None, None
        months = int(duration[1]) * (12 if duration[2] == "Y" else 1)
        year, month = first + (months - 1) // 12, (months - 1) % 12 + 1
        return f"{first}-01-01", _last_day(year, month)
    start, _, end = iso.partition("/")
    return _first_of(start), _last_of(end or start)


def _first_of(date: str) -> str | None:
    match = _DATE.fullmatch(date)
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}" if match else None


def _last_of(date: str) -> str | None:
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    return match.group() if match[3] else _last_day(int(match[1]), int(match[2] or 12))


def _last_day(year: int, month: int) -> str:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return f"{year:04d}-12-31"
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def horizon_of(
    clause: str,
    period: Period | None,
    adds: bool,
    done: bool,
    frequency: str | None,
    plan_years: tuple[int | None, int | None],
    known: str | None = None,
    several: bool = False,
    school: tuple[str, str] | None = None,
) -> Horizon:
    """The horizon of a promised value whose clause, up to the value, is `clause`.

    adds: the value is a gain (新增30所); done: it is what is done over a time (三年建30所), not where it ends (达到30所).
    several: the plan is for more than one year, though it may not say which.
    school: first and last day of the school year or term that the plan is for.
    known: the horizon that a table tells; it comes first. Then a frequency, then 年均 and 累计 in the clause, then
    the period: a day or year to come is the end of something, a range of years takes a sum or an average.
    """
    first, last = plan_years
    start, end = date_bounds(period.iso if period else None, first)
    own = school or ((f"{first}-01-01", f"{last}-12-31") if last is not None else (None, None))
    if period is not None and period.deadline:
        end = date_bounds(period.deadline, first)[1] or end
        if start and is_short(period):  # 6月底前: from the first day of the plan on
            start = own[0] if own[0] and own[0] <= start else f"{start[:4]}-01-01"
    if end is None or (school and period is not None and period.surface in _WHOLE):
        start, end = own
    lasts = bool(period and period.iso and _DURATION.fullmatch(period.iso))
    late = end is None or last is None or (last != first and school is None) or int(end[:4]) > last
    due = lasts or bool(period and period.deadline and end and late)
    if period is None and several:
        due = True
    horizon = known or _horizon(clause, adds, done and not (due and not lasts), frequency, start, end, due)
    if _is_beyond(end, first, last):
        return Horizon("vision", start if horizon in ("average", "cumulative") else None, end)
    if horizon == "end":
        start = None
    elif horizon in ("average", "cumulative") and _of_last_year(start, end, first, last):
        start = f"{first}-01-01"  # 到2030年年均增长5% holds for the years up to 2030
    elif horizon == "cumulative" and due and start and end and start[:4] == end[:4]:
        # 到2030年新增100家: from the plan's first year on, where that is known
        start = f"{min(first, int(end[:4]))}-01-01" if first is not None else None
    return Horizon(horizon, start, end)


def _longer_than_a_year(start: str, end: str) -> bool:
    """Whether more than twelve months lie between two days: a school year is one year."""
    return 12 * (int(end[:4]) - int(start[:4])) + int(end[5:7]) - int(start[5:7]) >= 12


def _is_beyond(end: str | None, first: int | None, last: int | None) -> bool:
    """Whether a plan for several years ends before the day."""
    return first is not None and last is not None and end is not None and first < last < int(end[:4])


def _of_last_year(start: str | None, end: str | None, first: int | None, last: int | None) -> bool:
    """Whether the days are those of the last year of a plan for several years."""
    if first is None or last is None or last == first or end is None:
        return False
    return int(end[:4]) == last and (start is None or start[:4] == end[:4])


def _horizon(
    clause: str, adds: bool, done: bool, frequency: str | None, start: str | None, end: str | None, due: bool
) -> str | None:
    if frequency is not None:
        return "per_period"
    several = start is not None and end is not None and _longer_than_a_year(start, end)
    if _AVERAGE.search(clause):
        return "average"
    if (several or due) and (_SUM.search(clause) or adds or done):
        return "cumulative"
    if several or due:
        return "end"
    return "annual"
