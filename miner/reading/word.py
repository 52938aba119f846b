"""Word documents: paragraphs with the numbers Word shows, tables as rows of cells, no headers and footers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from miner.reading.builder import TextBuilder
from miner.reading.numbering import Numbering, W, value_of

__all__ = ["read_word"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    W + name
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "rPr",
        "pPr",
        "footnoteReference",
        "annotationRef",
    )
} | {_MC + "Fallback"}
MAX_SPAN = 63
"""Columns that a cell can span: Word makes no wider table, whatever a damaged file says."""
_HEADING = re.compile(r"(?:heading|标题|標題) ?(\d)$", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄) ?\d", re.I)


@dataclass(frozen=True)
class _Style:
    """What a paragraph style says of number and outline level, its bases included."""

    name: str = ""
    list_id: str | None = None
    depth: int | None = None
    outline: int | None = None


@dataclass
class _Reader:
    styles: dict[str, _Style]
    default: str | None
    numbering: Numbering
    out: TextBuilder = field(default_factory=TextBuilder)


def read_word(data: bytes) -> TextBuilder:
    """The text of a .docx file.

    Raises zipfile.BadZipFile, KeyError or etree.XMLSyntaxError for a damaged file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())

        def part(name: str) -> Any | None:
            path = f"word/{name}.xml"
            return _parse(archive.read(path)) if path in names else None

        document = _parse(archive.read("word/document.xml"))
        styles, default = _styles(part("styles"))
        lists = {key: s.list_id for key, s in styles.items() if s.list_id}
        reader = _Reader(styles, default, Numbering(part("numbering"), lists))
        body = document.find(W + "body")
        for block in _blocks(body if body is not None else document):
            _block(block, reader)
        notes = part("footnotes")
        for note in notes.findall(W + "footnote") if notes is not None else ():
            text = " ".join("".join(_text(p)) for p in note.iter(W + "p")).strip()
            if note.get(W + "type") is None and text:
                reader.out.line(text)
    return reader.out


def _parse(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


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
        if element is None or key in above:
            return _Style()
        base = resolve(value_of(element, "basedOn") or "", above | {key})
        list_id, depth = value_of(element, "pPr/numPr/numId"), value_of(element, "pPr/numPr/ilvl")
        outline = value_of(element, "pPr/outlineLvl")
        made[key] = _Style(
            value_of(element, "name") or "",
            list_id if list_id is not None else base.list_id,
            int(depth) if depth is not None else base.depth,
            int(outline) if outline is not None else base.outline,
        )
        return made[key]

    for key in elements:
        resolve(key)
    default = next(
        (k for k, e in elements.items() if e.get(W + "type") == "paragraph" and e.get(W + "default") == "1"),
        None,
    )
    return made, default


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, through content controls and accepted revisions."""
    for child in parent:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (
            W + "sdt",
            W + "sdtContent",
            W + "ins",
            W + "moveTo",
            W + "customXml",
            W + "smartTag",
        ):
            yield from _blocks(child)


def _block(block: Any, reader: _Reader) -> None:
    if block.tag == W + "p":
        _paragraph(block, reader)
        return
    rows = [_cells(row) for row in block.iter(W + "tr") if _owner(row) is block]
    if max((len(row) for row in rows), default=0) <= 1:  # a frame around text, no table
        for row in rows:
            for _, cell in row:
                for inner in _blocks(cell):
                    _block(inner, reader)
        return
    reader.out.table([_row(row, reader) for row in rows])


def _owner(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag != W + "tbl":
        parent = parent.getparent()
    return parent


def _cells(row: Any) -> list[tuple[int, Any]]:
    """The cells of a row, each with the number of columns it spans."""
    found = []
    for cell in row.iter(W + "tc"):
        holder = cell.getparent()
        while holder is not None and holder.tag != W + "tr":
            holder = holder.getparent()
        if holder is row:
            found.append((min(int(value_of(cell, "tcPr/gridSpan") or 1), MAX_SPAN), cell))
    return found


def _row(row: list[tuple[int, Any]], reader: _Reader) -> list[str]:
    """The texts of a row's cells; merged columns and the lower part of merged rows are empty cells."""
    texts: list[str] = []
    for span, cell in row:
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        below = merge is not None and merge.get(W + "val") != "restart"
        words = [] if below else [_label(p, reader) + "".join(_text(p)) for p in cell.iter(W + "p")]
        texts += [" ".join(words), *[""] * (span - 1)]
    return texts


def _style_of(paragraph: Any, reader: _Reader) -> tuple[str | None, _Style]:
    key = value_of(paragraph, "pPr/pStyle") or reader.default
    return key, reader.styles.get(key or "", _Style())


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


def _paragraph(paragraph: Any, reader: _Reader) -> None:
    _, style = _style_of(paragraph, reader)
    text = (_label(paragraph, reader) + "".join(_text(paragraph))).rstrip()
    outline = value_of(paragraph, "pPr/outlineLvl")
    level = int(outline) if outline is not None else style.outline
    named = _HEADING.match(style.name)
    if level is None and named:
        level = int(named[1]) - 1
    contents = "table of contents" if _CONTENTS.match(style.name) else None
    shown = level + 1 if level is not None and level < 9 and contents is None else None
    reader.out.line(text, shown, contents)
    for box in paragraph.iter(W + "txbxContent"):
        if not any(a.tag == _MC + "Fallback" for a in box.iterancestors()):
            for inner in _blocks(box):
                _block(inner, reader)


def _text(element: Any) -> Iterator[str]:
    """The characters of a paragraph as shown: no deleted text, no field codes, no hidden text."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == W + "txbxContent":
            continue
        if child.tag == W + "r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag == W + "tab":
            yield "\t"
        elif child.tag in (W + "br", W + "cr"):
            yield "\n"
        elif child.tag == W + "noBreakHyphen":
            yield "-"
        else:
            yield from _text(child)
