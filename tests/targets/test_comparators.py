"""No comparator is ever inverted: every form, before every kind of unit, in both scripts."""

from functools import cache
from typing import Any

import pytest

from miner.normalization import normalize
from miner.numbers.comparators import bounds, combine, comparator_table
from miner.numbers.quantities import Quantity, find_quantities

UNITS = ["%", "家", "人次", "万元", "亿千瓦时", "平方公里", "个百分点", "件", "倍", "吨标准煤"]
SIDES = {"ge": "low", "gt": "low", "le": "high", "lt": "high"}


@cache
def converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    converted: str = converter().convert(text)
    return converted


def only(text: str) -> Quantity:
    found = find_quantities(normalize(text).text)
    assert len(found) == 1, found
    return found[0]


def check(sentence: str, comparator: str, value: float) -> None:
    for script in (sentence, traditional(sentence)):
        q = only(script)
        assert q.comparator == comparator, script
        assert (q.low, q.high) == bounds(value, value, comparator), script


@pytest.mark.parametrize("unit", UNITS)
def test_every_form_over_every_kind_of_unit(unit: str) -> None:
    scale = {"万元": 1e4, "亿千瓦时": 1e8}.get(unit, 1)
    for form in comparator_table():
        if form.position == "before":
            check(f"全年任务量{form.form}30{unit}。", form.comparator, 30 * scale)
        elif form.position == "after":
            check(f"全年任务量达到30{unit}{form.form}。", form.comparator, 30 * scale)


def test_the_table_holds_the_forms_that_plans_use() -> None:
    table = {(f.position, f.form): f.comparator for f in comparator_table()}
    assert table["before", "不低于"] == table["before", "不得少于"] == table["before", "至少"] == "ge"
    assert table["before", "不超过"] == table["before", "不高于"] == table["before", "最多"] == "le"
    assert table["before", "低于"] == table["before", "不到"] == table["before", "不足"] == "lt"
    assert table["before", "突破"] == table["before", "高于"] == "gt"
    assert table["after", "以上"] == "ge"
    assert table["after", "以内"] == table["after", "以下"] == "le"
    assert table["after", "左右"] == "approx"


def test_combination() -> None:
    assert combine("gt", "ge") == "gt"
    assert combine("approx", "approx") == "approx"
    assert combine("le", "approx") == "le"
    assert combine("ge", "le") is None
    assert combine(None, None) == "eq"


def test_contradicting_comparators_are_flagged_and_not_guessed() -> None:
    q = only("占比不低于30%以下。")
    assert q.comparator == "ge"
    assert "contradictory comparators" in q.flags


@pytest.mark.parametrize(
    ("sentence", "comparator", "low"),
    [
        ("力争工业产值迈上500亿元新台阶。", "ge", 5e10),
        ("供养标准不低于当地低保标准的1.3倍。", "ge", 1.3),
        ("每个镇至少建成一所敬老院。", "ge", 1),
        ("最高不超过50万元。", "le", None),
    ],
)
def test_comparators_that_stand_apart(sentence: str, comparator: str, low: float | None) -> None:
    q = only(sentence)
    assert (q.comparator, q.low) == (comparator, low)


def test_a_list_shares_its_comparator() -> None:
    q = find_quantities("涨幅和失业率分别控制在4%和6%以内。")
    assert [(x.comparator, x.high) for x in q] == [("le", 4), ("le", 6)]
    q = find_quantities("年内至少发展30个班组、30个车间、50个工区典型。")
    assert [(x.comparator, x.low) for x in q] == [("ge", 30), ("ge", 30), ("ge", 50)]
