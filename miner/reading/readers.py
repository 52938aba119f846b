"""Which reader a file needs, by its ending and its first bytes, and what becomes of one that fails."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from miner.corpus import Problem, Source
from miner.errors import InputError
from miner.reading.archives import check_size, members
from miner.reading.builder import TextBuilder
from miner.reading.catalogue import field_of
from miner.reading.encodings import decode
from miner.reading.files import MAX_LINES, File
from miner.reading.grids import markdown_grids, markdown_headings
from miner.reading.plans import Document

__all__ = ["Item", "Readers", "read_file"]

Item: TypeAlias = "Document | Problem"
Readers: TypeAlias = Mapping[str, Callable[[bytes], str]]
"""A user's own readers: the ending of a file (`.tex`) and what turns its bytes into text."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = {".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}
TABLES = {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx"}
LEGACY = {".doc", ".wps", ".rtf", ".odt"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# Offices save pages, and send Word files, under the name of an old document: what the bytes are decides.
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html)[\s>]", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_file(
    file: File, text_column: str | None, max_bytes: int, readers: Readers = MappingProxyType({})
) -> Iterator[Item]:
    """The documents in one file, and the problems met on the way."""
    try:
        data = file.load()
    except OSError as error:
        yield _problem(file, "unreadable", f"file cannot be read: {error.strerror}")
        return
    if not data.strip(b"\0 \t\r\n"):
        yield _problem(file, "empty", "the file is empty")
        return
    if file.suffix in readers:
        read: Callable[[File, bytes], Iterator[Item]] | None = partial(_read_own, readers[file.suffix])
    else:
        read = _reader(file, data, text_column, max_bytes, readers)
    if read is None:
        kind = f"files of type {file.suffix}" if file.suffix else "files without an ending"
        yield _problem(file, "unknown type", f"{kind} are not read")
        return
    try:
        for item in read(file, data):
            lines = item.source.text.count("\n") if isinstance(item, Document) else 0
            if lines > MAX_LINES:
                reason = f"{lines:,} lines, more than the limit of {MAX_LINES:,}"
                yield _problem(file, "limit", reason)
            else:
                yield item
    except InputError:
        raise
    except Exception as error:  # a damaged file can fail anywhere in a parser; the corpus goes on
        yield _problem(file, "unreadable", f"the file is damaged or cut off: {_message(error)}")


def _reader(
    file: File, data: bytes, text_column: str | None, max_bytes: int, readers: Readers
) -> Callable[[File, bytes], Iterator[Item]] | None:
    suffix = file.suffix
    if suffix in TEXT:
        return _read_text
    if suffix in (".html", ".htm", ".xhtml", ".shtml") or (suffix in LEGACY and _HTML.match(data)):
        return _read_html
    if suffix == ".pdf" or data.startswith(b"%PDF-"):
        return _read_pdf
    if suffix in (".docx", ".docm") or (suffix in (".doc", ".wps") and data.startswith(_ZIP)):
        return partial(_read_word, max_bytes=max_bytes)
    if suffix in LEGACY:
        return partial(_read_legacy, max_bytes=max_bytes)
    if suffix in TABLES:
        return partial(_read_rows, text_column=text_column, max_bytes=max_bytes)
    if suffix == ".zip":
        return partial(_read_archive, text_column=text_column, max_bytes=max_bytes, readers=readers)
    return None


def _message(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:160]


def _problem(file: File, kind: str, reason: str) -> Problem:
    return Problem(file.path, None, None, None, kind, reason)


def _read_own(reader: Callable[[bytes], str], file: File, data: bytes) -> Iterator[Item]:
    """What a reader of the user's makes of the bytes."""
    text = reader(data)
    if not text.strip():
        yield _problem(file, "empty", "the file holds no text")
        return
    media = f"application/x-{file.suffix[1:]}"
    yield Document(Source(text, file.path, hashlib.sha256(data).hexdigest(), None, media), file.stem)


# --- text ----------------------------------------------------------------------------------------------


def _read_text(file: File, data: bytes) -> Iterator[Item]:
    decoded = decode(data)
    text = decoded.text
    if "\0" in text and text.count("\0") > len(text) // 100:
        yield _problem(file, "unreadable", "the file holds binary data, no text")
        return
    if not text.strip():
        yield _problem(file, "empty", "the file holds no text")
        return
    for doubt in decoded.doubts:
        yield Problem(file.path, None, doubt.start, doubt.end, "encoding", doubt.reason)
    markdown = TEXT[file.suffix] == "text/markdown"
    source = Source(
        text,
        file.path,
        hashlib.sha256(data).hexdigest(),
        decoded.encoding,
        TEXT[file.suffix],
        grids=markdown_grids(text),
        headings=markdown_headings(text) if markdown else (),
    )
    yield Document(source, file.stem)


