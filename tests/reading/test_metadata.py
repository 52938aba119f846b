"""Title, issuer, place, years, kind, date and script, each with its grounds; None rather than a guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from miner.corpus import Source
from miner.data import parse_toml
from miner.reading.dates import date_in, years_in_title
from miner.reading.plans import Document, plans_of

FIELDS = ("title", "issuer", "place", "year", "year_end", "date", "kind", "script")
CASES: list[dict[str, Any]] = parse_toml(Path(__file__).with_name("metadata.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:24] for c in CASES])
def test_facts(case: dict[str, Any]) -> None:
    (plan,) = plans_of(Document(Source.from_text(case["text"]), "notes", named=False), "p")
    assert {f: getattr(plan, f) for f in FIELDS} == {f: case.get(f) for f in FIELDS}
    assert set(plan.grounds) == {f for f in FIELDS if f in case}


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("一九五四年政府工作报告", (1954, 1954)),
        ("二〇二四年财政年度施政报告", (2024, 2024)),
        ("发展规划(2021—2035年)", (2021, 2035)),
        ("五年规划(2014-18)", (2014, 2018)),
        ("2023-2024学年度第一学期工作计划", (2023, 2024)),
        ("第一个五年计划", (1953, 1957)),
        ("第七个五年计划", (1986, 1990)),
        ("“十三五”规划纲要", (2016, 2020)),
        ("20xx年工作计划", None),
        ("12345号文件", None),
        ("1+2024工程", None),
    ],
)
def test_years_of_a_title(title: str, years: tuple[int, int] | None) -> None:
    assert years_in_title(title) == years


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("二〇一八年十二月五日", "2018-12-05"),
        ("2024年1月29日在会议上", "2024-01-29"),
        ("2023-05-02 03:41", "2023-05-02"),
        ("2019年3月", "2019-03"),
        ("2019年13月", None),
        ("第3.5章", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert date_in(text) == iso
