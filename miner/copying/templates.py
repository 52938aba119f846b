"""Find templates: the common text of a family of copies, with the text each plan filled in, dropped and added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from miner.copying import tables
from miner.copying.alignment import align_sentences
from miner.copying.context import Context, simplified
from miner.copying.gaps import Gap, template_of
from miner.copying.tokens import Tokens, mask, tokens
from miner.corpus import Plan, as_plans
from miner.duplicates import Duplicates, find_duplicates
from miner.engine.parts import Parts
from miner.segmentation import split_sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Templates", "family_rows", "find_templates"]

Rows = list[tuple[object, ...]]

_LEAST_SHARE = 0.2
"""A sentence belongs to the template if at least this share of the family has it."""
_SAME = 0.7
"""Two gaps are one if this share of plans fills both alike; a plan that does not may have forgotten a change."""
_NAME_KINDS = ("name", "year")
_DEEPEST = 2
"""Headings of deeper levels are not compared."""


@dataclass(frozen=True, eq=False)
class Templates:
    """The templates of a corpus; three tables: `templates`, `slots`, `template_sections`."""

    _later: Mapping[str, Callable[[], pd.DataFrame]]
    """Functions that build the tables by name, called on first access."""

    @cached_property
    def templates(self) -> pd.DataFrame:
        """`miner.tables.TEMPLATES`."""
        return self._later["templates"]()

    @cached_property
    def slots(self) -> pd.DataFrame:
        """`miner.tables.SLOTS`."""
        return self._later["slots"]()

    @cached_property
    def template_sections(self) -> pd.DataFrame:
        """`miner.tables.TEMPLATE_SECTIONS`."""
        return self._later["template_sections"]()

    def text(self, family: int) -> str:
        """The template of a family as text, one sentence per line, each gap as {number}."""
        rows = self.templates[self.templates["family"] == family]
        return "\n".join(rows["text"])

    def filled(self, family: int) -> pd.DataFrame:
        """Fillings of the gaps: one row per plan, one column per gap (the most common filling of the plan)."""
        rows = self.slots[self.slots["family"] == family]
        fillings: pd.DataFrame = (
            rows.groupby(["plan_id", "slot"])["quote"]
            .agg(lambda quotes: quotes.value_counts().index[0])
            .unstack("slot")
        )
        return fillings

    def __repr__(self) -> str:
        n = self.templates["family"].nunique()
        return f"<Templates: {n} families, {len(self.templates)} sentences, {len(self.slots)} fillings>"

    def _repr_html_(self) -> str:
        sections = "".join(
            f"<h4>{family}</h4><p>{'<br>'.join(escape(t) for t in rows['text'])}</p>"
            for family, rows in self.templates.groupby("family")
        )
        return f"<p>{escape(repr(self))}</p>{sections}"


def find_templates(corpus: Iterable[Plan] | Plan, *, duplicates: Duplicates | None = None) -> Templates:
    """The template of every family of near-identical plans, by multiple alignment of sentences and atoms.

    A row of `slots` is one filling: gaps with the same fillings (the name of the place) have one number, and
    `usual` is false where a plan departs from its own usual filling. The tables are empty if there is no family.
    `duplicates`, if passed, are not computed again.
    """
    plans = as_plans(corpus)
    duplicates = find_duplicates(plans) if duplicates is None else duplicates
    contexts = {p.id: Context(p) for p in plans}
    lines, fillings = Parts(tables.TEMPLATES), Parts(tables.SLOTS)
    changes = Parts(tables.TEMPLATE_SECTIONS)
    members: dict[int, list[Context]] = {}
    for plan_id, number in duplicates.families[["plan_id", "family"]].to_numpy().tolist():
        if plan_id in contexts:
            members.setdefault(number, []).append(contexts[plan_id])
    for number, family_contexts in sorted(members.items()):
        for part, rows in zip((lines, fillings, changes), family_rows(number, family_contexts), strict=True):
            part.add_rows(rows)
        for context in family_contexts:
            context.forget()
    return Templates({"templates": lines.frame, "slots": fillings.frame, "template_sections": changes.frame})


def family_rows(number: int, contexts: Sequence[Context]) -> tuple[Rows, Rows, Rows]:
    """The rows of TEMPLATES, SLOTS and TEMPLATE_SECTIONS of one family; `contexts` in the order of the ids."""
    if len(contexts) < 2:
        return [], [], []
    family = _Family(number, list(contexts))
    family.align()
    return family.lines, list(family.fillings()), list(family.changes())


def _with_free(columns: Sequence[dict[int, int]], plans: int) -> Iterator[tuple[dict[int, int], bool]]:
    """Yield (column, is free); runs of sentences that differ in every plan are joined into one free gap."""
    run: list[dict[int, int]] = []
    for column in [*columns, {}]:
        if column and 2 * len(column) < plans:
            run.append(column)
            continue
        own_counts = Counter(p for c in run for p in c) if len(run) > 1 else None
        if own_counts and max(own_counts.values()) == 1 and 2 * len(own_counts) >= plans:
            yield {p: i for c in run for p, i in c.items()}, True
        else:
            yield from ((c, False) for c in run)
        run = []
        if column:
            yield column, False


@dataclass
class _Slot:
    number: int
    kind: str
    texts: dict[int, str]


@dataclass
class _Family:
    """The alignment of one family and its rows."""

    number: int
    contexts: list[Context]
    lines: list[tuple[object, ...]] = field(default_factory=list)
    slots: list[_Slot] = field(default_factory=list)
    filled: dict[tuple[str, int, str], list[_Slot]] = field(default_factory=dict)
    """Gaps of names and years by (kind, plan, filling)."""
    places: list[tuple[_Slot, int, int, tuple[int, int], str]] = field(default_factory=list)
    """Slot, line, plan, normalized span, words."""

    def align(self) -> None:
        """Align the sentences, then the atoms of each, and number the gaps."""
        self.names = sorted({n for c in self.contexts if (n := simplified(c.plan.place))}, key=len)[::-1]
        self.spans = [split_sentences(c.text) for c in self.contexts]
        names = tuple(self.names)
        self.sentences = [
            [c.text[a:b] for a, b in spans] for c, spans in zip(self.contexts, self.spans, strict=True)
        ]
        masked = [[mask(sentence, names) for sentence in texts] for texts in self.sentences]
        self.columns = align_sentences(masked)
        least = max(2.0, _LEAST_SHARE * len(self.contexts))
        lines = [x for x in _with_free(self.columns, len(self.contexts)) if len(x[0]) >= least]
        firsts = [min(column) for column, _ in lines]
        spans: list[list[tuple[int, int]]] = [[] for _ in self.contexts]
        for plan, (column, _) in zip(firsts, lines, strict=True):
            spans[plan].append(self.spans[plan][column[plan]])
        quoted = [self._all_quoted(plan, family_spans) for plan, family_spans in enumerate(spans)]
        for plan, (column, free) in zip(firsts, lines, strict=True):
            self._line(column, free, next(quoted[plan]))

    def _line(self, column: dict[int, int], free: bool, quoted: tuple[str, int, int, str]) -> None:
        line = len(self.lines) + 1
        template, count = "", 0
        distinct = {self.sentences[p][i] for p, i in column.items()}
        rows = {p: self._tokens(p, i) for p, i in column.items()} if len(distinct) > 1 else {}
        parts: list[str | Gap] = [*distinct]
        if len(distinct) > 1:
            whole = {p: (0, len(row.symbols)) for p, row in rows.items()}
            parts = [Gap("sentence", whole)] if free else template_of(rows).parts
        for part in parts:
            if isinstance(part, Gap):
                slot = self._slot(part, rows, line)
                template += f"{{{slot.number}}}"
                count += 1
            else:
                template += part
        share = len(column) / len(self.contexts)
        self.lines.append((self.number, line, template, len(column), share, count, *quoted))

    def _tokens(self, plan: int, sentence: int) -> Tokens:
        return tokens(self.contexts[plan].text, *self.spans[plan][sentence], self.names)

    def _slot(self, gap: Gap, rows: dict[int, Tokens], line: int) -> _Slot:
        spans: dict[int, tuple[int, int]] = {}
        filling: dict[int, str] = {}
        for plan, (a, b) in gap.spans.items():
            atoms = rows[plan]
            start = atoms.starts[a] if a < len(atoms.starts) else atoms.ends[-1]
            end = atoms.ends[b - 1] if b > a else start
            spans[plan] = (start, end)
            filling[plan] = self.contexts[plan].text[start:end]
        slot = self._slot_filled_alike(gap.kind, filling)
        if slot is None:
            slot = _Slot(len(self.slots) + 1, gap.kind, filling)
            self.slots.append(slot)
            new = filling
        else:
            new = {p: w for p, w in filling.items() if p not in slot.texts}
            slot.texts |= new
        if slot.kind in _NAME_KINDS:
            for plan, words in new.items():
                self.filled.setdefault((slot.kind, plan, words), []).append(slot)
        for plan, span in spans.items():
            self.places.append((slot, line, plan, span, filling[plan]))
        return slot

    def _slot_filled_alike(self, kind: str, filling: dict[int, str]) -> _Slot | None:
        """The existing gap of names or years that nearly all plans fill with the same text; None if there is none."""
        if kind not in _NAME_KINDS or len(set(filling.values())) < 2:
            return None
        alike = {
            slot.number: slot for filled in filling.items() for slot in self.filled.get((kind, *filled), ())
        }
        for _, slot in sorted(alike.items()):
            common = [p for p in filling if p in slot.texts]
            if len(common) < max(2, _SAME * len(filling)):
                continue
            if sum(slot.texts[p] == filling[p] for p in common) >= _SAME * len(common):
                return slot
        return None

    def fillings(self) -> Iterator[tuple[object, ...]]:
        """The rows of SLOTS."""
        usual: dict[tuple[int, int], Counter[str]] = {}
        spans: list[list[tuple[int, int]]] = [[] for _ in self.contexts]
        for slot, _, plan, span, words in self.places:
            usual.setdefault((slot.number, plan), Counter())[words] += 1
            spans[plan].append(span)
        most_common = {key: max(counts, key=counts.__getitem__) for key, counts in usual.items()}
        quoted = [self._all_quoted(plan, plan_spans) for plan, plan_spans in enumerate(spans)]
        for slot, line, plan, _, words in self.places:
            yield (
                self.number, slot.number, line, slot.kind, *next(quoted[plan]),
                words == most_common[slot.number, plan],
            )  # fmt: skip

    def _all_quoted(self, plan: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int, int, str]]:
        """`_quoted` of many spans of a plan."""
        context = self.contexts[plan]
        starts, ends = context.normalized.to_raw_spans([a for a, _ in spans], [b for _, b in spans])
        text = context.plan.source.text
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
            yield context.plan.id, a, b, text[a:b]

    def changes(self) -> Iterator[tuple[object, ...]]:
        """The rows of TEMPLATE_SECTIONS: common headings that a plan dropped, and rare ones that it added."""
        n = len(self.contexts)
        heads = [self._headings(p) for p in range(n)]
        for column in self.columns:
            headed = [p for p, i in column.items() if i in heads[p]]
            if 2 * len(headed) < len(column) or not headed:
                continue
            heading = heads[headed[0]][column[headed[0]]]
            if n > len(column) > n / 2:
                quoted = self._quoted(headed[0], *heading)
                for p in range(n):
                    if p not in column:
                        yield self._change(p, "dropped", heading, headed[0], len(column), quoted)
            elif n > 2 and len(column) <= max(1, n // 4):
                for p in headed:
                    span = heads[p][column[p]]
                    yield self._change(p, "added", span, p, len(column), self._quoted(p, *span))

    def _change(
        self,
        plan: int,
        change: str,
        span: tuple[int, int],
        example: int,
        count: int,
        quoted: Sequence[object],
    ) -> tuple[object, ...]:
        heading = self.contexts[example].text[slice(*span)].strip()
        return (self.number, self.contexts[plan].plan.id, change, heading, count, *quoted)

    def _headings(self, plan: int) -> dict[int, tuple[int, int]]:
        """Headings by the index of the sentence that they open."""
        by_start = {a: i for i, (a, _) in enumerate(self.spans[plan])}
        sections = self.contexts[plan].outline.sections
        return {
            by_start[s.start]: (s.heading_start, s.heading_end)
            for s in sections
            if s.level <= _DEEPEST and s.start in by_start
        }

    def _quoted(self, plan: int, start: int, end: int) -> tuple[str, int, int, str]:
        context = self.contexts[plan]
        a, b = context.normalized.to_raw(start, end)
        return context.plan.id, a, b, context.plan.source.text[a:b]
