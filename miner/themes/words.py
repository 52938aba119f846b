"""Number the words and phrases of paragraphs, so that numpy counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import sparse

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import code_points
from miner.segmentation.words import pieces, tagged

__all__ = ["Lexicon", "Stream", "Streaming", "counts", "is_place", "stop_words", "stream", "tag_of"]

IntArray = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
BETWEEN = "\uffff"
"""No character: it stands between words that are joined."""
_BETWEEN = np.uint32(ord(BETWEEN))
_BLOCK = 400_000
"""Characters cut at once."""
_PLACE_END = re.compile(
    r"(?![\u5168\u6211\u672c\u5404\u57ce\u5e02]).{1,4}(?:省|市|县|自治区|旗|乡|镇|街道|新区)"
)
_WORD = re.compile(r"[\u4e00-\u9fff]{2,8}")


@cache
def _knowledge() -> dict[str, Any]:
    return read_toml("miner.themes", "words.toml")


@cache
def stop_words() -> frozenset[str]:
    """Words that every plan uses for every subject (`stop` in `data/words.toml`)."""
    return frozenset(w for group in _knowledge()["stop"].values() for w in group)


class _Hashed:
    """Numbers of texts, in the order of their first appearance.

    They are told apart by a hash of 64 bits, so that a text costs no look at a dictionary each time it is met.
    """

    def __init__(self) -> None:
        self._size = 0
        self._hashes = np.zeros(1 << 12, np.uint64)
        self._known = np.zeros(1 << 12, np.int32)

    def met(self, texts: Sequence[str]) -> tuple[Numbers, IntArray, list[int]]:
        """The number of each text (int32), where each begins in the texts joined (int64), and which are new.

        No text may hold `BETWEEN`.
        """
        if not texts:
            return np.empty(0, np.int32), np.empty(0, np.int64), []
        while len(self._known) < 2 * (self._size + len(texts)):
            self._hashes, self._known = _grown(self._hashes, self._known)
        numbers, new = np.empty(len(texts), np.int32), np.empty(len(texts), np.int64)
        begin = np.empty(len(texts), np.int64)
        codes = code_points(BETWEEN.join(texts))
        n = _number(codes, self._hashes, self._known, self._size, numbers, begin, new)
        self._size += n
        return numbers, begin, new[:n].tolist()


class Lexicon(_Hashed):
    """Words met so far, numbered in the order of their first appearance."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def number(self, words: Sequence[str]) -> tuple[Numbers, IntArray]:
        """The number of each word (int32), and where each begins in the words joined (int64).

        No word may hold `BETWEEN`.
        """
        numbers, begin, new = self.met(words)
        self.numbers.update((words[i], numbers[i].item()) for i in new)
        return numbers, begin

    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self.numbers)

    def usable(self) -> npt.NDArray[np.bool_]:
        """For each word whether it may be a term: two to eight Han characters and no stop word."""
        stop = stop_words()
        return np.array([bool(_WORD.fullmatch(w)) and w not in stop for w in self.numbers], dtype=bool)


@njit(cache=True, nogil=True)
def _number(codes, hashes, known, count, made, begin, new):  # type: ignore[no-untyped-def]
    """Number the words of `codes` (uint32, `BETWEEN` between two) by a table; how many are new, and which.

    hashes (uint64): 0 where the place is free; known (int32): the number. Both are as long as a power of two.
    """
    size, count_new, at = np.uint64(len(known) - 1), 0, 0
    for i in range(len(made)):
        begin[i] = at - i
        h = np.uint64(0xCBF29CE484222325)
        while at < len(codes) and codes[at] != _BETWEEN:
            h = (h ^ np.uint64(codes[at])) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(32)
            at += 1
        at += 1
        h = max(h, np.uint64(1))
        place = h & size
        while hashes[place] != 0 and hashes[place] != h:
            place = (place + np.uint64(1)) & size
        if hashes[place] == 0:
            hashes[place], known[place] = h, count + count_new
            new[count_new] = i
            count_new += 1
        made[i] = known[place]
    return count_new


@njit(cache=True, nogil=True)
def _grown(hashes, known):  # type: ignore[no-untyped-def]
    """The table of `_number` with twice as many places."""
    more, theirs = np.zeros(2 * len(hashes), np.uint64), np.zeros(2 * len(known), np.int32)
    size = np.uint64(len(more) - 1)
    for i in range(len(hashes)):
        if hashes[i] != 0:
            place = hashes[i] & size
            while more[place] != 0:
                place = (place + np.uint64(1)) & size
            more[place], theirs[place] = hashes[i], known[i]
    return more, theirs


