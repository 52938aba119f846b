"""Build the wheel and the source distribution and do the main job from each, away from the source.

    python scripts/check_wheel.py [--newest | --lowest | --pinned]… [--ends] [INTERPRETER …]

Without interpreters: every CPython from 3.10 to 3.14 that is found (pyenv's, and those on the PATH). The wheel alone
is installed in a clean environment on each, once with the newest versions that pip finds and once with the lowest
that `pyproject.toml` allows, and reads one file of every kind in both scripts. The pinned versions, the source
distribution and the extras are tried on one.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ((3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
LOWEST_UP_TO = (3, 13)
"""The lowest versions have no wheels for the Python after this one; there the first that has one is the bound."""
EXTRA_IMPORTS = {"store": "duckdb", "spark": "pyspark"}
LEGACY = "old.doc"
sys.path.insert(0, str(ROOT))

from miner.knowledge.data import parse_toml  # noqa: E402
from miner.samples import PLANS, sample_files  # noqa: E402

PROJECT = parse_toml((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*command: str | Path, cwd: Path | None = None, path: str | None = None) -> str:
    """The standard output of a command. Raises SystemExit with what it said where it fails."""
    environment = clean() | ({"PATH": path} if path else {})
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, capture_output=True, env=environment, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout.decode()


def clean() -> dict[str, str]:
    """The environment without what would let the source be found."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}


def interpreters() -> list[Path]:
    """One interpreter for each version that is here."""
    found = []
    for major, minor in VERSIONS:
        pyenv = sorted(Path.home().glob(f".pyenv/versions/{major}.{minor}.*/bin/python"))
        named = shutil.which(f"python{major}.{minor}")
        if pyenv or named:
            found.append(pyenv[-1] if pyenv else Path(str(named)))
    return found or [Path(sys.executable)]


def version_of(python: Path) -> tuple[int, int]:
    """Major and minor version of an interpreter."""
    major, minor = run(python, "-c", "import sys; print(*sys.version_info[:2])").split()
    return int(major), int(minor)


def check_contents(wheel: Path) -> None:
    """Every data file of the source is in the wheel, and nothing else is."""
    data = (".toml", ".csv", ".npz", ".otf", ".txt", ".html", ".js", ".css", ".py", ".typed")
    source = {p.relative_to(ROOT).as_posix() for p in (ROOT / "miner").rglob("*") if p.suffix in data}
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    if source != inside:
        sys.exit(f"not in the wheel: {sorted(source - inside)}; only in it: {sorted(inside - source)}")


def lowest(version: tuple[int, int]) -> list[str]:
    """The lower bound of every dependency as a pin, for a Python."""
    made = []
    for line in PROJECT["dependencies"]:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({"python_version": f"{version[0]}.{version[1]}"}):
            (bound,) = (s.version for s in asked.specifier if s.operator == ">=")
            made.append(f"{asked.name}=={bound}")
    return made


def environment(interpreter: Path, folder: Path) -> Path:
    """A clean environment; its interpreter."""
    run(interpreter, "-m", "venv", folder)
    return folder / "bin" / "python"


def install(python: Path, *what: str | Path) -> None:
    """Install with pip, quietly."""
    run(python, "-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check", *what)


def write_samples(folder: Path) -> set[str]:
    """One file of each kind in both scripts, and one that needs LibreOffice; the names of the first."""
    names = set()
    for script in PLANS:
        (folder / script).mkdir(parents=True)
        for name, data in sample_files(script).items():
            (folder / script / name).write_bytes(data)
            names.add(f"{script}/{name}")
    (folder / LEGACY).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    return names


