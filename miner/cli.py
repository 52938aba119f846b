"""`miner` on the command line: one verb a stage, and `report` for the whole job.

Exit codes: 0 done (what could not be read is listed), 1 nothing could be mined, 2 wrong use (a path that does
not exist, an unknown option), 3 done with problems under `--strict`, 130 interrupted.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from miner import __version__
from miner.errors import MinerError
from miner.settings import read_settings
from miner.terminal import emit, visible

if TYPE_CHECKING:
    import pandas as pd

    from miner.analysis import Progress
    from miner.corpus import Corpus

__all__ = ["main"]

COPYING = ("directions", "copies", "templates", "slots", "sections", "concreteness", "sentences")
COMPARISONS = (
    "overview", "groups", "ledger", "moves", "layers", "doubtful", "coverage", "gaps", "overlap", "own", "own_text",
    "revisions", "edits", "concreteness", "contrast",
)  # fmt: skip
NOTHING_MINED, WITH_PROBLEMS, INTERRUPTED = 1, 3, 130

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
strict_option = click.option("--strict", is_flag=True, help="Exit with 3 when a file had problems.")
format_option = click.option(
    "-f", "--format", "form", type=click.Choice(["table", "csv", "jsonl", "parquet"]),
    help="Default: by the ending of OUTPUT, else a table on a terminal and CSV in a pipe.",
)  # fmt: skip
output_option = click.option(
    "-o", "--output", default="-", type=click.Path(allow_dash=True), help="File, or - for stdout."
)
themes_option = click.option("-k", "--themes", "n_themes", type=click.IntRange(1), help="Number of themes.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="miner")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=read_settings,
    help="Take the verbs' options from a TOML file: [report] themes = 12.",
)
@click.option(
    "--rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="MINER_RULES",
    help="A folder of your own rules: targets/units.csv, segmentation/markers.toml, …",
)
def cli(rules: Path | None) -> None:
    """Mine Chinese plan documents: outlines, targets, copied passages, themes, comparison.

    PATH is a file, a folder or `-` for standard input. The main job: miner report PATH… -o FOLDER
    """
    if rules is not None:
        from miner.rules import use_rules

        use_rules(rules)


def _read(paths: tuple[str, ...], quiet: bool, workers: int = 1, progress: Progress | None = None) -> Corpus:
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
            click.echo(f"{problem['path'] or '-'}: {problem['reason']}", err=True)
    if not len(corpus):
        click.echo("miner: no plan could be read", err=True)
        sys.exit(NOTHING_MINED)
    return corpus


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
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
            task, description=stage, completed=done, total=total or None
        )


Stage = Callable[..., "pd.DataFrame"]


def _verb(name: str, *options: Callable[[Any], Any]) -> Callable[[Stage], Stage]:
    """Make a verb of a function from a corpus to a table: paths in, a table out in any format."""

    def register(stage: Stage) -> Stage:
        def run(
            paths: tuple[str, ...], form: str | None, output: str, quiet: bool, strict: bool, **rest: Any
        ) -> None:
            corpus = _read(paths, quiet)
            emit(stage(corpus, **rest), form, output)
            if strict and len(corpus.problems):
                sys.exit(WITH_PROBLEMS)

        decorators = (
            paths_argument,
            *options,
            format_option,
            output_option,
            quiet_option,
            strict_option,
        )
        run.__doc__ = stage.__doc__
        command: Any = run
        for decorate in reversed(decorators):
            command = decorate(command)
        cli.command(name)(command)
        return stage

    return register


@cli.command()
@paths_argument
@click.option(
    "-o",
    "--output",
    "folder",
    default="report",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for index.html, the workbook and the tables.",
)
@themes_option
@click.option(
    "--language", type=click.Choice(["en", "zh-Hans", "zh-Hant"]), help="Default: the reader's own."
)
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep what is mined in this file (DuckDB); the next run mines only what is new.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes to mine with."
)
@quiet_option
@strict_option
def report(
    paths: tuple[str, ...],
    folder: Path,
    n_themes: int | None,
    language: str | None,
    store: Path | None,
    workers: int,
    quiet: bool,
    strict: bool,
) -> None:
    """Mine the plans and write the report: index.html, a workbook, a summary, every table.

    Example: miner report corpus -o report
    """
    from miner.analysis import analyze

    with _progress(quiet) as progress:
        corpus = _read(paths, quiet, workers, progress)
        analysis = analyze(corpus, n_themes=n_themes, workers=workers, store=store, progress=progress)
        index = analysis.report(folder, language=language)
    if not quiet:
        click.echo(analysis.summary(), err=True)
    click.echo(str(index))
    if strict and len(analysis.problems):
        sys.exit(WITH_PROBLEMS)


@cli.command()
@paths_argument
@click.option(
    "--changes", is_flag=True, help="List what was repaired, where and by which rule, instead of the text."
)
@quiet_option
def normalize(paths: tuple[str, ...], changes: bool, quiet: bool) -> None:
    """Print the plans in normal form: repaired, simplified, without page furniture.

    Example: miner normalize scraped.txt --changes
    """
    from miner.normalization import normalize_plan

    corpus = _read(paths, quiet)
    if changes:
        import pandas as pd

        emit(pd.concat([normalize_plan(plan).changes_table(plan.id) for plan in corpus]), None, "-")
        return
    for plan in corpus:
        click.echo(normalize_plan(plan).text)


@cli.command()
@paths_argument
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["tree", "table", "csv", "jsonl", "parquet"]),
    default="tree",
    show_default=True,
)
@click.option("-o", "--output", default="-", type=click.Path(allow_dash=True), help="File, or - for stdout.")
@quiet_option
def outline(paths: tuple[str, ...], form: str, output: str, quiet: bool) -> None:
    """Print the section tree of each plan, with the role that each heading tells.

    Example: miner outline plan.docx
    """
    from miner.segmentation import segment

    corpus = _read(paths, quiet)
    table = segment(corpus)
    if form != "tree":
        emit(table, form, output)
        return
    for plan_id, rows in table.groupby("plan_id", sort=False):
        click.echo(visible(str(plan_id)))
        for row in rows.to_dict("records"):
            role = f"   [{row['role']}]" if row["role"] else ""
            click.echo(visible("  " * row["level"] + row["marker"] + row["heading"][:60]) + role)


@_verb("plans")
def plans(corpus: Corpus) -> pd.DataFrame:
    """List the plans: title, issuer, place, year, kind, script, and how each was found.

    Example: miner plans corpus
    """
    return corpus.plans


@_verb("furniture")
def furniture(corpus: Corpus) -> pd.DataFrame:
    """List the page furniture that no stage reads: breadcrumbs, widgets, related links.

    Example: miner furniture page.html
    """
    return corpus.furniture


@_verb(
    "targets", click.option("--all", "every", is_flag=True, help="Every quantity, not the commitments only.")
)
def targets(corpus: Corpus, every: bool) -> pd.DataFrame:
    """List the quantitative targets: indicator, comparator, value, unit, period, status.

    Example: miner targets corpus --format csv -o targets.csv
    """
    from miner.targets import extract_quantities, extract_targets

    return extract_quantities(corpus) if every else extract_targets(corpus)


@_verb("commitments")
def commitments(corpus: Corpus) -> pd.DataFrame:
    """List the commitments without a number: tasks with a date, qualitative aims.

    Example: miner commitments corpus -o commitments.csv
    """
    from miner.targets import extract_commitments

    return extract_commitments(corpus)


@_verb("vetoes")
def vetoes(corpus: Corpus) -> pd.DataFrame:
    """List the numbers that are no quantities, each with the reason.

    Example: miner vetoes corpus
    """
    from miner.targets import extract_vetoes

    return extract_vetoes(corpus)


@_verb(
    "duplicates",
    click.option(
        "--table",
        "which",
        default="passages",
        show_default=True,
        type=click.Choice(["passages", "pairs", "families", "shares", "boilerplate"]),
    ),
    click.option("--similarity", type=click.FloatRange(0, 1), help="Only passages at least this alike."),
    click.option("--min-chars", type=click.IntRange(1), help="Only passages at least this long."),
)
def duplicates(corpus: Corpus, which: str, similarity: float | None, min_chars: int | None) -> pd.DataFrame:
    """List copied passages with both spans, families of near-identical plans, copied shares.

    Example: miner duplicates a.txt b.txt
    """
    from miner.duplicates import find_duplicates

    found = find_duplicates(corpus)
    if similarity is not None or min_chars is not None:
        found = found.at(similarity=similarity, min_chars=min_chars)
    table: pd.DataFrame = getattr(found, which)
    return table


@_verb("leftovers")
def leftovers(corpus: Corpus) -> pd.DataFrame:
    """List what a copyist may have forgotten to change: to check, each with its ground.

    Example: miner leftovers corpus
    """
    from miner.copying import find_leftovers

    return find_leftovers(corpus)


@_verb(
    "copying",
    click.option(
        "--table",
        "which",
        default="directions",
        show_default=True,
        type=click.Choice(COPYING),
    ),
)
def copying(corpus: Corpus, which: str) -> pd.DataFrame:
    """List who may have taken what from whom, the templates of families, how concrete each plan is.

    Example: miner copying corpus --table slots
    """
    from miner.copying import evidence_table

    return evidence_table(corpus, which)


@_verb(
    "themes",
    themes_option,
    click.option(
        "--codebook", help="A fixed scheme: government, school, union, or a CSV file with theme,words."
    ),
    click.option("--embeddings", is_flag=True, help="Read the codebook by sentence embeddings, too."),
    click.option(
        "--review",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Workbook for review (.xlsx): applied where it exists, then written anew.",
    ),
    click.option(
        "--table",
        "which",
        default="themes",
        show_default=True,
        type=click.Choice(
            ["themes", "terms", "shares", "paragraphs", "representatives", "summaries", "unfit", "choice"]
        ),
    ),
)
def themes(
    corpus: Corpus, n_themes: int | None, codebook: str | None, embeddings: bool, review: Path | None, which: str
) -> pd.DataFrame:  # fmt: skip
    """List the themes, their terms, their share in each plan, their representative sentences.

    Example: miner themes corpus --table terms
    """
    from miner.themes import extract_themes

    decided = review if review and review.exists() else None
    found = extract_themes(corpus, n_themes, codebook=codebook, embeddings=embeddings, review=decided)
    if review:
        found.write_review(review)
    table: pd.DataFrame = getattr(found, which)
    return table


@cli.command()
@paths_argument
@click.option("--table", "which", type=click.Choice(COMPARISONS), help="One table instead of the page.")
@click.option("--by", default="layer", show_default=True, help="Column of the plans that `groups` goes by.")
@format_option
@output_option
@quiet_option
@strict_option
def compare(
    paths: tuple[str, ...], which: str | None, by: str, form: str | None, output: str, quiet: bool, strict: bool
) -> None:  # fmt: skip
    """Compare the plans: targets raised and lowered, sections covered, text shared, on one page.

    Example: miner compare plan2024.txt plan2025.txt --table moves
    """
    from miner.comparison import compare as compare_plans

    corpus = _read(paths, quiet)
    compared = compare_plans(corpus, by=by)
    if which or form or output != "-":
        emit(getattr(compared, which or "ledger"), form, output)
    else:
        click.echo(compared.page(), nl=False)
    if strict and len(corpus.problems):
        sys.exit(WITH_PROBLEMS)


@cli.command()
def doctor() -> None:
    """Say which versions, extras, programs and fonts are here; exit with 1 when something needed is missing.

    Example: miner doctor
    """
    from miner.doctor import findings

    found = list(findings())
    for name, state, good in found:
        click.echo(f"{name:<28} {state if good else click.style(state, fg='red')}")
    if not all(f.good for f in found):
        sys.exit(NOTHING_MINED)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the shell completion script; source it in your shell's start file.

    Example: miner completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "miner", "_MINER_COMPLETE").source())


def main() -> None:
    """Run `miner`; every expected error is one line on stderr."""
    try:
        cli(prog_name="miner", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("miner: interrupted; nothing half-written was kept", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MinerError as error:
        click.echo(f"miner: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
