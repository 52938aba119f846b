"""Read which years a value of the panel covers, where its own clause names none.

A paragraph names its time once (五年来, 到一九八五年, 去年) and goes on without it. The last such mark before the value
holds. A value of several years is none of the last one: 五年来建成1800万套 is a sum, 年均增长5% an average.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from miner.comparison.entries import Cell, Key, rank_of, value_year
from miner.comparison.lineage import OF_GOVERNMENT, kind_of
from miner.corpus import Plan
from miner.knowledge.caches import lru_cache
from miner.knowledge.years import digits_number, plan_years, small_number

__all__ = ["Span", "is_own", "span_of", "speakers_of"]


class Span(NamedTuple):
    """Horizon of a value, its first year and its last one; `first` is None where the beginning is unknown."""

    horizon: str
    first: int | None
    last: int | None


_YEAR = r"(?:[12]\d{3}|[一二][九〇○零0O][〇○零O0一二三四五六七八九]{2})"
_COUNT = r"(?:\d{1,2}|[两三四五六七八九十]{1,3})"
_MARK = re.compile(
    rf"""(?P<range>(?:从|自)?(?P<a>{_YEAR})年?(?:[-—–~～至到]+)(?P<b>{_YEAR})年)
    |(?P<years>(?<![创为是续])(?:过去|最近|近|这|前|今后|未来|后)?的?(?P<n>{_COUNT})个?(?:年(?:多?来(?!最|首次|同期|新高)|间|中|里|内|以来|累计|共|期间|时间)))
    |(?P<soon>(?:过去|今后|未来|前)的?(?P<m>{_COUNT})年|(?<![第〇零一二三四五六七八九十\d])(?P<k>[两三四五六七八九十])年(?=全国|全省|全市|全社会|国务院|建成|新增|新建|完成|平均|合计|减少))
    |(?P<recent>(?<!为)近(?P<r>{_COUNT})年(?!最|来|首|新|同))
    |(?P<since>(?P<s>{_YEAR})年以来)
    |(?P<plan>(?:到)?第?[“"]?(?P<fyp>十[一二三四五六]?|[一二三四五六七八九])(?:五[”"]?|个五年计划)(?P<part>期?末|期间|时期|以来|前[一二三四]年)?)
    |(?P<term>本届政府(?:以来|任期)?|任期(?:内|以来))
    |(?P<part_of_year>(?:第?[一二三四]季度|[上下]半年|前[一二三四五六七八九十]{1, 2}个月|[1一] ?(?:月份?)?[-—–~～至到](?:1[0-2]|[2-9]|[二三四五六七八九十]{1, 2})月份?))
    |(?P<year>(?<![比较由从自超])(?P<till>到|至)?(?P<y>{_YEAR})年(?:度)?(?![\d月]))
    |(?P<past>(?<![比较由从])去年(?!同期)|过去一年|一年来|(?<![比较由从])上年(?!同))
    |(?P<own>今年|全年|本年度?|年内)""",
    re.X,
)
_AVERAGE = re.compile("年均|平均每年|每年平均|年平均|平均递增|平均增长速度")
_GROWN = re.compile(r"(?:从|由)[^。;；\n]{1,40}?(?:到|至|为)[^。;；\n]{1,16}$")
_COMPARED = re.compile(rf"[与同和]({_YEAR})年(?:相比|比较)")
_OF_LAST_YEAR = re.compile("比上年|比去年|较上年|同比|比前一年|比上一年")
_STOCK = re.compile(
    r"(?:达到?|突破|超过|升至|升到|上升到|提高到|提升至|提升到|增加到|增至|扩大到|降至|下降到|降低到|减少到|为|是|占|稳定在|保持在|控制在|位居|增长到|达)\D{0,4}$"
)
_ANCHOR = re.compile('年|五[”"期末时以个前]|季度|半年|个月|月份|本届政府|任期')
"""What every mark has; most of a text is passed over by it."""
_REACH = 12
_BOUNDARY = "。；;！\n\u3000 ，,：:—（("
_RANGE_BEFORE = re.compile(rf"[至到—–-]{_YEAR}年的?$")
_FIVE_YEAR_PLAN = re.compile("第([一二三四五六七八九十]{1,2})个五年(?:计划|规划)")
_HEAD, _FIVE = 160, 5
_REVIEW = re.compile(
    rf"^[^\n\d]{{0,16}}(?<!\d){_COUNT}年(?:来|间)?[^\n]{{0,12}}(?:回顾|总结|成就|工作|情况)[^\n]{{0,8}}$",
    re.M,
)
_NEXT_PART = re.compile(r"^[ \u3000]{0,8}(?:[一二三四五六七八九十]{1,2}、|第[一二三四五六]部分)", re.M)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_REACHED = re.compile("突破|超过?|达到?")
_BACK = 1200
"""Characters before a value that are searched for a mark of its paragraph."""


def span_of(cell: Cell) -> Span | None:
    """The years that a value covers; None where the text leaves them open (增长55%, 从A增加到B, of no known year)."""
    return _of_report(cell) if cell.row["status"] != "commitment" else _of_promise(cell)


def is_own(cell: Cell) -> bool:
    """Whether a value is of the plan's own last year, or a reported one of the year before."""
    span, plan = span_of(cell), cell.plan
    if span is None or plan.year is None:
        return False
    years = {plan.year, plan.year_end} if cell.row["status"] == "commitment" else {plan.year - 1, plan.year}
    return span.last in years


