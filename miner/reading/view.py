"""A working copy of a text on which rules are simple to write, character for character as long as the raw one.

Simplified script, ASCII brackets, colons and digits, `\\n` for every line break: a rule found at `start`..`end`
of the view holds at `start`..`end` of the raw text.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

__all__ = ["script_of", "view_of"]

_FOLD = {
    **{chr(0xFF10 + i): str(i) for i in range(10)},
    **dict(zip("：（）［］，．－／＞　\u00a0\u2002\u2003〕〔", ":()[],.-/>    )(", strict=True)),
    **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
}
MIXED_SHARE = 0.08
"""From this share of the rarer script on, a text is `mixed`."""


def view_of(text: str, script: str | None) -> str:
    """The working copy of `text`, as long as `text`; `script` as `script_of` gives it."""
    view = text
    if script not in (None, "Hans"):
        converted = _converter().convert(text)
        view = converted if len(converted) == len(text) else text
    for old, new in _FOLD.items():
        view = view.replace(old, new)
    return view


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _side(character: str) -> int:
    """-1 for a character only simplified text has, 1 for a traditional one, 0 for all others.

    GB 2312 holds the simplified forms and Big5 the traditional ones, so what only one of them can encode
    belongs to its script.
    """
    if not "\u4e00" <= character <= "\u9fff":
        return 0
    return _in(character, "big5") - _in(character, "gb2312")


def _in(character: str, encoding: str) -> int:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return 0
    return 1


def script_of(text: str) -> str | None:
    """`Hans`, `Hant` or `mixed`; None where no character belongs to one script only."""
    hans = hant = 0
    for character, count in Counter(text).items():
        side = _side(character)
        if side < 0:
            hans += count
        elif side > 0:
            hant += count
    if not hans + hant:
        return None
    if min(hans, hant) >= MIXED_SHARE * (hans + hant):
        return "mixed"
    return "Hans" if hans > hant else "Hant"
