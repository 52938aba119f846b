"""The figures of the report, of one analysis, on matplotlib axes: `analysis.plot.trend(ax=ax)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.report import figures
from miner.report._words import language_of_reader

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from miner.report._mined import Mined

__all__ = ["Plots"]


class Plots:
    """Draws figures of an analysis. Each method takes axes, or makes them, and returns them.

    `language` is `en`, `zh` or `zh-Hant`; by default the reader's. Raises InputError for another one.
    """

    def __init__(self, analysis: Mined) -> None:
        self._analysis = analysis

    def __repr__(self) -> str:
        return f"<Plots: {', '.join(name for name in sorted(vars(Plots)) if not name.startswith('_'))}>"

    def similarity(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """Histogram of the share of text that two plans have in common."""
        return figures.similarity(self._analysis, ax, language_of_reader(language))

    def theme_shares(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """Stacked bars of the themes' shares in each plan."""
        return figures.theme_shares(self._analysis, ax, language_of_reader(language))

    def ledger_slopes(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """Lines of targets over the years, the first as 100. Raises InputError without two years of one place."""
        return figures.ledger_slopes(self._analysis, ax, language_of_reader(language))

    def indicator_strips(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """A strip for each main indicator, a mark for each plan. Raises InputError without three plans of one year."""
        return figures.indicator_strips(self._analysis, ax, language_of_reader(language))

    def promise_curve(
        self,
        ax: Axes | None = None,
        language: str | None = None,
        place: str | None = None,
        indicator: str | None = None,
    ) -> Axes:
        """Yearly promises of a place for an indicator, and what came of them. Raises InputError without two years."""
        return figures.promise_curve(self._analysis, ax, language_of_reader(language), place, indicator)

    def layer_steps(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """Targets of places beside those of the area around them. Raises InputError where no plan has such an area."""
        return figures.layer_steps(self._analysis, ax, language_of_reader(language))

    def trend(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """Targets over the years."""
        return figures.trend(self._analysis, ax, language_of_reader(language))

    def outline_coverage(self, ax: Axes | None = None, language: str | None = None) -> Axes:
        """Which plan has which sections. Raises InputError where no section has a role."""
        return figures.outline_coverage(self._analysis, ax, language_of_reader(language))