@dataclass(frozen=True, eq=False)
class Stream:
    """Every word of a list of texts, in order.

    `word` (int32, one entry a word) is the word's number, `bounds` (int64, texts + 1) where the words of each
    text begin.
    """

    word: Numbers
    bounds: IntArray

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.bounds) - 1

    @property
    def text(self) -> Numbers:
        """The text of each word (int32)."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.bounds))

    def parts(self, size: int) -> Iterator[Stream]:
        """The same texts in streams of `size` texts at most, in order."""
        for first in range(0, self.size, size):
            bounds = self.bounds[first : first + size + 1]
            yield Stream(self.word[bounds[0] : bounds[-1]], bounds - bounds[0])

    def touching(self, first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> IntArray:
        """Where the second of two words stands that touch: the one before it is `first`, it is `second`.

        `first` and `second` tell of each numbered word whether it is asked for.
        """
        both = second[self.word]
        both[1:] &= first[self.word[:-1]]
        begins = self.bounds[:-1]
        both[begins[begins < len(both)]] = False
        return np.flatnonzero(both)


class Streaming:
    """Cuts texts into words as they come, so that neither the texts nor the words themselves are held.

    A text that occurs again is not cut again.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._seen = _Hashed()
        self._numbers: list[Numbers] = []
        self._words: list[Numbers] = []
        self._sizes: list[IntArray] = []

    def add(self, texts: Sequence[str]) -> None:
        """Cut `texts`, which come behind those before."""
        plain = [text.replace(BETWEEN, "\ufffd") for text in texts]
        number, _, new = self._seen.met(plain)
        self._numbers.append(number)
        fresh = [plain[i] for i in new]
        for a, b in _spans(fresh):
            word, sizes = _block(fresh[a:b], self._lexicon)
            self._words.append(word)
            self._sizes.append(sizes)

    def stream(self) -> Stream:
        """The words of all texts."""
        none = np.empty(0, np.int32)
        number, word = np.concatenate([none, *self._numbers]), np.concatenate([none, *self._words])
        self._words.clear()
        sizes = np.concatenate([np.empty(0, np.int64), *self._sizes])
        bounds = np.concatenate([[0], np.cumsum(sizes[number])])
        if len(sizes) == len(number):
            return Stream(word, bounds)
        out = np.empty(bounds[-1], np.int32)
        _spread(word, np.cumsum(sizes) - sizes, number, bounds, out)
        return Stream(out, bounds)


@njit(cache=True, nogil=True)
def _spread(word, begin, number, bounds, out):  # type: ignore[no-untyped-def]
    """Write the words of each text behind one another: those of text i are those that begin at begin[number[i]]."""
    for i in range(len(number)):
        at = begin[number[i]] - bounds[i]
        for k in range(bounds[i], bounds[i + 1]):
            out[k] = word[at + k]


def stream(texts: Sequence[str], lexicon: Lexicon) -> Stream:
    """Cut `texts` into words."""
    stream = Streaming(lexicon)
    stream.add(texts)
    return stream.stream()


def _spans(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of texts (first, one past the last) of about `_BLOCK` characters."""
    begin = size = 0
    for i, text in enumerate(texts):
        size += len(text) + 1
        if size >= _BLOCK:
            yield begin, i + 1
            begin, size = i + 1, 0
    if begin < len(texts):
        yield begin, len(texts)


def _block(texts: Sequence[str], lexicon: Lexicon) -> tuple[Numbers, IntArray]:
    """The numbers of the words of these texts, and how many each text has."""
    words = pieces("\n".join(texts))
    word, begin = lexicon.number(words)
    first = np.cumsum([0, *(len(t) + 1 for t in texts[:-1])])  # where each text begins
    return word, np.diff(np.searchsorted(begin, first), append=len(words))


def counts(stream: Stream, single: Numbers, joined: Numbers, size: int) -> sparse.csr_matrix:
    """Sparse counts (float64, texts × size) of the columns of each word; those below zero are left out.

    `single` and `joined` (int32) give each word of the stream one column; either may be empty.
    """
    room = int(np.count_nonzero(single >= 0)) + int(np.count_nonzero(joined >= 0))
    indices, data = np.empty(room, np.int32), np.empty(room)
    bounds = np.zeros(stream.size + 1, np.int64)
    n = _count(stream.bounds, single, joined, size, indices, data, bounds)
    matrix = sparse.csr_matrix((data[:n].copy(), indices[:n].copy(), bounds), shape=(stream.size, size))
    matrix.sort_indices()
    return matrix


@njit(cache=True, nogil=True)
def _count(bounds, single, joined, size, indices, data, ends):  # type: ignore[no-untyped-def]
    place, n = np.full(size, -1, np.int64), 0
    for text in range(len(bounds) - 1):
        first = n
        for columns in (single, joined):
            for i in range(bounds[text], min(bounds[text + 1], len(columns))):
                c = columns[i]
                if c < 0:
                    continue
                if place[c] < first:
                    place[c], indices[n], data[n] = n, c, 0.0
                    n += 1
                data[place[c]] += 1.0
        ends[text + 1] = n
    return n


@cache
def is_place(term: str) -> bool:
    """Whether a term names a place, by the word list's tag `ns` or its ending (某某市), with exceptions.

    `not_places` and `places` in `data/words.toml` overrule the word list, which calls 城镇 a place.
    """
    known = _knowledge()
    if term in known["not_places"]:
        return False
    if term in known["places"] or _PLACE_END.fullmatch(term):
        return True
    return any(tag == "ns" and word not in known["not_places"] for word, tag in tagged(term))


@cache
def tag_of(word: str) -> str:
    """Part of speech of a single word by the dictionary (n, v, vn, d …); empty where it is cut further."""
    tags = tagged(word)
    return tags[0][1] if len(tags) == 1 else ""
