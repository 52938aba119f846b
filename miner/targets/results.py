"""Tables that tell how a plan ended: 指标完成情况, 2025年规划目标 | 2025年实现. They promise nothing.

A table tells results where its title says so or names a plan that has ended, where its head has goals beside what was
reached, or where none of its years lies in the plan and a column tells what was reached.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from miner.knowledge.years import plan_years
from miner.targets.heads import Column, years_of
from miner.targets.periods import Period

__all__ = ["ended_plan", "tells_results", "with_results"]

_DONE = re.compile(r"完成|实现|实际|执行|达成")
_PAST_TITLE = re.compile(
    r"(?:完成|实现|执行|进展|达成|落实|实施)(?:情况|评估)|[“\"]?十[一二三四五六]?五[”\"]?.{0,12}指标.{0,4}(?:回顾|评估)"
)
_ENDED = re.compile(r"(?<!第)(?P<plan>十[一二三四五六]?)五(?!个)")


def tells_results(text: str, start: int, columns: Sequence[Column], year: int | None) -> bool:
    """Whether the table at `start` tells how goals were met; `year` is the first year of the plan."""
    title = _title_over(text, start)
    if _PAST_TITLE.search(title):
        return True
    values = [c for c in columns if c.kind == "value"]
    goals = any("目标" in c.header and not _DONE.search(c.header) for c in values)
    reached = any(_DONE.search(c.header) for c in values)
    if goals and reached and any("完成情况" in c.header for c in columns):
        return True
    years = [c.period.last for c in values if c.period is not None and c.period.last is not None]
    past = year is not None and bool(years) and max(years) < year
    ended = ended_plan(text, start)
    return past and (reached or (year is not None and ended is not None and ended[1] < year))


def ended_plan(text: str, start: int) -> tuple[int, int] | None:
    """The years of the plan whose results a table tells, by its title: “十四五”指标完成情况."""
    title = _title_over(text, start)
    named = {plan_years(m["plan"]) for m in _ENDED.finditer(title)}
    return named.pop() if len(named) == 1 and not re.search("中期|评估|年度", title) else None


def with_results(columns: Sequence[Column], ended: int | None) -> tuple[Column, ...]:
    """The columns, those of what was reached marked; where they name no year it is the last one of the plan."""
    return tuple(
        replace(c, done=True, base=False, period=c.period or _last_year(c, ended))
        if c.kind == "value" and _DONE.search(c.header)
        else c
        for c in columns
    )


def _last_year(column: Column, ended: int | None) -> Period | None:
    return years_of(column, ended, ended) if ended is not None else None


def _title_over(text: str, start: int) -> str:
    """The two lines over a table."""
    return " ".join([line for line in text[max(0, start - 200) : start].split("\n") if line.strip()][-2:])[
        -40:
    ]
