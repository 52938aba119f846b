"""Saved pages, mails and books; files whose ending says nothing or something else."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from word_files import docx, p

import miner
from miner.reading.fragments import read_fragment
from miner.reading.html import decode_html
from miner.reading.readers import choose

PAGE = (
    "<html><head><title>柳河镇2026年工作计划</title></head><body><h1>柳河镇2026年工作计划</h1><p>一、工作目标</p>"
    "<p>全年植树800亩，修建道路12公里，新建文化广场3个，组织培训不少于20场次。</p></body></html>"
)


def saved_page(boundary: str = "----=_part") -> bytes:
    head = (
        "From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + PAGE.encode() + f"\r\n--{boundary}--\r\n".encode()


def mail(page: bool = False, attached: bytes | None = None) -> bytes:
    made = EmailMessage()
    made["Subject"] = "柳河镇2026年工作计划"
    made["From"] = "a@example.org"
    made.set_content("一、工作目标\n全年植树800亩。\n")
    if page:
        made.add_alternative(
            "<table><tr><td>指标</td><td>目标</td></tr><tr><td>植树</td><td>800亩</td></tr></table>", "html"
        )
    if attached is not None:
        made.add_attachment(attached, "application", "octet-stream", filename="附件.docx")
    return made.as_bytes()


def book(listed: bool) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("text/a.xhtml", "<html><body><p>后一章</p></body></html>")
        archive.writestr("text/b.xhtml", "<html><body><h1>前一章</h1></body></html>")
        if listed:
            archive.writestr(
                "text/book.opf",
                '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="2" href="a.xhtml"/>'
                '<item id="1" href="b.xhtml"/></manifest><spine><itemref idref="1"/><itemref idref="2"/></spine></package>',
            )
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["页.mht", "页.mhtml", "页.doc", "页.wps", "页"])
def test_a_saved_page_is_read_by_its_content(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(saved_page())
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.title == "柳河镇2026年工作计划"
    assert "植树800亩" in plan.source.text
    assert "part" not in plan.source.text


def test_a_mail_is_its_subject_and_its_text(tmp_path: Path) -> None:
    (tmp_path / "信.eml").write_bytes(mail())
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.source.text.split() == ["柳河镇2026年工作计划", "一、工作目标", "全年植树800亩。"]


def test_a_mail_with_a_table_keeps_it_and_gives_its_attachments(tmp_path: Path) -> None:
    (tmp_path / "信.eml").write_bytes(
        mail(page=True, attached=docx(p("柳河镇2026年工作计划") + p("修路3公里。")))
    )
    first, second = miner.read_corpus(tmp_path)
    assert len(first.source.grids) == 1
    assert second.source.path == f"{first.source.path}!附件.docx"
    assert "修路3公里" in second.source.text


@pytest.mark.parametrize(("listed", "order"), [(True, ["前一章", "后一章"]), (False, ["后一章", "前一章"])])
def test_the_chapters_of_a_book_come_in_its_order(tmp_path: Path, listed: bool, order: list[str]) -> None:
    (tmp_path / "书.epub").write_bytes(book(listed))
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.source.text.split() == order


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (docx(p("a")), "", "word"),
        (docx(p("a")), ".doc", "word"),
        (docx(p("a")), ".dotx", "word"),
        (docx(p("a")), ".zip", "archive"),
        (book(False), "", "book"),
        (b"%PDF-1.4", "", "pdf"),
        (b"%PDF-1.4", ".doc", "pdf"),
        (PAGE.encode(), "", "html"),
        (PAGE.encode(), ".xls", "html"),
        (b"{\\rtf1 a}", ".doc", "legacy"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls", "legacy sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "legacy"),
        ("一、目标".encode(), "", "text"),
        ("目标：植树\n要求：完成\n".encode(), "", "text"),
        (b"\0\1\2\3" * 9, "", None),
        (b"anything", ".exe", None),
        (saved_page(), ".txt", "text"),
    ],
)
def test_the_kind_of_a_file(data: bytes, suffix: str, kind: str | None) -> None:
    reader = choose(data, suffix)
    assert (reader and reader.kind) == kind


@pytest.mark.parametrize(
    ("written", "says"),
    [("big5", "iso-8859-1"), ("utf-8", "gb2312"), ("gb18030", "utf-8"), ("big5", "gb2312"), ("big5", "big5")],
)
def test_a_wrong_charset_is_found_by_the_text(written: str, says: str) -> None:
    page = f'<html><head><meta charset="{says}"></head><body><p>本年度工作計畫目標：參加人數成長百分之五，全年辦理活動十場。</p></body></html>'
    assert decode_html(page.encode(written))[0] == page


def test_a_fragment_keeps_its_order_headings_and_merged_cells() -> None:
    out = read_fragment(
        "<h2>目标</h2>先<b>一</b>句<br>后一句<p style='display: none'>藏</p><script>码</script>"
        "<table><tr><th rowspan=2>指标</th><th colspan=2>目标值</th></tr><tr><th>2026年</th><th>2030年</th></tr>"
        "<tr><td>植树</td><td>80亩</td><td>90亩</td></tr></table><ul><li>甲</li><li>乙</li></ul>"
    )
    assert out.text.split("\n") == [
        "目标", "先一句", "后一句", "指标\t目标值\t", "\t2026年\t2030年", "植树\t80亩\t90亩", "甲", "乙", "",
    ]  # fmt: skip
    assert [(out.text[h.start : h.end], h.level) for h in out.headings] == [("目标", 2)]
    rows = [[out.text[c.start : c.end] for c in row] for row in out.grids[0].rows]
    assert rows[:2] == [["指标", "目标值", "目标值"], ["指标", "2026年", "2030年"]]
