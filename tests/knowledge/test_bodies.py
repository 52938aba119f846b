"""Which names are those of one body, and which every place has."""

import pytest

import miner
from miner.comparison.lineage import body_of
from miner.knowledge.bodies import names_one_body


@pytest.mark.parametrize(
    "name",
    [
        "清溪市体育局", "青石县人民法院", "青石中学", "清溪医院护理部", "教育部", "国务院办公厅", "中国铁路总公司", "清溪大学工会",
        "竹溪鄉公所", "康乐及体育委员会", "青石煤业集团", "清水镇高岭村村民委员会",
    ],
)  # fmt: skip
def test_a_name_with_a_place_or_a_name_of_its_own(name: str) -> None:
    assert names_one_body(name)


@pytest.mark.parametrize(
    "name",
    [
        "市体育局", "县教育局", "人民法院", "XX区人民法院", "某某医院护理部", "A市财政局", "学校工会", "第一中学", "護理部",
        "語文教研組", "城市管理局", "人力资源和社会保障局", "本院办公室", "团委", "",
    ],
)  # fmt: skip
def test_a_name_that_many_places_have(name: str) -> None:
    assert not names_one_body(name)


def test_plans_of_a_body_that_many_places_have_follow_none_of_them() -> None:
    texts = {
        f"{name}{year}": f"{name}{year}年工作要点\n一、目标\n新建球场{year - 2020}处。"
        for name in ("市体育局", "清溪市体育局")
        for year in (2023, 2024, 2025)
    }
    corpus = miner.Corpus.from_texts(texts)
    assert {plan.issuer for plan in corpus} == {"市体育局", "清溪市体育局"}
    assert [body_of(plan) for plan in corpus] == [None] * 3 + [("清溪市体育局", "issuer")] * 3
