"""Nothing is lost in silence: what a reader would drop, merge or name twice is a problem row, or is read."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

import miner

LONG = "全年培训农民两千人次以上，新修道路十五公里，落实责任并做好督促检查工作，加强领导，保障经费，严格考核，按时完成任务。"
PLAN = f"溪口镇2025年工作计划\n一、工作目标\n{LONG}\n二、主要措施\n加强领导，落实责任。\n"


def read(tmp_path: Path, name: str, content: str | bytes) -> miner.Corpus:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return miner.read_corpus(path)


def rows(corpus: miner.Corpus) -> list[tuple[str, str]]:
    return list(zip(corpus.problems["kind"], corpus.problems["reason"], strict=True))


def test_a_cell_beyond_the_columns_is_told_with_its_line_and_kept(tmp_path: Path) -> None:
    corpus = read(tmp_path, "t.csv", f'id,text\na,"{LONG}"\nb,{LONG},再修桥梁三座\nc,"{LONG}"\n')
    assert [p.id for p in corpus] == ["a", "b", "c"]
    assert rows(corpus) == [
        ("doubt", "line 3: 3 cells under 2 columns: outside of them stands '再修桥梁三座'")
    ]
    assert corpus[1].metadata["column 3"] == "再修桥梁三座"


def test_empty_cells_beyond_the_columns_are_no_loss(tmp_path: Path) -> None:
    assert rows(read(tmp_path, "t.csv", f'id,text\na,"{LONG}",,\nb,"{LONG}",,\n')) == []


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_column_that_stands_twice_keeps_both_texts(tmp_path: Path, name: str) -> None:
    content = (
        f'id,text,text\na,"{LONG}","{LONG}乙"\n'
        if name == "t.csv"
        else f'{{"id": "a", "text": {json.dumps(LONG)}, "text": {json.dumps(LONG + "乙")}}}\n'
    )
    corpus = read(tmp_path, name, content)
    assert [corpus[0].text, corpus[0].metadata["text#2"]] == [LONG, LONG + "乙"]
    assert rows(corpus) == [
        ("doubt", "line 1: the column text stands 2 times; the later ones are read as text#2 …")
    ]


def test_an_open_quotation_mark_merges_no_plans(tmp_path: Path) -> None:
    corpus = read(tmp_path, "t.csv", f'id,text\na,"{LONG}"\nb,"{LONG}\nc,"{LONG}"\nd,"{LONG}"\n')
    assert [p.id for p in corpus] == ["a", "b", "c", "d"]
    assert [p.text.strip() for p in corpus] == [LONG] * 4
    assert rows(corpus) == [
        (
            "doubt",
            "line 3: a quotation mark is not closed or not doubled; the row is read to the end of its line",
        )
    ]


def test_an_open_quotation_mark_in_the_last_row_is_told(tmp_path: Path) -> None:
    corpus = read(tmp_path, "t.csv", f'id,text\na,"{LONG}"\nb,"{LONG}\n')
    assert [p.id for p in corpus] == ["a", "b"]
    assert [(kind, reason[:7]) for kind, reason in rows(corpus)] == [("doubt", "line 3:")]


def test_marks_inside_a_cell_of_several_lines_part_no_plan(tmp_path: Path) -> None:
    cell = f'一、目标\n落实"两个"责任\n{LONG}'
    corpus = read(tmp_path, "t.csv", f'id,text\na,"{cell}"\nb,"{LONG}"\n')
    assert [p.id for p in corpus] == ["a", "b"]
    assert corpus[0].text == cell
    assert [(kind, reason[:7]) for kind, reason in rows(corpus)] == [("doubt", "line 2:")]


def test_cells_of_several_lines_are_read_as_before(tmp_path: Path) -> None:
    cell = f'一、目标\n落实""两个""责任\n{LONG}'
    corpus = read(tmp_path, "t.csv", f'id,text\r\na,"{cell}"\r\nb,"{LONG}"\r\n')
    assert corpus[0].text == cell.replace('""', '"')
    assert rows(corpus) == []


def test_a_bad_line_of_json_leaves_the_others(tmp_path: Path) -> None:
    good = json.dumps({"id": "a", "text": LONG})
    corpus = read(tmp_path, "t.jsonl", f'{good}\n{{"id": \n[1]\n{good.replace("a", "b", 1)}\n')
    assert len(corpus) == 2
    assert rows(corpus) == [
        ("unreadable", "line 2 is no JSON: Expecting value"),
        ("unreadable", "line 3 is no JSON object"),
    ]


def test_ids_are_never_shared(tmp_path: Path) -> None:
    table = f'id,text\na,"{LONG}1"\na,"{LONG}2"\na.csv~2,"{LONG}3"\n'
    corpus = read(tmp_path, "ids.csv", table)
    assert [corpus.plan(p.id).text for p in corpus] == [p.text for p in corpus]
    assert len({p.id for p in corpus}) == 3
    assert corpus[2].id == "a.csv~2"


def test_a_damaged_member_leaves_the_good_ones(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "abc":
            archive.writestr(f"{name}.txt", (PLAN + name) * 3)
    data = bytearray(buffer.getvalue())
    at = data.find(b"b.txt") + 5
    data[at : at + 12] = b"\xff" * 12
    corpus = read(tmp_path, "m.zip", bytes(data))
    assert [p.id for p in corpus] == ["a", "c"]
    assert [Path(p).name for p in corpus.problems["path"]] == ["m.zip!b.txt"]
