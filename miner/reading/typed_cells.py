"""What a cell of a table typed as plain text can be: pieces of text, and what it costs to read them as a kind.

The text of a table is cut into pieces where a blank stands or where the kind of its characters changes: 约束性, a
number with its signs, a dash, a bracket, words. `cost_of` says how well some pieces, taken together, look like the
cell of a column (0: just so; more: less; `IMPOSSIBLE`: not at all). The parse of the rows weighs these costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = [
    "BLANK",
    "EMPTY_LINE",
    "IMPOSSIBLE",
    "LINE",
    "NONE",
    "TAB",
    "WIDE",
    "Piece",
    "cost_of",
    "find_pieces",
    "nature_pattern",
    "serial_of",
    "strip",
]

IMPOSSIBLE = 1e6
NONE, BLANK, WIDE, LINE, EMPTY_LINE, TAB = range(6)
"""What stands before a piece: nothing, a blank, several, a line end, an empty line, a tab."""

_NUMBER = (
    r"(?:不低于|不高于|不少于|不超过|高于|低于|大于|小于|超过|达到|[约<>≥≤＜＞≧≦±≈]=?){0,2}"
    r"[-－−+]?\d(?:[\d,]{0,14}\d)?(?:\.\d{1,6})?(?:(?:[-~～—–―至]|--|——)\d(?:[\d,]{0,14}\d)?(?:\.\d{1,6})?)?"
    r"(?:[:：∶]\d{1,3}(?:\.\d{1,4})?)?(?:%|％|‰|个?百分点)?(?:左右|上下|以上|以内|以下|之间|及以上)?[∗*＊①-⑨#↑↓]{0,3}"
)
_VALUE = re.compile(
    rf"{_NUMBER}|[〔【\[(（]{_NUMBER}[〕】\])）](?:左右|以上|以内|以下)?[∗*＊①-⑨]{{0,3}}|[↑↓→↗↘]+"
)
_DASH = re.compile(r"[—–―\-－─/／]{1,6}")
_NUMBER_OPENS = re.compile(rf"[〔【\[(（]?{_NUMBER}")
_SERIAL = re.compile(r"(?P<a>\d{1,3})(?P<mark>[.．、)])?|[(](?P<b>\d{1,3})[)]")
_SERIAL_BEFORE = re.compile(r"\d{1,3}[.．、)](?=[^\d\s])|[(]\d{1,3}[)](?=[\u4e00-\u9fff])")
_GROUP_MARK = re.compile(
    r"[一二三四五六七八九十]{1,2}、.{2,24}|[(][一二三四五六七八九十]{1,2}[)].{2,24}|[^、]{2,20}[(]\d{1,2}(?:项|个|%)[)]"
)
_GROUP_START = re.compile(r"[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十]{1,2}[)]")
_BODY = re.compile(r"(?:局|委|办|厅|部门|单位)$|、")
_GROUP_INSIDE = re.compile(r".[一二三四五六七八九十]、|[(]\d{1,2}[项个][)]")
_GROUP = re.compile(r"[\u4e00-\u9fff“”\"、·*]{2,20}(?:[(]\d{1,2}(?:项|个|%)[)]){0,2}")
_RUNNING_HEAD = re.compile(r"(?:规划|纲要|计划|方案|报告)$")
"""The title of the document, which its pages repeat over the table."""
_LETTERS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z&.\d]{0,8}[A-Za-z]{2}|[A-Za-z]&[A-Za-z]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_PROSE = re.compile(r"[。；!?！？]")
_SUFFIX = re.compile(r"(?:左右|上下|以上|以内|以下|之间)[∗*＊]{0,3}")
_COUNT = re.compile(r"[(]\d{1,2}[项个][)]")
"""(5项): how many rows a group has."""
_BRACKET = re.compile(r"[(]([^()]{1,14}(?:[(][^()]{1,6}[)])?)[)]")
_LONGEST_NAME, _LONGEST_VALUE = 80, 34


class Piece(NamedTuple):
    """A piece of the text of a table, and what stands before it."""

    start: int
    end: int
    gap: int
    text: str


@cache
def _cells() -> dict[str, re.Pattern[str]]:
    rules = read_toml("miner.reading", "table_cells.toml")
    units = "|".join(rules["units"])
    magnitude = "(?:[十百千万亿]{1,3})?"
    unit = rf"{magnitude}(?:{units})(?:[/／·]{magnitude}(?:{units}|\d{{0,5}}[十百千万亿]{{0,2}}(?:{units})?)){{0,2}}(?:[(][^()]{{1,4}}[)])?|[十百千万亿]{{1,2}}"
    return {
        "unit": re.compile(unit),
        "unit_before_value": re.compile(rf"(?:{unit})(?=[\d—≥≤<>〔【\[])"),
        "words": re.compile("|".join(rules["words"])),
        "bodies": re.compile(rf"(?:{rules['bodies']})$"),
        "nature": re.compile(rules["natures"]),
    }


def nature_pattern() -> re.Pattern[str]:
    """约束性 or 预期性, as a cell says it."""
    return _cells()["nature"]


@cache
def _splitter() -> re.Pattern[str]:
    """The pieces of a run of text without blanks."""
    return re.compile(
        rf"(?P<nature>{nature_pattern().pattern})"
        rf"|[〔【\[][^〔【\[〕】\]\s]{{0,20}}[〕】\]](?:左右|以上|以内|以下)?[∗*＊]{{0,3}}"
        rf"|[(][^()\s]{{1,14}}(?:[(][^()\s]{{1,6}}[)])?[)]"
        rf"|{_NUMBER}|[—–―─]|[A-Za-z][A-Za-z.&]{{0,20}}[\d.]{{0,5}}|[、，,.．:：]|."
    )


def find_pieces(body: str, start: int, end: int, units: bool) -> list[Piece]:
    """The pieces of `body[start:end]`; units: a unit before a value is a piece of its own."""
    pieces: list[Piece] = []
    last = start
    for run in re.finditer(r"\S+", body[start:end]):
        first, until = start + run.start(), start + run.end()
        gap = _gap(body[last:first])
        for a, b in _split(run.group(), units):
            pieces.append(Piece(first + a, first + b, gap, body[first + a : first + b]))
            gap = NONE
        last = until
    return pieces


def _gap(between: str) -> int:
    if "\t" in between:
        return TAB
    lines = between.count("\n")
    if lines > 1 and "\x1f" not in between:
        return EMPTY_LINE
    if lines or "\x1f" in between:
        return LINE
    return WIDE if len(between) > 1 else BLANK


def _split(run: str, units: bool) -> Iterator[tuple[int, int]]:
    """The offsets of the pieces of a run; words stand together up to a number, a bracket, a dash or a nature."""
    at: int | None = None
    until = 0
    if units and _is_unit(run):
        yield 0, len(run)
        return
    serial = _SERIAL_BEFORE.match(run)
    if serial is not None:
        yield serial.span()
        until = serial.end()
    begins = not until  # a row can begin: its number and the name that begins with one are apart
    for match in _splitter().finditer(run, until):
        word = match.group()
        latin = word[0].isascii() and word[0].isalpha()
        if latin or (len(word) == 1 and not word.isdigit() and word not in "—–―─"):
            at = match.start() if at is None else at
        else:
            if at is not None:
                yield from _words(run, at, match.start(), units)
                at = None
            if begins and word.isdigit() and 1 < len(word) < 5 and _WORD.match(run, match.end()):
                yield from ((i, i + 1) for i in range(*match.span()))
            else:
                yield match.span()
        begins = match.lastgroup == "nature" or _COUNT.fullmatch(word) is not None
        until = match.end()
    if at is not None:
        yield from _words(run, at, until, units)


def _words(run: str, start: int, end: int, units: bool) -> Iterator[tuple[int, int]]:
    if units:
        for match in _cells()["unit_before_value"].finditer(run, start + 2):
            if match.start() < end == match.end():
                yield start, match.start()
                yield match.start(), end
                return
    yield start, end


def strip(body: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its ends."""
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True, slots=True)
class Serial:
    """The number of a row, and whether a mark stands behind it."""

    number: int
    marked: bool


