"""How concrete a plan is: each share is counted from sentences that are listed."""

from __future__ import annotations

import pytest

from miner.copying import mark_sentences, measure_concreteness
from miner.corpus import Corpus

TEXT = (
    "瓶窑镇2025年工作计划\n一、工作目标\n全年新建农村公路15公里，培训农民2000人次以上。\n"
    "2025年6月底前完成排污口整治30处。\n二、工作措施\n"
    "各级各部门要高度重视，切实加强组织领导，狠抓工作落实，不断开创各项工作新局面。\n"
    "村口的老樟树下常有老人下棋聊天，孩子们跑来跑去。\n"
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.from_texts({"甲": TEXT})


def test_each_sentence_is_marked_with_what_it_holds(corpus: Corpus) -> None:
    marks = mark_sentences(corpus).set_index("quote")
    assert marks.loc["全年新建农村公路15公里，培训农民2000人次以上。", "measure"]
    assert marks.loc["2025年6月底前完成排污口整治30处。", "deadline"]
    assert marks.loc[
        "各级各部门要高度重视，切实加强组织领导，狠抓工作落实，不断开创各项工作新局面。", "formula"
    ]
    assert not marks.loc[
        "村口的老樟树下常有老人下棋聊天，孩子们跑来跑去。", ["measure", "deadline", "formula"]
    ].any()
    assert "瓶窑镇2025年工作计划" not in marks.index


def test_the_shares_are_those_of_the_marked_sentences(corpus: Corpus) -> None:
    marks, row = mark_sentences(corpus), measure_concreteness(corpus).iloc[0]
    assert row["sentences"] == len(marks) == 4
    assert row["measure_share"] == marks["measure"].mean() == 0.5
    assert row["formula_share"] == marks["formula"].mean() == 0.25
    assert row["commitments_per_1000"] == pytest.approx(1000 * row["commitments"] / row["chars"])


def test_a_plan_without_a_sentence_is_all_zero() -> None:
    row = measure_concreteness(Corpus.from_texts({"空": "计划\n"})).iloc[0]
    assert row[["sentences", "concrete_share", "formula_share"]].tolist() == [0, 0, 0]
