"""Extract themes from plans: read paragraphs, fit the model, name the themes, apply a review."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from miner.corpus import Plan, as_plans
from miner.duplicates import find_duplicates
from miner.errors import InputError, TooLittleTextError
from miner.themes.codebook import CODEBOOKS, Codebook, CodebookModel, read_codebook
from miner.themes.embeddings import encoder
from miner.themes.model import ThemeModel
from miner.themes.paragraphs import Paragraphs
from miner.themes.reading import NO_TERM, NO_THEME, UNFIT_BELOW, ThemeData, ThemeTexts
from miner.themes.result import Themes, make_themes, no_themes
from miner.themes.review import Review, apply_review, fingerprint, review_of
from miner.themes.votes import copies_of
from miner.themes.workbook import read_review

if TYPE_CHECKING:
    from miner.duplicates import Duplicates

__all__ = ["extract_themes"]


def extract_themes(
    corpus: Iterable[Plan] | Plan,
    n_themes: int | None = None,
    random_state: int = 0,
    *,
    duplicates: Duplicates | None = None,
    codebook: str | os.PathLike[str] | Codebook | Mapping[str, Iterable[str]] | None = None,
    embeddings: bool = False,
    review: Review | str | os.PathLike[str] | None = None,
    n_terms: int = 20,
    n_sentences: int = 8,
) -> Themes:
    """Find what the plans are about: themes with a name, key terms, shares, paragraphs and sentences.

    The units are body paragraphs; copies have one vote together (by `duplicates`, made here where it is not
    given). `n_themes` None takes the cube root of the number of distinct paragraphs (`Themes.choice` shows
    what other numbers would give); a corpus with fewer paragraphs gets fewer themes. `n_terms` key terms
    and `n_sentences` sentences are kept of each theme.

    `codebook` (`government`, `school`, `union`, a CSV file, {theme: words}) alone fixes the themes; with a
    larger `n_themes` its themes come first and the model adds the others. `embeddings` reads a codebook's
    themes by sentence embeddings besides its words (extra `embeddings`). `review` is an edited workbook of
    `Themes.write_review` (or a `Review`), whose decisions hold here.

    The same corpus, `n_themes` and `random_state` give the same tables, on any number of threads.
    Raises InputError when the corpus holds no body text, `n_themes` is below 1 or not above the number of
    the codebook's themes, the codebook or the review cannot be read, or `embeddings` is asked for without
    a codebook that alone fixes the themes; MissingExtraError when the extra is not installed.
    """
    plans = as_plans(corpus)
    if n_themes is not None and n_themes < 1:
        raise InputError(f"n_themes must be at least 1, not {n_themes}")
    decided = read_review(review) if isinstance(review, (str, os.PathLike)) else review
    book = read_codebook(codebook) if codebook is not None else None
    if book is None and decided is not None and decided.codebook:
        if decided.codebook not in CODEBOOKS:
            raise InputError(f"the review was made with the codebook {decided.codebook}; give its file again")
        book = read_codebook(decided.codebook)
    if embeddings and (book is None or n_themes is not None):
        raise InputError("embeddings read the themes of a codebook: give a codebook, and no n_themes")
    if embeddings:
        encoder()  # where it is missing, that is said before the plans are read
    reading = read_plans(plans, duplicates)
    with threadpool_limits(limits=1):  # the products are small: other threads would only wait
        model = _model(reading, n_themes, random_state, book, decided)
        if isinstance(model, CodebookModel):
            model.embeddings = embeddings or (decided is not None and decided.embeddings)
        return _extracted(reading, model, book, decided, n_terms, n_sentences)


def _extracted(
    reading: ThemeTexts,
    model: ThemeModel | CodebookModel,
    book: Codebook | None,
    decided: Review | None,
    n_terms: int,
    n_sentences: int,
) -> Themes:
    """Fit the model, read the themes off it and apply the decisions of a review."""
    data = fit_data(reading, model, book)
    themes = make_themes(data, n_terms=n_terms, n_sentences=n_sentences)
    if decided is None:
        return themes
    if len(decided.decisions) > data.shares.shape[1]:
        raise InputError(
            f"the review has {len(decided.decisions)} themes, this corpus has text for {data.shares.shape[1]}"
        )
    return make_themes(apply_review(data, decided), n_terms, n_sentences, _continued(themes, decided), themes)


def _model(
    reading: ThemeTexts, n_themes: int | None, random_state: int, book: Codebook | None, review: Review | None
) -> ThemeModel | CodebookModel:
    """The estimator that the arguments ask for, not fitted."""
    if book is not None and n_themes is not None and n_themes < len(book):
        raise InputError(f"the codebook {book.name} has {len(book)} themes; n_themes must be larger, or None")
    if book is not None and n_themes is None and (review is None or review.codebook == book.name):
        return CodebookModel(book)
    if review is not None:
        k = len(review.decisions)
        same = review.corpus == fingerprint(reading) and n_themes in (None, k)
        seeds = review.first_seeds if same else review.seeds
        state = review.random_state if same else random_state
        return ThemeModel(max(k, n_themes or k), random_state=state, seeds=seeds or None)
    if book is not None:
        return ThemeModel(
            n_themes, random_state=random_state, seeds={n: dict.fromkeys(w, 1.0) for n, w in book.themes}
        )
    return ThemeModel(n_themes, random_state=random_state)


def _continued(themes: Themes, decided: Review) -> Review:
    """The decisions, on the themes as found now: with their present terms, and the themes found anew."""
    now = review_of(themes._data, themes.names)
    decisions = [
        replace(d, terms=n.terms, seeds=n.seeds)
        for d, n in zip(decided.decisions, now.decisions, strict=False)
    ]
    return replace(now, decisions=(*decisions, *now.decisions[len(decisions) :]), moves=decided.moves)


def themes_if_any(
    plans: Iterable[Plan], n_themes: int | None, random_state: int, duplicates: Duplicates
) -> Themes:
    """The themes, or empty tables where there is too little text for any: that must not end a whole job.

    Raises InputError for an argument that is out of range.
    """
    try:
        return extract_themes(plans, n_themes=n_themes, random_state=random_state, duplicates=duplicates)
    except TooLittleTextError:
        return no_themes()


def read_plans(plans: Sequence[Plan], duplicates: Duplicates | None) -> ThemeTexts:
    """The paragraphs of `plans`, where they stand, and their votes. Raises InputError where there is none."""
    units = Paragraphs.from_plans(plans)
    if not len(units):
        raise TooLittleTextError("no plan holds a body paragraph to find themes in")
    start, end = units.raw
    if duplicates is None and len(plans) > 1:
        duplicates = find_duplicates(plans)
    return ThemeTexts(tuple(plans), units, start, end, copies_of(units, plans, duplicates, start, end))


def fit_data(reading: ThemeTexts, model: ThemeModel | CodebookModel, book: Codebook | None) -> ThemeData:
    """Fit `model` to the paragraphs, and what it says of each of them."""
    own, rows = model.learn(reading.units, reading.votes)
    return _said(reading, model, book, own, rows)


def read_off(reading: ThemeTexts, model: ThemeModel) -> ThemeData:
    """What a model that was fitted before says of paragraphs, seen by it or not."""
    own, rows = model.vocabulary_.paragraph_matrix(reading.units, model.head_weight)
    return _said(reading, model, None, own, rows)


def _said(
    reading: ThemeTexts, model: ThemeModel | CodebookModel, book: Codebook | None, own: Any, rows: Any
) -> ThemeData:
    k = model.n_themes_
    names: dict[int, str] = {}
    if isinstance(model, CodebookModel):
        shares = model.shares_of(reading.units)
        nothing = ~shares.any(axis=1)
        fit = np.where(nothing, 0.0, 1.0)
    else:
        shares, fit = model.said_of(rows)
        nothing = np.diff(own.indptr) == 0
    if book is not None:
        names = dict(enumerate(book.names))
    np.round(shares, 6, out=shares)
    reasons: Any = np.where(nothing, NO_TERM, np.where(fit < UNFIT_BELOW, NO_THEME, "")).astype(object)
    shares[reasons != ""] = 0.0
    origins = ["codebook" if i in names else "model" for i in range(k)]
    return ThemeData(reading, model, own, model.components_, shares, fit, reasons, names, origins)
