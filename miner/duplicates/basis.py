"""Classify shared passages: copied substance, or words that both plans have from somewhere else.

Each symbol of a passage gets a code: the place of its basis in `BASES`. Quotations, laws and formulas are known
from their wording (`data/basis.toml`) and from what public documents share (`wording.py`), not from the other
plans of the corpus, so that the answer for two plans does not depend on who else is in the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.corpus import Plan
from miner.duplicates.differences import differences
from miner.duplicates.fold import BREAK, ITEM, LINE, NUMBER, SENTENCE, SHIFT, Folded, places_of
from miner.duplicates.tables import BASES
from miner.duplicates.threads import WORKERS, in_threads
from miner.duplicates.wording import common_wording, mark_common
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = [
    "COPIED",
    "FORMULA",
    "SUPERIOR",
    "TERMS",
    "Marks",
    "basis_codes",
    "clearly_own",
    "marks_of",
    "passage_basis",
]

COPIED, QUOTATION, LAW, SUPERIOR, FORMULA, TERMS = range(len(BASES))
_AROUND = 80
"""Symbols before and behind a passage that patterns may begin or end in."""
_MOSTLY = 0.6
"""A clause or a sentence of which so much is marked is marked as a whole."""
_SHORT_LINE, _SHORT_ITEM = 12, 18
"""Symbols of the longest line that is a heading by its length, and of one that opens with a list number."""
_SHORT_PIECE, _PIECES = 6, 5
"""So many pieces of up to so many symbols one behind the other, between marks, are a list of names."""
_JOINTS = 32
"""Characters between two names of works in a list, at most."""
_LONGEST_QUOTATION = 600
_LONG, _CLEARLY = 300, 0.75
"""A passage longer than so many symbols, of which so much is no common wording, is copied without further look."""


class _Wording(NamedTuple):
    """A pattern, the code of what it finds, and whether that reaches back to its line or on to its sentence's end."""

    code: int
    pattern: re.Pattern[str]
    from_line: bool
    to_sentence: bool


@cache
def _patterns() -> tuple[_Wording, ...]:
    known = read_toml("miner.duplicates", "basis.toml")
    codes = {"quotation": QUOTATION, "law": LAW, "formula": FORMULA, "terms": TERMS}
    return tuple(
        _Wording(
            code=code,
            pattern=re.compile(entry["pattern"].replace("#", chr(NUMBER))),
            from_line=entry.get("begin") == "line",
            to_sentence=entry.get("stop") == "sentence",
        )
        for name, code in codes.items()
        for entry in known.get(name, ())
    )


@cache
def _frame(name: str) -> re.Pattern[str]:
    """A frame that is known from the raw text."""
    return re.compile(read_toml("miner.duplicates", "basis.toml")["frames"][name])


@cache
def _spoken() -> re.Pattern[str]:
    """The words of speech."""
    return re.compile(
        "|".join(map(re.escape, read_toml("miner.duplicates", "basis.toml")["speech"]["verbs"]))
    )


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(
        f'(?:{_spoken().pattern})[^。；\n“”「」]{{0,12}}[：:，,]?\\s*(?:“(?P<a>[^”\n]{{8,600}})|「(?P<b>[^」\n]{{8,600}})|"(?P<c>[^"\n]{{8,600}}))'
    )


_OPENING = re.compile('[“「"]')
_SPEECH, _REACH = 16, 200
"""Characters before a mark, but for blanks, in which a word of speech begins; and those that are looked at at all."""
_TITLE = re.compile("《[^《》\n]{2,60}》")
_CITED_RULE = re.compile(r"《[^《》\n]{2,40}》(?:[^。\n]{0,16})?规定[：:，,]?[^。\n]{8,400}")


@njit(cache=True, nogil=True)
def _mark_terms(symbols, gaps, first, last, code, out):  # type: ignore[no-untyped-def]
    """Mark headings (short lines) and lists of short pieces."""
    line = first
    while line < last:
        end = line + 1
        inner = False
        while end < last and gaps[end] >> SHIFT != LINE:
            inner = inner or gaps[end] >> SHIFT == SENTENCE
            end += 1
        whole = line == first or gaps[line] >> SHIFT == LINE
        number = False
        for i in range(line + 2, end):
            number = number or (symbols[i] == NUMBER and not (i + 1 < end and symbols[i + 1] == 0x5E74))
        listed = end - line > 1 and gaps[line + 1] >= BREAK
        if whole and not inner and not number and end - line <= (_SHORT_ITEM if listed else _SHORT_LINE):
            for i in range(line, end):
                if out[i - first] == 0:
                    out[i - first] = code
        line = end
    piece = run = first
    pieces = 0
    for i in range(first + 1, last + 1):
        if i < last and gaps[i] < BREAK:
            continue
        if i - piece <= _SHORT_PIECE:
            if pieces == 0:
                run = piece
            pieces += 1
        if i - piece > _SHORT_PIECE or i == last:
            if pieces >= _PIECES:
                stop = i if i - piece <= _SHORT_PIECE else piece
                for j in range(run, stop):
                    if out[j - first] == 0:
                        out[j - first] = code
            pieces = 0
        piece = i


