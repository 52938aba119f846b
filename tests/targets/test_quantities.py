"""What is a quantity, where it ends, and what it amounts to; what is none, and why."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import miner
from miner.knowledge.data import parse_toml
from miner.normalization import normalize
from miner.numbers.phrases import parse_quantity
from miner.numbers.quantities import find_numbers, find_quantities, find_vetoes
from miner.numbers.vetoes import veto_reasons

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    rows = parse_toml((HERE / name).read_text(encoding="utf-8"))["case"]
    return [pytest.param(row["text"], row["want"], id=row["text"][:24]) for row in rows]


@cache
def converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def quantities(text: str) -> list[list[object]]:
    return [
        [text[q.start : q.end], *("" if v is None else v for v in (q.low, q.high)), q.comparator, q.unit]
        for q in find_quantities(text)
    ]


@pytest.mark.parametrize(("text", "want"), cases("quantities.toml"))
def test_quantities(text: str, want: list[list[object]]) -> None:
    assert quantities(text) == want


@pytest.mark.parametrize(("text", "want"), cases("quantities.toml"))
def test_traditional_script_says_the_same(text: str, want: list[list[object]]) -> None:
    found = find_quantities(normalize(converter().convert(text)).text)
    assert [["" if v is None else v for v in (q.low, q.high)] for q in found] == [w[1:3] for w in want]
    assert [q.comparator for q in found] == [w[3] for w in want]


@pytest.mark.parametrize(("text", "want"), cases("vetoes.toml"))
def test_vetoes(text: str, want: list[list[str]]) -> None:
    assert quantities(text) == []
    assert [[text[v.start : v.end], v.veto] for v in find_vetoes(text)] == want


def test_every_veto_has_a_reason_and_is_reported_with_it() -> None:
    reasons = veto_reasons()
    assert all(reasons.values())
    for veto in find_vetoes("第三届，5G，“三个一”，一批，几十家。"):
        assert veto.reason == reasons[veto.veto]


@pytest.mark.parametrize(
    ("text", "low", "high", "flag"),
    [
        ("增长5%-3%。", 5, 3, "falling range"),
        ("覆盖率达到120%。", 120, 120, "above 100 %"),
        ("走访三四百家。", 300, 400, "digit pair"),
    ],
)
def test_what_contradicts_itself_is_kept_with_a_flag(text: str, low: float, high: float, flag: str) -> None:
    (q,) = find_quantities(text)
    assert (q.low, q.high) == (low, high)
    assert flag in q.flags


def test_rates_carry_their_interval() -> None:
    (weekly,) = find_quantities("坚持每周一次学习。")
    assert weekly.frequency == "R/P1W"
    (plain,) = find_quantities("举办一次学习。")
    assert plain.frequency is None


def test_values_can_be_compared_over_units() -> None:
    (mu,) = find_quantities("绿化3亩。")
    (hectare,) = find_quantities("绿化0.2公顷。")
    assert mu.dimension == hectare.dimension == "area"
    assert mu.low is not None
    assert hectare.low is not None
    assert mu.low * mu.factor == pytest.approx(hectare.low * hectare.factor)


def test_only_the_asked_span_is_looked_at() -> None:
    text = "新建5家；改建不少于8家以上。"
    (q,) = find_quantities(text, 5)
    assert (text[q.start : q.end], q.comparator) == ("不少于8家以上", "ge")
    (q,) = find_quantities(text, 5, text.index("以上"))
    assert text[q.start : q.end] == "不少于8家"


PIECES = ["新增", "不低于", "超过", "30", "五百", "12,350", "万", "亿", "家", "%", "至", "-", "、", "以上", "。", "第", "年",
          "“", "”", "《", "每周", "一次", "约", "成", "分之", "点", "3.5", " ", "(", "台", "多", "翻一番", "\n"]  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_any_text_is_read_and_every_number_is_inside_its_span(text: str) -> None:
    end = 0
    for q in find_quantities(text):
        assert 0 <= q.start <= q.number_start < q.number_end <= q.end <= len(text)
        assert q.start >= end
        end = q.end


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_a_line_is_read_the_same_wherever_it_stands(line: str) -> None:
    text = line.replace("\n", "")
    alone = [(q.start, q.end, q.low, q.high, q.comparator) for q in find_quantities(text)]
    prefix = "工作要点。\n"
    later = [(q.start - 6, q.end - 6, q.low, q.high, q.comparator) for q in find_quantities(prefix + text)]
    assert alone == later


def test_a_long_list_takes_linear_work() -> None:
    text = "、".join(["5"] * 20000) + "家"
    found = find_quantities(text)
    assert len(found) == 20000
    assert {q.unit for q in found} == {"家"}


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("七五折", 75, "%"),
        ("五元三毛", 5.3, "元"),
        ("3斤5两", 3.5, "斤"),
        ("二两", 2, "两"),
        ("三斤半", 3.5, "斤"),
        ("15k个百分点", 15000, "个百分点"),
        ("人民币 50元", 50, "元"),
        ("百分之 一百二十点五", 120.5, "%"),
        ("12 万千瓦", 120000, "千瓦"),
    ],
)
def test_a_phrase_known_to_be_a_quantity(text: str, low: float, unit: str) -> None:
    q = parse_quantity(text)
    assert (q.low, q.unit) == (pytest.approx(low), unit)


@pytest.mark.parametrize("text", ["", "约定", "参与创建面"])
def test_a_phrase_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        parse_quantity(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PIECES, "折", "元", "毛", "两", "半", "斤"]), max_size=7).map("".join))
def test_any_phrase_is_a_quantity_or_refused(text: str) -> None:
    try:
        q = parse_quantity(text)
    except ValueError:
        return
    assert q.low is not None or q.high is not None or q.comparator in ("eq_indicator", "gt", "lt", "ge", "le")


@given(
    st.text(
        "一二两三十百零0123第统进步批个次家项是的成至到、和约近以上超不%元年月日“”《》负，。\n", max_size=40
    )
)
def test_what_is_told_by_its_neighbors_is_what_reading_tells(text: str) -> None:
    told = find_numbers(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("miner.numbers.quantities.is_part_of_word", lambda *_: False)
        assert find_numbers(text) == told


@pytest.mark.parametrize("text", ["新建学校3所的", "完成整改100件的 ", "甲镇计划\n完成整改100件的\n"])
def test_a_plan_may_end_on_a_particle_behind_a_number(text: str) -> None:
    found = miner.extract_quantities(miner.Corpus.from_texts({"p": text}))
    assert [q.strip() for q in found["quote"]] in (["3所"], ["100件"])
