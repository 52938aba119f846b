"""`miner` on the command line: one verb a stage, and `report` for the whole job.

Exit codes: 0 done (what could not be read is listed), 1 nothing could be mined, 2 wrong use (a path that does
not exist, an unknown option), 3 done with problems under `--strict`, 130 interrupted.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from miner import __version__
from miner.errors import MinerError

if TYPE_CHECKING:
    import pandas as pd

    from miner.analysis import Progress
    from miner.corpus import Corpus

__all__ = ["main"]

NOTHING_MINED, WITH_PROBLEMS, INTERRUPTED = 1, 3, 130
_TABLE_ROWS = 50
"""Rows the terminal table shows before it says how many more there are."""

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
strict_option = click.option("--strict", is_flag=True, help="Exit with 3 when a file had problems.")
themes_option = click.option("-k", "--themes", "n_themes", type=click.IntRange(1), help="Number of themes.")


def _config(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    """Options of each verb from a TOML file: `[report]` `themes = 12`."""
    if value is None:
        return
    from miner.data import parse_toml

    try:
        defaults = parse_toml(value.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{value}: {error}") from error
    context.default_map = {
        verb: {("n_themes" if k == "themes" else k): v for k, v in options.items()}
        for verb, options in defaults.items()
        if isinstance(options, dict)
    }


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="miner")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_config,
    help="Take the verbs' options from a TOML file.",
)
def cli() -> None:
    """Mine Chinese plan documents: outlines, targets, copied passages, themes, comparison.

    PATH is a file, a folder or `-` for standard input. The main job: miner report PATH… -o FOLDER
    """


def _read(paths: tuple[str, ...], quiet: bool) -> Corpus:
    from miner.reading import read_corpus

    if "-" in paths:
        if len(paths) > 1:
            raise click.UsageError("give either - for standard input or paths, not both")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "stdin.txt"
            file.write_bytes(sys.stdin.buffer.read())
            corpus = read_corpus(file)
    else:
        corpus = read_corpus(paths)
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


def _print_table(frame: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_lines=False)
    for name in frame.columns:
        table.add_column(str(name), overflow="fold")
    for row in frame.head(_TABLE_ROWS).itertuples(index=False):
        table.add_row(*("" if v is None or v != v else escape(_visible(str(v))) for v in map(_plain, row)))
    console = Console()
    console.print(table)
    if len(frame) > _TABLE_ROWS:
        console.print(f"… and {len(frame) - _TABLE_ROWS} more rows; --format csv gives all of them")


def _plain(value: Any) -> Any:
    import pandas as pd

    return None if value is pd.NA else value


def _visible(text: str) -> str:
    """Control characters of the documents must not steer the terminal."""
    return "".join(c if c.isprintable() else " " if c in "\n\t\r" else "�" for c in text)


def _emit(frame: pd.DataFrame, form: str | None, output: str) -> None:
    from miner.report.export import FORMATS, write_table

    if form is None:
        suffix = Path(output).suffix[1:].lower()
        form = suffix if suffix in FORMATS else "csv" if output != "-" or not sys.stdout.isatty() else "table"
    if form == "table":
        _print_table(frame)
    elif output == "-":
        write_table(frame, sys.stdout.buffer, form)  # type: ignore[arg-type]
        sys.stdout.buffer.flush()
    else:
        write_table(frame, Path(output), form)  # type: ignore[arg-type]


Stage = Callable[..., "pd.DataFrame"]


def _verb(name: str, *options: Callable[[Any], Any]) -> Callable[[Stage], Stage]:
    """Make a verb of a function from a corpus to a table: paths in, a table out in any format."""

    def register(stage: Stage) -> Stage:
        def run(
            paths: tuple[str, ...], form: str | None, output: str, quiet: bool, strict: bool, **rest: Any
        ) -> None:
            corpus = _read(paths, quiet)
            _emit(stage(corpus, **rest), form, output)
            if strict and len(corpus.problems):
                sys.exit(WITH_PROBLEMS)

        decorators = (
            paths_argument,
            *options,
            click.option(
                "-f",
                "--format",
                "form",
                type=click.Choice(["table", "csv", "jsonl", "parquet"]),
                help="Default: by the ending of OUTPUT, else a table on a terminal and CSV in a pipe.",
            ),
            click.option(
                "-o", "--output", default="-", type=click.Path(allow_dash=True), help="File, or - for stdout."
            ),
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

    corpus = _read(paths, quiet)
    with _progress(quiet) as progress:
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

        _emit(pd.concat([normalize_plan(plan).changes_table(plan.id) for plan in corpus]), None, "-")
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
        _emit(table, form, output)
        return
    for plan_id, rows in table.groupby("plan_id", sort=False):
        click.echo(_visible(str(plan_id)))
        for row in rows.to_dict("records"):
            role = f"   [{row['role']}]" if row["role"] else ""
            click.echo(_visible("  " * row["level"] + row["marker"] + row["heading"][:60]) + role)


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
    "themes",
    themes_option,
    click.option(
        "--table",
        "which",
        default="themes",
        show_default=True,
        type=click.Choice(["themes", "terms", "shares", "paragraphs", "representatives", "unfit"]),
    ),
    click.option(
        "--review",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Workbook for review: applied where it exists, then written anew.",
    ),
)
def themes(corpus: Corpus, n_themes: int | None, which: str) -> pd.DataFrame:
    """List the themes, their terms, their share in each plan, their representative sentences.

    Example: miner themes corpus --table terms
    """
    from miner.themes import extract_themes

    table: pd.DataFrame = getattr(extract_themes(corpus, n_themes=n_themes), which)
    return table


@_verb(
    "compare",
    click.option(
        "--table",
        "which",
        default="ledger",
        show_default=True,
        type=click.Choice(
            [
                "overview",
                "ledger",
                "moves",
                "doubtful",
                "coverage",
                "gaps",
                "overlap",
                "own",
                "revisions",
                "contrast",
            ]
        ),
    ),
)
def compare(corpus: Corpus, which: str) -> pd.DataFrame:
    """Compare the plans: targets raised and lowered, sections covered, text shared.

    Example: miner compare plan2024.txt plan2025.txt --table moves
    """
    from miner.comparison import compare as compare_plans

    table: pd.DataFrame = getattr(compare_plans(corpus), which)
    return table


@cli.command()
def doctor() -> None:
    """Say which versions, extras, programs and fonts are here.

    Example: miner doctor
    """
    from miner.doctor import findings

    for name, state in findings():
        click.echo(f"{name:<28} {state}")


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