def rows(table: Path) -> list[dict[str, str]]:
    """The rows of a table of the report."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main_job(python: Path, work: Path) -> None:
    """Write a report of one file of every kind; check that each was read, and that figures were drawn."""
    plans, report = work / "plans", work / "report"
    for folder in (plans, report):
        shutil.rmtree(folder, ignore_errors=True)
    names = write_samples(plans)
    for path in sorted((ROOT / "corpus").glob("清溪市*")):
        shutil.copy(path, plans)
    miner = python.parent / "miner"
    bare = f"{python.parent}{os.pathsep}/usr/bin-without-programs"
    run(miner, "report", plans, "-o", report, "--quiet", cwd=work, path=bare)
    faults = []
    read = {row["path"].split("!")[0] for row in rows(report / "tables" / "plans.csv")}
    faults += [f"{name} was not read" for name in sorted(names) if not any(p.endswith(name) for p in read)]
    told = {Path(r["path"]).name: r["reason"] for r in rows(report / "tables" / "problems.csv")}
    if "LibreOffice" not in told.pop(LEGACY, ""):
        faults.append(f"{LEGACY}: it is not said that LibreOffice is missing")
    faults += [f"{name}: {reason}" for name, reason in told.items()]
    for form in ("svg", "png"):
        if len(list((report / "figures").glob(f"*.{form}"))) < 4:
            faults.append(f"fewer than 4 figures as {form}")
    quotes = {r["quote"] for r in rows(report / "tables" / "targets.csv")}
    if "2000人次以上" not in quotes:
        faults.append("the target of the samples was not found")
    if faults:
        sys.exit(f"{python}: " + "\n".join(faults))
    run(miner, "doctor", cwd=work, path=bare)
    run(python, "-m", "pip", "check")


def main() -> None:
    """Build, then check on each interpreter."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for kind in ("newest", "lowest", "pinned"):
        parser.add_argument(f"--{kind}", action="store_true", help=f"only the {kind} versions")
    parser.add_argument(
        "--ends", action="store_true", help="only the oldest and the newest Python; lowest on the oldest"
    )
    parser.add_argument("interpreter", nargs="*", type=Path)
    given = parser.parse_args()
    kinds = {k for k in ("newest", "lowest", "pinned") if getattr(given, k)} or {"newest", "lowest", "pinned"}
    chosen = given.interpreter or interpreters()
    if given.ends:
        chosen = list(dict.fromkeys((chosen[0], chosen[-1])))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        tree = work / "source"
        ignored = shutil.ignore_patterns(
            ".git", ".venv", "build", "dist", "site", "*.egg-info", "node_modules", ".*_cache"
        )
        shutil.copytree(ROOT, tree, ignore=ignored)
        run(sys.executable, "-m", "build", "--outdir", work / "dist", tree)
        wheel, sdist = next((work / "dist").glob("*.whl")), next((work / "dist").glob("*.tar.gz"))
        check_contents(wheel)
        for interpreter in chosen:
            version = version_of(interpreter)
            wanted: dict[str, list[str]] = {"newest": [], "lowest": lowest(version)}
            if version > LOWEST_UP_TO or (given.ends and interpreter != chosen[0]):
                del wanted["lowest"]
            if given.ends and interpreter != chosen[-1]:
                del wanted["newest"]
            for kind in [k for k in wanted if k in kinds]:
                python = environment(interpreter, work / "env")
                install(python, wheel, *wanted[kind])
                main_job(python, work)
                print(f"Python {version[0]}.{version[1]}, {kind} versions: the wheel reads every kind and draws", flush=True)  # fmt: skip
                shutil.rmtree(work / "env")
        if "pinned" in kinds:
            pinned(chosen[-1], wheel, sdist, work)


def pinned(interpreter: Path, wheel: Path, sdist: Path, work: Path) -> None:
    """The source distribution with the pinned versions, then each extra beside them."""
    python = environment(interpreter, work / "env")
    install(python, "-r", ROOT / "requirements.txt")
    install(python, "--no-deps", sdist)
    main_job(python, work)
    print("the source distribution with the pinned versions reads every kind and draws")
    for extra in PROJECT.get("optional-dependencies", {}):
        install(python, f"{wheel}[{extra}]")
        if extra in EXTRA_IMPORTS:
            run(python, "-c", f"import {EXTRA_IMPORTS[extra]}, miner")
        print(f"extra {extra}: installs beside the pinned versions")


if __name__ == "__main__":
    main()
