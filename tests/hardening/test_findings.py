"""What the nasty files and the fuzzing found, one small case each."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import miner
from miner.normalization import normalize
from miner.normalization.alignment import Alignment, Edit
from miner.reading.word import MAX_SPAN, read_word
from miner.report.export import table_bytes
from miner.segmentation.sentences import LONGEST, split_sentences

PLAN = "溪口镇2025年工作计划\n一、工作目标\n全年培训\ud800农民2000人次以上，新修道路15公里。\n二、主要措施\n加强领\udfff导。\n"
PLAN_OF_BLANKS = "2025年工作计划\n{0}\n一、目标\n培训30人。\n# {0}"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def kinds(corpus: miner.Corpus) -> dict[str, str]:
    return {Path(r["path"]).name: r["kind"] for r in corpus.problems.to_dict("records")}


def test_a_cell_that_claims_a_thousand_million_columns_takes_no_memory() -> None:
    cells = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        body = f'<w:document xmlns:w="{W}"><w:body><w:tbl><w:tr>{cells}</w:tr></w:tbl></w:body></w:document>'
        archive.writestr("word/document.xml", body)
    (grid,) = read_word(buffer.getvalue()).grids
    assert len(grid.rows[0]) == MAX_SPAN + 1


def test_halves_of_characters_pass_every_stage(tmp_path: Path) -> None:
    corpus = miner.Corpus.from_texts({"a": PLAN, "b": "計劃業務" + PLAN, "c\ud800": PLAN * 3})
    analysis = miner.analyze(corpus)
    assert analysis.report(tmp_path / "out").exists()
    assert "2000人次以上" in set(analysis.quantities["quote"])
    for form in ("csv", "jsonl", "parquet"):
        assert table_bytes(analysis.sections, form)  # type: ignore[arg-type]


def test_halves_of_characters_in_a_table_are_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"text": "計劃業務\\ud800，全年培訓職工2000人次，新建車間學習點30個，繼續發展產業。"}',
        encoding="utf-8",
    )
    assert len(miner.read_corpus(path)) == 1


def test_text_without_any_end_is_cut_into_sentences_of_bounded_length() -> None:
    text = "全年培训农民2000人次以上，新修道路15公里，" * 800
    spans = split_sentences(text)
    assert max(b - a for a, b in spans) <= LONGEST
    assert "".join(text[a:b] for a, b in spans) == text
    assert max(b - a for a, b in split_sentences("训" * 9000)) == LONGEST


def test_what_is_inserted_into_a_restored_piece_leads_to_the_whole_of_it() -> None:
    alignment = Alignment.identity(10).edited([Edit(2, 6, "xx")]).edited([Edit(3, 3, "y")])
    assert [alignment.to_raw(i, i + 1) for i in (2, 3, 4)] == [(2, 6), (2, 6), (2, 6)]


def test_a_line_of_marks_is_no_damaged_text() -> None:
    text = "国!" * 40 + "!" * 3000
    assert normalize(text).text.count("国") == 40


def test_links_out_of_the_folder_are_not_followed_and_told(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "plan.txt").write_text("2025年工作计划\n一、目标\n培训30人。\n", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "z-same.txt").symlink_to(folder / "plan.txt")
    corpus = miner.read_corpus(folder)
    assert [p.id for p in corpus] == ["plan"]
    assert kinds(corpus) == {"out.txt": "link", "up": "link", "z-same.txt": "skipped"}
    assert "机密" in miner.read_corpus(folder / "out.txt")[0].text


def test_hidden_files_and_empty_archives_are_told(tmp_path: Path) -> None:
    (tmp_path / ".notes.txt").write_text("x", encoding="utf-8")
    (tmp_path / "~$计划.docx").write_bytes(b"x")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "none.zip", "w"):
        pass
    with zipfile.ZipFile(tmp_path / "hidden.zip", "w") as archive:
        archive.writestr(".a.txt", "x")
    assert kinds(miner.read_corpus(tmp_path)) == {
        ".notes.txt": "skipped",
        "~$计划.docx": "skipped",
        "none.zip": "empty",
        "hidden.zip!.a.txt": "skipped",
    }


def test_a_line_of_nothing_but_blanks_is_read(tmp_path: Path) -> None:
    """It took hours: three repeats could take the same blanks."""
    for i, blank in enumerate((" ", "\u3000", "\t")):
        (tmp_path / f"{i}.txt").write_text(PLAN_OF_BLANKS.format(blank * 20_000), encoding="utf-8")
    assert len(miner.read_corpus(tmp_path)) == 3


def test_one_short_plan_is_a_whole_analysis(tmp_path: Path) -> None:
    text = "溪口镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上，新修道路15公里。\n二、主要措施\n加强领导。\n"
    analysis = miner.analyze(miner.Corpus.from_texts({"a": text}))
    assert not len(analysis.themes.themes)
    assert len(analysis.targets) == 2
    assert analysis.report(tmp_path).exists()
    assert miner.analyze(miner.Corpus.from_texts({"only": "无"})).report(tmp_path / "b").exists()
