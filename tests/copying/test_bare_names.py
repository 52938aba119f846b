"""Bare names, siblings' names, words of another institution, years: what is listed and what is in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from miner.copying import find_leftovers
from miner.copying.context import Context
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import parse_toml, read_toml

CASES = parse_toml((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))["case"]
KINDS = read_toml("miner.copying", "institutions.toml")["kind"]


def plan(number: str, name: str, year: int, body: str) -> Plan:
    """A plan of a place, or of a body in one."""
    title = f"{name}{year}年工作计划"
    text = f"{title}\n一、重点任务\n{body}\n{number}"
    place = name if name[-1] in "区县市道镇乡" else name[:3]
    issuer = None if place == name else name
    return Plan(
        number, Source.from_text(text), 0, len(text), title=title, issuer=issuer, place=place, year=year
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_what_a_clerk_left_is_listed_and_what_is_in_order_is_not(case: dict[str, Any]) -> None:
    found = find_leftovers(Corpus([plan("a", *case["a"]), plan("b", *case["b"])]))
    listed = found.loc[found["plan_id"] == "b", ["quote", "kind"]].to_numpy().tolist()
    for words, kind in case.get("left", ()):
        assert [words, kind] in listed
    for words in case.get("lawful", ()):
        assert not [quote for quote, _ in listed if words in quote]
    assert found.loc[found["plan_id"] == "a"].empty


def test_twelve_kinds_of_institution_are_known() -> None:
    assert len({kind["name"] for kind in KINDS}) >= 12
    names = {kind["name"] for kind in KINDS}
    for kind in KINDS:
        assert set(kind["also"]) <= names
        assert len(kind["words"]) >= 5


REASONS = tuple(read_toml("miner.copying", "leftovers.toml")["reasons"])
ENDINGS = [
    ending
    for name in ("body_endings", "more_endings")
    for ending in read_toml("miner.copying", "leftovers.toml")[name]
    if any(word in ending for word in REASONS)
]


@pytest.mark.parametrize(
    "ending",
    [
        "妇女联合会",
        "工商业联合会",
        "残疾人联合会",
        "职业学院",
        "市场监督管理局",
        "招商服务中心",
        "公路管理站",
        *ENDINGS,
    ],
)
def test_the_name_of_a_body_is_no_reason_for_itself(ending: str) -> None:
    text = f"本县要学好本领。\n让桐城市{ending}的同志过上好日子。"
    context = Context(Plan("a", Source.from_text(text), 0, len(text), place="麻城市"))
    at = context.text.index("桐城市")
    assert not context.has_reason(at, at + 3)
    assert not context.has_reason(at, at + 3 + len(ending))


@pytest.mark.parametrize(
    ("signed", "listed"), [("2024年2月26日", True), ("2024年12月20日", False), ("2025年1月6日", False)]
)
def test_a_signature_of_early_last_year_is_listed(signed: str, listed: bool) -> None:
    text = f"武定县水务局2025年工作计划\n一、清淤\n雨季前清完九条河沟，泥土送到田头。\n武定县水务局\n{signed}"
    known: dict[str, Any] = {
        "title": "武定县水务局2025年工作计划",
        "year": 2025,
        "year_end": 2025,
        "place": "武定县",
    }
    found = find_leftovers([Plan("a", Source.from_text(text), 0, len(text), **known)])
    assert (signed in found["quote"].tolist()) is listed


def test_only_the_later_of_two_is_asked_about_a_contact() -> None:
    case = next(c for c in CASES if c["id"] == "a contact and a telephone number of two bodies")
    same = [case["a"], [case["b"][0], 2024, case["b"][2]]]
    found = find_leftovers(Corpus([plan("a", *same[0]), plan("b", *same[1])]))
    assert found.loc[found["kind"] == "contact", "plan_id"].tolist() == ["a", "b"]
