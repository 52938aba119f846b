"""Scans and pictures: what is made of an engine's boxes. The engine itself stands in for a real one in these tests."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

import miner
from miner.reading import documents, guard, pdf, readers, recognition

Box = list[list[float]]
LINES = ("柳河镇2026年工作计划", "一、工作目标", "全年植树800亩。", "培训职工120人次。")


def boxes(lines: Sequence[str], turned: float = 0.0) -> list[Box]:
    """A box of 20 pixels a character for each line, the page turned by so many degrees."""
    angle = math.radians(turned)
    made: list[Box] = []
    for i, line in enumerate(lines):
        left, top, right, bottom = 100.0, 100.0 + 40 * i, 100.0 + 20 * len(line), 120.0 + 40 * i
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        made.append(
            [
                [x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)]
                for x, y in corners
            ]
        )
    return made


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse files in this process, where the engine is a stand-in; what is read goes through JSON as it does elsewhere."""

    def read(*file: Any, seconds: int, memory: int) -> Any:
        return json.loads(json.dumps(readers.parse(*file)))

    monkeypatch.setattr(guard, "_ask", read)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, here: None) -> Callable[..., None]:
    """Set what the engine finds on every page."""

    def install(found: Sequence[Box], said: Sequence[str], sure: Sequence[float]) -> None:
        result = SimpleNamespace(boxes=np.array(found), txts=tuple(said), scores=tuple(sure))
        monkeypatch.setattr(recognition, "_engine", lambda: lambda picture: result)
        for module in (pdf, documents):
            monkeypatch.setattr(module, "can_recognize", lambda: True)

    return install


def picture(form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(buffer, form)
    return buffer.getvalue()


def scan() -> bytes:
    """A PDF of one page with nothing on it."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["扫描.png", "扫描.jpg", "扫描.tif", "扫描.pdf"])
def test_a_scan_is_read_and_says_so(tmp_path: Path, engine: Callable[..., None], name: str) -> None:
    engine(boxes(LINES), LINES, (0.99, 0.98, 0.97, 0.55))
    forms = {".png": "PNG", ".jpg": "JPEG", ".tif": "TIFF"}
    path = tmp_path / name
    path.write_bytes(scan() if path.suffix == ".pdf" else picture(forms[path.suffix]))
    corpus = miner.read_corpus(path)
    (plan,) = corpus
    assert plan.source.text.split() == list(LINES)
    assert plan.metadata["read as"] == "character recognition of 1 of 1 pages, mean certainty 87%"
    (problem,) = corpus.problems.itertuples()
    assert (problem.kind, plan.source.text[int(problem.start) : int(problem.end)]) == (
        "doubtful line",
        LINES[3],
    )
    made = miner.extract_targets(plan)
    assert made[["quote", "flags"]].fillna("").values.tolist() == [
        ["800亩", ""],
        ["120人次", "doubtful reading"],
    ]


@pytest.mark.parametrize("turned", [-2.0, 0.0, 2.0])
def test_lines_of_a_turned_page_keep_their_order(engine: Callable[..., None], turned: float) -> None:
    found = boxes(LINES, turned)
    engine(list(reversed(found)), list(reversed(LINES)), [0.9] * len(LINES))
    made = recognition.recognize(np.zeros((800, 600, 3), dtype=np.uint8))
    assert ["".join(c for _, c in line.chars) for line in made] == list(LINES)


def test_two_boxes_of_one_line_are_one(engine: Callable[..., None]) -> None:
    parts = [[[300.0, 101.0], [400.0, 101.0], [400.0, 121.0], [300.0, 121.0]], *boxes(["前半句，"])]
    engine(parts, ["后半句。", "前半句，"], [0.9, 0.7])
    (line,) = recognition.recognize(np.zeros((10, 10, 3), dtype=np.uint8))
    assert ("".join(c for _, c in line.chars), line.sure) == ("前半句，后半句。", 0.7)


@pytest.mark.usefixtures("here")
def test_an_engine_that_fails_is_a_problem_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(picture: Any) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(recognition, "_engine", lambda: broken)
    for module in (pdf, documents):
        monkeypatch.setattr(module, "can_recognize", lambda: True)
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "b.pdf").write_bytes(scan())
    (tmp_path / "c.png").write_bytes(picture()[:60])
    corpus = miner.read_corpus(tmp_path)
    assert len(corpus) == 0
    kinds = {Path(r.path).name: r.kind for r in corpus.problems.itertuples()}
    assert kinds["a.png"] == "not recognized"
    assert set(kinds) == {"a.png", "b.pdf", "c.png"}
    assert any("no room" in reason for reason in corpus.problems["reason"])


@pytest.mark.usefixtures("here")
def test_without_the_extra_the_problem_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pdf, documents):
        monkeypatch.setattr(module, "can_recognize", lambda: False)
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "b.pdf").write_bytes(scan())
    problems = miner.read_corpus(tmp_path).problems
    assert problems["kind"].tolist() == ["no text layer"] * 2
    assert all("plan-miner[ocr]" in reason for reason in problems["reason"])


def test_a_picture_that_is_too_large_is_a_problem(
    tmp_path: Path, engine: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(boxes(LINES), LINES, [0.9] * 4)
    monkeypatch.setattr(recognition, "MOST_PIXELS", 1000)
    (tmp_path / "a.png").write_bytes(picture())
    assert miner.read_corpus(tmp_path).problems["kind"].tolist() == ["not recognized"]
