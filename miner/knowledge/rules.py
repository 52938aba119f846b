"""Add a user's own rules: a folder whose files extend the data of the package."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Union

from miner.errors import InputError
from miner.knowledge.caches import forget
from miner.knowledge.data import RULES, parse_toml

if sys.version_info >= (3, 11):
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_constants as sre
    import sre_parse as parser

__all__ = ["use_rules"]

Path_ = Union[str, "os.PathLike[str]"]


def use_rules(folder: Path_ | None) -> None:
    """Add the files of `folder` to the rules of the package, in this process and those it starts.

    A file stands under the name of its room: `numbers/units.csv` adds units, `targets/aliases.csv` names of
    indicators, `segmentation/markers.toml` markers, `normalization/folds.toml` repairs of characters,
    `knowledge/divisions.csv` places. What was read before is forgotten, so that every later call sees the
    rules; tables already made stay as they are. None goes back to the package's own.

    Raises InputError when the folder does not exist, when a file in it adds to nothing, is no valid TOML, has a
    `pattern` that is no regular expression or repeats what repeats itself, or has a column that the package's file has not.
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
    forget()


def _check(path: Path, place: Path) -> None:
    room, name = place.parts[0], "/".join(place.parts[1:])
    known = files("miner").joinpath(room).joinpath("data").joinpath(name)
    if not name or not known.is_file():
        home = next((p.parts[-3] for p in Path(str(files("miner"))).glob(f"*/data/{path.name}")), None)
        hint = f"; move it to {home}/{path.name}" if home else ""
        raise InputError(f"{path} adds to nothing: the package has no {room}/data/{name}{hint}")
    text = path.read_text(encoding="utf-8-sig")
    try:
        if path.suffix == ".toml":
            for pattern in _patterns(parse_toml(text)):
                _check_pattern(path, pattern)
            return
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error
    extra = set(_columns(text)) - set(_columns(known.read_text(encoding="utf-8")))
    if extra:
        raise InputError(f"{path} has a column that means nothing here: {sorted(extra)[0]}")


_SLOT = re.compile(r"\{[a-z_]+\}")
"""What stands for a number or blanks in the pattern of a marker."""


def _patterns(rules: Any) -> Iterator[str]:
    """The regular expressions of a file: what stands under `pattern`, wherever that is."""
    if isinstance(rules, dict):
        if isinstance(rules.get("pattern"), str):
            yield rules["pattern"]
        rules = list(rules.values())
    if isinstance(rules, list):
        for entry in rules:
            yield from _patterns(entry)


def _check_pattern(path: Path, pattern: str) -> None:
    """Raise InputError for a pattern that is none, or that would never come to an end."""
    try:
        tree = parser.parse(_SLOT.sub("x", pattern))
    except (re.error, OverflowError) as error:
        raise InputError(f"{path}: the pattern {pattern!r} is no regular expression: {error}") from error
    if _is_nested(tree, False):
        raise InputError(
            f"{path}: the pattern {pattern!r} repeats what repeats itself; it may never come to an end"
        )


def _is_nested(items: Any, repeated: bool) -> bool:
    """Whether a repeat without end holds nothing that must stand but another one: `(a+)+`."""
    for item in items:
        op, value = item
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            endless = value[1] == sre.MAXREPEAT
            alone = not any(parser.SubPattern(items.state, [i]).getwidth()[0] for i in items if i is not item)
            if (repeated and endless and alone) or _is_nested(value[2], endless or (repeated and alone)):
                return True
            continue
        inside = [value[-1]] if op is sre.SUBPATTERN else value[1] if op is sre.BRANCH else []
        if any(_is_nested(part, repeated and len(items) == 1) for part in inside):
            return True
    return False


def _columns(text: str) -> list[str]:
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return next(csv.reader(lines), [])
