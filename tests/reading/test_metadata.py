"""Title, issuer, place, years, kind, date and script, each with its grounds; None rather than a guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from miner.corpus import Source
from miner.knowledge.data import parse_toml
from miner.reading.dates import date_in, years_in_title
from miner.reading.places import place_that_speaks
from miner.reading.plans import Document, plans_of

FIELDS = ("title", "issuer", "place", "year", "year_end", "date", "kind", "script")
CASES: list[dict[str, Any]] = parse_toml(Path(__file__).with_name("metadata.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:24] for c in CASES])
def test_facts(case: dict[str, Any]) -> None:
    (plan,) = plans_of(Document(Source.from_text(case["text"]), "notes", named=False), "p")
    assert {f: getattr(plan, f) for f in FIELDS} == {f: case.get(f) for f in FIELDS}
    assert set(plan.grounds) - {"doubt"} == {f for f in FIELDS if f in case}
    assert ("doubt" in plan.grounds) == case.get("doubt", False)


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
        ("“十三五”年度计划", (2016, 2020)),
        ("二零二四至二五年度工作计划", (2024, 2025)),
        ("二〇二四/二五学年工作计划", (2024, 2025)),
        ("二零二五工作计划", None),
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


@pytest.mark.parametrize(
    ("title", "issuer", "place", "years"),
    [
        (
            "清州市人民政府办公厅关于印发清州市2024年工作要点的通知",
            "清州市人民政府办公厅",
            "清州市",
            (2024, 2024),
        ),
        ("教育部2024年工作要点", "教育部", None, (2024, 2024)),
        ("县教育局2024年工作要点", "县教育局", None, (2024, 2024)),
        ("北京大学2023-2024学年度工作要点", "北京大学", None, (2023, 2024)),
        ("2023年工作总结及2024年工作思路", None, None, (2024, 2024)),
        ("2023年12月至2024年2月工作安排", None, None, (2023, 2024)),
        ("清城市国民经济和社会发展第十四个五年规划和2035年远景目标纲要", None, "清城市", (2021, 2025)),
        ("2035年远景目标纲要", None, None, (None, None)),
        (
            "东岭省白沙族自治州2025年政府工作报告",
            "东岭省白沙族自治州人民政府",
            "东岭省白沙族自治州",
            (2025, 2025),
        ),
        ("国务院办公厅关于同意清溪市申办2031年运动会的复函", "国务院办公厅", None, (None, None)),
        ("关于推进县城建设的实施意见", None, None, (None, None)),
        ("城市更新三年行动计划（2023-2025）", None, None, (2023, 2025)),
        ("高新区2024年重点工作计划", None, None, (2024, 2024)),
        ("新北市立安康高级中学2024年工作计划", "新北市立安康高级中学", "新北市", (2024, 2024)),
        ("红星幼儿园大班2025年工作计划", "红星幼儿园", None, (2025, 2025)),
        ("青江街坊会联合总会2025年工作计划", "青江街坊会联合总会", None, (2025, 2025)),
        ("今年我院工会工作计划", None, None, (None, None)),
        ("学校工会2024年工作计划", "学校工会", None, (2024, 2024)),
        ("某某镇2024年工作计划", None, None, (2024, 2024)),
    ],
)
def test_titles_tell_no_more_than_they_say(
    title: str, issuer: str | None, place: str | None, years: tuple[int | None, int | None]
) -> None:
    text = f"{title}\n一、总体要求\n认真学习，抓好落实。\n"
    (plan,) = plans_of(Document(Source.from_text(text), "notes", named=False), "p")
    assert (plan.issuer, plan.place, (plan.year, plan.year_end)) == (issuer, place, years)


def test_of_two_levels_named_equally_often_the_first_one_counts() -> None:
    """A set of characters has another order in every run."""
    text = "全市新建学校三所，沈阳市医院扩建。我区办好夜校，我县修路，我镇植树，沈阳市居民都可以报名。"
    found = place_that_speaks(text, "")
    assert found is not None
    assert found[0] == "沈阳市"
