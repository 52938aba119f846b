"""HTML without the trimmings of a site: chapters of a book, mails, pages that Word inserts. Everything shown is read.

A page of a web site goes through `miner.reading.html`, which finds its main text first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from miner.reading.builder import ABOVE, LEFT, TextBuilder

__all__ = ["is_unseen", "read_fragment", "table_rows"]

_UNSEEN = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "title",
    "meta",
    "link",
    "rt",
    "rp",
    "svg",
    "iframe",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
MAX_SPAN = 100
"""Rows or columns that a cell can span, whatever a damaged page says."""
LONG_CELL = 200
"""A table with a longer cell lays out a page; it is no table of data."""


def read_fragment(page: str) -> TextBuilder:
    """The text of a piece of HTML in order, with headings and tables; nothing for one that cannot be parsed."""
    from lxml import etree, html

    out = TextBuilder()
    try:
        root = html.document_fromstring(
            page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError):
        return out
    _walk(root, out)
    return out


def is_unseen(element: Any) -> bool:
    """Whether a browser shows nothing of an element."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _walk(element: Any, out: TextBuilder) -> None:
    """Write the blocks inside an element; text between blocks is a line of its own."""
    loose: list[str] = [element.text or ""]

    def flush() -> None:
        for line in "".join(loose).split("\n"):
            if line.strip():
                out.line(line.strip())
        loose.clear()

    for child in element:
        if not is_unseen(child):
            if child.tag in _BLOCKS:
                flush()
                _block(child, out)
            else:
                loose.extend(_inline(child))
        loose.append(_space(child.tail))
    flush()


def _block(block: Any, out: TextBuilder) -> None:
    if block.tag == "table":
        rows = table_rows(block)
        filled = max((sum(1 for cell in row if cell.strip()) for row in rows), default=0)
        longest = max((len("".join(cell.split())) for row in rows for cell in row), default=0)
        if filled >= 2 and longest <= LONG_CELL and next(block.iterdescendants("table"), None) is None:
            out.table(rows)
        else:
            _walk(block, out)
    elif len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit():
        out.line(" ".join("".join(_inline(block)).split()), int(block.tag[1]))
    elif block.tag == "pre":
        for line in "".join(block.itertext()).splitlines():
            out.line(line)
    else:
        _walk(block, out)


def _inline(element: Any) -> Iterator[str]:
    """The text of an element; a line break, and the end of a block inside it, is a newline."""
    if element.tag == "br":
        yield "\n"
        return
    yield _space(element.text)
    for child in element:
        if not is_unseen(child):
            yield from _inline(child)
            if child.tag in _BLOCKS:
                yield "\n"
        yield _space(child.tail)


def _space(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def table_rows(table: Any) -> list[list[str]]:
    """The cells of an HTML table on its grid: what a cell spans beyond its first place is LEFT or ABOVE."""
    rows: list[list[str]] = []
    reach: dict[int, int] = {}  # by column: the rows that a cell from above still covers
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table or is_unseen(row):
            continue
        made: list[str] = []
        following: dict[int, int] = {}
        for cell in row:
            if cell.tag not in ("td", "th") or is_unseen(cell):
                continue
            _below(made, len(made), reach, following)
            text = " ".join("".join(_inline(cell)).split())
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for k in range(wide):
                if high > 1:
                    following[len(made)] = high - 1
                made.append(text if k == 0 else LEFT)
        for column in sorted(reach):
            made += [""] * (column - len(made))
            _below(made, column, reach, following)
        reach = following
        rows.append(made)
    return rows


def _below(made: list[str], column: int, reach: dict[int, int], following: dict[int, int]) -> None:
    """Put ABOVE from `column` on, as far as cells of earlier rows reach down; `following` is what they reach next."""
    while column == len(made) and column in reach:
        left = reach.pop(column)
        if left > 1:
            following[column] = left - 1
        made.append(ABOVE)
        column += 1


def _span(cell: Any, name: str) -> int:
    said = (cell.get(name) or "").strip()
    return max(1, min(int(said), MAX_SPAN)) if said.isdecimal() else 1
