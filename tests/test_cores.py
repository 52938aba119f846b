"""How many processes are started where nobody says it: by cores, memory and the size of the job."""

from __future__ import annotations

from pathlib import Path

import loky
import pytest

from miner.engine import cores
from miner.errors import InputError

GIGABYTE = 1_000_000_000


@pytest.mark.parametrize(
    ("asked", "parts", "n"),
    [(None, 0, 1), (None, 29, 1), (None, 30, 2), (None, 60, 4), (None, 9999, 8), (3, 1, 3), (1, 9999, 1)],
)
def test_a_small_job_stays_in_one_process(
    asked: int | None, parts: int, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores, "usable_workers", lambda: 8)
    assert cores.workers_for(asked, parts) == n


def test_less_than_one_worker_is_refused() -> None:
    with pytest.raises(InputError, match="workers must be at least 1, not 0"):
        cores.workers_for(0, 100)


@pytest.mark.parametrize(
    ("cpus", "memory", "n"),
    [(8, 64 * GIGABYTE, 8), (8, 4 * GIGABYTE, 2), (8, GIGABYTE, 1), (2, 64 * GIGABYTE, 2), (4, None, 4)],
)
def test_a_process_for_each_core_as_far_as_memory_goes(
    cpus: int, memory: int | None, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loky, "cpu_count", lambda: cpus)
    monkeypatch.setattr(cores, "available_memory", lambda: memory)
    assert cores.usable_workers() == n


def _machine(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_memory_is_that_of_the_machine_or_of_the_container(tmp_path: Path) -> None:
    free = {"proc/meminfo": "MemTotal: 9000 kB\nMemAvailable: 6000 kB\n"}
    assert cores.available_memory(_machine(tmp_path / "a", free)) == 6000 * 1024
    limit = {"sys/fs/cgroup/memory.max": "5000000\n", "sys/fs/cgroup/memory.current": "2000000\n"}
    assert cores.available_memory(_machine(tmp_path / "b", free | limit)) == 3_000_000
    open_ended = limit | {"sys/fs/cgroup/memory.max": "max\n"}
    assert cores.available_memory(_machine(tmp_path / "c", free | open_ended)) == 6000 * 1024


def test_without_what_linux_tells_half_of_the_memory_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(cores.os, "sysconf", values.__getitem__, raising=False)
    monkeypatch.setattr(cores.sys, "platform", "darwin")
    assert cores.available_memory(tmp_path) == 1000 * 4096 // 2
    monkeypatch.delattr(cores.os, "sysconf")
    assert cores.available_memory(tmp_path) is None
