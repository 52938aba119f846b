"""A character model: how likely a character is behind the two before it, from a small table of counts.

The table (`data/characters.npz`, made by `scripts/count_characters.py`, which documents its provenance)
holds no sentences: only which characters follow which, as rounded log probabilities of an interpolated
trigram model with absolute discounting.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache
from miner.knowledge.scripts import code_points
from miner.normalization.characters import FOLD_RULES, Codes, fold_rule
from miner.normalization.conversion import simplified_characters

__all__ = ["STEP", "CharacterModel", "character_model", "symbols"]

Ids = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

STEP = 0.1
"""Log probabilities (natural) are stored as multiples of -STEP in a byte."""


_SHARES = {"0": 10, "a": 52}
_OTHERS = 10000


@cache
def _symbol_table() -> Codes:
    """Code point to code point: one simplified, full-width form for what means the same; 0 for spaces."""
    table = np.arange(0x10000, dtype=np.uint32)
    for rule in FOLD_RULES:
        for old, new in fold_rule(rule).items():
            if max(ord(old), ord(new)) < 0x10000:
                table[ord(old)] = ord(new)
    for old, new in simplified_characters().items():
        table[ord(old)] = min(ord(new), 0xFFFF)
    simple = np.arange(0x10000, dtype=np.uint32)
    simple[ord("0") : ord("9") + 1] = ord("0")
    simple[ord("A") : ord("Z") + 1] = ord("a")
    simple[ord("a") : ord("z") + 1] = ord("a")
    for narrow, wide in zip(",;:!?()", "，；：！？（）", strict=True):
        simple[ord(narrow)] = ord(wide)
    for space in " \t\u3000":
        simple[ord(space)] = 0
    for marks in (range(0x2460, 0x2500), range(0x3220, 0x3400)):
        simple[marks.start : marks.stop] = 0xFFFF  # one symbol for all that is rare
    symbols: Codes = simple[table[table]]
    return symbols


def symbols(text: str) -> Codes:
    """The symbol of each character (uint32): digits are 0, letters a, spaces 0x0000, the rest simplified."""
    symbols: Codes = _symbol_table()[np.minimum(code_points(text), 0xFFFF)]
    return symbols


@dataclass(frozen=True, eq=False)
class CharacterModel:
    """Log probabilities of symbols; ids are positions in `vocabulary`, the last one for all others."""

    vocabulary: Codes
    single: Scores
    pair_keys: Ids
    pair_scores: Scores
    pair_weights: Scores
    """Weight of the pair distribution behind a seen pair."""
    triple_keys: Ids
    triple_scores: Scores
    single_weights: Scores
    """Weight of the single distribution behind each symbol."""
    shares: Scores
    """Log probability of a character given its symbol: a symbol may stand for ten digits or thousands of others."""

    def ids(self, text: str) -> Ids:
        """The id of each character of `text`; -1 for spaces, which the model does not see."""
        wanted = symbols(text)
        at = np.searchsorted(self.vocabulary, wanted)
        at = np.where(
            self.vocabulary[np.minimum(at, len(self.vocabulary) - 1)] == wanted, at, len(self.vocabulary)
        )
        return np.where(wanted == 0, -1, at)

    def scores(self, first: Ids, second: Ids, third: Ids) -> Scores:
        """Log probability of `third` behind `first` and `second`; the three are broadcast together."""
        size = len(self.single)
        pair, seen_pair = _find(self.pair_keys, second * size + third)
        lower = np.where(seen_pair, self.pair_scores[pair], self.single_weights[second] + self.single[third])
        context, seen_context = _find(self.pair_keys, first * size + second)
        weight = np.where(seen_context, self.pair_weights[context], np.float32(0))
        triple, seen = _find(self.triple_keys, (first * size + second) * size + third)
        return (np.where(seen, self.triple_scores[triple], weight + lower) + self.shares[third]).astype(
            np.float32
        )


def _find(keys: Ids, wanted: Ids) -> tuple[Ids, npt.NDArray[np.bool_]]:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


@cache
def character_model() -> CharacterModel:
    """The model that is shipped with the package; loaded once."""
    raw = files("miner.normalization").joinpath("data").joinpath("characters.npz").read_bytes()
    with np.load(BytesIO(raw)) as stored:
        return load(stored)


def load(stored: Any) -> CharacterModel:
    """Rebuild the model from the arrays of the file."""

    def scores(name: str) -> Scores:
        scores: Scores = stored[name].astype(np.float32) * np.float32(-STEP)
        return scores

    vocabulary = stored["vocabulary"].astype(np.uint32)
    shares = np.zeros(len(vocabulary) + 1, dtype=np.float32)
    for symbol, share in _SHARES.items():
        shares[np.searchsorted(vocabulary, ord(symbol))] = -np.log(share)
    shares[-1] = -np.log(_OTHERS)
    return CharacterModel(
        vocabulary=vocabulary,
        single=scores("single"),
        pair_keys=np.cumsum(stored["pair_steps"].astype(np.int64)),
        pair_scores=scores("pair"),
        pair_weights=scores("pair_weight"),
        triple_keys=np.cumsum(stored["triple_steps"].astype(np.int64)),
        triple_scores=scores("triple"),
        single_weights=scores("single_weight"),
        shares=shares,
    )
