"""Knowledge files of the package: TOML and CSV under `miner/<stage>/data/`, each read once."""

from __future__ import annotations

import csv
import sys
from functools import cache
from importlib.resources import files
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["read_csv", "read_toml", "tomllib"]


@cache
def read_toml(package: str, name: str) -> dict[str, Any]:
    """The TOML file `data/name` of `package` (miner.segmentation), read once; do not change what it returns."""
    read: dict[str, Any] = tomllib.loads((files(package) / "data" / name).read_text(encoding="utf-8"))
    return read


@cache
def read_csv(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV file `data/name` of `package`, read once; lines that start with # are comments."""
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(csv.DictReader(lines))
