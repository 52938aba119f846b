"""One sentence of a template: what all plans say alike, and the gaps between, each with what the plans put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from miner.copying.alignment import align_tokens, consensus
from miner.copying.tokens import NAME, NUMBER, YEAR, Tokens

__all__ = ["Gap", "Sentence", "template_of"]

_KINDS = {NAME: "name", NUMBER: "number", YEAR: "year"}
_MARKS = frozenset("，。；：！？、“”（）")
_LONGEST_NAME = 8
_NEXT = (1).__add__


@dataclass
class Gap:
    """A gap of a template and the atoms `first`..`last` (end excluded) of each plan that fill it."""

    kind: str
    spans: dict[int, tuple[int, int]]


@dataclass(frozen=True)
class _Fixed:
    """Atoms one behind the other that are the same in every plan."""

    text: str
    atoms: int


@dataclass
class Sentence:
    """The parts of a template's sentence in order: fixed words or gaps."""

    parts: list[str | Gap] = field(default_factory=list)

    @property
    def gaps(self) -> list[Gap]:
        """The gaps in reading order."""
        return [p for p in self.parts if isinstance(p, Gap)]


def template_of(rows: Mapping[int, Tokens]) -> Sentence:
    """The template of one sentence as the plans of `rows` have it.

    Words are fixed where every plan agrees; a number, year or name in which they differ is a gap of its own,
    and what stands between two places where all agree is one gap, empty where a plan has nothing there.
    """
    plans = sorted(rows)
    ordered = [rows[p] for p in plans]
    center = consensus([row.symbols for row in ordered])
    at = [align_tokens(center, row.symbols) for row in ordered]
    firm = [(k, here) for k, here in enumerate(zip(*at, strict=True)) if None not in here]
    return Sentence(_told(_without_islands(_items(ordered, plans, center, firm)), rows))


def _items(
    rows: Sequence[Tokens], plans: Sequence[int], center: str, firm: Sequence[tuple[int, tuple[Any, ...]]]
) -> list[_Fixed | Gap]:
    """Fixed runs and gaps, one after the other; `firm` has the places of `center` on which all agree."""
    items: list[_Fixed | Gap] = []
    before = (0,) * len(plans)
    begun, atoms = 0, 0

    def close() -> None:
        nonlocal atoms
        if atoms:
            items.append(_Fixed(rows[0].said(begun, begun + atoms), atoms))
            atoms = 0

    for k, here in firm:
        if here != before:
            close()
            items.append(_gap("sentence", plans, before, here))
        kind = _KINDS.get(center[k])
        before = tuple(map(_NEXT, here))
        if kind is None or len({row.said(i, i + 1) for row, i in zip(rows, here, strict=True)}) == 1:
            if not atoms:
                begun = here[0]
            atoms += 1
        else:
            close()
            items.append(_gap(kind, plans, here, before))
    close()
    ends = tuple(len(row.symbols) for row in rows)
    if ends != before:
        items.append(_gap("sentence", plans, before, ends))
    return items


def _gap(kind: str, plans: Sequence[int], first: Sequence[int], last: Sequence[int]) -> Gap:
    return Gap(kind, dict(zip(plans, zip(first, last, strict=True), strict=True)))


def _without_islands(items: list[_Fixed | Gap]) -> list[_Fixed | Gap]:
    """Single characters that agree by chance between two free gaps belong to the gap."""
    made: list[_Fixed | Gap] = []
    for item in items:
        made.append(item)
        if len(made) >= 3:
            left, middle, right = made[-3:]
            if (
                isinstance(left, Gap)
                and isinstance(right, Gap)
                and isinstance(middle, _Fixed)
                and middle.atoms == 1
                and middle.text not in _MARKS
                and left.kind == right.kind == "sentence"
            ):
                spans = {p: (left.spans[p][0], right.spans[p][1]) for p in left.spans}
                made[-3:] = [Gap("sentence", spans)]
    return made


def _told(items: list[_Fixed | Gap], rows: Mapping[int, Tokens]) -> list[str | Gap]:
    """Fixed runs as text; the kind of each free gap told by what fills it."""
    made: list[str | Gap] = []
    for item in items:
        if isinstance(item, Gap):
            if item.kind == "sentence":
                item.kind = _kind(item, rows)
            made.append(item)
        else:
            made.append(item.text)
    return made


def _kind(gap: Gap, rows: Mapping[int, Tokens]) -> str:
    filled = [(rows[p], a, b) for p, (a, b) in gap.spans.items() if b > a]
    symbols = {symbol for row, a, b in filled for symbol in row.symbols[a:b]}
    if len(symbols) == 1 and (symbol := symbols.pop()) in _KINDS:
        return _KINDS[symbol]
    words = [row.said(a, b) for row, a, b in filled]
    short = median(map(len, words)) <= _LONGEST_NAME and _MARKS.isdisjoint("".join(words))
    return "name" if short and len(filled) == len(gap.spans) else "sentence"
