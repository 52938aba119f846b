"""Tasks from one plan to the next of its body, and of a superior in a subordinate's plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opencc
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import miner
from miner.comparison.lineage import successions
from miner.comparison.superiors import names_of, superiors
from miner.comparison.task_moves import task_moves_table
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import parse_toml

CASES = parse_toml((Path(__file__).parent / "task_moves.toml").read_text(encoding="utf-8"))["case"]
SIDES = ("a", "b")


def plan(
    text: str, year: int, issuer: str = "柳湾县总工会", place: str = "柳湾县", kind: str = "工作计划"
) -> Plan:
    text = f"{issuer}{year}年{kind}\n{text}"
    return Plan(
        f"{issuer}{year}", Source.from_text(text), 0, len(text), title=f"{issuer}{year}年{kind}", issuer=issuer,
        place=place, year=year, year_end=year, kind=kind,
    )  # fmt: skip


def moves_of(*plans: Plan) -> pd.DataFrame:
    return task_moves_table(plans, successions(plans), miner.extract_tasks(plans))


def told(moves: pd.DataFrame) -> list[list[str]]:
    return moves[["move", "quote_a", "quote_b"]].fillna("").astype(str).to_numpy().tolist()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["before"][6:24])
def test_what_becomes_of_a_task(case: dict[str, Any]) -> None:
    moves = moves_of(plan(case["before"], 2025), plan(case["after"], 2026))
    assert told(moves) == case["want"]


def test_every_quote_stands_in_its_plan() -> None:
    plans = [plan(case["before"], 2025, f"第{i}工会") for i, case in enumerate(CASES)]
    plans += [plan(case["after"], 2026, f"第{i}工会") for i, case in enumerate(CASES)]
    text = {p.id: p.source.text for p in plans}
    moves = moves_of(*plans)
    assert len(moves) >= sum(len(case["want"]) for case in CASES)
    for row in moves.to_dict("records"):
        for side in SIDES:
            if isinstance(row[f"quote_{side}"], str):
                quote = text[row[f"plan_{side}"]][row[f"start_{side}"] : row[f"end_{side}"]]
                assert quote == row[f"quote_{side}"]


def test_a_notice_follows_no_notice() -> None:
    text = "二、主要工作\n举办职工运动会。"
    kinds = ("工作计划", "通知", "复函")
    assert [
        len(moves_of(plan(text, 2025, kind=k), plan(text, 2026, kind=k), plan("无", 2020, "甲")))
        for k in kinds
    ] == [1, 0, 0]


TABLE = "| 工作任务 | 责任单位 | 完成时限 |\n|---|---|---|\n"


def breakdown(*rows: tuple[str, str]) -> str:
    return TABLE + "".join(f"| {task} | {body} | 9月底前 |\n" for task, body in rows)


def test_a_subordinate_is_asked_for_the_tasks_that_name_it() -> None:
    upper = plan(
        breakdown(("新建爱心托管班12个", "县总工会"), ("翻修剧场屋顶", "县总工会、县文旅局"), ("铺设燃气管网", "县住建局")),
        2026, "柳湾县人民政府", kind="任务分解表",
    )  # fmt: skip
    lower = plan("二、主要工作\n新建爱心托管班10个。", 2026)
    moves = moves_of(upper, lower)
    assert moves["relation"].unique().tolist() == ["superior"]
    assert moves["ground"].unique().tolist() == ["assigned"]
    assert told(moves) == [
        ["taken up", "新建爱心托管班12个", "新建爱心托管班10个"],
        ["not taken up", "翻修剧场屋顶", ""],
    ]


def test_bodies_of_another_year_or_place_are_not_asked() -> None:
    text = breakdown(("新建爱心托管班12个", "县总工会"), ("翻修剧场屋顶", "县总工会"))
    upper = plan(text, 2026, "柳湾县人民政府", kind="任务分解表")
    for lower in (
        plan("二、主要工作\n评选。", 2024),
        plan("二、主要工作\n评选。", 2026, "沙洲县总工会", "沙洲县"),
    ):
        assert not superiors([upper, lower], miner.extract_tasks([upper, lower]))


def test_the_sort_of_body_of_the_area_around_is_the_superior() -> None:
    upper = plan("二、主要工作\n评选岗位能手50名。", 2026, "清溪市总工会", "清溪市")
    lower = plan("二、主要工作\n评选岗位能手5名。", 2026, "清溪市青石区总工会", "清溪市青石区")
    moves = moves_of(upper, lower)
    assert moves[["ground", "move"]].to_numpy().tolist() == [["area around it", "taken up"]]


@pytest.mark.parametrize(
    ("issuer", "place", "names"),
    [
        ("清溪市教育局", "清溪市", {"清溪市教育局", "市教育局", "教育局"}),
        ("白沙镇人民政府", "白沙镇", {"白沙镇人民政府", "白沙镇", "各镇"}),
        ("清溪市实验小学", "清溪市", {"清溪市实验小学", "各学校", "各中小学"}),
    ],
)
def test_what_tasks_call_a_body(issuer: str, place: str, names: set[str]) -> None:
    assert names <= names_of(plan("无", 2026, issuer, place))


WORDS = st.sampled_from(
    [
        "举办职工运动会",
        "新建爱心托管班12个",
        "评选岗位能手",
        "3月底前翻修剧场屋顶",
        "走访困难职工家庭",
        "安装自动售药机6台",
        "开展安全知识竞赛",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_both_scripts_give_the_same_moves(before: list[str], after: list[str]) -> None:
    texts = ["二、主要工作\n" + "。".join([*words, ""]) for words in (before, after)]
    hans = moves_of(plan(texts[0], 2025), plan(texts[1], 2026))
    traditional = opencc.OpenCC("s2t").convert
    hant = moves_of(plan(traditional(texts[0]), 2025), plan(traditional(texts[1]), 2026))
    columns = [
        "move",
        "likeness",
        "task_a",
        "due_a",
        "start_a",
        "end_a",
        "task_b",
        "due_b",
        "start_b",
        "end_b",
    ]
    pd.testing.assert_frame_equal(hans[columns], hant[columns])


def test_the_comparison_and_an_analysis_have_the_table() -> None:
    corpus = Corpus([plan(CASES[0]["before"], 2025), plan(CASES[0]["after"], 2026)])
    assert told(miner.compare(corpus).task_moves) == CASES[0]["want"]
