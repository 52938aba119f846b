"""Find identical texts under different heads (dates, places, bodies), of which one was not rewritten."""

from __future__ import annotations

import re
from collections import Counter

from miner.corpus import Plan
from miner.knowledge.bodies import one_body

__all__ = ["two_heads"]

_BODY = 0.8
"""Fraction of the shorter plan, counted from its end, that must be identical."""
_SHORTEST = 80
_PLANNED = re.compile(r"(20\d\d)年(?:度|政府)?(?:工作|主要|重点|发展)*(?:安排|任务|目标|打算|总体要求)")


def two_heads(a: Plan, b: Plan) -> str | None:
    """Describe how the heads of two otherwise identical plans contradict each other; None if they do not."""
    text_a, text_b = a.text.rstrip(), b.text.rstrip()
    size = int(_BODY * min(len(text_a), len(text_b)))
    if size < _SHORTEST or text_a[-size:] != text_b[-size:]:
        return None
    differences = [
        f"{x} and {y}"
        for x, y in (
            (a.date, b.date),
            (a.year, b.year),
            (a.place, b.place),
            (one_body(a.issuer), one_body(b.issuer)),
        )
        if x and y and x != y
    ]
    if not differences:
        return None
    years = Counter(_PLANNED.findall(text_a)) & Counter(_PLANNED.findall(text_b))
    speaks = f"; the text plans for {years.most_common(1)[0][0]}" if years else ""
    return f"one text under two heads, {', '.join(differences)}: one of these heads is wrong{speaks}"
