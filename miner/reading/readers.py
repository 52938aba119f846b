"""Which reader a file needs, by its ending and its first bytes, and what becomes of one that fails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from miner.corpus import Problem, Source
from miner.reading.encodings import decode
from miner.reading.files import File
from miner.reading.plans import Document

__all__ = ["read_file"]

TEXT = {".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}


def read_file(file: File, text_column: str | None, max_bytes: int) -> Iterator[Document | Problem]:
    """The documents in one file, and the problems met on the way."""
    try:
        data = file.load()
    except OSError as error:
        yield _problem(file, "unreadable", f"file cannot be read: {error.strerror}")
        return
    if not data.strip(b"\0 \t\r\n"):
        yield _problem(file, "empty", "the file is empty")
        return
    if file.suffix in TEXT:
        yield from _read_text(file, data)
    else:
        yield _problem(
            file, "unknown type", f"files of type {file.suffix or 'without an ending'} are not read"
        )


def _read_text(file: File, data: bytes) -> Iterator[Document | Problem]:
    decoded = decode(data)
    for doubt in decoded.doubts:
        yield Problem(file.path, None, doubt.start, doubt.end, "encoding", doubt.reason)
    digest = hashlib.sha256(data).hexdigest()
    source = Source(decoded.text, file.path, digest, decoded.encoding, TEXT[file.suffix])
    if not source.text.strip():
        yield _problem(file, "empty", "the file holds no text")
        return
    yield Document(source, file.stem)


def _problem(file: File, kind: str, reason: str) -> Problem:
    return Problem(file.path, None, None, None, kind, reason)
