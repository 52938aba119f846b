"""Many regular expressions over one text, each run only where a word that its matches must hold stands.

A long alternation costs `re` a trial of every branch at every character. From the syntax tree of a pattern its
*triggers* are read: words one of which is in every match, and how far from its beginning. One Aho-Corasick
automaton finds the words of all patterns in one pass, and a pattern is tried at the places they allow; what is
found is exactly what `re` finds, for a small part of the work.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from miner.knowledge.surrogates import HALVES

if sys.version_info >= (3, 11):
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_constants as sre
    import sre_parse as parser

__all__ = ["PatternSet", "Places", "Trigger", "WordSet", "triggers"]

Span = tuple[int, int]
Places = dict[int, list[int]]
"""By pattern the offsets at which a match of it may begin."""

START = "\ufdd0"
"""Stands before the word of a trigger that is one only at the very beginning of the text (`^力争`)."""

_MOST_WORDS = 1000
_MOST_CHARACTERS = 16
_MOST_SHIFTS = 3
"""Where a word can stand at so many distances from the beginning of a match, the whole span is searched."""
_COMMON = frozenset("，。、；：\n的")
"""Characters that stand in nearly every sentence and so tell next to nothing."""
_FAR = 1 << 40
_UNREAD = re.IGNORECASE | re.MULTILINE
"""Flags under which nothing is read from a pattern: a letter is not itself alone, nor is `^` the beginning."""


class Trigger(NamedTuple):
    """A word that stands in a match, at least `least` and at most `most` characters behind its beginning."""

    word: str
    least: int
    most: int


def triggers(pattern: re.Pattern[str]) -> tuple[Trigger, ...]:
    """Words one of which every match of `pattern` holds; empty where the pattern demands none.

    >>> [(t.word, t.least) for t in triggers(re.compile("(?<!不)(?:力争|争取(?!到))"))]
    [('争取', 0), ('力争', 0)]
    """
    if pattern.flags & _UNREAD:
        return ()
    candidates = _of_sequence(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), 0, 0)
    known = {t for t in candidates or () if START not in t.word[1:]}  # nothing stands before the beginning
    return tuple(sorted(t for t in known if known.isdisjoint(_beginnings(t))))


def _beginnings(t: Trigger) -> Iterator[Trigger]:
    """The same trigger with less of its word; one that is known says all that the longer one says."""
    return (Trigger(t.word[:n], t.least, t.most) for n in range(1, len(t.word)))


def _of_sequence(items: Any, least: int, most: int) -> list[Trigger] | None:
    """The best triggers of a sequence of items that begins `least`..`most` behind the beginning; None: no word."""
    candidates: list[list[Trigger]] = []
    run: set[str] = {""}
    at = (least, most)  # where the run of finite items began
    span = at
    for item in items:
        words = _finite(item)
        longer = (
            None
            if words is None or len(run) * len(words) > _MOST_WORDS
            else {a + b for a, b in product(run, words)}
        )
        if longer is None:
            candidates.append([Trigger(w, *at) for w in run])
            candidates.append(_of_item(item, *span) or [])
            run, at = words or {""}, span
        else:
            run = longer
        width = _width(items, item)
        span = (span[0] + width[0], span[1] + width[1])
        if words is None:
            run, at = {""}, span
    candidates.append([Trigger(w, *at) for w in run])
    usable = [c for c in candidates if c and all(t.word for t in c)]
    return min(usable, key=_cost, default=None)


def _cost(candidates: list[Trigger]) -> tuple[bool, bool, int, int]:
    """Words that not every sentence holds, then those at a known distance, then the longest first, few before many."""
    common = any(t.word in _COMMON for t in candidates)
    spread = max(t.most - t.least for t in candidates)
    return common, spread >= _MOST_SHIFTS, -min(2, *(len(t.word) for t in candidates), 2), len(candidates)


def _of_item(item: Any, least: int, most: int) -> list[Trigger] | None:
    """The triggers of one item of a pattern's syntax tree."""
    op, value = item
    if op is sre.SUBPATTERN:
        return None if value[1] & _UNREAD else _of_sequence(value[-1], least, most)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] >= 1:
        return _of_sequence(value[2], least, most)
    if op is sre.BRANCH:
        parts = [_of_sequence(branch, least, most) for branch in value[1]]
        return None if None in parts else [t for part in parts if part for t in part]
    words = _finite(item)
    return [Trigger(w, least, most) for w in words] if words and all(words) else None


def _finite(item: Any) -> set[str] | None:
    """Every text that an item matches where these are few; {""} for what takes no room (lookaround, ^, $)."""
    op, value = item
    if op is sre.LITERAL:
        return {chr(value)}
    if op is sre.AT and value is sre.AT_BEGINNING:
        return {START}
    if op in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
        return {""}
    if op is sre.IN:
        return _characters(value)
    if op is sre.SUBPATTERN:
        return None if value[1] & _UNREAD else _texts(value[-1])
    if op is sre.BRANCH:
        parts = [_texts(branch) for branch in value[1]]
        return None if None in parts else set().union(*(p for p in parts if p))
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[1] == 1:
        once = _texts(value[2])
        return once if once is None or value[0] == 1 else once | {""}
    return None


