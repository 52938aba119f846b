"""Four times the text costs about four times the calls, whatever the text is made of.

Calls are counted, of functions in Python and of those built in, so that no clock is needed; what one call of a pattern
costs is counted in `test_linear.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

import miner
from miner.normalization import normalize
from miner.numbers.quantities import find_quantities
from miner.reading.encodings import decode
from miner.reading.files import File
from miner.reading.plans import plans_of
from miner.reading.readers import read_file
from miner.segmentation import outline
from miner.segmentation.sentences import split_sentences

SIZE = 500
PIECES = (
    "9", "、", "三", "万", "（", "）", "（）", " ", "\u3000", "\t", "\n", " \n", "第", "不", "%", "，", ",", ".", "-", "—", "*", "#", "|",
    "×", "○", '"', "“", "'", "&", "&amp;", "<", "<p>", "？", "_", "\r\n", "\u200b", "\ufffd", "的", "业", "一、", "（一）", "1.", "1、",
    "一、目标\n", "（一）抓好培训\n", "1.宣传\n", "第一章 总则\n", "第一条", "篇1\n", "附件：", "目录……1\n", "2024年", "2024年1月1日\n", "至", "1至2",
    "和", "百分之", "分之", "不低于", "8.5%", "2000人次", "培训农民2000人次，", "培训农民2000人次、", "全年培训农民2000人次以上。\n", "、1", "1:1",
    "其中：", "同比增长", "每年", "年来", "一是", "企业的", "确保", "对企业", "（责任单位：教育局）", "XX", "某某", "____ ", "20xx年", "業(yè)", "| 甲 | 1 |\n",
)  # fmt: skip


def read(text: str) -> None:
    data = text.encode()
    for item in read_file(File("a/b.txt", "b.txt", "a", lambda: data), None, 1 << 30):
        if not isinstance(item, miner.corpus.Problem):
            list(plans_of(item, item.stem))


def of_plan(function: Callable[[Any], object]) -> Callable[[str], object]:
    return lambda text: function(miner.Corpus.from_texts({"a": text}))


STAGES: dict[str, Callable[[str], object]] = {
    "decode": lambda text: decode(text.encode("gb18030")),
    "read": read,
    "normalize": lambda text: normalize(text).placeholders,
    "outline": of_plan(lambda corpus: outline(corpus[0])),
    "sentences": split_sentences,
    "find": lambda text: find_quantities(normalize(text).text),
    "quantities": of_plan(miner.extract_quantities),
    "commitments": of_plan(miner.extract_commitments),
    "vetoes": of_plan(miner.extract_vetoes),
    "tasks": of_plan(miner.extract_tasks),
    "leftovers": of_plan(miner.find_leftovers),
}


def calls(stage: Callable[[str], object], text: str) -> int:
    """How many functions are called."""
    count = 0

    def tell(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tell)
    try:
        stage(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.slow
@pytest.mark.parametrize("name", STAGES)
def test_a_stage_grows_with_its_text(name: str) -> None:
    stage = STAGES[name]
    stage("溪口镇计划\n一、目标\n全年培训农民2000人次以上，增长8.5%。業務(wù)\n" * 3)
    steep = {}
    for piece in PIECES:
        few, many = (calls(stage, "溪口镇计划\n" + piece * (n // len(piece))) for n in (SIZE, 4 * SIZE))
        if many > 6 * few + 3000:
            steep[piece] = (few, many)
    assert steep == {}


def test_what_is_quadratic_is_told() -> None:
    def stage(text: str) -> None:
        for i in range(len(text)):
            for j in range(i):
                ord(text[j])

    few, many = (calls(stage, "x" * n) for n in (SIZE, 4 * SIZE))
    assert many > 6 * few + 3000
