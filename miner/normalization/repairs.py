"""The repairs, one function a fault; each finds the edits that mend it.

Every function takes the text as the repairs before it left it and returns its edits, sorted and disjoint.
What each leaves alone is as much part of it as what it mends: see its examples.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from miner.normalization.alignment import Edit
from miner.normalization.conversion import is_traditional, to_simplified

__all__ = [
    "delete_invisible",
    "delete_pinyin",
    "delete_stray_marks",
    "join_newlines",
    "join_numbers",
    "resolve_entities",
    "restore_lost_marks",
    "restore_middle_dots",
    "restore_zeros",
    "torn_places",
]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af〇"
_IS_HAN = re.compile(f"[{HAN}]")

INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c"
    "\ufe0d\ufe0e\ufe0f\x7f"
    + "".join(map(chr, (*range(9), *range(0x0E, 0x20), *range(0x80, 0x85), *range(0x86, 0xA0))))
)
_INVISIBLE = re.compile(f"[{re.escape(INVISIBLE)}\U000e0001-\U000e01ef]+")


def join_newlines(text: str) -> list[Edit]:
    r"""Make `\r\n` one newline: `甲\r\n乙` → `甲\n乙`."""
    return [Edit(m.start(), m.end(), "\n") for m in re.finditer("\r\n", text)]


def delete_invisible(text: str) -> list[Edit]:
    """Delete zero-width, direction, variation and control characters: `各位代表：<U+200D>` → `各位代表：`."""
    return [Edit(m.start(), m.end(), "") for m in _INVISIBLE.finditer(text)]


_NAMES = "nbsp|ensp|emsp|thinsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|times|permil|yen|deg|plusmn"
_ENTITY = re.compile(rf"&(?:amp;)*(?:(?P<name>{_NAMES});|(?P<code>#\d{{2,6}}|#[xX][0-9a-fA-F]{{2,5}});?)")
_CUT_NAME = re.compile(r"&(?:nbsp|[lr]dquo|mdash|hellip|middot)(?![A-Za-z;])")
_CUT_AND = re.compile(r"nbsp;(?<![A-Za-z&;]nbsp;)")
_CUT_CODE = re.compile(
    r"[X#](160|183|8194|8195|8211|8212|8216|8217|8220|8221|8226|8230|12288|6528[18]|65292);"
)


def resolve_entities(text: str) -> list[Edit]:
    """Resolve HTML entities, also those that lost a part: `中国梦X8226;劳动美`, `一&nbsp;、`, `&amp;#8226;`.

    A cut entity is resolved only where its name or number is that of a space or a punctuation mark.
    """
    edits = [
        Edit(m.start(), m.end(), html.unescape(f"&{m['name'] or m['code']};")) for m in _ENTITY.finditer(text)
    ]
    for m in _CUT_NAME.finditer(text):
        edits.append(Edit(m.start(), m.end(), html.unescape(m.group() + ";")))
    for m in _CUT_AND.finditer(text):
        edits.append(Edit(m.start(), m.end(), " "))
    for m in _CUT_CODE.finditer(text):
        edits.append(Edit(m.start(), m.end(), chr(int(m[1]))))
    taken: list[Edit] = []
    for edit in sorted(edits):
        if not taken or edit.start >= taken[-1].end:
            taken.append(edit)
    return taken


TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
READING = rf"[a-züɡɑ]*[{TONED}][a-züɡɑ]*"
_OPENING = rf"[(（] ?(?=[a-zü{TONED}ɡɑ]{{1,6}} ?[)）])"
PINYIN = re.compile(rf"(?<=[{HAN}]){_OPENING}({READING}) ?[)）](?:{_OPENING}{READING} ?[)）])*")
"""Pinyin in brackets behind a character; group 1 is the reading, of the first where there are several."""

TORN = re.compile(rf"(?:[?？]|\ufffd[(（]?)({READING})[)）]")
"""Pinyin set between the bytes of a character (`miner.normalization.torn`): 發展?jié)摿; group 1 is the reading."""

_OUT_OF_STEP = re.compile(rf"[{HAN}\ue000-\uf8ff]{{0,12}}[A-Za-z]?")


def torn_places(text: str) -> tuple[tuple[int, int], ...]:
    """The places with pinyin between the bytes of a character, in order, each up to where the text can be read again.

    In a normal form these are the places that could not be restored.
    """
    places = []
    for m in TORN.finditer(text):
        behind = _OUT_OF_STEP.match(text, m.end())
        places.append((m.start(), behind.end() if behind else m.end()))
    return tuple(places)


SURE = 4
"""A page with so many characters that never stand without their pinyin is a generator's beyond doubt."""


