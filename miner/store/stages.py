"""Run the stages of the whole corpus with a store: only what changed is computed again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.copying import find_leftovers
from miner.copying.bodies import body_of
from miner.copying.context import Context
from miner.corpus import Corpus, Plan
from miner.duplicates import Duplicates, find_duplicates
from miner.duplicates.result import SETTLED, Settled
from miner.engine.parts import joined
from miner.errors import InputError, TooLittleTextError
from miner.parallel import mine_plans
from miner.stages import CORPUS_STAGES, Stage, table_in
from miner.store.copies import kept_templates, stored_directions, stored_templates
from miner.store.database import Store
from miner.store.keys import content_key, digest, rules_version
from miner.store.lazy import THEMES, StoredThemes
from miner.themes import ThemeModel, Themes
from miner.themes.extract import read_off, read_plans, themes_if_any
from miner.themes.frozen import freeze, thaw
from miner.themes.result import plan_tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "mine_missing",
    "opened",
    "stored",
]

REFIT = 0.05
"""When more of the plans than this changed since the themes were fitted, they are fitted anew."""


def mine_missing(
    store: Store, corpus: Corpus, keys: Sequence[str], workers: int, progress: Callable[[int, int], None]
) -> None:
    """Read what the store has not by the present rules, lot by lot, each kept when it is done."""
    missing = store.missing(keys)
    todo: dict[str, Plan] = {}
    for plan, key in zip(corpus, keys, strict=True):
        if key in missing:
            todo.setdefault(key, plan)
    names = list(todo)
    done = 0
    for lot, made in mine_plans(list(todo.values()), workers, as_numbers=True):
        store.put_mined(names[done : done + len(lot)], made)
        done += len(lot)
        progress(done, len(names))


def stored(store: Store, corpus: Corpus, keys: Sequence[str], stage: Stage, **given: Any) -> Any:
    """The result of a stage of the corpus: from the store where nothing changed, else run, and kept.

    Stages that can do with less than a whole run have a function of their own in `_UPDATE`.
    """
    if (update := _UPDATE.get(stage.name)) is not None:
        return update(store, corpus, keys, **given)
    options = [given[name] for name in stage.options]
    needs = [store.state(name) for name in stage.needs]
    state = digest((rules_version(stage.name), rules_version("plans"), _places(corpus, keys), options, needs))
    if store.state(stage.name) != state:
        result = stage.run(corpus, **given)
        store.put(stage.name, state, {table.name: table_in(result, table.name) for table in stage.tables})
    return _loaded(store, stage)


def _loaded(store: Store, stage: Stage) -> Any:
    """The stored tables of a stage, in the shape of its result."""
    frames = store.get(*(table.name for table in stage.tables))
    return frames[stage.name] if list(frames) == [stage.name] else SimpleNamespace(**frames)


def opened(store: Store) -> tuple[Corpus, dict[str, Any]]:
    """All that a finished run kept. Raises InputError where the last run did not come to its end."""
    corpus = store.corpus()
    keys = [content_key(plan) for plan in corpus]
    model = store.state("themes.model")
    here = {p.id: [k, p.start] for p, k in zip(corpus, keys, strict=True)}
    last = json.loads(store.state("themes.of") or "[]")
    if model is None or [[n, place] for n, place in here.items()] != last or store.missing(keys):
        raise InputError(f"the last run with {store.path} did not come to its end; run it again to finish it")
    results: dict[str, Any] = dict(store.mined())
    for stage in CORPUS_STAGES:
        load = _LOAD.get(stage.name)
        results[stage.name] = load(store, corpus, results) if load else _loaded(store, stage)
    return corpus, results


def stored_duplicates(
    store: Store, corpus: Corpus, keys: Sequence[str], *, base: Corpus | None = None
) -> Duplicates:
    """The copied passages: from the store, or compared anew where anything changed, a base text too.

    A full comparison is about a hundredth of a full run, and what is common wording depends on all plans,
    so nothing less would give the same answer.
    """
    known = None if base is None else [(plan.id, content_key(plan), plan.start) for plan in base]
    state = digest((rules_version("duplicates"), _places(corpus, keys), known or None))
    if store.state("duplicates") != state:
        made = find_duplicates(corpus, base=base).settled()
        based = "yes" if made.based else ""
        store.put("duplicates", state, {name: getattr(made, name) for name in SETTLED}, based=based)
        return made
    return _kept_duplicates(store, corpus)


def _kept_duplicates(store: Store, corpus: Corpus) -> Duplicates:
    return Settled(corpus, store.get(*SETTLED), based=bool(store.state("duplicates.based")))


def _places(corpus: Corpus, keys: Sequence[str]) -> list[tuple[str, str, int]]:
    return [(plan.id, key, plan.start) for plan, key in zip(corpus, keys, strict=True)]


def stored_leftovers(
    store: Store, corpus: Corpus, keys: Sequence[str], *, duplicates: Duplicates
) -> pd.DataFrame:
    """The leftovers; looked for in the plans that changed, or whose passages or matched plans did.

    A body that is new as an issuer can be found in any plan, so all are read again when the issuers change.
    """
    content = {p.id: k for p, k in zip(corpus, keys, strict=True)}
    grounds = _grounds(corpus, content, duplicates)
    before: dict[str, str] = json.loads(store.state("leftovers.grounds") or "{}")
    changed = {plan_id for plan_id, ground in grounds.items() if before.get(plan_id) != ground}
    state = digest((list(grounds.items()),))
    if store.state("leftovers") == state:
        return store.get("leftovers")["leftovers"]
    new = find_leftovers(corpus, duplicates=duplicates, among=changed)
    old = store.get("leftovers")["leftovers"]
    made = _in_order(corpus, old[old["plan_id"].isin(set(grounds) - changed)], new, tables.LEFTOVERS)
    store.put("leftovers", state, {"leftovers": made}, grounds=json.dumps(grounds))
    return made


def _grounds(corpus: Corpus, content: dict[str, str], duplicates: Duplicates) -> dict[str, str]:
    """For each plan a name for all that its leftovers depend on."""
    bodies = {body for p in corpus if (body := body_of(Context(p)))}
    everywhere = digest((rules_version("leftovers"), sorted(bodies)))
    shared: dict[str, list[object]] = {plan_id: [] for plan_id in content}
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "basis"]
    for a, sa, ea, b, sb, eb, basis in duplicates.passages[columns].to_numpy().tolist():
        shared[a].append((b, content[b], sa, ea, sb, eb, basis))
        shared[b].append((a, content[a], sb, eb, sa, ea, basis))
    return {p.id: digest((everywhere, content[p.id], p.start, shared[p.id])) for p in corpus}


def stored_themes(
    store: Store,
    corpus: Corpus,
    keys: Sequence[str],
    *,
    duplicates: Duplicates,
    n_themes: int | None,
    random_state: int,
) -> Themes:
    """The themes: from the store, read off new plans by the fitted model, or fitted anew after larger changes."""
    version = digest((rules_version("themes"), n_themes, random_state))
    here = {p.id: [k, p.start] for p, k in zip(corpus, keys, strict=True)}
    state = digest((version, list(here.items())))
    kept = store.state("themes.model")
    if kept is not None and store.state("themes") == state:
        return _kept_themes(store, corpus, duplicates)
    before: list[str] = json.loads(store.state("themes.fitted") or "[]")
    changes = (Counter(keys) - Counter(before)) + (Counter(before) - Counter(keys))
    if (
        kept is not None
        and store.state("themes.version") == version
        and changes.total() <= REFIT * len(before)
    ):
        return _updated(store, corpus, here, thaw(kept), duplicates, state)
    made = themes_if_any(corpus, n_themes, random_state, duplicates)
    fitted_model = made.model if len(made.themes) and hasattr(made.model, "components_") else None
    store.put(
        "themes",
        state,
        _tables(made),
        model=freeze(fitted_model) if isinstance(fitted_model, ThemeModel) else "",
        asked=json.dumps([n_themes, random_state]),
        version=version,
        fitted=json.dumps(keys),
        of=json.dumps([*here.items()]),
    )
    return made


def _kept_themes(store: Store, corpus: Corpus, duplicates: Duplicates) -> Themes:
    """The stored themes; where there was too little text for a model, what little there is, made again."""
    model = store.state("themes.model")
    if not model:
        n_themes, random_state = json.loads(store.state("themes.asked") or "[null, 0]")
        return themes_if_any(corpus, n_themes, random_state, duplicates)
    return StoredThemes(corpus, store.get(*THEMES), thaw(model), duplicates)


def _tables(themes: Themes) -> dict[str, pd.DataFrame]:
    return {name: getattr(themes, name) for name in THEMES}


def _updated(
    store: Store, corpus: Corpus, here: dict[str, list[object]], model: ThemeModel, duplicates: Duplicates, state: str
) -> Themes:  # fmt: skip
    """The stored themes with the rows of new plans added and those of removed plans left out."""
    found = store.get(*THEMES)
    before = dict(json.loads(store.state("themes.of") or "[]"))
    same = {plan_id for plan_id, place in here.items() if before.get(plan_id) == place}
    new = [plan for plan in corpus if plan.id not in same]
    added = _read_off(new, model, duplicates)
    for name in ("theme_shares", "paragraphs", "unfit"):
        old = found[name][found[name]["plan_id"].isin(same)]
        found[name] = _in_order(corpus, old, added[name], _TABLE[name])
    found["themes"] = _recounted(found)
    stands = found["representatives"]["plan_id"].isin(same)
    found["representatives"] = found["representatives"][stands].reset_index(drop=True)
    store.put("themes", state, found, of=json.dumps([*here.items()]))
    return StoredThemes(corpus, found, model, duplicates)


_TABLE = {"theme_shares": tables.THEME_SHARES, "paragraphs": tables.PARAGRAPHS, "unfit": tables.UNFIT}


def _read_off(plans: Sequence[Plan], model: ThemeModel, duplicates: Duplicates) -> dict[str, pd.DataFrame]:
    names = list(_TABLE)
    if not plans:
        return {name: _TABLE[name].frame(()) for name in names}
    try:
        data = read_off(read_plans(plans, duplicates), model)
    except TooLittleTextError:  # no body paragraph in any of them
        return _read_off((), model, duplicates)
    return dict(zip(names, plan_tables(data), strict=True))


def _recounted(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The table of themes with share, plans and paragraphs counted anew; names and terms stay as fitted."""
    made, shares, paragraphs = found["themes"].copy(), found["theme_shares"], found["paragraphs"]
    told = shares.groupby("theme")["chars"].sum().to_dict()
    rest = float((found["unfit"]["end"] - found["unfit"]["start"]).sum())
    total = max(1.0, sum(told.values()) + rest)
    ranked = paragraphs.sort_values("weight", ascending=False, kind="stable")
    best = ranked.drop_duplicates(["plan_id", "start", "end"])["theme"].value_counts().to_dict()
    carried = shares[shares["share"] >= 0.05]["theme"].value_counts().to_dict()
    numbers = made["theme"].tolist()
    made["share"] = [round(told.get(t, 0.0) / total, 6) for t in numbers]
    made["plans"] = [carried.get(t, 0) for t in numbers]
    made["paragraphs"] = [best.get(t, 0) for t in numbers]
    return made


def _in_order(corpus: Corpus, old: pd.DataFrame, new: pd.DataFrame, table: tables.Table) -> pd.DataFrame:
    """Two parts of a table in the order of the plans."""
    made = joined(table, [old, new])
    place = made["plan_id"].map({p.id: i for i, p in enumerate(corpus)})
    return made.iloc[place.argsort(kind="stable")].reset_index(drop=True)


_UPDATE: dict[str, Callable[..., Any]] = {
    "duplicates": stored_duplicates,
    "leftovers": stored_leftovers,
    "directions": stored_directions,
    "copying": stored_templates,
    "themes": stored_themes,
}
"""Stages of which only what changed is run again."""
_LOAD: dict[str, Callable[[Store, Corpus, dict[str, Any]], Any]] = {
    "duplicates": lambda store, corpus, _: _kept_duplicates(store, corpus),
    "copying": lambda store, corpus, _: kept_templates(store),
    "themes": lambda store, corpus, results: _kept_themes(store, corpus, results["duplicates"]),
}
"""Results that are more than their tables."""
