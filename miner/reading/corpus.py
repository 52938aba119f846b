"""`read_corpus`: files, folders and archives become a corpus; what cannot be read becomes a problem."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from miner.corpus import Corpus, Plan, Problem
from miner.errors import InputError
from miner.reading.files import MAX_BYTES, File, find_files
from miner.reading.plans import Document, plans_of
from miner.reading.readers import Readers, read_file

__all__ = ["read_corpus"]


def read_corpus(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    text_column: str | None = None,
    split: bool = True,
    max_bytes: int = MAX_BYTES,
    readers: Readers | None = None,
) -> Corpus:
    """Read a file, a folder (recursively, in the order of the names), an archive, or a list of them.

    `text_column` names the column of a table that holds the text (by default it is found by its name, else it
    is the column with the longest texts). `split=False` keeps a collection as one plan. A file of more than
    `max_bytes` bytes is not read. `readers` reads files of other kinds, or the known ones otherwise: a mapping
    from an ending (`.tex`) to a function from bytes to text; where it raises, the file is a problem.

    Plan ids are the files' names without their endings, `name#2` for the second plan of a collection or the
    second row of a table (where it has no id column); where two files share a name, the folders or the
    ending that tell them apart are part of it.

    Raises InputError when a path does not exist. A file that cannot be read raises nothing: it is a row in
    `Corpus.problems`, and the rest is read.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    for path in map(Path, given):
        if not path.exists():
            raise InputError(f"no such file or folder: {path}")
    own = {ending.lower(): reader for ending, reader in (readers or {}).items()}
    problems: list[Problem] = []
    documents: list[tuple[File, Document]] = []
    for file in find_files([Path(p) for p in given], max_bytes, problems):
        for item in read_file(file, text_column, max_bytes, own):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                documents.append((file, item))
    plans: list[Plan] = []
    for (_, document), plan_id in zip(documents, _ids(documents), strict=True):
        plans.extend(plans_of(document if split else _whole(document), plan_id))
    if not plans and not problems:
        where = ", ".join(str(p) for p in given)
        problems.append(Problem(where, None, None, None, "empty", "no file that can be read was found here"))
    return Corpus(plans, problems)


def _whole(document: Document) -> Document:
    from dataclasses import replace

    return replace(document, split=False)


def _ids(documents: list[tuple[File, Document]]) -> list[str]:
    """A readable id for each document: its stem, with more of its path only where stems are shared."""
    stems = Counter(document.stem for _, document in documents)
    endings = Counter((document.stem, file.suffix) for file, document in documents)
    paths = Counter((document.stem, file.folder) for file, document in documents)
    made: list[str] = []
    for file, document in documents:
        name = document.stem
        if stems[name] > 1 and endings[name, file.suffix] == 1:
            name += file.suffix
        elif stems[name] > 1 and paths[name, file.folder] == 1:
            name = f"{file.folder}/{name}" if file.folder else name
        elif stems[name] > 1:
            name = f"{file.folder}/{name}{file.suffix}" if file.folder else name + file.suffix
        made.append(name)
    seen: Counter[str] = Counter()
    unique = []
    for name in made:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
    return unique
