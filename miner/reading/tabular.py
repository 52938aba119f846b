"""Tables with one plan a row: .csv, .tsv, .jsonl, .parquet, .xlsx. Other columns are kept as metadata."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from miner.errors import InputError
from miner.reading.catalogue import field_of
from miner.reading.encodings import decode

__all__ = ["Row", "read_table", "text_column_of"]

Row = dict[str, str]
SHORTEST_MEAN = 40
"""A column without a telling name holds the text when its cells have this many characters on average."""


def read_table(data: bytes, suffix: str) -> Iterator[tuple[str, list[Row]]]:
    """The tables of a file: a name (the sheet's, else empty) and the rows, every value as text.

    Raises ValueError, KeyError or OSError for a damaged file.
    """
    if suffix == ".xlsx":
        yield from _sheets(data)
    elif suffix == ".parquet":
        yield "", list(_parquet(data))
    elif suffix in (".jsonl", ".ndjson"):
        yield "", list(_json_lines(decode(data).text))
    else:
        yield "", list(_separated(decode(data).text, suffix))


def text_column_of(rows: Sequence[Row], wanted: str | None) -> str | None:
    """The column that holds the plans: the one asked for, one with a telling name, or that with the longest texts.

    Returns None where no column has texts of SHORTEST_MEAN characters. Raises InputError where the column asked
    for is not there.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    if wanted is not None:
        if wanted not in names:
            raise InputError(f"no column {wanted!r}; the columns are {', '.join(names)}")
        return wanted
    means = {n: sum(len(row.get(n, "")) for row in rows) / max(1, len(rows)) for n in names}
    named = [n for n in names if field_of(n) == "text" and means[n]]
    if named:
        return max(named, key=lambda n: means[n])
    best = max(names, key=lambda n: means[n], default=None)
    return best if best is not None and means[best] >= SHORTEST_MEAN else None


def _value(value: object) -> str:
    """A cell as text: nothing for an empty one, 2024 for 2024.0, a date without its midnight."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value).removesuffix(" 00:00:00")


def _named(header: Sequence[object], cells: Iterable[object]) -> Row:
    names = [_value(name).strip() or f"column {i}" for i, name in enumerate(header, start=1)]
    return {name: _value(cell) for name, cell in zip(names, cells, strict=False)}


def _separated(text: str, suffix: str) -> Iterator[Row]:
    csv.field_size_limit(1 << 30)
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    separator = "\t" if suffix == ".tsv" else max(",;\t，", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = next(reader, None)
    for cells in reader:
        if header and any(cells):
            yield _named(header, cells)


def _json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            made = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is no JSON: {error.msg}") from error
        if not isinstance(made, Mapping):
            raise ValueError(f"line {number} is no JSON object")
        yield {str(key): _value(value) for key, value in made.items()}


def _parquet(data: bytes) -> Iterator[Row]:
    from pyarrow import parquet

    for batch in parquet.ParquetFile(io.BytesIO(data)).iter_batches():
        for row in batch.to_pylist():
            yield {str(key): _value(value) for key, value in row.items()}


def _sheets(data: bytes) -> Iterator[tuple[str, list[Row]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        several = len(book.worksheets) > 1
        for sheet in book.worksheets:
            lines = (line for line in sheet.iter_rows(values_only=True) if any(c is not None for c in line))
            header = next(lines, None)
            rows = [_named(header, cells) for cells in lines] if header else []
            if rows:
                yield (sheet.title if several else ""), rows
    finally:
        book.close()
