"""One sentence of a template: what all plans say alike, and the gaps between, each with what the plans put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from miner.copying.alignment import align_tokens, consensus
from miner.copying.tokens import NAME, NUMBER, YEAR, Token

__all__ = ["Gap", "Sentence", "template_of"]

_KINDS = {NAME: "name", NUMBER: "number", YEAR: "year"}
_MARKS = frozenset("，。；：！？、“”（）")
_LONGEST_NAME = 8


@dataclass
class Gap:
    """A gap of a template and the atoms `first`..`last` (end excluded) of each plan that fill it."""

    kind: str
    spans: dict[int, tuple[int, int]]


@dataclass
class Sentence:
    """The parts of a template's sentence in order: fixed words or gaps."""

    parts: list[str | Gap] = field(default_factory=list)

    @property
    def gaps(self) -> list[Gap]:
        """The gaps in reading order."""
        return [p for p in self.parts if isinstance(p, Gap)]


def template_of(rows: Mapping[int, Sequence[Token]]) -> Sentence:
    """The template of one sentence as the plans of `rows` have it.

    Words are fixed where every plan agrees; a number, year or name in which they differ is a gap of its own,
    and what stands between two places where all agree is one gap, empty where a plan has nothing there.
    """
    plans = sorted(rows)
    masked = {p: "".join(t.symbol for t in rows[p]) for p in plans}
    center = consensus([masked[p] for p in plans])
    at = {p: align_tokens(center, masked[p]) for p in plans}
    firm = [k for k in range(len(center)) if all(at[p][k] is not None for p in plans)]
    places = {p: [i for k in firm if (i := at[p][k]) is not None] for p in plans}
    items = _items(rows, plans, center, firm, places)
    return Sentence(_joined(_without_islands(items), rows))


def _items(
    rows: Mapping[int, Sequence[Token]],
    plans: Sequence[int],
    center: str,
    firm: Sequence[int],
    places: Mapping[int, Sequence[int]],
) -> list[str | Gap]:
    """Fixed atoms and gaps, one after the other."""
    items: list[str | Gap] = []
    before = dict.fromkeys(plans, 0)
    for n, k in enumerate([*firm, None]):
        here = {p: places[p][n] if k is not None else len(rows[p]) for p in plans}
        if any(here[p] > before[p] for p in plans):
            items.append(Gap("sentence", {p: (before[p], here[p]) for p in plans}))
        if k is None:
            break
        said = {rows[p][here[p]].text for p in plans}
        if len(said) == 1 or center[k] not in _KINDS:
            items.append(rows[plans[0]][here[plans[0]]].text)
        else:
            items.append(Gap(_KINDS[center[k]], {p: (here[p], here[p] + 1) for p in plans}))
        before = {p: here[p] + 1 for p in plans}
    return items


def _without_islands(items: list[str | Gap]) -> list[str | Gap]:
    """Single characters that agree by chance between two free gaps belong to the gap."""
    made: list[str | Gap] = []
    for item in items:
        made.append(item)
        if len(made) >= 3:
            left, middle, right = made[-3:]
            if (
                isinstance(left, Gap)
                and isinstance(right, Gap)
                and isinstance(middle, str)
                and middle not in _MARKS
                and left.kind == right.kind == "sentence"
            ):
                spans = {p: (left.spans[p][0], right.spans[p][1]) for p in left.spans}
                made[-3:] = [Gap("sentence", spans)]
    return made


def _joined(items: list[str | Gap], rows: Mapping[int, Sequence[Token]]) -> list[str | Gap]:
    """Fixed atoms as runs of text; the kind of each free gap told by what fills it."""
    made: list[str | Gap] = []
    for item in items:
        if isinstance(item, Gap):
            if item.kind == "sentence":
                item.kind = _kind(item, rows)
            made.append(item)
        elif made and isinstance(made[-1], str):
            made[-1] += item
        else:
            made.append(item)
    return made


def _kind(gap: Gap, rows: Mapping[int, Sequence[Token]]) -> str:
    filled = [rows[p][a:b] for p, (a, b) in gap.spans.items() if b > a]
    symbols = {t.symbol for f in filled for t in f}
    if len(symbols) == 1 and (symbol := symbols.pop()) in _KINDS:
        return _KINDS[symbol]
    words = ["".join(t.text for t in f) for f in filled]
    short = median(len(w) for w in words) <= _LONGEST_NAME and not any(c in _MARKS for w in words for c in w)
    return "name" if short and len(filled) == len(gap.spans) else "sentence"
