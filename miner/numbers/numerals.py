"""Numerals: Arabic, Han and mixed, their decimals, fractions and tenths, as one exact value.

Values are reckoned in decimals, so that 46.6万 is 466000 and not 466000.00000000006.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from miner.knowledge.caches import lru_cache

__all__ = ["NUMERAL", "Numeral", "next_numeral", "parse_numeral", "read_numeral"]

Kind = Literal["number", "percent", "permille", "fraction", "tenths"]

DIGITS = {
    c: Decimal(i)
    for i, group in enumerate(
        ("〇○零", "一壹弌幺", "二贰两弍俩", "三叁弎参仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in group
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
SHORT = {"廿": 20, "卅": 30, "卌": 40}

_H = "".join(DIGITS).translate({ord(c): None for c in "参幺俩仨"})
# 千瓦, 兆赫 and the like are units: their first character is not a magnitude.
_M = "(?:[十拾百佰万亿仟]|千(?![瓦伏克米卡焦帕赫]|字节|比特)|兆(?![瓦赫伏帕比字焦]))"
# 12,350 and 12，350; in scans also 2 0 0 1 and 6 .5, whose digits have come apart.
_GROUPED = r"[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])"
# 25 000 with one of the blanks that typesetters put between thousands. A word must follow the last group, and no
# other number stand before the first: 12 300 450 can be three cells of a table.
_BLANK = "[ \u00a0\u2007\u2009\u202f]"
_SPACED = (
    rf"(?<![0-9])(?<![0-9]{_BLANK})[1-9][0-9]{{0,2}}(?:{_BLANK}[0-9]{{3}})+"
    rf"(?![0-9.,，])(?={_BLANK}?[\u4e00-\u9fff「“%])"
)
_ARABIC = (
    rf"(?:{_GROUPED}|{_SPACED}|[0-9](?: [0-9])+(?![0-9.])|[0-9]+)"
    r"(?: ?\.[0-9]+| ?· ?[0-9]+)?"
)
# 1亿5,000万, and behind the last magnitude what is left of ten thousand: 5万4453, 5 万 4,453.
_PART = r"[ \u3000]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)[ \u3000]?"
_REST = r"(?<=万)(?:[1-9][0-9]{0,3}|[ \u3000]?[1-9],?[0-9]{3})(?![0-9.,，年-]|[–—~～])"
_MIXED = rf"{_ARABIC}(?:[ \u3000]?{_M}(?:{_M}|[{_H}](?={_M})|{_PART}(?={_M}))*(?:{_REST})?)?"
# 二、八九七台 in old print is 2,897 machines.
_HAN = rf"(?:[{_H}]{{1,3}}(?:、[{_H}]{{3}})+(?![{_H}])|(?:[{_H}廿卅]|{_M})+)(?:[点·][{_H}]+)?{_M}*"
_NUMBER = rf"(?:{_MIXED}|{_HAN})"
_FRACTION = rf"(?:[{_H}十百千万拾佰仟]+|[0-9]+)分之[负-]?{_NUMBER}"

# Group 1 is the number, group 2 a 多 or 余 behind it ("and some more"), group 3 a magnitude behind that.
NUMERAL = re.compile(rf"({_FRACTION}|{_NUMBER})(?:([多余几])({_M}*))?")
# What a numeral can begin with: `re` runs to the next of these far faster than it tries the whole pattern.
_OPENING = re.compile(rf"[0-9{_H}十百千万拾佰仟亿兆廿卅]")

_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{''.join(DIGITS)}十拾百佰千仟万亿兆廿卅卌]")
_SEPARATORS = re.compile(rf"[,，\s]|、(?=[{_H}]{{3}}(?![{_H}]))")
_SPLIT_DECIMAL = re.compile(r"(?<=[0-9])·(?=[0-9])")
_PERCENT = re.compile(r"(.+)分之([负-]?)(.+)")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_POWER = re.compile(r"([0-9]+(?:\.[0-9]+)?)\^([+-]*[0-9]+)")
_SOME = re.compile(r"(?<=[0-9零一二两三四五六七八九十百千万亿])[多余几来](?=[万亿百千十]|$)")
_SUFFIX = {"k": 10**3, "K": 10**3, "M": 10**6, "m": 10**6, "G": 10**9, "T": 10**12}


def next_numeral(text: str, position: int, end: int) -> re.Match[str] | None:
    """What `NUMERAL.search` finds in `text[position:end]`."""
    while (opening := _OPENING.search(text, position, end)) is not None:
        match = NUMERAL.match(text, opening.start(), end)
        if match is not None:
            return match
        position = opening.end()
    return None


@dataclass(frozen=True, slots=True)
class Numeral:
    """The value of a numeral; `low` and `high` differ only for a pair of digits such as 三四百.

    `kind` is percent for 百分之五 (value 5) and tenths for 五成 (value 50, a percentage as well).
    """

    low: float
    high: float
    kind: Kind = "number"
    flags: tuple[str, ...] = ()


def parse_numeral(text: str) -> Numeral:
    """Read `text`, which is one numeral and nothing else, sign included.

    Traditional and financial digits must be converted first (`miner.normalize` does).
    Raises ValueError when `text` is no numeral.
    """
    bare = _SEPARATORS.sub("", "".join(text.split()))
    sign = 1
    while bare[:1] in ("-", "−", "－", "负", "+") and bare[1:]:
        sign, bare = (sign if bare[0] == "+" else -sign), bare[1:]
    numeral = _power(bare) or _suffixed(bare) or _dozens(bare) or _mixed(bare) or read_numeral(bare)
    if sign > 0:
        return numeral
    return Numeral(-numeral.high, -numeral.low, numeral.kind, numeral.flags)


def _single(value: float) -> Numeral:
    return Numeral(value, value)


def _power(text: str) -> Numeral | None:
    """12.32e+14 and 1.1^23."""
    if _SCIENTIFIC.fullmatch(text):
        return _single(float(text))
    match = _POWER.fullmatch(text)
    if match is None:
        return None
    exponent = match.group(2).replace("--", "").replace("+", "")
    try:
        return _single(float(match.group(1)) ** float(exponent))
    except (OverflowError, ZeroDivisionError) as error:
        raise ValueError(f"out of range: {text!r}") from error


def _suffixed(text: str) -> Numeral | None:
    """1.2M, 15k, and 百分之3.2k."""
    if text[-1:] not in _SUFFIX or not text[:-1] or not text[-2].isdecimal():
        return None
    numeral = read_numeral(text[:-1])
    scale = _SUFFIX[text[-1]]
    return Numeral(numeral.low * scale, numeral.high * scale, numeral.kind)


def _dozens(text: str) -> Numeral | None:
    """一打 is twelve, 半百 is fifty; 多, 余, 几 and 来 do not change the base (十余万)."""
    if text.endswith("打") and text[:-1]:
        return _single(read_numeral(text[:-1]).low * 12)
    if text[:1] == "半" and text[1:] in SMALL:
        return _single(SMALL[text[1:]] / 2)
    if text in ("半", "一半"):
        return _single(0.5)
    bare = _SOME.sub("", text)
    return read_numeral(bare.replace("零万", "万").replace("零亿", "亿")) if bare and bare != text else None


def _mixed(text: str) -> Numeral | None:
    """三又二分之一 and 6/3."""
    whole, mark, part = text.partition("又")
    if mark and "分之" in part:
        return _single(read_numeral(whole).low + read_numeral(part).low)
    top, mark, bottom = text.partition("/")
    if mark and top.isdecimal() and bottom.isdecimal() and int(bottom):
        return _single(int(top) / int(bottom))
    return None


@lru_cache(maxsize=8192)
def read_numeral(text: str) -> Numeral:
    """The value of a numeral as `NUMERAL` finds it: no sign, no unit. Raises ValueError otherwise."""
    if text.isdecimal():
        value = float(text)
        return Numeral(value, value)
    text = _SEPARATORS.sub("", text)
    text = _SPLIT_DECIMAL.sub(".", text)
    parts = _PERCENT.fullmatch(text)
    if parts is not None:
        return _fraction(*parts.groups())
    body, tenths, rest = text.partition("成")
    if tenths:
        low = (_amount(body)[0] + (_amount(rest)[0] / 10 if rest else 0)) * 10
        return Numeral(float(low), float(low), "tenths")
    low, high = _amount(text)
    return Numeral(float(low), float(high), flags=() if low == high else ("digit pair",))


def _fraction(whole: str, sign: str, part: str) -> Numeral:
    factor = -1 if sign else 1
    low, high = sorted(factor * v for v in _amount(part))
    if whole in ("百", "佰"):
        return Numeral(float(low), float(high), "percent", () if low == high else ("digit pair",))
    if whole in ("千", "仟"):
        return Numeral(float(low), float(high), "permille")
    bottom = _amount(whole)[0]
    if not bottom:
        raise ValueError(f"fraction with denominator 0: {whole}分之{part}")
    return Numeral(float(low / bottom), float(high / bottom), "fraction")


def _amount(text: str) -> tuple[Decimal, Decimal]:
    """Low and high of a numeral without fraction bar."""
    plain = text
    if plain.replace(".", "", 1).isdecimal() and plain.isascii():
        value = Decimal(plain)
        return value, value
    whole, point, rest = plain.replace("·", "点").partition("点")
    if not point:
        return _whole(plain)
    decimals = "".join(c if c.isdecimal() else str(DIGITS[c]) if c in DIGITS else "" for c in rest)
    magnitude = rest[len(decimals) :]
    if not decimals or not whole or not all(c in SMALL or c in LARGE for c in magnitude):
        raise ValueError(f"not a numeral: {text!r}")
    value = _whole(whole)[0] + Decimal(f"0.{decimals}")
    for c in magnitude:
        value *= SMALL.get(c) or LARGE[c]
    return value, value


def _whole(text: str) -> tuple[Decimal, Decimal]:
    tokens = _TOKEN.findall(text)
    if not tokens or sum(map(len, tokens)) != len(text):
        raise ValueError(f"not a numeral: {text!r}")
    if all(t in DIGITS for t in tokens):
        return _digits(text)
    pair = _digit_pair(tokens)
    if pair is not None:
        return _grouped(pair[0]), _grouped(pair[1])
    value = _grouped(tokens)
    return value, value


def _digits(text: str) -> tuple[Decimal, Decimal]:
    """Digits only: 二○二五 is 2025, but two rising neighbors (三四) are a pair of guesses."""
    values = [DIGITS[c] for c in text]
    if len(values) == 2 and values[1] == values[0] + 1 and values[0]:
        return values[0], values[1]
    value = Decimal("".join(str(v) for v in values))
    return value, value


def _digit_pair(tokens: list[str]) -> tuple[list[str], list[str]] | None:
    """三四百 -> 三百 and 四百; None when no two digits stand together."""
    for i in range(len(tokens) - 1):
        a, b = DIGITS.get(tokens[i]), DIGITS.get(tokens[i + 1])
        alone = not any(t in DIGITS for t in (*tokens[i - 1 : i], *tokens[i + 2 : i + 3]))
        if a and b and b == a + 1 and alone:
            return tokens[: i + 1] + tokens[i + 2 :], tokens[:i] + tokens[i + 1 :]
    return None


def _grouped(tokens: list[str]) -> Decimal:
    """Sum digits and magnitudes: 五亿四千万, 一万亿, 三万五, 1亿5000万."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    largest = last = 1
    for token in tokens:
        if token in SMALL:
            section += (Decimal(1) if digit is None else digit) * SMALL[token]
            digit, last = None, SMALL[token]
        elif token in LARGE:
            unit = LARGE[token]
            amount = section + (digit or 0)
            bare = digit is None and not section  # 万 alone is one of it, 0万 none
            if bare and total and last == unit:
                total *= unit  # 四万万
            elif unit > largest:
                total = (total + amount if total or not bare else Decimal(1)) * unit
            else:
                total += (Decimal(1) if bare else amount) * unit
            largest = max(unit, largest)
            section, digit, last = Decimal(0), None, unit
        elif token in SHORT:
            section, digit, last = section + SHORT[token], None, 10
        elif token in DIGITS:
            if token in "〇○零" and digit is None:
                last = 1  # a place holder: 一万零十二
            else:
                digit = DIGITS[token] if digit is None else digit * 10 + DIGITS[token]
        else:
            digit, last = (digit or 0) + Decimal(token), 1
    if digit is not None and last >= 100 and digit < 10:
        digit *= last // 10  # 三万五 is 35000: no 零 between
    return total + section + (digit or 0)
