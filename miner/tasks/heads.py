"""Look up the time that the heading of a section gives to the tasks below it: 宣传阶段（3月）."""

from __future__ import annotations

import re

from miner.segmentation import Section
from miner.tasks.dates import When, Years, find_whens

__all__ = ["HeadTimes"]

_HEAD_END = re.compile("[。，；：:\n]")


class HeadTimes:
    """Look up the time in the heading of a section, else in that of its nearest ancestor with one."""

    def __init__(self, text: str, years: Years, sections: dict[str, Section]) -> None:
        self._text, self._years, self._sections = text, years, sections
        self._of: dict[str, When | None] = {}

    def of(self, section: Section | None) -> When | None:
        """The time; None if no heading has one."""
        if section is None:
            return None
        if section.id not in self._of and section.id not in self._sections:
            self._of[section.id] = None
        if section.id not in self._of:
            stop = min(section.heading_start + 60, section.end)
            mark = _HEAD_END.search(self._text, section.heading_start, stop)
            stop = mark.start() if mark else min(stop, section.heading_end)
            own_time = next(
                (
                    w
                    for w in find_whens(self._text, section.heading_start, stop, self._years)
                    if not w.whole_year and w.last
                ),
                None,
            )
            upper = self._sections.get(section.parent) if section.parent else None
            self._of[section.id] = own_time or self.of(upper)
        return self._of[section.id]
