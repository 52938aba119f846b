"""A quantity in its clause: what the analysis of both sides fills in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.numbers.quantities import Quantity

__all__ = ["BLANKS", "Around", "Phrase", "is_counter", "responds", "strip_phrase"]

Phrase = tuple[int, int]
"""Offsets of a noun phrase."""


@dataclass(slots=True)
class Around:
    """A quantity and what its clause says about it; spans are offsets into the plan's normalized text."""

    quantity: Quantity
    left: Phrase | None = None
    right: Phrase | None = None
    rest: Phrase | None = None
    """Behind the right noun phrase: what the counted things do."""
    zone: Phrase = (0, 0)
    topic: Phrase | None = None
    """Noun phrase of the clause before, where this one has none and that one has no number."""
    action: str = ""
    """The verb of doing that governs the quantity; empty where it is a plain statement."""
    adjacent: bool = False
    """The action stands right before the quantity, so that its object must be on the right."""
    change: str | None = None
    words: tuple[str, ...] = ()
    """The words between the noun phrase and the number, in the order of the text."""
    baseline: Phrase | None = None
    is_baseline: bool = False
    threshold: bool = False
    """50人以上 in 50人以上企业: part of a noun phrase, no value of an indicator."""
    respectively: bool = False
    each: bool = False
    group: int = 0
    frequency: str | None = None
    scope: Phrase | None = None


def is_counter(q: Quantity) -> bool:
    """Whether the quantity counts things (35个, 12家), so that a noun may follow it."""
    code = q.unit_code or ""
    if q.dimension is not None:
        return q.dimension in ("count", "counter", "person") or code.startswith("{")
    return bool(q.unit) and q.unit not in (
        "%",
        "％",
        "元",
        "公里",
        "亩",
        "吨",
        "千瓦",
        "平方米",
        "个百分点",
        "倍",
    )


_TIMES = frozenset({"分钟", "小时", "个小时", "日", "天", "工作日", "个工作日"})
_RESPONDS = re.compile(
    r"(?:全部|及时|予以|给予|赶到|到)?(?:赶到|赶赴|抵达|出警|派员|响应|到场|到达|处理|处置|回复|办结|答复|解决|反馈|回应|修复|送达|上门)"
)


def responds(text: str, q: Quantity) -> bool:
    """Whether the quantity is the time within which something is answered: 报障40分钟内|赶到."""
    return q.comparator == "le" and q.unit in _TIMES and bool(_RESPONDS.match(text, q.end))


BLANKS = frozenset(c for c in map(chr, range(0x3001)) if c.isspace())
"""The characters that `str.isspace` says are blank."""
_BEFORE_A_PHRASE = BLANKS.union("、，,：:；;。的之·）)】]”’")
_BEHIND_A_PHRASE = BLANKS.union("、，,：:；;。的之·（(【[“‘")


def strip_phrase(text: str, start: int, end: int) -> Phrase | None:
    """Without blanks, list marks and particles at either end; None where nothing is left."""
    while start < end and text[start] in _BEFORE_A_PHRASE:
        start += 1
    while end > start and text[end - 1] in _BEHIND_A_PHRASE:
        end -= 1
    while end > start and text[end - 1] == "等":
        end -= 1
    return (start, end) if end > start else None
