"""Tell Han characters from others, simplified script from traditional, and convert the one into the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache
from miner.knowledge.surrogates import HALVES

__all__ = [
    "HAN",
    "MIXED_SHARE",
    "code_points",
    "count_han",
    "is_han",
    "script_of",
    "simplify",
    "simplify_each",
    "text_of",
]

Codes = npt.NDArray[np.uint32]

HAN = "\u4e00-\u9fff"
"""The common ideographs, as they stand between the brackets of a pattern."""
MIXED_SHARE = 0.08
"""From this share of the rarer script on, a text is `mixed`."""
_IS_HAN = re.compile(f"[{HAN}]")
_FIRST, _LAST = 0x4E00, 0x9FFF
_HALF = re.compile(f"({HALVES.pattern})")


def is_han(character: str) -> bool:
    """Whether a character is a common ideograph; False for an empty string."""
    return "\u4e00" <= character <= "\u9fff"


def count_han(text: str) -> int:
    """How many common ideographs a text holds."""
    return len(_IS_HAN.findall(text))


def code_points(text: str) -> Codes:
    """The code points of `text` (uint32); lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(points: Codes) -> str:
    """The string with these code points."""
    return points.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Convert with OpenCC's t2s, by words and characters; lone surrogates stay.

    Raises AssertionError should the number of characters change, which no entry of t2s does.
    """
    if _HALF.search(text):  # OpenCC takes UTF-8
        return "".join(part if _HALF.match(part) else simplify(part) for part in _HALF.split(text))
    converted: str = _converter().convert(text)
    if len(converted) != len(text):
        raise AssertionError("OpenCC's t2s changed the number of characters")
    return converted


def simplify_each(characters: Sequence[str]) -> list[str]:
    """The simplified form of each character by itself; NUL, at which OpenCC 1.3 ends its text, stays NUL."""
    converted: str = _converter().convert("\n".join(characters).replace("\0", " "))
    return [old if old == "\0" else new for old, new in zip(characters, converted.split("\n"), strict=True)]


@cache
def _sides() -> npt.NDArray[np.int8]:
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
    # below the first ideograph the difference wraps round, to the entry of all others
    sides = _sides()[np.minimum(code_points(text) - _FIRST, _LAST - _FIRST + 1)]
    simplified, traditional = int((sides < 0).sum()), int((sides > 0).sum())
    if not simplified + traditional:
        return None
    if min(simplified, traditional) >= MIXED_SHARE * (simplified + traditional):
        return "mixed"
    return "Hans" if simplified > traditional else "Hant"
