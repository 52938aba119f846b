"""What a stored row is kept under: the content it was read from and the rules that read it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from miner.corpus import Plan, Source
from miner.data import RULES
from miner.parallel import detached

__all__ = ["content_key", "digest", "rules_version", "source_key"]

_TEXT = ("data.py", "corpus.py", "tables", "gazetteer", "normalization", "segmentation", "reading")
_ROOMS: dict[str, tuple[str, ...]] = {
    "plans": (*_TEXT, "targets", "copying", "parallel.py"),
    "duplicates": ("data.py", "corpus.py", "tables", "duplicates"),
    "leftovers": (*_TEXT, "duplicates", "copying"),
    "themes": (*_TEXT, "duplicates", "themes"),
}
"""The code and data that each stage's rows come from."""
_LIBRARIES = ("opencc", "rjieba", "jieba", "scikit-learn", "numpy", "scipy")


def digest(parts: Iterable[object]) -> str:
    """A name for a sequence of plain values: 32 hexadecimal digits."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()


def content_key(plan: Plan) -> str:
    """A name for all that the stages read of a plan by itself; neither its id nor its place in the file."""
    alone = detached(plan)
    source = alone.source
    known = (plan.title, plan.issuer, plan.place, plan.year, plan.year_end, plan.date, plan.kind, plan.script)
    return digest((source.text, source.furniture, _grids(alone), source.headings, known))


def source_key(source: Source) -> str:
    """A name for a source as it was read: its text, its path and all that its format marks."""
    marked = [[g.start, g.end, g.rows] for g in source.grids]
    made = hashlib.blake2b(source.text.encode("utf-8", "surrogatepass"), digest_size=16)
    path = None if source.path is None else str(source.path)
    about = (path, source.sha256, source.encoding, source.media_type)
    return digest((made.hexdigest(), *about, source.furniture, marked, source.headings))


def _grids(plan: Plan) -> list[object]:
    return [[g.start, g.end, [[list(cell) for cell in row] for row in g.rows]] for g in plan.source.grids]


def rules_version(stage: str) -> str:
    """The version of a stage's rules: a digest of its code, its data, the user's rules, and its libraries.

    `stage` is plans, duplicates, leftovers or themes.
    """
    return _version(stage, os.environ.get(RULES))


@cache
def _version(stage: str, own: str | None) -> str:
    root = Path(__file__).parent.parent
    parts: list[object] = []
    for room in _ROOMS[stage]:
        for name, data in sorted(_files(root / room, room)):
            parts.append([name, hashlib.blake2b(data, digest_size=16).hexdigest()])
    if own:
        parts += [[name, data.hex()] for name, data in sorted(_files(Path(own), "rules"))]
    parts += [[name, _installed(name)] for name in _LIBRARIES]
    return digest(parts)


def _files(at: Path, name: str) -> Iterable[tuple[str, bytes]]:
    if at.is_file():
        yield name, at.read_bytes()
        return
    for inside in at.iterdir():
        if inside.name != "__pycache__" and not inside.name.startswith("."):
            yield from _files(inside, f"{name}/{inside.name}")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
