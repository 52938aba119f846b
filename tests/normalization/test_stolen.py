"""Bytes stolen by a search in GBK come back; a text that only looks a little like it is left alone."""

from __future__ import annotations

import pytest

from miner import normalize
from miner.normalization import NormalizationConfig
from miner.normalization.stolen import MOST

LOST = [
    "推动平安校园、文明校园建设。",
    "落实“三保”支出责任,兜牢基层底线。",
    "增进民生福祉,为职工谋幸福,共享发展成果。",
    "加强生态环保、安全生产等重点领域执法。",
    "做好医保、社保、低保工作,让群众得实惠。",
    "开展“送健康进学校”活动,覆盖全县30所中小学。",
    "各级各类学校、幼儿园要制定应急预案。",
    "开好职工代表大会。“职工之家”要建到车间。",
]


def steal(text: str) -> str:
    """What a byte-wise replacement of full-width ！ and ， in GBK does to a line."""
    stolen = text.encode("gbk").replace(b"\xa3\xa1", b"!").replace(b"\xa3\xac", b",")
    return stolen.decode("gbk", "ignore")


def traditional(text: str) -> str:
    import opencc

    converted: str = opencc.OpenCC("s2t").convert(text)
    return converted


def form(text: str) -> str:
    """The normal form of a text that was never damaged."""
    return normalize(text, NormalizationConfig(stolen_bytes=False)).text


@pytest.mark.parametrize("convert", [str, traditional], ids=["Hans", "Hant"])
@pytest.mark.parametrize("line", LOST)
def test_damaged_lines_are_restored(line: str, convert: type[str]) -> None:
    whole = convert(line)
    damaged = steal(whole)
    made = normalize(damaged)
    assert made.text == form(whole)
    if "!" in damaged:
        assert damaged != whole
        assert "stolen_bytes" in {c.rule for c in made.changes}
    assert normalize(made.text).changes == ()


def test_pinyin_tells_the_character() -> None:
    damaged = "舉辦青工“幸!甭(lián)誼晚會,服務單身職工。"
    assert normalize(damaged).text == "举办青工“幸福”联谊晚会，服务单身职工。"


def test_restored_characters_lead_to_the_damaged_ones() -> None:
    whole = "要办好学校、幼儿园的食堂,让家长放心。"
    damaged = steal(whole)
    made = normalize(damaged)
    at = made.text.index("校、")
    start, end = made.to_raw(at, at + 2)
    assert "!" in damaged[start:end]
    assert made.quote(made.text.index("食"), len(made.text)) == "食堂,让家长放心。"
    assert made.quote(0, made.text.index("学") + 1) == "要办好学"


@pytest.mark.parametrize(
    "text",
    [
        "同志们!让我们团结起来,为实现全年目标而奋斗!",
        "職工們!讓我們攜起手來,為企業發展再立新功!",
        "各位代表! 现在,我向大会报告工作,请予审议。",
        "你们的困难解决了吗?还有什么要求?",
        "加油!加油!!一定要赢!",
        "Hello, world! 我们来了!OK,Go!",
        "报名时间:3月1日,地点:工会会议室,联系人:王某某。",
        "庆祝“五?一”国际劳动节",
    ],
)
def test_marks_that_belong_are_left_alone(text: str) -> None:
    assert "stolen_bytes" not in {c.rule for c in normalize(text).changes}


def test_question_marks_are_stolen_too() -> None:
    whole = "我们要确保可持续发展的要求落到实处。"
    damaged = whole.encode("gbk").replace(b"\xa3\xbf", b"?").decode("gbk", "ignore")
    assert damaged != whole
    assert normalize(damaged).text == form(whole)


def test_a_text_of_nothing_but_damage_is_left_as_it_is() -> None:
    whole = "我们要确保可持续发展的要求落到实处。"
    line = whole.encode("gbk").replace(b"\xa3\xbf", b"?").decode("gbk", "ignore") + "\n"
    assert "stolen_bytes" in {c.rule for c in normalize(line * 3).changes}
    assert "stolen_bytes" not in {c.rule for c in normalize(line * (1 + MOST // 10)).changes}
