"""Compute leftovers, directions, the copy graph and templates on Spark by the functions of `miner.copying`, per group.

A plan is grouped with the plans that share a passage with it. For leftovers a large group is divided among several
tasks, whose findings are then merged; for directions a group holds only earlier plans, since a pair belongs to its
later plan. The other pairs that a direction depends on are summarized as one best rank per plan.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.spark.frames import PACKED, materialized, pack, plans_of, schema_of, table, unpacked

if TYPE_CHECKING:
    import pandas as pd

    from miner.copying.origin import Sentences
    from miner.knowledge.patterns import WordSet

__all__ = ["find_evidence"]

_AT_ONCE = 256
"""Largest number of plans compared with one plan in a task; further ones are compared in other tasks."""
_CANDIDATES = table(
    "candidates", ("rule", "integer"), ("at", "integer"), ("till", "integer"), ("sure", "number"), ("witness", "string"),
    *((c.name, c.dtype) for c in tables.LEFTOVERS.columns),
)  # fmt: skip
_JUDGED = table(
    "judged", ("plan_a", "string"), ("plan_b", "string"), ("chars", "integer"), ("share_a", "number"),
    ("share_b", "number"), ("same_issuer", "boolean"), ("outside", "string"), ("dated", "boolean"),
    ("weights", "string"), ("took", "string"), ("heads", "string"), ("kept_year", "boolean"), ("common", "string"),
    ("sizes", "string"),
)  # fmt: skip
_RANKS = table("ranks", ("id", "string"), ("stronger", "boolean"), ("chars", "integer"), ("other", "string"))
_SENTENCES = table("sentences", ("id", "string"), ("sentence", "integer"))
_CLAIMS = table(
    "claims", ("id", "string"), ("source", "string"), ("inside", "boolean"), ("sure", "number"),
    ("start", "integer"), ("end", "integer"),
)  # fmt: skip
_OF_FAMILIES = {
    "templates": tables.TEMPLATES, "slots": tables.SLOTS, "template_sections": tables.TEMPLATE_SECTIONS,
}  # fmt: skip


def find_evidence(plans: Any, passages: Any, pairs: Any, families: Any) -> dict[str, Any]:
    """leftovers, directions, copies, templates, slots and template_sections, as DataFrames of Spark.

    `plans` has `id`, `text` and metadata; the others are the tables of `miner.spark.copies.find`.
    """
    from pyspark.sql import functions as f

    from miner.copying.matches import BETWEEN

    of_pairs = pairs.select("plan_a", "plan_b")
    between = passages.where(f.col("basis").isin(*BETWEEN)).join(of_pairs, ["plan_a", "plan_b"], "left_semi")
    passages = passages.where(f.col("basis") == "copied")
    shared = passages.groupBy("plan_a", "plan_b").agg(
        _packed_json("start_a", "end_a", "start_b", "end_b", "kind").alias("shared")
    )
    leftovers = materialized(_leftovers(plans, passages.unionByName(between)))
    directions = _directions(plans, pairs.join(shared, ["plan_a", "plan_b"]), leftovers).persist()
    sizes = plans.select("id", f.length("text").alias("size"))
    copies = _copies(directions.join(shared, ["plan_a", "plan_b"]), sizes)
    results = {"leftovers": leftovers, "directions": directions, "copies": copies}
    return {**results, **_templates(plans, families)}


def _packed_json(*columns: str) -> Any:
    """Aggregate these columns of a group into JSON rows."""
    from pyspark.sql import functions as f

    return f.to_json(f.sort_array(f.collect_list(f.struct(*columns))))


class _Issuers:
    """Names of the bodies that issued plans; the search structure is built once per task."""

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

    columns = [name for name in ("title", "issuer") if name in plans.columns]
    issuer_names = (
        plans.select("id", f.lit("").alias("text"), *columns).mapInPandas(named, "body string").distinct()
    )
    names = sorted(row["body"] for row in issuer_names.collect())
    return _Issuers(plans.sparkSession.sparkContext.broadcast(names))


def _leftovers(plans: Any, passages: Any) -> Any:
    from pyspark.sql import functions as f

    ends = [
        passages.select(
            f.col(f"plan_{side}").alias("plan_id"), f.col(f"plan_{other_side}").alias("id"),
            f.col(f"start_{side}").alias("start"), f.col(f"end_{side}").alias("end"),
        )
        for side, other_side in ("ab", "ba")
    ]  # fmt: skip
    spans = (
        ends[0]
        .unionByName(ends[1])
        .groupBy("plan_id", "id")
        .agg(_packed_json("start", "end").alias("shared"))
    )
    parts = spans.groupBy("plan_id").agg(f.ceil(f.count("id") / _AT_ONCE).alias("parts"))
    number = f.pmod(f.xxhash64("id"), f.col("parts")).alias("part")
    others = spans.join(parts, "plan_id").select("plan_id", "id", "shared", number).join(plans, "id")
    numbers = f.explode(f.sequence(f.lit(0).cast("bigint"), f.coalesce("parts", f.lit(1)) - 1)).alias("part")
    targets = plans.withColumn("plan_id", f.col("id")).join(parts, "plan_id", "left")
    targets = targets.select("*", numbers).drop("parts")
    together = targets.unionByName(others, allowMissingColumns=True).groupBy("plan_id", "part")
    packed = together.applyInPandas(_looking(_issuers(plans)), PACKED)
    findings = unpacked(packed, "candidates", _CANDIDATES)
    distinct = findings.dropDuplicates(["plan_id", "rule", "at", "till", "witness"])
    return distinct.groupBy("plan_id").applyInPandas(_settle, schema_of(tables.LEFTOVERS))


def _looking(issuers: _Issuers) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return the function that searches a plan for leftovers, compared with some plans that share a passage."""

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
        context = contexts[plan_id]
        findings = candidates(context, Matches(contexts, {plan_id: shared}), issuers.words)
        rows_found = [
            (n, c.start, c.end, c.confidence, c.witness, *leftover(context, c)) for n, c in findings
        ]
        return pack({"candidates": (_CANDIDATES.frame(rows_found), _CANDIDATES)})

    return look


