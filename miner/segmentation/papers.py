"""Papers that count their paragraphs through: the short lines between two numbers are headings.

目的 | 1. 本文件介绍…。 | 背景 | 2. 上年度…。: the count goes on over the headings, and each number opens a sentence.
"""

from __future__ import annotations

from miner.segmentation.candidates import Block, Candidate

__all__ = ["find_headings"]

LEAST_PARAGRAPHS, LEAST_HEADINGS = 3, 2
"""Numbers that count on from 1, and headings between two of them, of which a paper has at least so many."""
LONGEST = 20
"""Characters of a heading, at most."""
LONGEST_FIRST = 6
"""The same above paragraph 1, where the title of the paper may stand."""
SHARE = 0.8
"""So many of the numbered paragraphs end as sentences do; a numbered heading ends without a mark."""
_CLOSED = "。！？；：:;"
_INNER = frozenset("。！？；：，,;:|｜\t")


def find_headings(text: str, blocks: list[Block], marks: list[Candidate]) -> frozenset[int]:
    """Index of each block that is a heading between paragraphs counted through; empty in any other text."""
    numbers = [m for m in marks if m.form.kind.name == "digit" and not m.inline]
    marked = {m.block for m in marks}
    headings: set[int] = set()
    run: list[Candidate] = []
    for number in numbers:
        if run and number.number != run[-1].number + 1:
            headings |= _of_run(text, blocks, marked, run)
            run = []
        if run or number.number == 1:
            run.append(number)
    return frozenset(headings | _of_run(text, blocks, marked, run))


def _of_run(text: str, blocks: list[Block], marked: set[int], run: list[Candidate]) -> set[int]:
    closed = sum(text[blocks[m.block].end - 1] in _CLOSED for m in run)
    if len(run) < LEAST_PARAGRAPHS or closed < SHARE * len(run):
        return set()
    between = {m.block - 1 for m in run[1:] if _is_heading(text, blocks, marked, m.block - 1, LONGEST)}
    if len(between) < LEAST_HEADINGS:
        return set()
    first = run[0].block - 1
    return between | (
        {first} if first > 0 and _is_heading(text, blocks, marked, first, LONGEST_FIRST) else set()
    )


def _is_heading(text: str, blocks: list[Block], marked: set[int], i: int, longest: int) -> bool:
    """Whether block `i` is a short line without a mark, below a paragraph that ends as one (or the paper's head)."""
    line = text[blocks[i].start : blocks[i].end]
    if i in marked or not 2 <= len(line) <= longest or not _INNER.isdisjoint(line):
        return False
    return longest == LONGEST_FIRST or text[blocks[i - 1].end - 1] in _CLOSED
