"""Run the stages of `miner.stages` over a corpus (`analyze`) and hold their results (`Analysis`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from miner.comparison import Comparison
from miner.copying import Templates
from miner.corpus import Corpus
from miner.duplicates import Duplicates
from miner.engine.cores import workers_for
from miner.engine.parts import Parts
from miner.engine.workers import seldom_collected
from miner.errors import InputError
from miner.parallel import Mining, outline_all
from miner.reading import read_corpus
from miner.stages import CORPUS_STAGES, PLAN_TABLES, STAGE_NAMES, Stage, frame_of, stage_named
from miner.themes import Themes

if TYPE_CHECKING:
    import pandas as pd

    from miner.report.evidence import EvidenceSheet
    from miner.report.plots import Plots
    from miner.store import Store

__all__ = ["Analysis", "Progress", "analyze"]

Path_ = Union[str, "os.PathLike[str]"]
Progress = Callable[[str, int, int], None]
"""Called as `progress(stage, done, total)`; done and total count hundredths of a stage."""

Later = Mapping[str, Callable[[], "pd.DataFrame"]]
"""Functions that build the tables of single plans, by name."""

Results = dict[str, Any]
"""Results of stages by name; for stages of single plans, first a function that builds the table."""

PARTS = ("reading", "plans", *(stage.name for stage in CORPUS_STAGES))
"""Stage names that `progress` reports, in order."""


class Analysis:
    """Everything mined from a corpus, computed once; every table holds offsets into `source.text`.

    The result of each stage (`miner.stages`) is an attribute, and so is each of its tables: `analysis.ledger` is
    `analysis.comparison.ledger`. The one exception is `themes`, the result; its table is `analysis.themes.themes`.
    """

    def __init__(self, corpus: Corpus, results: Mapping[str, Any]) -> None:
        self.corpus = corpus
        self._results: Results = {"corpus": corpus, **results}

    def _result(self, name: str) -> Any:
        """The result of a stage, computed when it is first asked for."""
        if name not in self._results:
            stage = stage_named(name)
            needs = {need: getattr(self, need) for need in stage.needs}
            self._results[name] = stage.run(self.corpus, **needs)
        elif name in PLAN_TABLES and callable(later := self._results[name]):
            self._results[name] = later()
        return self._results[name]

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = self._result(name)
        return frame

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in STAGE_NAMES:
            return self._frame(name)
        frame = frame_of(self, name)
        if frame is None:
            raise AttributeError(f"an analysis has no table {name!r}")
        return frame

    @property
    def sections(self) -> pd.DataFrame:
        """The outline of every plan, `miner.tables.SECTIONS`."""
        return self._frame("sections")

    @property
    def quantities(self) -> pd.DataFrame:
        """Every quantity of every plan, `miner.tables.QUANTITIES`."""
        return self._frame("quantities")

    @property
    def commitments(self) -> pd.DataFrame:
        """Promises without a number, `miner.tables.COMMITMENTS`."""
        return self._frame("commitments")

    @property
    def vetoes(self) -> pd.DataFrame:
        """Numbers that were rejected as quantities, `miner.tables.VETOES`."""
        return self._frame("vetoes")

    @property
    def concreteness(self) -> pd.DataFrame:
        """How concrete each plan is, `miner.tables.CONCRETENESS`."""
        return self._frame("concreteness")

    @property
    def leftovers(self) -> pd.DataFrame:
        """Names, years and blanks that a copyist may have forgotten to change, `miner.tables.LEFTOVERS`."""
        return self._frame("leftovers")

    @property
    def directions(self) -> pd.DataFrame:
        """The likely direction of copying per pair, `miner.tables.DIRECTIONS`."""
        return self._frame("directions")

    @property
    def targets(self) -> pd.DataFrame:
        """The quantities that the plans commit to, `miner.tables.TARGETS`."""
        return self._frame("targets")

    @property
    def copies(self) -> pd.DataFrame:
        """The copy graph: likely source, copy and amount, `miner.tables.COPIES`."""
        return self._frame("copies")

    @property
    def concrete_sentences(self) -> pd.DataFrame:
        """The sentences that `concreteness` counts and the elements of each, `miner.tables.CONCRETE_SENTENCES`."""
        return self._frame("concrete_sentences")

    @property
    def duplicates(self) -> Duplicates:
        """The copied passages."""
        result: Duplicates = self._result("duplicates")
        return result

    @property
    def copying(self) -> Templates:
        """The templates of the families of near-identical plans."""
        result: Templates = self._result("copying")
        return result

    @property
    def themes(self) -> Themes:
        """The themes."""
        result: Themes = self._result("themes")
        return result

    @property
    def comparison(self) -> Comparison:
        """The comparison of the plans."""
        result: Comparison = self._result("comparison")
        return result

    @property
    def problems(self) -> pd.DataFrame:
        """Files and parts that could not be read, one row each."""
        return self._frame("problems")

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table that is not empty by name, in the order of the stages; the corpus has `plans`."""
        from miner.report import tables_of

        return tables_of(self)

    @property
    def plot(self) -> Plots:
        """The figures of the report on matplotlib axes: `analysis.plot.similarity(ax=ax)`."""
        from miner.report.plots import Plots

        return Plots(self)

    def summary(self, language: str | None = None) -> str:
        """One line: plans, sections, targets, copied share, files with problems; by default in the reader's language.

        Raises InputError for an unknown language.
        """
        from miner.report import words_in

        shares = self.duplicates.shares["copied_share"]
        return words_in(language)["summary.shared" if len(shares) else "summary.none"].format(
            plans=len(self.corpus),
            sections=len(self.sections),
            targets=len(self.targets),
            share=f"{100 * shares.mean():.0f}",
            files=self.problems["path"].nunique(),
        )

    def labels(self, language: str | None = None) -> dict[str, dict[str, str]]:
        """The heads of each table's columns by table and column, to rename with; by default in the reader's language.

        `analysis.targets.rename(columns=analysis.labels("zh")["targets"])`. Raises InputError for an unknown language.
        """
        from miner.report import heads_in

        return heads_in(language)

    def report(self, folder: Path_, *, language: str | None = None) -> Path:
        """Write the report into `folder` and return the path of its `index.html`.

        Raises InputError when the folder cannot be written or the language is unknown.
        """
        from miner.report import write_report

        return write_report(self, folder, language=language)[0]

    def evidence_sheet(
        self, which: tuple[str, str] | int, *, language: str | None = None, date: str | None = None
    ) -> EvidenceSheet:
        """The evidence sheet of a pair (the ids of two plans) or of a family (its number): `miner.evidence`.

        Raises InputError when there are no such plans or family.
        """
        from miner.report.evidence import evidence, family_evidence

        if isinstance(which, int):
            return family_evidence(self, which, language=language, date=date)
        return evidence(self, *which, language=language, date=date)

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
        """Open the analysis that `analyze(…, store=store)` stored.

        Raises InputError when there is no such store, it is in use, or its last run was not finished;
        MissingExtraError when DuckDB is not installed.
        """
        from miner.store import open_store
        from miner.store.stages import opened

        with open_store(store, create=False) as opened_store:
            return cls(*opened(opened_store))

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
    workers: int | None = 1,
    store: Path_ | None = None,
    base: Corpus | Path_ | Iterable[Path_] | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Run every stage over a corpus, or over the files of a path, and keep all tables.

    With more than one of `workers`, files are read and stages of single plans run in separate processes, at the same
    time as the stages of the corpus; None takes as many as cores and memory allow, and one for fewer than 30 plans. The tables are the same. A `store` (a DuckDB file, created if missing) keeps
    results: a plan mined before by the same rules is not mined again, and a killed run continues where it stopped.
    `base` are superiors' documents and model texts, a corpus or paths: text of these does not count as copied between
    plans (`find_duplicates`). With a store the fitted themes are applied to new plans until 5 % of the plans changed.

    Raises InputError when a path does not exist, `workers` is below 1, or the store is in use or is none;
    MissingExtraError when a store is asked for and DuckDB is not installed. An unreadable file is a row in
    `Analysis.problems`.
    """
    workers_for(workers, 0)
    tell = _Teller(progress)
    tell("reading")
    corpus = (
        paths_or_corpus
        if isinstance(paths_or_corpus, Corpus)
        else read_corpus(paths_or_corpus, workers=workers, progress=tell.part)
    )
    if not len(corpus):
        raise InputError("no plan could be read; see `problems` of `miner.read_corpus`")
    several = workers_for(workers, len(corpus))
    base_corpus = base if base is None or isinstance(base, Corpus) else read_corpus(base)
    options = {"n_themes": n_themes, "random_state": random_state, "base": base_corpus}
    tell("plans")
    with ExitStack() as stack:
        run: Callable[..., Any]
        if store is None:
            mined = stack.enter_context(_mining(corpus, several, tell))
            run = partial(_run, corpus)
        else:
            mined, run = _stored(stack, corpus, store, several, tell)
        results: Results = {}
        for stage in CORPUS_STAGES:
            tell(stage.name)
            if not results.keys() >= set(stage.needs):  # the stage needs a table of single plans
                results |= {name: later() for name, later in mined().items()}
            needs = {name: results[name] for name in stage.needs}
            results[stage.name] = run(stage, **needs, **{name: options[name] for name in stage.options})
        results = {**mined(), **results}
    tell("done")
    return Analysis(corpus, results)


def _run(corpus: Corpus, stage: Stage, **inputs: Any) -> Any:
    return stage.run(corpus, **inputs)


class _Teller:
    """Reports progress to the caller: the stage and how much of it is done."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._stage, self._begun = progress, "", -1

    def __call__(self, stage: str) -> None:
        """Report the start of a stage, which completes the one before."""
        self._stage = stage
        self._begun += 1
        self.part(0, 1)

    def part(self, done: int, of: int) -> None:
        """Report that `done` of `of` parts of the stage are finished."""
        if self._progress:
            self._progress(self._stage, 100 * self._begun + 100 * done // max(1, of), 100 * len(PARTS))


@contextmanager
def _mining(corpus: Corpus, workers: int, tell: _Teller) -> Iterator[Callable[[], Later]]:
    """Run the stages of single plans: immediately with one worker, else in other processes during the `with` block.

    The block uses this process alone; the yielded function then lets this process help to finish the rest.
    """
    mining = Mining(corpus, workers)

    def run(help: bool) -> Later:
        parts, finished = {name: Parts(table) for name, table in PLAN_TABLES.items()}, 0
        for lot, rows_of in mining.results(help):
            for name, rows in parts.items():
                rows.add(rows_of[name])
            finished += len(lot)
            if help:
                tell.part(finished, len(corpus))
        return {name: rows.frame for name, rows in parts.items()}

    if workers == 1:
        later = run(True)
        yield lambda: later
        return
    with ThreadPoolExecutor(1) as pool:
        mined_aside = pool.submit(run, False)

        def rest() -> Later:
            mining.help()
            return mined_aside.result()

        try:
            outline_all(corpus)
            yield rest
        except BaseException:
            mining.stop()
            raise


def _stored(
    stack: ExitStack, corpus: Corpus, path: Path_, workers: int, tell: _Teller
) -> tuple[Callable[[], Later], Callable[..., Any]]:
    """With a store: the loader of the tables of single plans, and the function that runs a stage of the corpus."""
    from miner.store import open_store
    from miner.store.stages import mine_missing, stored

    store: Store = stack.enter_context(open_store(path))
    keys = store.put_corpus(corpus)
    mine_missing(store, corpus, keys, workers, tell.part)
    later = store.mined()
    return lambda: later, partial(stored, store, corpus, keys)
