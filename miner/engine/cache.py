"""A bounded cache of results per plan; when it is full, the oldest half is evicted and recomputed on demand."""

from __future__ import annotations

from typing import Protocol, TypeVar
from weakref import WeakKeyDictionary

from miner.knowledge.caches import register

__all__ = ["LIMIT", "Cache"]

LIMIT = 16_000_000
"""Characters of the plans in one cache, at most; that is some 200 MB of normalized texts and outlines."""


class Stretch(Protocol):
    """What a result is cached for: a stretch of text, whose length counts against `LIMIT`."""

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """One past the last character."""
        ...


Key = TypeVar("Key", bound=Stretch)
Value = TypeVar("Value")


class Cache(WeakKeyDictionary[Key, Value]):
    """One result per stretch of text; entries of stretches that nothing refers to any more are gone.

    It lives as long as the process, and is emptied when the rules change.
    """

    def __init__(self) -> None:
        super().__init__()
        self._chars = 0
        register(self)

    def __setitem__(self, key: Key, value: Value) -> None:
        super().__setitem__(key, value)
        self._chars += key.end - key.start
        if self._chars > LIMIT:
            self._count()  # without those that are gone
        if self._chars > LIMIT:
            cached = list(self)
            for oldest in cached[: len(cached) // 2]:
                del self[oldest]
            self._count()

    def _count(self) -> None:
        self._chars = sum(key.end - key.start for key in self)

    def drop(self, key: Key) -> None:
        """Remove the result of `key`, if there is one."""
        if self.pop(key, None) is not None:
            self._chars -= key.end - key.start

    def clear(self) -> None:
        """Remove every result."""
        super().clear()
        self._chars = 0
