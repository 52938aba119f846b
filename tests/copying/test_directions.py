"""Who took from whom: known only where grounds agree; `unknown` is an answer."""

from __future__ import annotations

import pytest

import miner
from miner.copying import copy_graph, find_directions
from miner.corpus import Corpus, Plan, Source

BODY = (
    "一、总体要求\n坚持预防为主，把隐患消除在萌芽状态，让{0}的群众过上安稳日子。\n二、重点任务\n"
    "（一）每月组织一次消防演练，配齐微型消防站器材，做到三分钟到场。\n"
    "（二）{1}各村要逐户检查用电线路，建立台账，限期整改，整改情况张榜公布。\n"
    "三、保障措施\n落实经费，严格考核，对工作不力的单位予以通报，绝不姑息迁就。\n"
)


def plan(
    place: str, left: str | None = None, year: int | None = 2024, date: str | None = None, extra: str = ""
) -> Plan:
    text = f"{place}消防工作计划\n" + BODY.format(place, left or place) + extra
    return Plan(
        place, Source.from_text(text), 0, len(text), title=f"{place}消防工作计划", place=place, year=year, date=date
    )  # fmt: skip


def ends(*plans: Plan) -> list[tuple[str | None, str | None]]:
    table = find_directions(Corpus(plans))
    return list(zip(table["source"], table["copy"], strict=True))


def test_what_was_left_over_tells_the_source() -> None:
    assert ends(plan("瓶窑镇"), plan("塘栖镇", left="瓶窑镇")) == [("瓶窑镇", "塘栖镇")]


def test_the_plan_for_an_earlier_year_is_the_source() -> None:
    assert ends(plan("瓶窑镇", year=2025), plan("塘栖镇", year=2022)) == [("塘栖镇", "瓶窑镇")]


def test_without_grounds_the_direction_is_unknown() -> None:
    assert ends(plan("瓶窑镇"), plan("塘栖镇")) == [(None, None)]


def test_days_in_one_week_prove_nothing() -> None:
    assert ends(plan("瓶窑镇", date="2024-01-08"), plan("塘栖镇", date="2024-01-12")) == [(None, None)]


def test_a_date_that_is_none_proves_nothing() -> None:
    assert ends(plan("瓶窑镇", date="2024-19-08"), plan("塘栖镇", date="二月十二日吉日")) == [(None, None)]
    assert ends(plan("瓶窑镇", date="2024-19-08"), plan("塘栖镇", date="2024-01-12")) == [(None, None)]


def test_grounds_against_each_other_make_it_unknown() -> None:
    older_but_kept = plan("塘栖镇", left="瓶窑镇", year=2021)
    assert ends(plan("瓶窑镇", year=2024), older_but_kept) == [(None, None)]


def test_copies_of_one_source_are_not_called_copies_of_each_other() -> None:
    table = find_directions(
        Corpus([plan("瓶窑镇", year=2021), plan("塘栖镇", left="瓶窑镇", year=2023), plan("径山镇", left="瓶窑镇", year=2024)])
    )  # fmt: skip
    known = table[table["source"].notna()]
    assert set(known["source"]) == {"瓶窑镇"}


def test_what_both_kept_and_neither_is_points_outside() -> None:
    row = find_directions(
        Corpus([plan("塘栖镇", left="瓶窑镇"), plan("鸬鸟镇", left="瓶窑镇"), plan("良渚街道")])
    )
    told = row[(row["plan_a"] != "良渚街道") & (row["plan_b"] != "良渚街道")]
    assert told["outside"].tolist() == ["瓶窑镇"]
    assert told["source"].tolist() == [None]


def test_the_graph_counts_each_character_for_one_source() -> None:
    corpus = Corpus(
        [plan("瓶窑镇", year=2021), plan("良渚街道", year=2022), plan("塘栖镇", left="瓶窑镇", year=2024)]
    )
    graph = copy_graph(corpus, find_directions(corpus))
    for copy, rows in graph.groupby("copy"):
        assert rows["chars"].sum() <= len(corpus.plan(str(copy)).text)
    assert set(graph[graph["copy"] == "塘栖镇"]["source"]) == {"瓶窑镇"}


def test_the_grounds_are_said() -> None:
    table = find_directions(Corpus([plan("瓶窑镇"), plan("塘栖镇", left="瓶窑镇")]))
    assert "塘栖镇 kept 瓶窑镇, which fits 瓶窑镇" in table["grounds"].iloc[0]


def test_confidence_out_of_range_is_said() -> None:
    with pytest.raises(miner.InputError, match="min_confidence"):
        find_directions(Corpus(), min_confidence=0.2)
