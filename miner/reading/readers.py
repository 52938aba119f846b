"""Every reader on one page, in the order in which they are asked; `read_file` chooses one and runs it.

To add a format, write a module with its `Reader` and add it to `READERS`.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from miner.corpus import Problem
from miner.errors import InputError
from miner.reading import kinds
from miner.reading.archives import check_size, members
from miner.reading.documents import (
    read_book_file,
    read_html_file,
    read_legacy_file,
    read_mail_file,
    read_pdf_file,
    read_picture_file,
    read_text_file,
    read_web_archive_file,
    read_word_file,
)
from miner.reading.files import MAX_LINES, File
from miner.reading.guard import Inside, read_guarded, record_of
from miner.reading.items import Document
from miner.reading.kinds import Content, Match
from miner.reading.libraries import absent, fault_of, say_import_error
from miner.reading.limits import LimitError, Limits, NoRoomError, Room
from miner.reading.reader import Item, Reader, Settings, line_of, problem
from miner.reading.rows import read_legacy_sheets, read_rows, read_workbook

__all__ = ["READERS", "choose", "load", "parse", "read_file"]


def _read_archive(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """The documents of the files in an archive."""
    try:
        refused = check_size(data, settings.max_bytes)
    except zipfile.BadZipFile as error:
        yield problem(file, "unreadable", f"the archive is damaged or cut off: {line_of(error)}")
        return
    if refused:
        yield problem(file, "limit", refused)
        return
    inside = iter(members(file, data, settings.max_bytes))
    first = next(inside, None)
    if first is None:
        yield problem(file, "empty", "the archive holds no files")
        return
    for member in chain([first], inside):
        if isinstance(member, Problem):
            yield member
        else:
            yield from settings.inner(member)


# Seconds, bytes of the file for each second more, bytes of memory, bytes more for each byte of the file: ten times the
# time and three times the memory of full files of 1 to 30 MB. Text and tables of text are read in this process: nothing
# but Python's own decoders see them.
_PDF = Limits(15, 50_000, 400_000_000, 8)
_WORD = Limits(15, 20_000, 400_000_000, 60)
_SHEET = Limits(15, 10_000, 400_000_000, 100)
_PAGE = Limits(15, 20_000, 400_000_000, 60)
_PARQUET = Limits(15, 50_000, 600_000_000, 40)
_PICTURE = Limits(15, 50_000, 800_000_000, 8)

# fmt: off
READERS: tuple[Reader, ...] = (
    Reader("pdf", kinds.PDF, read_pdf_file, kinds.is_pdf, ("pypdfium2",), limits=_PDF, recognizes=True),
    Reader("word", kinds.WORD_ENDINGS, read_word_file, kinds.is_word, ("lxml.etree",), limits=_WORD),
    Reader("sheet", kinds.SHEETS, read_workbook, kinds.is_sheet, ("openpyxl",), limits=_SHEET),
    Reader("book", kinds.BOOK, read_book_file, kinds.is_book, ("lxml.etree",), limits=_PAGE),
    Reader("web archive", kinds.WEB_ARCHIVE, read_web_archive_file, kinds.is_web_archive, ("trafilatura",), by_name=False, limits=_PAGE),
    Reader("mail", kinds.MAIL, read_mail_file, kinds.is_message, ("lxml.html",), by_name=False, limits=_PAGE),
    Reader("html", kinds.PAGES, read_html_file, kinds.is_page, ("trafilatura",), limits=_PAGE),
    Reader("legacy", kinds.LEGACY, read_legacy_file, kinds.is_legacy, ("lxml.etree",), by_name=False),
    Reader("legacy sheet", kinds.LEGACY_SHEETS, read_legacy_sheets, kinds.is_legacy_sheet, by_name=False),
    Reader("archive", kinds.ARCHIVE, _read_archive, kinds.is_archive),
    Reader("picture", (), read_picture_file, kinds.is_picture, limits=_PICTURE, recognizes=True),
    Reader("table", kinds.TABLES, read_rows, kinds.is_table),
    Reader("parquet", (".parquet",), read_rows, kinds.is_table, ("pyarrow.parquet",), limits=_PARQUET),
    Reader("text", tuple(kinds.TEXT), read_text_file, kinds.is_text),
)
# fmt: on
_BY_KIND = {reader.kind: reader for reader in READERS}


def choose(data: bytes, suffix: str, own: tuple[Reader, ...] = ()) -> Reader | None:
    """The reader of a file with these bytes and this ending; None where no reader reads it.

    In this order: a user's own reader of the ending; one whose bytes are sure; one whose ending is believed; one
    whose bytes look like it; one of the ending.
    """
    mine = next((reader for reader in own if suffix in reader.suffixes), None)
    if mine is not None:
        return mine
    content = Content(data, suffix)
    named: Reader | None = None
    likely: Reader | None = None
    for reader in (*own, *READERS):
        match = reader.sniff(content) if reader.sniff else Match.UNKNOWN
        if match is Match.SURE:
            return reader
        if likely is None and match is Match.LIKELY:
            likely = reader
        if named is None and suffix in reader.suffixes and match is not Match.NEVER:
            named = reader
    return named if named is not None and named.by_name else likely or named


def read_file(
    file: File,
    text_column: str | None,
    max_bytes: int,
    own: tuple[Reader, ...] = (),
    reader: Reader | None = None,
    room: Room | None = None,
) -> Iterator[Item]:
    """The documents in one file, and the problems met on the way.

    `reader` is given where it is known already, `room` for a file inside another: what is left for it.
    """
    try:
        data = file.load()
    except OSError as error:
        yield problem(file, "unreadable", f"file cannot be read: {error.strerror}")
        return
    if not data.strip(b"\0 \t\r\n"):
        yield problem(file, "empty", "the file is empty")
        return
    reader = reader or choose(data, file.suffix, own)
    if reader is None:
        kind = f"files of type {file.suffix}" if file.suffix else "files without an ending"
        yield problem(file, "unknown type", f"{kind} are not read")
        return
    left = room or Room(len(data), max_bytes)
    settings = Settings(
        text_column,
        max_bytes,
        inner=partial(_read_inner, text_column, max_bytes, own, left),
        converted=partial(_read_converted, text_column, max_bytes),
    )
    try:
        yield from _within_limits(file, _read(reader, file, data, settings), left)
    except NoRoomError as error:
        if room is not None:
            raise  # there is no room in the file that holds this one
        yield problem(file, "limit", str(error))


def _read(reader: Reader, file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """The items of a file, read by this reader: in a process of its own where the reader has limits."""
    broken = absent(reader.needs) if reader.limits else fault_of(reader.needs)
    if broken:
        yield problem(file, "missing library", broken)
        return
    read = partial(read_guarded, reader) if reader.limits else reader.read
    try:
        yield from _attempt(file, partial(read, file, data, settings))
    except MemoryError:
        yield problem(file, "limit", "its reader needs more memory than this machine has")


def _attempt(file: File, read: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    """The items that a reader makes, and the problem where it raises. Raises InputError, NoRoomError and MemoryError."""
    try:
        yield from read()
    except (InputError, NoRoomError):
        raise
    except MemoryError as error:  # or one of a library's own
        raise MemoryError from error
    except LimitError as error:
        yield problem(file, "limit", str(error))
    except ImportError as error:
        yield problem(file, "missing library", say_import_error(error))
    except Exception as error:  # a damaged file can fail anywhere in a parser; the corpus goes on
        yield problem(file, "unreadable", f"the file is damaged or cut off: {line_of(error)}")


def _read_inner(
    text_column: str | None, max_bytes: int, own: tuple[Reader, ...], room: Room, file: File
) -> Iterator[Item]:
    room.unpack(file.path, len(file.load()))
    return read_file(file, text_column, max_bytes, own, room=room)


def _read_converted(
    text_column: str | None, max_bytes: int, kind: str, file: File, data: bytes
) -> Iterator[Item]:
    """What a file was converted into, under the name and the digest of the file."""
    converted, digest = (hashlib.sha256(one).hexdigest() for one in (data, file.load()))
    settings = Settings(text_column, max_bytes, inner=lambda inner: (), converted=lambda *_: ())
    for item in _read(_BY_KIND[kind], file, data, settings):
        if isinstance(item, Document) and item.source.sha256 == converted:
            yield replace(item, source=item.source.with_digest(digest))
        else:
            yield item


def load(kind: str, *_: object) -> None:
    """Load the libraries of a reader, in the process that `miner.reading.guard` asks."""
    fault_of(_BY_KIND[kind].needs)


def parse(
    kind: str, path: str, name: str, folder: str, data: bytes, text_column: str | None, max_bytes: int
) -> dict[str, Any]:
    """The items of a file as plain values, in the process that `miner.reading.guard` asks."""
    reader = _BY_KIND[kind]
    file = File(path, name, folder, lambda: data)
    broken = fault_of(reader.needs)
    if broken:
        return record_of([problem(file, "missing library", broken)])
    inside: list[Inside] = []

    def put_aside(inner: File) -> tuple[()]:
        inside.append((inner.name, inner.load()))
        return ()

    settings = Settings(text_column, max_bytes, inner=put_aside, converted=lambda *_: ())
    items = list(_attempt(file, partial(reader.read, file, data, settings)))
    return record_of([*items, *inside])


def _within_limits(file: File, items: Iterable[Item], room: Room) -> Iterator[Item]:
    """The items, a document of too many lines replaced by a problem. Raises NoRoomError for too many documents."""
    for item in items:
        if isinstance(item, Document) and item.source.path == file.path:
            room.document(file.path)
        lines = item.source.text.count("\n") if isinstance(item, Document) else 0
        if lines > MAX_LINES:
            reason = f"{lines:,} lines, more than the limit of {MAX_LINES:,}"
            yield problem(file, "limit", reason)
        else:
            yield item