def delete_pinyin(text: str) -> list[Edit]:
    """Delete the pinyin that page generators put behind a fixed set of characters: `醫(yī)院` → `醫院`.

    They do it at every occurrence on the page and always with the same reading, so a bracket goes where the
    page shows that: two or more common characters that never stand without it. A bracket on its own goes
    only behind a common character in traditional form; `沅(yuán)江` and a lesson on `长(zhǎng)` stay.
    """
    brackets = list(PINYIN.finditer(text))
    if not brackets:
        return []
    readings: dict[str, Counter[str]] = defaultdict(Counter)
    for m in brackets:
        readings[text[m.start() - 1]][m[1]] += 1
    faithful = {
        c
        for c, r in readings.items()
        if len(r) == 1 and text.count(c) - text.count(c + "\n") <= sum(r.values())
    }
    generated = {c for c in faithful if _is_common(c)}
    wanted = set(faithful) if len(generated) >= 2 else {c for c in generated if is_traditional(c)}
    if len(generated) >= SURE:  # a torn place may have hidden the pinyin of one occurrence
        wanted |= {c for c, r in readings.items() if len(r) == 1 and is_traditional(c) and _is_common(c)}
    return [Edit(m.start(), m.end(), "") for m in brackets if text[m.start() - 1] in wanted]


def _is_common(character: str) -> bool:
    """Tell whether the simplified form is among the 3,755 of level 1 of GB 2312."""
    try:
        lead = to_simplified(character).encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= lead <= 0xD7


_STRAY = re.compile(rf"的([.`'])(?=[{HAN}])")


def delete_stray_marks(text: str) -> list[Edit]:
    """Delete the mark that some sites put behind 的: `職工的.來信`, `完善的`評估`, `工會工作的'論述`.

    A `'` that opens a quotation (`的'三严三实'教育`) stays.
    """
    return [
        Edit(m.start(1), m.end(), "")
        for m in _STRAY.finditer(text)
        if m[1] != "'" or not _opens_quotation(text, m.start(1))
    ]


def _opens_quotation(text: str, at: int) -> bool:
    following = text[at + 1 : at + 30].split("\n", 1)[0]
    closing = following.find("'")
    return closing > 0 and following[closing - 1] != "的"


_FESTIVAL = re.compile(
    r"(?<![一二三四五六七八九十])(?:(?:五[?？]一二)|(?:一二[?？][一九])|(?:九[?？]一八)|(?:一[?？]二八)"
    r"|(?:五[?？][一四])|(?:[六七八十][?？]一)|(?:三[?？](?:八|一五|一二))|(?:一[?？]一))(?![一二三四五六七八九十])"
)
_QUOTED = re.compile(r"[“《]([^“”《》\n]{3,24})[”》]")
_QUESTION = re.compile("[?？]")
_QUESTION_BETWEEN = re.compile(rf"(?<=[{HAN}])[?？](?=[{HAN}])")
_ASKING = re.compile("[吗呢么谁何哪几怎嗎麼誰幾吧]|是否|多少")


