"""What users of Word readers report as lost, doubled or garbled, each rebuilt in a small file."""

from __future__ import annotations

import io
import zipfile

import pytest
from word_files import W, docx, p

from miner.reading.word import read_word

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def cell(content: str) -> str:
    return f"<w:tc>{content}</w:tc>"


def box(text: str) -> str:
    """A text box in both of the forms that Word writes side by side."""
    held = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent {MC}><mc:Choice><w:drawing>{held}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{held}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def lines(body: str, styles: str = "", **parts: str) -> list[str]:
    return read_word(docx(body, "", styles, **parts)).text.splitlines()


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥"),
        ('<w:r><w:sym w:font="Symbol" w:char="00A3"/></w:r>', "≤"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F028"/></w:r>', "•"),
        ('<w:r><w:sym w:font="宋体" w:char="2265"/></w:r>', "≥"),
        (run("\uf0b3", '<w:rFonts w:ascii="Symbol"/>'), "≥"),
        (run("\uf0d8", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "➢"),
    ],
)
def test_characters_of_symbol_fonts(piece: str, shown: str) -> None:
    assert lines(f"<w:p>{run('合格率')}{piece}{run('95%')}</w:p>") == [f"合格率{shown}95%"]


@pytest.mark.parametrize(
    ("equation", "shown"),
    [
        ("<m:r><m:t>≥90</m:t></m:r>", "≥90"),
        (
            "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f>",
            "1/3",
        ),
        ("<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "m²"),
        ("<m:d><m:e><m:r><m:t>a+b</m:t></m:r></m:e></m:d>", "(a+b)"),
    ],
)
def test_equations_are_read_in_one_line(equation: str, shown: str) -> None:
    assert lines(f"<w:p>{run('占')}<m:oMath {M}>{equation}</m:oMath></w:p>") == [f"占{shown}"]


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ("<w:vanish/>", "甲丙"),
        ('<w:vanish w:val="1"/>', "甲丙"),
        ('<w:vanish w:val="0"/>', "甲乙丙"),
        ('<w:vanish w:val="false"/>', "甲乙丙"),
        ('<w:rStyle w:val="Secret"/>', "甲丙"),
        ('<w:rStyle w:val="Deeper"/>', "甲丙"),
        ('<w:rStyle w:val="Secret"/><w:vanish w:val="off"/>', "甲乙丙"),
    ],
)
def test_hidden_text(properties: str, shown: str) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Deeper"><w:basedOn w:val="Secret"/></w:style>'
    )
    assert lines(f"<w:p>{run('甲')}{run('乙', properties)}{run('丙')}</w:p>", styles) == [shown]


def test_ruby_keeps_the_word_and_not_its_reading() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('yi liao')}</w:rt><w:rubyBase>{run('医疗')}</w:rubyBase></w:ruby></w:r>"
    assert lines(f"<w:p>{run('巩固')}{ruby}{run('质量')}</w:p>") == ["巩固医疗质量"]


def test_a_text_box_is_read_once() -> None:
    assert lines(f"<w:p>{run('正文')}{box('框内')}</w:p>") == ["正文", "框内"]
    boxed = cell(f"<w:p>{box('80亩')}</w:p>")
    table = (
        f"<w:tbl><w:tr>{cell(p('指标'))}{cell(p('目标'))}</w:tr><w:tr>{cell(p('种树'))}{boxed}</w:tr></w:tbl>"
    )
    assert [" ".join(line.split()) for line in lines(table)] == ["指标 目标", "种树 80亩"]


def test_a_box_in_a_box_is_read_once() -> None:
    inner = f"<w:txbxContent>{p('内')}</w:txbxContent>"
    outer = f"<w:r><w:pict><w:txbxContent><w:p>{run('外')}<w:r><w:pict>{inner}</w:pict></w:r></w:p></w:txbxContent></w:pict></w:r>"
    assert lines(f"<w:p>{run('正文')}{outer}</w:p>") == ["正文", "外", "内"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    deleted = f"<w:p>{mark}<w:del><w:r><w:delText>全删</w:delText></w:r></w:del></w:p>"
    assert lines(f"<w:p>{mark}{run('全年培训')}</w:p>{deleted}{p('120人次。')}{p('完')}") == [
        "全年培训120人次。",
        "完",
    ]
    assert lines(f"{p('头')}<w:p>{mark}{run('尾')}</w:p>") == ["头", "尾"]


def test_deleted_and_hidden_rows_and_deleted_cells_are_not_read() -> None:
    rows = [
        f"<w:tr>{cell(p('指标'))}{cell(p('目标'))}</w:tr>",
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell(p('旧'))}{cell(p('1'))}</w:tr>",
        f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell(p('暗'))}{cell(p('2'))}</w:tr>",
        f"<w:tr>{cell(p('新'))}<w:tc><w:tcPr><w:cellDel/></w:tcPr>{p('9')}</w:tc>{cell(p('3'))}</w:tr>",
    ]
    assert lines(f"<w:tbl>{''.join(rows)}</w:tbl>") == ["指标\t目标", "新\t3"]


