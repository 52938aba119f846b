"""Compare paragraphs with themes by sentence embeddings; needs the extra `embeddings` and no download.

The encoder is the multilingual Universal Sentence Encoder (version 3, Yang et al. 2020) in numpy, its
weights inside the package. Measured on 400 body paragraphs (headings taken away) of the work reports of 31
provinces, whose field, one of twelve, is known from the heading - right without and with embeddings:

    the scheme `government`             66 % → 67 %    (another 400: 64 % → 67 %)
    its first three words a theme       51 % → 60 %
    its first word a theme              43 % → 55 %

So they are for short schemes of one's own; the ones in the package hardly gain. They read 65 to 80 paragraphs
a CPU second, where the words take thousands.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from miner.engine.sentences import encode, encoder
from miner.themes.paragraphs import Paragraphs

__all__ = ["encode", "encoder", "near_shares", "similarities"]

Scheme = tuple[tuple[str, tuple[str, ...]], ...]
FloatArray = npt.NDArray[np.float64]

MARGIN = 0.1
"""A theme less like the paragraph than its likest one by more than this (cosine) has no share of it."""
LEAST = 0.3
"""A paragraph without a word of the scheme is under none of its themes when all are less like it (cosine):
text of no field (a salutation, an appendix list, a recipe) reaches at most .27, a third of the paragraphs
between .3 and .4 are still right, three quarters of those above (scheme `government`). In a scheme of one
word a theme likeness is lower, and the floor leaves out paragraphs that would have been right, too."""
_DIGITS = 4

_known: WeakKeyDictionary[Paragraphs, dict[Scheme, FloatArray]] = WeakKeyDictionary()


def similarities(units: Paragraphs, scheme: Scheme) -> FloatArray:
    """Cosines (float64, paragraphs × themes, four digits) of paragraphs and themes (name and words together).

    They are kept as long as `units` lives. Raises MissingExtraError as `encode` does.
    """
    cached = _known.setdefault(units, {})
    if scheme not in cached:
        themes = encode(f"{name}：{'、'.join(words)}" for name, words in scheme)
        texts = encode(units.texts)
        # One product a theme: its digits do not depend on how many paragraphs there are.
        cosines = [np.einsum("ij,j->i", texts.astype(np.float64), theme) for theme in themes]
        cached[scheme] = np.round(np.stack(cosines, axis=1), _DIGITS)
    return cached[scheme]


def near_shares(cosines: FloatArray) -> FloatArray:
    """Shares (float64, rows of `cosines` sum to 1) of the themes within `MARGIN` of the likest one."""
    near = np.maximum(cosines - cosines.max(axis=1, keepdims=True) + MARGIN, 0.0)
    return np.asarray(near / near.sum(axis=1, keepdims=True))