def serial_of(words: str) -> Serial | None:
    """The number that the words are: 3, 3., (3); None where they are none."""
    match = _SERIAL.fullmatch(words)
    if match is None:
        return None
    return Serial(int(match["a"] or match["b"]), bool(match["mark"] or match["b"]))


def cost_of(kind: str, pieces: Sequence[Piece], words: str, has_units: bool) -> float:
    """What it costs to read the pieces, whose text without blanks is `words`, as a cell of this kind.

    has_units: the table has a column of units, so that none stands in the bracket behind a name.
    """
    if _PROSE.search(words):
        return IMPOSSIBLE
    if kind == "nature":
        return _nature(words)
    if nature_pattern().search(words):
        return 0.2 if kind == "skip" and nature_pattern().fullmatch(words) else IMPOSSIBLE
    if kind == "value":
        return _value(pieces, words)
    if kind == "name":
        return _name(pieces, words, has_units)
    if kind == "unit":
        return _unit(words)
    if kind == "group":
        return _group(words)
    if len(words) > 40:
        return IMPOSSIBLE
    if kind == "actor":
        return 0.3 if _cells()["bodies"].search(words) else 4.0 if _HAN.search(words) else IMPOSSIBLE
    return 0.4 + (3.0 if _VALUE.fullmatch(words) else 0.0)  # notes, and columns that no one knows


