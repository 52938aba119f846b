"""Read a table or a workbook: one plan a row, or one a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from miner.corpus import Source
from miner.reading.archives import check_size
from miner.reading.catalogue import field_of
from miner.reading.documents import ENCRYPTED
from miner.reading.files import File
from miner.reading.items import Document
from miner.reading.kinds import LEGACY_SHEETS, OLE
from miner.reading.reader import Item, Settings, problem, source_of
from miner.reading.separated import repeated

if TYPE_CHECKING:
    from miner.reading.tabular import Row

__all__ = ["read_legacy_sheets", "read_rows", "read_workbook"]

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_rows(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read a table: one plan a row."""
    from miner.reading.tabular import read_table

    rows, faults = read_table(data, file.suffix, settings.max_bytes)
    for kind, reason in faults:
        yield problem(file, kind, reason)
    if not rows and not faults:
        yield problem(file, "empty", "the table has no rows")
    elif rows:
        yield from _plans_of_rows(file, rows, settings.text_column, file.stem)


def _plans_of_rows(
    file: File, rows: Sequence[Row], text_column: str | None, base: str, sheet: str = "", rule: str = ""
) -> Iterator[Item]:
    """One document for each row of a table."""
    from miner.reading.tabular import text_column_of

    where = f"sheet {sheet}: " if sheet else ""
    column = text_column_of(rows, text_column)
    if column is None:
        yield problem(file, "no text column", f"{where}no column holds texts; name it with text_column")
        return
    for number, row in enumerate(rows, start=1):
        text = row.get(column, "")
        if not text.strip():
            yield problem(file, "empty", f"{where}row {number} has no text in column {column}")
            continue
        given = {k: v for k, v in row.items() if k != column and v.strip()}
        named = next((v for k, v in given.items() if field_of(k) == "id"), None)
        source = Source.from_text(text, file.path)
        told = {"row": str(number), **({"read as": f"one plan a row: {rule}"} if rule else {})}
        yield Document(source, named or f"{base}#{number}", {**given, **told}, named=False)


def read_legacy_sheets(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read an old workbook, converted by LibreOffice."""
    from miner.reading.legacy import ConversionError, convert

    if data.startswith(OLE) and ENCRYPTED in data:
        yield problem(file, "encrypted", "the workbook needs a password")
        return
    try:
        converted = convert(data, file.suffix if file.suffix in LEGACY_SHEETS else ".xls", "xlsx")
    except ConversionError as error:
        yield problem(file, "not converted", str(error))
        return
    yield from settings.converted("sheet", file, converted)


def read_workbook(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """One plan for each sheet, or for each row of a sheet that is a table of plans."""
    from miner.reading.sheets import plan_text, read_sheets, rows_of, rule_of

    text_column = settings.text_column
    refused = check_size(data, settings.max_bytes)
    if refused:
        yield problem(file, "limit", refused)
        return
    sheets = list(read_sheets(data, settings.max_bytes))
    shown = [sheet for sheet in sheets if not sheet.hidden]
    for sheet in sheets:
        if sheet.hidden:
            yield problem(
                file, "skipped", f"sheet {sheet.name} is hidden; show it in the workbook to read it"
            )
    if not shown:
        yield problem(file, "empty", "the workbook has no cells")
    for sheet in shown:
        several = len(shown) > 1
        base = f"{file.stem}-{sheet.name}" if several else file.stem
        rule = rule_of(sheet, text_column)
        if rule is not None:
            name = sheet.name if several else ""
            for fault in repeated(sheet.rows[0]):
                yield problem(file, "doubt", f"sheet {sheet.name}: {fault}")
            yield from _plans_of_rows(file, rows_of(sheet), text_column, base, name, rule)
            continue
        out = plan_text(sheet)
        given = {"sheet": sheet.name, "read as": "one plan: no column of its head holds texts"}
        yield Document(source_of(file, data, out, SHEET), base, given, page_title=_sheet_title(sheet.name))


def _sheet_title(name: str) -> str | None:
    """The name of a sheet where it says something: 2026年任务分解, not Sheet1."""
    return name if len(re.findall(r"[\u4e00-\u9fff]", name)) >= 4 else None
