"""Which words and phrases a model counts, and the matrix of a paragraph's weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.themes.paragraphs import Paragraphs
from miner.themes.words import Stream, counts

__all__ = ["Vocabulary"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


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
        df, plan_df = _frequencies(units.body.text, units.body.word, units, votes, len(words))
        good = usable & (df >= least - 1e-6) & (plan_df >= spread - 1e-6) & (df <= most)
        terms = [(float(df[i]), words[i]) for i in np.flatnonzero(good)]
        terms += _phrases(units, votes, usable, df, least, spread, most)
        terms.sort(key=lambda t: (-round(t[0], 6), t[1]))
        kept = terms[:size]
        names = tuple(t for _, t in kept)
        idf = np.log(n / np.array([d for d, _ in kept])) if kept else np.empty(0)
        return cls(names, np.maximum(idf, 0.1), {t: i for i, t in enumerate(names)})

    def matrix(self, stream: Stream, words: list[str]) -> sparse.csr_matrix:
        """Counts (float64, texts × terms) of the terms in a stream over the numbered `words`."""
        shape = (stream.size, len(self.terms))
        single = np.array([self.column.get(w, -1) for w in words], dtype=np.int64)
        if not len(stream.word):
            return sparse.csr_matrix(shape)
        found = counts(stream.text, single[stream.word], shape)
        text, first, second = stream.pairs
        code = first * len(words) + second
        distinct, inverse = np.unique(code, return_inverse=True)
        pair = np.array(
            [self.column.get(words[c // len(words)] + words[c % len(words)], -1) for c in distinct.tolist()],
            dtype=np.int64,
        )
        return (found + counts(text, pair[inverse], shape)).tocsr() if len(distinct) else found

    def paragraph_matrix(
        self, units: Paragraphs, head_weight: float
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """(own counts, weighted rows): both paragraphs × terms.

        A weighted row adds the words of the headings above, half as much for each step up, takes the
        logarithm of the counts, weighs by inverse frequency and has length 1 (0 for a row without a term).
        """
        words = units.lexicon.words()
        own = self.matrix(units.body, words)
        rows: Any = own
        if units.heading_texts and head_weight > 0:
            heads = self.matrix(units.heads, words)
            at = [(i, h, 0.5**up) for i, hs in enumerate(units.headings) for up, h in enumerate(hs)]
            if at:
                i, h, weight = (np.array(v) for v in zip(*at, strict=True))
                above = sparse.csr_matrix((weight, (i, h)), shape=(len(units), heads.shape[0]))
                rows = own + head_weight * (above @ heads)
        rows = sparse.csr_matrix(rows)
        rows.data = np.log1p(rows.data)
        rows = rows @ sparse.diags(self.idf)
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
        length[length == 0] = 1
        return own, sparse.csr_matrix(sparse.diags(1 / length) @ rows)


def _frequencies(
    text: IntArray, column: IntArray, units: Paragraphs, votes: FloatArray, size: int
) -> tuple[FloatArray, FloatArray]:
    """In how many paragraphs and in how many plans each column occurs, copies counted once together."""
    pairs = np.unique(text * size + column)
    text, column = pairs // size, pairs % size
    df = np.asarray(np.bincount(column, weights=votes[text], minlength=size), dtype=float)
    at = units.plan[text] * size + column
    order = np.lexsort((-votes[text], at))
    at, first = np.unique(at[order], return_index=True)
    plan_df = np.asarray(np.bincount(at % size, votes[text[order[first]]], size), dtype=float)
    return df, plan_df


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
    text, first, second = units.body.pairs
    keep = usable[first] & usable[second]
    text, first, second = text[keep], first[keep], second[keep]
    words = units.lexicon.words()
    code, inverse = np.unique(first * len(words) + second, return_inverse=True)
    if not len(code):
        return []
    joint, plans = _frequencies(text, inverse.astype(np.int64), units, votes, len(code))
    a, b = code // len(words), code % len(words)
    tight = joint >= 0.4 * np.minimum(df[a], df[b])
    good = tight & (joint >= 2 * least - 1e-6) & (plans >= spread - 1e-6) & (joint <= most)
    out = [(float(joint[i]), words[a[i]] + words[b[i]]) for i in np.flatnonzero(good)]
    return [(n, t) for n, t in out if len(t) <= 8]
