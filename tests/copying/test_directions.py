"""Who took from whom: known only where grounds agree; `unknown` is an answer."""

from __future__ import annotations

from dataclasses import replace

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


def test_a_year_alone_gives_no_direction() -> None:
    assert ends(plan("瓶窑镇", year=2025), plan("塘栖镇", year=2022)) == [(None, None)]


FIGURES = "全年清淤沟渠48公里，修补路面3600平方米。\n新建充电桩27个，改造公厕14座。\n组织夜校62场，培训护林员190名。\n"
OWN = (
    "请老木匠带徒弟修缮戏台，唱戏那天摆长桌。\n",
    "腊月里把各村的打谷场平整一遍再晒三天。\n",
    "给摆渡的老人换一条新船，并配好救生衣。\n",
)


def copied(places: str, years: tuple[int, ...], own: str = "") -> list[tuple[str, str]]:
    """Source and copy of each pair with a direction, of a plan and three others that have its text and more."""
    first, *others = places.split()
    plans = [plan(first, year=years[0], extra=FIGURES + own)]
    plans += [
        plan(p, year=y, extra=FIGURES + more) for p, y, more in zip(others, years[1:], OWN, strict=True)
    ]
    found = find_directions(Corpus(plans)).dropna(subset="source")
    return sorted(zip(found["source"], found["copy"], strict=True))


def test_the_older_plan_that_has_nothing_but_what_the_others_share_is_the_source() -> None:
    places, years = "瓶窑镇 塘栖镇 良渚街道 闲林街道", (2022, 2023, 2024, 2025)
    assert copied(places, years) == [("瓶窑镇", p) for p in sorted(places.split()[1:])]
    # One with a sentence of its own may be a copy itself; the youngest is no source; a year it takes, too.
    assert copied(places, years, "冬天给桥栏杆缠上草绳防滑，开春再解下来。\n") == []
    assert copied(places, years[::-1]) == []
    assert copied(places, (2024, 2024, 2024, 2024)) == []


def test_plans_with_other_figures_are_not_the_same_text() -> None:
    plans = [
        plan(p, year=y, extra=FIGURES + o)
        for p, y, o in zip(("塘栖镇", "良渚街道"), (2023, 2024), OWN[:2], strict=True)
    ]
    other = plan("瓶窑镇", year=2022, extra=FIGURES.translate(str.maketrans("123456789", "234567891")))
    assert ends(other, *plans) == [(None, None)] * 3


def test_a_kept_year_does_not_tell_one_of_several_plans_of_that_year() -> None:
    kept = "2022年工作目标是无火灾。\n"
    older = plan("瓶窑镇", year=2022, extra=kept), plan("塘栖镇", year=2022, extra=kept + OWN[0])
    copy = replace(plan("良渚街道", year=2024, extra=kept), year_end=2024)
    assert ends(older[0], copy) == [("瓶窑镇", "良渚街道")]
    assert set(ends(*older, copy)) == {(None, None)}


def test_one_text_under_two_dates_gives_no_direction() -> None:
    assert ends(plan("瓶窑镇", date="2024-01-12"), plan("塘栖镇", date="2025-01-12")) == [(None, None)]


def test_one_text_under_two_heads_is_a_finding_of_its_own() -> None:
    body = (
        "二、2025年工作安排\n"
        + "清淤三条河，栽柳树两千棵，给摆渡的老人换一条新船，再请会修钟的师傅把钟楼的大钟校准。" * 4
    )
    plans = [
        Plan(name, Source.from_text(text), 0, len(text), place="云溪县", date=date)
        for name, date in (("a", "2024-01-12"), ("b", "2025-01-12"))
        for text in [f"政府工作报告\n{date}\n{body}"]
    ]
    (row,) = find_directions(Corpus(plans)).to_dict("records")
    assert row["source"] is None
    assert "2024-01-12 and 2025-01-12: one of these heads is wrong; the text plans for 2025" in row["grounds"]


def test_no_direction_is_certain() -> None:
    sure = find_directions(Corpus([plan("瓶窑镇", year=2021), plan("塘栖镇", left="瓶窑镇", year=2024)]))
    assert sure["source"].tolist() == ["瓶窑镇"]
    assert sure["confidence"].tolist() == [0.95]


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
