"""Comparators as an algebra: atoms, negation, combination, read from `data/comparators.toml`.

以上, 以下 and 以内 include the number; 超过, 突破, 不足 and 不到 do not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = [
    "COMPARATORS",
    "Form",
    "allowance",
    "bounds",
    "combine",
    "comparator_endings",
    "comparator_openings",
    "comparator_table",
    "match_after",
    "match_before",
]

COMPARATORS = ("eq", "ge", "gt", "le", "lt", "approx", "between", "eq_indicator")
OPPOSITE = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
CLAUSE_END = "，。；、,;!?！？：:\n"
LONGEST_REFERENCE = 24  # characters between 不低于 and its number: 不低于当地最低生活保障标准的1.6倍


class Form(NamedTuple):
    """One written form: where it stands (before, after, around) and what it means."""

    form: str
    position: str
    comparator: str


@cache
def comparator_table() -> tuple[Form, ...]:
    """Every form the project understands, negations spelled out, longest first within a position."""
    data = read_toml("miner.numbers", "comparators.toml")
    forms: dict[tuple[str, str], str] = {}
    for comparator, words in data["before"].items():
        for word in words:
            forms["before", word] = comparator
    for negation in data["negation"]["words"]:
        for base in data["negation"]["bases"]:
            forms["before", negation + base] = OPPOSITE[forms["before", base]]
    for comparator, words in data["after"].items():
        for word in words:
            forms["after", word] = comparator
    for comparator, pairs in data["around"].items():
        for opening, closing in pairs:
            forms["around", f"{opening}…{closing}"] = comparator
    table = [Form(form, position, comparator) for (position, form), comparator in forms.items()]
    return tuple(sorted(table, key=lambda f: (f.position, -len(f.form), f.form)))


@cache
def _before() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the reversed forms, matched leftwards from the number."""
    forms = {f.form: f.comparator for f in comparator_table() if f.position == "before"}
    words = sorted((w[::-1] for w in forms), key=len, reverse=True)
    links = sorted(
        (w[::-1] for w in read_toml("miner.numbers", "comparators.toml")["link"]["words"]),
        key=len,
        reverse=True,
    )
    union = "|".join(map(re.escape, words))
    link = "|".join(map(re.escape, links))
    return re.compile(rf"[ \u3000]?(?:{link})?({union})(?:(?:{link})?({union}))?"), forms


@cache
def comparator_endings() -> frozenset[str]:
    """The last characters of what may stand before a number to compare it, blanks among them."""
    data = read_toml("miner.numbers", "comparators.toml")
    forms, _ = _before()[1], None
    return frozenset(w[-1] for w in [*forms, *data["link"]["words"]]) | {" ", "\u3000"}


@cache
def _tails() -> frozenset[str]:
    """The last two characters of all that `_before` matches; the one of what is no longer."""
    words = {w[-2:] for w in _before()[1]}
    links = ["", *read_toml("miner.numbers", "comparators.toml")["link"]["words"]]
    return frozenset(
        (word + link + blank)[-2:] for word in words for link in links for blank in ("", " ", "\u3000")
    )


# 近, 超, 满, 破, 约 are also parts of words: 附近, 高超, 不满 …; not comparators behind these characters.
_PART_OF_WORD = {
    "近": "附最靠相临邻就新亲远",
    "约": "节公条制合签契大",
    "超": "高反赶商",
    "满": "圆美充丰饱届期未不",
    "最高": "历创达新",
    "突破": "的性点",
    "最低": "历",
    "不足": "的",
}


def match_before(text: str, at: int, floor: int = 0) -> tuple[str, int] | None:
    """The comparator that ends at `at` and the offset where it starts; None when there is none.

    Two that follow each other (最高不超过) are combined. `floor` is the leftmost offset looked at.
    """
    if at <= floor or (text[at - 1] not in _tails() and text[at - 2 : at] not in _tails()):
        return None
    pattern, forms = _before()
    window = text[max(floor, at - 14) : at][::-1]
    match = pattern.match(window)
    if match is None:
        return None
    first = match.group(1)[::-1]
    start = at - match.end()
    inner = at - match.end(1)
    if text[inner - 1 : inner] in _PART_OF_WORD.get(first, ()) and inner > 0:
        return None
    comparator = forms[first]
    if match.group(2) is not None:
        second = match.group(2)[::-1]
        if second == "突破":
            return comparator, inner  # 突破不少于3项: the verb of the clause
        if text[start - 1 : start] not in _PART_OF_WORD.get(second, "") or start == 0:
            joined = combine(forms[second], comparator)
            return (joined or comparator), start
    return comparator, inner


