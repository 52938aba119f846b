"""`analyze`: the whole pipeline on one page.

files → reading → normalization → segmentation → targets, duplicates, themes → comparison → report
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Union

from miner import spool
from miner.comparison import Comparison, compare
from miner.copying import (
    Templates,
    copy_graph,
    find_directions,
    find_leftovers,
    find_templates,
    mark_sentences,
)
from miner.corpus import Corpus
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError
from miner.parallel import STAGES as PLAN_STAGES
from miner.parallel import Mining, outline_all
from miner.reading import read_corpus
from miner.tables.parts import Parts
from miner.themes import Themes
from miner.themes.extract import themes_if_any
from miner.workers import seldom_collected

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Analysis", "Progress", "analyze"]

Path_ = Union[str, "os.PathLike[str]"]
Progress = Callable[[str, int, int], None]
"""Called as `progress(stage, done, in all)`, in hundredths of a stage."""

Later = Mapping[str, Callable[[], "pd.DataFrame"]]
"""What makes the tables of single plans, by name, when they are asked for."""

STAGES = ("reading", "targets", "duplicates", "copying", "themes", "comparison")


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything mined from a corpus, computed once; every table holds offsets into `source.text`."""

    corpus: Corpus
    _later: Later
    duplicates: Duplicates
    leftovers: pd.DataFrame
    directions: pd.DataFrame
    copying: Templates
    themes: Themes

    @cached_property
    def sections(self) -> pd.DataFrame:
        """The outline of every plan, `miner.tables.SECTIONS`."""
        return self._later["sections"]()

    @cached_property
    def quantities(self) -> pd.DataFrame:
        """Every quantity of every plan, `miner.tables.QUANTITIES`."""
        return self._later["quantities"]()

    @cached_property
    def commitments(self) -> pd.DataFrame:
        """What the plans promise without a number, `miner.tables.COMMITMENTS`."""
        return self._later["commitments"]()

    @cached_property
    def vetoes(self) -> pd.DataFrame:
        """The numbers that are no quantities, `miner.tables.VETOES`."""
        return self._later["vetoes"]()

    @cached_property
    def concreteness(self) -> pd.DataFrame:
        """How concrete each plan is, `miner.tables.CONCRETENESS`."""
        return self._later["concreteness"]()

    @cached_property
    def comparison(self) -> Comparison:
        """How the plans compare, by what was mined of them."""
        return compare(
            self.corpus,
            sections=self.sections,
            quantities=self.quantities,
            duplicates=self.duplicates,
            themes=self.themes,
            commitments=self.commitments,
        )

    @property
    def targets(self) -> pd.DataFrame:
        """The quantities that the plans commit to."""
        return self.quantities[self.quantities["status"] == "commitment"].reset_index(drop=True)

    @property
    def templates(self) -> pd.DataFrame:
        """What the plans of each family have in common, sentence by sentence, with numbered gaps."""
        return self.copying.templates

    @property
    def slots(self) -> pd.DataFrame:
        """What each plan put into each gap of its family's template."""
        return self.copying.slots

    @property
    def template_sections(self) -> pd.DataFrame:
        """Headings that a plan dropped from its family's template or added to it."""
        return self.copying.sections

    @cached_property
    def copies(self) -> pd.DataFrame:
        """The copy graph: who may have taken how much from whom."""
        return copy_graph(self.corpus, self.directions, duplicates=self.duplicates)

    @cached_property
    def concrete_sentences(self) -> pd.DataFrame:
        """The sentences that `concreteness` counts and what each holds."""
        return mark_sentences(self.corpus, quantities=self.quantities, commitments=self.commitments)

    @property
    def problems(self) -> pd.DataFrame:
        """What could not be read or handled, one row each."""
        return self.corpus.problems

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by name, in the order of the pipeline."""
        from miner.report import tables_of

        return tables_of(self)

    def summary(self) -> str:
        """One line: plans, sections, targets, copied share, files with problems."""
        shares = self.duplicates.shares["copied_share"]
        copied = f"{100 * shares.mean():.0f} %" if len(shares) else "none"
        return (
            f"{len(self.corpus)} plans, {len(self.sections)} sections, {len(self.targets)} targets, "
            f"{copied} of an average plan stands in another, "
            f"{self.problems['path'].nunique()} files with problems"
        )

    def report(self, folder: Path_, *, language: str | None = None) -> Path:
        """Write the report into `folder` and return the path of its `index.html`.

        Raises InputError when the folder cannot be written or the language is unknown.
        """
        from miner.report import write_report

        return write_report(self, folder, language=language)[0]

    def save(self, file: Path_) -> None:
        """Write every table as a Parquet file into the folder `file`.

        Raises InputError when the place cannot be written.
        """
        from miner.report.export import write_table

        target = Path(file)
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot write {target}: {error.strerror or error}") from error
        for name, table in self.tables().items():
            write_table(table, target / f"{name}.parquet", "parquet")

    @classmethod
    def open(cls, store: Path_) -> Analysis:
        """The analysis that `analyze(…, store=store)` kept; its tables are those of that run.

        Raises InputError when there is no such store, it is in use, or its last run did not come to its end;
        MissingExtraError when DuckDB is not installed.
        """
        from miner.store import open_store
        from miner.store.stages import opened

        with open_store(store, create=False) as kept:
            parts = opened(kept)
        return cls(*parts)

    def __repr__(self) -> str:
        return f"<Analysis: {self.summary()}>"

    def _repr_html_(self) -> str:
        return f"<p><b>Analysis</b>: {escape(self.summary())}</p>"


@seldom_collected()
def analyze(
    paths_or_corpus: Corpus | Path_ | Iterable[Path_],
    *,
    n_themes: int | None = None,
    random_state: int = 0,
    workers: int = 1,
    store: Path_ | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Run every stage over a corpus, or over the files of a path, and keep all tables.

    With more than one of `workers` the files are read, and the stages that read one plan at a time run, in
    processes of their own, these beside the others; the tables are the same. A `store` (a DuckDB file, made where it is missing) keeps what
    was mined: a plan read before by the same rules is not read again, and a run that was killed goes on
    where it was. There the themes stay as fitted, with new plans read off, until 5 % of the plans changed.

    Raises InputError when a path does not exist, `workers` is below 1, or the store is in use or is none;
    MissingExtraError when a store is asked for and DuckDB is not installed. An unreadable file is a row in
    `Analysis.problems`.
    """
    if workers < 1:
        raise InputError(f"workers must be at least 1, not {workers}")
    tell = _Teller(progress)
    tell("reading")
    corpus = (
        paths_or_corpus
        if isinstance(paths_or_corpus, Corpus)
        else read_corpus(paths_or_corpus, workers=workers, progress=tell.part)
    )
    if not len(corpus):
        raise InputError("no plan could be read; see `problems` of `miner.read_corpus`")
    if store is not None:
        return _with_store(corpus, store, n_themes, random_state, workers, tell)
    tell("targets")
    with _mining(corpus, workers, tell) as mined:
        tell("duplicates")
        duplicates = find_duplicates(corpus)
        if sum(p.end - p.start for p in corpus) > spool.LIMIT:
            duplicates = duplicates.settled()
        tell("copying")
        leftovers = find_leftovers(corpus, duplicates=duplicates)
        directions = find_directions(corpus, duplicates=duplicates, leftovers=leftovers)
        templates = find_templates(corpus, duplicates=duplicates)
        tell("themes")
        themes = themes_if_any(corpus, n_themes, random_state, duplicates)
        made = mined()
    tell("comparison")
    tell("done")
    return Analysis(corpus, made, duplicates, leftovers, directions, templates, themes)


