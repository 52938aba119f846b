"""`find_directions`: who may have taken a text from whom, with the grounds; `unknown` is an answer.

A copy cannot be older than its source, keeps names that fit the source, and carries damage the source has not:
bytes a page stole, words a spinner put in place of others. Each ground counts in log odds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.copying.damage import Damage
from miner.copying.knowledge import rules
from miner.copying.leftovers import find_leftovers
from miner.corpus import Plan, as_plans
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["copy_graph", "find_directions"]

KNOWN = 0.8
"""Below this confidence the direction is unknown."""


@dataclass
class _Pair:
    """A pair of plans with what speaks for `a` (above 0) or for `b` (below 0) as the source."""

    a: Plan
    b: Plan
    chars: int
    share_a: float
    share_b: float
    spans_a: list[tuple[int, int]]
    spans_b: list[tuple[int, int]]
    edited: list[tuple[tuple[int, int], tuple[int, int]]]
    """Spans of the passages in which more than names and numbers differ."""
    outside: str | None = None
    through: str | None = None
    """A third plan from which the copy rather took it."""
    dated: bool = False
    """Whether nothing but dates speaks for it."""
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
        """Whether the grounds reach the confidence `least`, and do not speak against each other.

        Those that do are rather a source of both than a fine balance.
        """
        against = min(sum(w for w, _ in self.grounds if w > 0), -sum(w for w, _ in self.grounds if w < 0))
        return _sure(self.total) >= least and against < _weight("year") and self.through is None

    @property
    def copy(self) -> Plan:
        """The plan that took, if any did."""
        return self.b if self.total > 0 else self.a

    @property
    def source(self) -> Plan:
        """The other one."""
        return self.a if self.total > 0 else self.b


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
    pairs = _pairs({p.id: p for p in plans}, found)
    for pair in pairs:
        _by_dates(pair)
        _by_leftovers(pair, by_plan)
        damage.broken(pair.a, pair.b, pair.spans_a, pair.spans_b, pair.add)
        if pair.edited and pair.share >= _weight("least_share") and _sure(pair.total) < min_confidence:
            damage.spun(pair.a, pair.b, pair.edited, pair.add)
    _from_one_source(pairs, min_confidence)
    return tables.DIRECTIONS.frame(_row(pair, min_confidence) for pair in pairs)


def _pairs(plans: Mapping[str, Plan], found: Duplicates) -> list[_Pair]:
    made: dict[tuple[str, str], _Pair] = {}
    columns = ["plan_a", "plan_b", "chars", "share_a", "share_b"]
    for a, b, chars, share_a, share_b in found.pairs[columns].to_numpy().tolist():
        if a in plans and b in plans:
            made[a, b] = _Pair(plans[a], plans[b], int(chars), share_a, share_b, [], [], [])
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "kind"]
    for a, sa, ea, b, sb, eb, kind in found.passages[columns].to_numpy().tolist():
        if (a, b) in made:
            made[a, b].spans_a.append((sa, ea))
            made[a, b].spans_b.append((sb, eb))
            if kind not in ("verbatim", "renamed"):
                made[a, b].edited.append(((sa, ea), (sb, eb)))
    return list(made.values())


def _weight(name: str) -> float:
    return float(rules()["weights"][name])


def _from_one_source(pairs: list[_Pair], least: float) -> None:
    """Where dates alone speak, a source that more speaks for, or one that shares more, is the better answer.

    A plan whose closest neighbor is a third one, which did not take from it, rather took from there: so the
    copies of one source are not called copies of each other.
    """
    best: dict[str, tuple[bool, int, str]] = {}
    for pair in pairs:
        pair.dated = pair.dated and len(pair.grounds) == 1
        known = pair.known(least)
        for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
            if not (known and pair.source is one):
                rank = (known and not pair.dated, pair.chars, other.id)
                best[one.id] = max(best.get(one.id, rank), rank)
    for pair in pairs:
        if pair.dated and pair.known(least):
            stronger, chars, other_id = best[pair.copy.id]
            if other_id != pair.source.id and (stronger or chars > pair.chars):
                pair.through = other_id


def _by_dates(pair: _Pair) -> None:
    """The later plan is the copy: by the year it plans for, else by the day it bears."""
    a, b = pair.a, pair.b
    pair.dated = True
    # The date of a page or a file may be that of its download.
    doubtful = any(
        "file name" in p.grounds.get(f, "") and p.year_end is None for p in (a, b) for f in ("year", "date")
    )
    # Who shares a few lines has them from a superior's document rather than from the other.
    weak = 1.0 if pair.share >= _weight("least_share") and not doubtful else _weight("small_share")
    if a.year is not None and b.year is not None and a.year != b.year:
        older = a.year < b.year
        pair.add(weak * _weight("year") * (1 if older else -1), f"{a.year} and {b.year}")
    elif a.date and b.date and a.date != b.date and len(a.date) == len(b.date):
        apart = _days(a.date, b.date)
        if apart == 0:
            return
        weight = _weight("date" if abs(apart) >= _weight("days_apart") else "near_date")
        pair.add(weak * weight * (1 if apart > 0 else -1), f"{a.date} and {b.date}")


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


def _by_leftovers(pair: _Pair, leftovers: Mapping[str, list[dict[str, Any]]]) -> None:
    """Names and years that one kept and that fit the other; what both kept and fits neither."""
    kept: list[set[str]] = []
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
            weight = _weight("leftover") + _weight("further_leftover") * (len(fitting) - 1)
            shown = "、".join(dict.fromkeys(r["quote"] for r in fitting))
            pair.add(
                sign * min(weight, _weight("most_leftovers")),
                f"{plan.id} kept {shown}, which fits {other.id}",
            )
        kept.append(words)
    both = sorted(kept[0] & kept[1])
    if both:
        pair.outside = both[0]


def _fits(words: str, plan: Plan) -> bool:
    from miner.copying.context import simplified

    names = [n for n in map(simplified, (plan.title, plan.issuer, plan.place)) if n]
    return len(words) >= 3 and any(simplified(words) in n for n in names)


def _row(pair: _Pair, least: float) -> tuple[object, ...]:
    known, sure = pair.known(least), round(_sure(pair.total), 4)
    share = min(pair.share_a, pair.share_b)
    if known:
        share = pair.share_b if pair.copy is pair.b else pair.share_a
    grounds = [f"{w:+.1f} {why}" for w, why in pair.grounds]
    if pair.through:
        grounds.append(f"rather from {pair.through}")
    issuer = pair.a.issuer is not None and pair.a.issuer == pair.b.issuer
    return (
        pair.a.id, pair.b.id, pair.source.id if known else None, pair.copy.id if known else None,
        sure if known else min(sure, least), share, pair.chars, pair.outside, issuer, "; ".join(grounds) or None,
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
    spans = {(p.a.id, p.b.id): p for p in _pairs(plans, found)}
    sources: dict[str, list[tuple[str, float, list[tuple[int, int]]]]] = defaultdict(list)
    rows: list[tuple[object, ...]] = []
    for row in directions.to_dict("records"):
        pair = spans.get((row["plan_a"], row["plan_b"]))
        if pair is None:
            continue
        if row["copy"] is not None:
            own = pair.spans_b if row["copy"] == pair.b.id else pair.spans_a
            sources[row["copy"]].append((row["source"], row["confidence"], own))
        elif row["outside"] is not None:
            for plan, own in ((pair.a.id, pair.spans_a), (pair.b.id, pair.spans_b)):
                sources[plan].append((f"\0{row['outside']}", 0.5, own))
    for copy, given in sorted(sources.items()):
        rows += _shared_out(plans[copy], given)
    return tables.COPIES.frame(rows)


def _shared_out(
    copy: Plan, given: list[tuple[str, float, list[tuple[int, int]]]]
) -> list[tuple[object, ...]]:
    """Give each character of a copy to the source that shares most with it."""
    best: dict[str, tuple[float, list[tuple[int, int]]]] = {}
    for source, sure, own in given:
        known, spans = best.get(source, (0.0, []))
        best[source] = (max(sure, known), spans + own)
    taken = bytearray(copy.end - copy.start)
    rows: list[tuple[object, ...]] = []
    sized = sorted(best.items(), key=lambda s: (-sum(b - a for a, b in s[1][1]), s[0]))
    for source, (sure, own) in sized:
        before = sum(taken)
        for a, b in own:
            taken[a - copy.start : b - copy.start] = b"\1" * (b - a)
        chars = sum(taken) - before
        if chars:
            inside = not source.startswith("\0")
            rows.append((copy.id, source.lstrip("\0"), inside, chars, chars / len(taken), sure))
    return rows
