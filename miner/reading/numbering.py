"""Word's automatic numbers (ECMA-376, 17.9): what Word shows before a paragraph and does not store in it.

A paragraph names a list (`numId`) and a level, itself or through its style. The list points at an abstract
list, whose levels say how to count (`numFmt`), from where (`start`), what to show (`lvlText`) and when to begin
anew (`lvlRestart`). Lists that share an abstract list count on together; `startOverride` begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["Level", "Numbering", "format_number"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value_of(element: Any, path: str) -> str | None:
    """The `w:val` of the descendant at `path`, or None."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + "val")


# --- how a number is written ---------------------------------------------------------------------------

_HAN = "〇一二三四五六七八九"


def _counting(n: int) -> str:
    """一 … 九十九, 一百零一 … as Chinese counts."""
    if n < 10:
        return _HAN[n]
    if n < 20:
        return "十" + (_HAN[n % 10] if n % 10 else "")
    if n < 100:
        return _HAN[n // 10] + "十" + (_HAN[n % 10] if n % 10 else "")
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        tail = "" if not rest else "零" + _HAN[rest] if rest < 10 else _tens(rest)
        return _HAN[hundreds] + "百" + tail
    return _digits(n)


def _tens(n: int) -> str:
    return ("一" if n < 20 else "") + _counting(n)


def _digits(n: int) -> str:
    return "".join(_HAN[int(d)] for d in str(n))


def _legal(n: int, digits: str, ten: str) -> str:
    """壹 … 玖拾玖."""
    if n >= 100:
        return "".join(digits[int(d)] for d in str(n))
    tens, ones = divmod(n, 10)
    return (digits[tens] + ten if tens else "") + (digits[ones] if ones or not tens else "")


def _roman(n: int) -> str:
    out = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        count, n = divmod(n, value)
        out += sign * count
    return out


def _letters(n: int) -> str:
    """A … Z, AA, BB … as Word counts on."""
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _from_run(first: str, count: int) -> Callable[[int], str]:
    """Numbers that are one character each: ① to ⑳; beyond the run, plain digits."""
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= count else str(n)


def _from_cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)]


def _full_width(n: int) -> str:
    return "".join(chr(0xFF10 + int(d)) for d in str(n))


_COUNTING: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": lambda n: _legal(n, "零壹贰叁肆伍陆柒捌玖", "拾"),
    "ideographLegalTraditional": lambda n: _legal(n, "零壹貳參肆伍陸柒捌玖", "拾"),
    "japaneseLegal": lambda n: _legal(n, "零壱弐参四五六七八九", "拾"),
    "ideographTraditional": _from_cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from_cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _from_run("①", 20),
    "decimalEnclosedCircleChinese": _from_run("①", 20),
    "decimalEnclosedParen": _from_run("⑴", 20),
    "decimalEnclosedFullstop": _from_run("⒈", 20),
    "ideographEnclosedCircle": _from_run("㊀", 10),
    "ordinal": str,
    "none": lambda n: "",
}


_LAST_NUMBER = 32_767
"""Word counts no further; as letters, 2,000,000,000 would be 77 million of them."""
_LEVELS = 9
"""Levels of a list in Word."""
_LONGEST_LABEL = 255
"""Characters of what stands around a number in Word."""


def format_number(n: int, number_format: str) -> str:
    """Write `n` in one of Word's number formats; an unknown format, and a number that Word has not, in plain digits.

    >>> format_number(28, "upperLetter"), format_number(2_000_000_000, "upperLetter")
    ('BB', '2000000000')
    """
    return _COUNTING.get(number_format, str)(n) if 0 < n <= _LAST_NUMBER else str(n)


# --- lists and their counters --------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """One level of a list."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    style: str | None = None
    legal: bool = False


