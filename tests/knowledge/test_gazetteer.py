"""The gazetteer knows which place lies in which, also by names of before."""

from __future__ import annotations

import pytest

from miner.knowledge.gazetteer import find_places, named, related


@pytest.mark.parametrize(
    ("inner", "outer"),
    [("瓶窑镇", "余杭区"), ("余杭区", "杭州市"), ("杭州市", "浙江省"), ("绍兴县", "浙江省")],
)
def test_a_place_lies_in_another(inner: str, outer: str) -> None:
    assert any(related(a, b) for a in named(inner) for b in named(outer))


def test_places_apart_are_not_related() -> None:
    assert not any(related(a, b) for a in named("余杭区") for b in named("江苏省"))


def test_a_name_of_before_is_known_with_its_end() -> None:
    assert {d.until for d in named("余杭县")} == {1994}


def test_the_longest_name_is_found_where_it_stands() -> None:
    text = "由浙江省杭州市余杭区瓶窑镇牵头。"
    assert [text[m.start : m.end] for m in find_places(text)] == ["浙江省", "杭州市", "余杭区", "瓶窑镇"]


def test_a_name_that_many_places_bear_is_all_of_them() -> None:
    assert len(named("朝阳区")) > 1
    assert named("无此县") == ()
