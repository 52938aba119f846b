"""Hold what `extract_themes` returns: tables, and views of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from miner.errors import InputError
from miner.knowledge.caches import cache
from miner.targets import extract_targets
from miner.themes import tables
from miner.themes.choice import choice_table, numbers_around
from miner.themes.codebook import CodebookModel
from miner.themes.contrast import By, by_group, commitments_by_theme, distinctive_terms, trend
from miner.themes.model import ThemeModel, by_length
from miner.themes.names import ceremony, name_themes
from miner.themes.quotes import representatives, summary
from miner.themes.reading import ThemeData
from miner.themes.review import Review, review_of
from miner.themes.terms import coherence, key_terms, presence, whole_form
from miner.themes.workbook import write_workbook

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Themes", "make_themes", "plan_tables", "write_review"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_SECOND = 0.2
"""A paragraph is under every theme with at least this share of it, and under its strongest in any case."""
_CARRIES = 0.05
_AT_ONCE = 20_000
_SAMPLE = 2_000_000
"""So many characters are read to see how a phrase goes on."""


@dataclass(frozen=True, eq=False)
class Themes:
    """Themes of a corpus; made by `extract_themes`. Every table's columns are declared in `miner.tables`.

    `themes` (THEMES), `terms` (TERMS), `theme_shares` (THEME_SHARES), `paragraphs` (PARAGRAPHS),
    `representatives` (REPRESENTATIVES), `unfit` (UNFIT).
    """

    themes: pd.DataFrame
    terms: pd.DataFrame
    theme_shares: pd.DataFrame
    paragraphs: pd.DataFrame
    representatives: pd.DataFrame
    unfit: pd.DataFrame
    _data: ThemeData = field(repr=False)
    _review: Review | None = field(default=None, repr=False)
    _found: Themes | None = field(default=None, repr=False)

    @property
    def shares(self) -> pd.DataFrame:
        """`theme_shares` by a shorter name."""
        return self.theme_shares

    @property
    def model(self) -> ThemeModel | CodebookModel:
        """The fitted estimator; its `transform` reads the same themes off other plans."""
        return self._data.model

    @property
    def unreviewed(self) -> Themes:
        """The themes as the model found them, before any decision of a reviewer."""
        return self._found or self

    @cached_property
    def review(self) -> Review:
        """The decisions that hold here; where there was no review, every theme kept as it is."""
        return self._review or review_of(self._data, self.names)

    def write_review(self, path: str | os.PathLike[str]) -> None:
        """Write the review workbook: to be edited and given back as `extract_themes(…, review=path)`.

        Raises InputError when the folder does not exist.
        """
        write_review(self, path)

    @cached_property
    def names(self) -> dict[int, str]:
        """The name of each theme by its number."""
        return dict(zip(self.themes["theme"], self.themes["name"], strict=True))

    @property
    def summaries(self) -> pd.DataFrame:
        """Three sentences a theme, verbatim and in the order of the plans (rows of `representatives`)."""
        rows = self.representatives[self.representatives["summary"]]
        order = {p.id: i for i, p in enumerate(self._data.reading.plans)}
        rows = rows.assign(_at=rows["plan_id"].map(order)).sort_values(
            ["theme", "_at", "start"], kind="stable"
        )
        return rows.drop(columns="_at").reset_index(drop=True)

    @cached_property
    def theme_choice(self) -> pd.DataFrame:
        """Coherence and stability for several numbers of themes around the one in use (THEME_CHOICE).

        Computed when it is first asked for: it fits the model three times for each number.
        """
        return self.try_numbers(numbers_around(len(self.themes), len(self._data.reading.units)))

    def try_numbers(self, numbers: Iterable[int]) -> pd.DataFrame:
        """The table THEME_CHOICE for `numbers` of themes. Raises InputError for a number below 1."""
        state = getattr(self.model, "random_state", 0)
        return choice_table(self._data.reading, len(self.themes), numbers, state)

    def distinctive(self, by: By = "plan", n: int = 10) -> pd.DataFrame:
        """The `n` most distinctive terms of each plan or group (DISTINCTIVE), places left out.

        `by` is a field of Plan, a mapping {plan_id: group} or a function of a plan. Raises InputError for
        an unknown field.
        """
        data = self._data
        return distinctive_terms(data.reading, data.model.vocabulary_.terms, data.own, by, n)

    def by_group(self, by: By) -> pd.DataFrame:
        """Mean shares of the themes in each group of plans (THEME_GROUPS); `by` as in `distinctive`."""
        units = self._data.reading.units
        filled = np.bincount(units.plan, minlength=units.plans) > 0
        return by_group(self._data.reading.plans, self._plan_shares, self.names, by, filled)

    def by_year(self) -> pd.DataFrame:
        """Mean shares of the themes in each year (THEME_GROUPS); plans without a year are left out."""
        return self.by_group("year")

    def trend(self) -> pd.DataFrame:
        """How each theme's yearly share changes (THEME_TREND)."""
        return trend(self.by_year(), self.names)

    def commitments(self, targets: pd.DataFrame | None = None) -> pd.DataFrame:
        """How many commitments each theme carries (THEME_COMMITMENTS).

        `targets` is a table of targets or quantities; None extracts them. Raises InputError when it lacks
        plan_id or start.
        """
        if targets is None:
            targets = extract_targets(self._data.reading.plans)
        best = np.where(self._data.shares.any(axis=1), self._data.shares.argmax(axis=1), -1)
        return commitments_by_theme(self._data.reading, best, self._plan_shares, self.names, targets)

    @cached_property
    def _plan_shares(self) -> FloatArray:
        return by_length(self._data.reading.units, self._data.shares)

    def __repr__(self) -> str:
        return f"<Themes: {len(self.themes)} themes of {len(self._data.reading.plans)} plans>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{h}</th>" for h in ("", "theme", "share", "key terms"))
        body = "".join(
            f"<tr><td>{r.theme}</td><td>{escape(str(r.name))}</td><td>{r.share:.1%}</td>"
            f"<td>{escape(str(r.key_terms))}</td></tr>"
            for r in self.themes.head(40).itertuples(index=False, name="Row")
        )
        return f"<p>{escape(repr(self)[1:-1])}</p><table><tr>{head}</tr>{body}</table>"


