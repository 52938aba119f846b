"""Headings told by a form that repeats: 【指导思想】, a picture before the words, or a word that counts on (任务一：, 任务二：).

One such line tells nothing, two of them that have a text below do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.segmentation.candidates import SYMBOL, Block, Candidate
from miner.segmentation.grammar import number_of

__all__ = ["find_formed"]

FEWEST = 2
"""So many lines of one form make headings of them."""
LEAST_BODY = 20
"""Characters of a line below a heading, at least, or it ends as a sentence does."""
_BRACKETED = re.compile(r"【(?P<words>[^【】\n]{2,20})】[ \u3000：:]{0,2}")
_WIDGET = re.compile(
    r"打印|关闭|字[体号]|返回|分享|收藏|摘要|正文|导[语读]|来源|编辑|关键词|标签|编者按|概述|纠错|下载|视频|图[文集]|原标题|^[\d\W]+$"
)
"""What a site sets into such brackets."""
_PICTURED = re.compile(rf"{SYMBOL}{{1,3}}[ \u3000]{{0,2}}(?P<words>[^\n。；;，,！？!?]{{2,20}})")
_COUNTING = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{2,6}?)(?P<n>[一二三四五六七八九十]{1,2}|\d{1,2})[：:、.． ][ \u3000]?[^\n。；;！？!?]{2,40}"
)
_NO_STEM = re.compile(r"第$|附件|附表|附录|专栏|表$|图$|注$|[年月日期周]$|其$")


def find_formed(text: str, blocks: Sequence[Block], marks: Sequence[Candidate]) -> dict[int, int]:
    """By the index of its block where each heading ends whose form repeats; empty where none does."""
    marked = {m.block for m in marks if not m.inline}
    free = [i for i in range(1, len(blocks)) if i not in marked]
    found: dict[int, int] = {}
    for row in (
        _bracketed(text, blocks, free),
        _pictured(text, blocks, marked, free),
        *_counting(text, blocks, free),
    ):
        if len(row) >= FEWEST:
            found |= row
    return found


def _bracketed(text: str, blocks: Sequence[Block], free: Sequence[int]) -> dict[int, int]:
    """Lines that open with 【words】 and go on with a sentence, or have one below."""
    row: dict[int, int] = {}
    for i in free:
        m = _BRACKETED.match(text, blocks[i].start, blocks[i].end) if text[blocks[i].start] == "【" else None
        if m is None or _WIDGET.search(m["words"]):
            continue
        alone = m.end() >= blocks[i].end
        if (alone and _has_body(text, blocks, i)) or blocks[i].end - m.end() >= LEAST_BODY:
            row[i] = m.end("words") + 1
    return row


def _pictured(text: str, blocks: Sequence[Block], marked: set[int], free: Sequence[int]) -> dict[int, int]:
    """Short lines without a mark that open with a picture and have a text or a numbered line below."""
    row: dict[int, int] = {}
    for i in free:
        m = _PICTURED.fullmatch(text, blocks[i].start, blocks[i].end)
        if m is not None and (i + 1 in marked or _has_body(text, blocks, i)):
            row[i] = blocks[i].end
    return row


def _counting(text: str, blocks: Sequence[Block], free: Sequence[int]) -> Iterator[dict[int, int]]:
    """Lines that open with one word that counts on from 1: 任务一：…, 任务二：…."""
    rows: dict[str, dict[int, int]] = {}
    for i in free:
        m = _COUNTING.fullmatch(text, blocks[i].start, blocks[i].end)
        if m is None or _NO_STEM.search(m["stem"]):
            continue
        row = rows.setdefault(m["stem"], {})
        number = number_of(m["n"], "digit" if m["n"].isdecimal() else "han")
        if number == len(row) + 1 and i + 1 < len(blocks):
            row[i] = blocks[i].end
    yield from rows.values()


def _has_body(text: str, blocks: Sequence[Block], i: int) -> bool:
    """Whether the next line is a text, and no line of the same form."""
    if i + 1 >= len(blocks):
        return False
    below = blocks[i + 1]
    if text[below.start] == "【" or re.match(SYMBOL, text[below.start : below.start + 1]):
        return text[below.end - 1] in "。；" and below.end - below.start >= LEAST_BODY
    return below.end - below.start >= LEAST_BODY or text[below.end - 1] in "。；："
