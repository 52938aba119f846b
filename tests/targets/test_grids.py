"""Tables of indicators: unit and year stand in the header."""

from __future__ import annotations

import miner
from miner.corpus import Grid, Plan, Source, Span

MARKDOWN = """# 某市发展规划

| 类别 | 指标 | 单位 | 2025年 | 2030年 | 年均增速 | 属性 |
|---|---|---|---|---|---|---|
| 经济 | 1. 数字经济规模 | 亿元 | 820 | ≥1500 | >9% | 预期性 |
| 生态 | 2. 单位GDP能耗降低（%） | | — | 完成省下达任务 | | 约束性 |
| 民生 | 3. 城镇新增就业 | 万人 | 1.2 | 6.5左右 | | 预期性 |

五年新建公园30个。
"""


def markdown_plan() -> Plan:
    return Plan(
        "p", Source.from_text(MARKDOWN), 0, len(MARKDOWN), title="某市发展规划", year=2026, year_end=2030
    )


def test_a_markdown_table_is_read_cell_by_cell() -> None:
    made = miner.extract_quantities(markdown_plan())
    told = [
        (r.quote, r.indicator, r.low, r.comparator, r.unit, r.status)
        for r in made.itertuples(index=False)
        if r.comparator != "qualitative"
    ]
    assert told == [
        ("820", "数字经济规模", 82_000_000_000, "eq", "元", "baseline"),
        ("≥1500", "数字经济规模", 150_000_000_000, "ge", "元", "commitment"),
        (">9%", "数字经济规模", 9, "gt", "%", "commitment"),
        ("1.2", "城镇新增就业", 12_000, "eq", "人", "baseline"),
        ("6.5左右", "城镇新增就业", 65_000, "approx", "人", "commitment"),
        ("30个", "公园", 30, "eq", "个", "commitment"),
    ]


def test_year_mood_and_baseline_come_from_the_header_and_the_row() -> None:
    made = miner.extract_quantities(markdown_plan()).set_index("quote")
    target = made.loc["≥1500"]
    assert (target["deadline"], target["modality"], target["baseline_value"]) == (
        "2030",
        "预期",
        82_000_000_000,
    )
    assert made.loc[">9%", "change"] == "increase_by"
    assert made.loc[">9%", "period_iso"] == "2026/2030"


def test_a_goal_in_words_is_a_row_without_value() -> None:
    made = miner.extract_quantities(markdown_plan())
    (row,) = made[made["comparator"] == "qualitative"].to_dict("records")
    assert (row["quote"], row["indicator"], row["force"]) == ("完成省下达任务", "单位GDP能耗", "binding")
    assert row["low"] != row["low"]
    assert row["high"] != row["high"]


def test_a_cell_in_words_is_a_commitment() -> None:
    made = miner.extract_commitments(markdown_plan())
    assert made["quote"].tolist() == ["完成省下达任务"]
    assert made["modality"].tolist() == ["约束性"]


def test_a_table_of_the_file_format_is_read_at_its_offsets() -> None:
    cells = [["指标名称", "2024年实际", "2025年目标"], ["簽約覆蓋率（%）", "88.5", "92以上"]]
    text, rows, at = "附表\n", [], 3
    for row in cells:
        spans = []
        for cell in row:
            spans.append(Span(at, at + len(cell)))
            text += cell + "\t"
            at += len(cell) + 1
        text = text[:-1] + "\n"
        rows.append(tuple(spans))
    source = Source(text=text, grids=(Grid(3, len(text) - 1, tuple(rows)),))
    made = miner.extract_quantities(Plan("p", source, 0, len(text), year=2025))
    assert [(text[r.start : r.end], r.low, r.unit, r.status) for r in made.itertuples()] == [
        ("88.5", 88.5, "%", "baseline"),
        ("92以上", 92, "%", "commitment"),
    ]
    assert made["indicator"].tolist() == ["签约覆盖率", "签约覆盖率"]


def test_a_table_without_indicators_is_left_to_the_sentences() -> None:
    text = "| 姓名 | 电话 |\n|---|---|\n| 王某 | 12人 |\n"
    made = miner.extract_quantities(Plan("p", Source.from_text(text), 0, len(text)))
    assert "header" not in set(made["grounds"].fillna(""))
    assert not made["grounds"].str.contains("table of indicators").any()


def test_the_body_in_the_table_is_the_actor_of_its_rows_and_of_those_merged_below() -> None:
    text = (
        "| 指标 | 2026年目标 | 责任单位 |\n|---|---|---|\n| 新建泵站（座） | 12 | 市水务局 |\n"
        "| 改造管网（公里） | 260 | |\n| 植树（万株） | 8 | 市林业局 |\n"
    )
    made = miner.extract_quantities(Plan("p", Source.from_text(text), 0, len(text), year=2026))
    assert made["actor"].tolist() == ["市水务局", "市水务局", "市林业局"]
    assert made["change"].tolist() == ["increase_by", "level", "level"]  # 新建 adds, 改造 does not


def test_a_number_that_no_cell_is_read_for_is_told_why() -> None:
    text = "| 指标 | 2026年目标 |\n|---|---|\n| 新建泵站（座） | 12 |\n| | 35座 |\n"
    plan = Plan("p", Source.from_text(text), 0, len(text), year=2026)
    assert miner.extract_quantities(plan)["quote"].tolist() == ["12"]
    vetoes = miner.extract_vetoes(plan)
    assert vetoes[vetoes["veto"] == "cell"]["quote"].tolist() == ["35座"]
