"""Tables of indicators: 指标 | 单位 | 2025年 | 2030年 | 属性, where unit and year stand in the header.

A table is read when its header names an indicator column and at least one column of values (a year, 目标,
基期, 年均 …). Each filled value cell becomes a quantity: unit from the cell, the unit column or the bracket in
the indicator's name; period from the header; 约束性 and 预期性 as mood; the base column as baseline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from miner.corpus import Grid, Plan
from miner.normalization import NormalizedText
from miner.reading.grids import markdown_grids
from miner.targets.context import Around
from miner.targets.indicators import Reading
from miner.targets.lexicon import lexicon
from miner.targets.periods import Period, find_periods
from miner.targets.quantities import Quantity, find_quantities
from miner.targets.status import Verdict

__all__ = ["Cell", "Promise", "read_grids"]

_NAME = re.compile(
    r"(?:二级|三级|主要|核心|具体|评价|监测|约束性|预期性)?指标(?:名称|项目|内容)?$|^指\s*标|^(?:项目|任务|工作)(?:名称|内容|项目)?$|^名\s*称$|^内容$"
)
_UNIT = re.compile(r"单\s*位$|^计量单位|^单位[（(]")
_NATURE = re.compile(r"属\s*性|性\s*质|指标类型")
_ACTOR = re.compile(r"(?:责任|牵头|主办|承办|负责)(?:单位|部门|人)|^部门$")
_SKIP = re.compile(r"序\s*号|编\s*号|类\s*别|类型|领域|一级指标|备\s*注|说\s*明|维度|责任|出处|来源")
_VALUE = re.compile(
    r"(?:[12]\d{3})\s*年?|目\s*标|基期|现状|年均|累计|指标值|规划值|预期值|“?十[一二三四五六]?五”?|数\s*量|任务数|增速|增长|完成(?:值|数|情况)"
)
_BASE = re.compile(r"基期|基准|现状|实际|完成(?:值|数|情况)?|上年|历史")
_RATE = re.compile(r"年均|增速|增长")
_BRACKET = re.compile(r"[（(\[【]\s*(?P<unit>(?!\s)[^（）()\[\]【】0-9]{1,14})\s*[)）\]】]\s*$")
_BARE = re.compile(
    r"(?P<sign>≥|≧|>=|≤|≦|<=|>|<|＞|＜|不低于|不少于|不超过|不高于|约)?\s*(?:[\[〔【（(]\s*)?(?P<number>[-－−+]?\d[\d,，]*(?:\.\d+)?)\s*(?:[\]〕】)）]\s*)?(?P<after>左右|以上|以内|以下)?"
)
_SIGNS = {
    "≥": "不低于",
    "≧": "不低于",
    ">=": "不低于",
    "≤": "不高于",
    "≦": "不高于",
    "<=": "不高于",
    ">": "超过",
    "＞": "超过",
    "<": "低于",
    "＜": "低于",
}
_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}[.．、)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、|其中[：:]|[-—*●■])\s*"
)
_DOWN = re.compile(r"(?:降低|下降|减少|削减)(?:率|幅度|量|比例)?$")
_UP = re.compile(r"(?:增长|提高)(?:率|幅度)?$")
_EMPTY = re.compile(r"[\s\-—–/\\*…]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a table, read as a quantity of the normalized text."""

    reading: Reading
    period: Period | None
    mood: str | None
    verdict: Verdict
    row: tuple[int, int]
    actor: str | None = None
    """The body that the table names for it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A value cell that says it in words: 完成国家下达任务."""

    start: int
    end: int
    indicator: str
    period: Period | None
    mood: str | None


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str
    header: str
    period: Period | None = None
    base: bool = False


