"""How many processes are worth starting: by the cores and the memory that this process may use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from miner.errors import InputError

__all__ = ["available_memory", "usable_workers", "workers_for"]

FEW = 30
"""A job of fewer parts than this is done before other processes are ready."""
EACH = FEW // 2
"""Parts at least for each process."""
MEMORY = 1_500_000_000
"""Bytes of available memory that a process may take."""


def workers_for(workers: int | None, parts: int) -> int:
    """The processes for a job: as many as are asked for; for None as many as are worth it, one for a small job.

    Raises InputError when `workers` is below 1.
    """
    if workers is not None:
        if workers < 1:
            raise InputError(f"workers must be at least 1, not {workers}")
        return workers
    return 1 if parts < FEW else min(usable_workers(), parts // EACH)


def usable_workers() -> int:
    """One process for each core that this one may use (affinity and the container's share), as far as memory goes."""
    from loky import cpu_count

    cores: int = cpu_count()
    memory = available_memory()
    return max(1, cores if memory is None else min(cores, memory // MEMORY))


def available_memory(root: Path = Path("/")) -> int | None:
    """The bytes of memory that are free to use, within the container's limit; None where the system does not tell."""
    known = [m for m in (_linux(root), _container(root)) if m is not None]
    if known:
        return min(known)
    return _windows() if sys.platform == "win32" else _half_of_all()


def _linux(root: Path) -> int | None:
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    found = next((line.split() for line in lines if line.startswith("MemAvailable:")), None)
    return 1024 * int(found[1]) if found else None


def _container(root: Path) -> int | None:
    """What the container's limit leaves (version 2 of control groups)."""
    try:
        most, used = (
            (root / "sys/fs/cgroup" / name).read_text() for name in ("memory.max", "memory.current")
        )
        return max(0, int(most) - int(used))
    except (OSError, ValueError):  # no such limit: `max`
        return None


def _half_of_all() -> int | None:
    """Half of the machine's memory, where the system tells no more (macOS)."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def _windows() -> int | None:
    """The free memory by GlobalMemoryStatusEx: its fields are two of 32 bits and seven of 64."""
    if sys.platform != "win32":
        return None
    import ctypes
    import struct

    status = ctypes.create_string_buffer(struct.pack("<II7Q", 64, *[0] * 8), 64)
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(status):
        return None
    free: int = struct.unpack("<II7Q", status.raw)[3]
    return free
