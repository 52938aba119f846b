"""Numerals in every notation have one exact value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.numbers.numerals import NUMERAL, next_numeral, parse_numeral

CASES = {
    "3400": 3400,
    "12,350": 12350,
    "46.6万": 466000,
    "1亿5000万": 150_000_000,
    "0万": 0,
    "0.0亿": 0,
    "四万万": 400_000_000,
    "五亿四千万": 540_000_000,
    "三万五": 35_000,
    "十万零一千": 101_000,
    "一万亿": 1e12,
    "二○二五": 2025,
    "四点五": 4.5,
    "三点七亿": 370_000_000,
    "一百二十点五": 120.5,
    "负二百": -200,
    "廿二": 22,
    "百分之七七·五": 77.5,
    "百分之百": 100,
    "七成": 70,
    "7.2成": 72,
    "1.2M": 1_200_000,
}


@pytest.mark.parametrize(("text", "value"), CASES.items())
def test_value(text: str, value: float) -> None:
    numeral = parse_numeral(text)
    assert (numeral.low, numeral.high) == (value, value)


def test_a_pair_of_digits_is_kept_as_two_ends_and_flagged() -> None:
    numeral = parse_numeral("三四百")
    assert (numeral.low, numeral.high, numeral.flags) == (300, 400, ("digit pair",))


def test_a_negative_pair_is_in_order() -> None:
    numeral = parse_numeral("百分之-三四")
    assert (numeral.low, numeral.high) == (-4, -3)


@pytest.mark.parametrize("text", ["", "点", "负", "零点", "培训", "三分之零点点", "零分之三"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_numeral(text)


DIGITS = "零一二三四五六七八九"


def spell(n: int) -> str:
    """`n` below 10**12 in Han numerals, the long way: every magnitude written."""
    if n == 0:
        return "零"
    out = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, n = divmod(n, size)
        if not part:
            out = out if out.endswith("零") or not out or not n else out + "零"
            continue
        if out and part < 1000 and not out.endswith("零"):
            out += "零"
        digits = f"{part:04d}".lstrip("0") if not out else f"{part:04d}"
        width = len(digits)
        section = ""
        for i, d in enumerate(digits):
            if d == "0":
                section = section if section.endswith("零") or not section else section + "零"
            else:
                section += DIGITS[int(d)] + ("千", "百", "十", "")[4 - width + i]
        out += section.rstrip("零") + name
    return out.rstrip("零")


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_spelled_integers_come_back(n: int) -> None:
    assert parse_numeral(spell(n)).low == n


PIECES = ["1", "20", "3.5", ",", "一", "五", "零", "十", "万", "亿", "点", "分之", "百分之", "成", "半", "多", "又",
          "/", "^", "-", "负", "k", "打", "、", "e+9", "度", "折", " "]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
def test_any_text_is_a_numeral_or_refused(text: str) -> None:
    try:
        numeral = parse_numeral(text)
    except ValueError:
        return
    assert numeral.low <= numeral.high


@given(st.text("0123456789,，. ·、一二两三十百千万亿瓦克点分之多余几廿参家进步", max_size=30))
def test_the_next_numeral_is_the_one_the_pattern_finds(text: str) -> None:
    found, wanted = next_numeral(text, 0, len(text)), NUMERAL.search(text)
    assert (found and (found.span(), found.groups())) == (wanted and (wanted.span(), wanted.groups()))
