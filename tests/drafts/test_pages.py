"""The forms of a checked draft: lines, one page, a Word file that opens in LibreOffice, the verb of the command line."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn

import miner
from miner.cli import cli
from miner.report.draft import DraftPage, draft_page

LAST = "竹溪镇2025年工作计划\n一、目标\n培训护林员50人。\n二、防火\n备足沙袋。\n"
DRAFT = (
    "竹溪镇2026年工作计划\n一、目标\n培训护林员40人<b>。\n二、防火\n备足沙袋，6月31日前验收。\n"
    "二、治水\n千部下沉。\n四、考核\n年终验收。"
)
CORRECTED = DRAFT.replace("二、治水", "三、治水").replace("千部", "干部")


@pytest.fixture
def page() -> DraftPage:
    plans = {p.id: p for p in miner.Corpus.from_texts({"draft": DRAFT, "last": LAST})}
    return draft_page(miner.check_draft(plans["draft"], plans["last"]), language="zh-Hans")


def test_the_page_is_one_file_with_the_remarks_at_the_words(page: DraftPage) -> None:
    assert "default-src 'none'; style-src 'sha256-" in page.html
    assert not re.findall(r"<script|(?:src|href)=\"(?!#)", page.html)
    text = page.html.split('<div class="text" lang="zh">')[1].split("</div>")[0]
    bare = html.unescape(re.sub(r"<a class=\"at\".*?</a>|</?mark[^>]*>", "", text))
    assert bare.strip() == DRAFT
    for e in page.entries:
        assert f'id="r{e.number}"' in text
        assert f'href="#r{e.number}"' in page.html
    assert '<mark class="fault">6月31日</mark>' in text


def test_the_lines_say_where_what_and_how_many(page: DraftPage) -> None:
    lines = page.lines()
    assert "第5行 · 错误 · 日期不存在：" in lines or "第5行 · 错误 · 日期不存在: " in lines
    assert lines.splitlines()[-1].startswith("错误 ")
    assert lines.index("日期不存在") < lines.index("目标低于上年")


def runs(data: bytes, skip: str) -> str:
    """The text of a Word file without what stands in elements of the name `skip`."""
    lines = []
    for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        inside = [
            t.text or ""
            for t in paragraph.iter(qn("w:t"), qn("w:delText"))
            if not any(a.tag == qn(skip) for a in t.iterancestors())
        ]
        lines.append("".join(inside))
    return "\n".join(lines)


def test_word_rejected_is_the_draft_and_accepted_is_the_corrected_one(page: DraftPage) -> None:
    assert runs(page.word, "w:ins") == DRAFT
    assert runs(page.word, "w:del") == CORRECTED
    with zipfile.ZipFile(io.BytesIO(page.word)) as parts:
        comments = parts.read("word/comments.xml").decode()
    assert comments.count("<w:comment ") == len(page.entries)
    assert "日期不存在" in comments
    assert page.word == page.word


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_accepts_its_changes(page: DraftPage, tmp_path: Path) -> None:
    file = page.save(tmp_path / "draft.docx")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to"]
    subprocess.run(
        [*command, "odt", "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=180
    )
    with zipfile.ZipFile(tmp_path / "draft.odt") as parts:
        content = parts.read("content.xml").decode()
    assert content.count("<text:changed-region") == 4
    kept = re.sub(
        r"<text:tracked-changes[^>]*>.*?</text:tracked-changes>|<office:annotation .*?</office:annotation>",
        "",
        content,
    )
    paragraphs = re.findall(r"<text:p [^>]*?(?:/>|>(.*?)</text:p>)", kept)
    assert html.unescape("\n".join(re.sub("<[^>]*>", "", p) for p in paragraphs)).strip() == CORRECTED


def test_the_verb_writes_every_form_and_exits_with_3(tmp_path: Path) -> None:
    draft, last = tmp_path / "draft.txt", tmp_path / "last.txt"
    draft.write_text(DRAFT, encoding="utf-8")
    last.write_text(LAST, encoding="utf-8")
    run = CliRunner().invoke
    told = run(cli, ["check", str(draft), "--last", str(last)])
    assert told.exit_code == 3
    assert "no such date" in told.output.lower()
    listed = run(cli, ["check", str(draft), "--format", "jsonl"])
    rows = [json.loads(line) for line in listed.output.splitlines()]
    assert {"number_doubled", "impossible_date"} <= {r["kind"] for r in rows}
    for name in ("page.html", "draft.docx", "remarks.csv"):
        done = run(cli, ["check", str(draft), "-o", str(tmp_path / name)])
        assert done.exit_code == 3
        assert (tmp_path / name).stat().st_size > 100
    wrong = run(cli, ["check", str(draft), "--superior", str(tmp_path / "none.txt")])
    assert wrong.exit_code == 2


def test_a_draft_without_fault_or_doubt_exits_with_0(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(
        "竹溪镇2026年工作计划\n一、目标\n培训护林员40人。\n二、防火\n备足沙袋。", encoding="utf-8"
    )
    told = CliRunner().invoke(cli, ["check", str(draft), "--language", "zh-Hant"])
    assert told.exit_code == 0
    assert "錯誤 0 · 存疑 0" in told.output


def test_another_ending_is_refused(page: DraftPage, tmp_path: Path) -> None:
    with pytest.raises(miner.InputError, match=r"\.html or a \.docx"):
        page.save(tmp_path / "draft.pdf")