def read_grids(
    plan: Plan, normalized: NormalizedText, year: int | None, last: int | None
) -> tuple[list[Cell], list[Promise], list[tuple[int, int]]]:
    """Value cells, cells in words, and the normalized spans of the tables read, so that no one reads them twice."""
    grids: Sequence[Grid] = plan.source.grids or markdown_grids(plan.source.text)
    cells: list[Cell] = []
    promises: list[Promise] = []
    spans: list[tuple[int, int]] = []
    for grid in grids:
        if grid.start < plan.start or grid.end > plan.end or len(grid.rows) < 2:
            continue
        rows = [[_span(normalized, s.start, s.end) for s in row] for row in grid.rows]
        found = _header(normalized.text, rows, year, last)
        if found is None:
            continue
        at, columns = found
        before = len(cells), len(promises)
        actor: str | None = None
        for row in rows[at + 1 :]:
            actor = _actor(normalized.text, row, columns) or actor  # a cell merged with those below
            for made in _row(normalized.text, row, columns, year, actor):
                if isinstance(made, Cell):
                    cells.append(made)
                else:
                    promises.append(made)
        if (len(cells), len(promises)) != before:
            spans.append(normalized.from_raw(grid.start, grid.end))
    return cells, promises, spans


def _span(normalized: NormalizedText, start: int, end: int) -> tuple[int, int]:
    return normalized.from_raw(start, end) if end > start else (0, 0)


def _header(
    text: str, rows: list[list[tuple[int, int]]], year: int | None, last: int | None
) -> tuple[int, list[_Column]] | None:
    """Row of the header and its columns; None where the table is none of indicators."""
    for at, row in enumerate(rows[:3]):
        said = [re.sub(r"\s+", "", text[a:b]) for a, b in row]
        columns = [_column(s, year, last) for s in said]
        names = [i for i, c in enumerate(columns) if c.kind == "name"]
        if not names or not any(c.kind == "value" for c in columns):
            continue
        for i in names[:-1]:  # 一级指标 | 二级指标: the last one names
            columns[i] = replace(columns[i], kind="skip")
        return at, _with_bases(columns, year)
    return None


def _column(said: str, year: int | None, last: int | None) -> _Column:
    for kind, pattern in (("actor", _ACTOR), ("unit", _UNIT), ("nature", _NATURE)):
        if pattern.search(said):
            return _Column(kind, said)
    if _NAME.search(said) and not re.search(r"\d{4}|目标值|指标值|规划值", said):
        return _Column("name", said)
    if _VALUE.search(said) and len(said) <= 30:
        periods = find_periods(
            said if "年" in said else re.sub(r"((?:19|20)\d{2})", r"\1年", said), 0, None, year, last
        )
        return _Column("value", said, periods[0] if periods else None, bool(_BASE.search(said)))
    if _SKIP.search(said):
        return _Column("skip", said)
    return _Column("skip", said)


def _with_bases(columns: list[_Column], year: int | None) -> list[_Column]:
    """Mark the columns of years before the plan's own, or before the last year of the table, as its base."""
    years = [c.period.last for c in columns if c.kind == "value" and c.period and c.period.last]
    newest = max(years, default=None)

    def base(c: _Column) -> bool:
        when = c.period.last if c.period else None
        if c.base or when is None or "目标" in c.header:
            return c.base
        return (
            when < year if year is not None else newest is not None and when < newest and len(set(years)) == 2
        )

    return [replace(c, base=base(c)) if c.kind == "value" else c for c in columns]


def _actor(text: str, row: list[tuple[int, int]], columns: list[_Column]) -> str | None:
    """The body in the column of those responsible; None where the cell is empty or there is none."""
    spans = (span for span, column in zip(row, columns, strict=False) if column.kind == "actor")
    return next((said for a, b in spans if (said := re.sub(r"\s+", "", text[a:b]))), None)


