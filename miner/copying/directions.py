"""Weigh which plan of a pair may have copied from the other (`find_directions`); the answer may be `unknown`.

A copy is not older than its source, keeps names that fit the source, and has damage that the source lacks: lost
bytes, words replaced by a rewriting program. Each ground adds log odds.
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
from miner.knowledge.bodies import one_body

__all__ = [
    "KNOWN",
    "Judged",
    "Others",
    "Pair",
    "claims_of",
    "copy_graph",
    "direction",
    "find_directions",
    "judged",
    "ranks",
    "shared_out",
]

Span = tuple[int, int]
Spans = list[Span]
Rank = tuple[bool, int, str]
"""Rank of a possible source: whether more than dates supports it, characters in common, its id."""
Claim = tuple[str, bool, float, Spans]
"""A claimed source of a copy: its id or name, whether it is in the corpus, confidence, spans in the copy."""

_MOST_SURE = 0.95
"""Upper limit of the confidence, since texts alone never prove a direction."""
KNOWN = 0.8
"""Below this confidence the direction is unknown."""


@dataclass
class Judged:
    """A pair of plans (ids) with the weighed grounds for `a` (above 0) or `b` (below 0) as the source."""

    a: str
    b: str
    chars: int
    share_a: float
    share_b: float
    same_issuer: bool
    outside: str | None = None
    through: str | None = None
    """A third plan that is the more likely source of the copy."""
    heads: str | None = None
    """Description of the contradiction if both are one text under two heads."""
    dated: bool = False
    """Whether only dates or years support the direction; they show which plan is older, not who copied."""
    kept_year: bool = False
    """Whether one plan kept a year of the other."""
    common: frozenset[int] = frozenset()
    """Hashes of common sentences if both have the same figures (`miner.copying.origin`)."""
    sizes: tuple[int, int] = (0, 0)
    """Number of sentences of `a` and of `b`."""
    grounds: list[tuple[float, str]] = field(default_factory=list)

    def add(self, weight: float, why: str) -> None:
        """Add a ground; a weight above 0 supports `a` as the source."""
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
        """Whether a direction can be claimed: confident enough, and supported by more than dates."""
        return self.leans(least) and not self.dated

    def dates_only(self, least: float) -> bool:
        """Whether the grounds are confident enough but consist of dates only, so that other plans must decide."""
        return self.leans(least) and self.dated

    def leans(self, least: float) -> bool:
        """Whether the grounds reach the confidence `least` without contradicting each other.

        Contradicting grounds suggest a common source, so no direction is claimed.
        """
        opposing = min(sum(w for w, _ in self.grounds if w > 0), -sum(w for w, _ in self.grounds if w < 0))
        return _sure(self.total) >= least and opposing < _weight("year") and self.through is None

    @property
    def copy(self) -> str:
        """The more likely copy."""
        return self.b if self.total > 0 else self.a

    @property
    def source(self) -> str:
        """The more likely source."""
        return self.a if self.total > 0 else self.b


@dataclass
class Pair:
    """Two plans with their shared passages and the verdict so far."""

    a: Plan
    b: Plan
    verdict: Judged
    spans_a: Spans = field(default_factory=list)
    spans_b: Spans = field(default_factory=list)
    edited: list[tuple[Span, Span]] = field(default_factory=list)
    """Spans of passages that differ in more than names and numbers."""

    @classmethod
    def of(cls, a: Plan, b: Plan, chars: int, share_a: float, share_b: float) -> Pair:
        """The pair without any ground yet."""
        issuer = one_body(a.issuer) is not None and a.issuer == b.issuer
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
    """Likely direction of copying per pair of plans that share passages: `miner.tables.DIRECTIONS`.

    `source` and `copy` are None where the grounds do not reach `min_confidence` (.5 to 1) or contradict each other.
    `outside` names a place or body that both mention although it fits neither, so that both may have copied from a
    plan outside of the corpus. Raises InputError when `min_confidence` is out of range.
    """
    if not 0.5 <= min_confidence <= 1:
        raise InputError(f"min_confidence is {min_confidence}; it goes from 0.5 to 1")
    plans = as_plans(corpus)
    duplicates = find_duplicates(plans) if duplicates is None else duplicates
    leftover_rows = find_leftovers(plans, duplicates=duplicates) if leftovers is None else leftovers
    by_plan: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in leftover_rows.to_dict("records"):
        by_plan[row["plan_id"]].append({str(k): v for k, v in row.items()})
    damage = Damage()
    sentences_of: dict[str, Sentences] = {}
    verdicts = [
        judged(pair, by_plan, damage, sentences_of, min_confidence)
        for pair in _pairs({p.id: p for p in plans}, duplicates)
    ]
    ranked: dict[str, list[Rank]] = defaultdict(list)
    for pair in verdicts:
        for plan_id, rank in ranks(pair, min_confidence):
            ranked[plan_id].append(rank)
    group_of = groups((pair.a, pair.b, pair.common) for pair in verdicts)
    return tables.DIRECTIONS.frame(
        direction(
            pair,
            Others(
                max(ranked[pair.copy], default=None),
                len(ranked[pair.copy]),
                group_of.get(pair.a, NOBODY),
                group_of.get(pair.b, NOBODY),
            ),
            min_confidence,
        )
        for pair in verdicts
    )


def _pairs(plans: Mapping[str, Plan], duplicates: Duplicates) -> list[Pair]:
    pairs: dict[tuple[str, str], Pair] = {}
    columns = ["plan_a", "plan_b", "chars", "share_a", "share_b"]
    for a, b, chars, share_a, share_b in duplicates.pairs[columns].to_numpy().tolist():
        if a in plans and b in plans:
            pairs[a, b] = Pair.of(plans[a], plans[b], int(chars), share_a, share_b)
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "kind", "basis"]
    for a, sa, ea, b, sb, eb, kind, basis in duplicates.passages[columns].to_numpy().tolist():
        if basis == "copied" and (a, b) in pairs:
            pairs[a, b].share((sa, ea), (sb, eb), kind)
    return list(pairs.values())


def judged(
    pair: Pair,
    leftovers: Mapping[str, list[dict[str, Any]]],
    damage: Damage,
    sentences_of: dict[str, Sentences],
    least: float,
) -> Judged:
    """Weigh the grounds for a direction of the pair.

    leftovers: rows of `find_leftovers` by plan; sentences_of: cache of sentences by plan, filled by this function.
    """
    verdict = pair.verdict
    verdict.heads = two_heads(pair.a, pair.b)
    _by_dates(pair)
    dates = len(verdict.grounds)
    if verdict.share >= _weight("least_share"):
        for plan in (pair.a, pair.b):
            if plan.id not in sentences_of:
                sentences_of[plan.id] = sentences(plan)
        a, b = sentences_of[pair.a.id], sentences_of[pair.b.id]
        verdict.common, verdict.sizes = common_sentences(a, b), (len(a), len(b))
    has_names = _by_leftovers(pair, leftovers)
    verdict.kept_year = len(verdict.grounds) > dates and not has_names
    dates = dates if has_names else len(verdict.grounds)
    damage.broken(pair.a, pair.b, pair.spans_a, pair.spans_b, verdict.add)
    if pair.edited and verdict.share >= _weight("least_share") and _sure(verdict.total) < least:
        damage.spun(pair.a, pair.b, pair.edited, verdict.add)
    verdict.dated = len(verdict.grounds) == dates
    return verdict


def _weight(name: str) -> float:
    return float(rules()["weights"][name])


def ranks(pair: Judged, least: float) -> Iterator[tuple[str, Rank]]:
    """Yield (plan id, rank of the other plan as its source), except for a plan that is the source itself."""
    leans = pair.leans(least)
    for source, target in ((pair.a, pair.b), (pair.b, pair.a)):
        if not (leans and pair.source == source):
            yield source, (leans and not pair.dated, pair.chars, target)


@dataclass(frozen=True)
class Others:
    """Facts from other pairs that the direction of a pair depends on."""

    best: Rank | None
    """The highest of all `ranks` of the copy."""
    ranked: int
    """Number of these ranks."""
    of_a: Group
    of_b: Group


def direction(pair: Judged, others: Others, least: float) -> tuple[object, ...]:
    """The row of `miner.tables.DIRECTIONS`.

    If only dates support the direction, a third plan with more evidence, or with more text in common, is the more
    likely source, so that copies of one source are not called copies of each other. Dates suffice only if the source
    may be the origin of its group (`miner.copying.origin`), or if the copy kept a year of the source and shares text
    with no other plan.
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
            stronger, chars, closest = others.best
            if closest != pair.source and (stronger or chars > pair.chars):
                pair.through = closest
    return _row(pair, least)


