"""Tables of indicators: 指标 | 单位 | 2025年 | 2030年 | 属性, where unit and year stand in the header.

A table is read when its header names an indicator column and at least one column of values (a year, 目标,
基期, 年均 …). Each filled value cell becomes a quantity: unit from the cell, the unit column or the bracket in
the indicator's name; period and horizon from the cell, the header, the name; 约束性 and 预期性 as mood; the base
column as baseline; the group (创新发展) as scope. A goal in words has the comparator `qualitative` and no value. A table
of results (指标完成情况) promises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from miner.corpus import MERGED, Plan, Span
from miner.knowledge.caches import cache
from miner.normalization import NormalizedText, normalize
from miner.numbers.quantities import Quantity, find_quantities
from miner.reading.grids import plan_grids
from miner.reading.typed_columns import JOINED
from miner.targets.breakdowns import Note, has_own_subject
from miner.targets.cells import QUALITATIVE, Value, cell_text, is_empty, read_value
from miner.targets.context import Around
from miner.targets.heads import Column, Place, find_head, unfolded, years_of
from miner.targets.indicators import Reading
from miner.targets.lexicon import lexicon
from miner.targets.periods import Period, find_periods
from miner.targets.results import ended_plan, tells_results, with_results
from miner.targets.status import Verdict

__all__ = ["Cell", "Promise", "Tables", "read_grids"]

_LONGEST_NAME = 40
"""Characters of the name of a task or a group; what is longer is a sentence."""

_BRACKET = re.compile(r"[（(\[【]\s*(?P<unit>(?!\s)[^（）()\[\]【】]{1,14}?)\s*[)）\]】]\s*$")
_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}[.．、)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、|其中[：:]|[-—*●■▲△★☆◆◇])\s*"
)
_NOTE_SIGNS = re.compile(r"[①-⑳]")
"""民用运输机场数②: the signs of notes under the table."""
_AVERAGE = re.compile(r"年均(?!浓度|气温|降水|值|径流|水量)|每年|增速")
_AVERAGE_NAME = re.compile(r"年均(?:名义|实际)?(?:增长|增速|增幅|增加|下降|降低|减少|新增|变化)|增速$")
_LEVELS = ("提高", "提高幅度", "自然增长率")
"""Endings of names that look like a growth over the years and are none."""
_SUMS = re.compile(r"累计|^新增|^净增|新增.{0,6}(?:人数|数量|数)?$")
_DOWN = re.compile(r"(?:年均|累计)?(?:降低|下降|减少|削减|压减|降幅)(?:率|幅度|幅|量|比例)?$")
_UP = re.compile(r"(?:年均|累计)?(?:名义|实际)?(?:增长|提高|增速|增幅)(?:率|幅度|速度)?$")


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
    horizon: str | None = None
    """end, average or cumulative in a plan for several years; None in a plan for one."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A value cell that says it in words: 完成国家下达任务."""

    start: int
    end: int
    indicator: str
    period: Period | None
    mood: str | None


@dataclass(frozen=True, slots=True)
class _Table:
    """What the cells of one table share."""

    text: str
    columns: tuple[Column, ...]
    first: int | None
    last: int | None
    """First and last year of the plan."""
    results: bool
    """The table tells how the plan before ended: it promises nothing."""
    yearly: bool = False
    """It has a column of goals for each of several years that follow one another."""

    def spans_years(self) -> bool:
        """Whether the plan is for several years."""
        return self.first is not None and self.last is not None and self.last > self.first


@dataclass(frozen=True, eq=False)
class Tables:
    """What the tables of a plan say."""

    cells: list[Cell]
    promises: list[Promise]
    spans: list[tuple[int, int]]
    """The normalized spans that were read cell by cell, in order and apart, so that no one reads them twice."""
    notes: list[Note]
    """The cells that are read as sentences, in order, with what their rows say of them."""