def _row(
    text: str, row: list[tuple[int, int]], columns: list[_Column], year: int | None, actor: str | None
) -> Iterator[Cell | Promise]:
    """The cells of one line; cells beyond the header are left out."""
    by_kind: dict[str, tuple[int, int]] = {}
    for span, column in zip(row, columns, strict=False):
        if column.kind in ("name", "unit", "nature"):
            by_kind.setdefault(column.kind, span)
    name = by_kind.get("name", (0, 0))
    said = _NUMBERING.sub("", text[slice(*name)])
    if not said.strip() or not any(a < b for a, b in row):
        return
    unit = text[slice(*by_kind["unit"])].strip() if "unit" in by_kind else ""
    bracket = _BRACKET.search(said)
    if bracket:
        unit = unit or bracket["unit"].strip()
        said = said[: bracket.start()]
    said = re.sub(r"\s+", "", said)
    mood = _mood(text[slice(*by_kind["nature"])]) if "nature" in by_kind else None
    whole = min(a for a, b in row if a < b), max(b for _, b in row)
    base = next(
        (_number(text, s, unit) for s, c in zip(row, columns, strict=False) if c.kind == "value" and c.base),
        None,
    )
    for span, column in zip(row, columns, strict=False):
        if column.kind != "value" or span[0] >= span[1] or _EMPTY.fullmatch(text, *span):
            continue
        q = _number(text, span, unit)
        if q is None:
            if not column.base and re.search(r"[\u4e00-\u9fff]{3,}", text[slice(*span)]):
                yield Promise(*span, said, column.period, mood)
            continue
        yield _cell(q, said, name, column, mood, base, whole, actor)


def _cell(
    q: Quantity,
    said: str,
    name: tuple[int, int],
    column: _Column,
    mood: str | None,
    base: Quantity | None,
    whole: tuple[int, int],
    actor: str | None,
) -> Cell:
    change = "level"
    if _RATE.search(column.header):
        change, said = "increase_by", _UP.sub("", said) or said
    elif _DOWN.search(said):
        change, said = "decrease_by", _DOWN.sub("", said) or said
    elif _UP.search(said):
        change, said = "increase_by", _UP.sub("", said) or said
    if change == "level" and (re.search("新增|净增", said) or said.startswith(_new_verbs())):
        change = "increase_by"
    period = column.period
    if period is not None and not column.base and period.deadline is None and period.first == period.last:
        period = period._replace(deadline=period.iso)
    status = "baseline" if column.base else "commitment"
    value = base.low if base is not None and base.low is not None else None
    reading = Reading(
        Around(q),
        name,
        said,
        said,
        None,
        change,
        "",
        None,
        value if not (column.base or _RATE.search(column.header)) else None,
    )
    verdict = Verdict(status, 0.05 if column.base else 0.98, f"table of indicators, column {column.header}")
    return Cell(reading, period, mood if not column.base else None, verdict, whole, actor)


@cache
def _new_verbs() -> tuple[str, ...]:
    """The verbs that make something new: 新建, 新培育."""
    return tuple(lexicon().new)


def _mood(nature: str) -> str | None:
    if "约束" in nature:
        return "约束性"
    return "预期" if "预期" in nature else None


def _number(text: str, span: tuple[int, int], unit: str) -> Quantity | None:
    """The amount a cell holds, read with the unit of its column; None where it holds none."""
    said = text[slice(*span)].strip()
    m = _BARE.fullmatch(said)
    if m:
        sign = _SIGNS.get(m["sign"] or "", m["sign"] or "")
        number = m["number"].replace("，", "").replace(",", "").lstrip("+")
        read = find_quantities(f"为{sign}{number}{unit}{m['after'] or ''}")
        if not read or (read[0].low is None and read[0].high is None):
            value = float(number.replace("－", "-").replace("−", "-"))
            return Quantity(*span, *span, value, value, "eq", unit, rule="table")
        q = read[0]
    else:
        read = find_quantities(said)
        if not read or sum(q.end - q.start for q in read) * 2 < len(said):
            return None
        q = read[0]
    return q._replace(start=span[0], end=span[1], number_start=span[0], number_end=span[1], rule="table")
