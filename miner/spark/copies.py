"""Copied passages on Spark: the candidate join is a shuffle by fingerprint, and a pair is aligned where it lands.

The answer is that of `find_duplicates`. A fingerprint of more than a handful of plans links each of them to the
first only, so that a template copied a million times makes a million links and no square of them; fingerprints of
very many plans are joined by broadcast, so that no partition has to hold all their rows. Exact copies are set
aside first and meet their original directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from miner import tables
from miner.corpus import Plan
from miner.spark.formulas import find_formulas
from miner.spark.frames import PACKED, kept, pack, plans_of, sampled, table, unpacked

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find"]

_HEAVY = 10_000
"""A fingerprint of more plans is joined by broadcast."""
_SPANS = table(
    "spans", ("plan_id", "string"), ("other", "string"), ("start", "integer"), ("end", "integer"), ("part", "number")
)  # fmt: skip
_SEEDS = table("seeds", ("id", "string"), ("hash", "integer"))
_SIZES = table("sizes", ("id", "string"), ("chars", "integer"), ("digest", "string"))


def find(plans: Any) -> dict[str, Any]:
    """passages, pairs, shares, families and boilerplate of a DataFrame of plans (`id`, `text`), as DataFrames of Spark."""
    from pyspark.sql import functions as f

    from miner.duplicates.evidence import seed_cap
    from miner.duplicates.matching import RARE

    cap = seed_cap(plans.count())
    sizes = kept(unpacked(plans.mapInPandas(_sized, PACKED), "sizes", _SIZES))
    firsts = sizes.where("chars > 0").groupBy("digest").agg(f.min("id").alias("first"))
    twins = kept(sizes.join(firsts, "digest").where("id > first").select("id", "first"))
    seeded = plans.join(twins.select("id"), "id", "left_anti")
    seeds = kept(unpacked(seeded.mapInPandas(_seeds, PACKED), "seeds", _SEEDS))
    shared = kept(_shared(seeds, cap))
    linked = kept(_linked(seeds, shared))
    found = f.explode("plans").alias("a")
    counted = linked.select("id", "n", found).where("a < id").groupBy("id", "a")
    floors = seeds.groupBy("id").agg(f.udf(_enough, "int", useArrow=False)(f.count("hash")).alias("enough"))
    chosen = counted.agg(
        f.sum(f.when(f.col("n") <= cap, 1).otherwise(0)).alias("few"),
        f.sum(f.when(f.col("n") > cap, 1).otherwise(0)).alias("many"),
    ).join(floors, "id").where(f"few >= {RARE} or many >= enough")  # fmt: skip
    pairs = chosen.select("id", "a", f.lit(False).alias("twin")).unionByName(
        twins.select("id", f.col("first").alias("a"), f.lit(True).alias("twin"))
    )
    texts = plans.select(f.col("id").alias("a"), f.col("text"))
    none = f.lit(None).cast("array<bigint>")
    told = linked.groupBy("id").agg(
        f.collect_list("hash").alias("hash"), f.collect_list("n").alias("n"), f.collect_list("plans").alias("plans")
    )  # fmt: skip
    left = pairs.join(texts, "a").select(
        "id", "a", "twin", "text", none.alias("hash"), none.alias("n"), f.lit(None).cast("array<array<string>>").alias("plans")
    )  # fmt: skip
    asked = plans.select("id", "text").join(pairs.select("id").distinct(), "id").join(told, "id", "left")
    right = asked.select(
        "id", f.lit(None).cast("string").alias("a"), f.lit(False).alias("twin"), "text", "hash", "n", "plans"
    )
    packed = kept(left.unionByName(right).groupBy("id").applyInPandas(_aligner(cap), PACKED))
    made = {
        "passages": unpacked(packed, "passages", tables.PASSAGES),
        "pairs": unpacked(packed, "pairs", tables.PAIRS),
    }
    spans = unpacked(packed, "spans", _SPANS)
    made["shares"] = _shares(sizes, spans)
    made["boilerplate"] = find_formulas(plans, seeds, shared.where(f"n > {cap}"), spans)
    made["families"] = _families(made["pairs"])
    return made


def _enough(seeds: int) -> int:
    from miner.duplicates.matching import enough

    return int(enough(seeds))


def _sized(batches: Any) -> Any:
    import hashlib

    from miner.duplicates.fold import fold

    for batch in batches:
        plans = plans_of(batch[["id", "text"]])
        folded = fold(plans)
        rows = []
        for i, plan in enumerate(plans):
            symbols = folded.symbols[folded.offsets[i] : folded.offsets[i + 1]]
            name = hashlib.blake2b(symbols.tobytes(), digest_size=16).hexdigest()
            rows.append((plan.id, len(symbols), name))
        yield pack({"sizes": (_SIZES.frame(rows), _SIZES)})


def _seeds(batches: Any) -> Any:
    for batch in batches:
        plans = plans_of(batch[["id", "text"]])
        _, seeds, hashes = sampled(plans)
        owners = seeds.plans.tolist()
        rows = [(plans[p].id, h) for p, h in zip(owners, hashes.tolist(), strict=True)]
        yield pack({"seeds": (_SEEDS.frame(rows), _SEEDS)})


def _shared(seeds: Any, cap: int) -> Any:
    """The hashes of several plans: `n` of them, and `plans`, all of up to `cap`, of more the first only."""
    from pyspark.sql import functions as f

    once = seeds.distinct()
    counts = once.groupBy("hash").agg(f.count("id").alias("n"), f.min("id").alias("first")).where("n > 1")
    few = counts.where(f"n <= {cap}").select("hash", "n").join(once, "hash")
    rare = few.groupBy("hash", "n").agg(f.sort_array(f.collect_list("id")).alias("plans"))
    many = counts.where(f"n > {cap}").select("hash", "n", f.array("first").alias("plans"))
    return rare.unionByName(many)


def _linked(seeds: Any, shared: Any) -> Any:
    """Every seed (once a plan and occurrence) of several plans with what is known of its hash."""
    from pyspark.sql import functions as f

    heavy = f.broadcast(shared.where(f"n > {_HEAVY}"))
    light = seeds.join(heavy.select("hash"), "hash", "left_anti")
    return seeds.join(heavy, "hash").unionByName(light.join(shared.where(f"n <= {_HEAVY}"), "hash"))


def _aligner(cap: int) -> Any:
    """The function that aligns one plan with the plans before it that it shares seeds with."""

    def align(rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.result import FAMILY_SHARE, MIN_CHARS, SIMILARITY, Duplicates

        own = rows[rows["a"].isna()].iloc[0]
        before = rows[rows["a"].notna()].sort_values("a")
        ids = [*before["a"], own["id"]]
        texts = [*before["text"], own["text"]]
        import pandas as pd

        plans = plans_of(pd.DataFrame({"id": ids, "text": texts}))
        evidence = _twin(plans) if bool(before["twin"].any()) else _evidence(plans, own, cap)
        made = Duplicates(MIN_CHARS, SIMILARITY, FAMILY_SHARE, evidence)
        spans = [
            (plans[i].id, plans[o].id, s, e, float(part))
            for i, others in made._covered.items()
            for o, stretches in others.items()
            for s, e, part in stretches
        ]
        return pack(
            {
                "passages": (made.passages, tables.PASSAGES),
                "pairs": (made.pairs, tables.PAIRS),
                "spans": (_SPANS.frame(spans), _SPANS),
            }
        )

    return align


def _twin(plans: list[Plan]) -> Any:
    """What two plans with the very same symbols share: all."""
    from miner.duplicates.evidence import Evidence
    from miner.duplicates.fold import fold

    folded = fold(plans)
    size = int(folded.offsets[1])
    records = np.array([[0, 1, 0, size, 0, size, 0, 0, 0]], np.int32)
    return Evidence(tuple(plans), folded, records, np.array([float(size)]), np.zeros((0, 4), np.int64))


def _evidence(plans: list[Plan], own: Any, cap: int) -> Any:
    """What the last of the plans shares with those before it, as `find_duplicates` would find it."""
    from miner.duplicates.evidence import Evidence, in_order, rare_symbols
    from miner.duplicates.matching import Limits, match
    from miner.duplicates.seeds import Seeds, Shared

    n = len(plans) - 1
    folded, seeds, hashes = sampled(plans)
    cut, split = int(folded.offsets[n]), int(seeds.offsets[n])
    known = {h: (c, list(p)) for h, c, p in zip(own["hash"], own["n"], own["plans"], strict=True)}
    number = {plan.id: i for i, plan in enumerate(plans[:n])}
    first: dict[tuple[int, int], int] = {}
    places = zip(
        seeds.plans[:split].tolist(), hashes[:split].tolist(), seeds.positions[:split].tolist(), strict=True
    )
    for plan, h, at in places:
        first.setdefault((h, plan), at)
    own_hashes = hashes[split:].tolist()
    groups: dict[int, int] = {}
    starts, postings, owners = [0], [], []
    for h in own_hashes:
        if h in groups or h not in known:
            continue
        groups[h] = len(groups)
        count, others = known[h]
        met = sorted(number[o] for o in others if o in number and (h, number[o]) in first)
        postings += [first[h, p] for p in met]
        owners += met
        if count > cap:  # common: only the first counts; the others stand behind every plan asked for
            more = cap + 1 - len(met)
            postings += [0] * more
            owners += [n] * more
        starts.append(len(owners))
    positions = seeds.positions[split:].astype(np.int64) - cut
    mine = Seeds(np.zeros(0, np.uint64), positions.astype(np.uint32), np.array([0, len(positions)], np.int64))
    of_seed = np.array([groups.get(h, -1) for h in own_hashes], np.int32)
    shared = Shared(
        of_seed, np.array(starts, np.int64), np.array(postings, np.uint32), np.array(owners, np.int32)
    )
    left = folded.symbols[:cut].copy(), folded.offsets[: n + 1].copy()
    right = folded.symbols[cut:].copy(), (folded.offsets[n:] - cut).copy()
    records = match(left, right, mine, shared, Limits(cap), base=n)
    records[:, 1] -= n
    rare = rare_symbols(records, right[1], mine, shared)
    records[:, 1] += n
    order = in_order(records)
    return Evidence(tuple(plans), folded, records[order], rare[order], np.zeros((0, 4), np.int64))


def _shares(sizes: Any, spans: Any) -> Any:
    """How much of each plan stands in another, each character once."""
    from miner.spark.frames import schema_of

    def share(key: Any, rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.result import _union

        plan_id, chars = key[0], int(rows["chars"].iloc[0])
        known = rows[rows["other"].notna()]
        columns = zip(known["other"], known["start"], known["end"], known["part"], strict=True)
        others: dict[str, list[tuple[int, int, float]]] = {}
        for other, start, end, part in columns:
            others.setdefault(other, []).append((int(start), int(end), part))
        copied = _union([s for spans in others.values() for s in spans])
        agreed = {o: _union(stretches) for o, stretches in others.items()}
        most = min(agreed, key=lambda o: (-agreed[o], o), default=None)
        closest = 0.0 if most is None else agreed[most] / chars
        row = (plan_id, copied / chars if chars else 0.0, chars, copied, len(others), most, closest)
        return tables.SHARES.frame([row])

    told = sizes.select(sizes["id"].alias("plan_id"), "chars").join(spans, "plan_id", "left")
    return told.groupBy("plan_id").applyInPandas(share, schema_of(tables.SHARES))


def _families(pairs: Any) -> Any:
    """Connected components of the near-identical pairs: labels pass along the edges until nothing changes."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    from miner.duplicates.result import FAMILY_SHARE

    near = pairs.select("plan_a", "plan_b", f.least("share_a", "share_b").alias("share")).where(
        f"share >= {FAMILY_SHARE}"
    )
    edges = kept(
        near.unionByName(
            near.select(f.col("plan_b").alias("plan_a"), f.col("plan_a").alias("plan_b"), "share")
        )
    )
    labels = edges.groupBy("plan_a").agg(f.min("plan_b").alias("label"), f.max("share").alias("share"))
    labels = labels.select(f.col("plan_a").alias("id"), f.least("label", "plan_a").alias("label"), "share")
    labels = kept(labels)
    while True:
        seen = labels.select(f.col("id").alias("plan_b"), f.col("label").alias("seen"))
        nearest = edges.join(seen, "plan_b").groupBy("plan_a").agg(f.min("seen").alias("seen"))
        moved = labels.join(nearest, labels["id"] == nearest["plan_a"])
        moved = moved.select("id", f.least("label", "seen").alias("label"), "share")
        root = moved.select(f.col("id").alias("at"), f.col("label").alias("root"))
        further = moved.join(root, moved["label"] == root["at"])
        further = kept(further.select("id", f.col("root").alias("label"), "share"))
        changed = further.join(labels.select("id", f.col("label").alias("old")), "id").where("label <> old")
        labels = further
        if changed.isEmpty():
            break
    roots = labels.select("label").distinct()
    numbers = roots.withColumn("family", f.row_number().over(Window.orderBy("label")).cast("bigint"))
    sizes = labels.groupBy("label").agg(f.count("id").alias("size"))
    made = labels.join(numbers, "label").join(sizes, "label")
    return made.select(
        f.col("id").alias("plan_id"), "family", "size", f.col("label").alias("representative"), "share"
    )
