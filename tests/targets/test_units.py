"""The table of units: large enough, coherent, and what is built from it."""

import re

import pytest

from miner.numbers.units import convert, match_unit, units


def test_the_table_is_large_and_well_formed() -> None:
    table = units()
    assert len({u.name for u in table.values()}) >= 200
    for surface, unit in table.items():
        assert surface == surface.strip()
        assert unit.factor > 0
        assert unit.code
        assert unit.dimension


def test_money_has_iso_codes_and_counters_annotations() -> None:
    for unit in units().values():
        if unit.kind == "money":
            assert re.fullmatch(r"[A-Z]{3}", unit.code), unit
        if unit.kind == "counter" and unit.dimension == "count":
            assert re.fullmatch(r"\{[^{}]+\}", unit.code), unit


def test_one_spelling_names_one_dimension() -> None:
    assert units()["个百分点"].dimension != units()["%"].dimension
    assert units()["公斤"].name == units()["kg"].name == "千克"


@pytest.mark.parametrize(
    ("text", "surface", "code"),
    [
        ("千瓦时电", "千瓦时", "kW.h"),
        ("人次以上", "人次", "{person-time}"),
        ("部门联合", "部门", "{department}"),
        ("台（套）设备", "台（套）", "{machine}"),
        ("元/人·月", "元/人·月", "CNY/{person}/mo"),
        ("微克/立方米", "微克/立方米", "ug/m3"),
        ("吨/年的", "吨/年", "t/a"),
    ],
)
def test_the_longest_unit_wins(text: str, surface: str, code: str) -> None:
    found = match_unit(text, 0)
    assert found is not None
    assert (found[0].surface, found[0].code, found[1]) == (surface, code, len(surface))


@pytest.mark.parametrize("text", ["座谈会", "对外开放", "所有企业", "庭院", "kmx"])
def test_words_that_only_begin_like_a_unit(text: str) -> None:
    assert match_unit(text, 0) is None


def test_conversion() -> None:
    assert convert(15, units()["亩"]) == pytest.approx(10000)
    assert convert(2, units()["斤"]) == pytest.approx(1)
