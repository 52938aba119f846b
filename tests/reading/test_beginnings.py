"""Where a plan begins on a page that puts its own heading, a label or a preview above it."""

from __future__ import annotations

import pytest

from miner.corpus import Source
from miner.reading.plans import Document, plans_of

BODY = "一、目标\n全镇新增就业三百人，完成投资两千万元，群众满意度达到九成以上。\n"


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("文档简介\n", "清水村监督工作方案一、背景分析\n1.1政策要求\n"),
        ("汇报人:林某2026.01.08", "2026年物资部工作计划CONTENTS目录01\n"),
        (
            "镇人代会，政府工作报告\n\n| 报告 |\n\n【www.example.com--报告】\n\n",
            "篇一：镇人代会，政府工作报告\n镇人代会政府工作报告\n\n2015年 月 日\n",
        ),
        (
            "合作社三年发展规划书\n- 1、下载文档前请自行甄别文档内容的完整性，平台不提供附加服务。\n",
            "青岭茶叶合作社三年发展规划书茶叶是本地的骨干产业，青岭常年气候适宜茶叶种植，为此制定本规划。\n",
        ),
        (
            "明德小學 - example.edu.hk · c. 推動閱讀 1....\n\n16\n\nTranscript of 明德小學 - example.edu.hk · c. 推動閱讀 1....\n\n  • ",
            "明德小學 2016-2017年度 周年計劃\n",
        ),
    ],
    ids=["label", "slide", "first of several", "own full name", "transcript"],
)
def test_a_plan_begins_at_its_own_title(above: str, title: str) -> None:
    (plan,) = plans_of(Document(Source.from_text(above + title + BODY), "notes", named=False), "p")
    assert plan.text.startswith(title[:8])


@pytest.mark.parametrize(
    "first",
    [
        "根据县合作社三年发展规划书的要求，我社结合实际情况，认真研究，制定如下措施，请各组执行。\n",
        "合作社三年发展规划书的主要任务是扩大茶园，增加收入，请各组认真学习，结合实际抓好落实。\n",
    ],
)
def test_a_sentence_about_the_plan_is_no_title(first: str) -> None:
    text = "合作社三年发展规划书\n" + first + BODY
    (plan,) = plans_of(Document(Source.from_text(text), "notes", named=False), "p")
    assert plan.start == 0
