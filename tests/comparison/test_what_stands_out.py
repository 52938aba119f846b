"""The findings on the first page: each is a row of a table, said in one line, the most telling first."""

from __future__ import annotations

import pandas as pd

import miner
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import read_toml
from miner.report._findings import finding_sentence
from miner.report._words import words

GOALS = "{place}2026年政府工作报告\n二、2026年工作安排\n今年经济社会发展主要预期目标是：地区生产总值增长{growth}%左右，城镇调查失业率5%以内。\n"
PLACES = ("清溪市", "白沙市", "柳河市", "青石市", "云岭市", "沙洲市", "石桥市")


def plans(growths: tuple[str, ...]) -> Corpus:
    texts = [GOALS.format(place=place, growth=g) for place, g in zip(PLACES, growths, strict=True)]
    return Corpus(
        Plan(
            place,
            Source.from_text(text),
            0,
            len(text),
            title=f"{place}报告",
            place=place,
            year=2026,
            year_end=2026,
        )
        for place, text in zip(PLACES, texts, strict=True)
    )


def findings(corpus: Corpus) -> pd.DataFrame:
    return miner.analyze(corpus).findings


def test_a_range_is_told_and_who_is_outside() -> None:
    made = findings(plans(("5", "5.5", "6", "5.5", "6", "5", "9")))
    outside = made[made["kind"] == "outside"]
    assert outside[["plan_id", "quote", "value"]].values.tolist() == [["石桥市", "9%左右", 9.0]]
    told = made[(made["kind"] == "range") & (made["indicator"] == "地区生产总值增长率")].iloc[0]
    assert (told["low"], told["median"], told["high"], told["plans"]) == (5, 5.5, 9, 7)


def test_what_most_promise_and_one_does_not() -> None:
    corpus = list(plans(("5", "5.5", "6", "5.5", "6", "5", "6")))
    text = corpus[0].source.text.replace("，城镇调查失业率5%以内", "")
    bare = Plan(
        "清溪市",
        Source.from_text(text),
        0,
        len(text),
        title="清溪市报告",
        place="清溪市",
        year=2026,
        year_end=2026,
    )
    made = findings(Corpus([bare, *corpus[1:]]))
    absent = made[made["kind"] == "absent"]
    assert absent[["plan_id", "indicator"]].values.tolist() == [["清溪市", "城镇调查失业率"]]


def test_every_kind_has_a_sentence_in_three_languages() -> None:
    kinds = read_toml("miner.comparison", "findings.toml")["kind"]
    for language, said in words().items():
        assert [kind for kind in kinds if f"finding.{kind}" not in said] == [], language


def test_a_sentence_holds_its_figures_and_names_nothing_missing() -> None:
    corpus = plans(("5", "5.5", "6", "5.5", "6", "5", "9"))
    titles = {plan.id: plan.title or "" for plan in corpus}
    rows = findings(corpus).to_dict("records")
    said = [finding_sentence(row, words()["zh-Hans"], titles, False) for row in rows]
    assert "地区生产总值增长率：石桥市报告定为9%左右；7 份计划为 5–9%，中位数 5.5%。" in said
    assert not [line for line in said if "{" in line or "nan" in line or "None" in line]


def test_a_plan_has_one_leftover_among_the_findings() -> None:
    blanks = (
        "XX县农机合作社20xx年工作计划\n一、主要目标\n培训农机手**人次，检修农机××台，由XX县农业局验收。\n"
    )
    analysis = miner.analyze(Corpus.from_texts({"blank": blanks}))
    assert len(analysis.leftovers) > 1
    assert analysis.findings["kind"].tolist().count("leftover") == 1


def test_every_kind_has_a_heading_in_three_languages() -> None:
    kinds = read_toml("miner.comparison", "findings.toml")["kind"]
    for language, said in words().items():
        assert [kind for kind in kinds if f"finding.kind.{kind}" not in said] == [], language


def test_nothing_found_is_an_empty_table() -> None:
    assert len(findings(Corpus.from_texts({"p": "清溪市总工会工作计划\n一、指导思想\n团结奋斗。"}))) == 0
