"""Pairs of plans for the page: shares, directions with their grounds, what is shared but not copied."""

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

# Beyond these a list is cut, and says so; the tables beside the report hold every row.
MOST_PAIRS = 60_000
SHOWN = 90
"""Characters of a passage that is not copied."""
APART = BASES[1:]
"""What a passage can be that is shared but not copied."""


def pairs_list(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> dict[str, Any] | None:
    """One row for two plans that share passages: how much of each, how many; most alike first."""
    table = tables.get("pairs")
    rows = _known_pairs(table, index) if table is not None else _counted_pairs(tables, corpus, index)
    if not rows:
        return None
    rows.sort(key=lambda r: (-r[2], r[0], r[1]))
    names = ("plan_a", "plan_b", "share", "share_a", "share_b", "chars", "passages", "shared_a", "shared_b")
    made: dict[str, Any] = {"rows": min(len(rows), MOST_PAIRS)}
    if len(rows) > MOST_PAIRS:
        made["cut"] = len(rows)
    made["columns"] = {name: column([r[i] for r in rows[:MOST_PAIRS]]) for i, name in enumerate(names)}
    made["columns"] |= _directions(tables, index, made["columns"])
    return made


def _directions(
    tables: dict[str, pd.DataFrame], index: dict[str, int], pairs: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """For each pair which plan the text may come from, how sure that is and what speaks for it."""
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
    """The grounds of a pair: key of the sentence, position of the plan it speaks for as the source (-1: none), values.

    Plans are given in the values by their positions, as texts.
    """
    names = {plan_id: str(i) for plan_id, i in index.items()}
    sides = {1: index.get(plan_a, -1), -1: index.get(plan_b, -1), 0: -1}
    return [[g.key, sides[g.side], g.values] for g in grounds_of(text, names, plan_a, plan_b)]


def pair_shares(analysis: Mined) -> list[float]:
    """For each pair of plans that shares passages the larger of its two shares."""
    index = {plan.id: i for i, plan in enumerate(analysis.corpus)}
    made = pairs_list(tables_of(analysis), analysis.corpus, index)
    return [] if made is None else list(made["columns"]["share"])


def _known_pairs(table: pd.DataFrame, index: dict[str, int]) -> list[tuple[Any, ...]]:
    """The pairs as the stage of duplicates counted them."""
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
    """The pairs counted from the passages, in raw characters."""
    table = tables.get("passages")
    if table is None:
        return []
    spans: dict[tuple[int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
    for a, start_a, end_a, b, start_b, end_b, _, _ in passage_rows(table, index):
        spans[a, b].append((start_a, end_a, start_b, end_b))
    rows = []
    for (a, b), found in spans.items():
        chars_a = _covered((s[0], s[1]) for s in found)
        chars_b = _covered((s[2], s[3]) for s in found)
        share_a = chars_a / max(1, corpus[a].end - corpus[a].start)
        share_b = chars_b / max(1, corpus[b].end - corpus[b].start)
        chars = min(chars_a, chars_b)
        rows.append((a, b, max(share_a, share_b), share_a, share_b, chars, len(found), share_a, share_b))
    return rows


def apart_list(
    tables: dict[str, pd.DataFrame], corpus: Corpus, index: dict[str, int]
) -> dict[str, Any] | None:
    """One row for two plans that share what is not copied: passages and characters of each kind, and the longest.

    None where there is nothing, or passages do not say what they are.
    """
    table = tables.get("passages")
    if table is None or "basis" not in table.columns:
        return None
    table = table[table["basis"].isin(APART)]
    found: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(lambda: {b: [0, 0] for b in APART})
    longest: dict[tuple[int, int], tuple[int, int, int, str]] = {}
    names = ("plan_a", "plan_b", "basis", "chars", "start_a", "end_a", "start_b", "end_b")
    for plan_a, plan_b, basis, chars, *spans in zip(*(table[n].tolist() for n in names), strict=True):
        if plan_a not in index or plan_b not in index:
            continue
        a, b = index[plan_a], index[plan_b]
        own = spans[:2] if a <= b else spans[2:]
        pair = min(a, b), max(a, b)
        counts = found[pair][basis]
        counts[0] += 1
        counts[1] += int(chars)
        if chars > longest.get(pair, (0, 0, 0, ""))[0]:
            longest[pair] = int(chars), int(own[0]), int(own[1]), basis
    if not found:
        return None
    order = sorted(found, key=lambda p: (-sum(c[1] for c in found[p].values()), p))
    shown = order[:MOST_PAIRS]
    made: dict[str, Any] = {"rows": len(shown)}
    if len(order) > len(shown):
        made["cut"] = len(order)
    made["columns"] = {
        "plan_a": [p[0] for p in shown],
        "plan_b": [p[1] for p in shown],
        "chars": [sum(c[1] for c in found[p].values()) for p in shown],
        **{basis: [found[p][basis][0] for p in shown] for basis in APART},
        **{f"{basis}_chars": [found[p][basis][1] for p in shown] for basis in APART},
        "longest_start": [longest[p][1] for p in shown],
        "longest_end": [longest[p][2] for p in shown],
        "longest_basis": [longest[p][3] for p in shown],
        "quote": [_begin(corpus[p[0]].source.text[longest[p][1] : longest[p][2]]) for p in shown],
    }
    return made


def _begin(text: str) -> str:
    """The first characters, on one line."""
    return " ".join(text[:SHOWN].split())


def passage_rows(
    table: pd.DataFrame, index: dict[str, int]
) -> Iterable[tuple[int, int, int, int, int, int, float, Any]]:
    """Copied passages as plain rows, the plan that comes first in the corpus first."""
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
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
