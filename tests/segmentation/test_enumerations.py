"""Points of a section that are no sections of their own."""

from __future__ import annotations

from miner.corpus import Plan, Source
from miner.segmentation import outline
from miner.segmentation.enumerations import find_points


def found(text: str, kind: str) -> list[str]:
    return [text[p.start : p.end] for p in find_points(text) if p.kind == kind]


def test_points_inside_a_paragraph() -> None:
    text = "抓实三件事，一是抓培训。二是抓演练。三是抓评比。\n下一段。"
    assert found(text, "inline") == ["一是抓培训。", "二是抓演练。", "三是抓评比。"]


def test_a_single_one_is_no_enumeration() -> None:
    assert found("工会一是职工之家，又是学校。", "inline") == []


def test_dash_paragraphs_but_no_subtitle_and_no_page_number() -> None:
    text = "——2024年3月1日在全厂职工大会上\n——突出抓培训。\n——突出抓演练。\n— 12 —\n"
    assert found(text, "dash") == ["——突出抓培训。", "——突出抓演练。"]


def test_parallel_paragraphs() -> None:
    text = "健全组织网络，实现全覆盖。\n健全工作制度，做到有章可循。\n健全激励机制，人人争先。\n总之要落实。"
    assert found(text, "parallel") == text.split("\n")[:3]
    assert found("健全网络。\n健全制度。\n总之要落实。", "parallel") == []


def test_points_of_a_section_lie_in_its_own_body() -> None:
    text = "一、任务\n一是办班。\n重点有二，一是读书，二是赛球。\n二、要求\n——按时。\n"
    made = outline(Plan("p", Source(text), 0, len(text)))
    body = made.normalized.text
    told = {s.marker: [body[p.start : p.end] for p in made.points(s)] for s in made.sections}
    assert told == {"一、": ["一是读书，", "二是赛球。"], "二、": ["——按时。"]}
