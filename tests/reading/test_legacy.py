"""Old office files: one start of LibreOffice for many, and what happens where it fails."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from word_files import docx, p

import miner
from miner.reading import legacy

RTF = b"{\\rtf1\\ansi\\uc0 %s\\par}"


def rtf(text: str) -> bytes:
    return RTF % "".join(f"\\u{ord(c)} " for c in text).encode()


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A LibreOffice that writes a small Word file for each document not called `bad`, and the starts it was asked for."""
    asked: list[list[str]] = []

    def run(command: Sequence[str], **settings: object) -> SimpleNamespace:
        sources = [Path(part) for part in command[command.index("--outdir") + 2 :]]
        asked.append([source.suffix for source in sources])
        for source in sources:
            if b"bad" not in source.read_bytes():
                source.with_suffix(".docx").write_bytes(docx(p("清溪市2024年工作计划")))
        return SimpleNamespace(stderr=b"Error: no filter", returncode=0)

    monkeypatch.setattr(legacy.shutil, "which", lambda name: "soffice")
    monkeypatch.setattr(legacy.subprocess, "run", run)
    return asked


def test_many_files_need_one_start(tmp_path: Path, starts: list[list[str]]) -> None:
    for n in range(5):
        (tmp_path / f"{n}.rtf").write_bytes(rtf(f"第{n}份"))
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    corpus = miner.read_corpus(tmp_path)
    assert len(corpus) == 6
    assert corpus.problems.empty
    assert starts == [[".rtf"] * 5 + [".doc"]]


def test_a_file_that_fails_is_tried_alone_and_told(tmp_path: Path, starts: list[list[str]]) -> None:
    (tmp_path / "a.rtf").write_bytes(rtf("好"))
    (tmp_path / "b.rtf").write_bytes(b"{\\rtf1 bad}")
    corpus = miner.read_corpus(tmp_path)
    assert [plan.id for plan in corpus] == ["a"]
    assert corpus.problems["reason"].tolist() == ["LibreOffice could not convert it: Error: no filter"]
    assert starts == [[".rtf", ".rtf"], [".rtf"]]


def test_without_libreoffice_each_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy.shutil, "which", lambda name: None)
    for name in ("a.rtf", "b.wps", "c.xls", "d.et"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + name.encode())
    problems = miner.read_corpus(tmp_path).problems
    assert problems["kind"].tolist() == ["not converted"] * 4
    assert all("LibreOffice, which is not installed" in reason for reason in problems["reason"])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_workbooks_and_open_documents(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["柳河镇2026年任务分解表"],
        ["任务", "年度目标", "责任单位"],
        ["林业", "植树800亩", "林业站"],
    ):
        book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    old = tmp_path / "old"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for target in ("xls", "ods"):
        subprocess.run(
            [
                "soffice",
                profile,
                "--headless",
                "--convert-to",
                target,
                "--outdir",
                str(old),
                str(tmp_path / "表.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    corpus = miner.read_corpus(old)
    assert corpus.problems.empty
    assert [miner.extract_targets(plan)["indicator"].tolist() for plan in corpus] == [["植树"]] * 2
