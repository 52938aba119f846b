"""What the page is given: a small summary, lists that are loaded with their page, texts in groups.

`lists` are tables by columns (plans, pairs, targets …); `groups` hold, for some plans each, the text and the
layers over it, so that a plan's page loads one group and a pair's page at most two.
Plans are named by their position in the corpus; offsets stay those of `source.text`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from miner.corpus import Corpus
from miner.report._findings import findings_list
from miner.report._mined import Mined, tables_of
from miner.report._pack import column
from miner.report._pairs import apart_list, pairs_list, passage_rows
from miner.report._sheet import plan_doubts
from miner.report._strips import registered, strips_list, strips_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Payload", "make_payload"]

# Beyond these a list is cut, and says so; the tables beside the report hold every row.
MOST_COPIED_SPANS = 600
MOST_ROWS = 400_000
GROUP_CHARS = 1_000_000
"""Characters of the texts that are packed together: more pack better, fewer are opened faster."""
ALIKE = 0.3
PLAN_COLUMNS = (
    "plan_id", "plan_a", "plan_b", "representative", "closest", "source_plan", "plan_before", "plan_upper", "plan_lower",
)  # fmt: skip
"""Columns that name a plan by its id."""


@dataclass
class Payload:
    """Everything the page shows; JSON values only."""

    summary: dict[str, Any]
    lists: dict[str, dict[str, Any]]
    groups: list[list[int]]
    details: list[dict[str, Any]] = field(default_factory=list)
    """For each plan: its text and layers."""


_PLAIN_LISTS = (
    "templates", "slots", "moves", "layers", "lineage", "contradictions", "progress", "descent", "coverage", "gaps",
    "themes", "terms", "theme_shares", "representatives",
)  # fmt: skip


def make_payload(analysis: Mined) -> Payload:
    """Read every table of the analysis once and lay it out for the page."""
    corpus = analysis.corpus
    tables = tables_of(analysis)
    index = {plan.id: i for i, plan in enumerate(corpus)}
    pairs = pairs_list(tables, corpus, index)
    lists = {
        name: made
        for name, made in {
            "plans": _plans(corpus, tables, index, pairs),
            "pairs": pairs,
            "apart": apart_list(tables, corpus, index),
            "followed": _list(tables.get("followed"), index),
            "families": _families(tables, index),
            "leftovers": _leftovers(tables, corpus, index),
            "targets": _targets(tables, corpus, index),
            "commitments": _list(tables.get("commitments"), index),
            "problems": _list(tables.get("problems"), index),
            "ledger": _ledger(tables, index),
            "findings": findings_list(tables.get("findings"), index),
            "strips": strips_list(strips_of(tables.get("panel")), index),
            "panel": _list(registered(tables.get("panel")), index),
            **{name: _list(tables.get(name), index) for name in _PLAIN_LISTS},
        }.items()
        if made is not None
    }
    summary = {
        "counts": {name: len(table) for name, table in tables.items()} | {"plans": len(corpus)},
        "characters": sum(p.end - p.start for p in corpus),
        "cut": {name: made["cut"] for name, made in lists.items() if made.get("cut")},
        "fold": _fold(corpus),
    }
    groups = _groups(corpus, pairs, GROUP_CHARS)
    where = {i: (number, place) for number, group in enumerate(groups) for place, i in enumerate(group)}
    lists["plans"]["columns"]["group"] = [where[i][0] for i in range(len(corpus))]
    lists["plans"]["columns"]["in_group"] = [where[i][1] for i in range(len(corpus))]
    return Payload(summary, lists, groups, _details(corpus, tables, index))


def _list(
    table: pd.DataFrame | None, index: dict[str, int], drop: Iterable[str] = ()
) -> dict[str, Any] | None:
    """A table by columns; plan ids become positions, a table that is too long is cut and says so."""
    if table is None or not len(table):
        return None
    made: dict[str, Any] = {"rows": min(len(table), MOST_ROWS), "columns": {}}
    if len(table) > MOST_ROWS:
        made["cut"] = len(table)
        table = table.head(MOST_ROWS)
    for name in table.columns:
        if name in drop:
            continue
        values = column(table[name])
        if name in PLAN_COLUMNS:
            values = [index.get(v, -1) if v is not None else -1 for v in values]
        made["columns"][str(name)] = values
    c = made["columns"]
    if "start" in c and "end" in c and None not in c["start"] and None not in c["end"]:
        # small numbers pack well; `list` in static/data.js is the inverse
        made["steps"] = True
        c["end"] = [e - s for s, e in zip(c["start"], c["end"], strict=True)]
        c["start"] = [s - before for s, before in zip(c["start"], [0, *c["start"]], strict=False)]
    return made


_TARGET_COLUMNS = (
    "plan_id",
    "indicator_name",
    "comparator",
    "low",
    "high",
    "unit",
    "change",
    "force",
    "deadline",
    "actor",
    "status_probability",
    "quote",
    "start",
    "end",
)
_AROUND, _AROUND_MANY = 70, 24
"""Characters of the sentence shown on each side of a target; fewer when there are thousands."""


def _targets(tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]) -> dict[str, Any] | None:
    """The targets with the words of their sentence before and after them."""
    table = tables.get("targets")
    if table is None:
        return None
    made = _list(table[[name for name in _TARGET_COLUMNS if name in table.columns]], index)
    if made is None or not {"sentence_start", "sentence_end"} <= set(table.columns):
        return made
    before, after = [], []
    around = _AROUND if len(table) <= 6_000 else _AROUND_MANY
    names = ("plan_id", "start", "end", "sentence_start", "sentence_end")
    for plan_id, start, end, first, last in zip(
        *(table[n].tolist()[: made["rows"]] for n in names), strict=True
    ):
        text = corpus.plan(plan_id).source.text
        before.append(text[max(first, start - around) : start])
        after.append(text[end : max(end, min(last, end + around))])
    made["columns"] |= {"before": before, "after": after}
    return made


def _leftovers(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> dict[str, Any] | None:
    """The places to check with the words around them, on their line."""
    table = tables.get("leftovers")
    made = _list(table, index)
    if table is None or made is None:
        return None
    before, after = [], []
    for plan_id, start, end in zip(
        *(table[n].tolist()[: made["rows"]] for n in ("plan_id", "start", "end")), strict=True
    ):
        text = corpus.plan(plan_id).source.text
        before.append(text[max(0, start - 40) : start].rpartition("\n")[2])
        after.append(text[end : end + 40].partition("\n")[0])
    made["columns"] |= {"before": before, "after": after}
    return made


def _ledger(tables: dict[str, pd.DataFrame], index: dict[str, int]) -> dict[str, Any] | None:
    """The values that speak for their plan, of entries that two plans have; all are in the table beside."""
    table = tables.get("ledger")
    if table is None:
        return None
    if "primary" in table.columns:
        table = table[table["primary"]]
    # What only one plan has is no comparison; it is among the targets.
    shared = table[table.groupby("entry")["plan_id"].transform("nunique") > 1]
    table = shared if len(shared) else table
    made = _list(table, index, drop=_LEDGER_DROP)
    if made is not None:
        numbers: dict[str, int] = {}
        entries = made["columns"]["entry"]
        made["columns"]["entry"] = [numbers.setdefault(e, len(numbers)) for e in entries]
    return made


_LEDGER_DROP = ("primary", "plans", "year", "layer", "dimension", "period", "modality", "section_id", "quote")


def _plans(
    corpus: Corpus, tables: dict[str, pd.DataFrame], index: dict[str, int], pairs: dict[str, Any] | None
) -> dict[str, Any]:
    """One row a plan: what is known of it and the figures of every stage."""
    n = len(corpus)
    columns: dict[str, list[Any]] = {
        name: [getattr(plan, name) for plan in corpus]
        for name in ("id", "title", "issuer", "place", "year", "year_end", "date", "kind", "script")
    }
    columns["name"] = _names(corpus)
    columns["path"] = [p.source.path for p in corpus]
    columns["sha256"] = [p.source.sha256 for p in corpus]
    columns["encoding"] = [p.source.encoding for p in corpus]
    columns["start"] = [p.start for p in corpus]
    columns["end"] = [p.end for p in corpus]
    columns["chars"] = [p.end - p.start for p in corpus]
    columns["doubts"] = [plan_doubts(p) or None for p in corpus]
    for name in ("sections", "quantities", "targets", "commitments", "leftovers"):
        if name in tables:
            counts = tables[name]["plan_id"].value_counts()
            columns[name] = [int(counts.get(p.id, 0)) for p in corpus]
    for name, source in (
        ("copied_share", "shares"),
        ("shared_share", "shares"),
        ("family", "families"),
        ("layer", "overview"),
        ("targets_per_1000", "overview"),
        ("concrete_share", "concreteness"),
        ("formula_share", "concreteness"),
    ):
        table = tables.get(source)
        if table is not None and {"plan_id", name} <= set(table.columns):
            known = dict(zip(table["plan_id"], column(table[name]), strict=True))
            columns[name] = [known.get(p.id) for p in corpus]
    if pairs is not None:
        nearest: list[Any] = [None] * n
        highest: list[Any] = [None] * n
        rows = pairs["columns"]
        for a, b, share_a, share_b in zip(
            rows["plan_a"], rows["plan_b"], rows["share_a"], rows["share_b"], strict=True
        ):
            for one, other, share in ((a, b, share_a), (b, a, share_b)):
                if one != other and (highest[one] is None or share > highest[one]):
                    nearest[one], highest[one] = other, share
        columns |= {"nearest": nearest, "nearest_share": highest}
    return {"rows": n, "columns": {k: v for k, v in columns.items() if any(x is not None for x in v)}}


def _names(corpus: Corpus) -> list[str]:
    """What each plan is called: its title; plans with one title are told apart by year, then by id."""

    def dated(i: int) -> str:
        plan, title = corpus[i], corpus[i].title or corpus[i].id
        known = plan.year is not None and str(plan.year) not in title
        return f"{title} ({plan.year})" if known else title

    def full(i: int) -> str:
        return f"{corpus[i].title or corpus[i].id} [{corpus[i].id}]"

    names = [p.title or p.id for p in corpus]
    for other in (dated, full):
        count = Counter(names)
        names = [other(i) if count[name] > 1 else name for i, name in enumerate(names)]
    return names


def _families(tables: dict[str, pd.DataFrame], index: dict[str, int]) -> dict[str, Any] | None:
    return _list(tables.get("families"), index)


def _groups(corpus: Corpus, pairs: dict[str, Any] | None, group_chars: int) -> list[list[int]]:
    """Positions of the plans, in groups of about `group_chars` characters, plans that share text together.

    Texts that are alike take little room when they are packed together.
    """
    alike: dict[int, list[int]] = defaultdict(list)
    if pairs is not None:
        rows = pairs["columns"]
        for a, b, share in zip(rows["plan_a"], rows["plan_b"], rows["share"], strict=True):
            if share >= ALIKE:
                alike[a].append(b)
                alike[b].append(a)
    groups: list[list[int]] = []
    size = group_chars
    for i in _together(len(corpus), alike):
        if size >= group_chars:
            groups.append([])
            size = 0
        groups[-1].append(i)
        size += corpus[i].end - corpus[i].start
    return groups


def _together(n: int, alike: dict[int, list[int]]) -> Iterable[int]:
    """0 to n - 1, each followed by what it is connected with."""
    placed = [False] * n
    for first in range(n):
        waiting = [first]
        while waiting:
            i = waiting.pop()
            if not placed[i]:
                placed[i] = True
                yield i
                waiting.extend(reversed(alike.get(i, ())))


_LAYER_COLUMNS = {
    "sections": ("section_id", "level", "start", "heading_start", "heading_end"),
    "quantities": ("start", "end", "status", "indicator_name", "change", "deadline"),
    "commitments": ("start", "end", "kind", "deadline"),
    "leftovers": ("start", "end", "kind", "reason", "confidence"),
    "boilerplate": ("start", "end"),
}


def _details(corpus: Corpus, tables: dict[str, pd.DataFrame], index: dict[str, int]) -> list[dict[str, Any]]:
    """For each plan its text and its layers, each layer by columns."""
    made: list[dict[str, Any]] = [{"text": plan.text, "base": plan.start} for plan in corpus]
    for name, wanted in _LAYER_COLUMNS.items():
        table = tables.get(name)
        if table is None or not {"plan_id", "start", "end"} <= set(table.columns):
            continue
        present = [c for c in wanted if c in table.columns]
        columns = [column(table[c]) for c in present]
        rows: dict[str, list[int]] = defaultdict(list)
        for i, plan_id in enumerate(table["plan_id"].tolist()):
            rows[plan_id].append(i)
        for plan_id, at in rows.items():
            if plan_id in index:
                values = {c: [v[i] for i in at] for c, v in zip(present, columns, strict=True)}
                made[index[plan_id]][name] = _short(values)
    _add_copied(made, tables, index)
    return made


def _short(layer: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The layer with small numbers, which pack well: `start` as the step from the row before, ends as lengths.

    `rowsOfLayer` in `static/text.js` is the inverse. Columns without any value are left out.
    """
    starts = layer["start"]
    made = {k: v for k, v in layer.items() if any(x is not None for x in v)}
    for name in ("end", "heading_end", "other_end"):
        if name in made:
            since = {"end": "start", "heading_end": "heading_start", "other_end": "other_start"}[name]
            made[name] = [e - s for e, s in zip(layer[name], layer[since], strict=True)]
    if "heading_start" in made:
        made["heading_start"] = [h - s for h, s in zip(layer["heading_start"], starts, strict=True)]
    made["start"] = [s - before for s, before in zip(starts, [0, *starts], strict=False)]
    return made


