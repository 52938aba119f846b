"""The texts of a large corpus lie in a file, and everything reads as before."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import copy, deepcopy
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import miner
from miner import tables
from miner.corpus import Shelf
from miner.engine import spool
from miner.engine.parts import Parts
from miner.parallel import detached

CORPUS = Path(miner.__file__).parent.parent / "corpus"
HARD = [
    "",
    "plain letters",
    "一、全年植树80亩。\r\n二、修路三公里。",
    "\ufeff𠮷野家😀",
    "half \ud83d and half \ude00 apart",
    "two halves \ud83d\ude00 that are no character",
    "\0\uffff",
]


def loads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The length in bytes of each text that is read from a file from now on."""
    seen: list[int] = []
    read = spool.Spool.read

    def counted(self: spool.Spool, start: int, size: int) -> bytes:
        seen.append(size)
        return read(self, start, size)

    monkeypatch.setattr(spool.Spool, "read", counted)
    return seen


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text at all stays in memory."""
    monkeypatch.setattr(spool, "LIMIT", -1)
    monkeypatch.setattr(spool, "RECENT", 0)


@pytest.mark.usefixtures("small")
def test_every_text_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = loads(monkeypatch)
    corpus = miner.Corpus.from_texts({str(i): text for i, text in enumerate(HARD)})
    for text, plan in zip(HARD, corpus, strict=True):
        assert plan.source.text == text
        assert plan.text == text
        assert (plan.start, plan.end) == (0, len(text))
    assert len(seen) >= len(HARD) - 1


@pytest.mark.usefixtures("small")
def test_a_spooled_source_is_a_source_like_any_other() -> None:
    for text in HARD:
        plain, given = miner.Source.from_text(text, "p.txt"), miner.Source.from_text(text, "p.txt")
        miner.Corpus([miner.Plan("p", given, 0, len(text))])
        assert given == plain
        assert hash(given) == hash(plain)
        assert repr(given) == repr(plain)
        assert given.with_furniture(()) == plain.with_furniture(()) == plain
        for made in (pickle.loads(pickle.dumps(given)), copy(given), deepcopy(given)):
            assert made == plain
            assert made.text == text
        with pytest.raises(AttributeError):
            given.text = "other"  # type: ignore[misc]


def test_a_text_must_be_given() -> None:
    with pytest.raises(TypeError):
        miner.Source()  # type: ignore[call-arg]


def test_below_the_limit_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = loads(monkeypatch)
    monkeypatch.setattr(spool, "LIMIT", 30)
    corpus = miner.Corpus.from_texts({"a": "字" * 10, "b": "词" * 20})
    assert [p.text[0] for p in corpus] == ["字", "词"]
    assert not seen


def test_above_the_limit_no_text_stays_but_those_read_last(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = loads(monkeypatch)
    monkeypatch.setattr(spool, "LIMIT", 30)
    monkeypatch.setattr(spool, "RECENT", 25)
    corpus = miner.Corpus.from_texts({str(i): f"{i}" * 10 for i in range(9)})
    for plan in corpus:
        assert plan.text == plan.id * 10
    assert len(seen) == 9
    seen.clear()
    assert [corpus[i].text[0] for i in (8, 7, 8)] == ["8", "7", "8"]
    assert not seen
    assert [corpus[i].text[0] for i in (0, 0, 8)] == ["0", "0", "8"]
    assert len(seen) == 1
    assert corpus[1].text[0] == "1"
    assert corpus[2].text[0] == "2"
    assert corpus[8].text[0] == "8"
    assert len(seen) == 4


def test_the_plans_of_one_source_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "LIMIT", 12)
    seen = loads(monkeypatch)
    source = miner.Source.from_text("一二三四五六七八九十")
    corpus = miner.Corpus(miner.Plan(str(i), source, i, i + 2) for i in range(9))
    assert corpus[3].text == "四五"
    assert not seen


def test_the_tables_do_not_depend_on_where_the_texts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = miner.analyze(CORPUS).tables()
    monkeypatch.setattr(spool, "LIMIT", 1000)
    monkeypatch.setattr(spool, "RECENT", 500)
    monkeypatch.setattr(spool, "BYTES", 2000)
    seen = loads(monkeypatch)
    for given in (CORPUS, miner.read_corpus(CORPUS, workers=2)):
        found = miner.analyze(given, workers=2 if given is not CORPUS else 1).tables()
        assert list(found) == list(wanted)
        for name, table in wanted.items():
            assert_frame_equal(found[name], table, obj=name)
        assert seen
        seen.clear()


@pytest.mark.usefixtures("small")
def test_a_worker_is_sent_the_text_of_its_plan_alone() -> None:
    text = "第一份计划：植树八十亩。" + "第二份计划：修路三公里。"
    source = miner.Source.from_text(text)
    corpus = miner.Corpus([miner.Plan("a", source, 0, 12), miner.Plan("b", source, 12, len(text))])
    sent = pickle.loads(pickle.dumps(detached(corpus[1])))
    assert sent.source.text == text[12:]


@pytest.mark.usefixtures("small")
def test_many_threads_read_the_same_file() -> None:
    texts = {str(i): f"{i}号计划" * 50 for i in range(40)}
    corpus = miner.Corpus.from_texts(texts)

    def read(n: int) -> bool:
        return all(corpus[i * n % 40].text == texts[str(i * n % 40)] for i in range(200))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(1, 17)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")
@pytest.mark.usefixtures("small")
def test_a_forked_process_reads_on() -> None:
    corpus = miner.Corpus.from_texts({str(i): f"{i}" * 10 for i in range(9)})
    child = os.fork()
    if not child:
        os._exit(0 if all(p.text == p.id * 10 for p in corpus) else 1)
    assert all(p.text == p.id * 10 for p in corpus)
    assert os.waitpid(child, 0)[1] == 0


def test_no_file_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spool, "LIMIT", -1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    corpus = miner.Corpus.from_texts({"a": "字" * 10})
    if os.name == "posix":
        assert not list(tmp_path.iterdir())
    assert corpus[0].text == "字" * 10
    del corpus
    assert not list(tmp_path.iterdir())


def test_where_no_file_can_be_written_the_texts_stay_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spool, "LIMIT", 15)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    corpus = miner.Corpus.from_texts({"a": "字" * 10, "b": "词" * 10, "c": "句" * 10})
    assert [p.text[0] for p in corpus] == ["字", "词", "句"]


def test_where_the_file_is_full_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "LIMIT", -1)
    put = spool.Spool.put

    def limited(self: spool.Spool, text: str) -> spool.Spooled:
        if text.startswith("b"):
            raise OSError("no space left on device")
        return put(self, text)

    monkeypatch.setattr(spool.Spool, "put", limited)
    texts = {name: name * 10 for name in "abc"}
    assert {p.id: p.text for p in miner.Corpus.from_texts(texts)} == texts


def test_a_file_that_is_cut_off_is_an_error() -> None:
    held = spool.Spool()
    text = held.put("字" * 10)
    held._file.truncate(4)
    with pytest.raises(OSError, match="cut off"):
        text.load()


def test_a_shelf_takes_a_spooled_source_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "LIMIT", -1)
    source = miner.Source.from_text("字" * 10)
    Shelf().put(source)
    seen = loads(monkeypatch)
    Shelf().put(source)
    assert not seen
    assert source.text == "字" * 10


@pytest.mark.parametrize("limit", [0, 10, 1000])
def test_blocks_come_back_in_their_order(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(spool, "BYTES", limit)
    given = [bytes([i]) * i for i in range(20)]
    blocks = spool.Blocks()
    for block in given:
        blocks.add(block)
    assert list(blocks) == given
    for held in (blocks, spool.Blocks()):
        assert list(pickle.loads(pickle.dumps(held))) == list(held)


def test_blocks_that_cannot_be_written_stay_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spool, "BYTES", 3)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    blocks = spool.Blocks()
    for i in range(9):
        blocks.add(bytes([i, i]))
    assert list(blocks) == [bytes([i, i]) for i in range(9)]


@pytest.mark.parametrize("limit", [0, 1 << 20])
def test_a_table_in_parts_is_the_table(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(spool, "BYTES", limit)
    whole = miner.extract_quantities(miner.read_corpus(CORPUS))
    parts = Parts(tables.QUANTITIES)
    assert_frame_equal(parts.frame(), tables.QUANTITIES.frame(()))
    for first in range(0, len(whole), 50):
        parts.add(whole[first : first + 50].copy())
        parts.add(whole[:0].copy())
    found = parts.frame()
    assert_frame_equal(found, whole)
    assert len({id(v) for v in found["status"]}) == found["status"].nunique()


def test_a_table_in_parts_keeps_what_is_no_text_and_what_is_not_known() -> None:
    rows = [
        ("p", "half \ud83d", None, 1), ("p", None, "\ud83d\ude00", None), ("q", "", "\0", 3)
    ]  # fmt: skip
    table = tables.Table(
        "odd", "", (
            tables.Column("plan_id", "string", ""), tables.Column("a", "string", ""),
            tables.Column("b", "string", ""), tables.Column("n", "optional integer", ""),
        ),
    )  # fmt: skip
    parts = Parts(table)
    parts.add_rows(rows[:1])
    parts.add(table.frame(rows[1:2]))
    parts.add_rows(rows[2:])
    assert_frame_equal(parts.frame(), table.frame(rows))


def test_an_analysis_of_a_large_corpus_can_be_asked_further(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = miner.analyze(CORPUS)
    monkeypatch.setattr(spool, "LIMIT", 1000)
    monkeypatch.setattr(spool, "BYTES", 1000)
    found = miner.analyze(CORPUS)
    assert repr(found) == repr(wanted)
    for one, other in ((found, wanted), (pickle.loads(pickle.dumps(found)), wanted)):
        assert_frame_equal(one.targets, other.targets)
        assert one.duplicates.explain(0) == other.duplicates.explain(0)
        assert_frame_equal(one.duplicates.borderline(), other.duplicates.borderline())
        assert_frame_equal(one.duplicates.at(similarity=0.9).pairs, other.duplicates.at(similarity=0.9).pairs)