def no_themes() -> Themes:
    """The themes of plans that hold too little text for any: every table empty, no model."""
    return Themes(
        tables.THEMES.frame([]),
        tables.TERMS.frame([]),
        tables.THEME_SHARES.frame([]),
        tables.PARAGRAPHS.frame([]),
        tables.REPRESENTATIVES.frame([]),
        tables.UNFIT.frame([]),
        cast("ThemeData", None),
    )


def write_review(themes: Themes, path: str | os.PathLike[str]) -> None:
    """Write the review workbook of `themes` to `path`, decisions taken earlier filled in.

    Rows are the themes as the model found them, so that a merge or a drop can be taken back.
    Raises InputError when the folder does not exist or there are no themes to review.
    """
    if not len(themes.themes):
        raise InputError("there are no themes to review: the plans hold too little text")
    found = themes.unreviewed
    write_workbook(path, themes.review, found.themes, found.representatives, found._data)


def make_themes(
    data: ThemeData,
    n_terms: int = 20,
    n_sentences: int = 8,
    review: Review | None = None,
    found: Themes | None = None,
) -> Themes:
    """Make the tables of what the model said; `review` and `found` where a reviewer has decided on it."""
    reading, units = data.reading, data.reading.units
    votes = reading.votes
    vocabulary = data.model.vocabulary_
    sample = "\n".join(islice(units.texts, int(np.searchsorted(np.cumsum(units.chars), _SAMPLE)) + 1))[
        :_SAMPLE
    ]

    @cache
    def whole(term: str) -> str:
        return term if term in units.lexicon.numbers else whole_form(term, sample)

    has = presence(data.own)
    listed = key_terms(data.own, has, data.shares, votes, vocabulary.terms, max(n_terms, 10), whole)
    terms = [[(term, w) for _, w, term in row] for row in listed]
    kinds = [ceremony(row) for row in terms]
    known = dict(data.names)
    for t, kind in enumerate(kinds):
        if kind is not None and t not in known and kind not in known.values():
            known[t] = kind
    names = name_themes(units, data.shares, votes, [[t for t, _ in row] for row in terms], known)
    quoted = representatives(vocabulary, data.components, units, data.shares, votes, n_sentences)
    share = by_length(units, data.shares)
    top = [np.array([c for c, _, _ in row[:10]], dtype=np.int64) for row in listed]
    coherent = coherence(has, top, votes)
    seen = np.asarray(has.sum(axis=0)).ravel()
    best = np.where(data.shares.any(axis=1), data.shares.argmax(axis=1), -1)
    length = units.chars.astype(float)
    overall = np.zeros(data.shares.shape[1])
    for first in range(0, len(length), _AT_ONCE):  # row by row, as one sum over all would be
        part = data.shares[first : first + _AT_ONCE] * length[first : first + _AT_ONCE, None]
        overall = np.vstack((overall, part)).sum(axis=0)
    overall /= length.sum()
    theme_rows = []
    for t, row in enumerate(terms):
        theme_rows.append(
            (
                t + 1,
                names[t],
                round(float(overall[t]), 6),
                int((share[:, t] >= _CARRIES).sum()),
                int((best == t).sum()),
                " ".join(term for term, _ in row[:10]),
                round(float(coherent[t]), 6),
                kinds[t] is not None,
                kinds[t],
                data.origins[t],
                data.signed.get(t),
                data.notes.get(t),
            )
        )
    term_rows = [
        (t + 1, term, w, int(seen[c])) for t, row in enumerate(listed) for c, w, term in row[:n_terms]
    ]
    shares, paragraphs, unfit = plan_tables(data, share)
    return Themes(
        tables.THEMES.frame(theme_rows),
        tables.TERMS.frame(term_rows),
        shares,
        paragraphs,
        tables.REPRESENTATIVES.frame(_quote_rows(data, quoted)),
        unfit,
        data,
        review,
        found,
    )


