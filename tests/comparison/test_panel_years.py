"""The years a value of the panel covers, the names and values that are none, and what a panel leaves open."""

from __future__ import annotations

import pandas as pd
import pytest

import miner
from miner.comparison.naming import is_sound
from miner.corpus import Plan, Source

REPORT = "政府工作报告"


def plan(name: str, text: str, year: int | None = 2026, place: str | None = "清溪市") -> Plan:
    return Plan(
        name, Source.from_text(text), 0, len(text), title=f"{year}年{REPORT}", kind=REPORT, place=place,
        year=year, year_end=year,
    )  # fmt: skip


def panel_of(*texts: str, year: int = 2026) -> pd.DataFrame:
    return miner.panel([plan(str(i), text, year) for i, text in enumerate(texts)])


def review(sentences: str, heading: str = "2025年工作回顾") -> str:
    return f"清溪市2026年政府工作报告\n一、{heading}\n{sentences}\n二、2026年工作安排\n今年主要目标是：粮食产量50万吨。\n"


@pytest.mark.parametrize(
    ("sentences", "indicator", "horizon", "first", "last"),
    [
        ("2025年，地区生产总值增长5.1%。", "地区生产总值增长率", "annual", 2025, 2025),
        ("五年来，城镇新增就业累计11万人。", "城镇新增就业", "cumulative", 2021, 2025),
        ("这两年中，农村公路新建900公里。", "新增农村公路", "cumulative", 2024, 2025),
        ("五年来，地区生产总值年均增长6.2%。", "地区生产总值增长率", "average", 2021, 2025),
        ("从2021年到2023年，城镇新增就业6万人。", "城镇新增就业", "cumulative", 2021, 2023),
        ("2025年与2020年相比，地区生产总值增长34%。", "地区生产总值增长率", "cumulative", 2021, 2025),
        # a stock at the end of several years is a value of the last one
        ("五年来，常住人口城镇化率提高到61%。", "常住人口城镇化率", "annual", 2025, 2025),
        # a year inside an earlier sentence is no mark of this one
        ("过去一年，我们消化了2021年以前的欠账。地区生产总值增长5.3%。", "地区生产总值增长率", "annual", 2025, 2025),
        # 近五年来最好 tells nothing of the years
        ("地区生产总值增长6.3%，为近五年来最好水平。进出口总额增长8%。", "进出口总额增长率", "annual", 2025, 2025),
    ],
)  # fmt: skip
def test_a_reported_value_stands_under_its_years(
    sentences: str, indicator: str, horizon: str, first: int, last: int
) -> None:
    rows = panel_of(review(sentences))
    row = rows[rows["indicator"] == indicator].iloc[0]
    assert (row["horizon"], row["year"]) == (horizon, last)
    assert (row["period_start"], row["period_end"]) == (f"{first}-01-01", f"{last}-12-31")


@pytest.mark.parametrize(
    "sentences",
    [
        "今年一季度，地区生产总值增长5.9%。",
        "地区生产总值从780亿元增加到1200亿元，增长54%。",
    ],
)
def test_a_part_of_a_year_or_an_unknown_base_is_no_result_of_a_year(sentences: str) -> None:
    rows = panel_of(review(sentences))
    assert "地区生产总值增长率" not in set(rows["indicator"])


def test_a_review_of_five_years_reports_no_single_year() -> None:
    rows = panel_of(review("城镇新增就业11万人。", heading="过去五年工作回顾"))
    assert "城镇新增就业" not in set(rows["indicator"])


def test_an_exact_result_comes_before_a_round_one() -> None:
    row = panel_of(review("粮食产量突破50万吨大关，达到50.6万吨。"))
    assert row[row["result"].notna()]["result"].tolist() == [506_000]


def goals(sentence: str) -> str:
    return f"清溪市2026年政府工作报告\n二、2026年工作安排\n{sentence}\n"


@pytest.mark.parametrize(
    ("sentence", "horizon", "first", "last"),
    [
        ("到2030年，常住人口城镇化率达到66%。", "end", None, 2030),
        ("今后三年，农村公路新建600公里。", "cumulative", 2026, 2028),
    ],
)
def test_a_promise_for_later_years_is_none_of_the_plans(
    sentence: str, horizon: str, first: int | None, last: int
) -> None:
    row = panel_of(goals(sentence)).iloc[0]
    assert (row["horizon"], row["year"]) == (horizon, last)
    assert row["period_start"] == (f"{first}-01-01" if first else None)


