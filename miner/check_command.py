"""`miner check`: what a reader of a draft should look at before it goes out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.options import output_option, quiet_option, read
from miner.spoken import TextChoice, chosen, language_option

if TYPE_CHECKING:
    from miner.corpus import Plan

__all__ = ["SOMETHING_FOUND", "check"]

SOMETHING_FOUND = 3
_PAGES = (".html", ".htm", ".docx")


@click.command()
@click.argument("draft", type=click.Path(allow_dash=True))
@click.option(
    "--last", metavar="PLAN", type=click.Path(exists=True), help="Last year's plan of the same body."
)
@click.option(
    "--superior", "superiors", metavar="PLAN", multiple=True, type=click.Path(exists=True),
    help="A plan of a superior whose targets the draft should take up; may be given several times.",
)  # fmt: skip
@click.option(
    "-f", "--format", "form", type=TextChoice(["text", "table", "csv", "jsonl", "parquet"]),
    help="Default: by the ending of OUTPUT, else text.",
)  # fmt: skip
@output_option
@language_option()
@quiet_option
def check(
    draft: str,
    last: str | None,
    superiors: tuple[str, ...],
    form: str | None,
    output: str,
    language: str | None,
    quiet: bool,
) -> None:
    """Check a draft: numbering, names and years left over, dates, figures, what became of last year's targets.

    Writes a list, a page (-o page.html) or a Word file with tracked changes (-o draft.docx). Exits with 3 where there is a fault or a doubt.

    Example: miner check plan2025.txt --last plan2024.txt -o check.html
    """
    from miner.drafts import check_draft
    from miner.report.draft import draft_page
    from miner.report.export import write_whole
    from miner.terminal import emit

    plan = _one(draft, quiet)
    checked = check_draft(
        plan, _one(last, quiet) if last else None, [_one(path, quiet) for path in superiors]
    )
    page = draft_page(checked, language=language or chosen().language)
    suffix = Path(output).suffix.lower()
    if form is None and suffix in _PAGES:
        click.echo(str(page.save(output)))
    elif form == "text" or (form is None and suffix not in (".csv", ".jsonl", ".parquet")):
        if output == "-":
            click.echo(page.lines(), nl=False)
        else:
            write_whole(Path(output), page.lines().encode("utf-8", "backslashreplace"))
    else:
        emit(checked.remarks_in(page.language), form, output)
    if checked.faulty:
        sys.exit(SOMETHING_FOUND)


def _one(path: str, quiet: bool) -> Plan:
    """The only plan of a file; a usage error where it holds several."""
    corpus = read((path,), quiet)
    if len(corpus) > 1:
        raise click.UsageError(f"{path} holds {len(corpus)} plans; give a file with one")
    return corpus[0]
