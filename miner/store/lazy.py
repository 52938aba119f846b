"""Results opened from a store: their tables are there at once, what made them is made again when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from miner.corpus import Plan
from miner.duplicates import Duplicates
from miner.themes import ThemeModel, Themes
from miner.themes.extract import read_off, read_plans
from miner.themes.reading import ThemeData

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["THEMES", "themes_of"]

THEMES = ("themes", "terms", "theme_shares", "paragraphs", "representatives", "unfit")


class _StoredThemes(Themes):
    """Stored tables; what needs the paragraphs reads them again, with the model that was fitted."""

    _plans: tuple[Plan, ...]
    _model: ThemeModel
    _duplicates: Duplicates

    @cached_property
    def _data(self) -> ThemeData:
        return read_off(read_plans(self._plans, self._duplicates), self._model)

    @property
    def model(self) -> ThemeModel:
        """The fitted estimator."""
        return self._model

    def __repr__(self) -> str:
        return f"<Themes: {len(self.themes)} themes of {len(self._plans)} plans>"


def themes_of(
    plans: Sequence[Plan], tables: dict[str, pd.DataFrame], model: ThemeModel, duplicates: Duplicates
) -> Themes:
    """The result of `extract_themes` from stored tables and the stored model."""
    made = object.__new__(_StoredThemes)
    own: dict[str, Any] = {("shares" if n == "theme_shares" else n): tables[n] for n in THEMES}
    made.__dict__.update(
        own, _plans=tuple(plans), _model=model, _duplicates=duplicates, _review=None, _found=None
    )
    return made
