"""Small files that would fill the memory or never end: each is a problem row that names the limit, at once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import miner
from miner.reading.encodings import declared
from miner.reading.limits import LimitError
from miner.reading.separated import column_names, repeated
from miner.reading.sheet_limits import check_sheets
from miner.reading.tabular import read_table

TEXT = "全面落实各项工作部署，做好督促检查工作。"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def workbook(rows: str, shared: str = "", merged: str = "") -> bytes:
    """A workbook of one sheet; `shared` is its one shared string."""
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet.xml" ContentType="{TYPE}.worksheet+xml"/>'
            f'<Override PartName="/xl/words.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="sheet.xml"/></Relationships>',
            "xl/words.xml": f'<sst xmlns="{MAIN}"><si><t>{shared}</t></si></sst>',
            "xl/sheet.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>',
        }
    )


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def read(tmp_path: Path, name: str, data: bytes) -> tuple[miner.Corpus, list[tuple[str, str]]]:
    (tmp_path / name).write_bytes(data)
    corpus = miner.read_corpus(tmp_path / name)
    return corpus, list(zip(corpus.problems["kind"], corpus.problems["reason"], strict=True))


def test_a_row_beyond_the_last_of_a_sheet(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", TEXT)}</row><row r="2000000000">{cell("A2000000000", TEXT)}</row>'
    corpus, problems = read(tmp_path, "t.xlsx", workbook(rows))
    assert not len(corpus)
    assert problems == [("limit", "a cell in row 2,000,000,000 or column 1, beyond the last of a sheet")]


def test_one_long_string_in_many_cells(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 2999))
    corpus, problems = read(tmp_path, "t.xlsx", workbook(rows, shared="培训" * 225_000))
    assert not len(corpus)
    assert problems == [
        ("limit", "its cells hold 1,349,550,000 characters, more than the limit of 400,000,000")
    ]


def test_cells_at_both_edges_of_a_sheet_take_no_room_between(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}">{cell(f"A{i}", "甲")}{cell(f"XFD{i}", TEXT)}</row>' for i in range(1, 301))
    corpus, problems = read(tmp_path, "t.xlsx", workbook(rows))
    assert (len(corpus), problems) == (1, [])
    assert corpus[0].source.text.count(f"甲\t{TEXT}\n") == 300


def test_a_sheet_read_row_by_row_has_room_for_its_empty_cells() -> None:
    rows = "".join(f'<row r="{i}">{cell(f"XFD{i}", "乙")}</row>' for i in (1, 40_000))
    assert (
        check_sheets(workbook(rows), 10**8, by_row=True) == "40,000 rows of 16,384 columns, too large a sheet"
    )
    assert check_sheets(workbook(rows), 10**8, by_row=False) is None


def test_cells_in_a_diagonal(tmp_path: Path) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [a + b + c for a in letters[:20] for b in letters for c in letters][:9000]
    rows = "".join(f'<row r="{i}">{cell(f"{name}{i}", "乙")}</row>' for i, name in enumerate(names, 1))
    corpus, problems = read(tmp_path, "t.xlsx", workbook(rows))
    assert not len(corpus)
    assert problems == [("limit", "9,000 rows of 9,000 columns, more than 20,000,000 cells")]


def test_a_merged_area_of_a_whole_sheet(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    corpus, problems = read(
        tmp_path, "t.xlsx", workbook(f'<row r="1">{cell("A1", TEXT)}</row>', merged=merged)
    )
    assert not len(corpus)
    assert problems == [("limit", "its merged areas have more cells than the limit of 2,000,000")]


@pytest.mark.parametrize(
    ("rows", "text", "reason"),
    [
        (3_000_000, TEXT, "3,000,000 rows, more than the limit of 1,000,000"),
        (900, TEXT * 10_000, "its rows hold 10,000,000 characters"),
    ],
)
def test_one_string_of_a_dictionary_in_all_rows(tmp_path: Path, rows: int, text: str, reason: str) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
    parquet.write_table(pa.table({"text": column}), tmp_path / "made.parquet", compression="zstd")
    corpus, problems = read(tmp_path, "t.parquet", (tmp_path / "made.parquet").read_bytes())
    assert not len(corpus)
    assert [(kind, said[: len(reason)].replace("10,200,000", "10,000,000")) for kind, said in problems] == [
        ("limit", reason)
    ]


def test_values_of_a_parquet_file(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    monkeypatch.setattr("miner.reading.tabular._MOST_VALUES", 100)
    buffer = io.BytesIO()
    parquet.write_table(pa.table({"text": [TEXT] * 3, "marks": [list(range(50))] * 3}), buffer)
    with pytest.raises(LimitError, match="153 values, more than the limit of 100"):
        read_table(buffer.getvalue(), ".parquet", 10**8)


def test_archives_in_an_archive_share_one_limit(tmp_path: Path) -> None:
    """Each of them keeps to the ratio of a file, all together do not."""
    inner = zipped({"a.txt": TEXT * 40_000})
    corpus, problems = read(tmp_path, "t.zip", zipped({f"{i:03}.zip": inner for i in range(60)}))
    assert 0 < len(corpus) < 60
    assert [kind for kind, _ in problems] == ["limit"]
    assert "with the archives inside it it would unpack to" in problems[0][1]
    assert problems[0][1].endswith("!a.txt on")


def test_plans_of_a_file_over_all_archives_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miner.reading.corpus.MAX_PLANS", 5)
    body = (
        "一、认真组织学习，全面提高认识，抓好各项任务的落实。\n二、加强日常检查，每季度通报一次情况。\n" * 3
    )
    page = "".join(f"第{n}篇：社区工作计划\n{body}" for n in "一二三")
    inner = zipped({"b.txt": page, "c.txt": page})
    corpus, problems = read(tmp_path, "t.zip", zipped({"a.zip": inner, "d.txt": page}))
    assert len(corpus) == 3
    assert problems == [("limit", "it holds more than the limit of 5 plans; not read from a.zip!c.txt on")]


def test_characters_of_a_whole_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miner.reading.corpus.MAX_CHARACTERS", 2 * len(TEXT))
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    corpus = miner.read_corpus(tmp_path)
    assert [plan.id for plan in corpus] == ["a", "b"]
    assert [Path(p).name for p in corpus.problems["path"]] == ["c.txt", "d.txt"]
    assert set(corpus.problems["reason"]) == {
        "with it the corpus holds more than the limit of 40 characters; not read"
    }


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("t.csv", b"a\n" * 25, "21 rows, more than the limit of 20"),
        ("t.csv", b"a,b,c\n" + b"x,y,z\n" * 12, "33 cells, more than the limit of 30"),
        ("t.csv", b'a,b\n"' + b"\n" * 40, "41 lines, more than the limit of 30"),
        ("t.jsonl", b"{}\n" * 25, "21 rows, more than the limit of 20"),
        ("t.jsonl", b'{"a":1,"b":2,"c":3,"d":4}\n' * 9, "32 cells, more than the limit of 30"),
    ],
)
def test_rows_and_cells_of_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, reason: str
) -> None:
    monkeypatch.setattr("miner.reading.separated.MAX_DOCUMENTS", 20)
    monkeypatch.setattr("miner.reading.separated.MAX_CELLS", 30)
    corpus, problems = read(tmp_path, name, data)
    assert (len(corpus), problems) == (0, [("limit", reason)])


@pytest.mark.parametrize("names", [["a"] * 60_000, [f"c{i // 2}" for i in range(60_000)]])
def test_names_of_very_many_columns(names: list[str]) -> None:
    """Each name was looked up in all the others: 10⁵ columns of one name took minutes."""
    assert len(set(column_names(names))) == len(names)
    assert len(repeated(names)) == len(set(names))


def test_a_charset_that_no_browser_reads_is_not_believed(tmp_path: Path) -> None:
    body = f"<html><head><meta charset=punycode></head><body><p>{TEXT * 30}</p></body></html>"
    corpus, problems = read(tmp_path, "t.html", body.encode())
    assert (corpus[0].source.encoding, problems) == ("utf-8", [])
    names = ("punycode", "idna", "utf-7", "rot13", "unicode_escape", "hz", "zlib", "no such")
    assert [declared(name) for name in names] == [None] * len(names)
    assert [declared(name) for name in ("GB2312", "gbk", "Big5", "UTF-8", "latin1", "windows-1252")] == [
        "gb18030",
        "gb18030",
        "big5hkscs",
        "utf-8",
        "cp1252",
        "cp1252",
    ]
