"""What `miner doctor` says: versions, extras, programs, fonts."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from importlib import metadata

__all__ = ["findings"]

_LIBRARIES = (
    "numpy",
    "pandas",
    "scikit-learn",
    "opencc",
    "rjieba",
    "jieba",
    "numba",
    "matplotlib",
    "pypdfium2",
    "trafilatura",
)
_EXTRAS = {
    "pyspark": "plan-miner[spark]: the same stages on Spark",
    "duckdb": "plan-miner[store]: a store of mined plans",
}
_PROGRAMS = {"soffice": "reads .doc and .wps files", "java": "runs Spark"}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def findings() -> Iterator[tuple[str, str]]:
    """Pairs of a thing and its state, in the order a person would ask."""
    yield "plan-miner", _version("plan-miner") or "not installed; run from the source folder"
    yield "python", platform.python_version()
    for name in _LIBRARIES:
        yield name, _version(name) or "missing: pip install plan-miner"
    for name, use in _EXTRAS.items():
        yield name, _version(name) or f"not installed ({use})"
    for program, use in _PROGRAMS.items():
        yield program, shutil.which(program) or f"not found ({use})"
