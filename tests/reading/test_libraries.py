"""A library that is missing or broken is named; the file is not called damaged."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import miner
from miner.reading.libraries import fault_of, say_import_error
from miner.report._words import say_reason

PLAN = "清溪市总工会2023年工作计划\n一、主要任务\n全年培训职工五千人次。\n"


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/"), text)
    return out.getvalue()


FILES = {
    "page.html": f"<html><body><p>{PLAN * 9}</p></body></html>".encode(),
    "plan.pdf": b"%PDF-1.4\n1 0 obj<<>>endobj\n",
    "plan.docx": archive(word__document="<w/>"),
    "plan.xlsx": archive(xl__workbook="<x/>"),
    "plan.parquet": b"PAR1 and so on PAR1",
    "book.epub": archive(mimetype="application/epub+zip"),
}
BROKEN = {
    "page.html": "trafilatura",
    "plan.pdf": "pypdfium2",
    "plan.docx": "lxml.etree",
    "plan.xlsx": "openpyxl",
    "plan.parquet": "pyarrow.parquet",
    "book.epub": "lxml.etree",
}


@pytest.fixture(autouse=True)
def libraries_are_tried_anew() -> Iterator[None]:
    fault_of.cache_clear()
    yield
    fault_of.cache_clear()


@pytest.mark.parametrize("name", FILES)
def test_a_missing_library_is_named_and_the_rest_is_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    (tmp_path / "other.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.setitem(sys.modules, BROKEN[name], None)
    corpus = miner.read_corpus(tmp_path)
    assert [plan.id for plan in corpus] == ["other"]
    (row,) = corpus.problems.itertuples()
    library = BROKEN[name].partition(".")[0]
    assert (Path(row.path).name, row.kind) == (name, "missing library")
    assert row.reason.startswith(f"{library}, which reads such files, is not installed; `pip install")
    assert library in say_reason(row.reason, "zh-Hans")
    assert say_reason(row.reason, "zh-Hans") != row.reason


def test_a_damaged_file_is_still_called_damaged(tmp_path: Path) -> None:
    for name in ("plan.pdf", "plan.docx", "plan.xlsx", "plan.parquet"):
        (tmp_path / name).write_bytes(FILES[name])
    assert set(miner.read_corpus(tmp_path).problems["kind"]) == {"unreadable"}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ModuleNotFoundError("No module", name="a.b"), "a, which reads such files, is not installed"),
        (ImportError("libz.so.1:\n cannot open"), "a, which reads such files, cannot be loaded: libz.so.1: cannot open"),
        (ModuleNotFoundError("No module", name="c.d"), "a, which reads such files, cannot be loaded: it needs c, which is not installed"),
        (RuntimeError(), "a, which reads such files, cannot be loaded: RuntimeError"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_library(error: Exception, says: str) -> None:
    said = say_import_error(error, "a")
    assert said.startswith(says + ";")
    assert "\n" not in said


def test_a_library_that_breaks_while_it_is_loaded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "pypdfium2.py").write_text("raise AttributeError('another version below')")
    monkeypatch.syspath_prepend(str(tmp_path / "modules"))
    for name in [m for m in sys.modules if m.partition(".")[0] == "pypdfium2"]:
        monkeypatch.delitem(sys.modules, name)
    (tmp_path / "plan.pdf").write_bytes(FILES["plan.pdf"])
    (row,) = miner.read_corpus([tmp_path / "plan.pdf"]).problems.itertuples()
    assert row.kind == "missing library"
    assert "pypdfium2, which reads such files, cannot be loaded: another version below" in row.reason
