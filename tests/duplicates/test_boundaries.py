"""Passages begin and end where a sentence, a clause or an item does."""

from __future__ import annotations

import numpy as np

import miner
from miner.duplicates.boundaries import without_overlaps
from tests.duplicates.prose import prose


def test_a_clause_of_which_most_is_in_common_is_taken_whole() -> None:
    shared = prose(1, 240)
    texts = {
        "a": prose(2, 240) + "马" + shared[1:-4] + "驴骡。\n" + prose(3, 240),
        "b": prose(4, 240) + "牛" + shared[1:-4] + "狗猫。\n" + prose(5, 240),
    }
    (row,) = miner.find_duplicates(miner.Corpus.from_texts(texts)).passages.itertuples()
    quotes = texts["a"][row.start_a : row.end_a], texts["b"][row.start_b : row.end_b]
    assert quotes[0] == "马" + shared[1:-4] + "驴骡。"
    assert quotes[1] == "牛" + shared[1:-4] + "狗猫。"


def test_a_piece_of_a_clause_is_left_out() -> None:
    shared = prose(1, 240)
    piece = prose(6, 24)[:4]
    texts = {
        "a": prose(2, 240)[:-6] + piece + "。\n" + shared,
        "b": prose(4, 240)[:-9] + piece + "。\n" + shared,
    }
    (row,) = miner.find_duplicates(miner.Corpus.from_texts(texts)).passages.itertuples()
    assert texts["a"][row.start_a : row.end_a] == texts["b"][row.start_b : row.end_b] == shared.rstrip("\n")


def test_of_rows_on_one_text_the_better_one_stays() -> None:
    """Columns: plans, spans of both, symbols left over, rare seeds, all seeds."""
    rows = [
        [0, 1, 0, 100, 0, 100, 2, 9, 9],
        [0, 1, 5, 95, 4, 96, 60, 3, 3],
        [0, 1, 0, 100, 300, 400, 0, 9, 9],
    ]
    assert without_overlaps(np.array(rows, np.int32)).tolist() == [True, False, True]
