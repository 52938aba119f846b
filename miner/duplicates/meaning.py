"""Read what paragraphs mean, by the sentence embeddings of the extra, and find those that mean nearly the same.

Reading takes some 14 ms a paragraph: no more than `MOST_READ` are read. Of a small corpus that is every paragraph, and
each also meets those nearest to it in meaning, whatever words they use; of a larger one it is the paragraphs that
figures and words make likeliest.

Two cosines are not the same thing in a city's report, where any two paragraphs about innovation are alike, and in the
plan of a ward; so it also counts by how much two paragraphs are nearer to each other than to what else the other plan
says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from miner.duplicates.paragraphs import Paragraph
from miner.engine.sentences import encode, is_installed

__all__ = ["MOST_READ", "Encode", "Reader", "encode_where_installed"]

MOST_READ = 3000
"""Paragraphs whose meaning is read at most: some forty seconds."""
_NEIGHBORS, _NEAR = 3, 0.45
"""So many paragraphs of other plans that are nearest in meaning are met, where their cosine is not less than this."""
_NEXT, _IDLE = 3, 0.3
"""The next paragraphs of the other plan are so many; none has a smaller cosine than this."""
_DIGITS = 4
"""Digits of a cosine: further ones depend on the machine."""

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Gives texts vectors of length 1 (float32, texts x dimensions)."""


def encode_where_installed() -> Encode | None:
    """What reads the meaning of texts; None without the extra `embeddings`."""
    return encode if is_installed() else None


class Reader:
    """How near the paragraphs read so far are to each other."""

    def __init__(self, encode: Encode, paragraphs: Sequence[Paragraph]) -> None:
        """Take all paragraphs; none is read yet."""
        self._encode, self._texts = encode, [p.text for p in paragraphs]
        self._spans = np.array([(p.plan, p.start, p.end) for p in paragraphs], np.int64).reshape(-1, 3)
        self._read: Ids = np.zeros(0, np.int64)
        self._places: Ids = np.full(len(paragraphs), -1, np.int64)

    def _take(self, numbers: Ids) -> None:
        """Read the paragraphs with these numbers, and compare each with each."""
        self._read, self._places[numbers] = numbers, np.arange(len(numbers))
        vectors = self._encode([self._texts[i] for i in numbers.tolist()])
        self._cosines = np.empty((len(numbers), len(numbers)), np.float32)
        for i, vector in enumerate(
            vectors
        ):  # by rows: the digits of a cosine must not depend on how many there are
            self._cosines[i] = np.round(vectors @ vector, _DIGITS)

    def with_neighbors(self, first: Ids, second: Ids) -> tuple[Ids, Ids]:
        """The pairs of paragraphs (int64, n each, the smaller number first), and those nearest in meaning, each once.

        Of more than `MOST_READ` paragraphs only the pairs themselves.
        """
        if not 0 < len(self._texts) <= MOST_READ:
            return first, second
        self._take(np.arange(len(self._texts), dtype=np.int64))
        plans, near = self._spans[:, 0], [np.column_stack((first, second))]
        for i, cosines in enumerate(self._cosines):
            other = np.flatnonzero((plans != plans[i]) & (cosines >= _NEAR))
            best = other[np.argsort(-cosines[other], kind="stable")[:_NEIGHBORS]]
            near.append(np.column_stack((np.minimum(best, i), np.maximum(best, i))))
        pairs = np.unique(np.concatenate(near), axis=0)
        return pairs[:, 0], pairs[:, 1]

    def read(self, first: Ids, second: Ids, likely: Floats) -> npt.NDArray[np.bool_]:
        """Whether the meaning of both paragraphs of each pair is known (bool, n).

        likely: what speaks for each pair without it; of a large corpus the likeliest are read.
        """
        if not len(self._read) and len(first):
            order = np.lexsort((second, first, -likely))
            both = np.column_stack((first[order], second[order])).ravel()
            _, where = np.unique(both, return_index=True)
            self._take(np.sort(both[np.sort(where)[:MOST_READ]]))
        known: npt.NDArray[np.bool_] = (self._places[first] >= 0) & (self._places[second] >= 0)
        return known

    def features(self, first: Ids, second: Ids) -> Floats:
        """The cosine of both, and how much it is above that of the next ones (float64, n x 2)."""
        cosine = self._cosines[self._places[first], self._places[second]].astype(np.float64)
        beside = (self._beside(first, second) + self._beside(second, first)) / 2
        return np.column_stack((cosine, cosine - beside))

    def _beside(self, own: Ids, others: Ids) -> Floats:
        """Mean cosine of each own paragraph and the nearest of the other's plan (float64, n) that are no part of it."""
        plans, start, end = self._spans[self._read].T
        mean = np.zeros(len(own))
        of = self._spans[others]
        for plan in np.unique(of[:, 0]).tolist():
            rows, members = np.flatnonzero(of[:, 0] == plan), np.flatnonzero(plans == plan)
            cosines = self._cosines[self._places[own[rows]]][:, members].astype(np.float64)
            part = (start[members] < of[rows, 2, None]) & (of[rows, 1, None] < end[members])
            cosines = np.maximum(np.where(part, 0.0, cosines), _IDLE)
            nearest = np.sort(cosines, axis=1)[:, -_NEXT:]
            mean[rows] = (nearest.sum(axis=1) + _IDLE * (_NEXT - nearest.shape[1])) / _NEXT
        return mean