class _Teller:
    """Tells the caller the stage and how much is done."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._stage, self._begun = progress, "", -1

    def __call__(self, stage: str) -> None:
        """A stage begins, and what was before is done."""
        self._stage = stage
        self._begun += 1
        self.part(0, 1)

    def part(self, done: int, of: int) -> None:
        """So much of the stage is done."""
        if self._progress:
            self._progress(self._stage, 100 * self._begun + 100 * done // max(1, of), 100 * len(STAGES))


@contextmanager
def _mining(corpus: Corpus, workers: int, tell: _Teller) -> Iterator[Callable[[], Later]]:
    """The stages that read single plans: at once with one worker, beside what stands inside with more.

    What is inside has this process to itself; when it is done, this process helps the others.
    """
    mining = Mining(corpus, workers)

    def run(help: bool) -> Later:
        parts, done = {name: Parts(table) for name, table in PLAN_STAGES.items()}, 0
        for lot, made in mining.results(help):
            for name, rows in parts.items():
                rows.add(made[name])
            done += len(lot)
            if help:
                tell.part(done, len(corpus))
        return {name: rows.frame for name, rows in parts.items()}

    if workers == 1:
        made = run(True)
        yield lambda: made
        return
    with ThreadPoolExecutor(1) as beside:
        taken = beside.submit(run, False)

        def rest() -> Later:
            mining.help()
            return taken.result()

        try:
            outline_all(corpus)
            yield rest
        except BaseException:
            mining.stop()
            raise


def _with_store(
    corpus: Corpus, path: Path_, n_themes: int | None, random_state: int, workers: int, tell: _Teller
) -> Analysis:
    from miner.store import open_store
    from miner.store.copies import stored_copying
    from miner.store.stages import mine_missing, stored_duplicates, stored_leftovers, stored_themes

    with open_store(path) as store:
        tell("targets")
        keys = store.put_corpus(corpus)
        mine_missing(store, corpus, keys, workers, tell.part)
        made = store.mined()
        tell("duplicates")
        duplicates = stored_duplicates(store, corpus, keys)
        tell("copying")
        leftovers = stored_leftovers(store, corpus, keys, duplicates)
        directions, templates = stored_copying(store, corpus, keys, duplicates, leftovers)
        tell("themes")
        themes = stored_themes(store, corpus, keys, duplicates, n_themes, random_state)
    tell("comparison")
    tell("done")
    return Analysis(corpus, made, duplicates, leftovers, directions, templates, themes)
