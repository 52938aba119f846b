"""Leftovers, directions, the copy graph and templates on Spark: the functions of `miner.copying`, group by group.

A plan meets the plans that share a passage with it: for leftovers so many at once, in any number of tasks, whose
answers are then settled; for directions those before it, which are few, since a pair stands in the group of its
later plan. What else the direction of a pair depends on, the other pairs of both plans, is one rank a plan.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.spark.frames import PACKED, kept, pack, plans_of, schema_of, table, unpacked

if TYPE_CHECKING:
    import pandas as pd

    from miner.copying.origin import Sentences
    from miner.knowledge.patterns import WordSet

__all__ = ["find_evidence"]

_AT_ONCE = 256
"""Plans that share text with one are looked at in one task; what more share with it is looked at in others."""
_FOUND = table(
    "found", ("rule", "integer"), ("at", "integer"), ("till", "integer"), ("sure", "number"), ("witness", "string"),
    *((c.name, c.dtype) for c in tables.LEFTOVERS.columns),
)  # fmt: skip
_JUDGED = table(
    "judged", ("plan_a", "string"), ("plan_b", "string"), ("chars", "integer"), ("share_a", "number"),
    ("share_b", "number"), ("same_issuer", "boolean"), ("outside", "string"), ("dated", "boolean"),
    ("weights", "string"), ("took", "string"), ("heads", "string"), ("kept_year", "boolean"), ("common", "string"),
    ("sizes", "string"),
)  # fmt: skip
_RANKS = table("ranks", ("id", "string"), ("stronger", "boolean"), ("chars", "integer"), ("other", "string"))
_HELD = table("held", ("id", "string"), ("sentence", "integer"))
_GIVEN = table(
    "given", ("id", "string"), ("source", "string"), ("inside", "boolean"), ("sure", "number"),
    ("start", "integer"), ("end", "integer"),
)  # fmt: skip
_OF_FAMILIES = {
    "templates": tables.TEMPLATES, "slots": tables.SLOTS, "template_sections": tables.TEMPLATE_SECTIONS,
}  # fmt: skip


def find_evidence(plans: Any, passages: Any, pairs: Any, families: Any) -> dict[str, Any]:
    """leftovers, directions, copies, templates, slots and template_sections, as DataFrames of Spark.

    `plans` has `id`, `text` and what is known of each; the others are the tables of `miner.spark.copies.find`.
    """
    from pyspark.sql import functions as f

    from miner.copying.matches import BETWEEN

    of_pairs = pairs.select("plan_a", "plan_b")
    between = passages.where(f.col("basis").isin(*BETWEEN)).join(of_pairs, ["plan_a", "plan_b"], "left_semi")
    passages = passages.where(f.col("basis") == "copied")
    shared = passages.groupBy("plan_a", "plan_b").agg(
        _told("start_a", "end_a", "start_b", "end_b", "kind").alias("shared")
    )
    leftovers = kept(_leftovers(plans, passages.unionByName(between)))
    directions = _directions(plans, pairs.join(shared, ["plan_a", "plan_b"]), leftovers).persist()
    sizes = plans.select("id", f.length("text").alias("size"))
    copies = _copies(directions.join(shared, ["plan_a", "plan_b"]), sizes)
    made = {"leftovers": leftovers, "directions": directions, "copies": copies}
    return {**made, **_templates(plans, families)}


def _told(*columns: str) -> Any:
    """The rows of a group, these columns of them, as JSON."""
    from pyspark.sql import functions as f

    return f.to_json(f.sort_array(f.collect_list(f.struct(*columns))))


class _Issuers:
    """The bodies that issued plans; what looks for them is made once in every task."""

    def __init__(self, names: Any) -> None:
        self._names = names

    @cached_property
    def words(self) -> WordSet:
        from miner.knowledge.patterns import WordSet

        return WordSet(self._names.value)


def _issuers(plans: Any) -> _Issuers:
    from pyspark.sql import functions as f

    def named(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        from miner.copying.bodies import body_of
        from miner.copying.context import Context

        for batch in batches:
            bodies = {body for plan in plans_of(batch) if (body := body_of(Context(plan)))}
            yield pd.DataFrame({"body": sorted(bodies)}, dtype=object)

    known = [name for name in ("title", "issuer") if name in plans.columns]
    told = plans.select("id", f.lit("").alias("text"), *known).mapInPandas(named, "body string").distinct()
    names = sorted(row["body"] for row in told.collect())
    return _Issuers(plans.sparkSession.sparkContext.broadcast(names))


def _leftovers(plans: Any, passages: Any) -> Any:
    from pyspark.sql import functions as f

    ends = [
        passages.select(
            f.col(f"plan_{one}").alias("plan_id"), f.col(f"plan_{other}").alias("id"),
            f.col(f"start_{one}").alias("start"), f.col(f"end_{one}").alias("end"),
        )
        for one, other in ("ab", "ba")
    ]  # fmt: skip
    spans = ends[0].unionByName(ends[1]).groupBy("plan_id", "id").agg(_told("start", "end").alias("shared"))
    parts = spans.groupBy("plan_id").agg(f.ceil(f.count("id") / _AT_ONCE).alias("parts"))
    number = f.pmod(f.xxhash64("id"), f.col("parts")).alias("part")
    others = spans.join(parts, "plan_id").select("plan_id", "id", "shared", number).join(plans, "id")
    numbers = f.explode(f.sequence(f.lit(0).cast("bigint"), f.coalesce("parts", f.lit(1)) - 1)).alias("part")
    own = plans.withColumn("plan_id", f.col("id")).join(parts, "plan_id", "left")
    own = own.select("*", numbers).drop("parts")
    together = own.unionByName(others, allowMissingColumns=True).groupBy("plan_id", "part")
    packed = together.applyInPandas(_looking(_issuers(plans)), PACKED)
    found = unpacked(packed, "found", _FOUND)
    once = found.dropDuplicates(["plan_id", "rule", "at", "till", "witness"])
    return once.groupBy("plan_id").applyInPandas(_settle, schema_of(tables.LEFTOVERS))


def _looking(issuers: _Issuers) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The function that looks at one plan, beside some of those that share a passage with it."""

    def look(rows: pd.DataFrame) -> pd.DataFrame:
        from miner.copying.context import Context
        from miner.copying.leftovers import candidates, leftover
        from miner.copying.matches import Matches

        plan_id = rows["plan_id"].iloc[0]
        contexts = {plan.id: Context(plan) for plan in plans_of(rows)}
        shared = {
            other: [(s["start"], s["end"]) for s in json.loads(spans)]
            for other, spans in zip(rows["id"], rows["shared"], strict=True)
            if other != plan_id
        }
        own = contexts[plan_id]
        made = candidates(own, Matches(contexts, {plan_id: shared}), issuers.words)
        found = [(n, c.start, c.end, c.confidence, c.witness, *leftover(own, c)) for n, c in made]
        return pack({"found": (_FOUND.frame(found), _FOUND)})

    return look


