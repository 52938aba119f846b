"""Check a draft: every check in its order, and the result."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from miner.copying.context import simplified
from miner.corpus import Plan
from miner.drafts import tables
from miner.drafts.changes import check_changes, title_of
from miner.drafts.characters import check_characters
from miner.drafts.dates import check_dates
from miner.drafts.desk import Desk, Remark
from miner.drafts.figures import check_figures
from miner.drafts.gaps import check_gaps
from miner.drafts.kinds import SEVERITIES, kinds
from miner.drafts.names import check_names, own_name
from miner.drafts.numbering import check_numbering
from miner.drafts.references import check_references
from miner.drafts.upward import check_superiors
from miner.drafts.years import check_years
from miner.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECKS", "DraftCheck", "check_draft"]


@dataclass(frozen=True, eq=False)
class DraftCheck:
    """The remarks on a draft, in reading order."""

    draft: Plan
    last: Plan | None
    superiors: tuple[Plan, ...]
    entries: tuple[Remark, ...]

    @cached_property
    def remarks(self) -> pd.DataFrame:
        """The remarks as the table `miner.tables.REMARKS`, with the messages in English."""
        return self.remarks_in("en")

    @property
    def faulty(self) -> bool:
        """Whether there is a fault or a doubt; notes alone are none."""
        return any(self.severity(r) != "note" for r in self.entries)

    def severity(self, remark: Remark) -> str:
        """`fault`, `doubt` or `note`."""
        return remark.severity or kinds()[remark.kind].severity

    def say(self, remark: Remark, language: str) -> str:
        """The sentence of a remark in `en`, `zh-Hans` or `zh-Hant`."""
        return kinds()[remark.kind].say(language, remark.parts)

    def remarks_in(self, language: str) -> pd.DataFrame:
        """The table with the messages in `en`, `zh-Hans` or `zh-Hant`."""
        return tables.REMARKS.frame(self._row(r, language) for r in self.entries)

    def _row(self, r: Remark, language: str) -> tuple[object, ...]:
        text = self.draft.source.text
        plan, start, end = r.other or (None, None, None)
        quote = plan.source.text[start:end] if plan is not None else None
        return (
            self.draft.id, r.start, r.end, text[r.start : r.end], r.kind, self.severity(r), self.say(r, language),
            json.dumps(dict(r.parts), ensure_ascii=False), r.correction, plan.id if plan else None, start, end, quote,
        )  # fmt: skip


CHECKS: tuple[Callable[[Desk], Iterator[Remark]], ...] = (
    check_numbering,
    check_references,
    check_dates,
    check_years,
    check_names,
    check_figures,
    check_characters,
    check_changes,
    check_superiors,
    check_gaps,
)


def check_draft(draft: Plan, last: Plan | None = None, superiors: Sequence[Plan] = ()) -> DraftCheck:
    """Check a draft by itself, against last year's plan of the same body, and against plans of its superiors.

    Raises InputError where the draft is given as last year's plan or as a superior's, too.

    >>> import miner
    >>> draft = miner.Corpus.from_texts({"draft": "一、目标\\n走访20户。\\n三、措施\\n11月31日前完成。"})[0]
    >>> check_draft(draft).remarks[["kind", "quote"]].values.tolist()
    [['number_missing', '三、'], ['impossible_date', '11月31日']]
    """
    if any(draft is other for other in (last, *superiors)):
        raise InputError("the draft cannot be compared with itself")
    desk = Desk(draft, last, tuple(superiors))
    entries = [*_about_last(desk), *(remark for check in CHECKS for remark in check(desk))]
    return DraftCheck(draft, last, tuple(superiors), tuple(_ordered(entries)))


def _about_last(desk: Desk) -> Iterator[Remark]:
    """Yield notes on last year's plan as a whole: it is of another body, or it is the draft itself."""
    last, draft = desk.last, desk.draft
    if last is None:
        return
    start, end = title_of(desk)
    if last.source.text[last.start : last.end].split() == draft.source.text[draft.start : draft.end].split():
        yield Remark("same_text", start, end, other=(last, last.start, last.end))
    own, other = simplified(draft.issuer), simplified(last.issuer)
    if own and other and not (own in other or other in own):
        yield Remark(
            "other_body",
            start,
            end,
            {"own": own_name(desk), "other": str(last.issuer)},
            other=(last, last.start, last.start),
        )


def _ordered(remarks: Sequence[Remark]) -> list[Remark]:
    """The remarks in reading order, one of each kind at a span, the gravest first where two begin together."""
    rank = {name: i for i, name in enumerate(kinds())}
    seen: set[tuple[str, int, int, object]] = set()
    ordered = []
    for r in sorted(
        remarks,
        key=lambda r: (
            r.start,
            SEVERITIES.index(r.severity or kinds()[r.kind].severity),
            r.end,
            rank[r.kind],
        ),
    ):
        key = (r.kind, r.start, r.end, r.other and r.other[1:])
        if key not in seen:
            seen.add(key)
            ordered.append(r)
    return ordered
