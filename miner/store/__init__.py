"""Store results in one DuckDB file, keyed by content, stage and version of the rules."""

from __future__ import annotations

from miner.store.database import Store, open_store

__all__ = ["Store", "open_store"]
