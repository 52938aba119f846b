"""The stages that look at the whole corpus, with a store: only what changed is made again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from miner import tables
from miner.copying import Templates, find_leftovers
from miner.copying.bodies import body_of
from miner.copying.context import Context
from miner.corpus import Corpus, Plan
from miner.duplicates import Duplicates, find_duplicates
from miner.duplicates.result import SETTLED, Settled
from miner.errors import InputError, TooLittleTextError
from miner.parallel import mine_plans
from miner.store.copies import kept_copying
from miner.store.database import Store
from miner.store.keys import content_key, digest, rules_version
from miner.store.lazy import THEMES, themes_of
from miner.tables.parts import joined
from miner.themes import ThemeModel, Themes
from miner.themes.extract import read_off, read_plans, themes_if_any
from miner.themes.frozen import freeze, thaw
from miner.themes.result import plan_tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "mine_missing",
    "opened",
    "stored_duplicates",
    "stored_leftovers",
    "stored_themes",
]

Later = dict[str, Callable[[], "pd.DataFrame"]]
"""What makes the tables of single plans, by name."""
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


def opened(
    store: Store,
) -> tuple[Corpus, Later, Duplicates, pd.DataFrame, pd.DataFrame, Templates, Themes]:
    """All that a finished run kept. Raises InputError where the last run did not come to its end."""
    corpus = store.corpus()
    keys = [content_key(plan) for plan in corpus]
    model = store.state("themes.model")
    here = {p.id: [k, p.start] for p, k in zip(corpus, keys, strict=True)}
    last = json.loads(store.state("themes.of") or "[]")
    if model is None or [[n, place] for n, place in here.items()] != last or store.missing(keys):
        raise InputError(f"the last run with {store.path} did not come to its end; run it again to finish it")
    duplicates = Settled.of(corpus, store.get(*SETTLED))
    themes = _kept_themes(store, corpus, duplicates)
    leftovers = store.get("leftovers")["leftovers"]
    return corpus, store.mined(), duplicates, leftovers, *kept_copying(store), themes


def stored_duplicates(store: Store, corpus: Corpus, keys: Sequence[str]) -> Duplicates:
    """The copied passages of the corpus: from the store, or compared anew where anything changed.

    A full comparison is about a hundredth of a full run, and what is common wording depends on all plans,
    so nothing less would give the same answer.
    """
    places = [(p.id, k, p.start) for p, k in zip(corpus, keys, strict=True)]
    state = digest((rules_version("duplicates"), places))
    if store.state("duplicates") != state:
        made = find_duplicates(corpus).settled()
        store.put("duplicates", state, {name: getattr(made, name) for name in SETTLED})
        return made
    return Settled.of(corpus, store.get(*SETTLED))


def stored_leftovers(
    store: Store, corpus: Corpus, keys: Sequence[str], duplicates: Duplicates
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
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b"]
    for a, sa, ea, b, sb, eb in duplicates.passages[columns].to_numpy().tolist():
        shared[a].append((b, content[b], sa, ea, sb, eb))
        shared[b].append((a, content[a], sb, eb, sa, ea))
    return {p.id: digest((everywhere, content[p.id], p.start, shared[p.id])) for p in corpus}


def stored_themes(
    store: Store,
    corpus: Corpus,
    keys: Sequence[str],
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
    return themes_of(corpus, store.get(*THEMES), thaw(model), duplicates)


def _tables(themes: Themes) -> dict[str, pd.DataFrame]:
    return {n: getattr(themes, "shares" if n == "theme_shares" else n) for n in THEMES}


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
    return themes_of(corpus, found, model, duplicates)


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
