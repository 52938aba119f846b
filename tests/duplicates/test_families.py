"""Every pair of a family is listed, and a family counts as one plan for what is common wording."""

from __future__ import annotations

import numpy as np
import pytest

import miner
from miner.duplicates import evidence
from miner.duplicates.evidence import first_of_equals, gather
from miner.duplicates.families import MOST_LISTED
from miner.duplicates.fold import fold
from miner.duplicates.matching import Limits, match
from tests.duplicates.prose import edited, prose


def family(n: int, of: int = 1) -> dict[str, str]:
    """n plans that are nearly one text."""
    text = prose(of, 960)
    return {f"{of}-{i:03}": edited(text, 0.01, 1000 * of + i) for i in range(n)}


def test_every_pair_of_a_family_has_its_own_shares() -> None:
    found = miner.find_duplicates(miner.Corpus.from_texts(family(9)))
    assert len(found.pairs) == 9 * 8 / 2
    assert found.pairs["share_a"].min() > 0.9
    assert set(found.families["size"]) == {9}


def test_a_large_family_is_paired_with_its_first_plans_only() -> None:
    n = MOST_LISTED + 5
    found = miner.find_duplicates(miner.Corpus.from_texts(family(n)))
    assert n - 1 <= len(found.pairs) < n * (n - 1) / 2
    assert set(found.families["size"]) == {n}


def test_what_a_family_has_from_another_plan_is_no_formula() -> None:
    """A passage of six plans that are one text is found in a seventh, and is no boilerplate."""
    copies = family(6)
    passage = copies["1-000"][240:480]
    texts = copies | {"other": prose(2, 720) + passage}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(found.pairs.loc[found.pairs["plan_b"] == "other", "plan_a"]) == set(copies)
    assert found.boilerplate.empty


def test_on_request_a_family_may_be_compared_with_its_first_only() -> None:
    plans = list(miner.Corpus.from_texts(family(9)))
    few, all_of_them = gather(plans, every_pair=False), gather(plans)
    assert len(few.records) < len(all_of_them.records)


def test_what_stands_in_a_base_text_pairs_nobody() -> None:
    superior, own = prose(1, 480), prose(2, 240)
    texts = {
        "a": prose(3, 480) + superior,
        "b": superior + prose(4, 480),
        "c": superior + own,
        "d": own + prose(5, 480),
    }
    corpus, base = miner.Corpus.from_texts(texts), miner.Corpus.from_texts({"model": superior})
    assert len(miner.find_duplicates(corpus).pairs) == 4
    found = miner.find_duplicates(corpus, base=base)
    assert found.pairs[["plan_a", "plan_b"]].to_numpy().tolist() == [["c", "d"]]
    assert "superior" in set(found.passages["basis"])
    followed = found.followed
    assert followed["plan_id"].tolist() == ["a", "b", "c"]
    assert (followed["base_share"] > 0.95).all()
    for row in followed.itertuples():
        assert texts[str(row.plan_id)][int(str(row.start)) : int(str(row.end))] == row.quote


def test_an_empty_base_takes_nothing_off_and_the_corpus_itself_all() -> None:
    corpus = miner.Corpus.from_texts(family(3))
    without = miner.find_duplicates(corpus)
    empty = miner.find_duplicates(corpus, base=[])
    assert empty.pairs.equals(without.pairs)
    assert empty.followed.empty
    everything = miner.find_duplicates(corpus, base=corpus)
    assert everything.pairs.empty
    assert len(everything.followed) >= 3
    assert (everything.shares["copied_share"] == 0).all()


def test_a_plan_that_is_all_quotation_pairs_only_with_what_holds_it_whole() -> None:
    quotation = "局长指出：“" + prose(1, 300).replace("\n", "").replace("。", "，") + "”\n"
    texts = {
        "a": quotation,
        "b": quotation + prose(2, 480),
        "c": quotation[: len(quotation) // 2] + "”\n" + prose(3, 480),
    }
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert found.pairs[["plan_a", "plan_b"]].to_numpy().tolist() == [["a", "b"]]
    alone = miner.find_duplicates(miner.Corpus.from_texts({"a": quotation}))
    assert alone.pairs.empty
    assert alone.shares["copied_share"].tolist() == [0.0]


@pytest.mark.parametrize("left", [1, 2], ids=["a pair and its twins", "a family and its twins"])
def test_twins_and_families_are_found_as_if_all_were_compared_anew(left: int) -> None:
    bases = [prose(10 + i, 700) for i in range(4)]
    texts = {
        f"{i}{k}": base + prose(50 + 10 * i + k, 90 * (k > left))
        for i, base in enumerate(bases)
        for k in range(5)
    }
    plans = list(miner.Corpus.from_texts(texts))
    folded = fold(sorted(plans, key=lambda p: p.id))
    first = first_of_equals(folded)
    none, twins = np.zeros(len(first), bool), first != np.arange(len(first))
    assert twins.sum() == 4 * left
    family = np.arange(len(first)) // 5 * 5
    again = evidence._again(folded, family, evidence._search(folded, none, twins))
    anew = evidence._search(folded, none, none)
    counts = anew.shared.counts(family)
    side, limits = (folded.symbols, folded.offsets), Limits(evidence.seed_cap(len(first)))
    assert np.array_equal(again.counts, counts)
    assert np.array_equal(again.records, match(side, side, anew.seeds, anew.shared, limits, counts=counts))
