"""Tables of indicators that come as plain text: the cells of a page or a PDF, without lines or pipes.

Five-year outlines give their goals in one table (指标 | 2025年 | 2030年目标 | 属性). Pasted as text its cells are apart
by tabs, by blanks that keep the columns of the page, by single blanks, by line ends or by nothing. `typed_grids` finds
the heads (`typed_heads`), reads the rows below each and gives the same `Grid` that a table of Word gives. Where tabs
or the columns of the page tell under which head a cell stands, that decides (`typed_columns`); everything else is
parsed against the kinds of the columns (`typed_rows`). A row whose cells cannot be told apart is left out of the grid:
its numbers are listed by the stage of targets, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from miner.corpus import Grid, Span
from miner.knowledge.caches import lru_cache
from miner.reading.typed_cells import find_pieces
from miner.reading.typed_columns import JOINED, aligned_rows
from miner.reading.typed_heads import Head, HeadCell, find_heads, is_head_line, name_words
from miner.reading.typed_rows import ParsedRow, parse_rows
from miner.reading.typed_stacks import repeated_heads
from miner.reading.typed_tabs import even_rows, tabbed_rows
from miner.reading.view import script_of, view_of

__all__ = ["page_mark", "typed_grids"]

_LONGEST_TABLE = 30_000
_MOST_TABLES, _LAST_ROWS = 5_000, 1_000
"""Characters that hold most tables; one that goes on to the last thousand of them may be longer."""
_RAW_NAME = re.compile(r"指\s{0,8}[标標]|[项項]\s{0,8}目")
_PAGE_MARK = re.compile(
    r"^[^\S\n]*(?:[—–―\-－─·]{1,3}[^\S\n]{0,3}\d{1,4}[^\S\n]{0,3}[—–―\-－─·]{1,3}|第\s{0,3}\d{1,4}\s{0,3}页(?:[,，/ ]{0,3}共\s{0,3}\d{1,4}\s{0,3}页)?"
    r"|\d{1,3}\s?/\s?\d{1,3})[^\S\n]*(?:\n|\Z)",
    re.M,
)
_CONTINUED = re.compile(
    r"^[^\S\n]{0,80}[^\n]{0,40}(?:[（(]续(?:表|完|上)?\d?[)）]|续表[^\n]{0,4})[^\S\n]*(?:\n|\Z)", re.M
)
_UNIT_LINE = re.compile(r"^[^\S\n]*[（(]?单位[：:][^\n]{1,12}[)）]?[^\S\n]*(?:\n|\Z)", re.M)
_MASK = "\x1f"
_PIPES = str.maketrans("|│｜┃", "\t\t\t\t")
_COMMA_HEAD = re.compile(r"^(?=[^\n,]{0,20},)(?=[^\n]{0,60}指标)[^\n。；]{8,200}$", re.M)
_RULE = re.compile(r"^[^\S\n]*[-:|│┃｜+─━═=┼├┤┬┴┌┐└┘]{3}[-:|│┃｜+\s─━═=┼├┤┬┴┌┐└┘]{0,200}$", re.M)
"""The line under a head, or between rows: ---|:---:|---, ─────."""
_AFTER_TABLE = re.compile(
    r"[。；]|注\s{0,4}[：:]|^[^\S\n]{0,40}(?:[（(]?注\s*\d|备注[：:]|说明[：:]|数据来源|资料来源|第[一二三四五六七八九十]+[篇章节部]|专栏\s*\d|表\s*\d+[^\d.]|#|[*＊∗]\s*[为代]|带[*＊∗]|“?—”?代表)",
    re.M,
)
_LONGEST_NOTES = 800
_NOTE = re.compile(
    r"注\s*[：:]|[（(]?注\s*\d|备注[：:]|数据来源|资料来源|说明[：:]|[*＊∗]\s*[为代表]|带[*＊∗]|[“\"]?—[”\"]?\s*(?:代表|表示|为)|[①〔【\[]"
)
_NEXT_NOTE = re.compile(rf"{_NOTE.pattern}|[①-⑳]|\d{{1,2}}[.．、]|\(\d{{1,2}}\)")
_LONGEST_TITLE = 60


def page_mark() -> re.Pattern[str]:
    """A line that holds nothing but the number of a page: — 12 —."""
    return _PAGE_MARK


def typed_grids(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[Grid, ...]:
    """The tables of indicators typed into `text`, in order; none where a span of `taken` lies.

    Linear in the length of the text: heads are looked for where 指标 stands, and each table is read once.
    """
    return _typed_grids(text, tuple(taken))


@lru_cache(4)  # the outline and the targets of a plan ask for the same tables
def _typed_grids(text: str, taken: tuple[tuple[int, int], ...]) -> tuple[Grid, ...]:
    if not _RAW_NAME.search(text):
        return ()
    view = _tabbed(view_of(text, script_of(text)))  # as long as the text: offsets hold
    grids: list[Grid] = []
    done = 0
    for match in name_words(view):
        if match.start() < done or any(a <= match.start() < b for a, b in taken):
            continue
        tables = [
            grid
            for head in find_heads(view, match.start(), done)
            if (grid := _table(text, view, head)) is not None
        ]
        if tables:
            grids.append(max(tables, key=lambda grid: (len(grid.rows), grid.end - grid.start)))
            done = grids[-1].end
    return tuple(grids)


def _tabbed(view: str) -> str:
    """The view with tabs for what else parts cells: pipes, and the commas of lines that are cells of a table."""
    view = view.translate(_PIPES)
    lines: list[str] | None = None
    for match in _COMMA_HEAD.finditer(view):
        parts = [part for part in match.group().split(",") if part.strip()]
        if len(parts) < 3 or sum(map(is_head_line, parts)) < len(parts) - (len(parts) > 3):
            continue
        lines = view.split("\n") if lines is None else lines
        commas = match.group().count(",")
        for at in range(view.count("\n", 0, match.start()), len(lines)):
            if abs(lines[at].count(",") - commas) > 1 or "。" in lines[at]:
                break
            lines[at] = lines[at].replace(",", "\t")
    return view if lines is None else "\n".join(lines)


def _table(raw: str, text: str, head: Head) -> Grid | None:
    """The grid below a head; None where no row follows."""
    grid = _table_within(raw, text, head, _MOST_TABLES)
    if grid is not None and grid.end > head.end + _MOST_TABLES - _LAST_ROWS:
        return _table_within(raw, text, head, _LONGEST_TABLE)
    return grid


def _table_within(raw: str, text: str, head: Head, longest: int) -> Grid | None:
    """The grid below a head, looked for in so many characters."""
    body = _masked(text, head, longest)
    rows, end = [_head_row(text, head.cells)], head.end
    for cells, until in _rows_apart(raw, text, body, head):
        rows.append(tuple(cells))
        end = until
    if head.halves > 1 and len(rows) > 1:
        rows[0] = _head_row(text, head.all)
    elif _count_whole(rows) < 2:
        parsed, until = [_head_row(text, head.cells)], head.end
        if (
            "group" not in head.kinds
        ):  # 一、经济强（12 项） on a line of its own: a column without a head holds it
            parsed[0] = (Span(head.start, head.start), *parsed[0])
        for spans, at in _parsed(raw, body, head):
            parsed.append(spans)
            until = at
        if _count_whole(parsed) >= _count_whole(rows):
            rows, end = parsed, until
    if len(rows) < 2:
        return None
    return Grid(head.start, _with_notes(text, end), tuple(rows))


def _count_whole(rows: Sequence[Sequence[Span]]) -> int:
    """The rows below the head that hold more than the name of a group."""
    return sum(sum(cell.start < cell.end for cell in row) > 1 for row in rows[1:])


def _head_row(text: str, cells: Sequence[HeadCell]) -> tuple[Span, ...]:
    return tuple(
        Span(c.start, c.end, JOINED + c.over + "".join(text[c.start : c.end].split()) if c.over else "")
        for c in cells
    )


def _rows_apart(raw: str, text: str, body: str, head: Head) -> Iterable[tuple[list[Span], int]]:
    """The rows of a table whose columns tabs or blanks keep apart; none where the head shows neither."""
    kinds, tabs = [c.kind for c in head.all], head.layout == "tabs"
    if head.halves > 1 and (tabs or "nature" not in kinds):
        return even_rows(body, head.end, len(head.cells), head.halves, tabs)
    if tabs:
        return tabbed_rows(body, head.end, kinds)
    if head.halves == 1 and head.layout == "columns":
        heads = [(c.start, c.end) for c in head.all]
        again = [
            (at, cells) for _, at, cells in repeated_heads(text, (head.start, head.end), heads, len(body))
        ]
        return aligned_rows(raw, text[: head.end] + body[head.end :], head.end, heads, kinds, again)
    return ()


def _parsed(raw: str, body: str, head: Head) -> Iterator[tuple[tuple[Span, ...], int]]:
    """The rows that the pieces below a head are, and where each ends; those with holes left out."""
    close = _AFTER_TABLE.search(body, head.end)
    pieces = find_pieces(body, head.end, close.start() if close else len(body), "unit" in head.kinds)
    rows = parse_rows(pieces, head.kinds, head.layout, head.halves == 1)
    natures = _shared_natures(rows, head.kinds)

    def span(at: int, cell: tuple[int, int] | None) -> Span:
        if cell is None:
            return Span(at, at)
        first, last = pieces[cell[0]].start, pieces[cell[1] - 1].end
        words = "".join(raw[piece.start : piece.end] for piece in pieces[slice(*cell)])
        masked = _MASK in body[first:last] and words != "".join(page_mark().sub("", raw[first:last]).split())
        return Span(first, last, JOINED + words if masked else "")

    for row, nature in zip(rows, natures, strict=True):
        if row.holes:
            continue
        end = pieces[row.end - 1].end
        first = next(pieces[cell[0]].start for cell in row.cells if cell is not None)
        cells = [
            span(first, nature if kind == "nature" and cell is None else cell)
            for kind, cell in zip(head.kinds, row.cells, strict=True)
        ]
        yield ((*([] if "group" in head.kinds else [span(first, row.group)]), *cells), end)


def _shared_natures(rows: Sequence[ParsedRow], kinds: Sequence[str]) -> list[tuple[int, int] | None]:
    """For each row the nature that the rows under one number share: it stands once, in one of them."""
    if "nature" not in kinds:
        return [None] * len(rows)
    at = list(kinds).index("nature")
    shared: list[tuple[int, int] | None] = []
    first = 0
    for i, row in enumerate(rows, start=1):
        if i < len(rows) and not rows[i].numbered and rows[i - 1].numbered | (first < i - 1):
            continue
        del row
        natures = [r.cells[at] for r in rows[first:i] if r.cells[at] is not None]
        shared += [natures[0] if len(natures) == 1 else None] * (i - first)
        first = i
    return shared


def _with_notes(text: str, end: int) -> int:
    """The end of the notes under a table that ends at `end`: 注：1.…, * 为预计数, “—”代表…."""
    notes, broken = end, False
    for match in re.finditer(r"[^\n]+", text[end : end + _LONGEST_NOTES]):
        line = match.group().strip()
        if not line:
            continue
        if not (_NOTE if notes == end else _NEXT_NOTE).match(line) and not broken:
            break
        # the line goes on in the next
        broken = len(line) > 24 and not line.endswith(("。", "；", "数", "据"))
        notes = end + match.end()
    return notes


def _masked(text: str, head: Head, longest: int) -> str:
    """The text up to the end of the longest table, page marks and repeated heads blanked out, offsets as before."""
    end = min(len(text), head.end + longest)
    body = text[head.end : end]
    spans = [m.span() for p in (_PAGE_MARK, _CONTINUED, _UNIT_LINE, _RULE) for m in p.finditer(body)]
    words = [
        re.sub(r"\s+", r"\\s{0,8}", re.escape(re.sub(r"\s+", " ", text[c.start : c.end])).replace("\\ ", " "))
        for c in head.cells
    ]
    heads = [m.span() for m in re.finditer(r"\s{0,80}".join(words) + r"[^\S\n]{0,80}\n?", body)]
    own = [(c.start, c.end) for c in head.all]
    heads += [
        (a - head.end, b - head.end)
        for a, b, _ in repeated_heads(text, (head.start, head.end), own, end)
        if (a - head.end, b - head.end) not in heads
    ]
    title = _title_over(text, head.start)
    if heads and title:
        heads += [
            m.span() for m in re.finditer(rf"^[^\S\n]{{0,80}}{re.escape(title)}[^\n]{{0,10}}\n", body, re.M)
        ]
    spans += heads
    cut = list(body)
    for a, b in spans:
        cut[a:b] = _MASK * (b - a)
    return _MASK * head.end + "".join(cut)[: _next_head(body, [a for a, _ in spans])]


def _title_over(text: str, start: int) -> str:
    """The line over the head, where it is short enough for a title; empty where it is not."""
    lines = text[max(0, start - 2 * _LONGEST_TITLE) : start].rstrip().rsplit("\n", 1)
    title = lines[-1].strip()
    return title if 4 < len(title) <= _LONGEST_TITLE and len(lines) == 2 else ""


def _next_head(body: str, repeated: Sequence[int]) -> int:
    """Where the head of another table stands in `body`; its length where none does."""
    for match in name_words(body):
        start = body.rfind("\n", 0, match.start()) + 1
        line = body[start : (body.find("\n", match.end()) + 1 or len(body)) - 1]
        if start not in repeated and len(line.split()) > 2 and is_head_line(line):
            return start
    return len(body)
