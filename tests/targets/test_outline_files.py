"""One outline as text, Word and PDF: its table of indicators gives the same rows in all three."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import miner

FILE = Path(__file__).parent / "outline" / "清溪市国民经济和社会发展第十五个五年规划纲要"
COLUMNS = [
    "quote", "indicator", "low", "high", "comparator", "unit", "status", "horizon", "period_start", "period_end",
    "force", "scope", "baseline_value", "baseline_period",
]  # fmt: skip


def rows_of(ending: str) -> list[list[Any]]:
    made = miner.extract_quantities(miner.read_corpus(FILE.with_suffix(ending)))[COLUMNS].astype(object)
    return made.where(made.notna(), None).values.tolist()


def test_the_table_is_read_in_full() -> None:
    table = [row for row in rows_of(".txt") if row[6] == "commitment" and row[11]]
    assert [(row[1], row[2], row[3], row[4], row[7], row[10], row[12]) for row in table] == [
        ("地区生产总值", 5, 5, "approx", "average", "anticipatory", None),
        ("全员劳动生产率", 240000, 240000, "eq", "end", "anticipatory", 182000),
        ("常住人口城镇化率", 66, 66, "approx", "end", "anticipatory", 61.2),
        ("全社会研发经费投入", 7, None, "gt", "average", "anticipatory", None),
        ("每万人口高价值发明专利拥有量", 12, None, "ge", "end", "anticipatory", 6.3),
        ("城镇新增就业", 100000, 100000, "eq", "cumulative", "anticipatory", None),
        ("城镇调查失业率", None, 5.5, "le", "end", "anticipatory", 5),
        ("劳动年龄人口平均受教育年限", 11.3, 11.3, "eq", "end", "binding", 10.8),
        ("森林覆盖率", 41.5, 41.5, "eq", "end", "binding", 41.3),
        ("细颗粒物年均浓度", None, 28, "le", "end", "binding", 31),
        ("单位地区生产总值能源消耗", None, None, "qualitative", "cumulative", "binding", None),
        ("粮食综合生产能力", 680000, None, "ge", "end", "binding", 680000),
    ]


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_rows_and_outline_are_those_of_the_text(ending: str) -> None:
    assert rows_of(ending) == rows_of(".txt")
    ours, text = (
        miner.segment(miner.read_corpus(FILE.with_suffix(e)))[["level", "marker", "heading"]].values.tolist()
        for e in (ending, ".txt")
    )
    assert ours == text
