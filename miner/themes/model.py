"""The estimator: non-negative factors of weighted paragraphs, the same on every run and any number of threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from miner.corpus import Plan
from miner.errors import InputError, TooLittleTextError
from miner.themes.factors import fit_factors, improve, loads_of, take_up
from miner.themes.paragraphs import Paragraphs
from miner.themes.rows import Rows
from miner.themes.vocabulary import Vocabulary

__all__ = ["Documents", "ThemeModel", "Weights", "by_length", "default_n_themes", "units_of"]

FloatArray = npt.NDArray[np.float64]
Weights = Sequence[float] | FloatArray
Documents = Paragraphs | Iterable[str] | Iterable[Plan]

_FULL = 300
"""A paragraph of this many characters has the full weight in the fit, a shorter one its part of it."""
_LEAST = 40
"""Shorter paragraphs (salutations, closing lines) shape no theme where there are enough longer ones."""
_DIGITS = 6
_FREE_ROUNDS = 30
"""Rounds in which the free themes are found beside seeded ones, before all are fitted together."""


def default_n_themes(paragraphs: float) -> int:
    """The cube root of the number of (distinct) paragraphs, between 2 and 40: 60 → 4, 3,400 → 15."""
    return int(np.clip(round(paragraphs ** (1 / 3)), 2, 40))


class ThemeModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Themes of texts by weighted non-negative matrix factorization (scikit-learn estimator).

    Parameters
    ----------
    n_themes : number of themes; None takes `default_n_themes`. It is lowered where there are fewer
        paragraphs (or terms) than themes; `n_themes_` tells the number in use.
    random_state : seed of the sample that is drawn in a corpus of more than `max_paragraphs`; nothing else
        is left to chance.
    head_weight : how much a word of the nearest heading counts against a word of the paragraph.
    min_df, max_df, max_terms : limits of the vocabulary, see `Vocabulary.learn`.
    max_iter : most steps of the factorization.
    max_paragraphs : the themes are fitted on at most so many paragraphs and read off all of them.
    seeds : for some themes their terms and weights ({name: {term: weight}}); these come first, in order,
        and `n_themes` counts them.
    seed_weight : how strongly a seeded theme is held to its terms (0 only starts there).

    `X` is a list of texts, of plans or a `Paragraphs`. One row of `transform` is one text or plan (or one
    paragraph of a `Paragraphs`): the share (0 to 1) of each theme by length; the row of a text that fits
    no theme, which none does that the themes were fitted on, is all zero.

    Attributes: `n_themes_`, `components_` (float64, themes × terms), `vocabulary_`.
    """

    def __init__(
        self,
        n_themes: int | None = None,
        *,
        random_state: int = 0,
        head_weight: float = 1.0,
        min_df: int | None = None,
        max_df: float = 0.3,
        max_terms: int = 12_000,
        max_iter: int = 200,
        max_paragraphs: int = 20_000,
        seeds: Mapping[str, Mapping[str, float]] | None = None,
        seed_weight: float = 1.0,
    ) -> None:
        self.n_themes = n_themes
        self.random_state = random_state
        self.head_weight = head_weight
        self.min_df = min_df
        self.max_df = max_df
        self.max_terms = max_terms
        self.max_iter = max_iter
        self.max_paragraphs = max_paragraphs
        self.seeds = seeds
        self.seed_weight = seed_weight

    def fit(self, X: Documents, y: None = None, sample_weight: Weights | None = None) -> ThemeModel:  # noqa: N803
        """Learn the themes of `X`; `sample_weight` (one a text, plan or paragraph) weighs copies down.

        Raises InputError when `n_themes` is below 1 or `X` holds no paragraph with two words in common.
        """
        units, by_row = units_of(X)
        votes: FloatArray = np.ones(len(units))
        if sample_weight is not None:
            given = np.asarray(sample_weight, dtype=float)
            if len(given) != (units.plans if by_row else len(units)):
                raise InputError(f"sample_weight has {len(given)} entries, one for each row of X is needed")
            votes = np.asarray(given[units.plan] if by_row else given)
        self.learn(units, votes)
        return self

    def transform(self, X: Documents) -> FloatArray:  # noqa: N803
        """Shares of the themes (float64, rows × n_themes) for texts or plans, seen before or not."""
        check_is_fitted(self)
        units, by_row = units_of(X)
        shares = self.paragraph_shares(units)
        return by_length(units, shares) if by_row else shares

    def paragraph_shares(self, units: Paragraphs) -> FloatArray:
        """Shares of the themes in each paragraph (float64, rows sum to 1, or to 0 where nothing fits)."""
        shares, _ = self.said_of(self.vocabulary_.paragraph_matrix(units, self.head_weight)[1])
        return np.round(shares, _DIGITS, out=shares)

    def said_of(self, rows: Rows) -> tuple[FloatArray, FloatArray]:
        """The shares of the themes in each row (not rounded), and how much of the row they explain (float64).

        The latter is the cosine of the row and what its themes make of it.
        """
        shares, fit = np.zeros((len(rows), self.n_themes_)), np.zeros(len(rows))
        gram = self.components_ @ self.components_.T
        for place, part in rows.parts():
            loads = loads_of(part, self.components_)
            loads[loads <= 1e-9] = 0.0
            near = np.asarray(part @ self.components_.T)
            made = np.sqrt(np.maximum(((loads @ gram) * loads).sum(axis=1), 1e-12))
            fit[place] = np.round((near * loads).sum(axis=1) / made, _DIGITS)
            total = loads.sum(axis=1, keepdims=True)
            shares[place] = loads / np.where(total > 0, total, 1)
        return shares, fit

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """`theme1`, `theme2`, …: the columns of `transform`."""
        check_is_fitted(self)
        return np.array([f"theme{i + 1}" for i in range(self.n_themes_)], dtype=object)

    def learn(self, units: Paragraphs, votes: FloatArray) -> tuple[sparse.csr_matrix, Rows]:
        """Fit to paragraphs with `votes` (float64, one a paragraph); their own counts and weighted rows.

        Raises InputError as `fit` does.
        """
        if self.n_themes is not None and self.n_themes < 1:
            raise InputError(f"n_themes must be at least 1, not {self.n_themes}")
        self.vocabulary_ = Vocabulary.learn(units, votes, self.min_df, self.max_df, self.max_terms)
        if len(self.vocabulary_.terms) < 2:  # nothing but copies: better their words than none
            self.vocabulary_ = Vocabulary.learn(units, np.ones(len(units)), None, 1.0, self.max_terms)
        own, rows = self.vocabulary_.paragraph_matrix(units, self.head_weight)
        weight = self._row_weights(units, rows, votes)
        chosen = np.flatnonzero(weight > 0)
        if len(chosen) < 1 or len(self.vocabulary_.terms) < 2:
            raise TooLittleTextError(
                "too little text for themes: no two paragraphs share a word that tells a subject"
            )
        if len(chosen) > self.max_paragraphs:
            draw = np.random.default_rng(self.random_state)
            chosen = chosen[np.sort(draw.choice(len(chosen), self.max_paragraphs, replace=False))]
        wanted = default_n_themes(float(votes.sum())) if self.n_themes is None else self.n_themes
        limit = min(len(chosen), len(self.vocabulary_.terms))
        self.n_themes_ = max(1, min(wanted, limit))
        sample = sparse.csr_matrix(sparse.diags(np.sqrt(weight[chosen])) @ rows.take(chosen))
        with threadpool_limits(limits=1):
            self._factorize(sample)
        return own, rows

    def _row_weights(self, units: Paragraphs, rows: Rows, weight: FloatArray) -> FloatArray:
        """Weight by length and by copies; nothing for rows without a term and, if possible, for short ones."""
        chars = units.chars
        filled = rows.sizes > 1
        long = filled & (chars >= _LEAST)
        enough = long if long.sum() >= 10 * (self.n_themes or 2) else filled
        return np.where(enough, weight * np.minimum(1.0, chars / _FULL), 0.0)

    def _factorize(self, sample: sparse.csr_matrix) -> None:
        k = self.n_themes_
        seeded = self._seed_rows()
        if seeded is not None:
            loads, components = self._fit_seeded(sample, seeded)
        else:
            loads, components = fit_factors(sample, k, self.max_iter)
            if k == 1:  # one theme is all there is, not the strongest part of it
                components = np.asarray(sample.mean(axis=0)).reshape(1, -1)
        held = 0 if seeded is None else min(len(seeded), k)
        components = take_up(sample, loads, components, held)
        norm = np.sqrt((components**2).sum(axis=1))
        mass = np.round(loads.sum(axis=0) * norm, 8)  # free themes: the largest first
        order = [*range(held), *sorted(range(held, k), key=lambda i: (-mass[i], i))]
        self.components_: FloatArray = np.round(_unit(components), 10)[order]

    def _seed_rows(self) -> FloatArray | None:
        """The seeds as unit rows over the vocabulary (themes × terms), or None."""
        if not self.seeds:
            return None
        out = np.zeros((len(self.seeds), len(self.vocabulary_.terms)))
        for i, terms in enumerate(self.seeds.values()):
            for term, value in terms.items():
                column = self.vocabulary_.column.get(term)
                if column is not None:
                    out[i, column] = value * self.vocabulary_.idf[column]
        norm = np.sqrt((out**2).sum(axis=1, keepdims=True))
        return np.asarray(out / np.where(norm > 0, norm, 1))

    def _fit_seeded(self, sample: sparse.csr_matrix, seeded: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Fit with the first themes held to `seeded`: each seed is a further row that only its theme explains."""
        k, held = self.n_themes_, min(len(seeded), self.n_themes_)
        seeded = seeded[:held]
        near = np.asarray(sample @ seeded.T)
        components = np.zeros((k, sample.shape[1]))
        components[:held] = seeded + 0.1 * _unit(np.asarray(sample.T @ near).T)
        loads = np.zeros((sample.shape[0], k))
        loads[:, :held] = near
        if k > held:
            rest = sparse.csr_matrix(sparse.diags(np.maximum(0.0, 1 - near.max(axis=1))) @ sample)
            loads[:, held:], components[held:] = fit_factors(rest, k - held, _FREE_ROUNDS)
        strength = self.seed_weight * np.sqrt(sample.shape[0] / k) * 0.3
        rows = sparse.vstack([sample, sparse.csr_matrix(seeded * strength)]).tocsr()
        anchor = np.zeros((held, k))
        anchor[np.arange(held), np.arange(held)] = strength
        loads, components = improve(rows, np.vstack([loads, anchor]), components, self.max_iter)
        return loads[: sample.shape[0]], components


def _unit(rows: FloatArray) -> FloatArray:
    norm = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.where(norm > 0, norm, 1))


def units_of(X: Any) -> tuple[Paragraphs, bool]:  # noqa: N803
    """`X` as paragraphs, and whether a row of the result is a text or plan (not a paragraph)."""
    if isinstance(X, Paragraphs):
        return X, False
    if isinstance(X, (str, Plan)):
        raise InputError("X must be a list of texts or plans; put a single one into a list")
    items = list(X)
    if items and all(isinstance(item, Plan) for item in items):
        return Paragraphs.from_plans(items), True
    return Paragraphs.from_texts(str(item) for item in items), True


def by_length(units: Paragraphs, shares: FloatArray) -> FloatArray:
    """Shares of paragraphs (paragraphs × themes) as shares of their plans or texts, by length."""
    length = units.chars.astype(float)
    total = np.bincount(units.plan, weights=length, minlength=units.plans)
    at = sparse.csr_matrix((length, (units.plan, np.arange(len(units)))), shape=(units.plans, len(units)))
    return np.asarray(np.round((at @ shares) / np.maximum(total, 1)[:, None], _DIGITS))
