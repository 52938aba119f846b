"""Run the stages of the whole corpus with a store; only changed parts are computed again."""

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
from miner.store.copies import loaded_templates, stored_directions, stored_templates
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
"""Themes are fitted again when more than this share of the plans changed since the last fit."""


def mine_missing(
    store: Store, corpus: Corpus, keys: Sequence[str], workers: int, progress: Callable[[int, int], None]
) -> None:
    """Mine the plans that the store lacks under the present rules, lot by lot; each lot is stored when it is finished."""
    missing = store.missing(keys)
    todo: dict[str, Plan] = {}
    for plan, key in zip(corpus, keys, strict=True):
        if key in missing:
            todo.setdefault(key, plan)
    names = list(todo)
    done = 0
    for lot, tables_of in mine_plans(list(todo.values()), workers, as_numbers=True):
        store.put_mined(names[done : done + len(lot)], tables_of)
        done += len(lot)
        progress(done, len(names))


def stored(store: Store, corpus: Corpus, keys: Sequence[str], stage: Stage, **inputs: Any) -> Any:
    """The result of a stage of the corpus: loaded if nothing changed, else computed and stored.

    Stages that can update their result without a whole run have a function in `_UPDATE`.
    """
    if (update := _UPDATE.get(stage.name)) is not None:
        return update(store, corpus, keys, **inputs)
    options = [inputs[name] for name in stage.options]
    needs = [store.state(name) for name in stage.needs]
    state = digest((rules_version(stage.name), rules_version("plans"), _places(corpus, keys), options, needs))
    if store.state(stage.name) != state:
        result = stage.run(corpus, **inputs)
        store.put(stage.name, state, {table.name: table_in(result, table.name) for table in stage.tables})
    return _loaded(store, stage)


def _loaded(store: Store, stage: Stage) -> Any:
    """The stored tables of a stage, in the shape of its result."""
    frames = store.get(*(table.name for table in stage.tables))
    return frames[stage.name] if list(frames) == [stage.name] else SimpleNamespace(**frames)


def opened(store: Store) -> tuple[Corpus, dict[str, Any]]:
    """Load all results of a finished run. Raises InputError if the last run was not finished."""
    corpus = store.corpus()
    keys = [content_key(plan) for plan in corpus]
    model = store.state("themes.model")
    contents = {p.id: [k, p.start] for p, k in zip(corpus, keys, strict=True)}
    stored_contents = json.loads(store.state("themes.of") or "[]")
    if (
        model is None
        or [[n, place] for n, place in contents.items()] != stored_contents
        or store.missing(keys)
    ):
        raise InputError(f"the last run with {store.path} did not come to its end; run it again to finish it")
    results: dict[str, Any] = dict(store.mined())
    for stage in CORPUS_STAGES:
        load = _LOAD.get(stage.name)
        results[stage.name] = load(store, corpus, results) if load else _loaded(store, stage)
    return corpus, results


def stored_duplicates(
    store: Store, corpus: Corpus, keys: Sequence[str], *, base: Corpus | None = None
) -> Duplicates:
    """The copied passages: loaded, or computed again if any plan or base text changed.

    Which wording is common depends on all plans, so only a full comparison gives the same answer; it takes about a
    hundredth of a full run.
    """
    base_keys = None if base is None else [(plan.id, content_key(plan), plan.start) for plan in base]
    state = digest((rules_version("duplicates"), _places(corpus, keys), base_keys or None))
    if store.state("duplicates") != state:
        duplicates = find_duplicates(corpus, base=base).settled()
        based = "yes" if duplicates.based else ""
        store.put("duplicates", state, {name: getattr(duplicates, name) for name in SETTLED}, based=based)
        return duplicates
    return _loaded_duplicates(store, corpus)


def _loaded_duplicates(store: Store, corpus: Corpus) -> Duplicates:
    return Settled(corpus, store.get(*SETTLED), based=bool(store.state("duplicates.based")))


def _places(corpus: Corpus, keys: Sequence[str]) -> list[tuple[str, str, int]]:
    return [(plan.id, key, plan.start) for plan, key in zip(corpus, keys, strict=True)]


def stored_leftovers(
    store: Store, corpus: Corpus, keys: Sequence[str], *, duplicates: Duplicates
) -> pd.DataFrame:
    """The leftovers, searched again only in plans whose content, passages or matched plans changed.

    A new issuer may be mentioned in any plan, so all are searched again when the issuers change.
    """
    content = {p.id: k for p, k in zip(corpus, keys, strict=True)}
    grounds = _grounds(corpus, content, duplicates)
    old_grounds: dict[str, str] = json.loads(store.state("leftovers.grounds") or "{}")
    changed = {plan_id for plan_id, ground in grounds.items() if old_grounds.get(plan_id) != ground}
    state = digest((list(grounds.items()),))
    if store.state("leftovers") == state:
        return store.get("leftovers")["leftovers"]
    new = find_leftovers(corpus, duplicates=duplicates, among=changed)
    old = store.get("leftovers")["leftovers"]
    rows = _in_order(corpus, old[old["plan_id"].isin(set(grounds) - changed)], new, tables.LEFTOVERS)
    store.put("leftovers", state, {"leftovers": rows}, grounds=json.dumps(grounds))
    return rows


