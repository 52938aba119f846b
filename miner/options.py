"""What the verbs of the command line have in common: their options, and how they read plans."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.spoken import say
from miner.terminal import visible

if TYPE_CHECKING:
    from miner.analysis import Progress
    from miner.corpus import Corpus

__all__ = [
    "NOTHING_MINED",
    "WITH_PROBLEMS",
    "base_option",
    "format_option",
    "output_option",
    "paths_argument",
    "progress_bar",
    "quiet_option",
    "read",
    "read_base",
    "strict_option",
    "themes_option",
]

NOTHING_MINED, WITH_PROBLEMS = 1, 3

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
strict_option = click.option("--strict", is_flag=True, help="Exit with 3 when a file had problems.")
format_option = click.option(
    "-f", "--format", "form", type=click.Choice(["table", "csv", "jsonl", "parquet", "xlsx"]),
    help="Default: by the ending of OUTPUT, else a table on a terminal and CSV in a pipe.",
)  # fmt: skip
output_option = click.option(
    "-o", "--output", default="-", type=click.Path(allow_dash=True), help="File, or - for stdout."
)
themes_option = click.option("-k", "--themes", "n_themes", type=click.IntRange(1), help="Number of themes.")
base_option = click.option(
    "--base",
    type=click.Path(exists=True),
    help="File or folder of superiors' documents and model texts: what stands in them is taken off.",
)


def read(
    paths: tuple[str, ...], quiet: bool, workers: int | None = 1, progress: Progress | None = None
) -> Corpus:
    """The plans of the paths; what could not be read is said on stderr, and without any plan the program ends."""
    from miner.reading import read_corpus

    if "-" in paths:
        if len(paths) > 1:
            raise click.UsageError("give either - for standard input or paths, not both")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "stdin.txt"
            file.write_bytes(sys.stdin.buffer.read())
            corpus = read_corpus(file)
    else:
        told = partial(progress, "reading") if progress else None
        corpus = read_corpus(paths, workers=workers, progress=told)
    if not quiet:
        for problem in corpus.problems.to_dict("records"):
            click.echo(visible(f"{problem['path'] or '-'}: {say(problem['reason'])}"), err=True)
    if not len(corpus):
        click.echo(say("miner: no plan could be read"), err=True)
        sys.exit(NOTHING_MINED)
    return corpus


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress | None]:
    """A progress bar on stderr, where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<12}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda stage, done, total: bar.update(
            task, description=say(stage), completed=done, total=total or None
        )


def read_base(path: str | None) -> Corpus | None:
    """The base texts of `--base`; None without."""
    from miner.reading import read_corpus

    return None if path is None else read_corpus(path)
