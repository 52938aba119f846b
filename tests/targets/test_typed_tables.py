"""Indicator tables typed as plain text: every cell under its own head, whatever the layout."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

import miner
from miner.knowledge.data import parse_toml
from miner.reading.typed_tables import typed_grids

TABLES = parse_toml((Path(__file__).parent / "typed_tables.toml").read_text("utf-8"))["table"]
TITLE = "清溪市国民经济和社会发展第十五个五年规划纲要\n\n"


def rows_of(text: str, title: str = TITLE) -> list[str]:
    found = miner.extract_quantities(miner.Corpus.from_texts({"p": title + text}))
    return [" | ".join(cells(row)) for row in found.to_dict("records")]


def cells(row: dict[Any, Any]) -> list[str]:
    period = f"{word(row['period_start'])}/{word(row['period_end'])}"
    columns = ("comparator", "unit", "status", "horizon")
    said = ["".join(row["quote"].split()), word(row["indicator"]), number(row["low"]), number(row["high"])]
    said += [word(row[name]) for name in columns]
    return [
        *said,
        period,
        *(word(row[name]) for name in ("force", "scope", "actor")),
        number(row["baseline_value"]),
    ]


def word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:g}" if abs(value) < 1e6 else str(int(value))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])
def test_every_value_stands_under_its_head(table: dict[str, Any]) -> None:
    assert rows_of(table["text"], table.get("title", TITLE)) == table["rows"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["name"])
def test_rows_are_no_sections(table: dict[str, Any]) -> None:
    headings = miner.segment(miner.Corpus.from_texts({"p": table.get("title", TITLE) + table["text"]}))[
        "heading"
    ]
    names = {row.split(" | ")[1] for row in table["rows"]}
    assert not [heading for heading in headings if "性" in heading or heading in names]


def test_a_value_that_no_row_names_is_listed() -> None:
    text = TITLE + "序号 指标 2025年 2030年 属性\n1 公园数（个） 30 60 约束性\n2 学校数（家） 20 约束性\n"
    plans = miner.Corpus.from_texts({"p": text})
    assert "20" not in miner.extract_quantities(plans)["quote"].tolist()
    lost = miner.extract_vetoes(plans)
    assert "20" in lost["quote"].tolist()


def test_the_cells_are_spans_of_the_text() -> None:
    text = "序号 指标 2030年\n目标 属性\n1 研发机构\n— 118 —\n数量（家） 50 预期性\n"
    (grid,) = typed_grids(text)
    head, row = grid.rows
    assert [text[a:b] for a, b, _ in head] == ["", "序号", "指标", "2030年\n目标", "属性"]
    assert [text[a:b] for a, b, _ in row] == ["", "1", "研发机构\n— 118 —\n数量（家）", "50", "预期性"]


def test_a_table_twice_as_long_takes_no_more_than_its_rows() -> None:
    row = "{} 公园数（个） 30 60 约束性\n"
    text = "序号 指标 2025年 2030年 属性\n" + "".join(row.format(n) for n in range(1, 301))
    (grid,) = typed_grids(text)
    assert len(grid.rows) == 301
