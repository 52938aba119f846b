"""Workbooks: a sheet is a plan (title, tables, text typed down a column), or a table of many plans.

A sheet is a table of many plans where its first row is a head that names a column of texts (正文, 内容, text …), or
where one column holds long texts and the head is none of a work breakdown or of indicators. Everything else is one plan.
Cells are written as Excel shows them: 0.055 in the format 0.0% is 5.5%, a date is 2026年4月30日.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from miner.reading.builder import ABOVE, LEFT, Merged, TextBuilder
from miner.reading.catalogue import field_of
from miner.reading.limits import MAX_CELLS, LimitError
from miner.reading.sheet_limits import check_sheets
from miner.reading.tabular import SHORTEST_MEAN, Row, named_row

__all__ = ["Sheet", "plan_text", "read_sheets", "rows_of", "rule_of"]

LARGEST = 60_000_000
"""Bytes of an unpacked workbook up to which merged cells are looked at; a larger one is read row by row."""
_HEAD_WORDS = re.compile(
    r"^(?:序号|编号|指标|任务|目标|工作任务|重点任务|重点工作|责任(?:单位|部门|科室|人)|牵头单位|完成时限|时限|单位|属性|备注)$|指标|目标|时限|责任"
)
_LONG_TEXT = 200
"""Characters of a cell on average that hold a plan of their own, whatever the head says."""
_MOST_ROWS = 0.6
"""Share of the rows that must hold a text; one long note among short cells makes no plans of the others."""
_SECTION = re.compile(r"[;；]")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_LONGEST_GROUP = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet as text, its empty rows and columns left out."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    """A cell that is merged into the one at its left or above is LEFT or ABOVE."""
    hidden: bool = False


def read_sheets(data: bytes, max_bytes: int) -> Iterator[Sheet]:
    """The sheets of a workbook in order, without the empty ones.

    Raises LimitError for a workbook that holds too much; zipfile.BadZipFile, KeyError, ValueError or OSError for a
    damaged file.
    """
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        small = sum(info.file_size for info in archive.infolist()) <= LARGEST
    refused = check_sheets(data, max_bytes, by_row=not small)
    if refused:
        raise LimitError(refused)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=not small, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = _filled(sheet, small)
            merged = _merged(sheet) if small else {}
            made = _grid(rows, merged)
            if made:
                yield Sheet(sheet.title, made, sheet.sheet_state != "visible")
    finally:
        book.close()


def _filled(sheet: Any, small: bool) -> dict[int, dict[int, Any]]:
    """The cells of a sheet that hold something, by row and column from 1; time and memory go with them alone."""
    # `iter_rows` of a workbook that is in memory makes every empty cell of the area up to the last one
    cells = sheet._cells.values() if small else (c for line in sheet.iter_rows() for c in line)
    made: dict[int, dict[int, Any]] = {}
    for cell in cells:
        if _is_filled(cell):
            made.setdefault(cell.row, {})[cell.column] = cell
    return {row: dict(sorted(made[row].items())) for row in sorted(made)}


def _is_filled(cell: Any) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _merged(sheet: Any) -> dict[tuple[int, int], Merged]:
    """By row and column (from 1) what each cell of a merged range but the first is."""
    made: dict[tuple[int, int], Merged] = {}
    for area in sheet.merged_cells.ranges:
        last_row, last_column = min(area.max_row, sheet.max_row), min(area.max_col, sheet.max_column)
        for row in range(area.min_row, last_row + 1):
            for column in range(area.min_col, last_column + 1):
                if (row, column) != (area.min_row, area.min_col):
                    made[row, column] = LEFT if column > area.min_col else ABOVE
    return made


def _grid(
    rows: Mapping[int, Mapping[int, Any]], merged: Mapping[tuple[int, int], Merged]
) -> tuple[tuple[str, ...], ...]:
    columns = sorted({column for row in rows.values() for column in row})
    if len(rows) * len(columns) > MAX_CELLS:
        raise LimitError(f"{len(rows):,} rows of {len(columns):,} columns, more than {MAX_CELLS:,} cells")
    made: list[tuple[str, ...]] = []
    above = 0
    for number, row in rows.items():
        cells: list[str] = []
        for column in columns:
            if column in row:
                cells.append(cell_text(row[column].value, row[column].number_format))
            else:
                mark = merged.get((number, column), "")
                cells.append(mark if mark != ABOVE or above else "")
        made.append(tuple(cells))
        above = number
    return tuple(made)


# --- how Excel shows a value ---------------------------------------------------------------------------


def cell_text(value: object, number_format: str | None) -> str:
    """A value as its format shows it: percentages, dates, units typed into the format (0"人次")."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, number_format or "")
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    return str(value).strip()


