"""PDF by pypdfium2: wrapped lines joined, running headers, footers and page numbers taken out.

A PDF stores glyphs at places, no paragraphs. A line that reaches the right edge of the text goes on in the next
one, unless that is indented or opens with a number of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from miner.reading.builder import TextBuilder
from miner.reading.furniture import MARKER
from miner.reading.view import view_of

__all__ = ["NoTextLayerError", "read_pdf"]


class NoTextLayerError(Exception):
    """The PDF holds pictures of text; it needs character recognition first."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    size: float
    page: int


_EDGE = 3
"""So many lines at the top and at the foot of a page may be its running header and footer."""
_REPEATS = 0.5
"""A line at the edge of at least this share of the pages is a running header or footer."""
_PAGE_NUMBER = re.compile(r"[-—–― ·•|/第页共ofpagePAGE\d\s]{1,24}")
_SENTENCE_END = tuple("。！？!?")


def read_pdf(data: bytes) -> tuple[TextBuilder, list[str]]:
    """The text of a PDF, and a line for each page that could not be read.

    Raises NoTextLayerError where no page has text, and pypdfium2.PdfiumError for a damaged or encrypted file.
    """
    import pypdfium2

    faults: list[str] = []
    pages: list[list[_Line]] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            try:
                pages.append(_page_lines(document[number], number))
            except pypdfium2.PdfiumError as error:
                pages.append([])
                faults.append(f"page {number + 1} cannot be read: {error}")
    finally:
        document.close()
    if not any(len(line.text.strip()) > 1 for page in pages for line in page):
        raise NoTextLayerError
    out = TextBuilder()
    for paragraph in _paragraphs(_without_running_lines(pages)):
        out.line(paragraph)
    return out, faults


def _page_lines(page: Any, number: int) -> list[_Line]:
    """The lines of a page in reading order, with their edges in points."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        text = textpage.get_text_range(0, count) if count else ""
        lines = []
        for m in re.finditer(r"[^\r\n]+", text):
            if not m.group().strip():
                continue
            if len(text) != count:  # characters beyond U+FFFF shift the places; read the text alone
                lines.append(_Line(_clean(m.group().strip()), 0.0, 0.0, 0.0, number))
                continue
            boxes = [textpage.get_charbox(i, loose=True) for i in range(*m.span())]
            lines.append(_line(m.group(), boxes, number))
        return lines
    finally:
        textpage.close()
        page.close()


_Box = tuple[float, float, float, float]


def _line(text: str, boxes: list[_Box], page: int) -> _Line:
    """A line with its characters from left to right.

    A PDF may draw what is in another font later: the quotation marks of a line then stand at its end.
    """
    placed = [(box, c) for box, c in zip(boxes, text, strict=True) if box[2] > box[0] and not c.isspace()]
    if not placed:
        return _Line(_clean(text.strip()), 0.0, 0.0, 0.0, page)
    size = max(box[3] - box[1] for box, _ in placed)
    if any(b[0][0] < a[0][0] - 0.3 * size for a, b in pairwise(placed)):
        placed.sort(key=lambda item: item[0][0])
        text = "".join(
            c if i == 0 or not _word_gap(placed[i - 1], (box, c), size) else " " + c
            for i, (box, c) in enumerate(placed)
        )
    return _Line(_clean(text.strip()), placed[0][0][0], placed[-1][0][2], size, page)


def _word_gap(left: tuple[_Box, str], right: tuple[_Box, str], size: float) -> bool:
    """Whether a blank stands between two characters: a gap between Latin letters."""
    return left[1].isascii() and right[1].isascii() and right[0][0] - left[0][2] > 0.15 * size


_FOLD = {0x2011: "-", 0xA0: " ", 0xAD: "", 0xFFFE: "", 0xFFFF: "", 0x02: "", 0x200B: ""}


_GAP = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u3000-\u9fff\uff00-\uffef])"
)
"""The small gap that typesetting leaves between ideographs and Latin letters or digits."""


def _clean(text: str) -> str:
    """Fold what PDF fonts put for common characters: compatibility ideographs, radicals, hard blanks."""
    folded = _GAP.sub("", text.translate(_FOLD))
    if not any("\u2e80" <= c <= "\u2fd5" or "\uf900" <= c <= "\ufaff" for c in folded):
        return folded
    return "".join(
        unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fd5" or "\uf900" <= c <= "\ufaff" else c
        for c in folded
    )


def _without_running_lines(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Take out page numbers, and the lines that come back at the edge of page after page."""
    filled = [page for page in pages if page]
    heads = Counter(_shape(line.text) for page in filled for line in page[:_EDGE])
    feet = Counter(_shape(line.text) for page in filled for line in page[_EDGE:][-_EDGE:])
    least = max(3, _REPEATS * len(filled)) if len(filled) > 2 else 2

    def running(line: _Line, counts: Counter[str]) -> bool:
        numbered = _PAGE_NUMBER.fullmatch(line.text) and re.search(r"\d", line.text)
        return bool(numbered) or counts[_shape(line.text)] >= least

    kept = []
    for page in pages:
        first, last = 0, len(page)
        while first < min(_EDGE, last) and running(page[first], heads):
            first += 1
        while last > max(len(page) - _EDGE, first) and running(page[last - 1], feet):
            last -= 1
        kept.append(page[first:last])
    return kept


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