def read_grids(plan: Plan, normalized: NormalizedText, year: int | None, last: int | None) -> Tables:
    """Read the tables of a plan: values cell by cell, and of goals in sentences what their rows add."""
    made = Tables([], [], [], [])
    can_merge = not plan.source.media_type.startswith("text/")
    for grid in plan_grids(plan):
        if len(grid.rows) < 2:
            continue
        rows = unfolded(normalized.text, [[_place(normalized, s) for s in row] for row in grid.rows])
        span = normalized.from_raw(grid.start, grid.end)
        head = find_head(normalized.text, rows, year, last)
        if head is None:
            if plan.source.grids:
                made.notes.extend(_labels(normalized.text, rows))
            continue
        results = tells_results(normalized.text, span[0], head.columns, year)
        first, end = year, last
        if results and (ended := ended_plan(normalized.text, span[0])) is not None:
            first, end = ended
            head = find_head(normalized.text, rows, first, end) or head
        columns = _with_natures(normalized.text, head.columns, rows[head.below :])
        if results:
            columns = with_results(columns, end if (first, end) != (year, last) else None)
        table = _Table(normalized.text, columns, first, end, results, _is_yearly(columns))
        _read_table(table, rows[head.below :], span, can_merge, made)
    made.notes.sort(key=lambda note: note.start)
    return made


def _with_natures(
    text: str, columns: Sequence[Column], rows: Sequence[Sequence[Place]]
) -> tuple[Column, ...]:
    """The columns, one that no head names and that holds 约束性 and 预期性 being that of the natures."""
    if any(column.kind == "nature" for column in columns):
        return tuple(columns)

    def holds_natures(at: int) -> bool:
        cells = [
            cell_text(text, row[at][:2]) for row in rows if at < len(row) and row[at].start < row[at].end
        ]
        return bool(cells) and all(_OF_OTHERS.fullmatch(cell) and "性" in cell for cell in cells)

    return tuple(
        replace(c, kind="nature") if c.kind in ("skip", "text", "group") and holds_natures(i) else c
        for i, c in enumerate(columns)
    )


def _is_yearly(columns: Sequence[Column]) -> bool:
    goals = [c.period.last for c in columns if c.kind == "value" and not c.base and not c.done and c.period]
    years = sorted({year for year in goals if year is not None})
    return len(years) > 1 and years[-1] - years[0] == len(years) - 1


def _place(normalized: NormalizedText, cell: Span) -> Place:
    if cell.end <= cell.start:
        return Place(0, 0, cell.reason == MERGED)
    said = normalize(cell.reason.removeprefix(JOINED)).text if cell.reason.startswith(JOINED) else ""
    return Place(*normalized.from_raw(cell.start, cell.end), cell.reason == MERGED, said)


def _labels(text: str, rows: Sequence[Sequence[Place]]) -> Iterator[Note]:
    """Of a table whose head tells nothing: what stands at the left of a cell may name what it counts."""
    for row in rows:
        label: Place | None = None
        for cell in row:
            said = _NUMBERING.sub("", cell_text(text, cell[:2]))
            if label is not None and not cell.merged and cell.start < cell.end:
                name = _BRACKET.sub("", _NUMBERING.sub("", cell_text(text, label[:2])))
                yield Note(*cell[:2], name, label[:2], None, None, "", False, "skip")
            if (
                re.search(r"[\u4e00-\u9fff]{2}", said)
                and not re.search(r"\d", said)
                and len(said) <= _LONGEST_NAME
            ):
                label = cell


