"""Tables as offices make them: merged cells, heads of several levels, work breakdowns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import miner
from miner.corpus import Plan, Source
from miner.reading.builder import ABOVE, LEFT, TextBuilder
from miner.targets.breakdowns import has_own_subject

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plan_of(
    rows: Sequence[Sequence[str]], title: str = "柳河镇2026年工作计划", year_end: int | None = None
) -> Plan:
    out = TextBuilder()
    out.line(title)
    out.table(rows)
    source = Source(out.text, media_type=WORD, grids=tuple(out.grids))
    return Plan("p", source, 0, len(out.text), title=title, year=2026, year_end=year_end)


def told(plan: Plan) -> list[tuple[object, ...]]:
    made = miner.extract_quantities(plan)
    return [
        (r.indicator, r.comparator, r.low, r.unit, r.deadline, r.actor, r.status)
        for r in made.itertuples(index=False)
    ]


def test_a_work_breakdown_is_read_cell_by_cell() -> None:
    plan = plan_of(
        [
            ["序号", "工作任务", "年度目标", "完成时限", "责任科室"],
            ["1", "林业", "完成造林800亩", "2026年4月底", "林业站"],
            ["2", ABOVE, "抚育幼林不少于300亩", "2026年10月底", ABOVE],
            ["3", "水利", "新建水渠12公里", "2026年11月", ""],
        ]
    )
    assert told(plan) == [
        ("造林", "eq", 800.0, "亩", "2026-04", "林业站", "commitment"),
        ("抚育幼林", "ge", 300.0, "亩", "2026-10", "林业站", "commitment"),
        ("水渠", "eq", 12.0, "公里", "2026-11", None, "commitment"),
    ]


def test_rows_of_a_table_are_no_sections() -> None:
    rows = [["序号", "任务", "完成时限", "责任单位"]]
    rows += [[f"{n}.", f"第{n}件实事", "年底", "办公室"] for n in range(1, 9)]
    assert len(miner.segment(plan_of(rows))) == 0


def test_a_head_of_two_levels_gives_each_column_its_year() -> None:
    plan = plan_of(
        [
            ["序号", "指标", "单位", "目标值", LEFT, "属性"],
            [ABOVE, ABOVE, ABOVE, "2026年", "2030年", ABOVE],
            ["1", "森林覆盖率", "%", "52", "≥55", "约束性"],
            ["2", "粮食产量", "万吨", "1.2", "1.5", "预期性"],
        ],
        "柳河镇“十五五”规划",
        2030,
    )
    assert [(r[0], r[1], r[2], r[4]) for r in told(plan)] == [
        ("森林覆盖率", "eq", 52.0, "2026"),
        ("森林覆盖率", "ge", 55.0, "2030"),
        ("粮食产量", "eq", 12000.0, "2026"),
        ("粮食产量", "eq", 15000.0, "2030"),
    ]


def test_a_head_of_two_levels_without_merged_cells() -> None:
    plan = plan_of(
        [
            ["指标", "目标值", "", "责任单位"],
            ["", "2026年", "2027年", ""],
            ["植树（亩）", "80", "90", "林业站"],
        ],
        year_end=2027,
    )
    assert [(r[0], r[2], r[4], r[5]) for r in told(plan)] == [
        ("植树", 80.0, "2026", "林业站"),
        ("植树", 90.0, "2027", "林业站"),
    ]


def test_a_title_in_the_table_and_a_unit_in_the_head() -> None:
    plan = plan_of(
        [
            ["2026年主要指标", LEFT, LEFT],
            ["指标名称", "2025年实际（万元）", "2026年目标（万元）"],
            ["财政收入", "900", "1000"],
        ]
    )
    assert [(r[0], r[2], r[3], r[6]) for r in told(plan)] == [
        ("财政收入", 9_000_000.0, "元", "baseline"),
        ("财政收入", 10_000_000.0, "元", "commitment"),
    ]


def test_a_line_over_the_whole_width_names_a_group() -> None:
    plan = plan_of(
        [
            ["指标", "2026年目标", "责任单位"],
            ["一、林业", LEFT, LEFT],
            ["植树（亩）", "80", "林业站"],
            ["二、水利", LEFT, LEFT],
            ["清淤（公里）", "12", ""],
        ]
    )
    made = miner.extract_quantities(plan)
    assert made["scope"].tolist() == ["林业", "水利"]
    assert made["actor"].fillna("").tolist() == ["林业站", ""]


def test_a_table_without_a_known_head_names_values_by_their_row() -> None:
    plan = plan_of([["道路建设", "12公里"], ["文化广场", "3个"]])
    assert [(r[0], r[2]) for r in told(plan)] == [("道路建设", 12.0), ("文化广场", 3.0)]


def test_paragraphs_in_a_cell_are_sentences_of_their_own() -> None:
    plan = plan_of(
        [
            ["重点任务", "工作内容", "责任单位"],
            ["绿化", "植树80亩\n新建公园3个", "林业站"],
        ]
    )
    assert [(r[0], r[2], r[5]) for r in told(plan)] == [("植树", 80.0, "林业站"), ("公园", 3.0, "林业站")]


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("培训职工120人次", True),
        ("120名职工参加培训", True),
        ("建档率达到95%以上", True),
        ("120人次", False),
        ("不低于95%", False),
        ("达到12公里", False),
        ("提高2个百分点", False),
        ("高于全省平均1个百分点", False),
        ("完成上级任务", False),
    ],
)
def test_a_cell_that_names_what_it_counts(said: str, own: bool) -> None:
    assert has_own_subject(said) is own
