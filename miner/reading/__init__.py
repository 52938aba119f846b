"""Reading: bytes → Sources → Plans."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from miner.corpus import Corpus, Plan, Problem, Source
from miner.errors import InputError

__all__ = ["read_corpus"]


def read_corpus(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> Corpus:
    """Read a file, a folder or a list of them.

    Raises InputError when a path does not exist. A file that cannot be read is a row in `Corpus.problems`.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    plans: list[Plan] = []
    problems: list[Problem] = []
    for path in map(Path, given):
        if not path.exists():
            raise InputError(f"no such file or folder: {path}")
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
            data = file.read_bytes()
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError as error:
                problems.append(Problem(str(file), None, None, None, "encoding", str(error)))
                continue
            source = Source(text, str(file), hashlib.sha256(data).hexdigest(), "utf-8")
            plans.append(Plan(file.stem, source, 0, len(text)))
    return Corpus(plans, problems)
