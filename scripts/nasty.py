"""Run the main job over a folder of nasty files and thirty good ones, and say what it took and whether all is well.

usage: python scripts/nasty.py [FOLDER] [--sample N]

FOLDER (a new one; by default a temporary one that is deleted) gets the files and three reports: two of everything, one
of the good files alone. `--sample N` takes every Nth nasty file. It fails where a job fails or asks the network, a file
is lost, a run takes more than 2 GB or 15 minutes of the processor, two equal runs differ in a byte, or the bad files change what is said
of the good ones. Memory is that of the job and the processes it starts together, on Linux alone.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import pandas as pd  # noqa: E402
from make_nasty import make_nasty  # noqa: E402
from nasty_forms import good_files  # noqa: E402

__all__ = ["Run", "changed_answers", "compared_files", "lost", "report"]

OFFLINE = """
import socket
from pathlib import Path
def refuse(*_, **__):
    (Path(__file__).parent / "asked").touch()
    raise SystemExit("the network was asked")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
"""
"""What each Python process of a job begins with: what asks the network fails, and leaves a mark."""
SECONDS, MEMORY = 15 * 60, 2_000_000_000


@dataclass(frozen=True)
class Run:
    """How a job ended, and what it took."""

    code: int
    errors: str
    seconds: float
    """Of the processor, the processes that it started too."""
    clock: float
    """Seconds by the clock."""
    asked: bool
    """Whether it, or a process that it started, asked the network."""
    memory: int
    """Bytes at most of the job and the processes that it started; 0 where they cannot be counted."""

    @property
    def is_well(self) -> bool:
        """Whether it ended as it should, without a traceback or a warning, and asked nobody."""
        told = "Traceback" in self.errors or "Warning" in self.errors
        return self.code == 0 and not told and not self.asked


def report(folder: Path, given: str, out: str) -> Run:
    """Run `miner report` over `given`, a place in the folder, with `out` for its output."""
    command = [sys.executable, "-m", "miner", "report", given, "-o", out, "--workers", "1"]
    begin, before, most = time.monotonic(), _processor(), 0
    with tempfile.TemporaryFile() as told, tempfile.TemporaryDirectory() as first:
        Path(first, "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
        paths = {"PYTHONPATH": os.pathsep.join((first, str(ROOT)))}
        environment = os.environ | paths | {"PYTHONIOENCODING": "utf-8"}
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=told, stderr=told) as process:
            while process.poll() is None:
                most = max(most, _memory_of(process.pid))
                time.sleep(0.5)
        clock = time.monotonic() - begin
        told.seek(0)
        errors = told.read().decode("utf-8", "replace")
        asked = Path(first, "asked").exists()
    return Run(process.returncode, errors, _processor() - before, clock, asked, most)


def _processor() -> float:
    """Seconds of the processor that the processes took which this one started and which have ended."""
    used = os.times()
    return used.children_user + used.children_system


def _memory_of(first: int) -> int:
    """Bytes of memory of a process and of those it started."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            pages[int(place.name)] = int((place / "statm").read_text().split()[1])
        except (OSError, IndexError):  # it has ended
            continue
    family, new = {first}, {first}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - family
        family |= new
    return sum(pages.get(pid, 0) for pid in family) * os.sysconf("SC_PAGE_SIZE")


def lost(folder: Path, entries: list[Path], out: str) -> list[Path]:
    """The entries that are neither a plan nor a problem of a report."""
    tables = folder / out / "tables"
    told = {
        str(path).split("!")[0]
        for name in ("problems", "plans")
        for path in pd.read_parquet(tables / f"{name}.parquet")["path"]
    }
    return [entry for entry in entries if not _shown(entry.relative_to(folder)) & told]