def _by_dates(pair: Pair) -> None:
    """Add a ground for the earlier plan as the source: by the year planned for, else by the date."""
    a, b, verdict = pair.a, pair.b, pair.verdict
    # A date from a file name may be the date of its download.
    doubtful = any(
        "file name" in p.grounds.get(f, "") and p.year_end is None for p in (a, b) for f in ("year", "date")
    )
    # A few common lines rather come from a superior's document than from the other plan.
    weak = 1.0 if verdict.share >= _weight("least_share") and not doubtful else _weight("small_share")
    if a.year is not None and b.year is not None and a.year != b.year:
        older = a.year < b.year
        verdict.add(weak * _weight("year") * (1 if older else -1), f"{a.year} and {b.year}")
    elif a.date and b.date and a.date != b.date and len(a.date) == len(b.date):
        days = _days(a.date, b.date)
        if days == 0:
            return
        weight = _weight("date" if abs(days) >= _weight("days_apart") else "near_date")
        verdict.add(weak * weight * (1 if days > 0 else -1), f"{a.date} and {b.date}")


def _days(first: str, second: str) -> int:
    """Days between two ISO dates; a missing day counts as the first, and an invalid date gives 0."""
    from datetime import date

    def of(text: str) -> date:
        numbers = [int(n) for n in text.split("-")[:3]]
        return date(*[*numbers, 1, 1][:3])

    try:
        return (of(second) - of(first)).days
    except ValueError:
        return 0


