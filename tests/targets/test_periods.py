"""Time as said and as ISO 8601."""

from __future__ import annotations

import pytest

from miner.knowledge.years import plan_years, small_number
from miner.targets.periods import find_periods

SAID = [
    # text, plan's year, surface, iso, deadline
    ("到2032年建成", None, "到2032年", "2032", "2032"),
    ("2029年底前完成", None, "2029年底前", "2029", "2029-12-31"),
    ("二〇二八年达到", None, "二〇二八年", "2028", None),
    ("今年新建", 2026, "今年", "2026", None),
    ("今年新建", None, "今年", None, None),
    ("年底前完成", 2026, "年底前", "2026", "2026-12-31"),
    ("年底前完成", None, "年底前", None, "年底前"),
    ("2月底前报送", 2028, "2月底前", "2028-02", "2028-02-29"),
    ("上半年举办", 2026, "上半年", "2026-01/2026-06", None),
    ("第三季度举办", 2026, "第三季度", "2026-07/2026-09", None),
    ("“十五五”末达到", None, "“十五五”末", "2030", "2030-12-31"),
    ("“十四五”期间新增", None, "“十四五”期间", "2021/2025", None),
    ("2026—2030年累计", None, "2026—2030年", "2026/2030", None),
    ("二〇二六至二〇三〇累计", None, "二〇二六至二〇三〇", "2026/2030", None),
    ("三年内实现", None, "三年内", "P3Y", "P3Y"),
    ("九个月内办结", None, "九个月内", "P9M", "P9M"),
    ("二学期末评比", None, "学期末", None, None),
    ("任期内建成", 2026, "任期内", "2026", None),
    ("本届政府建成", None, "本届政府", None, None),
    ("当时约定", None, "当时", None, None),
    ("到本世纪末", 1985, "到本世纪末", "2000", "2000-12-31"),
    ("113学年度办理", None, "113学年度", "2024-08/2025-07", None),
    ("112年度补助", None, "112年度", "2023", None),
    ("民国114年底前完成", None, "民国114年底前", "2025", "2025-12-31"),
    ("去年完成", 2026, "去年", "2025", None),
]


@pytest.mark.parametrize(("text", "year", "surface", "iso", "deadline"), SAID)
def test_a_period_is_read(
    text: str, year: int | None, surface: str, iso: str | None, deadline: str | None
) -> None:
    (period,) = find_periods(text, year=year)
    assert (period.surface, period.iso, period.deadline) == (surface, iso, deadline)
    assert text[period.start : period.end].strip() == surface


@pytest.mark.parametrize("text", ["三五成群", "分两轮取消", "五年中分步", "120年历史", "12个村", "每年一次"])
def test_what_is_no_period(text: str) -> None:
    assert find_periods(text, year=2026) == []


def test_five_year_plans_have_their_years() -> None:
    assert [plan_years(n) for n in ("一", "二", "三", "七", "十", "十四", "十五")] == [
        (1953, 1957), (1958, 1962), (1966, 1970), (1986, 1990), (2001, 2005), (2021, 2025), (2026, 2030),
    ]  # fmt: skip


def test_what_is_no_numeral_is_no_number() -> None:
    assert [small_number(said) for said in ("一〇三", "一百零三", "十", "一二", "二十三十", "百", "元")] == [
        103, 103, 10, None, None, 100, None,
    ]  # fmt: skip
    assert plan_years("百") is None
