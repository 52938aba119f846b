"""One table, one file: CSV, JSON Lines, Parquet, or a table for the terminal."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from miner.corpus import whole_characters
from miner.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "Format", "table_bytes", "write_table", "write_whole"]

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")

# What a spreadsheet would read as a formula when a CSV cell starts with it (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _inert(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _whole(value: object) -> object:
    return whole_characters(value) if isinstance(value, str) else value


def _has_halves(frame: pd.DataFrame) -> bool:
    texts = (v for name in frame.columns for v in frame[name].tolist() if isinstance(v, str))
    return any(whole_characters(v) is not v for v in texts)


def table_bytes(frame: pd.DataFrame, form: Format) -> bytes:
    """The whole table as the bytes of a file.

    CSV has a UTF-8 mark (Excel needs it to see Chinese) and a `'` before text that a spreadsheet would take
    for a formula; JSON Lines and Parquet keep every value as it is, but for halves of characters (lone surrogates),
    which UTF-8 cannot hold and which become U+FFFD.
    """
    if form in ("parquet", "jsonl") and _has_halves(frame):
        frame = frame.apply(lambda column: column.map(_whole) if column.dtype == object else column)
    if form == "parquet":
        buffer = io.BytesIO()
        frame.to_parquet(buffer, index=False)
        return buffer.getvalue()
    if form == "jsonl":
        lines: str = frame.to_json(orient="records", lines=True, force_ascii=False) if len(frame) else ""
        return lines.encode("utf-8", "backslashreplace")
    safe = frame.apply(lambda column: column.map(_inert) if column.dtype == object else column)
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return ("\ufeff" + text).encode("utf-8", "backslashreplace")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a temporary neighbor first, then renamed over it.

    Raises InputError when the folder cannot be written or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error


def write_table(frame: pd.DataFrame, target: Path | IO[bytes], form: Format) -> None:
    """Write a table to a path (whole or not at all) or to an open binary stream.

    Raises InputError when the path cannot be written.
    """
    data = table_bytes(frame, form)
    if isinstance(target, Path):
        write_whole(target, data)
    else:
        target.write(data)
