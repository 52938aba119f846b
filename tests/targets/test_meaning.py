"""What a plan commits to: indicators, changes, periods, moods and status, as cases.toml says."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

import miner
from miner.corpus import Corpus, Plan, Source
from miner.data import parse_toml

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
        if row.indicator_start is not None and row.indicator_start == row.indicator_start:
            assert 0 <= row.indicator_start < row.indicator_end <= len(text)


def test_targets_are_the_commitments() -> None:
    text = "一、2025年工作回顾\n新建公园3个。\n二、2026年工作安排\n新建公园5个。"
    made = miner.extract_targets(Corpus.from_texts({"p": text}))
    assert made["quote"].tolist() == ["5个"]


def test_vetoes_are_listed_with_their_reason() -> None:
    made = miner.extract_vetoes(Corpus.from_texts({"p": "学习党的二十大精神，2026年5月举办第三届运动会。"}))
    assert len(made) > 0
    assert made["reason"].str.len().min() > 0