def _settle(rows: pd.DataFrame) -> pd.DataFrame:
    """Merge the candidates of a plan from all tasks into its leftovers."""
    from miner.copying.context import Candidate
    from miner.copying.leftovers import MIN_CONFIDENCE, settled

    findings, rows_of = [], {}
    for row in _records(rows):
        candidate = Candidate(
            row["at"], row["till"], row["kind"], row["reason"], row["sure"], row["source_plan"], row["witness"]
        )  # fmt: skip
        findings.append((row["rule"], candidate))
        rows_of[candidate] = [row[name] for name in tables.LEFTOVERS.names]
    return tables.LEFTOVERS.frame(rows_of[c] for c in settled(findings, MIN_CONFIDENCE))


def _directions(plans: Any, pairs: Any, leftovers: Any) -> Any:
    from pyspark.sql import functions as f

    remains = leftovers.groupBy(f.col("plan_id").alias("id")).agg(
        _packed_json("start", "end", "kind", "quote", "source_plan").alias("leftovers")
    )
    with_leftovers = plans.join(remains, "id", "left")
    earlier = pairs.select(
        f.col("plan_b").alias("plan_id"), f.col("plan_a").alias("id"), "chars", "share_a", "share_b", "shared"
    )
    later = with_leftovers.join(earlier.select(f.col("plan_id").alias("id")).distinct(), "id")
    later = later.withColumn("plan_id", f.col("id"))
    together = later.unionByName(earlier.join(with_leftovers, "id"), allowMissingColumns=True).groupBy(
        "plan_id"
    )
    packed = materialized(together.applyInPandas(_judge, PACKED))
    ranked = f.max(f.struct("stronger", "chars", "other"))
    best = (
        unpacked(packed, "ranks", _RANKS)
        .groupBy(f.col("id").alias("took"))
        .agg(ranked.alias("best"), f.count("id").alias("ranked"))
    )
    best = best.select("took", "ranked", "best.stronger", f.col("best.chars").alias("most"), "best.other")
    judged = unpacked(packed, "judged", _JUDGED).join(best, "took", "left")
    groups = materialized(_groups(judged, unpacked(packed, "sentences", _SENTENCES)))
    for side in "ab":
        columns = (
            f.col(name).alias(to)
            for name, to in (("id", f"plan_{side}"), ("plans", f"plans_{side}"), ("usual", f"usual_{side}"))
        )
        judged = judged.join(groups.select(*columns), f"plan_{side}", "left")
    return judged.mapInPandas(_direct, schema_of(tables.DIRECTIONS))


def _groups(judged: Any, sentences: Any) -> Any:
    """Per plan (`id`): the number of others with its figures (`plans`) and the sentences that most of them share (`usual`)."""
    from pyspark.sql import functions as f

    alike = judged.where("common <> '[]'")
    ends = alike.select(f.col("plan_a").alias("id")).unionAll(alike.select(f.col("plan_b").alias("id")))
    sizes = ends.groupBy("id").agg(f.count("id").alias("plans"))
    times = sentences.groupBy("id", "sentence").agg(f.count("sentence").alias("times")).join(sizes, "id")
    usual = times.where("2 * times > plans").groupBy("id").agg(f.collect_list("sentence").alias("usual"))
    return sizes.join(usual, "id", "left")