def plan_tables(
    data: ThemeData, share: FloatArray | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables that speak of single plans: THEME_SHARES, PARAGRAPHS, UNFIT."""
    if share is None:
        share = by_length(data.reading.units, data.shares)
    return (
        _share_table(data, share),
        _paragraph_table(data),
        tables.UNFIT.frame(_unfit_rows(data)),
    )


def _share_table(data: ThemeData, share: FloatArray) -> pd.DataFrame:
    units, k = data.reading.units, share.shape[1]
    total = np.bincount(units.plan, weights=units.chars, minlength=units.plans)
    filled = np.flatnonzero(total)
    ids = np.array([p.id for p in data.reading.plans], dtype=object)
    chars = share[filled] * total[filled, None]
    return tables.THEME_SHARES.of_columns(
        np.repeat(ids[filled], k),
        np.tile(np.arange(1, k + 1), len(filled)),
        share[filled].ravel(),
        np.array([round(c, 1) for c in chars.ravel().tolist()]),
    )


def _paragraph_table(data: ThemeData) -> pd.DataFrame:
    reading, units = data.reading, data.reading.units
    best = data.shares.argmax(axis=1)
    keep = data.shares >= _SECOND
    keep[np.arange(len(best)), best] = data.shares.any(axis=1)
    i, t = np.nonzero(keep)
    moved = np.zeros(len(best), bool)
    moved[list(data.moved)] = True
    return tables.PARAGRAPHS.of_columns(
        np.array([p.id for p in reading.plans], dtype=object)[units.plan[i]],
        reading.raw_start[i],
        reading.raw_end[i],
        t + 1,
        np.round(data.shares[i, t], 6),
        np.array(units.section_ids, dtype=object)[i],
        np.round(data.fit[i], 6),
        reading.copies[i],
        moved[i],
    )


def _unfit_rows(data: ThemeData) -> list[tuple[Any, ...]]:
    reading, rows = data.reading, []
    for i in np.flatnonzero(data.reasons != "").tolist():
        plan = reading.plans[reading.units.plan[i]]
        a, b = int(reading.raw_start[i]), int(reading.raw_end[i])
        rows.append((plan.id, a, b, plan.source.text[a:b], str(data.reasons[i])))
    return rows


def _quote_rows(data: ThemeData, quoted: Any) -> list[tuple[Any, ...]]:
    reading, rows = data.reading, []
    for t, sentences in enumerate(quoted.chosen):
        in_summary = set(summary(sentences, quoted.rows))
        for rank, s in enumerate(sentences, 1):
            tree = reading.units.outline(s.plan)
            plan = reading.plans[s.plan]
            a, b = tree.normalized.to_raw(s.start, s.end)
            rows.append((t + 1, plan.id, a, b, plan.source.text[a:b], rank, s.score, s in in_summary))
    return rows
