"""Two columns, vertical writing, turned pages, lines that go on."""

from __future__ import annotations

import pytest

from miner.reading.columns import Chars, direction, in_columns, upright, visual
from miner.reading.pdf import _is_garbled, _Line, _paragraphs, _without_running_lines

SIZE = 10.0


def row(y: float, *parts: tuple[float, str]) -> Chars:
    """Characters of SIZE points from x on."""
    return [
        ((x + SIZE * i, y, x + SIZE * (i + 1), y + SIZE), c) for x, text in parts for i, c in enumerate(text)
    ]


def texts(rows: list[Chars]) -> list[str]:
    return ["".join(c for _, c in line) for line in rows]


def test_running_text_in_two_columns_is_read_column_by_column() -> None:
    page = [
        row(100, (90, "柳河镇2026年工作计划")),
        row(80, (50, "全年植树八百亩，新"), (200, "每月调度一次，年底")),
        row(60, (50, "建广场三个，修建道"), (200, "总结。各村按月报送")),
        row(40, (50, "路十二公里。"), (200, "进度，不得拖延。")),
    ]
    assert texts(in_columns(page)) == [
        "柳河镇2026年工作计划",
        "全年植树八百亩，新",
        "建广场三个，修建道",
        "路十二公里。",
        "每月调度一次，年底",
        "总结。各村按月报送",
        "进度，不得拖延。",
    ]


def test_a_table_without_lines_is_not_taken_for_columns() -> None:
    page = [row(100 - 20 * i, (50, "植树面积"), (200, f"{i}00亩")) for i in range(5)]
    assert texts(in_columns(page)) == texts(page)


def test_the_right_column_shares_the_edge_of_the_left() -> None:
    page = [row(80 - 20 * i, (50, "左栏，文字"), (200, "右栏，文字")) for i in range(4)]
    assert {line[0][0][0] for line in in_columns(page)} == {50.0}


def test_a_vertical_line_is_laid_flat() -> None:
    column = [((300.0, 700 - 12.0 * i, 310.0, 710 - 12.0 * i), c) for i, c in enumerate("竖排文字")]
    flat = upright(column)
    assert [box[0] for box, _ in flat] == sorted(box[0] for box, _ in flat)
    assert flat[0][0][3] - flat[0][0][1] == 10.0
    assert upright(row(10, (0, "横排"))) == row(10, (0, "横排"))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_of_a_turned_page_stays_on_it(rotation: int) -> None:
    width, height = 600.0, 800.0
    left, bottom, right, top = visual((10, 20, 30, 25), rotation, width, height)
    wide, high = (width, height) if rotation in (0, 180) else (height, width)
    assert 0 <= left < right <= wide
    assert 0 <= bottom < top <= high
    assert {round(right - left), round(top - bottom)} == {20, 5}


@pytest.mark.parametrize(
    ("step", "angle"), [((10.0, 0.0), 0), ((0.0, 10.0), 90), ((-10.0, 0.0), 180), ((0.0, -10.0), 270)]
)
def test_the_direction_of_its_lines_tells_how_a_page_is_turned(step: tuple[float, float], angle: int) -> None:
    dx, dy = step
    line = [((300 + dx * i, 400 + dy * i, 310 + dx * i, 410 + dy * i), c) for i, c in enumerate("一行文字")]
    assert direction([line]) == angle
    lefts = [visual(box, angle, 600, 800)[0] for box, _ in line]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("建档率达到95%", "以上，满意度提高。", True),
        ("培训职工120人次，", "考核四次。", True),
        ("满意度不低于", "90%。", True),
        ("一、工作目标", "全年植树八百亩。", False),
        ("重点工作为", "一、植树造林", False),
        ("完成植树八百亩。", "以上各项按月报送。", False),
        ("开展植树，", "2. 修建道路。", False),
    ],
)
def test_a_broken_line_goes_on(first: str, second: str, joined: bool) -> None:
    lines = [_Line(text, 90.0, 200.0, 14.0, 0) for text in (first, second, "这一行写满了整行的全部宽度")]
    lines[2] = _Line(lines[2].text, 90.0, 500.0, 14.0, 0)
    assert (_paragraphs([lines])[0] == first + second) is joined


def test_a_page_that_comes_again_is_text() -> None:
    page = [_Line(f"第{n}项任务的具体要求", 90.0, 300.0, 14.0, 0) for n in "一二三四五六七八"]
    assert [len(kept) for kept in _without_running_lines([page, page, page])] == [8, 8, 8]


def test_a_font_without_characters_is_noticed() -> None:
    assert _is_garbled([_Line("\ue001\ue002\ue003计划", 0, 0, 0, 0)])
    assert not _is_garbled([_Line("工作计划\ue001的具体要求和措施", 0, 0, 0, 0)])
    assert not _is_garbled([])
