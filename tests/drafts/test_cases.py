"""What is said of a draft: `cases.toml` holds the drafts and the remarks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import miner
from miner.drafts.kinds import SEVERITIES, kinds
from miner.knowledge.data import parse_toml
from miner.language import LANGUAGES

CASES: list[dict[str, Any]] = parse_toml((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))[
    "case"
]


def checked(case: dict[str, Any]) -> Any:
    texts = {name: case[name].strip() for name in ("draft", "last", "superior") if name in case}
    plans = {plan.id: plan for plan in miner.Corpus.from_texts(texts)}
    superiors = [plans["superior"]] if "superior" in plans else []
    return miner.check_draft(plans["draft"], plans.get("last"), superiors)


def written(row: dict[str, Any], notes: bool) -> str:
    aside = notes and row["kind"] in ("target_dropped", "section_dropped", "superior_task")
    return f"{row['kind']}: " + ("← " + row["quote_b"].strip() if aside else row["quote"])


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_the_remarks_on_a_draft(case: dict[str, Any]) -> None:
    check = checked(case)
    rows = check.remarks.to_dict("records")
    grave = [written(r, notes=False) for r in rows if r["severity"] != "note"]
    assert sorted(grave) == sorted(case["remarks"])
    notes = [written(r, notes=True) for r in rows if r["severity"] == "note"]
    assert set(case.get("notes", ())) <= set(notes)
    assert check.faulty is bool(case["remarks"])
    corrections = {r["quote"]: r["correction"] for r in rows}
    for quote, correction in case.get("corrections", {}).items():
        assert corrections[quote] == correction


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_every_remark_points_at_its_words_and_speaks_every_language(case: dict[str, Any]) -> None:
    check = checked(case)
    plans = {p.id: p.source.text for p in (check.draft, check.last, *check.superiors) if p is not None}
    for r in check.remarks.to_dict("records"):
        assert plans["draft"][r["start"] : r["end"]] == r["quote"] != ""
        if r["plan_b"] is not None:
            assert plans[r["plan_b"]][r["start_b"] : r["end_b"]] == r["quote_b"]
    for language in LANGUAGES:
        assert all("{" not in m for m in check.remarks_in(language)["message"])


def test_every_kind_has_a_severity_and_all_its_words() -> None:
    for kind in kinds().values():
        assert kind.severity in SEVERITIES
        assert all(kind.titles[language] and kind.sentences[language] for language in LANGUAGES)


def test_a_draft_is_not_compared_with_itself() -> None:
    plan = miner.Corpus.from_texts({"draft": "一、目标\n走访20户。"})[0]
    with pytest.raises(miner.InputError, match="itself"):
        miner.check_draft(plan, plan)