@pytest.mark.parametrize(
    "sentence",
    [
        "我市现有养老床位3200张，要提升服务质量。",  # so already
        "用好240小时过境免签政策。",  # the size of a thing
        "坚持两个毫不动摇。",  # a manner of speaking
        "除中心城区外其他县城新增停车泊位3000个。",  # not the whole place
        "工业投资增速高于全市2.5个百分点。",  # a distance
        "全市12个乡镇粮食产量连续七年增长。",  # years in a row
    ],
)
def test_what_is_no_value_of_an_indicator_is_no_row(sentence: str) -> None:
    assert panel_of(goals(sentence)).empty


@pytest.mark.parametrize(
    ("sentence", "indicator", "low"),
    [
        ("治理水土流失面积20平方公里。", "治理水土流失面积", 20_000_000),
        ("改造燃气管道60公里、供热管道30公里。", "改造供热管道", 30_000),
        ("建设高标准农田8万亩。", "新增高标准农田", 80_000),
        ("认定高新技术企业40家。", "新增高新技术企业", 40),
        ("新建公园绿地32公顷、绿道15公里。", "新增绿道", 15_000),
        ("今年经济增长速度的调控目标定为5%。", "地区生产总值增长率", 5),
    ],
)
def test_the_deed_that_belongs_to_a_thing_is_in_its_name(sentence: str, indicator: str, low: float) -> None:
    rows = panel_of(goals(sentence)).set_index("indicator")
    factor = {"公里": 1000, "平方公里": 1_000_000}.get(rows.loc[indicator, "unit"], 1)
    assert rows.loc[indicator, "low"] in (low, low / factor)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("公办幼儿园学位", True), ("农村自来水普及率", True), ("老旧小区改造", True), ("重点工业项目", True),
        ("清理", False), ("财政收入五年", False), ("这个速度", False), ("国家级企业技术中心、", False),
        ("占城镇人口", False), ("已经", False),
    ],
)  # fmt: skip
def test_a_part_of_a_sentence_is_no_name(name: str, sound: bool) -> None:
    assert is_sound(name) is sound


def test_force_behind_the_value_is_that_of_the_next_one() -> None:
    rows = panel_of(goals("今年地区生产总值增长6%以上、力争达到7%。"))
    assert rows.iloc[0]["wording"] == "hard"


def test_the_same_in_another_unit_is_no_contradiction() -> None:
    same = (goals("造林面积15万亩。"), goals("造林面积10000公顷。"))
    assert panel_of(*same)["flags"].isna().tolist() == [True]
    bounds = (goals("城镇新增就业2万人以上。"), goals("城镇新增就业2万人以上。"))
    assert panel_of(*bounds)["flags"].isna().tolist() == [True]


def test_what_a_panel_lacks_is_listed() -> None:
    goal = "今年主要目标是：地区生产总值增长{}%。"
    plans = [
        plan("a", goals(goal.format(5))),
        plan("b", goals(goal.format(6))),
        plan("c", goals(goal.format(6)), year=None),
        plan("d", goals(goal.format(6)), place=None),
    ]
    table = miner.analyze(miner.Corpus(plans)).panel_problems
    kinds = {(r["plan_id"], r["kind"]) for r in table.to_dict("records")}
    assert {("a", "contradicted"), ("b", "contradicted"), ("c", "no year"), ("d", "no place")} <= kinds
    told = table[(table["plan_id"] == "a") & (table["kind"] == "contradicted")].iloc[0]
    assert (told["plan_b"], told["quote"], told["indicator"]) == ("b", "5%", "地区生产总值增长率")


def test_moves_compare_values_of_one_year() -> None:
    earlier = plan("a", goals("到2030年粮食产量达到60万吨。"), 2026)
    later = plan("b", review("2026年粮食产量52万吨。").replace("2026年政府", "2027年政府"), 2027)
    moves = miner.compare([earlier, later]).moves
    assert {m for m in moves["move"] if m in ("reached", "missed", "raised", "lowered")} == set()
    assert "incomparable" in set(moves["move"])