def _read_table(
    table: _Table, rows: Sequence[Sequence[Place]], span: tuple[int, int], can_merge: bool, made: Tables
) -> None:
    """Read the rows below a head."""
    before = len(made.cells)
    notes: list[Note] = []
    actor = group = None
    for row in rows:
        filled = {(c.start, c.end) for c in row if c.start < c.end}
        if len(filled) == 1 and len(table.columns) > 2:  # a line over the whole width names the rows below it
            alone = cell_text(table.text, filled.copy().pop())
            group = _group_name(alone) if len(alone) <= _LONGEST_NAME else group
            continue
        own = _of_kind(table, row, "actor")
        actor = own if can_merge else own or actor  # plain text cannot mark a cell merged with those below
        group = _of_kind(table, row, "group") or group
        due = _due(table, row)
        for item in _row(table, row, actor, group, due):
            if isinstance(item, Note):
                notes.append(item)
                continue
            made.cells.append(item)
            q = item.reading.quantity
            if q.comparator == QUALITATIVE and item.verdict.status == "commitment":
                made.promises.append(Promise(q.start, q.end, item.reading.indicator, item.period, item.mood))
    values = len(made.cells) > before
    texts = {"value", "text"} if values else {"value", "text", "name", "skip"}
    kept = [note for note in notes if note.kind in texts]
    made.notes.extend(kept)
    if values or kept:
        made.spans.extend(_between(span, kept))


def _between(span: tuple[int, int], notes: Sequence[Note]) -> Iterator[tuple[int, int]]:
    """What is left of a table without the cells that are read as sentences."""
    at = span[0]
    for start, end in sorted((note.start, note.end) for note in notes):
        if at < start:
            yield at, start
        at = max(at, end)
    if at < span[1]:
        yield at, span[1]


def _due(table: _Table, row: Sequence[Place]) -> Period | None:
    """The time that the column of deadlines gives; None where it gives none that can be told."""
    for cell, column in zip(row, table.columns, strict=False):
        if column.kind == "deadline" and cell.start < cell.end:
            found = find_periods(cell_text(table.text, cell[:2]), 0, None, table.first, table.last)
            if found:
                period = found[-1]
                return period._replace(deadline=period.deadline or period.iso)
    return None


def _of_kind(table: _Table, row: Sequence[Place], kind: str) -> str | None:
    """The cell of the first column of a kind, its count (5项) and numbering aside; None where it is empty."""
    for cell, column in zip(row, table.columns, strict=False):
        said = re.sub(r"\s+", "", table.text[cell.start : cell.end])
        if column.kind == kind and said:
            return _group_name(said)
    return None


def _group_name(said: str) -> str:
    return re.sub(r"^[一二三四五六七八九十]{1,2}、|[（(]\d+[项个%％]?[)）]$", "", said.strip("*"))


def _row(
    table: _Table, row: Sequence[Place], actor: str | None, group: str | None, due: Period | None
) -> Iterator[Cell | Note]:
    """The values of one line, and the cells that say their goals in sentences; cells beyond the head are left out."""
    by_kind: dict[str, tuple[int, int]] = {}
    said = ""
    for cell, column in zip(row, table.columns, strict=False):
        if column.kind in ("name", "unit", "nature"):
            by_kind.setdefault(column.kind, cell[:2])
        if column.kind == "name" and not said:
            said = _NOTE_SIGNS.sub("", _NUMBERING.sub("", cell.said or cell_text(table.text, cell[:2])))
    name = by_kind.get("name", (0, 0))
    own = [cell for cell in row if cell.start < cell.end and not cell.merged]
    if not own or _is_shifted(table, row):
        return
    unit = cell_text(table.text, by_kind["unit"]) if "unit" in by_kind else ""
    unit = "" if is_empty(unit) else unit
    bracket = _BRACKET.search(said)
    if bracket and not re.fullmatch(r"\d+", bracket["unit"]):
        unit = unit or bracket["unit"].strip()
        said = said[: bracket.start()]
    named: set[tuple[int, int]] = set()
    has_name = any(column.kind == "name" for column in table.columns)
    graded = any(column.kind == "nature" for column in table.columns)  # 约束性, 预期性: its cells are values
    for cell, column in zip(row, table.columns, strict=False):
        if cell.start == cell.end or cell.merged or column.kind not in ("value", "text", "name", "skip"):
            continue
        words = cell_text(table.text, cell[:2])
        if column.kind == "value" and (said or has_name) and (graded or not has_own_subject(words)):
            continue
        named.add(cell[:2])
        call, at = (said, name) if cell[:2] != name else ("", (0, 0))
        promises = not table.results and not column.base and not column.done
        period = due or (column.period if column.kind == "value" else None)
        yield Note(*cell[:2], call, at, period, actor, column.header, promises, column.kind)
    if not said:
        return
    mood = _mood(table.text[slice(*by_kind["nature"])] if "nature" in by_kind else group or "")
    whole = min(c.start for c in own), max(c.end for c in own)
    values = [
        (read_value(table.text, cell[:2], _unit(table.text, cell, column, unit), cell.said), column)
        for cell, column in zip(row, table.columns, strict=False)
        if column.kind == "value" and cell in own and cell[:2] not in named
    ]
    base = next((v.quantity for v, c in values if v is not None and c.base), None)
    based_on = next((c for v, c in values if v is not None and c.base), None)
    line = _Line(
        table=table,
        said=said,
        name=name,
        mood=mood,
        base=base,
        based_on=based_on,
        whole=whole,
        actor=actor,
        group=group,
    )
    for value, column in values:
        if value is not None and not (column.base and value.quantity.comparator == QUALITATIVE):
            yield _with_due(_cell(line, value, column), due)


