"""What holds for every corpus, whatever is in it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import miner
from miner.normalization import normalize
from miner.segmentation import outline

FEW = settings(max_examples=12, derandomize=True, deadline=None, database=None)

LINES = (
    "一、工作目标", "二、主要措施", "（一）抓好培训", "（二）改善环境", "1.宣传政策", "三、保障措施", "",
    "全年培训农民2000人次以上，新修道路15公里。", "财政收入增长8.5%左右，节能降耗不低于3个百分点。",
    "6月底前完成中期检查，每月调度一次。", "加强领导，明确分工，确保各项任务落实到位，责任到人，不留死角。",
    "去年完成投资120万元，同比增长12%。", "力争引进项目10个，总投资超过5亿元。", "新增就业三百人，登记失业率控制在4%以内。",
    "組織職工參加業務學習，開展勞動競賽三場次。", "各科室要按照院务会部署，落实首诊负责制，坚持每周一次业务查房，完善急诊绿色通道。",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=14).map(
    lambda lines: "溪口镇2025年工作计划\n" + "\n".join(lines) + "\n"
)
UNRELATED = "The quick brown fox.\n甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥。\n"


def mined(texts: dict[str, str]) -> dict[str, pd.DataFrame]:
    corpus = miner.Corpus.from_texts(texts)
    found = miner.find_duplicates(corpus)
    return {
        "sections": miner.segment(corpus),
        "quantities": miner.extract_quantities(corpus),
        "commitments": miner.extract_commitments(corpus),
        "passages": found.passages,
        "shares": found.shares,
    }


def rows(frame: pd.DataFrame, plan: str) -> list[dict[str, Any]]:
    return (
        frame[frame["plan_id"] == plan]
        .drop(columns="plan_id")
        .astype(object)
        .where(frame.notna(), None)
        .to_dict("records")
    )


@FEW
@given(TEXTS, TEXTS)
def test_offsets_quote_and_spans_nest(one: str, other: str) -> None:
    texts = {"a": one, "b": other}
    made = mined(texts)
    for name in ("quantities", "commitments"):
        for row in made[name].to_dict("records"):
            assert texts[row["plan_id"]][row["start"] : row["end"]] == row["quote"]
    spans = {(r["plan_id"], r["section_id"]): r for r in made["sections"].to_dict("records")}
    for (plan, _), row in spans.items():
        assert texts[plan][row["heading_start"] : row["heading_end"]].strip()
        if row["parent_id"] is not None:
            above = spans[plan, row["parent_id"]]
            assert above["start"] <= row["start"] < row["end"] <= above["end"]
    for row in made["passages"].to_dict("records"):
        for side in "ab":
            start, end = row[f"start_{side}"], row[f"end_{side}"]
            assert texts[row[f"plan_{side}"]][start:end].strip()


@FEW
@given(TEXTS)
def test_normalizing_is_idempotent(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text == once


@FEW
@given(TEXTS, TEXTS, TEXTS)
def test_the_order_of_the_plans_changes_only_the_order_of_the_rows(a: str, b: str, c: str) -> None:
    there, back = mined({"a": a, "b": b, "c": c}), mined({"c": c, "b": b, "a": a})
    for name in ("sections", "quantities", "commitments", "shares"):
        for plan in "abc":
            assert rows(there[name], plan) == rows(back[name], plan), name
    assert sorted(map(pair, there["passages"].to_dict("records"))) == sorted(
        map(pair, back["passages"].to_dict("records"))
    )


def pair(row: dict[str, Any]) -> tuple[Any, ...]:
    sides = [(row[f"plan_{s}"], row[f"start_{s}"], row[f"end_{s}"]) for s in "ab"]
    return (*sorted(sides), round(row["similarity"], 6))


@FEW
@given(TEXTS, TEXTS)
def test_an_unrelated_plan_changes_nothing_for_the_others(a: str, b: str) -> None:
    few, more = mined({"a": a, "b": b}), mined({"a": a, "b": b, "z": UNRELATED})
    for name in ("sections", "quantities", "commitments", "shares"):
        for plan in "ab":
            assert rows(few[name], plan) == rows(more[name], plan), name
    assert list(map(pair, few["passages"].to_dict("records"))) == list(
        map(pair, more["passages"].to_dict("records"))
    )


@cache
def converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


@FEW
@given(TEXTS)
def test_both_scripts_give_the_same_analysis(text: str) -> None:
    other = converter().convert(text)
    simplified, traditional = mined({"a": text}), mined({"a": other})
    for name, columns in (
        ("sections", ["section_id", "parent_id", "level", "start", "end", "heading_start", "heading_end", "role"]),
        ("quantities", ["start", "end", "low", "high", "comparator", "unit", "status", "period", "indicator_name"]),
    ):  # fmt: skip
        left, right = simplified[name][columns], traditional[name][columns]
        pd.testing.assert_frame_equal(left, right)


@FEW
@given(TEXTS, st.sampled_from(["\n", "  ", "\u3000\n\n", "\t\r\n", " \n \n"]))
def test_white_space_at_the_end_never_matters(text: str, blank: str) -> None:
    plain, padded = mined({"a": text}), mined({"a": text + blank})
    for name in ("quantities", "commitments"):
        pd.testing.assert_frame_equal(plain[name], padded[name])
    columns = ["section_id", "level", "heading", "start", "heading_start", "heading_end", "role"]
    pd.testing.assert_frame_equal(plain["sections"][columns], padded["sections"][columns])
    source = padded["sections"]
    assert not len(source) or int(source["end"].max()) <= len(text + blank)
    assert outline(miner.Corpus.from_texts({"a": text})[0])
