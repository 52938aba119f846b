"""Pages, tables, archives and legacy files."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from word_files import docx, p

import miner

PLAN = "清溪市总工会2023年工作计划\n一、指导思想\n认真学习，提高认识，抓好落实。\n二、主要任务\n全年培训职工五千人次。\n"
OTHER = (
    "白沙镇2024年工作计划\n一、总体要求\n全面推进乡村建设，改善人居环境。\n二、重点工作\n新修道路十二公里。\n"
)
ROWS = [
    {"标题": "清溪市总工会2023年工作计划", "正文": PLAN, "地区": "清溪市", "年份": "2023", "备注": "甲"},
    {"标题": "", "正文": OTHER, "地区": "", "年份": "2024.0", "备注": ""},
]


def kinds(corpus: miner.Corpus) -> dict[str, str]:
    return {str(r.path).rsplit("/", 1)[-1]: str(r.kind) for r in corpus.problems.itertuples()}


# --- pages ---------------------------------------------------------------------------------------------

PAGE = """<html><head><meta charset="{charset}"><title>白沙镇2024年工作计划_某某网</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">范文</a></div><article><h1>白沙镇2024年工作计划</h1>
<h2>一、总体要求</h2><p>全面推进乡村建设，改善人居环境，<br>办好民生实事，让群众满意。</p>
<h2>二、指标</h2><table><tr><th>指标</th><th>目标</th></tr><tr><td>新修道路</td><td>12公里</td></tr></table>
<p>各村要按月报送进度，年底前统一考核，结果向全镇公布。</p></article>
<footer>版权所有 联系我们</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb2312"])
def test_a_page_gives_its_main_text_headings_and_tables(tmp_path: Path, charset: str) -> None:
    (tmp_path / "page.html").write_bytes(
        PAGE.format(charset=charset).encode("gbk" if charset == "gb2312" else charset)
    )
    (plan,) = miner.read_corpus(tmp_path)
    text = plan.source.text
    assert (plan.title, plan.place, plan.year) == ("白沙镇2024年工作计划", "白沙镇", 2024)
    assert "改善人居环境，\n办好民生实事" in text
    assert "联系我们" not in text
    headings = [(text[h.start : h.end], h.level) for h in plan.source.headings]
    assert headings[-2:] == [("一、总体要求", 2), ("二、指标", 2)]
    (grid,) = plan.source.grids
    assert [[text[c.start : c.end] for c in row] for row in grid.rows] == [
        ["指标", "目标"],
        ["新修道路", "12公里"],
    ]


def test_a_page_without_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><body></body></html>", encoding="utf-8")
    assert kinds(miner.read_corpus(tmp_path)) == {"page.html": "empty"}


def test_markdown_tables_and_headings_are_found(tmp_path: Path) -> None:
    text = "# 计划\n\n## 指标\n| 指标 | 目标 |\n|---|---|\n| 道路 | 12 公里 |\n\n正文 | 不是表\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    (plan,) = miner.read_corpus(tmp_path)
    (grid,) = plan.source.grids
    assert [[text[c.start : c.end] for c in row] for row in grid.rows] == [
        ["指标", "目标"],
        ["道路", "12 公里"],
    ]
    assert [(text[h.start : h.end], h.level) for h in plan.source.headings] == [("# 计划", 1), ("## 指标", 2)]


# --- tables --------------------------------------------------------------------------------------------


def write_table(path: Path) -> None:
    import pandas as pd

    frame = pd.DataFrame(ROWS)
    if path.suffix == ".csv":
        frame.to_csv(path, index=False, encoding="gbk")
    elif path.suffix == ".tsv":
        frame.to_csv(path, index=False, sep="\t", encoding="utf-8-sig")
    elif path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in ROWS), encoding="utf-8")
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_excel(path, index=False)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"])
def test_each_row_is_a_plan_and_columns_win(tmp_path: Path, suffix: str) -> None:
    write_table(tmp_path / f"plans{suffix}")
    first, second = miner.read_corpus(tmp_path)
    assert (first.id, second.id) == ("plans#1", "plans#2")
    assert first.source.text.rstrip() == PLAN.rstrip()
    assert (first.place, first.year, first.metadata["备注"]) == ("清溪市", 2023, "甲")
    assert first.grounds["year"] == "column or front matter of the file"
    assert (second.title, second.place, second.year) == ("白沙镇2024年工作计划", "白沙镇", 2024)


def test_the_text_column_is_the_one_with_texts_or_the_one_asked_for(tmp_path: Path) -> None:
    lines = [{"a": "短", "b": PLAN, "c": OTHER[:60]}, {"a": "短", "b": "", "c": OTHER[:60]}]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in lines), encoding="utf-8")
    corpus = miner.read_corpus(path)
    assert [plan.text[:3] for plan in corpus] == ["白沙镇", "白沙镇"]
    asked = miner.read_corpus(path, text_column="b")
    assert [plan.text[:3] for plan in asked] == ["清溪市"]
    assert list(asked.problems["reason"]) == ["row 2 has no text in column b"]
    with pytest.raises(miner.InputError, match="the columns are a, b, c"):
        miner.read_corpus(path, text_column="z")


