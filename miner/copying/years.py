"""Find past years that contradict the plan's own: in a heading, where something is planned for them, or by a match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import Candidate, Context
from miner.copying.knowledge import confidence, words
from miner.copying.matches import AROUND, Matches

__all__ = ["years"]

_YEAR = re.compile(r"20\d\d年")
_PLAN_WORDS = re.compile(
    r"度?(?:的)?(?:全?[市县区镇乡校院局]?)(?:工作|主要|总体|发展|重点|预期)*(?:目标|计划|思路|要点|安排|打算|任务|重点|总?体?要求)"
    r"(?!完成|执行|落实|实施|实现|进展|的?基础|总结|期间|以来|任务完成|已|中的?[，,])"
)
"""Text after a year: 2022年工作目标, 2022年度重点任务; not 2022年工作计划完成情况."""
_WILL = re.compile(
    r"(?:底|末|度|全年)?[，,]?(?:我们|我[省市县区镇乡校院局]|全[省市县区镇乡校院局体])?(?:要(?!求|点|素|件)|将(?!近|军)|力争|争取|确保|务必|必须|拟(?!定|制))"
)
"""Text after a year: 2022年，我们要; 2022年底力争."""
_DEADLINE = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|初|中旬|下旬|上旬)?(?:以?前|之前)[，,]?(?:要|须|应|必须|务必|力争|确保|全部|全面|基本)*"
    r"(?:完成|上报|报送|建成|整改到位|落实到位|实现|达到|启动|提交|报)(?![^。；\n]{0,12}(?:的|了))"
)
"""Text after a year: 2022年6月底前完成; not 2022年底前完成的项目."""
_NOT_BEFORE = re.compile(r"(?:比|较|于|自|从|截至|截止|对照|根据|按照|原|《|〔|—|-|～|~|\d)$")
_BEGUN = re.compile(
    r"^(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|以来|以前|之前|至|到|-|—|～|~|末(?!前)|的(?!工作|目标|任务|计划|重点)|启动|开工|立项|实施以来|上半年|下半年)"
    r"|[^，。；]{0,16}(?:了|过)(?=[，。；一二三四五六七八九十\d]|$)"
)
"""Text after a year that shows it is past: 2024年启动的项目, 2024年以来, 2024年建成了."""
_LATE = re.compile(r"(?:1[0-2]月|底|末|年底)")


def years(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield past years in wording about the future."""
    year, text = context.plan.year, context.text
    if year is None:
        return
    sure_year = context.plan.year_end is not None or str(year) in context.title
    for m in _YEAR.finditer(text, 0, context.body_end):
        named_year = int(m.group()[:4])
        if named_year >= year or text[m.start() - 1 : m.start()].isdigit():
            continue
        if context.in_title_marks(m.start()):
            continue
        ground = _ground(context, m.start(), m.end())
        if ground is None:
            yield from _at_the_same_spot(context, matches, m.start(), m.end(), sure_year)
            continue
        if ground == "year_deadline" and named_year == year - 1 and _LATE.match(text, m.end()):
            ground = "year_just_before"  # a deadline at the end of the year before the plan is plausible
        certainty, source = confidence(ground), None
        why = f"plans for {named_year} in a plan for {year}"
        for other in matches.around(context, m.start(), m.end()):
            if other.plan.year == named_year and matches.has_there(context, *m.span(), other, m.group()):
                certainty, source = max(certainty, confidence("year_matched")), other.plan.id
                why += f"; {source} has it at the same spot, a plan for that year"
                break
        yield Candidate(
            *m.span(),
            "year",
            why,
            certainty if sure_year else min(certainty, confidence("year_doubtful")),
            source,
            source,
        )


def _at_the_same_spot(
    context: Context, matches: Matches, start: int, end: int, sure_year: bool
) -> Iterator[Candidate]:
    """Yield a past year in neutral wording that a plan for that year has at the same spot of a shared passage.

    There it is the current year; here it is a past one, unless the sentence looks back. Also yield a year that the
    previous plan of the same body lacks there: 全年走访 became 2024年走访.
    """
    text, year = context.text, context.plan.year
    named_year = int(text[start : start + 4])
    if (
        year is None
        or _NOT_BEFORE.search(text[max(0, start - 2) : start])
        or _looks_back(context, start, end)
    ):
        return
    for other in matches.around(context, start, end):
        if other.plan.year is None or other.plan.year >= year:
            continue
        why = f"names {named_year} in a plan for {year}"
        if other.plan.year == named_year and matches.has_there(context, start, end, other, text[start:end]):
            certainty = confidence("year_same_spot" if sure_year else "year_doubtful")
            why += f"; {other.plan.id} has it at the same spot, a plan for that year"
            yield Candidate(start, end, "year", why, certainty, other.plan.id, other.plan.id)
            return
        if _was_none_there(context, start, end, other):
            certainty = confidence("year_new" if sure_year else "year_doubtful")
            why += f"; {other.plan.id}, the body's plan for {other.plan.year}, has no year there"
            yield Candidate(start, end, "year", why, certainty, None, other.plan.id)
            return


def _was_none_there(context: Context, start: int, end: int, other: Context) -> bool:
    """Whether the body's previous plan has 全年, 今年, 本年 or 当年 in place of the year in the same sentence."""
    plan, earlier = context.plan, other.plan
    if (
        plan.issuer is None
        or plan.issuer != earlier.issuer
        or int(context.text[start : start + 4]) != earlier.year
    ):
        return False
    left, right = context.text[max(0, start - AROUND) : start], context.text[end : end + AROUND]
    pattern = re.escape(left) + "(?:(?:全|今|本|当)年)" + re.escape(right)
    return len(right) == AROUND and re.search(pattern, other.text) is not None


def _looks_back(context: Context, start: int, end: int) -> bool:
    """Whether the clause or its section describes the past: 2024年印发的…, 2024年以来."""
    section = context.outline.at(start)
    if section is not None and section.role == "review":
        return True
    clause = context.clause(start, end)
    rest = clause[clause.find(context.text[start:end]) + end - start :]
    for word in words("ahead"):
        clause = clause.replace(word, "")
    return any(word in clause for word in words("gone")) or bool(_BEGUN.search(rest))


def _ground(context: Context, start: int, end: int) -> str | None:
    text = context.text
    if _NOT_BEFORE.search(text[max(0, start - 2) : start]):
        return None
    ground = (
        "year_heading" if _PLAN_WORDS.match(text, end)
        else "year_ahead" if _WILL.match(text, end)
        else "year_deadline" if _DEADLINE.match(text, end)
        else None
    )  # fmt: skip
    if ground is None:
        return None
    section = context.outline.at(start)
    if section is not None and section.role == "review":
        return None
    clause = context.clause(start, end)
    for word in words("ahead"):
        clause = clause.replace(word, "")
    if any(word in clause for word in words("back")):
        return None
    if ground == "year_heading" and not context.in_heading(start):
        return "year_ahead"
    return ground
