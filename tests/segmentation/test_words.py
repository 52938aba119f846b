"""Words: the same from both engines, with offsets, and own terms that stay with their cutter."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import miner
from miner.segmentation import Cutter, cut

LINES = [
    "深入开展“安康杯”竞赛，全年培训班组长2.5万人次，合格率不低于98.5%。",
    "推进5G+工业互联网、AI大模型与GPT-4o应用，登录www.example.cn/a_b-c.htm查询。",
    "依据GB/T 9704-2012第3.1.2条，PM2.5浓度下降3%；R&D投入占比2.8%。",
    "〇二五年，𠮷野家与卓别林同志在阿坝州慰问职工。\n第二行\t有制表符",
    "区职工技协组织开展“五小”活动，评选工匠12名、劳模3名。",
]


@pytest.fixture(scope="module")
def jieba_cutter() -> Cutter:
    return Cutter(engine="jieba")


@pytest.mark.parametrize("line", LINES)
def test_both_engines_cut_alike(jieba_cutter: Cutter, line: str) -> None:
    assert Cutter(engine="rjieba").cut(line) == jieba_cutter.cut(line)


def test_jieba_is_loaded_in_silence() -> None:
    """Its import warns and its first use logs; neither reaches the user, nor warnings as errors."""
    code = "from miner.segmentation import Cutter; print(len(Cutter(engine='jieba').cut('工会工作计划')))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("2", "")


@settings(deadline=None)
@given(st.text(alphabet="工会计划2.5%-_aB\n 　𠮷，。", max_size=60))
def test_words_cover_the_text(text: str) -> None:
    made = cut(text)
    assert "".join(w for w, _, _ in made) == text
    assert all(text[a:b] == w for w, a, b in made)


def test_a_long_text_is_cut_as_its_sentences_are() -> None:
    text = "区总工会组织开展劳动竞赛。" * 12_000
    assert len(cut(text)) == 12_000 * len(cut("区总工会组织开展劳动竞赛。"))


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_terms_stay_with_their_cutter(engine: str) -> None:
    own = Cutter(["职工之家验收", "GPT-4o"], engine=engine)  # type: ignore[arg-type]
    assert "职工之家验收" in [w for w, _, _ in own.cut("做好职工之家验收工作")]
    assert "职工之家验收" not in [w for w, _, _ in Cutter(engine=engine).cut("做好职工之家验收工作")]  # type: ignore[arg-type]
    assert "职工之家验收" not in [w for w, _, _ in cut("做好职工之家验收工作")]


def test_wrong_arguments() -> None:
    with pytest.raises(miner.InputError, match="engine"):
        Cutter(engine="hanlp")  # type: ignore[arg-type]
    with pytest.raises(miner.InputError, match="term"):
        Cutter([" "])


def test_table_quotes_the_source() -> None:
    text = "工會要辦好 職工書屋。"
    table = miner.words(miner.Corpus.from_texts({"p": text}), terms=["职工书屋"])
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == list(table["quote"])
    assert "职工书屋" in set(table["word"])
    assert "職工書屋" in set(table["quote"])
