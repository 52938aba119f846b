"""The section tree: cases of numbering, and what holds for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import miner
from miner.corpus import Heading, Plan, Source
from miner.knowledge.data import tomllib
from miner.segmentation import Outline, outline
from miner.segmentation.candidates import blocks_of, find_candidates
from miner.segmentation.decide import accept
from miner.segmentation.papers import find_headings

CASES = tomllib.loads((Path(__file__).parent / "cases_outline.toml").read_text(encoding="utf-8"))["case"]


def outline_of(text: str, *headings: Heading) -> Outline:
    return outline(Plan("p", Source(text, headings=headings), 0, len(text)))


def drawn(made: Outline, raw: str) -> str:
    """The tree as the cases write it, in the words of the raw text."""
    lines = []
    for s in made.sections:
        a, b = made.normalized.to_raw(s.start, s.start + len(s.marker))
        c, d = made.normalized.to_raw(s.heading_start, s.heading_end)
        heading = " ".join(raw[c:d].split()).replace("， ", "，")
        lines.append("  " * (s.level - 1) + (raw[a:b] if s.marker else "-") + "|" + heading)
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_case(case: dict[str, str]) -> None:
    assert drawn(outline_of(case["text"]), case["text"]) == case["tree"].strip("\n")


PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "(二)", "1.", "2、", "3", "（1）", "2）", "①", "第一章", "第二条", "壹、", "一是",
     "第一，", "附件1", "名词解释", "、", "1.1", "2.3.1", "目录", "加强学习", "工作目标", "全年办班三期", "。", "；",
     "：", "\n", "\n\n", "　　", " ", "（", "）", "2024年", "5%", "|", "A.", "专栏1", "各位代表：\n", "4月份", "𠮷"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
@example("一、甲\n1.乙\n结语。")
@example("、")
@example("第一章\n")
def test_sections_nest_and_siblings_never_overlap(text: str) -> None:
    made = outline_of(text)
    by_id = {s.id: s for s in made.sections}
    assert len(by_id) == len(made.sections)
    for s in made.sections:
        assert 0 <= s.start <= s.heading_start <= s.heading_end <= s.end <= len(made.normalized.text)
        parent = by_id[s.parent] if s.parent else None
        assert s.level == (parent.level + 1 if parent else 1)
        if parent is not None:
            assert parent.start <= s.start
            assert s.end <= parent.end
    families: dict[str | None, list[tuple[int, int]]] = {}
    for s in made.sections:
        families.setdefault(s.parent, []).append((s.start, s.end))
    for spans in families.values():
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.integers(0, 120))
def test_at_finds_the_innermost_section(text: str, position: int) -> None:
    made = outline_of(text)
    holding = [s for s in made.sections if s.start <= position < s.end]
    assert made.at(position) == (holding[-1] if holding else None)


def test_a_closing_paragraph_belongs_to_the_section_that_holds_the_list() -> None:
    text = "一、任务\n1.办班。\n2.赛球。\n以上各项请抓紧落实。\n二、要求\n略。"
    made = outline_of(text)
    inside = made.at(made.normalized.text.index("以上"))
    assert inside is not None
    assert inside.marker == "一、"


def test_a_section_knows_its_path_and_flags() -> None:
    text = "二、安排\n（一）文体\n1.赛球\n3.歌咏\n4.书法"
    flags = {s.marker: s.flags for s in outline_of(text).sections}
    assert outline_of(text).sections[2].path == "二 > （一） > 1"
    assert "gap" in flags["3."]
    assert flags["4."] == ()


def test_headings_that_the_file_marks_are_taken_with_their_levels() -> None:
    body = "各班组要按照统一部署，结合自身实际制定细则。"
    lines = ["某厂安排", "夜校与书屋", body, "课程", "1.识图。", "2.焊接。", "球场", body]
    text = "\n".join(lines)
    styles = {"某厂安排": 1, "夜校与书屋": 2, "课程": 3, "球场": 2}
    marked = [Heading(text.index(h), text.index(h) + len(h), level) for h, level in styles.items()]
    assert [(s.level, s.heading) for s in outline_of(text, *marked).sections] == [
        (1, "夜校与书屋"),
        (2, "课程"),
        (3, "识图"),
        (3, "焊接"),
        (1, "球场"),
    ]


def test_table_holds_raw_offsets_and_verbatim_headings() -> None:
    text = "某鄉工作計劃\n一、目標（２０２５年）\n增收３％。\n（一)農業\n二、保障措施\n"
    table = miner.segment(miner.Corpus.from_texts({"p": text}))
    assert list(table["marker"]) == ["一、", "（一)", "二、"]
    for row in table.itertuples():
        assert text[row.heading_start : row.heading_end] == row.heading
        assert text[row.start :].startswith(row.marker)
    assert list(table["parent_id"]) == [None, "1", None]
    assert list(table["role"]) == ["goals", "goals", "guarantee"]


def test_wrapped_lines_run_on() -> None:
    head = "（一）推动车间班组把安全责任落到每一个岗位每一道工序每一名"
    rest = "职工身上，做到人人有责。各班组每周自查一次，发现隐患立即"
    body = "上报，并在二十四小时之内完成整改，逾期未改的予以通报批评，"
    lines = [head, rest, *[body] * 9, "直到彻底解决为止。", "（二）改善食堂。"]
    made = outline_of("\n".join(lines))
    assert [s.heading.replace("\n", "") for s in made.sections] == [
        head[3:] + "职工身上，做到人人有责",
        "改善食堂",
    ]


def test_numbers_are_read() -> None:
    from miner.segmentation.grammar import number_of

    read = {
        "二十一": 21,
        "十": 10,
        "一百零二": 102,
        "廿三": 23,
        "Ⅳ": 4,
        "丙": 3,
        "⑴": 1,
        "㈢": 3,
        "拾贰": 12,
        "B": 2,
        "XIV": 14,
    }
    assert {w: number_of(w, "roman" if w == "XIV" else "han") for w in read} == read


def test_top_headings_glued_to_their_body_where_all_breaks_are_lost() -> None:
    body = "全市上下团结一心，办成了一批大事要事，群众获得感不断增强。" * 60
    text = (
        f"各位代表：请审议。2024年工作回顾2024年极不平凡。{body}（一）稳增长。扩投资。（二）惠民生。办实事。"
    )
    text += f"2025年工作安排做好今年工作意义重大。{body}（一）强产业。上项目。（二）优环境。减环节。"
    made = outline_of(text)
    assert [(s.level, s.heading) for s in made.sections] == [
        (1, "2024年工作回顾"),
        (2, "稳增长"),
        (2, "惠民生"),
        (1, "2025年工作安排"),
        (2, "强产业"),
        (2, "优环境"),
    ]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("計劃\n目的\n1. 介紹計劃。\n背景\n2. 已有三個。\n意見\n3. 請提意見。", ["目的", "背景", "意見"]),
        ("計劃\n1. 介紹計劃。\n背景\n2. 已有三個。\n意見\n3. 請提意見。", ["背景", "意見"]),
        ("计划\n1、学习目标\n掌握技能\n2、学习方法\n小组讨论\n3、学习评价\n随堂测验", []),
        ("计划\n1、读书。\n目标\n1、写字。\n方法\n1、绘画。", []),
    ],
    ids=["of a paper", "below the title", "numbered headings", "lists that begin anew"],
)
def test_headings_between_counted_paragraphs(text: str, headings: list[str]) -> None:
    blocks = blocks_of(text)
    marks = accept(text, blocks, find_candidates(text, blocks), frozenset())
    rows = sorted(find_headings(text, blocks, marks))
    assert [text[blocks[i].start : blocks[i].end] for i in rows] == headings
