"""From a source to its plans: furniture marked, collections taken apart, facts gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from miner.corpus import Plan, Source, Span
from miner.reading.catalogue import find_catalogue, find_front_matter
from miner.reading.collections import PlanTitle, find_plan_titles
from miner.reading.furniture import find_furniture, merge
from miner.reading.metadata import Facts, find_facts, page_date
from miner.reading.view import script_of, view_of

__all__ = ["Document", "plans_of"]


@dataclass(frozen=True)
class Document:
    """What a reader hands on: a source, the readable stem for ids, and what the file says about it."""

    source: Source
    stem: str
    given: Mapping[str, str] = field(default_factory=dict)
    """Columns or front matter, as written."""
    named: bool = True
    """Whether the stem is a file name worth reading for facts; False for rows of a table."""
    split: bool = True
    """Whether the text may be a collection."""
    page_title: str | None = None
    """What the page calls itself; used where the text has no title of its own."""


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
    outside = (*(titles and _outside(titles[0].start, start, view)),)
    furniture = merge((*furniture, *_gaps(outside, furniture)))
    source = replace(document.source, furniture=furniture)
    bounds = [t.start for t in titles] + [len(text)]
    if not titles:
        return [_plan(plan_id, source, start, len(text), view, document, given, catalogue, None)]
    single = len(titles) == 1
    return [
        _plan(plan_id if single else f"{plan_id}#{i}", source, a, b, view, document, given, catalogue, title)
        for i, (title, a, b) in enumerate(zip(titles, bounds, bounds[1:], strict=False), start=1)
    ]


def _outside(first: int, start: int, view: str) -> list[Span]:
    """What stands above the first plan of a collection, line by line."""
    spans, at = [], start
    for line in view[start:first].split("\n"):
        body = line.strip()
        if body:
            lead = at + line.index(body)
            spans.append(Span(lead, lead + len(body), "lead-in of a collection"))
        at += len(line) + 1
    return spans


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
) -> Plan:
    text, part = source.text, view[start:end]
    inside = tuple(
        Span(max(s.start, start) - start, min(s.end, end) - start, s.reason)
        for s in source.furniture
        if s.start < end and s.end > start
    )
    script = script_of(_without(text[start:end], inside))
    stem = document.stem if document.named else None
    name = text[title.name_start : title.end] if title else None
    stamp = page_date(view, source.furniture)
    facts: Facts = find_facts(
        part, text[start:end], inside, given, catalogue, stem, name, script, stamp, document.page_title
    )
    return Plan(
        plan_id, source, start, end,
        title=facts.title, issuer=facts.issuer, place=facts.place, year=facts.year, year_end=facts.year_end,
        date=facts.date, kind=facts.kind, script=facts.script,
        metadata={**catalogue, **given}, grounds=facts.grounds,
    )  # fmt: skip


def _without(text: str, spans: tuple[Span, ...]) -> str:
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start])
        at = span.end
    return "".join((*parts, text[at:]))
