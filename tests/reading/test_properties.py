"""Whatever a file holds, reading it ends, keeps its characters and marks spans that lie in order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.corpus import Source
from miner.reading.encodings import decode
from miner.reading.plans import Document, plans_of
from miner.reading.view import script_of, view_of

PIECES = st.sampled_from(
    [
        "篇1",
        "工作计划",
        "第一篇",
        "\n",
        "\r\n",
        "一、",
        "【",
        "】",
        "小编",
        "相关文章：",
        "2024年",
        "- 3 -",
        " ",
        "　",
        "|",
        "-->",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join)
FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)


@FEW
@given(TEXTS)
def test_plans_cover_their_source_in_order(text: str) -> None:
    plans = plans_of(Document(Source.from_text(text), "name"), "name")
    assert len({p.id for p in plans}) == len(plans) >= 1
    assert all(a.end <= b.start for a, b in pairwise(plans))
    assert plans[-1].end == len(text)
    spans = plans[0].source.furniture
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= s.start < s.end <= len(text) and s.reason for s in spans)
    outside = text[: plans[0].start].removeprefix("\ufeff")
    assert not outside.strip() or spans[0].start < plans[0].start


@FEW
@given(TEXTS)
def test_the_view_is_as_long_as_the_text(text: str) -> None:
    assert len(view_of(text, script_of(text))) == len(text)


@FEW
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    sentence = "全年培训职工五千人次，" + text
    assert decode(sentence.encode()).text == sentence


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.encoding
    assert all(0 <= d.start < d.end <= len(decoded.text) for d in decoded.doubts)


@pytest.mark.parametrize(
    "piece",
    [
        "分享 | ",
        "【打印】【",
        "> ",
        "a > b",
        "+ R- X' ",
        "篇1",
        "第1页",
        "下面是小编",
        "1 ",
        "工作计划1\n",
        "a| ",
        "2024年",
        "//a",
    ],
)
def test_rules_end_on_long_lines_of_one_piece(piece: str) -> None:
    """A rule that backtracks would not come to an end here."""
    text = piece * 4000 + "x"
    assert plans_of(Document(Source.from_text(text), "name"), "name")[-1].end == len(text)
