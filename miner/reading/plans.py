"""From a source to its plans: furniture marked, collections taken apart, facts gathered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from miner.corpus import FACTS, Plan, Source, Span
from miner.reading.catalogue import find_catalogue, find_front_matter
from miner.reading.collections import PlanTitle, find_plan_titles
from miner.reading.dates import years_in_title
from miner.reading.furniture import find_furniture, merge
from miner.reading.items import Document
from miner.reading.lines import MARKER, lines_of
from miner.reading.metadata import Facts, find_facts, page_date
from miner.reading.titles import HeadLine, file_title, find_title, kind_of, may_be_title
from miner.reading.view import script_of, view_of

__all__ = ["Document", "facts_of", "plans_of"]


class _Draft(NamedTuple):
    """A plan, and where its title stands in the source; None where its text has none."""

    plan: Plan
    title_at: int | None


def plans_of(document: Document, plan_id: str) -> list[Plan]:
    """The plans of a document: one, or one for each numbered title of a collection.

    `plan_id` is the id of a single plan; the plans of a collection get `plan_id#1`, `plan_id#2` and so on.
    """
    text = document.source.text
    view = view_of(text, script_of(text))
    front, pairs = find_front_matter(view, text)
    block, catalogue = find_catalogue(view, text)
    spans = [s for s in (front, block) if s]
    furniture = merge((*document.source.furniture, *spans, *find_furniture(view)))
    given = {**pairs, **document.given}
    titles = find_plan_titles(view) if document.split else ()
    start = 1 if text.startswith("\ufeff") else 0
    above = (
        _title_of_page(view, text, titles[0].start, furniture, document.page_title)
        if any(t.is_bare for t in titles)
        else None
    )
    outside = (*(titles and _outside(titles[0].start, start, view)),)
    furniture = merge((*furniture, *_gaps(outside, furniture)))
    source = document.source.with_furniture(furniture)
    bounds = [t.start for t in titles] + [len(text)]
    if not titles:
        whole = _plan(plan_id, source, start, len(text), view, document, given, catalogue, None)
        return [_from_its_beginning(whole, view)]
    single = len(titles) == 1
    return [
        _plan(
            plan_id if single else f"{plan_id}#{i}",
            source,
            a,
            b,
            view,
            document,
            given,
            catalogue,
            title,
            above,
            titles[0].start,
        ).plan
        for i, (title, a, b) in enumerate(zip(titles, bounds, bounds[1:], strict=False), start=1)
    ]


def facts_of(source: Source) -> dict[str, Any]:
    """What is known of a text that is one plan, by the names of `miner.corpus.FACTS`."""
    (plan,) = plans_of(Document(source, "", named=False, split=False), "")
    return {name: getattr(plan, name) for name in FACTS}


def _outside(first: int, start: int, view: str, reason: str = "lead-in of a collection") -> list[Span]:
    """What stands above the first plan, line by line."""
    spans, at = [], start
    for line in view[start:first].split("\n"):
        body = line.strip()
        if body:
            lead = at + line.index(body)
            spans.append(Span(lead, lead + len(body), reason))
        at += len(line) + 1
    return spans


def _from_its_beginning(plan: _Draft, view: str) -> Plan:
    """A single plan without what stands above it: furniture, and the short lines above its title."""
    made, source = plan.plan, plan.plan.source
    first = _first_text(view, made.start, made.end, source.furniture)
    above: list[Span] = []
    if plan.title_at is not None and plan.title_at > first:
        above = _gaps((*_outside(plan.title_at, first, view, "above the title"),), source.furniture)
        if len(above) <= MOST_ABOVE and not any(_TEXT.search(view[s.start : s.end]) for s in above):
            first = plan.title_at
        else:
            above = []
    if first == made.start:
        return made
    source = source.with_furniture(merge((*source.furniture, *above)))
    return replace(made, source=source, start=first)


MOST_ABOVE = 14
"""More lines above a title are no mere navigation."""
_TEXT = re.compile(r"[。;!?].|[^\n]{60}")


def _first_text(view: str, start: int, end: int, furniture: tuple[Span, ...]) -> int:
    """Where the first character stands that is neither a blank nor furniture; `start` where there is none."""
    at = start
    for span in furniture:
        body = re.compile(r"\S").search(view, at, max(at, min(span.start, end)))
        if body:
            return body.start()
        at = max(at, span.end)
    body = re.compile(r"\S").search(view, at, end)
    return body.start() if body else start


def _gaps(spans: tuple[Span, ...], taken: tuple[Span, ...]) -> list[Span]:
    """The spans that no taken span touches."""
    return [s for s in spans if not any(t.start < s.end and t.end > s.start for t in taken)]


def _plan(
    plan_id: str,
    source: Source,
    start: int,
    end: int,
    view: str,
    document: Document,
    given: Mapping[str, str],
    catalogue: Mapping[str, str],
    title: PlanTitle | None,
    above: str | None = None,
    first: int = 0,
) -> _Draft:
    """`title` is that of a plan in a collection, `above` what the page calls all of its plans, `first` where they begin."""
    text, part = source.text, view[start:end]
    inside = tuple(
        Span(max(s.start, start) - start, min(s.end, end) - start, s.reason)
        for s in source.furniture
        if s.start < end and s.end > start
    )
    script = script_of(_without(text[start:end], inside))
    stem = document.stem if document.named else None
    name, bare = _own_name(title, view, text) if title else (None, False)
    stamp = page_date(view, source.furniture)
    facts: Facts = find_facts(
        part, text[start:end], inside, given, catalogue, stem, name, script, stamp, document.page_title
    )
    if bare and above and facts.title == name:
        facts.title, facts.grounds["title"] = above, TITLE_OF_PAGE
        facts.add("kind", kind_of(view_of(above, "mixed")), TITLE_OF_PAGE)
    if title is not None and facts.year is None:
        years = _years_of_page(view[:first], part, script)
        if years:
            facts.add_years(*years, "heading of the page, and no other year in the text")
    plan = Plan(
        plan_id, source, start, end,
        title=facts.title, issuer=facts.issuer, place=facts.place, year=facts.year, year_end=facts.year_end,
        date=facts.date, kind=facts.kind, script=facts.script,
        metadata={**catalogue, **given}, grounds=facts.grounds,
    )  # fmt: skip
    return _Draft(plan, None if facts.starts is None else start + facts.starts)


_CLAUSES = re.compile("[,。;:!?]")
NEAR = 80
"""The line below a bare number ends within so many characters where it is the plan's own title."""
TITLE_OF_PAGE = "title of the page that holds the collection"
_HOLDS = re.compile(
    r" ?[(【\[]?(?:精选|优秀|推荐|通用|最新|实用|热门|汇总|集锦|大全|合集|锦集){0,3}(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[多数]) ?篇[)】\]]?$"
)
"""How many plans a page holds, at the end of its title: 消防工作计划(精选3篇)."""


