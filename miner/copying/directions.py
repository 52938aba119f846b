"""`find_directions`: who may have taken a text from whom, with the grounds; `unknown` is an answer.

A copy cannot be older than its source, keeps names that fit the source, and carries damage the source has not:
bytes a page stole, words a spinner put in place of others. Each ground counts in log odds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from miner.copying import tables
from miner.copying.damage import Damage
from miner.copying.heads import two_heads
from miner.copying.knowledge import rules
from miner.copying.leftovers import find_leftovers
from miner.copying.origin import NOBODY, Group, Sentences, common_sentences, groups, is_origin, sentences
from miner.corpus import Plan, as_plans
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "KNOWN",
    "Judged",
    "Others",
    "Pair",
    "copy_graph",
    "direction",
    "find_directions",
    "given",
    "judged",
    "ranks",
    "shared_out",
]

Span = tuple[int, int]
Spans = list[Span]
Rank = tuple[bool, int, str]
"""Whether more than dates speaks for it, the characters in common, the plan it would have been taken from."""
Given = tuple[str, bool, float, Spans]
"""A source of a copy: its id or name, whether it is a plan of the corpus, how sure that is, where in the copy."""

_MOST_SURE = 0.95
"""No ground that a text can give makes a direction surer."""
KNOWN = 0.8
"""Below this confidence the direction is unknown."""


@dataclass
class Judged:
    """A pair of plans, by their ids, with what speaks for `a` (above 0) or for `b` (below 0) as the source."""

    a: str
    b: str
    chars: int
    share_a: float
    share_b: float
    same_issuer: bool
    outside: str | None = None
    through: str | None = None
    """A third plan from which the copy rather took it."""
    heads: str | None = None
    """What contradicts where both are one text under two heads."""
    dated: bool = False
    """Whether nothing but dates speaks for it, or years: they say which is older, not who took from whom."""
    kept_year: bool = False
    """Whether one of them kept a year of the other."""
    common: frozenset[int] = frozenset()
    """The sentences of both where they have the same figures (`miner.copying.origin`)."""
    sizes: tuple[int, int] = (0, 0)
    """How many sentences each of them has."""
    grounds: list[tuple[float, str]] = field(default_factory=list)

    def add(self, weight: float, why: str) -> None:
        """Count a ground; above 0 it speaks for `a` as the source."""
        if weight:
            self.grounds.append((weight, why))

    @property
    def share(self) -> float:
        """The larger of the two shares."""
        return max(self.share_a, self.share_b)

    @property
    def total(self) -> float:
        """The log odds that `a` is the source and not `b`."""
        return sum(w for w, _ in self.grounds)

    def known(self, least: float) -> bool:
        """Whether the grounds lean to one side, and more than dates: a year alone says only which is older."""
        return self.leans(least) and not self.dated

    def dates_only(self, least: float) -> bool:
        """Whether the grounds lean to one side, but for more than years it takes the other plans."""
        return self.leans(least) and self.dated

    def leans(self, least: float) -> bool:
        """Whether the grounds reach the confidence `least`, and do not speak against each other.

        Those that do are rather a source of both than a fine balance.
        """
        against = min(sum(w for w, _ in self.grounds if w > 0), -sum(w for w, _ in self.grounds if w < 0))
        return _sure(self.total) >= least and against < _weight("year") and self.through is None

    @property
    def copy(self) -> str:
        """The plan that took, if any did."""
        return self.b if self.total > 0 else self.a

    @property
    def source(self) -> str:
        """The other one."""
        return self.a if self.total > 0 else self.b


@dataclass
class Pair:
    """Two plans with the passages they share, and what is told of them so far."""

    a: Plan
    b: Plan
    told: Judged
    spans_a: Spans = field(default_factory=list)
    spans_b: Spans = field(default_factory=list)
    edited: list[tuple[Span, Span]] = field(default_factory=list)
    """Spans of the passages in which more than names and numbers differ."""

    @classmethod
    def of(cls, a: Plan, b: Plan, chars: int, share_a: float, share_b: float) -> Pair:
        """The pair before anything speaks for a direction."""
        issuer = a.issuer is not None and a.issuer == b.issuer
        return cls(a, b, Judged(a.id, b.id, chars, share_a, share_b, issuer))

    def share(self, a: Span, b: Span, kind: str) -> None:
        """Add a passage of the pair."""
        self.spans_a.append(a)
        self.spans_b.append(b)
        if kind not in ("verbatim", "renamed"):
            self.edited.append((a, b))


def _sure(log_odds: float) -> float:
    return 1 / (1 + math.exp(-abs(log_odds)))


def find_directions(
    corpus: Iterable[Plan] | Plan,
    *,
    duplicates: Duplicates | None = None,
    leftovers: pd.DataFrame | None = None,
    min_confidence: float = KNOWN,
) -> pd.DataFrame:
    """For each pair of plans that shares passages which may have taken them from which: `miner.tables.DIRECTIONS`.

    `source` and `copy` are None where the grounds do not reach `min_confidence` (.5 to 1), or speak against
    each other. `outside` names a place or body that both kept and neither is: then both may have taken from a
    plan that is not here. Raises InputError when `min_confidence` is out of range.
    """
    if not 0.5 <= min_confidence <= 1:
        raise InputError(f"min_confidence is {min_confidence}; it goes from 0.5 to 1")
    plans = as_plans(corpus)
    found = find_duplicates(plans) if duplicates is None else duplicates
    left = find_leftovers(plans, duplicates=found) if leftovers is None else leftovers
    by_plan: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in left.to_dict("records"):
        by_plan[row["plan_id"]].append({str(k): v for k, v in row.items()})
    damage = Damage()
    read: dict[str, Sentences] = {}
    told = [
        judged(pair, by_plan, damage, read, min_confidence)
        for pair in _pairs({p.id: p for p in plans}, found)
    ]
    ranked: dict[str, list[Rank]] = defaultdict(list)
    for pair in told:
        for plan_id, rank in ranks(pair, min_confidence):
            ranked[plan_id].append(rank)
    around = groups((pair.a, pair.b, pair.common) for pair in told)
    return tables.DIRECTIONS.frame(
        direction(
            pair,
            Others(
                max(ranked[pair.copy], default=None),
                len(ranked[pair.copy]),
                around.get(pair.a, NOBODY),
                around.get(pair.b, NOBODY),
            ),
            min_confidence,
        )
        for pair in told
    )


def _pairs(plans: Mapping[str, Plan], found: Duplicates) -> list[Pair]:
    made: dict[tuple[str, str], Pair] = {}
    columns = ["plan_a", "plan_b", "chars", "share_a", "share_b"]
    for a, b, chars, share_a, share_b in found.pairs[columns].to_numpy().tolist():
        if a in plans and b in plans:
            made[a, b] = Pair.of(plans[a], plans[b], int(chars), share_a, share_b)
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "kind", "basis"]
    for a, sa, ea, b, sb, eb, kind, basis in found.passages[columns].to_numpy().tolist():
        if basis == "copied" and (a, b) in made:
            made[a, b].share((sa, ea), (sb, eb), kind)
    return list(made.values())


def judged(
    pair: Pair,
    leftovers: Mapping[str, list[dict[str, Any]]],
    damage: Damage,
    read: dict[str, Sentences],
    least: float,
) -> Judged:
    """What speaks for a direction of the pair.

    leftovers: the rows of `find_leftovers` by plan; read: the sentences of plans that were read before.
    """
    told = pair.told
    told.heads = two_heads(pair.a, pair.b)
    _by_dates(pair)
    dates = len(told.grounds)
    if told.share >= _weight("least_share"):
        for plan in (pair.a, pair.b):
            if plan.id not in read:
                read[plan.id] = sentences(plan)
        a, b = read[pair.a.id], read[pair.b.id]
        told.common, told.sizes = common_sentences(a, b), (len(a), len(b))
    more = _by_leftovers(pair, leftovers)
    told.kept_year = len(told.grounds) > dates and not more
    dates = dates if more else len(told.grounds)
    damage.broken(pair.a, pair.b, pair.spans_a, pair.spans_b, told.add)
    if pair.edited and told.share >= _weight("least_share") and _sure(told.total) < least:
        damage.spun(pair.a, pair.b, pair.edited, told.add)
    told.dated = len(told.grounds) == dates
    return told


def _weight(name: str) -> float:
    return float(rules()["weights"][name])


def ranks(pair: Judged, least: float) -> Iterator[tuple[str, Rank]]:
    """How well each plan of the pair (its id) may have been the source of the other, unless that took from it."""
    known = pair.leans(least)
    for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
        if not (known and pair.source == one):
            yield one, (known and not pair.dated, pair.chars, other)


@dataclass(frozen=True)
class Others:
    """What the direction of a pair depends on beside the pair."""

    best: Rank | None
    """The highest of all `ranks` of the plan that took."""
    ranked: int
    """How many there are."""
    of_a: Group
    of_b: Group


def direction(pair: Judged, others: Others, least: float) -> tuple[object, ...]:
    """The row of `miner.tables.DIRECTIONS`.

    Where dates alone speak, a source that more speaks for, or one that shares more, is the better answer: a
    plan whose closest neighbor is a third one, which did not take from it, rather took from there. So the
    copies of one source are not called copies of each other. A year that one
    kept is no more, where it shares text with others, too. It takes a plan of which the others may have been
    made (`miner.copying.origin`) to say more.
    """
    if pair.dates_only(least):
        sides = (others.of_a, others.of_b), pair.sizes
        source, copy = (0, 1) if pair.copy == pair.b else (1, 0)
        group, sizes = sides[0][source], (sides[1][source], sides[1][copy])
        if is_origin(pair.common, sizes, group, sides[0][copy]):
            why = (
                f"{pair.source} has no sentence that most of the {group.plans} plans with the same figures lack, "
                f"{pair.copy} has {sizes[1] - len(pair.common)}"
            )
            pair.add(_weight("origin") * (1 if pair.source == pair.a else -1), why)
            pair.dated = False
        elif pair.kept_year and others.ranked == 1:
            pair.dated = False
        elif others.best is not None:
            stronger, chars, other = others.best
            if other != pair.source and (stronger or chars > pair.chars):
                pair.through = other
    return _row(pair, least)


def _by_dates(pair: Pair) -> None:
    """The later plan is the copy: by the year it plans for, else by the day it bears."""
    a, b, told = pair.a, pair.b, pair.told
    # The date of a page or a file may be that of its download.
    doubtful = any(
        "file name" in p.grounds.get(f, "") and p.year_end is None for p in (a, b) for f in ("year", "date")
    )
    # Who shares a few lines has them from a superior's document rather than from the other.
    weak = 1.0 if told.share >= _weight("least_share") and not doubtful else _weight("small_share")
    if a.year is not None and b.year is not None and a.year != b.year:
        older = a.year < b.year
        told.add(weak * _weight("year") * (1 if older else -1), f"{a.year} and {b.year}")
    elif a.date and b.date and a.date != b.date and len(a.date) == len(b.date):
        apart = _days(a.date, b.date)
        if apart == 0:
            return
        weight = _weight("date" if abs(apart) >= _weight("days_apart") else "near_date")
        told.add(weak * weight * (1 if apart > 0 else -1), f"{a.date} and {b.date}")


def _days(first: str, second: str) -> int:
    """Days from one ISO date to another, from the first of a month without a day; 0 for what is no date."""
    from datetime import date

    def of(text: str) -> date:
        numbers = [int(n) for n in text.split("-")[:3]]
        return date(*[*numbers, 1, 1][:3])

    try:
        return (of(second) - of(first)).days
    except ValueError:
        return 0


def _by_leftovers(pair: Pair, leftovers: Mapping[str, list[dict[str, Any]]]) -> bool:
    """Names and years that one kept and that fit the other; what both kept and fits neither.

    Whether there is more than years, which fit every plan for that year.
    """
    kept: list[set[str]] = []
    more = False
    for plan, other, spans, sign in ((pair.b, pair.a, pair.spans_b, 1), (pair.a, pair.b, pair.spans_a, -1)):
        words: set[str] = set()
        fitting = []
        for row in leftovers.get(plan.id, ()):
            if not any(a <= row["start"] and row["end"] <= b for a, b in spans):
                continue
            if row["source_plan"] == other.id or _fits(row["quote"], other):
                fitting.append(row)
            elif row["kind"] in ("place", "body"):
                words.add(row["quote"])
        if fitting:
            more = more or any(row["kind"] != "year" for row in fitting)
            weight = _weight("leftover") + _weight("further_leftover") * (len(fitting) - 1)
            shown = "、".join(dict.fromkeys(r["quote"] for r in fitting))
            pair.told.add(
                sign * min(weight, _weight("most_leftovers")),
                f"{plan.id} kept {shown}, which fits {other.id}",
            )
        kept.append(words)
    both = sorted(kept[0] & kept[1])
    if both:
        pair.told.outside = both[0]
    return more


def _fits(words: str, plan: Plan) -> bool:
    from miner.copying.context import simplified

    names = [n for n in map(simplified, (plan.title, plan.issuer, plan.place)) if n]
    return len(words) >= 3 and any(simplified(words) in n for n in names)


def _row(pair: Judged, least: float) -> tuple[object, ...]:
    known, sure = pair.known(least), min(_MOST_SURE, round(_sure(pair.total), 4))
    share = min(pair.share_a, pair.share_b)
    if known:
        share = pair.share_b if pair.copy == pair.b else pair.share_a
    grounds = [f"{w:+.1f} {why}" for w, why in pair.grounds]
    if pair.heads:
        grounds.append(pair.heads)
    if pair.through:
        grounds.append(f"rather from {pair.through}")
    return (
        pair.a, pair.b, pair.source if known else None, pair.copy if known else None,
        sure if known else min(sure, least), share, pair.chars, pair.outside, pair.same_issuer,
        "; ".join(grounds) or None,
    )  # fmt: skip


def copy_graph(
    corpus: Iterable[Plan] | Plan, directions: pd.DataFrame, *, duplicates: Duplicates | None = None
) -> pd.DataFrame:
    """Who may have taken how much from whom, from the directions that are known: `miner.tables.COPIES`.

    Each character of a copy counts for one source, the one that shares most; so a text that went from hand to
    hand is not counted for every hand. A source outside of the corpus is named by what its copies kept.
    """
    plans = {p.id: p for p in as_plans(corpus)}
    found = find_duplicates(plans.values()) if duplicates is None else duplicates
    pairs = {(p.a.id, p.b.id): p for p in _pairs(plans, found)}
    sources: dict[str, list[Given]] = defaultdict(list)
    for row in directions.to_dict("records"):
        pair = pairs.get((row["plan_a"], row["plan_b"]))
        if pair is not None:
            for copy, one in given(row, pair.spans_a, pair.spans_b):
                sources[copy].append(one)
    rows: list[tuple[object, ...]] = []
    for copy, several in sorted(sources.items()):
        rows += shared_out(copy, (plans[copy].start, plans[copy].end), several)
    return tables.COPIES.frame(rows)


def given(row: Mapping[Any, Any], spans_a: Spans, spans_b: Spans) -> Iterator[tuple[str, Given]]:
    """What a row of `miner.tables.DIRECTIONS` says each of its plans took, by the plan's id."""
    if row["copy"] is not None:
        own = spans_b if row["copy"] == row["plan_b"] else spans_a
        yield row["copy"], (row["source"], True, row["confidence"], own)
    elif row["outside"] is not None:
        for plan, own in ((row["plan_a"], spans_a), (row["plan_b"], spans_b)):
            yield plan, (row["outside"], False, 0.5, own)


def shared_out(copy: str, span: Span, several: Iterable[Given]) -> list[tuple[object, ...]]:
    """The rows of `miner.tables.COPIES` for a copy, which stands at `span` of its source.

    Each character goes to the source that shares most with it.
    """
    best: dict[tuple[bool, str], tuple[float, Spans]] = {}
    for source, inside, sure, own in several:
        known, spans = best.get((inside, source), (0.0, []))
        best[inside, source] = (max(sure, known), spans + own)
    start, end = span
    taken = bytearray(end - start)
    rows: list[tuple[object, ...]] = []
    sized = sorted(best.items(), key=lambda s: (-sum(b - a for a, b in s[1][1]), s[0]))
    for (inside, source), (sure, own) in sized:
        before = sum(taken)
        for a, b in own:
            taken[a - start : b - start] = b"\1" * (b - a)
        chars = sum(taken) - before
        if chars:
            rows.append((copy, source, inside, chars, chars / len(taken), sure))
    return rows