def test_a_row_that_begins_late_keeps_its_columns() -> None:
    rows = (
        f"<w:tr>{cell(p('类'))}{cell(p('指标'))}{cell(p('目标'))}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell(p("种树"))}{cell(p("80亩"))}</w:tr>'
    )
    assert lines(f"<w:tbl>{rows}</w:tbl>") == ["类\t指标\t目标", "\t种树\t80亩"]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = f"<w:tbl><w:tr>{cell(p('指标'))}{cell(p('目标'))}</w:tr><w:tr>{cell(p('种树'))}{cell(p('80亩'))}</w:tr></w:tbl>"
    outer = (
        f"<w:tbl><w:tr>{cell(p('项目'))}{cell(p('内容'))}</w:tr>"
        f"<w:tr>{cell(p('年度'))}{cell(inner + p(''))}</w:tr></w:tbl>"
    )
    out = read_word(docx(outer))
    assert [[out.text[c.start : c.end] for c in row] for row in out.grids[-1].rows] == [
        ["指标", "目标"],
        ["种树", "80亩"],
    ]
    assert out.text.count("种树") == 1


def test_notes_of_both_kinds_follow_the_text() -> None:
    note = f'<w:endnotes {W}><w:endnote w:type="separator">{p("-")}</w:endnote><w:endnote>{p("尾注")}</w:endnote></w:endnotes>'
    foot = f"<w:footnotes {W}><w:footnote>{p('脚注')}</w:footnote></w:footnotes>"
    assert lines(p("正文"), endnotes=note, footnotes=foot) == ["正文", "脚注", "尾注"]


def test_the_page_number_in_a_frame_is_left_out_and_other_frames_are_not() -> None:
    frame = "<w:pPr><w:framePr/></w:pPr>"
    drop = '<w:pPr><w:framePr w:dropCap="drop"/></w:pPr>'
    body = f"<w:p>{frame}{run('— 12 —')}</w:p><w:p>{frame}{run('栏外语')}</w:p><w:p>{drop}{run('全')}</w:p>{p('年目标')}"
    assert lines(body) == ["栏外语", "全年目标"]


def test_the_code_of_a_field_is_not_text() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = f"<w:p>{char('begin')}{run('码')}{char('separate')}{run('120')}{char('end')}{run('人次')}</w:p>{p('完')}"
    assert lines(body) == ["120人次", "完"]
    assert lines(f"<w:p>{char('begin')}{run('码')}</w:p>{p('没有完的域不吞下文')}") == [
        "",
        "没有完的域不吞下文",
    ]


def test_a_contents_control_is_furniture() -> None:
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('一、目标 1')}</w:sdtContent></w:sdt>"
    )
    out = read_word(docx(control + p("一、目标")))
    assert [(out.text[f.start : f.end], f.reason) for f in out.furniture] == [
        ("一、目标 1", "table of contents")
    ]


def repacked(data: bytes, rename: dict[str, str], replace: dict[bytes, bytes]) -> bytes:
    """The same archive with other names of its parts, and bytes replaced in each."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for a, b in replace.items():
                content = content.replace(a, b)
            new.writestr(rename.get(name, name), content)
    return buffer.getvalue()


def test_the_main_part_can_have_any_name() -> None:
    data = repacked(
        docx(p("正文")),
        {"word/document.xml": "word/main7.xml", "word/_rels/document.xml.rels": "word/_rels/main7.xml.rels"},
        {b'"word/document.xml"': b'"/word/main7.xml"'},
    )
    assert read_word(data).text == "正文\n"


def test_the_strict_form_of_the_standard() -> None:
    common = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert read_word(repacked(docx(p("正文")), {}, {common: strict})).text == "正文\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("afchunk.htm", "<html><body><p>插入的一段</p></body></html>".encode()),
        ("afchunk.txt", "插入的一段".encode("gb18030")),
        ("afchunk.docx", docx(p("插入的一段"))),
        (
            "afchunk.mht",
            b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: x\r\n\r\n"
            + "<p>插入的一段</p>".encode(),
        ),
    ],
)
def test_inserted_files_are_part_of_the_text(name: str, content: bytes) -> None:
    data = docx(f'{p("前")}<w:altChunk {R} r:id="rId9"/>{p("后")}')
    relation = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" '
        f'Target="{name}"/></Relationships>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            held = old.read(part)
            if part == "word/_rels/document.xml.rels":
                held = held.replace(b"</Relationships>", relation.encode())
            new.writestr(part, held)
        new.writestr(f"word/{name}", content)
    assert read_word(buffer.getvalue()).text.split() == ["前", "插入的一段", "后"]
