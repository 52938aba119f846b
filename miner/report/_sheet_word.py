"""Write an evidence sheet as a Word file: A4 portrait, differences underlined, spans to check bold and in brackets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from miner.report._condense import CHECK, CUT, DIFFERS, Piece
from miner.report._sheet import Facts, Lines, Passages, Sheet
from miner.report._word import add_footer, element, new_document, saved
from miner.report._words import visible, words

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

__all__ = ["sheet_bytes"]

_WIDTH = 18.4
"""Centimeters between the margins."""
_NAME, _LABEL = 2.6, 0.9
"""Centimeters of a first column that holds row labels, and of one that holds plan numbers."""
_SIZE, _SMALL = 8.0, 7.5


def sheet_bytes(sheet: Sheet) -> bytes:
    """The bytes of a .docx file."""
    wording = words()[sheet.language]
    document = new_document(sheet.title, sheet.language, upright=True)
    _heading(document, sheet.title, 0)
    _paragraph(document, sheet.lead)
    for block in sheet.blocks:
        _heading(document, block.title, 1)
        if isinstance(block, Facts):
            _facts(document, block)
        elif isinstance(block, Lines):
            for line in block.lines:
                _paragraph(document, f"· {line}", _SIZE)
        else:
            _passages(document, block)
    _heading(document, sheet.decision, 1)
    _decision(document, wording)
    add_footer(document, wording["sheet.made"].format(date=sheet.date, version=sheet.version))
    return saved(document)


def _heading(document: DocumentType, text: str, level: int) -> None:
    from docx.shared import Pt

    form = document.add_heading(visible(text), level).paragraph_format
    form.space_before, form.space_after = Pt(4 if level else 0), Pt(1.5)


def _paragraph(document: DocumentType, text: str, size: float = _SMALL) -> None:
    _write(document.add_paragraph(), [("same", text)], size)


def _write(paragraph: Any, pieces: Iterable[Piece], size: float, bold: bool = False) -> None:
    """Write pieces of a passage, or plain text, into a paragraph."""
    from docx.shared import Pt

    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    for kind, text in pieces:
        marked = f"【{text}】" if kind == CHECK else f"…{text}…" if kind == CUT else text
        run = paragraph.add_run(visible(marked))
        run.font.size = Pt(size)
        run.bold = bold or kind == CHECK
        run.underline = kind == DIFFERS


def _table(document: DocumentType, widths: Sequence[float]) -> Any:
    from docx.shared import Cm

    table: Any = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # LibreOffice goes by the grid, Word by the cells
    return table


def _row(table: Any, cells: Sequence[Sequence[Piece]], widths: Sequence[float], bold: bool = False) -> Any:
    from docx.shared import Cm

    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("w:cantSplit", {"w:val": "true"}))
    for cell, pieces, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Cm(width)
        _write(cell.paragraphs[0], pieces, _SIZE, bold)
    return row


def _facts(document: DocumentType, block: Facts) -> None:
    columns = len(block.header)
    first = _NAME if columns <= 3 else _LABEL
    widths = [first, *[(_WIDTH - first) / (columns - 1)] * (columns - 1)]
    table = _table(document, widths)
    head = _row(table, [[("same", name)] for name in block.header], widths, bold=True)
    head._tr.get_or_add_trPr().append(element("w:tblHeader", {"w:val": "true"}))
    for cells in block.rows:
        _row(table, [[("same", cell)] for cell in cells], widths)


def _passages(document: DocumentType, block: Passages) -> None:
    if block.passages:
        widths = [_WIDTH / 2] * 2
        table = _table(document, widths)
        head = _row(table, [[("same", name)] for name in block.header], widths, bold=True)
        head._tr.get_or_add_trPr().append(element("w:tblHeader", {"w:val": "true"}))
        for number, passage in enumerate(block.passages, 1):
            row = _row(table, [[("same", f"{number} · {passage.title}")], []], widths)
            row.cells[0].merge(row.cells[1])
            _row(table, [passage.sides.a, passage.sides.b], widths)
    _paragraph(document, block.note)


def _decision(document: DocumentType, wording: dict[str, str]) -> None:
    from docx.shared import Cm

    widths = [_WIDTH]
    table = _table(document, widths)
    _row(table, [[("same", wording["sheet.choices"])]], widths)
    _row(table, [[("same", wording["sheet.why"])]], widths).height = Cm(1.1)
    half = [_WIDTH / 2] * 2
    table = _table(document, half)
    _row(
        table, [[("same", wording["sheet.signature"])], [("same", wording["sheet.date"])]], half
    ).height = Cm(0.9)
