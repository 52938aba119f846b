"""Score distinctive terms by log-odds with an informative Dirichlet prior; key terms of a theme; coherence.

The statistic is that of Monroe, Colaresi and Quinn, “Fightin' Words” (Political Analysis 16, 2008): the
difference of the log-odds of a term inside and outside a group, each with a prior in proportion to the
term's frequency in the whole corpus, divided by its standard error. Rare terms are drawn towards no
difference, so that the list is neither of rare words nor of common ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import islice

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import sparse

from miner.knowledge.scripts import is_han

__all__ = ["coherence", "key_terms", "largest", "log_odds", "pair_npmi", "presence"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_PRIOR = 1000.0
"""Weight of the prior, in term occurrences; at most a tenth of all occurrences."""
_CANDIDATES = 40
_AT_ONCE = 20_000
"""Paragraphs counted at once."""
_LONGEST, _OCCURRENCES = 10, 1000
_LOOSE = "的和与及等了在是为以将对把也都或之年月日"
"""Characters that are no part of a term though they stand next to it."""
_COHESION = 2.0
"""How strongly a key term is favored for standing in the same paragraphs as the others of its theme."""


def largest(values: FloatArray, count: int) -> IntArray:
    """Where the `count` largest values stand (int64), the largest first, the first of equal ones first."""
    if len(values) > count:
        places = np.flatnonzero(values >= np.partition(values, -count)[-count])
    else:
        places = np.arange(len(values))
    return np.asarray(places[np.argsort(-values[places], kind="stable")][:count])


def log_odds(inside: FloatArray, prior: float = _PRIOR) -> FloatArray:
    """z-scores (groups × terms) of counts `inside` (groups × terms) against all other groups together."""
    total = inside.sum(axis=0)
    everything = max(float(total.sum()), 1.0)
    alpha = min(prior, everything / 10) * np.maximum(total, 1e-9) / everything
    alpha0 = float(alpha.sum())
    n = inside.sum(axis=1, keepdims=True)
    outside = np.maximum(total - inside, 0.0)
    m = everything - n
    with np.errstate(divide="ignore", invalid="ignore"):
        log_inside = np.log((inside + alpha) / np.maximum(n + alpha0 - inside - alpha, 1e-9))
        log_outside = np.log((outside + alpha) / np.maximum(m + alpha0 - outside - alpha, 1e-9))
        z = (log_inside - log_outside) / np.sqrt(1 / (inside + alpha) + 1 / (outside + alpha))
    return np.asarray(np.nan_to_num(z, nan=0.0, posinf=0.0, neginf=0.0))


def pair_npmi(has: sparse.csc_matrix, columns: IntArray, weight: FloatArray) -> FloatArray:
    """Normalized pointwise mutual information (-1 to 1) of every two columns, over the weighted rows."""
    sub = has[:, columns]
    total = max(float(weight.sum()), 1e-12)
    joint = np.asarray((sub.T @ sparse.diags(weight) @ sub).todense()) / total
    p = np.asarray(sub.T @ weight).ravel() / total
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / np.outer(p, p)) / -np.log(joint)
    npmi = np.where(joint > 0, npmi, -1.0)
    return np.asarray(np.clip(np.nan_to_num(npmi, nan=1.0, posinf=1.0, neginf=-1.0), -1, 1))


def coherence(has: sparse.csc_matrix, lists: list[IntArray], weight: FloatArray) -> FloatArray:
    """Mean NPMI of every two terms of each list (float64, one entry a list; NaN for fewer than two)."""
    out = []
    for columns in lists:
        if len(columns) < 2:
            out.append(np.nan)
            continue
        npmi = pair_npmi(has, columns, weight)
        out.append(float(npmi[np.triu_indices(len(columns), 1)].mean()))
    return np.array(out)


def presence(own: sparse.csr_matrix) -> sparse.csc_matrix:
    """1 for every term that a paragraph holds (float64, paragraphs × terms), by columns."""
    has = own.tocsc()
    has.data[:] = 1.0
    return has


def key_terms(
    own: sparse.csr_matrix,
    has: sparse.csc_matrix,
    shares: FloatArray,
    weight: FloatArray,
    names: tuple[str, ...],
    top: int,
    whole: Callable[[str], str] = str,
) -> list[list[tuple[int, float, str]]]:
    """The key terms of each theme: (column, weight, term), best first; a term is listed under one theme only.

    Counted are paragraphs (`own` > 0, which is `has`), each by its share of the theme, sharpened, and its weight. Candidates
    are the most distinctive terms of the theme; of these, terms that stand in the same paragraphs as the
    other candidates come first. Of two terms of which one holds the other, one is listed; `whole` gives the form in which a term is shown.
    """
    z = log_odds(_under(own, shares, weight).T)
    home = np.round(z, 9).argmax(axis=0)
    out: list[list[tuple[int, float, str]]] = []
    for theme in range(shares.shape[1]):
        mine = np.flatnonzero((home == theme) & (z[theme] > 0))
        mine = mine[np.lexsort((mine, -np.round(z[theme][mine], 9)))][: max(_CANDIDATES, 2 * top)]
        if not len(mine):
            out.append([])
            continue
        strength = z[theme][mine] / z[theme][mine].max()
        npmi = pair_npmi(has, mine, weight)
        np.fill_diagonal(npmi, 0.0)
        cohesion = (npmi * strength).sum(axis=1) / strength.sum()
        score = np.round(strength * np.exp(_COHESION * cohesion), 6)
        frequent = np.asarray(has[:, mine].sum(axis=0)).ravel()
        shown = [whole(names[i]) for i in mine.tolist()]
        picked = _without_overlap(shown, score, frequent, top)
        out.append([(int(mine[i]), float(score[i]), shown[i]) for i in picked])
    return out


def _under(own: sparse.csr_matrix, shares: FloatArray, weight: FloatArray) -> FloatArray:
    """How much of the paragraphs with each term is under each theme (terms × themes), the shares sharpened."""
    out = np.zeros((own.shape[1], shares.shape[1]))
    for first in range(0, len(shares), _AT_ONCE):
        last = min(len(shares), first + _AT_ONCE)
        sharp = shares[first:last] ** 1.5
        sharp /= np.maximum(sharp.sum(axis=1, keepdims=True), 1e-12)
        _add(own.indptr[first : last + 1], own.indices, sharp * weight[first:last, None], out)
    return out


@njit(cache=True, nogil=True)
def _add(bounds, columns, values, out):  # type: ignore[no-untyped-def]
    """Add row i of `values` to those rows of `out` that `columns` names from bounds[i] to bounds[i + 1]."""
    for i in range(len(values)):
        for k in range(bounds[i], bounds[i + 1]):
            for t in range(values.shape[1]):
                out[columns[k], t] += values[i, t]


def whole_form(phrase: str, text: str) -> str:
    """`phrase` with what nearly always stands next to it: 城镇调查 is 城镇调查失业率, 办成一件 is 高效办成一件事.

    A character is added while it follows (or precedes) in three of four occurrences. A phrase that would
    grow beyond ten characters, or is rare, stays as it is.
    """
    at = [m.start() for m in islice(re.finditer(re.escape(phrase), text), _OCCURRENCES)]
    if len(at) < 5:
        return phrase
    size, before, after = len(phrase), 0, 0
    for step in (1, -1):
        while size + before + after <= _LONGEST:
            i = size + after if step == 1 else -1 - before
            around = Counter(text[a + i] for a in at if 0 <= a + i < len(text))
            character, times = max(around.items(), key=lambda c: (c[1], c[0]), default=("", 0))
            if times < 0.75 * len(at) or not is_han(character) or character in _LOOSE:
                break
            after, before = (after + 1, before) if step == 1 else (after, before + 1)
    if size + before + after > _LONGEST:
        return phrase
    before = 0 if before == 1 else before  # one character before is mostly half a word: 规|上工业
    forms = Counter(text[a - before : a + size + after] for a in at if a >= before)
    form = max(forms.items(), key=lambda f: (f[1], f[0]))[0]
    return form.removesuffix("增长") if len(form) > size + 1 else form


def _without_overlap(names: list[str], score: FloatArray, frequent: FloatArray, top: int) -> list[int]:
    """Positions of the best terms, none holding another; a phrase stands for the word it mostly explains."""
    picked: list[int] = []
    for i in sorted(range(len(names)), key=lambda i: (-score[i], i)):
        if any(names[i] in names[j] or names[j] in names[i] for j in picked):
            continue
        longer = [
            j
            for j in range(len(names))
            if j != i
            and names[i] in names[j]
            and frequent[j] >= 0.5 * frequent[i]
            and score[j] >= 0.5 * score[i]
        ]
        if longer and not any(names[longer[0]] in names[j] or names[j] in names[longer[0]] for j in picked):
            i = longer[0]
        picked.append(i)
        if len(picked) == top:
            break
    return sorted(picked, key=lambda i: (-score[i], i))
