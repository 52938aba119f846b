"""Build the tables of plans side by side, of commitments that only one plan makes, and of differing themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from miner.comparison import tables
from miner.comparison.lineage import layer_of
from miner.corpus import Plan
from miner.normalization import normalize_plan

if TYPE_CHECKING:
    import pandas as pd

    from miner.duplicates import Duplicates
    from miner.themes import Themes

__all__ = ["contrast_table", "overview_table", "own_table"]


def overview_table(
    plans: Sequence[Plan], sections: pd.DataFrame, quantities: pd.DataFrame, duplicates: Duplicates
) -> pd.DataFrame:
    """One row per plan: its metadata and counts, as `miner.tables.OVERVIEW`."""
    count_sections = sections["plan_id"].value_counts()
    committed = quantities[quantities["status"] == "commitment"]["plan_id"].value_counts()
    copied = dict(zip(duplicates.shares["plan_id"], duplicates.shares["copied_share"], strict=True))
    family = dict(zip(duplicates.families["plan_id"], duplicates.families["family"], strict=True))
    rows = []
    for p in plans:
        chars = len(normalize_plan(p).text)
        targets = int(committed.get(p.id, 0))
        rows.append(
            (
                p.id, p.title, p.issuer, p.place, layer_of(p), p.year, p.year_end, p.kind, p.script, chars,
                int(count_sections.get(p.id, 0)), targets, 1000 * targets / chars if chars else 0.0,
                float(copied.get(p.id, 0.0)), family.get(p.id),
            )
        )  # fmt: skip
    return tables.OVERVIEW.frame(rows)


def own_table(plans: Sequence[Plan], ledger: pd.DataFrame) -> pd.DataFrame:
    """Commitments whose indicator no other plan has, as `miner.tables.OWN`."""
    alone = ledger[(ledger["plans"] == 1) & (ledger["status"] == "commitment") & ledger["primary"]]
    if len(plans) < 2:
        alone = alone.head(0)
    return tables.OWN.frame(zip(*(alone[c] for c in tables.OWN.names), strict=True))


def contrast_table(themes: Themes) -> pd.DataFrame:
    """Deviation of each plan's theme shares from the mean over the plans, as `miner.tables.CONTRAST`."""
    shares = themes.theme_shares
    names = dict(zip(themes.themes["theme"], themes.themes["name"], strict=True))
    mean = shares.groupby("theme")["share"].mean()
    spread = shares.groupby("theme")["share"].std(ddof=0)
    rows = []
    for row in shares.to_dict("records"):
        theme, share = row["theme"], row["share"]
        difference = share - mean[theme]
        z = difference / spread[theme] if spread[theme] > 0 else 0.0
        rows.append((row["plan_id"], theme, names.get(theme), share, mean[theme], difference, z))
    return tables.CONTRAST.frame(rows)
