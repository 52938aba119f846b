"""Choose the words and phrases that a model counts, and weigh them per paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import sparse

from miner.themes.paragraphs import Paragraphs
from miner.themes.rows import AT_ONCE, Rows, stacked
from miner.themes.words import Lexicon, Numbers, Stream, counts

__all__ = ["Vocabulary"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_SPREAD = 0x9E3779B1
"""Spreads pairs of words over a table."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Terms (words, and phrases of two words that mostly occur together) and their inverse frequency."""

    terms: tuple[str, ...]
    idf: FloatArray
    column: dict[str, int] = field(repr=False)

    @classmethod
    def learn(
        cls, units: Paragraphs, votes: FloatArray, min_df: int | None, max_df: float, size: int
    ) -> Vocabulary:
        """Choose the terms of `units`; all copies of a paragraph have one vote together.

        A term occurs in at least `min_df` paragraphs (None: two to five, by the number of paragraphs), in
        at most the share `max_df` of them and, where there are several plans, in more than one plan: what
        only one plan says is its place, its name or its slogan. At most `size` terms, the frequent first.
        """
        n, plans = float(votes.sum()), units.plans
        least = min_df or int(np.clip(round(n / 400), 2, 5))
        spread = 1 if plans < 3 else 2 if plans < 20 else 3
        most = max(max_df * n, 10.0)
        words = units.lexicon.words()
        usable = units.lexicon.usable()
        plan = units.plan.astype(np.int32)
        df, plan_df = _frequencies(units.body.bounds, units.body.word, plan, votes, len(words))
        good = usable & (df >= least - 1e-6) & (plan_df >= spread - 1e-6) & (df <= most)
        terms = [(float(df[i]), words[i]) for i in np.flatnonzero(good)]
        terms += _phrases(units, votes, usable, df, least, spread, most)
        terms.sort(key=lambda t: (-round(t[0], 6), t[1]))
        chosen = terms[:size]
        names = tuple(t for _, t in chosen)
        idf = np.log(n / np.array([d for d, _ in chosen])) if chosen else np.empty(0)
        return cls(names, np.maximum(idf, 0.1), {t: i for i, t in enumerate(names)})

    def matrix(
        self, stream: Stream, lexicon: Lexicon, halves: tuple[IntArray, Numbers] | None = None
    ) -> sparse.csr_matrix:
        """Counts (float64, texts × terms) of the terms in a stream over the words of `lexicon`.

        `halves` are those of `halves(lexicon)` where they are known.
        """
        size = len(lexicon.numbers)
        column = np.fromiter((self.column.get(w, -1) for w in lexicon.numbers), np.int32, size)
        both = _Halves(*(self.halves(lexicon) if halves is None else halves), size)
        parts = [
            counts(part, column[part.word], both.columns(part), len(self.terms))
            for part in stream.parts(AT_ONCE)
        ]
        return stacked(parts, len(self.terms))

    def halves(self, lexicon: Lexicon) -> tuple[IntArray, Numbers]:
        """Every two words that together are a term: first * words + second, rising, and the term's column."""
        number, size = lexicon.numbers.get, len(lexicon.numbers)
        pairs: list[tuple[int, int]] = []
        for column, term in enumerate(self.terms):
            for i in range(1, len(term)):
                first = number(term[:i])
                second = number(term[i:]) if first is not None else None
                if first is not None and second is not None:
                    pairs.append((first * size + second, column))
        array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return array[:, 0].copy(), array[:, 1].astype(np.int32)

    def paragraph_matrix(self, units: Paragraphs, head_weight: float) -> tuple[sparse.csr_matrix, Rows]:
        """(own counts, weighted rows): both paragraphs × terms.

        A weighted row adds the words of the headings above, half as much for each step up, takes the
        logarithm of the counts, weighs by inverse frequency and has length 1 (0 for a row without a term).
        """
        halves = self.halves(units.lexicon)
        own = self.matrix(units.body, units.lexicon, halves)
        if not units.heading_texts or head_weight <= 0:
            return own, Rows(map(self._weighted, _cut(own)), len(self.terms))
        heads = self.matrix(units.heads, units.lexicon, halves)
        parts = zip(_cut(own), _cut(units.above(0.5)), strict=True)
        return own, Rows(
            (self._weighted(body + head_weight * (above @ heads)) for body, above in parts), len(self.terms)
        )

    def _weighted(self, counted: Any) -> sparse.csr_matrix:
        """The weighted rows of counts, which are used up."""
        rows = sparse.csr_matrix(counted)
        np.log1p(rows.data, out=rows.data)
        rows.data *= self.idf[rows.indices]
        filled = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        length = np.sqrt(np.bincount(filled, weights=rows.data**2, minlength=rows.shape[0]))
        rows.data /= length[filled]
        return rows


def _cut(rows: sparse.csr_matrix) -> Iterator[sparse.csr_matrix]:
    """Copies of `AT_ONCE` rows after one another; at least one, be it empty."""
    for first in range(0, max(1, rows.shape[0]), AT_ONCE):
        yield rows[first : first + AT_ONCE]


