"""List pairs of plans for the page: shares, directions with their grounds, passages that are shared but not copied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from miner.corpus import Corpus
from miner.duplicates.tables import BASES
from miner.report._grounds import grounds_of
from miner.report._mined import Mined, tables_of
from miner.report._pack import column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["APART", "apart_list", "pair_shares", "pairs_list", "passage_rows"]

# A longer list is cut and the page says so; the tables beside the report hold every row.
MOST_PAIRS = 60_000
QUOTED = 90
"""Characters quoted of a passage that is not copied."""
APART = BASES[1:]
"""Values of `basis` for passages that are shared but not copied."""


def pairs_list(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> dict[str, Any] | None:
    """One row per pair of plans that share passages: shares of both, number of passages; the most alike first."""
    table = tables.get("pairs")
    rows = _known_pairs(table, index) if table is not None else _counted_pairs(tables, corpus, index)
    if not rows:
        return None
    rows.sort(key=lambda r: (-r[2], r[0], r[1]))
    names = ("plan_a", "plan_b", "share", "share_a", "share_b", "chars", "passages", "shared_a", "shared_b")
    page_list: dict[str, Any] = {"rows": min(len(rows), MOST_PAIRS)}
    if len(rows) > MOST_PAIRS:
        page_list["cut"] = len(rows)
    page_list["columns"] = {name: column([r[i] for r in rows[:MOST_PAIRS]]) for i, name in enumerate(names)}
    page_list["columns"] |= _directions(tables, index, page_list["columns"])
    return page_list


def _directions(
    tables: dict[str, pd.DataFrame], index: dict[str, int], pairs: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """Per pair: the likely source, the confidence and the grounds."""
    table = tables.get("directions")
    if table is None:
        return {}
    names = ("source", "confidence", "same_issuer", "outside", "grounds")
    columns = {name: column(table[name]) for name in names}
    columns["grounds"] = [
        _grounds(*row, index)
        for row in zip(table["plan_a"], table["plan_b"], columns["grounds"], strict=True)
    ]
    columns["source"] = [-1 if s is None else index.get(s, -1) for s in columns["source"]]
    row_of = {}
    for i, (a, b) in enumerate(zip(table["plan_a"], table["plan_b"], strict=True)):
        if a in index and b in index:
            row_of[min(index[a], index[b]), max(index[a], index[b])] = i
    at = [row_of.get(pair) for pair in zip(pairs["plan_a"], pairs["plan_b"], strict=True)]
    unknown = {"source": -1}
    return {
        name: [unknown.get(name) if i is None else values[i] for i in at] for name, values in columns.items()
    }


def _grounds(plan_a: str, plan_b: str, text: str | None, index: dict[str, int]) -> list[list[Any]]:
    """Grounds of a pair as [sentence key, position of the plan it supports as the source (-1: none), values].

    Plans inside the values are positions in the corpus, as strings.
    """
    names = {plan_id: str(i) for plan_id, i in index.items()}
    sides = {1: index.get(plan_a, -1), -1: index.get(plan_b, -1), 0: -1}
    return [[g.key, sides[g.side], g.values] for g in grounds_of(text, names, plan_a, plan_b)]


def pair_shares(analysis: Mined) -> list[float]:
    """The larger of the two shares, per pair of plans that share passages."""
    index = {plan.id: i for i, plan in enumerate(analysis.corpus)}
    page_list = pairs_list(tables_of(analysis), analysis.corpus, index)
    return [] if page_list is None else list(page_list["columns"]["share"])


def _known_pairs(table: pd.DataFrame, index: dict[str, int]) -> list[tuple[Any, ...]]:
    """Rows of pairs from the table of the stage `duplicates`."""
    names = ("plan_a", "plan_b", "share_a", "share_b", "chars", "passages")
    every = ("shared_a", "shared_b") if {"shared_a", "shared_b"} <= set(table.columns) else names[2:4]
    rows = []
    for plan_a, plan_b, share_a, share_b, chars, passages, all_a, all_b in zip(
        *(table[n].tolist() for n in (*names, *every)), strict=True
    ):
        a, b = index.get(plan_a), index.get(plan_b)
        if a is None or b is None:
            continue
        if a > b:
            a, b, share_a, share_b, all_a, all_b = b, a, share_b, share_a, all_b, all_a
        rows.append((a, b, max(share_a, share_b), share_a, share_b, chars, passages, all_a, all_b))
    return rows


def _counted_pairs(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> list[tuple[Any, ...]]:
    """Rows of pairs counted from the passages, in raw characters; used when there is no table of pairs."""
    table = tables.get("passages")
    if table is None:
        return []
    spans: dict[tuple[int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
    for a, start_a, end_a, b, start_b, end_b, _, _ in passage_rows(table, index):
        spans[a, b].append((start_a, end_a, start_b, end_b))
    rows = []
    for (a, b), pair_spans in spans.items():
        chars_a = _covered((s[0], s[1]) for s in pair_spans)
        chars_b = _covered((s[2], s[3]) for s in pair_spans)
        share_a = chars_a / max(1, corpus[a].end - corpus[a].start)
        share_b = chars_b / max(1, corpus[b].end - corpus[b].start)
        chars = min(chars_a, chars_b)
        rows.append((a, b, max(share_a, share_b), share_a, share_b, chars, len(pair_spans), share_a, share_b))
    return rows


def apart_list(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> dict[str, Any] | None:
    """One row per pair with shared text that is not copied: passages and characters per kind, and the longest passage.

    None if there are no such passages or the table has no column `basis`.
    """
    table = tables.get("passages")
    if table is None or "basis" not in table.columns:
        return None
    table = table[table["basis"].isin(APART)]
    by_pair: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(lambda: {b: [0, 0] for b in APART})
    longest: dict[tuple[int, int], tuple[int, int, int, str]] = {}
    names = ("plan_a", "plan_b", "basis", "chars", "start_a", "end_a", "start_b", "end_b")
    for plan_a, plan_b, basis, chars, *spans in zip(*(table[n].tolist() for n in names), strict=True):
        if plan_a not in index or plan_b not in index:
            continue
        a, b = index[plan_a], index[plan_b]
        span_a = spans[:2] if a <= b else spans[2:]
        pair = min(a, b), max(a, b)
        counts = by_pair[pair][basis]
        counts[0] += 1
        counts[1] += int(chars)
        if chars > longest.get(pair, (0, 0, 0, ""))[0]:
            longest[pair] = int(chars), int(span_a[0]), int(span_a[1]), basis
    if not by_pair:
        return None
    order = sorted(by_pair, key=lambda p: (-sum(c[1] for c in by_pair[p].values()), p))
    listed = order[:MOST_PAIRS]
    page_list: dict[str, Any] = {"rows": len(listed)}
    if len(order) > len(listed):
        page_list["cut"] = len(order)
    page_list["columns"] = {
        "plan_a": [p[0] for p in listed],
        "plan_b": [p[1] for p in listed],
        "chars": [sum(c[1] for c in by_pair[p].values()) for p in listed],
        **{basis: [by_pair[p][basis][0] for p in listed] for basis in APART},
        **{f"{basis}_chars": [by_pair[p][basis][1] for p in listed] for basis in APART},
        "longest_start": [longest[p][1] for p in listed],
        "longest_end": [longest[p][2] for p in listed],
        "longest_basis": [longest[p][3] for p in listed],
        "quote": [_begin(corpus[p[0]].source.text[longest[p][1] : longest[p][2]]) for p in listed],
    }
    return page_list


def _begin(text: str) -> str:
    """The first `QUOTED` characters on one line."""
    return " ".join(text[:QUOTED].split())


def passage_rows(
    table: pd.DataFrame, index: dict[str, int]
) -> Iterable[tuple[int, int, int, int, int, int, float, Any]]:
    """Yield copied passages as tuples; side a is the plan that comes first in the corpus."""
    if "basis" in table.columns:
        table = table[table["basis"] == "copied"]
    kinds = table["kind"] if "kind" in table.columns else [None] * len(table)
    columns = [table[c].tolist() for c in ("plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b")]
    for plan_a, start_a, end_a, plan_b, start_b, end_b, similarity, kind in zip(
        *columns, table["similarity"].tolist(), kinds, strict=True
    ):
        a, b = index.get(plan_a), index.get(plan_b)
        if a is None or b is None:
            continue
        if a <= b:
            yield a, start_a, end_a, b, start_b, end_b, float(similarity), kind
        else:
            yield b, start_b, end_b, a, start_a, end_a, float(similarity), kind


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """Count the characters in the union of the spans."""
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