def _judge(rows: pd.DataFrame) -> pd.DataFrame:
    """Weigh the direction between a plan and each earlier one, and rank the possible sources of each."""
    from miner.copying.damage import Damage
    from miner.copying.directions import KNOWN, Pair, judged, ranks

    plans = {plan.id: plan for plan in plans_of(rows)}
    leftovers = {
        i: _leftovers_of(verdict)
        for i, verdict in zip(rows["id"], rows["leftovers"], strict=True)
        if isinstance(verdict, str)
    }
    damage = Damage()
    sentences_of: dict[str, Sentences] = {}
    verdicts, ranked, common = [], [], []
    for row in _records(rows[rows["id"] != rows["plan_id"]].sort_values("id")):
        a, b = plans[row["id"]], plans[row["plan_id"]]
        pair = Pair.of(a, b, int(row["chars"]), row["share_a"], row["share_b"])
        for s in json.loads(row["shared"]):
            pair.share((s["start_a"], s["end_a"]), (s["start_b"], s["end_b"]), s["kind"])
        verdict = judged(pair, leftovers, damage, sentences_of, KNOWN)
        grounds = json.dumps(verdict.grounds, ensure_ascii=False)
        verdicts.append(
            (a.id, b.id, verdict.chars, verdict.share_a, verdict.share_b, verdict.same_issuer, verdict.outside, verdict.dated,
             grounds, verdict.copy, verdict.heads, verdict.kept_year, json.dumps(sorted(verdict.common)), json.dumps(verdict.sizes))
        )  # fmt: skip
        common += [(plan.id, sentence) for plan in (a, b) for sentence in verdict.common]
        ranked += [(plan_id, *rank) for plan_id, rank in ranks(verdict, KNOWN)]
    return pack(
        {
            "judged": (_JUDGED.frame(verdicts), _JUDGED),
            "ranks": (_RANKS.frame(ranked), _RANKS),
            "sentences": (_SENTENCES.frame(common), _SENTENCES),
        }
    )


def _leftovers_of(packed: str) -> list[dict[str, Any]]:
    return [{"source_plan": None, **row} for row in json.loads(packed)]


def _direct(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the directions of pairs, from the grounds, the best rank of the likely copy and both groups."""
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
            groups = [
                NOBODY if row[f"plans_{side}"] is None
                else Group(int(row[f"plans_{side}"]), frozenset(_numbers(row[f"usual_{side}"])))
                for side in "ab"
            ]  # fmt: skip
            rows.append(direction(pair, Others(best, int(row["ranked"] or 0), *groups), KNOWN))
        yield tables.DIRECTIONS.frame(rows)


def _numbers(usual: Any) -> list[int]:
    return [] if usual is None else [int(sentence) for sentence in usual]


def _copies(directions: Any, sizes: Any) -> Any:
    claims = directions.where("source is not null or outside is not null").mapInPandas(
        _claims, schema_of(_CLAIMS)
    )
    return claims.join(sizes, "id").groupBy("id").applyInPandas(_share_out, schema_of(tables.COPIES))


def _claims(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    from miner.copying.directions import claims_of

    for batch in batches:
        rows = []
        for row in _records(batch):
            shared = json.loads(row["shared"])
            spans = ([(s[f"start_{side}"], s[f"end_{side}"]) for s in shared] for side in "ab")
            for plan_id, (source, in_corpus, sure, own_spans) in claims_of(row, *spans):
                rows += [(plan_id, source, in_corpus, sure, start, end) for start, end in own_spans]
        yield _CLAIMS.frame(rows)


def _share_out(rows: pd.DataFrame) -> pd.DataFrame:
    from miner.copying.directions import shared_out

    first = rows.iloc[0]
    columns = (rows[name].tolist() for name in ("source", "inside", "sure", "start", "end"))
    claims = (
        (source, in_corpus, sure, [(a, b)]) for source, in_corpus, sure, a, b in zip(*columns, strict=True)
    )
    return tables.COPIES.frame(shared_out(first["id"], (0, int(first["size"])), claims))


def _templates(plans: Any, families: Any) -> dict[str, Any]:
    from pyspark.sql import functions as f

    members = families.select(f.col("plan_id").alias("id"), "family").join(plans, "id")
    packed = members.groupBy("family").applyInPandas(_family, PACKED).persist()
    return {name: unpacked(packed, name, of) for name, of in _OF_FAMILIES.items()}


def _family(rows: pd.DataFrame) -> pd.DataFrame:
    from miner.copying.context import Context
    from miner.copying.templates import family_rows

    contexts = [Context(plan) for plan in plans_of(rows.sort_values("id"))]
    tables_made = family_rows(int(rows["family"].iloc[0]), contexts)
    results = zip(_OF_FAMILIES.items(), tables_made, strict=True)
    return pack({name: (of.frame(rows_made), of) for (name, of), rows_made in results})


def _records(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows as dictionaries, with None for missing values."""
    for row in rows.to_dict("records"):  # NaN is not itself
        yield {str(k): None if isinstance(v, float) and v != v else v for k, v in row.items()}
