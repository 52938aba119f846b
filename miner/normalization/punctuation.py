"""One form of punctuation: full-width beside Chinese, ASCII elsewhere.

The three repairs run in this order. Brackets look only at ideographs, quotation marks at what they enclose,
and the other marks at their neighbors, the settled brackets and quotes included; so a second run finds
nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.normalization.alignment import Edit
from miner.normalization.repairs import HAN

__all__ = ["widen_brackets", "widen_marks", "widen_quotes"]

_HAN = re.compile(f"[{HAN}]")
_BRACKET = re.compile(r"[()（）\n]")
_MARKS = re.compile(r"[,;:!?]+(?: +[,;:!?]+)*")
_WIDE = dict(zip("(),;:!?", "（），；：！？", strict=True))


def widen_brackets(text: str) -> list[Edit]:
    """Make a pair of round brackets full-width where it holds or touches Chinese: `(一)` → `（一）`.

    `f(x)` and `GDP (CPI)` stay; `1)加强` becomes `1）加强`; a pair of which one is full-width becomes so.
    """
    edits = []
    for opening, closing in _pairs(text):
        narrow = [i for i in (opening, closing) if i >= 0 and text[i] in "()"]
        if not narrow:
            continue
        mixed = len(narrow) == 1 and min(opening, closing) >= 0
        if mixed or _holds_han(text, opening, closing) or _touches_han(text, opening, closing):
            edits += [Edit(i, i + 1, _WIDE[text[i]]) for i in narrow]
    return sorted(edits)


def _holds_han(text: str, opening: int, closing: int) -> bool:
    """Chinese within the first characters of a pair."""
    return opening >= 0 and _HAN.search(text, opening + 1, min(closing, opening + 100)) is not None


def _touches_han(text: str, opening: int, closing: int) -> bool:
    """Chinese right before or behind a pair; beside a bracket without partner also across spaces (`1) 加强`)."""
    if min(opening, closing) >= 0:
        beside = text[max(opening - 1, 0) : opening] + text[closing + 1 : closing + 2]
    else:
        at = max(opening, closing)
        beside = _next(text, at, -1) + _next(text, at, 1)
    return _HAN.search(beside) is not None


def _next(text: str, at: int, step: int) -> str:
    """The nearest character that is no space before (-1) or behind (1) `at`; empty at a line's end."""
    at += step
    while 0 <= at < len(text) and text[at] == " ":
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Positions of brackets that belong together on a line; -1 for a partner that is not there."""
    open_: list[int] = []
    for m in _BRACKET.finditer(text):
        if m.group() in "(（":
            open_.append(m.start())
        elif m.group() == "\n":
            yield from ((i, -1) for i in open_)
            open_.clear()
        else:
            yield (open_.pop() if open_ else -1), m.start()
    yield from ((i, -1) for i in open_)


def widen_quotes(text: str) -> list[Edit]:
    """Make straight double quotes “ and ” on a line where they pair up and enclose Chinese.

    `推动"和谐校园"建设` → `推动“和谐校园”建设`; a line with an odd one out (5" 屏) stays as it is.
    """
    edits: list[Edit] = []
    for line in re.finditer(r'[^\n]*"[^\n]*', text):
        at = [line.start() + i for i, c in enumerate(line.group()) if c == '"']
        if len(at) % 2:
            continue
        for a, b in zip(at[::2], at[1::2], strict=True):
            if _HAN.search(text[a + 1 : b]):
                edits += [Edit(a, a + 1, "“"), Edit(b, b + 1, "”")]
    return edits


def widen_marks(text: str) -> list[Edit]:
    """Make `,` `;` `:` `!` `?` full-width beside Chinese or at the end of a line that holds Chinese.

    `时间:2023-05-02 03:41:03` → `时间：2023-05-02 03:41:03`; `1,000`, `3:2` and `http://` stay.
    """
    edits = []
    for m in _MARKS.finditer(text):
        before, after = _next(text, m.start(), -1), _next(text, m.end() - 1, 1)
        if before > "\x7f" or after > "\x7f" or (after in "\n" and _line_is_chinese(text, m.start())):
            edits += [Edit(i, i + 1, _WIDE[text[i]]) for i in range(m.start(), m.end()) if text[i] != " "]
    return edits


def _line_is_chinese(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    return _HAN.search(text, start, at) is not None
