"""Write a table to a file as CSV, JSON Lines or Parquet; write files whole or not at all."""

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

# A CSV cell that starts with one of these is read as a formula by spreadsheets (OWASP, "CSV Injection").
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
    for a formula. JSON Lines and Parquet keep every value, except lone surrogates, which UTF-8 cannot encode and which
    become U+FFFD.
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
_NEIGHBOR = re.compile(r"\..{1,40}\.miner-(\d{1,9})-\w+")
"""The name of a temporary neighbor, with the number of the process that writes it."""


def _sweep(folder: Path) -> None:
    """Delete the temporary neighbors of processes that were killed."""
    for path in folder.glob(f".*.{_MARK}*"):
        name = _NEIGHBOR.fullmatch(path.name)
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
    except OSError:  # the process belongs to another user
        return True
    return True


class Batch:
    """Write several files or none: each goes to a temporary neighbor, and all are renamed when the `with` block succeeds.

    After an error the neighbors and the folders made for them are deleted, and earlier files are unchanged. Raises InputError when a folder cannot be written or the disk is full.
    """

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}
        self._made: list[Path] = []
        self._swept: set[Path] = set()

    def __enter__(self) -> Batch:
        return self

    def folder(self, folder: Path) -> None:
        """Create a folder and its missing parents."""
        try:
            missing = [f for f in (folder, *folder.parents) if not f.exists()]
            for new in reversed(missing):
                new.mkdir(exist_ok=True)
                self._made.append(new)
        except OSError as error:
            raise InputError(f"cannot write {folder}: {error.strerror or error}") from error

    def add(self, path: Path, data: bytes) -> None:
        """Write the bytes to a temporary neighbor of `path`."""
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
                self._made.clear()  # the new folders hold a file now and must stay
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
