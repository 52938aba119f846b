"""Copied passages on Spark: the candidate join is a shuffle by fingerprint, and a pair is aligned where it lands.

The answer is that of `find_duplicates`, in its two steps: which plans are near-identical, so that a family of up to
fifty counts as one plan when it is asked what is common; then every pair. A fingerprint of more than a handful of
plans links each of them to the first only, so that a template copied a million times makes a million links and no
square of them; fingerprints of very many plans are joined by broadcast, so that no partition has to hold all their
rows. Exact copies are set aside first and meet their original directly, those of a small family each other.
"""

from __future__ import annotations

from collections.abc import Callable
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
    "spans", ("plan_id", "string"), ("other", "string"), ("start", "integer"), ("end", "integer"), ("part", "number"),
    ("copied", "boolean"),
)  # fmt: skip
_SEEDS = table("seeds", ("id", "string"), ("hash", "integer"))
_SIZES = table("sizes", ("id", "string"), ("chars", "integer"), ("digest", "string"))
_NEAR = table("near", ("plan_a", "string"), ("plan_b", "string"))


def find(plans: Any) -> dict[str, Any]:
    """passages, pairs, shares, families and boilerplate of a DataFrame of plans (`id`, `text`), as DataFrames of Spark."""
    from pyspark.sql import functions as f

    from miner.duplicates.evidence import seed_cap
    from miner.duplicates.families import MOST_LISTED

    cap = seed_cap(plans.count())
    sizes = kept(unpacked(plans.mapInPandas(_sized, PACKED), "sizes", _SIZES))
    equal = (
        sizes.where("chars > 0").groupBy("digest").agg(f.min("id").alias("first"), f.count("id").alias("n"))
    )
    equals = kept(sizes.join(equal.where("n > 1"), "digest").select("id", "first", "n"))
    every = kept(unpacked(plans.mapInPandas(_seeds, PACKED), "seeds", _SEEDS))
    to_first = equals.where("id > first").select("id", f.col("first").alias("a"))
    step = _Step(plans, every, to_first, cap)
    families = _as_one(unpacked(step.aligned(_near(cap)), "near", _NEAR), equals)
    if not families.isEmpty():
        few = equals.where(f"n <= {MOST_LISTED}")
        each_other = (
            few.join(few.select("first", f.col("id").alias("a")), "first").where("a < id").select("id", "a")
        )
        many = equals.where(f"n > {MOST_LISTED} and id > first").select("id", f.col("first").alias("a"))
        step = _Step(plans, every, many, cap, each_other, families)
    packed = kept(step.aligned(_aligner(cap)))
    made = {
        "passages": unpacked(packed, "passages", tables.PASSAGES),
        "pairs": unpacked(packed, "pairs", tables.PAIRS),
    }
    spans = unpacked(packed, "spans", _SPANS)
    made["shares"] = _shares(sizes, spans)
    common = step.shared.where(f"n > {cap}").select("hash", f.col("size").alias("n"), "plans")
    made["boilerplate"] = find_formulas(plans, step.seeds, common, spans.where("not copied"))
    made["families"] = _families(made["pairs"])
    return made


