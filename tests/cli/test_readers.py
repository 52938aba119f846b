"""What the command line shows to people, not to programs: tables, the page of a comparison, workbooks, advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import openpyxl
import pandas as pd
import pytest

import miner
from miner.cli import cli
from miner.comparison.page import page_text
from miner.language import Choice
from miner.spoken import say, speak
from miner.terminal import emit, in_words

FORMER = """柏树镇文化站2024年工作计划
一、工作目标
全年举办展览12场，新建村级书屋5个，读者满意度达到85%以上。
二、主要措施
每季度培训管理员一次。
"""
LATER = """柏树镇文化站2025年工作计划
一、2024年工作回顾
2024年举办展览13场，新建村级书屋4个。
二、工作目标
全年举办展览15场，新建村级书屋3个，读者满意度达到90%以上，开放自习室2间。
三、主要措施
每月培训管理员一次。
"""


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak(Choice("en", asked=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("柏树镇2024", FORMER), ("柏树镇2025", LATER), ("柏树镇旧稿", FORMER)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path) -> None:
    cli.main(list(map(str, arguments)), "miner", standalone_mode=False)


# English words that may stand in a Chinese page: none of these plans has one.
ENGLISH = re.compile("[A-Za-z]{2,}")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_the_page_of_a_comparison_is_chinese(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("compare", folder / "柏树镇2024.txt", folder / "柏树镇2025.txt", "--language", language, "-q")
    page = capsys.readouterr().out
    assert ("目标的前后变化" if language == "zh-Hans" else "目標的前後變化") in page
    assert "提高" in page
    assert len(page.splitlines()) > 15
    assert ENGLISH.findall(page) == []
    run("compare", *sorted(folder.glob("*.txt")), "--language", language, "-q")
    notes = [line for line in capsys.readouterr().out.splitlines() if line.startswith("注意：")]
    assert notes
    assert [note for note in notes if ENGLISH.search(note)] == []


def test_the_page_of_a_comparison_stays_english_for_others(folder: Path) -> None:
    compared = miner.compare(miner.read_corpus([folder / "柏树镇2024.txt", folder / "柏树镇2025.txt"]))
    assert compared.page() == page_text(compared, in_words)
    assert "What became of the targets" in compared.page()


def test_every_head_and_title_of_the_page_is_said_in_chinese() -> None:
    source = Path(page_text.__code__.co_filename).read_text(encoding="utf-8")
    titles = re.findall(r'_part\(\s*"([^"]+)"', source)
    heads = re.findall(r'"\w+": "([a-z0-9][a-z0-9 ]*)"', source)
    assert (len(titles) > 8, len(heads) > 30) == (True, True)
    speak(Choice("zh-Hans", asked=True))
    assert sorted({text for text in (*titles, *map(str.strip, heads)) if say(text) == text}) == []


def test_a_table_for_people_has_chinese_heads_codes_and_reasons(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    run("targets", folder / "柏树镇2024.txt", "-f", "table", "--language", "zh")
    page = capsys.readouterr().out
    assert all(word in page for word in ("原文", "比较", "不低于", "未显示的列：", "、"))
    assert not re.search(r"\b(?:quote|comparator|ge|unit)\b", page)
    run("vetoes", folder / "柏树镇2024.txt", "-f", "table", "--language", "zh")
    assert "日期、年份或其中一部分" in capsys.readouterr().out
    run("outline", folder / "柏树镇2024.txt", "--language", "zh")
    assert "[目标]" in capsys.readouterr().out


def test_tables_for_programs_keep_their_names_and_codes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("targets", folder / "柏树镇2024.txt", "-f", "csv", "--language", "zh")
    head, *rows = capsys.readouterr().out.splitlines()
    assert "comparator" in head
    assert any(",ge," in row for row in rows)


def test_numbers_of_a_table_are_as_short_as_they_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    emit(pd.DataFrame({"low": [35e8, 0.5, 0.912114, 2.00001, 0.0000123, float("nan")]}), "table", "-")
    page = capsys.readouterr().out
    assert "3500000000 " in page
    assert "0.5 " in page
    assert "0.9121 " in page
    assert "2 " in page
    assert "1.23e-05" in page
    assert ". " not in page
    assert "nan" not in page


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no rows"), ("zh-Hans", "没有内容"), ("zh-Hant", "沒有內容")]
)
def test_a_table_without_rows_says_so(language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    speak(Choice(language, asked=True))
    emit(pd.DataFrame({"plan_id": []}), "table", "-")
    assert said in capsys.readouterr().out


def test_a_name_that_ends_in_xlsx_is_a_workbook(folder: Path) -> None:
    run("targets", folder / "柏树镇2025.txt", "-o", folder / "out.xlsx", "--language", "zh", "-q")
    sheet = openpyxl.load_workbook(folder / "out.xlsx").active
    assert sheet.title == "目标"
    assert sheet.auto_filter.ref
    assert "15场" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("ending", [".docx", ".xls", ".pdf", ".html", ".json"])
def test_a_table_is_not_written_under_an_ending_it_cannot_have(folder: Path, ending: str) -> None:
    with pytest.raises(miner.InputError, match=r"\.xlsx"):
        run("targets", folder / "柏树镇2024.txt", "-o", folder / f"out{ending}", "-q")
    assert not (folder / f"out{ending}").exists()
    run("targets", folder / "柏树镇2024.txt", "-o", folder / f"out{ending}", "-f", "csv", "-q")
    assert (folder / f"out{ending}").exists()


def test_one_plan_alone_is_said_to_have_nothing_to_compare(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("duplicates", folder / "柏树镇2024.txt", "--language", "zh")
    assert "两份以上才能比对" in capsys.readouterr().err
    run("duplicates", folder / "柏树镇2024.txt", "-q")
    assert capsys.readouterr().err == ""
    run("duplicates", folder)
    assert capsys.readouterr().err == ""


def test_a_pair_is_named_by_a_part_of_its_ids(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp_path = tmp_path_factory.mktemp("out")
    run("evidence", folder, "--pair", "旧稿", "2025", "-o", tmp_path / "out.html", "-q")
    assert (tmp_path / "out.html").exists()
    with pytest.raises(click.UsageError, match=r"several plans are meant by 柏树镇: .*2024, .*2025"):
        run("evidence", folder, "--pair", "柏树镇", "2025", "-o", tmp_path / "out.html")
    with pytest.raises(click.UsageError, match="no plan read is called 松树镇; the plans: 柏树镇2024"):
        run("evidence", folder, "--pair", "松树镇", "2025", "-o", tmp_path / "out.html")


def test_the_summary_and_the_labels_are_in_the_language_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis = miner.analyze(folder)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "MINER_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    assert analysis.summary().startswith("3 plans, ")
    assert analysis.summary("zh").startswith("3 份计划，")
    monkeypatch.setenv("MINER_LANGUAGE", "zh-Hant")
    assert analysis.summary().startswith("3 份計劃，")
    assert analysis.labels("zh")["targets"]["quote"] == "原文"
    renamed = analysis.targets.rename(columns=analysis.labels()["targets"])
    assert "單位" in renamed.columns
    with pytest.raises(miner.InputError, match="not one of"):
        analysis.labels("fr")
