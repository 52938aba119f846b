"""Contrast plans: distinctive terms, themes by group and by year, commitments by theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy import sparse, stats

from miner.corpus import Plan
from miner.errors import InputError
from miner.themes import tables
from miner.themes.paragraphs import Paragraphs
from miner.themes.reading import ThemeTexts
from miner.themes.terms import log_odds
from miner.themes.words import is_place

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["By", "by_group", "commitments_by_theme", "distinctive_terms", "groups_of", "trend"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
By = str | Mapping[str, Any] | Callable[[Plan], Any]
"""How plans are grouped: a field of Plan (`year`, `place`, …), {plan_id: group}, or a function of a plan."""

_LEAST_Z = 1.96


def groups_of(plans: Sequence[Plan], by: By) -> list[str | None]:
    """The group of each plan, None where it has none. Raises InputError for a field that Plan lacks."""
    if callable(by):
        values = [by(p) for p in plans]
    elif isinstance(by, Mapping):
        values = [by.get(p.id) for p in plans]
    elif by in ("plan", "plan_id"):
        values = [p.id for p in plans]
    elif plans and not hasattr(plans[0], by):
        raise InputError(f"plans have no field {by!r} to group by; year, place, issuer, kind or plan do")
    else:
        values = [getattr(p, by) for p in plans]
    return [None if g is None or g == "" else str(g) for g in values]


def distinctive_terms(reading: ThemeTexts, terms: tuple[str, ...], own: Any, by: By, n: int) -> pd.DataFrame:
    """The `n` most distinctive terms of each group as the table DISTINCTIVE; no names of places.

    Counted are all words, and the phrases of the model; a word only one plan uses is distinctive of it.
    """
    groups = groups_of(reading.plans, by)
    names = sorted({g for g in groups if g is not None})
    counted, columns = _counts(reading.units, terms, own)
    member = sparse.csr_matrix(
        (
            np.ones(sum(g is not None for g in groups)),
            zip_indices([(names.index(g), i) for i, g in enumerate(groups) if g is not None]),
        ),
        shape=(len(names), len(reading.plans)),
    )
    inside = np.asarray((member @ counted).todense()) if names else np.zeros((0, len(columns)))
    z = np.round(log_odds(inside), 6)
    total = inside.sum(axis=0)
    own_places = "".join(p.place or "" for p in reading.plans)
    rows = []
    for g, name in enumerate(names):
        chosen: list[str] = []
        for i in np.lexsort((np.arange(len(columns)), -z[g])).tolist():
            term = columns[i]
            if len(chosen) == n or z[g, i] < _LEAST_Z:
                break
            overlap = any(term in k or k in term for k in chosen)
            if inside[g, i] < 2 or overlap or is_place(term) or term in own_places:
                continue
            chosen.append(term)
            rows.append((name, term, float(z[g, i]), float(inside[g, i]), float(total[i] - inside[g, i])))
    return tables.DISTINCTIVE.frame(rows)


def zip_indices(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Rows and columns of (row, column) pairs."""
    return [a for a, _ in pairs], [b for _, b in pairs]


def _counts(units: Paragraphs, terms: tuple[str, ...], own: Any) -> tuple[sparse.csr_matrix, list[str]]:
    """Counts (plans × columns) of every usable word that occurs twice, and of the model's phrases."""
    words = units.lexicon.words()
    usable = units.lexicon.usable()
    times = np.bincount(units.body.word, minlength=len(words))
    chosen = np.flatnonzero(usable & (times >= 2))
    at = np.full(len(words), -1)
    at[chosen] = np.arange(len(chosen))
    column = at[units.body.word]
    keep = column >= 0
    plan = units.plan[units.body.text]
    single = sparse.csr_matrix(
        (np.ones(int(keep.sum())), (plan[keep], column[keep])), shape=(units.plans, len(chosen))
    )
    phrases = [i for i, t in enumerate(terms) if t not in units.lexicon.numbers]
    member = sparse.csr_matrix(
        (np.ones(len(units)), (units.plan, np.arange(len(units)))), shape=(units.plans, len(units))
    )
    joined = sparse.csr_matrix(member @ own)[:, phrases]
    columns = [words[i] for i in chosen] + [terms[i] for i in phrases]
    return sparse.hstack([single, joined]).tocsr(), columns