class _Step:
    """The candidates of one comparison of all plans.

    `twins` (`id`, `a`) are plans that stand back behind another with the very same symbols, `equals` (`id`, `a`)
    such plans that are compared with all others, `families` (`id`, `family`) the plans that count as one.
    """

    def __init__(
        self, plans: Any, every: Any, twins: Any, cap: int, equals: Any = None, families: Any = None
    ) -> None:
        self._plans, self._twins, self._equals, self._cap = plans, twins, equals, cap
        self.seeds = kept(every.join(twins.select("id"), "id", "left_anti"))
        self.shared = kept(_shared(self.seeds, cap, families))
        self._linked = kept(_linked(self.seeds, self.shared))

    def _pairs(self) -> Any:
        """Every pair that is to be aligned: `id`, a plan `a` before it, whether both are the very same."""
        from pyspark.sql import functions as f

        from miner.duplicates.matching import RARE

        found = f.explode("plans").alias("a")
        counted = self._linked.select("id", "n", found).where("a < id").groupBy("id", "a")
        floors = self.seeds.groupBy("id").agg(
            f.udf(_enough, "int", useArrow=False)(f.count("hash")).alias("enough")
        )
        chosen = counted.agg(
            f.sum(f.when(f.col("n") <= self._cap, 1).otherwise(0)).alias("few"),
            f.sum(f.when(f.col("n") > self._cap, 1).otherwise(0)).alias("many"),
        ).join(floors, "id").where(f"few >= {RARE} or many >= enough").select("id", "a")  # fmt: skip
        twins = self._twins
        if self._equals is not None:
            chosen = chosen.join(self._equals, ["id", "a"], "left_anti")
            twins = twins.unionByName(self._equals)
        none, both = f.lit(False).alias("twin"), f.lit(True).alias("twin")
        return chosen.select("id", "a", none).unionByName(twins.select("id", "a", both))

    def aligned(self, align: Callable[[pd.DataFrame], pd.DataFrame]) -> Any:
        """What `align` gives for each plan, whose rows are its own and one for each plan before it."""
        from pyspark.sql import functions as f

        pairs = kept(self._pairs())
        texts = self._plans.select(f.col("id").alias("a"), f.col("text"))
        none = f.lit(None).cast("array<bigint>")
        told = self._linked.groupBy("id").agg(
            f.collect_list("hash").alias("hash"), f.collect_list("n").alias("n"), f.collect_list("plans").alias("plans")
        )  # fmt: skip
        left = pairs.join(texts, "a").select(
            "id", "a", "twin", "text", none.alias("hash"), none.alias("n"), f.lit(None).cast("array<array<string>>").alias("plans")
        )  # fmt: skip
        asked = self._plans.select("id", "text").join(pairs.select("id").distinct(), "id")
        right = asked.join(told, "id", "left").select(
            "id",
            f.lit(None).cast("string").alias("a"),
            f.lit(False).alias("twin"),
            "text",
            "hash",
            "n",
            "plans",
        )
        return left.unionByName(right).groupBy("id").applyInPandas(align, PACKED)


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


def _shared(seeds: Any, cap: int, families: Any = None) -> Any:
    """The hashes of several plans: `size` of them, which count as `n`, and `plans`.

    Those are all, where they count as up to `cap`, of more the first only. `families` are the plans (`id`) that
    count as one.
    """
    from pyspark.sql import functions as f

    once = seeds.distinct()
    if families is None:
        one = once.withColumn("one", f.col("id"))
    else:
        one = once.join(families, "id", "left").withColumn("one", f.coalesce("family", "id"))
    counts = one.groupBy("hash").agg(
        f.count("id").alias("size"), f.count_distinct("one").alias("n"), f.min("id").alias("first")
    ).where("size > 1")  # fmt: skip
    few = counts.where(f"n <= {cap}").select("hash", "size", "n").join(once, "hash")
    rare = few.groupBy("hash", "size", "n").agg(f.sort_array(f.collect_list("id")).alias("plans"))
    many = counts.where(f"n > {cap}").select("hash", "size", "n", f.array("first").alias("plans"))
    return rare.unionByName(many)


def _linked(seeds: Any, shared: Any) -> Any:
    """Every seed (once a plan and occurrence) of several plans with what is known of its hash."""
    from pyspark.sql import functions as f

    heavy = f.broadcast(shared.where(f"size > {_HEAVY}"))
    light = seeds.join(heavy.select("hash"), "hash", "left_anti")
    return seeds.join(heavy, "hash").unionByName(light.join(shared.where(f"size <= {_HEAVY}"), "hash"))


