"""The command `miner`: one verb per stage, and `report` for all of them.

Exit codes: 0 done (unreadable files are listed), 1 nothing could be mined, 2 wrong use (a path that does not exist,
an unknown option), 3 done with problems under `--strict` or, of `check`, with something to look at, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from miner import __version__
from miner.check_command import check
from miner.errors import MinerError
from miner.evidence_command import evidence
from miner.options import (
    NOTHING_MINED,
    WITH_PROBLEMS,
    base_option,
    format_option,
    output_option,
    paths_argument,
    progress_bar,
    quiet_option,
    read,
    read_base,
    strict_option,
    themes_option,
)
from miner.settings import read_settings
from miner.spoken import (
    SpokenGroup,
    TextChoice,
    chosen,
    escape_unshown,
    language_option,
    padded,
    say,
    show_error,
)
from miner.terminal import emit, in_words, visible, visible_lines

if TYPE_CHECKING:
    import pandas as pd

    from miner.corpus import Corpus

__all__ = ["main"]

INTERRUPTED = 130


class TableOf(TextChoice):
    """The tables of some stages as choices; the stages are loaded when the choices are first needed."""

    def __init__(self, *stages: str, more: tuple[str, ...] = ()) -> None:
        self.case_sensitive = True
        self._stages, self._more = stages, more

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override]
        """The names of the tables."""
        from miner.stages import stage_named

        return (*(table.name for name in self._stages for table in stage_named(name).tables), *self._more)


def table_option(default: str, tables: TableOf) -> Callable[[Any], Any]:
    """The option `--table`, which selects a table of a verb."""
    return click.option("--table", "which", default=default, show_default=True, type=tables)


@click.group(
    cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
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
    help="A folder of your own rules: numbers/units.csv, segmentation/markers.toml, …",
)
@language_option(expose_value=False)
def cli(rules: Path | None) -> None:
    """Mine Chinese plan documents: outlines, targets, copied passages, themes, comparison.

    PATH is a file, a folder or `-` for standard input. The main job: miner report PATH… -o FOLDER
    """
    if rules is not None:
        from miner.knowledge.rules import use_rules

        use_rules(rules)


Stage = Callable[..., "pd.DataFrame"]


def _verb(name: str, *options: Callable[[Any], Any], least: int = 1) -> Callable[[Stage], Stage]:
    """Register a function from a corpus to a table as a verb with paths as input and a table in any format as output.

    With `least` 2 it is said on stderr where one plan alone was read.
    """

    def register(stage: Stage) -> Stage:
        def run(
            paths: tuple[str, ...], form: str | None, output: str, quiet: bool, strict: bool, **rest: Any
        ) -> None:
            corpus = read(paths, quiet)
            if len(corpus) < least and not quiet:
                click.echo(say("one plan was read; text is compared between two or more"), err=True)
            emit(stage(corpus, **rest), form, output, rest.get("which") or name)
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
    "-o", "--output", "folder", default="report", show_default=True, help="Folder for index.html, the workbook and the tables.",
    type=click.Path(file_okay=False, path_type=Path),
)  # fmt: skip
@themes_option
@language_option()
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep what is mined in this file (DuckDB); the next run mines only what is new.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes; default: as cores and memory allow.")
@base_option
@quiet_option
@strict_option
def report(
    paths: tuple[str, ...],
    folder: Path,
    n_themes: int | None,
    language: str | None,
    store: Path | None,
    workers: int | None,
    base: str | None,
    quiet: bool,
    strict: bool,
) -> None:
    """Mine the plans and write the report: index.html, a workbook, a summary, every table.

    Example: miner report corpus -o report
    """
    from miner.analysis import analyze

    with progress_bar(quiet) as progress:
        corpus = read(paths, quiet, workers, progress)
        analysis = analyze(
            corpus, n_themes=n_themes, workers=workers, store=store, base=read_base(base), progress=progress
        )
        index = analysis.report(folder, language=language)
    if not quiet:
        click.echo(visible_lines(analysis.summary(chosen().language)), err=True)
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

    corpus = read(paths, quiet)
    if changes:
        import pandas as pd

        emit(
            pd.concat([normalize_plan(plan).changes_table(plan.id) for plan in corpus]), None, "-", "changes"
        )
        return
    for plan in corpus:
        click.echo((visible_lines if sys.stdout.isatty() else str)(normalize_plan(plan).text))


@cli.command()
@paths_argument
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["tree", "table", "csv", "jsonl", "parquet", "xlsx"]),
    default="tree",
    show_default=True,
)
@click.option("-o", "--output", default="-", type=click.Path(allow_dash=True), help="File, or - for stdout.")
@quiet_option
def outline(paths: tuple[str, ...], form: str, output: str, quiet: bool) -> None:
    """Print the section tree of each plan, with the role that each heading tells.

    Example: miner outline plan.docx
    """
    from miner.report._labels import shown
    from miner.segmentation import segment

    corpus = read(paths, quiet)
    table = segment(corpus)
    if form != "tree":
        emit(table, form, output, "sections")
        return
    for plan_id, rows in table.groupby("plan_id", sort=False):
        click.echo(visible(str(plan_id)))
        for row in rows.to_dict("records"):
            role = f"   [{shown(row['role'], 'role', chosen().language)}]" if row["role"] else ""
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


@_verb(
    "tasks",
    table_option("tasks", TableOf("tasks", "due", "task_problems")),
    click.option(
        "--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write a calendar (.ics) too."
    ),
)
def tasks(corpus: Corpus, which: str, ics: Path | None) -> pd.DataFrame:
    """List the tasks: who does what, by when; what is due when (due), what was left open (task_problems).

    Example: miner tasks corpus --ics tasks.ics -o tasks.csv
    """
    from miner.report.export import write_whole
    from miner.tasks import calendar_file, due_tasks, extract_task_problems, extract_tasks

    rows = extract_tasks(corpus)
    if ics is not None:
        write_whole(ics, calendar_file(rows))
    if which == "task_problems":
        return extract_task_problems(corpus)
    return due_tasks(rows) if which == "due" else rows


@_verb("vetoes")
def vetoes(corpus: Corpus) -> pd.DataFrame:
    """List the numbers that are no quantities, each with the reason.

    Example: miner vetoes corpus
    """
    from miner.targets import extract_vetoes

    return extract_vetoes(corpus)


@_verb(
    "duplicates",
    table_option("passages", TableOf("duplicates", more=("followed", "rewritten"))),
    click.option("--similarity", type=click.FloatRange(0, 1), help="Only passages at least this alike."),
    click.option("--min-chars", type=click.IntRange(1), help="Only passages at least this long."),
    base_option,
    least=2,
)
def duplicates(corpus: Corpus, which: str, base: str | None, **limits: Any) -> pd.DataFrame:
    """List copied passages with both spans, families of near-identical plans, copied shares.

    Example: miner duplicates a.txt b.txt
    """
    from miner.duplicates import find_duplicates

    table: pd.DataFrame = getattr(find_duplicates(corpus, base=read_base(base)).at(**limits), which)
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
    table_option(
        "directions", TableOf("directions", "copies", "copying", "concreteness", "concrete_sentences")
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
    table_option("themes", TableOf("themes", more=("summaries", "theme_choice"))),
)
def themes(
    corpus: Corpus, n_themes: int | None, codebook: str | None, embeddings: bool, review: Path | None, which: str
) -> pd.DataFrame:  # fmt: skip
    """List the themes, their terms, their share in each plan, their representative sentences.

    Example: miner themes corpus --table terms
    """
    from miner.themes import extract_themes

    decided = review if review and review.exists() else None
    fitted = extract_themes(corpus, n_themes, codebook=codebook, embeddings=embeddings, review=decided)
    if review:
        fitted.write_review(review)
    table: pd.DataFrame = getattr(fitted, which)
    return table


@cli.command()
@paths_argument
@click.option(
    "--table", "which", type=TableOf("comparison", "concreteness"), help="One table instead of the page."
)
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

    corpus = read(paths, quiet)
    compared = compare_plans(corpus, by=by)
    if which or form or output != "-":
        emit(getattr(compared, which or "ledger"), form, output, which or "ledger")
    else:
        click.echo(compared.page(in_words), nl=False)
    if strict and len(corpus.problems):
        sys.exit(WITH_PROBLEMS)


@cli.command()
def doctor() -> None:
    """Say which versions, extras and programs are here, read a file of each kind, draw a figure; exit with 1 if that fails.

    Example: miner doctor
    """
    from miner.doctor import findings

    checks = list(findings())
    for name, state, good in checks:
        state = say(state)
        click.echo(f"{padded(say(name), 28)} {state if good else click.style(state, fg='red')}")
    if not all(f.good for f in checks):
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


cli.add_command(evidence)
cli.add_command(check)


def main() -> None:
    """Run `miner`; every expected error is one line on stderr."""
    escape_unshown()
    try:
        cli(prog_name="miner", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(say("miner: interrupted; nothing half-written was kept"), err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.message = visible_lines(error.message)  # type: ignore[misc]
        show_error(error)
        sys.exit(error.exit_code)
    except MinerError as error:
        click.echo(visible(say(f"miner: {error}")), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
