"""Which plan follows which is said for every plan, with its ground, or the reason why it follows none."""

from __future__ import annotations

from typing import Any

import pytest

import miner
from miner.comparison.lineage import lineage_table, successions
from miner.corpus import Corpus, Plan, Source

REPORT = "政府工作报告"


def plan(name: str, **facts: Any) -> Plan:
    text = f"{name}\n一、主要目标\n培训120人次。"
    return Plan(name, Source.from_text(text), 0, len(text), **facts)


def row_of(plans: list[Plan], name: str) -> dict[str, Any]:
    table = lineage_table(plans)
    return {k: v for k, v in table.set_index("plan_id").loc[name].to_dict().items() if v is not None}


def test_the_next_report_of_one_body_follows_the_last() -> None:
    old = plan("old", issuer="清溪市人民政府", place="清溪市", kind=REPORT, year=2024)
    new = plan("new", issuer="清溪市人民政府", place="清溪市", kind=REPORT, year=2025)
    other = plan("other", issuer="白沙市人民政府", place="白沙市", kind=REPORT, year=2025)
    assert row_of([old, new, other], "new")["plan_before"] == "old"
    assert row_of([old, new, other], "new")["ground"] == "issuer"
    assert row_of([old, new, other], "other")["reason"] == "no earlier plan of this body"


def test_a_report_whose_head_is_lost_is_linked_by_its_place() -> None:
    old = plan("old", place="清溪市", kind=REPORT, year=2024)
    new = plan("new", issuer="清溪市人民政府", place="清溪市", kind=REPORT, year=2025)
    other = plan("other", place="白沙市", kind=REPORT, year=2025)
    assert [(s.earlier.id, s.later.id) for s in successions([old, new, other])] == [("old", "new")]
    assert row_of([old, new, other], "new")["ground"] == "place and kind"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"place": "清溪市", "kind": "工作计划", "year": 2025}, "no issuer is known"),  # of any body of the place
        ({"issuer": "清溪市总工会", "place": "清溪市", "kind": "工作计划"}, "no year is known"),
        (
            {"issuer": "清溪市总工会", "place": "清溪市", "kind": "工作计划", "year": 2024},
            "several plans of this body have this year",
        ),
    ],
)  # fmt: skip
def test_the_reason_is_said(facts: dict[str, Any], reason: str) -> None:
    union = {"issuer": "清溪市总工会", "place": "清溪市", "kind": "工作计划"}
    plans = [plan("a", **union, year=2024), plan("b", **union, year=2025), plan("x", **facts)]
    assert row_of(plans, "x").get("reason") == reason


def test_two_plans_are_read_as_a_pair() -> None:
    assert row_of([plan("a"), plan("b")], "b")["ground"] == "the two plans given"


def test_an_analysis_has_the_table() -> None:
    texts = {
        f"清溪市总工会{y}年工作计划": f"清溪市总工会{y}年工作计划\n发展会员{y}人。" for y in (2024, 2025)
    }
    analysis = miner.analyze(Corpus.from_texts(texts))
    assert len(analysis.lineage) == 2


def test_single_papers_of_one_body_follow_none_under_another_title() -> None:
    facts = {"issuer": "清溪市人民政府", "place": "清溪市", "kind": "批复"}
    plans = [
        plan("a", title="关于同意设立清溪物流园的批复", year=2020, **facts),
        plan("b", title="关于清溪大桥命名的批复", year=2021, **facts),
        plan("c", title="关于清溪河生态流量的批复", year=2022, **facts),
    ]
    assert successions(plans) == []


def test_a_national_report_without_an_issuer_is_that_of_the_state_council() -> None:
    text = "各位代表：\n现在，我代表国务院，向大会作政府工作报告，请予审议。\n一、主要目标\n培训120万人次。"
    plans = [
        Plan(str(year), Source.from_text(text), 0, len(text), kind=REPORT, year=year) for year in (2014, 2015)
    ]
    assert row_of(plans, "2015")["plan_before"] == "2014"
    assert row_of(plans, "2015")["issuer"] == "国务院"
