"""What the machine can do to a run: a full disk, a folder that cannot be written, Ctrl-C, a file that vanishes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import miner
from miner.errors import InputError
from miner.reading.files import File
from miner.reading.readers import read_file
from miner.report.export import Batch, write_whole

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
        "import resource, sys; from pathlib import Path; from miner.report.export import Batch, write_whole\n"
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


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of one who may not do everything, and this process as that one (as itself where it is no superuser)."""
    own = os.geteuid()
    assert (
        len(miner.read_corpus(ROOT / "SECURITY.md").problems) == 0
    )  # what it needs is loaded while it may be
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if own == 0:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(own)


def test_no_permission(nobody: Path) -> None:
    closed, locked = nobody / "closed.txt", nobody / "locked"
    closed.write_text(PLAN, encoding="utf-8")
    closed.chmod(0)
    locked.mkdir(0o500)
    (problem,) = miner.read_corpus(closed).problems.to_dict("records")
    assert problem["kind"] == "unreadable"
    assert "Permission denied" in problem["reason"]
    for write in (
        lambda: write_whole(locked / "a.txt", b"x"),
        lambda: Batch().folder(locked / "new" / "deep"),
    ):
        with pytest.raises(InputError, match=r"cannot write.*Permission denied"):
            write()
    assert list(locked.iterdir()) == []


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


def test_a_conversion_that_takes_too_long_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str], *, timeout: int, **_: object) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr("miner.reading.legacy.shutil.which", lambda name: name)
    monkeypatch.setattr("miner.reading.legacy.subprocess.run", run)
    (tmp_path / "plan.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)
    (problem,) = miner.read_corpus(tmp_path).problems.to_dict("records")
    assert problem["reason"] == "LibreOffice took more than 120 seconds"


def test_a_store_that_was_cut_off_is_told(plan: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    miner.analyze(plan).save(store)
    table = store / "sections.parquet"
    table.write_bytes(table.read_bytes()[:-20])
    (problem,) = miner.read_corpus(table).problems.to_dict("records")
    assert problem["kind"] == "unreadable"


INTERRUPT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is started without it
import miner.analysis, miner.report.export
told, added = miner.analysis._Teller.__call__, miner.report.export.Batch.add
at = sys.argv.pop(1)
def tell(self, stage):
    if stage == at:
        os.kill(os.getpid(), signal.SIGINT)
    told(self, stage)
def add(self, path, data):
    added(self, path, data)
    if path.name == at:
        os.kill(os.getpid(), signal.SIGINT)
miner.analysis._Teller.__call__, miner.report.export.Batch.add = tell, add
from miner.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "workers"), [("plans", 1), ("themes", 1), ("copying", 2), ("plans.csv", 1), ("index.html", 1)]
)
def test_an_interrupt_ends_with_130_and_one_line(tmp_path: Path, at: str, workers: int) -> None:
    many, out = many_plans(tmp_path / "many", 40), tmp_path / "out"
    arguments = (at, "report", many, "-o", out, "-q", "--workers", str(workers))
    done = subprocess.run(
        command(INTERRUPT, *arguments), env=ENVIRONMENT, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 130, done.stderr.decode()
    assert done.stderr.decode().strip() == "miner: interrupted; nothing half-written was kept"
    assert not out.exists()


def test_a_report_is_written_whole_or_not_at_all_when_the_disk_fills(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from miner.report.export import Batch\n"
        "from miner.errors import InputError\n"
        "out = Path(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    with Batch() as batch:\n"
        "        for folder, name, size in (('.', 'a.txt', 9), ('new/deep', 'b.txt', 9), ('.', 'c.txt', 5000)):\n"
        "            batch.folder(out / folder)\n"
        "            batch.add(out / folder / name, b'x' * size)\n"
        "except InputError as error:\n    sys.exit(str(error))"
    )
    (tmp_path / "a.txt").write_bytes(b"before")
    done = subprocess.run(command(code, tmp_path), env=ENVIRONMENT, capture_output=True, check=False)
    assert b"cannot write" in done.stderr
    assert [p.name for p in tmp_path.rglob("*")] == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"before"


@pytest.mark.slow
def test_a_report_that_does_not_fit_leaves_the_last_one(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    miner.analyze(plan).report(out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    plan.write_text(PLAN * 3, encoding="utf-8")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)); "
    done = subprocess.run(
        command(limit + MAIN, "report", plan, "-o", out), env=ENVIRONMENT, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().strip().splitlines()[-1].startswith("miner: cannot write")
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


@pytest.mark.slow
def test_two_runs_into_one_folder_at_the_same_time(plan: Path, tmp_path: Path) -> None:
    """Both come to their end, and every file is whole; the one that ends last has the word."""
    out = tmp_path / "out"
    made = command(MAIN, "report", plan, "-o", out, "-q")
    runs = [
        subprocess.Popen(made, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in "ab"
    ]
    said = [run.communicate()[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    alone = tmp_path / "alone"
    miner.analyze(plan).report(alone)
    files = {p.relative_to(alone) for p in alone.rglob("*") if p.is_file()}
    assert {p.relative_to(out) for p in out.rglob("*") if p.is_file()} == files
    for name in files:
        if name.suffix in (".csv", ".parquet", ".md", ".svg"):
            assert (out / name).read_bytes() == (alone / name).read_bytes(), name


def many_plans(folder: Path, times: int = 1500) -> Path:
    folder.mkdir()
    for i in range(8):
        (folder / f"{i}.txt").write_text(PLAN * times, encoding="utf-8")
    return folder


KILL = """
import os, signal, sys, time, threading
import psutil
def kill():
    while True:
        children = [c for c in psutil.Process().children(recursive=True) if "loky" in " ".join(c.cmdline())]
        busy = [c for c in children if c.cpu_times().user > 1]
        if busy:
            return busy[0].kill()
        time.sleep(0.05)
threading.Thread(target=kill, daemon=True).start()
from miner.cli import main
main()
"""


@pytest.mark.slow
def test_a_killed_worker_ends_the_run_with_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("psutil")
    many, out = many_plans(tmp_path / "many"), tmp_path / "out"
    done = subprocess.run(
        command(KILL, "report", many, "-o", out, "--workers", "2"),
        env=ENVIRONMENT, capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr.decode()
    assert "fewer workers" in done.stderr.decode().strip().splitlines()[-1]
    assert "Traceback" not in done.stderr.decode()
    assert not out.exists()
