"""What was read of the plans read last: read once for every stage of a corpus of usual size, bounded in a large one."""

from __future__ import annotations

from typing import TypeVar
from weakref import WeakKeyDictionary

from miner.corpus import Plan

__all__ = ["LIMIT", "Kept"]

LIMIT = 16_000_000
"""Characters of the plans of which something is kept, at most; that is some 200 MB of normalized texts and outlines."""
Value = TypeVar("Value")


class Kept(WeakKeyDictionary[Plan, Value]):
    """What was made of each plan, of the plans set last; those set first are dropped, and made anew when asked for."""

    _chars = 0

    def __setitem__(self, plan: Plan, value: Value) -> None:
        super().__setitem__(plan, value)
        self._chars += plan.end - plan.start
        if self._chars > LIMIT:
            self._count()  # without those that are gone
        if self._chars > LIMIT:
            held = list(self)
            for old in held[: len(held) // 2]:
                del self[old]
            self._count()

    def _count(self) -> None:
        self._chars = sum(plan.end - plan.start for plan in self)

    def drop(self, plan: Plan) -> None:
        """Drop what was made of a plan, if it is kept."""
        if self.pop(plan, None) is not None:
            self._chars -= plan.end - plan.start

    def clear(self) -> None:
        """Drop what was made of all plans."""
        super().clear()
        self._chars = 0
