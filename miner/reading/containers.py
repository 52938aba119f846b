"""Files that hold a page or a text inside them: saved web pages (.mht), mails (.eml), electronic books (.epub)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from lxml import etree

from miner.reading.builder import TextBuilder
from miner.reading.encodings import declared, decode
from miner.reading.fragments import read_fragment
from miner.reading.html import decode_html
from miner.reading.kinds import is_mail

__all__ = ["attachments", "read_book", "read_mail", "web_page"]

_CHAPTER = (".xhtml", ".html", ".htm")
_OPF = "{http://www.idpf.org/2007/opf}"


def _message(data: bytes) -> EmailMessage:
    made = message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


def _bytes_of(part: EmailMessage) -> bytes:
    """What a part holds, its transfer encoding undone."""
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_content_maintype() not in ("text", "multipart", "message") and bool(part.get_filename())
    )


def web_page(data: bytes) -> bytes | None:
    """The HTML of a saved web page or an HTML mail; None where the bytes hold none."""
    if not is_mail(data):
        return None
    for part in _message(data).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and not _is_attached(part):
            return _bytes_of(part)
    return None


def read_mail(data: bytes) -> TextBuilder:
    """A mail: its subject, then its text, from the HTML where there is one (it keeps tables)."""
    message = _message(data)
    out = TextBuilder()
    subject = " ".join(str(message["Subject"] or "").split())
    if subject:
        out.line(subject)
    page = web_page(data)
    if page is not None:
        out.add(read_fragment(decode_html(page)[0]))
        return out
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not _is_attached(part):
            for line in _plain(part).splitlines():
                out.line(line)
    return out


def _plain(part: EmailMessage) -> str:
    held = _bytes_of(part)
    charset = declared(part.get_content_charset() or "")
    try:
        return held.decode(charset) if charset else decode(held).text
    except UnicodeDecodeError:
        return decode(held).text


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the files attached to a mail; pictures that are shown in its text are not among them."""
    for part in _message(data).walk():
        name = part.get_filename()
        if name and _is_attached(part) and part.get("Content-ID") is None:
            yield posixpath.basename(name.replace("\\", "/")), _bytes_of(part)


def read_book(data: bytes) -> TextBuilder:
    """The chapters of an electronic book in their order.

    Raises zipfile.BadZipFile or KeyError for a damaged file.
    """
    out = TextBuilder()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in _chapters(archive):
            out.add(read_fragment(decode_html(archive.read(name))[0]))
    return out


def _chapters(archive: zipfile.ZipFile) -> list[str]:
    """The chapters as the book's own list orders them; by name where it has no list."""
    names = archive.namelist()
    listed: list[str] = []
    for package in (name for name in names if name.lower().endswith(".opf")):
        root = etree.fromstring(
            archive.read(package), etree.XMLParser(resolve_entities=False, no_network=True)
        )
        paths = {
            item.get("id"): posixpath.normpath(
                posixpath.join(posixpath.dirname(package), item.get("href") or "")
            )
            for item in root.iter(_OPF + "item")
            if "nav" not in (item.get("properties") or "").split()
        }
        listed += [
            paths[ref.get("idref")] for ref in root.iter(_OPF + "itemref") if ref.get("idref") in paths
        ]
    chapters = [name for name in dict.fromkeys(listed) if name in set(names)]
    return chapters or sorted(name for name in names if name.lower().endswith(_CHAPTER))
