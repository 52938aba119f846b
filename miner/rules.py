"""Your own rules: a folder whose files add to the knowledge of the package, without changing the package."""

from __future__ import annotations

import csv
import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Union
from weakref import WeakKeyDictionary

from miner.data import RULES, parse_toml
from miner.errors import InputError

__all__ = ["use_rules"]

Path_ = Union[str, "os.PathLike[str]"]


def use_rules(folder: Path_ | None) -> None:
    """Add the files of `folder` to the rules of the package, in this process and those it starts.

    A file stands under the name of its room: `targets/units.csv` adds units, `targets/aliases.csv` names of
    indicators, `segmentation/markers.toml` markers, `normalization/folds.toml` repairs of characters,
    `gazetteer/divisions.csv` places. What was read before is forgotten, so that every later call sees the
    rules; tables already made stay as they are. None goes back to the package's own.

    Raises InputError when the folder does not exist, when a file in it adds to nothing, is no valid TOML, or
    has a column that the package's file has not.
    """
    if folder is None:
        os.environ.pop(RULES, None)
    else:
        root = Path(folder)
        if not root.is_dir():
            raise InputError(f"no such folder of rules: {root}")
        for path in sorted(root.rglob("*")):
            if path.suffix in (".toml", ".csv"):
                _check(path, path.relative_to(root))
        os.environ[RULES] = str(root.resolve())
    _forget()


def _check(path: Path, place: Path) -> None:
    room, name = place.parts[0], "/".join(place.parts[1:])
    known = files("miner").joinpath(room).joinpath("data").joinpath(name)
    if not name or not known.is_file():
        raise InputError(f"{path} adds to nothing: the package has no {room}/data/{name}")
    text = path.read_text(encoding="utf-8-sig")
    try:
        if path.suffix == ".toml":
            parse_toml(text)
            return
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error
    extra = set(_columns(text)) - set(_columns(known.read_text(encoding="utf-8")))
    if extra:
        raise InputError(f"{path} has a column that means nothing here: {sorted(extra)[0]}")


def _columns(text: str) -> list[str]:
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return next(csv.reader(lines), [])


def _forget() -> None:
    """Empty what the rooms keep: compiled rules, and what they read in plans with them."""
    for name, module in list(sys.modules.items()):
        if name.startswith("miner."):
            for value in list(vars(module).values()):
                if isinstance(value, WeakKeyDictionary):
                    value.clear()
                elif hasattr(value, "cache_clear"):
                    value.cache_clear()