def restore_middle_dots(text: str) -> list[Edit]:
    """Restore the dot that was decoded as a question mark: `“五?一”` → `“五·一”`, `“中国梦?劳动美”`.

    Only in the dates of known festivals, and inside quotation or title marks that ask no question.
    """
    at: set[int] = set()
    for line in _questioning_lines(text):
        at |= {m.start() + len(re.split("[?？]", m.group())[0]) for m in _FESTIVAL.finditer(text, *line)}
        for m in _QUOTED.finditer(text, *line):
            if not _ASKING.search(m[1]):
                at |= {m.start(1) + q.start() for q in _QUESTION_BETWEEN.finditer(m[1])}
    return [Edit(i, i + 1, "·") for i in sorted(at)]


def _questioning_lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the lines with a question mark: nothing else can hold what is restored."""
    m = _QUESTION.search(text)
    while m:
        stop = text.find("\n", m.start())
        stop = len(text) if stop < 0 else stop
        yield text.rfind("\n", 0, m.start()) + 1, stop
        m = _QUESTION.search(text, stop)


_NUMBERED = re.compile(rf"\n[ \t\u3000]*(\d{{1,2}})([、.，）]?) *(?=[{HAN}])")


_BROKEN_NUMBER = re.compile(
    r"(?<=\d)\n(?=\d{1,4}(?:\.\d{1,4})? ?(?:[万亿千百元%人个户家名项亩吨次倍场座件公平立]|年(?!级)))"
)
_OWN_NUMBER = re.compile(r"[\u4e00-\u9fff]\d{1,4}$")
_SHORTEST_FULL_LINE = 16


def join_numbers(text: str) -> list[Edit]:
    """Delete the break inside a number of a text that was wrapped at a width: 投资1|23亿元 is 投资123亿元.

    The line that ends in the digits is as long as the one right above it, which breaks off inside a sentence
    too; words stand right before the digits, and what they count right behind the rest.

    >>> lines = "全年要完成固定资产投资百分之十以上的任务\\n其中工业项目到年底应当完成的投资总额为1\\n23亿元。"
    >>> [edit.start for edit in join_numbers(lines)]
    [41]
    >>> join_numbers("培训职工1\\n23亿元")
    []
    """
    edits: list[Edit] = []
    for m in _BROKEN_NUMBER.finditer(text):
        begin = text.rfind("\n", 0, m.start()) + 1
        above = text[text.rfind("\n", 0, max(0, begin - 1)) + 1 : max(0, begin - 1)]
        line = text[begin : m.start()]
        full = len(line) >= _SHORTEST_FULL_LINE and abs(len(line) - len(above)) <= 1
        if full and above[-1] not in "。!?;！？；：:" and _OWN_NUMBER.search(line):
            edits.append(Edit(m.start(), m.end(), ""))
    return edits


def restore_lost_marks(text: str) -> list[Edit]:
    """Put back the mark of an item between two that have it: 1、… `2工会` … 3、… → `2、工会`.

    `12月` and `5家企业` at the beginning of a line stay, for their neighbors do not count on.
    """
    items = [(int(m[1]), m[2], m.end(1) - 1) for m in _NUMBERED.finditer("\n" + text)]
    return [
        Edit(at - 1, at, text[at - 1] + mark)
        for (low, mark, _), (n, none, at), (high, same, _) in zip(items, items[1:], items[2:], strict=False)
        if not none and mark and mark == same and (low, high) == (n - 1, n + 1)
    ]


_ZERO = re.compile("[一二三四五六七八九〇]([○◯OＯ0]{1,3})(?=[一二三四五六七八九〇年])")
# Opens with a figure, which `re` runs to: ten times as fast as a class.
_DIGIT_BEHIND = re.compile("0(?<=[一二三四五六七八九〇]0)")


def restore_zeros(text: str) -> list[Edit]:
    """Write 〇 for the circle, letter or digit between Chinese numerals: `一九七○年` → `一九七〇年`."""
    if not _DIGIT_BEHIND.search(text) and not any(c in text for c in "○◯OＯ"):
        return []
    return [Edit(m.start(1), m.end(1), "〇" * len(m[1])) for m in _ZERO.finditer(text)]
