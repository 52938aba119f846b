"""Heads that a page breaks over two lines, and heads that it repeats: 114年 over 現況值, the head again on page 2.

A cell of a narrow column is broken: its second half stands in the next line, below words of its own column. Where a
table goes on on the next page its head is printed again, its columns elsewhere and its lines broken in another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

__all__ = ["Stacked", "repeated_heads", "stacked_cells"]

_MOST_CELLS = 10
_MOST_LINES = 3
_LONGEST_LINE = 200

Stacked = tuple[str, int, int, str]
"""A cell of two lines: its kind, start and end of its lower half (or all of it), and the words over that."""


def stacked_cells(text: str, line: int, kind_of: Callable[[str], str | None]) -> tuple[list[Stacked], int]:
    """The cells of a head whose first line begins at `line`, and where the second one ends; none where it is no head.

    kind_of: the kind of the column that words name, None where no one knows them.
    """
    upper_end = text.find("\n", line)
    lower_end = text.find("\n", upper_end + 1) if upper_end >= 0 else -1
    if lower_end < 0 or lower_end - line > 2 * _LONGEST_LINE:
        return [], line
    upper = [m.span() for m in re.finditer(r"\S+", text[line:upper_end])]
    lower = [m.span() for m in re.finditer(r"\S+", text[upper_end + 1 : lower_end])]
    if not 3 < len(upper) <= _MOST_CELLS or not 1 < len(lower) <= len(upper):
        return [], line
    best: tuple[float, list[Stacked]] = (float("inf"), [])
    for chosen in combinations(range(len(upper)), len(lower)):
        below = dict(zip(chosen, lower, strict=True))
        far = sum(abs(sum(upper[i]) - sum(span)) for i, span in below.items())
        if far >= best[0]:
            continue
        cells: list[Stacked] = []
        for i, (a, b) in enumerate(upper):
            words = text[line + a : line + b]
            if i in below:
                c, d = (upper_end + 1 + at for at in below[i])
                kind, cell = kind_of(words + text[c:d]), (c, d, words)
            else:
                kind, cell = kind_of(words), (line + a, line + b, "")
            if kind is None and not any(known == "name" for known, *_ in cells):
                kind = "group"
            if kind is None:
                break
            cells.append((kind, *cell))
        if len(cells) == len(upper):
            best = far, cells
    return best[1], lower_end


def repeated_heads(
    text: str, head: tuple[int, int], cells: Sequence[tuple[int, int]], end: int
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Where the head is printed again before `end`, and its cells; none of them where its words are broken otherwise.

    The same characters in up to three lines, whatever their order, are the head.
    """
    letters = sorted("".join(text[slice(*head)].split()))
    first = re.escape(text[head[0] : head[1]].split()[0])
    done = head[1]
    for match in re.compile(rf"^[^\S\n]{{0,80}}{first}(?!\S)", re.M).finditer(text, head[1], end):
        if match.start() < done:
            continue
        until = match.start()
        for _ in range(_MOST_LINES):
            until = (text.find("\n", until, end) + 1) or end
            words = sorted("".join(text[match.start() : until].split()))
            if len(words) >= len(letters):
                if words == letters:
                    yield match.start(), until, _cells_again(text, cells, match.start(), until)
                    done = until
                break


def _cells_again(text: str, cells: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a head that is printed again, as they stand there; empty where one is not found."""
    found: list[tuple[int, int]] = []
    for a, b in cells:
        words = r"[^\S\n]{0,4}".join(map(re.escape, "".join(text[a:b].split())))
        spans = [m.span() for m in re.compile(rf"(?<!\S){words}(?!\S)").finditer(text, start, end)]
        free = [span for span in spans if span not in found]
        if not free:
            return []
        found.append(free[0])
    return found
