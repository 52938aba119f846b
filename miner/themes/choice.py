"""Compare several numbers of themes. No number is right by itself; the analyst chooses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.errors import InputError
from miner.themes import tables
from miner.themes.model import ThemeModel
from miner.themes.reading import UNFIT_BELOW, ThemeTexts
from miner.themes.terms import coherence, key_terms, presence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["choice_table", "numbers_around"]

FloatArray = npt.NDArray[np.float64]


def numbers_around(k: int, paragraphs: int) -> list[int]:
    """Numbers of themes worth a look beside `k`: from half of it to twice as many."""
    tried = {max(2, round(k * f)) for f in (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)} | {k}
    return sorted(n for n in tried if n == k or n <= max(2, paragraphs // 4))


def choice_table(reading: ThemeTexts, used: int, numbers: Iterable[int], random_state: int) -> pd.DataFrame:
    """Coherence, stability, smallest theme and unfit share for each number, as the table THEME_CHOICE.

    Stability: the model is fitted again on each half of the paragraphs (every other one); each theme is
    matched with the most similar of the half by its ten key terms (Jaccard).
    Raises InputError for a number below 1.
    """
    rows = []
    votes = reading.votes
    half = np.arange(len(votes)) % 2 == 0
    for n in sorted(set(numbers)):
        if n < 1:
            raise InputError(f"n_themes must be at least 1, not {n}")
        model = ThemeModel(n, random_state=random_state)
        lists, shares, fit, own = _listed(model, reading, votes)
        terms = model.vocabulary_.terms
        has = presence(own)
        coherent = float(np.nanmean(np.append(coherence(has, lists, votes), np.nan if lists else 0.0)))
        words = [{terms[c] for c in row} for row in lists]
        found = []
        for part in (half, ~half):
            weight = np.where(part, votes, 0.0)
            other = ThemeModel(n, random_state=random_state)
            try:
                theirs, _, _, _ = _listed(other, reading, weight)
            except InputError:
                continue
            found.append(_overlap(words, [{other.vocabulary_.terms[c] for c in row} for row in theirs]))
        length = reading.units.chars
        part_of = (shares * length[:, None]).sum(axis=0) / max(1, length.sum())
        rows.append(
            (
                n,
                round(coherent, 6),
                round(float(np.mean(found)), 6) if found else np.nan,
                round(float(part_of.min()), 6),
                round(float((fit < UNFIT_BELOW).mean()), 6),
                n == used,
            )
        )
    return tables.THEME_CHOICE.frame(rows)


def _listed(
    model: ThemeModel, reading: ThemeTexts, weight: FloatArray
) -> tuple[list[npt.NDArray[np.int64]], FloatArray, FloatArray, sparse.csr_matrix]:
    own, rows = model.learn(reading.units, weight)
    shares, fit = model.said_of(rows)
    listed = key_terms(own, presence(own), shares, weight, model.vocabulary_.terms, 10)
    return (
        [np.array([c for c, _, _ in row], dtype=np.int64) for row in listed],
        shares,
        fit,
        own,
    )


def _overlap(mine: list[set[str]], theirs: list[set[str]]) -> float:
    best = [max((len(a & b) / max(1, len(a | b)) for b in theirs), default=0.0) for a in mine]
    return float(np.mean(best)) if best else 0.0
