"""Sentences: where one ends, in clean text and in text that lost its line breaks or was broken by a page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from miner.knowledge.scripts import is_han
from miner.segmentation.lines import dots_end_sentences, soft_breaks

__all__ = ["cut_at", "split_sentences"]

_CLOSERS = '”’"』」）)】》〕]'
_PAIRS = {"（": "）", "(": ")", "“": "”", "「": "」", "『": "』", "《": "》", "【": "】"}
_OPENERS = {c: o for o, c in _PAIRS.items()}
LONGEST = 2000
"""Characters of the longest sentence; what runs on (a file without line breaks) is cut at a comma or a blank."""
_REACH = 200
"""A bracket that does not close within this many characters is unclosed and holds nothing together."""

# Opens with one class of characters, which `re` runs to without trying the rest anywhere else.
_STOP = re.compile(
    rf"[。！？!?…\n；;.．{re.escape(''.join(_PAIRS))}]"
    r"(?:(?<=[。！？!?])[。！？!?]*|(?<=…)…+|(?<=[\u4e00-\u9fff][.．])(?=[\u4e00-\u9fff])|(?<![。！？!?….．]))"
)
_PARTS = re.compile(
    r"(?<=[\u4e00-\u9fff%；。）)])[ \u3000]+(?=[\u4e00-\u9fff]{2}|[（(]?\d{1,2}[)）.、．]|[①-⑳])"
)
_GOES_ON = "，、,：:的"
_ITEM = re.compile(r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳]|\d{1,2}[.．、](?!\d))")
_NUMERALS = "一二三四五六七八九十"


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order, without the white space around them.

    A sentence ends at 。！？ (with the closing quotes and brackets behind it), at a line's end that is not a
    wrapped line, and at a ； before a numbered item. Inside brackets and quotes that close soon nothing ends.
    """
    soft = soft_breaks(text)
    dots = dots_end_sentences(text)
    spans: list[tuple[int, int]] = []
    start = held_until = 0
    length = len(text)
    for m in _STOP.finditer(text):
        at, stop = m.span()
        mark = text[at]
        if mark == "\n":
            if at in soft:
                continue
            held_until = stop
            if at == start:  # the line ends with its sentence
                start = stop
                continue
        elif mark in _PAIRS:
            if at >= held_until:
                held_until = max(held_until, _closing(text, at))
            continue
        elif stop < held_until - 1:
            continue
        else:
            if mark in "；;":
                if not _ITEM.match(text, stop):
                    continue
            elif mark in ".．":
                if not dots or text[at - 1] == "的":
                    continue
            elif mark in "!?" and _no_end(text, at, stop):
                continue
            while stop < length and text[stop] in _CLOSERS:
                stop += 1
            if stop < length and text[stop] in _GOES_ON:
                continue
        _keep(spans, text, start, stop)
        start = stop
    _keep(spans, text, start, length)
    return spans


def cut_at(text: str, spans: list[tuple[int, int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    """The sentences, cut where cells of a table begin and end, and at the blanks that part paragraphs in a cell.

    `cuts` are positions in order. A cell is one line in the text, its paragraphs apart by a blank.
    """
    if not cuts:
        return spans
    made: list[tuple[int, int]] = []
    for start, end in spans:
        inside = cuts[bisect_left(cuts, start) : bisect_right(cuts, end)]
        if not inside:
            made.append((start, end))
            continue
        blanks = (m.start() for m in _PARTS.finditer(text, start, end))
        at = start
        for cut in sorted({*inside, *blanks, end}):
            if at < cut:
                _keep(made, text, at, cut)
            at = max(at, cut)
    return made


def _keep(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    if start == end:
        return
    while text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = 1 + max(text.rfind(mark, start, start + LONGEST) for mark in "，；、,;　 ")
        cut = cut if cut > start else start + LONGEST
        _keep(spans, text, start, cut)
        start = cut
    while start < end and text[start].isspace():
        start += 1
    if start < end:
        spans.append((start, end))


def _closing(text: str, at: int) -> int:
    """One past the bracket that closes the one `at`, on the same line and within reach; else `at`."""
    opener, closer = text[at], _PAIRS[text[at]]
    stop, depth = at, 1
    opened = text.find(opener, at + 1, at + _REACH)
    while depth:
        stop = text.find(closer, stop + 1, at + _REACH)
        if stop < 0:
            return at
        depth -= 1
        while 0 <= opened < stop:
            depth += 1
            opened = text.find(opener, opened + 1, at + _REACH)
    return stop + 1 if text.find("\n", at, stop) < 0 else at


def _no_end(text: str, at: int, stop: int) -> bool:
    """An ASCII `!` or `?` that stands for a lost character: 五?一, or before the rest of a broken one.

    A page that searched and replaced bytes leaves `!` where two characters met; what follows is decoded
    out of step and so is often a character outside the common half of GB 2312.
    """
    if text[at:stop] == "?" and at > 0 and stop < len(text):
        return text[at - 1] in _NUMERALS and text[stop] in _NUMERALS
    if text[at:stop] == "!" and stop < len(text) and is_han(text[stop]):
        try:
            return text[stop].encode("gb2312")[0] >= 0xD8
        except UnicodeEncodeError:
            return True
    return False