def _nature(words: str) -> float:
    if nature_pattern().fullmatch(words):
        return 0.0
    if words in ("约束", "预期", "指导", "引导"):
        return 0.2
    if _DASH.fullmatch(words):
        return 1.5
    return 2.0 if re.fullmatch(r"[\u4e00-\u9fff]{2,3}性(?:指标)?", words) else IMPOSSIBLE


def _value(pieces: Sequence[Piece], words: str) -> float:
    if len(words) > _LONGEST_VALUE or _SUFFIX.fullmatch(words) or _COUNT.fullmatch(words):
        return IMPOSSIBLE
    if any(b.gap and _is_figure(a.text) and _is_figure(b.text) for a, b in pairwise(pieces)):
        return IMPOSSIBLE  # two numbers are no one value
    if _VALUE.fullmatch(words) or _DASH.fullmatch(words):
        return 0.0
    numbers = sum(bool(re.search(r"\d", p.text)) for p in pieces)
    if numbers > 3 or any(_is_unit(bracket[1]) for bracket in _BRACKET.finditer(words)):
        return IMPOSSIBLE  # a unit in brackets ends a name
    if _GROUP_INSIDE.search(words) or _is_unit(words) or words[-1] in "在至到于为达与":
        return IMPOSSIBLE
    opened = _NUMBER_OPENS.match(words)
    if opened is not None:
        rest = words[opened.end() :]
        if (
            re.match(r"[,，、(（]\D", rest)
            or _is_unit(rest)
            or (words[0] in "[【〔(" and words[-1] in "]】〕)")
        ):
            return 0.8
        return 5.0 if len(rest) < 6 and all(p.gap == NONE for p in pieces[1:]) else IMPOSSIBLE
    if words[0] in "〔【[(" and words[-1] in ")]】〕" and len(words) > 2:
        words = words[1:-1]
    if any(a.gap >= LINE and a.text.isdigit() and b.gap for a, b in pairwise(pieces[1:])):
        return IMPOSSIBLE  # the number of the next row
    units = any(piece.gap and _is_unit(piece.text) for piece in pieces[1:])
    if not numbers and (units or _cells()["bodies"].search(words)):
        return IMPOSSIBLE  # the rest of a name, or an office
    if _cells()["words"].match(words):
        return 0.8 + 0.03 * len(words)
    unknown = not numbers and _HAN.search(words) is not None and len(words) <= 14
    return 4.0 + 0.2 * len(words) if unknown else IMPOSSIBLE


