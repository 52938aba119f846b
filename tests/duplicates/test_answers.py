"""What the result and the index answer, and how they refuse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import miner
from miner.duplicates import build_index, load_index
from miner.duplicates.fold import fold, positions_of
from tests.duplicates.prose import edited, prose

PIECE = prose(1, 480)


def corpus(**texts: str) -> miner.Corpus:
    return miner.Corpus.from_texts(texts)


def test_an_explanation_quotes_both_sides_and_what_differs() -> None:
    texts = {
        "a": prose(2, 240) + "全县培训干部300人。" + PIECE,
        "b": prose(3, 240) + PIECE.replace(PIECE[240:244], "<b>另外"),
    }
    why = miner.find_duplicates(corpus(**texts)).explain(0)
    assert why.quote_a in texts["a"]
    assert why.quote_b in texts["b"]
    assert [(a, b) for _, a, _, b in why.changes] == [(PIECE[240:244], "b>另外")]
    for at_a, a, at_b, b in why.changes:
        assert texts["a"][at_a : at_a + len(a)] == a
        assert texts["b"][at_b : at_b + len(b)] == b
    assert "<b>另外" not in why._repr_html_()
    assert str(why).startswith("a and b agree in")


def test_there_is_nothing_to_explain_where_no_passage_is() -> None:
    with pytest.raises(miner.InputError):
        miner.find_duplicates(corpus(a=prose(1, 240))).explain(0)


def test_sections_are_told_by_their_text_not_by_their_number() -> None:
    parts = [f"队伍建设\n{prose(11, 360)}", f"安全生产\n{prose(12, 360)}", f"宣传教育\n{prose(13, 360)}"]
    a = "工作计划\n" + "".join(f"{m}、{p}" for m, p in zip("一二三", parts, strict=True))
    b = "工作方案\n" + "".join(
        f"{m}、{p}" for m, p in zip("一二三", [parts[2], parts[0], parts[1]], strict=True)
    )
    found = miner.find_duplicates(corpus(a=a, b=b)).section_pairs
    pairs = dict(zip(found["heading_a"], found["heading_b"], strict=True))
    assert pairs == {"队伍建设": "队伍建设", "安全生产": "安全生产", "宣传教育": "宣传教育"}
    assert (found["section_a"] != found["section_b"]).all()
    assert found["share_a"].min() > 0.9


def test_other_thresholds_give_what_a_new_search_gives() -> None:
    texts = {f"p{i}": prose(20 + i, 480) + edited(PIECE, 0.04 * i, i) for i in range(6)}
    found = miner.find_duplicates(corpus(**texts))
    for settings_ in ({"similarity": 0.9}, {"min_chars": 300}, {"min_chars": 40, "similarity": 0.5}):
        fresh = miner.find_duplicates(corpus(**texts), **settings_)  # type: ignore[arg-type]
        assert found.at(**settings_).passages.equals(fresh.passages)  # type: ignore[arg-type]
    assert len(found.at(similarity=0.95).passages) < len(found.passages)


@pytest.mark.parametrize("wrong", [{"similarity": -0.1}, {"min_chars": 5}, {"family_share": 1.5}])
def test_thresholds_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(miner.InputError):
        miner.find_duplicates(corpus(a="一", b="二"), **wrong)  # type: ignore[arg-type]


def test_an_index_answers_for_a_new_plan_as_a_search_does(tmp_path: Path) -> None:
    old = {f"p{i:02}": prose(30 + i, 960) for i in range(20)}
    old["p07"] += PIECE
    new = prose(90, 240) + edited(PIECE, 0.1, 3)
    build_index(corpus(**old)).save(tmp_path / "plans.npz")
    index = load_index(tmp_path / "plans.npz")
    assert len(index) == 20
    assert index.plan(7).text == old["p07"]
    asked = index.query(corpus(z=new)).passages
    assert asked.equals(miner.find_duplicates(corpus(**old, z=new)).passages)
    assert index.query(corpus(z="")).passages.empty
    assert index.query(corpus(z=prose(95, 480))).passages.empty


def test_an_index_keeps_the_offsets_of_a_plan_inside_a_source() -> None:
    text = "前言，与计划无关。\n" + PIECE
    plan = miner.Plan("inner", miner.Source.from_text(text), 10, len(text))
    (row,) = build_index([plan]).query(corpus(z=PIECE)).passages.itertuples()
    assert text[row.start_a : row.end_a] == PIECE[row.start_b : row.end_b] == PIECE.rstrip("\n")


def test_an_index_of_no_plans_answers_nothing(tmp_path: Path) -> None:
    build_index([]).save(tmp_path / "none.npz")
    assert load_index(tmp_path / "none.npz").query(corpus(z=PIECE)).passages.empty


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("not an index")
    np.savez(tmp_path / "other.npz", head=np.zeros(3))
    for name in ("text.npz", "other.npz", "missing.npz"):
        with pytest.raises(miner.InputError, match="no index"):
            load_index(tmp_path / name)


def test_page_furniture_is_not_compared() -> None:
    header = prose(5, 240)
    made = []
    for name, seed in (("a", 6), ("b", 7)):
        text = header + prose(seed, 480)
        source = miner.Source(text, furniture=(miner.corpus.Span(0, len(header)),))
        made.append(miner.Plan(name, source, 0, len(text)))
    assert miner.find_duplicates(made).passages.empty


ALPHABET = "工会計劃计划著着12０,.。\n （(yī)）xX*×_𠮷é\u3000 "


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.text(ALPHABET, max_size=80), max_size=4))
def test_symbols_stand_where_they_are_said_to(texts: list[str]) -> None:
    plans = list(miner.Corpus.from_texts({str(i): t for i, t in enumerate(texts)}))
    folded = fold(plans)
    assert len(folded) == len(plans)
    for i, plan in enumerate(plans):
        where = positions_of(plan)
        own = folded.symbols[folded.offsets[i] : folded.offsets[i + 1]].tolist()
        assert len(where) == len(own)
        assert (np.diff(where) > 0).all()
        for at, symbol in zip(where.tolist(), own, strict=True):
            raw = plan.text[at]
            assert symbol == 1 or not raw.isascii() or raw.lower() == chr(symbol)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0, 0.25), st.booleans())
def test_a_planted_passage_is_found_where_it_was_planted(seed: int, rate: float, turned: bool) -> None:
    piece = prose(seed, 360)
    copy = edited(piece, rate, seed)
    a, b = prose(seed + 1, 480), prose(seed + 2, 480)
    texts = {"a": a + piece, "b": copy + b} if turned else {"a": piece + a, "b": b + copy}
    rows = miner.find_duplicates(corpus(**texts)).passages
    start_a, start_b = (len(a), 0) if turned else (0, len(b))
    covered_a = sum(
        min(e, start_a + len(piece)) - max(s, start_a)
        for s, e in zip(rows["start_a"], rows["end_a"], strict=True)
    )
    covered_b = sum(
        min(e, start_b + len(copy)) - max(s, start_b)
        for s, e in zip(rows["start_b"], rows["end_b"], strict=True)
    )
    assert covered_a > 0.8 * len(piece)
    assert covered_b > 0.8 * len(copy)
