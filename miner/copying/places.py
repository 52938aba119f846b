"""Names of places that are neither the plan's own nor above nor inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from miner.copying.context import Candidate, Context
from miner.copying.knowledge import confidence, words
from miner.copying.matches import Matches
from miner.gazetteer import Mention, find_places, related

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
        yield _judged(context, m, matches)


def _is_word(context: Context, m: Mention) -> bool:
    """Whether the characters are part of other words: 示范县 holds 范县, 快于城镇 于城镇, 南部县区 南部县."""
    from miner.segmentation import cut

    text = context.text
    if m.name[0] in _FUNCTION and len(m.name) == 3 and len(cut(m.name[1:])) == 1:
        return True
    if _GOES_ON.match(text, m.end - 1) or _GOES_ON.match(text, m.end):
        return True
    a, b = max(0, m.start - 12), min(len(text), m.end + 6)
    inside = [(a + s, a + e) for _, s, e in cut(text[a:b])]
    return any(s < m.start < e for s, e in inside)


def _judged(context: Context, m: Mention, matches: Matches) -> Candidate:
    reason = context.has_reason(m.start, m.end)
    speaks = _speaks_as(context, m)
    outside = f"{m.name} lies outside {context.own[0].name}"
    for other in matches.around(context, m.start, m.end):
        fits = any(related(d, own) for d in m.divisions for own in other.own)
        if fits and matches.has_there(context, m.start, m.end, other, m.name):
            sure = confidence("matched_with_reason" if reason and not speaks else "matched_place")
            why = f"{outside}; {other.plan.id} has it at the same spot, and it fits there"
            return Candidate(m.start, m.end, "place", why, sure, other.plan.id)
        if not reason and any(matches.has_there(context, m.start, m.end, other, d.name) for d in other.own):
            why = f"{outside}; {other.plan.id} has its own name at the same spot"
            return Candidate(m.start, m.end, "place", why, confidence("slot"))
    if reason:
        return Candidate(m.start, m.end, "place", outside, confidence("reason_given"))
    if speaks and not _own_near(context, m):
        why = f"the plan speaks as {m.name}, which lies outside {context.own[0].name}"
        return Candidate(m.start, m.end, "place", why, confidence("own_form"))
    return Candidate(m.start, m.end, "place", outside, confidence("mention"))


def _speaks_as(context: Context, m: Mention) -> bool:
    after, before = _speaks()
    return bool(
        after.match(context.text, m.end) or before.search(context.text[max(0, m.start - 4) : m.start])
    )


def _own_near(context: Context, m: Mention) -> bool:
    """Whether the clause names the own place too: 上海市东方美谷亳州产业园 is the name of a project."""
    clause = context.clause(m.start, m.end)
    return any(own.name[:2] in clause for own in context.own)
