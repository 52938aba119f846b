"""Build one sentence of a template: its common text and its gaps with the text each plan filled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from miner.copying.alignment import align_tokens, consensus
from miner.copying.knowledge import words as names_of
from miner.copying.tokens import NAME, NUMBER, YEAR, Tokens

__all__ = ["Gap", "Sentence", "template_of"]

_KINDS = {NAME: "name", NUMBER: "number", YEAR: "year"}
_MARKS = frozenset("，。；：！？、“”（）")
_LONGEST_NAME = 8
_ENDS = re.compile(
    "(?:[省市县区州盟旗镇乡村校院局厅委部所站园馆办室队]|街道|社区|公司|集团|中心|工会|学校|大学|同志)$"
)
_MANY = 4
"""A gap is a name if this many plans, and half of all, fill it with a text of their own."""
_BEFORE = re.compile("[省市县区州盟旗镇乡村校院局厅委]|街道|社区|学校|中学|小学|医院|公司|同志")
"""Text that follows a name."""
_NEXT = (1).__add__


@dataclass
class Gap:
    """A gap of a template and the atoms `first`..`last` (end excluded) of each plan that fill it."""

    kind: str
    spans: dict[int, tuple[int, int]]


@dataclass(frozen=True)
class _Fixed:
    """Consecutive atoms that are equal in every plan."""

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
    and text between two points of agreement is one gap, which is empty for a plan without text there.
    """
    plans = sorted(rows)
    ordered = [rows[p] for p in plans]
    center = consensus([row.symbols for row in ordered])
    at = [align_tokens(center, row.symbols) for row in ordered]
    firm = [(k, positions) for k, positions in enumerate(zip(*at, strict=True)) if None not in positions]
    return Sentence(_as_parts(_without_islands(_items(ordered, plans, center, firm)), rows))


def _items(
    rows: Sequence[Tokens], plans: Sequence[int], center: str, firm: Sequence[tuple[int, tuple[Any, ...]]]
) -> list[_Fixed | Gap]:
    """Fixed runs and gaps, one after the other; `firm` holds the positions of `center` on which all agree."""
    items: list[_Fixed | Gap] = []
    reached = (0,) * len(plans)
    run_start, atoms = 0, 0

    def close() -> None:
        nonlocal atoms
        if atoms:
            items.append(_Fixed(rows[0].text_of(run_start, run_start + atoms), atoms))
            atoms = 0

    for k, positions in firm:
        if positions != reached:
            close()
            items.append(_gap("sentence", plans, reached, positions))
        kind = _KINDS.get(center[k])
        reached = tuple(map(_NEXT, positions))
        if kind is None or len({row.text_of(i, i + 1) for row, i in zip(rows, positions, strict=True)}) == 1:
            if not atoms:
                run_start = positions[0]
            atoms += 1
        else:
            close()
            items.append(_gap(kind, plans, positions, reached))
    close()
    ends = tuple(len(row.symbols) for row in rows)
    if ends != reached:
        items.append(_gap("sentence", plans, reached, ends))
    return items


def _gap(kind: str, plans: Sequence[int], first: Sequence[int], last: Sequence[int]) -> Gap:
    return Gap(kind, dict(zip(plans, zip(first, last, strict=True), strict=True)))


def _without_islands(items: list[_Fixed | Gap]) -> list[_Fixed | Gap]:
    """Merge single characters, which agree by chance between two free gaps, into one gap."""
    merged: list[_Fixed | Gap] = []
    for item in items:
        merged.append(item)
        if len(merged) >= 3:
            left, middle, right = merged[-3:]
            if (
                isinstance(left, Gap)
                and isinstance(right, Gap)
                and isinstance(middle, _Fixed)
                and middle.atoms == 1
                and middle.text not in _MARKS
                and left.kind == right.kind == "sentence"
            ):
                spans = {p: (left.spans[p][0], right.spans[p][1]) for p in left.spans}
                merged[-3:] = [Gap("sentence", spans)]
    return merged


def _as_parts(items: list[_Fixed | Gap], rows: Mapping[int, Tokens]) -> list[str | Gap]:
    """Convert items to text and gaps; each gap is a name, a year, a number or a whole clause.

    Single words that differ inside a clause (根据 and 按照, a particle) are replaced by the most common variant; if
    more than a word differs, the whole clause becomes the gap.
    """
    parts: list[str | Gap] = []
    for part in _clauses(items, rows):
        for item in _settled(part, rows):
            if isinstance(item, Gap):
                parts.append(item)
            elif parts and isinstance(parts[-1], str):
                parts[-1] += item.text
            else:
                parts.append(item.text)
    return parts


