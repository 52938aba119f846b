"""Word documents: paragraphs with the numbers Word shows, tables as rows of cells, no headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from miner.reading.archives import check_size
from miner.reading.builder import ABOVE, LEFT, TextBuilder
from miner.reading.containers import web_page
from miner.reading.encodings import decode
from miner.reading.files import MAX_BYTES
from miner.reading.fragments import read_fragment
from miner.reading.html import decode_html
from miner.reading.numbering import Numbering, W, value_of
from miner.reading.word_package import Package, R
from miner.reading.word_text import MC, is_on, shown_branch, text_of

__all__ = ["read_word"]

MAX_SPAN = 63
"""Columns that a cell can span: Word makes no wider table, whatever a damaged file says."""
MAX_BASES = 100
"""Styles that a style can be based on, one on the other; what lies below is not looked at."""
MAX_DEPTH = 3
"""Files inserted in files inserted in the document; deeper ones are left out."""
_HEADING = re.compile(r"(?:heading|标题|標題) ?(\d)$", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄) ?\d", re.I)
_PAGE_NUMBER = re.compile(r"[-—–―~·•|/\s]{0,12}(?:第?\s{0,3}\d{1,4}\s{0,3}页?)?[-—–―~·•|/\s]{0,12}")
_HOLDERS = {
    W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "bdo", "dir", "body")
} | {MC + "Choice", MC + "Fallback"}


@dataclass(frozen=True)
class _Style:
    """What a style says of number, outline level and hidden text, its bases included."""

    name: str = ""
    list_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    hidden: bool | None = None


@dataclass
class _Reader:
    package: Package
    styles: dict[str, _Style]
    default: str | None
    numbering: Numbering
    hidden: dict[str, bool]
    """Of each style that sets it, whether its text is hidden."""
    depth: int = 0
    out: TextBuilder = field(default_factory=TextBuilder)
    held: str = ""
    """Text of paragraphs whose mark is deleted, or of a dropped capital: it opens the next paragraph."""


def read_word(data: bytes, depth: int = 0) -> TextBuilder:
    """The text of a .docx file (.docm, .dotx), of either form of the standard; `depth` counts files in files.

    Raises zipfile.BadZipFile, KeyError or etree.XMLSyntaxError for a damaged file.
    """
    with Package(data) as package:
        document = package.xml(package.main)
        styles, default = _styles(package.part("styles"))
        lists = {key: s.list_id for key, s in styles.items() if s.list_id}
        hidden = {key: s.hidden for key, s in styles.items() if s.hidden is not None}
        reader = _Reader(package, styles, default, Numbering(package.part("numbering"), lists), hidden, depth)
        _read_blocks([document], reader)
        for kind in ("footnote", "endnote"):
            notes = package.part(f"{kind}s")
            for note in notes.findall(W + kind) if notes is not None else ():
                if note.get(W + "type") in (None, "normal"):
                    _note(note, reader)
    return reader.out


def _note(note: Any, reader: _Reader) -> None:
    text = " ".join(_words(p, reader) for p in note.iter(W + "p") if not _is_copy(p)).strip()
    if text:
        reader.out.line(text)


def _styles(root: Any | None) -> tuple[dict[str, _Style], str | None]:
    """Every style with what it inherits, and the default paragraph style."""
    if root is None:
        return {}, None
    elements = {e.get(W + "styleId"): e for e in root.findall(W + "style")}
    made: dict[str, _Style] = {}

    def resolve(key: str, above: frozenset[str] = frozenset()) -> _Style:
        if key in made:
            return made[key]
        element = elements.get(key)
        if element is None or key in above or len(above) >= MAX_BASES:
            return _Style()
        base = resolve(value_of(element, "basedOn") or "", above | {key})
        list_id, depth = value_of(element, "pPr/numPr/numId"), value_of(element, "pPr/numPr/ilvl")
        outline = value_of(element, "pPr/outlineLvl")
        vanish = element.find(f"{W}rPr/{W}vanish")
        made[key] = _Style(
            value_of(element, "name") or "",
            list_id if list_id is not None else base.list_id,
            int(depth) if depth is not None else base.depth,
            int(outline) if outline is not None else base.outline,
            is_on(vanish) if vanish is not None else base.hidden,
        )
        return made[key]

    for key in elements:
        resolve(key)
    default = next(
        (k for k, e in elements.items() if e.get(W + "type") == "paragraph" and e.get(W + "default") == "1"),
        None,
    )
    return made, default


# --- blocks --------------------------------------------------------------------------------------------


def _blocks(parent: Any, contents: bool = False) -> Iterator[tuple[Any, bool]]:
    """Paragraphs, tables and inserted files in order, through content controls and accepted revisions.

    Each comes with whether it stands in a control that holds the table of contents.
    """
    for child in parent:
        if child.tag in (W + "p", W + "tbl", W + "altChunk"):
            yield child, contents
        elif child.tag == MC + "AlternateContent":
            branch = shown_branch(child)
            if branch is not None:
                yield from _blocks(branch, contents)
        elif child.tag in _HOLDERS:
            gallery = value_of(child, "sdtPr/docPartObj/docPartGallery")
            yield from _blocks(child, contents or gallery == "Table of Contents")


def _read_blocks(parents: Iterable[Any], reader: _Reader) -> None:
    for parent in parents:
        for block, contents in _blocks(parent):
            if block.tag == W + "p":
                _paragraph(block, reader, contents)
            elif block.tag == W + "tbl":
                _table(block, reader)
            else:
                _inserted(block, reader)
    if reader.held:
        reader.out.line(reader.held.rstrip())
        reader.held = ""


def _inserted(block: Any, reader: _Reader) -> None:
    """A file that Word shows as part of the document: HTML, plain text or another Word file."""
    found = reader.package.inserted(block.get(R + "id") or "")
    if found is None or reader.depth >= MAX_DEPTH:
        return
    name, data = found
    if data.startswith(b"PK\x03\x04"):
        if check_size(data, MAX_BYTES) is None:
            reader.out.add(read_word(data, reader.depth + 1))
    elif name.lower().endswith(".txt"):
        for line in decode(data).text.splitlines():
            reader.out.line(line)
    elif not data.startswith(b"{\\rtf"):
        page = web_page(data)
        reader.out.add(read_fragment(decode_html(page if page is not None else data)[0]))


# --- tables --------------------------------------------------------------------------------------------


def _table(table: Any, reader: _Reader) -> None:
    """Rows become a table; a row that holds a table, and a frame around text, are read cell by cell."""
    rows = [row for row in table.iter(W + "tr") if _owner(row, "tbl") is table and not _is_gone(row)]
    cells = [_cells(row) for row in rows]
    if max((len(row) for row in cells), default=0) <= 1:  # a frame around text, no table
        _read_blocks((cell for row in cells for _, cell in row), reader)
        return
    plain: list[list[str]] = []
    for row, parts in zip(rows, cells, strict=True):
        if any(_holds_table(cell) for _, cell in parts):
            reader.out.table(plain)
            plain = []
            _read_blocks((cell for _, cell in parts), reader)
        else:
            before = min(int(value_of(row, "trPr/gridBefore") or 0), MAX_SPAN)
            plain.append([""] * before + _row(parts, reader))
    reader.out.table(plain)


def _owner(element: Any, name: str) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != W + name:
        parent = parent.getparent()
    return parent


def _is_gone(row: Any) -> bool:
    """Whether a row is deleted or hidden."""
    return row.find(f"{W}trPr/{W}del") is not None or is_on(row.find(f"{W}trPr/{W}hidden"))


def _is_copy(element: Any) -> bool:
    """Whether an element stands in the second copy of a drawing, which is for old programs."""
    for above in element.iterancestors(MC + "AlternateContent"):
        branch = shown_branch(above)
        if branch is None or not any(a is branch for a in element.iterancestors()):
            return True
    return False


def _cells(row: Any) -> list[tuple[int, Any]]:
    """The cells of a row, each with the number of columns it spans; deleted ones are not among them."""
    return [
        (max(1, min(int(value_of(cell, "tcPr/gridSpan") or 1), MAX_SPAN)), cell)
        for cell in row.iter(W + "tc")
        if _owner(cell, "tr") is row and cell.find(f"{W}tcPr/{W}cellDel") is None
    ]


def _holds_table(cell: Any) -> bool:
    """Whether a cell holds a table of two rows and two columns."""
    return any(
        len(rows := inner.findall(W + "tr")) > 1 and max(len(r.findall(W + "tc")) for r in rows) > 1
        for inner in cell.iter(W + "tbl")
    )


def _row(row: list[tuple[int, Any]], reader: _Reader) -> list[str]:
    """The texts of a row's cells; what is merged into a cell at the left or above says so."""
    texts: list[str] = []
    for span, cell in row:
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        below = merge is not None and merge.get(W + "val") != "restart"
        if below:
            texts += [ABOVE] * span
            continue
        if value_of(cell, "tcPr/hMerge") == "continue":
            texts += [LEFT] * span
            continue
        texts += [" ".join(_cell_words(cell, reader)), *[LEFT] * (span - 1)]
    return texts


