"""Build the target ledger (one entry per indicator, one cell per plan) and list entries that may be the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from miner.comparison import tables
from miner.comparison.entries import Cell, Key, entry_id, group, rules, speaking
from miner.comparison.lineage import layer_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["doubtful_table", "ledger_table"]


def ledger_table(cells: Iterable[Cell]) -> pd.DataFrame:
    """Every cell with its span, entries shared by most plans first, as `miner.tables.LEDGER`."""
    entries = group(cells)
    spread = {key: len({c.plan.id for c in of_entry}) for key, of_entry in entries.items()}
    rows = []
    for key in sorted(entries, key=lambda k: -spread[k]):
        primary = speaking(entries[key])
        for i, cell in enumerate(entries[key]):
            r, p = cell.row, cell.plan
            rows.append(
                (
                    entry_id(key), key.indicator, key.measure, key.dimension or None, key.scope or None, spread[key],
                    p.id, p.year, p.place, layer_of(p), r["status"], r["low"], r["high"], r["comparator"], r["unit"],
                    cell.value, r["period"], r["modality"], r["section_id"], r["start"], r["end"], r["quote"],
                    i in primary,
                )
            )  # fmt: skip
    return tables.LEDGER.frame(rows)


def doubtful_table(keys: Iterable[Key]) -> pd.DataFrame:
    """Pairs of entries that are alike but not the same, to be judged by a person, as `miner.tables.DOUBTFUL`.

    Names are compared within one measure and dimension, and only if they share a rare bigram, so the work grows
    linearly with the number of entries. One name in two dimensions (人 and 户) is listed too.
    """
    from rapidfuzz import fuzz

    distinct = sorted(set(keys))
    rows = _in_two_units(distinct)
    by_kind: dict[tuple[str, str, str], list[Key]] = {}
    for key in distinct:
        for bigram in {key.indicator[i : i + 2] for i in range(len(key.indicator) - 1)}:
            by_kind.setdefault((key.measure, key.dimension, bigram), []).append(key)
    compared: set[tuple[Key, Key]] = set()
    for alike in by_kind.values():
        if len(alike) > _CROWD:
            continue
        for i, a in enumerate(alike):
            for b in alike[i + 1 :]:
                if (a, b) in compared:
                    continue
                compared.add((a, b))
                score = fuzz.ratio(a.indicator, b.indicator)
                if a.indicator == b.indicator or score >= rules()["doubtful_from"]:
                    reason = "scope differs" if a.indicator == b.indicator else "names are alike"
                    rows.append((entry_id(a), entry_id(b), round(score / 100, 4), reason))
    return tables.DOUBTFUL.frame(sorted(rows, key=lambda r: (-r[2], r[0], r[1])))


def _in_two_units(keys: Iterable[Key]) -> list[tuple[str, str, float, str]]:
    """Neighbors of one name, measure and scope whose units cannot be converted; shares are left out, since a share and an amount differ anyway."""
    by_name: dict[tuple[str, str, str], list[Key]] = {}
    for key in keys:
        if key.indicator not in rules()["general"] and key.dimension not in ("share", "percentage point"):
            by_name.setdefault((key.indicator, key.measure, key.scope), []).append(key)
    return [
        (entry_id(a), entry_id(b), 1.0, "unit differs")
        for of_name in by_name.values()
        for a, b in pairwise(of_name)
    ]


_CROWD = 60
"""A bigram of more entries than this (就业, 收入) is too common to pair them."""
