"""Page furniture is marked with its reason, and text that only looks like it is left alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from miner.data import read_toml
from miner.reading.furniture import find_furniture
from miner.reading.view import script_of, view_of

PLAN = (
    "清溪市实验小学2024年工作计划\n"
    "一、指导思想\n以立德树人为根本任务，全面提高教育质量，办好人民满意的学校。\n"
    "二、主要任务\n1、每月组织一次教研活动，全年不少于十次，参加教师达到全体教师的九成以上。\n"
)
RULES: dict[str, list[dict[str, Any]]] = read_toml("miner.reading", "furniture.toml")


def marked(text: str) -> list[tuple[str, str]]:
    view = view_of(text, script_of(text))
    return [(text[s.start : s.end], s.reason) for s in find_furniture(view)]


@pytest.mark.parametrize("rule", RULES["line"], ids=lambda r: r["example"])
def test_every_line_rule_finds_its_example(rule: dict[str, Any]) -> None:
    assert (rule["example"], rule["reason"]) in marked(f"{rule['example']}\n\n{PLAN}")


@pytest.mark.parametrize("rule", RULES["tail"], ids=lambda r: r["example"])
def test_every_closing_block_runs_to_the_end(rule: dict[str, Any]) -> None:
    block = rule["example"] + "\n街道工作计划05-01\n社区工作计划06-01"
    assert (block, rule["reason"]) in marked(PLAN + block + "\n")


@pytest.mark.parametrize("rule", RULES["inline"], ids=lambda r: r["example"])
def test_every_inline_rule_finds_its_example(rule: dict[str, Any]) -> None:
    found = marked("工作方案" + rule["example"] + "1.围绕中心工作，抓好劳动竞赛。")
    assert rule["reason"] in [reason for _, reason in found]


def test_a_clean_plan_has_none() -> None:
    assert marked(PLAN) == []


@pytest.mark.parametrize(
    "line",
    [
        "时间：4月16日下午5:00，地点：学校运动场",
        "3.做好资料收集、整理、打印和保存工作",
        "一、扫码办事，让群众少跑腿",
        "责任单位：教务处",
        "大力发展现代农业",
        "2024",
    ],
)
def test_lines_of_a_plan_are_no_furniture(line: str) -> None:
    assert marked(PLAN + line + "\n" + "认真抓好落实，确保年底前全部完成。\n" * 30) == []


def test_page_numbers_count_on_a_page_apart() -> None:
    page = "认真抓好各项任务的落实，确保年底前全部完成。" * 15
    text = "\n".join(f"{page}\n{n}" for n in range(1, 5))
    assert [quote for quote, _ in marked(text)] == ["1", "2", "3", "4"]
    table = "序号\n" + "\n".join(f"{n}\n培训职工{n}00人" for n in range(1, 9))
    assert marked(table) == []


def test_page_counters_of_a_document_viewer() -> None:
    broken = "各支部按月组织学习，认真做好记录，由宣传委员负责收集整理，年终汇编成册并送交上级部门存"
    pages = f"1、{broken}\n2、档。{broken}\n3、档备查，逐项登记。"
    counters = [(f"{n}、", "page counter of a document viewer") for n in (1, 2, 3)]
    viewer = "ID:31420857\n页数:12页\n"
    assert [m for m in marked(viewer + pages) if "counter" in m[1]] == counters
    assert not [m for m in marked(pages) if "counter" in m[1]]
    items = "1、组织学习。\n2、开展调研。\n3、做好总结。"
    assert not [m for m in marked(viewer + items) if "counter" in m[1]]


def test_forum_scrambling_is_marked_and_english_is_not() -> None:
    junk = '- X8 } m7 A- Z E& Y, E7 r" D* b8 |'
    assert marked(f"认真检查。\n{junk}\n再次检查。") == [(junk, "forum scrambling")]
    assert marked("建设 AI for all of us in our city 平台") == []


def test_spans_are_ordered_and_apart() -> None:
    text = "您现在的位置：首页 > 计划\n【字体：大 中 小】\n" + PLAN + "【打印】【关闭】\n上一篇：教师计划\n"
    spans = find_furniture(view_of(text, "Hans"))
    assert len(spans) == 4
    assert all(a.end <= b.start for a, b in pairwise(spans))
