"""What `miner doctor` says: versions, extras, programs, what is read and drawn, and what gets in each other's way."""

from __future__ import annotations

import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from miner.knowledge.data import parse_toml

if TYPE_CHECKING:
    from miner.corpus import Corpus

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
    yield from _reading()
    yield _figure()
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


def _reading() -> Iterator[Finding]:
    """Read one small file of each kind, in both scripts; a line for all that are read, one for each that is not."""
    try:
        from miner.reading import read_corpus
        from miner.samples import PLANS, sample_files

        made = {script: sample_files(script) for script in PLANS}
    except Exception as error:  # whatever a broken library raises
        yield Finding("reads files", f"cannot be tried: {_one_line(error)}", False)
        return
    read: dict[str, None] = {}
    for script, files in made.items():
        for name, data in files.items():
            ending = Path(name).suffix
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, name)
                path.write_bytes(data)
                try:
                    fault = _fault(read_corpus(path), PLANS[script])
                except Exception as error:
                    fault = _one_line(error)
            if fault:
                yield Finding(f"reads {ending}", f"no: {fault}", False)
            else:
                read[ending] = None
    if read:
        yield Finding("reads files", " ".join(read))


def _fault(corpus: Corpus, text: str) -> str | None:
    """What is wrong with what was read of a sample; None where it is right."""
    if len(corpus.problems):
        return str(corpus.problems["reason"].iloc[0])
    last = text.split("\n")[2].strip()
    return None if any(last in plan.text for plan in corpus) else "its text was not found"


def _figure() -> Finding:
    """Draw one figure, as SVG and PNG."""
    try:
        from miner.report.figures import specimen
        from miner.report.pictures import picture

        figure, font = specimen()
        sizes = [len(picture(figure, form)) for form in ("svg", "png")]
    except Exception as error:
        return Finding("draws figures", f"no: {_one_line(error)}", False)
    return Finding("draws figures", f"in the font {font}", min(sizes) > 1000)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
