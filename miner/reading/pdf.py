"""PDF by pypdfium2: wrapped lines joined, running headers, footers and page numbers taken out.

A PDF stores glyphs at places, no paragraphs. A line that reaches the right edge of the text goes on in the next
one, unless that is indented or opens with a number of its own. A table drawn with lines is read cell by cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import pairwise
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from miner.corpus import Span
from miner.reading.builder import TextBuilder
from miner.reading.columns import direction, in_columns, upright, visual
from miner.reading.furniture import MARKER
from miner.reading.recognition import DPI, SURE, RecognitionError, Recognized, can_recognize, recognize
from miner.reading.ruled import Box, Ruled, find_ruled, is_line
from miner.reading.view import view_of

if TYPE_CHECKING:
    import numpy as np

__all__ = ["NoTextLayerError", "read_pdf", "read_pictures"]

_PAGE_WIDTH = 595.0
"""Points that a picture of a page is taken to be wide: A4."""


class NoTextLayerError(Exception):
    """The PDF holds pictures of text; it needs character recognition first."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    size: float
    page: int
    table: Rows = ()
    """The cells of a table that stands here; its text is theirs."""
    sure: float = 1.0
    """How sure character recognition is of the line."""
    recognized: bool = False


Rows = tuple[tuple[str, ...], ...]
_Row = list[tuple[Box, str]]
"""Characters of a line, each with its place."""
_MOST_OBJECTS = 20_000
"""Things drawn on a page; one with more is a map or a plan of a site, and its lines are not looked at."""
_EDGE = 3
"""So many lines at the top and at the foot of a page may be its running header and footer."""
_REPEATS = 0.5
"""A line at the edge of at least this share of the pages is a running header or footer."""
_PAGE_NUMBER = re.compile(r"[-—–― ·•|/第页共ofpagePAGE\d\s]{1,24}")
_SENTENCE_END = tuple("。！？!?")


def read_pdf(data: bytes) -> tuple[TextBuilder, list[str]]:
    """The text of a PDF, and a line for each page that could not be read.

    Pages without a text layer are read by character recognition where the extra `ocr` is installed. Raises NoTextLayerError where no page has text, and pypdfium2.PdfiumError for a damaged or encrypted file.
    """
    import pypdfium2

    faults: list[str] = []
    pages: list[list[_Line]] = []
    widths: list[float] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            try:
                page = document[number]
                widths.append(page.get_width())
                lines = _page_lines(page, number)
                if not any(line.text.strip() for line in lines) and can_recognize():
                    lines = _recognized(document[number], number)
                pages.append(lines)
                if _is_garbled(lines):
                    faults.append(f"page {number + 1}: its fonts do not say which characters they draw")
            except (pypdfium2.PdfiumError, RecognitionError) as error:
                pages.append([])
                faults.append(f"page {number + 1} cannot be read: {error}")
    finally:
        document.close()
    if not any(len(line.text.strip()) > 1 for page in pages for line in page):
        raise NoTextLayerError
    return _written(pages, median(widths)), faults


def read_pictures(pictures: Iterable[np.ndarray[Any, Any]]) -> TextBuilder:
    """The text of pictures of pages, by character recognition. Raises RecognitionError where the engine fails."""
    pages: list[list[_Line]] = []
    width = 0.0
    for number, picture in enumerate(pictures):
        scale = _PAGE_WIDTH / picture.shape[1]
        width = _PAGE_WIDTH
        pages.append(_lines_of(recognize(picture, scale), number))
    return _written(pages, width)


def _recognized(page: Any, number: int) -> list[_Line]:
    """The lines of a page that holds a picture of text."""
    try:
        drawn = page.render(scale=DPI / 72).to_numpy()[:, :, 2::-1]
    finally:
        page.close()
    return _lines_of(recognize(drawn, 72 / DPI), number)


def _lines_of(found: list[Recognized], number: int) -> list[_Line]:
    rows = in_columns([line.chars for line in found])
    said = {"".join(c for _, c in line.chars): line.sure for line in found}
    worst = min((line.sure for line in found), default=1.0)
    lines = (_line(row, number) for row in rows)
    return [
        replace(line, recognized=True, sure=said.get("".join(c for _, c in row), worst))
        for line, row in zip(lines, rows, strict=True)
        if line.text
    ]


def _written(pages: list[list[_Line]], width: float) -> TextBuilder:
    """The paragraphs and tables of all pages; lines that were recognized with doubt are marked."""
    out = TextBuilder()
    for part in _paragraphs(_without_running_lines(pages), width):
        if isinstance(part, str):
            out.line(part)
        else:
            out.table(part)
    seen = [page for page in pages if any(line.recognized for line in page)]
    if seen:
        sure = mean(line.sure for page in seen for line in page)
        out.told = f"character recognition of {len(seen)} of {len(pages)} pages, mean certainty {sure:.0%}"
    if any(line.sure < SURE for page in pages for line in page):
        text, at = out.text, 0
        for line in (line for page in pages for line in page):
            found = text.find(line.text, at)
            if found < 0:
                continue  # a running head
            at = found + len(line.text)
            if line.sure < SURE:
                out.doubts.append(Span(found, at, f"recognized with {line.sure:.0%} certainty"))
    return out


