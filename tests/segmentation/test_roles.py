"""What a section is for, from the words of its heading."""

from __future__ import annotations

import pytest

import miner
from miner.segmentation.roles import heading_role, role_names

TOLD = {
    "review": [
        "2023年工作回顾",
        "过去五年的主要成就",
        "上年度计划执行情况",
        "“十三五”时期发展成果",
        "一年来的工作",
    ],
    "situation": ["面临的形势", "发展环境", "存在的问题和不足"],
    "principles": ["指导思想", "总体要求", "基本原则", "工作思路"],
    "goals": ["工作目标", "2025年主要预期目标", "发展目标"],
    "measures": ["主要措施", "重点任务", "2025年工作安排", "2024年政府工作任务", "工作要点", "民生实事"],
    "guarantee": ["保障措施", "组织领导", "强化组织保障", "加强组织领导", "监督检查"],
    "schedule": ["实施步骤", "时间安排", "4月份"],
    "glossary": ["名词解释", "有关用语说明"],
    "attachment": ["附件1", "附表"],
    "rules": ["总则", "附 则"],
}
UNTOLD = ["加强职工文化建设", "完善社会保障体系", "优化营商环境", "总结推广先进经验", "经济运行稳中有进"]


@pytest.mark.parametrize(("role", "heading"), [(r, h) for r, hs in TOLD.items() for h in hs])
def test_heading_tells(role: str, heading: str) -> None:
    told = heading_role(heading)
    assert told is not None
    assert told.name == role
    assert told.words in heading


@pytest.mark.parametrize("heading", UNTOLD)
def test_heading_tells_nothing(heading: str) -> None:
    assert heading_role(heading) is None


def test_every_role_has_a_case() -> None:
    assert set(TOLD) == set(role_names())


def test_a_section_has_the_role_of_the_one_above_it() -> None:
    text = "一、全年工作回顾\n（一）文化活动有声有色\n办了三次。\n二、丰富业余生活\n"
    table = miner.segment(miner.Corpus.from_texts({"p": text}))
    assert list(table["role"]) == ["review", "review", None]
    assert list(table["role_words"]) == ["回顾", "回顾", None]
    assert list(table["role_section"]) == ["1", "1", None]
