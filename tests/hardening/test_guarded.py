"""Files that break the library that reads them: each is a problem row, and the others are read."""

from __future__ import annotations

import io
import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import miner
from miner.corpus import Problem, Source
from miner.engine.guarded import Guarded, OverLimitError, _receive
from miner.reading import guard
from miner.reading.builder import LEFT, TextBuilder
from miner.reading.files import File
from miner.reading.guard import items_of, read_guarded, record_of
from miner.reading.items import Document
from miner.reading.reader import Settings, document
from miner.reading.readers import READERS

LIMITED = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="limits of memory are those of Linux"
)
SPACE = 200_000_000


def page(text: str) -> bytes:
    return f"<html><body><article><p>{text}</p></article></body></html>".encode()


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F 12 Tf 50 700 Td (Plan of work 2025) Tj ET"


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def pdf(content: bytes, *more: bytes) -> bytes:
    """A PDF of one page; `content` is object 4, the font 5, `more` begins with 6."""
    resources = b"<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources%s>>" % resources,
        content,
        FONT,
        *more,
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + table + end


def form_in_form(depth: int, times: int) -> bytes:
    """A form that calls the next one `times` times, `depth` deep."""
    entries = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
    )
    forms = [stream(entries % (7 + i), b"/X Do " * times) for i in range(depth - 1)]
    return pdf(stream(b"", TEXT + b" /X Do"), *forms, stream(entries % 6, TEXT))


def packed_twice(millions: int) -> bytes:
    """A page whose contents are packed by two filters, one in the other."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(TEXT + b"\n"), *(packer.compress(b" " * 10**6) for _ in range(millions))]
    data = zlib.compress(b"".join(parts) + packer.flush(), 9)
    return pdf(stream(b"/Filter[/FlateDecode/FlateDecode]", data))


@LIMITED
def test_a_pdf_that_breaks_its_reader_costs_that_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("溪口镇2025年工作计划\n一、目标\n培训30人。\n", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(form_in_form(8, 10))
    (tmp_path / "c.pdf").write_bytes(packed_twice(1000))
    (tmp_path / "d.pdf").write_bytes(pdf(stream(b"", TEXT)))
    corpus = miner.read_corpus(tmp_path)
    assert [p.id for p in corpus] == ["a", "d"]
    assert corpus[1].text.strip() == "Plan of work 2025"
    assert list(corpus.problems["kind"]) == ["limit", "limit"]
    assert [Path(p).name for p in corpus.problems["path"]] == ["b.pdf", "c.pdf"]
    assert all("its reader" in reason for reason in corpus.problems["reason"])


@LIMITED
def test_a_parser_that_hangs_swells_or_aborts_costs_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits of a reader, and what each kind of end is called; the next file has a new process."""
    (tmp_path / "a.html").write_bytes(page("林" * 900))
    (tmp_path / "b.csv").write_text("id,text\n1,造林\n", encoding="utf-8")
    reader = next(one for one in READERS if one.kind == "html")
    given = File("a.html", "a.html", "", (tmp_path / "a.html").read_bytes)
    settings = Settings(None, 10**8, inner=lambda file: (), converted=lambda *_: ())
    ends = {"math:factorial": "seconds", "builtins:bytes": "MB of memory", "os:_exit": "broke down"}
    for function, reason in ends.items():
        asked = Guarded(function)
        monkeypatch.setattr(
            guard, "_ask", lambda *_, seconds, memory, ask=asked: ask(10**9, seconds=1, memory=memory)
        )
        (row,) = read_guarded(reader, given, b"<html>", settings)
        assert isinstance(row, Problem)
        assert (row.kind, row.path) == ("limit", "a.html")
        assert reason in row.reason
        asked.close()
    monkeypatch.undo()
    assert len(miner.read_corpus(tmp_path / "a.html")) == 1


def test_pages_that_are_recognized_have_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def ask(*_: Any, seconds: int, memory: int) -> Any:
        asked.append((seconds, memory))
        return {"texts": [], "rows": []}

    monkeypatch.setattr(guard, "_ask", ask)
    reader = next(one for one in READERS if one.kind == "pdf")
    settings = Settings(None, 10**8, inner=lambda file: (), converted=lambda *_: ())
    for can in (False, True):
        monkeypatch.setattr(guard, "can_recognize", lambda can=can: can)
        list(read_guarded(reader, FILE, bytes(100_000), settings))
    assert asked == [(17, 400_800_000), (3617, 4_400_800_000)]


