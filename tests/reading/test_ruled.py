"""Tables drawn with lines: from lines on a page to cells, and from a PDF to rows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import miner
from miner.reading.pdf import _cells, _is_rest, _with_rest, _with_tables
from miner.reading.ruled import Box, Ruled, find_ruled, is_line

HERE = Path(__file__).parent


def flat(y: float, low: float, high: float) -> Box:
    return (low, y - 0.5, high, y + 0.5)


def upright(x: float, low: float, high: float) -> Box:
    return (x - 0.5, low, x + 0.5, high)


def lattice(xs: list[float], ys: list[float]) -> list[Box]:
    return [*(flat(y, xs[0], xs[-1]) for y in ys), *(upright(x, ys[-1], ys[0]) for x in xs)]


def only(boxes: list[Box]) -> Ruled:
    (table,) = find_ruled(boxes)
    return table


def test_lines_that_cross_make_rows_and_columns() -> None:
    table = only(lattice([80, 200, 300, 400], [700, 680, 660]))
    assert table.shape == (2, 3)
    assert table.cell(100, 690) == (0, 0)
    assert table.cell(350, 665) == (1, 2)
    assert table.cell(50, 690) is table.cell(100, 710) is table.cell(410, 690) is table.cell(100, 650) is None


def test_boxes_drawn_around_each_cell_are_the_same_table() -> None:
    xs, ys = [80.0, 200.0, 300.0], [700.0, 680.0, 660.0]
    boxes = [(a, d, b, c) for a, b in pairwise(xs) for c, d in pairwise(ys)]
    assert only(boxes) == only(lattice(xs, ys))


def test_open_sides_are_closed_at_the_ends_of_the_lines() -> None:
    boxes = [*(flat(y, 80, 400) for y in (700, 680, 660)), upright(200, 660, 700)]
    assert only(boxes).xs == (80, 200, 400)


def test_cells_that_no_line_parts_are_one() -> None:
    xs, ys = [80.0, 200.0, 300.0, 400.0], [700.0, 680.0, 660.0, 640.0]
    boxes = [
        *(flat(y, xs[0], xs[-1]) for y in (700, 680, 640)),
        flat(660, 200, 400),  # the first column goes on over two rows
        *(upright(x, 640, 700) for x in (80, 300, 400)),
        upright(200, 640, 680),  # the first row's first cell goes over two columns
    ]
    table = only(boxes)
    assert (table.xs, table.ys) == (tuple(xs), tuple(ys))
    assert table.cell(250, 690) == (0, 0)
    assert table.cell(100, 645) == (1, 0)
    assert table.cell(250, 645) == (2, 1)


def test_a_row_of_one_cell_does_not_end_the_table() -> None:
    ys = [700, 680, 660, 640]
    boxes = [*(flat(y, 80, 400) for y in ys), upright(200, 680, 700), upright(200, 640, 660)]
    assert only(boxes).shape == (3, 2)
    # other columns below: another table
    boxes = [*(flat(y, 80, 400) for y in (*ys, 620)), upright(200, 680, 700), upright(300, 620, 660)]
    assert [t.shape for t in find_ruled(boxes)] == [(2, 2)]


@pytest.mark.parametrize(
    "boxes",
    [
        [],
        [flat(700, 80, 400)],
        [(60.0, 60.0, 540.0, 780.0)],  # a frame around the page
        [flat(y, 80, 400) for y in range(100, 700, 20)],  # ruled paper
        [upright(x, 80, 400) for x in range(100, 300, 20)],  # bars of a chart
        lattice([80, 400], [700, 680, 660]),  # one column
        lattice([80, 200, 400], [700, 680]),  # one row
        lattice([4.0 * k for k in range(120)], [800 - 4.0 * k for k in range(120)]),  # squared paper
    ],
)
def test_what_is_no_table(boxes: list[Box]) -> None:
    assert find_ruled(boxes) == []


def test_lines_and_boxes_are_told_apart() -> None:
    assert is_line(flat(700, 80, 400))
    assert is_line(upright(80, 600, 700))
    assert not is_line((80, 600, 200, 700))


numbers = st.floats(0, 800, allow_nan=False)


@given(st.lists(st.tuples(numbers, numbers, numbers, numbers), max_size=40))
def test_any_drawing_gives_tables_whose_cells_are_their_own(boxes: list[Box]) -> None:
    for table in find_ruled(boxes):
        rows, columns = table.shape
        assert rows >= 2 <= columns
        assert list(table.xs) == sorted(table.xs)
        for i in range(rows):
            for j in range(columns):
                a, b = table.owners[i][j]
                assert a <= i
                assert b <= j
                assert table.owners[a][b] == (a, b)


def test_merged_cells_are_empty_but_for_the_first_and_wrapped_lines_join() -> None:
    table = Ruled((0, 10, 20), (20, 10, 0), (((0, 0), (0, 0)), ((1, 0), (1, 1))))
    assert _cells(table, {(0, 0): ["供水", "保障"], (1, 1): ["12座"]}) == (("供水保障", ""), ("", "12座"))


def test_a_table_goes_on_over_the_page_without_its_header_and_with_the_broken_row() -> None:
    head, last = ("指标", "目标"), ("新建示范水厂", "5座")
    assert _with_rest((head, last), (head, ("植树", "8万株"))) == (head, last, ("植树", "8万株"))
    assert _with_rest((head, ("1", "新建示范")), (head, ("", "水厂"), ("2", "植树"))) == (
        head,
        ("1", "新建示范水厂"),
        ("2", "植树"),
    )
    assert not _is_rest((head,), ())
    assert not _is_rest((head,), (("指标", "目标", "单位"),))


def at(text: str, x: float, y: float) -> list[tuple[Box, str]]:
    return [((x + 10 * i, y, x + 10 * i + 10, y + 10), c) for i, c in enumerate(text)]


GRID = lattice([80, 200, 300], [700, 680, 660])


def test_what_stands_in_cells_is_taken_out_of_the_lines() -> None:
    rows = [
        at("见下表。", 80, 720),
        at("指标", 90, 685) + at("目标", 210, 685),
        at("植树", 90, 665) + at("80亩", 210, 665),
    ]
    before, table = _with_tables(rows, find_ruled(GRID), 0)
    assert before.text == "见下表。"
    assert table.table == (("指标", "目标"), ("植树", "80亩"))


def test_columns_that_no_line_parts_are_no_cell() -> None:
    rows = [
        at("指标", 90, 685) + at("目标", 210, 685),
        at("植树", 90, 665) + at("3", 210, 665) + at("5", 285, 665),
    ]
    assert [line.table for line in _with_tables(rows, find_ruled(GRID), 0)] == [(), ()]


def test_the_tables_of_a_pdf_are_read_cell_by_cell() -> None:
    (plan,) = miner.read_corpus(HERE / "tables.pdf")
    lines = plan.source.text.splitlines()
    assert lines[:3] == [
        "清溪市水务发展第十五个五年规划（2026—2030年）",
        "一、主要目标",
        "到2030年，全市水务保障能力明显增强，主要指标见下表。",
    ]
    assert "\t新增水库库容（万立方米）\t—\t[3200]\t预期性" in lines
    assert [len(grid.rows) for grid in plan.source.grids] == [6, 12]
    made = miner.extract_targets(plan)
    told = made[["quote", "indicator", "unit", "baseline_value", "actor"]].astype(object)
    told = told.where(told.notna(), None).values.tolist()
    assert ["96左右", "农村自来水普及率", "%", 91.0, None] in told
    assert ["＜9", "城市供水管网漏损率", "%", 10.5, None] in told
    assert [
        "60",
        "改造管网",
        "公里",
        None,
        "市水务局、市住房城乡建设局",
    ] in told  # its row stands on two pages
    for row in made.itertuples():
        assert plan.source.text[row.start : row.end] == row.quote