def _read_html(file: File, data: bytes) -> Iterator[Item]:
    from miner.reading.html import decode_html, read_html

    page, encoding = decode_html(data)
    out, title = read_html(page)
    if not out.text.strip():
        yield _problem(file, "empty", "the page has no main text that could be found")
        return
    yield Document(_source(file, data, out, "text/html", encoding), file.stem, page_title=title)


# --- documents -----------------------------------------------------------------------------------------


def _read_pdf(file: File, data: bytes) -> Iterator[Item]:
    import pypdfium2

    from miner.reading.pdf import NoTextLayerError, read_pdf

    try:
        out, faults = read_pdf(data)
    except NoTextLayerError:
        yield _problem(
            file, "no text layer", "the PDF holds pictures of text; run character recognition first"
        )
        return
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            yield _problem(file, "encrypted", "the PDF needs a password")
        else:
            yield _problem(file, "unreadable", f"the PDF is damaged or cut off: {_message(error)}")
        return
    for fault in faults:
        yield _problem(file, "unreadable", fault)
    yield Document(_source(file, data, out, "application/pdf"), file.stem)


def _read_word(file: File, data: bytes, max_bytes: int, digest_of: bytes | None = None) -> Iterator[Item]:
    from miner.reading.word import read_word

    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            yield _problem(file, "encrypted", "the Word file needs a password")
        else:
            yield from _read_legacy(file, data, max_bytes)
        return
    try:
        refused = check_size(data, max_bytes)
        if refused:
            yield _problem(file, "limit", refused)
            return
        out = read_word(data)
    except (zipfile.BadZipFile, KeyError) as error:
        yield _problem(file, "unreadable", f"the Word file is damaged or cut off: {_message(error)}")
        return
    if not out.text.strip():
        yield _problem(file, "empty", "the Word file holds no text")
        return
    yield Document(_source(file, digest_of or data, out, WORD), file.stem)


def _read_legacy(file: File, data: bytes, max_bytes: int) -> Iterator[Item]:
    from miner.reading.legacy import ConversionError, to_docx

    suffix = ".doc" if file.suffix in (".docx", ".docm") else file.suffix
    try:
        converted = to_docx(data, suffix)
    except ConversionError as error:
        yield _problem(file, "not converted", str(error))
        return
    yield from _read_word(file, converted, max_bytes, digest_of=data)


def _source(file: File, data: bytes, out: TextBuilder, media: str, encoding: str | None = None) -> Source:
    return Source(
        out.text,
        file.path,
        hashlib.sha256(data).hexdigest(),
        encoding,
        media,
        tuple(out.furniture),
        tuple(out.grids),
        tuple(out.headings),
    )


# --- tables and archives -------------------------------------------------------------------------------


def _read_rows(file: File, data: bytes, text_column: str | None, max_bytes: int) -> Iterator[Item]:
    from miner.reading.tabular import read_table, text_column_of

    if file.suffix == ".xlsx":
        refused = check_size(data, max_bytes)
        if refused:
            yield _problem(file, "limit", refused)
            return
    empty = True
    for sheet, rows in read_table(data, file.suffix):
        if not rows:
            continue
        empty = False
        column = text_column_of(rows, text_column)
        where = f"sheet {sheet}: " if sheet else ""
        if column is None:
            yield _problem(file, "no text column", f"{where}no column holds texts; name it with text_column")
            continue
        base = f"{file.stem}-{sheet}" if sheet else file.stem
        for number, row in enumerate(rows, start=1):
            text = row.get(column, "")
            if not text.strip():
                yield _problem(file, "empty", f"{where}row {number} has no text in column {column}")
                continue
            given = {k: v for k, v in row.items() if k != column and v.strip()}
            named = next((v for k, v in given.items() if field_of(k) == "id"), None)
            source = Source.from_text(text, file.path)
            yield Document(source, named or f"{base}#{number}", {**given, "row": str(number)}, named=False)
    if empty:
        yield _problem(file, "empty", "the table has no rows")


def _read_archive(
    file: File, data: bytes, text_column: str | None, max_bytes: int, readers: Readers
) -> Iterator[Item]:
    try:
        refused = check_size(data, max_bytes)
    except zipfile.BadZipFile as error:
        yield _problem(file, "unreadable", f"the archive is damaged or cut off: {_message(error)}")
        return
    if refused:
        yield _problem(file, "limit", refused)
        return
    made = iter(members(file, data, max_bytes))
    first = next(made, None)
    if first is None:
        yield _problem(file, "empty", "the archive holds no files")
        return
    for member in chain([first], made):
        if isinstance(member, Problem):
            yield member
        else:
            yield from read_file(member, text_column, max_bytes, readers)
