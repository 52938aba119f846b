"""Lines: which line breaks end a paragraph, and which only wrap it.

Text taken from a PDF breaks its lines where the page ended. A break is soft when the line before it is as
long as the page is wide, does not end a sentence, and the next line starts flush with ordinary text.
"""

from __future__ import annotations

import re

from miner.knowledge.caches import lru_cache
from miner.knowledge.scripts import is_han

__all__ = ["dots_end_sentences", "page_width", "soft_breaks"]

_LINE = re.compile(r"[^\n]+")
_ENDS = frozenset("。！？!?；;：:…")
_INDENT = " \t\u3000\u00a0"
_STARTS_NEW = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、．.]|第[一二三四五六七八九十百]+[编篇章节条]|[一二三四五六七八九十]是|[①-⑳●•·■◆▪—─]|附件|专栏|图\d|表\d"
)
_LEAST_LINES = 8
_NARROW, _WIDE = 14, 60


@lru_cache(maxsize=8)
def page_width(text: str) -> int:
    """Characters in a full line of a wrapped text; 0 when the text is not wrapped.

    Wrapped text shows two signs together: many lines of nearly the same length, and most of those lines
    stopping in the middle of a sentence.
    """
    if not _may_be_wrapped(text):
        return 0
    counts: dict[int, int] = {}
    broken: dict[int, int] = {}
    lines = [raw for raw in text.split("\n") if _NARROW <= len(raw) <= _WIDE + 4]
    if len([raw for raw in lines if raw[-1] not in _ENDS]) < _LEAST_LINES:
        return 0
    for raw in lines:
        line = raw.rstrip()
        n = len(line)
        if _NARROW <= n <= _WIDE:
            counts[n] = counts.get(n, 0) + 1
            if line[-1] not in _ENDS:
                broken[n] = broken.get(n, 0) + 1
    if sum(broken.values()) < _LEAST_LINES:
        return 0
    best, width = 0, 0
    for n in range(_NARROW, _WIDE + 1):
        broken_near = sum(broken.get(i, 0) for i in range(n - 2, n + 3))
        if broken_near > best:
            best, width = broken_near, n
    full = sum(counts.get(i, 0) for i in range(width - 2, width + 3))
    chars = sum(n * c for n, c in counts.items() if n <= width + 2)
    wrapped = sum(i * broken.get(i, 0) for i in range(width - 2, width + 3))
    if best < _LEAST_LINES or best < 0.6 * full or wrapped < 0.35 * chars or wrapped < 0.15 * len(text):
        return 0
    return width


def _may_be_wrapped(text: str) -> bool:
    """Whether `_LEAST_LINES` lines may stop in the middle of a sentence; counting is faster than cutting the lines."""
    stopping = text.count("\n") + 1
    for mark in "。；：！？":  # the most frequent of `_ENDS` first
        if stopping < _LEAST_LINES:
            return False
        stopping -= text.count(f"{mark}\n")
    return stopping >= _LEAST_LINES


@lru_cache(maxsize=8)
def soft_breaks(text: str) -> frozenset[int]:
    """Positions of the newlines in `text` that wrap a line and end nothing."""
    width = page_width(text)
    if not width:
        return frozenset()
    soft: set[int] = set()
    # Half-width characters take half a column, and the PDF's own letter spacing varies the length a little.
    for m in _LINE.finditer(text):
        at = m.end()
        if at - m.start() < width - 3:
            continue
        line = m.group().rstrip()
        if at >= len(text) or not line or line[-1] in _ENDS:
            continue
        if _columns(line) < width - 3:
            continue
        stop = at
        while stop < len(text) and text[stop] == "\n":
            stop += 1
        if stop >= len(text) or text[stop] in _INDENT or _STARTS_NEW.match(text, stop):
            continue
        soft.update(range(at, stop))
    return frozenset(soft)


def _columns(line: str) -> float:
    """Width in Chinese characters; a Latin letter or digit takes half a one in some fonts, all in others."""
    return len(line) - 0.25 * len(line.encode("latin-1", "ignore"))


_DOT = re.compile(r"[.．](?=[\u4e00-\u9fff\n])")


@lru_cache(maxsize=8)
def dots_end_sentences(text: str) -> bool:
    """Whether this text writes . for 。 (old type, some web pages)."""
    if text.count(".") + text.count("．") <= max(5, text.count("。")):
        return False
    dots = sum(1 for m in _DOT.finditer(text) if is_han(text[m.start() - 1 : m.start()]))
    return dots > 5 and dots > text.count("。")
