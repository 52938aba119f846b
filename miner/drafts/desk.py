"""What lies on the desk when a draft is checked: the draft, last year's plan, the plans of superiors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from miner.copying.context import Context
from miner.corpus import Plan
from miner.knowledge.years import republic_year
from miner.normalization import NormalizedText, normalize_plan
from miner.segmentation.outline import Outline, outline
from miner.targets import extract_quantities
from miner.targets.links import value_bounds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Desk", "Record", "Remark", "records_of"]

Record = Mapping[str, Any]
_REPUBLIC = re.compile(r"(?<!\d)(1[01]\d)(?:學|学)?年")


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on the words `start`..`end` of the draft, in offsets of `source.text`."""

    kind: str
    start: int
    end: int
    parts: Mapping[str, str] = field(default_factory=dict)
    """What fills the sentence of the kind."""
    correction: str | None = None
    other: tuple[Plan, int, int] | None = None
    """Words that the remark compares these with: the plan and offsets of its `source.text`."""
    severity: str | None = None
    """None for the severity of the kind."""


@dataclass(frozen=True, eq=False)
class Desk:
    """A draft and what it is compared with; texts and tables are made when first asked for."""

    draft: Plan
    last: Plan | None = None
    superiors: Sequence[Plan] = ()

    @cached_property
    def context(self) -> Context:
        """The names that belong to the draft."""
        return Context(self.draft)

    @cached_property
    def normalized(self) -> NormalizedText:
        """The draft's normal form, whose offsets the checks work with."""
        return normalize_plan(self.draft)

    @cached_property
    def text(self) -> str:
        """The draft's text in normal form."""
        return self.normalized.text

    @cached_property
    def outline(self) -> Outline:
        """The draft's sections."""
        return outline(self.draft)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table `quantities` of the draft."""
        return extract_quantities(self.draft)

    @cached_property
    def quantities(self) -> list[Record]:
        """Its rows, offsets of `source.text`."""
        return records_of(self.frame)

    @cached_property
    def year(self) -> int | None:
        """The first year of the draft; where reading left it open, the year of the Republic that its head names."""
        if self.draft.year is not None:
            return self.draft.year
        match = _REPUBLIC.search(self.text[:200])
        return republic_year(int(match[1])) if match else None

    @cached_property
    def republic(self) -> bool:
        """Whether the draft counts the years of the Republic: 115年."""
        return (
            self.year is not None and re.search(rf"(?<!\d){self.year - 1911}年", self.text[:400]) is not None
        )

    @property
    def last_year(self) -> int | None:
        """The last year of the draft."""
        return self.draft.year_end or self.year

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of `source.text` for those of the normal form."""
        return self.normalized.to_raw(start, end)

    def remark(self, kind: str, start: int, end: int, **given: Any) -> Remark:
        """A remark on a span of the normal form."""
        return Remark(kind, *self.raw(start, end), **given)

    def in_review(self, at: int) -> bool:
        """Whether the position of the normal form lies in a section that looks back."""
        section = self.outline.at(at)
        return section is not None and section.role == "review"


def records_of(frame: pd.DataFrame) -> list[Record]:
    """The rows of a table of quantities, with the bounds of each in its base unit."""
    rows: list[Record] = []
    for record in frame.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        row["bounds"] = value_bounds(row)
        rows.append(row)
    return rows