def _cell_words(cell: Any, reader: _Reader) -> Iterator[str]:
    """The texts of a cell's paragraphs, and of those in its text boxes, each once."""
    held = ""
    for paragraph in cell.iter(W + "p"):
        if _is_copy(paragraph):
            continue
        words = _words(paragraph, reader)
        if _mark_is_deleted(paragraph):
            held += words
            continue
        yield held + _label(paragraph, reader) + words
        held = ""
    if held:
        yield held


# --- paragraphs ----------------------------------------------------------------------------------------


def _style_of(paragraph: Any, reader: _Reader) -> tuple[str | None, _Style]:
    key = value_of(paragraph, "pPr/pStyle") or reader.default
    return key, reader.styles.get(key or "", _Style())


def _words(paragraph: Any, reader: _Reader) -> str:
    _, style = _style_of(paragraph, reader)
    return text_of(paragraph, reader.hidden, bool(style.hidden))


def _label(paragraph: Any, reader: _Reader) -> str:
    """The automatic number of a paragraph; an empty one is counted and shows its number too."""
    key, style = _style_of(paragraph, reader)
    own = value_of(paragraph, "pPr/numPr/numId")
    list_id = own if own is not None else style.list_id
    if list_id in (None, "0"):
        return ""
    depth = value_of(paragraph, "pPr/numPr/ilvl")
    level = int(depth) if depth is not None else style.depth
    if depth is None and key is not None:
        tied = reader.numbering.level_of_style(list_id, key)
        level = tied if tied is not None else level
    return reader.numbering.label(list_id, level or 0)


