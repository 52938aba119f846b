"""The review workbook: written for a reviewer, read back as a `Review`.

Sheets: 主题 (one row a theme: what to fill in stands first), 段落 (one row a paragraph, to be moved),
依据 (what the next run needs; not for editing), 说明 (how to fill it in).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miner.errors import InputError
from miner.reading.archives import check_size
from miner.reading.files import MAX_BYTES
from miner.reading.reader import line_of
from miner.reading.sheet_limits import check_sheets
from miner.themes.paragraphs import digest
from miner.themes.review import Decision, Review

if TYPE_CHECKING:
    import pandas as pd

    from miner.themes.reading import ThemeData

__all__ = ["MOST_PARAGRAPHS", "read_review", "write_workbook"]

MOST_PARAGRAPHS = 50_000
"""So many paragraphs are listed for moving; in a larger corpus the first of each plan."""

_THEMES = ("编号", "名称", "保留", "并入", "签字", "备注", "份额", "计划数", "主要词", "代表句")
_PARAGRAPHS = ("计划", "起", "止", "主题", "移至", "文字", "内容码")
_GROUNDS = ("编号", "类别", "词", "权重")
_YES, _NO = {"是", "y", "yes", "true", "1", "保留", ""}, {"否", "n", "no", "false", "0", "删", "删除"}
_HELP = (
    "在“主题”表中修改：名称；保留填“是”或“否”；并入填另一主题的编号或名称；审定后在签字栏署名；备注随意。",
    "在“段落”表中修改：移至填主题的编号或名称，该段即归入该主题。",
    "“依据”表供下次运行识别各主题，请勿改动。列的次序可变，列名不可改。",
    "存盘后再次运行时交回本文件，以上决定对同一批计划照旧生效，对来年的计划按内容对应生效。",
)


def write_workbook(
    path: str | os.PathLike[str],
    review: Review,
    themes: pd.DataFrame,
    quotes: pd.DataFrame,
    data: ThemeData,
) -> None:
    """Write a workbook to `path`, the decisions of `review` filled in.

    `themes` (THEMES), `quotes` (REPRESENTATIVES) and `data` are those the model found, one row a decision.
    Raises InputError when the folder does not exist.
    """
    import xlsxwriter

    if not Path(path).resolve().parent.is_dir():
        raise InputError(f"no such folder: {Path(path).resolve().parent}")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DDE6EE", "border": 1, "text_wrap": True}),
            "edit": book.add_format({"bg_color": "#FFF8DC", "border": 1, "text_wrap": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        }
        _write_themes(book.add_worksheet("主题"), formats, themes, quotes, review)
        _write_paragraphs(book.add_worksheet("段落"), formats, data, review)
        _write_grounds(book.add_worksheet("依据"), formats, review)
        sheet = book.add_worksheet("说明")
        sheet.set_column(0, 0, 110)
        for row, line in enumerate(_HELP):
            sheet.write_string(row, 0, line, formats["wrap"])


def _write_themes(
    sheet: Any, formats: dict[str, Any], themes: pd.DataFrame, quotes: pd.DataFrame, review: Review
) -> None:
    _head(sheet, _THEMES, formats, (6, 24, 7, 10, 12, 24, 8, 8, 40, 100))
    last = len(review.decisions)
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": ["是", "否"]})
    for row, (d, theme) in enumerate(zip(review.decisions, themes.itertuples(index=False), strict=True), 1):
        mine = quotes[quotes["theme"] == theme.theme].head(3)
        said = "\n".join(f"{q.quote}（{q.plan_id}，{q.start}–{q.end}）" for q in mine.itertuples())
        sheet.write_number(row, 0, d.theme, formats["wrap"])
        sheet.write_string(row, 1, d.name, formats["edit"])
        sheet.write_string(row, 2, "是" if d.keep else "否", formats["edit"])
        sheet.write(row, 3, d.merge_into, formats["edit"])
        sheet.write_string(row, 4, d.signed or "", formats["edit"])
        sheet.write_string(row, 5, d.note or "", formats["edit"])
        sheet.write_number(row, 6, theme.share, formats["share"])
        sheet.write_number(row, 7, theme.plans, formats["wrap"])
        sheet.write_string(row, 8, theme.key_terms, formats["wrap"])
        sheet.write_string(row, 9, said[:32_000], formats["wrap"])


def _write_paragraphs(sheet: Any, formats: dict[str, Any], data: ThemeData, review: Review) -> None:
    _head(sheet, _PARAGRAPHS, formats, (24, 8, 8, 8, 10, 100, 18))
    reading = data.reading
    best = data.shares.argmax(axis=1)
    texts = reading.units.texts
    for row, i in enumerate(range(min(len(texts), MOST_PARAGRAPHS)), 1):
        content = digest(texts[i])
        moved = review.moves.get(content)
        sheet.write_string(row, 0, reading.plans[reading.units.plan[i]].id)
        sheet.write_number(row, 1, int(reading.raw_start[i]))
        sheet.write_number(row, 2, int(reading.raw_end[i]))
        if not data.reasons[i]:
            sheet.write_number(row, 3, int(best[i]) + 1)
        sheet.write(row, 4, moved, formats["edit"])
        sheet.write_string(row, 5, texts[i][:500], formats["wrap"])
        sheet.write_string(row, 6, content)


def _write_grounds(sheet: Any, formats: dict[str, Any], review: Review) -> None:
    _head(sheet, _GROUNDS, formats, (8, 12, 24, 12))
    known = (
        ("corpus", review.corpus),
        ("codebook", review.codebook),
        ("random_state", str(review.random_state)),
        ("embeddings", "1" if review.embeddings else ""),
    )
    rows: list[tuple[int, str, str, float]] = [(0, kind, value, 0.0) for kind, value in known]
    for d in review.decisions:
        rows += [(d.theme, "term", term, weight) for term, weight in d.terms.items()]
        rows += [(d.theme, "seed", term, weight) for term, weight in d.seeds.items()]
    for row, (theme, kind, word, weight) in enumerate(rows, 1):
        sheet.write_number(row, 0, theme)
        sheet.write_string(row, 1, kind)
        sheet.write_string(row, 2, word)
        sheet.write_number(row, 3, weight)


def _head(sheet: Any, names: tuple[str, ...], formats: dict[str, Any], widths: tuple[int, ...]) -> None:
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.write_string(0, column, name, formats["head"])
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)


def read_review(path: str | os.PathLike[str]) -> Review:
    """Read an edited workbook.

    Raises InputError, with sheet and row, when the file is no workbook, a sheet or column is missing, a
    number is none, a theme is named twice, or a merge or move names a theme that is not there.
    """
    import openpyxl

    if not Path(path).is_file():
        raise InputError(f"no such review workbook: {path}")
    try:
        data = Path(path).read_bytes()
        refused = check_size(data, MAX_BYTES) or check_sheets(data, MAX_BYTES, by_row=True)
        if refused:
            raise InputError(f"{path} is not read as a review workbook: {refused}")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            themes = list(_rows(book, "主题", _THEMES[:6], path))
            paragraphs = list(_rows(book, "段落", ("移至", "内容码"), path))
            grounds = list(_rows(book, "依据", _GROUNDS, path))
        finally:
            book.close()
        return _review(themes, paragraphs, grounds)
    except InputError:
        raise
    except (
        Exception
    ) as error:  # openpyxl raises many kinds for a file that is no workbook, some at a damaged row
        raise InputError(f"{path} is not a workbook that can be read: {line_of(error)}") from error


def _review(
    themes: list[tuple[int, dict[str, Any]]],
    paragraphs: list[tuple[int, dict[str, Any]]],
    grounds: list[tuple[int, dict[str, Any]]],
) -> Review:
    terms: dict[tuple[int, str], dict[str, float]] = {}
    known: dict[str, str] = {}
    for row, cells in grounds:
        theme, kind, word = (
            _number(cells["编号"], "依据", row, "编号"),
            _text(cells["类别"]),
            _text(cells["词"]),
        )
        if theme == 0:
            known[kind] = word
            continue
        try:
            weight = float(cells["权重"])
            if not isfinite(weight):
                raise ValueError(weight)
            terms.setdefault((theme, kind), {})[word] = weight
        except (TypeError, ValueError) as error:
            raise InputError(f"sheet 依据, row {row}: 权重 is no number: {cells['权重']!r}") from error
    numbers = [_number(cells["编号"], "主题", row, "编号") for row, cells in themes]
    if sorted(numbers) != list(range(1, len(numbers) + 1)) or not numbers:
        raise InputError(
            f"sheet 主题: 编号 must be 1 to {max(len(numbers), 1)}, each once; do not delete rows, fill in 否"
        )
    names = {n: _text(cells["名称"]) for n, (_, cells) in zip(numbers, themes, strict=True)}
    decisions = []
    for n, (row, cells) in sorted(zip(numbers, themes, strict=True), key=lambda x: x[0]):
        if not names[n]:
            raise InputError(f"sheet 主题, row {row}: 名称 is empty")
        keep = _text(cells["保留"]).lower()
        if keep not in _YES | _NO:
            raise InputError(f"sheet 主题, row {row}: 保留 must be 是 or 否, not {cells['保留']!r}")
        decisions.append(
            Decision(
                n,
                names[n],
                keep in _YES,
                _theme(cells["并入"], names, "主题", row, "并入"),
                _text(cells["签字"]) or None,
                _text(cells["备注"]) or None,
                terms.get((n, "term"), {}),
                terms.get((n, "seed"), {}),
            )
        )
    _check_names(decisions)
    moves = {}
    for row, cells in paragraphs:
        target = _theme(cells["移至"], names, "段落", row, "移至")
        if target is not None:
            moves[_text(cells["内容码"])] = target
    state = known.get("random_state", "0")
    return Review(
        tuple(decisions),
        moves,
        int(state) if state.isdigit() else 0,
        known.get("corpus", ""),
        known.get("codebook", ""),
        known.get("embeddings") == "1",
    )


def _check_names(decisions: Iterable[Decision]) -> None:
    seen: dict[str, int] = {}
    for d in decisions:
        if d.keep and d.merge_into is None:
            if d.name in seen:
                raise InputError(
                    f"sheet 主题: the themes {seen[d.name]} and {d.theme} are both named {d.name}; merge them"
                )
            seen[d.name] = d.theme


def _rows(
    book: Any, name: str, needed: tuple[str, ...], path: str | os.PathLike[str]
) -> Iterable[tuple[int, dict[str, Any]]]:
    """(row number, {column: value}) of a sheet's filled rows."""
    if name not in book.sheetnames:
        raise InputError(
            f"{path} has no sheet {name}; it was not written by the review, or the sheet was renamed"
        )
    lines = book[name].iter_rows(values_only=True)
    head = [_text(c) for c in next(lines, ())]
    missing = [c for c in needed if c not in head]
    if missing:
        raise InputError(f"{path}, sheet {name}: the column {', '.join(missing)} is missing or renamed")
    at = {c: head.index(c) for c in needed}
    for number, line in enumerate(lines, 2):
        if any(cell not in (None, "") for cell in line):
            yield number, {c: line[i] if i < len(line) else None for c, i in at.items()}


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _number(cell: Any, sheet: str, row: int, column: str) -> int:
    text = _text(cell)
    if not text.isdecimal():
        raise InputError(f"sheet {sheet}, row {row}: {column} is no number: {cell!r}")
    return int(text)


def _theme(cell: Any, names: Mapping[int, str], sheet: str, row: int, column: str) -> int | None:
    """The theme a cell names by number or name; None for an empty cell."""
    text = _text(cell)
    if not text:
        return None
    if text.isdecimal() and int(text) in names:
        return int(text)
    for number, name in names.items():
        if text == name:
            return number
    raise InputError(f"sheet {sheet}, row {row}: {column} names no theme of the sheet 主题: {cell!r}")
