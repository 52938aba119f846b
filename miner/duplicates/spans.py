"""From spans of symbols to spans of the raw text."""

from __future__ import annotations

from miner.duplicates.evidence import Evidence
from miner.duplicates.fold import positions_of

__all__ = ["raw_span"]

_OPENING = " \t\u3000\u00a0“‘《〈「『（([【"
_LONGEST = 40
"""Characters that fall away behind a symbol and still belong to it: the rest of a number, a closing mark."""


def raw_span(evidence: Evidence, plan: int, start: int, end: int) -> tuple[int, int]:
    """Offsets into `source.text` of the symbols start..end of a plan, closing marks of the line included."""
    owner, folded = evidence.plans[plan], evidence.folded
    size = int(folded.offsets[plan + 1] - folded.offsets[plan])
    wanted = [start, end - 1, min(end, size - 1)]
    found = [folded.position(plan, i) for i in wanted]
    if None in found:
        found = positions_of(owner)[wanted].tolist()
    first, last, limit = (int(x or 0) for x in found)
    if end == size:
        limit = owner.end - owner.start
    tail = owner.source.text[owner.start + last + 1 : owner.start + min(limit, last + 1 + _LONGEST)]
    tail = tail.split("\n", 1)[0].rstrip(_OPENING)
    return owner.start + first, owner.start + last + 1 + len(tail)