def _settle(rows: pd.DataFrame) -> pd.DataFrame:
    """The leftovers of a plan out of what was found in parts."""
    from miner.copying.context import Candidate
    from miner.copying.leftovers import MIN_CONFIDENCE, settled

    found, made = [], {}
    for row in _records(rows):
        candidate = Candidate(
            row["at"], row["till"], row["kind"], row["reason"], row["sure"], row["source_plan"], row["witness"]
        )  # fmt: skip
        found.append((row["rule"], candidate))
        made[candidate] = [row[name] for name in tables.LEFTOVERS.names]
    return tables.LEFTOVERS.frame(made[c] for c in settled(found, MIN_CONFIDENCE))


def _directions(plans: Any, pairs: Any, leftovers: Any) -> Any:
    from pyspark.sql import functions as f

    remains = leftovers.groupBy(f.col("plan_id").alias("id")).agg(
        _told("start", "end", "kind", "quote", "source_plan").alias("leftovers")
    )
    told = plans.join(remains, "id", "left")
    before = pairs.select(
        f.col("plan_b").alias("plan_id"), f.col("plan_a").alias("id"), "chars", "share_a", "share_b", "shared"
    )
    own = told.join(before.select(f.col("plan_id").alias("id")).distinct(), "id")
    own = own.withColumn("plan_id", f.col("id"))
    together = own.unionByName(before.join(told, "id"), allowMissingColumns=True).groupBy("plan_id")
    packed = kept(together.applyInPandas(_judge, PACKED))
    ranked = f.max(f.struct("stronger", "chars", "other"))
    best = (
        unpacked(packed, "ranks", _RANKS)
        .groupBy(f.col("id").alias("took"))
        .agg(ranked.alias("best"), f.count("id").alias("ranked"))
    )
    best = best.select("took", "ranked", "best.stronger", f.col("best.chars").alias("most"), "best.other")
    judged = unpacked(packed, "judged", _JUDGED).join(best, "took", "left")
    groups = kept(_groups(judged, unpacked(packed, "held", _HELD)))
    for side in "ab":
        named = (
            f.col(name).alias(to)
            for name, to in (("id", f"plan_{side}"), ("plans", f"plans_{side}"), ("usual", f"usual_{side}"))
        )
        judged = judged.join(groups.select(*named), f"plan_{side}", "left")
    return judged.mapInPandas(_direct, schema_of(tables.DIRECTIONS))


