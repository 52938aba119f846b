"""Marks that a list misses and that stand glued to other words: …快速发展5.狠抓招商, …品牌五、数字社会.

Without punctuation before it a number is far too common to be a mark. It is looked for only where the list
asks for it: between the number before and the number after, or under the heading whose list starts at 2.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from miner.knowledge.scripts import HAN
from miner.segmentation.candidates import Block, Candidate

__all__ = ["closes_line", "find_missing"]

_DIGITS = "零一二三四五六七八九"
_FLAGS = ("inline", "glued")
_LONGEST_HEADING = 60
_FAR = 2400
"""Characters before the second item of a list in which its glued first one is looked for, at most."""


def find_missing(text: str, blocks: list[Block], marks: list[Candidate]) -> list[Candidate]:
    """The glued marks, in no order; `marks` are the ones found so far, in reading order."""
    starts = [b.start for b in blocks]
    lost: list[tuple[Candidate, int, int, int]] = []
    last: dict[int, Candidate] = {}
    for i, mark in enumerate(marks):
        name = mark.form.kind.name
        before = last.get(mark.kind)
        hit = None
        if name in ("digit", "han", "han-bracket"):
            if before is not None and mark.number == before.number + 2:
                hit = _between(text, blocks, starts, before, mark)
            elif name == "digit" and mark.number == 2 and i and marks[i - 1].kind != mark.kind:
                hit = _first_under_heading(text, blocks, marks[i - 1], mark)
            elif "headless" in mark.flags:
                hit = _first_before(text, mark, marks[i - 1].end if i else 0)
        if hit is not None:
            lost.append((mark, *hit))
        if name == "half-bracket" and not mark.inline:
            lost += _rest_of_line(text, blocks[mark.block], mark)
        last[mark.kind] = mark
    known = {m.start for m in marks}
    return [
        replace(m, start=a, end=b, number=n, block=bisect_right(starts, a) - 1, inline=True, flags=_FLAGS)
        for m, a, b, n in lost
        if a not in known
    ]


def closes_line(text: str, block: Block, end: int) -> bool:
    """Whether what follows a mark that ends at `end` is a heading that ends the line."""
    if not 2 <= block.end - end <= 50:
        return False
    rest = text[end : block.end]
    return rest[-1] not in "。；;，、" and "。" not in rest


def _written(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _between(
    text: str, blocks: list[Block], starts: list[int], before: Candidate, after: Candidate
) -> tuple[int, int, int] | None:
    number = before.number + 1
    name = before.form.kind.name
    if name == "digit":
        pattern = rf"(?<![\d.．]){number}[.．、] ?(?=[{HAN}“])"
    elif number > 99:
        return None
    elif name == "han":
        pattern = f"(?<=[{HAN}”）)。]){_written(number)}、"
    else:
        pattern = f"[（(]{_written(number)}[）)](?!项)"
    for m in re.compile(pattern).finditer(text, before.end, after.start):
        block = blocks[bisect_right(starts, m.start()) - 1]
        if name == "digit" or closes_line(text, block, m.end()):
            return m.start(), m.end(), number
    return None


_FIRST = re.compile(rf"(?<![.．])1[.．、] ?(?=[{HAN}“])")


def _first_under_heading(
    text: str, blocks: list[Block], heading: Candidate, second: Candidate
) -> tuple[int, int, int] | None:
    """一、强化统筹协调1.加强谋划。: the first item on the line of the heading above the list."""
    block = blocks[heading.block]
    m = _FIRST.search(text, heading.end, min(block.end, second.start, heading.end + _LONGEST_HEADING))
    if (
        m is None
        or any(mark in text[heading.end : m.start()] for mark in "。；;：:")
        or m.start() - heading.end < 2
    ):
        return None
    return m.start(), m.end(), 1


def _first_before(text: str, second: Candidate, floor: int) -> tuple[int, int, int] | None:
    """供参阅11.围绕…。2.…: the first item glued to what stands before the whole list."""
    match = None
    for m in _FIRST.finditer(text, max(floor, second.start - _FAR), second.start):
        match = m
    return (match.start(), match.end(), 1) if match else None


def _rest_of_line(text: str, block: Block, mark: Candidate) -> list[tuple[Candidate, int, int, int]]:
    """1)…2)…3)… on one line: the numbers that go on behind the one that starts it."""
    lost: list[tuple[Candidate, int, int, int]] = []
    at, number = mark.end, mark.number + 1
    while True:
        m = re.compile(rf"(?<![\d（(]){number}[)）](?![%％])").search(text, at, block.end)
        if m is None:
            return lost
        lost.append((mark, m.start(), m.end(), number))
        at, number = m.end(), number + 1