def speakers_of(cells: Iterable[Cell]) -> dict[Key, dict[tuple[str, str], Cell]]:
    """The cell that represents each plan and status in each entry: one of the plan's own years before any other."""
    ranked: dict[Key, dict[tuple[str, str], tuple[Any, Cell]]] = {}
    for cell in cells:
        if cell.row["status"] == "commitment" and span_of(cell) is None:
            continue
        of_entry = ranked.setdefault(cell.key, {})
        at, rank = (cell.plan.id, str(cell.row["status"])), (not is_own(cell), *rank_of(cell))
        if at not in of_entry or rank < of_entry[at][0]:
            of_entry[at] = (rank, cell)
    return {key: {at: cell for at, (_, cell) in of_entry.items()} for key, of_entry in ranked.items()}


def _sentence(cell: Cell) -> str:
    """The sentence of a value, up to the value."""
    begin, start = cell.row["sentence_start"], int(cell.row["start"])
    text = cell.plan.source.text[int(begin) if begin == begin else max(0, start - 80) : start]
    return re.split("[。！？!?；;]", text)[-1].translate(_DIGITS)


def _paragraph_start(plan: Plan, start: int) -> int:
    text, floor = plan.source.text, max(plan.start, start - _BACK)
    return max(floor, text.rfind("\n", floor, start), text.rfind("\u3000\u3000", floor, start))


