"""国家 → 省 → 市 → 区: which plan stands above which, and what each sets."""

from __future__ import annotations

import pytest

from miner.comparison import compare
from miner.comparison.lineage import area_of, areas_above, layer_of
from miner.corpus import Corpus, Plan, Source


def plan(plan_id: str, goals: str, place: str | None, year: int = 2025, issuer: str | None = None) -> Plan:
    text = f"{place or ''}{year}年政府工作报告\n一、工作目标\n今年主要预期目标是：{goals}。\n"
    return Plan(
        plan_id, Source.from_text(text), 0, len(text), year=year, year_end=year, place=place, issuer=issuer
    )


NATION = plan("n", "国内生产总值增长5%左右，城镇新增就业1200万人以上", None, issuer="国务院")
PROVINCE = plan("p", "地区生产总值增长5.5%左右，城镇新增就业110万人", "浙江省")
CITY = plan("c", "地区生产总值增长5.5%，城镇调查失业率5%以内", "杭州市")
DISTRICT = plan("d", "地区生产总值增长6%，城镇调查失业率4.5%以内", "余杭区")
ELSEWHERE = plan("e", "地区生产总值增长7%", "成都市")


def pairs(*plans: Plan) -> dict[tuple[str, str, str], str]:
    table = compare(Corpus(plans)).layers
    return {
        (r["plan_upper"], r["plan_lower"], r["indicator"]): r["relation"] for r in table.to_dict("records")
    }


def test_each_layer_stands_beside_the_nearest_one_around_it() -> None:
    assert pairs(NATION, PROVINCE, CITY, DISTRICT, ELSEWHERE) == {
        ("n", "p", "地区生产总值"): "above",
        ("n", "p", "城镇新增就业"): "part",
        ("p", "c", "地区生产总值"): "same",
        ("c", "d", "地区生产总值"): "above",
        ("c", "d", "城镇调查失业率"): "below",
        ("n", "e", "地区生产总值"): "above",
    }


def test_a_smaller_unemployment_rate_is_the_harder_target_and_jobs_are_a_part() -> None:
    table = compare(Corpus([NATION, PROVINCE, CITY, DISTRICT])).layers
    by = {(r["indicator"], r["plan_lower"]): r for r in table.to_dict("records")}
    assert by["城镇调查失业率", "d"]["ambition"] == "harder"
    assert by["城镇新增就业", "p"]["part"] == pytest.approx(110 / 1200)


def test_plans_of_different_years_or_places_are_not_set_beside_each_other() -> None:
    earlier = plan("x", "地区生产总值增长6%", "余杭区", 2024)
    assert pairs(CITY, earlier) == {}
    assert pairs(CITY, ELSEWHERE) == {}


def test_a_name_that_several_places_bear_needs_its_surroundings() -> None:
    unknown = plan("x", "地区生产总值增长6%", "鼓楼区")
    told = plan("y", "地区生产总值增长6%，建设南京市中心城区", "鼓楼区")
    assert area_of(unknown) is None
    assert area_of(told) == "320106"


def test_a_place_in_no_gazetteer_lies_in_what_its_name_says() -> None:
    assert list(areas_above("清溪市青石区")) == ["清溪市", "000000"]
    assert list(areas_above("青石区")) == ["000000"]


@pytest.mark.parametrize(
    ("place", "layer"),
    [("浙江省", "省"), ("重庆市", "省"), ("杭州市", "市"), ("凉山州", "市"), ("义乌市", "县"), ("瓶窑镇", "乡"), (None, None)],
)  # fmt: skip
def test_layers_by_the_gazetteer(place: str | None, layer: str | None) -> None:
    assert layer_of(plan("x", "", place)) == layer


def test_a_row_has_the_gap_the_neighbors_and_the_year_before() -> None:
    before = plan("b", "地区生产总值增长6.5%", "杭州市", 2024)
    neighbor = plan("e", "地区生产总值增长7%", "宁波市")
    table = compare(Corpus([PROVINCE, CITY, neighbor, before])).layers
    row = table[(table["plan_lower"] == "e")].iloc[0]
    assert (row["gap"], row["neighbors"]) == (1.5, 5.5)
    row = table[(table["plan_lower"] == "c") & (table["indicator"] == "地区生产总值")].iloc[0]
    assert (row["gap"], row["neighbors"], row["before"]) == (0, 7, 6.5)
