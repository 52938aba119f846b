"""Write the workbook: one sheet per table with filters, frozen headers and links; text is never a formula."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from miner import __version__
from miner.report._labels import for_programs, label, meaning, shown
from miner.report._mined import Mined, tables_of
from miner.report._pack import column
from miner.report._payload import Payload
from miner.report._words import visible, words
from miner.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["table_workbook", "workbook_bytes"]

# Limits: rows that spreadsheets still handle well; characters per cell (set by the format); links per sheet.
MOST_ROWS = 50_000
MOST_CHARS = 32_767
MOST_LINKS = 30_000
_FONT = "Microsoft YaHei"


def workbook_bytes(analysis: Mined, payload: Payload, language: str) -> bytes:
    """The bytes of an .xlsx file with a sheet for the plans and for every table there is."""
    buffer = io.BytesIO()
    with _opened(buffer, words()[language]["title"]) as book:
        ids = payload.lists["plans"]["columns"].get("id", [])
        _Book(book, language, ids).write(_frames(analysis, payload))
    return buffer.getvalue()


def table_workbook(frame: pd.DataFrame, name: str, language: str) -> bytes:
    """The bytes of an .xlsx file with one table; `name` is that of the table, or empty."""
    buffer = io.BytesIO()
    with _opened(buffer, words()[language].get(f"table.name.{name}", name)) as book:
        _Book(book, language, ()).single(name, _for_readers(frame))
    return buffer.getvalue()


def _opened(buffer: io.BytesIO, title: str) -> Any:
    """A new workbook in which text that looks like a formula, a link or a number stays text."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    # A fixed date: the same analysis gives the same file.
    created = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
    book.set_properties({"title": title, "comments": f"Plan Miner {__version__}", "created": created})
    return book


def _frames(analysis: Mined, payload: Payload) -> dict[str, pd.DataFrame]:
    frames = {"plans": plans_frame(payload), **tables_of(analysis)}
    return {name: _for_readers(frame) for name, frame in frames.items()}


def _for_readers(frame: pd.DataFrame) -> pd.DataFrame:
    """The table without the columns for programs; the CSV and Parquet files beside the workbook have them."""
    return frame[[c for c in frame.columns if not for_programs(str(c))]]


def plans_frame(payload: Payload) -> pd.DataFrame:
    """The plans with the figures of every stage, one row each."""
    import pandas as pd

    frame = pd.DataFrame(payload.lists["plans"]["columns"])
    if "nearest" in frame.columns:
        ids = payload.lists["plans"]["columns"]["id"]
        frame["nearest"] = [
            None if n is None else ids[int(n)] for n in payload.lists["plans"]["columns"]["nearest"]
        ]
    return frame


