"""Explain a passage: the text of both sides, their differences, and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from miner.duplicates.differences import differences
from miner.duplicates.evidence import Evidence
from miner.duplicates.spans import raw_spans

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """One passage with its two quotes and the stretches in which they differ.

    changes: (offset in `source.text` of A, wording of A, offset in that of B, wording of B), in the order
    of A; an empty wording where the other side has more. `chars` characters agree, `rare_chars` of them in
    wording that few plans of the corpus share.
    """

    plan_a: str
    plan_b: str
    quote_a: str
    quote_b: str
    similarity: float
    chars: int
    rare_chars: float
    changes: tuple[tuple[int, str, int, str], ...]

    def __str__(self) -> str:
        lines = [
            f"{self.plan_a} and {self.plan_b} agree in {self.chars} characters (similarity "
            f"{self.similarity:.2f}; {self.rare_chars:.0f} of them in wording that few plans share).",
            f"A: {self.quote_a}",
            f"B: {self.quote_b}",
            *(f"  {a or '–'} → {b or '–'}" for _, a, _, b in self.changes),
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        changes = "".join(
            f"<tr><td><del>{escape(a)}</del></td><td><ins>{escape(b)}</ins></td></tr>"
            for _, a, _, b in self.changes
        )
        return (
            f"<p>{escape(str(self).splitlines()[0])}</p><table><tr><th>{escape(self.plan_a)}</th>"
            f"<th>{escape(self.plan_b)}</th></tr><tr><td>{escape(self.quote_a)}</td>"
            f"<td>{escape(self.quote_b)}</td></tr>{changes}</table>"
        )


def explain(e: Evidence, row: int) -> Explanation:
    """Explain the passage in `row` of the evidence."""
    a, b, sa, ea, sb, eb = e.records[row, :6].tolist()
    base_a, base_b = int(e.folded.offsets[a]), int(e.folded.offsets[b])
    apart = differences(e.folded.symbols, base_a + sa, base_a + ea, base_b + sb, base_b + eb)
    apart -= [base_a, base_a, base_b, base_b]
    quote_a, quote_b = _quote(e, a, sa, ea), _quote(e, b, sb, eb)
    changes = tuple((*_quote(e, a, x0, x1), *_quote(e, b, y0, y1)) for x0, x1, y0, y1 in apart.tolist())
    return Explanation(
        e.ids[a], e.ids[b], quote_a[1], quote_b[1], float(e.similarity[row]),
        int(e.common_symbols[row]), round(float(e.rare[row]), 1), changes,
    )  # fmt: skip


def _quote(e: Evidence, plan: int, start: int, end: int) -> tuple[int, str]:
    """Where the symbols start..end of a plan begin in its source, and what stands there."""
    empty = start == end
    if empty:
        start, end = (start - 1, end) if start else (start, end + 1)
    spans = np.array([[plan], [start], [end]], np.int64)
    ((first, last),) = raw_spans(e.plans, e.folded, *spans)
    return (last if start else first, "") if empty else (first, e.plans[plan].source.text[first:last])
