"""A template says what all have in common; its fillings put back give each plan's own words."""

from __future__ import annotations

import re

import pytest

from miner import tables
from miner.copying import find_templates
from miner.copying.alignment import align_sentences, consensus
from miner.corpus import Corpus, Plan, Source

TEXT = (
    "{0}卫生院{1}年工作计划\n为把工作做细做实，结合{0}实际，制定{1}年工作计划。\n一、目标任务\n"
    "全年服务群众{2}人次，家庭医生签约{3}户，签约居民满意度保持在较高水平，投诉件件有回音。\n"
    "二、主要措施\n每周下村一次，把血压计和药箱背到田头，随访记录当天录入，次日由组长复核签字。\n"
    "三、纪律要求\n不收红包，不开大处方，不与药商私下往来，违者先停职再处理，结果张榜公布。\n"
)
FILLED = {"甲": ("瓶窑镇", 2023, 300, 41), "乙": ("塘栖镇", 2024, 520, 67), "丙": ("鸬鸟镇", 2025, 610, 58)}
CORPUS = Corpus.from_texts({name: TEXT.format(*values) for name, values in FILLED.items()})


def test_names_years_and_numbers_are_gaps_of_their_kind() -> None:
    found = find_templates(CORPUS)
    assert found.text(1).splitlines()[0] == "{1}卫生院{2}年工作计划"
    assert found.filled(1).loc["乙"].tolist() == ["塘栖镇", "2024", "520", "67"]
    kinds = found.slots.drop_duplicates("slot")["kind"].tolist()
    assert kinds == ["name", "year", "number", "number"]


def test_fillings_put_back_give_each_plan_s_own_sentence() -> None:
    found = find_templates(CORPUS)
    for plan in CORPUS:
        for row in found.templates.to_dict("records"):
            mine = found.slots[(found.slots["plan_id"] == plan.id) & (found.slots["line"] == row["line"])]
            said = iter(mine["quote"])
            sentence = re.sub(r"\{\d+\}", lambda _, said=said: next(said), row["text"])
            assert sentence in plan.text


def test_every_row_quotes_the_original() -> None:
    found = find_templates(CORPUS)
    for table in (found.templates, found.slots, found.template_sections):
        for row in table.to_dict("records"):
            assert CORPUS.plan(row["plan_id"]).source.text[row["start"] : row["end"]] == row["quote"]


def test_a_name_of_another_plan_shows_as_unusual() -> None:
    said = {"甲": "瓶窑镇", "乙": "塘栖镇", "丙": "鸬鸟镇", "丁": "径山镇", "戊": "百丈镇"}
    texts = {name: TEXT.format(place, 2025, 70, 12) for name, place in said.items()}
    texts["丁"] = texts["丁"].replace("结合径山镇", "结合瓶窑镇")
    slots = find_templates(Corpus.from_texts(texts)).slots
    odd = slots[(slots["slot"] == 1) & (slots["plan_id"] == "丁")]
    assert odd["quote"].tolist() == ["径山镇", "瓶窑镇"]
    assert set(slots[slots["plan_id"] != "丁"]["usual"]) == {True}


def test_without_a_family_the_tables_are_empty() -> None:
    found = find_templates(Corpus.from_texts({"甲": "一、目标\n种树三百亩。\n", "乙": "开会。\n"}))
    assert (len(found.templates), len(found.slots), len(found.template_sections)) == (0, 0, 0)
    assert list(found.slots.columns) == tables.SLOTS.names


def test_sentences_are_aligned_in_columns() -> None:
    columns = align_sentences([["甲乙丙丁", "春夏秋冬"], ["春夏秋冬"], ["甲乙丙丁", "东南西北", "春夏秋冬"]])
    assert columns == [{0: 0, 2: 0}, {2: 1}, {0: 1, 1: 0, 2: 2}]


def test_the_consensus_is_what_most_have() -> None:
    assert consensus(["甲乙丙", "甲乙丙丁", "甲乙丙丁", "甲丙丁"]) == "甲乙丙丁"


@pytest.mark.parametrize(
    ("first", "second", "gaps"),
    [
        ("根据上级要求，清理沟渠九条。", "按照上级要求，清理沟渠九条。", []),
        ("要把沟渠清好，清理沟渠九条。", "将沟渠清好，清理沟渠九条。", []),
        ("3、65岁以上老人体检，栽柳树。", "4．65岁以上老人体检，栽柳树。", []),
        ("清理沟渠19条，栽柳树。", "清理沟渠27条，栽柳树。", [("number", "19", "27")]),
        ("由张湾村的老人看水，栽柳树。", "由柳堡村的老人看水，栽柳树。", [("name", "张湾", "柳堡")]),
        (
            "清理沟渠九条，栽柳树三百棵，请返乡的瓦匠把护坡砌好，沿堤巡查不少于五轮，看见漏水先堵后报，报完再修。",
            "清理沟渠九条，栽柳树三百棵，给每户发铁锹一把手套一副，沿堤巡查不少于五轮，看见漏水先堵后报，报完再修。",
            [("sentence", "请返乡的瓦匠把护坡砌好", "给每户发铁锹一把手套一副")],
        ),
    ],
)
def test_gaps_are_names_years_numbers_and_clauses(
    first: str, second: str, gaps: list[tuple[str, str, str]]
) -> None:
    rest = "\n每月逢五由三名老党员沿堤巡查，看见漏水先用草袋堵住，再敲锣喊人来修，修好以后在簿子上画押。\n"
    plans = [
        Plan(name, Source.from_text(text + rest), 0, len(text + rest))
        for name, text in (("a", first), ("b", second))
    ]
    slots = find_templates(plans).slots
    found = [
        (rows["kind"].iloc[0], *(q for q in rows["quote"])) for _, rows in slots.groupby("slot", sort=True)
    ]
    assert [kind for kind, *_ in found] == [kind for kind, *_ in gaps]
    for (_, *said), (_, *wanted) in zip(found, gaps, strict=True):
        assert all(w in s for s, w in zip(said, wanted, strict=True))
    assert all(
        len(s) <= len(w) + 3
        for (_, *said), (_, *wanted) in zip(found, gaps, strict=True)
        for s, w in zip(said, wanted, strict=True)
    )
