"""One table in every layout: the same rows; and where cells are torn out of it, no value under another head."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence

import pytest

from miner.reading.grids import markdown_grids
from miner.reading.typed_tables import typed_grids

HEAD = ["序号", "指标", "单位", "2025年", "2030年目标", "属性"]
ROWS = [
    ["1", "地区生产总值", "亿元", "312.6", "450左右", "预期性"],
    ["2", "3岁以下婴幼儿入托率", "%", "11.2", "≥16", "预期性"],
    ["3", "轨道交通站点800米人口覆盖率", "%", "—", "62", "预期性"],
    ["4", "每千人口执业（助理）医师数", "人", "3.2", "3.7", "约束性"],
    ["5", "城镇新增就业", "万人", "—", "〔18.5〕", "预期性"],
    ["6", "单位地区生产总值能耗降低", "%", "—", "完成省下达任务", "约束性"],
    ["7", "细颗粒物（PM2.5）年均浓度", "微克/立方米", "31.2", "控制在28以内", "约束性"],
    ["8", "居民人均可支配收入增长", "%", "5.9", "与经济增长同步", "预期性"],
    ["9", "孕产妇死亡率", "1/10万", "9.8", "＜9", "预期性"],
    ["10", "耕地保有量", "万亩", "38.6", "只增不减", "约束性"],
]
WITHOUT_NATURE = [row[:-1] for row in [HEAD, *ROWS]]
Table = Sequence[Sequence[str]]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def in_columns(table: Table) -> str:
    widest = [max(width(row[i]) for row in table if len(row) > i) for i in range(len(table[0]))]
    return "\n".join(
        "   ".join(c + " " * (w - width(c)) for c, w in zip(row, widest, strict=False)).rstrip()
        for row in table
    )


def wrapped(table: Table) -> str:
    """Single blanks between the cells, names of more than nine characters over two lines."""
    lines = []
    for row in table:
        name = row[1] if len(row[1]) < 10 else f"{row[1][:9]}\n{row[1][9:]}"
        lines.append(" ".join([row[0], name, *row[2:]]))
    return "\n".join(lines)


def over_pages(table: Table) -> str:
    lines = [" ".join(row) for row in table]
    return "\n".join(
        [*lines[:5], "— 12 —", "清溪市“十五五”规划纲要", "表1 主要指标（续）", lines[0], *lines[5:]]
    )


def by_cells(gap: str) -> Callable[[Table], str]:
    return lambda table: gap.join(cell for row in table for cell in row)


def by_rows(gap: str, before: str = "", behind: str = "") -> Callable[[Table], str]:
    return lambda table: "\n".join(before + gap.join(row) + behind for row in table)


LAYOUTS: dict[str, Callable[[Table], str]] = {
    "tabs": by_rows("\t"),
    "commas": by_rows(","),
    "pipes": by_rows("|"),
    "Markdown": by_rows(" | ", "| ", " |"),
    "lines": by_rows("│", "│", "│"),
    "single blanks": by_rows(" "),
    "wrapped": wrapped,
    "columns of the page": in_columns,
    "over two pages": over_pages,
    "one cell a line": by_cells("\n"),
    "one cell a paragraph": by_cells("\n\n"),
    "one line": by_cells(" "),
}


def read(text: str) -> Iterator[dict[str, str]]:
    """The rows of the tables of a text, the cells by their heads."""
    marked = markdown_grids(text)
    for grid in (*marked, *typed_grids(text, [(g.start, g.end) for g in marked])):
        heads, *rows = [[words(text, cell) for cell in row] for row in grid.rows]
        yield from (dict(zip(heads, row, strict=False)) for row in rows)


def words(text: str, cell: tuple[int, int, str]) -> str:
    start, end, reason = cell
    return "".join((reason.removeprefix("joined: ") if reason else text[start:end]).split())


@pytest.mark.parametrize("table", [[HEAD, *ROWS], WITHOUT_NATURE], ids=["with nature", "without nature"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_has_the_same_rows_in_every_layout(layout: str, table: Table) -> None:
    text = "表1 主要指标\n" + LAYOUTS[layout](table) + "\n\n第二章 任务\n加快发展。\n"
    found = [{head: row.get(head, "") for head in table[0]} for row in read(text)]
    assert found == [dict(zip(table[0], row, strict=True)) for row in table[1:]]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("layout", sorted(LAYOUTS.keys() - {"Markdown"}))
def test_where_cells_are_torn_out_no_value_stands_under_another_head(layout: str, seed: int) -> None:
    tear = random.Random(seed)
    whole = {row[1]: dict(zip(HEAD, row, strict=True)) for row in ROWS}
    torn = {row[0]: tear.choice([3, 4]) for row in tear.sample(ROWS, 3)}
    gone = [""] if layout == "columns of the page" else []
    rows = [r[: torn[r[0]]] + gone + r[torn[r[0]] + 1 :] if r[0] in torn else r for r in ROWS]
    found = [row for row in read("表1 主要指标\n" + LAYOUTS[layout]([HEAD, *rows])) if row.get("指标")]
    assert len(found) >= len(ROWS) - 2 * len(torn)
    for row in found:
        told = {head: row[head] for head in HEAD[3:5] if row[head]}
        assert told == {head: whole[row["指标"]][head] for head in told}


HEADS = [
    "序号 指标名称 计量单位 2025年实际值 2030年规划值 指标性质",
    "指标 单位 “十四五”末（2025年） “十五五”末（2030年） 属性",
    "主要指标 单位 2025年 2030年目标 年均增长% 约束性/预期性",
    "类别 指标 单位 基期值（2025年） 目标值（2030年） 属性",
    "领域 序号 核心指标 单位 2025年底 2030年底 属性",
    "指标 单位 2025 2030 属性",
    "一级指标 二级指标 单位 2025年完成数 2030年预期数 类型",
    "序号 衡量指标 单位 113年 114年 115年度目标值",
    "关键绩效指标 单位 2024-25 2025-26 2029-30年度",
    "目标 指标 单位 2025年现状 2030年 2035年展望 属性",
    "序号 指标内容 单位 现状值 目标值 责任部门 指标解释",
    "发展指标 单位 2025年水平 规划目标 监测方式 规划属性",
]
CELLS = {
    "序": ["1", "2", "3"],
    "单": ["个", "%", "张"],
    "性": ["预期性", "约束性", "预期性"],
    "责": ["市民政局", "市教育局、市财政局", "市卫生健康委"],
    "解": ["年末数", "按常住人口算", "年末数"],
    "监": ["年报", "年报", "年报"],
    "组": ["民生福祉", "民生福祉", "公共服务"],
    "名": ["公园数量", "学前教育普惠率", "养老床位"],
}
FIGURES = [["30", "61.2", "3200"], ["60左右", "65以上", "＞4500"], ["70", "—", "稳中有升"]]


def cells_under(heads: Sequence[str]) -> list[list[str]]:
    """Three cells for each head, of the kind that it asks for."""
    figures = iter(FIGURES)
    columns = []
    for head in heads:
        groups = head in ("类别", "领域", "一级指标", "目标")
        natures = "性" in head or head == "类型"
        named = "指标" in head and "解" not in head
        key = "组" if groups else "性" if natures else "名" if named else head.removeprefix("计量")[0]
        columns.append(CELLS.get("解" if "解" in head else key) or next(figures))
    return columns


@pytest.mark.parametrize(
    "gap", [" ", "\t", "   ", "\n", "\n\n"], ids=["blank", "tab", "blanks", "line", "paragraph"]
)
@pytest.mark.parametrize("head", HEADS)
def test_every_cell_stands_under_its_head(head: str, gap: str) -> None:
    heads = head.split()
    rows = [dict(zip(heads, row, strict=True)) for row in zip(*cells_under(heads), strict=True)]
    lines = [heads, *(row.values() for row in rows)]
    text = (gap if "\n" in gap else "\n").join(gap.join(line) for line in lines)
    assert [{h: row.get(h, "") for h in heads} for row in read(f"表1 主要指标\n{text}\n")] == rows