@dataclass
class _List:
    abstract: str
    overrides: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted; `label` is called paragraph by paragraph."""

    def __init__(self, root: Any | None, style_lists: Mapping[str, str]) -> None:
        """Read the root of numbering.xml (None for none); `style_lists` maps list styles to their numId."""
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        links: dict[str, str] = {}
        for abstract in root.findall(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId")
            self._levels[key] = dict(_level(e) for e in abstract.findall(W + "lvl"))
            link = value_of(abstract, "numStyleLink")
            if link:
                links[key] = link
        for entry in root.findall(W + "num"):
            made = _List(value_of(entry, "abstractNumId") or "")
            for override in entry.findall(W + "lvlOverride"):
                depth = int(override.get(W + "ilvl") or 0)
                start = value_of(override, "startOverride")
                if start is not None:
                    made.overrides[depth] = int(start)
                own = override.find(W + "lvl")
                if own is not None:
                    made.levels[depth] = _level(own)[1]
            self._lists[entry.get(W + "numId")] = made
        for key, style in links.items():
            target = self._lists.get(style_lists.get(style, ""))
            if target is not None and not self._levels[key]:
                self._levels[key] = self._levels.get(target.abstract, {})

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level that a paragraph style is tied to in a list."""
        made = self._lists.get(list_id)
        levels = self._levels.get(made.abstract, {}) if made else {}
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def label(self, list_id: str, depth: int) -> str:
        """Count one paragraph of a list and return what Word shows before it; empty for no number."""
        made = self._lists.get(list_id)
        if made is None:
            return ""
        levels = {**self._levels.get(made.abstract, {}), **made.levels}
        level = levels.get(depth)
        if level is None or depth >= _LEVELS:
            return ""
        counters = self._counters.setdefault(made.abstract, {})
        self._count(list_id, made, levels, counters, depth)
        if level.number_format == "bullet":
            shown = "•" if not level.text or "\ue000" <= level.text <= "\uf8ff" else level.text
        else:
            shown = _show(level, levels, counters)
        return shown + _gap(shown, level.suffix) if shown else ""

    def _count(
        self, list_id: str, made: _List, levels: dict[int, Level], counters: dict[int, int], depth: int
    ) -> None:
        override = made.overrides.get(depth)
        if override is not None and (list_id, depth) not in self._begun:
            counters[depth] = override
        elif depth in counters:
            counters[depth] += 1
        else:
            counters[depth] = override if override is not None else levels[depth].start
        self._begun.add((list_id, depth))
        for upper in range(depth):
            if upper in levels:
                counters.setdefault(upper, made.overrides.get(upper, levels[upper].start))
        for lower in [d for d in counters if d > depth]:
            restart = levels[lower].restart if lower in levels else None
            if restart is None or (restart != 0 and depth < restart):
                del counters[lower]


def _show(level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
    shown = level.text
    for i in range(9, 0, -1):
        if f"%{i}" in shown:
            other = levels.get(i - 1, level)
            number_format = (
                "decimal" if level.legal and other.number_format != "none" else other.number_format
            )
            shown = shown.replace(f"%{i}", format_number(counters.get(i - 1, other.start), number_format))
    return shown


def _gap(shown: str, suffix: str) -> str:
    """The blank after a number. None is needed after 、 or ）; elsewhere `1.` and `5万` would run together."""
    if suffix == "nothing" and not shown[-1].isascii():
        return ""
    return "" if shown[-1] in "、）】章节条" and suffix != "space" else " "


def _level(element: Any) -> tuple[int, Level]:
    level = Level(
        start=int(value_of(element, "start") or 1),
        number_format=value_of(element, "numFmt") or "decimal",
        text=(value_of(element, "lvlText") or "")[:_LONGEST_LABEL],
        suffix=value_of(element, "suff") or "tab",
        style=value_of(element, "pStyle"),
        legal=element.find(W + "isLgl") is not None and value_of(element, "isLgl") not in ("0", "false"),
    )
    restart = value_of(element, "lvlRestart")
    if restart is not None:
        level = replace(level, restart=int(restart))
    return int(element.get(W + "ilvl") or 0), level
