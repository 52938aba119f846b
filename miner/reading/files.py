"""Which files there are to read: folders in a stable order, archives, limits, loops."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from miner.corpus import Problem

__all__ = ["IGNORED", "MAX_BYTES", "MAX_LINES", "File", "find_files", "skip_reason"]

MAX_BYTES = 100_000_000
MAX_LINES = 1_000_000
"""A text of more lines is no plan; each line can be a section, and all of them stand in memory."""
"""Larger files are not read unless the caller says so."""
_SKIPPED = ("~$", ".")
IGNORED = {".ds_store", "thumbs.db", "desktop.ini"}
"""What systems leave in every folder; the only files that are passed over without a word."""


@dataclass(frozen=True)
class File:
    """A file to read: where it is, what to call it, and how to get its bytes."""

    path: str
    """As shown to the user: a path, or `archive.zip!member`."""
    name: str
    """Name with its ending."""
    folder: str
    """Folder relative to what was given; empty at its top."""
    load: Callable[[], bytes]

    def holding(self, name: str, data: bytes) -> File:
        """A file of this name that this one holds."""
        folder = f"{self.folder}/{self.stem}" if self.folder else self.stem
        return File(f"{self.path}!{name}", name, folder, lambda: data)

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return Path(self.name).stem

    @property
    def suffix(self) -> str:
        """The ending in lower case: `.txt`."""
        return Path(self.name).suffix.lower()


def skip_reason(name: str) -> str | None:
    """Why a file found in a folder or an archive is no plan; None where it may be one."""
    if name.lower().startswith("readme."):
        return "a README describes its folder; name the file itself to read it as a plan"
    if name.startswith(_SKIPPED):
        return "hidden files and lock files are not read; name the file itself to read it as a plan"
    return None


def find_files(paths: list[Path], max_bytes: int, problems: list[Problem]) -> Iterator[File]:
    """The files under `paths`, each once; what cannot be opened is added to `problems`."""
    seen: set[str] = set()
    for path in paths:
        if path.is_dir():
            for file in _walk(path, problems):
                yield from _once(file, path, seen, max_bytes, problems)
        else:
            yield from _once(path, path.parent, seen, max_bytes, problems)


def _walk(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file under `folder`, by name; a link that leads back to a folder above it is not followed."""
    top = os.path.realpath(folder)
    stack = [(folder, frozenset({top}))]
    while stack:
        here, above = stack.pop()
        try:
            entries = sorted(here.iterdir(), key=lambda p: p.name)
        except OSError as error:
            problems.append(_problem(here, "unreadable", f"folder cannot be opened: {error.strerror}"))
            continue
        folders = []
        for entry in entries:
            if entry.name.lower() in IGNORED:
                continue
            if (reason := skip_reason(entry.name)) is not None:
                problems.append(_problem(entry, "skipped", reason))
            elif entry.is_symlink() and entry.exists() and not _is_inside(os.path.realpath(entry), top):
                problems.append(_problem(entry, "link", "link leads out of the folder; not followed"))
            elif not entry.is_dir():
                yield entry
            elif (real := os.path.realpath(entry)) in above:
                problems.append(_problem(entry, "loop", "link leads back to a folder above it; not followed"))
            else:
                folders.append((entry, above | {real}))
        stack.extend(reversed(folders))


def _is_inside(real: str, top: str) -> bool:
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)


def _once(path: Path, top: Path, seen: set[str], max_bytes: int, problems: list[Problem]) -> Iterator[File]:
    real = os.path.realpath(path)
    if real in seen:
        if path.is_symlink():
            problems.append(_problem(path, "skipped", "link to a file that is read under its own name"))
        return
    seen.add(real)
    try:
        size = path.stat().st_size
    except OSError as error:
        problems.append(_problem(path, "unreadable", f"file cannot be opened: {error.strerror}"))
        return
    if not path.is_file():
        problems.append(_problem(path, "unreadable", "not a regular file"))
    elif size > max_bytes:
        reason = f"{size:,} bytes, more than the limit of {max_bytes:,}; raise max_bytes to read it"
        problems.append(_problem(path, "limit", reason))
    else:
        folder = path.parent.relative_to(top).as_posix()
        yield File(_shown(path), _shown_name(path.name), "" if folder == "." else folder, path.read_bytes)


def _shown_name(name: str) -> str:
    """A file name; bytes that are not the system's encoding (names in GBK) are read as GB18030."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _shown(path: Path) -> str:
    return "/".join(_shown_name(part) for part in str(path).split("/"))


def _problem(path: Path, kind: str, reason: str) -> Problem:
    return Problem(_shown(path), None, None, None, kind, reason)
