"""Outlines: the way to their goals by the reports of their place, and one beside that of the area around it."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import miner
from miner.comparison.descent import descent_table
from miner.comparison.outlines import progress_table
from miner.targets.links import find_contradictions

OUTLINE = """清溪市国民经济和社会发展第十五个五年规划纲要

第一章 目标
专栏1 主要指标
| 类别 | 指标 | 单位 | 2025年 | 2030年 | 年均/累计 | 属性 |
|---|---|---|---|---|---|---|
| 经济发展 | 地区生产总值增长 | % | 5.2 | — | 5左右 | 预期性 |
| 经济发展 | 常住人口城镇化率 | % | 60 | 65 | — | 预期性 |
| 民生福祉 | 城镇新增就业 | 万人 | — | — | 〔10〕 | 预期性 |
| 民生福祉 | 城镇调查失业率 | % | 5 | 5.5以内 | — | 预期性 |
| 绿色生态 | 森林覆盖率 | % | 40 | 42 | — | 约束性 |
| 绿色生态 | 单位地区生产总值能耗降低 | % | — | — | 完成省下达任务 | 约束性 |

第二章 城乡
到2030年，常住人口城镇化率达到62%。森林覆盖率达到42%。
"""
REPORT = """清溪市人民政府2028年政府工作报告
一、2027年工作回顾
全年地区生产总值增长5.1%，常住人口城镇化率达到61.2%，森林覆盖率达到41%。
二、2028年工作安排
今年主要预期目标是：地区生产总值增长4.5%左右，城镇新增就业2.1万人，城镇调查失业率控制在5.5%以内，森林覆盖率达到41.2%。
"""
PROVINCE = """东岭省国民经济和社会发展第十五个五年规划纲要

| 指标 | 2025年 | 2030年 | 属性 |
|---|---|---|---|
| 常住人口城镇化率（%） | 63 | 66 | 预期性 |
| 森林覆盖率（%） | 39 | 41 | 约束性 |
| 婴幼儿入托率（%） | 10 | 20 | 预期性 |
| 粮食产量（万吨） | 900 | 950 | 约束性 |
"""
CITY = """东岭省清溪市国民经济和社会发展第十五个五年规划纲要

