"""Tables to the terminal, to standard output, to a file."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import category

from miner.errors import InputError
from miner.spoken import say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["emit", "visible", "visible_lines"]

_ROWS = 50
"""Rows the terminal table shows before it says how many more there are."""

_WIDEST = 36
_FILE_WIDTH = 200
_FIRST = ("plan_id", "theme", "name", "plan_a", "plan_b", "quote", "indicator_name", "move", "kind")
_OFFSET = re.compile(r"(?:^|_)(?:start|end|sha256)(?:_|$)")


def emit(frame: pd.DataFrame, form: str | None, output: str) -> None:
    """Write `frame` to the file `output` or, for `-`, to standard output.

    `form` is table, csv, jsonl or parquet; None takes it from the ending of `output`, else a table on a
    terminal and CSV in a pipe. Raises InputError when the file cannot be written.
    """
    from miner.report.export import FORMATS, table_bytes, write_table

    if form is None:
        suffix = Path(output).suffix[1:].lower()
        form = suffix if suffix in FORMATS else "csv" if output != "-" or not sys.stdout.isatty() else "table"
    if form == "table" and output != "-":
        try:
            with Path(output).open("w", encoding="utf-8") as file:
                _print_table(frame, file)
        except OSError as error:
            raise InputError(f"cannot write {output}: {error.strerror or error}") from error
    elif form == "table":
        _print_table(frame)
    elif output == "-" and form != "parquet" and sys.stdout.isatty():
        print(visible_lines(table_bytes(frame, form).decode("utf-8-sig")), end="")  # type: ignore[arg-type]
    elif output == "-":
        write_table(frame, sys.stdout.buffer, form)  # type: ignore[arg-type]
        sys.stdout.buffer.flush()
    else:
        write_table(frame, Path(output), form)  # type: ignore[arg-type]


def _print_table(frame: pd.DataFrame, file: TextIO | None = None) -> None:
    """Print the first rows; rich colors them on terminals only, and not where NO_COLOR is set."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(file=file, width=_FILE_WIDTH if file else None)
    cells = {
        str(name): ["" if v is None or v != v else visible(str(v)) for v in map(_plain, column.head(_ROWS))]
        for name, column in frame.items()
    }
    shown = _fitting(cells, console.width)
    table = Table(show_lines=False)
    for name in shown:
        table.add_column(name, overflow="fold")
    for row in zip(*(cells[name] for name in shown), strict=True):
        table.add_row(*map(escape, row))
    console.print(table)
    if len(frame) > _ROWS:
        console.print(say(f"… and {len(frame) - _ROWS} more rows; --format csv gives all of them"))
    if len(shown) < len(cells):
        left = ", ".join(name for name in cells if name not in shown)
        console.print(say(f"columns not shown: {left}; --format csv gives all of them"), style="dim")


def _fitting(cells: dict[str, list[str]], width: int) -> list[str]:
    """The columns that have room, in their order: those one reads first, then the rest, offsets last."""
    from rich.cells import cell_len

    def rank(name: str) -> int:
        if name in _FIRST:
            return _FIRST.index(name)
        return len(_FIRST) + (2 if _OFFSET.search(name) else 0) + (not any(cells[name]))

    chosen: set[str] = set()
    room = width - 1
    for name in sorted(cells, key=rank):
        widest = max(map(cell_len, (name, *cells[name])))
        needed = min(widest, _WIDEST) + 3
        if needed > room and chosen:
            continue
        chosen.add(name)
        room -= needed
    return [name for name in cells if name in chosen]


def _plain(value: Any) -> Any:
    import pandas as pd

    return None if value is pd.NA else value


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
