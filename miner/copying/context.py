"""Determine the names that belong to a plan: its own place and body, and those above and below them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from miner.copying.knowledge import words
from miner.corpus import Plan
from miner.knowledge.bodies import one_body
from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.gazetteer import Division, find_places, named, related, stems
from miner.normalization import NormalizedText, normalize_plan
from miner.normalization.conversion import simplified_characters
from miner.segmentation import Outline, outline

__all__ = ["Candidate", "Context", "simplified"]

_REACH = 60
"""Characters searched on either side of a name for the ends of its clause."""
_LEVEL = {"province": 0, "prefecture": 1, "county": 2, "township": 3}
_GLOSSARY = re.compile(
    r"(?m)^[^\n]{0,24}(?:名词|用语|术语|缩略语|词语|专用词)(?:解释|说明|注释|释义)[^\n]{0,8}$"
)

_ATTACHMENT = re.compile(r"(?m)^[ \u3000]*附(?:件|表|录)[ \u3000]*\d{0,2}[ \u3000]*[:：]?[ \u3000]*$")


class Candidate(NamedTuple):
    """Something to check in a plan; `start` and `end` are offsets of its normalized text."""

    start: int
    end: int
    kind: str
    reason: str
    confidence: float
    source: str | None = None
    """The plan that has the same text at the same spot, if it fits there."""
    witness: str | None = None
    """The plan whose shared passage decided the finding; of several the one with the smallest id."""


@cache
def _rest_of_body() -> re.Pattern[str]:
    """Pattern for the rest of a body's name after its place: 妇女联合会, 人民医院, 市场监督管理局."""
    endings = sorted({*words("body_endings"), *words("more_endings")}, key=len, reverse=True)
    return re.compile(f"[\u4e00-\u9fff]{{0,8}}?(?:{'|'.join(endings)})")


@lru_cache(maxsize=4096)
def simplified(name: str | None) -> str:
    """Convert a name to simplified characters, the script of the normalized text; empty for None."""
    table = simplified_characters()
    return "".join(table.get(c, c) for c in name) if name else ""


@dataclass(frozen=True, eq=False)
class Context:
    """A plan with the facts derived from its names, its place and its outline."""

    plan: Plan

    @cached_property
    def normalized(self) -> NormalizedText:
        """The plan's normal form."""
        return normalize_plan(self.plan)

    @cached_property
    def text(self) -> str:
        """The plan's text in normal form."""
        return self.normalized.text

    @cached_property
    def outline(self) -> Outline:
        """The plan's sections."""
        return outline(self.plan)

    def forget(self) -> None:
        """Drop the cached texts; they are recomputed on demand."""
        for name in ("normalized", "text", "outline"):
            self.__dict__.pop(name, None)

    @cached_property
    def title(self) -> str:
        """The title in simplified script."""
        return simplified(self.plan.title)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Title, issuer and place in simplified script, where known; no issuer that many places have (市体育局)."""
        return tuple(
            filter(None, map(simplified, (self.plan.title, one_body(self.plan.issuer), self.plan.place)))
        )

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The plan's own place and those that its own divisions are called, in simplified script."""
        place = simplified(self.plan.place)
        return tuple(dict.fromkeys(filter(None, (place, *(d.name for d in self.divisions)))))

    @cached_property
    def divisions(self) -> tuple[Division, ...]:
        """The divisions that the plan's place, issuer or title name; several where the name is not unique."""
        place = simplified(self.plan.place)
        divisions = [m.divisions for name in self.names for m in find_places(name)]
        divisions = [named(place), *divisions] if place else divisions
        # A current division is preferred to a former one: 亳州市 is the prefecture, not the county-level city it was.
        divisions = [tuple(d for d in ds if d.until is None) or ds for ds in divisions]
        deepest = max((_LEVEL[d.level] for ds in divisions for d in ds), default=-1)
        most_local = {d for ds in divisions for d in ds if _LEVEL[d.level] == deepest}
        upper = [d for ds in divisions for d in ds if _LEVEL[d.level] < deepest]
        narrowed = {d for d in most_local if any(related(d, a) for a in upper)}
        return tuple(sorted(narrowed or most_local, key=lambda d: d.code))

    def is_own(self, divisions: Iterable[Division]) -> bool:
        """Whether any of the divisions is the plan's own, inside it or above it.

        A former or short name counts as the current place that begins alike: 丰宁县 is 丰宁满族自治县.
        """
        divisions = tuple(divisions)
        if any(related(d, local) for d in divisions for local in self.divisions):
            return True
        alike = stems().get(divisions[0].name[:2], ()) if len(divisions[0].name) > 2 else ()
        return any(related(d, local) for d in alike if d.level != "township" for local in self.divisions)

    @cached_property
    def body_end(self) -> int:
        """End of the plan's own text, before glossaries and attached forms."""
        half = len(self.text) // 2
        marks = (m for p in (_GLOSSARY, _ATTACHMENT) for m in p.finditer(self.text, half))
        return min((m.start() for m in marks), default=len(self.text))

    @cached_property
    def heads(self) -> list[tuple[int, int]]:
        """The spans of headings that are headings only, not whole paragraphs with a number before them."""
        sections = self.outline.sections
        return [
            (s.heading_start, s.heading_end)
            for s in sections
            if s.heading_end - s.heading_start <= 40
            and not any(c in "。；，" for c in self.text[s.heading_start : s.heading_end])
        ]

    def in_heading(self, start: int) -> bool:
        """Whether the position is in a heading."""
        return any(a <= start < b for a, b in self.heads)

    def clause(self, start: int, end: int) -> str:
        """The clause around a span: to the nearest punctuation on either side, at most sixty characters away."""
        a, b = self.clause_span(start, end)
        return self.text[a:b]

    def clause_span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end of the clause around a span."""
        low, high = max(0, start - _REACH), min(len(self.text), end + _REACH)
        a = max(self.text.rfind(mark, low, start) for mark in "，。；！？\n") + 1
        b = min((at for mark in "，。；！？\n" if (at := self.text.find(mark, end, high)) >= 0), default=high)
        return a or low, b

    def in_title_marks(self, start: int) -> bool:
        """Whether the position is inside 《》 or the 〔〕 of a document's number, on its line."""
        line = self.text.rfind("\n", 0, start) + 1
        return any(
            self.text.rfind(opening, line, start) > self.text.rfind(closing, line, start)
            for opening, closing in ("《》", "〔〕")
        )

    def has_partner(self, start: int, end: int) -> bool:
        """Whether the clause describes relations with the place at start..end: 赴…考察, 与…结对."""
        low, high = self.clause_span(start, end)
        clause = self.text[low:start] + "\n" + self.text[end:high]
        return any(word in clause for word in words("relations"))

    def has_reason(self, start: int, end: int) -> bool:
        """Whether the clause gives a reason for the foreign name: 赴…考察, 与…结对.

        The name itself is not searched, nor the rest of a body's name that begins with it: 妇女联合会, 人民医院.
        """
        low, high = self.clause_span(start, end)
        body = _rest_of_body().match(self.text, end, high)
        clause = self.text[low:start] + "\n" + self.text[body.end() if body else end : high]
        return any(word in clause for word in words("reasons"))
