"""What the machine can do to a run: a full disk, a folder that cannot be written, Ctrl-C, a file that vanishes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import miner
from miner.errors import InputError
from miner.reading.files import File
from miner.reading.readers import read_file
from miner.report.export import write_whole

ROOT = Path(__file__).resolve().parents[2]
PLAN = "溪口镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上，新修道路15公里。\n二、主要措施\n加强领导。\n"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and signals of Unix")


def command(code: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
MAIN = "from miner.cli import main; main()"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def leftovers(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob(".*")]


def test_a_file_is_written_whole_or_not_at_all_when_the_disk_fills(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from miner.report.export import write_whole\n"
        "from miner.errors import InputError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_whole(Path(sys.argv[1]), b'x' * 5000)\n"
        "except InputError as error:\n    sys.exit(str(error))"
    )
    target = tmp_path / "table.csv"
    target.write_bytes(b"before")
    done = subprocess.run(command(code, target), env=ENVIRONMENT, capture_output=True, check=False)
    assert b"cannot write" in done.stderr
    assert target.read_bytes() == b"before"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("place", ["file/out", "/proc/nowhere/out"])
def test_a_folder_that_cannot_be_made(plan: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write"):
        write_whole(tmp_path / place / "a.txt", b"x")
    corpus = miner.read_corpus(plan)
    assert len(corpus) == 1


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the superuser may read and write everything"
)
def test_no_permission(plan: Path, tmp_path: Path) -> None:
    plan.chmod(0)
    (problem,) = miner.read_corpus(plan).problems.to_dict("records")
    assert "Permission denied" in problem["reason"]
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="Permission denied"):
        write_whole(tmp_path / "a.txt", b"x")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError(2, "No such file"), PermissionError(13, "Permission denied"), OSError(5, "I/O error")],
)
def test_a_file_that_vanishes_or_cannot_be_read_is_a_problem(error: OSError) -> None:
    def load() -> bytes:
        raise error

    (problem,) = read_file(File("a.txt", "a.txt", "", load), None, 1000)
    assert problem.kind == "unreadable"  # type: ignore[union-attr]
    assert str(error.strerror) in problem.reason  # type: ignore[union-attr]


def test_a_store_that_was_cut_off_is_told(plan: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    miner.analyze(plan).save(store)
    table = store / "sections.parquet"
    table.write_bytes(table.read_bytes()[:-20])
    (problem,) = miner.read_corpus(table).problems.to_dict("records")
    assert problem["kind"] == "unreadable"


@pytest.mark.slow
def test_an_interrupt_ends_with_130_and_one_line(tmp_path: Path) -> None:
    for i in range(60):
        (tmp_path / f"{i}.txt").write_text(PLAN * 40, encoding="utf-8")
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(MAIN, "report", tmp_path, "-o", out),
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    if process.returncode != 0:  # a fast machine may have been done
        assert process.returncode == 130, said.decode()
        assert said.decode().strip().endswith("miner: interrupted; nothing half-written was kept")
        assert "Traceback" not in said.decode()
    assert leftovers(out) == [] if out.exists() else True
