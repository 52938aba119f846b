"""`read_corpus`: files, folders and archives become a corpus; what cannot be read becomes a problem."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from miner.corpus import Corpus, Plan, Problem, Shelf
from miner.errors import InputError
from miner.reading.files import MAX_BYTES, File, find_files
from miner.reading.plans import plans_of
from miner.reading.readers import Readers, read_file
from miner.workers import in_processes

__all__ = ["read_corpus"]

LOT = 16
"""Files read at once."""


def read_corpus(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    text_column: str | None = None,
    split: bool = True,
    max_bytes: int = MAX_BYTES,
    readers: Readers | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Corpus:
    """Read a file, a folder (recursively, in the order of the names), an archive, or a list of them.

    `text_column` names the column of a table that holds the text (by default it is found by its name, else it
    is the column with the longest texts). `split=False` keeps a collection as one plan. A file of more than
    `max_bytes` bytes is not read. `readers` reads files of other kinds, or the known ones otherwise: a mapping
    from an ending (`.tex`) to a function from bytes to text; where it raises, the file is a problem. With more
    than one of `workers` the files are read in processes of their own; the corpus is the same. `progress` is
    told how many files are read, and how many there are.

    Plan ids are the files' names without their endings, `name#2` for the second plan of a collection or the
    second row of a table (where it has no id column); where two files share a name, the folders or the
    ending that tell them apart are part of it.

    Raises InputError when a path does not exist or `workers` is below 1. A file that cannot be read raises nothing: it is a row in
    `Corpus.problems`, and the rest is read.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    for path in map(Path, given):
        if not path.exists():
            raise InputError(f"no such file or folder: {path}")
    if workers < 1:
        raise InputError(f"workers must be at least 1, not {workers}")
    own = {ending.lower(): reader for ending, reader in (readers or {}).items()}
    found: list[Problem] = []
    files: list[File] = []
    before: list[int] = []
    for file in find_files([Path(p) for p in given], max_bytes, found):
        files.append(file)
        before.append(len(found))
    parts = [files[i : i + LOT] for i in range(0, len(files), LOT)]
    job = partial(_read_lot, text_column=text_column, max_bytes=max_bytes, readers=own, split=split)
    problems: list[Problem] = []
    documents: list[_Read] = []
    shelf = Shelf()
    told = done = 0
    for lot, items in zip(parts, in_processes(job, parts, len(parts), workers), strict=True):
        for number, item in items:
            at = before[done + number]
            problems += found[told:at]  # what the walk met before it came to the file
            told = max(told, at)
            if isinstance(item, Problem):
                problems.append(item)
            else:
                for plan in item.plans:
                    shelf.put(plan.source)
                documents.append(item)
        done += len(lot)
        if progress:
            progress(done, len(files))
    problems += found[told:]
    plans = [
        replace(plan, id=plan_id + plan.id)
        for document, plan_id in zip(documents, _ids(documents), strict=True)
        for plan in document.plans
    ]
    if not plans and not problems:
        where = ", ".join(str(p) for p in given)
        problems.append(Problem(where, None, None, None, "empty", "no file that can be read was found here"))
    return Corpus(plans, problems)


@dataclass(frozen=True)
class _Read:
    """A document that was read: what its id is made of, and its plans, whose ids are what comes behind that."""

    stem: str
    suffix: str
    folder: str
    plans: list[Plan]


def _read_lot(
    files: Sequence[File], text_column: str | None, max_bytes: int, readers: Readers, split: bool
) -> list[tuple[int, Problem | _Read]]:
    """The documents of some files and the problems met, in order, each with the number of its file."""
    made: list[tuple[int, Problem | _Read]] = []
    for number, file in enumerate(files):
        for item in read_file(file, text_column, max_bytes, readers):
            if isinstance(item, Problem):
                made.append((number, item))
            else:
                plans = plans_of(item if split else replace(item, split=False), "")
                made.append((number, _Read(item.stem, file.suffix, file.folder, plans)))
    return made


def _ids(documents: Sequence[_Read]) -> list[str]:
    """A readable id for each document: its stem, with more of its path only where stems are shared."""
    stems = Counter(d.stem for d in documents)
    endings = Counter((d.stem, d.suffix) for d in documents)
    paths = Counter((d.stem, d.folder) for d in documents)
    made: list[str] = []
    for d in documents:
        name = d.stem
        if stems[name] > 1 and endings[name, d.suffix] == 1:
            name += d.suffix
        elif stems[name] > 1 and paths[name, d.folder] == 1:
            name = f"{d.folder}/{name}" if d.folder else name
        elif stems[name] > 1:
            name = f"{d.folder}/{name}{d.suffix}" if d.folder else name + d.suffix
        made.append(name)
    seen: Counter[str] = Counter()
    unique = []
    for name in made:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
    return unique
