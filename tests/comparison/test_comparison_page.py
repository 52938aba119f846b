"""The page, the notes, the sentences with their changes marked, what is a plan's own."""

from __future__ import annotations

import pytest

import miner
from miner.comparison import compare
from miner.comparison.coverage import coverage_table, gaps_table
from miner.corpus import Corpus, Plan, Source

FORMER = """甲市文化局2022年工作计划
一、工作目标
全年举办群众演出60场，新建城市书房6座。
二、主要任务
（一）丰富群众文化生活
组织文艺骨干到社区、到乡村演出，让群众在家门口看到好戏。
（二）保护历史文化遗产
开展老街巷、老建筑普查<b>，</b>建立保护名录并向社会公布。
三、保障措施
各科室分工负责，每季度通报一次进展情况。
"""
LATER = (
    FORMER.replace("2022年", "2024年").replace("60", "75").replace("老街巷、老建筑普查", "老街巷和老建筑普查")
)


def plan(plan_id: str, text: str, year: int | None, issuer: str | None = "甲市文化局") -> Plan:
    return Plan(plan_id, Source.from_text(text), 0, len(text), year=year, year_end=year, issuer=issuer)


@pytest.fixture(scope="module")
def compared() -> miner.Comparison:
    return compare(Corpus([plan("a\x1b[31m", FORMER, 2022), plan("b", LATER, 2024)]))


def test_a_change_is_marked_and_leads_to_its_words(compared: miner.Comparison) -> None:
    marked = "\n".join(m for m in compared.revisions["marked"] if isinstance(m, str))
    assert "[-60-]{+75+}" in marked
    assert "老街巷[-、-]{+和+}老建筑" in marked
    for row in compared.edits.to_dict("records"):
        assert FORMER[row["start_a"] : row["end_a"]] == row["quote_a"]
        assert LATER[row["start_b"] : row["end_b"]] == row["quote_b"]


def test_a_missing_year_is_said(compared: miner.Comparison) -> None:
    assert any("no plan for 2023" in note for note in compared.notes)


@pytest.mark.parametrize(
    ("plans", "said"),
    [
        ([plan("a", FORMER, 2022), plan("b", LATER, None)], "no year is known for 1 plans"),
        ([plan("a", FORMER, 2022), plan("b", FORMER, 2022)], "the same text twice: a and b"),
        ([plan("a", FORMER, 2022), plan("b", LATER, 2022)], "has 2 plans for 2022"),
        ([plan("a", FORMER, 2022), plan("b", LATER, 2024, "乙县教育局")], "read as a pair"),
        (
            [
                plan("a", FORMER, 2022),
                plan("b", "乙县教育局2024年计划\n一、教学\n新建学校2所。", 2024, "乙县教育局"),
            ],
            "no versions of each other",
        ),
    ],
)
def test_odd_input_is_said(plans: list[Plan], said: str) -> None:
    assert any(said in note for note in compare(Corpus(plans)).notes)


def test_plans_of_two_bodies_are_set_side_by_side_and_not_called_new_or_dropped() -> None:
    a = plan(
        "a", "甲县水利局2024年计划\n一、供水\n集中供水率达到92%以上。\n改造泵站6座。", 2024, "甲县水利局"
    )
    b = plan(
        "b", "乙县水利局2024年计划\n一、民生\n集中供水率达到88%以上。\n新建水厂2座。", 2024, "乙县水利局"
    )
    compared = compare(Corpus([a, b]))
    assert compared.moves.empty
    page = compared.page()
    first = page[page.index("Targets") :].splitlines()[2]
    assert first.split()[-2:] == ["92%以上", "88%以上"]
    assert "dropped" not in page


def test_the_page_is_plain_lines_that_fit(compared: miner.Comparison) -> None:
    page = compared.page()
    assert "城市书房" in page
    assert "raised" in page
    assert all(c.isprintable() or c == "\n" for c in page)


def test_a_notebook_gets_escaped_html(compared: miner.Comparison) -> None:
    html = compared._repr_html_()
    assert "<b>，" not in html
    assert "&lt;b&gt;" in html
    assert "<table>" in html
    assert len(html) < 30_000


def test_overlap_goes_in_both_directions_and_own_text_is_the_rest() -> None:
    shared = FORMER + "全市图书馆总分馆制要覆盖每个乡镇，藏书统一编目、通借通还，方便群众就近借阅。\n" * 3
    own = "四、数字文化\n依托云平台开设线上展厅，推出慕课与直播，采购设备并培训管理人员，做到随时可看。\n"
    plans = [plan("a", shared, 2022), plan("b", shared + own, 2022, "乙市文化局")]
    compared = compare(Corpus(plans))
    row = compared.overlap.iloc[0]
    assert row["share_a"] > row["share_b"] > 0.5
    assert row["own_b"] == pytest.approx(1 - row["share_b"])
    assert "线上展厅" in "".join(compared.own_text[compared.own_text["plan_id"] == "b"]["quote"])
    assert "线上展厅" not in "".join(compared.own_text[compared.own_text["plan_id"] == "a"]["quote"])


def test_sections_meet_by_the_part_they_are_and_by_what_they_speak_of() -> None:
    other = (
        FORMER.replace("主要任务", "重点工作")
        .replace("丰富群众文化生活", "把演出送到群众身边")
        .replace("三、保障措施", "三、其他事项")
    )
    plans = [plan("a", FORMER, 2022), plan("b", other, 2023), plan("c", LATER, 2024)]
    coverage = coverage_table(plans)
    together = {frozenset(of["heading"]) for _, of in coverage.groupby("topic")}
    assert frozenset({"主要任务", "重点工作"}) in together
    assert frozenset({"丰富群众文化生活", "把演出送到群众身边"}) in together
    gaps = gaps_table(coverage, plans)
    assert list(zip(gaps["plan_id"], gaps["name"], strict=True)) == [("b", "保障措施")]