_OF_OTHERS = re.compile(r"(?:约束|预期|指导|引导)性(?:指标)?|\D{2,30}(?:局|委|办|厅|院|部门)")
"""The words of a nature or an office: no value is said by them."""


def _is_shifted(table: _Table, row: Sequence[Place]) -> bool:
    """Whether a cell is missing in the row, so that 约束性 stands under a year and no value under its head."""
    return any(
        column.kind == "value" and _OF_OTHERS.fullmatch(cell_text(table.text, cell[:2]))
        for cell, column in zip(row, table.columns, strict=False)
    )


_RATE_HEAD = re.compile(r"年均|增速|增长")


def _unit(text: str, cell: Place, column: Column, unit: str) -> str:
    """The unit of a value: of its row or head; a yearly growth is in per cent whatever its row is measured in."""
    if (
        _RATE_HEAD.search(column.header)
        and unit
        and not re.match(r"\s*[\[【〔(（]", text[cell.start : cell.end])
    ):
        return "%"
    return unit or _unit_of_head(column.header)


def _with_due(cell: Cell, due: Period | None) -> Cell:
    """The cell with the day of the column of deadlines, where that lies in the year of the cell."""
    if due is None or cell.verdict.status != "commitment":
        return cell
    year = cell.period.last if cell.period is not None else None
    return replace(cell, period=due) if year is None or year == due.last else cell


@cache
def _unit_of_head(header: str) -> str:
    """The unit in the bracket of a head: 2026年目标（万元）; empty where the bracket holds none."""
    bracket = _BRACKET.search(header)
    unit = bracket["unit"].strip() if bracket else ""
    found = find_quantities(f"为1{unit}") if unit and not re.search(r"\d", unit) else []
    return unit if found and found[0].end == len(unit) + 2 else ""


@dataclass(frozen=True, slots=True)
class _Line:
    """What the values of one row of a table share."""

    table: _Table
    said: str
    """The name of the indicator, its numbering and the unit in its bracket aside."""
    name: tuple[int, int]
    """The span of the cell with the name."""
    mood: str | None
    base: Quantity | None
    based_on: Column | None
    """The value of a year before, and its column."""
    whole: tuple[int, int]
    """The span of the row."""
    actor: str | None
    group: str | None


