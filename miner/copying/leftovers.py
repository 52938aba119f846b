"""Find leftovers: names, years and blanks that a copyist may have forgotten to change, with evidence to check."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from miner.copying import tables
from miner.copying.blanks import blanks
from miner.copying.bodies import bodies, body_of, headed, signatures
from miner.copying.context import Candidate, Context
from miner.copying.matches import Matches
from miner.copying.names import borrowed_names, institutions
from miner.copying.people import people, telephones
from miner.copying.places import places
from miner.copying.years import years
from miner.corpus import Plan, as_plans
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError
from miner.knowledge.patterns import WordSet

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MIN_CONFIDENCE", "Finding", "candidates", "find_leftovers", "leftover", "settled"]

MIN_CONFIDENCE = 0.7
_AT_ONCE = 1000
"""Plans processed before cached texts are dropped, to bound memory."""
RULES = (places, years, blanks, signatures, bodies, borrowed_names, institutions, people, telephones)
Finding = tuple[int, Candidate]
"""A candidate and the number of the rule that found it."""


def find_leftovers(
    corpus: Iterable[Plan] | Plan,
    *,
    duplicates: Duplicates | None = None,
    min_confidence: float = MIN_CONFIDENCE,
    among: Container[str] | None = None,
) -> pd.DataFrame:
    """Names of other places and bodies, past years and unfilled blanks: `miner.tables.LEFTOVERS`.

    Every row is something to check, with the reason for listing it. The strongest ground is a plan with the same
    text at the same spot of a shared passage; `source_plan` names it. Superior places and bodies, cited documents,
    glossaries and names with a reason in their clause (赴…考察, 与…结对) are not listed; some are with a lower
    `min_confidence` (0 to 1). `among` (plan ids) limits the plans searched, not the ones they are compared with.
    Raises InputError when `min_confidence` is out of range.
    """
    if not 0 <= min_confidence <= 1:
        raise InputError(f"min_confidence is {min_confidence}; it goes from 0 to 1")
    plans = as_plans(corpus)
    duplicates = find_duplicates(plans) if duplicates is None else duplicates
    contexts = {p.id: Context(p) for p in plans}
    matches = Matches.of(contexts, duplicates)
    issuers = _issuers(contexts.values())
    rows = []
    for number, (plan_id, context) in enumerate(contexts.items(), 1):
        if among is not None and plan_id not in among:
            continue
        if number % _AT_ONCE == 0:
            for other in contexts.values():
                other.forget()
        listed = settled(candidates(context, matches, issuers), min_confidence)
        rows += [leftover(context, c) for c in listed]
    return tables.LEFTOVERS.frame(rows)


def candidates(context: Context, matches: Matches, issuers: WordSet) -> Iterator[Finding]:
    """Apply every rule to a plan, compared with the plans of `matches` that share a passage with it."""
    for number, rule in enumerate(RULES):
        for candidate in rule(context, matches):
            yield number, candidate
    for candidate in headed(context, issuers):
        yield len(RULES), candidate


def settled(findings: Iterable[Finding], min_confidence: float) -> list[Candidate]:
    """The candidates of a plan that are listed, in reading order.

    They may come from several searches, each compared with some of the plans that share a passage. Of several
    findings of a rule on one span, the one whose witness has the smallest id is kept, else one without a witness.
    """
    best: dict[tuple[int, int, int], Candidate] = {}
    for number, c in findings:
        key = (number, c.start, c.end)
        earlier = best.setdefault(key, c)
        if c.witness is not None and (earlier.witness is None or c.witness < earlier.witness):
            best[key] = c
    ordered = [c for _, c in sorted(best.items(), key=lambda entry: entry[0][0])]
    return [c for c in _without_nested(ordered) if c.confidence >= min_confidence]


def _issuers(contexts: Iterable[Context]) -> WordSet:
    return WordSet(body for context in contexts if (body := body_of(context)))


def _without_nested(findings: list[Candidate]) -> list[Candidate]:
    """Keep the surer (then longer) one of overlapping findings, in reading order."""
    listed: list[Candidate] = []
    reached = -1
    for c in sorted(findings, key=lambda c: (c.start, c.end)):
        if listed and c.start < reached:
            if (c.confidence, c.end - c.start) > (listed[-1].confidence, listed[-1].end - listed[-1].start):
                listed[-1] = c
        else:
            listed.append(c)
        reached = listed[-1].end
    return listed


def leftover(context: Context, c: Candidate) -> tuple[object, ...]:
    """The row of `miner.tables.LEFTOVERS` for a candidate."""
    start, end = context.normalized.to_raw(c.start, c.end)
    section = context.outline.at(c.start)
    plan = context.plan
    return (plan.id, section.id if section else None, start, end, plan.source.text[start:end], c.kind, c.reason,
            round(c.confidence, 4), c.source)  # fmt: skip
