"""Copying: who from whom, what was left over, which template. Everything here is to be checked, nobody accused."""

from __future__ import annotations

from miner.copying.leftovers import find_leftovers

__all__ = ["find_leftovers"]
