"""HTML pages: the main text by trafilatura, with its headings and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from miner.knowledge.caches import cache
from miner.reading.builder import TextBuilder
from miner.reading.encodings import declared, decode, reads_best_as

__all__ = ["decode_html", "read_html"]

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_XML = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{2,20})["']""", re.I)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{2,300})</title>", re.I)
_SITE = re.compile(r"\s*(?:[_|]|\s-{1,2}\s|--|[—–]{1,2}).*$", re.S)
LONG_CELL = 200
"""A cell with more characters than this lays out a page; it is no cell of a table of data."""


def decode_html(data: bytes) -> tuple[str, str]:
    """Text and encoding of a page: what it declares where that is right, else as for any file."""
    charset = _CHARSET.search(data, 0, 4096) or _XML.search(data, 0, 200)
    if charset is not None and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared(charset.group(1).decode("ascii"))
        try:
            text = data.decode(name) if name else ""
        except UnicodeDecodeError:
            text = ""
        if name and text and (name == "utf-8" or reads_best_as(data, name)):
            return text, name
    decoded = decode(data)
    return decoded.text, decoded.encoding


@cache
def _config() -> Any:
    """Settings of trafilatura for Chinese, which says in 50 characters what English says in 250."""
    from trafilatura.settings import DEFAULT_CONFIG

    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "50"
    return config


def read_html(page: str) -> tuple[TextBuilder, str | None]:
    """The main text of a page, and its title without the name of the site."""
    import trafilatura

    out = TextBuilder()
    found = trafilatura.bare_extraction(
        page.lstrip("\ufeff"),
        include_comments=False,
        include_tables=True,
        include_links=False,
        favor_recall=True,
        config=_config(),
    )
    body = getattr(found, "body", None)
    if body is not None and len(body) == 1 and body[0].tag == "p" and not len(body[0]):
        for line in (body[0].text or "").split("\n"):  # all the extractor could do was take the text
            if line.strip():
                out.line(" ".join(line.split()))
    elif body is not None:
        _walk(body, out)
    title = _TITLE.search(page)
    return out, _SITE.sub("", title[1].strip()) if title else None


def _walk(element: Any, out: TextBuilder) -> None:
    for child in element:
        if child.tag == "head":
            rank = str(child.get("rend") or "h2")[-1]
            _lines(child, out, int(rank) if rank.isdigit() else 2)
        elif child.tag == "table":
            _table(child, out)
        elif child.tag in ("list", "div", "quote", "main", "body", "section") and len(child):
            if (child.text or "").strip():
                out.line(child.text.strip())
            _walk(child, out)
        else:
            _lines(child, out, None)
        if (child.tail or "").strip():
            out.line(child.tail.strip())


def _lines(element: Any, out: TextBuilder, level: int | None) -> None:
    """The text of a paragraph; a line break of the page ends a line."""
    for line in "".join(_text(element)).split("\n"):
        text = " ".join(line.split())
        if text:
            out.line(text, level)


def _text(element: Any) -> Iterator[str]:
    yield _inner(element.text)
    for child in element:
        if child.tag == "lb":
            yield "\n"
        else:
            yield from _text(child)
        yield _inner(child.tail)


def _inner(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _table(table: Any, out: TextBuilder) -> None:
    """A table of data becomes a grid; one that only lays out the page is read as paragraphs."""
    rows = [list(row.findall("cell")) for row in table.iter("row")]
    texts = [["".join(cell.itertext()) for cell in row] for row in rows]
    filled = max((sum(1 for t in row if t.strip()) for row in texts), default=0)
    longest = max((len("".join(t.split())) for row in texts for t in row), default=0)
    if filled >= 2 and longest <= LONG_CELL:
        out.table(texts)
        return
    for row in rows:
        for cell in row:
            if any(child.tag in ("p", "head", "table", "list", "div") for child in cell):
                if (cell.text or "").strip():
                    out.line(" ".join(cell.text.split()))
                _walk(cell, out)
            else:
                _lines(cell, out, None)
