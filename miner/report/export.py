"""One table, one file: CSV, JSON Lines, Parquet, or a table for the terminal."""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from miner.errors import InputError
from miner.knowledge.surrogates import whole_characters

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "Batch", "Format", "table_bytes", "write_table", "write_whole"]

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
    with Batch() as batch:
        batch.add(path, data)


_MARK = "miner-"
_LEFT = re.compile(r"\..{1,40}\.miner-(\d{1,9})-\w+")
"""The name of a temporary neighbor, with the number of the process that writes it."""


def _sweep(folder: Path) -> None:
    """Delete the temporary neighbors of processes that were killed."""
    for path in folder.glob(f".*.{_MARK}*"):
        name = _LEFT.fullmatch(path.name)
        if name is not None and not _is_running(int(name[1])):
            with contextlib.suppress(OSError):
                path.unlink()


def _is_running(process: int) -> bool:
    """Whether a process may still run; on Windows, where asking would end it, always."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


class Batch:
    """Files written all or none: each to a temporary neighbor first; all are renamed when the `with` ends well.

    Where it ends with an error the neighbors are deleted, and folders that were made for them, and what stood
    there before still stands. Raises InputError when a folder cannot be written or the disk is full.
    """

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}
        self._made: list[Path] = []
        self._swept: set[Path] = set()

    def __enter__(self) -> Batch:
        return self

    def folder(self, folder: Path) -> None:
        """Make a folder and those above it, where they are missing."""
        try:
            missing = [f for f in (folder, *folder.parents) if not f.exists()]
            for new in reversed(missing):
                new.mkdir(exist_ok=True)
                self._made.append(new)
        except OSError as error:
            raise InputError(f"cannot write {folder}: {error.strerror or error}") from error

    def add(self, path: Path, data: bytes) -> None:
        """Write the bytes beside `path`, under a name of their own."""
        try:
            if path.parent not in self._swept:
                self._swept.add(path.parent)
                _sweep(path.parent)
            handle, name = tempfile.mkstemp(
                prefix=f".{path.name[:40]}.{_MARK}{os.getpid()}-", dir=path.parent
            )
            self._waiting[Path(name)] = path
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
        except OSError as error:
            raise InputError(f"cannot write {path}: {error.strerror or error}") from error

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            while self._waiting and kind is None:
                name, path = next(iter(self._waiting.items()))
                try:
                    name.replace(path)
                except OSError as error:
                    raise InputError(f"cannot write {path}: {error.strerror or error}") from error
                del self._waiting[name]
                self._made.clear()  # something stands in them now
        finally:
            for name in self._waiting:
                name.unlink(missing_ok=True)
            for folder in reversed(self._made):
                with contextlib.suppress(OSError):
                    folder.rmdir()


def write_table(frame: pd.DataFrame, target: Path | IO[bytes], form: Format) -> None:
    """Write a table to a path (whole or not at all) or to an open binary stream.

    Raises InputError when the path cannot be written.
    """
    data = table_bytes(frame, form)
    if isinstance(target, Path):
        write_whole(target, data)
    else:
        target.write(data)