class _Halves:
    """The terms of two words, by their words: `codes` and `columns` as `Vocabulary.halves` gives them."""

    def __init__(self, codes: IntArray, columns: Numbers, size: int) -> None:
        self._codes, self._columns, self._size = codes, columns, size
        self._begins, self._ends = np.zeros(size, bool), np.zeros(size, bool)
        self._met = np.zeros(1 << 20, bool)
        if len(codes):
            first, second = codes // size, codes % size
            self._begins[first], self._ends[second] = True, True
            self._met[_place(first, second, self._met)] = True

    def columns(self, stream: Stream) -> Numbers:
        """The column of the term that each word of the stream ends, -1 where it ends none; empty without terms."""
        if not len(self._codes):
            return np.empty(0, np.int32)
        word = stream.word
        at = stream.touching(self._begins, self._ends)
        at = at[self._met[_place(word[at - 1].astype(np.int64), word[at], self._met)]]
        code = word[at - 1].astype(np.int64) * self._size + word[at]
        near = np.minimum(np.searchsorted(self._codes, code), len(self._codes) - 1)
        joined = np.full(len(word), -1, np.int32)
        joined[at] = np.where(self._codes[near] == code, self._columns[near], -1)
        return joined


@njit(cache=True, nogil=True)
def _frequencies(bounds, column, plan, votes, size):  # type: ignore[no-untyped-def]
    """In how many paragraphs and in how many plans each of `size` columns occurs, copies counted once together.

    column (int32): what was met, text by text; bounds (int64): where that of each text begins; plan (int32),
    votes (float64): the plan of each text, which rises, and its weight.
    """
    df, plan_df, most = np.zeros(size), np.zeros(size), np.zeros(size)
    last_text, last_plan = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
    for t in range(len(bounds) - 1):
        for i in range(bounds[t], bounds[t + 1]):
            c = column[i]
            if last_text[c] == t:
                continue
            last_text[c] = t
            df[c] += votes[t]
            if last_plan[c] != plan[t]:
                plan_df[c] += most[c]
                last_plan[c], most[c] = plan[t], votes[t]
            else:
                most[c] = max(most[c], votes[t])
    return df, plan_df + most


def _place(first: IntArray, second: npt.NDArray[Any], table: npt.NDArray[Any]) -> IntArray:
    """Where two words (int64, their numbers) belong in a table as long as a power of two; others may too."""
    return np.asarray((first * _SPREAD + second) & (len(table) - 1))


@njit(cache=True, nogil=True)
def _often(word, bounds, enough, df, least, table, at):  # type: ignore[no-untyped-def]
    """Find the second of two words that touch, both `enough`, and may belong together; returns how many.

    Without a `table` (int32, as long as a power of two) they are counted only; with one, where they stand is
    written into `at` (int64). No pair is met more often than its place in the table, which it shares with
    others, and most are too rare already there.
    """
    size, count = len(table) - 1, 0
    for step in range(2 if len(table) else 1):
        count = 0
        for t in range(len(bounds) - 1):
            for i in range(bounds[t] + 1, bounds[t + 1]):
                a, b = np.int64(word[i - 1]), np.int64(word[i])
                if not (enough[a] and enough[b]):
                    continue
                if step == 0:
                    count += 1
                    if len(table):
                        table[(a * _SPREAD + b) & size] += 1
                elif table[(a * _SPREAD + b) & size] >= max(2 * least, 0.4 * min(df[a], df[b])) - 1e-6:
                    if len(at):
                        at[count] = i
                    count += 1
    return count


def _phrases(
    units: Paragraphs,
    votes: FloatArray,
    usable: npt.NDArray[np.bool_],
    df: FloatArray,
    least: int,
    spread: int,
    most: float,
) -> list[tuple[float, str]]:
    """Two words that touch and belong together: in at least half of the paragraphs of the rarer one."""
    body, words = units.body, units.lexicon.words()
    enough = usable & (df >= 2 * least - 1e-6)
    given = (body.word, body.bounds, enough, df, least)
    met = _often(*given, np.empty(0, np.int32), np.empty(0, np.int64))
    room = 1 << max(10, met).bit_length()
    at = np.empty(_often(*given, np.zeros(room, np.int32), np.empty(0, np.int64)), np.int64)
    if len(at):
        _often(*given, np.zeros(room, np.int32), at)
    code, inverse = np.unique(
        body.word[at - 1].astype(np.int64) * len(words) + body.word[at], return_inverse=True
    )
    if not len(code):
        return []
    plan = units.plan.astype(np.int32)
    bounds = np.searchsorted(at, body.bounds)
    joint, plans = _frequencies(bounds, inverse.astype(np.int32), plan, votes, len(code))
    a, b = code // len(words), code % len(words)
    tight = joint >= 0.4 * np.minimum(df[a], df[b])
    good = tight & (joint >= 2 * least - 1e-6) & (plans >= spread - 1e-6) & (joint <= most)
    out = [(float(joint[i]), words[a[i]] + words[b[i]]) for i in np.flatnonzero(good)]
    return [(n, t) for n, t in out if len(t) <= 8]
