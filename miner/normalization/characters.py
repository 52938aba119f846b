"""Characters: which ones a text holds, and the folds that replace one by one.

Both work on the code points as a numpy array, so that a clean text costs a few nanoseconds a character.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import text_of

__all__ = ["FOLD_RULES", "Seen", "fold", "fold_rule"]

Codes = npt.NDArray[np.uint32]

FOLD_RULES = ("line_breaks", "spaces", "private_use", "ideographs", "width", "forms")
_PLANE = 0x10000
_BEYOND = re.compile("[\U0002f800-\U0002fa1d]")


class Seen:
    """Which characters of the basic plane a text holds; everything beyond it counts as U+FFFF."""

    def __init__(self, points: Codes) -> None:
        self._seen = np.zeros(_PLANE, dtype=np.bool_)
        at = np.minimum(points, _PLANE - 1).astype(np.intp)  # an index as numpy wants it: half the time
        self._seen[at] = True

    def any(self, indices: npt.NDArray[np.int64]) -> bool:
        """Tell whether the text holds one of these code points."""
        return bool(self._seen[indices].any())


@cache
def fold_rule(rule: str) -> dict[str, str]:
    """The characters that `rule` replaces, and by what."""
    table = dict(read_toml("miner.normalization", "folds.toml")[rule])
    old, new = table.pop("from", ""), table.pop("to", "")
    pairs = dict(zip(old, new, strict=True))
    pairs.update({source: target for target, sources in table.items() for source in sources})
    if rule == "ideographs":
        pairs |= _decomposed()
    return pairs


def _decomposed() -> dict[str, str]:
    """Kangxi radicals and compatibility ideographs whose decomposition is a single character."""
    blocks = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA1E))
    pairs = ((chr(c), unicodedata.normalize("NFKC", chr(c))) for block in blocks for c in block)
    return {old: new for old, new in pairs if new != old and len(new) == 1}


@cache
def _tables(rules: tuple[str, ...]) -> tuple[Codes, npt.NDArray[np.int64], dict[int, int]]:
    """Code point to code point for the basic plane; the points it changes; the changes beyond it."""
    table = np.arange(_PLANE, dtype=np.uint32)
    beyond: dict[int, int] = {}
    for rule in rules:
        for old, new in fold_rule(rule).items():
            if ord(old) < _PLANE:
                table[ord(old)] = ord(new)
            else:
                beyond[ord(old)] = ord(new)
    return table, np.flatnonzero(table != np.arange(_PLANE)), beyond


def fold(text: str, points: Codes, seen: Seen, rules: tuple[str, ...]) -> str:
    """Replace every character that one of `rules` names; the length does not change."""
    table, changed, beyond = _tables(rules)
    astral = seen.any(np.array([_PLANE - 1]))
    if seen.any(changed):
        folded = table.take(points, mode="clip")
        text = text_of(np.where(points >= _PLANE, points, folded) if astral else folded)
    if beyond and astral:
        text = _BEYOND.sub(lambda m: chr(beyond.get(ord(m.group()), ord(m.group()))), text)
    return text
