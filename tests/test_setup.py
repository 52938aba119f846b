"""The way without make runs what make runs; nothing of the package needs a POSIX system."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import miner
import miner_setup

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(miner.__file__).parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# Modules and names of `os` and `signal` that Windows has not.
ABSENT_MODULES = {"resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix"}
ABSENT_NAMES = {
    "os": {
        "fork",
        "getuid",
        "geteuid",
        "sched_getaffinity",
        "sched_setaffinity",
        "mkfifo",
        "killpg",
        "setsid",
        "nice",
    },
    "signal": {"SIGKILL", "SIGHUP", "SIGALRM", "alarm", "setitimer", "SIGUSR1", "SIGUSR2"},
}


def _recipe(target: str) -> str:
    """The lines of a target in the Makefile, with its settings filled in."""
    found = re.search(rf"^{re.escape(target)}:.*\n((?:\t.*\n)+)", MAKEFILE, re.M)
    assert found
    filled = found[1].replace("$(BIN)/", "").replace("$(PLANS)", "corpus").replace("$(REPORT)", "report")
    return filled.replace('"', "").replace("$(TESTS)", "")


@pytest.mark.parametrize("stage", ["ready", "dev"])
def test_both_ways_install_the_same(stage: str) -> None:
    files, commands = miner_setup.STAGES[stage]
    rule = re.search(rf"^\.venv/{stage}: (.*)$", MAKEFILE, re.M)
    assert rule
    assert [name for name in rule[1].split() if not name.startswith(".venv/")] == files
    lines = [line.strip() for line in _recipe(f".venv/{stage}").splitlines()]
    assert [line.split()[1:] for line in lines if line.startswith("python -m pip")] == commands


def test_both_ways_run_the_same() -> None:
    assert _recipe("report").split() == miner_setup.work("report", [])[1:]
    assert _recipe("test").split()[1:] == miner_setup.work("test", [])
    assert miner_setup.work("report", ["我的 计划"])[3] == "我的 计划"


def test_the_environment_of_windows_is_found(tmp_path: Path) -> None:
    assert miner_setup.interpreter(tmp_path, windows=True) == tmp_path / "Scripts" / "python.exe"
    assert miner_setup.interpreter(tmp_path, windows=False) == tmp_path / "bin" / "python"


def test_what_is_fresh_is_not_installed_again(tmp_path: Path) -> None:
    source, stamp = tmp_path / "requirements.txt", tmp_path / "ready"
    source.touch()
    assert not miner_setup.is_fresh(stamp, [source])
    stamp.touch()
    os.utime(source, (1, 1))
    assert miner_setup.is_fresh(stamp, [source])
    os.utime(stamp, (0, 0))
    assert not miner_setup.is_fresh(stamp, [source])


def test_wrong_use_says_how_it_is_used() -> None:
    done = subprocess.run(
        [sys.executable, "miner_setup.py", "fly"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "python miner_setup.py report" in done.stdout


def _posix_only(tree: ast.AST) -> set[str]:
    """What POSIX alone has and the code uses without a way out; an import whose ImportError is caught has one."""
    names = set()
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any("ImportError" in ast.unparse(h.type or h) for h in node.handlers)
        for inner in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node not in guarded:
            names |= {a.name for a in node.names if a.name in ABSENT_MODULES}
        elif isinstance(node, ast.ImportFrom) and node.module in ABSENT_MODULES:
            names.add(node.module)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in ABSENT_NAMES.get(node.value.id, ())
        ):
            names.add(f"{node.value.id}.{node.attr}")
    return names


def test_the_package_calls_nothing_that_windows_has_not() -> None:
    assert _posix_only(ast.parse("import fcntl, os\nos.fork()")) == {"fcntl", "os.fork"}
    caught = "try:\n    import resource\nexcept ImportError:\n    resource = None\n"
    assert _posix_only(ast.parse(caught)) == set()
    assert _posix_only(ast.parse(caught + "import resource")) == {"resource"}
    modules = [*PACKAGE.rglob("*.py"), ROOT / "miner_setup.py"]
    found = {str(m): _posix_only(ast.parse(m.read_text(encoding="utf-8"))) for m in modules}
    assert not {m: names for m, names in found.items() if names}


def test_the_public_ci_runs_both_commands_on_every_system_and_python() -> None:
    workflow = (ROOT / ".github" / "workflows" / "commands.yml").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pythons = re.findall(r"Python :: (3\.\d+)", project)
    assert re.findall(r'"(3\.\d+)"', workflow) == pythons
    assert all(f"{system}-latest" in workflow for system in ("ubuntu", "macos", "windows"))
    assert re.findall(r"run: python (.*)", workflow) == ["miner_setup.py report", "miner_setup.py test"]
    assert "://" not in workflow


def test_the_citation_names_the_version_of_the_package() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.*)"', project, re.M)
    assert version
    assert f"version: {version[1]}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_issue_templates_ask_for_the_doctor() -> None:
    templates = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md"))
    assert len(templates) == 2
    assert all("miner doctor" in template.read_text(encoding="utf-8") for template in templates)
