"""What `miner doctor` says: versions, extras, programs, fonts, and what gets in each other's way."""

from __future__ import annotations

import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from miner.data import parse_toml

__all__ = ["Finding", "findings"]

_PACKAGE = "plan-miner"
_PROGRAMS = {
    "soffice": "reads .doc and .wps files",
    "java": "runs Spark",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)")


class Finding(NamedTuple):
    """A thing, its state, and whether Plan Miner works as it should with that."""

    name: str
    state: str
    good: bool = True


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def findings() -> Iterator[Finding]:
    """What is here and what is missing, in the order a person would ask."""
    version = _version(_PACKAGE)
    yield Finding(_PACKAGE, version or "not installed; run from the source folder")
    yield Finding("python", platform.python_version(), sys.version_info >= (3, 10))
    yield from _libraries()
    yield from _conflicts()
    for program, use in _PROGRAMS.items():
        yield Finding(program, shutil.which(program) or f"not found ({use})")
    yield _font()
    encoding = (sys.stdout.encoding or "unknown").lower()
    yield Finding("terminal", encoding if "utf" in encoding else f"{encoding}: set PYTHONUTF8=1 for Chinese")


def _libraries() -> Iterator[Finding]:
    """Every library that the package asks for, the ones of extras marked as such."""
    for line in _requirements():
        found, extra = _NAME.match(line), _EXTRA.search(line)
        if found is None or (";" in line and extra is None and not _applies(line)):
            continue
        name = found.group()
        version = _version(name)
        if extra:
            yield Finding(name, version or f"not installed (pip install {_PACKAGE}[{extra[1]}])")
        else:
            yield Finding(name, version or f"missing: pip install {_PACKAGE}", version is not None)


def _requirements() -> list[str]:
    """What the package asks for: from its metadata, or from the source folder it runs from."""
    if _version(_PACKAGE):
        return metadata.requires(_PACKAGE) or []
    source = Path(__file__).resolve().parent.parent / "pyproject.toml"
    if not source.is_file():
        return []
    project = parse_toml(source.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    return [*project["dependencies"], *(f"{r}; extra == '{e}'" for e, rs in extras.items() for r in rs)]


def _applies(line: str) -> bool:
    """Whether the marker `python_version < "3.11"` (the only kind in use without an extra) holds here."""
    bound = re.search(r"python_version\s*<\s*['\"](\d+)\.(\d+)", line)
    return bound is None or sys.version_info[:2] < (int(bound[1]), int(bound[2]))


def _conflicts() -> Iterator[Finding]:
    """Packages that install a module `opencc` over the real one."""
    for name in ("opencc-py", "opencc-python-reimplemented"):
        if _version(name):
            yield Finding(name, "installs another module `opencc`: uninstall it, reinstall opencc", False)


def _font() -> Finding:
    try:
        from miner.errors import MissingExtraError
        from miner.report._fonts import chinese_font
    except ImportError as error:
        return Finding("font for figures", f"cannot be looked for: {error}", False)
    try:
        return Finding("font for figures", str(chinese_font().get_file()))
    except MissingExtraError as error:
        return Finding("font for figures", str(error))
