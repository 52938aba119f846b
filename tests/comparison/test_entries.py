"""When two figures are one indicator, when they are not, and which figure speaks for a plan."""

from __future__ import annotations

import pandas as pd
import pytest

import miner
from miner.comparison import compare
from miner.corpus import Corpus, Plan, Source


def plan(plan_id: str, text: str, year: int | None = 2024, **facts: str) -> Plan:
    return Plan(plan_id, Source.from_text(text), 0, len(text), year=year, year_end=year, **facts)  # type: ignore[arg-type]


def ledger(*texts: str) -> pd.DataFrame:
    return compare(Corpus([plan(str(i), text) for i, text in enumerate(texts)])).ledger


def shared(*goals: str) -> set[str]:
    """The indicators that plans with these goals have in common."""
    table = ledger(*(f"某市工作计划\n一、工作目标\n{goal}。\n" for goal in goals))
    return set(table[table["plans"] == len(goals)]["indicator"])


@pytest.mark.parametrize(
    ("goals", "indicator"),
    [
        (("全市城镇新增就业2万人以上", "城镇新增就业2.5万人"), "城镇新增就业"),
        (("居民消费价格涨幅2%左右", "居民消费价格上涨3%左右"), "居民消费价格"),
        (("经济增长6%左右", "地区生产总值增长5.5%"), "地区生产总值"),
        (("城镇调查失业率均值5.2%以内", "城镇调查失业率5%以内"), "城镇调查失业率"),
        (("粮食产量稳定在900亿斤以上", "粮食总产量达到480万吨"), "粮食产量"),
    ],
)  # fmt: skip
def test_one_indicator_in_different_words(goals: tuple[str, str], indicator: str) -> None:
    assert indicator in shared(*goals)


@pytest.mark.parametrize(
    "goals",
    [
        ("固定资产投资达到300亿元", "固定资产投资增长8%"),
        ("城镇居民人均可支配收入增长6%", "农村居民人均可支配收入增长6%"),
        ("建设职工书屋20个", "职工书屋覆盖率达到20%"),
    ],
)
def test_what_only_looks_alike_stays_apart(goals: tuple[str, str]) -> None:
    assert not shared(*goals)


def test_units_are_converted_before_values_are_compared() -> None:
    table = ledger(
        "甲省工作计划\n一、工作目标\n粮食产量900亿斤以上。\n",
        "甲省工作计划\n一、工作目标\n粮食产量4500万吨以上。\n",
    )
    grain = table[table["indicator"] == "粮食产量"]
    assert grain["value"].nunique() == 1
    assert set(grain["unit"]) == {"斤", "吨"}


def test_an_indicator_in_two_units_is_said_and_not_merged() -> None:
    compared = compare(
        Corpus([
            plan("a", "某市工作计划\n一、工作目标\n发放创业担保贷款3亿元。\n"),
            plan("b", "某市工作计划\n一、工作目标\n发放创业担保贷款3000户。\n"),
        ])
    )  # fmt: skip
    assert "unit differs" in set(compared.doubtful["reason"])
    assert any("units that do not convert" in note for note in compared.notes)


REPORT = """甲市2024年政府工作报告
一、过去工作回顾
地区生产总值增长6.1%。
二、今后五年
“十四五”时期，城镇新增就业10万人以上，地区生产总值年均增长7%。
三、2024年工作目标
今年发展主要预期目标是：地区生产总值增长6.5%左右，城镇新增就业2万人以上。
四、重点工作
"""


def test_the_figure_of_the_year_speaks_for_the_plan() -> None:
    table = ledger(REPORT)
    spoken = table[table["primary"] & (table["status"] == "commitment")]
    assert dict(zip(spoken["indicator"], spoken["quote"], strict=True)).items() >= {
        ("地区生产总值", "6.5%左右"),
        ("城镇新增就业", "2万人以上"),
    }


def test_every_cell_leads_to_its_span() -> None:
    for row in ledger(REPORT).to_dict("records"):
        assert REPORT[row["start"] : row["end"]] == row["quote"]


def test_a_number_is_a_marker_only_before_a_name() -> None:
    table = ledger("某县工作计划\n一、工作目标\nPM2.5平均浓度控制在30微克/立方米以下。\n")
    assert table["indicator"].tolist() == ["PM2.5平均浓度"]


def test_groups_go_by_a_column_of_the_plans() -> None:
    text = "工作计划\n一、工作目标\n新建书屋20个。\n"
    plans = [
        plan("a", text, place="甲市"),
        plan("b", text + "。", place="甲市"),
        plan("c", text * 2, place="乙市"),
    ]
    groups = compare(Corpus(plans), by="place").groups
    assert dict(zip(groups["group"], groups["plans"], strict=True)) == {"甲市": 2, "乙市": 1}
    with pytest.raises(miner.InputError, match="no column 'color'"):
        compare(Corpus(plans), by="color")


def test_a_city_that_quotes_the_nation_does_not_speak_of_itself() -> None:
    goals = "工作报告\n一、工作目标\n全国城镇新增就业1200万人以上，全市城镇新增就业2万人以上。\n"
    table = compare(Corpus([plan("c", goals, place="杭州市")])).ledger
    own = table[(table["indicator"] == "城镇新增就业") & table["scope"].isna()]
    assert own["quote"].tolist() == ["2万人以上"]
