"""The round trip of the review workbook: what a reviewer decides holds, here and next year."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import miner
from miner.themes import read_review
from tests.themes.conftest import FIELDS, PLACES, plan

TABLES = ("themes", "terms", "shares", "paragraphs", "representatives", "unfit")


def edit(path: Path, changes: dict[str, dict[str, Any]]) -> Path:
    """Change cells of a workbook, {sheet: {cell: value}}, as a reviewer would in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for sheet, cells in changes.items():
        for cell, value in cells.items():
            book[sheet][cell] = value
    book.save(path)
    return path


def theme_about(themes: miner.Themes, word: str) -> int:
    hits = themes.terms[themes.terms["term"].str.contains(word)]
    return int(hits.sort_values("weight")["theme"].iloc[-1])


@pytest.fixture
def workbook(themes: miner.Themes, tmp_path: Path) -> Path:
    path = tmp_path / "themes.xlsx"
    themes.write_review(path)
    return path


def test_a_workbook_given_back_unread_changes_nothing(
    corpus: miner.Corpus, themes: miner.Themes, workbook: Path
) -> None:
    again = miner.extract_themes(corpus, review=workbook)
    for name in TABLES:
        mine, before = getattr(again, name), getattr(themes, name)
        if name == "themes":
            mine, before = mine.drop(columns="origin"), before.drop(columns="origin")
        pd.testing.assert_frame_equal(mine, before, check_exact=True)


@pytest.fixture
def decided(themes: miner.Themes, workbook: Path) -> Path:
    """Renamed and signed: farming. Merged: schools into culture. Dropped: industry."""
    farm, culture = theme_about(themes, "农田"), theme_about(themes, "旅游")
    school, industry = theme_about(themes, "幼儿园"), theme_about(themes, "集群")
    return edit(
        workbook,
        {
            "主题": {
                f"B{farm + 1}": "三农工作",
                f"E{farm + 1}": "李主任",
                f"F{farm + 1}": "核对过数字",
                f"D{school + 1}": culture,
                f"B{culture + 1}": "文教事业",
                f"C{industry + 1}": "否",
            }
        },
    )


def check_decisions(found: miner.Themes) -> None:
    named = found.themes.set_index("name")
    assert {"三农工作", "文教事业"} <= set(named.index)
    assert named.loc["三农工作", "signed"] == "李主任"
    assert len(named) == 3
    terms = found.terms.groupby("theme")["term"].agg(" ".join)
    assert "农田" in terms[named.loc["三农工作", "theme"]]
    assert "集群" not in " ".join(terms)
    assert found.unfit["reason"].str.contains("dropped by the reviewer").any()
    both = terms[named.loc["文教事业", "theme"]]
    assert "幼儿园" in both or "学位" in both or "学校" in both
    assert "旅游" in both or "文化" in both


def test_names_merges_and_drops_hold(corpus: miner.Corpus, decided: Path) -> None:
    found = miner.extract_themes(corpus, review=decided)
    check_decisions(found)
    assert found.themes.set_index("name").loc["三农工作", "note"] == "核对过数字"


def test_a_second_round_trip_changes_nothing(corpus: miner.Corpus, decided: Path, tmp_path: Path) -> None:
    first = miner.extract_themes(corpus, review=decided)
    first.write_review(tmp_path / "second.xlsx")
    second = miner.extract_themes(corpus, review=tmp_path / "second.xlsx")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_exact=True)


def test_decisions_hold_when_a_plan_is_added(corpus: miner.Corpus, decided: Path, tmp_path: Path) -> None:
    more = miner.Corpus([*corpus, *miner.Corpus.from_texts({"新泉市": plan("新泉市", 40)})])
    found = miner.extract_themes(more, review=decided)
    check_decisions(found)
    found.write_review(tmp_path / "more.xlsx")
    check_decisions(miner.extract_themes(more, review=tmp_path / "more.xlsx"))


def test_decisions_hold_next_year(decided: Path) -> None:
    texts = {}
    for i, place in enumerate(PLACES[:7]):
        text = (
            plan(place, i + 31).replace("2025", "2026").replace("新建", "再建").replace("同步开展", "一起抓")
        )
        texts[f"{place}2026"] = text
    check_decisions(miner.extract_themes(miner.Corpus.from_texts(texts), review=decided))


