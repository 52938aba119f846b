"""A function whose process grows, for `test_guarded.py`."""

from __future__ import annotations

import os

_HELD: list[bytes] = []


def grow(megabytes: int) -> int:
    """Hold so many megabytes more, and return the number of the process."""
    _HELD.append(b"x" * (megabytes * 1_000_000))
    return os.getpid()