def _page_lines(page: Any, number: int) -> list[_Line]:
    """The lines of a page in reading order, with their edges in points; a table stands where it begins."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        text = textpage.get_text_range(0, count) if count else ""
        if len(text) != count:  # characters beyond U+FFFF shift the places; read the text alone
            return [_Line(_clean(t.strip()), 0.0, 0.0, 0.0, number) for t in text.splitlines() if t.strip()]
        rows = []
        for m in re.finditer(r"[^\r\n]+", text):
            if m.group().strip():
                boxes = ((textpage.get_charbox(i, loose=True), text[i]) for i in range(*m.span()))
                rows.append(list(boxes))
        sides = page.get_width(), page.get_height()
        width, height = sides if page.get_rotation() in (0, 180) else reversed(sides)
        seen = partial(visual, angle=direction(rows), width=width, height=height)
        rows = [upright([(seen(box), c) for box, c in row]) for row in rows]
        drawn = find_ruled(seen(box) for box in _drawn(page)) if rows else []
        return _with_tables(rows if drawn else in_columns(rows), drawn, number)
    finally:
        textpage.close()
        page.close()


_NO_CHARACTER = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
_GARBLED = 0.2
"""Share of characters without meaning from which a page is not readable."""


def _is_garbled(lines: list[_Line]) -> bool:
    """Whether a font gives codes that stand for no characters (its ToUnicode table is missing)."""
    text = "".join(line.text for line in lines)
    return len(_NO_CHARACTER.findall(text)) > _GARBLED * len(text)


def _drawn(page: Any) -> list[Box]:
    """The bounds of the lines and boxes on a page."""
    import pypdfium2.raw as raw

    if raw.FPDFPage_CountObjects(page.raw) > _MOST_OBJECTS:
        return []
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    return [box for path in paths if is_line(box := tuple(path.get_bounds())) or _is_outlined(path)]


def _is_outlined(path: Any) -> bool:
    """Whether the sides of a shape are drawn; a shade behind text has none."""
    import ctypes

    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path.raw, fill, stroke)) and bool(stroke.value)


def _with_tables(rows: list[_Row], tables: list[Ruled], page: int) -> list[_Line]:
    """The lines of a page; what stands in the cells of a table is taken out of them and read by cell."""
    inside: list[dict[tuple[int, int], list[str]]] = [{} for _ in tables]
    split = [_by_table(row, tables) for row in rows]
    for parts in split:
        for (t, cell), part in parts.items():
            if cell is not None and (said := _line([(b, c) for b, c in part], page).text):
                inside[t].setdefault(cell, []).append(said)
    gaps = {t for parts in split for (t, cell), part in parts.items() if cell is not None and _has_gap(part)}
    good = [t not in gaps and _is_table(tables[t], inside[t]) for t in range(len(tables))]
    made: list[_Line] = []
    told: set[int] = set()
    for row, parts in zip(rows, split, strict=True):
        for t in sorted({t for t, cell in parts if cell is not None and good[t]} - told):
            told.add(t)
            cells = _cells(tables[t], inside[t])
            made.append(_Line("\t".join("\t".join(r) for r in cells), 0.0, 0.0, 0.0, page, cells))
        if any(cell is not None and good[t] for t, cell in parts):
            row = [item for (t, cell), part in parts.items() if cell is None or not good[t] for item in part]
        if any(not c.isspace() for _, c in row):
            made.append(_line(row, page))
    return made


def _by_table(row: _Row, tables: list[Ruled]) -> dict[tuple[int, tuple[int, int] | None], _Row]:
    """The characters of a line by table and cell; those in none by (-1, None)."""
    parts: dict[tuple[int, tuple[int, int] | None], _Row] = {}
    for box, c in row:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        found = ((t, cell) for t, table in enumerate(tables) if (cell := table.cell(x, y)) is not None)
        parts.setdefault(next(found, (-1, None)), []).append((box, c))
    return parts


_GAP_IN_CELL = 3.0
"""Heights of a line; words further apart stand in two columns, though no line parts them."""


def _has_gap(part: _Row) -> bool:
    """Whether the words of one line in one cell stand so far apart that they belong to two columns."""
    placed = sorted(box for box, c in part if box[2] > box[0] and not c.isspace())
    return any(b[0] - a[2] > _GAP_IN_CELL * (a[3] - a[1]) for a, b in pairwise(placed))


def _is_table(table: Ruled, cells: dict[tuple[int, int], list[str]]) -> bool:
    """Whether the cells hold text in two rows and two columns, and not a few of many: a frame is no table."""
    every = {owner for row in table.owners for owner in row}
    return (
        len({i for i, _ in cells}) >= 2 and len({j for _, j in cells}) >= 2 and len(cells) >= 0.3 * len(every)
    )


def _cells(table: Ruled, found: dict[tuple[int, int], list[str]]) -> Rows:
    """The texts of all cells; merged ones are empty but for the first."""
    rows, columns = table.shape
    return tuple(tuple(reduce(_glue, found.get((i, j), ()), "") for j in range(columns)) for i in range(rows))


def _line(row: _Row, page: int) -> _Line:
    """A line with its characters from left to right.

    A PDF may draw what is in another font later: the quotation marks of a line then stand at its end.
    """
    text = "".join(c for _, c in row)
    placed = [(box, c) for box, c in row if box[2] > box[0] and not c.isspace()]
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


def _word_gap(left: tuple[Box, str], right: tuple[Box, str], size: float) -> bool:
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
    # a page that comes again whole is text: its lines are counted once
    filled = list({tuple(_shape(line.text) for line in page): page for page in pages if page}.values())
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


def _paragraphs(pages: list[list[_Line]], width: float = 0.0) -> list[str | Rows]:
    """The paragraphs and tables of pages `width` points wide."""
    lines = [line for page in pages for line in page]
    body = _body_of(lines, width)
    made: list[str | Rows] = []
    previous: _Line | None = None
    for line in lines:
        last = made[-1] if made else None
        if previous is None or last is None:
            made.append(line.table or line.text)
        elif isinstance(last, str) and not line.table and _goes_on(previous, line, body):
            made[-1] = _glue(last, line.text)
        elif not isinstance(last, str) and line.page > previous.page and _is_rest(last, line.table):
            made[-1] = _with_rest(last, line.table)
        else:
            made.append(line.table or line.text)
        previous = line
    return made


def _is_rest(table: Rows, following: Rows) -> bool:
    """Whether a table goes on with the one at the head of the next page: as many columns."""
    return bool(following) and len(table[0]) == len(following[0])


def _with_rest(table: Rows, following: Rows) -> Rows:
    """A table with its rows of the next page: no header again, and a row that the page broke put together."""
    rest = following[1:] if following[0] == table[0] else following
    if rest and not rest[0][0] and any(rest[0]) and table[-1][0]:
        joined = tuple(_glue(a, b) if b else a for a, b in zip(table[-1], rest[0], strict=True))
        return (*table[:-1], joined, *rest[1:])
    return table + rest


_WRAPPED = 12
"""Characters of the shortest line that can be a full one; headings of one length share an edge by chance."""


def _body_of(lines: list[_Line], width: float) -> _Body:
    """The edges that most lines share; where no long lines share one, the margins are taken to be equal."""
    placed = [line for line in lines if line.size]
    if not placed:
        return _Body(0.0, 0.0, False)
    lefts = Counter(round(line.left) for line in placed)
    rights = Counter(round(line.right) for line in placed if len(line.text) >= _WRAPPED)
    common = [edge for edge, n in lefts.items() if n >= 0.15 * len(placed)]
    left = float(min(common, default=lefts.most_common(1)[0][0]))
    full = [edge for edge, n in rights.items() if n >= max(2, 0.03 * len(placed))]
    right = max(full) if full else max(*(line.right for line in placed), width - left)
    indented = sum(1 for line in placed if line.left > left + 1.2 * line.size)
    flush = sum(1 for line in placed if line.left < left + 0.5 * line.size)
    indents = min(indented, flush) >= 0.15 * len(placed)
    return _Body(left, right, indents)


def _goes_on(line: _Line, following: _Line, body: _Body) -> bool:
    """Whether `following` continues the sentence that `line` breaks off at the edge."""
    if _TAIL.match(following.text) and not line.text.endswith(_SENTENCE_END):
        return True
    if not line.size or not following.size:
        return _goes_on_by_text(line.text, following.text)
    if abs(line.size - following.size) > 0.25 * max(line.size, following.size):
        return False
    waits = _WAITS.search(line.text) and re.match(r"\d", following.text)
    if (waits or line.text.endswith(("，", "、"))) and not MARKER.match(view_of(following.text, "Hans")):
        return True
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


_TAIL = re.compile(r"[，。、；：）！？%％》”’]|(?:以上|以下|以内|左右|之间|以前|以后)(?:[，。；、）]|$)")
"""What opens no line of its own: a mark that closes, or the end of an amount (95% | 以上)."""
_WAITS = re.compile(
    r"(?:达到|不低于|不少于|不超过|不高于|高于|低于|超过|控制在|提高到|增长到|[^行作成认]为|至少)$"
)
"""Words that a number must follow."""
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
