"""The remarks on a draft for its reader: lines for a terminal, one HTML page, a Word file with tracked changes."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from miner.corpus import Plan
from miner.drafts import DraftCheck
from miner.drafts.desk import Remark
from miner.drafts.kinds import SEVERITIES, kinds, severity_title
from miner.errors import InputError
from miner.report._html import digest, environment, static
from miner.report._words import check_language, visible, words
from miner.report.export import write_whole

__all__ = ["DraftPage", "Entry", "Piece", "draft_page"]

_QUOTE, _OTHER = 40, 90
"""Characters of a quote from the draft and from another plan that are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A remark as its reader sees it."""

    number: int
    """Its place in the list, from 1."""
    severity: str
    severity_name: str
    title: str
    sentence: str
    line: int
    """Line of the draft, from 1."""
    quote: str
    other: str
    """What the other plan says; empty where there is none."""
    correction: str | None
    start: int
    end: int
    """Of the draft's text, from its first character."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the draft's text with the remarks that hold there."""

    text: str
    severity: str
    """The gravest of its remarks; empty where there is none."""
    opens: tuple[int, ...]
    """Numbers of the remarks that begin with it."""
    within: tuple[int, ...]
    """Numbers of all remarks that hold there."""


@dataclass(frozen=True, eq=False)
class DraftPage:
    """The remarks in one language; `lines`, `html` and `word` are its forms, `save` writes one of them."""

    check: DraftCheck
    language: str

    @property
    def text(self) -> str:
        """The draft's text."""
        draft = self.check.draft
        return draft.source.text[draft.start : draft.end]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The remarks in reading order."""
        return tuple(self._entry(i, r) for i, r in enumerate(self.check.entries, 1))

    def _entry(self, number: int, r: Remark) -> Entry:
        check, draft = self.check, self.check.draft
        severity = check.severity(r)
        plan, start, end = r.other or (None, 0, 0)
        other = "" if plan is None else _short(plan.source.text[start:end], _OTHER)
        return Entry(
            number,
            severity,
            severity_title(severity, self.language),
            kinds()[r.kind].titles[self.language],
            check.say(r, self.language),
            draft.source.text.count("\n", draft.start, r.start) + 1,
            _short(draft.source.text[r.start : r.end], _QUOTE),
            other,
            r.correction,
            r.start - draft.start,
            r.end - draft.start,
        )

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The draft's text, cut where remarks begin and end."""
        cuts = sorted({0, len(self.text), *(e.start for e in self.entries), *(e.end for e in self.entries)})
        pieces = []
        for start, end in itertools.pairwise(cuts):
            holding = [e for e in self.entries if e.start <= start and end <= e.end]
            gravest = min((SEVERITIES.index(e.severity) for e in holding), default=None)
            pieces.append(
                Piece(
                    self.text[start:end],
                    "" if gravest is None else SEVERITIES[gravest],
                    tuple(e.number for e in holding if e.start == start),
                    tuple(e.number for e in holding),
                )
            )
        return tuple(pieces)

    @property
    def counts(self) -> str:
        """How many faults, doubts and notes there are, in words."""
        counts = Counter(e.severity for e in self.entries)
        return " · ".join(f"{severity_title(s, self.language)} {counts[s]}" for s in SEVERITIES)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What was checked against what: label and text."""
        wording = words()[self.language]
        rows = [(wording["draft.draft"], _named(self.check.draft))]
        if self.check.last is not None:
            rows.append((wording["draft.last"], _named(self.check.last)))
        rows += [(wording["draft.superior"], _named(plan)) for plan in self.check.superiors]
        return (*rows, (wording["draft.remarks"], self.counts))

    def lines(self) -> str:
        """The remarks as plain text, two lines each: faults and doubts first, notes last."""
        wording = words()[self.language]
        ordered = sorted(self.entries, key=lambda e: e.severity == "note")
        parts = [
            f"{wording['draft.line'].format(n=e.line)} · {e.severity_name} · {e.title}: {e.sentence}\n    {e.quote}"
            + (f" ← {e.other}" if e.other else "")
            for e in ordered
        ]
        return (
            "".join(visible(line) + "\n" for part in parts for line in part.split("\n")) + self.counts + "\n"
        )

    @property
    def html(self) -> str:
        """One HTML file that needs no other: the remarks, then the draft with the remarks at the words."""
        style = static("draft.css")
        page: str = (
            environment()
            .get_template("draft.html")
            .render(page=self, words=words()[self.language], style=style, style_hash=digest(style))
        )
        return page

    @property
    def word(self) -> bytes:
        """The bytes of a .docx file: certain corrections as tracked changes, every remark as a comment."""
        from miner.report._draft_word import word_bytes

        return word_bytes(self)

    def save(self, file: str | os.PathLike[str]) -> Path:
        """Write the page as HTML or, where the name ends so, as Word (.docx) and return the path.

        Raises InputError for another ending, and when the file cannot be written.
        """
        path = Path(file)
        if path.suffix.lower() not in (".html", ".htm", ".docx"):
            raise InputError(f"a checked draft is an .html or a .docx file, not {path.name}")
        data = self.word if path.suffix.lower() == ".docx" else self.html.encode("utf-8", "backslashreplace")
        write_whole(path, data)
        return path

    def _repr_html_(self) -> str:
        return self.html


def draft_page(check: DraftCheck, *, language: str | None = None) -> DraftPage:
    """The remarks in `en`, `zh-Hans` (also for None) or `zh-Hant`. Raises InputError for another language."""
    return DraftPage(check, check_language(language) or "zh-Hans")


def _short(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _named(plan: Plan) -> str:
    title = plan.title or plan.id
    return f"{title} ({Path(plan.source.path).name})" if plan.source.path else title
