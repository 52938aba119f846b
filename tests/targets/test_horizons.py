"""When a promise holds: the period said, the heading's, the list opening's, the plan's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import miner
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import parse_toml

CASES = parse_toml((Path(__file__).parent / "horizons.toml").read_text(encoding="utf-8"))["case"]
COLUMNS = ["quote", "period_iso", "horizon", "period_start", "period_end"]


def mined(case: dict[str, Any]) -> Any:
    known = {name: case[name] for name in ("title", "year") if name in case}
    plan = Plan(case.get("id", "p"), Source.from_text(case["text"]), 0, len(case["text"]), **known)
    return miner.extract_targets(plan)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_horizons(case: dict[str, Any]) -> None:
    assert mined(case)[COLUMNS].fillna("").values.tolist() == case["want"]


def test_a_mood_of_the_opening_holds_for_the_sentences_that_go_on() -> None:
    text = "2026年工作安排\n今年主要预期目标是：生产总值增长6%以上。第二产业增长8%。\n开展检查4次。"
    made = miner.extract_targets(Corpus.from_texts({"p": text}))
    assert made["modality"].tolist() == ["预期", "预期", "plain"]
    assert made["period"].tolist()[:2] == ["今年", "今年"]