| 指标 | 2025年 | 2030年 | 属性 |
|---|---|---|---|
| 常住人口城镇化率（%） | 60 | 65 | 预期性 |
| 森林覆盖率（%） | 40 | 42 | 预期性 |
| 粮食产量（万吨） | 60 | 62 | 约束性 |
| 公园绿地面积（平方米） | 12 | 14 | 预期性 |
"""


def corpus(**texts: str) -> Any:
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            Path(folder, f"{name}.txt").write_text(text, encoding="utf-8")
        return miner.read_corpus(folder)


def told(table: Any, *names: str) -> list[list[Any]]:
    chosen = table[list(names)].astype(object)
    return chosen.where(chosen.notna(), None).values.tolist()


def test_reports_stand_beside_the_goals_of_the_outline_of_their_place() -> None:
    plans = corpus(outline=OUTLINE, report=REPORT)
    made = progress_table(plans, miner.extract_quantities(plans))
    assert told(
        made, "indicator", "year", "said", "value", "on_line", "average", "standing", "standing_by"
    ) == [
        ["地区生产总值增长率", 2028, "promised", 4.5, None, 5.0, "behind", "own average"],
        ["地区生产总值增长率", 2027, "reported", 5.1, None, 5.0, "on the way", "own average"],
        ["常住人口城镇化率", 2027, "reported", 61.2, 62.0, None, "behind", "straight line"],
        ["城镇新增就业", 2028, "promised", 21000.0, None, 20000.0, "on the way", "yearly part"],
        ["城镇调查失业率", 2028, "promised", 5.5, 5.5, None, "on the way", "bound"],
        ["森林覆盖率", 2028, "promised", 41.2, 41.2, None, "on the way", "straight line"],
        ["森林覆盖率", 2027, "reported", 41.0, 40.8, None, "on the way", "straight line"],
        ["单位地区生产总值能耗", 2028, "silent", None, None, None, None, None],
    ]
    for row in made.to_dict("records"):
        assert plans.plan(row["plan_a"]).source.text[row["start_a"] : row["end_a"]] == row["quote_a"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("清溪市人民政府2028年", "白沙市人民政府2028年"),  # another place
        ("2028年", "2033年"),  # after the outline
        ("清溪市人民政府2028年政府工作报告", "清溪市实验小学2028年工作计划"),  # speaks for a school
    ],
)
def test_what_is_no_report_of_the_outline_is_not_held_against_it(old: str, new: str) -> None:
    plans = corpus(outline=OUTLINE, report=REPORT.replace(old, new))
    assert not len(progress_table(plans, miner.extract_quantities(plans)))


def test_kinds_of_unit_are_never_judged_across() -> None:
    plans = corpus(outline=OUTLINE, report=REPORT.replace("城镇化率达到61.2%", "城镇化率提高0.8个百分点"))
    made = progress_table(plans, miner.extract_quantities(plans))
    assert told(made[made["indicator"] == "常住人口城镇化率"], "said", "standing") == [["silent", None]]


def test_an_outline_stands_beside_that_of_the_area_around_it() -> None:
    plans = corpus(province=PROVINCE, city=CITY)
    made = descent_table(plans, miner.extract_quantities(plans))
    assert told(made, "indicator", "relation", "force_change") == [
        ["常住人口城镇化率", "loosened", None],
        ["森林覆盖率", "tightened", "binding became anticipatory"],
        ["婴幼儿入托率", "dropped", None],
        ["粮食产量", "taken up", None],
        ["公园绿地面积", "new", None],
    ]


def test_an_indicator_that_the_lower_outline_names_without_a_value_is_not_called_dropped() -> None:
    plans = corpus(province=PROVINCE, city=CITY + "\n逐步提高婴幼儿入托率。\n")
    made = descent_table(plans, miner.extract_quantities(plans))
    assert told(made[made["indicator"] == "婴幼儿入托率"], "relation") == [["unquantified"]]


def test_outlines_of_other_years_are_not_set_beside_each_other() -> None:
    plans = corpus(province=PROVINCE.replace("第十五个", "第十四个"), city=CITY)
    assert not len(descent_table(plans, miner.extract_quantities(plans)))


def test_what_table_and_text_repeat_is_one_promise() -> None:
    plans = corpus(p=OUTLINE)
    found = miner.extract_quantities(plans)
    forests = found[(found["indicator"] == "森林覆盖率") & (found["status"] == "commitment")]
    assert told(forests, "quote", "same_as") == [["42", None], ["42%", forests["start"].iloc[0]]]
    panel = miner.panel(plans)
    assert panel["indicator"].tolist().count("森林覆盖率") == 1


def test_table_and_text_that_contradict_each_other_are_a_finding() -> None:
    plans = corpus(p=OUTLINE)
    made = find_contradictions(plans, miner.extract_quantities(plans))
    assert told(made, "indicator", "value_a", "quote_a", "value_b", "quote_b") == [
        ["常住人口城镇化率", 65.0, "65", 62.0, "62%"]
    ]
    findings = miner.analyze(plans, n_themes=1).findings
    assert told(findings[findings["kind"] == "inconsistent"], "quote", "quote_b") == [["65", "62%"]]


@pytest.mark.parametrize(
    "sentence",
    [
        "到2030年，常住人口城镇化率达到65%以上。",
        "到2030年，常住人口城镇化率达到65.0%左右。",
        "到2027年，常住人口城镇化率达到62%。",
        "到2030年，东部新区常住人口城镇化率达到80%。",
        "常住人口城镇化率年均提高1个百分点。",
        "2025年，常住人口城镇化率达到60%。",
    ],
)
def test_what_can_hold_together_is_no_contradiction(sentence: str) -> None:
    plans = corpus(p=OUTLINE.replace("到2030年，常住人口城镇化率达到62%。", sentence))
    assert not len(find_contradictions(plans, miner.extract_quantities(plans)))


def test_a_group_of_a_table_is_no_scope_in_the_panel() -> None:
    made = miner.panel(corpus(p=OUTLINE))
    assert set(made["horizon"]) == {"end", "average", "cumulative"}
    urban = made[made["indicator"] == "常住人口城镇化率"].to_dict("records")[0]
    assert (urban["low"], urban["quote"]) == (65.0, "65")
    assert not math.isnan(urban["high"])
