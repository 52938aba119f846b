"""Words: jieba's dictionary cut by rjieba, by jieba itself where rjieba has no wheel; offsets kept.

The two engines hold the same dictionary and the same model for unknown words. They differ in one place:
rjieba keeps an ASCII run joined by `-`, `_` or `.` together (an address, 3.1.2), jieba splits it; `Cutter`
splits it for both.
Own terms are added to an instance and never to a dictionary that others share.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from miner.corpus import Plan, as_plans
from miner.errors import InputError
from miner.knowledge.caches import cache
from miner.knowledge.surrogates import whole_characters
from miner.normalization import normalize_plan
from miner.segmentation import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cutter", "Word", "cut", "pieces", "tagged", "words"]

Engine = Literal["rjieba", "jieba"]
Word = tuple[str, int, int]
"""A word and its offsets (code points, end excluded) in the text that was cut."""

_JOINED = re.compile(r"[A-Za-z0-9%]*[-_+#&.][-_A-Za-z0-9+#&.%]*")
_ASCII_PART = re.compile(r"[A-Za-z0-9]+(?:\.\d+)?%?|.", re.S)
_BLOCK = 1 << 16


class Cutter:
    """Cuts text into words, with `terms` of one's own beside the dictionary.

    `engine` is `rjieba`, `jieba` or None (rjieba where it is installed). Raises InputError for another name
    and for an empty term.
    """

    def __init__(self, terms: Iterable[str] = (), engine: Engine | None = None) -> None:
        if engine not in (None, "rjieba", "jieba"):
            raise InputError(f"engine must be 'rjieba' or 'jieba', not {engine!r}")
        self.engine, self._tokenizer = _tokenizer(engine)
        self.terms: frozenset[str] = frozenset()
        self.add(terms)

    def add(self, terms: Iterable[str]) -> None:
        """Teach this cutter (and no other) words that are to stay whole. Raises InputError for an empty one."""
        for term in terms:
            if not term.strip():
                raise InputError("a term must have at least one character that is not a space")
            frequency = self._tokenizer.suggest_freq(term)
            self._tokenizer.add_word(term, max(int(frequency), 1), "x")
            self.terms |= {term}

    def _tokens(self, block: str) -> Any:
        return self._tokenizer.tokenize(whole_characters(block))

    def pieces(self, text: str) -> list[str]:
        """The words of `text` without their offsets, which is half the work; joined they are as long as it.

        A run of ASCII characters is as the engine cuts it, and a half of a character is U+FFFD.
        """
        words: list[str] = []
        for _, block in _blocks(text):
            words += self._tokenizer.cut(whole_characters(block))
        return words

    def cut(self, text: str) -> list[Word]:
        """Words of `text` in reading order; together they cover every character of it."""
        words: list[Word] = []
        own = self.terms
        for offset, block in _blocks(text):
            for cut_word, start, _ in self._tokens(block):
                at = offset + start
                word = text[at : at + len(cut_word)]
                if len(word) > 1 and word[0] < "\x80" and word not in own and _JOINED.fullmatch(word):
                    for part in _ASCII_PART.finditer(word):
                        words.append((part.group(), at + part.start(), at + part.end()))
                else:
                    words.append((word, at, at + len(word)))
        return words


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Cut a long text at line ends or sentence ends, so that one pass holds little memory."""
    start = 0
    while len(text) - start > _BLOCK:
        stop = start + _BLOCK
        at = max(text.rfind("\n", start, stop), text.rfind("。", start, stop))
        stop = at + 1 if at > start else stop
        yield start, text[start:stop]
        start = stop
    if start < len(text):
        yield start, text[start:]


def _tokenizer(engine: Engine | None) -> tuple[Engine, Any]:
    """A tokenizer of its own for each cutter, so that terms stay with it."""
    if engine != "jieba":
        try:
            import rjieba

            return "rjieba", rjieba.Jieba()
        except ImportError:
            if engine == "rjieba":
                raise InputError("rjieba is not installed for this Python: use engine='jieba'") from None
    # jieba's modules warn on import (invalid escapes, pkg_resources) and log to stderr on loading.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return "jieba", jieba.Tokenizer()


@cache
def _default() -> Cutter:
    return Cutter()


def cut(text: str) -> list[Word]:
    """Words of `text` with their offsets, by the default engine and dictionary: (word, start, end)."""
    return _default().cut(text)


def pieces(text: str) -> list[str]:
    """Words of `text` without their offsets, by the default engine and dictionary; see `Cutter.pieces`."""
    return _default().pieces(text)


def words(corpus_or_plan: Iterable[Plan] | Plan, *, terms: Iterable[str] = ()) -> pd.DataFrame:
    """The words of every plan as the table `miner.tables.WORDS`; `start`/`end` are offsets into `source.text`.

    `terms` are kept whole. White space is no word. Raises InputError for an empty term.

    >>> import miner
    >>> words(miner.Corpus.from_texts({"p": "全年植树80亩"}))["word"].tolist()
    ['全年', '植树', '80', '亩']
    """
    own = tuple(terms)
    cutter = Cutter(own) if own else _default()
    rows: list[tuple[Any, ...]] = []
    for plan in as_plans(corpus_or_plan):
        normalized = normalize_plan(plan)
        raw = plan.source.text
        for word, start, end in cutter.cut(normalized.text):
            if not word.isspace():
                a, b = normalized.to_raw(start, end)
                rows.append((plan.id, a, b, raw[a:b], word))
    return tables.WORDS.frame(rows)


@cache
def tagged(term: str) -> list[tuple[str, str]]:
    """The words of a short text with their parts of speech by the dictionary (n, v, vn, d …); not to be changed."""
    try:
        import rjieba
    except ImportError:  # no wheel for this interpreter: the same dictionary, slower
        from jieba import posseg

        return [(p.word, p.flag) for p in posseg.cut(term)]
    tags: list[tuple[str, str]] = rjieba.tag(whole_characters(term))
    return tags
