"""The end of a heading whose body is glued to it without a space or a full stop."""

from __future__ import annotations

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.surrogates import whole_characters

__all__ = ["phrase_end"]

_SHORTEST, _LONGEST = 5, 30
_READ = 48
"""Characters that are tagged: the longest heading and a little of its body."""
_NOUNS = ("n", "vn", "an", "j", "l", "i", "t", "s", "f", "b", "z")
_STARTS = frozenset({"v", "d", "ad", "p", "vd", "r", "c", "a"})
_LINKS = frozenset("的和与及或、")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_toml("miner.segmentation", "phrases.toml")[name])


def phrase_end(text: str) -> int | None:
    """Characters of the heading that `text` opens with, or None where no end is seen.

    The heading is a verb with its object; it ends where, behind a noun, a new verb, adverb or preposition
    begins, or where the body takes up the heading's own noun again (加强水利建设|水利建设要…).
    """
    try:
        import rjieba
    except ImportError:
        return None
    at = 0
    before, tag_before = "", "x"
    for word, tag in rjieba.tag(whole_characters(text[:_READ])):
        if at > _LONGEST:
            return None
        nominal = tag_before.startswith(_NOUNS) or before in _words("closers")
        if at >= _SHORTEST and nominal and before not in _LINKS and word not in _LINKS:
            again = len(word) >= 2 and word[:2] in text[2:at]
            begins = tag in _STARTS and word not in _words("closers")
            adverb = len(word) > 2 and word[:2] in _words("adverbs")
            if word in _words("starters") or begins or again or adverb:
                return at
        at += len(word)
        before, tag_before = word, tag
    return None
