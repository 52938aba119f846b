"""Years that were left over from an earlier plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.knowledge import words
from miner.drafts.desk import Desk, Remark
from miner.drafts.revisions import twin_of
from miner.knowledge.years import digits_number, republic_year

__all__ = ["check_years"]

_YEAR = re.compile(
    r"(?:(?<![\d.〔\[【(（])|(?<=[\n \u3000]\d[.．]))(?P<year>20\d\d|1[01]\d(?=[年學学])|二[〇○零][一二三四五六七八九〇○零]{2})(?P<unit>年度?|—|-|～|~)"
)
_DEADLINE = re.compile(
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})月)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?(?:年?[底末初终]|上旬|中旬|下旬)?(?:第?[一二三四]季度|上半年|下半年)?(?:以?前|之前|[底末](?=[，,前]))"
)
_NOT_BEFORE = re.compile(
    r"(?:比|较|按|加快|于|自|从|截至|截止|对照|根据|按照|原|《|〔|—|-|－|～|~|至(?=$)|在|以|自从|与|同)$"
)
_BACK = re.compile(
    r"(?:回顾|过去|去年|以来|已[经于将被]?|完成了|取得|实现了|同比|增幅|比上年|较上年|总结|基础上|印发|通过|修订|修正|发布|公布|会议|讲话|成立|[本新第旧]版|届|竣工|通报|统计|普查|评为|荣获|被评|获得|获评|注册|登记|提出|未完成|结转|延续|续建|顺延|补报|历年|存量|决算|结余|问题整改|考核结果|上年|相比|分别为|达到了|批准|出台|启动的|开始|起|立项|建成的|遗留|整改|期间|至今|底数|基数|[了过](?=[，。；]))"
)
_AHEAD = re.compile(
    r"^度?[^。；]{0,24}?(?:要(?!求|点|素|件|闻)|将(?!近|军)|力争|争取|确保|务必|必须|拟(?!定|制)|计划(?:完成|实现|新增|新建|举办|开展))"
)
"""Behind a year: 2025年，我们要; 2025年全区力争."""
_HEADING = re.compile(r"度?(?:的)?[^，。；\n]{0,12}(?:目标|计划|思路|要点|安排|打算|任务|重点|要求|措施)")


def check_years(desk: Desk) -> Iterator[Remark]:
    """Yield the years before the plan's own where something is planned."""
    year, text = desk.year, desk.text
    if year is None:
        return
    for m in _YEAR.finditer(text, 0, desk.context.body_end):
        if _is_date_line(text, m.start()):
            continue
        named = digits_number(m["year"].replace("○", "〇").replace("零", "〇"))
        if named < 1911:
            named = republic_year(named) if desk.republic else 0
        if not year - 4 <= named < year or desk.context.in_title_marks(m.start()):
            continue
        if m["unit"] not in ("年", "年度") or _NOT_BEFORE.search(text[max(0, m.start() - 2) : m.start()]):
            continue
        remark = _judged(desk, m, named, year)
        if remark is not None:
            yield remark


_DATE_LINE = re.compile(
    r"[^\n]{0,14}?(?:20\d\d|1[01]\d|二[〇○零][^\n]{2})年\s?[^\n]{1,3}月\s?(?:[^\n]{1,3}[日号])?\s*(?:\n|$)"
)


def _is_date_line(text: str, at: int) -> bool:
    """Whether the year stands in a line that is no more than a date, as under a signature."""
    return _DATE_LINE.match(text, text.rfind("\n", 0, at) + 1) is not None


def _judged(desk: Desk, m: re.Match[str], named: int, year: int) -> Remark | None:
    text = desk.text
    low, high = _sentence(text, *m.span())
    sentence = text[low:high]
    deadline = _DEADLINE.match(text, m.end())
    for word in words("ahead"):
        sentence = sentence.replace(word, "")
    heading = desk.context.in_heading(m.start()) and _HEADING.match(text, m.end()) is not None
    back = _BACK.search(sentence) is not None or (not heading and desk.in_review(m.start()))
    twin = twin_of(desk, low, high)
    same_there = (
        twin is not None
        and text[m.start() : m.end()] in twin.text
        and desk.last is not None
        and desk.last.year == named
    )
    if deadline and deadline.group():
        if back and not same_there:
            return None
        end = deadline.end()
        return desk.remark(
            "early_deadline", m.start(), end, parts={"date": text[m.start() : end], "year": str(year)}
        )
    if back and not (same_there and not desk.in_review(m.start()) and not _told_back(sentence)):
        return None
    if not (
        same_there
        or heading
        or _AHEAD.search(text[m.end() : high])
        or _is_promise(desk, m.start(), low, high)
    ):
        return None
    parts = {"named": str(named), "year": str(year)}
    other = (twin.plan, twin.start, twin.end) if twin is not None and same_there else None
    return desk.remark("year_left", *m.span(), parts=parts, other=other)


def _is_promise(desk: Desk, at: int, low: int, high: int) -> bool:
    """Whether the year opens a clause of a section on goals or measures with an amount that is promised."""
    section = desk.outline.at(at)
    if section is None or section.role not in ("goals", "measures", "schedule", "guarantee"):
        return False
    start, end = desk.raw(low, high)
    rows = [r for r in desk.quantities if start <= r["start"] < end]
    return bool(rows) and all(r["status"] == "commitment" for r in rows)


def _told_back(sentence: str) -> bool:
    return any(word in sentence for word in words("gone"))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span, on its line."""
    low = max(text.rfind(c, 0, start) for c in "。；！？\n") + 1
    high = min((at for c in "。；！？\n" if (at := text.find(c, end)) >= 0), default=len(text))
    return low, high
