"""What a plan commits to: indicators, changes, periods, moods and status, as cases.toml says."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import miner
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import parse_toml

CASES = parse_toml((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


def plan_of(case: dict[str, Any]) -> Plan:
    heading = "一、上年度工作总结\n" if case.get("review") else ""
    text = heading + case["text"]
    return Plan(
        "p", Source.from_text(text), 0, len(text), title=case.get("title", "工作计划"), year=case.get("year")
    )


def same(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return bool(math.isclose(got, wanted))
    return bool(got == wanted)


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:20] for c in CASES])
def test_a_sentence_says_what_it_commits_to(case: dict[str, Any]) -> None:
    rows = miner.extract_quantities(plan_of(case)).to_dict("records")
    assert len(rows) == len(case["want"]), [(r["quote"], r["indicator"]) for r in rows]
    for row, want in zip(rows, case["want"], strict=True):
        told = {field: row[field] for field in want}
        assert all(same(told[f], want[f]) for f in want), (row["quote"], told, want, row["grounds"])


def test_every_row_quotes_its_source() -> None:
    text = "\n".join(c["text"] for c in CASES)
    made = miner.extract_quantities(Corpus.from_texts({"all": text}))
    for row in made.itertuples():
        assert text[row.start : row.end] == row.quote
        assert row.sentence_start <= row.start < row.end <= row.sentence_end
        if pd.notna(row.indicator_start):
            assert 0 <= row.indicator_start < row.indicator_end <= len(text)


def test_targets_are_the_commitments() -> None:
    text = "一、2025年工作回顾\n新建公园3个。\n二、2026年工作安排\n新建公园5个。"
    made = miner.extract_targets(Corpus.from_texts({"p": text}))
    assert made["quote"].tolist() == ["5个"]


def test_vetoes_are_listed_with_their_reason() -> None:
    made = miner.extract_vetoes(Corpus.from_texts({"p": "学习党的二十大精神，2026年5月举办第三届运动会。"}))
    assert len(made) > 0
    assert made["reason"].str.len().min() > 0


PROMISES = [
    ("粮食产能稳步提升。", "direction", "提升", "粮食产能", None),
    ("单位产值能耗完成省下达的年度任务。", "assigned", None, None, None),
    ("坚决守住不发生重大安全事故的底线。", "prohibition", None, None, None),
    ("确保重点工程如期开工。", "pledge", "确保", "重点工程如期开工", None),
    ("9月底前完成基层工会换届工作。", "dated", "完成", "基层工会换届工作", "2026-09-30"),
]


@pytest.mark.parametrize(("text", "kind", "action", "thing", "deadline"), PROMISES)
def test_a_promise_without_a_number_is_kept(
    text: str, kind: str, action: str | None, thing: str | None, deadline: str | None
) -> None:
    made = miner.extract_commitments(plan_of({"text": text, "year": 2026}))
    assert len(made) == 1
    row = made.iloc[0]
    assert row["kind"] == kind
    assert row["quote"] in text
    assert action is None or row["action"] == action
    assert thing is None or row["object"] == thing
    assert row["deadline"] == deadline


def test_the_body_responsible_is_read_from_the_bracket_and_from_the_subject() -> None:
    text = "新建社区食堂20个。（责任单位：市民政局、市商务局）\n市教育局要建成示范校园8所。"
    made = miner.extract_quantities(plan_of({"text": text, "year": 2026}))
    assert made["actor"].tolist() == ["市民政局、市商务局", "市教育局"]


def test_nothing_is_promised_in_a_review() -> None:
    text = "一、上年度工作总结\n粮食产能稳步提升。确保了重点工程如期开工。"
    assert miner.extract_commitments(plan_of({"text": text, "year": 2026})).empty
