"""Read a file as a document: text, web pages, mails, books, PDF, pictures, Word."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from typing import TypeAlias

from miner.corpus import Problem, Source
from miner.reading.archives import MAX_NESTED, check_size
from miner.reading.builder import TextBuilder
from miner.reading.encodings import decode
from miner.reading.files import File
from miner.reading.items import Document
from miner.reading.kinds import OLE, TEXT, legacy_suffix
from miner.reading.reader import Item, Settings, document, line_of, problem, source_of
from miner.reading.recognition import HINT, RecognitionError, can_recognize, pictures_of

__all__ = [
    "ENCRYPTED", "read_book_file", "read_html_file", "read_legacy_file", "read_mail_file", "read_pdf_file",
    "read_picture_file", "read_text_file", "read_web_archive_file", "read_word_file",
]  # fmt: skip

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_Form: TypeAlias = tuple[str, Callable[[bytes], TextBuilder], str]
"""What a problem calls a file, what reads it, and its media type."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of an old office file that holds an encrypted one."""


def read_text_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read plain text or Markdown."""
    from miner.reading.grids import markdown_grids, markdown_headings

    decoded = decode(data)
    text = decoded.text
    if "\0" in text and text.count("\0") > len(text) // 100:
        yield problem(file, "unreadable", "the file holds binary data, no text")
        return
    if not text.strip():
        yield problem(file, "empty", "the file holds no text")
        return
    for doubt in decoded.doubts:
        yield Problem(file.path, None, doubt.start, doubt.end, "encoding", doubt.reason)
    media = TEXT.get(file.suffix, "text/plain")
    markdown = media == "text/markdown"
    source = Source(
        text,
        file.path,
        hashlib.sha256(data).hexdigest(),
        decoded.encoding,
        media,
        grids=markdown_grids(text),
        headings=markdown_headings(text) if markdown else (),
    )
    yield Document(source, file.stem)


def read_html_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read a web page."""
    yield from _page(file, data, data, "text/html")


def read_web_archive_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read a web page saved as one file."""
    from miner.reading.containers import web_page

    page = web_page(data)
    if page is None:
        yield problem(file, "empty", "the saved page holds no HTML")
        return
    yield from _page(file, data, page, "multipart/related")


def _page(file: File, data: bytes, html: bytes, media: str) -> Iterator[Item]:
    """The document of a page whose HTML is in the file's bytes."""
    from miner.reading.html import decode_html, read_html

    page, encoding = decode_html(html)
    out, title = read_html(page)
    if not out.text.strip():
        yield problem(file, "empty", "the page has no main text that could be found")
        return
    yield Document(source_of(file, data, out, media, encoding), file.stem, page_title=title)


def read_mail_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """The text of a mail, then the files attached to it."""
    from miner.reading.containers import attachments, read_mail

    out = read_mail(data)
    attached = list(attachments(data))
    if not out.text.strip() and not attached:
        yield problem(file, "empty", "the mail holds no text")
    if out.text.strip():
        yield document(file, data, out, "message/rfc822")
    for name, held in attached:
        if file.path.count("!") >= MAX_NESTED:
            yield problem(file, "limit", "files attached to attached mails go too deep")
            return
        yield from settings.inner(file.holding(name, held))


def read_book_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read the chapters of an electronic book."""
    from miner.reading.containers import read_book

    yield from _unpacked(file, data, settings, ("book", read_book, "application/epub+zip"))


def _unpacked(file: File, data: bytes, settings: Settings, form: _Form) -> Iterator[Item]:
    """The document of a format that is an archive inside, within the limits of archives."""
    noun, read, media = form
    try:
        refused = check_size(data, settings.max_bytes)
        if refused:
            yield problem(file, "limit", refused)
            return
        out = read(data)
    except (zipfile.BadZipFile, KeyError) as error:
        yield problem(file, "unreadable", f"the {noun} is damaged or cut off: {line_of(error)}")
        return
    if not out.text.strip():
        yield problem(file, "empty", f"the {noun} holds no text")
        return
    yield document(file, data, out, media)


def read_pdf_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read a PDF: its text layer, and by character recognition the pages without one."""
    import pypdfium2

    from miner.reading.pdf import NoTextLayerError, read_pdf

    try:
        out, faults = read_pdf(data)
    except NoTextLayerError:
        yield problem(file, "no text layer", f"the PDF holds pictures of text; {HINT}")
        return
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            yield problem(file, "encrypted", "the PDF needs a password")
        else:
            yield problem(file, "unreadable", f"the PDF is damaged or cut off: {line_of(error)}")
        return
    for fault in faults:
        yield problem(file, "unreadable", fault)
    yield from _recognized(file, data, out, "application/pdf")


def read_picture_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read a picture by character recognition."""
    from miner.reading.pdf import read_pictures

    if not can_recognize():
        yield problem(file, "no text layer", f"a picture of text; {HINT}")
        return
    try:
        out = read_pictures(pictures_of(data))
    except RecognitionError as error:
        yield problem(file, "not recognized", f"character recognition failed: {line_of(error)}")
        return
    if not out.text.strip():
        yield problem(file, "empty", "the picture holds no text that was recognized")
        return
    yield from _recognized(file, data, out, "image")


def _recognized(file: File, data: bytes, out: TextBuilder, media: str) -> Iterator[Item]:
    """A document, with what it says of character recognition: how many pages, and each doubtful line."""
    for doubt in out.doubts:
        yield Problem(file.path, None, doubt.start, doubt.end, "doubtful line", doubt.reason)
    given = {"read as": out.told} if out.told else {}
    yield Document(source_of(file, data, out, media), file.stem, given)


def read_word_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read a Word file."""
    from miner.reading.word import read_word

    yield from _unpacked(file, data, settings, ("Word file", read_word, WORD))


def read_legacy_file(file: File, data: bytes, settings: Settings) -> Iterator[Item]:
    """Read an old document, converted by LibreOffice."""
    from miner.reading.legacy import ConversionError, convert

    if data.startswith(OLE) and ENCRYPTED in data:
        yield problem(file, "encrypted", "the file needs a password")
        return
    suffix = legacy_suffix(data, file.suffix)
    try:
        converted = convert(data, suffix, "docx")
    except ConversionError as error:
        yield problem(file, "not converted", str(error))
        return
    yield from settings.converted("word", file, converted)
