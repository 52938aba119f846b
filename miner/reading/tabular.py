"""Tables with one plan a row: .csv, .tsv, .jsonl, .parquet. Other columns are kept as metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from miner.errors import InputError
from miner.reading.catalogue import field_of
from miner.reading.encodings import decode
from miner.reading.limits import MAX_DOCUMENTS, LimitError, check_count, too_much
from miner.reading.separated import Fault, column_names, read_json_lines, read_separated

__all__ = ["SHORTEST_MEAN", "Row", "named_row", "read_table", "text_column_of"]

Row = dict[str, str]
SHORTEST_MEAN = 40
"""A column without a telling name holds the text when its cells have this many characters on average."""


def read_table(data: bytes, suffix: str, max_bytes: int) -> tuple[list[Row], list[Fault]]:
    """The rows of a file, every value as text, and what is wrong with the file, by line.

    Raises LimitError for a file that holds too much, ValueError, KeyError or OSError for a damaged one.
    """
    if suffix == ".parquet":
        return list(_parquet(data, max_bytes)), []
    read = read_json_lines if suffix in (".jsonl", ".ndjson") else partial(read_separated, suffix=suffix)
    rows, faults = read(decode(data).text)
    return [{str(key): _value(value) for key, value in row.items()} for row in rows], faults


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


def named_row(header: Sequence[object], cells: Iterable[object]) -> Row:
    """A row by the names of its columns, as `column_names` tells them."""
    names = column_names([_value(name) for name in header])
    return {name: _value(cell) for name, cell in zip(names, cells, strict=False)}


_AT_ONCE = 1024
"""Rows of a parquet file in memory at once."""
_MOST_VALUES = 50_000_000
"""Values of a parquet file, those in its lists too."""


def _parquet(data: bytes, max_bytes: int) -> Iterator[Row]:
    """The rows of a parquet file; a text that stands in many rows is one object. Raises LimitError."""
    from pyarrow import BufferReader, parquet

    told = parquet.ParquetFile(BufferReader(data)).metadata
    columns = [
        told.row_group(i).column(j) for i in range(told.num_row_groups) for j in range(told.num_columns)
    ]
    check_count(told.num_rows, MAX_DOCUMENTS, "rows")
    check_count(sum(column.num_values for column in columns), _MOST_VALUES, "values")
    reason = too_much(sum(column.total_uncompressed_size for column in columns), len(data), max_bytes)
    if reason:
        raise LimitError(reason)
    names = [column.path_in_schema for column in columns if column.physical_type == "BYTE_ARRAY"]
    file = parquet.ParquetFile(BufferReader(data), read_dictionary=list(dict.fromkeys(names)))
    total = 0
    header = column_names(file.schema_arrow.names)
    for batch in file.iter_batches(_AT_ONCE):
        for cells in zip(*(_cells(column) for column in batch.columns), strict=True):
            row = dict(zip(header, map(_value, cells), strict=True))
            total += sum(map(len, row.values()))
            reason = too_much(total, len(data), max_bytes, "its rows hold {} characters")
            if reason:
                raise LimitError(reason)
            yield row


def _cells(column: Any) -> Iterable[object]:
    """The values of a column of a batch; equal texts of a dictionary are one object."""
    from pyarrow import types

    if not types.is_dictionary(column.type):
        yield from (value.as_py() for value in column)
        return
    known = column.dictionary.to_pylist()
    for at in column.indices.to_pylist():
        yield None if at is None else known[at]