def test_tables_without_texts_and_damaged_ones_are_problems(tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "header.csv").write_text("标题,正文\n", encoding="utf-8")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and nothing")
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "bad.jsonl").write_text('{"text": "x"}\n{"text": ', encoding="utf-8")
    assert kinds(miner.read_corpus(tmp_path)) == {
        "numbers.csv": "no text column",
        "header.csv": "empty",
        "cut.parquet": "unreadable",
        "cut.xlsx": "unreadable",
        "bad.jsonl": "unreadable",
    }


# --- archives ------------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_archives_are_read_with_their_own_problems(tmp_path: Path) -> None:
    inner = zipped({"乙.txt": OTHER.encode()})
    data = zipped(
        {"一/甲.txt": PLAN.encode("gbk"), "内.zip": inner, "空.txt": b"", "图.emf": b"BM", "__MACOSX/x": b"x"}
    )
    (tmp_path / "plans.zip").write_bytes(data)
    corpus = miner.read_corpus(tmp_path)
    assert sorted(plan.id for plan in corpus) == ["乙", "甲"]
    assert corpus.plan("甲").source.path == f"{tmp_path}/plans.zip!一/甲.txt"
    assert {k.split("!")[-1]: v for k, v in kinds(corpus).items()} == {
        "空.txt": "empty",
        "图.emf": "unknown type",
    }


def test_member_names_in_gbk_are_shown(tmp_path: Path) -> None:
    name = "工作计划.txt"
    plain = zipped({"x" * len(name.encode("gbk")): PLAN.encode()})
    (tmp_path / "plans.zip").write_bytes(plain.replace(b"x" * len(name.encode("gbk")), name.encode("gbk")))
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.id == "工作计划"


def test_bombs_and_damaged_archives_are_problems(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({"a.txt": b"0" * 50_000_000}))
    (tmp_path / "cut.zip").write_bytes(zipped({"a.txt": PLAN.encode()})[:60])
    deep = zipped({"c.txt": PLAN.encode()})
    for name in ("b.zip", "a.zip"):
        deep = zipped({name: deep})
    (tmp_path / "deep.zip").write_bytes(deep)
    corpus = miner.read_corpus(tmp_path)
    assert len(corpus) == 0
    assert sorted(kinds(corpus).values()) == ["limit", "limit", "unreadable"]


# --- legacy files --------------------------------------------------------------------------------------


def test_without_libreoffice_a_legacy_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "old.wps").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    problems = miner.read_corpus(tmp_path).problems
    assert list(problems["kind"]) == ["not converted"]
    assert list(problems["reason"]) == [".wps files are read through LibreOffice, which is not installed"]


def test_what_the_bytes_are_decides_not_an_old_name(tmp_path: Path) -> None:
    page = f"<html><body>{''.join(f'<p>{line}</p>' for line in PLAN.splitlines())}</body></html>"
    (tmp_path / "a.doc").write_bytes(b"\xef\xbb\xbf\r\n<!DOCTYPE html>" + page.encode())
    (tmp_path / "b.wps").write_bytes(docx(p("白沙镇2024年工作计划")))
    corpus = miner.read_corpus(tmp_path)
    assert [plan.place for plan in corpus] == ["清溪市", "白沙镇"]
    assert corpus.problems.empty


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_legacy_file_is_read_through_libreoffice(tmp_path: Path) -> None:
    (tmp_path / "old.rtf").write_bytes(
        b"{\\rtf1\\ansi\\uc0 " + "".join(f"\\u{ord(c)} " for c in "清溪市2024年工作计划").encode() + b"\\par}"
    )
    (plan,) = miner.read_corpus(tmp_path)
    assert plan.title == "清溪市2024年工作计划"


def test_a_word_file_in_a_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(docx(p("白沙镇2024年工作计划")))
    assert [plan.place for plan in miner.read_corpus(tmp_path)] == ["清溪市", "白沙镇"]


SCRAPED = """<html><head><title>街道工作计划2篇</title></head><body><div class="top">首页 &gt; 范文 &gt; 计划</div>
<div id="content">以下是小编整理的街道工作计划2篇，仅供参考。<br/><strong>街道工作计划 篇1</strong><br/>
{body}<br/><p><b>街道工作计划 篇2</b></p><p>{body}</p></div>
<div class="side"><a href="/1">教师计划</a><a href="/2">护士计划</a></div></body></html>"""


def test_a_scraped_page_of_two_plans(tmp_path: Path) -> None:
    body = (
        "<br/>".join(PLAN.split("\n")[1:])
        + "全年组织文艺活动不少于十二次，每月走访困难家庭一次，年底进行总结表彰。"
    )
    (tmp_path / "page.htm").write_text(SCRAPED.format(body=body), encoding="utf-8")
    corpus = miner.read_corpus(tmp_path)
    assert [plan.title for plan in corpus] == ["街道工作计划 篇1", "街道工作计划 篇2"]
    assert "一、指导思想" in corpus[0].text.splitlines()