def _marked(m: re.Match[str], plan: Plan, done: bool) -> Span | None:
    """The years of a mark; the horizon is `annual` for a single year, `end` for 到2030年, else `cumulative`."""
    kind, year = m.lastgroup, plan.year
    if m["part_of_year"]:
        return Span("part", None, year)
    if m["range"]:
        return Span("cumulative", digits_number(m["a"]), digits_number(m["b"]))
    if m["plan"]:
        years = plan_years(m["fyp"])
        if years is None or (not m["part"] and not m["plan"].startswith(("到", "第"))):
            return None
        part = m["part"] or ""
        if "末" in part or m["plan"].startswith("到"):
            return Span("end", None, years[1])
        if part == "以来":
            return Span("cumulative", years[0], year - 1 if year and done else None)
        return Span("cumulative", *years) if not part.startswith("前") else None
    if m["since"]:
        return Span("cumulative", digits_number(m["s"]), year - 1 if year and done else None)
    if m["term"]:
        return Span("cumulative", None, year - 1 if year and done else None)
    if m["years"] or m["soon"] or m["recent"]:
        count = small_number(m["n"] or m["m"] or m["k"] or m["r"]) or 0
        if year is None or count < 2:
            return None
        named = _plan_named(plan.source.text[plan.start : plan.start + _HEAD]) if count == _FIVE else None
        if named and named[0] <= year <= named[1]:
            return Span("cumulative", *named)  # 五年内 of a report on the sixth five-year plan
        return (
            Span("cumulative", year - count, year - 1) if done else Span("cumulative", year, year + count - 1)
        )
    if m["year"]:
        last = digits_number(m["y"])
        return Span("end" if year and last > year else "annual", None, last)
    if year is None or kind is None:
        return None
    # 全年 of a review is the past year, 今年 is the plan's own
    last = year - 1 if m["past"] or (done and m["own"] == "全年") else year
    return Span("annual", None, last)


def _last_mark(plan: Plan, floor: int, start: int, sentence: int, done: bool) -> Span | None:
    """The last mark between two offsets that tells years; a part of a year tells only in the value's own sentence."""
    text = plan.source.text
    for anchor in reversed(list(_ANCHOR.finditer(text, floor, start))):
        begin = max(floor, anchor.start() - _REACH)
        around = text[begin : min(start, anchor.end() + _REACH)].translate(_DIGITS)
        for m in reversed(list(_MARK.finditer(around))):
            if m.end() < anchor.end() - begin:
                continue
            if begin + m.start() < sentence and not _leads(m, around):
                continue
            if m["years"] and _RANGE_BEFORE.search(around, 0, m.start()):
                continue  # 从1979年到1982年的四年间
            span = _marked(m, plan, done)
            if span is not None:
                return span
    return None


def _leads(m: re.Match[str], around: str) -> bool:
    """Whether a mark of an earlier sentence still holds: not a part of a year, nor a year inside a sentence (把1985年的过热…)."""
    if m["part_of_year"] or m["k"] or m["r"] or m.group().endswith(("累计", "共")):
        return False
    return not m["year"] or (not m["till"] and (m.start() == 0 or around[m.start() - 1] in _BOUNDARY))


def _of_report(cell: Cell) -> Span | None:
    row, plan = cell.row, cell.plan
    start = int(row["start"])
    sentence = _sentence(cell)
    inside = _last_mark(plan, start - len(sentence), start, start - len(sentence), True)
    if inside is not None and inside.horizon == "part":
        return None
    mark = _own_years(row) if _is_inside(row, sentence) else inside
    if mark is None:
        mark = _last_mark(plan, _paragraph_start(plan, start), start, start - len(sentence), True)
    if mark is None:
        year = plan.year - 1 if plan.year and kind_of(plan) == OF_GOVERNMENT else value_year(cell)
        mark = None if year is None or _in_long_review(plan, start) else Span("annual", None, year)
    if mark is None:
        return None
    grows = cell.key.measure in ("increase", "decrease", "multiple")
    if _AVERAGE.search(re.split("[,，、]", sentence)[-1]):
        return mark._replace(horizon="average") if mark.horizon == "cumulative" else None
    several = mark.horizon == "cumulative"
    if grows and row["dimension"] in ("share", "ratio", "") and not _OF_LAST_YEAR.search(sentence):
        base = row["baseline_period"]
        if isinstance(base, str) and base[:4].isdigit() and mark.last and int(base[:4]) < mark.last - 1:
            return Span("cumulative", int(base[:4]) + 1, mark.last)
        compared = _COMPARED.search(sentence)
        if compared and mark.last and digits_number(compared[1]) < mark.last - 1:
            return Span("cumulative", digits_number(compared[1]) + 1, mark.last)
        if _GROWN.search(sentence) and not several:
            return None
    if several and not grows and (_STOCK.search(sentence) or _REACHED.match(str(row["quote"]))):
        return Span("annual", None, mark.last)
    return Span("annual", None, mark.last) if mark.horizon == "end" else mark


