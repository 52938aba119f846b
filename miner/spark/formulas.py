"""Find formulas of many plans on Spark: per fingerprint, compare the first plan with a few witnesses to find its extent.

The witnesses are at fixed ranks among the plans with the fingerprint, ordered by id; only the symbols around it are
sent. The ids of a fingerprint are ranked in one task, on disk when there are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from miner import tables
from miner.spark.frames import plans_of, sampled, schema_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_formulas"]

_PLACES = "hash bigint, place bigint"
_AROUND = "hash bigint, place bigint, symbols binary, at bigint"


def find_formulas(plans: Any, seeds: Any, common: Any, spans: Any) -> Any:
    """boilerplate as a DataFrame of Spark.

    `seeds` are the fingerprints of all plans (`id`, `hash`), `common` those of many plans (`hash`, their number `n`,
    and `plans` with the first of them), `spans` the spans of passages per plan (`plan_id`, `start`, `end`).
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    common = common.select("hash", "n", f.col("plans")[0].alias("id")).persist()
    rank = f.row_number().over(Window.partitionBy("hash").orderBy("id")).cast("bigint") - 1
    placed = seeds.join(common.select("hash"), "hash").distinct().select("id", "hash", rank.alias("place"))
    witnesses = placed.join(common.mapInPandas(_places, _PLACES), ["hash", "place"])
    by_plan = witnesses.groupBy("id").agg(
        f.collect_list("hash").alias("hashes"), f.collect_list("place").alias("places")
    )
    contexts = by_plan.join(plans.select("id", "text"), "id").mapInPandas(_around, _AROUND)
    with_contexts = common.join(contexts, "hash").select("id", "hash", "n", "place", "symbols", "at")
    firsts = common.select("id").distinct()
    first_plans = plans.select("id", "text").join(firsts, "id")
    farthest = spans.groupBy(f.col("plan_id").alias("id"), "start").agg(f.max("end").alias("end"))
    covered = farthest.join(firsts, "id")
    together = first_plans.unionByName(with_contexts, allowMissingColumns=True).unionByName(
        covered, allowMissingColumns=True
    )
    return together.groupBy("id").applyInPandas(_formulas, schema_of(tables.BOILERPLATE))


def _places(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the ranks of the witnesses of each fingerprint."""
    import pandas as pd

    from miner.duplicates.commons import asked, witness

    for batch in batches:
        counts = zip(batch["hash"].tolist(), batch["n"].tolist(), strict=True)
        rows = [(h, witness(k, n)) for h, n in counts for k in range(asked(n))]
        yield pd.DataFrame(rows, columns=["hash", "place"], dtype="int64")


def _around(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the symbols around the first occurrence of the fingerprints in their witnesses."""
    import pandas as pd

    from miner.duplicates.commons import FARTHEST
    from miner.duplicates.seeds import K

    for batch in batches:
        rows = []
        for plan, hashes, places in zip(plans_of(batch), batch["hashes"], batch["places"], strict=True):
            folded, first = _first([plan])
            for h, place in zip(hashes, places, strict=True):
                low = max(0, first[h] - FARTHEST)
                symbols = folded.symbols[low : first[h] + K + FARTHEST]
                rows.append((h, place, symbols.tobytes(), first[h] - low))
        yield pd.DataFrame(rows, columns=["hash", "place", "symbols", "at"])


def _first(plans: list[Any]) -> tuple[Any, dict[int, int]]:
    """The symbols of a plan, and the first position of each of its fingerprints."""
    folded, seeds, hashes = sampled(plans)
    first: dict[int, int] = {}
    for h, at in zip(hashes.tolist(), seeds.positions.tolist(), strict=True):
        first.setdefault(h, at)
    return folded, first


def _formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Formulas whose first plan this is; the rows are the plan, its witnesses, and the spans that passages cover."""
    from miner.duplicates.commons import stretches
    from miner.duplicates.evidence import Evidence
    from miner.duplicates.result import formulas
    from miner.duplicates.seeds import Shared

    plans = plans_of(rows[rows["text"].notna()])
    folded, first = _first(plans)
    symbols, ends = [folded.symbols], [len(folded.symbols)]
    starts, postings, owners, count = [0], [], [], []
    for _, of_hash in rows[rows["hash"].notna()].sort_values(["hash", "place"]).groupby("hash"):
        postings.append(first[int(of_hash["hash"].iloc[0])])
        owners.append(0)
        for piece, at in zip(of_hash["symbols"], of_hash["at"].tolist(), strict=True):
            owners.append(len(symbols))
            postings.append(ends[-1] + int(at))
            symbols.append(np.frombuffer(piece, np.uint16))
            ends.append(ends[-1] + len(symbols[-1]))
        starts.append(len(owners))
        count.append(int(of_hash["n"].iloc[0]))
    shared = Shared(
        np.zeros(0, np.int32), np.array(starts, np.int64), np.array(postings, np.uint32), np.array(owners, np.int32)
    )  # fmt: skip
    offsets = np.array([0, *ends], np.int64)
    groups = np.arange(len(count), dtype=np.int64)
    commons = stretches(np.concatenate(symbols), offsets, shared, groups, np.array(count, np.int64))
    none = Evidence(tuple(plans), folded, np.zeros((0, 9), np.int32), np.zeros(0), commons)
    passages = rows[rows["start"].notna()]
    covered = list(zip(passages["start"].astype(int), passages["end"].astype(int), strict=True))
    return tables.BOILERPLATE.frame(formulas(none, {0: covered}))
