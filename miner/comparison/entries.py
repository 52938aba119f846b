"""Which values of different plans speak of the same thing: entries, cells, and the cell that speaks for a plan.

Values are matched exactly, on normal name, measure (level, increase, decrease, multiple), dimension and
scope; what is merely similar is never merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from miner.comparison.lineage import LAYERS, layer_of
from miner.corpus import Plan
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.targets.links import is_of_table, unit_factor

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Cell", "Key", "cells_of", "entry_id", "group", "in_unit", "is_extent", "is_general", "is_of_one_year", "lower_is_better", "rank_of", "rules", "speakers",
    "speaking", "value_year",
]  # fmt: skip

_MEASURE = {
    "level": "level",
    "increase_to": "level",
    "decrease_to": "level",
    "increase_by": "increase",
    "decrease_by": "decrease",
    "multiply_by": "multiple",
}
_MARKER = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．](?!\d)\s*")
_PERCENT = ("%", "％", "个百分点")


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


def rules() -> dict[str, Any]:
    """The rules of the ledger, as data."""
    return read_toml("miner.comparison", "ledger.toml")


def _own_area(plan: Plan) -> tuple[str, ...]:
    """What says "of our own area" in this plan: 全国 in the nation's, not in a city's."""
    ledger, layer = rules(), layer_of(plan)
    others = [*ledger["area_of_nation"]] if layer in LAYERS[1:] else []
    others += ledger["area_of_province"] if layer in LAYERS[2:] else []
    return tuple(word for word in ledger["own_area"] if word not in others)


def _strip(name: str, area: Iterable[str]) -> str:
    """The name without the words for an area in front."""
    return next((name[len(w) :] for w in area if name.startswith(w) and len(name) > len(w) + 1), name)


def _without(name: str, endings: Iterable[str]) -> str | None:
    """The name without the first of the endings that it has, or None."""
    ending = next((e for e in endings if name.endswith(e) and len(name) > len(e) + 1), None)
    return name[: -len(ending)] if ending else None


def _key(row: Mapping[str, Any], plan: Plan, own: Sequence[str]) -> Key:
    ledger = rules()
    area = (*own, plan.place) if plan.place else own
    name = _strip(_MARKER.sub("", row["indicator_name"]), area)
    for endings in ("loose_endings", "average_endings"):
        name = _without(name, ledger[endings]) or name
    if row["dimension"] == "count":
        name = next(
            (name[len(v) :] for v in ledger["leading_verbs"] if name.startswith(v) and len(name) > 5), name
        )
    measure = _MEASURE.get(row["change"], "level")
    if row["unit"] in _PERCENT:
        # 涨幅3% is a growth of 3%, and 涨幅 … 下降0.3% is a decline of the thing itself, not of its growth.
        grown, fallen = _without(name, ledger["growth_endings"]), _without(name, ledger["decline_endings"])
        if grown:
            name, measure = grown, "increase" if measure == "level" else measure
        elif fallen and measure in ("level", "decrease"):
            name, measure = fallen, "decrease"
    name = ledger["same_name"].get(name, name)
    scope = _strip(_MARKER.sub("", row["scope"]), area) if row["scope"] else ""
    if scope and is_of_table(row) and not _PLACE.search(scope):
        scope = ""  # 创新发展 is a group of indicators, not the place or the people they hold for
    if scope in area or scope in name or not _SAYS.search(scope):
        scope = ""
    return Key(name, measure, row["dimension"] or row["unit"] or "", scope)


_PLACE = re.compile(r"[省市州盟县区旗镇乡村]$|居民$|城镇$|农村$")
_SAYS = re.compile(r"[^\W\d_]")
"""A scope says something when it holds a letter or an ideograph; a lone number is a list marker."""


def cells_of(plans: Iterable[Plan], quantities: pd.DataFrame, words: bool = False) -> list[Cell]:
    """The commitments and reported values that name an indicator and a number, in the order of the table.

    words: also those that give their value in words (完成国家下达任务, 与经济增长同步).
    """
    by_id = {p.id: p for p in plans}
    own = {plan_id: _own_area(p) for plan_id, p in by_id.items()}
    wanted = quantities[
        quantities["status"].isin(["commitment", "achieved"])
        & quantities["indicator_name"].map(bool)
        & (quantities["low"].notna() | quantities["high"].notna() | words)
        & quantities["plan_id"].isin(by_id)
    ]
    made = []
    for record in wanted.to_dict("records"):
        row: Mapping[str, Any] = {str(k): v for k, v in record.items()}
        plan = by_id[row["plan_id"]]
        factor = unit_factor(row)
        made.append(Cell(_key(row, plan, own[plan.id]), plan, row, row["low"] * factor, row["high"] * factor))
    return made


def in_unit(amount: float, row: Mapping[str, Any]) -> float:
    """An amount in the base unit of its dimension, in the unit of the row."""
    return float(f"{amount / unit_factor(row):.12g}")


def entry_id(key: Key) -> str:
    """A name for an entry that says what it is: 城镇新增就业 · increase · count."""
    return " · ".join(part for part in (key.indicator, key.measure, key.dimension, key.scope) if part)


def is_general(key: Key) -> bool:
    """Whether the name alone does not say what is measured (投资, 活动), so that two plans may mean two things."""
    return not key.scope and key.indicator in rules()["general"]


def lower_is_better(key: Key) -> bool:
    """Whether a smaller number is the more ambitious one: 失业率, 能耗 — but not their decrease."""
    return key.measure != "decrease" and any(part in key.indicator for part in rules()["lower_is_better"])


def is_extent(key: Key) -> bool:
    """Whether the number adds up over areas (人, 吨, 元), so that a district's is a part of its city's."""
    per_head = any(part in key.indicator for part in rules()["per_unit"])
    return key.measure != "multiple" and key.dimension in rules()["extents"] and not per_head


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rules()["states_targets"]), re.compile(rules()["long_horizon"])


def rank_of(cell: Cell) -> tuple[bool, bool, bool, float, int]:
    """Smallest for the cell that best speaks for its plan: of its own period, from where targets are stated."""
    plan, row = cell.plan, cell.row
    states, horizon = _patterns()
    begin = (
        int(row["sentence_start"]) if row["sentence_start"] == row["sentence_start"] else int(row["start"])
    )
    text, start = plan.source.text, int(row["start"])
    committed = row["status"] == "commitment"
    said = str(row["period_iso"] or "")
    if plan.year is None:
        off = False
    elif said:
        last = plan.year_end or plan.year
        own = {f"{plan.year}", f"{last}", f"{plan.year}/{last}"} if committed else {f"{plan.year - 1}"}
        # 2016-03 is of the plan's year; 2016/2020 is not the year 2016.
        off = said not in own and ("/" in said or said[:4] not in own)
        off = off and ("/" in said or committed or str(value_year(cell)) not in own)
    else:
        off = (plan.year_end or plan.year) == plan.year and bool(horizon.search(text, begin, start))
    stated = committed and (
        is_of_table(row) or bool(states.search(text, max(plan.start, begin - _LEAD), start))
    )
    sure = float(row["status_probability"])
    return off, not stated, not said, -round(sure if committed else 1 - sure, 6), start


def is_of_one_year(cell: Cell) -> bool:
    """Whether a reported value is of its year alone: not 五年来增长65%, not 比2002年增长65%."""
    baseline, year = cell.row["baseline_period"], value_year(cell)
    if isinstance(baseline, str) and baseline[:4].isdigit() and year is not None:
        return int(baseline[:4]) >= year - 1
    return not rank_of(cell)[0]


def value_year(cell: Cell) -> int | None:
    """The year a value is of: the last of its period; without one that of the plan, of a report the year before.

    全年 in the review of a government's report is the year that has gone by.
    """
    row, plan = cell.row, cell.plan
    end, reported = row["period_end"], row["status"] != "commitment"
    if isinstance(end, str):
        year = int(end[:4])
        gone = reported and year == plan.year and plan.kind == "政府工作报告"
        return year - 1 if gone and str(row["period"]).startswith("全年") else year
    if plan.year is None:
        return None
    return plan.year - 1 if reported else plan.year


_LEAD = 60
"""How far before its sentence 主要预期目标是 is looked for, since it can be a line of its own."""


def speaking(cells: list[Cell]) -> set[int]:
    """Of each plan and status, the index of the cell of an entry that speaks for the plan."""
    best: dict[tuple[str, str], tuple[tuple[bool, bool, bool, float, int], int]] = {}
    for i, cell in enumerate(cells):
        at, rank = (cell.plan.id, cell.row["status"]), rank_of(cell)
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
        chosen = speaking(of_entry)
        made[key] = {(c.plan.id, c.row["status"]): c for i, c in enumerate(of_entry) if i in chosen}
    return made
