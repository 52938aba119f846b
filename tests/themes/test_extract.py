"""What a user may rely on in the result of `extract_themes`."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import miner
from miner.themes.names import _phrases
from miner.themes.words import is_place
from tests.themes.conftest import FIELDS, PLACES, plan


def test_each_field_of_work_is_one_theme(corpus: miner.Corpus, themes: miner.Themes) -> None:
    best = themes.paragraphs.sort_values("weight").groupby(["plan_id", "start"]).tail(1)
    found = {}
    for heading, sentences in FIELDS.items():
        core = re.sub(r"\{n\}.*", "", sentences[1])
        rows = best[[core in corpus.plan(r.plan_id).text[r.start : r.end] for r in best.itertuples()]]
        found[heading] = rows["theme"].mode()[0]
        assert (rows["theme"] == found[heading]).mean() > 0.9
    assert len(set(found.values())) == len(FIELDS)


def test_names_come_from_headings_and_are_short_and_different(themes: miner.Themes) -> None:
    names = list(themes.themes["name"])
    assert len(set(names)) == len(names)
    headings = "".join(FIELDS)
    for name in names:
        assert 2 <= len(name) <= 12
        assert not re.search(r"[0-9０-９]", name)
        assert not is_place(name)
    assert sum(name in headings for name in names) >= 4


def test_every_sentence_and_paragraph_is_verbatim(corpus: miner.Corpus, themes: miner.Themes) -> None:
    for table in (themes.representatives, themes.unfit):
        for row in table.itertuples():
            assert corpus.plan(row.plan_id).source.text[row.start : row.end] == row.quote
    assert len(themes.representatives) >= 5 * 5


def test_the_sentences_of_a_theme_come_from_different_plans(themes: miner.Themes) -> None:
    for _, rows in themes.representatives.groupby("theme"):
        assert rows["plan_id"].nunique() == len(rows)
        assert rows["summary"].sum() == 3


def test_summaries_keep_the_order_of_the_plans(corpus: miner.Corpus, themes: miner.Themes) -> None:
    order = {p.id: i for i, p in enumerate(corpus)}
    for _, rows in themes.summaries.groupby("theme"):
        at = [(order[p], s) for p, s in zip(rows["plan_id"], rows["start"], strict=True)]
        assert at == sorted(at)


def test_shares_of_a_plan_and_its_unfit_text_make_one(themes: miner.Themes) -> None:
    total = themes.shares.groupby("plan_id")["share"].sum()
    assert (total <= 1 + 1e-5).all()
    assert (total > 0.9).all()


def test_no_term_stands_under_two_themes(themes: miner.Themes) -> None:
    assert not themes.terms["term"].duplicated().any()


def test_copies_have_one_vote(corpus: miner.Corpus) -> None:
    lines = [
        "食堂采购实行明厨亮灶，食堂每周公布菜谱，食堂账目每月公开，食堂原料定点配送，食堂厨师持证上岗。",
        "食堂用餐实行预约制，食堂剩菜每日称重公示，食堂餐具每餐消毒，食堂厨师每年体检，食堂菜谱征求意见。",
    ]
    own = "公交线网重新布设，公交专用道成网，公交车准点率公开，夜班公交延长到零点。"
    texts = {p.id: p.text for p in corpus} | {f"copy{i}": "\n".join(lines) for i in range(4)}
    texts["东河市"] += own
    made = miner.Corpus.from_texts(texts)
    found = miner.extract_themes(made, n_themes=5)
    reading = found._data.reading
    copies = dict(zip(reading.units.texts, reading.copies, strict=True))
    assert [copies[line] for line in lines] == [4, 4]
    assert copies[own] == 1
    carried = found.shares[found.shares["share"] > 0.05].groupby("theme")["plan_id"].agg(set)
    assert not any(plans <= {f"copy{i}" for i in range(4)} for plans in carried)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_random_state_changes_no_word(corpus: miner.Corpus, themes: miner.Themes, seed: int) -> None:
    other = miner.extract_themes(corpus, n_themes=5, random_state=seed)
    assert list(other.themes["key_terms"]) == list(themes.themes["key_terms"])


def test_two_runs_print_the_same(corpus: miner.Corpus, themes: miner.Themes) -> None:
    again = miner.extract_themes(miner.Corpus(list(corpus)), n_themes=5)
    for name in ("themes", "terms", "shares", "paragraphs", "representatives", "unfit"):
        pd.testing.assert_frame_equal(getattr(themes, name), getattr(again, name), check_exact=True)


def test_the_number_of_threads_changes_no_digit(corpus: miner.Corpus, themes: miner.Themes) -> None:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        alone = miner.extract_themes(corpus, n_themes=5)
    assert alone.shares["share"].tolist() == themes.shares["share"].tolist()
    assert alone.terms["weight"].tolist() == themes.terms["weight"].tolist()


def test_traditional_script_gives_simplified_terms_and_raw_quotes() -> None:
    import opencc

    convert = opencc.OpenCC("s2t").convert
    corpus = miner.Corpus.from_texts({p: convert(plan(p, i)) for i, p in enumerate(PLACES)})
    found = miner.extract_themes(corpus, n_themes=5)
    assert "污染防治" in " ".join(found.terms["term"])
    assert any("機" in quote or "業" in quote for quote in found.representatives["quote"])


def test_html_is_small_and_escaped(themes: miner.Themes) -> None:
    page = themes._repr_html_()
    assert len(page) < 5000
    broken = miner.Themes(
        themes.themes.assign(name="<script>"),
        themes.terms,
        themes.shares,
        themes.paragraphs,
        themes.representatives,
        themes.unfit,
        themes._data,
    )
    assert "<script>" not in broken._repr_html_()


@pytest.mark.parametrize("number", [0, -3])
def test_less_than_one_theme_is_refused(corpus: miner.Corpus, number: int) -> None:
    with pytest.raises(miner.InputError, match="at least 1"):
        miner.extract_themes(corpus, n_themes=number)


def test_one_theme_of_many_plans(corpus: miner.Corpus) -> None:
    found = miner.extract_themes(corpus, n_themes=1)
    assert len(found.themes) == 1
    assert found.shares["share"].min() > 0.9


def test_one_plan_gives_a_smaller_answer(corpus: miner.Corpus) -> None:
    found = miner.extract_themes(corpus[0])
    assert 1 <= len(found.themes) <= 4


def test_more_themes_than_paragraphs_gives_no_more_than_there_are() -> None:
    text = "农村道路硬化工程今年全部完工，农村道路养护有专人。\n农村道路路灯安装到位，道路照明有保障，农村亮了。\n"
    found = miner.extract_themes(miner.Corpus.from_texts({"a": text}), n_themes=50)
    assert len(found.themes) <= 2


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "2025年\n第一页\n"}])
def test_no_text_is_a_clear_message(texts: dict[str, str]) -> None:
    with pytest.raises(miner.InputError, match="paragraph"):
        miner.extract_themes(miner.Corpus.from_texts(texts))


def test_nothing_in_common_is_a_clear_message() -> None:
    with pytest.raises(miner.InputError, match="too little text"):
        miner.extract_themes(
            miner.Corpus.from_texts({"a": "春眠不觉晓，处处闻啼鸟，夜来风雨声，花落知多少。"})
        )


def test_weights_are_rounded(themes: miner.Themes) -> None:
    for column in (themes.shares["share"], themes.paragraphs["weight"], themes.representatives["score"]):
        assert np.array_equal(np.round(column, 6), column)


def test_a_unit_behind_a_number_and_a_verb_before_one_are_no_names() -> None:
    said = _phrases(
        ["投诉", "渠道", "24", "小时", "内", "办结", "，", "社区", "服务", "名额", "增至", "500"], False
    )
    assert set(said) == {"投诉渠道", "社区服务", "服务名额", "社区服务名额"}
    assert not any("小时" in name or "增至" in name for name in said)