def _clauses(items: Sequence[_Fixed | Gap], rows: Mapping[int, Tokens]) -> Iterator[list[_Fixed | Gap]]:
    """Split the items into clauses, after the punctuation of fixed runs."""
    clause: list[_Fixed | Gap] = []
    ends = dict.fromkeys(rows, 0)
    for item in items:
        if isinstance(item, Gap):
            clause.append(item)
            ends = {p: b for p, (_, b) in item.spans.items()}
            continue
        plan = min(rows)
        first = at = ends[plan]
        for k in range(first, first + item.atoms):
            if rows[plan].symbols[k] in _MARKS and k + 1 > at:
                clause.append(_Fixed(rows[plan].text_of(at, k + 1), k + 1 - at))
                at = k + 1
                yield clause
                clause = []
        if at < first + item.atoms:
            clause.append(_Fixed(rows[plan].text_of(at, first + item.atoms), first + item.atoms - at))
        ends = {p: b + item.atoms for p, b in ends.items()}
    if clause:
        yield clause


def _settled(clause: list[_Fixed | Gap], rows: Mapping[int, Tokens]) -> list[_Fixed | Gap]:
    """Determine the kind of each free gap of a clause, or merge the clause into one gap."""
    free: list[Gap] = []
    for k, item in enumerate(clause):
        if isinstance(item, Gap) and item.kind == "sentence":
            following = clause[k + 1] if k + 1 < len(clause) else None
            item.kind = _kind(item, rows, following.text if isinstance(following, _Fixed) else "")
            if item.kind == "sentence":
                free.append(item)
    if free and (_length(free, rows) > _LONGEST_NAME or _whole(clause)):
        return _as_one(clause, rows)
    return [_most(item, rows) if isinstance(item, Gap) and item in free else item for item in clause]


def _whole(clause: Sequence[_Fixed | Gap]) -> bool:
    """Whether the fixed parts of the clause are only punctuation."""
    return all(isinstance(item, Gap) or set(item.text) <= _MARKS for item in clause)


def _length(gaps: Sequence[Gap], rows: Mapping[int, Tokens]) -> float:
    """Characters in the gaps of a clause: the median over the plans, summed over the gaps."""
    return sum(median(len(rows[p].text_of(a, b)) for p, (a, b) in gap.spans.items()) for gap in gaps)


def _as_one(clause: list[_Fixed | Gap], rows: Mapping[int, Tokens]) -> list[_Fixed | Gap]:
    """Merge the clause into one gap, up to its final punctuation."""
    gaps = [i for i, item in enumerate(clause) if isinstance(item, Gap)]
    atoms_before = sum(item.atoms for item in clause[: gaps[0]] if isinstance(item, _Fixed))
    tail = clause[-1] if isinstance(clause[-1], _Fixed) else None
    marks = len(tail.text) - len(tail.text.rstrip("".join(_MARKS))) if tail is not None else 0
    atoms_after = sum(item.atoms for item in clause[gaps[-1] + 1 :] if isinstance(item, _Fixed)) - marks
    first, last = clause[gaps[0]], clause[gaps[-1]]
    assert isinstance(first, Gap)
    assert isinstance(last, Gap)
    spans = {p: (first.spans[p][0] - atoms_before, last.spans[p][1] + atoms_after) for p in first.spans}
    whole: list[_Fixed | Gap] = [Gap("sentence", spans)]
    return [*whole, _Fixed(tail.text[-marks:], marks)] if tail is not None and marks else whole


def _most(gap: Gap, rows: Mapping[int, Tokens]) -> _Fixed:
    """The most common filling (ties: the first in sort order); atoms are counted in the first plan."""
    texts = Counter(rows[p].text_of(a, b) for p, (a, b) in gap.spans.items())
    text = min(texts, key=lambda w: (-texts[w], w))
    first, last = gap.spans[min(gap.spans)]
    return _Fixed(text, last - first)


def _kind(gap: Gap, rows: Mapping[int, Tokens], following: str) -> str:
    """Kind of a free gap: `name` if all fillings look like names or precede an ending of names, else `sentence`."""
    filled = [(rows[p], a, b) for p, (a, b) in gap.spans.items() if b > a]
    symbols = {symbol for row, a, b in filled for symbol in row.symbols[a:b]}
    if len(symbols) == 1 and (symbol := symbols.pop()) in _KINDS:
        return _KINDS[symbol]
    if len(filled) < len(gap.spans):
        return "sentence"
    words = [row.text_of(a, b) for row, a, b in filled]
    all_names = all(
        NAME in row.symbols[a:b] or _ENDS.search(w) or _is_person(w)
        for (row, a, b), w in zip(filled, words, strict=True)
    )
    before_end = _BEFORE.match(following) is not None and all(1 < len(w) <= _LONGEST_NAME for w in words)
    has_own = len(set(words)) >= max(_MANY, len(words) / 2) and min(map(len, words)) > 1
    short = median(map(len, words)) <= _LONGEST_NAME and _MARKS.isdisjoint("".join(words))
    return "name" if short and (all_names or before_end or has_own) else "sentence"


def _is_person(words: str) -> bool:
    """Whether the text can be a person's name: a family name and one or two more characters."""
    has_surname = words[:1] in names_of("surnames")[0] or words.startswith(names_of("surnames_two"))
    return 2 <= len(words) <= 4 and has_surname and not words.startswith(names_of("no_names"))