@pytest.mark.parametrize("kind", sorted(one.kind for one in READERS if one.limits is None))
def test_what_is_not_guarded(kind: str) -> None:
    assert kind in {"archive", "legacy", "legacy sheet", "table", "text"}


def test_an_answer_of_any_size_is_not_taken() -> None:
    """A process that a file has taken over may claim an answer that fills the memory."""
    for claimed in (1001, 2**60):
        with pytest.raises(ValueError, match=f"{claimed} bytes"):
            _receive(io.BytesIO(claimed.to_bytes(8, "little")), 1000)
    with pytest.raises(ValueError, match="Expecting value"):
        _receive(io.BytesIO((10).to_bytes(8, "little") + (2).to_bytes(8, "little") + b"]["), 1000)
    with pytest.raises(EOFError):
        _receive(io.BytesIO((10).to_bytes(8, "little") + b"x"), 1000)


def test_a_process_that_has_grown_is_replaced() -> None:
    ask = Guarded("tests.hardening.growing:grow")
    first = ask(0, seconds=10, memory=10**9)
    assert ask(400, seconds=10, memory=10**9) == first
    assert ask(0, seconds=10, memory=10**9) != first
    ask.close()


def test_one_process_answers_all_calls() -> None:
    ask = Guarded("os:getpid")
    first = ask(seconds=10, memory=SPACE)
    assert ask(seconds=10, memory=SPACE) == first
    ask.close()
    assert ask(seconds=10, memory=SPACE) != first
    ask.close()


def test_what_the_function_raises_is_raised() -> None:
    ask = Guarded("builtins:int")
    with pytest.raises(ValueError, match="invalid literal"):
        ask("x", seconds=10, memory=SPACE)
    assert ask("7", seconds=10, memory=SPACE) == 7
    ask.close()


def test_an_error_that_is_not_named_says_its_name() -> None:
    ask = Guarded("json:loads", errors=())
    with pytest.raises(RuntimeError, match="JSONDecodeError"):
        ask("[", seconds=10, memory=SPACE)
    ask.close()


FILE = File("a/plan.docx", "plan.docx", "a", lambda: b"")


def test_what_was_read_comes_back_as_it_was() -> None:
    out = TextBuilder()
    out.line("一、主要指标", level=1)
    out.table([["指标", "2030年"], ["就业（万人）", LEFT]])
    out.line("第1页\ud800", furniture="page number")
    first = document(FILE, b"", out, "application/x-plan")
    row = Document(Source.from_text("造林三千亩。", FILE.path), "plan#1", {"编号": "7"}, named=False)
    fault = Problem(FILE.path, None, 3, 5, "doubtful line", "half sure")
    record = json.loads(json.dumps(record_of([first, row, row, fault])))
    assert list(items_of(FILE, record)) == [first, row, row, fault]
    assert record["texts"].count(row.source.text) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.__setitem__(1, 9),
        lambda row: row[5].append([0, 99, "furniture"]),
        lambda row: row[5].append([-2, 1, "furniture"]),
        lambda row: row[7].append([2, 1, 1]),
        lambda row: row.pop(),
    ],
)
def test_what_is_no_record_is_refused(change: Callable[[list[Any]], None]) -> None:
    out = TextBuilder()
    out.line("造林三千亩。", furniture="x")
    record = json.loads(json.dumps(record_of([document(FILE, b"", out, "x")])))
    change(record["rows"][0])
    with pytest.raises((ValueError, TypeError, LookupError)):
        list(items_of(FILE, record))


@LIMITED
@pytest.mark.parametrize(
    ("function", "given", "reason"),
    [
        ("builtins:bytes", 10**9, "needs more than the limit of 190 MB of memory"),
        ("os:_exit", 3, r"broke down \(code 3\)"),
        ("math:factorial", 10**8, "took more than the limit of 1 seconds"),
    ],
)
def test_a_call_beyond_its_limits_is_told(function: str, given: int, reason: str) -> None:
    ask = Guarded(function)
    with pytest.raises(OverLimitError, match=reason):
        ask(given, seconds=1, memory=SPACE)
    ask.close()
