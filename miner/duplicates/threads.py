"""Run kernels that release the interpreter lock in a few threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["WORKERS", "in_threads"]

WORKERS = min(4, os.cpu_count() or 1)

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_threads(work: Callable[[Given], Made], parts: Sequence[Given]) -> list[Made]:
    """`work` of each part, in the order of the parts; in this thread where threads would not pay."""
    if len(parts) < 2 or WORKERS == 1:
        return [work(p) for p in parts]
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, parts))
