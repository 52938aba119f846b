"""Tables as text (.csv, .tsv, .jsonl), read strictly: what a reader would drop or merge is told with its line."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from miner.reading.limits import MAX_CELLS, MAX_DOCUMENTS, check_count

__all__ = ["Fault", "Record", "column_names", "read_json_lines", "read_separated", "repeated"]

Record = tuple[int, list[str], str]
"""Number of its first line (from 1), its cells, and what is wrong with it; empty where nothing is."""
Fault = tuple[str, str]
"""Kind and reason of a problem row: `doubt` where the row is read, `unreadable` where it is not."""
_AHEAD = 1000
"""Lines of one row that are looked at to see where a damaged row ends."""
_SHOWN = 40
"""Characters of a lost cell that a problem shows."""


def column_names(header: Sequence[str]) -> list[str]:
    """The names of the columns, each once: one without a name is called by its number, a second `text` is `text#2`.

    >>> column_names(["id", "text", "text", ""])
    ['id', 'text', 'text#2', 'column 4']
    """
    given = [name.strip() or f"column {i}" for i, name in enumerate(header, start=1)]
    every = set(given)
    times: dict[str, int] = {}
    used: set[str] = set()
    made = []
    for name in given:
        shown = name
        while shown in used or (shown != name and shown in every):
            times[name] = times.get(name, 1) + 1
            shown = f"{name}#{times[name]}"
        used.add(shown)
        made.append(shown)
    return made


def repeated(header: Sequence[str]) -> list[str]:
    """A line for each name of a column that stands more than once."""
    times = Counter(name.strip() for name in header if name.strip())
    return [
        f"the column {name} stands {n} times; the later ones are read as {name}#2 …"
        for name, n in times.items()
        if n > 1
    ]


def read_separated(text: str, suffix: str) -> tuple[list[dict[str, str]], list[Fault]]:
    """The rows of a table whose cells are apart by commas, semicolons or tabs, and what is wrong with it, by line.

    A row with more cells than the head has keeps the others under `column N`. Raises LimitError for a table of too
    many rows or cells.
    """
    csv.field_size_limit(1 << 30)
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    check_count(text.count("\n"), MAX_CELLS, "lines")
    separator = "\t" if suffix == ".tsv" else max(",;\t，", key=first.count)
    records = _records(io.StringIO(text, newline="").readlines(), separator)
    head = next(records, None)
    if head is None:
        return [], []
    names = column_names(head[1])
    faults = [
        ("doubt", f"line {head[0]}: {fault}") for fault in [*repeated(head[1]), *filter(None, [head[2]])]
    ]
    rows: list[dict[str, str]] = []
    size = _Size()
    for line, cells, fault in records:
        size.add(len(cells))
        if fault:
            faults.append(("doubt", f"line {line}: {fault}"))
        if not any(cells):
            continue
        row = dict(zip(names, cells, strict=False))
        more = {f"column {i}": cell for i, cell in enumerate(cells[len(names) :], start=len(names) + 1)}
        if any(cell.strip() for cell in more.values()):
            lost = separator.join(cells[len(names) :])
            shown = lost if len(lost) <= _SHOWN else lost[:_SHOWN] + "…"
            reason = f"{len(cells)} cells under {len(names)} columns: outside of them stands {shown!r}"
            faults.append(("doubt", f"line {line}: {reason}"))
            row |= more
        rows.append(row)
    return rows, faults


@dataclass
class _Size:
    """The rows and cells of a table so far."""

    rows: int = 0
    cells: int = 0

    def add(self, cells: int) -> None:
        """Count a row. Raises LimitError where the table is too large."""
        self.rows += 1
        self.cells += cells
        check_count(self.rows, MAX_DOCUMENTS, "rows")
        check_count(self.cells, MAX_CELLS, "cells")


def _records(lines: Sequence[str], separator: str) -> Iterator[Record]:
    """The records of a table; one that is no valid CSV ends where a line begins a valid row."""
    at, columns = 0, 0
    while at < len(lines):
        reader = csv.reader((lines[i] for i in range(at, len(lines))), delimiter=separator, strict=True)
        start = at
        try:
            for cells in reader:
                columns = columns or len(cells)
                yield start + 1, cells, ""
                start = at + reader.line_num
            return
        except csv.Error:
            at = start + 1
        while at < len(lines) and not _begins_row(lines, at, separator, columns):
            at += 1
        cells = _lenient("".join(lines[start:at]).rstrip("\r\n"), separator)
        columns = columns or len(cells)
        place = "its line" if at == start + 1 else f"line {at}"
        yield (
            start + 1,
            cells,
            f"a quotation mark is not closed or not doubled; the row is read to the end of {place}",
        )


def _begins_row(lines: Sequence[str], at: int, separator: str, columns: int) -> bool:
    """Whether a whole row of the table begins with a line."""
    ahead = (lines[i] for i in range(at, min(at + _AHEAD, len(lines))))
    try:
        return len(next(csv.reader(ahead, delimiter=separator, strict=True), ())) == columns > 1
    except csv.Error:
        return False


def _lenient(record: str, separator: str) -> list[str]:
    """The cells of a record; a quotation mark closes a cell only before a separator or at the end.

    >>> _lenient('a,"落实"两个"责任"', ",")
    ['a', '落实"两个"责任']
    """
    cells: list[str] = []
    at = 0
    while at <= len(record):
        if not record.startswith('"', at):
            end = record.find(separator, at)
            end = len(record) if end < 0 else end
            cells.append(record[at:end])
            at = end + 1
            continue
        parts: list[str] = []
        start = at + 1
        while True:
            end = record.find('"', start)
            behind = record[end + 1 : end + 2]
            if end < 0 or behind in ("", separator):
                end = len(record) if end < 0 else end
                parts.append(record[start:end])
                break
            parts.append(record[start : end + 1])
            start = end + 1 + (behind == '"')
        cells.append("".join(parts))
        at = end + 2
    return cells


def read_json_lines(text: str) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The objects of a file with one JSON object a line, and what is wrong with it, by line.

    Raises LimitError for a table of too many rows or cells.
    """
    check_count(text.count("\n"), MAX_CELLS, "lines")
    size = _Size()
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        doubled: list[str] = []
        try:
            made = json.loads(line, object_pairs_hook=partial(_object, doubled))
        except RecursionError:
            faults.append(("unreadable", f"line {number} is no JSON: nested too deep"))
            continue
        except ValueError as error:  # or a number of more digits than Python reads
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "a number of too many digits"
            faults.append(("unreadable", f"line {number} is no JSON: {reason}"))
            continue
        faults += [("doubt", f"line {number}: {fault}") for fault in doubled]
        if isinstance(made, dict):
            size.add(len(made))
            rows.append(made)
        else:
            faults.append(("unreadable", f"line {number} is no JSON object"))
    return rows, faults


def _object(doubled: list[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object with every value of its text; keys that stand twice are told in `doubled`."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    keys = [key for key, _ in pairs]
    doubled += repeated(keys)
    return dict(zip(column_names(keys), (value for _, value in pairs), strict=True))
