"""Compute the keys of stored rows: a digest of the content and of the rules that read it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from importlib.metadata import packages_distributions, version
from pathlib import Path

import miner
from miner.corpus import Plan, Source
from miner.knowledge.caches import cache
from miner.knowledge.data import RULES
from miner.parallel import detached
from miner.stages import PLAN_STAGES, stage_named
from miner.store.code import Reached, reached

__all__ = ["code_of", "content_key", "digest", "rules_version", "source_key"]


def digest(parts: Iterable[object]) -> str:
    """Hash a sequence of JSON values to 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def content_key(plan: Plan) -> str:
    """Digest of everything that stages read of a single plan; neither its id nor its position in the file."""
    alone = detached(plan)
    source = alone.source
    metadata = (
        plan.title,
        plan.issuer,
        plan.place,
        plan.year,
        plan.year_end,
        plan.date,
        plan.kind,
        plan.script,
    )
    return digest((source.text, source.furniture, _grids(alone), source.headings, source.doubts, metadata))


def source_key(source: Source) -> str:
    """Digest of a source as it was read: its text, its path and everything its format marks."""
    marked = [[g.start, g.end, g.rows] for g in source.grids]
    text_digest = hashlib.blake2b(source.text.encode("utf-8", "surrogatepass"), digest_size=16)
    path = None if source.path is None else str(source.path)
    about = (path, source.sha256, source.encoding, source.media_type)
    return digest((text_digest.hexdigest(), *about, source.furniture, marked, source.headings, source.doubts))


def _grids(plan: Plan) -> list[object]:
    return [[g.start, g.end, [[list(cell) for cell in row] for row in g.rows]] for g in plan.source.grids]


def rules_version(stage: str) -> str:
    """The version of a stage's rules: a digest of all code and data that it can reach, the user's rules, and the
    versions of the libraries.

    `stage` is the name of a stage, or `plans` for all stages of single plans (KeyError for another).
    """
    return _version(stage, os.environ.get(RULES))


@cache
def _version(stage: str, rules_folder: str | None) -> str:
    root = Path(miner.__file__).parent
    code = code_of(stage)
    parts: list[object] = [[name, _hashed(root / name)] for name in code.files]
    if rules_folder:
        files = sorted(
            path for path in Path(rules_folder).rglob("*") if path.is_file() and not path.name.startswith(".")
        )
        parts += [[path.relative_to(rules_folder).as_posix(), _hashed(path)] for path in files]
    parts += [[name, _installed(name)] for name in code.libraries]
    return digest(parts)


def code_of(stage: str) -> Reached:
    """The code and data that a stage can reach."""
    stages = PLAN_STAGES if stage == "plans" else (stage_named(stage),)
    return reached(*(stage.module for stage in stages))


def _installed(library: str) -> list[str]:
    """Versions of the installed distributions that provide this import name."""
    return [version(name) for name in _distributions().get(library, ())]


_distributions = cache(packages_distributions)


@cache
def _hashed(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
