"""Tasks: who does what, by when; the cases stand in `cases.toml` and `dates.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

import miner
from miner.corpus import Plan, Source
from miner.knowledge.data import parse_toml
from miner.tasks.bodies import is_body
from miner.tasks.dates import Years, find_whens

HERE = Path(__file__).parent
CASES = parse_toml((HERE / "cases.toml").read_text(encoding="utf-8"))["case"]
DATES = parse_toml((HERE / "dates.toml").read_text(encoding="utf-8"))
COLUMNS = ["task", "lead", "support", "period_start", "period_end", "deadline", "frequency", "source"]


def plan(text: str, **known: Any) -> Plan:
    known = {"title": "柳湾小学2026年工作计划", "year": 2026, **known}
    known["year"] = known["year"] or None
    return Plan("p", Source.from_text(text), 0, len(text), **known)


def of_case(case: dict[str, Any]) -> Plan:
    return plan(case["text"], **{k: case[k] for k in ("title", "year", "year_end") if k in case})


def told(found: Any) -> list[list[str]]:
    return [[value or "" for value in row] for row in found[COLUMNS].values.tolist()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_tasks(case: dict[str, Any]) -> None:
    assert told(miner.extract_tasks(of_case(case))) == case["want"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_both_scripts_say_the_same(case: dict[str, Any]) -> None:
    simplified = OpenCC("t2s").convert(case["text"])
    other = {**case, "text": OpenCC("s2t").convert(simplified)}
    assert len(other["text"]) == len(case["text"])
    one = miner.extract_tasks(of_case({**case, "text": simplified})).drop(columns="quote")
    two = miner.extract_tasks(of_case(other)).drop(columns="quote")
    assert one.equals(two)


CLAUSES = st.sampled_from([
    "由总务处牵头", "6月底前完成食堂改造", "教务处每周检查教案", "责任单位：党办", "三月份：召开职代会", "11月底前定稿", "会同财政局清点器材",
    "走访了困难职工家庭", "雨季前疏通水管", "第三季度举办书画展（工会）", "加强督查", "各年级组配合", "9月起编写简报", "二月30日座谈",
])  # fmt: skip
MARKS = st.sampled_from(["，", "；", "。", "\n", "\n1、", "\n二、主要工作\n"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CLAUSES, MARKS), max_size=8))
def test_any_text_says_the_same_in_both_scripts(parts: list[tuple[str, str]]) -> None:
    text = "二、主要工作\n" + "".join(clause + mark for clause, mark in parts)
    one = miner.extract_tasks(plan(text))
    two = miner.extract_tasks(plan(OpenCC("s2t").convert(text)))
    assert one.drop(columns=["quote", "time", "flags"]).equals(two.drop(columns=["quote", "time", "flags"]))
    assert all(text[r.start : r.end] == r.quote for r in one.itertuples())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_quotes_are_verbatim_and_in_order(case: dict[str, Any]) -> None:
    found = miner.extract_tasks(of_case(case))
    assert all(case["text"][r.start : r.end] == r.quote for r in found.itertuples())
    assert list(found["start"]) == sorted(found["start"])


@pytest.mark.parametrize("case", DATES["cases"], ids=lambda case: case[0])
def test_dates(case: list[str]) -> None:
    said, *want = case
    (when,) = find_whens(said, 0, len(said), Years(2026, 2026))
    assert [x or "" for x in (when.first, when.last, when.deadline, when.problem)] == want


@pytest.mark.parametrize("said", DATES["none"])
def test_no_date_of_the_plan(said: str) -> None:
    assert not list(find_whens(said, 0, len(said), Years(2026, 2026)))


def test_what_cannot_be_is_listed() -> None:
    found = miner.extract_task_problems(plan("安排\n一月：送温暖\n二月30日：座谈会\n三月：植树"))
    assert found[["quote", "kind", "reason"]].values.tolist() == [
        ["座谈会", "date", "no such date: 二月30日"]
    ]
    table = "|甲|教务处|\n|---|---|\n|乙|总务处|\n|丙|德育处|\n|丁|党办|\n"
    assert list(miner.extract_task_problems(plan(table))["kind"]) == ["table"]
    assert not len(miner.extract_tasks(plan(table)))


def test_a_review_that_says_so_is_achieved() -> None:
    found = miner.extract_tasks(
        plan("一、工作回顾\n一年来，召开了职工大会，修缮了活动室。\n二、工作安排\n举办运动会。")
    )
    assert found[["action", "status"]].values.tolist() == [
        ["召开", "achieved"], ["修缮", "achieved"], ["举办", "commitment"],
    ]  # fmt: skip


@pytest.mark.parametrize("said", ["教务处", "各年级组、少先队", "县住建局", "工  会"])
def test_bodies(said: str) -> None:
    assert is_body(said)


@pytest.mark.parametrize("said", ["座谈会", "期中考试", "植树", "食堂开标"])
def test_no_bodies(said: str) -> None:
    assert not is_body(said)


def test_what_is_due_comes_by_its_day_and_as_a_calendar() -> None:
    tasks = miner.extract_tasks(
        plan("二、工作\n5月召开职代会。3月底前由党办制定方案，一；二。每月组织学习，修订制度。")
    )
    due = miner.due_tasks(tasks)
    assert due[["due", "month", "quarter", "lead"]].iloc[0].tolist() == [
        "2026-03-31",
        "2026-03",
        "2026-Q1",
        "党办",
    ]
    assert list(due["due"].iloc[:2]) == ["2026-03-31", "2026-05-31"]
    assert due["due"].iloc[2:].isna().all()
    file = miner.calendar_file(tasks)
    assert file == miner.calendar_file(tasks)
    lines = file.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    whole = file.replace(b"\r\n ", b"").decode()
    assert whole.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20260331\r\nDTEND;VALUE=DATE:20260401" in whole
    assert "DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260601" in whole


def test_a_month_without_a_year_keeps_its_month() -> None:
    found = miner.extract_tasks(plan("三月：植树\n四月：春游", title="活动安排", year=None))
    assert found["period_start"].isna().all()
    assert list(found["month"]) == [3, 4]
    assert list(miner.due_tasks(found)["month"]) == ["--03", "--04"]
