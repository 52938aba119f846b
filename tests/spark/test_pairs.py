"""What is done with a plan and its candidates on Spark gives the passages of `find_duplicates`; no Spark needed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

import miner
from miner import tables
from miner.duplicates.evidence import first_of_equals, seed_cap
from miner.duplicates.families import LEAST, MOST_LISTED
from miner.duplicates.fold import fold
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
    "a large family": lambda: short_plans(260),
}


def passages(plans: list[miner.Plan]) -> pd.DataFrame:
    """The joins of `miner.spark.copies.find`, done with dictionaries."""
    cap = seed_cap(len(plans))
    folded = fold(plans)
    alike = defaultdict(list)
    for plan, first in zip(plans, first_of_equals(folded).tolist(), strict=True):
        alike[plans[first].id].append(plan.id)
    to_first = {(other, ids[0]) for ids in alike.values() for other in ids[1:]}
    near = opened(copies._near(cap), joined(plans, cap, to_first, set(), {}), copies._NEAR, "near")
    label = {plan.id: plan.id for plan in plans}
    while True:
        seen = dict(label)
        for a, b in near[["plan_a", "plan_b"]].to_numpy().tolist():
            label[a] = label[b] = min(label[a], label[b])
        if seen == label:
            break
    size = Counter(label.values())
    twins = {i for ids in alike.values() for i in ids if len(ids) > 1}
    one = {i: f for i, f in label.items() if size[f] <= MOST_LISTED and (size[f] >= LEAST or i in twins)}
    if any(size[f] > 1 for f in one.values()):
        many = {(o, ids[0]) for ids in alike.values() if len(ids) > MOST_LISTED for o in ids[1:]}
        each = {(b, a) for ids in alike.values() if len(ids) <= MOST_LISTED for a, b in combinations(ids, 2)}
        rows = joined(plans, cap, many, each, one)
    else:
        rows = joined(plans, cap, to_first, set(), {})
    return opened(copies._aligner(cap), rows, tables.PASSAGES, "passages")


def opened(
    align: Callable[[pd.DataFrame], pd.DataFrame], rows: list[pd.DataFrame], table: tables.Table, name: str
) -> pd.DataFrame:
    """The rows of one table that `align` makes of the rows of every plan."""
    packed = pd.concat([align(r) for r in rows])
    data = packed.loc[packed["name"] == name, "data"]
    found = [from_arrow(pa.ipc.open_stream(d).read_all(), table) for d in data]
    return pd.concat([table.frame([]), *found], ignore_index=True)


def joined(
    plans: list[miner.Plan],
    cap: int,
    twins: set[tuple[str, str]],
    equals: set[tuple[str, str]],
    family: dict[str, str],
) -> list[pd.DataFrame]:
    """What `_Step` brings together for each plan: its own row, and one for each plan it is held against."""
    behind = {b for b, _ in twins}
    _, seeds, hashes = sampled(plans)
    sizes = Counter(plans[number].id for number in seeds.plans.tolist())
    linked, holders = defaultdict(list), defaultdict(set)
    for number, h in zip(seeds.plans.tolist(), hashes.tolist(), strict=True):
        if plans[number].id not in behind:
            linked[plans[number].id].append(h)
            holders[h].add(plans[number].id)
    shared = {}
    for h, ids in holders.items():
        count = len({family.get(i, i) for i in ids})
        if len(ids) > 1:
            shared[h] = (count, sorted(ids) if count <= cap else [min(ids)])
    texts = {p.id: p.text for p in plans}
    found = []
    for b, text in texts.items():
        own = [h for h in linked[b] if h in shared]
        few: Counter[str] = Counter(a for h in own if shared[h][0] <= cap for a in shared[h][1] if a < b)
        many: Counter[str] = Counter(a for h in own if shared[h][0] > cap for a in shared[h][1] if a < b)
        near = [a for a in {*few, *many} if few[a] >= RARE or many[a] >= enough(sizes[b])]
        before = [(a, False) for a in near if (b, a) not in equals]
        before += [(a, True) for other, a in (*twins, *equals) if other == b]
        if not before:
            continue
        rows = [(b, a, twin, texts[a], None, None, None) for a, twin in before]
        rows.append((b, None, False, text, own, [shared[h][0] for h in own], [shared[h][1] for h in own]))
        columns = ["id", "a", "twin", "text", "hash", "n", "plans"]
        found.append(pd.DataFrame(rows, columns=columns))
    return found


@pytest.mark.parametrize("plans", list(PLANS))
def test_a_pair_is_aligned_as_in_the_whole_corpus(plans: str) -> None:
    texts = {p.id: p.text for p in PLANS[plans]()}
    corpus = miner.Corpus.from_texts(dict(sorted(texts.items())))
    wanted = miner.find_duplicates(corpus).passages
    assert len(wanted) > 10
    order = ["plan_a", "plan_b", "start_a", "start_b", "end_a", "end_b"]
    found = passages(list(corpus)).sort_values(order, ignore_index=True)
    assert_frame_equal(found, wanted.sort_values(order, ignore_index=True))
