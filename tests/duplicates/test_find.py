"""What find_duplicates answers on small made corpora."""

from __future__ import annotations

import pytest

import miner
from tests.duplicates.prose import prose


def found(texts: dict[str, str]) -> miner.Duplicates:
    return miner.find_duplicates(miner.Corpus.from_texts(texts))


def test_a_copied_passage_is_quoted_on_both_sides() -> None:
    shared = prose(1, 240)
    texts = {"a": prose(2, 480) + shared, "b": prose(3, 240) + shared + prose(4, 240), "c": prose(5, 480)}
    (row,) = found(texts).passages.itertuples()
    assert (row.plan_a, row.plan_b, row.kind, row.similarity) == ("a", "b", "verbatim", 1.0)
    assert texts["a"][row.start_a : row.end_a] == texts["b"][row.start_b : row.end_b] == shared.rstrip("\n")


def test_plans_without_shared_text_are_no_pair() -> None:
    assert found({str(i): prose(i, 600) for i in range(12)}).passages.empty


def test_thresholds_change_without_a_new_comparison() -> None:
    shared = prose(1, 120)
    texts = {"a": prose(2, 960) + shared, "b": prose(3, 960) + shared}
    duplicates = found(texts)
    assert len(duplicates.passages) == 1
    assert duplicates.at(min_chars=200).passages.empty
    assert len(duplicates.at(min_chars=200).borderline()) == 1
    with pytest.raises(miner.InputError):
        duplicates.at(similarity=2)
