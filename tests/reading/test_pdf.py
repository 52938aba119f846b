"""PDF files: paragraphs from lines, without what every page repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

import miner
from miner.reading.pdf import _clean, _glue, _Line, _line, _paragraphs, _without_running_lines

CORPUS = Path(__file__).parents[2] / "corpus"
WORDS = ("医疗", "护理", "后勤", "党建")
LEFT, RIGHT, SIZE = 90.0, 500.0, 14.0


def line(text: str, page: int = 0, full: bool = False, indent: float = 0.0) -> _Line:
    return _Line(text, LEFT + indent, RIGHT if full else 300.0, SIZE, page)


def test_a_full_line_goes_on_and_a_short_or_indented_one_does_not() -> None:
    page = [
        line("二、主要任务"),
        line("新建基层工会六十家，培训职", full=True, indent=28),
        line("工五千人次，组织竞赛十二场，", full=True),
        line("帮扶困难职工。"),
        line("各单位要按季度报送进度。", full=True, indent=28),
        line("三、保障措施", indent=28),
    ]
    assert _paragraphs([page]) == [
        "二、主要任务",
        "新建基层工会六十家，培训职工五千人次，组织竞赛十二场，帮扶困难职工。",
        "各单位要按季度报送进度。",
        "三、保障措施",
    ]


def test_a_sentence_goes_on_over_the_page() -> None:
    first = [line("正文第一行写满了整整一行", full=True), line("新建基层工会六十家，培训职", full=True)]
    second = [line("工五千人次。", page=1)]
    assert _paragraphs([first, second])[-1].endswith("培训职工五千人次。")


def test_running_headers_and_page_numbers_are_taken_out() -> None:
    pages = [
        [
            line("清溪市人民医院文件", n),
            line(f"{word}的要求", n),
            line(f"{word}的措施", n),
            line(f"— {n} —", n),
        ]
        for n, word in enumerate(WORDS, start=1)
    ]
    kept = [[item.text for item in page] for page in _without_running_lines(pages)]
    assert kept == [[f"{word}的要求", f"{word}的措施"] for word in WORDS]


def test_what_stands_once_is_no_header() -> None:
    pages = [[line("清溪市人民医院2024年工作计划"), line("一、目标"), line("二、措施")]]
    assert [item.text for item in _without_running_lines(pages)[0]] == [item.text for item in pages[0]]


@pytest.mark.parametrize(
    ("glyphs", "text"),
    [
        ("\uf98e度", "年度"),
        ("⼯作", "工作"),
        ("1\u20115月", "1-5月"),
        ("2024\u00a0年", "2024年"),
        ("达到 86 万", "达到86万"),
    ],
)
def test_characters_of_pdf_fonts_are_folded(glyphs: str, text: str) -> None:
    assert _clean(glyphs) == text


def test_characters_drawn_later_return_to_their_place() -> None:
    drawn, places = "实施一号工程和行动“”", [0, 1, 3, 4, 5, 6, 8, 9, 10, 2, 7]
    boxes = [(10.0 * x, 0.0, 10.0 * x + 10, 12.0) for x in places]
    assert _line(list(zip(boxes, drawn, strict=True)), 0).text == "实施“一号工程”和行动"


def test_a_blank_joins_latin_words_only() -> None:
    assert _glue("open data", "platform") == "open data platform"
    assert _glue("建设职", "工之家") == "建设职工之家"


def test_the_sample_is_read_in_paragraphs() -> None:
    (plan,) = miner.read_corpus(CORPUS / "清溪市人民医院2024年工作计划.pdf")
    lines = plan.text.splitlines()
    assert lines[0] == "清溪市人民医院2024年工作计划"
    assert "一、指导思想" in lines
    assert all(text.endswith(("。", "划")) or len(text) < 16 for text in lines)
    assert plan.source.media_type == "application/pdf"


def test_damaged_locked_and_scanned_files_are_problems(tmp_path: Path) -> None:
    import pypdfium2

    whole = (CORPUS / "清溪市人民医院2024年工作计划.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[:600])
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(300, 300).close()
    empty.save(tmp_path / "scan.pdf")
    empty.close()
    locked = Path(__file__).with_name("locked.pdf").read_bytes()
    (tmp_path / "locked.pdf").write_bytes(locked)
    corpus = miner.read_corpus(tmp_path)
    kinds = {Path(r.path).name: r.kind for r in corpus.problems.itertuples()}
    assert len(corpus) == 0
    assert kinds == {
        "cut.pdf": "unreadable",
        "other.pdf": "unreadable",
        "scan.pdf": "no text layer",
        "locked.pdf": "encrypted",
    }
