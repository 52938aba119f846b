"""Cut a shared passage down to its differences, the spans to check and a few characters of context, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from miner.normalization.conversion import simplified_characters

__all__ = ["CHECK", "CUT", "DIFFERS", "LINE", "SAME", "Piece", "Sides", "condense"]

SAME, DIFFERS, CHECK, CUT = "same", "differs", "check", "cut"
Piece = tuple[str, str]
"""Kind and text of a piece of a passage; the text of a CUT is the number of characters left out."""
Marks = Sequence[tuple[int, int]]

LINE = "↵"
"""Replaces each line break together with the blanks around it."""
_LINES = re.compile(r"(?<!\s)\s*\n\s*")
_LONGEST = 20_000
"""Characters of a passage that are compared; the ones after them are cut and counted."""
_AROUND = 12
"""Columns kept on either side of a difference."""
_LEAST_CUT = 6
"""A gap shorter than this is shown as text, since its count would take as much room."""
_BRIDGE = 2
"""Differences separated by at most this many equal characters are merged into one."""


@dataclass(frozen=True)
class Sides:
    """Both versions of a passage in pieces; `hidden` counts the differences that did not fit."""

    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    differences: int
    hidden: int


@dataclass
class _Column:
    """One character that both versions share, or one stretch in which they differ."""

    kind: str
    a: str
    b: str
    check_a: bool = False
    check_b: bool = False

    @property
    def width(self) -> int:
        return max(len(self.a), len(self.b))


def condense(a: str, b: str, budget: int, marks_a: Marks = (), marks_b: Marks = ()) -> Sides:
    """Both sides of a passage in about `budget` characters a side.

    marks_a, marks_b: spans in `a` and `b` that are to be checked; they are kept first, then the differences in
    their order, then the beginning and the end.
    """
    columns = _columns(a[:_LONGEST], b[:_LONGEST])
    _mark(columns, marks_a, marks_b)
    visible = _visible_columns(columns, budget)
    differing = [i for i, c in enumerate(columns) if c.kind == DIFFERS]
    tail = len(a[_LONGEST:]), len(b[_LONGEST:])
    return Sides(
        _pieces([(c.a, c.kind, c.check_a) for c in columns], visible, tail[0]),
        _pieces([(c.b, c.kind, c.check_b) for c in columns], visible, tail[1]),
        len(differing),
        sum(i not in visible for i in differing),
    )


def _fold(text: str) -> str:
    """Fold to simplified characters and half-width marks; the length stays the same."""
    table = simplified_characters()
    characters = (table.get(c, c) for c in text)
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in characters)


def _columns(a: str, b: str) -> list[_Column]:
    columns: list[_Column] = []
    for op in Levenshtein.opcodes(_fold(a), _fold(b)):
        text_a, text_b = a[op.src_start : op.src_end], b[op.dest_start : op.dest_end]
        if op.tag == "equal":
            columns += [_Column(SAME, x, y) for x, y in zip(text_a, text_b, strict=True)]
        elif text_a.strip() or text_b.strip():
            columns.append(_Column(DIFFERS, text_a, text_b))
        else:  # blanks and breaks of lines
            columns.append(_Column(SAME, text_a, text_b))
    return _joined(columns)


def _joined(columns: Sequence[_Column]) -> list[_Column]:
    """Merge neighboring differences, and make numbers differ as a whole: 1150 and 2100, not their digits."""
    merged: list[_Column] = []
    for i, c in enumerate(columns):
        if c.kind == SAME and c.a.isdigit() and c.b.isdigit() and _in_number(columns, i):
            c = _Column(DIFFERS, c.a, c.b)
        bridge = _bridge(merged) if c.kind == DIFFERS else 0
        if bridge:
            run = merged[-bridge:]
            del merged[-bridge:]
            c = _Column(DIFFERS, "".join(x.a for x in run) + c.a, "".join(x.b for x in run) + c.b)
        merged.append(c)
    return merged


def _in_number(columns: Sequence[_Column], i: int) -> bool:
    """Whether the digit at column `i` belongs to a number that differs in another digit."""
    for step in (-1, 1):
        k = i + step
        while 0 <= k < len(columns) and columns[k].kind == SAME and columns[k].a.isdigit():
            k += step
        if 0 <= k < len(columns) and columns[k].kind == DIFFERS:
            edge = -1 if step < 0 else 0
            if any(side[edge : edge + 1 or None].isdigit() for side in (columns[k].a, columns[k].b)):
                return True
    return False


def _bridge(columns: Sequence[_Column]) -> int:
    """Count the columns from the last difference to the end, if they are few enough to merge with the next; else 0."""
    for n in range(1, _BRIDGE + 2):
        if n <= len(columns) and columns[-n].kind == DIFFERS:
            return n
    return 0


def _mark(columns: list[_Column], marks_a: Marks, marks_b: Marks) -> None:
    at_a = at_b = 0
    for c in columns:
        c.check_a = any(s < at_a + len(c.a) and at_a < e for s, e in marks_a)
        c.check_b = any(s < at_b + len(c.b) and at_b < e for s, e in marks_b)
        at_a, at_b = at_a + len(c.a), at_b + len(c.b)


def _visible_columns(columns: Sequence[_Column], budget: int) -> set[int]:
    """Choose the columns to show: spans to check, then differences, then the two ends, until the budget is spent."""
    if sum(c.width for c in columns) <= budget:
        return set(range(len(columns)))
    checks = [i for i, c in enumerate(columns) if c.check_a or c.check_b]
    differ = [i for i, c in enumerate(columns) if c.kind == DIFFERS]
    visible: set[int] = set()
    remaining = budget
    for i in (*checks, *differ):
        window = [
            k for k in range(max(0, i - _AROUND), min(len(columns), i + _AROUND + 1)) if k not in visible
        ]
        cost = sum(columns[k].width for k in window)
        if cost <= remaining:
            visible.update(window)
            remaining -= cost
    first, last = 0, len(columns) - 1
    turn = 0
    while first <= last and remaining > 0:  # two from the beginning for one from the end
        k = last if turn % 3 == 2 else first
        if k not in visible:
            if columns[k].width > remaining:
                break
            remaining -= columns[k].width
            visible.add(k)
        if turn % 3 == 2:
            last -= 1
        else:
            first += 1
        turn += 1
    return visible


def _pieces(cells: Sequence[tuple[str, str, bool]], visible: set[int], tail: int) -> tuple[Piece, ...]:
    pieces: list[list[str]] = []
    hidden = ""
    for i, (text, kind, check) in enumerate(cells):
        if i not in visible:
            hidden += text
            continue
        _cut(pieces, hidden)
        hidden = ""
        kind = CHECK if check else kind
        if pieces and pieces[-1][0] == kind and kind != DIFFERS:
            pieces[-1][1] += text
        else:
            pieces.append([kind, text])
    _cut(pieces, hidden, tail)
    return tuple((kind, _LINES.sub(LINE, text)) for kind, text in pieces)


def _cut(pieces: list[list[str]], hidden: str, extra: int = 0) -> None:
    """Append the gap: as its number of characters, or as text where it is short."""
    if not hidden and not extra:
        return
    if len(hidden) + extra >= _LEAST_CUT:
        pieces.append([CUT, str(len(hidden) + extra)])
    elif pieces and pieces[-1][0] == SAME:
        pieces[-1][1] += hidden
    else:
        pieces.append([SAME, hidden])
