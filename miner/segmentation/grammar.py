"""The grammar of markers: data in `markers.toml`, compiled once, looked up by a line's first character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = ["Form", "Grammar", "Kind", "grammar", "number_of"]

_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "ㄧ": 1, "两": 2}
_FORMAL = {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {"参": 3}
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of marker; `rank` orders kinds where the document does not."""

    index: int
    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a kind, and what must bear it out (`needs`, see `markers.toml`)."""

    kind: Kind
    variant: int
    pattern: re.Pattern[str]
    needs: str
    inline: bool
    starts: str = ""
    """Characters it starts with that start no marker of the package (任务一：)."""


@dataclass(frozen=True)
class Grammar:
    """All kinds and their forms; `by_first` holds the forms that can start with a character."""

    kinds: tuple[Kind, ...]
    by_first: dict[str, tuple[Form, ...]]
    stems: str
    branches: str

    def named(self, name: str) -> Kind:
        """The kind of this name; StopIteration where there is none."""
        return next(k for k in self.kinds if k.name == name)


# Characters a marker can start with, by the one that stands for them: a form that can start with 一 can start
# with 二.
_CLASSES = {
    "一": "一二三四五六七八九十百零〇ㄧ两廿卅",
    "壹": "壹贰叁参肆伍陆柒捌玖拾",
    "1": "0123456789",
    "甲": "甲乙丙丁戊己庚辛壬癸",
    "子": "子丑寅卯辰巳午未申酉戌亥",
    "A": "ABCDEFGHJKLMNOPQRSTUWYZ",
    "I": "IVX",
    "a": "abcdefghijkmnopqrstuvwxyz",
    **{
        chr(start): "".join(map(chr, range(start, stop)))
        for start, stop in (
            (0x2460, 0x2474),
            (0x2474, 0x2488),
            (0x2488, 0x249C),
            (0x2160, 0x216C),
            (0x2776, 0x2780),
            (0x3220, 0x322A),
        )
    },
    **{c: c for c in "第其【[（(〈<［〔、l"},
}
_TAILS = ("", "、", ".", "，", " ", "）", "章", "是", ".1", "、2024年", "\n")
_NUMBERED = tuple(
    number + tail
    for number in ("一", "1", "A", "ii")
    for tail in ("）", ")", "〉", ">", "】", "]", "］", "〕", "章", "节", "条", "编", "篇】", "部分", "，")
)


@cache
def grammar() -> Grammar:
    """The compiled grammar."""
    data = read_toml("miner.segmentation", "markers.toml")
    fill: dict[str, str] = {**data["numerals"], "_": r"[ \u3000]{0,2}"}
    kinds: list[Kind] = []
    forms: list[Form] = []
    for index, entry in enumerate(data["kind"]):
        kind = Kind(index, entry["name"], entry["rank"])
        kinds.append(kind)
        forms += [_form(kind, variant, form, fill) for variant, form in enumerate(entry["forms"])]
    by_first = {
        c: started
        for stands_for, class_ in _CLASSES.items()
        for started in [tuple(f for f in forms if _can_start(f, stands_for))]
        for c in class_
    }
    for form in forms:
        for c in form.starts:
            by_first[c] = (*by_first.get(c, ()), form)
    return Grammar(tuple(kinds), by_first, fill["stems"], fill["branches"])


def _form(kind: Kind, variant: int, entry: dict[str, Any], fill: dict[str, str]) -> Form:
    pattern = entry["pattern"]
    for name, value in fill.items():
        pattern = pattern.replace("{" + name + "}", value)
    return Form(
        kind, variant, re.compile(pattern), entry["needs"], bool(entry.get("inline")), entry.get("starts", "")
    )


def _can_start(form: Form, first: str) -> bool:
    """Whether some marker of this form starts with `first`, tried on the shapes that occur."""
    shapes = _NUMBERED if first in "第其【[（(〈<［〔" else _TAILS
    if first == "【":
        shapes = (*shapes, "第一篇】")
    return any(
        form.pattern.match(first + shape + rest) for shape in shapes for rest in ("加强", " 加强", "\n")
    )


def number_of(written: str, kind: str) -> int:
    """The value of a marker's number as written: 二十一 → 21, Ⅳ → 4, 丙 → 3; 0 where there is none."""
    if not written:
        return 0
    first = written[0]
    if written.isdecimal():
        return int(written)
    if kind == "roman" and first in _ROMAN:
        return _roman(written)
    if kind == "small-roman":
        return _roman(written.upper())
    if first in "lI" and kind == "digit-bracket":
        return 1
    code = ord(first)
    for start, stop in (
        (0x2460, 0x2473),
        (0x2474, 0x2487),
        (0x2488, 0x249B),
        (0x2160, 0x216B),
        (0x2776, 0x277F),
    ):
        if start <= code <= stop:
            return code - start + 1
    if 0x3220 <= code <= 0x3229:
        return code - 0x3220 + 1
    for row in (grammar().stems, grammar().branches):
        if first in row:
            return row.index(first) + 1
    if first.isascii() and first.isalpha():
        return ord(first.lower()) - 96
    return _han(written)


def _han(written: str) -> int:
    total = digit = 0
    plain = ""
    for c in written:
        value = _HAN.get(c, _FORMAL.get(c))
        if value is not None:
            digit = value
            plain += str(value)
        elif c in "十拾":
            total += (digit if plain else 1) * 10
            digit, plain = 0, ""
        elif c == "百":
            total += (digit or 1) * 100
            digit, plain = 0, ""
        elif c in "廿卅":
            total += 20 if c == "廿" else 30
    return total + digit if len(plain) < 2 or total else int(plain)


def _roman(written: str) -> int:
    total = 0
    for i, c in enumerate(written):
        value = _ROMAN[c]
        total += -value if i + 1 < len(written) and _ROMAN[written[i + 1]] > value else value
    return total