class _Book:
    def __init__(self, book: Any, language: str, ids: Sequence[str]) -> None:
        self.book, self.language, self.wording = book, language, words()[language]
        base = {"font_name": _FONT, "font_size": 10, "valign": "top"}
        self.plain = book.add_format(base)
        self.wrap = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format(
            {
                **base,
                "bold": True,
                "bg_color": "#1F4F82",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self.share = book.add_format({**base, "num_format": "0.0%"})
        self.number = book.add_format({**base, "num_format": "#,##0.####"})
        self.year = book.add_format({**base, "num_format": "0"})
        self.link = book.add_format({**base, "font_color": "#1F4F82", "underline": 1})
        self.title = book.add_format({**base, "bold": True, "font_size": 16})
        self.row_of = {plan_id: i + 2 for i, plan_id in enumerate(ids)}
        self.meanings = {
            (t.name, c.name): meaning(c.meaning, language) + _in_brackets(meaning(c.unit, language), language)
            for t in TABLES
            for c in t.columns
        }
        self.names: dict[str, str] = {}

    def write(self, frames: dict[str, pd.DataFrame]) -> None:
        for name in frames:
            self.names[name] = self.sheet_name(name)
        first = self.book.add_worksheet(self.wording["nav.overview"][:31])
        sheets = {name: self.book.add_worksheet(self.names[name]) for name in frames}
        self.contents(first, frames)
        for name, frame in frames.items():
            self.table(sheets[name], name, frame)

    def single(self, name: str, frame: pd.DataFrame) -> None:
        """Write one table on the only sheet."""
        self.table(self.book.add_worksheet(self.sheet_name(name) or None), name, frame)

    def sheet_name(self, name: str) -> str:
        title = self.wording.get(f"table.name.{name}", name.replace("_", " "))[:28]
        used = {v.casefold() for v in self.names.values()} | {self.wording["nav.overview"].casefold()}
        unique, n = title, 2
        while unique.casefold() in used:
            unique, n = f"{title} {n}", n + 1
        return unique

    def contents(self, sheet: Any, frames: dict[str, pd.DataFrame]) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 26)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 20)
        sheet.set_column(2, 2, 90)
        sheet.write_string(0, 0, self.wording["title"], self.title)
        sheet.write_string(1, 0, self.wording["foot"].format(version=__version__), self.plain)
        meaning = {t.name: t.explained(self.language)[1] for t in TABLES}
        row = 3
        for column_, key in enumerate(("workbook.sheet", "workbook.rows", "workbook.meaning")):
            sheet.write_string(row, column_, self.wording[key], self.head)
        for name, frame in frames.items():
            row += 1
            sheet.write_url(row, 0, f"internal:'{self.names[name]}'!A1", self.link, string=self.names[name])
            sheet.write_number(row, 1, len(frame), self.number)
            note = meaning.get(name, "")
            if len(frame) > MOST_ROWS:
                note += f" - {self.wording['table.cut'].format(shown=MOST_ROWS, all=len(frame))}"
            sheet.write_string(row, 2, note, self.plain)
        row += 2
        for column_, key in enumerate(("workbook.sheet", "workbook.column", "workbook.meaning")):
            sheet.write_string(row, column_, self.wording[key], self.head)
        for name, frame in frames.items():
            for c in frame.columns:
                if (name, c) in self.meanings:
                    row += 1
                    sheet.write_string(row, 0, self.names[name], self.plain)
                    sheet.write_string(row, 1, label(str(c), self.language, name), self.plain)
                    sheet.write_string(row, 2, self.meanings[name, c], self.plain)

    def table(self, sheet: Any, name: str, frame: pd.DataFrame) -> None:
        rows = min(len(frame), MOST_ROWS)
        columns = [self.readable(str(c), name, column(frame[c].head(rows))) for c in frame.columns]
        formats = []
        for k, c in enumerate(frame.columns):
            kind = _kind(str(c), columns[k])
            formats.append(kind)
            sheet.set_column(k, k, _width(columns[k], kind))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_row(0, 30)
        for k, c in enumerate(frame.columns):
            sheet.write_string(0, k, visible(label(str(c), self.language, name)), self.head)
        links = 0
        for r in range(rows):
            for k, c in enumerate(frame.columns):
                value = columns[k][r]
                if value is None:
                    continue
                linked = (
                    c in ("plan_id", "plan_a", "plan_b", "nearest", "closest", "representative")
                    and name != "plans"
                    and value in self.row_of
                    and links < MOST_LINKS
                )
                if linked:
                    target = f"internal:'{self.names['plans']}'!A{self.row_of[value]}"
                    links += 1
                    sheet.write_url(r + 1, k, target, self.link, string=visible(value)[:MOST_CHARS])
                else:
                    self.cell(sheet, r + 1, k, value, formats[k])
        if rows:
            sheet.autofilter(0, 0, rows, len(frame.columns) - 1)

    def readable(self, of: str, table: str, values: list[Any]) -> list[Any]:
        """The values of a column in the reader's words."""
        texts = {v: shown(v, of, self.language, table) for v in set(filter(_is_text, values))}
        return [texts[v] if isinstance(v, str) else v for v in values]

    def cell(self, sheet: Any, row: int, at: int, value: Any, kind: str) -> None:
        if isinstance(value, bool):
            sheet.write_string(row, at, self.wording["yes" if value else "no"], self.plain)
        elif isinstance(value, (int, float)) and math.isfinite(value):
            number_format = {"share": self.share, "year": self.year}.get(kind, self.number)
            sheet.write_number(row, at, value, number_format)
        else:
            if isinstance(value, list):
                value = "、".join(map(str, value))
            text = visible(value)
            if len(text) > MOST_CHARS:
                text = text[: MOST_CHARS - 1] + "…"
            sheet.write_string(row, at, text, self.wrap if kind == "text" else self.plain)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _in_brackets(unit: str, language: str) -> str:
    """The unit behind a meaning; empty for none."""
    brackets = " ({})" if language == "en" else "（{}）"
    return brackets.format(unit) if unit else ""


_SHARES = ("share", "similarity", "confidence", "probability")


def _kind(name: str, values: list[Any]) -> str:
    if name.startswith("year"):
        return "year"
    numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if numbers:
        shares = any(part in name for part in _SHARES) and all(0 <= v <= 1 for v in numbers)
        return "share" if shares else "number"
    return "text" if any(isinstance(v, str) and len(v) > 30 for v in values[:200]) else "word"


def _width(values: list[Any], kind: str) -> float:
    if kind == "text":
        return 60
    if kind in ("share", "number", "year"):
        return 11
    longest = max((len(str(v)) for v in values[:500] if v is not None), default=4)
    return min(30.0, max(9.0, longest * 1.7))
