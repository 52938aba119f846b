"""Update stored templates and directions: only families and pairs that changed are computed again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from miner.copying import Templates, find_directions, find_templates
from miner.copying.tables import DIRECTIONS
from miner.corpus import Corpus
from miner.duplicates import Duplicates
from miner.duplicates.result import SETTLED, Settled
from miner.engine.parts import joined
from miner.engine.tables import Table
from miner.stages import stage_named
from miner.store.database import Store
from miner.store.keys import digest, rules_version

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["loaded_templates", "stored_directions", "stored_templates"]

_TEMPLATES: dict[str, Table] = {table.name: table for table in stage_named("copying").tables}
Pair = tuple[str, str]


def stored_directions(
    store: Store, corpus: Corpus, keys: Sequence[str], *, duplicates: Duplicates, leftovers: pd.DataFrame
) -> pd.DataFrame:
    """The directions: loaded, and computed again for pairs whose passages or leftovers changed."""
    version = rules_version("directions")
    state = digest((version, store.state("duplicates"), store.state("leftovers")))
    if store.state("directions") == state:
        return store.get("directions")["directions"]
    old_grounds = _grounds(store, "directions", version)
    content = _content(corpus, keys)
    pairs = _pairs(content, duplicates, leftovers)
    old_pairs = {(a, b): ground for a, b, ground in old_grounds.get("pairs", ())}
    directions = _directions(store, corpus, duplicates, leftovers, pairs, old_pairs)
    grounds = {"version": version, "pairs": [[*pair, ground] for pair, ground in pairs.items()]}
    store.put("directions", state, {"directions": directions}, grounds=json.dumps(grounds))
    return store.get("directions")["directions"]


def stored_templates(
    store: Store, corpus: Corpus, keys: Sequence[str], *, duplicates: Duplicates
) -> Templates:
    """The templates: loaded, and computed again for families that changed."""
    version = rules_version("copying")
    state = digest((version, store.state("duplicates")))
    if store.state("copying") != state:
        old_families = _grounds(store, "copying", version).get("families", {})
        frames, families = _templates(store, corpus, _content(corpus, keys), duplicates, old_families)
        grounds = {"version": version, "families": families}
        store.put("copying", state, frames, grounds=json.dumps(grounds))
    return loaded_templates(store)


def loaded_templates(store: Store) -> Templates:
    """The stored templates, loaded on demand."""
    return Templates({name: store.later(name, table) for name, table in _TEMPLATES.items()})


def _grounds(store: Store, stage: str, version: str) -> dict[str, Any]:
    """Digests of the input of the stored rows of a stage; empty if they were made by other rules."""
    grounds: dict[str, Any] = json.loads(store.state(f"{stage}.grounds") or "{}")
    return grounds if grounds.get("version") == version else {}


def _content(corpus: Corpus, keys: Sequence[str]) -> dict[str, str]:
    return {plan.id: f"{key}@{plan.start}" for plan, key in zip(corpus, keys, strict=True)}


def _templates(
    store: Store,
    corpus: Corpus,
    content: Mapping[str, str],
    duplicates: Duplicates,
    old_families: Mapping[str, int],
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Tables of templates by name, and family numbers by the digest of the family's plans."""
    members: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for plan_id, number in duplicates.families[["plan_id", "family"]].to_numpy().tolist():
        members[number].append((plan_id, content[plan_id]))
    families = {digest(plan_keys): number for number, plan_keys in members.items()}
    unchanged = {
        old_families[ground]: number for ground, number in families.items() if ground in old_families
    }
    stale = {
        plan_id for ground, n in families.items() if ground not in old_families for plan_id, _ in members[n]
    }
    new = find_templates([p for p in corpus if p.id in stale], duplicates=duplicates)
    fresh = {name: getattr(new, name) for name in _TEMPLATES}
    frames = {}
    for name, table in _TEMPLATES.items():
        if not unchanged:
            frames[name] = fresh[name]
            continue
        old = store.table(name, table)
        old_rows = old[old["family"].isin(unchanged)]
        old_rows = old_rows.assign(family=old_rows["family"].map(unchanged).astype("int64"))
        all_rows = joined(table, [old_rows, fresh[name]])
        frames[name] = all_rows.sort_values("family", kind="stable", ignore_index=True)
    return frames, families


def _pairs(content: Mapping[str, str], duplicates: Duplicates, leftovers: pd.DataFrame) -> dict[Pair, str]:
    """Digest, per pair, of everything that its direction depends on except the other pairs of its plans."""
    leftovers_of: dict[str, list[object]] = defaultdict(list)
    for row in leftovers[["plan_id", "start", "end", "kind", "source_plan"]].to_numpy().tolist():
        leftovers_of[row[0]].append(row[1:])
    shared: dict[Pair, list[object]] = defaultdict(list)
    columns = ["plan_a", "plan_b", "start_a", "end_a", "start_b", "end_b", "kind", "basis"]
    for a, b, *row in duplicates.passages[columns].to_numpy().tolist():
        shared[a, b].append(row)
    return {
        (a, b): digest(
            (content[a], content[b], leftovers_of.get(a), leftovers_of.get(b), row, shared.get((a, b)))
        )
        for a, b, *row in duplicates.pairs[["plan_a", "plan_b", "chars", "share_a", "share_b"]]
        .to_numpy()
        .tolist()
    }


def _directions(
    store: Store,
    corpus: Corpus,
    duplicates: Duplicates,
    leftovers: pd.DataFrame,
    pairs: Mapping[Pair, str],
    old_pairs: Mapping[Pair, str],
) -> pd.DataFrame:
    """Directions of all pairs: recomputed for plans with a changed pair, loaded for the others.

    A direction depends on the other pairs of both plans, so these are passed to `find_directions` as well.
    """
    changed = {p for p in {*pairs, *old_pairs} if pairs.get(p) != old_pairs.get(p)}
    touched = {plan_id for pair in changed for plan_id in pair}
    stale = {p for p in pairs if not touched.isdisjoint(p)}
    ends = {plan_id for pair in stale for plan_id in pair}
    related = {p for p in pairs if not ends.isdisjoint(p)}
    plan_ids = {plan_id for pair in related for plan_id in pair}
    plans = [p for p in corpus if p.id in plan_ids]
    frames = {name: getattr(duplicates, name) for name in SETTLED}
    for name in ("pairs", "passages"):
        frames[name] = _of_pairs(frames[name], related)
    related_leftovers = leftovers[leftovers["plan_id"].isin(plan_ids)]
    new = find_directions(plans, duplicates=Settled(plans, frames), leftovers=related_leftovers)
    old = store.get("directions")["directions"]
    parts = [_of_pairs(old, set(pairs) - stale), _of_pairs(new, stale)]
    all_rows = joined(DIRECTIONS, parts)
    place = {pair: i for i, pair in enumerate(pairs)}
    order = sorted(range(len(all_rows)), key=[place[p] for p in _keys(all_rows)].__getitem__)
    return all_rows.iloc[order].reset_index(drop=True)


def _keys(table: pd.DataFrame) -> list[Pair]:
    return list(zip(table["plan_a"], table["plan_b"], strict=True))


def _of_pairs(table: pd.DataFrame, pairs: set[Pair]) -> pd.DataFrame:
    import numpy as np

    rows: pd.DataFrame = table[np.array([p in pairs for p in _keys(table)], bool)]
    return rows
