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

__all__ = ["kept_templates", "stored_directions", "stored_templates"]

_TEMPLATES: dict[str, Table] = {table.name: table for table in stage_named("copying").tables}
Pair = tuple[str, str]


def stored_directions(
    store: Store, corpus: Corpus, keys: Sequence[str], *, duplicates: Duplicates, leftovers: pd.DataFrame
) -> pd.DataFrame:
    """The directions: those of the store, and computed anew for what passages or leftovers changed."""
    version = rules_version("directions")
    state = digest((version, store.state("duplicates"), store.state("leftovers")))
    if store.state("directions") == state:
        return store.get("directions")["directions"]
    before = _grounds(store, "directions", version)
    content = _content(corpus, keys)
    pairs = _pairs(content, duplicates, leftovers)
    known = {(a, b): ground for a, b, ground in before.get("pairs", ())}
    directions = _directions(store, corpus, duplicates, leftovers, pairs, known)
    grounds = {"version": version, "pairs": [[*pair, ground] for pair, ground in pairs.items()]}
    store.put("directions", state, {"directions": directions}, grounds=json.dumps(grounds))
    return store.get("directions")["directions"]


def stored_templates(
    store: Store, corpus: Corpus, keys: Sequence[str], *, duplicates: Duplicates
) -> Templates:
    """The templates: those of the store, and computed anew for the families that changed."""
    version = rules_version("copying")
    state = digest((version, store.state("duplicates")))
    if store.state("copying") != state:
        before = _grounds(store, "copying", version).get("families", {})
        frames, families = _templates(store, corpus, _content(corpus, keys), duplicates, before)
        grounds = {"version": version, "families": families}
        store.put("copying", state, frames, grounds=json.dumps(grounds))
    return kept_templates(store)


def kept_templates(store: Store) -> Templates:
    """The templates as they are stored."""
    return Templates({name: store.later(name, table) for name, table in _TEMPLATES.items()})


def _grounds(store: Store, stage: str, version: str) -> dict[str, Any]:
    """What the stored rows of a stage were made from; nothing where other rules made them."""
    before: dict[str, Any] = json.loads(store.state(f"{stage}.grounds") or "{}")
    return before if before.get("version") == version else {}


def _content(corpus: Corpus, keys: Sequence[str]) -> dict[str, str]:
    return {plan.id: f"{key}@{plan.start}" for plan, key in zip(corpus, keys, strict=True)}


def _templates(
    store: Store,
    corpus: Corpus,
    content: Mapping[str, str],
    duplicates: Duplicates,
    before: Mapping[str, int],
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """The tables of templates by name, and the number of each family by what it was made from: its plans."""
    members: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for plan_id, number in duplicates.families[["plan_id", "family"]].to_numpy().tolist():
        members[number].append((plan_id, content[plan_id]))
    families = {digest(inside): number for number, inside in members.items()}
    same = {before[ground]: number for ground, number in families.items() if ground in before}
    stale = {plan_id for ground, n in families.items() if ground not in before for plan_id, _ in members[n]}
    new = find_templates([p for p in corpus if p.id in stale], duplicates=duplicates)
    fresh = {name: getattr(new, name) for name in _TEMPLATES}
    made = {}
    for name, table in _TEMPLATES.items():
        if not same:
            made[name] = fresh[name]
            continue
        old = store.table(name, table)
        kept = old[old["family"].isin(same)]
        kept = kept.assign(family=kept["family"].map(same).astype("int64"))
        both = joined(table, [kept, fresh[name]])
        made[name] = both.sort_values("family", kind="stable", ignore_index=True)
    return made, families


def _pairs(content: Mapping[str, str], duplicates: Duplicates, leftovers: pd.DataFrame) -> dict[Pair, str]:
    """For each pair a name for all that its direction depends on, but for the other pairs of its plans."""
    kept: dict[str, list[object]] = defaultdict(list)
    for row in leftovers[["plan_id", "start", "end", "kind", "source_plan"]].to_numpy().tolist():
        kept[row[0]].append(row[1:])
    shared: dict[Pair, list[object]] = defaultdict(list)
    columns = ["plan_a", "plan_b", "start_a", "end_a", "start_b", "end_b", "kind", "basis"]
    for a, b, *row in duplicates.passages[columns].to_numpy().tolist():
        shared[a, b].append(row)
    return {
        (a, b): digest((content[a], content[b], kept.get(a), kept.get(b), row, shared.get((a, b))))
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
    before: Mapping[Pair, str],
) -> pd.DataFrame:
    """The directions of all pairs: anew those of plans a pair of which changed, the others as they were.

    The answer for a pair depends on the other pairs of both of its plans, so all of these are given.
    """
    changed = {p for p in {*pairs, *before} if pairs.get(p) != before.get(p)}
    touched = {plan_id for pair in changed for plan_id in pair}
    stale = {p for p in pairs if not touched.isdisjoint(p)}
    ends = {plan_id for pair in stale for plan_id in pair}
    around = {p for p in pairs if not ends.isdisjoint(p)}
    inside = {plan_id for pair in around for plan_id in pair}
    plans = [p for p in corpus if p.id in inside]
    found = {name: getattr(duplicates, name) for name in SETTLED}
    for name in ("pairs", "passages"):
        found[name] = _of_pairs(found[name], around)
    near = leftovers[leftovers["plan_id"].isin(inside)]
    new = find_directions(plans, duplicates=Settled(plans, found), leftovers=near)
    old = store.get("directions")["directions"]
    parts = [_of_pairs(old, set(pairs) - stale), _of_pairs(new, stale)]
    made = joined(DIRECTIONS, parts)
    place = {pair: i for i, pair in enumerate(pairs)}
    order = sorted(range(len(made)), key=[place[p] for p in _keys(made)].__getitem__)
    return made.iloc[order].reset_index(drop=True)


def _keys(table: pd.DataFrame) -> list[Pair]:
    return list(zip(table["plan_a"], table["plan_b"], strict=True))


def _of_pairs(table: pd.DataFrame, pairs: set[Pair]) -> pd.DataFrame:
    import numpy as np

    made: pd.DataFrame = table[np.array([p in pairs for p in _keys(table)], bool)]
    return made
