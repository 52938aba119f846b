"""Write the summary for review as a Word file: its blocks and a table for signatures."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Any

from miner import __version__
from miner.report._summary import Block
from miner.report._words import visible, words

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

__all__ = ["add_footer", "element", "new_document", "saved", "word_bytes"]

_BODY, _HEAD = "SimSun", "SimHei"
_ACCENT = "1F4F82"


def word_bytes(blocks: list[Block], title: str, lead: str, language: str) -> bytes:
    """The bytes of a .docx file, A4 landscape."""
    wording = words()[language]
    document = new_document(title, language)
    document.add_heading(visible(title), 0)
    document.add_paragraph(visible(lead))
    document.add_paragraph(wording["wording"], style="Intense Quote")
    for block in blocks:
        document.add_heading(visible(block.title), 1)
        if block.note:
            document.add_paragraph(block.note)
        _table(document, block)
        if block.cut:
            document.add_paragraph(
                wording["table.cut"].format(shown=f"{len(block.rows):,}", all=f"{block.cut:,}")
            )
    _signatures(document, wording)
    add_footer(document, wording["foot"].format(version=__version__))
    return saved(document)


def saved(document: DocumentType) -> bytes:
    """The bytes of a document without timestamps, so that the same content gives the same file."""
    buffer, fixed = io.BytesIO(), io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in parts.infolist():
            copy.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def new_document(title: str, language: str, *, upright: bool = False) -> DocumentType:
    """An empty A4 document, landscape or `upright` (portrait), with the styles of both scripts and fixed dates.

    The same analysis gives the same file.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    document.core_properties.title = visible(title)
    document.core_properties.author = f"Plan Miner {__version__}"
    document.core_properties.comments = ""
    for name in ("created", "modified"):
        setattr(document.core_properties, name, datetime.datetime(2000, 1, 1))
    section = document.sections[0]
    if upright:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.3)
        section.top_margin = section.bottom_margin = Cm(1.2)
        sizes: tuple[tuple[str, float], ...] = (("Normal", 8.5), ("Title", 14), ("Heading 1", 9.5))
    else:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        section.left_margin = section.right_margin = Cm(2.0)
        section.top_margin = section.bottom_margin = Cm(1.8)
        sizes = (("Normal", 10.5), ("Title", 22), ("Heading 1", 14), ("Intense Quote", 10))
    for name, size in sizes:
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        font = _BODY if name in ("Normal", "Intense Quote") else _HEAD
        style.font.name = "Times New Roman" if font == _BODY else "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        # A font of the theme would override the one set above.
        for theme in ("asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(_ACCENT)
    document.styles["Normal"].element.get_or_add_rPr().append(
        element("w:lang", {"w:eastAsia": {"zh-Hant": "zh-TW"}.get(language, "zh-CN")})
    )
    return document


def element(tag: str, attributes: dict[str, str]) -> Any:
    """An XML element in Word's namespaces; `tag` and attribute names are prefixed (`w:lang`)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    node = OxmlElement(tag)
    for name, value in attributes.items():
        node.set(qn(name), value)
    return node


def _table(document: DocumentType, block: Block) -> None:
    from docx.shared import Cm, Pt

    columns = len(block.header)
    table: Any = document.add_table(rows=1, cols=columns)
    table.style = "Table Grid"
    table.autofit = False
    parts = [float(w) for w in block.widths[:columns]] or [1.0] * columns
    parts += [1.0] * (columns - len(parts))
    widths = [Cm(25.7 * p / sum(parts)) for p in parts]
    for cell, label in zip(table.rows[0].cells, block.header, strict=True):
        _fill(cell, label, Pt(9), bold=True)
        cell._tc.get_or_add_tcPr().append(element("w:shd", {"w:val": "clear", "w:fill": "E3EBF4"}))
    # The head is repeated on every page, a row is never torn.
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", {"w:val": "true"}))
    for row in block.rows:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            _fill(cell, value, Pt(9))
    for table_column, width in zip(table.columns, widths, strict=True):
        table_column.width = width
    for table_row in table.rows:
        table_row._tr.get_or_add_trPr().append(element("w:cantSplit", {"w:val": "true"}))
        for cell, width in zip(table_row.cells, widths, strict=True):
            cell.width = width


def _fill(cell: Any, text: str, size: Any, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    run = paragraph.add_run(visible(text))
    run.font.size = size
    run.bold = bold


def _signatures(document: DocumentType, wording: dict[str, str]) -> None:
    from docx.shared import Cm, Pt

    document.add_heading(wording["word.signatures"], 1)
    labels = ("word.checked", "word.opinion", "word.signature", "word.date")
    table: Any = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    for cell, key in zip(table.rows[0].cells, labels, strict=True):
        _fill(cell, wording[key], Pt(9), bold=True)
    for _ in range(3):
        table.add_row().height = Cm(1.3)


def add_footer(document: DocumentType, text: str) -> None:
    """Add a footer with the text and the page number."""
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    run: Any = paragraph.add_run(text + "  ")
    run.font.size = Pt(8)
    page: Any = paragraph.add_run()
    page.font.size = Pt(8)
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            page._r.append(element("w:fldChar", {"w:fldCharType": kind}))
        else:
            instruction = element("w:instrText", {})
            instruction.text = content
            page._r.append(instruction)
