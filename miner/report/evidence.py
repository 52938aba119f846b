"""The evidence sheet of a pair or a family: one page to print and to sign, as HTML and as Word."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

from miner import __version__
from miner.errors import InputError
from miner.report._html import digest, environment, static
from miner.report._mined import Mined
from miner.report._sheet import Block, Facts, Lines, Sheet, family_sheet, pair_sheet
from miner.report._words import check_language, words
from miner.report.export import write_whole

__all__ = ["EvidenceSheet", "evidence", "family_evidence"]


@dataclass(frozen=True)
class EvidenceSheet:
    """An evidence sheet; `html` and `word` are its two forms, `save` writes one of them."""

    sheet: Sheet

    @property
    def html(self) -> str:
        """The sheet as one HTML file that needs no other; printed, a pair of ordinary plans is one A4 page."""
        style = static("evidence.css")
        page: str = (
            environment()
            .get_template("evidence.html")
            .render(
                sheet=self.sheet,
                words=words()[self.sheet.language],
                kind_of=_kind_of,
                style=style,
                style_hash=digest(style),
            )
        )
        return page

    @property
    def word(self) -> bytes:
        """The bytes of a .docx file, A4."""
        from miner.report._sheet_word import sheet_bytes

        return sheet_bytes(self.sheet)

    def save(self, file: str | os.PathLike[str]) -> Path:
        """Write the sheet as HTML or, where the name ends so, as Word (.docx) and return the path.

        Raises InputError for another ending, and when the file cannot be written.
        """
        path = Path(file)
        if path.suffix.lower() not in (".html", ".htm", ".docx"):
            raise InputError(f"an evidence sheet is an .html or a .docx file, not {path.name}")
        data = self.word if path.suffix.lower() == ".docx" else self.html.encode("utf-8")
        write_whole(path, data)
        return path

    def _repr_html_(self) -> str:
        return self.html


def _kind_of(block: Block) -> str:
    if isinstance(block, Facts):
        return "facts" if len(block.header) <= 3 else "facts members"
    return "lines" if isinstance(block, Lines) else "passages"


def evidence(
    analysis: Mined, plan_a: str, plan_b: str, *, language: str | None = None, date: str | None = None
) -> EvidenceSheet:
    """The evidence sheet of two plans, by their ids.

    It holds the facts and shares of both plans, the evidence for and against a direction, the copied passages side by
    side, the spans to check, the explanations still open, and room for a decision and a signature.
    `analysis` is an `Analysis` or anything with a `corpus`, `duplicates`, `leftovers` and `directions`.
    `language` is `en`, `zh-Hans` (also for None) or `zh-Hant`; `date` is that of the sheet, None is today.
    Raises InputError for an unknown language, and where the ids are not those of two plans of the corpus.
    """
    language = check_language(language) or "zh-Hans"
    return EvidenceSheet(pair_sheet(analysis, plan_a, plan_b, language, _date(date), __version__))


def family_evidence(
    analysis: Mined, family: int, *, language: str | None = None, date: str | None = None
) -> EvidenceSheet:
    """The evidence sheet of a family of near-identical plans, by its number in `families`.

    It holds the facts and shares of its plans, the known directions, the text that each plan has in the gaps of the
    template, the spans to check and the explanations still open. Raises InputError as `evidence` does.
    """
    language = check_language(language) or "zh-Hans"
    return EvidenceSheet(family_sheet(analysis, family, language, _date(date), __version__))


def _date(date: str | None) -> str:
    return datetime.date.today().isoformat() if date is None else date
