"""Verbs of doing at a place in the text, and the words that only look like one."""

from __future__ import annotations

from miner.targets.lexicon import Lexicon

__all__ = ["single_head", "verb_at"]


def single_head(text: str, lo: int, hi: int, lex: Lexicon) -> bool:
    """Whether the one character at `lo` is a word of its own: 要|建成, not 要素."""
    if hi - lo == 1:
        return True
    if text[lo] in lex.single:
        return text[lo : lo + 2] not in lex.single_not and not lex.protected.beginning(text, lo, hi)
    return bool(verb_at(text, lo + 1, hi, lex) or lex.head.beginning(text, lo + 1, hi))


def verb_at(text: str, lo: int, hi: int, lex: Lexicon) -> str:
    """A verb of doing at `lo` whose object follows; empty where it is part of a noun (完成率, 建设用地)."""
    word = lex.action.beginning(text, lo, hi)
    if not word:
        return ""
    at = lo + len(word)
    if at >= hi:
        return ""
    if (
        len(word) == 1
        and (at >= hi or not lex.action.beginning(text, at, hi))
        and text[at : at + 1] not in "了成好足"
    ):
        return ""
    suffix = lex.suffixes.beginning(text, at, hi)
    if len(suffix) == 1 and lex.protected.beginning(text, at, hi):
        suffix = ""  # 组织|业务学习
    if suffix and (word in lex.makes_noun or (len(suffix) == 1 and suffix not in lex.free)):
        return ""
    return word
