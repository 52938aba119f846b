"""The section tree of a plan."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from miner import tables
from miner.corpus import Plan, as_plans
from miner.normalization import NormalizedText, normalize_plan
from miner.segmentation.roles import heading_role

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Outline", "Section", "outline", "segment"]

_HAN = "[一二三四五六七八九十百]+"
_KINDS = [
    ("chapter", rf"第{_HAN}[章篇编]"),
    ("han", rf"{_HAN}、"),
    ("han-bracket", rf"[（(]{_HAN}[)）]"),
    ("arabic", r"\d{1,2}[.．、](?!\d)"),
    ("arabic-bracket", r"[（(]\d{1,2}[)）]|\d{1,2}[)）]"),
]
_LINE = re.compile(
    r"^[ \t\u3000]*(?:" + "|".join(f"(?P<k{i}>{p})" for i, (_, p) in enumerate(_KINDS)) + ")", re.M
)
_HEADING_END = re.compile(r"[。！？\n]|$")


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline; offsets are of the plan's normalized text."""

    id: str
    parent: str | None
    level: int
    marker: str
    heading: str
    kind: str
    role: str | None
    path: str
    start: int
    end: int
    heading_start: int
    heading_end: int
    role_words: str | None = None
    role_section: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Outline:
    """The sections of one plan in reading order, over its normalized text."""

    plan: Plan
    normalized: NormalizedText
    sections: tuple[Section, ...]

    def at(self, position: int) -> Section | None:
        """The innermost section that holds the normalized `position`; None before the first."""
        i = bisect_right([s.start for s in self.sections], position) - 1
        return self.sections[i] if i >= 0 else None


_MADE: WeakKeyDictionary[Plan, Outline] = WeakKeyDictionary()


def outline(plan: Plan) -> Outline:
    """The outline of a plan, made once for each plan."""
    made = _MADE.get(plan)
    if made is None:
        made = _MADE[plan] = _make(plan)
    return made


def _make(plan: Plan) -> Outline:
    normalized = normalize_plan(plan)
    text = normalized.text
    found: list[tuple[int, int, int, int]] = []  # kind, marker start, marker end, heading end
    for m in _LINE.finditer(text):
        kind = next(i for i in range(len(_KINDS)) if m.group(f"k{i}"))
        start, end = m.span(f"k{kind}")
        stop = _HEADING_END.search(text, end)
        found.append((kind, start, end, stop.start() if stop else len(text)))
    stack: list[tuple[int, str, str, tuple[str | None, str | None, str | None]]] = []
    counts: dict[str, int] = {}
    rows: list[Section] = []
    for kind, start, marker_end, heading_end in found:
        while stack and stack[-1][0] >= kind:
            stack.pop()
        parent = stack[-1][1] if stack else ""
        counts[parent] = counts.get(parent, 0) + 1
        number = f"{parent}.{counts[parent]}" if parent else str(counts[parent])
        marker = text[start:marker_end]
        path = f"{stack[-1][2]} > {marker}" if stack else marker
        told = heading_role(text[marker_end:heading_end])
        if told:
            role: tuple[str | None, str | None, str | None] = (told.name, told.words, number)
        else:
            role = stack[-1][3] if stack else (None, None, None)
        stack.append((kind, number, path, role))
        rows.append(
            Section(
                number,
                parent or None,
                len(stack),
                marker,
                text[marker_end:heading_end],
                "heading",
                role[0],
                path,
                start,
                len(text),
                marker_end,
                heading_end,
                role[1],
                role[2],
            )
        )
    return Outline(plan, normalized, tuple(rows))


def segment(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """The outline of every plan as the table `miner.tables.SECTIONS`, offsets into `source.text`."""
    rows = []
    for plan in as_plans(corpus_or_plan):
        made = outline(plan)
        raw = plan.source.text
        for s in made.sections:
            start, end = made.normalized.to_raw(s.start, s.end)
            heading_start, heading_end = made.normalized.to_raw(s.heading_start, s.heading_end)
            rows.append(
                (
                    plan.id,
                    s.id,
                    s.parent,
                    s.level,
                    s.marker,
                    raw[heading_start:heading_end],
                    s.kind,
                    start,
                    end,
                    heading_start,
                    heading_end,
                    s.role,
                    s.path,
                    s.role_words,
                    s.role_section,
                    " ".join(s.flags) or None,
                )
            )
    return tables.SECTIONS.frame(rows)
