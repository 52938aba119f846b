"""Read an analysis, whose parts are all optional, as one dictionary of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from miner.corpus.tables import PLANS
from miner.stages import STAGES, frame_of

if TYPE_CHECKING:
    import pandas as pd

    from miner.corpus import Corpus

__all__ = ["Mined", "tables_of"]


class Mined(Protocol):
    """Any object with a corpus. Every other part is looked up by name and skipped when missing:

    `sections`, `quantities`, `targets`, `commitments`, `leftovers`, `problems` (tables), `duplicates`,
    `themes`, `comparison` (objects that hold tables). `miner.analysis.Analysis` is one of these.
    """

    @property
    def corpus(self) -> Corpus:
        """The plans."""
        ...


def tables_of(analysis: Mined) -> dict[str, pd.DataFrame]:
    """Every existing, non-empty table of the analysis by name, in the order of the stages.

    `plans` is left out: the report adds figures of every stage to it.
    """
    frames = {
        table.name: frame_of(analysis, table.name)
        for stage in STAGES
        for table in stage.tables
        if table is not PLANS
    }
    return {name: frame for name, frame in frames.items() if frame is not None and len(frame)}