def _own_name(title: PlanTitle, view: str, text: str) -> tuple[str, bool]:
    """What a plan of a collection is called, and whether that is a number alone (第一篇, and no title below it)."""
    start, end = title.name_in(view)
    if not title.is_bare:
        return text[start:end], False
    below = next(lines_of(view[title.end : title.end + NEAR], NEAR), None)
    if below and may_be_title(below.text) and not (MARKER.match(below.text) or _CLAUSES.search(below.text)):
        at = title.end + below.start
        return text[at : at + len(below.text)], False
    return text[start:end], True


def _title_of_page(
    view: str, text: str, first: int, taken: tuple[Span, ...], page_title: str | None
) -> str | None:
    """What a page calls all its plans, without their number; None where no line above the first one is a title."""
    head = []
    for line in lines_of(view, first):
        words = _HOLDS.sub("", line.text)
        if not any(s.start <= line.start < s.end for s in taken):
            head.append(HeadLine(line.start, words, text[line.start : line.start + len(words)]))
    found = find_title(head)
    if found and may_be_title(view_of(found.text, "mixed")):
        return found.text
    return file_title(page_title)


_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?= ?[年/.-])")
_HEADING = re.compile(r"[^\n>»《》]{0,20}(?:19|20)\d\d[^\n>»《》。,;]{2,40}")


def _years_of_page(above: str, part: str, script: str | None) -> tuple[int, int | None] | None:
    """The years in the heading of a page that holds several plans, where no year that a plan names speaks against them."""
    headings = [
        m.group() for m in _HEADING.finditer(above[:HEAD_OF_PAGE]) if not re.search(r"\d-\d|:", m.group())
    ]
    found = {years_in_title(heading, script == "Hant") for heading in headings} - {None}
    years = found.pop() if len(found) == 1 else None
    return years if years and _may_be_of(years[0], part) else None


def _may_be_of(year: int, part: str) -> bool:
    """Whether a plan may be that of `year`: it names no later one, and this one, none, or the one before as over."""
    latest = max((int(m.group()) for m in _ANY_YEAR.finditer(part)), default=year)
    return latest == year or (latest == year - 1 and any(int(m["y"]) == latest for m in _OVER.finditer(part)))


_OVER = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d) ?年(?:度)?(?![^。\n]{0,40}(?:计划|目标|打算|力争|确保|争取|要|将|拟))"
    r"[^。\n]{0,40}(?:完成|实现|取得|组织|开展|召开|举办|共|增长|下降)"
)
"""A year of which a sentence tells what was done in it."""


HEAD_OF_PAGE = 600
"""So many characters above the first plan hold the heading of the page."""


def _without(text: str, spans: tuple[Span, ...]) -> str:
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start])
        at = span.end
    return "".join((*parts, text[at:]))
