"""Words and phrases of paragraphs as numbers, so that counting is done by numpy and not by loops."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.corpus import whole_characters
from miner.data import read_toml
from miner.segmentation.words import cut

__all__ = ["Lexicon", "Stream", "counts", "is_place", "stop_words", "stream", "tag_of"]

IntArray = npt.NDArray[np.int64]
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


class Lexicon:
    """Words met so far, numbered in the order of their first appearance."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict()
        self.numbers.default_factory = self.numbers.__len__

    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self.numbers)

    def usable(self) -> npt.NDArray[np.bool_]:
        """For each word whether it may be a term: two to eight Han characters and no stop word."""
        stop = stop_words()
        return np.array([bool(_WORD.fullmatch(w)) and w not in stop for w in self.numbers], dtype=bool)


@dataclass(frozen=True, eq=False)
class Stream:
    """Every word of a list of texts, in order.

    `text` and `word` (int64, one entry a word) are the text's position and the word's number;
    `glued[i]` tells that word `i` follows word `i - 1` of the same text with nothing between them.
    """

    text: IntArray
    word: IntArray
    glued: npt.NDArray[np.bool_]
    size: int

    @cached_property
    def pairs(self) -> tuple[IntArray, IntArray, IntArray]:
        """Text, first word and second word of every two words that touch."""
        at = np.flatnonzero(self.glued)
        return self.text[at], self.word[at - 1], self.word[at]


def stream(texts: Sequence[str], lexicon: Lexicon) -> Stream:
    """Cut `texts` into words, block by block, so that the words themselves take little memory."""
    blocks = [_block(texts, a, b, lexicon) for a, b in _spans(texts)]
    if not blocks:
        empty = np.empty(0, dtype=np.int64)
        return Stream(empty, empty, np.empty(0, dtype=bool), len(texts))
    text, word, glued = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return Stream(text, word, glued, len(texts))


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


def _block(
    texts: Sequence[str], first: int, last: int, lexicon: Lexicon
) -> tuple[IntArray, IntArray, npt.NDArray[np.bool_]]:
    ends = np.cumsum(np.array([len(t) + 1 for t in texts[first:last]], dtype=np.int64))
    words = cut("\n".join(texts[first:last]))
    numbers = lexicon.numbers
    word = np.array([numbers[w] for w, _, _ in words], dtype=np.int64)
    begin = np.array([a for _, a, _ in words], dtype=np.int64)
    finish = np.array([b for _, _, b in words], dtype=np.int64)
    text = np.searchsorted(ends, begin, side="right")
    glued = np.zeros(len(words), dtype=bool)
    glued[1:] = (begin[1:] == finish[:-1]) & (text[1:] == text[:-1])
    return text + first, word, glued


def counts(text: IntArray, column: IntArray, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Sparse counts (float64) of `column` in `text`; columns below zero are left out."""
    keep = column >= 0
    data = np.ones(int(keep.sum()))
    return sparse.csr_matrix((data, (text[keep], column[keep])), shape=shape)


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
    return any(tag == "ns" and word not in known["not_places"] for word, tag in _tags(term))


@cache
def tag_of(word: str) -> str:
    """Part of speech of a single word by the dictionary (n, v, vn, d …); empty where it is cut further."""
    tags = _tags(word)
    return tags[0][1] if len(tags) == 1 else ""


def _tags(term: str) -> list[tuple[str, str]]:
    try:
        import rjieba
    except ImportError:  # no wheel for this interpreter: the same dictionary, slower
        from jieba import posseg

        return [(p.word, p.flag) for p in posseg.cut(term)]
    tagged: list[tuple[str, str]] = rjieba.tag(whole_characters(term))
    return tagged
