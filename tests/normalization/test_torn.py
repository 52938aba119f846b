"""Characters that a page's pinyin tore apart come back exactly, or stay as they are and are reported."""

from __future__ import annotations

import re

import pytest

import miner
from miner import normalize
from miner.normalization import NormalizationConfig

ANNOTATED = {
    "業": "yè", "發": "fā", "創": "chuàng", "醫": "yī", "經": "jīng", "協": "xié", "續": "xù", "區": "qū", "現": "xiàn",
    "統": "tǒng", "節": "jié", "規": "guī", "優": "yōu", "態": "tài", "聯": "lián", "據": "jù", "會": "huì", "學": "xué",
    "務": "wù", "術": "shù", "數": "shù", "際": "jì", "實": "shí", "專": "zhuān", "設": "shè", "報": "bào", "標": "biāo",
    "財": "cái", "產": "chǎn", "達": "dá", "關": "guān", "國": "guó", "環": "huán", "濟": "jì", "繼": "jì", "計": "jì",
    "監": "jiān", "農": "nóng", "驅": "qū", "織": "zhī", "機": "jī", "構": "gòu", "個": "gè", "時": "shí", "對": "duì",
}  # fmt: skip

LINES = [
    "鎮上的茶園有很大的發展潛力。",
    "超市要滿足當地消費者的需求，擴大農產品的銷售。",
    "扶持養羊專業戶二十家，每戶補貼三千元。",
    "各村要當好東道主，辦好第六屆採茶節。",
    "醫院要改善就醫環境，提高當班護士的待遇。",
    "對獲獎章的職工，車間要在大會上給予表揚。",
    "圖書室要為專業戶添置新書，讓農民有書可讀。",
    "幹部要敢於擔當，把難事辦好辦實。",
]


def torn_by_a_page(text: str, unreadable: str) -> str:
    """What a generator of pinyin that works on bytes makes of a line, and a decoder of that.

    A pair of bytes that is no character is dropped or becomes `unreadable`; a first byte takes the ASCII character behind it along.
    """
    raw = text.encode("gbk")
    codes = {c.encode("gbk"): c.encode("gbk") + f"({r})".encode("gbk") for c, r in ANNOTATED.items()}
    pattern = re.compile(b"|".join(map(re.escape, codes)))
    raw = pattern.sub(lambda m: codes[m.group()], raw)
    shown, at = [], 0
    while at < len(raw):
        if raw[at] < 0x80:
            shown.append(chr(raw[at]))
            at += 1
            continue
        pair = raw[at : at + 2]
        if len(pair) == 2 and pair[1] < 0x40:
            shown.append("?")
        else:
            try:
                shown.append(pair.decode("gbk"))
            except UnicodeDecodeError:
                shown.append(unreadable if len(pair) == 2 else "")
        at += 2
    return "".join(shown)


def form(text: str) -> str:
    return normalize(text, NormalizationConfig(stolen_bytes=False, torn=False)).text


@pytest.mark.parametrize("unreadable", ["", "?"], ids=["dropped", "shown"])
@pytest.mark.parametrize("line", LINES)
def test_torn_lines_come_back(line: str, unreadable: str) -> None:
    damaged = torn_by_a_page(line, unreadable)
    made = normalize(damaged)
    assert made.text == form(line)
    assert made.torn == ()


def test_enough_of_the_lines_are_torn() -> None:
    assert sum(bool(re.search(r"\?[a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\)", torn_by_a_page(x, ""))) for x in LINES) >= 4


TORN = "做好?jié)摿挖掘，新增就業300人；培訓職工500人。"


def test_what_cannot_be_restored_stays_and_is_reported() -> None:
    made = normalize(TORN)
    assert made.text == "做好?jié)摿挖掘，新增就业300人；培训职工500人。"
    assert [made.text[a:b] for a, b in made.torn] == ["?jié)摿挖掘"]
    analysis = miner.analyze(miner.Corpus.from_texts({"p": TORN}))
    problem = analysis.problems.iloc[0]
    assert problem["kind"] == "damaged"
    assert TORN[problem["start"] : problem["end"]] == "?jié)摿挖掘"


def test_no_value_is_read_beside_what_is_torn() -> None:
    text = "建立有?jié)摿的企業300家，培訓職工500人。"
    corpus = miner.Corpus.from_texts({"p": text})
    assert list(miner.extract_quantities(corpus)["quote"]) == ["500人"]
    assert list(miner.extract_vetoes(corpus)["veto"]) == ["torn"]
