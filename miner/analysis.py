"""`analyze`: the whole pipeline on one page.

files → reading → normalization → segmentation → targets, duplicates, themes → comparison → report
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Union

from miner.comparison import Comparison, compare
from miner.copying import Templates, find_directions, find_leftovers, find_templates, measure_concreteness
from miner.corpus import Corpus
from miner.duplicates import Duplicates, find_duplicates
from miner.errors import InputError
from miner.reading import read_corpus
from miner.segmentation import segment
from miner.targets import extract_commitments, extract_quantities, extract_vetoes
from miner.themes import Themes, extract_themes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Analysis", "Progress", "analyze"]

Path_ = Union[str, "os.PathLike[str]"]
Progress = Callable[[str, int, int], None]
"""Called as `progress(stage, stages done, stages in all)`."""

STAGES = ("reading", "sections", "targets", "duplicates", "copying", "themes", "comparison")


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything mined from a corpus, computed once; every table holds offsets into `source.text`."""

    corpus: Corpus
    sections: pd.DataFrame
    quantities: pd.DataFrame
    commitments: pd.DataFrame
    vetoes: pd.DataFrame
    duplicates: Duplicates
    leftovers: pd.DataFrame
    directions: pd.DataFrame
    concreteness: pd.DataFrame
    copying: Templates
    themes: Themes
    comparison: Comparison

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

    def __repr__(self) -> str:
        return f"<Analysis: {self.summary()}>"

    def _repr_html_(self) -> str:
        return f"<p><b>Analysis</b>: {escape(self.summary())}</p>"


def analyze(
    paths_or_corpus: Corpus | Path_ | Iterable[Path_],
    *,
    n_themes: int | None = None,
    random_state: int = 0,
    progress: Progress | None = None,
) -> Analysis:
    """Run every stage over a corpus, or over the files of a path, and keep all tables.

    Raises InputError when a path does not exist. An unreadable file is a row in `Analysis.problems`.
    """
    done = iter(range(len(STAGES) + 1))

    def tell(stage: str) -> None:
        if progress:
            progress(stage, next(done), len(STAGES))

    tell("reading")
    corpus = paths_or_corpus if isinstance(paths_or_corpus, Corpus) else read_corpus(paths_or_corpus)
    if not len(corpus):
        raise InputError("no plan could be read; see `problems` of `miner.read_corpus`")
    tell("sections")
    sections = segment(corpus)
    tell("targets")
    quantities, commitments = extract_quantities(corpus), extract_commitments(corpus)
    vetoes = extract_vetoes(corpus)
    tell("duplicates")
    duplicates = find_duplicates(corpus)
    tell("copying")
    leftovers = find_leftovers(corpus, duplicates=duplicates)
    directions = find_directions(corpus, duplicates=duplicates, leftovers=leftovers)
    templates = find_templates(corpus, duplicates=duplicates)
    concreteness = measure_concreteness(corpus, quantities=quantities, commitments=commitments)
    tell("themes")
    themes = extract_themes(corpus, n_themes=n_themes, random_state=random_state, duplicates=duplicates)
    tell("comparison")
    comparison = compare(
        corpus,
        sections=sections,
        quantities=quantities,
        duplicates=duplicates,
        themes=themes,
        commitments=commitments,
    )
    tell("done")
    return Analysis(
        corpus,
        sections,
        quantities,
        commitments,
        vetoes,
        duplicates,
        leftovers,
        directions,
        concreteness,
        templates,
        themes,
        comparison,
    )
