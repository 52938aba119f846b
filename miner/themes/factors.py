"""Non-negative factors of sparse rows: where they start, how they are fitted, how they are read off rows.

The fit is hierarchical alternating least squares (Cichocki and Phan, IEICE Transactions E92-A, 2009), what
scikit-learn's NMF does by coordinate descent; a step costs nothing where a load is zero and stays so, and most
are. Sums are taken in the order of the rows by one thread, so that any number of threads gives the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import sparse
from scipy.sparse.linalg import svds

__all__ = ["fit_factors", "improve", "loads_of", "start_factors"]

FloatArray = npt.NDArray[np.float64]

_COARSE = 6_000
"""So many rows, evenly drawn, shape the factors of a larger sample, which then only corrects them."""
_ROUNDS, _CORRECTIONS = 10, 8
_STILL = 3e-5
"""The fit has ended when a round moves less than this share of what the factors hold."""
_AT_ONCE = 20_000
"""So many rows are read off at once."""
_LANES = 16
"""Columns are filled up with zeros to a multiple of this, which the processor takes at once."""


@njit(cache=True, nogil=True)
def _times(indptr, indices, data, right):  # type: ignore[no-untyped-def]
    out = np.zeros((len(indptr) - 1, right.shape[1]), right.dtype)
    for r in range(len(indptr) - 1):
        for e in range(indptr[r], indptr[r + 1]):
            x, c = data[e], indices[e]
            for k in range(right.shape[1]):
                out[r, k] += x * right[c, k]
    return out


@njit(cache=True, nogil=True)
def _transposed_times(indptr, indices, data, left, columns):  # type: ignore[no-untyped-def]
    out = np.zeros((columns, left.shape[1]), left.dtype)
    for r in range(len(indptr) - 1):
        for e in range(indptr[r], indptr[r + 1]):
            x, c = data[e], indices[e]
            for k in range(left.shape[1]):
                out[c, k] += x * left[r, k]
    return out


@njit(cache=True, nogil=True)
def _gram(side):  # type: ignore[no-untyped-def]
    k = side.shape[1]
    out = np.zeros((k, k), side.dtype)
    for r in range(side.shape[0]):
        for s in range(k):
            x = side[r, s]
            if x != 0:
                for t in range(k):
                    out[s, t] += x * side[r, t]
    return out


@njit(cache=True, nogil=True)
def _descend(products, gram, side, steps, settled):  # type: ignore[no-untyped-def]
    """Move each row of `side` towards the least squares, at zero or above, in place; the share that moved first.

    products: the rows times the other side; gram: the other side times itself. Both have the dtype of `side`.
    """
    k = gram.shape[0]
    slope, inverse = np.empty(k, side.dtype), np.zeros(k, side.dtype)
    for t in range(k):
        if gram[t, t] > 0:
            inverse[t] = 1 / gram[t, t]
    moved_first, held = 0.0, 0.0
    for r in range(side.shape[0]):
        for t in range(k):
            slope[t] = products[r, t]
        for s in range(k):
            x = side[r, s]
            if x != 0:
                for t in range(k):
                    slope[t] -= x * gram[s, t]
        first = 0.0
        for step in range(steps):
            moved = 0.0
            for t in range(k):
                x = side[r, t]
                if x == 0 and slope[t] <= 0:
                    continue
                by = max(slope[t] * inverse[t], -x)
                side[r, t] = x + by
                moved += abs(by)
                for s in range(k):
                    slope[s] -= by * gram[t, s]
            if step == 0:
                first = moved
                moved_first += moved
            if moved <= settled * first:
                break
        for t in range(k):
            held += side[r, t]
    return moved_first / max(held, 1e-30)


def fit_factors(sample: sparse.csr_matrix, k: int, rounds: int) -> tuple[FloatArray, FloatArray]:
    """Loads (rows × k) and components (k × terms), float64, of weighted rows, after at most so many `rounds`.

    A large sample is fitted to a part of its rows, evenly drawn, and the whole corrects what that gave.
    """
    step = -(-sample.shape[0] // _COARSE)
    coarse = sample[::step] if step > 1 else sample
    loads, components = improve(
        coarse, *start_factors(coarse, k), rounds if step == 1 else min(rounds, _ROUNDS)
    )
    if step > 1:
        loads, components = improve(
            sample, loads_of(sample, components), components, min(rounds, _CORRECTIONS)
        )
    return loads, components


def improve(
    rows: sparse.csr_matrix, loads: FloatArray, components: FloatArray, rounds: int
) -> tuple[FloatArray, FloatArray]:
    """`loads` and `components` (as `fit_factors` gives them) after at most so many `rounds` from there."""
    k = loads.shape[1]
    left, right = _padded(loads, np.float32), _padded(components.T, np.float32)
    parts = (rows.indptr, rows.indices, rows.data.astype(np.float32))
    for _ in range(rounds):
        moved = _descend(_times(*parts, right), _gram(right), left, 1, 0.0)
        products = _transposed_times(*parts, left, rows.shape[1])
        moved += _descend(products, _gram(left), right, 1, 0.0)
        if moved < 2 * _STILL:
            break
    return left[:, :k].astype(np.float64), np.ascontiguousarray(right[:, :k].T, np.float64)


def loads_of(rows: sparse.csr_matrix, components: FloatArray) -> FloatArray:
    """The loads (float64, rows × themes) that come nearest to `rows` by least squares, none below zero."""
    right, k = _padded(components.T, np.float64), len(components)
    gram = _gram(right)
    loads = np.zeros((rows.shape[0], k))
    for first in range(0, rows.shape[0], _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        made = np.zeros((part.shape[0], right.shape[1]))
        products = _times(part.indptr, part.indices, part.data.astype(np.float64, copy=False), right)
        _descend(products, gram, made, 200, 1e-4)
        loads[first : first + _AT_ONCE] = made[:, :k]
    return loads


def _padded(side: npt.NDArray[np.floating], dtype: type[np.floating]) -> npt.NDArray[np.floating]:
    """A copy of `side` with columns of zeros up to a multiple of `_LANES`."""
    out = np.zeros((side.shape[0], -(-side.shape[1] // _LANES) * _LANES), dtype)
    out[:, : side.shape[1]] = side
    return out


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
