"""Cases that tell a mutant of the numeral, comparator and offset code from the real one."""

from __future__ import annotations

import numpy as np
import pytest

from miner.normalization.alignment import Alignment, Edit, apply_edits
from miner.numbers.comparators import bounds, combine, match_after, match_around, match_before, match_distant
from miner.numbers.numerals import NUMERAL, parse_numeral

NUMERALS = {
    "三分之一": 1 / 3, "百分之五": 5, "千分之五": 5, "百分之-3": -3, "三又二分之一": 3.5, "6/3": 2, "半百": 50, "半": 0.5,
    "一半": 0.5, "一打": 12, "两打": 24, "十余万": 100_000, "三十多": 30, "1.5e3": 1500, "2^10": 1024, "2^-1": 0.5,
    "15k": 15_000, "1.2M": 1_200_000, "2G": 2e9, "3T": 3e12, "二百五": 250, "三千二": 3200, "二百零五": 205, "四万万": 4e8,
    "二十五": 25, "十五": 15, "一千零一": 1001, "卅一": 31, "卌二": 42, "一二三四": 1234, "二○二五": 2025, "-5": -5, "+5": 5,
    "--5": 5, "负三": -3, "两成": 20, "三成五": 35, "一点二五亿": 125_000_000, "零点五": 0.5, "1 234": 1234, "二、八九七": 2897,
    "3·5": 3.5, "一亿零五": 100_000_005, "两兆": 2e12, "1万2千": 12_000, "三万五千": 35_000, "100万": 1e6, "12.5": 12.5,
    "三四成": 30, "三四分之一": 1 / 3, "三四点五": 3.5, "1千10": 1010, "一千九": 1900,
    "五拾": 50, "三佰": 300, "二仟": 2000, "15K": 15_000, "1.2m": 1_200_000, "弌": 1, "两": 2, "弎": 3, "俩": 2, "幺": 1,
    "百": 100, "万": 10_000, "十": 10, "一百一十": 110, "二万三": 23_000, "0": 0, "〇": 0, "五百万亿": 5e14,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMERALS.items())
def test_numeral(text: str, value: float) -> None:
    made = parse_numeral(text)
    assert made.low == made.high == pytest.approx(value, rel=1e-12)
    assert made.flags == ()


def test_a_numeral_is_a_small_value_that_stays() -> None:
    made = parse_numeral("三")
    assert not hasattr(made, "__dict__")
    with pytest.raises(AttributeError):
        made.low = 4  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "low", "high", "kind"),
    [("三四百", 300, 400, "number"), ("三四", 3, 4, "number"), ("十三四", 13, 14, "number"), ("百分之三四", 3, 4, "percent"), ("七八十万", 7e5, 8e5, "number"),
     ("-三四", -4, -3, "number"), ("百分之五", 5, 5, "percent"), ("千分之五", 5, 5, "permille"), ("三成", 30, 30, "tenths"),
     ("四分之三", 0.75, 0.75, "fraction"), ("零一", 1, 1, "number"), ("五四", 54, 54, "number")],
)  # fmt: skip
def test_ends_and_kind(text: str, low: float, high: float, kind: str) -> None:
    made = parse_numeral(text)
    assert (made.low, made.high, made.kind) == (low, high, kind)
    assert made.flags == (("digit pair",) if low != high else ())


@pytest.mark.parametrize("text", ["", "-", "零分之三", "2^99999", "0^-1", "三点", "点五", "一k", "k", "1.2.3", "a", "又二分之一", "三又二",
                                  "三点五个"])  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_numeral(text)


def test_what_the_pattern_takes() -> None:
    assert [m[1] for m in NUMERAL.finditer("12,350家，3千瓦，五十万元，百分之三点五，2 0 0 1年，三十多万")] == [
        "12,350", "3", "五十万", "百分之三点五", "2 0 0 1", "三十"]  # fmt: skip


def test_comparators_before() -> None:
    assert match_before("不低于", 3) == ("ge", 0)
    assert match_before("达到不少于", 5) == ("ge", 2)
    assert match_before("不低于", 0) is None
    assert match_before("不低于", 3, floor=3) is None
    assert match_before("不低于", 3, floor=2) is None
    assert match_before("附近", 2) is None
    assert match_before("在附近", 3) is None
    assert match_before("近", 1) is not None
    assert match_before("最多不超过", 5) == ("le", 0)
    assert match_before("突破不少于", 5) == ("ge", 2)
    assert match_before("培训", 2) is None
    assert match_before("县最多不超过", 6) == ("le", 1)
    assert match_before("创最高不超过", 6) == ("le", 3)  # 创…最高 is no comparator
    assert match_before("历最低不低于", 6) == ("ge", 3)


def test_comparators_after() -> None:
    assert match_after("以上", 0) == ("ge", 2)
    assert match_after("30以内", 2) == ("le", 4)
    assert match_after("内部", 0) is None
    assert match_after("内完成", 0) == ("le", 1)
    assert match_after("许多", 0) is None
    assert match_after("内部门", 0) is match_after("许多家", 0) is None
    assert match_after("家", 0) is None


def test_comparators_apart() -> None:
    assert match_around("迈上4万亿元新台阶", 2, 6) == "ge"
    assert match_around("迈上4万亿元的新台阶", 2, 6) == "ge"
    assert match_around("迈上4万亿元这个新台阶", 2, 6) is None
    assert match_around("迈上4万亿元", 2, 6) is None
    assert match_around("花4万亿元新台阶", 1, 5) is None
    text = "每个镇至少建成一所"
    assert match_distant(text, 7, 0, False) == "ge"
    assert match_distant(text, 7, 6, False) is None
    text = "供养标准不低于当地低保标准的1.3倍"
    assert match_distant(text, 14, 0, True) == "ge"
    assert match_distant(text, 14, 0, False) is None
    assert match_distant("至少三家，建成一所", 7, 0, False) is None
    for between, wanted in ((24, "ge"), (25, None)):
        text = "不低于" + "甲" * between + "的"
        assert match_distant(text + "2倍", len(text), 0, True) == wanted


