"""`normalize`: from raw text to the normal form every later stage reads, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache
from miner.knowledge.scripts import code_points
from miner.normalization import conversion, punctuation, repairs
from miner.normalization.alignment import Alignment, Edit, IntArray, apply_edits
from miner.normalization.characters import FOLD_RULES, Seen, fold, fold_rule
from miner.normalization.config import NormalizationConfig
from miner.normalization.placeholders import Placeholder, find_placeholders

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "NormalizedText", "normalize", "normalize_span"]


class Change(NamedTuple):
    """One change: the raw span, the rule, and the text before and after that rule."""

    start: int
    end: int
    rule: str
    before: str
    after: str


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """What one rule did: edits of `before`, or (edits None) a text of the same length."""

    rule: str
    before: str
    after: str
    alignment: Alignment
    edits: tuple[Edit, ...] | None

    def changes(self) -> Iterator[Change]:
        """The changes of this step, in order; neighboring replaced characters count as one."""
        for edit in self.edits if self.edits is not None else self._differences():
            start, end = self.alignment.to_raw(edit.start, edit.end)
            rule = self.rule
            if rule == "fold":
                rule = _rule_of_fold(self.before[edit.start])
            yield Change(start, end, rule, self.before[edit.start : edit.end], edit.text)

    def _differences(self) -> Iterator[Edit]:
        differs = np.flatnonzero(code_points(self.before) != code_points(self.after))
        if not len(differs):
            return
        cuts = np.flatnonzero(np.diff(differs) != 1) + 1
        for run in np.split(differs, cuts):
            start, end = int(run[0]), int(run[-1]) + 1
            if self.rule == "fold":  # a run may hold characters of several rules
                yield from (Edit(i, i + 1, self.after[i]) for i in range(start, end))
            else:
                yield Edit(start, end, self.after[start:end])


@cache
def _rule_of_fold(character: str) -> str:
    return next(rule for rule in FOLD_RULES if character in fold_rule(rule))


@dataclass(frozen=True, eq=False)
class NormalizedText:
    """The normal form of a text, and the way back to the raw text.

    `text` is the normal form; positions in it are what later stages work with. `to_raw` and the other
    methods that return raw offsets give code points of the text the plan's source owns, so that
    `source.text[start:end]` is the verbatim quote; for `normalize(text)` the source is `text`.
    """

    text: str
    raw: str
    """The raw text that was normalized."""
    origin: int
    """Raw offset of the first character of `raw` (the plan's start in its source; else 0)."""
    alignment: Alignment
    steps: tuple[Step, ...]

    def __len__(self) -> int:
        return len(self.text)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets (end excluded) of the normalized span `start`..`end`.

        An empty span gives an empty span. Raises IndexError when the span lies outside of the text.
        """
        return self.alignment.to_raw(start, end)

    def to_raw_spans(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> tuple[IntArray, IntArray]:
        """`to_raw` of many spans: int64 arrays of the same length in, two int64 arrays out."""
        return self.alignment.to_raw_spans(starts, ends)

    def from_raw(self, start: int, end: int) -> tuple[int, int]:
        """Normalized span of what is left of the raw span `start`..`end`; empty where all was deleted."""
        return self.alignment.from_raw(start, end)

    def moved(self, by: int) -> NormalizedText:
        """The same where the raw text stands `by` characters later in its source."""
        if not by:
            return self
        steps = tuple(replace(step, alignment=step.alignment.moved(by)) for step in self.steps)
        return NormalizedText(self.text, self.raw, self.origin + by, self.alignment.moved(by), steps)

    def quote(self, start: int, end: int) -> str:
        """The raw text, verbatim, of the normalized span `start`..`end`."""
        a, b = self.to_raw(start, end)
        return self.raw[a - self.origin : b - self.origin]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What was changed, in raw order and, at one place, in the order of the rules."""
        changes = [(c.start, i, c) for i, step in enumerate(self.steps) for c in step.changes()]
        return tuple(c for *_, c in sorted(changes))

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Gaps of a template (20xx年, XX市, ×××, **亿元), in normalized offsets."""
        return find_placeholders(self.text)

    @cached_property
    def torn(self) -> tuple[tuple[int, int], ...]:
        """Places with pinyin between the bytes of a character that could not be restored, in normalized offsets.

        They stand in `text` as the page shows them. No stage takes a value or a name from one.
        """
        return repairs.torn_places(self.text)

    def changes_table(self, plan_id: str | None = None) -> pd.DataFrame:
        """`changes` as a DataFrame; the columns are `miner.tables.CHANGES`."""
        from miner.normalization import tables

        rows = (
            (
                plan_id,
                c.start,
                c.end,
                self.raw[c.start - self.origin : c.end - self.origin],
                c.rule,
                c.before,
                c.after,
            )
            for c in self.changes
        )
        return tables.CHANGES.frame(rows)

    def placeholders_table(self, plan_id: str | None = None) -> pd.DataFrame:
        """`placeholders` in raw offsets as a DataFrame; the columns are `miner.tables.PLACEHOLDERS`."""
        from miner.normalization import tables

        rows = (
            (plan_id, *self.to_raw(p.start, p.end), self.quote(p.start, p.end), p.kind)
            for p in self.placeholders
        )
        return tables.PLACEHOLDERS.frame(rows)


class Repair(NamedTuple):
    """A rule that edits: its name, the function, and the characters without which it has nothing to do."""

    rule: str
    find: Callable[[str], list[Edit]]
    triggers: str


class Rewrite(NamedTuple):
    """A rule that replaces characters one by one: its name, the function, and its trigger characters."""

    rule: str
    rewrite: Callable[[str], str]
    triggers: str


class Folds(NamedTuple):
    """The place in the order where the tables of `folds.toml` are applied, all at once."""

    rule: str = "fold"


def _stolen(text: str) -> list[Edit]:
    from miner.normalization import stolen  # loads the character model

    return stolen.restore_stolen_bytes(text)


def _torn(text: str) -> list[Edit]:
    from miner.normalization import torn  # loads the character model

    return torn.restore_torn(text) if repairs.TORN.search(text) else []


@cache
def pipeline() -> tuple[Repair | Rewrite | Folds, ...]:
    """The rules in the order in which they are applied."""
    return (
        Repair("newlines", repairs.join_newlines, "\r"),
        Repair("invisible", repairs.delete_invisible, repairs.INVISIBLE + "\uffff"),
        Repair("entities", repairs.resolve_entities, "&;"),
        Repair("torn", _torn, "?？\ufffd"),
        Repair("stolen_bytes", _stolen, "!,?"),
        Repair("pinyin", repairs.delete_pinyin, repairs.TONED),
        Repair("stray_marks", repairs.delete_stray_marks, ".`'"),
        Folds(),
        Repair("broken_numbers", repairs.join_numbers, "\n"),
        Repair("quotes", punctuation.widen_quotes, '"'),
        Repair("middle_dots", repairs.restore_middle_dots, "?？"),
        Repair("zeros", repairs.restore_zeros, "○◯OＯ0"),
        Repair("lost_marks", repairs.restore_lost_marks, "123456789"),
        Repair("brackets", punctuation.widen_brackets, "()"),
        Repair("punctuation", punctuation.widen_marks, ",;:!?"),
        Rewrite("simplified", conversion.to_simplified, conversion.convertible() + "\uffff"),
        Rewrite("variants", conversion.contextual_variants, conversion.variant_characters()),
    )


@cache
def _indices(characters: str) -> npt.NDArray[np.int64]:
    return np.array([ord(c) for c in characters], dtype=np.int64)


class _Draft:
    """A text on its way through the rules."""

    def __init__(self, text: str, origin: int) -> None:
        self.text = text
        self.alignment = Alignment.identity(len(text), origin)
        self.steps: list[Step] = []
        self._look()

    def _look(self) -> None:
        self.points = code_points(self.text)
        self.seen = Seen(self.points)

    def edit(self, rule: str, edits: Sequence[Edit]) -> None:
        if edits:
            after = apply_edits(self.text, edits)
            alignment = self.alignment.edited(edits)
            self._done(Step(rule, self.text, after, self.alignment, tuple(edits)), alignment)

    def rewrite(self, rule: str, after: str) -> None:
        if after != self.text:
            words = conversion.converted_by_word(self.text, after) if rule == "simplified" else ()
            alignment = self.alignment.edited([Edit(i, i + 1, after[i], ((a, b),)) for i, a, b in words])
            self._done(Step(rule, self.text, after, self.alignment, None), alignment)

    def _done(self, step: Step, alignment: Alignment) -> None:
        self.steps.append(step)
        self.text, self.alignment = step.after, alignment
        self._look()


def normalize(text: str, config: NormalizationConfig | None = None) -> NormalizedText:
    """Bring `text` to the normal form that `miner.normalization` documents.

    `config` switches single rules off. Normalizing the result again changes nothing.

    >>> made = normalize("縣醫(yī)院與鎮(zhèn)衛(wèi)生院")
    >>> made.text
    '县医院与镇卫生院'
    >>> made.to_raw(1, 3)
    (1, 7)
    """
    return normalize_span(text, config or NormalizationConfig())


def normalize_span(
    text: str, config: NormalizationConfig, origin: int = 0, furniture: Iterable[tuple[int, int]] = ()
) -> NormalizedText:
    """Normalize `text`, which begins at `origin` in its source, without the raw spans in `furniture`."""
    draft = _Draft(text, origin)
    draft.edit("furniture", _cut(furniture, origin, len(text)))
    enabled = config.enabled
    for step in pipeline():
        if isinstance(step, Folds):
            rules = tuple(r for r in FOLD_RULES if r in enabled)
            draft.rewrite(step.rule, fold(draft.text, draft.points, draft.seen, rules))
        elif step.rule in enabled and draft.seen.any(_indices(step.triggers)):
            if isinstance(step, Repair):
                draft.edit(step.rule, step.find(draft.text))
            else:
                draft.rewrite(step.rule, step.rewrite(draft.text))
    return NormalizedText(draft.text, text, origin, draft.alignment, tuple(draft.steps))


def _cut(spans: Iterable[tuple[int, int]], origin: int, length: int) -> list[Edit]:
    """Deletions of the raw `spans`, merged where they overlap and clipped to the text."""
    edits: list[Edit] = []
    for a, b in sorted((max(a - origin, 0), min(b - origin, length)) for a, b in spans):
        if a >= b:
            continue
        if edits and a <= edits[-1].end:
            edits[-1] = Edit(edits[-1].start, max(b, edits[-1].end), "")
        else:
            edits.append(Edit(a, b, ""))
    return edits
