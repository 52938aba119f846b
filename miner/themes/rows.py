"""Store the weighted rows of paragraphs part by part, those of a large corpus in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.engine.spool import Blocks

__all__ = ["AT_ONCE", "Rows", "stacked"]

AT_ONCE = 20_000
"""Paragraphs of a part; the last one may be smaller."""


class Rows:
    """Sparse rows (float64, paragraphs × terms) in parts of `AT_ONCE` paragraphs."""

    def __init__(self, parts: Iterable[sparse.csr_matrix], width: int) -> None:
        self._width = width
        self._parts = Blocks()
        sizes: list[npt.NDArray[np.int64]] = [np.zeros(0, np.int64)]
        for part in parts:
            self._parts.add(_packed(part))
            sizes.append(np.diff(part.indptr).astype(np.int64))
        self.sizes: npt.NDArray[np.int64] = np.concatenate(sizes)
        """Entries of each row (int64)."""

    def __len__(self) -> int:
        return len(self.sizes)

    def parts(self) -> Iterator[tuple[slice, sparse.csr_matrix]]:
        """The parts in their order, each with its place among the rows."""
        first = 0
        for block in self._parts:
            rows = _unpacked(block, self._width)
            last = first + rows.shape[0]
            yield slice(first, last), rows
            first = last

    def take(self, chosen: npt.NDArray[np.int64]) -> sparse.csr_matrix:
        """The rows with these numbers (int64, rising)."""
        taken = []
        for place, part in self.parts():
            low, high = np.searchsorted(chosen, [place.start, place.stop])
            taken.append(part[chosen[low:high] - place.start])
        return stacked(taken, self._width)


def _packed(rows: sparse.csr_matrix) -> bytes:
    """How many rows and entries there are, where the rows end, columns and values, one behind the other."""
    head = np.array([rows.shape[0], rows.nnz], np.int64)
    parts = (head, rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data)
    return b"".join(part.tobytes() for part in parts)


def _unpacked(block: bytes, width: int) -> sparse.csr_matrix:
    """The rows that `_packed` was given."""
    n, entries = np.frombuffer(block, np.int64, 2).tolist()
    bounds = np.frombuffer(block, np.int64, n + 1, 16)
    indices = np.frombuffer(block, np.int32, entries, 16 + 8 * (n + 1))
    data = np.frombuffer(block, np.float64, entries, 16 + 8 * (n + 1) + 4 * entries)
    return sparse.csr_matrix((data, indices, bounds), shape=(n, width), copy=True)


def stacked(parts: list[sparse.csr_matrix], width: int) -> sparse.csr_matrix:
    """The rows of `parts` (float64, each with `width` columns) in one matrix; the list is emptied, to save memory."""
    sizes = [part.nnz for part in parts]
    data, indices = np.empty(sum(sizes)), np.empty(sum(sizes), np.int32)
    bounds: list[npt.NDArray[np.int64]] = [np.zeros(1, np.int64)]
    at = 0
    for size in sizes:
        part = parts.pop(0)
        data[at : at + size], indices[at : at + size] = part.data, part.indices
        bounds.append(part.indptr[1:].astype(np.int64) + at)
        at += size
    ends = np.concatenate(bounds)
    return sparse.csr_matrix((data, indices, ends), shape=(len(ends) - 1, width))