def _date(value: datetime.datetime | datetime.date, number_format: str) -> str:
    shown = number_format.lower()
    text = f"{value.year}年{value.month}月"
    return text if "m" in shown and "d" not in shown else f"{text}{value.day}日"


def _number(value: float, number_format: str) -> str:
    form = _SECTION.split(number_format)[0]
    before, after = _affixes(form)
    bare = re.sub(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.', "", form)
    if "%" in bare:
        return f"{before}{_plain(value * 100)}%{after}"
    return f"{before}{_plain(value)}{after}"


def _plain(value: float) -> str:
    """The number without the noise of binary fractions, without an exponent."""
    text = f"{value:.10f}" if abs(value) < 1e15 else f"{value:.0f}"
    text = f"{float(f'{value:.12g}'):.10f}" if abs(value) < 1e15 else text
    return text.rstrip("0").rstrip(".") or "0"


def _affixes(form: str) -> tuple[str, str]:
    """The words that a format puts before and behind a number."""
    first = next(
        (m.start() for m in re.finditer(r"[0#?]", _QUOTED.sub(lambda m: " " * len(m[0]), form))), None
    )
    if first is None:
        return "", ""
    words = [(m.start(), m[1] if m[1] is not None else m[2]) for m in _QUOTED.finditer(form)]
    before = "".join(w for at, w in words if at < first)
    return before.strip(), "".join(w for at, w in words if at > first).strip()


# --- what a sheet is -----------------------------------------------------------------------------------


def rows_of(sheet: Sheet) -> list[Row]:
    """The sheet as a table with a head: a mapping from column to cell for each row below it."""
    head, *rest = sheet.rows
    return [named_row(head, row) for row in rest]


def rule_of(sheet: Sheet, text_column: str | None) -> str | None:
    """Why a sheet is a table of many plans, one a row; None where it is one plan.

    >>> rule_of(Sheet("a", (("标题", "正文"), ("甲镇工作计划", "一、目标"))), None)
    'the column 正文 holds texts'
    """
    if text_column is not None:
        return f"the column {text_column} was asked for"
    head, *rest = sheet.rows
    if not rest or any(isinstance(cell, Merged) for cell in head) or sum(1 for cell in head if cell) < 1:
        return None
    named = [name for name in head if name and field_of(name) == "text"]
    means = {j: sum(len(row[j]) for row in rest) / len(rest) for j in range(len(head))}
    breakdown = sum(1 for name in head if _HEAD_WORDS.search(name)) >= 2
    for name in named:
        if means[head.index(name)] and (not breakdown or means[head.index(name)] >= _LONG_TEXT):
            return f"the column {name} holds texts"
    longest = max(means, key=lambda j: means[j])
    least = _LONG_TEXT if breakdown else SHORTEST_MEAN
    long = sum(1 for row in rest if len(row[longest]) >= least)
    if long >= _MOST_ROWS * len(rest) and len(head) > 1 and head[longest]:
        return f"the column {head[longest]} holds {means[longest]:.0f} characters a row"
    return None


def plan_text(sheet: Sheet) -> TextBuilder:
    """The text of a sheet that is one plan: rows of one cell are lines, the others tables.

    A short row of one cell between the rows of a table names the rows below it and stays in the table.
    """
    out = TextBuilder()
    state = _Table(out)
    for i, row in enumerate(sheet.rows):
        filled = [cell for cell in row if cell]
        following = sheet.rows[i + 1] if i + 1 < len(sheet.rows) else ()
        if (
            len(filled) > 1
            or (row and any(cell is ABOVE for cell in row))
            or (filled and len(state.rows) > 1 and len(filled[0]) <= _LONGEST_GROUP and _goes_on(following))
        ):
            state.rows.append(row)
        else:
            state.close()
            for line in filled:
                for part in line.splitlines():
                    if part.strip():
                        out.line(part.strip())
    state.close()
    return out


def _goes_on(row: Sequence[str]) -> bool:
    return sum(1 for cell in row if cell) > 1


@dataclass
class _Table:
    """The rows of a table that is being read."""

    out: TextBuilder
    rows: list[Sequence[str]] = field(default_factory=list)

    def close(self) -> None:
        """Write the table; one row alone is a line."""
        if len(self.rows) == 1 and not any(isinstance(cell, Merged) for cell in self.rows[0]):
            self.out.line("\t".join(" ".join(cell.split()) for cell in self.rows[0] if cell))
        elif self.rows:
            self.out.table(self.rows)
        self.rows = []