def _cell(line: _Line, value: Value, column: Column) -> Cell:
    table, said, base, based_on = line.table, line.said, line.base, line.based_on
    horizon = _horizon(table, value, said, column)
    change, indicator = _change(value, said, column, horizon)
    status, probability = _status(table, column)
    promised = status == "commitment"
    compared = promised and horizon != "cumulative" and not _AVERAGE.search(column.header)
    reading = Reading(
        Around(value.quantity),
        line.name,
        indicator,
        indicator,
        line.group,
        change,
        "",
        based_on.header if compared and based_on is not None else None,
        base.low if compared and base is not None else None,
    )
    verdict = Verdict(status, probability, f"table of indicators, column {column.header}")
    period = _period(table, value, column, horizon)
    return Cell(reading, period, line.mood if promised else None, verdict, line.whole, line.actor, horizon)


def _status(table: _Table, column: Column) -> tuple[str, float]:
    """What a value of the column is, and the probability that it is a promise."""
    if column.done:
        return "achieved", 0.02
    if column.base:
        return "baseline", 0.05
    return ("reference", 0.05) if table.results else ("commitment", 0.98)


def _horizon(table: _Table, value: Value, said: str, column: Column) -> str | None:
    """Over what time the value holds: told by the cell, then by the head of its column, then by the name."""
    if value.horizon is not None:
        return value.horizon
    both = "累计" in column.header and "年均" in column.header
    if both and (_SUMS.search(said) or (_DOWN.search(said) and not _AVERAGE_NAME.search(said))):
        return "cumulative"
    if _AVERAGE.search(column.header) or _AVERAGE_NAME.search(said):
        return "average"
    if "累计" in column.header:
        return "cumulative"
    if not table.spans_years():
        return None
    if table.yearly and column.period is not None and column.period.first == column.period.last:
        gains = _SUMS.search(said) or _DOWN.search(said) or (_UP.search(said) and not said.endswith(_LEVELS))
        return "annual" if gains else "end"
    if _SUMS.search(said) or _DOWN.search(said):
        return "cumulative"
    return "average" if _UP.search(said) and not said.endswith(_LEVELS) else "end"


def _change(value: Value, said: str, column: Column, horizon: str | None) -> tuple[str, str]:
    """How the value moves the indicator, and the indicator without the word that says so."""
    if _DOWN.search(said):
        return "decrease_by", _DOWN.sub("", said) or said
    if _UP.search(said):
        return "increase_by", _UP.sub("", said) or said
    if value.change is not None:
        return value.change, said
    if _AVERAGE.search(column.header) and horizon == "average":
        return "increase_by", said
    return ("increase_by" if re.search("新增|净增", said) or said.startswith(_new_verbs()) else "level"), said


def _period(table: _Table, value: Value, column: Column, horizon: str | None) -> Period | None:
    """The time the value holds for: a year for an end value, the years of the plan for an average or a sum."""
    period = column.period
    if value.years is not None:
        return years_of(column, *value.years)
    if horizon in ("average", "cumulative"):
        if period is not None and period.first != period.last:
            return period
        if column.base or column.done:
            end = period.last if period is not None else None
            return years_of(column, end - 4, end) if end is not None and table.spans_years() else period
        if table.first is not None and table.last is not None:
            own = period.last if period is not None else None
            other = own is not None and table.first < own  # 2027年 or 2035年 of a plan that ends in 2030
            return years_of(column, table.first, own if other and own else table.last)
        return period
    if period is None and horizon == "end" and table.last is not None and not column.base and not column.done:
        return years_of(column, table.last, table.last)._replace(deadline=str(table.last))
    if period is None or column.base or column.done or horizon == "annual":
        return period
    if period.first != period.last and horizon == "end" and period.last is not None:
        return period._replace(iso=str(period.last), first=period.last, deadline=str(period.last))
    if period.deadline is None and period.first == period.last:
        return period._replace(deadline=period.iso)
    return period


@cache
def _new_verbs() -> tuple[str, ...]:
    """The verbs that make something new: 新建, 新培育."""
    return tuple(lexicon().new)


def _mood(nature: str) -> str | None:
    if "约束" in nature:
        return "约束性"
    return "预期" if "预期" in nature else None
