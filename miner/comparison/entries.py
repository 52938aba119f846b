"""Group values of different plans that measure the same thing into entries, and choose the cell that represents a plan.

Values are matched exactly by normal name, measure (level, increase, decrease, multiple), dimension and
scope; similar names are never merged.
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
from miner.knowledge.indicators import indicators
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
    """Cells with equal keys belong to one entry."""

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
        """The lower bound, or the upper one where there is no lower bound."""
        return self.low if self.low == self.low else self.high


def rules() -> dict[str, Any]:
    """Load the rules of the ledger (`data/ledger.toml`)."""
    return read_toml("miner.comparison", "ledger.toml")


def _own_area(plan: Plan) -> tuple[str, ...]:
    """Words that mean "of our whole area" in this plan: 全国 in a national plan, but not in a city's."""
    ledger, layer = rules(), layer_of(plan)
    foreign = [*ledger["area_of_nation"]] if layer in LAYERS[1:] else []
    foreign += ledger["area_of_province"] if layer in LAYERS[2:] else []
    return tuple(word for word in ledger["own_area"] if word not in foreign)


def _strip(name: str, area: Iterable[str]) -> str:
    """Remove a leading word for the area."""
    return next((name[len(w) :] for w in area if name.startswith(w) and len(name) > len(w) + 1), name)


def _without(name: str, endings: Iterable[str]) -> str | None:
    """Remove the first matching ending; None if there is none."""
    ending = next((e for e in endings if name.endswith(e) and len(name) > len(e) + 1), None)
    return name[: -len(ending)] if ending else None


def _key(row: Mapping[str, Any], plan: Plan, own_words: Sequence[str]) -> Key:
    ledger = rules()
    area = (*own_words, plan.place) if plan.place else own_words
    name = _strip(_MARKER.sub("", row["indicator_name"]).strip("、，,；; "), area)
    name = name.replace("居民居民", "居民")  # 城镇居民、农村居民人均可支配收入
    name = _deed(row, plan, name) + name
    for endings in ("loose_endings", "average_endings"):
        name = _without(name, ledger[endings]) or name
    if row["dimension"] == "count":
        name = next(
            (name[len(v) :] for v in ledger["leading_verbs"] if name.startswith(v) and len(name) > 5), name
        )
    measure = _MEASURE.get(row["change"], "level")
    if row["unit"] in _PERCENT or (
        not row["unit"] and row["low"] != row["low"] and row["high"] != row["high"]
    ):
        # 涨幅3% is a growth of 3%, and 涨幅 … 下降0.3% is a decline of the indicator, not of its growth.
        growth_of, decline_of = (
            _without(name, ledger["growth_endings"]),
            _without(name, ledger["decline_endings"]),
        )
        if growth_of:
            name, measure = growth_of, "increase" if measure == "level" else measure
        elif decline_of and measure in ("level", "decrease"):
            name, measure = decline_of, "decrease"
    name = ledger["same_name"].get(name, name)
    scope = _strip(_MARKER.sub("", row["scope"]), area) if row["scope"] else ""
    if scope and is_of_table(row) and not _PLACE.search(scope):
        scope = ""  # 创新发展 groups indicators of the table; it is no place and no population
    if scope in area or scope in name or not _SAYS.search(scope):
        scope = ""
    return Key(name, measure, row["dimension"] or row["unit"] or "", scope)


def _deed(row: Mapping[str, Any], plan: Plan, name: str) -> str:
    """The deed right before an indicator that belongs to it: 治理 of 治理水土流失面积, 长期建设 of 长期建设国债."""
    start = row["indicator_start"]
    if not isinstance(start, int):
        return ""
    noun = re.search(rules()["nouns"], plan.source.text[max(plan.start, start - 8) : start])
    if noun or row["change"] != "level":
        return noun[0] if noun and not name.startswith(noun[0]) else ""
    if (name, "level") in indicators() or (name, "increase") in indicators():
        return ""
    deed = str(row["deed"] or "")
    return deed if not name.startswith(deed) else ""


def _own_deed(row: Mapping[str, Any], plan: Plan) -> str:
    """The deed right before an indicator: 淘汰 of 淘汰落后炼铁产能."""
    start = row["indicator_start"]
    if not isinstance(start, int):
        return ""
    deed = re.search(rules()["deeds"], plan.source.text[max(plan.start, start - 8) : start])
    return deed[0] if deed else ""


