"""What may be the same in other words, on the page: beside what is copied, and no part of it."""

from __future__ import annotations

import pytest

import miner
from miner.report import _rewritten
from miner.report._payload import Payload, make_payload

MILL = (
    "莲塘村2024年工作计划\n修好榨油坊的石碾三副，榨油六千四百斤，代客加工二百一十八户，收工钱三万五千元。\n"
)
PRESS = (
    "竹溪村2025年工作打算\n榨油坊那3副石碾都能转了：出油6400斤，218户自带油菜籽来加工，工钱一共3.5万元。\n"
)
OTHER = "松林村2025年工作打算\n守林员每天绕山走一遍，见到枯枝就捡回来，捡满一车换盐。\n"


def payload(**texts: str) -> Payload:
    return make_payload(miner.analyze(miner.Corpus.from_texts(texts)))


def test_both_paragraphs_are_there_with_what_agrees() -> None:
    made = payload(other=OTHER, press=PRESS, mill=MILL)
    listed = made.lists["rewritten"]
    assert listed["rows"] == 1
    row = {name: values[0] for name, values in listed["columns"].items()}
    assert (row["plan_a"], row["plan_b"]) == (1, 2), "the plan that comes first in the corpus first"
    for x, text in (("a", PRESS), ("b", MILL)):
        assert text[row[f"start_{x}"] : row[f"end_{x}"]] == row[f"quote_{x}"]
    assert row["figures"].split("、") == ["6400", "218", "35000"]
    assert "榨油" in row["words"]


def test_it_is_no_pair_no_family_no_share_and_no_finding() -> None:
    made = payload(mill=MILL, press=PRESS)
    assert "rewritten" in made.lists
    assert not {"pairs", "families", "apart"} & set(made.lists)
    assert not any(made.lists["plans"]["columns"].get("copied_share", []))
    findings = made.lists.get("findings", {"columns": {"kind": []}})
    assert "copied" not in findings["columns"]["kind"]
    assert "rewritten" not in made.summary["counts"]


def test_a_large_corpus_is_not_searched_for_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_rewritten, "MOST_CHARS", len(MILL) + len(PRESS) - 1)
    assert "rewritten" not in payload(mill=MILL, press=PRESS).lists


def test_a_list_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_rewritten, "MOST_ROWS", 1)
    listed = payload(mill=MILL, press=PRESS, third=PRESS.replace("竹溪", "梅岭")).lists["rewritten"]
    assert (listed["rows"], listed["cut"]) == (1, 2)
