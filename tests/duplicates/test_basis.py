"""What a shared passage is, and that only copied ones make a pair."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import miner
from miner.duplicates.basis import basis_codes, marks_of
from miner.duplicates.fold import fold
from miner.duplicates.tables import BASES
from miner.duplicates.wording import common_wording, hashes, mark_common, wording_of
from miner.knowledge.data import parse_toml, read_toml
from tests.duplicates.prose import prose

CASES = parse_toml((Path(__file__).parent / "accusations.toml").read_text(encoding="utf-8"))["case"]
KNOWN = read_toml("miner.duplicates", "basis.toml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_only_what_its_authors_copied_makes_a_pair(case: dict[str, Any]) -> None:
    found = miner.find_duplicates(miner.Corpus.from_texts(case["plans"]))
    assert len(found.pairs) == case["pairs"]
    assert sorted(set(found.passages["basis"])) == case["bases"]
    assert set(found.passages["basis"]) <= set(BASES)
    copied = found.shares["copied_share"]
    assert (copied > 0).all() if case["pairs"] else (copied == 0).all()
    assert (found.shares["shared_share"] > 0.2).all()


@pytest.mark.parametrize(
    ("code", "entry"),
    [(code, entry) for code in ("formula", "quotation", "law", "terms") for entry in KNOWN[code]],
    ids=lambda value: value["example"][:12] if isinstance(value, dict) else value,
)
def test_an_example_has_the_basis_it_stands_for(code: str, entry: dict[str, str]) -> None:
    before, behind = prose(7, 48), prose(8, 48)
    plan = miner.Corpus.from_texts({"a": f"{before}{entry['example']}。\n{behind}"})[0]
    folded = fold([plan])
    n = int(folded.offsets[1])
    codes = basis_codes(folded, 0, 0, n, marks_of(folded, 0, plan))
    marked = codes[codes > 0]
    assert len(marked) >= 6
    assert (marked == BASES.index(code)).mean() > 0.5
    assert (codes[:40] == 0).all()


def test_common_runs_are_known_by_their_hash_and_nothing_else() -> None:
    symbols = fold([miner.Corpus.from_texts({"a": prose(3, 240)})[0]]).symbols
    known = np.unique(hashes(symbols[20:40]))
    marked = np.zeros(len(symbols), np.uint8)
    mark_common(symbols, 0, len(symbols), wording_of(known), marked)
    assert np.flatnonzero(marked).tolist() == list(range(22, 38))


def test_the_counts_that_are_shipped_are_small_and_sorted() -> None:
    known = common_wording()
    assert known.documents >= 250
    assert len(known.hashes) > 50_000
    assert (np.diff(known.hashes.astype(np.int64)) > 0).all()
    path = Path(sys.modules["miner.duplicates"].__file__ or "").parent / "data" / "wording.npz"
    assert path.stat().st_size < 2_000_000


def test_what_is_no_substance_is_listed_and_does_not_count() -> None:
    quotation = CASES[0]["plans"]
    found = miner.find_duplicates(miner.Corpus.from_texts(quotation))
    (row,) = found.passages.itertuples()
    assert row.copied_chars < row.chars
    assert found.families.empty
    assert (found.shares["plans"] == 0).all()


def test_a_pair_shows_both_ratios() -> None:
    quotation = "局长指出：“" + prose(1, 120).replace("\n", "").replace("。", "，") + "”\n"
    shared = prose(2, 240)
    texts = {"a": quotation + prose(3, 480) + shared, "b": quotation + prose(4, 480) + shared}
    (pair,) = miner.find_duplicates(miner.Corpus.from_texts(texts)).pairs.itertuples()
    assert pair.passages == 1
    assert 0.2 < float(pair.share_a) < float(pair.shared_a) - 0.1  # type: ignore[arg-type]
    assert 0.2 < float(pair.share_b) < float(pair.shared_b) - 0.1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "example"), list(zip(("bodies", "works"), KNOWN["frames"]["examples"], strict=True))
)
def test_who_is_responsible_and_names_of_works_are_terms(name: str, example: str) -> None:
    before, behind = prose(7, 48), prose(8, 48)
    plan = miner.Corpus.from_texts({"a": f"{before}{example}。\n{behind}"})[0]
    marks = [(code, end - start) for code, start, end in marks_of(fold([plan]), 0, plan)]
    assert marks == [(BASES.index("terms"), sum(c.isalnum() for c in example))], name


def test_a_frame_that_each_plan_filled_with_other_figures_is_no_substance() -> None:
    frame = "每亩水田使用的除草药剂和杀虫药剂，由{}年的{}公斤减到{}年的{}公斤。"
    shared = prose(2, 240)
    for figures, basis in (
        (("2031", "2.4", "2034", "1.7"), "terms"),
        (("2021", "3.9", "2024", "3.1"), "copied"),
    ):
        texts = {
            "a": prose(3, 480)
            + "\n"
            + frame.format("2021", "3.9", "2024", "3.1")
            + "\n"
            + prose(4, 480)
            + shared,
            "b": shared + prose(5, 480) + frame.format(*figures) + "\n" + prose(6, 480),
        }
        rows = miner.find_duplicates(miner.Corpus.from_texts(texts)).passages
        (found,) = [r for r in rows.itertuples() if "每亩" in texts["a"][r.start_a : r.end_a]]
        assert found.basis == basis