def _groups(judged: Any, held: Any) -> Any:
    """By plan (`id`) how many others (`plans`) have its figures, and what of it most of them hold (`usual`)."""
    from pyspark.sql import functions as f

    same = judged.where("common <> '[]'")
    ends = same.select(f.col("plan_a").alias("id")).unionAll(same.select(f.col("plan_b").alias("id")))
    sizes = ends.groupBy("id").agg(f.count("id").alias("plans"))
    times = held.groupBy("id", "sentence").agg(f.count("sentence").alias("times")).join(sizes, "id")
    usual = times.where("2 * times > plans").groupBy("id").agg(f.collect_list("sentence").alias("usual"))
    return sizes.join(usual, "id", "left")


def _judge(rows: pd.DataFrame) -> pd.DataFrame:
    """What speaks for a direction between a plan and each of those before it, and the ranks of all of them."""
    from miner.copying.damage import Damage
    from miner.copying.directions import KNOWN, Pair, judged, ranks

    plans = {plan.id: plan for plan in plans_of(rows)}
    left = {
        i: _leftovers_of(told)
        for i, told in zip(rows["id"], rows["leftovers"], strict=True)
        if isinstance(told, str)
    }
    damage = Damage()
    read: dict[str, Sentences] = {}
    made, ranked, held = [], [], []
    for row in _records(rows[rows["id"] != rows["plan_id"]].sort_values("id")):
        a, b = plans[row["id"]], plans[row["plan_id"]]
        pair = Pair.of(a, b, int(row["chars"]), row["share_a"], row["share_b"])
        for s in json.loads(row["shared"]):
            pair.share((s["start_a"], s["end_a"]), (s["start_b"], s["end_b"]), s["kind"])
        told = judged(pair, left, damage, read, KNOWN)
        grounds = json.dumps(told.grounds, ensure_ascii=False)
        made.append(
            (a.id, b.id, told.chars, told.share_a, told.share_b, told.same_issuer, told.outside, told.dated,
             grounds, told.copy, told.heads, told.kept_year, json.dumps(sorted(told.common)), json.dumps(told.sizes))
        )  # fmt: skip
        held += [(plan.id, sentence) for plan in (a, b) for sentence in told.common]
        ranked += [(plan_id, *rank) for plan_id, rank in ranks(told, KNOWN)]
    return pack(
        {
            "judged": (_JUDGED.frame(made), _JUDGED),
            "ranks": (_RANKS.frame(ranked), _RANKS),
            "held": (_HELD.frame(held), _HELD),
        }
    )


