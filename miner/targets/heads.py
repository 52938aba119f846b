"""The head of a table: which rows it takes, and what each column holds.

A head can have several levels (目标值 over 2026年 and 2030年): the words of all its rows over a column are read
together. Rows above it (the title, 单位：万元) hold one cell and are passed over. Two kinds of table have a head: one
of indicators (指标 | 单位 | 2030年目标) and a work breakdown (任务 | 目标 | 完成时限 | 责任单位).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from miner.targets.periods import Period, find_periods

__all__ = ["Column", "Head", "Place", "find_head", "unfolded", "years_of"]

_NAME = re.compile(
    r"^(?:约束性|预期性|[\u4e00-\u9fff]{2,4})?指标(?:名称|项目|内容|项)?(?:[（(]单位[)）])?$|^指\s*标(?=$|[（(])|^(?:目标|任务)?名\s*称$|^内容$|^(?:衡量|评价|考核|监测)(?:标准|内容)$|^监测项目$"
    r"|^(?:20\d\d年)?(?:年度)?(?:重点|主要|具体|核心|民生|实施|建设|工作)*(?:项目|任务|工作|事项|活动|实事)(?:名称|内容|项目|事项|任务)?$"
)
_UNIT = re.compile(r"(?<!责任)(?<!牵头)(?<!主办)(?<!承办)(?<!实施)单\s*位$|^计量单位|^单位[（(]")
_NATURE = re.compile(r"属\s*性|性\s*质|(?:指标|约束)类型")
_ACTOR = re.compile(
    r"(?:责任|牵头|主办|承办|负责|主责|实施|执行|落实|办理|权责|主管|经办|完成)(?:单位|部门|科室|处室|股室|机构|机关|主体|人)|^部门$|^科室$"
)
_SUPPORT = re.compile(
    r"(?:配合|协办|协助|协同|参与|参加|支持|监督|分管|包联)(?:单位|部门|科室|处室|机关|领导|人员?)?$|领导$"
)
_GROUP = re.compile(r"^(?:类\s*别|分\s*类|领\s*域|维\s*度|板\s*块|一级指标|指标(?:类别|分类|领域))$|^$")
_NUMBER = re.compile(r"^(?:序\s*号?|编\s*号|项次|№|[Nn][Oo]\.?)$")
_NOTE = re.compile(r"^(?:备\s*注|说\s*明|注|电\s*话|联系(?:人|电话|方式)|签\s*(?:字|名))$")
_DEADLINE = re.compile(
    r"(?:时\s*限|期\s*限|时间节点|期程)(?:要求|安排)?$|(?:完成|办结|截止|实施|推进|计划|起止|预计|预定|执行)(?:时间|日期|月份)(?:节点)?$"
    r"|时间(?:安排|要求|进度|节点|表)?$|^进度(?:安排|要求|计划)?$|^月\s*份$"
)
_VALUE = re.compile(
    r"(?:[12]\d{3})\s*年?|(?<!\d)1[0-2]\d年|目\s*标|基期|基数|基准|[现現][状況况]|实绩|年均|累计|指标值|规划值|预期值|“?十[一二三四五六]?五”?|数\s*量|任务数|增速|增长|完成(?:值|数|情况)|展望"
)
_TEXT = re.compile(r"(?:内容|措施|举措|要求|标准|任务|做法|规模|成果|步骤|要点|事项|计划|安排|效果|成效)$")
_BASE = re.compile(r"基期|基准|基数|现[状况]|实绩|实际|完成(?:值|数|情况)?|上年|历史")
_BARE_VALUE = re.compile(r"[-\d.,%％≥≤<>＜＞~～—–/\s]*")
_FISCAL = re.compile(r"(20\d\d)[-–—/]\d\d(?!\d)年?度?")
"""2024-25年度: a year that begins in spring."""
_DEEPEST = 4
"""Rows of a head at most, and rows above it."""


class Place(NamedTuple):
    """A cell in the normalized text; `merged` where it is a part of a cell at its left or above."""

    start: int
    end: int
    merged: bool = False
    said: str = ""
    """The words of a cell that others stand between, in normal form."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds.

    `kind` is `name`, `value`, `unit`, `nature`, `actor`, `support`, `deadline`, `group`, `number`, `note`, `text` (of
    tasks and measures) or `skip`.
    """

    kind: str
    header: str
    period: Period | None = None
    base: bool = False
    done: bool = False
    """What was reached, in a table of results."""


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a table and the number of the first row below its head."""

    columns: tuple[Column, ...]
    below: int


def years_of(column: Column, first: int, last: int) -> Period:
    """The years from `first` to `last` as the period of a column."""
    iso = f"{first}/{last}" if last > first else str(last)
    return Period(0, 0, column.header, iso, None, first, last)


def find_head(text: str, rows: Sequence[Sequence[Place]], year: int | None, last: int | None) -> Head | None:
    """The head of a table; None where it has none that tells what a column holds."""
    for at in range(min(_DEEPEST, len(rows) - 1)):
        if len({(c.start, c.end) for c in rows[at] if c.start < c.end}) < 2:
            continue  # a title over the whole width
        depth = 1
        while depth < _DEEPEST and at + depth < len(rows) - 1 and _goes_on(text, rows, at, at + depth):
            depth += 1
        columns = [_column(said, year, last) for said in _said(text, rows[at : at + depth])]
        columns = _chosen(columns)
        if _is_head(columns):
            return Head(tuple(_with_bases(columns, year)), at + depth)
    return None


