"""Page furniture is marked with its reason, and text that only looks like it is left alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import miner
from miner.knowledge.data import read_csv, read_toml
from miner.reading.furniture import find_furniture
from miner.reading.lines import PageLine, feature_names, features_of
from miner.reading.view import script_of, view_of

PLAN = (
    "清溪市实验小学2024年工作计划\n"
    "一、指导思想\n以立德树人为根本任务，全面提高教育质量，办好人民满意的学校。\n"
    "二、主要任务\n1、每月组织一次教研活动，全年不少于十次，参加教师达到全体教师的九成以上。\n"
)
RULES: dict[str, list[dict[str, Any]]] = read_toml("miner.reading", "furniture.toml")


def marked(text: str) -> list[tuple[str, str]]:
    view = view_of(text, script_of(text))
    return [(text[s.start : s.end], s.reason) for s in find_furniture(view)]


@pytest.mark.parametrize("rule", RULES["line"], ids=lambda r: r["example"])
def test_every_line_rule_finds_its_example(rule: dict[str, Any]) -> None:
    assert (rule["example"], rule["reason"]) in marked(f"{rule['example']}\n\n{PLAN}")


@pytest.mark.parametrize("rule", RULES["tail"], ids=lambda r: r["example"])
def test_every_closing_block_runs_to_the_end(rule: dict[str, Any]) -> None:
    block = rule["example"] + "\n街道工作计划05-01\n社区工作计划06-01"
    assert (block, rule["reason"]) in marked(PLAN + block + "\n")


@pytest.mark.parametrize("rule", RULES["credit"], ids=lambda r: r["example"])
def test_every_credit_finds_its_example(rule: dict[str, Any]) -> None:
    assert marked(f"{PLAN}{rule['example']}\n{PLAN}") == [(rule["example"], rule["reason"])]


@pytest.mark.parametrize("rule", RULES["inline"], ids=lambda r: r["example"])
def test_every_inline_rule_finds_its_example(rule: dict[str, Any]) -> None:
    found = marked("工作方案" + rule["example"] + "1.围绕中心工作，抓好劳动竞赛。")
    assert rule["reason"] in [reason for _, reason in found]


def test_a_clean_plan_has_none() -> None:
    assert marked(PLAN) == []


@pytest.mark.parametrize(
    "line",
    [
        "时间：4月16日下午5:00，地点：学校运动场",
        "3.做好资料收集、整理、打印和保存工作",
        "一、扫码办事，让群众少跑腿",
        "责任单位：教务处",
        "＞ 52",
        "（1）地区生产总值（亿元） 820 ＞1100 ＞5.5% 预期性",
        "大力发展现代农业",
        "2024",
    ],
)
def test_lines_of_a_plan_are_no_furniture(line: str) -> None:
    assert marked(PLAN + line + "\n" + "认真抓好落实，确保年底前全部完成。\n" * 30) == []


def test_a_table_drawn_with_bars_is_no_furniture() -> None:
    rows = "| 指标 | 2025年 | 2030年 | 属性 |\n|---|---|---|---|\n| 森林覆盖率（%） | 40 | 42 | 预期性 |\n| 公园（个） | 12 | 14 | 预期性 |"
    assert marked("清溪市第十五个五年规划纲要\n\n" + rows + "\n") == []


def test_page_numbers_count_on_a_page_apart() -> None:
    page = "认真抓好各项任务的落实，确保年底前全部完成。" * 15
    text = "\n".join(f"{page}\n{n}" for n in range(1, 5))
    assert [quote for quote, _ in marked(text)] == ["1", "2", "3", "4"]
    table = "序号\n" + "\n".join(f"{n}\n培训职工{n}00人" for n in range(1, 9))
    assert marked(table) == []


def test_page_counters_of_a_document_viewer() -> None:
    broken = "各支部按月组织学习，认真做好记录，由宣传委员负责收集整理，年终汇编成册并送交上级部门存"
    pages = f"1、{broken}\n2、档。{broken}\n3、档备查，逐项登记。"
    counters = [(f"{n}、", "page counter of a document viewer") for n in (1, 2, 3)]
    viewer = "ID:31420857\n页数:12页\n"
    assert [m for m in marked(viewer + pages) if "counter" in m[1]] == counters
    assert not [m for m in marked(pages) if "counter" in m[1]]
    items = "1、组织学习。\n2、开展调研。\n3、做好总结。"
    assert not [m for m in marked(viewer + items) if "counter" in m[1]]


PIECE = "一、学习。各支部按月组织学习，认真做好记录，由宣传委员负责收集整理，年终汇编成册并送交上级部门存档备查。(一)每季度开展一次讨论，结合岗位实际谈体会。(二)每半年组织一次参观，撰写心得体会，择优在宣传栏刊登，并逐级上报。全年举办读书会六场，邀请专家授"


def test_pieces_into_which_a_host_cut_a_text(tmp_path: Path) -> None:
    """Their numbers stand in the middle of sentences on pages of any kind."""
    pages = f"1、{PIECE}\n\n2、课两次。{PIECE}\n\n3、课三次，逐项登记。"
    pieces = [(f"{n}、", "page counter of a document viewer") for n in (1, 2, 3)]
    assert [m for m in marked(pages) if m[0].strip()] == pieces
    assert [m[1] for m in marked(pages) if not m[0].strip()] == ["line break of a document viewer"] * 2
    (tmp_path / "page.txt").write_text(pages, "utf-8")
    plan = miner.read_corpus(tmp_path)
    assert set(miner.segment(plan)["marker"]) == {"一、", "(一)", "(二)"}
    assert "全年举办读书会六场，邀请专家授\n\n2、课两次。" in miner.sentences(plan)["quote"].tolist()
    (tmp_path / "page.txt").write_text(f"{pages}{PIECE}课一次。(三)登记造册。\n\n4、(四)归档保存。", "utf-8")
    assert list(miner.segment(miner.read_corpus(tmp_path))["marker"])[-2:] == ["(三)", "(四)"]
    between = f"1、{PIECE}\n2、课两次。{PIECE}课两次。\n3、三、检查每月一次。"
    assert [m for m in marked(between) if m[0].strip()] == pieces


@pytest.mark.parametrize(
    "text",
    [
        f"一、任务\n1、{PIECE}课\n2、做好检查。{PIECE}课\n3、做好总结。",
        f"1、{PIECE}课。\n2、做好检查。{PIECE}课。\n3、做好总结。",
        "1、组织学习\n2、开展调研\n3、做好总结",
        f"1、{PIECE}课\n按月登记\n2、做好检查。{PIECE}课\n3、做好总结。",
    ],
    ids=["under a heading", "whole sentences", "short items", "several lines"],
)
def test_items_of_a_plan_are_no_pieces(text: str) -> None:
    assert not [m for m in marked(text) if "counter" in m[1]]


@pytest.mark.parametrize("ending", [".doc", "(共3页).docx", "（共3页）.doc", " .wps"])
def test_the_name_of_a_file_above_the_title(ending: str) -> None:
    title = "文明班组评选办法"
    text = f"{title}{ending}\n\n{title}为了加强班组管理，培养良好习惯，制定本办法。\n一、评选条件\n每月评选一次。"
    assert (f"{title}{ending}", "name of the file") in marked(text)
    alone = f"{title}{ending}\n\n一、评选条件\n每月评选一次。"
    assert not [m for m in marked(alone) if m[1] == "name of the file"]


def test_forum_scrambling_is_marked_and_english_is_not() -> None:
    junk = '- X8 } m7 A- Z E& Y, E7 r" D* b8 |'
    assert marked(f"认真检查。\n{junk}\n再次检查。") == [(junk, "forum scrambling")]
    assert marked("建设 AI for all of us in our city 平台") == []


def test_spans_are_ordered_and_apart() -> None:
    text = "您现在的位置：首页 > 计划\n【字体：大 中 小】\n" + PLAN + "【打印】【关闭】\n上一篇：教师计划\n"
    spans = find_furniture(view_of(text, "Hans"))
    assert len(spans) == 4
    assert all(a.end <= b.start for a, b in pairwise(spans))


SITE = [
    "安卓版客户端",
    "清溪市总工会",
    "工会就业服务号",
    "© 2026 某某协会",
    "查看完整活動介紹",
    "文档评论(0)",
    "原创力文档",
]


def test_lines_of_the_site_behind_the_text() -> None:
    text = PLAN + "\n".join(SITE) + "\n"
    assert [quote for quote, _ in marked(text)] == SITE


@pytest.mark.parametrize(
    ("line", "of_site"),
    [
        ("重要告示 | 私隱政策 | 覆檢日期：2023年8月2日", True),
        ("免责声明 | 隐私政策 | 网站地图", True),
        ("发布时间 09时15分", True),
        ("修订日期：2023年8月2日", False),
        ("保护居民隐私，不得泄露", False),
        ("集合时间：9时15分", False),
        ("每季度组织一次拍摄", False),
    ],
)
def test_the_last_line_of_a_site(line: str, of_site: bool) -> None:
    assert [quote for quote, _ in marked(PLAN + line)] == [line] * of_site


@pytest.mark.parametrize("rule", RULES["feature"], ids=lambda r: r["name"])
def test_every_feature_shows_in_its_example(rule: dict[str, Any]) -> None:
    view = view_of(rule["example"], script_of(rule["example"]))
    assert rule["name"] in features_of([PageLine(0, view)], 0)


def test_every_feature_has_a_weight() -> None:
    rows = read_csv("miner.reading", "furniture_weights.csv")
    assert [r["feature"] for r in rows] == [*feature_names(), "neighbors of the site", "any line"]
    assert all(r["labels"].isdigit() for r in rows)


@pytest.mark.parametrize(
    "line",
    [
        "清溪市总工会\n2024年1月5日",
        "电子邮箱：qxgh@example.cn",
        "发文字号：清政发〔2024〕3号",
        "加强网站建设，做好信息公开",
        "推广使用小程序办事",
    ],
)
def test_a_signature_and_a_contact_are_no_furniture(line: str) -> None:
    assert marked(PLAN + line + "\n") == []


def test_fractions_that_count_pages() -> None:
    page = "做好教研工作，认真备课上课。" * 20
    text = f"教研计划\n1/3{page}2/3{page}3/3{page}"
    assert [quote for quote, _ in marked(text)] == ["1/3", "2/3", "3/3"]
    assert marked(f"教研计划\n完成1/3以上，{page}达到2/3。") == []


def test_signs_of_markdown_before_headings() -> None:
    assert marked("# 工作计划\n\n## 一、目标\n\n做好工作。\n") == [("# ", "mark-up"), ("## ", "mark-up")]
    assert marked("#1 机组检修计划\n一、目标\n做好检修。\n") == []


HEADS = [
    ["按 Enter 到主内容区", ":::", "• 友善打印", "• 回上一页", "• 最后异动时间：2018-05-28"],
    ["欢迎来到某某办公！ | 帮助中心", "全部分类", "• 办公文档>", "• 教育教学>", "快捷下载 游客一键下载"],
    ["社区工作计划_第1页", "社区工作计划_第2页", "已阅读2页，还剩8页未读 继续免费阅读", "下载本文档"],
    ["Upload: others", "Post on 07-Sep-2019", "21 views", "Category:", "0 download"],
]


@pytest.mark.parametrize("head", HEADS, ids=lambda h: h[0])
def test_lines_of_the_site_before_the_text(head: list[str]) -> None:
    assert [quote for quote, _ in marked("\n".join(head) + "\n" + PLAN)] == head


@pytest.mark.parametrize(
    "tail",
    [
        ["青石县人民政府", "二〇二二年四月八日"],
        ["抄送：县委各部门，县人大办公室。"],
        ["联系人：林某，联系电话：0751-1234567，邮箱：lin@example.cn"],
        ["10-15MHz -13dBm 1MHz 有效值检波", "15-20MHz -13dBm 1MHz 有效值检波"],
        ["政府门户网站于2006年正式开通，网站专门开设了栏目，收集整理了现行的主要法律。"],
    ],
    ids=lambda t: t[0][:12],
)
def test_what_closes_a_plan_is_no_furniture(tail: list[str]) -> None:
    assert marked(PLAN + "\n".join(tail) + "\n") == []


def test_headings_listed_once_more_above_the_title_are_contents() -> None:
    listed = ["一、指导思想", "二、主要任务", "三、保障措施"]
    text = "\n".join(listed) + "\n" + PLAN + "三、保障措施\n落实责任，按月通报进度。\n"
    assert [quote for quote, reason in marked(text) if reason == "contents of the page"] == listed


def test_a_preview_that_ends_as_the_text_begins() -> None:
    body = "为全面提高教育质量，办好人民满意的学校，结合我校的实际情况，特制定本计划，请各年级组认真贯彻执行，并于每月底前上报进度情况"
    preview = "某某宝典：www.example.cn清溪市小学工作方案" + body[:60]
    text = f"清溪市小学工作方案\n{preview}\n清溪市小学工作方案\n{body}。\n一、目标\n全面完成任务。\n"
    assert (preview, "preview of the text below") in marked(text)


def test_a_labeled_preview_whose_sentences_stand_below() -> None:
    body = "冬季农业与春夏农业同等重要。切实搞好冬季生产工作，制订此方案，请各村认真执行。\n一、任务\n扩种油菜。\n"
    preview = "概要：冬季农业工作方案" + body.split("\n")[0] + "一、任务"
    assert (preview, "preview of the text below") in marked(
        f"冬季农业工作方案\n{preview}\n冬季农业工作方案\n{body}"
    )
    other = "概要：本方案有三章。第一章说明全县冬季生产的总体安排。"
    assert all(quote != other for quote, _ in marked(f"冬季农业工作方案\n{other}\n{body}"))


def test_headline_and_first_paragraph_of_a_report_are_no_furniture() -> None:
    headline = "清溪:力争五年后接待游客十万人次"
    lead = "本网清溪3月4日讯(本网记者 林某)4日上午，县代表大会开幕，大会听取了报告，并谋划了未来五年的工作。"
    quotes = [
        quote
        for quote, _ in marked(f"首页 > 新闻\n{headline}\n某某网\n2022-05-27 17:56\n分享到：\n{lead}\n{PLAN}")
    ]
    assert headline not in quotes
    assert lead not in quotes
    assert "2022-05-27 17:56" in quotes


SIGNED = f"{PLAN}清溪市实验小学\n2024年3月1日\n"


@pytest.mark.parametrize(
    "tail",
    [
        ["回頂端"], ["站长统计"], ["某某摄影"], ["技术支持：某某科技"], ["学校地址：清溪市人民路1号 邮编：311200"],
        ["点赞 12  评论 3  收藏 8"],
        ["责任编辑：林某", "相关新闻：青石公园开放　古桥修复完工"],
        ["【2024年工会计划】相关文章：", "1.小学班主任工作计划 08-12", "2.初中班主任工作总结 07-30"],
    ],
    ids=" | ".join,
)  # fmt: skip
def test_what_stands_below_the_signature_is_furniture(tail: list[str]) -> None:
    out = "".join(words for words, _ in marked(SIGNED + "\n".join(tail) + "\n"))
    assert all(line in out for line in tail)
    assert "清溪市实验小学" not in out
    assert "2024年3月1日" not in out


@pytest.mark.parametrize(
    "line", ["附件：1.任务分工表", "抄送：市教育局", "联系人：林某，电话：12345", "（此件公开发布）"]
)
def test_what_belongs_to_a_letter_stays_below_the_signature(line: str) -> None:
    assert marked(f"{SIGNED}{line}\n") == []


def test_the_last_paragraph_above_the_site_stays() -> None:
    last = "五是做好推荐。及时上报社区推荐的能手，鼓励手艺人带徒传艺、返乡办厂。"
    assert last not in "".join(
        words for words, _ in marked(f"{PLAN}{last}\n上一条：关于放假的通知\n下一条：没有了\n【关闭】\n")
    )


def test_the_first_heading_below_the_title_is_no_line_of_the_site() -> None:
    page = "主頁　列印　分享\n主頁 > 關於本署 > 工作計劃\n路政署2024-25年度工作計劃摘要\n簡介\n"
    text = "1　本署負責全港道路、橋樑及隧道的維修，每日巡查主要幹道，並處理市民的投訴。\n"
    assert "簡介" not in [words for words, _ in marked(page + text)]
