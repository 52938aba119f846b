"""Build the wheel and the source distribution and do the main job from each, away from the source.

    python scripts/check_wheel.py [INTERPRETER …]

Without arguments: every CPython from 3.10 to 3.13 that is found (pyenv's, and those on the PATH). The wheel runs
on each, in a clean environment with the pinned versions; the source distribution, and each extra alone, on one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ((3, 10), (3, 11), (3, 12), (3, 13))
EXTRA_IMPORTS = {"fonts": "pylopdf_fonts_zh_cn", "store": "duckdb", "spark": "pyspark"}
sys.path.insert(0, str(ROOT))

from miner.data import parse_toml  # noqa: E402


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """The standard output of a command. Raises SystemExit with what it said where it fails."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, env=clean(), check=False)
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


def check_contents(wheel: Path) -> None:
    """Every data file of the source is in the wheel, and nothing else is."""
    data = (".toml", ".csv", ".npz", ".txt", ".html", ".js", ".css", ".py", ".typed")
    source = {p.relative_to(ROOT).as_posix() for p in (ROOT / "miner").rglob("*") if p.suffix in data}
    source |= {"miner/py.typed"}
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    if source != inside:
        sys.exit(f"not in the wheel: {sorted(source - inside)}; only in it: {sorted(inside - source)}")


def environment(interpreter: Path, folder: Path) -> Path:
    """A clean environment with the pinned libraries; its interpreter."""
    run(interpreter, "-m", "venv", folder)
    python = folder / "bin" / "python"
    run(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-compile",
        "--disable-pip-version-check",
        "-r",
        ROOT / "requirements.txt",
    )
    return python


def main_job(python: Path, package: Path, work: Path) -> None:
    """Install the package and write a report of a few plans."""
    run(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "--force-reinstall",
        package,
    )
    plans = work / "plans"
    plans.mkdir(exist_ok=True)
    for path in sorted((ROOT / "corpus").glob("清溪市*")):
        shutil.copy(path, plans)
    miner = python.parent / "miner"
    index = run(miner, "report", plans, "-o", work / "report", "--quiet", cwd=work).strip()
    if not (work / index).is_file():
        sys.exit(f"{python}: no report was written")
    run(miner, "doctor", cwd=work)
    run(python, "-m", "pip", "check")


def main() -> None:
    """Build, then check on each interpreter."""
    given = [Path(a) for a in sys.argv[1:]] or interpreters()
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
        python = Path(sys.executable)
        for interpreter in given:
            folder = work / f"env-{interpreter.parent.parent.name}"
            python = environment(interpreter, folder)
            main_job(python, wheel, work)
            print(f"{run(python, '--version').strip()}: the wheel installs and writes a report")
            if interpreter is not given[-1]:
                shutil.rmtree(folder)
        main_job(python, sdist, work)
        print(f"{run(python, '--version').strip()}: the source distribution installs and writes a report")
        extras = parse_toml((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for extra in extras.get("optional-dependencies", {}):
            run(
                python,
                "-m",
                "pip",
                "install",
                "-q",
                "--no-compile",
                "--disable-pip-version-check",
                f"{wheel}[{extra}]",
            )
            if extra in EXTRA_IMPORTS:
                run(python, "-c", f"import {EXTRA_IMPORTS[extra]}, miner")
            print(f"extra {extra}: installs beside the pinned versions")


if __name__ == "__main__":
    main()
