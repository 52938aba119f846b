"""What normalization makes of each fault, what it leaves alone, and that every character leads back."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner import normalize
from miner.corpus import Plan, Source, Span
from miner.normalization import NormalizationConfig, normalize_plan

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["given"][:16] for c in CASES])
def test_case(case: dict[str, str]) -> None:
    made = normalize(case["given"])
    assert made.text == case.get("normal", case["given"])
    assert set(case.get("rules", ())) <= {c.rule for c in made.changes}
    assert normalize(made.text).changes == ()


@pytest.mark.parametrize("case", [c for c in CASES if "rules" in c], ids=lambda c: c["rules"][0])
def test_a_rule_can_be_switched_off(case: dict[str, list[str]]) -> None:
    off = replace(NormalizationConfig(), **dict.fromkeys(case["rules"], False))
    assert {c.rule for c in normalize(str(case["given"]), off).changes}.isdisjoint(case["rules"])


def test_changes_tell_where_and_what() -> None:
    change = normalize("縣醫(yī)院").changes[1]
    assert change == (2, 6, "pinyin", "(yī)", "")


def test_changes_table_quotes_the_raw_text() -> None:
    raw = "縣\r\n醫(yī)院的.職工２０xx年"
    table = normalize(raw).changes_table("p")
    assert list(table["quote"]) == [raw[a:b] for a, b in zip(table["start"], table["end"], strict=True)]
    assert set(table["rule"]) == {"newlines", "pinyin", "stray_marks", "width", "simplified"}


def test_a_span_leads_back_to_its_quote() -> None:
    raw = "全縣\r\n各醫(yī)院的.職工😀達２０００人"
    made = normalize(raw)
    assert made.text == "全县\n各医院的职工😀达2000人"
    for part, quote in [
        ("医院", "醫(yī)院"),
        ("的职工", "的.職工"),
        ("😀", "😀"),
        ("2000人", "２０００人"),
        ("医", "醫"),
    ]:
        at = made.text.index(part)
        assert made.quote(at, at + len(part)) == quote
        assert made.from_raw(*made.to_raw(at, at + len(part))) == (at, at + len(part))


def test_deleted_text_has_an_empty_normalized_span() -> None:
    raw = "縣醫(yī)院"
    start, end = normalize(raw).from_raw(2, 6)
    assert start == end == 2


def test_positions_outside_of_the_text_raise() -> None:
    with pytest.raises(IndexError):
        normalize("计划").to_raw(0, 3)


TEXT = st.lists(
    st.sampled_from(
        [
            *"縣醫發展工会业的一二三五○〇0２，、。:：,;()（）\"'`.?!？！“”《》「」〞 \u3000\xa0\r\n\u200b\ufeff\ue010\u2028",
            "(yī)",
            "(fā)",
            "&nbsp;",
            "X8226;",
            "五?一",
            "20xx年",
            "XX市",
            "**亿元",
            "著",
            "枱",
            "⺠",
            "�",
            "😀",
            "𫫇",
            "乾",
            "①",
            "A",
            "1)",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXT)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    made = normalize(text)
    assert normalize(made.text).text == made.text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXT)
def test_every_character_leads_back_in_order(text: str) -> None:
    made = normalize(text)
    n = len(made.text)
    starts, ends = made.to_raw_spans(range(n), range(1, n + 1))
    assert all(0 <= a < b <= len(text) for a, b in zip(starts, ends, strict=True))
    assert list(starts) == sorted(starts)
    assert list(ends) == sorted(ends)
    assert [made.to_raw(i, i + 1) for i in range(n)] == list(zip(starts.tolist(), ends.tolist(), strict=True))
    assert made.to_raw(n, n)[0] <= len(text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TEXT)
def test_unchanged_characters_are_found_where_they_lead(text: str) -> None:
    off = NormalizationConfig(simplified=False, variants=False)
    made = normalize(text, off)
    changed = {i for c in made.changes for i in range(c.start, c.end)}
    for i, character in enumerate(made.text):
        start, end = made.to_raw(i, i + 1)
        assert text[start:end] == character or changed.intersection(range(start, end))


def test_furniture_is_cut_and_offsets_are_of_the_source() -> None:
    text = "首頁 > 計劃\n第一條 加強領導\n打印本頁\n第二條 落實責任\n"
    at = text.index("打印")
    source = Source(text=text, furniture=(Span(0, 8, "breadcrumbs"), Span(at, at + 5, "print")))
    plan = Plan("p", source, 3, len(text))
    made = normalize_plan(plan)
    assert made.text == "第一条 加强领导\n第二条 落实责任\n"
    start = made.text.index("第二条")
    assert text[slice(*made.to_raw(start, start + 8))] == "第二條 落實責任"
    assert [c.rule for c in made.changes[:1]] == ["furniture"]
    assert normalize_plan(plan) is made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20xx年", [("20xx", "year")]),
        ("新的20x2年", [("20x2", "year")]),
        ("XX年XX月，", [("XX", "year"), ("XX", "date")]),
        ("XX市第二届", [("XX", "place")]),
        ("某某镇召开", [("某某", "place")]),
        ("××学校", [("××", "body")]),
        ("完成产值**亿元", [("**", "quantity")]),
        ("增长xx%以上", [("xx", "quantity")]),
        ("联系人×××", [("×××", "name")]),
        ("签名：____", [("____", "blank")]),
    ],
)
def test_placeholders_are_listed(text: str, found: list[tuple[str, str]]) -> None:
    made = normalize(text)
    assert [(p.text, p.kind) for p in made.placeholders] == found
    assert list(made.placeholders_table()["quote"]) == [t for t, _ in found]
    assert made.text == text


@pytest.mark.parametrize(
    "text", ["实施“数据要素×”行动", "1+X证书", "PX项目", "6m×8m", "**重点**内容", "X光机", "XXL 号", "3×5"]
)
def test_no_placeholder(text: str) -> None:
    assert normalize(text).placeholders == ()


def test_a_character_converted_by_its_word_leads_to_the_word() -> None:
    raw = "添置傢俱，經濟復甦"
    made = normalize(raw)
    assert made.text == "添置家具，经济复苏"
    assert made.quote(3, 4) == "傢俱"
    assert made.quote(2, 4) == "傢俱"
    assert made.quote(5, 9) == "經濟復甦"
    assert made.quote(7, 8) == "復"


def test_a_text_that_stands_later_in_its_source_maps_to_there() -> None:
    plain = normalize("縣醫(yī)院與鎮(zhèn)衛(wèi)生院")
    moved = plain.moved(100)
    assert moved.text == plain.text
    assert moved.to_raw(1, 3) == (101, 107)
    assert moved.from_raw(101, 107) == (1, 3)
    assert moved.quote(1, 3) == plain.quote(1, 3)
    assert [(c.start - 100, c.end - 100, *c[2:]) for c in moved.changes] == [tuple(c) for c in plain.changes]
    assert plain.moved(0) is plain
