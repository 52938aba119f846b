"""Find copied passages on Spark: candidate pairs by a shuffle on fingerprints, then alignment of each pair in its task.

The result equals that of `find_duplicates`, in the same two steps: near-identical plans first, so that a family of up
to fifty counts as one plan when the frequency of wording is measured; then all pairs. A fingerprint of many plans
links each of them to the first only, so that a million copies of a template make a million links instead of their
square; the most frequent fingerprints are joined by broadcast, so that no partition holds all their rows. Exact
copies are set aside and compared with their original directly, those of a small family with each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from miner import tables
from miner.corpus import Plan
from miner.spark.formulas import find_formulas
from miner.spark.frames import PACKED, materialized, pack, plans_of, sampled, table, unpacked

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
    sizes = materialized(unpacked(plans.mapInPandas(_sized, PACKED), "sizes", _SIZES))
    equal = (
        sizes.where("chars > 0").groupBy("digest").agg(f.min("id").alias("first"), f.count("id").alias("n"))
    )
    equals = materialized(sizes.join(equal.where("n > 1"), "digest").select("id", "first", "n"))
    every = materialized(unpacked(plans.mapInPandas(_seeds, PACKED), "seeds", _SEEDS))
    to_first = equals.where("id > first").select("id", f.col("first").alias("a"))
    step = _Step(plans, every, to_first, cap)
    families = _as_one(unpacked(step.aligned(_near(cap)), "near", _NEAR), equals)
    if not families.isEmpty():
        small_groups = equals.where(f"n <= {MOST_LISTED}")
        each_other = (
            small_groups.join(small_groups.select("first", f.col("id").alias("a")), "first")
            .where("a < id")
            .select("id", "a")
        )
        large_groups = equals.where(f"n > {MOST_LISTED} and id > first").select(
            "id", f.col("first").alias("a")
        )
        step = _Step(plans, every, large_groups, cap, each_other, families)
    packed = materialized(step.aligned(_aligner(cap)))
    results = {
        "passages": unpacked(packed, "passages", tables.PASSAGES),
        "pairs": unpacked(packed, "pairs", tables.PAIRS),
    }
    spans = unpacked(packed, "spans", _SPANS)
    results["shares"] = _shares(sizes, spans)
    common = step.shared.where(f"n > {cap}").select("hash", f.col("size").alias("n"), "plans")
    results["boilerplate"] = find_formulas(plans, step.seeds, common, spans.where("not copied"))
    results["families"] = _families(results["pairs"])
    return results


class _Step:
    """Candidate pairs of one comparison of all plans.

    `twins` (`id`, `a`) are plans left out because plan `a` has identical symbols, `equals` (`id`, `a`) identical plans
    that are still compared with all others, `families` (`id`, `family`) plans that count as one.
    """

    def __init__(
        self, plans: Any, every: Any, twins: Any, cap: int, equals: Any = None, families: Any = None
    ) -> None:
        self._plans, self._twins, self._equals, self._cap = plans, twins, equals, cap
        self.seeds = materialized(every.join(twins.select("id"), "id", "left_anti"))
        self.shared = materialized(_shared(self.seeds, cap, families))
        self._linked = materialized(_linked(self.seeds, self.shared))

    def _pairs(self) -> Any:
        """All pairs to be aligned: `id`, an earlier plan `a`, and whether both are identical (`twin`)."""
        from pyspark.sql import functions as f

        from miner.duplicates.matching import RARE

        plan_before = f.explode("plans").alias("a")
        counted = self._linked.select("id", "n", plan_before).where("a < id").groupBy("id", "a")
        floors = self.seeds.groupBy("id").agg(
            f.udf(_enough, "int", useArrow=False)(f.count("hash")).alias("enough")
        )
        selected = counted.agg(
            f.sum(f.when(f.col("n") <= self._cap, 1).otherwise(0)).alias("few"),
            f.sum(f.when(f.col("n") > self._cap, 1).otherwise(0)).alias("many"),
        ).join(floors, "id").where(f"few >= {RARE} or many >= enough").select("id", "a")  # fmt: skip
        twins = self._twins
        if self._equals is not None:
            selected = selected.join(self._equals, ["id", "a"], "left_anti")
            twins = twins.unionByName(self._equals)
        is_other, is_twin = f.lit(False).alias("twin"), f.lit(True).alias("twin")
        return selected.select("id", "a", is_other).unionByName(twins.select("id", "a", is_twin))

    def aligned(self, align: Callable[[pd.DataFrame], pd.DataFrame]) -> Any:
        """Apply `align` to the group of each plan: its own row and one row per earlier plan."""
        from pyspark.sql import functions as f

        pairs = materialized(self._pairs())
        texts = self._plans.select(f.col("id").alias("a"), f.col("text"))
        none = f.lit(None).cast("array<bigint>")
        evidence = self._linked.groupBy("id").agg(
            f.collect_list("hash").alias("hash"), f.collect_list("n").alias("n"), f.collect_list("plans").alias("plans")
        )  # fmt: skip
        earlier = pairs.join(texts, "a").select(
            "id", "a", "twin", "text", none.alias("hash"), none.alias("n"), f.lit(None).cast("array<array<string>>").alias("plans")
        )  # fmt: skip
        compared = self._plans.select("id", "text").join(pairs.select("id").distinct(), "id")
        later = compared.join(evidence, "id", "left").select(
            "id",
            f.lit(None).cast("string").alias("a"),
            f.lit(False).alias("twin"),
            "text",
            "hash",
            "n",
            "plans",
        )
        return earlier.unionByName(later).groupBy("id").applyInPandas(align, PACKED)


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
    """Hashes that several plans share: their number (`size`), their number with families as one (`n`), and `plans`.

    `plans` lists all if `n` is at most `cap`, else the first only. `families` (`id`, `family`) are plans that count as
    one.
    """
    from pyspark.sql import functions as f

    distinct = seeds.distinct()
    if families is None:
        counted = distinct.withColumn("one", f.col("id"))
    else:
        counted = distinct.join(families, "id", "left").withColumn("one", f.coalesce("family", "id"))
    counts = counted.groupBy("hash").agg(
        f.count("id").alias("size"), f.count_distinct("one").alias("n"), f.min("id").alias("first")
    ).where("size > 1")  # fmt: skip
    few = counts.where(f"n <= {cap}").select("hash", "size", "n").join(distinct, "hash")
    rare = few.groupBy("hash", "size", "n").agg(f.sort_array(f.collect_list("id")).alias("plans"))
    many = counts.where(f"n > {cap}").select("hash", "size", "n", f.array("first").alias("plans"))
    return rare.unionByName(many)


def _linked(seeds: Any, shared: Any) -> Any:
    """Every seed shared by several plans (one row per plan and occurrence) with the data of its hash."""
    from pyspark.sql import functions as f

    heavy = f.broadcast(shared.where(f"size > {_HEAVY}"))
    light = seeds.join(heavy.select("hash"), "hash", "left_anti")
    return seeds.join(heavy, "hash").unionByName(light.join(shared.where(f"size <= {_HEAVY}"), "hash"))


def _near(cap: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return the function that finds the earlier plans to which a plan is near-identical."""

    def align(rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.families import near_pairs

        plans, folded, records, _ = _compared(rows, cap)
        near_indices = near_pairs(records, np.diff(folded.offsets))
        near_ids = [(plans[a].id, plans[b].id) for a, b in near_indices]
        return pack({"near": (_NEAR.frame(near_ids), _NEAR)})

    return align


def _aligner(cap: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return the function that aligns a plan with the earlier plans that share seeds with it."""

    def align(rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.evidence import Evidence, whole_clauses
        from miner.duplicates.result import FAMILY_SHARE, MIN_CHARS, SIMILARITY, Duplicates

        plans, folded, records, rare = _compared(rows, cap)
        none = np.zeros((0, 4), np.int64)
        evidence = Evidence(tuple(plans), folded, *whole_clauses(folded, records, rare), none)
        result = Duplicates(MIN_CHARS, SIMILARITY, FAMILY_SHARE, evidence)
        spans = [
            (plans[i].id, plans[o].id, s, e, float(part), copied)
            for copied, covered in ((True, result._covered), (False, result._shared))
            for i, others in covered.items()
            for o, stretches in others.items()
            for s, e, part in stretches
        ]
        return pack(
            {
                "passages": (result.passages, tables.PASSAGES),
                "pairs": (result.pairs, tables.PAIRS),
                "spans": (_SPANS.frame(spans), _SPANS),
            }
        )

    return align


def _compared(rows: pd.DataFrame, cap: int) -> tuple[list[Plan], Any, Any, Any]:
    """Compare the last plan of the rows with the earlier ones: plans, symbols, records and rare symbols."""
    import pandas as pd

    from miner.duplicates.evidence import whole_records

    row = rows[rows["a"].isna()].iloc[0]
    earlier = rows[rows["a"].notna()].sort_values("a")
    ids, texts = [*earlier["a"], row["id"]], [*earlier["text"], row["text"]]
    plans = plans_of(pd.DataFrame({"id": ids, "text": texts}))
    twins = np.flatnonzero(earlier["twin"].to_numpy(bool))
    folded, records, rare = _matched(plans, row, cap, set(twins.tolist()))
    whole = whole_records(twins, np.full(len(twins), len(plans) - 1), np.diff(folded.offsets))
    return plans, folded, np.concatenate((records, whole)), np.concatenate((rare, whole[:, 3].astype(float)))


def _matched(plans: list[Plan], row: Any, cap: int, twins: set[int]) -> tuple[Any, Any, Any]:
    """Match the last plan with the earlier ones, except with its `twins` (indices).

    Return symbols of all plans, records and rare symbols, as in the comparison of a whole corpus.
    """
    from miner.duplicates.evidence import rare_symbols
    from miner.duplicates.matching import COLUMNS, Limits, match
    from miner.duplicates.seeds import Seeds, Shared

    n = len(plans) - 1
    folded, seeds, hashes = sampled(plans)
    if not isinstance(row["hash"], list | np.ndarray):  # no other plan shares a seed with it
        return folded, np.zeros((0, len(COLUMNS)), np.int32), np.zeros(0)
    cut, split = int(folded.offsets[n]), int(seeds.offsets[n])
    seed_info = {h: (c, list(p)) for h, c, p in zip(row["hash"], row["n"], row["plans"], strict=True)}
    number = {plan.id: i for i, plan in enumerate(plans[:n]) if i not in twins}
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
        if h in groups or h not in seed_info:
            continue
        groups[h] = len(groups)
        count, others = seed_info[h]
        matched = sorted(number[o] for o in others if o in number and (h, number[o]) in first)
        postings += [first[h, p] for p in matched]
        owners += matched
        counts.append(count)
        starts.append(len(owners))
    positions = seeds.positions[split:].astype(np.int64) - cut
    own_seeds = Seeds(
        np.zeros(0, np.uint64), positions.astype(np.uint32), np.array([0, len(positions)], np.int64)
    )
    of_seed = np.array([groups.get(h, -1) for h in own_hashes], np.int32)
    shared = Shared(
        of_seed, np.array(starts, np.int64), np.array(postings, np.uint32), np.array(owners, np.int32)
    )
    earlier = folded.symbols[:cut].copy(), folded.offsets[: n + 1].copy()
    later = folded.symbols[cut:].copy(), (folded.offsets[n:] - cut).copy()
    records = match(earlier, later, own_seeds, shared, Limits(cap), base=n, counts=np.array(counts, np.int32))
    records[:, 1] -= n
    rare = rare_symbols(records, later[1], own_seeds, shared)
    records[:, 1] += n
    return folded, records, rare


def _shares(sizes: Any, spans: Any) -> Any:
    """Share of each plan that other plans have, counting each character once."""
    from miner.spark.frames import schema_of

    def share(key: Any, rows: pd.DataFrame) -> pd.DataFrame:
        from miner.duplicates.result import _union

        plan_id, chars = key[0], int(rows["chars"].iloc[0])
        matched = rows[rows["other"].notna()]
        columns = zip(
            matched["other"],
            matched["start"],
            matched["end"],
            matched["part"],
            matched["copied"],
            strict=True,
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

    joined = sizes.select(sizes["id"].alias("plan_id"), "chars").join(spans, "plan_id", "left")
    return joined.groupBy("plan_id").applyInPandas(share, schema_of(tables.SHARES))


def _as_one(near: Any, equals: Any) -> Any:
    """Plans (`id`) of small families with the first of each (`family`); `equals` are plans with an identical one."""
    from pyspark.sql import functions as f

    from miner.duplicates.families import LEAST, MOST_LISTED

    labels = _labeled(near.select("plan_a", "plan_b", f.lit(1.0).alias("share")))
    sizes = labels.groupBy("label").agg(f.count("id").alias("size")).where(f"size <= {MOST_LISTED}")
    members = labels.join(sizes, "label").join(equals.select("id", "n"), "id", "left")
    one = members.where(f"size >= {LEAST} or n > 1")
    return materialized(one.select("id", f.col("label").alias("family")))


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
    members = labels.join(numbers, "label").join(sizes, "label")
    return members.select(
        f.col("id").alias("plan_id"), "family", "size", f.col("label").alias("representative"), "share"
    )


def _labeled(near: Any) -> Any:
    """The plans of `near` (`plan_a`, `plan_b`, `share`): `id`, the first plan of its component, its largest share.

    Labels are propagated along the edges until none changes.
    """
    from pyspark.sql import functions as f

    edges = materialized(
        near.unionByName(
            near.select(f.col("plan_b").alias("plan_a"), f.col("plan_a").alias("plan_b"), "share")
        )
    )
    labels = edges.groupBy("plan_a").agg(f.min("plan_b").alias("label"), f.max("share").alias("share"))
    labels = labels.select(f.col("plan_a").alias("id"), f.least("label", "plan_a").alias("label"), "share")
    labels = materialized(labels)
    while True:
        neighbors = labels.select(f.col("id").alias("plan_b"), f.col("label").alias("seen"))
        nearest = edges.join(neighbors, "plan_b").groupBy("plan_a").agg(f.min("seen").alias("seen"))
        moved = labels.join(nearest, labels["id"] == nearest["plan_a"])
        moved = moved.select("id", f.least("label", "seen").alias("label"), "share")
        root = moved.select(f.col("id").alias("at"), f.col("label").alias("root"))
        further = moved.join(root, moved["label"] == root["at"])
        further = materialized(further.select("id", f.col("root").alias("label"), "share"))
        changed = further.join(labels.select("id", f.col("label").alias("old")), "id").where("label <> old")
        labels = further
        if changed.isEmpty():
            break
    return labels
