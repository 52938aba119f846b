"""Lay out the data of the page: a small summary, lists loaded with the view that shows them, texts in groups.

`lists` are tables by columns (plans, pairs, targets …); a group holds the texts of several plans and the marks
over them, so that the page of a plan loads one group and the page of a pair at most two.
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
from miner.report._rewritten import rewritten_list
from miner.report._sheet import plan_doubts
from miner.report._strips import registered, strips_list, strips_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Payload", "make_payload"]

# A longer list is cut and the page says so; the tables beside the report hold every row.
MOST_COPIED_SPANS = 600
MOST_ROWS = 400_000
GROUP_CHARS = 1_000_000
"""Characters of text per group: larger groups compress better, smaller ones open faster."""
ALIKE = 0.3
"""Share of common text from which two plans are put into one group."""
PLAN_COLUMNS = (
    "plan_id", "plan_a", "plan_b", "representative", "closest", "source_plan", "plan_before", "plan_upper", "plan_lower",
)  # fmt: skip
"""Columns that name a plan by its id."""


@dataclass
class Payload:
    """All data of the page, as JSON values only."""

    summary: dict[str, Any]
    lists: dict[str, dict[str, Any]]
    groups: list[list[int]]
    details: list[dict[str, Any]] = field(default_factory=list)
    """Per plan: its text and the marks over it (sections, quantities, copied passages …)."""


_PLAIN_LISTS = (
    "templates", "slots", "moves", "task_moves", "task_problems", "layers", "lineage", "contradictions", "progress", "descent", "coverage", "gaps",
    "themes", "terms", "theme_shares", "representatives",
)  # fmt: skip


def make_payload(analysis: Mined) -> Payload:
    """Read every table of the analysis once and lay it out for the page."""
    corpus = analysis.corpus
    tables = tables_of(analysis)
    index = {plan.id: i for i, plan in enumerate(corpus)}
    pairs = pairs_list(tables, corpus, index)
    lists = {
        name: page_list
        for name, page_list in {
            "plans": _plans(corpus, tables, index, pairs),
            "pairs": pairs,
            "apart": apart_list(tables, corpus, index),
            "rewritten": rewritten_list(analysis, index),
            "followed": _list(tables.get("followed"), index),
            "families": _families(tables, index),
            "leftovers": _leftovers(tables, corpus, index),
            "targets": _targets(tables, corpus, index),
            "commitments": _list(tables.get("commitments"), index),
            "tasks": _list(tables.get("tasks"), index, drop=_TASK_DROP),
            "problems": _list(tables.get("problems"), index),
            "ledger": _ledger(tables, index),
            "findings": findings_list(tables.get("findings"), index),
            "strips": strips_list(strips_of(tables.get("panel")), index),
            "panel": _list(registered(tables.get("panel")), index),
            **{name: _list(tables.get(name), index) for name in _PLAIN_LISTS},
        }.items()
        if page_list is not None
    }
    summary = {
        "counts": {name: len(table) for name, table in tables.items()} | {"plans": len(corpus)},
        "characters": sum(p.end - p.start for p in corpus),
        "cut": {name: page_list["cut"] for name, page_list in lists.items() if page_list.get("cut")},
        "fold": _fold(corpus),
    }
    groups = _groups(corpus, pairs, GROUP_CHARS)
    group_of = {i: (number, place) for number, group in enumerate(groups) for place, i in enumerate(group)}
    lists["plans"]["columns"]["group"] = [group_of[i][0] for i in range(len(corpus))]
    lists["plans"]["columns"]["in_group"] = [group_of[i][1] for i in range(len(corpus))]
    return Payload(summary, lists, groups, _details(corpus, tables, index))


def _list(
    table: pd.DataFrame | None, index: dict[str, int], drop: Iterable[str] = ()
) -> dict[str, Any] | None:
    """Convert a table to columns: plan ids become positions; beyond `MOST_ROWS` it is cut and `cut` holds the full count."""
    if table is None or not len(table):
        return None
    page_list: dict[str, Any] = {"rows": min(len(table), MOST_ROWS), "columns": {}}
    if len(table) > MOST_ROWS:
        page_list["cut"] = len(table)
        table = table.head(MOST_ROWS)
    for name in table.columns:
        if name in drop:
            continue
        values = column(table[name])
        if name in PLAN_COLUMNS:
            values = [index.get(v, -1) if v is not None else -1 for v in values]
        page_list["columns"][str(name)] = values
    c = page_list["columns"]
    if "start" in c and "end" in c and None not in c["start"] and None not in c["end"]:
        # small differences compress well; `list` in static/data.js restores the offsets
        page_list["steps"] = True
        c["end"] = [e - s for s, e in zip(c["start"], c["end"], strict=True)]
        c["start"] = [s - before for s, before in zip(c["start"], [0, *c["start"]], strict=False)]
    return page_list


_TASK_DROP = ("section_id", "quote", "action", "object", "targets")

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
    """The targets with some text of their sentence before and after each."""
    table = tables.get("targets")
    if table is None:
        return None
    page_list = _list(table[[name for name in _TARGET_COLUMNS if name in table.columns]], index)
    if page_list is None or not {"sentence_start", "sentence_end"} <= set(table.columns):
        return page_list
    before, after = [], []
    around = _AROUND if len(table) <= 6_000 else _AROUND_MANY
    names = ("plan_id", "start", "end", "sentence_start", "sentence_end")
    for plan_id, start, end, first, last in zip(
        *(table[n].tolist()[: page_list["rows"]] for n in names), strict=True
    ):
        text = corpus.plan(plan_id).source.text
        before.append(text[max(first, start - around) : start])
        after.append(text[end : max(end, min(last, end + around))])
    page_list["columns"] |= {"before": before, "after": after}
    return page_list


def _leftovers(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> dict[str, Any] | None:
    """The leftovers with up to 40 characters of their line on each side."""
    table = tables.get("leftovers")
    page_list = _list(table, index)
    if table is None or page_list is None:
        return None
    before, after = [], []
    for plan_id, start, end in zip(
        *(table[n].tolist()[: page_list["rows"]] for n in ("plan_id", "start", "end")), strict=True
    ):
        text = corpus.plan(plan_id).source.text
        before.append(text[max(0, start - 40) : start].rpartition("\n")[2])
        after.append(text[end : end + 40].partition("\n")[0])
    page_list["columns"] |= {"before": before, "after": after}
    return page_list


def _ledger(tables: dict[str, pd.DataFrame], index: dict[str, int]) -> dict[str, Any] | None:
    """The primary value per plan, for entries of two plans or more; the exported table holds all values."""
    table = tables.get("ledger")
    if table is None:
        return None
    if "primary" in table.columns:
        table = table[table["primary"]]
    # An entry of a single plan compares nothing; it is listed among the targets.
    shared = table[table.groupby("entry")["plan_id"].transform("nunique") > 1]
    table = shared if len(shared) else table
    page_list = _list(table, index, drop=_LEDGER_DROP)
    if page_list is not None:
        numbers: dict[str, int] = {}
        entries = page_list["columns"]["entry"]
        page_list["columns"]["entry"] = [numbers.setdefault(e, len(numbers)) for e in entries]
    return page_list


_LEDGER_DROP = ("primary", "plans", "year", "layer", "dimension", "period", "modality", "section_id", "quote")


def _plans(
    corpus: Corpus, tables: dict[str, pd.DataFrame], index: dict[str, int], pairs: dict[str, Any] | None
) -> dict[str, Any]:
    """One row per plan: its metadata and the figures of every stage."""
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
            value_of = dict(zip(table["plan_id"], column(table[name]), strict=True))
            columns[name] = [value_of.get(p.id) for p in corpus]
    if pairs is not None:
        nearest: list[Any] = [None] * n
        highest: list[Any] = [None] * n
        rows = pairs["columns"]
        for a, b, share_a, share_b in zip(
            rows["plan_a"], rows["plan_b"], rows["share_a"], rows["share_b"], strict=True
        ):
            for position, partner, share in ((a, b, share_a), (b, a, share_b)):
                if position != partner and (highest[position] is None or share > highest[position]):
                    nearest[position], highest[position] = partner, share
        columns |= {"nearest": nearest, "nearest_share": highest}
    return {"rows": n, "columns": {k: v for k, v in columns.items() if any(x is not None for x in v)}}


def _names(corpus: Corpus) -> list[str]:
    """Display names: the title, with the year and then the id added where plans share a title."""

    def dated(i: int) -> str:
        plan, title = corpus[i], corpus[i].title or corpus[i].id
        needs_year = plan.year is not None and str(plan.year) not in title
        return f"{title} ({plan.year})" if needs_year else title

    def full(i: int) -> str:
        return f"{corpus[i].title or corpus[i].id} [{corpus[i].id}]"

    names = [p.title or p.id for p in corpus]
    for longer_name in (dated, full):
        count = Counter(names)
        names = [longer_name(i) if count[name] > 1 else name for i, name in enumerate(names)]
    return names


def _families(tables: dict[str, pd.DataFrame], index: dict[str, int]) -> dict[str, Any] | None:
    return _list(tables.get("families"), index)


def _groups(corpus: Corpus, pairs: dict[str, Any] | None, group_chars: int) -> list[list[int]]:
    """Divide the plans (by position) into groups of about `group_chars` characters, similar plans together.

    Similar texts compress well when they are packed together.
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
    """Yield 0 to n - 1 in depth-first order, so that connected plans follow each other."""
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
    """Per plan its text and its layers of marks, each layer by columns."""
    details: list[dict[str, Any]] = [{"text": plan.text, "base": plan.start} for plan in corpus]
    for name, layer_columns in _LAYER_COLUMNS.items():
        table = tables.get(name)
        if table is None or not {"plan_id", "start", "end"} <= set(table.columns):
            continue
        present = [c for c in layer_columns if c in table.columns]
        columns = [column(table[c]) for c in present]
        rows: dict[str, list[int]] = defaultdict(list)
        for i, plan_id in enumerate(table["plan_id"].tolist()):
            rows[plan_id].append(i)
        for plan_id, at in rows.items():
            if plan_id in index:
                values = {c: [v[i] for i in at] for c, v in zip(present, columns, strict=True)}
                details[index[plan_id]][name] = _short(values)
    _add_copied(details, tables, index)
    return details


