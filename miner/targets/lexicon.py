"""The words around a quantity, read once from `data/verbs.toml` and `data/indicators.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = ["Lexicon", "Words", "lexicon"]


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words with a longest-match lookup at either end of a text."""

    words: frozenset[str]
    openings: dict[str, tuple[int, ...]]
    """By the first character of a word the lengths of those that begin with it, longest first."""
    closings: dict[str, tuple[int, ...]]
    """The same by the last character."""

    @classmethod
    def of(cls, listed: Iterable[str]) -> Words:
        """The words of `listed`."""
        words = frozenset(listed)
        return cls(words, _lengths(words, 0), _lengths(words, -1))

    def ending(self, text: str, start: int, end: int) -> str:
        """The longest word that ends at `end` of `text` and begins at or after `start`; empty where none does."""
        for length in self.closings.get(text[end - 1 : end], ()):
            if length <= end - start and text[end - length : end] in self.words:
                return text[end - length : end]
        return ""

    def beginning(self, text: str, start: int, end: int) -> str:
        """The longest word that begins at `start` of `text` and ends at or before `end`; empty where none does."""
        for length in self.openings.get(text[start : start + 1], ()):
            if length <= end - start and text[start : start + length] in self.words:
                return text[start : start + length]
        return ""


def _lengths(words: Iterable[str], end: int) -> dict[str, tuple[int, ...]]:
    """By the character at one end of a word (0 or -1) the lengths of the words that have it there, longest first."""
    made: dict[str, set[int]] = {}
    for word in words:
        made.setdefault(word[end], set()).add(len(word))
    return {c: tuple(sorted(lengths, reverse=True)) for c, lengths in made.items()}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word list of the clause analysis; see `data/verbs.toml` for what each is for."""

    change: dict[str, str]
    """A word before a number and the change it says: 提高到 -> increase_to."""
    changes: Words
    before: Words
    """Every word that may stand between an indicator and its number, the words of change among them."""
    not_after: dict[str, str]
    new: frozenset[str]
    action: Words
    strong: frozenset[str]
    any_strong: re.Pattern[str]
    urging: frozenset[str]
    adverbs: frozenset[str]
    flow: frozenset[str]
    counted_acts: frozenset[str]
    """Verbs of doing whose act is counted where no object stands: 体检300人次."""
    single: frozenset[str]
    single_not: frozenset[str]
    head: Words
    protected: Words
    suffixes: Words
    free: frozenset[str]
    makes_noun: frozenset[str]
    predicate: Words
    empty: frozenset[str]
    grows: Words
    shrinks: Words
    heads: Words
    shared_heads: tuple[str, ...]
    shared_beginnings: tuple[str, ...]
    pairs: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def _change_words(listed: dict[str, str]) -> dict[str, str]:
    made = dict.fromkeys(listed["level"].split(), "level")
    for kind, by, to in (("up", "increase_by", "increase_to"), ("down", "decrease_by", "decrease_to")):
        for word in listed[kind].split():
            for tail in ("", "了"):
                made.setdefault(word + tail, by)
            for tail in ("到", "至", "为", "到了", "成"):
                made.setdefault(word + tail, to)
        made |= dict.fromkeys(listed[f"{kind}_to"].split(), to)
    made |= dict.fromkeys(listed["new"].split(), "increase_by")
    return made | {"增长": "increase_by", "增长到": "increase_to"}


def _new_words(verbs: dict[str, Any]) -> frozenset[str]:
    """The verbs of change that make something new, and 新 before each verb of doing: 新结对, 新签约."""
    doing = (w for w in verbs["action"]["inner"].split() if len(w) == 2 and w[0] not in "新增")
    return frozenset(verbs["change"]["new"].split()) | {"新" + w for w in doing}


@cache
def lexicon() -> Lexicon:
    """The word lists, compiled once."""
    verbs = read_toml("miner.targets", "verbs.toml")
    nouns = read_toml("miner.targets", "indicators.toml")
    change = _change_words(verbs["change"])
    new = _new_words(verbs)
    change |= dict.fromkeys(new, "increase_by")
    action = Words.of([*verbs["action"]["inner"].split(), *new])
    before = frozenset(change) | frozenset(verbs["tail"]["words"].split())
    return Lexicon(
        change=change,
        changes=Words.of(w for w in change if w not in new),
        before=Words.of(before),
        not_after=dict(verbs["tail"]["not_after"]),
        new=new,
        action=action,
        strong=frozenset(verbs["action"]["strong"].split()),
        any_strong=re.compile("|".join(map(re.escape, verbs["action"]["strong"].split()))),
        single=frozenset(verbs["action"]["single"]),
        single_not=frozenset(verbs["action"]["single_not"].split()),
        adverbs=frozenset(verbs["action"]["adverbs"].split()),
        urging=frozenset(verbs["action"]["urging"].split()),
        flow=frozenset(verbs["action"]["flow"].split()),
        counted_acts=frozenset(verbs["action"]["counted"].split()),
        head=Words.of(verbs["action"]["head"].split()),
        protected=Words.of(verbs["nominal_words"]["protected"].split()),
        suffixes=Words.of(verbs["nominal"]["suffixes"].split()),
        free=frozenset(verbs["nominal"]["free"].split()),
        makes_noun=frozenset(verbs["nominal"]["makes_noun"].split()),
        predicate=Words.of(verbs["predicate"]["words"].split()),
        empty=frozenset(verbs["predicate"]["empty"].split()),
        grows=Words.of(verbs["predicate"]["grows"].split()),
        shrinks=Words.of(verbs["predicate"]["shrinks"].split()),
        heads=Words.of(nouns["heads"].split()),
        shared_heads=tuple(sorted(nouns["shared_heads"].split(), key=len, reverse=True)),
        shared_beginnings=tuple(sorted(nouns["shared_beginnings"].split(), key=len, reverse=True)),
        pairs=tuple((p["word"], tuple(p["parts"]), tuple(p["full"])) for p in nouns["pair"]),
    )