def unfolded(text: str, rows: Sequence[Sequence[Place]]) -> list[list[Place]]:
    """Rows below one another that stood side by side: a head that holds its cells twice is a table in two halves."""
    said = ["".join(text[c.start : c.end].split()) for c in rows[0]] if rows else []
    for times in (2, 3):
        width, rest = divmod(len(said), times)
        half = said[:width]
        if rest or width < 2 or not all(half) or len(set(half)) < width or said != half * times:
            continue
        halves = [[list(row[i : i + width]) for row in rows[1:]] for i in range(0, len(said), width)]
        filled = [row for part in halves for row in part if any(c.start < c.end for c in row)]
        return [list(rows[0][:width]), *filled]
    return [list(row) for row in rows]


def _goes_on(text: str, rows: Sequence[Sequence[Place]], first: int, number: int) -> bool:
    """Whether row `number` is one more level of the head that begins with row `first`."""
    above, row = rows[number - 1], rows[number]
    if any(c.merged and c.start < c.end and c[:2] == a[:2] for a, c in zip(above, row, strict=False)):
        return True
    pairs = [(a, c) for a, c in zip(rows[first], row, strict=False) if c.start < c.end]
    opened = all(
        a.start == a.end or a.merged or _is_over(rows[first], i) for i, (a, c) in _under(rows[first], row)
    )
    said = ["".join(text[c.start : c.end].split()) for _, c in pairs]
    return bool(said) and opened and all(_VALUE.search(s) and not _BARE_VALUE.fullmatch(s) for s in said)


def _under(head: Sequence[Place], row: Sequence[Place]) -> list[tuple[int, tuple[Place, Place]]]:
    return [(i, (a, c)) for i, (a, c) in enumerate(zip(head, row, strict=False)) if c.start < c.end]


def _is_over(head: Sequence[Place], column: int) -> bool:
    """Whether the cell of the head has an empty or merged one at its right: it stands over several columns."""
    beside = head[column + 1] if column + 1 < len(head) else None
    return beside is not None and (beside.merged or beside.start == beside.end)


def _said(text: str, head: Sequence[Sequence[Place]]) -> list[str]:
    """The words of a head over each column, each cell once."""
    columns: list[str] = []
    for j in range(max(map(len, head))):
        cells = {(row[j].start, row[j].end): row[j].said for row in head if j < len(row)}
        columns.append("".join(said or re.sub(r"\s+", "", text[a:b]) for (a, b), said in cells.items()))
    return columns


def _column(said: str, year: int | None, last: int | None) -> Column:
    for kind, pattern in (
        ("number", _NUMBER),
        ("note", _NOTE),
        ("actor", _ACTOR),
        ("support", _SUPPORT),
        ("unit", _UNIT),
        ("nature", _NATURE),
        ("group", _GROUP),
    ):
        if pattern.search(said):
            return Column(kind, said)
    if _NAME.search(said) and not re.search(r"\d{4}年?.{0,20}目标|目标值|指标值|规划值", said):
        return Column("name", said)
    fiscal = _FISCAL.search(said)
    if fiscal:
        last = int(fiscal[1]) + 1
        period = Period(0, 0, said, f"{fiscal[1]}/{last}", None, last - 1, last)
        return Column("value", said, period, bool(_BASE.search(said)))
    if _DEADLINE.search(said) and len(said) <= 12:
        return Column("deadline", said)
    if _VALUE.search(said) and len(said) <= 30:
        periods = find_periods(_dated(said), 0, None, year, last)
        return Column("value", said, periods[0] if periods else None, bool(_BASE.search(said)))
    return Column("text" if _TEXT.search(said) and len(said) <= 12 else "skip", said)


def _dated(said: str) -> str:
    """The words of a head, its years written as a sentence has them: 2030年, 113年度."""
    if "年" not in said:
        return re.sub(r"((?:19|20)\d{2})", r"\1年", said)
    return re.sub(r"(?<!\d)(1[0-2]\d)年(?!度)", r"\1年度", said)


def _chosen(columns: Sequence[Column]) -> list[Column]:
    """One name and one office: of 一级指标 and 二级指标 the last names, of 工作任务 and 工作内容 the first."""
    made = list(columns)
    names = [i for i, c in enumerate(made) if c.kind == "name"]
    indicators = [i for i in names if "指" in made[i].header or "名" in made[i].header]
    chosen = (
        indicators[-1] if indicators else names[-1] if _has_values(made) and names else (names or [-1])[0]
    )
    for i in names:
        if i != chosen:
            made[i] = replace(made[i], kind="skip" if i < chosen else "text")
    for i, column in enumerate(made[:chosen] if indicators else ()):  # 目标 | 指标 | 2030年
        if column.kind == "value" and column.period is None and column.header.endswith("目标"):
            made[i] = replace(column, kind="group")
    return made


def _has_values(columns: Sequence[Column]) -> bool:
    return any(c.kind == "value" for c in columns)


def _is_head(columns: Sequence[Column]) -> bool:
    """Whether the columns are those of a table of indicators or of a work breakdown."""
    kinds = {c.kind for c in columns}
    if "name" in kinds:
        return "value" in kinds or bool(kinds & {"deadline", "actor"})
    return bool(kinds & {"value", "text"}) and len(kinds & {"deadline", "actor", "number", "unit"}) >= 2


def _with_bases(columns: Sequence[Column], year: int | None) -> list[Column]:
    """Mark the columns of years before the plan's own, or before the last year of the table, as its base."""
    years = [c.period.last for c in columns if c.kind == "value" and c.period and c.period.last]
    newest = max(years, default=None)

    def base(c: Column) -> bool:
        when = (c.period.first if _FISCAL.search(c.header) else c.period.last) if c.period else None
        if c.base or when is None or "目标" in c.header:
            return c.base
        return (
            when < year if year is not None else newest is not None and when < newest and len(set(years)) == 2
        )

    return [replace(c, base=base(c)) if c.kind == "value" else c for c in columns]
