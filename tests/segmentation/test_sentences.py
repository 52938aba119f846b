"""Where a sentence ends."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import miner
from miner.knowledge.data import tomllib
from miner.segmentation import split_sentences

CASES = tomllib.loads((Path(__file__).parent / "cases_sentences.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_case(case: dict[str, str]) -> None:
    want = case["marked"].split("|")
    text = case.get("joint", "").join(want)
    assert [text[a:b] for a, b in split_sentences(text)] == want


@settings(deadline=None)
@given(st.text(alphabet="一会计划。！？；!?（）()“”\n 　a1", max_size=80))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_wrapped_lines_do_not_end_a_sentence() -> None:
    line = "各级工会要把职工最关心的事放在前面办，"  # 19 characters
    words = "把送温暖送清凉送健康送文化做实做细做到每个车间每个班组每名职工身边去"
    body = (line + words) * 12 + "。"
    text = "\n".join(body[i : i + 24] for i in range(0, len(body), 24)) + "\n第二段另起一行。"
    spans = [text[a:b] for a, b in split_sentences(text)]
    assert spans[0].replace("\n", "") == body
    assert spans[1] == "第二段另起一行。"


def test_table_quotes_the_source_and_names_the_section() -> None:
    text = "工作計劃\n一、學習\n每月學習１次。人人參加。\n二、生活\n辦好食堂。"
    table = miner.sentences(miner.Corpus.from_texts({"p": text}))
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == list(table["quote"])
    told = dict(zip(table["quote"], table["section_id"], strict=True))
    assert told["人人參加。"] == "1"
    assert told["辦好食堂。"] == "2"
    assert told["工作計劃"] is None
