"""`extract_themes`: from plans to themes, in the order a reader would do it by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan, as_plans
from miner.duplicates import find_duplicates
from miner.errors import InputError
from miner.themes.model import ThemeModel
from miner.themes.paragraphs import Paragraphs
from miner.themes.reading import NO_TERM, NO_THEME, UNFIT_BELOW, Reading, ThemeData
from miner.themes.result import Themes, make_themes
from miner.themes.votes import copies_of

if TYPE_CHECKING:
    from miner.duplicates import Duplicates

__all__ = ["extract_themes"]

FloatArray = npt.NDArray[np.float64]


def extract_themes(
    corpus: Iterable[Plan] | Plan,
    n_themes: int | None = None,
    random_state: int = 0,
    *,
    duplicates: Duplicates | None = None,
    n_terms: int = 20,
    n_sentences: int = 8,
) -> Themes:
    """Find what the plans are about: themes with a name, key terms, shares, paragraphs and sentences.

    The units are body paragraphs; copies have one vote together (by `duplicates`, made here where it is not
    given). `n_themes` None takes the cube root of the number of distinct paragraphs (`Themes.choice` shows
    what other numbers would give). `n_terms` key terms and `n_sentences` sentences are kept of each theme.

    The same corpus, `n_themes` and `random_state` give the same tables, on any number of threads.
    Raises InputError when the corpus holds no body text, or `n_themes` is below 1.
    """
    plans = as_plans(corpus)
    if n_themes is not None and n_themes < 1:
        raise InputError(f"n_themes must be at least 1, not {n_themes}")
    data = read_plans(plans, duplicates)
    model = ThemeModel(n_themes, random_state=random_state)
    model.fit(data.units, sample_weight=data.votes)
    return make_themes(fit_data(data, model), n_terms=n_terms, n_sentences=n_sentences)


def read_plans(plans: Sequence[Plan], duplicates: Duplicates | None) -> Reading:
    """The paragraphs of `plans`, where they stand, and their votes. Raises InputError where there is none."""
    units = Paragraphs.from_plans(plans)
    if not len(units):
        raise InputError("no plan holds a body paragraph to find themes in")
    start, end = units.raw_spans()
    if duplicates is None and len(plans) > 1:
        duplicates = find_duplicates(plans)
    return Reading(tuple(plans), units, start, end, copies_of(units, plans, duplicates, start, end))


def fit_data(reading: Reading, model: ThemeModel) -> ThemeData:
    """What the fitted `model` says of each paragraph."""
    own, rows = model.vocabulary_.paragraph_matrix(reading.units, model.head_weight)
    loads = model.loads(rows)
    fit = model.fit_of(rows, loads)
    total = loads.sum(axis=1, keepdims=True)
    shares = np.round(loads / np.where(total > 0, total, 1), 6)
    nothing = np.diff(own.indptr) == 0
    reasons = np.where(nothing, NO_TERM, np.where(fit < UNFIT_BELOW, NO_THEME, "")).astype(object)
    shares[reasons != ""] = 0.0
    k = model.n_themes_
    return ThemeData(reading, model, own, model.components_, shares, fit, reasons, {}, ["model"] * k)
