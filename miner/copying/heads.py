"""Find identical texts under different heads (dates, places, bodies), of which one was not rewritten."""

from __future__ import annotations

import re
from collections import Counter

from miner.corpus import Plan

__all__ = ["two_heads"]

_BODY = 0.8
"""So much of the shorter plan, up to its end, is the very same characters."""
_SHORTEST = 80
_PLANNED = re.compile(r"(20\d\d)年(?:度|政府)?(?:工作|主要|重点|发展)*(?:安排|任务|目标|打算|总体要求)")


def two_heads(a: Plan, b: Plan) -> str | None:
    """What contradicts where two plans are one text but for their heads; None where they are not."""
    left, right = a.text.rstrip(), b.text.rstrip()
    size = int(_BODY * min(len(left), len(right)))
    if size < _SHORTEST or left[-size:] != right[-size:]:
        return None
    said = [
        f"{one} and {other}"
        for one, other in ((a.date, b.date), (a.year, b.year), (a.place, b.place), (a.issuer, b.issuer))
        if one and other and one != other
    ]
    if not said:
        return None
    years = Counter(_PLANNED.findall(left)) & Counter(_PLANNED.findall(right))
    speaks = f"; the text plans for {years.most_common(1)[0][0]}" if years else ""
    return f"one text under two heads, {', '.join(said)}: one of these heads is wrong{speaks}"
