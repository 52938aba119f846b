"""Tell what kind of file some bytes are: by their content where it is plain, by the ending of the name elsewhere.

Offices save web pages as `.doc`, send Word files without an ending and export HTML as `.xls`; an ending alone
decides only between kinds that look alike (a text, a table with commas). `choose` in `miner.reading.readers` asks
every reader's `sniff` function, which is one of these.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

__all__ = [
    "ARCHIVE", "BOOK", "LEGACY", "LEGACY_SHEETS", "MAIL", "OLE", "PAGES", "PDF", "SHEETS", "TABLES", "TEXT",
    "WEB_ARCHIVE", "WORD_ENDINGS", "Content", "Match", "is_mail", "is_web_archive", "legacy_suffix",
]  # fmt: skip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of the files of old Word, Excel and WPS, and of encrypted ones."""
_ZIP = b"PK\x03\x04"
TEXT = {".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
WORD_ENDINGS = (".docx", ".docm", ".dotx", ".dotm")
SHEETS = (".xlsx", ".xlsm", ".xltx", ".xltm")
LEGACY = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".ott")
LEGACY_SHEETS = (".xls", ".xlt", ".et", ".ett", ".ods")
PAGES = (".html", ".htm", ".xhtml", ".shtml")
PDF, ARCHIVE, BOOK, MAIL = (".pdf",), (".zip",), (".epub",), (".eml",)
WEB_ARCHIVE = (".mht", ".mhtml")
_ZIPPED = (*WORD_ENDINGS, *SHEETS, *ARCHIVE, *BOOK, ".odt", ".ott", ".ods")
"""Endings of files that are archives inside; such an ending is believed before the parts are looked at."""
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?(?:<!doctype\s+html|<html)[\s>]",
    re.I | re.S,
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
_HEADER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:[!-9;-~]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,100}?\r?\n"
)
_WEB = re.compile(
    rb"^Content-Type:\s*multipart/related|^Content-Location:|^Content-Type:\s*text/html", re.I | re.M
)
_MAIL = re.compile(rb"^(?:MIME-Version|From|Subject|Content-Type|Received|Date):", re.I | re.M)


class Match(IntEnum):
    """How surely the bytes of a file are of a reader's kind."""

    NEVER = -1
    """They are something else, even where the ending is the reader's."""
    UNKNOWN = 0
    """They say nothing; the ending decides."""
    LIKELY = 1
    """They look like it, and the ending does not speak against it."""
    SURE = 2
    """They are of this kind whatever the ending."""


