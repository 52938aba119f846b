"""Declare how one kind of file is read: the package's readers and a user's own are objects of one class."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from miner.corpus import Problem, Source
from miner.reading.builder import TextBuilder
from miner.reading.files import File
from miner.reading.items import Document
from miner.reading.kinds import Content, Match
from miner.reading.limits import Limits

__all__ = [
    "Item",
    "Reader",
    "Readers",
    "Settings",
    "document",
    "line_of",
    "own_readers",
    "problem",
    "source_of",
]

Item: TypeAlias = Document | Problem


@dataclass(frozen=True)
class Settings:
    """What the caller of `read_corpus` asked for, and the way to read a file inside the file."""

    text_column: str | None
    """The column of a table that holds the texts; None where it is to be looked for."""
    max_bytes: int
    """Larger files, and archives that would unpack to more than four times as much, are not read."""
    inner: Callable[[File], Iterable[Item]]
    """Reads a member of an archive, or an attachment."""
    converted: Callable[[str, File, bytes], Iterable[Item]]
    """Reads what a file was converted into, as a file of another kind (the kind, the file itself, the new bytes)."""


@dataclass(frozen=True)
class Reader:
    """How files of one kind are recognized and read."""

    kind: str
    """Its name: `word`."""
    suffixes: tuple[str, ...]
    """Endings in lower case: `(".docx", ".docm")`."""
    read: Callable[[File, bytes, Settings], Iterable[Item]] = field(repr=False)
    """From a file and its bytes to documents (`document` makes one) and problems. What it raises becomes a
    problem: the file is damaged, or a library is missing."""
    sniff: Callable[[Content], Match] | None = field(default=None, repr=False)
    """What the bytes say; without it only the ending counts."""
    needs: tuple[str, ...] = ()
    """Modules that are loaded first; where one cannot be, the file is a problem that names it."""
    by_name: bool = True
    """Whether the ending is believed before bytes that only look like another kind."""
    limits: Limits | None = None
    """What a file may cost the process of its own in which it is parsed. Without them it is parsed in this process,
    as it is by a user's own reader."""
    recognizes: bool = False
    """Whether pictures of text are recognized, which takes far more."""


Readers: TypeAlias = Iterable[Reader] | Mapping[str, Callable[[bytes], str]]
"""A user's own readers: `Reader` objects, or for each ending (`.tex`) a function from bytes to text."""


def own_readers(readers: Readers | None) -> tuple[Reader, ...]:
    """The readers of a user, where a plain function was given made into objects."""
    if isinstance(readers, Mapping):
        return tuple(
            Reader(ending.lower(), (ending.lower(),), _Plain(function))
            for ending, function in readers.items()
        )
    return tuple(readers or ())


@dataclass(frozen=True)
class _Plain:
    """The `read` of a reader that is a function from bytes to text."""

    function: Callable[[bytes], str]

    def __call__(self, file: File, data: bytes, settings: Settings) -> Iterable[Item]:
        text = self.function(data)
        if not text.strip():
            return (problem(file, "empty", "the file holds no text"),)
        media = f"application/x-{file.suffix[1:]}"
        return (Document(Source(text, file.path, hashlib.sha256(data).hexdigest(), None, media), file.stem),)


def document(file: File, data: bytes, out: TextBuilder, media: str) -> Document:
    """The document of a file: the text that was built, with its tables, headings, furniture and doubts."""
    return Document(source_of(file, data, out, media), file.stem)


def source_of(file: File, data: bytes, out: TextBuilder, media: str, encoding: str | None = None) -> Source:
    """The source that holds what was built of a file's bytes."""
    return Source(
        out.text,
        file.path,
        hashlib.sha256(data).hexdigest(),
        encoding,
        media,
        tuple(out.furniture),
        tuple(out.grids),
        tuple(out.headings),
        tuple(out.doubts),
    )


def problem(file: File, kind: str, reason: str) -> Problem:
    """The row of `problems` for a whole file."""
    return Problem(file.path, None, None, None, kind, reason)


def line_of(error: Exception) -> str:
    """What an error says, in one short line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:160]
