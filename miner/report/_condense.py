"""A passage of two plans side by side, cut down to what differs, what is to check and a few words around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from miner.normalization.conversion import simplified_characters

__all__ = ["CHECK", "CUT", "DIFFERS", "LINE", "SAME", "Piece", "Sides", "condense"]

SAME, DIFFERS, CHECK, CUT = "same", "differs", "check", "cut"
Piece = tuple[str, str]
"""What a piece of a passage is, and its words; of a cut the number of characters that are left out."""
Marks = Sequence[tuple[int, int]]

LINE = "↵"
"""Stands for the breaks of lines, with the blanks around them."""
_LINES = re.compile(r"(?<!\s)\s*\n\s*")
_LONGEST = 20_000
"""Characters of a passage that are compared; what stands behind them is left out and counted."""
_AROUND = 12
"""Columns kept on either side of a difference."""
_LEAST_CUT = 6
"""Fewer characters than these are rather shown than counted."""
_BRIDGE = 2
"""So few equal characters between two differences belong to them."""


@dataclass(frozen=True)
class Sides:
    """A passage as both plans have it, in pieces; `hidden` differences are left out."""

    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    differences: int
    hidden: int


@dataclass
class _Column:
    """A character that both have, or a stretch in which they differ."""

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
    kept = _kept(columns, budget)
    wanted = [i for i, c in enumerate(columns) if c.kind == DIFFERS]
    tail = len(a[_LONGEST:]), len(b[_LONGEST:])
    return Sides(
        _pieces([(c.a, c.kind, c.check_a) for c in columns], kept, tail[0]),
        _pieces([(c.b, c.kind, c.check_b) for c in columns], kept, tail[1]),
        len(wanted),
        sum(i not in kept for i in wanted),
    )


def _fold(text: str) -> str:
    """The text in one script and with marks of one width, character by character."""
    table = simplified_characters()
    made = (table.get(c, c) for c in text)
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in made)


def _columns(a: str, b: str) -> list[_Column]:
    columns: list[_Column] = []
    for op in Levenshtein.opcodes(_fold(a), _fold(b)):
        left, right = a[op.src_start : op.src_end], b[op.dest_start : op.dest_end]
        if op.tag == "equal":
            columns += [_Column(SAME, x, y) for x, y in zip(left, right, strict=True)]
        elif left.strip() or right.strip():
            columns.append(_Column(DIFFERS, left, right))
        else:  # blanks and breaks of lines
            columns.append(_Column(SAME, left, right))
    return _joined(columns)


def _joined(columns: Sequence[_Column]) -> list[_Column]:
    """The columns with differences that stand side by side as one, and no number torn: 1150 and 2100 differ whole."""
    made: list[_Column] = []
    for i, c in enumerate(columns):
        if c.kind == SAME and c.a.isdigit() and c.b.isdigit() and _in_number(columns, i):
            c = _Column(DIFFERS, c.a, c.b)
        bridge = _bridge(made) if c.kind == DIFFERS else 0
        if bridge:
            run = made[-bridge:]
            del made[-bridge:]
            c = _Column(DIFFERS, "".join(x.a for x in run) + c.a, "".join(x.b for x in run) + c.b)
        made.append(c)
    return made


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


def _bridge(made: Sequence[_Column]) -> int:
    """How many columns from the end, the last difference first among them, belong to one that follows; 0 for none."""
    for n in range(1, _BRIDGE + 2):
        if n <= len(made) and made[-n].kind == DIFFERS:
            return n
    return 0


def _mark(columns: list[_Column], marks_a: Marks, marks_b: Marks) -> None:
    at_a = at_b = 0
    for c in columns:
        c.check_a = any(s < at_a + len(c.a) and at_a < e for s, e in marks_a)
        c.check_b = any(s < at_b + len(c.b) and at_b < e for s, e in marks_b)
        at_a, at_b = at_a + len(c.a), at_b + len(c.b)


def _kept(columns: Sequence[_Column], budget: int) -> set[int]:
    """Which columns are shown."""
    if sum(c.width for c in columns) <= budget:
        return set(range(len(columns)))
    checks = [i for i, c in enumerate(columns) if c.check_a or c.check_b]
    differ = [i for i, c in enumerate(columns) if c.kind == DIFFERS]
    kept: set[int] = set()
    left = budget
    for i in (*checks, *differ):
        window = [k for k in range(max(0, i - _AROUND), min(len(columns), i + _AROUND + 1)) if k not in kept]
        cost = sum(columns[k].width for k in window)
        if cost <= left:
            kept.update(window)
            left -= cost
    first, last = 0, len(columns) - 1
    turn = 0
    while first <= last and left > 0:  # two from the beginning for one from the end
        k = last if turn % 3 == 2 else first
        if k not in kept:
            if columns[k].width > left:
                break
            left -= columns[k].width
            kept.add(k)
        if turn % 3 == 2:
            last -= 1
        else:
            first += 1
        turn += 1
    return kept


def _pieces(cells: Sequence[tuple[str, str, bool]], kept: set[int], tail: int) -> tuple[Piece, ...]:
    made: list[list[str]] = []
    hidden = ""
    for i, (text, kind, check) in enumerate(cells):
        if i not in kept:
            hidden += text
            continue
        _cut(made, hidden)
        hidden = ""
        kind = CHECK if check else kind
        if made and made[-1][0] == kind and kind != DIFFERS:
            made[-1][1] += text
        else:
            made.append([kind, text])
    _cut(made, hidden, tail)
    return tuple((kind, _LINES.sub(LINE, text)) for kind, text in made)


def _cut(made: list[list[str]], hidden: str, more: int = 0) -> None:
    """Add what was left out: its number of characters, or the few themselves."""
    if not hidden and not more:
        return
    if len(hidden) + more >= _LEAST_CUT:
        made.append([CUT, str(len(hidden) + more)])
    elif made and made[-1][0] == SAME:
        made[-1][1] += hidden
    else:
        made.append([SAME, hidden])
