"""What a plan may name without wonder: its own place and body, and those above and below them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from miner.corpus import Plan
from miner.gazetteer import Division, find_places, named, related
from miner.normalization import NormalizedText, normalize_plan
from miner.segmentation import Outline, outline

__all__ = ["Candidate", "Context", "simplified"]


class Candidate(NamedTuple):
    """Something to check in a plan; `start` and `end` are offsets of its normalized text."""

    start: int
    end: int
    kind: str
    reason: str
    confidence: float


def simplified(name: str | None) -> str:
    """A name in the script of the normalized text; empty for None."""
    from miner.normalization import normalize

    return normalize(name).text if name else ""


@dataclass(frozen=True, eq=False)
class Context:
    """A plan with what its own name and place tell."""

    plan: Plan

    @cached_property
    def normalized(self) -> NormalizedText:
        """The plan's normal form."""
        return normalize_plan(self.plan)

    @property
    def text(self) -> str:
        """The plan's text in normal form."""
        return self.normalized.text

    @cached_property
    def outline(self) -> Outline:
        """The plan's sections."""
        return outline(self.plan)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Title, issuer and place in simplified script, where known."""
        return tuple(filter(None, map(simplified, (self.plan.title, self.plan.issuer, self.plan.place))))

    @cached_property
    def own(self) -> tuple[Division, ...]:
        """The divisions that the plan's place, issuer or title name; several where the name is not unique."""
        place = simplified(self.plan.place)
        found = [m.divisions for name in self.names for m in find_places(name)]
        found = [named(place), *found] if place else found
        # A name in force wins over one of before: 亳州市 is the prefecture, not the county-level city it was.
        found = [tuple(d for d in ds if d.until is None) or ds for ds in found]
        level = {"province": 0, "prefecture": 1, "county": 2, "township": 3}
        deepest = max((level[d.level] for ds in found for d in ds), default=-1)
        most_local = {d for ds in found for d in ds if level[d.level] == deepest}
        above = [d for ds in found for d in ds if level[d.level] < deepest]
        narrowed = {d for d in most_local if any(related(d, a) for a in above)}
        return tuple(sorted(narrowed or most_local, key=lambda d: d.code))

    def is_own(self, divisions: Iterable[Division]) -> bool:
        """Whether any of the divisions is the plan's own, lies in it or above it."""
        return any(related(d, own) for d in divisions for own in self.own)

    def clause(self, start: int, end: int) -> str:
        """The clause around a span: to the nearest mark on either side, at most sixty characters off."""
        text = self.text
        a = max(text.rfind(mark, max(0, start - 60), start) for mark in "，。；！？\n") + 1
        b = min(
            (at for mark in "，。；！？\n" if (at := text.find(mark, end, end + 60)) >= 0), default=end + 60
        )
        return text[a or max(0, start - 60) : b]

    def in_title_marks(self, start: int) -> bool:
        """Whether the position stands inside 《》 of its line: the name of a cited document."""
        line = self.text.rfind("\n", 0, start)
        return self.text.rfind("《", line + 1, start) > self.text.rfind("》", line + 1, start)
