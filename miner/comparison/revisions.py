"""Classify sentences from one plan to the next: kept, changed, dropped, new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from miner.comparison import tables
from miner.comparison.lineage import Succession
from miner.corpus import Plan
from miner.normalization import normalize_plan
from miner.segmentation import cut, split_sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["revisions_tables"]

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
    sentences_a: Sequence[_Sentence], sentences_b: Sequence[_Sentence]
) -> list[tuple[int | None, int | None, float]]:
    """Triples (earlier index, later index, ratio): equal sentences first, then the best pairs that share a rare bigram."""
    from rapidfuzz import fuzz

    waiting: dict[str, list[int]] = {}
    for j, s in enumerate(sentences_b):
        waiting.setdefault(s.bare, []).append(j)
    pairs: list[tuple[int | None, int | None, float]] = []
    matched: set[int] = set()
    open_before = []
    for i, s in enumerate(sentences_a):
        twins = waiting.get(s.bare)
        if twins:
            j = twins.pop(0)
            matched.add(j)
            pairs.append((i, j, 100.0))
        else:
            open_before.append(i)
    by_bigram: dict[str, list[int]] = {}
    for j, s in enumerate(sentences_b):
        if j not in matched:
            for bigram in {s.bare[k : k + 2] for k in range(len(s.bare) - 1)}:
                by_bigram.setdefault(bigram, []).append(j)
    scored = []
    for i in open_before:
        bare = sentences_a[i].bare
        candidates: dict[int, int] = {}
        for bigram in {bare[k : k + 2] for k in range(len(bare) - 1)}:
            for j in by_bigram.get(bigram, ()) if len(by_bigram.get(bigram, ())) <= _CROWD else ():
                candidates[j] = candidates.get(j, 0) + 1
        for j in sorted(candidates, key=lambda c: (-candidates[c], c))[:8]:
            score = fuzz.ratio(bare, sentences_b[j].bare)
            if score >= CHANGED_FROM:
                scored.append((-score, i, j))
    used: set[int] = set()
    for negative, i, j in sorted(scored):
        if i not in used and j not in matched:
            used.add(i)
            matched.add(j)
            pairs.append((i, j, -negative))
    pairs += [(i, None, 0.0) for i in open_before if i not in used]
    pairs += [(None, j, 0.0) for j in range(len(sentences_b)) if j not in matched]
    return pairs


def _cut(plan: Plan, sentence: _Sentence) -> list[tuple[str, int, int]]:
    """The words of a sentence with their places in the normalized text."""
    text = normalize_plan(plan).text[sentence.start : sentence.end]
    return [(w, sentence.start + a, sentence.start + b) for w, a, b in cut(text)]


class _Edit(NamedTuple):
    """A stretch of words that was replaced, or (one side empty) inserted or deleted; normalized offsets."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int


def _edits(a: list[tuple[str, int, int]], b: list[tuple[str, int, int]]) -> list[_Edit]:
    """The changes that make the words of one sentence those of the other, in the order of the text."""
    from rapidfuzz.distance import Indel

    edits: list[_Edit] = []
    code = {w: i for i, w in enumerate(dict.fromkeys(w for w, _, _ in (*a, *b)))}
    steps = Indel.opcodes([code[w] for w, _, _ in a], [code[w] for w, _, _ in b])
    for step in steps:
        if step.tag == "equal":
            continue
        start_a, end_a = _span(a, step.src_start, step.src_end)
        start_b, end_b = _span(b, step.dest_start, step.dest_end)
        if edits and edits[-1].end_a == start_a and edits[-1].end_b == start_b:
            edits[-1] = _Edit(edits[-1].start_a, end_a, edits[-1].start_b, end_b)
        else:
            edits.append(_Edit(start_a, end_a, start_b, end_b))
    return edits


def _span(words: list[tuple[str, int, int]], first: int, last: int) -> tuple[int, int]:
    """The place of words[first:last]; where that is empty, the place between its neighbors."""
    if first < last:
        return words[first][1], words[last - 1][2]
    at = words[first][1] if first < len(words) else words[-1][2] if words else 0
    return at, at


def _marked(text_a: str, text_b: str, sentence: _Sentence, edits: Sequence[_Edit]) -> str:
    """The later sentence with deletions and insertions marked: 新建基层工会[-60-]{+80+}家."""
    parts, at = [], sentence.start
    for e in edits:
        parts.append(text_b[at : e.start_b])
        if e.start_a < e.end_a:
            parts.append(f"[-{text_a[e.start_a : e.end_a]}-]")
        if e.start_b < e.end_b:
            parts.append(f"{{+{text_b[e.start_b : e.end_b]}+}}")
        at = e.end_b
    return "".join((*parts, text_b[at : sentence.end]))


def revisions_tables(successions: Iterable[Succession]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`miner.tables.REVISIONS`, one row per sentence in the order of the later plan, and EDITS.

    EDITS has one row per stretch of words in which a changed sentence differs; for an insertion or a deletion the
    empty side has start equal to end and an empty quote.
    """
    rows: list[tuple[object, ...]] = []
    edit_rows: list[tuple[object, ...]] = []
    for s in successions:
        sentences_a, sentences_b = _sentences(s.earlier), _sentences(s.later)
        pair = (s.earlier.id, s.later.id)
        aligned = sorted(
            _align(sentences_a, sentences_b),
            key=lambda p: (p[1] if p[1] is not None else len(sentences_b), p[0] or 0),
        )
        for i, j, score in aligned:
            a = _raw(s.earlier, *sentences_a[i][:2]) if i is not None else _NOTHING
            b = _raw(s.later, *sentences_b[j][:2]) if j is not None else _NOTHING
            if i is None or j is None or score == 100.0:
                kind = "new" if i is None else "dropped" if j is None else "kept"
                rows.append((*pair, kind, score / 100, *a, *b, None))
                continue
            edits = _edits(_cut(s.earlier, sentences_a[i]), _cut(s.later, sentences_b[j]))
            texts = normalize_plan(s.earlier).text, normalize_plan(s.later).text
            rows.append((*pair, "changed", score / 100, *a, *b, _marked(*texts, sentences_b[j], edits)))
            for e in edits:
                of_a, of_b = _raw(s.earlier, e.start_a, e.end_a), _raw(s.later, e.start_b, e.end_b)
                kind = "inserted" if not of_a[2] else "deleted" if not of_b[2] else "replaced"
                edit_rows.append((*pair, kind, *of_a, *of_b, b[0]))
    return tables.REVISIONS.frame(rows), tables.EDITS.frame(edit_rows)


_NOTHING = (None, None, None)


def _raw(plan: Plan, start: int, end: int) -> tuple[int, int, str]:
    begin, stop = normalize_plan(plan).to_raw(start, end)
    stop = begin if start == end else stop
    return begin, stop, plan.source.text[begin:stop]
