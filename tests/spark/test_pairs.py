"""What is done with a plan and its candidates on Spark gives the passages of `find_duplicates`; no Spark needed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

import miner
from miner import tables
from miner.duplicates.evidence import seed_cap
from miner.duplicates.matching import RARE, enough
from miner.spark import copies
from miner.spark.frames import sampled
from miner.store.codec import from_arrow
from tests.spark.made import made_plans, short_plans

CORPUS = Path(miner.__file__).parent.parent / "corpus"
PLANS: dict[str, Callable[[], Iterable[miner.Plan]]] = {
    "corpus": lambda: miner.read_corpus(CORPUS),
    "made": lambda: made_plans(250),
    "short": lambda: short_plans(40),
}


def passages(plans: list[miner.Plan]) -> pd.DataFrame:
    """The join of `miner.spark.copies.find`, done with dictionaries."""
    cap = seed_cap(len(plans))
    folded, seeds, hashes = sampled(plans)
    sizes = Counter(plans[number].id for number in seeds.plans.tolist())
    first: dict[bytes, str] = {}
    twins = {}
    for i, plan in enumerate(plans):
        symbols = folded.symbols[folded.offsets[i] : folded.offsets[i + 1]].tobytes()
        if symbols and first.setdefault(symbols, plan.id) != plan.id:
            twins[plan.id] = first[symbols]
    linked, holders = defaultdict(list), defaultdict(set)
    for number, h in zip(seeds.plans.tolist(), hashes.tolist(), strict=True):
        if plans[number].id not in twins:
            linked[plans[number].id].append(h)
            holders[h].add(plans[number].id)
    shared = {
        h: (len(ids), sorted(ids) if len(ids) <= cap else [min(ids)])
        for h, ids in holders.items()
        if len(ids) > 1
    }
    texts = {p.id: p.text for p in plans}
    found = []
    for b, text in texts.items():
        own = [h for h in linked[b] if h in shared]
        few: Counter[str] = Counter(a for h in own if shared[h][0] <= cap for a in shared[h][1] if a < b)
        many: Counter[str] = Counter(a for h in own if shared[h][0] > cap for a in shared[h][1] if a < b)
        near = [a for a in {*few, *many} if few[a] >= RARE or many[a] >= enough(sizes[b])]
        before = [(twins[b], True)] if b in twins else [(a, False) for a in near]
        if not before:
            continue
        rows = [(b, a, twin, texts[a], None, None, None) for a, twin in before]
        rows.append((b, None, False, text, own, [shared[h][0] for h in own], [shared[h][1] for h in own]))
        columns = ["id", "a", "twin", "text", "hash", "n", "plans"]
        packed = copies._aligner(cap)(pd.DataFrame(rows, columns=columns))
        for data in packed.loc[packed["name"] == "passages", "data"]:
            found.append(from_arrow(pa.ipc.open_stream(data).read_all(), tables.PASSAGES))
    return pd.concat(found, ignore_index=True)


@pytest.mark.parametrize("plans", ["corpus", "made", "short"])
def test_a_pair_is_aligned_as_in_the_whole_corpus(plans: str) -> None:
    texts = {p.id: p.text for p in PLANS[plans]()}
    corpus = miner.Corpus.from_texts(dict(sorted(texts.items())))
    wanted = miner.find_duplicates(corpus).passages
    assert len(wanted) > 10
    order = ["plan_a", "plan_b", "start_a", "start_b", "end_a", "end_b"]
    found = passages(list(corpus)).sort_values(order, ignore_index=True)
    assert_frame_equal(found, wanted.sort_values(order, ignore_index=True))
