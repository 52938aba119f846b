"""The section tree of a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from miner.corpus import Plan, as_plans
from miner.engine.cache import Cache
from miner.normalization import NormalizedText, normalize_plan
from miner.normalization.document import forget_normalized, keep_normalized
from miner.reading.grids import typed_tables
from miner.reading.plans import TITLE_OF_PAGE
from miner.segmentation import tables
from miner.segmentation.enumerations import Point, find_points
from miner.segmentation.sections import Section, find_sections
from miner.segmentation.sentences import cut_at, split_sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Outline",
    "Section",
    "forget_outline",
    "keep_outline",
    "kept_outline",
    "outline",
    "segment",
    "sentences",
]


@dataclass(frozen=True, eq=False)
class Outline:
    """The sections of one plan in reading order, over its normalized text.

    It does not hold the plan, so that it is kept no longer than that.
    """

    normalized: NormalizedText
    sections: tuple[Section, ...]
    cuts: tuple[int, ...] = ()
    """Where the cells of tables begin and end, in order: no sentence goes from one into the next."""

    def at(self, position: int) -> Section | None:
        """The innermost section that holds the normalized `position`; None where none does."""
        i = bisect_right(self._starts, position) - 1
        while i >= 0 and self.sections[i].end <= position:
            i = self._parents[i]
        return self.sections[i] if i >= 0 else None

    def points(self, section: Section) -> tuple[Point, ...]:
        """Enumerations in the section's own body that are no sections: 一是…二是…, dashes, parallel paragraphs."""
        inside = [s.start for s in self.sections if s.parent == section.id]
        return find_points(self.normalized.text, section.heading_end, min([section.end, *inside]))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The spans of the sentences, as `split_sentences` cuts the normalized text."""
        return tuple(cut_at(self.normalized.text, split_sentences(self.normalized.text), self.cuts))

    def moved(self, by: int) -> Outline:
        """The same outline where the plan stands `by` characters later in its source."""
        return Outline(self.normalized.moved(by), self.sections, self.cuts) if by else self

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sections]

    @cached_property
    def _parents(self) -> list[int]:
        index = {s.id: i for i, s in enumerate(self.sections)}
        return [index[s.parent] if s.parent else -1 for s in self.sections]


_MADE: Cache[Plan, Outline] = Cache()


def outline(plan: Plan) -> Outline:
    """The outline of a plan, made once for each plan."""
    cached = _MADE.get(plan)
    if cached is None:
        cached = _MADE[plan] = _make(plan)
    return cached


def kept_outline(plan: Plan) -> Outline | None:
    """The outline of a plan if it was made and is still kept."""
    return _MADE.get(plan)


def keep_outline(plan: Plan, made: Outline) -> None:
    """Keep an outline that was made elsewhere, as `outline` would have made it."""
    keep_normalized(plan, made.normalized)
    _MADE[plan] = made


def forget_outline(plan: Plan) -> None:
    """Drop what is kept of a plan; it is read again when it is asked for."""
    forget_normalized(plan)
    _MADE.drop(plan)


def _make(plan: Plan) -> Outline:
    normalized = normalize_plan(plan)
    marked = [grid for grid in plan.source.grids if plan.start <= grid.start and grid.end <= plan.end]
    tables = sorted(normalized.from_raw(grid.start, grid.end) for grid in (*marked, *typed_tables(plan)))
    cells = [
        normalized.from_raw(c.start, c.end) for g in marked for row in g.rows for c in row if c.start < c.end
    ]
    sections = find_sections(normalized.text, _hints(plan, normalized), _titled(plan), tables)
    return Outline(normalized, sections, tuple(sorted({at for cell in cells for at in cell})))


def _titled(plan: Plan) -> bool:
    """Whether the plan's text opens with its title in a collection."""
    return plan.grounds.get("title") in ("title of the plan in its collection", TITLE_OF_PAGE)


def _hints(plan: Plan, normalized: NormalizedText) -> list[tuple[int, int, int]]:
    """The headings that the file itself marks (Word styles, HTML), in normalized offsets."""
    hints: list[tuple[int, int, int]] = []
    for heading in plan.source.headings:
        if plan.start <= heading.start and heading.end <= plan.end:
            start, end = normalized.from_raw(heading.start, heading.end)
            while start < end and normalized.text[start].isspace():
                start += 1
            if start < end:
                hints.append((start, end, heading.level))
    return hints


def segment(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """The outline of every plan as the table `miner.tables.SECTIONS`, offsets into `source.text`.

    >>> import miner
    >>> corpus = miner.Corpus.from_texts({"p": "一、目标\\n全年植树80亩以上。\\n二、措施\\n每月调度一次。"})
    >>> segment(corpus)[["marker", "heading"]].values.tolist()
    [['一、', '目标'], ['二、', '措施']]
    """
    rows = []
    for plan in as_plans(corpus_or_plan):
        tree = outline(plan)
        raw, sections = plan.source.text, tree.sections
        sides = [
            *tree.normalized.to_raw_spans([s.start for s in sections], [s.end for s in sections]),
            *tree.normalized.to_raw_spans(
                [s.start for s in sections], [s.start + len(s.marker) for s in sections]
            ),
            *tree.normalized.to_raw_spans(
                [s.heading_start for s in sections], [s.heading_end for s in sections]
            ),
        ]
        offsets = zip(*(side.tolist() for side in sides), strict=True)
        for s, (start, end, *marker, heading_start, heading_end) in zip(sections, offsets, strict=True):
            rows.append(
                (
                    plan.id,
                    s.id,
                    s.parent,
                    s.level,
                    raw[slice(*marker)] if s.marker else "",
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


def sentences(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """The sentences of every plan as the table `miner.tables.SENTENCES`, offsets into `source.text`.

    >>> import miner
    >>> sentences(miner.Corpus.from_texts({"p": "一、目标\\n全年植树80亩。道路通车。"}))["quote"].tolist()
    ['一、目标', '全年植树80亩。', '道路通车。']
    """
    rows: list[tuple[object, ...]] = []
    for plan in as_plans(corpus_or_plan):
        tree, raw = outline(plan), plan.source.text
        for number, (start, end) in enumerate(tree.sentences):
            inside = tree.at(start)
            a, b = tree.normalized.to_raw(start, end)
            rows.append((plan.id, inside.id if inside else None, number, a, b, raw[a:b]))
    return tables.SENTENCES.frame(rows)
