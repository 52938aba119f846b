"""Sentence by sentence from one plan to the next: kept, changed, dropped, new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from miner import tables
from miner.comparison.lineage import Succession
from miner.corpus import Plan
from miner.normalization import normalize_plan
from miner.segmentation import split_sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["revisions_table"]

CHANGED_FROM = 55.0
"""rapidfuzz ratio (0 to 100) from which a sentence counts as the other one changed."""
_CROWD = 40
_NOISE = re.compile(r"[\s，。、；：！？,.;:!?“”\"'（）()]+")


class _Sentence(NamedTuple):
    start: int
    end: int
    bare: str


def _sentences(plan: Plan) -> list[_Sentence]:
    text = normalize_plan(plan).text
    spans = ((a, b, _NOISE.sub("", text[a:b])) for a, b in split_sentences(text))
    return [_Sentence(*s) for s in spans if len(s[2]) >= 4]


def _align(
    before: Sequence[_Sentence], after: Sequence[_Sentence]
) -> list[tuple[int | None, int | None, float]]:
    """Pairs (before, after, ratio): equal ones first, then the best of those that share a rare bigram."""
    from rapidfuzz import fuzz

    waiting: dict[str, list[int]] = {}
    for j, s in enumerate(after):
        waiting.setdefault(s.bare, []).append(j)
    pairs: list[tuple[int | None, int | None, float]] = []
    taken: set[int] = set()
    open_before = []
    for i, s in enumerate(before):
        twins = waiting.get(s.bare)
        if twins:
            j = twins.pop(0)
            taken.add(j)
            pairs.append((i, j, 100.0))
        else:
            open_before.append(i)
    by_bigram: dict[str, list[int]] = {}
    for j, s in enumerate(after):
        if j not in taken:
            for bigram in {s.bare[k : k + 2] for k in range(len(s.bare) - 1)}:
                by_bigram.setdefault(bigram, []).append(j)
    scored = []
    for i in open_before:
        bare = before[i].bare
        candidates: dict[int, int] = {}
        for bigram in {bare[k : k + 2] for k in range(len(bare) - 1)}:
            for j in by_bigram.get(bigram, ()) if len(by_bigram.get(bigram, ())) <= _CROWD else ():
                candidates[j] = candidates.get(j, 0) + 1
        for j in sorted(candidates, key=lambda c: (-candidates[c], c))[:8]:
            score = fuzz.ratio(bare, after[j].bare)
            if score >= CHANGED_FROM:
                scored.append((-score, i, j))
    used: set[int] = set()
    for negative, i, j in sorted(scored):
        if i not in used and j not in taken:
            used.add(i)
            taken.add(j)
            pairs.append((i, j, -negative))
    pairs += [(i, None, 0.0) for i in open_before if i not in used]
    pairs += [(None, j, 0.0) for j in range(len(after)) if j not in taken]
    return pairs


def revisions_table(successions: Iterable[Succession]) -> pd.DataFrame:
    """One row a sentence of either plan, in the order of the later plan, as `miner.tables.REVISIONS`."""
    rows = []
    for s in successions:
        before, after = _sentences(s.earlier), _sentences(s.later)
        found = sorted(
            _align(before, after), key=lambda p: (p[1] if p[1] is not None else len(after), p[0] or 0)
        )
        for i, j, score in found:
            kind = "new" if i is None else "dropped" if j is None else "kept" if score == 100.0 else "changed"
            a = _raw(s.earlier, before[i]) if i is not None else (None, None, None)
            b = _raw(s.later, after[j]) if j is not None else (None, None, None)
            rows.append((s.earlier.id, s.later.id, kind, score / 100, *a, *b))
    return tables.REVISIONS.frame(rows)


def _raw(plan: Plan, sentence: _Sentence) -> tuple[int, int, str]:
    start, end = normalize_plan(plan).to_raw(sentence.start, sentence.end)
    return start, end, plan.source.text[start:end]
