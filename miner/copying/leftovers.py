"""`find_leftovers`: what a copyist may have forgotten to change, with its evidence, to be checked by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.copying.context import Candidate, Context, simplified
from miner.copying.rules import RULES, bodies, confidence, headings
from miner.corpus import Plan, as_plans
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError
from miner.gazetteer import find_places, related

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_leftovers"]

MIN_CONFIDENCE = 0.7
_AROUND = 5
"""Characters on either side that must agree for a name to stand at the same spot of the matched plan."""


def find_leftovers(
    corpus: Iterable[Plan] | Plan,
    *,
    duplicates: Duplicates | None = None,
    min_confidence: float = MIN_CONFIDENCE,
) -> pd.DataFrame:
    """Names of other places and bodies, years of before, blanks never filled: `miner.tables.LEFTOVERS`.

    Every row is something to check, with the reason it was listed; what stands at the same spot of a plan
    that shares the passage is the strongest ground, and then `source_plan` names that plan. Superior places
    and what a clause gives a reason for (赴…考察, 与…结对) are not listed; with a lower `min_confidence` (0 to 1)
    they are. Raises InputError when `min_confidence` is out of range.
    """
    if not 0 <= min_confidence <= 1:
        raise InputError(f"min_confidence is {min_confidence}; it goes from 0 to 1")
    plans = as_plans(corpus)
    found = find_duplicates(plans) if duplicates is None else duplicates
    contexts = {p.id: Context(p) for p in plans}
    matched = _matched(found)
    issuers = _issuers(plans)
    rows = []
    for plan_id, context in contexts.items():
        for c, source in _leftovers_of(context, issuers, matched.get(plan_id, {}), contexts):
            if c.confidence >= min_confidence:
                rows.append(_row(context, c, source))
    return tables.LEFTOVERS.frame(rows)


def _matched(duplicates: Duplicates) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """By plan, by other plan: the raw spans of this plan that stand in the other."""
    made: dict[str, dict[str, list[tuple[int, int]]]] = {}
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b"]
    for a, sa, ea, b, sb, eb in duplicates.passages[columns].to_numpy().tolist():
        made.setdefault(a, {}).setdefault(b, []).append((sa, ea))
        made.setdefault(b, {}).setdefault(a, []).append((sb, eb))
    return made


def _issuers(plans: Iterable[Plan]) -> Any:
    import ahocorasick

    made = ahocorasick.Automaton()
    for plan in plans:
        name = simplified(plan.issuer)
        if len(name) >= 4:
            made.add_word(name, name)
    made.make_automaton()
    return made


def _leftovers_of(
    context: Context,
    issuers: Any,
    matched: Mapping[str, list[tuple[int, int]]],
    contexts: Mapping[str, Context],
) -> list[tuple[Candidate, str | None]]:
    found = [c for rule in RULES for c in rule(context)]
    found += list(bodies(context, issuers))
    made = []
    for c in headings(context, found):
        source = _source(context, c, matched, contexts)
        if source is not None:
            c = _strengthened(c, contexts[source])
        made.append((c, source))
    return _without_nested(made)


def _source(
    context: Context,
    c: Candidate,
    matched: Mapping[str, list[tuple[int, int]]],
    contexts: Mapping[str, Context],
) -> str | None:
    """The plan that shares the passage, has the very words at the same spot, and whom the words fit."""
    start, end = context.normalized.to_raw(c.start, c.end)
    around = context.text[max(0, c.start - _AROUND) : c.end + _AROUND]
    for other, spans in sorted(matched.items()):
        if other not in contexts or not any(a <= start and end <= b for a, b in spans):
            continue
        if around in contexts[other].text and _fits(context.text[c.start : c.end], c.kind, contexts[other]):
            return other
    return None


def _fits(words: str, kind: str, source: Context) -> bool:
    """Whether the words are the source's own name, place or year."""
    if kind == "year":
        return source.plan.year is not None and words.startswith(str(source.plan.year))
    if kind == "body":
        return any(words in n for n in source.names)
    return kind == "place" and any(
        related(d, own) and d.code.startswith(own.prefix)
        for m in find_places(words)
        for d in m.divisions
        for own in source.own
    )


def _strengthened(c: Candidate, source: Context) -> Candidate:
    ground = {"place": "matched_place", "body": "matched_body", "year": "year_matched"}[c.kind]
    why = f"{c.reason}; {source.plan.id} has these words at the same spot and they fit it"
    return c._replace(confidence=max(c.confidence, confidence(ground)), reason=why)


def _without_nested(found: list[tuple[Candidate, str | None]]) -> list[tuple[Candidate, str | None]]:
    """Of findings that overlap, the surer and longer one, in reading order."""
    kept: list[tuple[Candidate, str | None]] = []
    for c, source in sorted(found, key=lambda f: (-f[0].confidence, f[0].start - f[0].end, f[0].start)):
        if all(c.end <= k.start or k.end <= c.start for k, _ in kept):
            kept.append((c, source))
    return sorted(kept, key=lambda f: f[0].start)


def _row(context: Context, c: Candidate, source: str | None) -> tuple[object, ...]:
    start, end = context.normalized.to_raw(c.start, c.end)
    section = context.outline.at(c.start)
    plan = context.plan
    return (plan.id, section.id if section else None, start, end, plan.source.text[start:end], c.kind, c.reason,
            round(c.confidence, 4), source)  # fmt: skip
