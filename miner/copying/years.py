"""Years that contradict the plan's own: a past year is a leftover only where the plan is headed or plans for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import Candidate, Context
from miner.copying.knowledge import confidence, words
from miner.copying.matches import Matches

__all__ = ["years"]

_YEAR = re.compile(r"20\d\d年")
_PLAN_WORDS = re.compile(
    r"度?(?:的)?(?:全?[市县区镇乡校院局]?)(?:工作|主要|总体|发展|重点|预期)*(?:目标|计划|思路|要点|安排|打算|任务|重点)"
    r"(?!完成|执行|落实|实施|实现|进展|的?基础|总结|期间|以来|任务完成|已|中的?[，,])"
)
"""Behind a year: 2022年工作目标, 2022年度重点任务; not 2022年工作计划完成情况."""
_WILL = re.compile(
    r"(?:底|末|度|全年)?[，,]?(?:我们|我[省市县区镇乡校院局]|全[省市县区镇乡校院局体])?(?:要(?!求|点|素|件)|将(?!近|军)|力争|争取|确保|务必|必须|拟(?!定|制))"
)
"""Behind a year: 2022年，我们要; 2022年底力争."""
_DEADLINE = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|初|中旬|下旬|上旬)?(?:以?前|之前)[，,]?(?:要|须|应|必须|务必|力争|确保|全部|全面|基本)*"
    r"(?:完成|上报|报送|建成|整改到位|落实到位|实现|达到|启动|提交|报)(?![^。；\n]{0,12}(?:的|了))"
)
"""Behind a year: 2022年6月底前完成; not 2022年底前完成的项目."""
_NOT_BEFORE = re.compile(r"(?:比|较|于|自|从|截至|截止|对照|根据|按照|原|《|〔|—|-|～|~|\d)$")
_LATE = re.compile(r"(?:1[0-2]月|底|末|年底)")


def years(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Years of before in wording that looks ahead."""
    year, text = context.plan.year, context.text
    if year is None:
        return
    known = context.plan.year_end is not None or str(year) in context.title
    for m in _YEAR.finditer(text, 0, context.body_end):
        said = int(m.group()[:4])
        if said >= year or text[m.start() - 1 : m.start()].isdigit():
            continue
        ground = _ground(context, m.start(), m.end())
        if ground is None or context.in_title_marks(m.start()):
            continue
        if ground == "year_deadline" and said == year - 1 and _LATE.match(text, m.end()):
            ground = "year_just_before"  # what is to be done before the plan's year begins
        sure, source = confidence(ground), None
        why = f"plans for {said} in a plan for {year}"
        for other in matches.around(context, m.start(), m.end()):
            if other.plan.year == said and matches.has_there(context, *m.span(), other, m.group()):
                sure, source = max(sure, confidence("year_matched")), other.plan.id
                why += f"; {source} has it at the same spot, a plan for that year"
                break
        yield Candidate(
            *m.span(), "year", why, sure if known else min(sure, confidence("year_doubtful")), source, source
        )


def _ground(context: Context, start: int, end: int) -> str | None:
    text = context.text
    if _NOT_BEFORE.search(text[max(0, start - 2) : start]):
        return None
    ahead = (
        "year_heading" if _PLAN_WORDS.match(text, end)
        else "year_ahead" if _WILL.match(text, end)
        else "year_deadline" if _DEADLINE.match(text, end)
        else None
    )  # fmt: skip
    if ahead is None:
        return None
    section = context.outline.at(start)
    if section is not None and section.role == "review":
        return None
    clause = context.clause(start, end)
    if any(word in clause for word in words("back")):
        return None
    if ahead == "year_heading" and not context.in_heading(start):
        return "year_ahead"
    return ahead
