"""Factorize sparse rows into non-negative factors with scikit-learn: start values, fitting, transforming rows.

The solver is coordinate descent on one thread, so that any number of threads gives the same.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import svds
from sklearn.decomposition import non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

__all__ = ["fit_factors", "improve", "loads_of", "start_factors", "take_up"]

FloatArray = npt.NDArray[np.float64]

_COARSE = 6_000
"""So many rows, evenly drawn, shape the factors of a larger sample, which then only corrects them."""
_ROUNDS, _CORRECTIONS = 30, 6
"""At most so many steps on the part and on the whole."""
_NOTHING = 1e-9
"""A row that has no more than so much in common with any component is left out of all."""
_AT_ONCE = 20_000
"""So many rows are read off at once."""


def fit_factors(sample: sparse.csr_matrix, k: int, rounds: int) -> tuple[FloatArray, FloatArray]:
    """Loads (rows × k) and components (k × terms), float64, of weighted rows, after at most so many `rounds`.

    A large sample is fitted to a part of its rows, evenly drawn, and the whole corrects what that gave.
    """
    step = -(-sample.shape[0] // _COARSE)
    coarse = sample[::step] if step > 1 else sample
    first = rounds if step == 1 else min(rounds, _ROUNDS)
    loads, components = improve(coarse, *start_factors(coarse, k), first)
    if step > 1:
        loads = loads_of(sample, components)
        loads, components = improve(sample, loads, components, min(rounds, _CORRECTIONS))
    return loads, components


def improve(
    rows: sparse.csr_matrix, loads: FloatArray, components: FloatArray, rounds: int
) -> tuple[FloatArray, FloatArray]:
    """`loads` and `components` (as `fit_factors` gives them) after at most so many `rounds` from there."""
    made = _factorize(rows, loads, components, True, rounds)
    return made[0], made[1]


def loads_of(rows: sparse.csr_matrix, components: FloatArray) -> FloatArray:
    """The loads (float64, rows × themes) that come nearest to `rows` by least squares, none below zero."""
    loads = np.zeros((rows.shape[0], len(components)))
    for first in range(0, rows.shape[0], _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        loads[first : first + _AT_ONCE] = _factorize(part, None, components, False, 200)[0]
    return loads


def take_up(rows: sparse.csr_matrix, loads: FloatArray, components: FloatArray, held: int = 0) -> FloatArray:
    """The components (k × terms), with the words of those rows that no component has anything in common with.

    Where more subjects than components share no word, the factorization may leave one at zero: a saddle it does
    not get away from, and rounding, which differs between processors, decides which. Rows left out that share
    words go together to the component with the least mass, as if it had been fitted to them, too. The first
    `held` components stay as they are unless there are no others.
    """
    known = np.asarray(rows @ components.T).max(axis=1) > _NOTHING
    left = np.flatnonzero(~known & (np.diff(rows.indptr) > 0))
    if not len(left):
        return components
    part = rows[left]
    size = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
    groups, label = connected_components(part @ part.T, directed=False)
    weight = np.round(np.bincount(label, weights=size**2, minlength=groups), 8).tolist()
    norm = np.sqrt((components**2).sum(axis=1))
    mass = ((loads**2).sum(axis=0) * norm**2).tolist()
    free = np.arange(held if held < len(components) else 0, len(components))
    sums = components / np.where(norm > 0, norm, 1)[:, None] * np.array(mass)[:, None]
    for group in sorted(range(groups), key=lambda g: (-weight[g], g)):
        k = min(free.tolist(), key=lambda i: (round(mass[i], 8), i))
        inside = label == group
        sums[k] += part[inside].T @ size[inside]
        mass[k] += weight[group]
    length = np.sqrt((sums**2).sum(axis=1))
    scale = np.where(norm > 0, norm, 1) / np.where(length > 0, length, 1)
    return np.asarray(sums * scale[:, None])


def _factorize(
    rows: sparse.csr_matrix, loads: FloatArray | None, components: FloatArray, both: bool, rounds: int
) -> tuple[FloatArray, FloatArray]:
    # a perfect factorization leaves an error just below zero, whose root scikit-learn takes
    with threadpool_limits(limits=1), warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        made = non_negative_factorization(
            rows, loads, components, len(components), init="custom", update_H=both, max_iter=rounds
        )
    return made[0], made[1]


def start_factors(sample: sparse.csr_matrix, k: int) -> tuple[FloatArray, FloatArray]:
    """Where the factorization starts: loads (rows × k) and components (k × terms), the same on every run.

    From the leading singular vectors, of each pair the side (positive or negative) that carries more
    (NNDSVD: Boutsidis and Gallopoulos, Pattern Recognition 41, 2008), zeros filled with a little of the
    mean. Where there are fewer than k singular vectors to have, the others start at the mean.
    """
    mean = float(sample.mean())
    loads, components = np.zeros((sample.shape[0], k)), np.zeros((k, sample.shape[1]))
    have = min(k, min(sample.shape) - 1)
    if have > 0:
        begin = np.ones(min(sample.shape))
        left, values, right = svds(sample, k=have, v0=begin, solver="arpack")
        for i, at in enumerate(np.argsort(-values, kind="stable")):
            u, v = left[:, at], right[at]
            sides = [(np.maximum(s * u, 0), np.maximum(s * v, 0)) for s in (1.0, -1.0)]
            sizes = [float(np.linalg.norm(x) * np.linalg.norm(y)) for x, y in sides]
            better = 0 if sizes[0] >= sizes[1] - 1e-9 else 1
            x, y = sides[better]
            scale = np.sqrt(max(float(values[at]), 0.0) * sizes[better])
            loads[:, i] = scale * x / (np.linalg.norm(x) or 1.0)
            components[i] = scale * y / (np.linalg.norm(y) or 1.0)
    loads[loads == 0] = mean
    components[components == 0] = mean
    return loads, components
