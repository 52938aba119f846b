"""Read data files (TOML, CSV, plain lines) below `miner/<room>/data/`, each once.

A folder of rules (`miner.use_rules`, `miner --rules`, the variable MINER_RULES) adds to it: the file
`numbers/units.csv` of that folder to `miner/numbers/data/units.csv`, and so on.
"""

from __future__ import annotations

import csv
import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from miner.knowledge.caches import cache

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["RULES", "parse_toml", "read_csv", "read_lines", "read_toml"]

RULES = "MINER_RULES"
"""The environment variable that names the folder of a user's own rules; worker processes inherit it."""


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML on every supported Python; raises ValueError where it is not valid."""
    parsed: dict[str, Any] = tomllib.loads(text)
    return parsed


def _text(package: str, name: str) -> str:
    return files(package).joinpath("data").joinpath(name).read_text(encoding="utf-8")


def _own_text(package: str, name: str) -> str | None:
    """The file of the user's folder that adds to this one; None where there is none."""
    folder = os.environ.get(RULES)
    if not folder:
        return None
    path = Path(folder, package.removeprefix("miner."), name)
    return path.read_text(encoding="utf-8-sig") if path.is_file() else None


@cache
def read_toml(package: str, name: str) -> dict[str, Any]:
    """The TOML file `name` in the `data` folder of `package`; shared between callers, so do not change it.

    A user's file goes before: its list entries come first, its entries of the same `name` are joined with the
    package's, its numbers and strings replace them.
    """
    known, own = parse_toml(_text(package, name)), _own_text(package, name)
    return known if own is None else _joined(known, parse_toml(own))


def _joined(known: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    joined = dict(known)
    for key, value in own.items():
        old = known.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            joined[key] = _joined(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            joined[key] = _joined_lists(old, value)
        else:
            joined[key] = value
    return joined


def _joined_lists(known: list[Any], own: list[Any]) -> list[Any]:
    names = {entry["name"]: entry for entry in known if isinstance(entry, dict) and "name" in entry}
    same = {entry["name"]: entry for entry in own if isinstance(entry, dict) and entry.get("name") in names}
    new = [entry for entry in own if not (isinstance(entry, dict) and entry.get("name") in same)]
    return new + [
        _joined(entry, same[entry["name"]])
        if isinstance(entry, dict) and entry.get("name") in same
        else entry
        for entry in known
    ]


@cache
def read_csv(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV file `name` in the `data` folder of `package`, then those of the user's file.

    Lines that open with # are comments; a column that the user's file leaves out is empty.
    """
    known, own = tuple(csv.DictReader(read_lines(package, name))), _own_text(package, name)
    if own is None or not known:
        return known
    rows = csv.DictReader(_content(own))
    return known + tuple({column: row.get(column) or "" for column in known[0]} for row in rows)


@cache
def read_lines(package: str, name: str) -> tuple[str, ...]:
    """The lines of the file `name` in the `data` folder of `package`, without comments and empty lines."""
    return _content(_text(package, name))


def _content(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
