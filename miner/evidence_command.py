"""`miner evidence`: the evidence sheet of two plans or of a family, to print and to sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.options import base_option, paths_argument, quiet_option, read, read_base
from miner.spoken import language_option

if TYPE_CHECKING:
    from miner.analysis import Analysis

__all__ = ["evidence"]

_MOST_NAMED = 20
"""Ids of plans that an error names."""


@click.command()
@paths_argument
@click.option(
    "-o",
    "--output",
    default="evidence.html",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The sheet: HTML, or Word for a name that ends in .docx.",
)
@click.option(
    "--pair",
    nargs=2,
    metavar="ID ID",
    help="Two plans of those read, by their ids or a part that only one has.",
)
@click.option("--family", type=click.IntRange(1), help="A family of those found, by its number.")
@base_option
@click.option("--date", metavar="DATE", help="The date on the sheet; default: today.")
@language_option()
@quiet_option
def evidence(
    paths: tuple[str, ...],
    output: Path,
    pair: tuple[str, str] | None,
    family: int | None,
    base: str | None,
    date: str | None,
    language: str | None,
    quiet: bool,
) -> None:
    """Write the evidence sheet of two plans, or of a family: what they share, grounds, room for a decision.

    Example: miner evidence a.txt b.txt -o evidence.docx
    """
    from miner.analysis import Analysis
    from miner.duplicates import find_duplicates
    from miner.report.evidence import evidence as pair_evidence
    from miner.report.evidence import family_evidence

    corpus = read(paths, quiet)
    analysis = Analysis(corpus, {"duplicates": find_duplicates(corpus, base=read_base(base))})
    if family is not None:
        sheet = family_evidence(analysis, family, language=language, date=date)
    else:
        a, b = [_plan_meant(name, analysis) for name in pair] if pair else _two_plans(analysis)
        sheet = pair_evidence(analysis, a, b, language=language, date=date)
    click.echo(str(sheet.save(output)))


def _plan_meant(name: str, analysis: Analysis) -> str:
    """The plan of that id, or the only one whose id holds the name; else a usage error that lists those in question."""
    ids = [plan.id for plan in analysis.corpus]
    if name in ids:
        return name
    holding = [plan_id for plan_id in ids if name in plan_id]
    if len(holding) == 1:
        return holding[0]
    if holding:
        raise click.UsageError(f"several plans are meant by {name}: {_named(holding)}")
    raise click.UsageError(f"no plan read is called {name}; the plans: {_named(ids)}")


def _named(ids: list[str]) -> str:
    return ", ".join(ids[:_MOST_NAMED]) + (" …" if len(ids) > _MOST_NAMED else "")


def _two_plans(analysis: Analysis) -> tuple[str, str]:
    """The ids of the only two plans; a usage error that says how to choose where there are more or fewer."""
    ids = [plan.id for plan in analysis.corpus]
    if len(ids) == 2:
        return ids[0], ids[1]
    if len(ids) < 2:
        raise click.UsageError("an evidence sheet needs two plans; one was read")
    families = sorted(set(analysis.duplicates.families["family"].tolist()))
    named = _named(ids)
    if not families:
        raise click.UsageError(f"{len(ids)} plans were read: choose two with --pair ID ID. Plans: {named}")
    raise click.UsageError(
        f"{len(ids)} plans were read: choose two with --pair ID ID, or one of {len(families)} families "
        f"with --family. Plans: {named}"
    )
