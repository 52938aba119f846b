"""What a copyist forgot is listed with its ground; what a plan may lawfully name is not."""

from __future__ import annotations

import pytest

import miner
from miner.copying import find_leftovers
from miner.corpus import Corpus, Plan, Source

BODY = (
    "一、总体要求\n坚持预防为主，把隐患消除在萌芽状态，让{place}的群众过上安稳日子。\n"
    "二、重点任务\n（一）每月组织一次消防演练，配齐微型消防站器材，做到三分钟到场。\n"
    "（二）{left}各村要逐户检查用电线路，建立台账，限期整改，整改情况张榜公布。\n"
    "三、保障措施\n落实经费，严格考核，对工作不力的单位予以通报。\n"
)


def plan(place: str, left: str | None = None, year: int = 2024, extra: str = "") -> Plan:
    text = f"{place}{year}年消防工作计划\n" + BODY.format(place=place, left=left or place) + extra
    return Plan(
        place,
        Source.from_text(text),
        0,
        len(text),
        title=f"{place}{year}年消防工作计划",
        place=place,
        year=year,
    )


def test_the_source_s_own_name_at_the_same_spot_is_the_strongest_ground() -> None:
    found = find_leftovers(Corpus([plan("瓶窑镇"), plan("塘栖镇", left="瓶窑镇")]))
    assert found[["plan_id", "quote", "kind", "source_plan"]].to_numpy().tolist() == [
        ["塘栖镇", "瓶窑镇", "place", "瓶窑镇"]
    ]
    assert found["confidence"].iloc[0] >= 0.95


@pytest.mark.parametrize(
    "extra",
    [
        "赴余杭区瓶窑镇学习借鉴消防工作经验。\n",
        "与良渚街道建立联动机制。\n",
        "按照杭州市、余杭区部署，配合浙江省开展检查。\n",
        "贯彻《临平区消防安全三年行动方案》。\n",
        "落实示范县、和县级部门的要求，推进沿海城市建设。\n",
    ],
)
def test_what_a_plan_may_lawfully_name_is_not_listed(extra: str) -> None:
    assert find_leftovers(Corpus([plan("塘栖镇", extra=extra)])).empty


def test_a_year_of_before_that_looks_ahead_is_listed() -> None:
    extra = "2022年工作目标是火灾起数下降一成。\n2023年全镇已完成改造12处。\n"
    found = find_leftovers(Corpus([plan("塘栖镇", extra=extra)]))
    assert found["quote"].tolist() == ["2022年"]


def test_blanks_are_listed_and_redactions_are_not() -> None:
    found = find_leftovers(Corpus([plan("塘栖镇", extra="XX村20xx年投入**万元。产量○○吨。\n")]))
    assert found["quote"].tolist() == ["XX", "20xx", "**"]


def test_traditional_plans_are_read_alike() -> None:
    text = (
        plan("塘栖镇", left="瓶窑镇")
        .text.replace("镇", "鎮")
        .replace("严", "嚴")
        .replace("窑", "窯")
        .replace("棲", "栖")
    )
    copy = Plan(
        "塘栖",
        Source.from_text(text),
        0,
        len(text),
        title="塘栖鎮2024年消防工作计划",
        place="塘栖鎮",
        year=2024,
    )
    found = find_leftovers(Corpus([plan("瓶窑镇"), copy]))
    assert found["quote"].tolist() == ["瓶窯鎮"]


def test_confidence_out_of_range_is_said() -> None:
    with pytest.raises(miner.InputError, match="min_confidence"):
        find_leftovers(Corpus(), min_confidence=7)


@pytest.mark.parametrize(
    "extra",
    [
        "居民收入增速快于城镇居民，各项指标居前。\n",
        "2016年制定了三年行动计划，2021年底前注册的车辆今年淘汰。\n",
        "2023年12月，省委经济工作会议提出了新要求。\n",
        "对照2023年工作计划完成情况，逐项整改。\n",
        "建设上海市东方美谷塘栖产业园。\n",
        "由国家能源局、工业和信息化部负责解释。\n",
        "根据国办发〔20xx〕42号文件，联系人***，电话68205630。\n",
    ],
)
def test_history_words_superiors_and_redactions_are_not_listed(extra: str) -> None:
    assert find_leftovers(Corpus([plan("塘栖镇", extra=extra)])).empty


def test_glossaries_and_attached_forms_are_not_the_plan() -> None:
    extra = "名词解释\n1.消防计划：2022年工作目标是指上级下达的任务。\n附件1\n20XX年第XX号\n签名：________\n"
    assert find_leftovers(Corpus([plan("塘栖镇", extra=extra)])).empty


def test_a_gap_that_each_plan_filled_with_its_own_name_tells_of_a_source_outside() -> None:
    found = find_leftovers(Corpus([plan("良渚街道"), plan("塘栖镇", left="瓶窑镇")]))
    assert found[["plan_id", "quote", "source_plan"]].to_numpy().tolist() == [["塘栖镇", "瓶窑镇", None]]


def test_a_signature_of_a_namesake_elsewhere_is_listed() -> None:
    found = find_leftovers(Corpus([plan("塘栖镇人民政府", extra="瓶窑镇人民政府\n2020年3月1日\n")]))
    assert found["quote"].tolist() == ["瓶窑镇人民政府"]
