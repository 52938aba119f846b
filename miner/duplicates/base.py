"""Mark the passages that plans take from base texts (superiors' documents, model texts), not from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from miner.corpus import Plan
from miner.duplicates.basis import SUPERIOR, Marks
from miner.duplicates.evidence import ALIKE, Evidence
from miner.duplicates.index import build_index
from miner.duplicates.spans import raw_spans

__all__ = ["followed_rows", "in_base"]

Row = tuple[object, ...]


def in_base(plans: Sequence[Plan], base: Sequence[Plan]) -> tuple[dict[str, Marks], list[Row]]:
    """What of each plan stands in a base text: marks by the plan's id, and rows of `miner.tables.FOLLOWED`.

    Nothing for an empty base. A plan that is a base text itself stands in it whole.
    """
    if not base or not plans:
        return {}, []
    e: Evidence = build_index(base).query(plans)._evidence
    marks: dict[str, Marks] = {}
    followed: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    alike = np.flatnonzero(e.similarity >= ALIKE)
    for row in alike.tolist():
        a, b, sa, ea, sb, eb = e.records[row, :6].tolist()
        marks.setdefault(e.ids[b], []).append((SUPERIOR, sb, eb))
        followed.setdefault((a, b), []).append((sa, ea, sb, eb))
    return marks, followed_rows(e, followed)


def followed_rows(
    e: Evidence, followed: Mapping[tuple[int, int], list[tuple[int, int, int, int]]]
) -> list[Row]:
    """A row for each plan and base text: how much of the plan stands in it, how much of it in the plan, the longest."""
    lengths = np.diff(e.folded.offsets).tolist()
    rows: list[Row] = []
    for (a, b), spans in sorted(followed.items(), key=lambda entry: (e.ids[entry[0][1]], e.ids[entry[0][0]])):
        own, of_base = _covered([s[2:] for s in spans]), _covered([s[:2] for s in spans])
        longest = max(spans, key=lambda s: s[3] - s[2])
        where = np.array([[b], [longest[2]], [longest[3]]], np.int64)
        ((start, end),) = raw_spans(e.plans, e.folded, *where)
        quote = e.plans[b].source.text[start:end]
        rows.append((e.ids[b], start, end, quote, e.ids[a], own, own / lengths[b], of_base / lengths[a]))
    return rows


def _covered(spans: Sequence[Sequence[int]]) -> int:
    total = reached = 0
    for start, end in sorted((s[0], s[1]) for s in spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