@cache
def _after() -> tuple[re.Pattern[str], dict[str, str]]:
    forms = {f.form: f.comparator for f in comparator_table() if f.position == "after"}
    words = sorted(forms, key=len, reverse=True)
    return re.compile(rf"[ \u3000]?({'|'.join(map(re.escape, words))})"), forms


@cache
def comparator_openings() -> frozenset[str]:
    """The first characters of what may stand behind a number to compare it, blanks among them."""
    return frozenset(word[0] for word in _after()[1]) | {" ", "\u3000"}


def match_after(text: str, at: int) -> tuple[str, int] | None:
    """The comparator that starts at `at` and the offset where it ends; None when there is none."""
    if text[at : at + 1] not in comparator_openings():
        return None
    pattern, forms = _after()
    match = pattern.match(text, at)
    if match is None:
        return None
    word = match.group(1)
    if word in ("内", "许", "向上", "前后") and not _closes(text, match.end(), word):
        return None
    return forms[word], match.end()


def _closes(text: str, at: int, word: str) -> bool:
    """内 is a comparator in 三个工作日内, not in 内部; the weak forms need their word to end there."""
    following = text[at : at + 1]
    if word == "内":
        return following not in "部容在外陆需地蒙涵资贸河存联销"
    return word != "许" or following not in "可多诺昌"


@cache
def _distant() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Patterns for what governs a count by its verb, and a share or multiple by its reference."""
    data = read_toml("miner.numbers", "comparators.toml")["distant"]
    forms = {word: comparator for comparator in ("ge", "le") for word in data[comparator]}
    peaks = dict.fromkeys(data["peaks"], "le")
    union, words, verbs, nouns = (
        "|".join(sorted(group, key=len, reverse=True))
        for group in (forms, [*forms, *peaks], data["verbs"], data["nouns"])
    )
    acts = re.compile(rf"({words})(?:{verbs}){{1,2}}了?$")
    references = re.compile(rf"({union})[^{CLAUSE_END}0-9]{{1,{LONGEST_REFERENCE}}}(?:的|{nouns})$")
    return acts, references, forms | peaks


def match_distant(text: str, at: int, floor: int, relative: bool) -> str | None:
    """The comparator earlier in the clause that governs the number at `at`: 至少建成一所.

    A `relative` number (%, 倍) may also be governed over its reference: 不低于当地标准的1.6倍.
    """
    window = text[max(floor, at - LONGEST_REFERENCE - 6) : at]
    if "至" not in window and "不" not in window and "最" not in window:
        return None
    for mark in CLAUSE_END:
        window = window.rpartition(mark)[2]
    acts, references, forms = _distant()
    match = acts.search(window) or (references.search(window) if relative else None)
    return forms[match.group(1)] if match is not None else None


@cache
def _around() -> tuple[tuple[str, ...], dict[str, list[tuple[str, str]]]]:
    pairs: dict[str, list[tuple[str, str]]] = {}
    for form in comparator_table():
        if form.position == "around":
            opening, _, closing = form.form.partition("…")
            pairs.setdefault(opening, []).append((closing, form.comparator))
    return tuple(pairs), pairs


def match_around(text: str, start: int, end: int) -> str | None:
    """迈上4万亿元新台阶: the comparator told by the words on both sides of a number; None otherwise."""
    openings, pairs = _around()
    if not text.endswith(openings, 0, start):
        return None
    for opening in openings:
        if text.endswith(opening, 0, start):
            for closing, comparator in pairs[opening]:
                if text.startswith(closing, end) or text.startswith(closing, end + 1):
                    return comparator
    return None


def combine(before: str | None, after: str | None) -> str | None:
    """What two comparators of one number make together; None when they contradict each other."""
    if before is None or after is None:
        return before or after or "eq"
    table: dict[str, str] = read_toml("miner.numbers", "comparators.toml")["combine"]
    return table.get(f"{before}+{after}")


def allowance() -> float:
    """The part of its value by which a number with 左右 or 约 may be missed."""
    part: float = read_toml("miner.numbers", "comparators.toml")["allowance"]
    return part


def bounds(low: float, high: float, comparator: str) -> tuple[float | None, float | None]:
    """The two ends of the interval: a comparator that leaves an end open makes it None."""
    if comparator in ("ge", "gt"):
        return low, None
    if comparator in ("le", "lt"):
        return None, high
    return low, high