def test_a_moved_paragraph_stays_where_it_was_put(
    corpus: miner.Corpus, themes: miner.Themes, workbook: Path
) -> None:
    farm = theme_about(themes, "农田")
    book = openpyxl.load_workbook(workbook)
    rows = [
        r for r in book["段落"].iter_rows(min_row=2) if "博物馆" in r[5].value and r[0].value == PLACES[3]
    ]
    wanted = (rows[0][0].value, rows[0][1].value)
    edit(workbook, {"段落": {rows[0][4].coordinate: farm}})
    for plans in (corpus, miner.Corpus(list(corpus)[1:])):
        table = miner.extract_themes(plans, review=workbook).paragraphs
        moved = table[(table["plan_id"] == wanted[0]) & (table["start"] == wanted[1])]
        assert moved["theme"].tolist() == [farm]
        assert moved["moved"].all()
        assert moved["weight"].tolist() == [1.0]


def test_columns_may_change_their_order_but_not_their_names(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["主题"]
    sheet.move_range(f"B1:B{sheet.max_row}", cols=20)
    book.save(workbook)
    assert len(read_review(workbook).decisions) == len(FIELDS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"主题": {"B1": "题目"}}, "名称"),
        ({"段落": {"E1": "去处"}}, "移至"),
        ({"依据": {"D1": "权"}}, "权重"),
        ({"主题": {"D3": "没有的主题"}}, "row 3.*并入"),
        ({"主题": {"D2": 2, "D3": 1}}, "circle"),
        ({"主题": {"C2": "也许"}}, "row 2.*保留"),
        ({"主题": {"A3": "二"}}, "编号"),
        ({"主题": {"A3": 9}}, "编号"),
        ({"主题": {"B2": None}}, "row 2.*名称"),
        ({"主题": {"B2": "一样", "B3": "一样"}}, "一样"),
        ({"段落": {"E4": 77}}, "row 4.*移至"),
        ({"依据": {"D9": "inf"}}, "row 9.*权重"),
        ({"主题": {f"C{row}": "否" for row in range(2, 7)}}, "every theme"),
    ],
)
def test_a_broken_workbook_is_a_clear_message(
    corpus: miner.Corpus, workbook: Path, changes: dict[str, dict[str, Any]], message: str
) -> None:
    with pytest.raises(miner.InputError, match=message):
        miner.extract_themes(corpus, review=edit(workbook, changes))


def test_a_missing_sheet_is_a_clear_message(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    del book["依据"]
    book.save(workbook)
    with pytest.raises(miner.InputError, match="依据"):
        read_review(workbook)


def test_a_file_that_is_no_workbook_is_a_clear_message(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("名称,保留", encoding="utf-8")
    with pytest.raises(miner.InputError, match="not a workbook"):
        read_review(tmp_path / "x.xlsx")
    with pytest.raises(miner.InputError, match="no such"):
        read_review(tmp_path / "y.xlsx")


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        ("xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="2000000000"', "beyond the last of a sheet"),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"</row>", "not a workbook"),
        ("xl/worksheets/sheet3.xml", b"<v>0</v>", b"<v>1e999</v>", "not a workbook"),
        ("xl/worksheets/sheet1.xml", b"<v>1</v>", b"<v>" + b"9" * 5000 + b"</v>", "not a workbook|编号"),
        ("xl/styles.xml", b"<styleSheet", b"<styleSheet " + b" " * 60_000_000, "zip bomb"),
    ],
)
def test_a_hostile_workbook_is_a_clear_message(
    workbook: Path, part: str, old: bytes, new: bytes, message: str
) -> None:
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old, new, 1) if name == part else content)
    with pytest.raises(miner.InputError, match=message):
        read_review(workbook)


def test_a_corpus_too_small_for_the_review_is_a_clear_message(workbook: Path) -> None:
    small = miner.Corpus.from_texts(
        {"a": "农村道路硬化，农村道路养护，都要有专人。\n农村道路路灯，农村道路照明，都要有保障。\n"}
    )
    with pytest.raises(miner.InputError, match="review"):
        miner.extract_themes(small, review=workbook)
