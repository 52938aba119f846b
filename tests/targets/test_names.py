"""Every alias is read whole in a sentence and has its normal name."""

from __future__ import annotations

import pytest

import miner
from miner.corpus import Corpus
from miner.knowledge.data import read_csv
from miner.targets.names import normal_name

ALIASES = [
    (alias, row["name"])
    for row in read_csv("miner.targets", "aliases.csv")
    for alias in (row["name"], *row["aliases"].split("|"))
]


@pytest.mark.parametrize("form", ["{}增长5%以上。", "今年，{}达到95%。", "力争{}控制在5%以内。"])
def test_every_alias_is_read_whole(form: str) -> None:
    texts = {str(i): form.format(alias) for i, (alias, _) in enumerate(ALIASES) if "社零" not in alias}
    made = miner.extract_quantities(Corpus.from_texts(texts))
    named = made.drop_duplicates("plan_id", keep="last").set_index("plan_id")["indicator_name"]
    wrong = {ALIASES[int(i)][0]: name for i, name in named.items() if name != ALIASES[int(i)][1]}
    told_as_new = {alias for alias in wrong if alias.startswith("新增")}  # 新增 is read as the verb
    assert set(wrong) == told_as_new, wrong


def test_no_alias_has_two_names() -> None:
    names: dict[str, str] = {}
    for alias, name in ALIASES:
        assert names.setdefault(alias, name) == name


def test_an_unknown_indicator_keeps_its_words_without_the_place() -> None:
    assert normal_name("全市口袋公园数量") == "口袋公园"
    assert normal_name("城镇就业", "新增") == "城镇新增就业"