def _is_joined(row: Mapping[str, Any], before: Mapping[str, Any] | None, plan: Plan) -> bool:
    """Whether only 、 or 和 stands between a value with its indicator and the one before."""
    if before is None or before["plan_id"] != row["plan_id"]:
        return False
    ends = [before["end"], *(e for e in (before["indicator_end"],) if isinstance(e, int))]
    starts = [row["start"], *(b for b in (row["indicator_start"],) if isinstance(b, int))]
    return plan.source.text[max(ends) : min(starts)].strip() in _JOINS


def _carried(row: Mapping[str, Any], before: Mapping[str, Any] | None, plan: Plan) -> Any:
    """The change of a row; that of the value before where only 、 or 和 joins both: 新增绿地32公顷、绿道15公里."""
    if row["change"] != "level" or before is None or before["change"] not in ("increase_by", "decrease_by"):
        return row["change"]
    if before["unit"] in _PERCENT or row["unit"] in _PERCENT:
        return row["change"]
    return before["change"] if _is_joined(row, before, plan) else row["change"]


def _recognized(row: Mapping[str, Any], plan: Plan) -> bool:
    at = row["indicator_start"]
    if not isinstance(at, int):
        return False
    built = row["dimension"] in ("area", "count", "length", "power")
    begin = int(row["sentence_start"]) if row["sentence_start"] == row["sentence_start"] else at
    if built and _LIST_OF_NEW.search(plan.source.text, begin, at):
        return True
    behind = built and plan.source.text.startswith("建设", int(row["indicator_end"]))
    laid = row["dimension"] in ("area", "length") and plan.source.text.endswith("建设", 0, at)
    return behind or laid or plan.source.text.endswith(("认定", "认定国家"), 0, at)


_LIST_OF_NEW = re.compile("新增[^。；\n]{0,12}[：:][^。；\n]{0,120}$")
_TOTAL = re.compile("(?:总数|总量|累计|总计)(?:分别)?(?:已)?(?:达到?|突破|超过|为|增至)?$")
_JOINS = frozenset({"、", "和", "及", "与", "以及"})


def _force(row: Mapping[str, Any], plan: Plan) -> str | None:
    """The force of a row; None where its word stands behind the value (增长8%以上、力争达到10%) or far before it."""
    force, word, start = row["force"], row["modality"], int(row["start"])
    if force not in ("strive", "anticipatory") or not isinstance(word, str):
        return force if isinstance(force, str) else None
    before = plan.source.text[max(plan.start, start - _WITHIN) : start]
    if force == "strive":
        before = re.split("[。；;！\n]", before)[-1].replace("大力争取", "")
    return force if word in before else None


_WITHIN = 400
"""Characters before a value in which 预期 still speaks of it."""


_PLACE = re.compile(r"[省市州盟县区旗镇乡村]$|居民$|城镇$|农村$")
_SAYS = re.compile(r"[^\W\d_]")
"""A scope needs a letter or an ideograph; a lone number is a list marker."""


def cells_of(plans: Iterable[Plan], quantities: pd.DataFrame, words: bool = False) -> list[Cell]:
    """The commitments and reported values that name an indicator and a number, in the order of the table.

    words: include values given in words (完成国家下达任务, 与经济增长同步).
    """
    by_id = {p.id: p for p in plans}
    own_words = {plan_id: _own_area(p) for plan_id, p in by_id.items()}
    rows = quantities[
        quantities["status"].isin(["commitment", "achieved"])
        & quantities["indicator_name"].map(bool)
        & (
            quantities["low"].notna()
            | quantities["high"].notna()
            | (words & (quantities["status"] == "commitment"))
        )
        & quantities["plan_id"].isin(by_id)
    ]
    cells = []
    before: Mapping[str, Any] | None = None
    names = [str(name) for name in rows.columns]
    # A dict per row from lists of columns takes a third of the time of `to_dict`.
    for values in zip(*(rows[name].tolist() for name in rows.columns), strict=True):
        row: Mapping[str, Any] = dict(zip(names, values, strict=True))
        plan = by_id[row["plan_id"]]
        if row["dimension"] == "time" and plan.source.text.endswith("连续", 0, int(row["start"])):
            continue  # 粮食产量连续七年增长 is no value of 粮食产量
        change = _carried(row, before, plan)
        if change == "increase_by" and _TOTAL.search(
            plan.source.text, max(0, int(row["start"]) - 12), int(row["start"])
        ):
            change = "level"  # 新增重点实验室15家、总数达36家
        elif change == "level" and _recognized(row, plan):
            change = "increase_by"  # 认定高新技术企业1200家 are those of the year
        deed = _own_deed(row, plan)
        if not deed and before is not None and _is_joined(row, before, plan):
            deed = before["deed"]
        before = row = {**row, "force": _force(row, plan), "change": change, "deed": deed}
        factor = unit_factor(row)
        cells.append(
            Cell(_key(row, plan, own_words[plan.id]), plan, row, row["low"] * factor, row["high"] * factor)
        )
    return cells


