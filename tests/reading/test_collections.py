"""A page of several plans is taken apart at their titles; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from miner.knowledge.data import parse_toml
from miner.reading.collections import find_plan_titles
from miner.reading.view import script_of, view_of

BODY = "一、认真组织学习，全面提高认识，切实抓好各项任务的落实，确保年度目标如期完成。\n二、加强日常检查，每季度通报一次情况，及时整改发现的问题，做好总结。"
CASES: list[dict[str, Any]] = parse_toml(Path(__file__).with_name("collections.toml").read_text("utf-8"))[
    "case"
]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_titles(case: dict[str, Any]) -> None:
    text = case["text"].replace("{body}", BODY)
    found = find_plan_titles(view_of(text, script_of(text)))
    assert [text[t.start : t.end] for t in found] == case["titles"]
