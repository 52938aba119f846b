"""The target ledger: the same indicator across plans, one entry an indicator, one cell a plan.

Entries are matched exactly, on normal name, measure (level, increase, decrease, multiple), dimension and
scope; what is merely similar is listed as doubtful and never merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from miner import tables
from miner.comparison.lineage import layer_of
from miner.corpus import Plan
from miner.data import read_toml

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Cell",
    "Key",
    "cells_of",
    "doubtful_table",
    "entry_id",
    "group",
    "is_general",
    "ledger_table",
    "speakers",
]

_MEASURE = {
    "level": "level",
    "increase_to": "level",
    "decrease_to": "level",
    "increase_by": "increase",
    "decrease_by": "decrease",
    "multiply_by": "multiple",
}


class Key(NamedTuple):
    """What two cells must share to stand in one entry."""

    indicator: str
    measure: str
    dimension: str
    scope: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one plan; `low` and `high` are in the base unit of the dimension where it has one."""

    key: Key
    plan: Plan
    row: Mapping[str, Any]
    low: float
    high: float

    @property
    def value(self) -> float:
        """The number that the comparator speaks of."""
        return self.low if self.low == self.low else self.high


def _rules() -> dict[str, Any]:
    return read_toml("miner.comparison", "ledger.toml")


def _strip_own_area(name: str, plan: Plan) -> str:
    for word in (*_rules()["own_area"], plan.place or "\0"):
        if name.startswith(word) and len(name) > len(word) + 1:
            return name[len(word) :]
    return name


def _key(row: Mapping[str, Any], plan: Plan) -> Key:
    rules = _rules()
    name, measure = _strip_own_area(row["indicator_name"], plan), _MEASURE.get(row["change"], "level")
    if row["unit"] in ("%", "个百分点"):
        for endings, meant in ((rules["growth_endings"], "increase"), (rules["decline_endings"], "decrease")):
            ending = next((e for e in endings if name.endswith(e) and len(name) > len(e) + 1), None)
            if ending and measure in ("level", meant):
                name, measure = name[: -len(ending)], meant
                break
    scope = _strip_own_area(row["scope"], plan) if row["scope"] else ""
    return Key(
        name, measure, row["dimension"] or row["unit"] or "", "" if scope in rules["own_area"] else scope
    )


def cells_of(plans: Iterable[Plan], quantities: pd.DataFrame) -> list[Cell]:
    """The commitments and reported values that name an indicator and a number, in the order of the table."""
    by_id = {p.id: p for p in plans}
    wanted = quantities[
        quantities["status"].isin(["commitment", "achieved"])
        & quantities["indicator_name"].map(bool)
        & (quantities["low"].notna() | quantities["high"].notna())
        & quantities["plan_id"].isin(by_id)
    ]
    made = []
    for record in wanted.to_dict("records"):
        row: Mapping[str, Any] = {str(k): v for k, v in record.items()}
        plan = by_id[row["plan_id"]]
        factor = row["factor"] if row["factor"] == row["factor"] and row["dimension"] else 1.0
        made.append(Cell(_key(row, plan), plan, row, row["low"] * factor, row["high"] * factor))
    return made


def entry_id(key: Key) -> str:
    """A name for an entry that says what it is: 城镇新增就业 · increase · person."""
    return " · ".join(part for part in (key.indicator, key.measure, key.dimension, key.scope) if part)


def is_general(key: Key) -> bool:
    """Whether the name alone does not say what is measured (投资, 活动), so that two plans may mean two things."""
    return not key.scope and key.indicator in _rules()["general"]


def _primary(cells: list[Cell]) -> set[int]:
    """Of each plan and status, the cell that speaks for it: of the plan's own period, the most certain."""
    best: dict[tuple[str, str], tuple[tuple[bool, float, int], int]] = {}
    for i, cell in enumerate(cells):
        year = cell.plan.year
        wanted = None if year is None else year if cell.row["status"] == "commitment" else year - 1
        said = str(cell.row["period_iso"] or "")
        off = bool(said) and wanted is not None and said[:4] != str(wanted)
        sure = cell.row["status_probability"]
        sure = sure if cell.row["status"] == "commitment" else 1 - sure
        rank = (off, -round(float(sure), 6), int(cell.row["start"]))
        at = (cell.plan.id, cell.row["status"])
        if at not in best or rank < best[at][0]:
            best[at] = (rank, i)
    return {i for _, i in best.values()}


def group(cells: Iterable[Cell]) -> dict[Key, list[Cell]]:
    """Cells by entry, entries in the order of their first cell."""
    made: dict[Key, list[Cell]] = {}
    for cell in cells:
        made.setdefault(cell.key, []).append(cell)
    return made


def speakers(cells: Iterable[Cell]) -> dict[Key, dict[tuple[str, str], Cell]]:
    """By entry, by plan id and status: the cell that speaks for the plan."""
    made: dict[Key, dict[tuple[str, str], Cell]] = {}
    for key, of_entry in group(cells).items():
        chosen = _primary(of_entry)
        made[key] = {(c.plan.id, c.row["status"]): c for i, c in enumerate(of_entry) if i in chosen}
    return made


def ledger_table(cells: Iterable[Cell]) -> pd.DataFrame:
    """Every cell with its span, entries shared by most plans first, as `miner.tables.LEDGER`."""
    entries = group(cells)
    spread = {key: len({c.plan.id for c in of_entry}) for key, of_entry in entries.items()}
    rows = []
    for key in sorted(entries, key=lambda k: -spread[k]):
        chosen = _primary(entries[key])
        for i, cell in enumerate(entries[key]):
            r = cell.row
            rows.append(
                (
                    entry_id(key), key.indicator, key.measure, key.dimension or None, key.scope or None, spread[key],
                    cell.plan.id, cell.plan.year, layer_of(cell.plan), r["status"], r["low"], r["high"], r["comparator"],
                    r["unit"], r["period"], r["modality"], r["section_id"], r["start"], r["end"], r["quote"], i in chosen,
                )
            )  # fmt: skip
    return tables.LEDGER.frame(rows)


def doubtful_table(keys: Iterable[Key]) -> pd.DataFrame:
    """Pairs of entries whose names are alike but not the same, to be judged by a person.

    Only entries of one measure and dimension are compared; names are paired by a shared rare bigram, so the
    work grows with the number of entries and not with its square.
    """
    from rapidfuzz import fuzz

    by_kind: dict[tuple[str, str, str], list[Key]] = {}
    for key in sorted(set(keys)):
        for bigram in {key.indicator[i : i + 2] for i in range(len(key.indicator) - 1)}:
            by_kind.setdefault((key.measure, key.dimension, bigram), []).append(key)
    seen: set[tuple[Key, Key]] = set()
    rows = []
    for alike in by_kind.values():
        if len(alike) > _CROWD:
            continue
        for i, a in enumerate(alike):
            for b in alike[i + 1 :]:
                if (a, b) in seen:
                    continue
                seen.add((a, b))
                score = fuzz.ratio(a.indicator, b.indicator)
                if a.indicator == b.indicator or score >= _rules()["doubtful_from"]:
                    reason = "scope differs" if a.indicator == b.indicator else "names are alike"
                    rows.append((entry_id(a), entry_id(b), round(score / 100, 4), reason))
    return tables.DOUBTFUL.frame(sorted(rows, key=lambda r: (-r[2], r[0], r[1])))


_CROWD = 60
"""A bigram in more entries than this (就业, 收入) pairs nothing by itself."""
