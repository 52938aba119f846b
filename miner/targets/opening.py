"""The opening of a plan: how things stand, told before 现制定工作计划如下: and before the first numbered part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.segmentation.outline import Section

__all__ = ["opening_end"]

FARTHEST = 1500
"""Characters within which a plan is announced; an opening is no longer."""


@cache
def _announces() -> re.Pattern[str]:
    pattern: str = read_toml("miner.targets", "sections.toml")["announces"]
    return re.compile(pattern)


def opening_end(text: str, sentences: Sequence[tuple[int, int]], sections: Sequence[Section]) -> int:
    """Where the sentence begins that announces the plan, the last one before the first numbered section; 0 where none does.

    What stands above it describes or looks back, unless it says otherwise.
    """
    first = next((s.start for s in sections if s.marker), len(text))
    end = 0
    for start, stop in sentences:
        if start >= min(first, FARTHEST):
            break
        if _announces().search(text, start, stop):
            end = start
    return end
