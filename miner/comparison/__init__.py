"""Comparison: set side by side what plans promise, cover, share and change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
    from miner.comparison.panels import panel
    from miner.comparison.result import Comparison, compare

__all__ = ["Comparison", "compare", "panel"]

__getattr__ = named(
    __name__,
    {
        "Comparison": "miner.comparison.result",
        "compare": "miner.comparison.result",
        "panel": "miner.comparison.panels",
    },
)