def _leftovers_of(told: str) -> list[dict[str, Any]]:
    return [{"source_plan": None, **row} for row in json.loads(told)]


def _direct(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The directions of pairs, each beside the best rank of the plan that would have taken and both groups."""
    from miner.copying.directions import KNOWN, Judged, Others, direction
    from miner.copying.origin import NOBODY, Group

    for batch in batches:
        rows = []
        for row in _records(batch):
            grounds = [(weight, why) for weight, why in json.loads(row["weights"])]
            pair = Judged(
                row["plan_a"], row["plan_b"], row["chars"], row["share_a"], row["share_b"], row["same_issuer"],
                row["outside"], heads=row["heads"], dated=row["dated"], kept_year=row["kept_year"],
                common=frozenset(json.loads(row["common"])), sizes=tuple(json.loads(row["sizes"])), grounds=grounds,
            )  # fmt: skip
            best = (row["stronger"], int(row["most"]), row["other"]) if row["other"] is not None else None
            of = [
                NOBODY if row[f"plans_{side}"] is None
                else Group(int(row[f"plans_{side}"]), frozenset(_numbers(row[f"usual_{side}"])))
                for side in "ab"
            ]  # fmt: skip
            rows.append(direction(pair, Others(best, int(row["ranked"] or 0), *of), KNOWN))
        yield tables.DIRECTIONS.frame(rows)


def _numbers(usual: Any) -> list[int]:
    return [] if usual is None else [int(sentence) for sentence in usual]


def _copies(directions: Any, sizes: Any) -> Any:
    taken = directions.where("source is not null or outside is not null").mapInPandas(
        _taken, schema_of(_GIVEN)
    )
    return taken.join(sizes, "id").groupBy("id").applyInPandas(_share_out, schema_of(tables.COPIES))


def _taken(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    from miner.copying.directions import claims_of

    for batch in batches:
        rows = []
        for row in _records(batch):
            shared = json.loads(row["shared"])
            spans = ([(s[f"start_{side}"], s[f"end_{side}"]) for s in shared] for side in "ab")
            for plan_id, (source, inside, sure, own) in claims_of(row, *spans):
                rows += [(plan_id, source, inside, sure, start, end) for start, end in own]
        yield _GIVEN.frame(rows)


def _share_out(rows: pd.DataFrame) -> pd.DataFrame:
    from miner.copying.directions import shared_out

    first = rows.iloc[0]
    columns = (rows[name].tolist() for name in ("source", "inside", "sure", "start", "end"))
    several = ((source, inside, sure, [(a, b)]) for source, inside, sure, a, b in zip(*columns, strict=True))
    return tables.COPIES.frame(shared_out(first["id"], (0, int(first["size"])), several))


def _templates(plans: Any, families: Any) -> dict[str, Any]:
    from pyspark.sql import functions as f

    members = families.select(f.col("plan_id").alias("id"), "family").join(plans, "id")
    packed = members.groupBy("family").applyInPandas(_family, PACKED).persist()
    return {name: unpacked(packed, name, of) for name, of in _OF_FAMILIES.items()}


def _family(rows: pd.DataFrame) -> pd.DataFrame:
    from miner.copying.context import Context
    from miner.copying.templates import family_rows

    contexts = [Context(plan) for plan in plans_of(rows.sort_values("id"))]
    made = family_rows(int(rows["family"].iloc[0]), contexts)
    named = zip(_OF_FAMILIES.items(), made, strict=True)
    return pack({name: (of.frame(found), of) for (name, of), found in named})


def _records(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows as dictionaries, None for what is missing."""
    for row in rows.to_dict("records"):  # NaN is not itself
        yield {str(k): None if isinstance(v, float) and v != v else v for k, v in row.items()}
