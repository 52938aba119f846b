"""Tables of contents: lines that only announce the headings which follow."""

from __future__ import annotations

import re

from miner.knowledge.scripts import is_han
from miner.segmentation.candidates import Block, Candidate, veto

__all__ = ["announced_rests", "contents_span", "drop_contents"]

_MOST_BODY = 45
"""Characters that an entry of a table of contents holds at most, on average."""


def drop_contents(text: str, blocks: list[Block], marks: list[Candidate]) -> list[Candidate]:
    """Leave out the marks of a table of contents: a row of bare headings that begins again, with its text."""
    titled = _title_before(text, blocks, marks)
    for i in sorted({0, titled or 0}):
        if i >= len(marks):
            continue
        again = _begins_again(text, marks, i)
        if again is not None and _announces(text, marks, i, again):
            return marks[:i] + marks[again:]
    if titled is None:
        return marks
    dense = _last_dense_start(marks, titled)
    return marks[:titled] + marks[dense:] if dense else _drop_short_row(text, blocks, marks, titled)


def contents_span(text: str, blocks: list[Block]) -> tuple[int, int]:
    """Start and end of a table of contents: from 目录 to where its first entry stands again as a heading.

    It lists boxes and a glossary too, and the text below may break a heading that it has in one line. The span is
    empty where no line 目录 stands, or the first entry does not stand again.
    """
    title = next((i for i, b in enumerate(blocks[:60]) if _is_contents_title(text, b)), None)
    if title is None or title + 1 >= len(blocks):
        return 0, 0
    entry = text[blocks[title + 1].start : blocks[title + 1].end]
    marker = _ENTRY.match(entry)
    if marker is None:
        return 0, 0
    announced = _bare(entry)
    for block in blocks[title + 2 : title + _MOST_ENTRIES]:
        line = _bare(text[block.start : block.end])
        if len(line) >= len(marker.group()) + 2 and announced.startswith(line[: len(announced)]):
            return blocks[title].start, block.start
    return 0, 0


def announced_rests(
    text: str, blocks: list[Block], left: list[Candidate], contents: tuple[int, int]
) -> frozenset[int]:
    """Index of each block that ends a heading broken over two lines, as the table of contents has it in one.

    第一篇 立足新起点|建设现代化新清溪, where the contents say 第一篇 立足新起点 建设现代化新清溪…… 1.
    """
    titles = _announced(text, blocks, contents)
    starts = set()
    for mark in left if titles else ():
        i = mark.block + 1
        if mark.inline or i >= len(blocks):
            continue
        line = _bare(text[mark.start : blocks[mark.block].end])
        rest = text[blocks[i].start : blocks[i].end]
        if line not in titles and len(rest) <= _MOST_BODY and line + _bare(rest) in titles:
            starts.add(i)
    return frozenset(starts - {mark.block for mark in left})


def _announced(text: str, blocks: list[Block], contents: tuple[int, int]) -> frozenset[str]:
    """The entries of the table of contents with their numbers, each joined where it takes two lines."""
    entries, entry = set(), ""
    for block in blocks:
        if block.start >= contents[1]:
            break
        if block.start > contents[0]:
            line = text[block.start : block.end]
            if entry and _ENTRY.match(line):
                entries.add(_bare(entry))
            entry = line if _ENTRY.match(line) else entry + line
    return frozenset(entries | {_bare(entry)} if entry else entries)


_MOST_ENTRIES = 600
_ENTRY = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[篇编部章节]|[一二三四五六七八九十]{1,3}、|专栏\s*\d")
_PAGE_DIGITS = 3
_LEADERS = " \t\n\u3000.…·⋯‥—-"


def _bare(title: str) -> str:
    """A title without blanks, the dots behind it and its page."""
    bare = title.rstrip()
    page = len(bare) - len(bare.rstrip("0123456789"))
    bare = bare[: len(bare) - page] if page <= _PAGE_DIGITS else bare
    return re.sub(r"\s+", "", bare.rstrip(_LEADERS))


def _is_contents_title(text: str, block: Block) -> bool:
    return block.end - block.start <= 8 and bool(veto("contents_title").match(text[block.start : block.end]))


def _last_dense_start(marks: list[Candidate], i: int) -> int | None:
    """Behind 目录: the last 第一章 (or 一、) up to which the marks stand as close as entries do."""
    match_at = None
    for j in range(i + 2, len(marks)):
        if (marks[j - 1].start - marks[i].start) / (j - 1 - i) > _MOST_BODY:
            break
        if marks[j].number == 1 and marks[j].form.kind.name in ("part", "chapter", "han"):
            match_at = j
    return match_at


def _announces(text: str, marks: list[Candidate], i: int, again: int) -> bool:
    """Whether the marks `i`..`again` are bare headings that stand again, with their text, from `again` on."""
    entries = marks[i:again]
    if len(entries) < 2 or (entries[-1].start - entries[0].start) / (len(entries) - 1) > _MOST_BODY:
        return False
    later = {(m.kind, m.number, _opening(text, m)) for m in marks[again:]}
    repeated = sum((m.kind, m.number, _opening(text, m)) in later for m in entries)
    return repeated >= 0.5 * len(entries)


def _begins_again(text: str, marks: list[Candidate], i: int) -> int | None:
    """Index of the later mark with the kind, number and opening words of mark `i`."""
    first = marks[i]
    words = _opening(text, first)
    if len(words) < 2:
        return None
    for j in range(i + 1, min(len(marks), i + 400)):
        if (
            marks[j].kind == first.kind
            and marks[j].number == 1
            and _opening(text, marks[j])[: len(words)] == words
        ):
            return j
    return None


def _opening(text: str, mark: Candidate) -> str:
    return "".join(c for c in text[mark.end : mark.end + 16] if is_han(c))[:4]


def _title_before(text: str, blocks: list[Block], marks: list[Candidate]) -> int | None:
    """Index of the first mark behind a line 目录."""
    for block in blocks[:60]:
        if _is_contents_title(text, block):
            return next((i for i, m in enumerate(marks) if m.start > block.start), None)
    return None


def _drop_short_row(text: str, blocks: list[Block], marks: list[Candidate], i: int) -> list[Candidate]:
    """Behind 目录 without a second start: the entries go up to the first that a body follows."""
    for j in range(i, len(marks)):
        end = marks[j + 1].start if j + 1 < len(marks) else len(text)
        if end - marks[j].start > 2 * _MOST_BODY:
            return marks[:i] + marks[j:] if j > i + 1 else marks
    return marks
