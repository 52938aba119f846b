"""Find names of places that are neither the plan's own nor above nor inside it."""

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
"""A match that starts with one of these and continues as a word is no name: 于城镇 in 快于城镇."""
_GOES_ON = re.compile("[区县市乡镇](?:域|级|区|村|场|民|政|直|面|长)|级")
"""Matches if the last character of a name belongs to the following word: 南部县区, 示范镇级."""


@cache
def _speaks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns directly after and before a place in whose name the plan speaks."""
    return re.compile("|".join(words("own_after"))), re.compile(f"(?:{'|'.join(words('own_before'))})$")


def places(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield places outside the plan's own; surest if a plan with the same passage has them, or the plan speaks as one."""
    if not context.divisions:
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
    """Whether the match is part of other words: 于城镇 in 快于城镇, 南部县 in 南部县区."""
    from miner.segmentation import cut

    if m.name[0] in _FUNCTION and len(m.name) == 3 and len(cut(m.name[1:])) == 1:
        return True
    return bool(_GOES_ON.match(context.text, m.end - 1) or _GOES_ON.match(context.text, m.end))


def _straddled(context: Context, m: Mention) -> bool:
    """Whether another word overlaps the start of the name: 范县 in 示范县. (由官 in 由官圩镇 is no word.)"""
    from miner.segmentation import cut

    a, b = max(0, m.start - 12), min(len(context.text), m.end + 6)
    words_near = [(w, a + s, a + e) for w, s, e in cut(context.text[a:b])]
    return any(s < m.start < e and w[0] not in _FUNCTION for w, s, e in words_near)


def _judged(context: Context, m: Mention, matches: Matches) -> Candidate | None:
    """The candidate with the confidence of its strongest ground; None if the match is no name."""
    reason = context.has_reason(m.start, m.end)
    speaks = _speaks_as(context, m)
    ground = f"{m.name} lies outside {context.divisions[0].name}"
    for other in matches.around(context, m.start, m.end):
        fits = any(related(d, division) for d in m.divisions for division in other.divisions)
        if fits and matches.has_there(context, m.start, m.end, other, m.name):
            lawful = not speaks and matches.lawful(context, m.start, m.end, other)
            sure = confidence("matched_with_reason" if lawful else "matched_place")
            why = f"{ground}; {other.plan.id} has it at the same spot, and it fits there"
            return Candidate(m.start, m.end, "place", why, sure, other.plan.id, other.plan.id)
        if (speaks or not reason) and _own_there(context, m, other):
            why = f"{ground}; {other.plan.id} has its own at the same spot"
            return Candidate(m.start, m.end, "place", why, confidence("slot"), witness=other.plan.id)
    if _straddled(context, m):
        return None
    if reason or context.text[max(0, m.start - 1) : m.start] in words("partners"):
        return Candidate(m.start, m.end, "place", ground, confidence("reason_given"))
    if speaks and not _own_near(context, m):
        why = f"the plan speaks as {m.name}, which lies outside {context.divisions[0].name}"
        return Candidate(m.start, m.end, "place", why, confidence("own_form"))
    return Candidate(m.start, m.end, "place", ground, confidence("mention"))


def _own_there(context: Context, m: Mention, other: Context) -> bool:
    """Whether the other plan has its own place, or one above it, at the spot of the foreign name."""
    for at, context_words in (
        (m.start - AROUND, context.text[max(0, m.start - AROUND) : m.start]),
        (m.end, context.text[m.end : m.end + AROUND]),
    ):
        position = other.text.find(context_words) if len(context_words) == AROUND else -1
        if position < 0:
            continue
        is_left = at < m.start
        window = (
            other.text[position + AROUND : position + AROUND + 12]
            if is_left
            else other.text[max(0, position - 12) : position]
        )
        for name in find_places(window):
            touches = name.start == 0 if is_left else name.end == len(window)
            if touches and any(related(d, division) for d in name.divisions for division in other.divisions):
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
    return any(division.name[:2] in clause for division in context.divisions)