def _texts(items: Any) -> set[str] | None:
    products = {""}
    for item in items:
        words = _finite(item)
        if words is None or len(products) * len(words) > _MOST_WORDS:
            return None
        products = {a + b for a, b in product(products, words)}
    return products


def _characters(listed: Any) -> set[str] | None:
    """The characters of a class, where it lists few."""
    words: set[str] = set()
    for op, value in listed:
        if op is sre.LITERAL:
            words.add(chr(value))
        elif op is sre.RANGE and value[1] - value[0] < _MOST_CHARACTERS:
            words.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return words if len(words) <= _MOST_CHARACTERS else None


def _width(items: Any, item: Any) -> Span:
    low, high = parser.SubPattern(items.state, [item]).getwidth()
    return int(low), int(high)


class WordSet:
    """Words that are looked for together in one pass over a text."""

    def __init__(self, words: Iterable[str]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation

        self.words = tuple(dict.fromkeys(words))
        self._automaton = AhoCorasick(self.words, implementation=Implementation.DFA) if self.words else None

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Number of the word, start and end of every occurrence, overlapping ones too, in the order of their ends."""
        if self._automaton is None:
            return []
        try:
            matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a character, which UTF-8 cannot hold
            whole = HALVES.sub("\ufffd", text)
            matches = self._automaton.find_matches_as_indexes(whole, overlapping=True)
        spans: list[tuple[int, int, int]] = matches
        return spans


class PatternSet:
    """Patterns that are looked for together in the spans of a text."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self.patterns = tuple(patterns)
        self._match = tuple(p.match for p in self.patterns)
        self._always: list[int] = []
        self._opening: list[tuple[int, str]] = []
        words: dict[str, list[tuple[int, int]]] = {}
        for k, pattern in enumerate(self.patterns):
            trigger = triggers(pattern)
            if not trigger:
                self._always.append(k)
            for t in trigger:
                if t.word[0] == START:
                    self._opening.append((k, t.word[1:]))
                    continue
                shifts = range(t.least, t.most + 1) if t.most - t.least < _MOST_SHIFTS else (_FAR,)
                words.setdefault(t.word, []).extend((k, back) for back in shifts)
        self._places = tuple(words.values())
        self._words = WordSet(words)

    def places(self, text: str, spans: Sequence[Span]) -> list[Places]:
        """For each of the `spans` (in order, apart) the patterns that may match in it, and from where.

        A pattern has the offsets at which a match of it may begin, in no order; where one of its words tells no
        such offset, the word's own less `_FAR`; none where it must be searched for. Linear in the text's length.
        """
        nothing: Places = {k: [] for k in self._always}
        result = [nothing] * len(spans)  # most spans hold no word: they share the one that is empty
        if not spans:
            return result
        i, (first, stop), seen = 0, spans[0], nothing
        places = self._places
        if not first and (opening := [k for k, word in self._opening if text.startswith(word, 0, stop)]):
            seen = result[0] = nothing | {k: [0] for k in opening}
        for word, start, end in self._words.find(text):
            while end > stop:
                i += 1
                if i == len(spans):
                    return result
                (first, stop), seen = spans[i], nothing
            if start < first:
                continue
            if seen is nothing:
                seen = result[i] = dict(nothing)
            for k, shift in places[word]:
                at = start - shift
                if at < first and shift < _FAR:
                    continue
                if k in seen:
                    seen[k].append(at)
                else:
                    seen[k] = [at]
        return result

    @staticmethod
    def reach(places: Sequence[int], span: Span) -> bool:
        """Whether a pattern with these `places` may match in a part of the span they were found for."""
        start, end = span
        return not places or any(start <= (at if at >= 0 else at + _FAR) < end for at in places)

    def matches(self, k: int, text: str, span: Span, places: Sequence[int]) -> Iterator[re.Match[str]]:
        """The matches of pattern `k` in the span, as `finditer` finds them."""
        start, end = span
        if not places or min(places) < 0:
            yield from self.patterns[k].finditer(text, start, end)
            return
        match = self._match[k]
        for at in sorted(places):
            if at >= start and (m := match(text, at, end)) is not None:
                yield m
                start = m.end()

    def count(self, k: int, text: str, span: Span, places: Sequence[int], most: int) -> int:
        """How often pattern `k` matches in the span; at `most` the count ends."""
        if not places or min(places) < 0:
            return sum(1 for _ in islice(self.patterns[k].finditer(text, *span), most))
        start, end = span
        match, counted = self._match[k], 0
        for at in places if most == 1 else sorted(places):
            if at >= start and (m := match(text, at, end)) is not None:
                counted += 1
                if counted == most:
                    break
                start = m.end()
        return counted

    def found(self, k: int, text: str, span: Span, places: Sequence[int]) -> bool:
        """Whether pattern `k` matches somewhere in the span."""
        return self.count(k, text, span, places, 1) > 0
