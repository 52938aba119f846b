"""One form of punctuation: full-width beside Chinese, ASCII elsewhere.

The three repairs run in this order. Brackets look only at ideographs, quotation marks at what they enclose,
and the other marks at their neighbors, the settled brackets and quotes included; so a second run finds
nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.normalization.alignment import Edit
from miner.normalization.repairs import HAN, TORN

__all__ = ["widen_brackets", "widen_marks", "widen_quotes"]

_HAN = re.compile(f"[{HAN}]")
_BRACKET = re.compile(r"[()（）\n]")
_MARKS = re.compile(r"[,;:!?]+(?: +[,;:!?]+)*")
_QUOTE = re.compile('["“”]')
_WIDE = dict(zip("(),;:!?", "（），；：！？", strict=True))


def widen_brackets(text: str) -> list[Edit]:
    """Make a pair of round brackets full-width where it holds or touches Chinese: `(一)` → `（一）`.

    `f(x)` and `GDP (CPI)` stay; `1)加强` becomes `1）加强`; a pair of which one is full-width becomes so.
    """
    edits = []
    torn = {m.end() - 1 for m in TORN.finditer(text)}
    for opening, closing in _pairs(text):
        if closing in torn:
            continue  # its partner went with the byte of a character
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

    `推动"和谐校园"建设` → `推动“和谐校园”建设`, `“三化"` → `“三化”`; a line on which one stays open (5" 屏) is
    left as it is.
    """
    edits: list[Edit] = []
    at = text.find('"')
    while at >= 0:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        edits += _pair_quotes(text, text.rfind("\n", 0, at) + 1, stop)
        at = text.find('"', stop)
    return edits


def _pair_quotes(text: str, start: int, end: int) -> list[Edit]:
    opening, edits = -1, []
    for m in _QUOTE.finditer(text, start, end):
        closes = m.group() == "”" or (m.group() == '"' and opening >= 0)
        if closes == (opening < 0):
            return []  # two of a kind in a row: no telling what was meant
        if closes and _HAN.search(text, opening + 1, min(m.start(), opening + 100)):
            edits += [Edit(i, i + 1, c) for i, c in ((opening, "“"), (m.start(), "”")) if text[i] == '"']
        opening = -1 if closes else m.start()
    return edits if opening < 0 else []


def widen_marks(text: str) -> list[Edit]:
    """Make `,` `;` `:` `!` `?` full-width beside Chinese or at the end of a line that holds Chinese.

    `时间:2023-05-02 03:41:03` → `时间：2023-05-02 03:41:03`; `1,000`, `3:2` and `http://` stay.
    """
    edits = []
    for m in _MARKS.finditer(text):
        if m.group()[-1] == "?" and TORN.match(text, m.end() - 1):
            continue  # the sign of a character that could not be restored, not a question
        before, after = _next(text, m.start(), -1), _next(text, m.end() - 1, 1)
        if before > "\x7f" or after > "\x7f" or (after in "\n" and _line_is_chinese(text, m.start())):
            edits += [Edit(i, i + 1, _WIDE[text[i]]) for i in range(m.start(), m.end()) if text[i] != " "]
    return edits


def _line_is_chinese(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    return _HAN.search(text, start, at) is not None