def in_unit(amount: float, row: Mapping[str, Any]) -> float:
    """Convert an amount from the base unit of its dimension to the unit of the row."""
    return float(f"{amount / unit_factor(row):.12g}")


def entry_id(key: Key) -> str:
    """A readable id for an entry: 城镇新增就业 · increase · count."""
    return " · ".join(part for part in (key.indicator, key.measure, key.dimension, key.scope) if part)


def is_general(key: Key) -> bool:
    """Whether the name is too general (投资, 活动) to assume that two plans measure the same thing."""
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
    """Sort key; smallest for the cell that best represents its plan: of the plan's period, where targets are stated."""
    plan, row = cell.plan, cell.row
    states, horizon = _patterns()
    begin = (
        int(row["sentence_start"]) if row["sentence_start"] == row["sentence_start"] else int(row["start"])
    )
    text, start = plan.source.text, int(row["start"])
    committed = row["status"] == "commitment"
    period = str(row["period_iso"] or "")
    if plan.year is None:
        off_period = False
    elif period:
        last = plan.year_end or plan.year
        own_periods = (
            {f"{plan.year}", f"{last}", f"{plan.year}/{last}"} if committed else {f"{plan.year - 1}"}
        )
        # 2016-03 is of the plan's year; 2016/2020 is not the year 2016.
        off_period = period not in own_periods and ("/" in period or period[:4] not in own_periods)
        off_period = off_period and ("/" in period or committed or str(value_year(cell)) not in own_periods)
    else:
        off_period = (plan.year_end or plan.year) == plan.year and bool(horizon.search(text, begin, start))
    stated = committed and (
        is_of_table(row) or bool(states.search(text, max(plan.start, begin - _LEAD), start))
    )
    sure = float(row["status_probability"])
    return off_period, not stated, not period, -round(sure if committed else 1 - sure, 6), start


def is_of_one_year(cell: Cell) -> bool:
    """Whether a reported value covers one year only: not 五年来增长65%, not 比2002年增长65%."""
    baseline, year = cell.row["baseline_period"], value_year(cell)
    if isinstance(baseline, str) and baseline[:4].isdigit() and year is not None:
        return int(baseline[:4]) >= year - 1
    return not rank_of(cell)[0]


def value_year(cell: Cell) -> int | None:
    """Year of a value: the last of its period, else the year of the plan, or the year before for a reported value.

    全年 in the review of a government work report means the past year.
    """
    row, plan = cell.row, cell.plan
    end, reported = row["period_end"], row["status"] != "commitment"
    if isinstance(end, str):
        year = int(end[:4])
        past_year = reported and year == plan.year and plan.kind == "政府工作报告"
        return year - 1 if past_year and str(row["period"]).startswith("全年") else year
    if plan.year is None:
        return None
    return plan.year - 1 if reported else plan.year


_LEAD = 60
"""Characters before the sentence searched for 主要预期目标是, which may be a separate line."""


def speaking(cells: list[Cell]) -> set[int]:
    """Indices of the representative cells of an entry: one per plan and status."""
    best: dict[tuple[str, str], tuple[tuple[bool, bool, bool, float, int], int]] = {}
    for i, cell in enumerate(cells):
        at, rank = (cell.plan.id, cell.row["status"]), rank_of(cell)
        if at not in best or rank < best[at][0]:
            best[at] = (rank, i)
    return {i for _, i in best.values()}


def group(cells: Iterable[Cell]) -> dict[Key, list[Cell]]:
    """Cells by entry, entries in the order of their first cell."""
    by_key: dict[Key, list[Cell]] = {}
    for cell in cells:
        by_key.setdefault(cell.key, []).append(cell)
    return by_key


def speakers(cells: Iterable[Cell]) -> dict[Key, dict[tuple[str, str], Cell]]:
    """Representative cells by entry, then by (plan id, status)."""
    by_key: dict[Key, dict[tuple[str, str], Cell]] = {}
    for key, of_entry in group(cells).items():
        indices = speaking(of_entry)
        by_key[key] = {(c.plan.id, c.row["status"]): c for i, c in enumerate(of_entry) if i in indices}
    return by_key
