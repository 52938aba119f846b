"""Hold the paragraphs of the plans and the model's shares: the state behind a `Themes` result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.corpus import Plan
from miner.themes.codebook import CodebookModel
from miner.themes.model import ThemeModel
from miner.themes.paragraphs import Paragraphs

__all__ = ["NO_TERM", "NO_THEME", "UNFIT_BELOW", "ThemeData", "ThemeTexts"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NO_TERM = "it holds no term of the model"
NO_THEME = "no theme explains it"
UNFIT_BELOW = 0.08
"""A paragraph whose themes explain less of it (cosine) is under none of them."""


@dataclass(frozen=True, eq=False)
class ThemeTexts:
    """The paragraphs of the plans, their offsets in `source.text` and how many copies there are of each."""

    plans: tuple[Plan, ...]
    units: Paragraphs
    raw_start: IntArray
    raw_end: IntArray
    copies: IntArray

    @property
    def votes(self) -> FloatArray:
        """The weight of each paragraph: all copies of it have one vote together."""
        return np.asarray(1.0 / self.copies)


@dataclass(frozen=True, eq=False)
class ThemeData:
    """Shares of the themes in each paragraph (paragraphs × themes), and what the names and quotes need.

    `own` counts the vocabulary's terms in each paragraph, `components` holds the terms of each theme,
    `reasons` says why a paragraph is under no theme (empty where it is under one), `names` gives the names
    that are fixed, `origins` where each theme comes from.
    """

    reading: ThemeTexts
    model: ThemeModel | CodebookModel
    own: sparse.csr_matrix
    components: FloatArray
    shares: FloatArray
    fit: FloatArray
    reasons: npt.NDArray[np.object_]
    names: Mapping[int, str]
    origins: list[str]
    moved: frozenset[int] = frozenset()
    signed: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
