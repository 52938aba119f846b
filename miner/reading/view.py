"""A working copy of a text on which rules are simple to write, character for character as long as the raw one.

Simplified script, ASCII brackets, colons and digits, `\\n` for every line break: a rule found at `start`..`end`
of the view holds at `start`..`end` of the raw text.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.corpus import whole_characters

__all__ = ["script_of", "view_of"]

IntArray = npt.NDArray[np.int8]

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
        converted = _converter().convert(whole_characters(text))
        view = converted if len(converted) == len(text) else text
    for old, new in _FOLD.items():
        view = view.replace(old, new)
    return view


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


_FIRST, _LAST = 0x4E00, 0x9FFF


@cache
def _sides() -> IntArray:
    """For each ideograph -1 where only simplified text has it, 1 where only traditional text has it, else 0.

    GB 2312 holds the simplified forms and Big5 the traditional ones, so what only one of them can encode
    belongs to its script. The last entry stands for all other characters.
    """
    sides = [_in(chr(c), "big5") - _in(chr(c), "gb2312") for c in range(_FIRST, _LAST + 1)]
    return np.array([*sides, 0], dtype=np.int8)


def _in(character: str, encoding: str) -> int:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return 0
    return 1


def script_of(text: str) -> str | None:
    """`Hans`, `Hant` or `mixed`; None where no character belongs to one script only."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sides = _sides()[
        np.minimum(codes - _FIRST, _LAST - _FIRST + 1)
    ]  # below _FIRST the difference wraps round
    hans, hant = int((sides < 0).sum()), int((sides > 0).sum())
    if not hans + hant:
        return None
    if min(hans, hant) >= MIXED_SHARE * (hans + hant):
        return "mixed"
    return "Hans" if hans > hant else "Hant"