def _short(layer: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Replace offsets by small numbers, which compress well: `start` by its step from the previous row, ends by lengths.

    `rowsOfLayer` in `static/text.js` restores them. Columns without any value are dropped.
    """
    starts = layer["start"]
    short = {k: v for k, v in layer.items() if any(x is not None for x in v)}
    for name in ("end", "heading_end", "other_end"):
        if name in short:
            since = {"end": "start", "heading_end": "heading_start", "other_end": "other_start"}[name]
            short[name] = [e - s for e, s in zip(layer[name], layer[since], strict=True)]
    if "heading_start" in short:
        short["heading_start"] = [h - s for h, s in zip(layer["heading_start"], starts, strict=True)]
    short["start"] = [s - before for s, before in zip(starts, [0, *starts], strict=False)]
    return short


def _add_copied(
    details: list[dict[str, Any]], tables: dict[str, pd.DataFrame], index: dict[str, int]
) -> None:
    """Add the copied passages to each plan: its span, the other plan, the span there, similarity, kind."""
    table = tables.get("passages")
    if table is None:
        return
    spans_of: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for a, start_a, end_a, b, start_b, end_b, similarity, kind in passage_rows(table, index):
        similarity = round(similarity, 4)
        spans_of[a].append((start_a, end_a, b, start_b, end_b, similarity, kind))
        if a != b:
            spans_of[b].append((start_b, end_b, a, start_a, end_a, similarity, kind))
    names = ("start", "end", "other", "other_start", "other_end", "similarity", "kind")
    for i, rows in spans_of.items():
        if len(rows) > MOST_COPIED_SPANS:
            details[i]["copied_cut"] = len(rows)
            rows = sorted(rows, key=lambda r: r[0] - r[1])[:MOST_COPIED_SPANS]
        rows.sort(key=lambda r: (r[0], r[1], r[2]))
        details[i]["copied"] = _short({name: [r[k] for r in rows] for k, name in enumerate(names)})


def _fold(corpus: Corpus) -> list[str]:
    """The traditional characters of the corpus and, in the same order, their simplified forms.

    The page of a pair compares simplified characters, so that two scripts of one text are not all differences.
    """
    import opencc

    characters: set[str] = set()
    for plan in corpus:
        characters.update(plan.text)
    han = "".join(sorted(c for c in characters if "\u3400" <= c <= "\u9fff"))
    simple = opencc.OpenCC("t2s").convert(han)
    if len(simple) != len(han):  # pragma: no cover - t2s keeps the number of characters
        return ["", ""]
    differ = [(a, b) for a, b in zip(han, simple, strict=True) if a != b]
    return ["".join(a for a, _ in differ), "".join(b for _, b in differ)]
