"""Workbooks: a sheet is a plan, or a table of plans; cells read as Excel shows them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

import miner
from miner.reading.sheets import cell_text

TEXT = (
    "一、工作目标。全年植树八百亩，新建文化广场三个，修建道路十二公里。二、保障措施。每月调度一次，年底总结。"
)


def workbook(
    path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = (), name: str = "任务分解表"
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def test_a_title_over_a_grid_is_one_plan(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "分解.xlsx",
        [
            ["柳河镇2026年重点工作任务分解表", None, None, None],
            ["填报单位：柳河镇"],
            ["序号", "重点工作", "工作目标", "责任单位"],
            [1, "林业", "植树800亩", "林业站"],
            [2, None, "抚育林地300亩", None],
            ["二、水利"],
            [3, "水利", "新建水渠12公里，改造泵站3座", "水利站"],
            ["注：本表由镇政府办公室负责汇总，各单位按时报送，年底向镇党委会报告完成的情况和存在的问题。"],
        ],
        ["A1:D1", "B4:B5", "D4:D5", "A6:D6"],
    )
    (plan,) = miner.read_corpus(path)
    assert (plan.title, plan.year) == ("柳河镇2026年重点工作任务分解表", 2026)
    assert plan.metadata["read as"].startswith("one plan")
    (grid,) = plan.source.grids
    assert len(grid.rows) == 5
    made = miner.extract_targets(plan)
    told = made[["indicator", "low", "actor"]].values.tolist()
    assert told[0] == ["植树", 800.0, "林业站"]
    assert told[1][1:] == [300.0, "林业站"]
    assert told[2:] == [["水渠", 12.0, "水利站"], ["泵站", 3.0, "水利站"]]
    assert len(miner.segment(plan)) == 0


def test_text_typed_down_a_column_is_one_plan(tmp_path: Path) -> None:
    rows = [
        ["柳河镇2026年工作计划"],
        ["一、工作目标"],
        ["全年植树800亩。"],
        ["二、保障措施"],
        ["每月调度一次。"],
    ]
    (plan,) = miner.read_corpus(workbook(tmp_path / "计划.xlsx", rows))
    assert miner.segment(plan)["heading"].tolist() == ["工作目标", "保障措施"]


@pytest.mark.parametrize(
    ("head", "read_as"),
    [
        (["标题", "正文"], "one plan a row: the column 正文 holds texts"),
        (["镇", "其他"], "one plan a row: the column 其他 holds"),
    ],
)
def test_a_column_of_texts_makes_a_plan_of_each_row(tmp_path: Path, head: list[str], read_as: str) -> None:
    rows = [head, ["甲镇", "甲镇2026年工作计划\n" + TEXT], ["乙镇", "乙镇2026年工作计划\n" + TEXT]]
    corpus = miner.read_corpus(workbook(tmp_path / "库.xlsx", rows))
    assert len(corpus) == 2
    assert all(plan.metadata["read as"].startswith(read_as) for plan in corpus)


def test_long_cells_of_a_work_breakdown_make_no_plans_of_their_own(tmp_path: Path) -> None:
    rows = [
        ["序号", "重点任务", "内容", "责任单位"],
        [1, "林业", TEXT, "林业站"],
        [2, "水利", TEXT, "水利站"],
    ]
    corpus = miner.read_corpus(workbook(tmp_path / "分解.xlsx", rows))
    assert len(corpus) == 1


def test_one_long_note_among_short_cells_makes_no_plans_of_the_rows(tmp_path: Path) -> None:
    rows = [["周", "情况"], ["一", "休息"], ["二", ""], ["三", TEXT * 4], ["四", "开会"]]
    assert len(miner.read_corpus(workbook(tmp_path / "周报.xlsx", rows))) == 1


def test_each_sheet_is_a_plan_and_hidden_ones_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, state in (("林业", "visible"), ("水利", "visible"), ("底稿", "hidden")):
        sheet = book.create_sheet(name)
        sheet.append([f"柳河镇{name}2026年工作计划"])
        sheet.append(["植树800亩。"])
        sheet.sheet_state = state
    path = tmp_path / "计划.xlsx"
    book.save(path)
    corpus = miner.read_corpus(path)
    assert [plan.id for plan in corpus] == ["计划-林业", "计划-水利"]
    assert corpus.problems["reason"].tolist() == ["sheet 底稿 is hidden; show it in the workbook to read it"]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.055, "0.0%", "5.5%"),
        (0.95, "0%", "95%"),
        (0.07, "0%", "7%"),
        (1200, "#,##0", "1200"),
        (1200.0, "General", "1200"),
        (0.1 + 0.2, "General", "0.3"),
        (120, '0"人次"', "120人次"),
        (120, '"约"0"人次"', "约120人次"),
        (120, "0_ ", "120"),
        (3, "[红色]0", "3"),
        (-2.5, "0.0;[Red]-0.0", "-2.5"),
        (1e-7, "General", "0.0000001"),
        (datetime.datetime(2026, 4, 30), "yyyy/m/d", "2026年4月30日"),
        (datetime.date(2026, 4, 1), 'yyyy"年"m"月"', "2026年4月"),
        (True, "General", "是"),
        (" 文字 ", "@", "文字"),
    ],
)
def test_a_value_is_written_as_excel_shows_it(value: object, number_format: str, shown: str) -> None:
    assert cell_text(value, number_format) == shown


def test_percentages_of_a_grid_are_targets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["柳河镇2026年主要指标"],
        ["指标", "2025年完成", "2026年目标"],
        ["农民收入增长", 0.05, 0.055],
    ):
        sheet.append(row)
    sheet["B3"].number_format = sheet["C3"].number_format = "0.0%"
    book.save(tmp_path / "指标.xlsx")
    made = miner.extract_targets(miner.read_corpus(tmp_path / "指标.xlsx"))
    assert made[["indicator", "low", "unit"]].values.tolist() == [["农民收入", 5.5, "%"]]