def _shown(path: Path) -> set[str]:
    """What a path may be called in a table: names that are not UTF-8 are read as GB18030."""
    raw = os.fsencode(path)
    return {raw.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")}


def compared_files(one: Path, other: Path) -> list[str]:
    """The files of two reports that are not the same byte for byte."""
    digests = [
        {
            path.relative_to(top).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(top.rglob("*"))
            if path.is_file()
        }
        for top in (one, other)
    ]
    return sorted(
        {name for name in {**digests[0], **digests[1]} if digests[0].get(name) != digests[1].get(name)}
    )


def changed_answers(mixed: Path, alone: Path) -> list[str]:
    """What two reports say differently of the plans in `in/good`: of each table of single plans the rows that differ."""
    from miner.corpus.tables import PLANS
    from miner.stages import PLAN_TABLES

    plans = [_good(pd.read_parquet(out / "tables" / "plans.parquet")) for out in (mixed, alone)]
    names = [_by_place(frame) for frame in plans]
    differ: list[str] = []
    for table in (PLANS.name, *PLAN_TABLES):
        both: list[Counter[str]] = []
        for out, known in zip((mixed, alone), names, strict=True):
            file = out / "tables" / f"{table}.parquet"
            if not file.exists():  # no row, no file
                both.append(Counter())
                continue
            frame = pd.read_parquet(file)
            if table == PLANS.name:  # the report adds what other plans say of a plan
                own = {"id", *(column.name for column in PLANS.columns)}
                frame = frame[[name for name in frame if name in own]]
            frame = frame[frame["plan_id"].isin(known)] if "plan_id" in frame else _good(frame)
            key = "plan_id" if "plan_id" in frame else "id"
            frame = frame.assign(**{key: frame[key].map(known)})
            both.append(Counter(map(repr, frame.astype(object).itertuples(index=False, name=None))))
        differ += [f"{table}: {row}" for row in (both[0] - both[1]) + (both[1] - both[0])]
    return differ


def _good(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["path"].astype(str).str.startswith("in/good/")]


def _by_place(plans: pd.DataFrame) -> dict[str, str]:
    """For each id of a plan its file and its number in it: an id depends on what else is read."""
    number: Counter[str] = Counter()
    made = {}
    for name, path in zip(plans["id"], plans["path"], strict=True):
        number[path] += 1
        made[name] = f"{path} {number[path]}"
    return made


def main(folder: Path, every: int) -> int:
    """Run everything and print the figures; 1 where something is wrong."""
    entries = make_nasty(folder / "in", every=every)
    (folder / "in" / "good").mkdir()
    good = good_files()
    for name, data in good:
        (folder / "in" / "good" / name).write_bytes(data)
        entries.append(folder / "in" / "good" / name)
    print(f"{len(entries) - len(good)} nasty files and {len(good)} good ones in {folder}", flush=True)
    wrong: list[str] = []
    for given, out in (("in", "first"), ("in", "second"), ("in/good", "alone")):
        run = report(folder, given, "out")  # the page says which command wrote it
        (folder / "out").rename(folder / out)
        took = (
            f"{run.seconds:.0f} s of the processor, {run.clock:.0f} s by the clock, {run.memory / 1e9:.2f} GB"
        )
        print(f"{out}: {took}, code {run.code}", flush=True)
        wrong += [] if run.is_well else [f"{out} ended badly: {run.errors[-2000:]}"]
        wrong += [f"{out} took {run.seconds:.0f} s"] if run.seconds > SECONDS else []
        wrong += [f"{out} took {run.memory / 1e9:.2f} GB"] if run.memory > MEMORY else []
    if not wrong:
        problems = pd.read_parquet(folder / "first" / "tables" / "problems.parquet")
        plans = pd.read_parquet(folder / "first" / "tables" / "plans.parquet")
        print(f"{len(plans)} plans; problems: {dict(Counter(problems['kind']))}")
        wrong += [f"lost: {path}" for path in lost(folder, entries, "first")]
        wrong += [
            f"not the same twice: {name}" for name in compared_files(folder / "first", folder / "second")
        ]
        wrong += changed_answers(folder / "first", folder / "alone")
    print("\n".join(wrong[:50]) or "all well")
    return 1 if wrong else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    step = int(arguments.pop(arguments.index("--sample") + 1)) if "--sample" in arguments else 1
    places = [a for a in arguments if not a.startswith("-")]
    if places:
        Path(places[0]).mkdir(parents=True)
        sys.exit(main(Path(places[0]).resolve(), step))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch), step))
