"""`normalize`: from raw text to the normal form every later stage reads, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["NormalizedText", "normalize"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NormalizedText:
    """The normal form of a text, with the raw span of each of its characters.

    `starts` and `ends` (int64, one entry a character) are offsets into the raw text.
    """

    text: str
    starts: IntArray
    ends: IntArray
    origin: int = 0

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets (end excluded) of the normalized span `start`..`end`."""
        if start >= end:
            at = (
                int(self.starts[start])
                if start < len(self.starts)
                else int(self.ends[-1])
                if len(self.ends)
                else 0
            )
            return self.origin + at, self.origin + at
        return self.origin + int(self.starts[start]), self.origin + int(self.ends[end - 1])


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


_FOLD = {0xFF10 + i: 0x30 + i for i in range(10)} | {
    0xFF05: ord("%"),
    0x00A0: ord(" "),
    0x0B: 10,
    0x0C: 10,
    0x2028: 10,
}


def normalize(text: str, origin: int = 0) -> NormalizedText:
    """Convert to simplified script and fold full-width digits; one character stays one character."""
    out = _converter().convert(text.translate(_FOLD))
    assert len(out) == len(text)
    positions = np.arange(len(text), dtype=np.int64)
    return NormalizedText(out, positions, positions + 1, origin)