@dataclass(frozen=True, slots=True)
class _Body:
    """The edges of the text in points, and whether its paragraphs open with an indent."""

    left: float
    right: float
    indents: bool


def _paragraphs(pages: list[list[_Line]]) -> list[str]:
    lines = [line for page in pages for line in page]
    body = _body_of(lines)
    made: list[str] = []
    previous: _Line | None = None
    for line in lines:
        if previous is not None and _goes_on(previous, line, body):
            made[-1] = _glue(made[-1], line.text)
        else:
            made.append(line.text)
        previous = line
    return made


def _body_of(lines: list[_Line]) -> _Body:
    """The edges that most lines share."""
    placed = [line for line in lines if line.size]
    if not placed:
        return _Body(0.0, 0.0, False)
    lefts = Counter(round(line.left) for line in placed)
    rights = Counter(round(line.right) for line in placed)
    common = [edge for edge, n in lefts.items() if n >= 0.15 * len(placed)]
    left = float(min(common, default=lefts.most_common(1)[0][0]))
    full = [edge for edge, n in rights.items() if n >= max(2, 0.03 * len(placed))]
    indented = sum(1 for line in placed if line.left > left + 1.2 * line.size)
    flush = sum(1 for line in placed if line.left < left + 0.5 * line.size)
    indents = min(indented, flush) >= 0.15 * len(placed)
    return _Body(left, float(max(full, default=max(rights))), indents)


def _goes_on(line: _Line, following: _Line, body: _Body) -> bool:
    """Whether `following` continues the sentence that `line` breaks off at the edge."""
    if not line.size or not following.size:
        return _goes_on_by_text(line.text, following.text)
    if abs(line.size - following.size) > 0.25 * max(line.size, following.size):
        return False
    if following.left > body.left + 1.2 * following.size:
        return False
    if body.indents and line.left < body.left + 4 * line.size:
        full = line.right >= body.left + 0.6 * (body.right - body.left)
    else:
        if line.text.endswith(_SENTENCE_END):
            return False  # nothing tells a paragraph's end here, and a break between sentences does no harm
        full = line.right + _unit_width(following.text, line.size) >= body.right - 0.5 * line.size
    opens = MARKER.match(view_of(following.text, "Hans"))
    return full and not (opens and line.text.endswith((*_SENTENCE_END, "；", ";", "：", ":")))


_CLOSE = "，。；：、！？）》”’"
_UNIT = re.compile(
    rf"[“‘（《]*(?:[0-9A-Za-z.%+~-]|.)[{_CLOSE}“‘]*(?:[0-9A-Za-z.%+~-]+[{_CLOSE}]*)*(?:(?<=[”’“‘]).[”’“‘]?)*"
)


def _unit_width(text: str, size: float) -> float:
    """Room that the first piece of a line needs: a number is not broken, a mark not parted from its word."""
    m = _UNIT.match(text)
    piece = m.group() if m else text[:1]
    return sum(0.6 if c.isascii() or c in "“”‘’" else 1.15 for c in piece) * size


def _goes_on_by_text(line: str, following: str) -> bool:
    """Without places: a long line that ends in no full stop goes on."""
    return (
        len(line) >= 24 and not line.endswith(_SENTENCE_END) and not MARKER.match(view_of(following, "Hans"))
    )


def _glue(line: str, following: str) -> str:
    """Join two pieces of a line; a blank only between Latin words."""
    if line[-1:].isascii() and line[-1:].isalpha() and following[:1].isascii() and following[:1].isalpha():
        return f"{line} {following}"
    return line + following
