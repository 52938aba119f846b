"""List what a panel needs and a plan does not say, and plans of one place and year that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from miner.comparison import tables
from miner.comparison.lineage import area_of, lineage_table
from miner.corpus import Plan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_panel_problems"]

NO_PLACE, NO_YEAR = "no place is known", "no year is known"
CONTRADICTED = "another plan of this place and year says something else"
_UNLINKED = ("no issuer is known", "several plans of this body have this year")
"""Reasons of the lineage that a reader can mend; a first plan of its body is in order."""


def find_panel_problems(plans: Iterable[Plan], panel: pd.DataFrame) -> pd.DataFrame:
    """The table `miner.tables.PANEL_PROBLEMS` of `plans` and their panel; linear in the rows of both."""
    plan_list = list(plans)
    rows = [*_missing(plan_list), *_unlinked(plan_list), *_contradictions(panel)]
    return tables.PANEL_PROBLEMS.frame(rows)


def _missing(plans: Iterable[Plan]) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        if plan.place is None and area_of(plan) is None:
            yield _of_plan(plan.id, "no place", NO_PLACE)
        if plan.year is None:
            yield _of_plan(plan.id, "no year", NO_YEAR)


def _unlinked(plans: Iterable[Plan]) -> Iterator[tuple[Any, ...]]:
    lineage = lineage_table(plans)
    for plan_id, reason in zip(lineage["plan_id"], lineage["reason"], strict=True):
        if reason in _UNLINKED:
            yield _of_plan(plan_id, "no link", reason)


def _of_plan(plan_id: str, kind: str, reason: str) -> tuple[Any, ...]:
    return plan_id, kind, reason, None, None, None, None, None


def _contradictions(panel: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """One row per contradicted value, with the first other plan of its place, year, indicator and horizon."""
    flagged = panel[panel["flags"].fillna("").str.contains("contradicted")]
    rivals: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for record in flagged.to_dict("records"):
        row = {str(k): v for k, v in record.items()}
        rivals.setdefault((row["place"], row["year"], row["indicator"], row["horizon"]), []).append(row)
    for group in rivals.values():
        for row in group:
            other = next((r["plan_id"] for r in group if r["plan_id"] != row["plan_id"]), None)
            yield (
                row["plan_id"], "contradicted", CONTRADICTED, row["indicator"], other,
                row["start"], row["end"], row["quote"],
            )  # fmt: skip