def _add_copied(made: list[dict[str, Any]], tables: dict[str, pd.DataFrame], index: dict[str, int]) -> None:
    """The shared passages of each plan: own span, the other plan, its span, similarity, kind."""
    table = tables.get("passages")
    if table is None:
        return
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for a, start_a, end_a, b, start_b, end_b, similarity, kind in passage_rows(table, index):
        similarity = round(similarity, 4)
        found[a].append((start_a, end_a, b, start_b, end_b, similarity, kind))
        if a != b:
            found[b].append((start_b, end_b, a, start_a, end_a, similarity, kind))
    names = ("start", "end", "other", "other_start", "other_end", "similarity", "kind")
    for i, rows in found.items():
        if len(rows) > MOST_COPIED_SPANS:
            made[i]["copied_cut"] = len(rows)
            rows = sorted(rows, key=lambda r: r[0] - r[1])[:MOST_COPIED_SPANS]
        rows.sort(key=lambda r: (r[0], r[1], r[2]))
        made[i]["copied"] = _short({name: [r[k] for r in rows] for k, name in enumerate(names)})


def _fold(corpus: Corpus) -> list[str]:
    """The traditional characters of the corpus and, in the same order, their simplified forms.

    The pair page compares folded characters, so that two scripts of one text do not differ everywhere.
    """
    import opencc

    seen: set[str] = set()
    for plan in corpus:
        seen.update(plan.text)
    han = "".join(sorted(c for c in seen if "\u3400" <= c <= "\u9fff"))
    simple = opencc.OpenCC("t2s").convert(han)
    if len(simple) != len(han):  # pragma: no cover - t2s keeps the number of characters
        return ["", ""]
    differ = [(a, b) for a, b in zip(han, simple, strict=True) if a != b]
    return ["".join(a for a, _ in differ), "".join(b for _, b in differ)]
