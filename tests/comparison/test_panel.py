"""The panel: one value per place, year, indicator and horizon, with its result; and the registry of indicators."""

from __future__ import annotations

import pandas as pd
import pytest

import miner
from miner.corpus import Plan, Source
from miner.errors import InputError
from miner.knowledge.data import read_csv
from miner.knowledge.indicators import canonical_indicator

HEAD = "清溪市{}年政府工作报告\n{}年1月10日在清溪市第五届人民代表大会上\n"
GOALS = "二、{}年工作安排\n今年经济社会发展主要预期目标是：{}。\n"
REVIEW = "一、{}年工作回顾\n过去一年，{}。\n"


def report(year: int, goals: str, review: str = "全市上下团结奋斗") -> str:
    return HEAD.format(year, year) + REVIEW.format(year - 1, review) + GOALS.format(year, goals)


def plans_of(texts: dict[str, str], year: int | None = None) -> list[Plan]:
    return [
        Plan(
            key,
            Source.from_text(text),
            0,
            len(text),
            place="清溪市",
            year=year or int(key),
            year_end=year or int(key),
        )
        for key, text in texts.items()
    ]


def panel_of(texts: dict[str, str], year: int | None = None) -> pd.DataFrame:
    return miner.panel(plans_of(texts, year))


def test_a_row_is_a_place_a_year_and_an_indicator() -> None:
    made = panel_of(
        {"2026": report(2026, "全市生产总值增长5.5%左右，城镇新增就业2.4万人以上，城镇调查失业率5%以内")}
    )
    told = made[
        ["year", "indicator", "indicator_id", "horizon", "low", "comparator", "wording"]
    ].values.tolist()
    assert [row[:4] + row[5:] for row in told] == [
        [2026, "地区生产总值增长率", "gdp_growth", "annual", "approx", "soft"],
        [2026, "城镇新增就业", "urban_new_jobs", "annual", "ge", "hard"],
        [2026, "城镇调查失业率", "surveyed_unemployment", "annual", "le", "hard"],
    ]
    assert made["low"].tolist()[:2] == [5.5, 24_000]


def test_last_years_promise_stands_beside_this_years_result() -> None:
    made = panel_of(
        {
            "2025": report(2025, "城镇新增就业2万人"),
            "2026": report(2026, "城镇新增就业2.4万人", review="城镇新增就业2.2万人"),
        }
    )
    rows = made[made["indicator"] == "城镇新增就业"].set_index("year")
    assert (rows.loc[2025, "result"], rows.loc[2025, "result_plan"], rows.loc[2025, "gap"]) == (
        22_000,
        "2026",
        2_000,
    )
    assert rows["result"].isna().tolist() == [False, True]


def test_a_growth_over_several_years_is_no_result_of_one() -> None:
    made = panel_of(
        {
            "2025": report(2025, "地区生产总值增长6%"),
            "2026": report(2026, "地区生产总值增长5%", review="地区生产总值比2020年增长32%"),
        }
    )
    rows = made[(made["indicator"] == "地区生产总值增长率") & (made["year"] == 2025)].set_index("horizon")
    assert rows["result"].isna().to_dict() == {"annual": True, "cumulative": False}
    assert rows.loc["cumulative", "period_start"] == "2021-01-01"


def test_the_value_among_the_goals_speaks_and_the_others_are_counted() -> None:
    text = (
        report(2026, "城镇新增就业2.4万人以上")
        + "（一）扩大就业\n今年城镇新增就业2.4万人以上，办好招聘会。\n"
    )
    made = panel_of({"2026": text})
    row = made[made["indicator"] == "城镇新增就业"].iloc[0]
    assert (row["mentions"], text[row["start"] : row["end"]]) == (2, "2.4万人以上")
    assert row["start"] == text.index("2.4万人以上")


def test_two_plans_that_contradict_each_other_are_two_rows() -> None:
    made = panel_of({"a": report(2026, "地区生产总值增长6%"), "b": report(2026, "地区生产总值增长5%")}, 2026)
    rows = made[made["indicator"] == "地区生产总值增长率"]
    assert sorted(rows["low"]) == [5, 6]
    assert rows["flags"].tolist() == ["contradicted", "contradicted"]


def test_a_goal_in_words_has_no_value() -> None:
    made = panel_of({"2026": report(2026, "居民人均可支配收入增长与经济增长同步")})
    assert made["low"].isna().all()


def test_outcomes_stand_beside_promises() -> None:
    text = {"2026": report(2026, "地区生产总值增长6%")}
    measured = pd.DataFrame(
        {"place": ["清溪市"], "year": [2026], "indicator": ["地区生产总值增长率"], "value": [5.8]}
    )
    made = miner.panel(plans_of(text), outcomes=measured)
    assert made["outcome"].tolist() == [5.8]
    with pytest.raises(InputError, match="lacks the column value"):
        miner.panel(plans_of(text), outcomes=measured.drop(columns="value"))


def test_every_indicator_of_the_registry_is_read_in_its_example() -> None:
    rows = list(read_csv("miner.knowledge", "indicators.csv"))
    made = panel_of({row["id"]: report(2026, row["example"]) for row in rows}, 2026)
    read = set(zip(made["plan_id"], made["indicator_id"], strict=True))
    assert [
        row["id"] for row in rows if not {(row["id"], row["id"]), (row["id"], f"{row['id']}_new")} & read
    ] == []
    assert len({row["id"] for row in rows}) == len(rows) >= 150


def test_a_name_alone_does_not_make_an_indicator() -> None:
    assert canonical_indicator("固定资产投资", "increase", "CNY") is None
    assert canonical_indicator("高标准农田", "increase", "area").name == "新增高标准农田"  # type: ignore[union-attr]


def moves_of(earlier: str, later: str, review: str = "全市上下团结奋斗") -> dict[str, str]:
    plans = plans_of({"2025": report(2025, earlier), "2026": report(2026, later, review)})
    made = miner.compare(plans).moves
    return dict(zip(made["move"], made["indicator"], strict=True))


@pytest.mark.parametrize(
    ("earlier", "later", "move"),
    [
        ("地区生产总值增长6%左右", "地区生产总值增长6%以上", "hardened"),
        ("地区生产总值增长6%以上", "地区生产总值增长6%左右", "softened"),
        ("地区生产总值增长6%", "确保地区生产总值增长6%", "hardened"),
        ("地区生产总值增长6%", "地区生产总值预期增长6%", "kept"),
        ("地区生产总值增长6%-7%", "地区生产总值增长6.5%", "kept"),
        ("地区生产总值增长6%-7%", "地区生产总值增长6%左右", "lowered"),
        ("地区生产总值增长6%", "地区生产总值增长6.5%以上", "raised"),
    ],
)
def test_a_move_knows_number_range_and_wording(earlier: str, later: str, move: str) -> None:
    assert moves_of(earlier, later) == {move: "地区生产总值"}


def test_a_report_over_several_years_reaches_nothing() -> None:
    moves = moves_of("地区生产总值增长6%", "地区生产总值增长6%", review="地区生产总值比2020年增长32%")
    assert set(moves) == {"kept", "incomparable"}
