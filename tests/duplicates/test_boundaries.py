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


def quotes_of(texts: dict[str, str]) -> list[tuple[str, str]]:
    rows = miner.find_duplicates(miner.Corpus.from_texts(texts)).passages.itertuples()
    return [(texts["a"][r.start_a : r.end_a], texts["b"][r.start_b : r.end_b]) for r in rows]


def test_the_bracket_of_an_item_belongs_to_it() -> None:
    shared = prose(1, 240).rstrip("\n")
    texts = {
        "a": prose(2, 240) + "（七）" + shared + "\n" + prose(3, 240),
        "b": prose(4, 240) + "（七）" + shared + "\n" + prose(5, 240),
    }
    assert quotes_of(texts) == [("（七）" + shared, "（七）" + shared)]


def test_a_part_of_a_list_is_no_end_where_a_clause_ends_near() -> None:
    """The wording differs behind the second 、: what stands before it in its clause is left out."""
    shared = prose(1, 240)
    opening, other = prose(6, 24)[:20], prose(7, 24)[:20]
    texts = {
        "a": shared + opening[:4] + "、" + opening[4:7] + "、" + opening[7:] + "。\n" + prose(2, 240),
        "b": shared + opening[:4] + "、" + opening[4:7] + "、" + other + "。\n" + prose(3, 240),
    }
    assert quotes_of(texts) == [(shared.rstrip("\n"), shared.rstrip("\n"))]


def test_a_passage_does_not_end_inside_a_bracket() -> None:
    shared, piece = prose(1, 240).rstrip("。\n"), prose(6, 24)[:9]
    texts = {
        "a": shared + "（" + piece + "，" + prose(7, 24)[:16] + "）。\n" + prose(2, 240),
        "b": shared + "（" + piece + "，" + prose(8, 24)[:16] + "）。\n" + prose(3, 240),
    }
    ((quote_a, quote_b),) = quotes_of(texts)
    assert quote_a.count("（") == quote_a.count("）")
    assert quote_b.count("（") == quote_b.count("）")


def test_the_width_of_a_page_ends_no_passage() -> None:
    """A text wrapped at 26 characters shares all behind one of its line breaks, inside a sentence, with another."""
    own = prose(1, 960).replace("\n", "")
    lines = [own[i : i + 26] for i in range(0, len(own), 26)]
    cut = next(i for i in range(104, len(own), 26) if 6 < i % 23 < 16)
    texts = {"a": "\n".join(lines) + "\n", "b": prose(4, 240) + own[cut:]}
    ((quote_a, quote_b),) = quotes_of(texts)
    before = texts["a"][: texts["a"].index(quote_a)].replace("\n", "")
    assert before.endswith("。")
    assert texts["b"].endswith(quote_b)


def test_titles_of_documents_are_no_substance() -> None:
    titles = "".join(f"《{prose(i, 24)[:18]}》，" for i in range(10, 18))
    texts = {
        "a": prose(2, 240) + "根据" + titles + "拟订本计划。\n" + prose(3, 240),
        "b": prose(4, 240) + "依照" + titles + "作出安排。\n" + prose(5, 240),
    }
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert found.passages["basis"].tolist() == ["terms"]
    assert found.pairs.empty