def _mark_is_deleted(paragraph: Any) -> bool:
    """Whether the mark at the paragraph's end is deleted, so that the next paragraph goes on with it."""
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return properties is not None and any(
        properties.find(W + name) is not None for name in ("del", "moveFrom")
    )


def _paragraph(paragraph: Any, reader: _Reader, contents: bool) -> None:
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    words = _words(paragraph, reader)
    if _mark_is_deleted(paragraph) or (frame is not None and frame.get(W + "dropCap") in ("drop", "margin")):
        reader.held += words
        return
    if frame is not None and _PAGE_NUMBER.fullmatch(words):
        return  # the number of the page, placed by a frame
    words, reader.held = reader.held + words, ""
    _, style = _style_of(paragraph, reader)
    text = (_label(paragraph, reader) + words).rstrip()
    outline = value_of(paragraph, "pPr/outlineLvl")
    level = int(outline) if outline is not None else style.outline
    named = _HEADING.match(style.name)
    if level is None and named:
        level = int(named[1]) - 1
    listed = "table of contents" if contents or _CONTENTS.match(style.name) else None
    shown = level + 1 if level is not None and level < 9 and listed is None else None
    reader.out.line(text, shown, listed)
    boxes = (
        box
        for box in paragraph.iter(W + "txbxContent")
        if _owner(box, "p") is paragraph and not _is_copy(box)
    )
    _read_blocks(boxes, reader)
