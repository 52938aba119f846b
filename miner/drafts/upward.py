"""What the plans of superiors ask for and the draft does not take up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import simplified
from miner.corpus import Plan
from miner.drafts.alike import ALIKE, Amount, amounts_of, common, likeness
from miner.drafts.changes import title_of
from miner.drafts.desk import Desk, Remark, records_of
from miner.segmentation.outline import outline
from miner.targets import extract_quantities

__all__ = ["check_superiors"]

_ASKS = re.compile(
    r"各[^，。；\n]{1,16}?(?:要|应|须|必须|务必|应当|需|按)|(?:硬任务|硬指标|管考|考核|列入|纳入)[^。；\n]{0,10}(?:各|年度计划)"
)
"""A sentence that asks all below for something: 各镇要确保…, 把…作为硬任务，各学校按月报送."""
_LEAST, _SHOWN = 4, 30
"""Characters of a task that says what is to be done, and of one that are shown."""
_SPOKEN = 0.3
"""Part of the pairs of characters that a sentence of the draft shares with a task it takes up."""
_NAME, _WORD = 2, 0.3
"""Characters of a name that may stand for itself, and part of its pairs of characters that a word of it has."""
_OWN = re.compile(
    r"无需|不需|不必|另行(?:安排|通知|部署)|由(?:我|本)(?:局|委|会|办|院|集团|公司)[^。；\n]{0,12}(?:负责|组织|承担)"
)
"""A sentence about what the superior does itself."""


def check_superiors(desk: Desk) -> Iterator[Remark]:
    """Yield the targets of superiors that the draft lacks or undercuts."""
    mine = amounts_of(desk.draft, desk.quantities)
    for plan in desk.superiors:
        for asked in amounts_of(plan, records_of(extract_quantities(plan))):
            sentence = simplified(plan.source.text[slice(*asked.span)])
            if _OWN.search(sentence) or not asked.name:
                continue
            remark = _answered(desk, plan, asked, mine, bool(_ASKS.search(sentence)))
            if remark is not None:
                yield remark
        yield from _tasks(desk, plan)


def _tasks(desk: Desk, plan: Plan) -> Iterator[Remark]:
    """Yield the numbered items without an amount that ask all below for something no sentence of the draft speaks of."""
    mine = [simplified(desk.text[a:b]) for a, b in desk.outline.sentences]
    theirs = outline(plan)
    parents = {s.parent for s in theirs.sections}
    for section in theirs.sections:
        text = theirs.normalized.text[section.heading_start : section.end]
        if section.id in parents or not section.marker or re.search(r"\d", text):
            continue
        if not _ASKS.search(text) or _OWN.search(text):
            continue
        asked = _ASKS.sub("", text).strip()
        if len(asked) >= _LEAST and max((common(asked, m) for m in mine), default=0.0) < _SPOKEN:
            span = theirs.normalized.to_raw(section.start, section.end)
            yield Remark("superior_task", *title_of(desk), {"task": asked[:_SHOWN]}, other=(plan, *span))


def _beside(asked: Amount, mine: list[Amount]) -> Amount | None:
    """The amount in the same unit whose sentence has what is asked for, where the two names share too little.

    With another number it has the whole name (青蓝 of 青蓝结对8对 in 实施青蓝结对，新结师徒13对); with the same number
    some word of it is enough.
    """
    words = asked.clause.replace("\u3000", "")
    for b in mine:
        if b.row["unit"] != asked.row["unit"]:
            continue
        if asked.name in b.sentence and b.few and len(asked.name) >= _NAME:
            return b
        if b.value == asked.value and max(common(asked.name, b.sentence), common(words, b.clause)) >= _WORD:
            return b
    return None


def _answered(desk: Desk, plan: Plan, asked: Amount, mine: list[Amount], of_all: bool) -> Remark | None:
    best = max(mine, key=lambda b: likeness(asked, b), default=None)
    other = (plan, asked.start, asked.end)
    if best is None or likeness(asked, best) < ALIKE:
        best = _beside(asked, mine)
    if best is None:
        if not of_all and asked.row["status"] != "commitment":
            return None
        severity = "doubt" if of_all else None
        parts = {"indicator": asked.shown, "other": asked.quote}
        return Remark("superior_target", *title_of(desk), parts, other=(plan, *asked.span), severity=severity)
    low, high = asked.row["bounds"]
    if best.row["dimension"] == asked.row["dimension"] and best.row["unit"] == asked.row["unit"]:
        below = abs(low) != float("inf") and best.value < low
        above = abs(low) == float("inf") and best.value > high
        if below or above:
            parts = {"indicator": best.shown, "value": best.quote, "other": asked.quote}
            return Remark("superior_lower", best.start, best.end, parts, other=other)
    return None
