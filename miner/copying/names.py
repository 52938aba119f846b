"""Find names of plans that share a passage, also bare (桐城 of 桐城市), and words of another kind of institution."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import Candidate, Context, simplified
from miner.copying.knowledge import confidence, words
from miner.copying.matches import Matches
from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.knowledge.gazetteer import DIVISION_ENDING, find_places, related

__all__ = ["borrowed_names", "institutions"]

_DIVISION = re.compile(DIVISION_ENDING + "$")


_UNION = re.compile("(?:总)?工会(?:委员会|联合会)?$")
"""人民医院工会 is the union of a hospital."""


@lru_cache(maxsize=4096)
def _forms(place: str) -> tuple[str, ...]:
    """The name of a place and its bare form; without the bare form if it is an ordinary word."""
    bare = _DIVISION.sub("", place)
    if bare == place or len(bare) < 2 or bare in words("stem_words") or place in words("words"):
        return (place,)
    return place, bare


def borrowed_names(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield mentions, full or bare, of the place of a plan that has them at the same spot of a shared passage."""
    own_place = simplified(context.plan.place)
    if not own_place:
        return
    for neighbor in matches.others(context):
        place = simplified(neighbor.plan.place)
        if not place or place == own_place or place in own_place or own_place in place:
            continue
        if any(related(d, o) for d in neighbor.divisions for o in context.divisions):
            continue  # names of superiors and subordinates are legitimate
        for name in _forms(place):
            if any(name in own_name for own_name in context.names):
                continue
            yield from _places_of(context, matches, neighbor, name, place)


def _places_of(
    context: Context, matches: Matches, other: Context, name: str, place: str
) -> Iterator[Candidate]:
    for m in re.finditer(re.escape(name), context.text):
        if m.start() >= context.body_end:
            continue
        if other not in matches.around(context, *m.span()):
            continue
        if not matches.has_there(context, *m.span(), other, name):
            continue
        if name != place and _another_name(context, m.start(), m.end(), place):
            continue
        lawful = matches.lawful(context, *m.span(), other) or _is_cited(context, m.start())
        sure = confidence("matched_with_reason" if lawful else "matched_name")
        why = f"{name} is the name of {place}; {other.plan.id} has it at the same spot, and it fits there"
        yield Candidate(*m.span(), "place", why, sure, other.plan.id, other.plan.id)


_CITES = re.compile("(?:根据|按照|依据|参照|对照|执行|遵照|贯彻|落实)[^，。；\n《]{0,8}《[^》\n]*$")


def _is_cited(context: Context, start: int) -> bool:
    """Whether the name is in the title of a cited document, as opposed to one that the plan is to write."""
    return _CITES.search(context.text[max(0, start - 40) : start]) is not None


def _another_name(context: Context, start: int, end: int, place: str) -> bool:
    """Whether the bare name is part of the name of another place: 桐城 in 桐城路街道."""
    low = max(0, start - 6)
    window = context.text[low : end + 6]
    return any(
        low + m.start <= start and end <= low + m.end and m.name != place and len(m.name) > end - start
        for m in find_places(window)
    )


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str], frozenset[str], tuple[str, ...], tuple[str, ...]], ...]:
    """Name, pattern of the issuer's name, kinds whose words it may use, words, words ordinary elsewhere."""
    return tuple(
        (k["name"], re.compile(k["names"] + "$"), frozenset(k["also"]), tuple(k["words"]), tuple(k["shared"]))
        for k in read_toml("miner.copying", "institutions.toml")["kind"]
    )


def _issuer(context: Context) -> str:
    """The name of the body: the issuer, else the title up to the year or the kind of plan."""
    issuer = simplified(context.plan.issuer)
    return issuer or re.split(r"(?:19|20)\d\d|[一二三四五六七八九十]{1,3}五|工作|年度|关于", context.title)[0]


def _kinds_of(context: Context) -> frozenset[str]:
    name = _issuer(context)
    names = (name, _UNION.sub("", name))
    return frozenset(kind for kind, pattern, *_ in _kinds() if any(map(pattern.search, names)))


def institutions(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield words that only another kind of institution uses of itself."""
    own_kinds = _kinds_of(context)
    if not own_kinds:
        return
    allowed = own_kinds.union(*(also for kind, _, also, _, _ in _kinds() if kind in own_kinds))
    lawful = {w for kind, _, _, strong, weak in _kinds() if kind in allowed for w in (*strong, *weak)}
    for kind, _, _, strong, weak in _kinds():
        if kind in allowed:
            continue
        for word in (*strong, *weak):
            if word in lawful or word not in context.text:
                continue
            for m in re.finditer(re.escape(word), context.text):
                if m.start() >= context.body_end or context.in_title_marks(m.start()):
                    continue
                candidate = _judged(context, matches, m.start(), m.end(), kind, word in strong)
                if candidate is not None:
                    yield candidate


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span, at most a hundred characters to either side, without the span itself."""
    before, after = text[max(0, start - 100) : start], text[end : end + 100]
    return re.split("[。！？；\n]", before)[-1] + "\n" + re.split("[。！？；\n]", after)[0]


def _judged(
    context: Context, matches: Matches, start: int, end: int, kind: str, strong: bool
) -> Candidate | None:
    word = context.text[start:end]
    for other in matches.around(context, start, end):
        if not strong and context.plan.year and other.plan.year and context.plan.year < other.plan.year:
            continue  # an ordinary word, and the other plan is later and may have copied it
        if kind in _kinds_of(other) and matches.has_there(context, start, end, other, word):
            why = f"{word} is a word of a {kind}; {other.plan.id}, which is one, has it at the same spot"
            return Candidate(
                start, end, "body", why, confidence("matched_institution"), other.plan.id, other.plan.id
            )
    if not strong or any(reason in _sentence(context.text, start, end) for reason in words("reasons")):
        return None
    why = f"{word} is a word of a {kind}, which the issuer is not"
    return Candidate(start, end, "body", why, confidence("institution"))
