"""Tables to the terminal, to standard output, to a file."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import category

from miner.errors import InputError
from miner.spoken import chosen, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["emit", "in_words", "visible", "visible_lines"]

_ROWS = 50
"""Rows the terminal table shows before it says how many more there are."""

_PLAIN = ("", ".txt")
"""Endings of files that are written as CSV."""
_LARGEST = 1e15
"""From here on a float does not hold every whole number."""
_SMALLEST = 1e-3
"""Below this, four digits behind the point say too little."""
_WIDEST = 36
_FILE_WIDTH = 200
_FIRST = ("plan_id", "theme", "name", "plan_a", "plan_b", "quote", "indicator_name", "move", "kind")
_OFFSET = re.compile(r"(?:^|_)(?:start|end|sha256)(?:_|$)")


def emit(frame: pd.DataFrame, form: str | None, output: str, name: str = "") -> None:
    """Write `frame` to the file `output` or, for `-`, to standard output.

    `form` is table, csv, jsonl, parquet or xlsx; None takes it from the ending of `output`, else a table on a
    terminal and CSV in a pipe. `name` is the table's. Readers of a table or a workbook are shown heads and codes in
    the language of this run, programs the names and codes. Raises InputError when the file cannot be written, or its
    ending names another kind of file.
    """
    from miner.report.export import table_bytes, write_table

    form = form or _form_of(output)
    if form == "table" and output != "-":
        try:
            with Path(output).open("w", encoding="utf-8") as file:
                _print_table(frame, name, file)
        except OSError as error:
            raise InputError(f"cannot write {output}: {error.strerror or error}") from error
    elif form == "table":
        _print_table(frame, name)
    elif form == "xlsx":
        _write_workbook(frame, name, output)
    elif output == "-" and form != "parquet" and sys.stdout.isatty():
        print(visible_lines(table_bytes(frame, form).decode("utf-8-sig")), end="")  # type: ignore[arg-type]
    elif output == "-":
        write_table(frame, sys.stdout.buffer, form)  # type: ignore[arg-type]
        sys.stdout.buffer.flush()
    else:
        write_table(frame, Path(output), form)  # type: ignore[arg-type]


def _form_of(output: str) -> str:
    """The format that the ending of a file names; CSV for a file without one, or with .txt."""
    from miner.report.export import FORMATS

    if output == "-":
        return "table" if sys.stdout.isatty() else "csv"
    suffix = Path(output).suffix.lower()
    if suffix[1:] in (*FORMATS, "xlsx"):
        return suffix[1:]
    if suffix in _PLAIN:
        return "csv"
    raise InputError(
        f"a table is written as .csv, .xlsx, .jsonl or .parquet, not as {suffix}; or name it by --format"
    )


def _write_workbook(frame: pd.DataFrame, name: str, output: str) -> None:
    from miner.report._workbook import table_workbook
    from miner.report.export import write_whole

    data = table_workbook(frame, name, chosen().language)
    if output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(output), data)


def _print_table(frame: pd.DataFrame, name: str = "", file: TextIO | None = None) -> None:
    """Print the first rows; rich colors them on terminals only, and not where NO_COLOR is set."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from miner.report._labels import label, shown

    language = chosen().language
    console = Console(file=file, width=_FILE_WIDTH if file else None)
    cells = {
        str(of): [
            "" if v is None or v != v else visible(shown(_worded(v), str(of), language, name))
            for v in map(_plain, column.head(_ROWS))
        ]
        for of, column in frame.items()
    }
    heads = {of: of if language == "en" else label(of, language, name) for of in cells}
    chosen_columns = _fitting(cells, heads, console.width)
    table = Table(show_lines=False)
    for of in chosen_columns:
        table.add_column(heads[of], overflow="fold")
    for row in zip(*(cells[of] for of in chosen_columns), strict=True):
        table.add_row(*map(escape, row))
    console.print(table)
    if len(frame) > _ROWS:
        console.print(say(f"… and {len(frame) - _ROWS} more rows; --format csv gives all of them"))
    if not len(frame):
        console.print(say("no rows"))
    if len(chosen_columns) < len(cells):
        left = in_words(", ", "").join(heads[of] for of in cells if of not in chosen_columns)
        console.print(say(f"columns not shown: {left}; --format csv gives all of them"), style="dim")


def _fitting(cells: dict[str, list[str]], heads: dict[str, str], width: int) -> list[str]:
    """The columns that have room, in their order: those one reads first, then the rest, offsets last."""
    from rich.cells import cell_len

    from miner.report._labels import for_programs

    def rank(name: str) -> int:
        if name in _FIRST:
            return _FIRST.index(name)
        return len(_FIRST) + (2 if _OFFSET.search(name) or for_programs(name) else 0) + (not any(cells[name]))

    chosen: set[str] = set()
    room = width - 1
    for name in sorted(cells, key=rank):
        widest = max(map(cell_len, (heads[name], *cells[name])))
        needed = min(widest, _WIDEST) + 3
        if needed > room and chosen:
            continue
        chosen.add(name)
        room -= needed
    return [name for name in cells if name in chosen]


def _worded(value: Any) -> str:
    """The value as text: a number with at most four digits behind the point, yes and no in the language of this run."""
    if isinstance(value, bool) and chosen().language != "en":
        return say("yes" if value else "no")
    if not isinstance(value, float) or abs(value) >= _LARGEST:
        return str(value)
    if value.is_integer():
        return str(int(value))
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) >= _SMALLEST else f"{value:.3g}"


def _plain(value: Any) -> Any:
    import pandas as pd

    return None if value is pd.NA else value


def in_words(text: str, column: str) -> str:
    """A text of a page in the language of this run; `column` names the column that a value is of, or is empty."""
    from miner.report._labels import shown

    language = chosen().language
    if text == ", " and language != "en":
        return "、"
    if language == "en" or not column:
        return say(text)
    if column == "moves":  # a count and a move
        count, _, move = text.partition(" ")
        return f"{shown(move, 'move', language)} {count}"
    return shown(text, column, language)


def visible(text: str) -> str:
    r"""One line in which control characters of documents and names do not steer the terminal.

    >>> visible("计划\x1b[31m\u202egnp.exe\n")
    '计划\\x1b[31m\\u202egnp.exe '
    """
    return "".join(c if c.isprintable() or category(c) == "Zs" else _escaped(c) for c in text)


def _escaped(c: str) -> str:
    return " " if c in "\n\t\r" else c.encode("unicode_escape").decode("ascii")


def visible_lines(text: str) -> str:
    """The same, but for line ends."""
    return "\n".join(map(visible, text.split("\n")))