def _is_figure(words: str) -> bool:
    return bool(_VALUE.fullmatch(words) or _DASH.fullmatch(words))


def _name(pieces: Sequence[Piece], words: str, has_units: bool) -> float:
    if len(words) > _LONGEST_NAME or not _LETTERS.search(words) or _VALUE.fullmatch(words):
        return IMPOSSIBLE
    cost = 0.0
    if words[0].isdigit():
        apart = pieces[1].gap if len(pieces) > 1 and pieces[0].text.isdigit() else NONE
        cost += 0.4 if apart == NONE else 8.0 if apart >= LINE else 1.2
    elif _GROUP_START.match(words) or (len(pieces) > 1 and pieces[1].gap and _BODY.search(pieces[0].text)):
        cost += 3.5  # the name of a group, or the office of the row before
    elif words[0] in "）)】]〕,，、.·" or words[0] in "—–―↑≥≤<>":
        cost += 4.0
    for i, piece in enumerate(pieces):
        bracket = _BRACKET.fullmatch(piece.text)
        inner = i + 1 < len(pieces)
        if (not inner or pieces[i + 1].gap >= LINE) and _RUNNING_HEAD.search(piece.text):
            cost += 8.0
        if bracket is not None and _is_unit(bracket[1]):
            if inner and pieces[i + 1].text[0] not in "(（":
                cost += 3.5 if _HAN.match(pieces[i + 1].text) and pieces[i + 1].gap == NONE else 6.0
            elif not inner and not has_units:
                cost -= 1.0
        elif i and _VALUE.fullmatch(piece.text) and not bracket:
            joined = inner and pieces[i + 1].gap in (NONE, BLANK) and bool(_HAN.match(pieces[i + 1].text))
            after_unit = has_units and i > 1 and _is_unit(pieces[i - 1].text) and pieces[i - 1].gap != NONE
            cost += 12.0 if after_unit and not joined else 0.6 if joined and piece.gap < LINE else 4.0
        elif _COUNT.fullmatch(piece.text):
            cost += 4.0
        elif i and (number := serial_of(piece.text)) is not None and number.marked:
            cost += 3.0
        elif i and _DASH.fullmatch(piece.text) and piece.gap:
            cost += 4.0
    if re.search("[:：,，]", re.sub(r"^(?:其中|包括|含)[:：]|\d,\d", "", words)):
        cost += 2.0
    if words[-1] in "(（/、，":
        cost += 4.0
    return cost + 0.1 * max(0, len(words) - 45)


def _is_unit(words: str) -> bool:
    return _cells()["unit"].fullmatch(words) is not None


def _unit(words: str) -> float:
    if _is_unit(words):
        return 0.0
    if _DASH.fullmatch(words):
        return 0.5 if words not in "/／" else IMPOSSIBLE
    bare = words.strip("()")
    if len(words) > 14 or re.search(r"\d", words.replace("10", "").replace("100", "")) or words[-1] in "/、":
        return IMPOSSIBLE
    if _is_unit(bare) or all(_is_unit(part) for part in re.split("[、/]", bare)):
        return 0.3
    if "/" in words and len(words) <= 14:
        return 1.0
    return 2.5 if len(words) <= 4 else IMPOSSIBLE


def _group(words: str) -> float:
    words = words.strip("*")
    if _RUNNING_HEAD.search(words):
        return IMPOSSIBLE
    if _GROUP_MARK.fullmatch(words):
        return 0.1
    if _GROUP.fullmatch(words) and not _SUFFIX.search(words) and not _BODY.search(words):
        return 1.2 + 0.05 * len(words)
    return IMPOSSIBLE
