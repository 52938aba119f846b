"""Build tables of shared text per pair, of text that only one plan has, and of plans by group."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from miner.comparison import tables
from miner.corpus import Plan
from miner.errors import InputError
from miner.normalization import normalize_plan
from miner.segmentation import outline, split_sentences

if TYPE_CHECKING:
    import pandas as pd

    from miner.duplicates import Duplicates

__all__ = ["groups_table", "overlap_table", "own_text_table"]

_FEWEST_LETTERS = 4
"""A shorter sentence, in letters and ideographs, is a fragment and not listed."""


def _committed_entries(ledger: pd.DataFrame) -> dict[str, set[str]]:
    """Entries that each plan commits to, by plan id."""
    entries: dict[str, set[str]] = {}
    committed = ledger[ledger["status"] == "commitment"]
    for plan_id, entry in zip(committed["plan_id"], committed["entry"], strict=True):
        entries.setdefault(plan_id, set()).add(entry)
    return entries


def overlap_table(plans: Sequence[Plan], duplicates: Duplicates, ledger: pd.DataFrame) -> pd.DataFrame:
    """Pairs that share passages, and the pair itself where two plans are given, as `miner.tables.OVERLAP`."""
    entries = _committed_entries(ledger)
    pairs = duplicates.pairs.to_dict("records")
    listed = {(r["plan_a"], r["plan_b"]) for r in pairs}
    rows = [
        (r["plan_a"], r["plan_b"], r["passages"], r["chars"], r["share_a"], r["share_b"],
         1.0 - r["share_a"], 1.0 - r["share_b"], len(entries.get(r["plan_a"], set()) & entries.get(r["plan_b"], set())))
        for r in pairs
    ]  # fmt: skip
    if len(plans) == 2:
        for a, b in combinations((p.id for p in plans), 2):
            if (a, b) not in listed and (b, a) not in listed:
                common = len(entries.get(a, set()) & entries.get(b, set()))
                rows.append((a, b, 0, 0, 0.0, 0.0, 1.0, 1.0, common))
    return tables.OVERLAP.frame(rows)


def _own_spans(plan: Plan, shared: Sequence[tuple[int, int]]) -> Iterator[tuple[str | None, int, int]]:
    """Runs of sentences that touch no shared span, with their section; raw offsets."""
    normalized, plan_outline = normalize_plan(plan), outline(plan)
    ends = [end for _, end in shared]
    run: tuple[str | None, int, int] | None = None
    for start, end in split_sentences(normalized.text):
        begin, stop = normalized.to_raw(start, end)
        i = bisect_right(ends, begin)
        touched = i < len(shared) and shared[i][0] < stop
        section = plan_outline.at(start)
        name = section.id if section else None
        if run and (touched or run[0] != name):
            yield run
            run = None
        if not touched and sum(c.isalpha() for c in normalized.text[start:end]) >= _FEWEST_LETTERS:
            run = (name, run[1] if run else begin, stop)
    if run:
        yield run


def own_text_table(plans: Sequence[Plan], duplicates: Duplicates) -> pd.DataFrame:
    """Runs of sentences without any shared passage, within a section, as `miner.tables.OWN_TEXT`.

    Empty for a single plan, which cannot be compared.
    """
    shared: dict[str, list[tuple[int, int]]] = {}
    passages = duplicates.passages
    for side in ("a", "b"):
        columns = [passages[f"{name}_{side}"].tolist() for name in ("plan", "start", "end")]
        for plan_id, start, end in zip(*columns, strict=True):
            shared.setdefault(plan_id, []).append((start, end))
    rows = [
        (plan.id, section, start, end, end - start, plan.source.text[start:end])
        for plan in (plans if len(plans) > 1 else ())
        for section, start, end in _own_spans(plan, _union(shared.get(plan.id, [])))
    ]
    return tables.OWN_TEXT.frame(rows)


def _union(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def groups_table(overview: pd.DataFrame, ledger: pd.DataFrame, by: str) -> pd.DataFrame:
    """The plans by a column of the overview, as `miner.tables.GROUPS`, the largest group first.

    Raises InputError when the overview has no column `by`.
    """
    import pandas as pd

    if by not in overview.columns:
        raise InputError(f"plans have no column {by!r}; choose from {', '.join(overview.columns)}")
    entries_of = _committed_entries(ledger)
    rows = []
    for value, group in overview.groupby(by, dropna=False, sort=True):
        has_value = not pd.isna(value)
        entries = set().union(*(entries_of.get(i, set()) for i in group["plan_id"]))
        chars = int(group["chars"].sum())
        per_1000 = 1000 * int(group["targets"].sum()) / chars if chars else 0.0
        rows.append(
            (by, str(value) if has_value else None, len(group), group["chars"].mean(), group["targets"].mean(), per_1000,
             group["copied_share"].mean(), len(entries))
        )  # fmt: skip
    return tables.GROUPS.frame(sorted(rows, key=lambda r: (-r[2], r[1] is None, r[1] or "")))
