"""Load `data/leftovers.toml`."""

from __future__ import annotations

from typing import Any

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = ["confidence", "rules", "words"]


@cache
def rules() -> dict[str, Any]:
    """The parsed file `leftovers.toml`."""
    return read_toml("miner.copying", "leftovers.toml")


@cache
def confidence(ground: str) -> float:
    """How sure a ground makes a finding, 0 to 1."""
    return float(rules()["confidence"][ground])


@cache
def words(name: str) -> tuple[str, ...]:
    """One of the lists of words."""
    return tuple(rules()[name])