@njit(cache=True, nogil=True)
def _smooth(gaps, first, last, least, out):  # type: ignore[no-untyped-def]
    """Give each clause, or sentence when `least` is SENTENCE, of which most is marked one code."""
    counts = np.zeros(6, np.int64)
    begin = first
    for i in range(first, last + 1):
        if i == last or (i > begin and gaps[i] >> SHIFT >= least):
            counts[:] = 0
            for j in range(begin, i):
                counts[out[j - first]] += 1
            if counts[0] < i - begin and counts[0] <= (1 - _MOSTLY) * (i - begin):
                best = 1
                for c in range(2, 6):
                    if counts[c] > counts[best]:
                        best = c
                for j in range(begin, i):
                    if out[j - first] == 0:
                        out[j - first] = best
            elif (
                least < SENTENCE and counts[0] > 0
            ):  # a common phrase inside a clause of its own is the clause's
                for j in range(begin, i):
                    if out[j - first] == FORMULA:
                        out[j - first] = 0
            begin = i


Marks = list[tuple[int, int, int]]
"""Spans of the symbols of a plan that are no substance of its own: code, start, end."""


def basis_codes(folded: Folded, number: int, start: int, end: int, marks: Marks) -> npt.NDArray[np.uint8]:
    """The code of each symbol start..end of the plan number `number` of `folded` (uint8).

    marks: what `marks_of` the plan gives, and the spans that stand in a base text.
    """
    first, limit = int(folded.offsets[number]), int(folded.offsets[number + 1])
    low, high = max(first, first + start - _AROUND), min(limit, first + end + _AROUND)
    codes = np.zeros(high - low, np.uint8)
    wording = common_wording()
    mark_common(folded.symbols, low, high, wording, codes)
    codes *= FORMULA
    inside = slice(first + start - low, first + end - low)
    _mark_patterns(folded, low, high, codes)
    _mark_terms(folded.symbols, folded.gaps, low, high, TERMS, codes)
    for code, a, b in marks:
        part = codes[max(0, first + a - low) : max(0, first + b - low)]
        part[(part == 0) | (code != TERMS)] = code  # the title of a law belongs to the sentence that cites it
    _smooth(folded.gaps, low, high, ITEM, codes)
    _smooth(folded.gaps, low, high, SENTENCE, codes)
    return codes[inside]


def _mark_patterns(folded: Folded, low: int, high: int, codes: npt.NDArray[np.uint8]) -> None:
    text = folded.symbols[low:high].tobytes().decode("utf-16-le", "surrogatepass")
    if (
        len(text) != high - low
    ):  # pairs of surrogates: the places of a match would not be those of the symbols
        return
    breaks = folded.gaps[low:high] >> SHIFT
    for code, pattern, from_line, to_sentence in _patterns():
        for m in pattern.finditer(text):
            start, stop = m.span()
            if from_line:
                lines = np.flatnonzero(breaks[: start + 1] >= LINE)
                start = int(lines[-1]) if len(lines) else 0
            if to_sentence:
                later = np.flatnonzero(breaks[stop:] >= SENTENCE)
                stop = stop + int(later[0]) if len(later) else len(text)
            part = codes[start:stop]
            part[(part == 0) | (part == FORMULA)] = code


def marks_of(folded: Folded, number: int, plan: Plan) -> Marks:
    """Quotations in marks behind a word of speech, what a cited document rules, and titles of documents.

    number: that of the plan in `folded`.
    """
    spans = list(_raw_spans(plan.text))
    if not spans:
        return []
    where = places_of(folded, number, plan)
    edges = np.searchsorted(where, [span[1:] for span in spans]).tolist()
    return [(code, a, b) for (code, _, _), (a, b) in zip(spans, edges, strict=True)]


def _raw_spans(text: str) -> Iterator[tuple[int, int, int]]:
    for m in _quotations(text):
        yield QUOTATION, *m.span(m.lastgroup or 0)
    for m in _frame("bodies").finditer(text):
        yield TERMS, *m.span()
    reached = 0
    for first, second in pairwise(m.start() for m in _frame("joint").finditer(text)):
        if reached <= first and second - first <= _JOINTS:  # a slow pattern, only where it can match
            for m in _frame("works").finditer(text, max(reached, first - _JOINTS), second + 10 * _JOINTS):
                yield TERMS, *m.span()
                reached = m.end()
    if "《" in text:
        for m in _TITLE.finditer(text):
            yield TERMS, *m.span()
    if "规定" in text:
        for m in _CITED_RULE.finditer(text):
            yield LAW, *m.span()


