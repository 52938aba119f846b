"""`read_corpus`: files, folders and archives become a corpus; what cannot be read becomes a problem."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from miner.corpus import Corpus, Plan, Problem, Shelf
from miner.engine.cores import workers_for
from miner.engine.workers import in_processes
from miner.errors import InputError
from miner.reading.files import MAX_BYTES, File, find_files
from miner.reading.kinds import LEGACY, LEGACY_SHEETS, legacy_suffix
from miner.reading.legacy import convert_ahead
from miner.reading.limits import MAX_CHARACTERS, MAX_PLANS, inside
from miner.reading.lookalikes import find_look_alikes, same_looks
from miner.reading.plans import plans_of
from miner.reading.reader import Reader, Readers, own_readers, problem
from miner.reading.readers import choose, read_file

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
    workers: int | None = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Corpus:
    """Read a file, a folder (recursively, in the order of the names), an archive, or a list of them.

    `text_column` names the column of a table that holds the text (by default it is found by its name, else it
    is the column with the longest texts). `split=False` keeps a collection as one plan. A file of more than
    `max_bytes` bytes is not read. `readers` reads files of other kinds, or the known ones otherwise: a list
    of `Reader` objects, or a mapping from an ending (`.tex`) to a function from bytes to text; where one raises, the
    file is a problem. With more
    than one of `workers` the files are read in processes of their own (None: as many as cores and memory allow, one for fewer than 30 files); the corpus is the same. `progress` is
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
    workers_for(workers, 0)
    own = own_readers(readers)
    found: list[Problem] = []
    files: list[File] = []
    before: list[int] = []
    for file in find_files([Path(p) for p in given], max_bytes, found):
        files.append(file)
        before.append(len(found))
    parts = [files[i : i + LOT] for i in range(0, len(files), LOT)]
    several = workers_for(workers, len(files))
    job = partial(_read_lot, text_column=text_column, max_bytes=max_bytes, own=own, split=split)
    problems: list[Problem] = []
    documents: list[_Read] = []
    shelf = Shelf()
    told = done = 0
    room = MAX_CHARACTERS
    for lot, items in zip(parts, in_processes(job, parts, len(parts), several), strict=True):
        for number, item in items:
            at = before[done + number]
            problems += found[told:at]  # what the walk met before it came to the file
            told = max(told, at)
            if isinstance(item, Problem):
                problems.append(item)
                continue
            room -= item.length
            if room < 0:
                reason = (
                    f"with it the corpus holds more than the limit of {MAX_CHARACTERS:,} characters; not read"
                )
                problems.append(Problem(item.path, None, None, None, "limit", reason))
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
    problems += [
        Problem(p.source.path, p.id, p.start, p.start, "doubt", p.grounds["doubt"])
        for p in plans
        if "doubt" in p.grounds
    ]
    by_id = {plan.id: plan for plan in plans}
    problems += [
        Problem(by_id[name].source.path, name, None, None, "doubt", f"its name looks like that of {other}")
        for name, other in same_looks(by_id)
    ]
    if not plans and not problems:
        where = ", ".join(str(p) for p in given)
        problems.append(Problem(where, None, None, None, "empty", "no file that can be read was found here"))
    return Corpus(plans, problems)


@dataclass(frozen=True)
class _Read:
    """A document that was read: what its id is made of, and its plans, whose ids are what comes behind that."""

    path: str | None
    length: int
    """Characters of its text."""
    stem: str
    suffix: str
    folder: str
    plans: list[Plan]


def _read_lot(
    files: Sequence[File], text_column: str | None, max_bytes: int, own: tuple[Reader, ...], split: bool
) -> list[tuple[int, Problem | _Read]]:
    """The documents of some files and the problems met, in order, each with the number of its file."""
    made: list[tuple[int, Problem | _Read]] = []
    chosen = _convert_ahead(files, own)
    for number, file in enumerate(files):
        plans_of_file = 0
        for item in read_file(file, text_column, max_bytes, own, chosen.get(file.path)):
            if isinstance(item, Problem):
                made.append((number, item))
                continue
            plans = plans_of(item if split else replace(item, split=False), "")
            plans_of_file += len(plans)
            source = item.source
            if plans_of_file > MAX_PLANS:
                first = inside(source.path or file.path)
                reason = f"it holds more than the limit of {MAX_PLANS:,} plans; not read from {first} on"
                made.append((number, problem(file, "limit", reason)))
                break
            look = find_look_alikes(source.text)
            if look is not None:
                made.append((number, Problem(source.path, None, look.start, look.end, "doubt", look.reason)))
            length = len(source.text)
            made.append((number, _Read(source.path, length, item.stem, file.suffix, file.folder, plans)))
    return made


def _convert_ahead(files: Sequence[File], own: tuple[Reader, ...]) -> dict[str, Reader]:
    """Convert the old office files of a lot in one start of LibreOffice for documents and one for workbooks.

    Returns the readers that were chosen for them, by the path of the file.
    """
    old = [f for f in files if f.suffix in LEGACY + LEGACY_SHEETS]
    if len(old) < 2:
        return {}
    chosen: dict[str, Reader] = {}
    by_kind: dict[str, list[tuple[bytes, str]]] = {"legacy": [], "legacy sheet": []}
    for file in old:
        try:
            data = file.load()
        except OSError:
            continue  # its reader says so
        reader = choose(data, file.suffix, own) if data.strip(b"\0 \t\r\n") else None
        if reader is None:
            continue
        chosen[file.path] = reader
        if reader.kind in by_kind and reader not in own:
            suffix = legacy_suffix(data, file.suffix) if reader.kind == "legacy" else file.suffix
            by_kind[reader.kind].append((data, suffix))
    convert_ahead({"docx": by_kind["legacy"], "xlsx": by_kind["legacy sheet"]})
    return chosen


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
    return _unique(made, [[plan.id for plan in d.plans] for d in documents])


def _unique(names: Sequence[str], parts: Sequence[Sequence[str]]) -> list[str]:
    """The names, `~2` behind one that would give an id that another has; `parts` are the ids' ends (`#1`).

    >>> _unique(["a", "a", "a~2"], [[""], [""], [""]])
    ['a', 'a~3', 'a~2']
    """
    wanted = {name + part for name, ends in zip(names, parts, strict=True) for part in ends}
    taken: set[str] = set()
    times: Counter[str] = Counter()
    made = []
    for name, ends in zip(names, parts, strict=True):
        unique = name
        ids = [name + part for part in ends]
        while not taken.isdisjoint(ids) or (unique != name and not wanted.isdisjoint(ids)):
            times[name] = max(2, times[name] + 1)
            unique = f"{name}~{times[name]}"
            ids = [unique + part for part in ends]
        taken.update(ids)
        made.append(unique)
    return made