def test_combination_and_bounds() -> None:
    assert combine(None, None) == "eq"
    assert combine("ge", None) == combine(None, "ge") == "ge"
    assert combine("ge", "le") is None
    assert bounds(1, 2, "ge") == bounds(1, 2, "gt") == (1, None)
    assert bounds(1, 2, "le") == bounds(1, 2, "lt") == (None, 2)
    assert bounds(1, 2, "eq") == bounds(1, 2, "between") == (1, 2)


def edited() -> Alignment:
    """01234 [56]->x 78 [9]->deleted a, raw offsets from 100."""
    return Alignment.identity(11, 100).edited([Edit(5, 7, "x"), Edit(9, 10, "")])


def test_offsets_of_an_edited_text() -> None:
    made = edited()
    assert len(made) == 9
    spans = [made.to_raw(i, i + 1) for i in range(9)]
    assert spans == [(100 + i, 101 + i) for i in range(5)] + [(105, 107), (107, 108), (108, 109), (110, 111)]
    assert made.to_raw(4, 6) == (104, 107)
    assert made.to_raw(0, 9) == (100, 111)
    assert made.to_raw(7, 9) == (108, 111)
    assert made.to_raw(3, 3) == (103, 103)
    assert made.to_raw(9, 9) == (111, 111)
    starts, ends = made.to_raw_spans([0, 5], [1, 6])
    assert (starts.tolist(), ends.tolist(), starts.dtype) == ([100, 105], [101, 107], np.int64)


def test_offsets_from_the_raw_text() -> None:
    made = edited()
    assert made.from_raw(100, 102) == (0, 2)
    assert made.from_raw(105, 106) == made.from_raw(106, 107) == made.from_raw(105, 107) == (5, 6)
    assert made.from_raw(106, 108) == (5, 7)
    assert made.from_raw(109, 110) == (8, 8)
    assert made.from_raw(108, 111) == (7, 9)
    assert made.from_raw(103, 103) == (3, 3)
    assert made.from_raw(111, 112) == (9, 9)
    assert made.from_raw(101, 104) == (1, 4)
    assert made.from_raw(0, 101) == (0, 1)


def test_empty_spans() -> None:
    made = edited()
    assert made.to_raw(8, 8) == (110, 110)
    assert made.from_raw(106, 106) == (5, 5)
    ends_whole = Alignment.identity(3).edited([Edit(2, 3, "xyz")])  # all three come from the last character
    assert ends_whole.to_raw(5, 5) == (3, 3)
    assert ends_whole.to_raw(2, 2) == ends_whole.to_raw(4, 4) == (2, 2)
    starts, ends = ends_whole.to_raw_spans([5, 4, 2], [5, 5, 2])
    assert (starts.tolist(), ends.tolist()) == ([3, 2, 2], [3, 3, 2])
    starts, ends = made.to_raw_spans([8, 3], [8, 3])
    assert (starts.tolist(), ends.tolist()) == ([110, 103], [110, 103])


def test_beginnings() -> None:
    made = Alignment.identity(4).edited([Edit(0, 3, "xx")]).edited([Edit(1, 1, "y")])
    assert [made.to_raw(i, i + 1) for i in range(4)] == [(0, 3), (0, 3), (0, 3), (3, 4)]
    starts, ends = edited().to_raw_spans([0, 1], [0, 0])
    assert (starts.tolist(), ends.tolist()) == ([100, 101], [100, 101])
    assert (Alignment.identity(4, 10).starts.tolist(), Alignment.identity(4, 10).ends.tolist()) == (
        [10],
        [14],
    )
    assert Alignment.identity(0, 10).linear.tolist() == [True]


def test_an_alignment_is_a_value_of_its_own() -> None:
    one, other = Alignment.identity(3), Alignment.identity(3)
    assert len({one, other}) == 2
    assert one != other
    with pytest.raises(AttributeError):
        one.linear = other.linear  # type: ignore[misc]


@pytest.mark.parametrize("span", [(-1, 1), (0, 10), (10, 10), (3, -1)])
def test_positions_outside(span: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        edited().to_raw(*span)
    with pytest.raises(IndexError):
        edited().to_raw_spans([0, span[0]], [1, span[1]])


def test_edits_on_edits() -> None:
    made = edited().edited([Edit(4, 7, "yz"), Edit(7, 7, "!")])
    assert len(made) == 9
    spans = [made.to_raw(i, i + 1) for i in range(9)]
    assert spans == [(100 + i, 101 + i) for i in range(4)] + [(104, 108)] * 2 + [
        (108, 108),
        (108, 109),
        (110, 111),
    ]
    exact = Alignment.identity(4).edited([Edit(1, 3, "ab", ((1, 2), (2, 3)))])
    assert [exact.to_raw(i, i + 1) for i in range(4)] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    same = Alignment.identity(4)
    assert same.edited([Edit(1, 3, "ab")]) is same
    empty = Alignment.identity(3, 7).edited([Edit(0, 3, "")])
    assert len(empty) == 0
    assert empty.to_raw(0, 0) == (7, 7)
    first = Alignment.identity(3).edited([Edit(0, 0, "ab")])
    assert [first.to_raw(i, i + 1) for i in range(3)] == [(0, 0), (0, 0), (0, 1)]
    assert apply_edits("abcdef", [Edit(1, 2, "X"), Edit(4, 4, "YZ")]) == "aXcdYZef"
