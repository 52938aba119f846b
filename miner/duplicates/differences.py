"""List the differences between the two sides of a passage, and derive the kind of copy from them."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import numpy.typing as npt
from numba import njit

__all__ = ["differences", "kind_of"]

_WINDOW = 260
"""Symbols left over on both sides at one place, at most, before the rest counts as one difference."""
_AGREE = 4
"""Symbols that must agree for the two sides to be in step again."""
_LONGEST_NAME = 8
_NAMED = "省市区县州盟旗镇乡村街道路校院局厅部委会社厂站所队处科室办署司团港岛湾山河湖江"
"""What a place or a body may end with; a stretch replaced by another, both ending so, is a name."""
_BEFORE = "省市区县镇乡村局院校"
"""What stands behind a name only; a stretch replaced before it is a name."""
_MOST_STEADY = 2
_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)}
_NUMBER = re.compile("[0-9０-９xXｘＸ*＊_＿×✕]+")

_LABEL = re.compile(
    r"^[ \t\u3000]*(?:第[ 0-9０-９]{1,4}[条章节项]|[（(]?[0-9０-９]{1,3}(?:[）)、]|[.．](?![0-9０-９])))",
    re.MULTILINE,
)
"""The number of an item at the start of its line."""


@njit(cache=True, nogil=True)
def _step(xs, i, i1, ys, j, j1):  # type: ignore[no-untyped-def]
    """The nearest place at or after i, j from which the sides agree again."""
    for total in range(1, _WINDOW + 1):
        for skip in range(total + 1):
            # exchanged stretches of equal length first, then ever more uneven ones
            half = total // 2 + (skip + 1) // 2 * (1 if skip & 1 else -1)
            if half < 0 or half > total:
                continue
            a, b = i + half, j + total - half
            if a > i1 or b > j1:
                continue
            need = min(_AGREE, i1 - a, j1 - b)
            if need < _AGREE and (i1 - a) != (j1 - b):
                continue
            same = True
            for k in range(need):
                if xs[a + k] != ys[b + k]:
                    same = False
                    break
            if same:
                return a, b
    return i1, j1


@njit(cache=True, nogil=True)
def _differences(xs, i, i1, ys, j, j1, out, longest):  # type: ignore[no-untyped-def]
    """Write the stretches that differ and return how many there are.

    With `longest` above 0, give up (-1) at the first that is no number and no exchange of up to so many.
    """
    n = 0
    while i < i1 or j < j1:
        if i < i1 and j < j1 and xs[i] == ys[j]:
            i += 1
            j += 1
            continue
        a, b = _step(xs, i, i1, ys, j, j1)
        if longest > 0:
            number = (a - i + b - j == 1) and (xs[i] if a > i else ys[j]) == 1
            if not number and (a == i or b == j or a - i > longest or b - j > longest):
                return -1
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = i, a, j, b
        n += 1
        i, j = a, b
    return n


def differences(
    symbols: npt.NDArray[np.uint16], start_a: int, end_a: int, start_b: int, end_b: int
) -> npt.NDArray[np.int64]:
    """The stretches that differ, as rows start_a, end_a, start_b, end_b (int64, n x 4) into `symbols`."""
    out = np.empty((end_a - start_a + end_b - start_b + 1, 4), np.int64)
    n = _differences(symbols, start_a, end_a, symbols, start_b, end_b, out, 0)
    return out[:n].copy()


def kind_of(
    symbols: npt.NDArray[np.uint16],
    spans: tuple[int, int, int, int],
    left_over: int,
    raw_a: str,
    raw_b: str,
) -> str:
    """`verbatim`, `renamed` (only numbers, placeholders and names differ) or `edited`.

    spans: start_a, end_a, start_b, end_b in `symbols`; left_over: symbols that agree with none; raw_a and
    raw_b: the passage as it stands in each plan. A replaced stretch counts as a name where it ends in, or
    stands before, a word for a place or a body, or where the same exchange is made twice.
    """
    if left_over == 0:
        return "verbatim" if raw_a == raw_b or _same_numbers(raw_a, raw_b) else "renamed"
    length = spans[1] - spans[0] + spans[3] - spans[2]
    if left_over > 0.4 * length:
        return "edited"
    sa, ea, sb, eb = spans
    n = _differences(symbols, sa, ea, symbols, sb, eb, np.empty((length + 1, 4), np.int64), _LONGEST_NAME)
    if n < 0:
        return "edited"
    apart = differences(symbols, *spans)
    side_a, side_b = _text(symbols[sa:ea]), _text(symbols[sb:eb])
    apart -= [sa, sa, sb, sb]
    pairs = [(side_a[a:b], side_b[c:d], side_a[b : b + 1]) for a, b, c, d in apart.tolist()]
    pairs = [p for p in pairs if set(p[0] + p[1]) - {"\x01"}]
    if not pairs and _same_numbers(raw_a, raw_b):  # a list number that one side has only
        return "verbatim"
    steady = {
        pair for pair, n in Counter((x, y) for x, y, _ in pairs).items()
        if n > 1 and pair[0] not in side_b and pair[1] not in side_a
    }  # fmt: skip
    if len(steady) > _MOST_STEADY:
        steady = set()
    named = sum(
        (x, y) in steady or (x[-1:] in _NAMED and y[-1:] in _NAMED) or (after != "" and after in _BEFORE)
        for x, y, after in pairs
    )
    return "renamed" if named == len(pairs) else "edited"


def _text(symbols: npt.NDArray[np.uint16]) -> str:
    return symbols.tobytes().decode("utf-16-le")


def _same_numbers(raw_a: str, raw_b: str) -> bool:
    found_a, found_b = (_NUMBER.findall(_LABEL.sub("", raw)) for raw in (raw_a, raw_b))
    return found_a == found_b or _numbers(found_a) == _numbers(found_b)


def _numbers(texts: list[str]) -> list[str]:
    """The numbers and placeholders of a raw text; a single star or dash is noise, a single x a letter."""
    return [n.translate(_WIDE) for n in texts if len(n) > 1 or n not in "xXｘＸ*＊_＿"]
