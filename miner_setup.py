"""The two commands without make, for Windows and everywhere else.

python miner_setup.py report [FOLDER]    what `make report PLANS=FOLDER` does
python miner_setup.py test [ARGUMENTS]   what `make test` does; arguments go to pytest
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PIP = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]
# What a stamp in .venv stands for: the files that it depends on, and what is installed. The Makefile has the same.
STAGES = {
    "ready": (
        ["requirements.txt", "pyproject.toml"],
        [[*PIP, "-r", "requirements.txt"], [*PIP, "--no-deps", "-e", "."]],
    ),
    "dev": (["requirements-dev.txt"], [[*PIP, "-r", "requirements-dev.txt"]]),
}


def interpreter(folder: Path = VENV, windows: bool = os.name == "nt") -> Path:
    """The Python of the environment."""
    return folder / "Scripts" / "python.exe" if windows else folder / "bin" / "python"


def is_fresh(stamp: Path, sources: list[Path]) -> bool:
    """Whether the stamp is newer than everything it depends on."""
    return stamp.is_file() and all(s.stat().st_mtime <= stamp.stat().st_mtime for s in sources)


def install(*names: str) -> None:
    """Make the environment and install what these stages need, where that is not done."""
    if not interpreter().is_file():
        venv.create(VENV, with_pip=True)
    before: list[Path] = []
    for name in names:
        files, commands = STAGES[name]
        stamp = VENV / name
        if not is_fresh(stamp, [*before, *(ROOT / file for file in files)]):
            for command in commands:
                subprocess.run([str(interpreter()), *command], cwd=ROOT, check=True)
            stamp.touch()
        before = [stamp]


def work(verb: str, arguments: list[str]) -> list[str]:
    """The command of a verb, without the interpreter before it."""
    if verb == "report":
        return ["-m", "miner", "report", *(arguments[:1] or ["corpus"]), "-o", "report", *arguments[1:]]
    return ["-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", *arguments]


def main(arguments: list[str]) -> int:
    """Do what the first argument says and return its exit code."""
    if sys.version_info < (3, 10):  # noqa: UP036 - nothing has checked before which Python runs this file
        print("Plan Miner needs Python 3.10 or newer")
        return 1
    if not arguments or arguments[0] not in ("report", "test"):
        print((__doc__ or "").strip())
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    verb, *rest = arguments
    try:
        install(*(["ready"] if verb == "report" else ["ready", "dev"]))
    except subprocess.CalledProcessError as error:
        print(f"could not install what is needed: {error}")
        return 1
    return subprocess.run([str(interpreter()), *work(verb, rest)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
