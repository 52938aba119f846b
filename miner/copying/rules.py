"""The rules that find what a copyist may have forgotten to change; each yields candidates, none accuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from miner.copying.context import Candidate, Context
from miner.data import read_toml
from miner.gazetteer import find_places

__all__ = ["RULES", "bodies", "confidence", "headings", "placeholders", "places", "signatures", "years"]

_BODY_LINE = re.compile(
    r"^[\u4e00-\u9fff（）]{3,24}(?:局|委员会|委|办公室|办事处|政府|工会|学校|中学|小学|医院|卫生院|中心|公司|协会|合作社|所|站|院|厅|部)$"
)
_DATE_LINE = re.compile(r"^(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?$")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!度?(?:[—\-~至]|版))")
_PLAN_WORDS = re.compile(r"^度?(?:的)?(?:工作|主要|总体|发展)?(?:目标|计划|思路|要点|安排|打算|任务|重点)")


def rules() -> dict[str, Any]:
    """The knowledge behind the rules: `data/leftovers.toml`."""
    return read_toml("miner.copying", "leftovers.toml")


def confidence(ground: str) -> float:
    """How sure a ground makes a finding, 0 to 1."""
    return float(rules()["confidence"][ground])


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(rules()[name])


def _has_reason(context: Context, start: int, end: int) -> bool:
    clause = context.clause(start, end)
    return any(word in clause for word in _words("reasons"))


def _at_word(context: Context, start: int, end: int) -> bool:
    """Whether the name is cut as words of its own: 示范县 holds 范县 and does not name it."""
    from miner.segmentation import cut

    a, b = max(0, start - 12), min(len(context.text), end + 6)
    edges = {a}
    for _, word_start, word_end in cut(context.text[a:b]):
        edges |= {a + word_start, a + word_end}
    return start in edges


def places(context: Context) -> Iterator[Candidate]:
    """Places that are neither the plan's own nor above nor inside it."""
    if not context.own:
        return
    for m in find_places(context.text):
        if m.name in _words("words") or context.is_own(m.divisions) or context.in_title_marks(m.start):
            continue
        if any(m.name in name for name in context.names) or not _at_word(context, m.start, m.end):
            continue
        after, before = context.text[m.end : m.end + 6], context.text[max(0, m.start - 2) : m.start]
        speaks = after.startswith(_words("own_after")) or before.endswith(_words("own_before"))
        sure, why = confidence("mention"), f"{m.name} lies outside {context.own[0].name}"
        if speaks:
            sure, why = (
                confidence("own_form"),
                f"the plan speaks as {m.name}, which lies outside {context.own[0].name}",
            )
        if _has_reason(context, m.start, m.end):
            sure = min(sure, confidence("reason_given"))
        yield Candidate(m.start, m.end, "place", why, sure)


def bodies(context: Context, issuers: Any) -> Iterator[Candidate]:
    """Bodies that issued another plan of the corpus and are not above this one's."""
    for end, name in issuers.iter_long(context.text) if len(issuers) else ():
        start = end + 1 - len(name)
        if any(name in n or n in name for n in context.names) or context.in_title_marks(start):
            continue
        given = _has_reason(context, start, end + 1)
        yield Candidate(
            start,
            end + 1,
            "body",
            f"{name} issued another plan",
            confidence("reason_given" if given else "body"),
        )


def years(context: Context) -> Iterator[Candidate]:
    """Years of before in wording that looks ahead."""
    year = context.plan.year
    if year is None:
        return
    for m in _YEAR.finditer(context.text):
        said = int(m.group(1))
        if said >= year or context.in_title_marks(m.start()):
            continue
        section = context.outline.at(m.start())
        clause = context.clause(m.start(), m.end())
        if any(word in clause for word in _words("back")) or (section and section.role == "review"):
            continue
        heading = section is not None and section.heading_start <= m.start() < section.heading_end
        if _PLAN_WORDS.match(context.text[m.end() : m.end() + 10]):
            ground = "year_heading" if heading else "year_ahead"
            yield Candidate(
                m.start(), m.end(), "year", f"plans for {said} in a plan for {year}", confidence(ground)
            )
        elif any(word in clause for word in _words("ahead")) and re.search(rf"(?:到|至|在)?{said}年", clause):
            yield Candidate(
                m.start(),
                m.end(),
                "year",
                f"looks ahead to {said} in a plan for {year}",
                confidence("year_ahead"),
            )


def placeholders(context: Context) -> Iterator[Candidate]:
    """Blanks of a template that nobody filled in."""
    for p in context.normalized.placeholders:
        if context.text[p.start] in _words("redacted"):
            continue
        yield Candidate(
            p.start,
            p.end,
            "placeholder",
            f"a blank for a {p.kind} was not filled in",
            confidence("placeholder"),
        )


def signatures(context: Context) -> Iterator[Candidate]:
    """A signature that is another body than the title's, or a date far from the plan's year."""
    text = context.text.rstrip()
    tail, at = text[-120:], max(0, len(text) - 120)
    lines = [(at + m.start(), m.group().strip()) for m in re.finditer(r"[^\n]+", tail)][-3:]
    title = context.names
    for start, line in lines:
        bare = line.strip(" \u3000")
        start += line.find(bare) if bare else 0
        if _BODY_LINE.match(bare) and title and not any(bare in n or n in bare for n in title):
            prefix = next((m for m in find_places(bare)), None)
            strange = prefix is not None and context.own and not context.is_own(prefix.divisions)
            if strange:
                yield Candidate(
                    start,
                    start + len(bare),
                    "body",
                    "the signature differs from the title",
                    confidence("signature"),
                )
        elif _DATE_LINE.match(bare) and context.plan.year and abs(int(bare[:4]) - context.plan.year) > 1:
            end = context.plan.year_end or context.plan.year
            if not context.plan.year - 1 <= int(bare[:4]) <= end + 1:
                why = f"signed in {bare[:4]}, a plan for {context.plan.year}"
                yield Candidate(start, start + len(bare), "year", why, confidence("year_signature"))


def headings(context: Context, found: list[Candidate]) -> list[Candidate]:
    """The same findings, surer where they stand in a heading."""
    spans = [(s.heading_start, s.heading_end) for s in context.outline.sections]
    made = []
    for c in found:
        if (
            c.kind in ("place", "body")
            and c.confidence >= confidence("body")
            and any(a <= c.start < b for a, b in spans)
        ):
            c = c._replace(
                confidence=max(c.confidence, confidence("heading")), reason=f"{c.reason}, in a heading"
            )
        made.append(c)
    return made


RULES = (places, years, placeholders, signatures)