def by_group(
    plans: Sequence[Plan], shares: FloatArray, names: Mapping[int, str], by: By, filled: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Mean shares of the themes in each group as the table THEME_GROUPS; every plan with text counts the same."""
    groups = groups_of(plans, by)
    rows = []
    for group in sorted({g for g, f in zip(groups, filled, strict=True) if g is not None and f}):
        inside = np.array([g == group and f for g, f in zip(groups, filled, strict=True)])
        mean = np.round(shares[inside].mean(axis=0), 6)
        rows += [(group, t + 1, names[t + 1], float(mean[t]), int(inside.sum())) for t in range(len(mean))]
    return tables.THEME_GROUPS.frame(rows)


def trend(yearly: pd.DataFrame, names: Mapping[int, str]) -> pd.DataFrame:
    """How the share of each theme changes over the years of a `by_group(…, "year")`, as THEME_TREND.

    The slope is Theil and Sen's median of the slopes between any two years, the test Mann and Kendall's;
    both are little moved by one odd year.
    """
    rows = []
    for theme, name in names.items():
        mine = yearly[yearly["theme"] == theme]
        year = mine["group"].to_numpy().astype(np.int64)
        share = mine["share"].to_numpy()[np.argsort(year)]
        year.sort()
        first, last = (float(share[0]), float(share[-1])) if len(share) else (np.nan, np.nan)
        slope = tau = np.nan
        verdict: str | None = None
        if len(year) >= 2:
            slope = round(float(stats.theilslopes(share, year).slope), 6)
        if len(year) >= 3 and len(set(share)) > 1:
            test = stats.kendalltau(year, share)
            tau = round(float(test.statistic), 6)
            if len(year) >= 4:
                verdict = ("rising" if slope > 0 else "falling") if test.pvalue < 0.05 else "none"
        rows.append((theme, name, len(year), first, last, slope, tau, verdict))
    return tables.THEME_TREND.frame(rows)


def commitments_by_theme(
    reading: ThemeTexts,
    best: npt.NDArray[np.int64],
    shares: FloatArray,
    names: Mapping[int, str],
    targets: Any,
) -> pd.DataFrame:
    """How many of the `targets` (a table with plan_id and start) lie in each theme, as THEME_COMMITMENTS."""
    missing = {"plan_id", "start"} - set(targets.columns)
    if missing:
        raise InputError(f"the table of targets lacks the column {', '.join(sorted(missing))}")
    if "status" in targets.columns:
        targets = targets[targets["status"] == "commitment"]
    units, plans, k = reading.units, reading.plans, len(names)
    number = {p.id: i for i, p in enumerate(plans)}
    first = np.searchsorted(units.plan, np.arange(len(plans) + 1))
    counts = np.zeros((len(plans), k))
    for plan_id, start in zip(targets["plan_id"], targets["start"], strict=True):
        i = number.get(plan_id)
        if i is None:
            continue
        a, b = int(first[i]), int(first[i + 1])
        at = a + int(np.searchsorted(reading.raw_end[a:b], start, side="right"))
        if at < b and reading.raw_start[at] <= start and best[at] >= 0:
            counts[i, best[at]] += 1
    length = units.chars.astype(float)
    chars = np.array([length[best == t].sum() for t in range(k)])
    part = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rows = []
    for t in range(k):
        varied = len(plans) >= 3 and len(set(part[:, t])) > 1 and len(set(shares[:, t])) > 1
        rho = round(float(stats.spearmanr(shares[:, t], part[:, t]).statistic), 6) if varied else np.nan
        density = round(1e4 * float(counts[:, t].sum()) / chars[t], 6) if chars[t] else np.nan
        rows.append(
            (t + 1, names[t + 1], int(counts[:, t].sum()), int((counts[:, t] > 0).sum()), density, rho)
        )
    return tables.THEME_COMMITMENTS.frame(rows)
