"""Find other bodies of the issuer's kind in a matched passage, a signature or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import Candidate, Context
from miner.copying.knowledge import confidence, words
from miner.copying.matches import Matches
from miner.knowledge.bodies import one_body
from miner.knowledge.caches import cache
from miner.knowledge.gazetteer import DIVISION_ENDING, find_places
from miner.knowledge.patterns import WordSet

__all__ = ["bodies", "body_of", "headed", "kind_of", "signatures"]

_DATE_LINE = re.compile(r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?")
_EARLY, _TAIL = 6, 160
"""Last month in which a plan for the next year is not signed yet; characters at the end searched for a date."""
_PREFIX = re.compile(f".*{DIVISION_ENDING}(?=.)")


@cache
def _ending() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(words("body_endings"), key=len, reverse=True)) + ")$")


@cache
def _body_line() -> re.Pattern[str]:
    return re.compile("[\u4e00-\u9fff（）]{2,24}(?:" + "|".join(words("body_endings")) + ")")


def kind_of(body: str) -> tuple[str, str] | None:
    """The kind of a body and the level it serves: 瓶窑镇卫生院 is (卫生院, 镇); None if it is no local body."""
    m = _ending().search(body)
    if m is None or body.startswith(words("national")):
        return None
    prefix = _PREFIX.match(body, 0, m.start() + 1)
    return m.group(), prefix.group()[-1] if prefix else ""


def body_of(context: Context) -> str | None:
    """The local body that a plan's issuer or title names, in simplified script."""
    from miner.copying.context import simplified

    issuer = one_body(simplified(context.plan.issuer))
    if issuer:
        return issuer if kind_of(issuer) else None
    m = _body_line().match(context.title)
    return m.group() if m and kind_of(m.group()) else None


def bodies(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield mentions, inside shared passages, of issuers of the plans that share them, of the same kind and level."""
    issuer = body_of(context)
    if issuer is None:
        return
    for neighbor in matches.others(context):
        body = body_of(neighbor)
        if body is None or not _strange(context, issuer, body):
            continue
        for m in re.finditer(re.escape(body), context.text):
            if context.in_title_marks(m.start()) or neighbor not in matches.around(context, *m.span()):
                continue
            if matches.has_there(context, *m.span(), neighbor, body):
                ground = f"{body} issued {neighbor.plan.id}, which has it at the same spot"
                has_reason = context.has_reason(*m.span())
                certainty = confidence("matched_with_reason" if has_reason else "matched_body")
                yield Candidate(*m.span(), "body", ground, certainty, neighbor.plan.id, neighbor.plan.id)


def headed(context: Context, issuers: WordSet) -> Iterator[Candidate]:
    """Other issuers of the corpus, of the same kind and level, in headings."""
    issuer = body_of(context)
    if issuer is None:
        return
    for start, end in context.heads:
        for number, first, last in issuers.find(context.text[start:end]):
            body, at, stop = issuers.words[number], start + first, start + last
            if _strange(context, issuer, body) and not context.in_title_marks(at):
                has_reason = context.has_reason(at, stop)
                certainty = confidence("reason_given" if has_reason else "heading")
                yield Candidate(at, stop, "body", f"{body} issued another plan; in a heading", certainty)


def _strange(context: Context, issuer: str, body: str) -> bool:
    """Whether `body` is another body of the issuer's kind and level, such as its counterpart of another place."""
    if kind_of(body) != kind_of(issuer) or any(body in n or n in body for n in context.names):
        return False
    place = next(find_places(body), None)
    return place is None or not context.divisions or not context.is_own(place.divisions)


def signatures(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield a signature of another body than the title names, or with a date far from the plan's year."""
    text = context.text[: context.body_end].rstrip()
    at = max(0, len(text) - 120)
    for m in list(re.finditer(r"[^\n]+", text[at:]))[-3:]:
        line = m.group().strip(" \u3000")
        start = at + m.start() + m.group().find(line)
        if _body_line().fullmatch(line):
            titled = _titled(context)
            if titled is not None and _strange_signature(context, titled, line):
                why = f"signed by {line}, while the title names {titled}"
                yield Candidate(start, start + len(line), "body", why, confidence("signature"))
        elif _DATE_LINE.fullmatch(line):
            yield from _dated(context, matches, start, line)


def _titled(context: Context) -> str | None:
    """The body that the title names, since the issuer may come from the signature itself."""
    m = _body_line().match(context.title)
    return m.group() if m and kind_of(m.group()) else None


def _strange_signature(context: Context, titled: str, line: str) -> bool:
    if line in titled or titled in line or line in context.title or kind_of(line) != kind_of(titled):
        return False
    place = next(find_places(line), None)
    return place is None or not context.divisions or not context.is_own(place.divisions)


def _dated(context: Context, matches: Matches, start: int, line: str) -> Iterator[Candidate]:
    """A date far from the plan's years, or in the first half of the year before, too early for a plan."""
    year, last_year = context.plan.year, context.plan.year_end
    if year is None or last_year is None:
        return
    signed, month = int(line[:4]), int(re.findall(r"\d+", line)[1])
    why = f"signed in {line[:4]}, a plan for {year}"
    if not year - 1 <= signed <= last_year + 1:
        yield Candidate(start, start + len(line), "year", why, confidence("year_signature"))
        return
    if signed != year - 1 or month > _EARLY:
        return
    for neighbor in matches.others(context):
        if neighbor.plan.year == signed and line in neighbor.text[-_TAIL:]:
            why += f"; {neighbor.plan.id}, a plan for {signed}, bears the same date"
            certainty = confidence("signed_alike")
            yield Candidate(
                start, start + len(line), "year", why, certainty, neighbor.plan.id, neighbor.plan.id
            )
            return
    if last_year == year:
        yield Candidate(start, start + len(line), "year", why, confidence("signed_before"))