def _by_leftovers(pair: Pair, leftovers: Mapping[str, list[dict[str, Any]]]) -> bool:
    """Add grounds from leftovers that fit the other plan; record a name that both have and that fits neither.

    Return whether there are leftovers other than years, since a year fits every plan for that year.
    """
    strange_words: list[set[str]] = []
    has_names = False
    for plan, partner, spans, sign in ((pair.b, pair.a, pair.spans_b, 1), (pair.a, pair.b, pair.spans_a, -1)):
        words: set[str] = set()
        fitting = []
        for row in leftovers.get(plan.id, ()):
            if not any(a <= row["start"] and row["end"] <= b for a, b in spans):
                continue
            if row["source_plan"] == partner.id or _fits(row["quote"], partner):
                fitting.append(row)
            elif row["kind"] in ("place", "body"):
                words.add(row["quote"])
        if fitting:
            has_names = has_names or any(row["kind"] != "year" for row in fitting)
            weight = _weight("leftover") + _weight("further_leftover") * (len(fitting) - 1)
            quotes = "、".join(dict.fromkeys(r["quote"] for r in fitting))
            pair.verdict.add(
                sign * min(weight, _weight("most_leftovers")),
                f"{plan.id} kept {quotes}, which fits {partner.id}",
            )
        strange_words.append(words)
    in_both = sorted(strange_words[0] & strange_words[1])
    if in_both:
        pair.verdict.outside = in_both[0]
    return has_names


