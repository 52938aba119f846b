"""Promises that a plan states more than once: in its table of indicators, among its goals and in its chapters.

Two rows are one promise where indicator, measure, kind of unit, horizon and end of the time are the same and some
value satisfies both; the first of them in a table, else in the text, stands for all. Two rows of the text must name
it in the same words. Where no value satisfies both, table and text contradict each other; that is told only of rows in
the same words that speak of the whole place. Two sentences are never held against each other: in 205 reports and
outlines every such pair was of two things (旅客周转量 of railways and of ships).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from miner.corpus import Plan
from miner.knowledge.indicators import canonical_indicator
from miner.numbers.comparators import allowance
from miner.targets import tables
from miner.targets.names import normal_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_contradictions", "is_of_table", "linked", "unit_factor", "value_bounds"]

Record = Mapping[str, Any]
Key = tuple[str, str, str, str, str]

_TABLE = "table of indicators"
_MEASURES = {"increase_by": "increase", "decrease_by": "decrease", "multiply_by": "multiple"}
_SURE = 0.9
_SHORTEST = 4
"""Characters of a name that says by itself what is measured: 森林覆盖率, not 面积."""
_MOST = 200
"""Rows of one key that are compared with each other."""
_ENDINGS = (
    (re.compile(r"(?:年均|平均)?(?:名义|实际)?(?:增长|增速|增幅)(?:率|速度)?$"), "increase"),
    (re.compile(r"(?:年均|累计)?(?:降低|下降|减少|降幅)(?:率|幅度)?$"), "decrease"),
)
"""Endings of a name that tell the measure of a percentage."""


def is_of_table(row: Record) -> bool:
    """Whether a row of `quantities` is a cell of a table of indicators."""
    return str(row["grounds"]).startswith(_TABLE)


def value_bounds(row: Record) -> tuple[float, float]:
    """The smallest and the largest value that keep a promise, in the base unit of its dimension; infinite where open."""
    factor = unit_factor(row)
    low, high = _number(row["low"]) * factor, _number(row["high"]) * factor
    if row["comparator"] == "approx":
        room = allowance() * abs(low if low == low else high)
        low, high = low - room, high + room
    return (low if low == low else -math.inf), (high if high == high else math.inf)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _first(row: Record) -> float:
    """The lower end, or the upper one where that is open; NaN where both are."""
    low = _number(row["low"])
    return low if low == low else _number(row["high"])


def unit_factor(row: Record) -> float:
    """What the values of a row of `quantities` are multiplied by to stand in the base unit; 1 where no unit converts."""
    factor = _number(row["factor"])
    return factor if factor == factor and factor and row["dimension"] else 1.0


def _agree(a: Record, b: Record) -> bool:
    """Whether some value keeps both promises; numbers that differ by their rounding alone do."""
    (a_low, a_high), (b_low, b_high) = value_bounds(a), value_bounds(b)
    room = max(_half_digit(a), _half_digit(b)) + 1e-9 * max(
        abs(x) for x in (a_low, b_low, a_high, b_high, 1.0) if math.isfinite(x)
    )
    return a_low <= b_high + room and b_low <= a_high + room


def _half_digit(row: Record) -> float:
    """Half of the last digit that the quote gives: 0.5 for 62, 0.05 for 61.8, 5000 for 62万."""
    match = re.search(r"\d+(?:\.(\d+))?", str(row["quote"]))
    if match is None or not match[1]:
        return 0.0  # 62 and 60 differ by more than what was cut off
    value = _first(row)
    scale = abs(value) / float(match.group()) if float(match.group()) else 1.0
    return 0.5 * 10.0 ** -len(match[1]) * scale * unit_factor(row)


def _key(row: Record) -> Key | None:
    """What two statements of one promise share; None for a row that is none, or whose name says too little."""
    name = row["indicator_name"]
    if row["status"] != "commitment" or not isinstance(name, str) or row["horizon"] == "per_period":
        return None
    if _first(row) != _first(row):
        return None
    name, measure = _named(name, row)
    dimension = row["dimension"] or row["unit"] or ""
    known = canonical_indicator(name, measure, dimension)
    if known is None and len(name) < _SHORTEST:
        return None
    if not is_of_table(row) and (row["scope"] or row["actor"]):
        return None
    return known.name if known else name, measure, dimension, str(row["horizon"]), str(row["period_end"])[:4]


def _named(name: str, row: Record, normal: bool = True) -> tuple[str, str]:
    """Name and measure of a row: 生产总值年均增速5% is a growth of 生产总值 by 5 %."""
    measure = _MEASURES.get(row["change"], "level")
    for ending, told in _ENDINGS:
        match = ending.search(name)
        if match is not None and row["unit"] == "%" and match.start() > 1 and measure in ("level", told):
            name = name[: match.start()]
            return normal_name(name) if normal else name, told
    return name, measure


def _groups(rows: Sequence[Record]) -> Iterator[list[int]]:
    """Indices of the rows of one key, those of tables first."""
    by_key: dict[Key, list[int]] = {}
    for i, row in enumerate(rows):
        key = _key(row)
        if key is not None:
            by_key.setdefault(key, []).append(i)
    for group in by_key.values():
        if len(group) > 1:
            yield sorted(group, key=lambda i: (not is_of_table(rows[i]), i))[:_MOST]


def _is_one(a: Record, b: Record) -> bool:
    """Whether two rows of one key state one promise."""
    return _agree(a, b) and (is_of_table(a) or is_of_table(b) or _words(a) == _words(b))


_OF_OURS = re.compile(r"^(?:(?:全|我|本)(?:省|市|区|县|州|国|镇|乡|校|院|旗|盟|自治区))+(?=..)")


def _words(row: Record) -> str:
    """What the plan itself calls the indicator, without 全市 and what tells the measure."""
    return _named(_OF_OURS.sub("", "".join(str(row["indicator"]).split())), row, normal=False)[0]


def linked(rows: Sequence[Record]) -> list[int | None]:
    """For each row of one plan the start of the row that stands for the same promise; None where it stands for itself."""
    made: list[int | None] = [None] * len(rows)
    for group in _groups(rows):
        for at, i in enumerate(group):
            first = next((j for j in group[:at] if made[j] is None and _is_one(rows[j], rows[i])), None)
            if first is not None and rows[first]["start"] != rows[i]["start"]:
                made[i] = rows[first]["start"]
    return made


def find_contradictions(plans: Iterable[Plan], quantities: pd.DataFrame) -> pd.DataFrame:
    """The promises that stand in a table and in the text of a plan and that no value can keep: the table `miner.tables.CONTRADICTIONS`.

    A value that several rows repeat is told once.

    >>> import miner
    >>> text = "清溪市十五五规划纲要\\n| 指标 | 2030年 |\\n|---|---|\\n| 城镇化率（%） | 62 |\\n\\n到2030年，城镇化率达到60%。"
    >>> plans = miner.Corpus.from_texts({"p": text})
    >>> find_contradictions(plans, miner.extract_quantities(plans))[["quote_a", "quote_b"]].values.tolist()
    [['62', '60%']]
    """
    known = {plan.id for plan in plans}
    wanted = quantities[(quantities["status"] == "commitment") & quantities["plan_id"].isin(known)]
    rows: list[tuple[Any, ...]] = []
    for _, part in wanted.groupby("plan_id", sort=False):
        records: list[Record] = part.to_dict("records")  # type: ignore[assignment]
        for group in _groups(records):
            rows.extend(_contradicting([records[i] for i in group]))
    return tables.CONTRADICTIONS.frame(rows)


def _contradicting(group: Sequence[Record]) -> Iterator[tuple[Any, ...]]:
    told: set[tuple[float, ...]] = set()
    for a, b in combinations(group, 2):
        values = (*value_bounds(a), *value_bounds(b))
        if values in told or not _comparable(a, b) or _agree(a, b):
            continue
        told.add(values)
        yield (
            a["plan_id"], a["indicator_name"], a["horizon"], a["period_end"],
            *_side(a), *_side(b),
        )  # fmt: skip


def _comparable(a: Record, b: Record) -> bool:
    """Whether a row of a table and one of the text surely speak of one thing."""
    return is_of_table(a) and not is_of_table(b) and _firm(b) and _words(a) == _words(b)


def _firm(row: Record) -> bool:
    return bool(row["status_probability"] >= _SURE and not row["flags"] and not row["baseline_period"])


def _side(row: Record) -> tuple[Any, ...]:
    return (
        _first(row),
        row["comparator"],
        row["unit"],
        row["section_id"],
        row["start"],
        row["end"],
        row["quote"],
    )
