"""Which sentence of last year's plan a sentence of the draft was."""

from __future__ import annotations

from typing import NamedTuple

from miner.comparison.lineage import Succession
from miner.comparison.revisions import revisions_tables
from miner.corpus import Plan
from miner.drafts.desk import Desk, Record
from miner.engine.cache import Cache

__all__ = ["Twin", "revised", "twin_of"]


class Twin(NamedTuple):
    """A sentence of another plan, in offsets of its `source.text`."""

    plan: Plan
    start: int
    end: int
    text: str
    kind: str
    """`kept` or `changed`."""


_ROWS: Cache[Plan, tuple[Plan, list[Record]]] = Cache()


def revised(desk: Desk) -> list[Record]:
    """The rows of the table `revisions` from last year's plan to the draft; empty without one."""
    if desk.last is None:
        return []
    cached = _ROWS.get(desk.draft)
    if cached is None or cached[0] is not desk.last:
        table, _ = revisions_tables([Succession(desk.last, desk.draft, "pair")])
        rows: list[Record] = [{str(k): v for k, v in r.items()} for r in table.to_dict("records")]
        cached = _ROWS[desk.draft] = (desk.last, rows)
    return cached[1]


def twin_of(desk: Desk, start: int, end: int) -> Twin | None:
    """The sentence of last year's plan that a sentence (offsets of the normal form) was kept or changed from."""
    if desk.last is None:
        return None
    low, high = desk.raw(start, end)
    for row in revised(desk):
        if row["kind"] in ("kept", "changed") and row["start_b"] < high and low < row["end_b"]:
            return Twin(
                desk.last, int(row["start_a"]), int(row["end_a"]), str(row["quote_a"]), str(row["kind"])
            )
    return None