def _fits(words: str, plan: Plan) -> bool:
    from miner.copying.context import simplified

    names = [n for n in map(simplified, (plan.title, one_body(plan.issuer), plan.place)) if n]
    return len(words) >= 3 and any(simplified(words) in n for n in names)


def _row(pair: Judged, least: float) -> tuple[object, ...]:
    is_known, confidence = pair.known(least), min(_MOST_SURE, round(_sure(pair.total), 4))
    share = min(pair.share_a, pair.share_b)
    if is_known:
        share = pair.share_b if pair.copy == pair.b else pair.share_a
    grounds = [f"{w:+.1f} {why}" for w, why in pair.grounds]
    if pair.heads:
        grounds.append(pair.heads)
    if pair.through:
        grounds.append(f"rather from {pair.through}")
    return (
        pair.a, pair.b, pair.source if is_known else None, pair.copy if is_known else None,
        confidence if is_known else min(confidence, least), share, pair.chars, pair.outside, pair.same_issuer,
        "; ".join(grounds) or None,
    )  # fmt: skip


def copy_graph(
    corpus: Iterable[Plan] | Plan, directions: pd.DataFrame, *, duplicates: Duplicates | None = None
) -> pd.DataFrame:
    """Copy graph from the known directions: likely source, copy and number of characters: `miner.tables.COPIES`.

    Each character of a copy counts for one source, the one that shares most, so that text passed along a chain of
    copies is counted once. A source outside of the corpus is named by the name that its copies kept.
    """
    plans = {p.id: p for p in as_plans(corpus)}
    duplicates = find_duplicates(plans.values()) if duplicates is None else duplicates
    pairs = {(p.a.id, p.b.id): p for p in _pairs(plans, duplicates)}
    sources: dict[str, list[Claim]] = defaultdict(list)
    for row in directions.to_dict("records"):
        pair = pairs.get((row["plan_a"], row["plan_b"]))
        if pair is not None:
            for copy, claim in claims_of(row, pair.spans_a, pair.spans_b):
                sources[copy].append(claim)
    rows: list[tuple[object, ...]] = []
    for copy, claims in sorted(sources.items()):
        rows += shared_out(copy, (plans[copy].start, plans[copy].end), claims)
    return tables.COPIES.frame(rows)


def claims_of(row: Mapping[Any, Any], spans_a: Spans, spans_b: Spans) -> Iterator[tuple[str, Claim]]:
    """Yield (id of the copy, its claimed source) for a row of `miner.tables.DIRECTIONS`."""
    if row["copy"] is not None:
        spans = spans_b if row["copy"] == row["plan_b"] else spans_a
        yield row["copy"], (row["source"], True, row["confidence"], spans)
    elif row["outside"] is not None:
        for plan, spans in ((row["plan_a"], spans_a), (row["plan_b"], spans_b)):
            yield plan, (row["outside"], False, 0.5, spans)


def shared_out(copy: str, span: Span, claims: Iterable[Claim]) -> list[tuple[object, ...]]:
    """The rows of `miner.tables.COPIES` for a copy, which is `span` of its source text.

    Each character goes to the source that shares most with it.
    """
    best: dict[tuple[bool, str], tuple[float, Spans]] = {}
    for source, in_corpus, confidence, spans in claims:
        best_confidence, earlier = best.get((in_corpus, source), (0.0, []))
        best[in_corpus, source] = (max(confidence, best_confidence), earlier + spans)
    start, end = span
    counted = bytearray(end - start)
    rows: list[tuple[object, ...]] = []
    sized = sorted(best.items(), key=lambda s: (-sum(b - a for a, b in s[1][1]), s[0]))
    for (in_corpus, source), (confidence, spans) in sized:
        counted_before = sum(counted)
        for a, b in spans:
            counted[a - start : b - start] = b"\1" * (b - a)
        chars = sum(counted) - counted_before
        if chars:
            rows.append((copy, source, in_corpus, chars, chars / len(counted), confidence))
    return rows
