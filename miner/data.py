"""Knowledge that lies beside the code: TOML, CSV and plain lines under `miner/<stage>/data/`, read once."""

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

__all__ = ["parse_toml", "read_csv", "read_lines", "read_toml"]


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML on every supported Python; raises ValueError where it is not valid."""
    parsed: dict[str, Any] = tomllib.loads(text)
    return parsed


def _text(package: str, name: str) -> str:
    return files(package).joinpath("data").joinpath(name).read_text(encoding="utf-8")


@cache
def read_toml(package: str, name: str) -> dict[str, Any]:
    """The TOML file `name` in the `data` folder of `package`; shared between callers, so do not change it."""
    return parse_toml(_text(package, name))


@cache
def read_csv(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV file `name` in the `data` folder of `package`; lines that open with # are comments."""
    return tuple(csv.DictReader(read_lines(package, name)))


@cache
def read_lines(package: str, name: str) -> tuple[str, ...]:
    """The lines of the file `name` in the `data` folder of `package`, without comments and empty lines."""
    lines = _text(package, name).splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
