"""What stands beside the page: workbook, Word and Markdown summary, tables, figures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from docx import Document
from made import Made, made_analysis

import miner
from miner.corpus import Corpus
from miner.errors import InputError
from miner.report import _fonts, figures, write_report
from miner.report._payload import make_payload
from miner.report._summary import summary_blocks
from miner.report._values import value_text
from miner.report._workbook import workbook_bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("report")
    write_report(made_analysis(hostile=True), target, language="en")
    return target


def test_the_folder_has_every_file_and_the_page_comes_first(tmp_path: Path) -> None:
    written = write_report(made_analysis(), tmp_path)
    assert written[0] == tmp_path / "index.html"
    names = {str(p.relative_to(tmp_path)) for p in written}
    assert {
        "tables.xlsx",
        "summary.docx",
        "summary.md",
        "tables/targets.csv",
        "tables/passages.parquet",
    } <= names
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()} == names


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    first = write_report(made_analysis(), tmp_path / "a")
    second = write_report(made_analysis(), tmp_path / "b")
    differ = [a.name for a, b in zip(first, second, strict=True) if a.read_bytes() != b.read_bytes()]
    # a Word file is a ZIP archive that python-docx stamps with the time of writing
    assert set(differ) <= {"summary.docx"}


def test_no_text_of_the_workbook_is_a_formula_or_a_link_to_elsewhere(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert any(isinstance(c.value, str) and c.value.startswith("=cmd") for c in cells)
    assert not [c.hyperlink.target for c in cells if c.hyperlink is not None and c.hyperlink.target]


def test_sheets_have_filters_frozen_heads_and_links_to_the_plans(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    sheet = book["Targets"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref is not None
    assert sheet["A2"].hyperlink.location == "'Plans'!A2"
    assert [c.value for c in sheet[1]][:2] == ["Plan", "Section"]


def test_a_cell_that_is_too_long_is_cut_and_shows_it() -> None:
    analysis = made_analysis()
    table = pd.DataFrame({"plan_id": ["river"], "reason": ["长" * 40_000]})
    made = workbook_bytes(Made(**{**vars(analysis), "leftovers": table}), make_payload(analysis), "en")
    value = openpyxl.load_workbook(io.BytesIO(made))["To check"]["B2"].value
    assert len(value) == 32_767
    assert value.endswith("…")


def test_the_word_summary_opens_and_ends_with_signatures(folder: Path) -> None:
    document = Document(str(folder / "summary.docx"))
    heads = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert heads[0] == "Problems"
    assert heads[-1] == "Review and signatures"
    words = "\n".join(c.text for t in document.tables for row in t.rows for c in row.cells)
    assert "全年门诊量达到3.6万人次" in words
    assert "\u202e" not in words


def test_markdown_keeps_text_as_text(folder: Path) -> None:
    text = (folder / "summary.md").read_text("utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;img src=x onerror" in text
    for line in text.split("\n"):
        if line.startswith("| ") and "---" not in line:
            assert line.rstrip().endswith("|")


def test_tables_come_back_from_parquet_as_they_were(folder: Path) -> None:
    analysis = made_analysis(hostile=True)
    pd.testing.assert_frame_equal(
        pd.read_parquet(folder / "tables" / "leftovers.parquet"), analysis.leftovers
    )
    csv = (folder / "tables" / "targets.csv").read_bytes()
    assert csv.startswith(b"\xef\xbb\xbf")
    assert b"\n=cmd" not in csv


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"low": 36000.0, "high": None, "comparator": "ge", "unit": "人次"}, "≥ 36,000人次"),
        ({"low": None, "high": 5.5, "comparator": "le", "unit": "%"}, "≤ 5.5%"),
        ({"low": 5.0, "high": 7.0, "comparator": "between", "unit": "%"}, "5–7%"),
        ({"low": 2.5e8, "high": 2.5e8, "comparator": "eq", "unit": "元"}, "2.5亿元"),
        ({"low": float("nan"), "high": None, "comparator": None, "unit": "元"}, ""),
    ],
)  # fmt: skip
def test_values_are_written_as_people_write_them(row: dict[str, object], text: str) -> None:
    assert value_text(row) == text


def test_the_summary_never_accuses() -> None:
    from miner.report._words import words

    said = "\n".join(v for table in words().values() for v in table.values()).lower()
    for word in ("plagiar", "抄袭", "抄襲", "剽窃", "剽竊", "造假", "cheat", "fraud", "copied from"):
        assert word not in said


def test_the_summary_says_what_it_left_out() -> None:
    analysis = made_analysis()
    many = pd.concat([analysis.leftovers] * 60, ignore_index=True)
    blocks = summary_blocks(Made(**{**vars(analysis), "leftovers": many}), make_payload(analysis), "en")
    block = next(b for b in blocks if b.title == "To check")
    assert (len(block.rows), block.cut) == (40, 60)


@pytest.fixture
def no_font_in_memory() -> Iterator[None]:
    """Look for the font anew in this test, and again after it."""
    caches = (_fonts.chinese_font, _fonts._drawable_codes)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("name", ["similarity", "theme_shares", "trend"])
def test_a_figure_is_axes_with_labels_in_the_font_of_the_package(name: str) -> None:
    draw, _ = figures.FIGURES[name]
    axes = draw(made_analysis(), language="zh-Hans")
    texts = [t for t in axes.get_children() if hasattr(t, "get_fontproperties") and t.get_text()]
    assert texts
    assert {t.get_fontproperties().get_file() for t in texts} == {str(_fonts.shipped_font())}
    assert any("\u4e00" <= c <= "\u9fff" for t in texts for c in t.get_text())


def test_the_font_has_the_characters_of_both_scripts_and_of_the_figures() -> None:
    from miner.report._words import words

    known = _fonts._drawable_codes(str(_fonts.shipped_font()))
    scripts = [bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)]
    scripts += [
        bytes((a, b)).decode("big5", "ignore")
        for a in range(0xA4, 0xC7)
        for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    ]
    drawn = ("figure.", "role.", "shared.histogram")
    said = "".join(t for table in words().values() for key, t in table.items() if key.startswith(drawn))
    han = {c for c in "".join(scripts) if "\u4e00" <= c <= "\u9fff"}
    assert len(han) > 8800
    assert not [c for c in {*han, *said} if ord(c) not in known]


def test_a_character_that_the_font_lacks_is_drawn_as_a_sign() -> None:
    assert _fonts.drawable("\u9f98村2025年計劃\U0002a6d6") == "\u9f98村2025年計劃〓"


@pytest.mark.parametrize("damage", ["cut off", "one byte", "empty", "no file", "text"])
def test_a_damaged_font_is_not_used(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_font_in_memory: None
) -> None:
    data = bytearray(_fonts.shipped_font().read_bytes())
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "font.otf"
    content = {
        "cut off": bytes(data[: len(data) // 3]),
        "one byte": bytes(data),
        "empty": b"",
        "text": "计划".encode() * 999,
    }
    if damage in content:
        path.write_bytes(content[damage])
    monkeypatch.setattr(_fonts, "_SHIPPED", path)
    monkeypatch.setattr(_fonts, "_machine_fonts", lambda: iter(()))
    with pytest.warns(UserWarning, match="the report has no figures: no font with Chinese characters"):
        written = write_report(made_analysis(), tmp_path / "report")
    assert not [p for p in written if p.suffix in (".png", ".svg")]
    assert {"index.html", "tables.xlsx", "summary.docx"} <= {p.name for p in written}


def test_a_font_of_the_machine_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_font_in_memory: None
) -> None:
    other = tmp_path / "machine.otf"
    other.write_bytes(_fonts.shipped_font().read_bytes())
    bad = tmp_path / "bad.ttf"
    bad.write_bytes(b"\0\1\0\0 no font at all")
    monkeypatch.setattr(_fonts, "_SHIPPED", tmp_path / "nowhere.otf")
    monkeypatch.setattr(_fonts, "_FAMILIES", ("Plan Miner Sans",))
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [str(bad), str(other)])
    assert _fonts.chinese_font().get_file() == str(other)
    assert [p for p in write_report(made_analysis(), tmp_path / "report") if p.suffix == ".png"]


@pytest.mark.parametrize(
    "error", [OSError("no folder to write to"), RuntimeError("broken"), ImportError("no module matplotlib")]
)
def test_a_figure_that_fails_takes_nothing_else_with_it(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("miner.report._write.picture", fail)
    with pytest.warns(UserWarning, match=f"the report has no figures: {error}"):
        written = write_report(made_analysis(), tmp_path)
    assert {"index.html", "tables.xlsx"} <= {p.name for p in written}


def test_a_figure_that_has_nothing_to_draw_says_so() -> None:
    with pytest.raises(InputError, match="two years"):
        figures.ledger_slopes(made_analysis())


def test_the_line_of_an_indicator_is_of_one_horizon() -> None:
    """A goal for five years beside goals for a year is no point of their line."""
    texts = {
        "outline": "清溪市国民经济和社会发展第十四个五年规划纲要（2021—2025年）\n一、发展目标\n五年累计新增就业10万人。",
        "2024": "清溪市人民政府2024年工作计划\n一、工作目标\n全年新增就业2万人。",
        "2025": "清溪市人民政府2025年工作计划\n一、工作目标\n全年新增就业2.2万人。",
    }
    ax = figures.ledger_slopes(miner.analyze(Corpus.from_texts(texts)))
    (line,) = (line for line in ax.get_lines() if "就业" in str(line.get_label()))
    assert list(line.get_xdata()) == [2024, 2025]
    assert [round(value) for value in line.get_ydata()] == [100, 110]


def test_an_empty_corpus_and_a_bare_one_are_written(tmp_path: Path) -> None:
    assert write_report(SimpleNamespace(corpus=Corpus()), tmp_path / "empty")
    assert write_report(SimpleNamespace(corpus=made_analysis().corpus), tmp_path / "bare")


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot write"):
        write_report(made_analysis(), tmp_path / "file" / "report")


def test_the_columns_of_the_workbook_have_names_in_the_reader_s_language() -> None:
    from miner.report._labels import for_programs
    from miner.report._words import words
    from miner.stages import STAGES

    columns = {
        c.name
        for stage in STAGES
        for table in stage.tables
        for c in table.columns
        if not for_programs(c.name)
    }
    named = {name for name in columns if f"column.{name}" in words()["en"]}
    # a column added lately shows its own name until it has words
    assert len(named) > 0.9 * len(columns) > 60
