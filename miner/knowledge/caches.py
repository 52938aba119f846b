"""Cache what follows from the rules, so that `forget` can empty every cache when the rules change.

`cache` and `lru_cache` are those of `functools`, entered in a register. A module of the package takes them from
here; a cache of another form enters itself with `register`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

__all__ = ["cache", "forget", "lru_cache", "register"]

Result = TypeVar("Result")


class Clearable(Protocol):
    """A cache that can be emptied."""

    def clear(self) -> None:
        """Remove every result."""
        ...


_FUNCTIONS: WeakSet[_lru_cache_wrapper[object]] = WeakSet()
_OTHERS: list[Clearable] = []


def cache(function: Callable[..., Result]) -> _lru_cache_wrapper[Result]:
    """`functools.cache`, emptied when the rules change."""
    return lru_cache(None)(function)


def lru_cache(maxsize: int | None) -> Callable[[Callable[..., Result]], _lru_cache_wrapper[Result]]:
    """`functools.lru_cache`, emptied when the rules change."""

    def wrap(function: Callable[..., Result]) -> _lru_cache_wrapper[Result]:
        wrapper = functools.lru_cache(maxsize)(function)
        _FUNCTIONS.add(wrapper)
        return wrapper

    return wrap


def register(store: Clearable) -> None:
    """Enter a cache that lives as long as the process."""
    _OTHERS.append(store)


def forget() -> None:
    """Empty every cache: compiled rules, and what was read in plans with them."""
    for function in list(_FUNCTIONS):
        function.cache_clear()
    for store in _OTHERS:
        store.clear()
