"""What a workbook would become: counted from its parts before the library that reads them builds anything."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from typing import IO, Any

from lxml import etree

from miner.reading.limits import too_much

__all__ = ["MAX_ROWS", "check_sheets"]

MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384
"""Rows and columns of a sheet; no program writes more."""
_MOST_MERGED = 2_000_000
"""Cells inside merged areas of a sheet."""
_MOST_PADDED = 20_000_000
"""Cells of a sheet, the empty ones before and above others too, where it is read row by row."""
_ANY = "{*}"
"""Whatever the name space: the standard has a strict and a common one."""


def check_sheets(data: bytes, max_bytes: int, by_row: bool) -> str | None:
    """Why a workbook must not be read; None where it may.

    `by_row`: it is read row by row, with every empty cell. Raises zipfile.BadZipFile or etree.XMLSyntaxError for a
    damaged file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, list[zipfile.ZipInfo]] = {"sst": [], "worksheet": []}
        for info in archive.infolist():  # a part is what it holds, whatever it is called
            parts.get(_root(archive, info), []).append(info)
        lengths: list[int] = []
        for info in parts["sst"]:
            with archive.open(info) as part:
                lengths = [max(pair) for pair in zip_longest(lengths, _lengths(part), fillvalue=0)]
        total = sum(lengths)
        for info in parts["worksheet"]:
            with archive.open(info) as part:
                reason, held = _check_sheet(part, lengths, by_row)
            total += held
            reason = reason or too_much(total, len(data), max_bytes, "its cells hold {} characters")
            if reason:
                return reason
    return None


def _root(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """The name of the outermost element of a part; empty where the part is no XML."""
    with archive.open(info) as part:
        walk = etree.iterparse(part, events=("start",), resolve_entities=False, no_network=True)
        try:
            return str(etree.QName(next(iter(walk))[1]).localname)
        except (etree.XMLSyntaxError, StopIteration):
            return ""


def _elements(part: IO[bytes], *tags: str) -> Iterator[Any]:
    """The elements with these tags; what was passed is let go."""
    wanted = [_ANY + tag for tag in tags]
    walk = etree.iterparse(part, tag=wanted, resolve_entities=False, no_network=True, huge_tree=True)
    for _, element in walk:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _lengths(part: IO[bytes]) -> list[int]:
    """The characters of each shared string."""
    return [sum(map(len, element.itertext())) for element in _elements(part, "si")]


def _check_sheet(part: IO[bytes], lengths: list[int], by_row: bool) -> tuple[str | None, int]:
    """Why a sheet must not be read, and the characters of its cells that are shared strings."""
    row, column, last_row, last_column, merged, held = 0, 0, 0, 0, 0, 0
    for element in _elements(part, "c", "row", "mergeCell"):
        tag = etree.QName(element).localname
        if tag == "mergeCell":
            merged += _area(element.get("ref") or "")
            if merged > _MOST_MERGED:
                return f"its merged areas have more cells than the limit of {_MOST_MERGED:,}", held
        elif tag == "row":
            given = element.get("r") or ""
            row, column = int(given) if given.isdecimal() and len(given) < 20 else row + 1, 0
            last_row = max(last_row, row)
        else:
            at = _column(element.get("r") or "")
            column = at or column + 1
            last_column = max(last_column, column)
            if element.get("t") == "s":
                said = "".join(element.itertext(_ANY + "v")).strip()
                held += lengths[int(said)] if said.isdecimal() and int(said) < len(lengths) else 0
        if last_row > MAX_ROWS or last_column > _MAX_COLUMNS:
            return f"a cell in row {last_row:,} or column {last_column:,}, beyond the last of a sheet", held
        if by_row and last_row * last_column > _MOST_PADDED:
            return f"{last_row:,} rows of {last_column:,} columns, too large a sheet", held
    return None, held


def _column(place: str) -> int:
    """The number of a column by its letters (`XFD12`); 0 where there are none."""
    number = 0
    for c in place[:8]:
        if not ("A" <= c <= "Z" or "a" <= c <= "z"):
            break
        number = 26 * number + ord(c.upper()) - 64
    return number


def _area(ref: str) -> int:
    """The cells of an area: `A1:C2` has 6."""
    ends = ref.replace("$", "").split(":")
    columns = [_column(end) for end in ends]
    rows = [
        int(r)
        if (r := end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")).isdecimal()
        and len(r) < 12
        else 0
        for end in ends
    ]
    return (1 + max(columns) - min(columns)) * (1 + max(rows) - min(rows))
