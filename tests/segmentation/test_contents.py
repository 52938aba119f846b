"""A table of contents announces the sections and is none of them."""

from __future__ import annotations

import miner

OUTLINE = """清溪市国民经济和社会发展第十五个五年规划纲要
目 录
第一篇 立足新起点，建设现代化新清溪 1
第一章 开局 1
第二章 特点 4
第二篇 发展新动能 8
第三章 产业 8
专栏1 重点产业 9
名词解释 30
第一篇 立足新起点，建设
现代化新清溪
第一章 开局
“十四五”时期，全市经济总量达到820亿元。
第二章 特点
今后五年是爬坡过坎的五年。
第二篇 发展新动能
第三章 产业
第一节 做强工业
专栏1 重点产业
1. 新材料：建设园区。
2. 装备：建设基地。
第二节 做优服务
新建商场5家。
"""


def test_short_entries_without_dots_are_no_sections() -> None:
    made = miner.segment(miner.Corpus.from_texts({"p": OUTLINE}))
    assert [
        (r.level, r.marker, "".join(r.heading.split())) for r in made.itertuples() if r.kind == "heading"
    ] == [
        (1, "第一篇", "立足新起点，建设现代化新清溪"),
        (2, "第一章", "开局"),
        (2, "第二章", "特点"),
        (1, "第二篇", "发展新动能"),
        (2, "第三章", "产业"),
        (3, "第一节", "做强工业"),
        (3, "第二节", "做优服务"),
    ]
    assert OUTLINE.index("第一篇 立足新起点，建设\n") == made["start"].min()


def test_a_heading_that_the_contents_do_not_join_is_not_joined() -> None:
    text = OUTLINE.replace("建设现代化新清溪 1", "建设 1")
    made = miner.segment(miner.Corpus.from_texts({"p": text}))
    assert "立足新起点，建设" in made["heading"].tolist()
