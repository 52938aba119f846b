"""Codebooks: the same scheme for every corpus, and a model that adds to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

import miner
from miner.themes import CODEBOOKS, CodebookModel, read_codebook


@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_word_belongs_to_one_theme(name: str) -> None:
    book = read_codebook(name)
    words = [w for _, ws in book.themes for w in ws]
    assert len(set(words)) == len(words)
    assert len(book) >= 10


def test_the_scheme_gives_its_names_and_shares(corpus: miner.Corpus) -> None:
    found = miner.extract_themes(corpus, codebook="government")
    assert list(found.themes["name"]) == read_codebook("government").names
    assert set(found.themes["origin"]) == {"codebook"}
    assert found.shares.groupby("plan_id")["share"].sum().max() <= 1 + 1e-5
    largest = found.themes.nlargest(6, "share")["name"].tolist()
    assert "农业农村与乡村振兴" in largest
    assert "国防与其他事业" not in largest


def test_shares_do_not_depend_on_the_other_plans(corpus: miner.Corpus) -> None:
    alone = miner.extract_themes(corpus[:1], codebook="government").shares
    among = miner.extract_themes(corpus, codebook="government").shares
    assert alone["share"].tolist() == among[among["plan_id"] == corpus[0].id]["share"].tolist()


def test_own_scheme_as_a_file_and_as_a_mapping(corpus: miner.Corpus, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("# 本单位方案\ntheme,words\n三農,農村 農民 糧食\n文旅,旅游、文化\n", encoding="utf-8")
    by_file = miner.extract_themes(corpus, codebook=path).shares
    by_mapping = miner.extract_themes(
        corpus, codebook={"三農": ["农村", "农民", "粮食"], "文旅": ["旅游", "文化"]}
    ).shares
    assert by_file["share"].tolist() == by_mapping["share"].tolist()
    assert by_file["share"].sum() > 0


def test_text_outside_the_scheme_is_listed(corpus: miner.Corpus) -> None:
    found = miner.extract_themes(corpus, codebook={"文旅": ["旅游"]})
    assert len(found.unfit) > len(found.paragraphs)


def test_the_model_adds_themes_to_the_scheme(corpus: miner.Corpus) -> None:
    book = {"乡村": ["农村", "农民", "粮食", "农产品"], "文旅": ["旅游", "文化", "博物馆"]}
    found = miner.extract_themes(corpus, n_themes=5, codebook=book)
    assert found.themes["origin"].tolist() == ["codebook", "codebook", "model", "model", "model"]
    assert found.themes["name"].tolist()[:2] == ["乡村", "文旅"]
    terms = found.terms.groupby("theme")["term"].agg(" ".join)
    assert "旅游" in terms[2]
    assert "旅游" not in terms[3] + terms[4] + terms[5]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theme,word\na,b\n", "columns"),
        ("theme,words\n", "no theme"),
        ("theme,words\n甲,\n", "no word"),
        ("theme,words\n甲,乙\n甲,丙\n", "name of its own"),
        ("theme,words\n甲," + "乙" * 200_000 + "\n", "field larger than field limit"),
    ],
)
def test_a_broken_scheme_is_a_clear_message(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(miner.InputError, match=message):
        read_codebook(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    "heads", ["theme,words", "主题,词语", "类别,关键词", "類別,關鍵詞", "编号, 主题 ,词语", "words,theme"]
)
def test_a_scheme_as_excel_saves_it(tmp_path: Path, encoding: str, heads: str) -> None:
    values = {"theme": "养老", "主题": "养老", "类别": "养老", "類別": "养老", "编号": "3"}
    row = ",".join(values.get(h.strip(), "敬老院、助餐点") for h in heads.split(","))
    path = tmp_path / "mine.csv"
    path.write_text(f"{heads}\n{row}\n", encoding=encoding)
    assert read_codebook(path).themes == (("养老", ("敬老院", "助餐点")),)


def test_a_scheme_in_no_known_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(b"theme,words\n\xff\xff,\xff\n")
    with pytest.raises(miner.InputError, match="save it as CSV UTF-8"):
        read_codebook(path)


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(miner.InputError, match="government, school, union"):
        read_codebook("gov")


def test_less_themes_than_the_scheme_has_is_refused(corpus: miner.Corpus) -> None:
    with pytest.raises(miner.InputError, match="larger"):
        miner.extract_themes(corpus, n_themes=3, codebook="government")


def test_it_is_an_estimator() -> None:
    texts = ["农民种粮，农村修路。", "景区游客增加，旅游收入提高。", "景区旅游和农村旅游。"]
    model = clone(CodebookModel({"农": ["农"], "旅": ["旅游"]}))
    frame = model.set_output(transform="pandas").fit_transform(texts)
    assert list(frame.columns) == ["农", "旅"]
    assert np.allclose(frame.sum(axis=1), 1)
