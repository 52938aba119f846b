"""Compare plans: `compare` and its result, `Comparison`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from miner.comparison import tables
from miner.comparison.coverage import coverage_table, gaps_table
from miner.comparison.descent import descent_table
from miner.comparison.entries import Cell, cells_of
from miner.comparison.layers import layers_table
from miner.comparison.ledger import doubtful_table, ledger_table
from miner.comparison.lineage import Succession, lineage_table, successions
from miner.comparison.moves import moves_table
from miner.comparison.outlines import progress_table
from miner.comparison.overlap import groups_table, overlap_table, own_text_table
from miner.comparison.overview import contrast_table, overview_table, own_table
from miner.comparison.page import Say, headline, notes_on, page_html, page_text
from miner.comparison.revisions import revisions_tables
from miner.comparison.task_moves import task_moves_table
from miner.copying import measure_concreteness
from miner.corpus import Corpus, Plan, as_plans
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError
from miner.segmentation import segment
from miner.targets import extract_quantities
from miner.tasks import extract_tasks
from miner.themes import Themes, extract_themes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "Mined", "compare"]


@runtime_checkable
class Mined(Protocol):
    """Tables that `compare` takes from an analysis instead of computing them."""

    corpus: Corpus
    sections: pd.DataFrame
    quantities: pd.DataFrame
    commitments: pd.DataFrame
    duplicates: Duplicates
    themes: Themes
    tasks: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Comparison:
    """Comparison of plans as tables whose rows hold offsets into the plans.

    Each table is computed on first access and cached.
    """

    plans: tuple[Plan, ...]
    sections: pd.DataFrame
    quantities: pd.DataFrame
    duplicates: Duplicates
    themes: Themes | None = None
    commitments: pd.DataFrame | None = None
    tasks: pd.DataFrame | None = None
    by: str = "layer"
    """The column of `overview` that `groups` goes by."""

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Warnings: plans of different kinds, missing years, a plan given twice, units that cannot be converted."""
        return notes_on(self.plans, self.successions, self.doubtful)

    @cached_property
    def successions(self) -> list[Succession]:
        """Pairs of consecutive plans."""
        return successions(self.plans)

    @cached_property
    def lineage(self) -> pd.DataFrame:
        """Which plan each plan follows, or why none, as `miner.tables.LINEAGE`."""
        return lineage_table(self.plans)

    @cached_property
    def overview(self) -> pd.DataFrame:
        """The plans side by side, as `miner.tables.OVERVIEW`."""
        return overview_table(self.plans, self.sections, self.quantities, self.duplicates)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """The same indicator across plans, one row per value, as `miner.tables.LEDGER`."""
        return ledger_table(self._cells)

    @cached_property
    def doubtful(self) -> pd.DataFrame:
        """Entries that are alike and were not merged, as `miner.tables.DOUBTFUL`."""
        return doubtful_table(c.key for c in self._cells)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Move of each target from one plan to the next, as `miner.tables.MOVES`."""
        pairs = zip(self.doubtful["entry_a"], self.doubtful["entry_b"], strict=True)
        return moves_table(self._cells, self.successions, pairs)

    @cached_property
    def task_moves(self) -> pd.DataFrame:
        """What became of each task in the next plan and in plans below, as `miner.tables.TASK_MOVES`."""
        tasks = extract_tasks(self.plans) if self.tasks is None else self.tasks
        return task_moves_table(self.plans, self.successions, tasks)

    @cached_property
    def layers(self) -> pd.DataFrame:
        """Commitments of a place compared with the area around it for the same year, as `miner.tables.LAYERS`."""
        return layers_table(self.plans, self._cells)

    @cached_property
    def progress(self) -> pd.DataFrame:
        """Goals of outlines with the promised and reported values of their place, as `miner.tables.PROGRESS`."""
        return progress_table(self.plans, self.quantities)

    @cached_property
    def descent(self) -> pd.DataFrame:
        """Indicators of outlines compared with those of the upper area, as `miner.tables.DESCENT`."""
        return descent_table(self.plans, self.quantities)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Top sections aligned across plans, as `miner.tables.COVERAGE`."""
        return coverage_table(self.plans)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Topics that most plans have and one has not, as `miner.tables.GAPS`."""
        return gaps_table(self.coverage, self.plans)

    @cached_property
    def overlap(self) -> pd.DataFrame:
        """Shared text of each pair of plans, in both directions, as `miner.tables.OVERLAP`."""
        return overlap_table(self.plans, self.duplicates, self.ledger)

    @cached_property
    def own_text(self) -> pd.DataFrame:
        """Text that no other plan has, as `miner.tables.OWN_TEXT`."""
        return own_text_table(self.plans, self.duplicates)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The plans by the column `by`, as `miner.tables.GROUPS`."""
        return groups_table(self.overview, self.ledger, self.by)

    @cached_property
    def concreteness(self) -> pd.DataFrame:
        """How concrete each plan is, as `miner.tables.CONCRETENESS`."""
        return measure_concreteness(self.plans, quantities=self.quantities, commitments=self.commitments)

    @cached_property
    def own(self) -> pd.DataFrame:
        """Commitments that only one plan makes, as `miner.tables.OWN`."""
        return own_table(self.plans, self.ledger)

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """Sentences kept, changed, dropped and new from plan to plan, as `miner.tables.REVISIONS`."""
        return self._revised[0]

    @cached_property
    def edits(self) -> pd.DataFrame:
        """The words by which changed sentences differ, as `miner.tables.EDITS`."""
        return self._revised[1]

    @cached_property
    def _revised(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return revisions_tables(self.successions)

    @cached_property
    def contrast(self) -> pd.DataFrame:
        """Theme shares compared with the mean over the plans, as `miner.tables.CONTRAST`."""
        themes = (
            extract_themes(self.plans, duplicates=self.duplicates) if self.themes is None else self.themes
        )
        return contrast_table(themes)

    @cached_property
    def _cells(self) -> list[Cell]:
        return cells_of(self.plans, self.quantities)

    def ledger_matrix(self, status: str = "commitment", by: str = "plan_id") -> pd.DataFrame:
        """One row per entry, one column per plan (or `year`, or `layer`), the verbatim quote in the cell.

        Raises InputError when `by` is no column of the ledger.
        """
        if by not in self.ledger.columns:
            raise InputError(f"the ledger has no column {by!r}; choose from {', '.join(self.ledger.columns)}")
        rows = self.ledger[self.ledger["primary"] & (self.ledger["status"] == status)]
        return rows.pivot_table(
            index=["entry", "plans"], columns=by, values="quote", aggfunc="first", sort=False
        )

    def similarity_matrix(self) -> pd.DataFrame:
        """Shared part of the smaller plan, plans x plans, ordered so that copies are adjacent.

        float64, 0 to 1, ones on the diagonal; the only computation here that is quadratic in the number of plans.
        """
        import numpy as np
        import pandas as pd

        ids = [p.id for p in self.plans]
        at = {plan_id: i for i, plan_id in enumerate(ids)}
        matrix = np.eye(len(ids))
        for a, b, share_a, share_b in (
            self.overlap[["plan_a", "plan_b", "share_a", "share_b"]].to_numpy().tolist()
        ):
            matrix[at[a], at[b]] = matrix[at[b], at[a]] = max(share_a, share_b)
        order = _block_order(matrix)
        names = [ids[i] for i in order]
        return pd.DataFrame(matrix[np.ix_(order, order)], index=names, columns=names)

    def page(self, say: Say | None = None) -> str:
        """The comparison on one page of plain text, for a terminal; `say` puts its texts into other words."""
        return page_text(self, say) if say else page_text(self)

    def __repr__(self) -> str:
        return f"<Comparison: {headline(self)}>"

    def _repr_html_(self) -> str:
        return page_html(self)


def _block_order(similarity: object) -> list[int]:
    """Leaf order of average linkage, so that alike plans are neighbors; input order below three plans."""
    import numpy as np
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    matrix = np.asarray(similarity)
    if len(matrix) < 3:
        return list(range(len(matrix)))
    distance = 1.0 - matrix
    np.fill_diagonal(distance, 0.0)
    return [int(i) for i in leaves_list(linkage(squareform(distance, checks=False), "average"))]


def compare(
    corpus_or_analysis: Iterable[Plan] | Mined,
    *,
    sections: pd.DataFrame | None = None,
    quantities: pd.DataFrame | None = None,
    duplicates: Duplicates | None = None,
    themes: Themes | None = None,
    commitments: pd.DataFrame | None = None,
    tasks: pd.DataFrame | None = None,
    by: str = "layer",
) -> Comparison:
    """Compare plans; tables that are not passed are computed.

    `by` is a column of the overview (place, year, kind, issuer, layer …) for `Comparison.groups`.

    Raises InputError when no plan is given, or the overview has no column `by`.
    """
    if by not in tables.OVERVIEW.names:
        raise InputError(f"plans have no column {by!r}; choose from {', '.join(tables.OVERVIEW.names)}")
    if isinstance(corpus_or_analysis, Mined):
        mined = corpus_or_analysis
        plans: tuple[Plan, ...] = tuple(mined.corpus)
        sections, quantities, commitments = mined.sections, mined.quantities, mined.commitments
        duplicates, themes, tasks = mined.duplicates, mined.themes, mined.tasks
    else:
        plans = tuple(as_plans(corpus_or_analysis))
    if not plans:
        raise InputError("nothing to compare: give at least one plan")
    duplicates = find_duplicates(plans) if duplicates is None else duplicates
    return Comparison(
        plans,
        segment(plans) if sections is None else sections,
        extract_quantities(plans) if quantities is None else quantities,
        duplicates,
        themes,
        commitments,
        tasks,
        by,
    )
