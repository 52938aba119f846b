"""Word files are read as Word shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_files import W, abstract, docx, num, p, start_at

import miner
from miner.reading.numbering import format_number
from miner.reading.word import read_word

OFFICIAL = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3．"),
    ("decimalEnclosedCircleChinese", "%4"),
)


def lines(data: bytes) -> list[str]:
    return read_word(data).text.splitlines()


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimal", ["1", "10", "21"]),
        ("chineseCounting", ["一", "十", "二十一"]),
        ("chineseCountingThousand", ["一", "十", "二十一"]),
        ("taiwaneseCountingThousand", ["一", "十", "二十一"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "贰拾壹"]),
        ("ideographLegalTraditional", ["壹", "壹拾", "貳拾壹"]),
        ("ideographTraditional", ["甲", "癸", "甲"]),
        ("ideographZodiac", ["子", "酉", "申"]),
        ("decimalEnclosedCircle", ["①", "⑩", "21"]),
        ("decimalEnclosedParen", ["⑴", "⑽", "21"]),
        ("decimalEnclosedFullstop", ["⒈", "⒑", "21"]),
        ("decimalFullWidth", ["１", "１０", "２１"]),
        ("decimalZero", ["01", "10", "21"]),
        ("upperRoman", ["I", "X", "XXI"]),
        ("lowerLetter", ["a", "j", "u"]),
        ("ideographDigital", ["一", "一〇", "二一"]),
        ("none", ["", "", ""]),
    ],
)
def test_number_formats(form: str, shown: list[str]) -> None:
    assert [format_number(n, form) for n in (1, 10, 21)] == shown


@pytest.mark.parametrize(
    ("n", "shown"), [(100, "一百"), (101, "一百零一"), (110, "一百一十"), (212, "二百一十二")]
)
def test_hundreds_are_counted_in_chinese(n: int, shown: str) -> None:
    assert format_number(n, "chineseCountingThousand") == shown


def test_lower_levels_begin_anew_under_each_upper_one() -> None:
    body = (
        p("指导思想", 1)
        + p("主要工作", 1)
        + p("队伍", 1, 1)
        + p("培训", 1, 2)
        + p("竞赛", 1, 2)
        + p("文体", 1, 1)
    )
    body += p("活动", 1, 2) + p("细目", 1, 3) + p("保障", 1) + p("经费", 1, 1)
    assert lines(docx(body, abstract(0, *OFFICIAL) + num(1, 0))) == [
        "一、指导思想",
        "二、主要工作",
        "（一）队伍",
        "1． 培训",
        "2． 竞赛",
        "（二）文体",
        "1． 活动",
        "① 细目",
        "三、保障",
        "（一）经费",
    ]


def test_lists_of_one_abstract_list_count_on_and_an_override_begins_anew() -> None:
    numbering = abstract(0, ("decimal", "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, start_at(0, 5))
    body = p("a", 1) + p("b", 2) + p("c", 3) + p("d", 3) + p("e", 1)
    assert lines(docx(body, numbering)) == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_level_that_must_not_restart_counts_on() -> None:
    numbering = abstract(
        0, ("chineseCounting", "%1、"), ("decimal", "%2."), extra={1: '<w:lvlRestart w:val="0"/>'}
    )
    body = p("甲", 1) + p("a", 1, 1) + p("乙", 1) + p("b", 1, 1)
    assert lines(docx(body, numbering + num(1, 0))) == ["一、甲", "1. a", "二、乙", "2. b"]


def test_numbers_of_upper_levels_and_legal_style() -> None:
    levels = (("chineseCounting", "第%1章"), ("decimal", "%1.%2"))
    body = p("总则", 1) + p("目标", 1, 1)
    plain = abstract(0, *levels) + num(1, 0)
    legal = abstract(0, *levels, extra={1: "<w:isLgl/>"}) + num(1, 0)
    assert lines(docx(body, plain)) == ["第一章总则", "一.1 目标"]
    assert lines(docx(body, legal)) == ["第一章总则", "1.1 目标"]


def test_a_style_brings_list_level_and_heading() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    extra = {0: '<w:pStyle w:val="1"/>', 1: '<w:pStyle w:val="2"/>'}
    numbering = abstract(0, *OFFICIAL[:2], extra=extra) + num(1, 0)
    body = (
        p("目标", style="1")
        + p("总量", style="2")
        + p("无号", 0, style="2")
        + p("措施", style="1")
        + p("正文")
    )
    out = read_word(docx(body, numbering, styles))
    assert out.text.splitlines() == ["一、目标", "（一）总量", "无号", "二、措施", "正文"]
    assert [(out.text[h.start : h.end], h.level) for h in out.headings] == [
        ("一、目标", 1),
        ("（一）总量", 2),
        ("无号", 2),
        ("二、措施", 1),
    ]


def test_empty_paragraphs_show_their_number() -> None:
    numbering = abstract(0, ("decimal", "%1、")) + num(1, 0)
    assert lines(docx(p("甲", 1) + p("", 1) + p("乙", 1), numbering)) == ["1、甲", "2、", "3、乙"]


def test_tables_are_rows_of_cells_with_their_spans() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    rows = [
        cell("指标") + cell("目标", '<w:gridSpan w:val="2"/>'),
        cell("培训", '<w:vMerge w:val="restart"/>') + cell("人次") + cell("5000"),
        cell("", "<w:vMerge/>") + cell("期数") + cell("12"),
    ]
    body = p("附表") + "<w:tbl>" + "".join(f"<w:tr>{r}</w:tr>" for r in rows) + "</w:tbl>" + p("完")
    out = read_word(docx(body))
    assert out.text == "附表\n指标\t目标\t\n培训\t人次\t5000\n\t期数\t12\n完\n"
    (grid,) = out.grids
    assert [[out.text[c.start : c.end] for c in row] for row in grid.rows] == [
        ["指标", "目标", "目标"],
        ["培训", "人次", "5000"],
        ["培训", "期数", "12"],
    ]
    assert [[c.reason for c in row] for row in grid.rows] == [
        ["", "", "merged"],
        ["", "", ""],
        ["merged", "", ""],
    ]
    assert out.text[grid.start : grid.end].endswith("12")


def test_only_what_word_shows_is_read() -> None:
    body = (
        "<w:p><w:r><w:t>新增</w:t></w:r><w:del><w:r><w:delText>三十</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>四十</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        "<w:r><w:instrText> PAGE </w:instrText></w:r><w:hyperlink><w:r><w:t>家</w:t></w:r></w:hyperlink></w:p>"
        f"<w:sdt><w:sdtContent>{p('控件里的段落')}</w:sdtContent></w:sdt>"
    )
    header = f"<w:hdr {W}>{p('页眉')}</w:hdr>"
    notes = f'<w:footnotes {W}><w:footnote w:type="separator">{p("-")}</w:footnote><w:footnote>{p("脚注")}</w:footnote></w:footnotes>'
    assert lines(docx(body, header1=header, footnotes=notes)) == ["新增四十家", "控件里的段落", "脚注"]


def test_a_table_of_contents_is_furniture(tmp_path: Path) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    body = p("清溪市2024年工作计划") + p("一、目标\t1", style="T") + p("一、目标")
    (tmp_path / "计划.docx").write_bytes(docx(body, "", styles))
    (plan,) = miner.read_corpus(tmp_path)
    assert [(plan.source.text[f.start : f.end], f.reason) for f in plan.furniture] == [
        ("一、目标\t1", "table of contents")
    ]


def test_damaged_and_locked_files_are_problems(tmp_path: Path) -> None:
    whole = docx(p("清溪市2024年工作计划"))
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "good.docx").write_bytes(whole)
    (tmp_path / "cut.docx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "locked.docx").write_bytes(locked)
    (tmp_path / "other.docx").write_bytes(b"this is no Word file")
    (tmp_path / "blank.docx").write_bytes(docx(p(" ")))
    (tmp_path / "bomb.docx").write_bytes(docx(p("计" * 20_000_000)))
    corpus = miner.read_corpus(tmp_path)
    kinds = {Path(r.path).name: r.kind for r in corpus.problems.itertuples()}
    assert [plan.id for plan in corpus] == ["good"]
    assert kinds == {
        "cut.docx": "unreadable",
        "locked.docx": "encrypted",
        "other.docx": "unreadable",
        "blank.docx": "empty",
        "bomb.docx": "limit",
    }
