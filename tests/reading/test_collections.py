"""A page of several plans is taken apart at their titles; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from miner.corpus import Source
from miner.knowledge.data import parse_toml
from miner.reading.collections import find_plan_titles
from miner.reading.plans import Document, plans_of
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


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("2025年采购部共签合同九十份。", 2026),
        ("2026年采购部将抓好以下工作。", 2026),
        ("我们将抓好以下工作。", 2026),
        ("2025年采购部要抓好以下工作。", None),
        ("2022年采购部共签合同九十份。", None),
        ("力争2028年评为先进。", None),
    ],
)
def test_a_plan_has_the_year_of_its_page_where_no_year_in_it_speaks_against_it(
    said: str, year: int | None
) -> None:
    plans = "".join(f"采购部工作计划 {i}\n{said}\n{BODY}\n" for i in (1, 2))
    source = Source.from_text(f"2026年采购部工作计划（通用2篇）\n为了做好工作，要写好计划。\n{plans}")
    found = plans_of(Document(source, "", named=False), "p")
    assert [p.year for p in found] == [year, year]
