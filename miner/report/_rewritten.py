"""Paragraphs that say the same in other words, for the page: a hint beside what is copied, never a part of it."""

from __future__ import annotations

from typing import Any

from miner.report._mined import Mined

__all__ = ["MOST_CHARS", "rewritten_list"]

MOST_CHARS = 1_500_000
"""Characters of a corpus up to which they are looked for: some six seconds. No other page needs them, a report of
thousands of plans would wait minutes, and `analysis.duplicates.rewritten` gives them whenever they are asked for."""
MOST_ROWS = 2_000


def rewritten_list(analysis: Mined, index: dict[str, int]) -> dict[str, Any] | None:
    """A row for two paragraphs, the likeliest first, the plan that comes first in the corpus first.

    None where there are none, or the corpus is larger than `MOST_CHARS`.
    """
    if sum(plan.end - plan.start for plan in analysis.corpus) > MOST_CHARS:
        return None
    table = getattr(getattr(analysis, "duplicates", None), "rewritten", None)
    if table is None or not len(table):
        return None
    sides = ("plan", "start", "end", "quote")
    names = [*(f"{name}_a" for name in sides), *(f"{name}_b" for name in sides), "figures", "words", "score"]
    rows = []
    for row in zip(*(table[name].tolist() for name in names), strict=True):
        if row[0] in index and row[4] in index:
            one, two = (index[row[0]], *row[1:4]), (index[row[4]], *row[5:8])
            rows.append((*min(one, two), *max(one, two), *row[8:]))
    rows.sort(key=lambda r: (-r[10], r[0], r[4], r[1]))
    shown = rows[:MOST_ROWS]
    made: dict[str, Any] = {"rows": len(shown)}
    if len(rows) > len(shown):
        made["cut"] = len(rows)
    made["columns"] = {name: [r[i] for r in shown] for i, name in enumerate(names)}
    return made if shown else None
