"""One phrase known to be a quantity (a table cell, a form field, 五元三毛), read as a whole."""

from __future__ import annotations

import re

from miner.numbers.numerals import Numeral, parse_numeral
from miner.numbers.quantities import Quantity, find_quantities
from miner.numbers.units import Unit, units

__all__ = ["parse_quantity"]

_N = r"[0-9〇○零一二两三四五六七八九十百千万亿点.,半]"
_MONEY = re.compile(
    rf"(?P<yuan>{_N}+?)(?P<name>块钱|块|元|圆|蚊|美元|美金|欧元|港元|英镑|日元)又?"
    rf"(?:(?P<jiao>{_N}+?)(?:角|毛|毫)又?)?(?:零?(?P<fen>{_N}+?)(?:美分|分|仙))?"
    r"(?P<loose>[0-9一二三四五六七八九])?(?:整|正|钱)?"
)
_PARTS = re.compile(rf"({_N}+?)([^0-9〇○零一二三四五六七八九十百千万亿点.,]+)")
_DISCOUNT = re.compile(rf"({_N}+?)折")


def parse_quantity(text: str) -> Quantity:
    """Read `text`, which is one quantity and nothing else, in normal form; blanks inside do not matter.

    More is understood here than in running prose, because nothing else is possible: 七五折 (75 %),
    五元三毛 (5.3 元), 3斤5两, 二两, 15k. The offsets are those of `text` without blanks.
    Raises ValueError when `text` is no quantity.
    """
    bare = "".join(text.split()).removeprefix("人民币")
    special = _discount(bare) or _money(bare) or _sum_of_parts(bare)
    if special is not None:
        return special
    quantities = find_quantities(bare)
    if len(quantities) == 1 and quantities[0].start == 0 and quantities[0].end == len(bare):
        return quantities[0]
    return _plain(bare)


def _make(text: str, low: float, high: float, unit: Unit | None, rule: str) -> Quantity:
    return Quantity(
        0,
        len(text),
        0,
        len(text),
        low,
        high,
        "eq" if low == high else "between",
        unit.surface if unit else "",
        unit.code if unit else None,
        unit.dimension if unit else None,
        unit.factor if unit else 1.0,
        rule=rule,
    )


def _discount(text: str) -> Quantity | None:
    """七五折 is 75 % of the price, 对折 half of it, 七成六 76 %."""
    percent = units()["%"]
    if text in ("对折", "半价", "五折"):
        return _make(text, 50.0, 50.0, percent, "discount")
    if text in ("半成", "半折"):
        return _make(text, 5.0, 5.0, percent, "discount")
    match = _DISCOUNT.fullmatch(text)
    if match is None:
        return None
    value = parse_numeral(match.group(1)).low
    if value < 10:
        value *= 10
    return _make(text, value, value, percent, "discount")


def _money(text: str) -> Quantity | None:
    """五元三毛, 一块二, 两美元又三美分: the parts of one sum."""
    match = _MONEY.fullmatch(text)
    if match is None or not any(match.group(g) for g in ("jiao", "fen", "loose")):
        return None
    value = parse_numeral(match.group("yuan")).low
    value += _part(match.group("jiao")) / 10 + _part(match.group("fen")) / 100
    if match.group("loose"):
        value += _part(match.group("loose")) / (100 if match.group("jiao") else 10)
    name = {"块": "元", "块钱": "元", "圆": "元", "蚊": "港元"}.get(match.group("name"), match.group("name"))
    return _make(text, round(value, 4), round(value, 4), units()[name], "sum of parts")


def _part(text: str | None) -> float:
    return parse_numeral(text).low if text else 0.0


def _sum_of_parts(text: str) -> Quantity | None:
    """3斤5两 in the first unit: 3.5; None when the parts are not of one dimension."""
    parts = _PARTS.findall(text)
    if len(parts) < 2 or "".join(a + b for a, b in parts) != text:
        return None
    known = [units().get(name) for _, name in parts]
    first = known[0]
    if first is None or any(u is None or u.dimension != first.dimension for u in known):
        return None
    total = sum(
        parse_numeral(number).low * u.factor for (number, _), u in zip(parts, known, strict=True) if u
    )
    value = round(total / first.factor, 9)
    return _make(text, value, value, first, "sum of parts")


def _plain(text: str) -> Quantity:
    """Number and unit with nothing said about what words they might be part of: 二两, 15k个百分点."""
    for at in range(len(text) - text[1:].endswith("两"), 0, -1):
        unit = units().get(text[at:]) if at < len(text) else None
        if at < len(text) and unit is None:
            continue
        try:
            numeral: Numeral = parse_numeral(text[:at])
        except ValueError:
            continue
        if numeral.kind in ("percent", "tenths"):
            unit = units()["%"]
        return _make(text, numeral.low, numeral.high, unit, "phrase")
    raise ValueError(f"not a quantity: {text!r}")