def _quotations(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_quoted`, which begins with a word of speech: only what stands about the marks is searched."""
    first = last = -1
    for m in _OPENING.finditer(text):
        before = text[max(0, m.start() - _REACH) : m.start()].rstrip()
        if len(before) < _SPEECH or _spoken().search(before, len(before) - _SPEECH):
            first, last = (m.start() if first < 0 else first), m.start()
    if first < 0:
        return iter(())
    begin = len(text[:first].rstrip())
    return _quoted().finditer(text, max(0, begin - _SPEECH), last + _LONGEST_QUOTATION + 2)


def settled_basis(codes: npt.NDArray[np.uint8], common: int) -> tuple[float, int]:
    """The symbols in common that are substance, and the code of the whole passage.

    `codes` are those of the symbols in common. A passage is copied when half of them are substance; else it
    is what most of the rest is.
    """
    counts = np.bincount(codes, minlength=len(BASES))
    total = max(1, int(counts.sum()))
    own = float(common * counts[COPIED] / total)
    if 2 * counts[COPIED] >= total:
        return own, COPIED
    return own, int(counts[1:].argmax()) + 1


@njit(cache=True, nogil=True)
def _own_parts(symbols, wording, spans, marks, of_span, parts):  # type: ignore[no-untyped-def]
    """Write which part of each span of symbols is no common wording and has no mark.

    marks: spans of symbols, those of the span number k from of_span[k] to of_span[k + 1].
    """
    for k in range(len(spans)):
        first, last = spans[k]
        usual = np.zeros(last - first, np.uint8)
        mark_common(symbols, first, last, wording, usual)
        for m in range(of_span[k], of_span[k + 1]):
            usual[max(0, marks[m, 0] - first) : max(0, marks[m, 1] - first)] = 1
        total = 0
        for i in range(len(usual)):
            total += usual[i]
        parts[k] = 1 - total / len(usual)


def clearly_own(
    folded: Folded, records: npt.NDArray[np.int32], marks: dict[int, Marks]
) -> npt.NDArray[np.float64]:
    """The part of each long passage (float64) that is substance; 0 where that takes a further look.

    records: of passages, with the marks of the first plan of each.
    """
    parts = np.zeros(len(records))
    long = np.flatnonzero(records[:, 3] - records[:, 2] > _LONG)
    if not len(long):
        return parts
    spans = folded.offsets[records[long, 0]][:, None] + records[long, 2:4]
    ranges = [
        (start + first, end + first)
        for plan, first in zip(
            records[long, 0].tolist(), folded.offsets[records[long, 0]].tolist(), strict=True
        )
        for _, start, end in marks[plan]
    ]
    edges = np.cumsum([0, *(len(marks[plan]) for plan in records[long, 0].tolist())])
    every = np.array(ranges, np.int64).reshape(-1, 2)
    found = np.zeros(len(long))

    def part(span: tuple[int, int]) -> None:
        low, high = span
        own = spans[low:high], every, edges[low : high + 1], found[low:high]
        _own_parts(folded.symbols, common_wording(), *own)

    steps = sorted({round(len(long) * i / (4 * WORKERS)) for i in range(4 * WORKERS + 1)})
    in_threads(part, list(pairwise(steps)))
    parts[long] = np.where(found >= _CLEARLY, found, 0.0)
    return parts


def passage_basis(
    folded: Folded, record: tuple[int, ...], marks_a: Marks, marks_b: Marks, common: int
) -> tuple[float, int]:
    """`settled_basis` of a record (plans, spans of both, symbols left over), by the side that has less substance."""
    a, b, sa, ea, sb, eb, left_over = record
    base_a, base_b = int(folded.offsets[a]), int(folded.offsets[b])
    same_a, same_b = np.ones(ea - sa, bool), np.ones(eb - sb, bool)
    if left_over:
        spans = base_a + sa, base_a + ea, base_b + sb, base_b + eb
        for a0, a1, b0, b1 in differences(folded.symbols, *spans).tolist():
            same_a[a0 - base_a - sa : a1 - base_a - sa] = False
            same_b[b0 - base_b - sb : b1 - base_b - sb] = False
    basis = settled_basis(basis_codes(folded, a, sa, ea, marks_a)[same_a], common)
    other = settled_basis(basis_codes(folded, b, sb, eb, marks_b)[same_b], common)
    return min(basis, other)