@dataclass(frozen=True)
class Content:
    """The bytes of a file and its ending (`.txt`), as a sniff function is given them."""

    data: bytes
    suffix: str

    @property
    def zipped(self) -> bool:
        """Whether the bytes begin like an archive."""
        return self.data.startswith(_ZIP)

    @cached_property
    def _parts(self) -> tuple[tuple[str, ...], bytes] | None:
        """Names of the archive's parts, and what its part `mimetype` says; None for a damaged archive."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                names = tuple(archive.namelist())
                if "mimetype" not in names:
                    return names, b""
                with archive.open("mimetype") as part:  # no more of it is unpacked than is looked at
                    return names, part.read(80)
        except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError):
            return None

    @property
    def damaged(self) -> bool:
        """Whether the bytes begin like an archive and cannot be opened as one."""
        return self.zipped and self._parts is None

    def holds(self, endings: tuple[str, ...], folder: str = "", mimetype: bytes = b"") -> bool:
        """Whether an archive is of a kind: by its ending, else by a folder inside it or by what it calls itself."""
        if not self.zipped:
            return False
        if self.suffix in _ZIPPED:
            return self.suffix in endings
        names, kind = self._parts or ((), b"")
        if mimetype or any(known in kind for known in _MIMETYPES):
            return bool(mimetype) and mimetype in kind
        return bool(folder) and any(name.startswith(folder) for name in names)

    @cached_property
    def header(self) -> bytes:
        """The header lines that a message opens with; empty where it opens with none."""
        return _header(self.data)


_MIMETYPES = (b"epub", b"opendocument.text", b"opendocument.spreadsheet")


def _header(data: bytes) -> bytes:
    match = _HEADER.match(data[:65536])
    return match.group() if match else b""


def is_mail(data: bytes) -> bool:
    """Whether the bytes open with the header of a message, of a mail or of a saved page."""
    return len(_MAIL.findall(_header(data))) >= 2


def is_web_archive(content: Content) -> Match:
    """Whether a file is a web page saved as one file."""
    if content.zipped:
        return Match.NEVER
    head = content.header
    page = len(_MAIL.findall(head)) >= 1 and b"MIME-Version" in head and bool(_WEB.search(head))
    return Match.LIKELY if page or content.suffix in WEB_ARCHIVE else Match.UNKNOWN


def is_message(content: Content) -> Match:
    """Whether a file is a mail."""
    if content.zipped:
        return Match.NEVER
    named = content.suffix in MAIL or (not content.suffix and len(_MAIL.findall(content.header)) >= 2)
    return Match.LIKELY if named else Match.UNKNOWN


def is_pdf(content: Content) -> Match:
    """Whether a file is a PDF."""
    return Match.SURE if content.data.startswith(b"%PDF-") else Match.UNKNOWN


def is_word(content: Content) -> Match:
    """Whether a file is a Word file of today (an archive with a folder `word`)."""
    return Match.SURE if content.holds(WORD_ENDINGS, "word/") else Match.UNKNOWN


def is_sheet(content: Content) -> Match:
    """Whether a file is a workbook of today (an archive with a folder `xl`)."""
    return Match.SURE if content.holds(SHEETS, "xl/") else Match.UNKNOWN


def is_book(content: Content) -> Match:
    """Whether a file is an electronic book."""
    return Match.SURE if content.holds(BOOK, mimetype=b"epub") else Match.UNKNOWN


def is_archive(content: Content) -> Match:
    """Whether a file is an archive of files."""
    if content.holds(ARCHIVE):
        return Match.SURE
    return Match.LIKELY if content.zipped and (not content.suffix or content.damaged) else Match.UNKNOWN


def is_legacy(content: Content) -> Match:
    """Whether a file is a document of old Word, WPS, OpenDocument or RTF."""
    if content.data.startswith(OLE):
        return Match.UNKNOWN if content.suffix in LEGACY_SHEETS + SHEETS else Match.SURE
    if content.holds(LEGACY, mimetype=b"opendocument.text"):
        return Match.SURE
    return Match.LIKELY if _old(content, LEGACY) or content.data.startswith(b"{\\rtf") else Match.UNKNOWN


def is_legacy_sheet(content: Content) -> Match:
    """Whether a file is a workbook of old Excel, WPS or OpenDocument."""
    if content.data.startswith(OLE):
        return Match.SURE if content.suffix in LEGACY_SHEETS + SHEETS else Match.UNKNOWN
    if content.holds(LEGACY_SHEETS, mimetype=b"opendocument.spreadsheet"):
        return Match.SURE
    return Match.LIKELY if _old(content, LEGACY_SHEETS) else Match.UNKNOWN


def _old(content: Content, endings: tuple[str, ...]) -> bool:
    """Whether an archive of an unknown kind has the ending of an old office file."""
    return content.zipped and content.suffix in endings


def is_page(content: Content) -> Match:
    """Whether a file is a web page."""
    if content.zipped:
        return Match.NEVER
    return Match.LIKELY if _HTML.match(content.data) else Match.UNKNOWN


def is_picture(content: Content) -> Match:
    """Whether a file is a picture; a file with the ending of one and other bytes is not."""
    named = not content.suffix or content.suffix in _PICTURE_ENDINGS
    return Match.LIKELY if named and content.data.startswith(_PICTURES) else Match.NEVER


def is_table(content: Content) -> Match:
    """Whether a file can be a table; nothing but its ending says that it is one."""
    return Match.NEVER if content.zipped else Match.UNKNOWN


def is_text(content: Content) -> Match:
    """Whether a file is text: no zero bytes, hardly a control character."""
    if content.zipped:
        return Match.NEVER
    sample = content.data[:4096]
    controls = sum(1 for byte in sample if byte < 9 or 13 < byte < 32)
    plain = b"\0" not in sample and controls <= len(sample) // 200
    return Match.LIKELY if not content.suffix and plain else Match.UNKNOWN


def legacy_suffix(data: bytes, suffix: str) -> str:
    """The ending under which LibreOffice is given an old document: its own, else by its first bytes."""
    return suffix if suffix in LEGACY else ".rtf" if data.startswith(b"{\\rtf") else ".doc"