def _grounds(corpus: Corpus, content: dict[str, str], duplicates: Duplicates) -> dict[str, str]:
    """Digest, per plan, of everything that its leftovers depend on."""
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
    """The themes: loaded, updated by applying the fitted model to new plans, or fitted again after larger changes."""
    version = digest((rules_version("themes"), n_themes, random_state))
    contents = {p.id: [k, p.start] for p, k in zip(corpus, keys, strict=True)}
    state = digest((version, list(contents.items())))
    stored_model = store.state("themes.model")
    if stored_model is not None and store.state("themes") == state:
        return _loaded_themes(store, corpus, duplicates)
    fitted_keys: list[str] = json.loads(store.state("themes.fitted") or "[]")
    changes = (Counter(keys) - Counter(fitted_keys)) + (Counter(fitted_keys) - Counter(keys))
    if (
        stored_model is not None
        and store.state("themes.version") == version
        and changes.total() <= REFIT * len(fitted_keys)
    ):
        return _updated(store, corpus, contents, thaw(stored_model), duplicates, state)
    themes = themes_if_any(corpus, n_themes, random_state, duplicates)
    fitted_model = themes.model if len(themes.themes) and hasattr(themes.model, "components_") else None
    store.put(
        "themes",
        state,
        _tables(themes),
        model=freeze(fitted_model) if isinstance(fitted_model, ThemeModel) else "",
        asked=json.dumps([n_themes, random_state]),
        version=version,
        fitted=json.dumps(keys),
        of=json.dumps([*contents.items()]),
    )
    return themes


def _loaded_themes(store: Store, corpus: Corpus, duplicates: Duplicates) -> Themes:
    """Load the stored themes; without a stored model (too little text) compute the small result again."""
    model = store.state("themes.model")
    if not model:
        n_themes, random_state = json.loads(store.state("themes.asked") or "[null, 0]")
        return themes_if_any(corpus, n_themes, random_state, duplicates)
    return StoredThemes(corpus, store.get(*THEMES), thaw(model), duplicates)


def _tables(themes: Themes) -> dict[str, pd.DataFrame]:
    return {name: getattr(themes, name) for name in THEMES}


def _updated(
    store: Store, corpus: Corpus, contents: dict[str, list[object]], model: ThemeModel, duplicates: Duplicates, state: str
) -> Themes:  # fmt: skip
    """Update the stored themes: add the rows of new plans, drop those of removed plans."""
    frames = store.get(*THEMES)
    old_contents = dict(json.loads(store.state("themes.of") or "[]"))
    unchanged = {plan_id for plan_id, place in contents.items() if old_contents.get(plan_id) == place}
    new = [plan for plan in corpus if plan.id not in unchanged]
    added = _read_off(new, model, duplicates)
    for name in ("theme_shares", "paragraphs", "unfit"):
        old = frames[name][frames[name]["plan_id"].isin(unchanged)]
        frames[name] = _in_order(corpus, old, added[name], _TABLE[name])
    frames["themes"] = _recounted(frames)
    is_unchanged = frames["representatives"]["plan_id"].isin(unchanged)
    frames["representatives"] = frames["representatives"][is_unchanged].reset_index(drop=True)
    store.put("themes", state, frames, of=json.dumps([*contents.items()]))
    return StoredThemes(corpus, frames, model, duplicates)


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


def _recounted(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Recompute share, plans and paragraphs of the themes; names and terms stay as fitted."""
    themes, shares, paragraphs = frames["themes"].copy(), frames["theme_shares"], frames["paragraphs"]
    chars_of = shares.groupby("theme")["chars"].sum().to_dict()
    unfit_chars = float((frames["unfit"]["end"] - frames["unfit"]["start"]).sum())
    total = max(1.0, sum(chars_of.values()) + unfit_chars)
    ranked = paragraphs.sort_values("weight", ascending=False, kind="stable")
    best = ranked.drop_duplicates(["plan_id", "start", "end"])["theme"].value_counts().to_dict()
    plans_with = shares[shares["share"] >= 0.05]["theme"].value_counts().to_dict()
    numbers = themes["theme"].tolist()
    themes["share"] = [round(chars_of.get(t, 0.0) / total, 6) for t in numbers]
    themes["plans"] = [plans_with.get(t, 0) for t in numbers]
    themes["paragraphs"] = [best.get(t, 0) for t in numbers]
    return themes


def _in_order(corpus: Corpus, old: pd.DataFrame, new: pd.DataFrame, table: tables.Table) -> pd.DataFrame:
    """Join two parts of a table in the order of the plans."""
    rows = joined(table, [old, new])
    place = rows["plan_id"].map({p.id: i for i, p in enumerate(corpus)})
    return rows.iloc[place.argsort(kind="stable")].reset_index(drop=True)


_UPDATE: dict[str, Callable[..., Any]] = {
    "duplicates": stored_duplicates,
    "leftovers": stored_leftovers,
    "directions": stored_directions,
    "copying": stored_templates,
    "themes": stored_themes,
}
"""Functions of stages that recompute only what changed."""
_LOAD: dict[str, Callable[[Store, Corpus, dict[str, Any]], Any]] = {
    "duplicates": lambda store, corpus, _: _loaded_duplicates(store, corpus),
    "copying": lambda store, corpus, _: loaded_templates(store),
    "themes": lambda store, corpus, results: _loaded_themes(store, corpus, results["duplicates"]),
}
"""Functions that load results with more than tables."""
