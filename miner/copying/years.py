"""Find years that contradict the plan's own: a past year counts only in a heading or where something is planned for it."""

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
_BEGUN = re.compile(
    r"^(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|以来|以前|之前|至|到|-|—|～|~|末(?!前)|的(?!工作|目标|任务|计划|重点)|启动|开工|立项|实施以来|上半年|下半年)"
    r"|[^，。；]{0,16}(?:了|过)(?=[，。；一二三四五六七八九十\d]|$)"
)
"""Behind a year that is gone: 2024年启动的项目, 2024年以来, 2024年建成了."""
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
        if context.in_title_marks(m.start()):
            continue
        ground = _ground(context, m.start(), m.end())
        if ground is None:
            yield from _at_the_same_spot(context, matches, m.start(), m.end(), known)
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


def _at_the_same_spot(
    context: Context, matches: Matches, start: int, end: int, known: bool
) -> Iterator[Candidate]:
    """A year without a word that looks ahead, which a plan for that year has in the same sentence.

    There it was the year at hand; here it is one gone by, unless the sentence looks back. And a year that last
    year's plan of the same body does not have there: 全年走访 became 2024年走访.
    """
    text, year = context.text, context.plan.year
    said = int(text[start : start + 4])
    if (
        year is None
        or _NOT_BEFORE.search(text[max(0, start - 2) : start])
        or _looks_back(context, start, end)
    ):
        return
    for other in matches.around(context, start, end):
        if other.plan.year is None or other.plan.year >= year:
            continue
        why = f"names {said} in a plan for {year}"
        if other.plan.year == said and matches.has_there(context, start, end, other, text[start:end]):
            sure = confidence("year_same_spot" if known else "year_doubtful")
            why += f"; {other.plan.id} has it at the same spot, a plan for that year"
            yield Candidate(start, end, "year", why, sure, other.plan.id, other.plan.id)
            return
        if _was_none_there(context, start, end, other):
            sure = confidence("year_new" if known else "year_doubtful")
            why += f"; {other.plan.id}, the body's plan for {other.plan.year}, has no year there"
            yield Candidate(start, end, "year", why, sure, None, other.plan.id)
            return


def _was_none_there(context: Context, start: int, end: int, other: Context) -> bool:
    """Whether the body's own plan of before has the sentence without a year: 全 or 今 in its place, or nothing."""
    own, before = context.plan, other.plan
    if (
        own.issuer is None
        or own.issuer != before.issuer
        or int(context.text[start : start + 4]) != before.year
    ):
        return False
    left, right = context.text[max(0, start - AROUND) : start], context.text[end : end + AROUND]
    pattern = re.escape(left) + "(?:(?:全|今|本|当)年)" + re.escape(right)
    return len(right) == AROUND and re.search(pattern, other.text) is not None


def _looks_back(context: Context, start: int, end: int) -> bool:
    """Whether the clause, or its section, says what has been: 2024年印发的…, 2024年以来."""
    section = context.outline.at(start)
    if section is not None and section.role == "review":
        return True
    clause = context.clause(start, end)
    behind = clause[clause.find(context.text[start:end]) + end - start :]
    for word in words("ahead"):
        clause = clause.replace(word, "")
    return any(word in clause for word in words("gone")) or bool(_BEGUN.search(behind))


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
    for word in words("ahead"):
        clause = clause.replace(word, "")
    if any(word in clause for word in words("back")):
        return None
    if ahead == "year_heading" and not context.in_heading(start):
        return "year_ahead"
    return ahead
