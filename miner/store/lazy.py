"""Open results from a store: tables are loaded at once, the model's state is recomputed on demand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from miner.corpus import Plan
from miner.duplicates import Duplicates
from miner.stages import stage_named
from miner.themes import ThemeModel, Themes
from miner.themes.extract import read_off, read_plans
from miner.themes.reading import ThemeData

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["THEMES", "StoredThemes"]

THEMES = tuple(table.name for table in stage_named("themes").tables)


class StoredThemes(Themes):
    """Themes with stored tables; methods that need paragraphs read them again and apply the fitted model."""

    _plans: tuple[Plan, ...]
    _model: ThemeModel
    _duplicates: Duplicates

    def __init__(
        self,
        plans: Sequence[Plan],
        tables: dict[str, pd.DataFrame],
        model: ThemeModel,
        duplicates: Duplicates,
    ) -> None:
        self.__dict__.update(
            {name: tables[name] for name in THEMES},
            _plans=tuple(plans), _model=model, _duplicates=duplicates, _review=None, _found=None,
        )  # fmt: skip

    @cached_property
    def _data(self) -> ThemeData:
        return read_off(read_plans(self._plans, self._duplicates), self._model)

    @property
    def model(self) -> ThemeModel:
        """The fitted estimator."""
        return self._model

    def __repr__(self) -> str:
        return f"<Themes: {len(self.themes)} themes of {len(self._plans)} plans>"