def _near(cap: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The function that tells with which of the plans before it a plan is near-identical."""

    def align(rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.families import near_pairs

        plans, folded, records, _ = _compared(rows, cap)
        near = near_pairs(records, np.diff(folded.offsets))
        found = [(plans[a].id, plans[b].id) for a, b in near]
        return pack({"near": (_NEAR.frame(found), _NEAR)})

    return align


def _aligner(cap: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The function that aligns one plan with the plans before it that it shares seeds with."""

    def align(rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.evidence import Evidence, whole_clauses
        from miner.duplicates.result import FAMILY_SHARE, MIN_CHARS, SIMILARITY, Duplicates

        plans, folded, records, rare = _compared(rows, cap)
        none = np.zeros((0, 4), np.int64)
        evidence = Evidence(tuple(plans), folded, *whole_clauses(folded, records, rare), none)
        made = Duplicates(MIN_CHARS, SIMILARITY, FAMILY_SHARE, evidence)
        spans = [
            (plans[i].id, plans[o].id, s, e, float(part), copied)
            for copied, covered in ((True, made._covered), (False, made._shared))
            for i, others in covered.items()
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


def _compared(rows: pd.DataFrame, cap: int) -> tuple[list[Plan], Any, Any, Any]:
    """Plans, the last of which is compared with those before it, their symbols, records and rare symbols."""
    import pandas as pd

    from miner.duplicates.evidence import whole_records

    own = rows[rows["a"].isna()].iloc[0]
    before = rows[rows["a"].notna()].sort_values("a")
    ids, texts = [*before["a"], own["id"]], [*before["text"], own["text"]]
    plans = plans_of(pd.DataFrame({"id": ids, "text": texts}))
    same = np.flatnonzero(before["twin"].to_numpy(bool))
    folded, records, rare = _matched(plans, own, cap, set(same.tolist()))
    whole = whole_records(same, np.full(len(same), len(plans) - 1), np.diff(folded.offsets))
    return plans, folded, np.concatenate((records, whole)), np.concatenate((rare, whole[:, 3].astype(float)))


def _matched(plans: list[Plan], own: Any, cap: int, same: set[int]) -> tuple[Any, Any, Any]:
    """What the last of the plans shares with those before it, but for those that are the `same`.

    Symbols of all plans, records and rare symbols, as in the comparison of the whole corpus.
    """
    from miner.duplicates.evidence import rare_symbols
    from miner.duplicates.matching import COLUMNS, Limits, match
    from miner.duplicates.seeds import Seeds, Shared

    n = len(plans) - 1
    folded, seeds, hashes = sampled(plans)
    if not isinstance(own["hash"], list | np.ndarray):  # no seed of it stands in another plan
        return folded, np.zeros((0, len(COLUMNS)), np.int32), np.zeros(0)
    cut, split = int(folded.offsets[n]), int(seeds.offsets[n])
    known = {h: (c, list(p)) for h, c, p in zip(own["hash"], own["n"], own["plans"], strict=True)}
    number = {plan.id: i for i, plan in enumerate(plans[:n]) if i not in same}
    first: dict[tuple[int, int], int] = {}
    places = zip(
        seeds.plans[:split].tolist(), hashes[:split].tolist(), seeds.positions[:split].tolist(), strict=True
    )
    for plan, h, at in places:
        first.setdefault((h, plan), at)
    own_hashes = hashes[split:].tolist()
    groups: dict[int, int] = {}
    starts, postings, owners, counts = [0], [], [], []
    for h in own_hashes:
        if h in groups or h not in known:
            continue
        groups[h] = len(groups)
        count, others = known[h]
        met = sorted(number[o] for o in others if o in number and (h, number[o]) in first)
        postings += [first[h, p] for p in met]
        owners += met
        counts.append(count)
        starts.append(len(owners))
    positions = seeds.positions[split:].astype(np.int64) - cut
    mine = Seeds(np.zeros(0, np.uint64), positions.astype(np.uint32), np.array([0, len(positions)], np.int64))
    of_seed = np.array([groups.get(h, -1) for h in own_hashes], np.int32)
    shared = Shared(
        of_seed, np.array(starts, np.int64), np.array(postings, np.uint32), np.array(owners, np.int32)
    )
    left = folded.symbols[:cut].copy(), folded.offsets[: n + 1].copy()
    right = folded.symbols[cut:].copy(), (folded.offsets[n:] - cut).copy()
    records = match(left, right, mine, shared, Limits(cap), base=n, counts=np.array(counts, np.int32))
    records[:, 1] -= n
    rare = rare_symbols(records, right[1], mine, shared)
    records[:, 1] += n
    return folded, records, rare


def _shares(sizes: Any, spans: Any) -> Any:
    """How much of each plan stands in another, each character once."""
    from miner.spark.frames import schema_of

    def share(key: Any, rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.result import _union

        plan_id, chars = key[0], int(rows["chars"].iloc[0])
        known = rows[rows["other"].notna()]
        columns = zip(
            known["other"], known["start"], known["end"], known["part"], known["copied"], strict=True
        )
        others: dict[str, list[tuple[int, int, float]]] = {}
        shared: list[tuple[int, int, float]] = []
        for other, start, end, part, counts in columns:
            into = others.setdefault(other, []) if counts else shared
            into.append((int(start), int(end), part))
        copied = _union([s for spans in others.values() for s in spans])
        agreed = {o: _union(stretches) for o, stretches in others.items()}
        most = min(agreed, key=lambda o: (-agreed[o], o), default=None)
        closest = 0.0 if most is None else agreed[most] / chars
        every = _union(shared) / max(1, chars)
        row = (plan_id, copied / chars if chars else 0.0, chars, copied, len(others), most, closest, every)
        return tables.SHARES.frame([row])

    told = sizes.select(sizes["id"].alias("plan_id"), "chars").join(spans, "plan_id", "left")
    return told.groupBy("plan_id").applyInPandas(share, schema_of(tables.SHARES))


def _as_one(near: Any, equals: Any) -> Any:
    """The plans (`id`) of small families, with the first of each (`family`); `equals` are plans like another."""
    from pyspark.sql import functions as f

    from miner.duplicates.families import LEAST, MOST_LISTED

    labels = _labeled(near.select("plan_a", "plan_b", f.lit(1.0).alias("share")))
    sizes = labels.groupBy("label").agg(f.count("id").alias("size")).where(f"size <= {MOST_LISTED}")
    inside = labels.join(sizes, "label").join(equals.select("id", "n"), "id", "left")
    one = inside.where(f"size >= {LEAST} or n > 1")
    return kept(one.select("id", f.col("label").alias("family")))


def _families(pairs: Any) -> Any:
    """Connected components of the near-identical pairs."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    from miner.duplicates.result import FAMILY_SHARE

    alike = pairs.where(f"2 * least(share_a, share_b) >= {FAMILY_SHARE}")
    near = alike.select("plan_a", "plan_b", f.least("shared_a", "shared_b").alias("share")).where(
        f"share >= {FAMILY_SHARE}"
    )
    labels = _labeled(near)
    roots = labels.select("label").distinct()
    numbers = roots.withColumn("family", f.row_number().over(Window.orderBy("label")).cast("bigint"))
    sizes = labels.groupBy("label").agg(f.count("id").alias("size"))
    made = labels.join(numbers, "label").join(sizes, "label")
    return made.select(
        f.col("id").alias("plan_id"), "family", "size", f.col("label").alias("representative"), "share"
    )


def _labeled(near: Any) -> Any:
    """The plans of `near` (`plan_a`, `plan_b`, `share`): `id`, the first of its component, its largest share.

    Labels pass along the edges until nothing changes.
    """
    from pyspark.sql import functions as f

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
    return labels