def _is_inside(row: Mapping[str, Any], sentence: str) -> bool:
    """Whether the words of a value's period stand in its own sentence."""
    period = row["period"]
    return isinstance(period, str) and period.translate(_DIGITS) in sentence


def _own_years(row: Mapping[str, Any]) -> Span | None:
    """The years of the value's own period, where its clause names one by number."""
    start, end = row["period_start"], row["period_end"]
    if (
        not isinstance(end, str)
        or not isinstance(row["period_iso"], str)
        or str(row["period"]).startswith("全年")
    ):
        return None
    first = int(start[:4]) if isinstance(start, str) else None
    last = int(end[:4])
    return Span("annual" if first in (None, last) else "cumulative", first, last)


@lru_cache(4)
def _long_reviews(text: str) -> tuple[tuple[int, int], ...]:
    """Parts of a text under a heading that reviews several years."""
    parts = []
    for m in _REVIEW.finditer(text):
        after = _NEXT_PART.search(text, m.end())
        parts.append((m.start(), after.start() if after else len(text)))
    return tuple(parts)


def _in_long_review(plan: Plan, at: int) -> bool:
    return any(a <= at < b for a, b in _long_reviews(plan.source.text))


def _of_promise(cell: Cell) -> Span | None:
    row, plan = cell.row, cell.plan
    horizon, year = row["horizon"], value_year(cell)
    first = int(row["period_start"][:4]) if isinstance(row["period_start"], str) else None
    if horizon == "annual" and year and plan.year and year < plan.year:
        first = year = plan.year  # a promise is of no year before its plan's
    span = Span(horizon, first, year)
    named = _plan_named(plan.source.text[plan.start : plan.start + _HEAD]) if plan.year else None
    if named and plan.year and named[0] <= plan.year <= named[1] and str(row["period"]).startswith("五年"):
        return span._replace(first=named[0], last=named[1])
    start, sentence = int(row["start"]), _sentence(cell)
    begin = start - len(sentence)
    base = row["baseline_period"]
    grows = cell.key.measure != "level"
    if (
        grows
        and isinstance(base, str)
        and base[:4].isdigit()
        and year
        and plan.year
        and int(base[:4]) < year - 1
    ):
        return Span("cumulative", int(base[:4]) + 1, year)  # 到1992年比1980年增长1.7倍
    if plan.year is None or plan.year != plan.year_end:
        return None if horizon in ("average", "cumulative") and first == year else span
    inside = _last_mark(plan, begin, start, begin, False)
    if (
        inside is not None
        and inside.first is not None
        and inside.last is not None
        and inside.last < plan.year
    ):
        return None  # 从1979年到1982年…增长33.6% looks back, whatever stands around it
    if isinstance(row["period"], str) and (inside is None or _is_inside(row, sentence)):
        return None if horizon in ("average", "cumulative") and first == year else span
    mark = inside or (_last_mark(plan, _paragraph_start(plan, start), start, begin, False) if named else None)
    if mark is None or mark.last is None or mark.last <= plan.year or mark.horizon == "part":
        return None if horizon in ("average", "cumulative") else span
    if mark.horizon == "end":
        return Span("average" if horizon == "average" else "end", None, mark.last)
    if horizon in ("average", "per_period") or _AVERAGE.search(sentence):
        return mark._replace(horizon="average")
    return mark if grows or not _STOCK.search(sentence) else Span("end", None, mark.last)


@lru_cache(16)
def _plan_named(head: str) -> tuple[int, int] | None:
    """The years of the five-year plan that the first lines of a plan are about."""
    m = _FIVE_YEAR_PLAN.search(head)
    return plan_years(m[1]) if m else None
