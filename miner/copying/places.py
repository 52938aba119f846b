"""Names of places that are neither the plan's own nor above nor inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import Candidate, Context
from miner.copying.knowledge import confidence, words
from miner.copying.matches import AROUND, Matches
from miner.knowledge.caches import cache
from miner.knowledge.gazetteer import Mention, find_places, related

__all__ = ["places"]

_FUNCTION = frozenset("于和与在对向从由把将被让给及或而以为是有到至及同跟比按")
"""A name that opens with one of these and goes on as a word is a piece of a sentence: 快于城镇."""
_GOES_ON = re.compile("[区县市乡镇](?:域|级|区|村|场|民|政|直|面|长)|级")
"""What stands behind a name's last character when that is part of another word: 南部县区, 示范镇级."""


@cache
def _speaks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right behind and right before a place as which a plan speaks."""
    return re.compile("|".join(words("own_after"))), re.compile(f"(?:{'|'.join(words('own_before'))})$")


def places(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Places outside the plan's own; sure where a plan with the same passage tells, or the plan speaks as one."""
    if not context.own:
        return
    for m in find_places(context.text):
        if m.end > context.body_end:
            break
        if m.name in words("words") or context.is_own(m.divisions) or _is_word(context, m):
            continue
        if any(m.name in name for name in context.names) or context.in_title_marks(m.start):
            continue
        judged = _judged(context, m, matches)
        if judged is not None:
            yield judged


def _is_word(context: Context, m: Mention) -> bool:
    """Whether the characters are a piece of a sentence: 快于城镇 holds 于城镇, 南部县区 南部县."""
    from miner.segmentation import cut

    if m.name[0] in _FUNCTION and len(m.name) == 3 and len(cut(m.name[1:])) == 1:
        return True
    return bool(_GOES_ON.match(context.text, m.end - 1) or _GOES_ON.match(context.text, m.end))


def _straddled(context: Context, m: Mention) -> bool:
    """Whether another word reaches into the name: 示范县 holds 范县. (由官 in 由官圩镇 is no word.)"""
    from miner.segmentation import cut

    a, b = max(0, m.start - 12), min(len(context.text), m.end + 6)
    inside = [(w, a + s, a + e) for w, s, e in cut(context.text[a:b])]
    return any(s < m.start < e and w[0] not in _FUNCTION for w, s, e in inside)


def _judged(context: Context, m: Mention, matches: Matches) -> Candidate | None:
    """The candidate with the confidence its strongest ground gives; None where the characters are no name."""
    reason = context.has_reason(m.start, m.end)
    speaks = _speaks_as(context, m)
    outside = f"{m.name} lies outside {context.own[0].name}"
    for other in matches.around(context, m.start, m.end):
        fits = any(related(d, own) for d in m.divisions for own in other.own)
        if fits and matches.has_there(context, m.start, m.end, other, m.name):
            lawful = not speaks and matches.lawful(context, m.start, m.end, other)
            sure = confidence("matched_with_reason" if lawful else "matched_place")
            why = f"{outside}; {other.plan.id} has it at the same spot, and it fits there"
            return Candidate(m.start, m.end, "place", why, sure, other.plan.id, other.plan.id)
        if (speaks or not reason) and _own_there(context, m, other):
            why = f"{outside}; {other.plan.id} has its own at the same spot"
            return Candidate(m.start, m.end, "place", why, confidence("slot"), witness=other.plan.id)
    if _straddled(context, m):
        return None
    if reason or context.text[max(0, m.start - 1) : m.start] in words("partners"):
        return Candidate(m.start, m.end, "place", outside, confidence("reason_given"))
    if speaks and not _own_near(context, m):
        why = f"the plan speaks as {m.name}, which lies outside {context.own[0].name}"
        return Candidate(m.start, m.end, "place", why, confidence("own_form"))
    return Candidate(m.start, m.end, "place", outside, confidence("mention"))


def _own_there(context: Context, m: Mention, other: Context) -> bool:
    """Whether the other plan has its own place, or one above it, where this one has the strange name."""
    for at, near in (
        (m.start - AROUND, context.text[max(0, m.start - AROUND) : m.start]),
        (m.end, context.text[m.end : m.end + AROUND]),
    ):
        there = other.text.find(near) if len(near) == AROUND else -1
        if there < 0:
            continue
        before = at < m.start
        window = (
            other.text[there + AROUND : there + AROUND + 12]
            if before
            else other.text[max(0, there - 12) : there]
        )
        for name in find_places(window):
            touches = name.start == 0 if before else name.end == len(window)
            if touches and any(related(d, own) for d in name.divisions for own in other.own):
                return True
    return False


def _speaks_as(context: Context, m: Mention) -> bool:
    after, before = _speaks()
    return bool(
        after.match(context.text, m.end) or before.search(context.text[max(0, m.start - 4) : m.start])
    )


def _own_near(context: Context, m: Mention) -> bool:
    """Whether the clause names the own place too: 上海市东方美谷亳州产业园 is the name of a project."""
    clause = context.clause(m.start, m.end)
    return any(own.name[:2] in clause for own in context.own)
