"""Run `find_duplicates`, and hold its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan, as_plans
from miner.duplicates import tables
from miner.duplicates.basis import COPIED, Marks
from miner.duplicates.differences import kind_of
from miner.duplicates.evidence import Evidence, IntArray, gather
from miner.duplicates.explain import Explanation, explain
from miner.duplicates.families import join, root
from miner.duplicates.order import out_of_order
from miner.duplicates.sections import section_rows
from miner.duplicates.spans import raw_spans
from miner.engine import spool
from miner.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

Stretch = tuple[int, int, float]
"""Start and end of a stretch of symbols, and the part of it that agrees with the other side, 0 to 1."""

Covered = dict[int, dict[int, list[Stretch]]]
"""By plan, by other plan: the stretches of symbols that they share."""

__all__ = ["SETTLED", "Duplicates", "Settled", "find_duplicates", "formulas"]

MIN_CHARS = 80
SIMILARITY = 0.6
FAMILY_SHARE = 0.6
SMALLEST = 40
"""Nothing below can be asked for: pairs with fewer characters in common at one place were not recorded."""


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Copied passages of a corpus. Made by `find_duplicates`; `at` gives it with other thresholds.

    Each passage has a basis: `copied`, or words that both plans have from elsewhere (`quotation`, `law`,
    `superior`, `formula`, `terms`). A pair of plans counts when one of its copied passages has at least
    `min_chars` characters of substance in common (letters, ideographs and numbers; or three tenths of the
    shorter plan) at `similarity` or more, and speaks for copying: 40 of them stand in wording few plans share,
    or they are half of the shorter plan, or a block of 800 at similarity .8 or more. A plan that stands in
    another whole makes a pair whatever it says. The further passages of a pair are then listed as well, and
    so is what plans that are no pair share without any substance.
    """

    min_chars: int
    similarity: float
    family_share: float
    _evidence: Evidence = field(repr=False)
    _followed: tuple[tuple[object, ...], ...] = field(default=(), repr=False)
    based: bool = False
    """Whether base texts were taken off."""

    def at(
        self,
        *,
        similarity: float | None = None,
        min_chars: int | None = None,
        family_share: float | None = None,
    ) -> Duplicates:
        """The same findings under other thresholds; nothing is compared again.

        Raises InputError when a threshold is out of range.
        """
        return Duplicates(
            min_chars=_chars(self.min_chars if min_chars is None else min_chars),
            similarity=_ratio("similarity", self.similarity if similarity is None else similarity),
            family_share=_ratio("family_share", self.family_share if family_share is None else family_share),
            _evidence=self._evidence,
            _followed=tuple(self.followed.itertuples(index=False, name=None)),
            based=self.based,
        )

    @cached_property
    def _alike(self) -> IntArray:
        """Segments (rows of the evidence) of plans that have enough in common, whatever it is."""
        e = self._evidence
        strong = self._enough(e.common_symbols.astype(np.float64), e.rare)
        pair = e.records[:, 0].astype(np.int64) << 32 | e.records[:, 1]
        alike: IntArray = np.flatnonzero(np.isin(pair, pair[strong]) & (e.similarity >= self.similarity))
        return alike

    def _enough(
        self,
        common: npt.NDArray[np.float64],
        rare: npt.NDArray[np.float64],
        rows: IntArray | slice = slice(None),
    ) -> npt.NDArray[np.bool_]:
        """Whether each segment is enough, by itself, to call its plans a pair.

        common, rare: the symbols that count, and those of them in wording few plans share.
        """
        e = self._evidence
        shorter, similarity = e.shorter[rows], e.similarity[rows]
        enough = np.minimum(self.min_chars, np.maximum(24, 0.3 * shorter))
        block = (common >= max(800, self.min_chars)) & (similarity >= 0.8)
        telling = (rare >= np.minimum(40.0, 0.25 * shorter)) | block | (common >= 0.5 * shorter)
        whole = e.common_symbols[rows] >= shorter
        strong: npt.NDArray[np.bool_] = (similarity >= self.similarity) & (
            whole | ((common >= enough) & telling)
        )
        return strong

    @cached_property
    def _passages(
        self,
    ) -> tuple[IntArray, npt.NDArray[np.float64], npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
        """Rows of the evidence that are passages, their symbols of substance, their codes, whether they count.

        Those that count are copied and stand in plans that are a pair; those of no pair are listed where they
        are no substance.
        """
        e, rows = self._evidence, self._alike
        own, codes = e.basis(rows)
        part = own / np.maximum(1, e.common_symbols[rows])
        strong = (codes == COPIED) & self._enough(own, e.rare[rows] * part, rows)
        pair = e.records[rows, 0].astype(np.int64) << 32 | e.records[rows, 1]
        paired = np.isin(pair, pair[strong])
        counts = paired & (codes == COPIED)
        listed = paired | (codes != COPIED)
        return rows[listed], own[listed], codes[listed], counts[listed]

    @cached_property
    def _kept(self) -> IntArray:
        """Rows of the evidence that are passages."""
        return self._passages[0]

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The copied passages, a row each, as `miner.tables.PASSAGES`."""
        return _passage_table(self._evidence, self._kept)

    @cached_property
    def _covered(self) -> Covered:
        """What is copied: by plan, by other plan, the stretches of symbols, with the part of each that agrees."""
        rows, _, _, counts = self._passages
        return _covered(self._evidence, rows[counts])

    @cached_property
    def _shared(self) -> Covered:
        """The same for all that plans share, whatever it is."""
        return _covered(self._evidence, self._kept)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Each pair of plans that shares passages, with the share of each plan, as `miner.tables.PAIRS`."""
        ids, lengths = [p.id for p in self._evidence.plans], np.diff(self._evidence.folded.offsets).tolist()
        rows = []
        for a, others in sorted(self._covered.items()):
            for b, spans in sorted(others.items()):
                if a < b:
                    left, right = _union(spans), _union(self._covered[b][a])
                    every = _union(self._shared[a][b]), _union(self._shared[b][a])
                    rows.append(
                        (ids[a], ids[b], len(spans), min(left, right), left / lengths[a], right / lengths[b],
                         every[0] / lengths[a], every[1] / lengths[b])
                    )  # fmt: skip
        return tables.PAIRS.frame(rows)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """How much of each plan stands in another, each character counted once, as `miner.tables.SHARES`."""
        plans, lengths = self._evidence.plans, np.diff(self._evidence.folded.offsets).tolist()
        rows = []
        for i, plan in enumerate(plans):
            others = self._covered.get(i, {})
            copied = _union([s for spans in others.values() for s in spans])
            agreed = {o: _union(spans) for o, spans in others.items()}
            most = max(agreed, key=lambda o: (agreed[o], -o), default=None)
            rows.append(
                (
                    plan.id,
                    copied / lengths[i] if lengths[i] else 0.0,
                    lengths[i],
                    copied,
                    len(others),
                    None if most is None else plans[most].id,
                    0.0 if most is None else agreed[most] / lengths[i],
                    _union([s for spans in self._shared.get(i, {}).values() for s in spans])
                    / max(1, lengths[i]),
                )
            )
        return tables.SHARES.frame(rows)

    @cached_property
    def families(self) -> pd.DataFrame:
        """Plans that are near-identical, by family, as `miner.tables.FAMILIES`.

        Two plans belong together when at least `family_share` of each stands in the other, half of that as
        copied substance; families are the connected groups. A plan without such a neighbor is not listed.
        """
        plans, lengths = self._evidence.plans, np.diff(self._evidence.folded.offsets).tolist()
        parent = list(range(len(plans)))
        closest: dict[int, float] = {}
        for a, others in self._covered.items():
            for b, spans in others.items():
                if a > b:
                    continue
                copied = min(_union(spans) / lengths[a], _union(self._covered[b][a]) / lengths[b])
                share = min(_union(self._shared[a][b]) / lengths[a], _union(self._shared[b][a]) / lengths[b])
                if share >= self.family_share and 2 * copied >= self.family_share:
                    closest[a], closest[b] = max(closest.get(a, 0.0), share), max(closest.get(b, 0.0), share)
                    join(parent, a, b)
        members: dict[int, list[int]] = {}
        for i in sorted(closest):
            members.setdefault(root(parent, i), []).append(i)
        rows = [
            (plans[i].id, number, len(group), plans[group[0]].id, closest[i])
            for number, group in enumerate(members.values(), 1)
            for i in group
        ]
        return tables.FAMILIES.frame(rows)

    @cached_property
    def boilerplate(self) -> pd.DataFrame:
        """Formulas that many plans share, once each, as `miner.tables.BOILERPLATE`; they pair nobody."""
        e = self._evidence
        plans = {plan for plan, *_ in e.commons.tolist()}
        covered = {
            p: [(a, b) for spans in self._shared.get(p, {}).values() for a, b, _ in spans] for p in plans
        }
        return tables.BOILERPLATE.frame(formulas(e, covered))

    @cached_property
    def followed(self) -> pd.DataFrame:
        """Which plan follows which base text, or plan that it says it implements, as `miner.tables.FOLLOWED`."""
        return tables.FOLLOWED.frame(self._followed)

    @cached_property
    def rewritten(self) -> pd.DataFrame:
        """Paragraphs that say the same in other words, as `miner.tables.REWRITTEN`; they make no pair.

        Reads the figures of all plans, some 4 seconds a million characters, and with the extra `embeddings` the
        meaning of up to 3,000 paragraphs, some 40 seconds: ask where the corpus is not too large.
        """
        from miner.duplicates.rewritten import rewritten_rows  # it reads numbers, which no other table needs

        columns = ["plan_a", "plan_b", "start_a", "end_a", "start_b", "end_b"]
        copied: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}
        for a, b, *spans in self.passages[columns].to_numpy().tolist():
            copied.setdefault((a, b), []).append((spans[0], spans[1], spans[2], spans[3]))
        plans = self._plans if isinstance(self, Settled) else self._evidence.plans
        return tables.REWRITTEN.frame(rewritten_rows(plans, copied))

    @cached_property
    def section_pairs(self) -> pd.DataFrame:
        """Which section of A is which section of B, for every pair, as `miner.tables.SECTION_PAIRS`.

        Reads the outlines of all plans that share text: ask a large corpus through `at` or a smaller one.
        """
        return tables.SECTION_PAIRS.frame(section_rows(self._evidence, self._kept))

    def explain(self, i: int) -> Explanation:
        """Why row `i` of `passages` is there: both quotes and all that differs between them.

        Raises InputError when there is no such row.
        """
        if not 0 <= i < len(self._kept):
            raise InputError(f"there is no passage {i}: {len(self._kept)} were found, counted from 0")
        return explain(self._evidence, int(self._kept[i]))

    def borderline(self, n: int = 20) -> pd.DataFrame:
        """The `n` longest passages of pairs that just missed the thresholds, as `miner.tables.PASSAGES`."""
        e = self._evidence
        missed = np.setdiff1d(np.arange(len(e.records)), self._kept)
        order = np.argsort(-e.rare[missed], kind="stable")
        return _passage_table(e, missed[order][:n])

    def settled(self) -> Duplicates:
        """The same findings, their tables made, without the symbols of the plans (three bytes a character).

        What needs these (`at`, `explain`, `borderline`, `sections`) compares the plans once more.
        """
        limits = self.min_chars, self.similarity, self.family_share
        found = {name: getattr(self, name) for name in SETTLED}
        return Settled(self._evidence.plans, found, *limits, based=self.based, base=self._evidence.base)

    def _repr_html_(self) -> str:
        shown = self.passages.head(10)
        head = "".join(f"<th>{escape(c)}</th>" for c in shown.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(v))}</td>" for v in row) + "</tr>"
            for row in shown.itertuples(index=False)
        )
        return f"<p>{escape(repr(self))}</p><table><tr>{head}</tr>{body}</table>"

    def __repr__(self) -> str:
        return (
            f"<Duplicates: {len(self._kept)} passages among {len(self._evidence.plans)} plans, "
            f"min_chars={self.min_chars}, similarity={self.similarity}>"
        )


def formulas(e: Evidence, covered: Mapping[int, Sequence[tuple[int, int]]]) -> list[tuple[Any, ...]]:
    """The rows of `miner.tables.BOILERPLATE`: the stretches of many plans that no passage holds.

    `covered` has the stretches of symbols of each plan (its number) that are passages.
    """
    rows = []
    for plan, start, end, count in e.commons.tolist():
        if any(a <= start and end <= b for a, b in covered.get(plan, ())):
            continue
        p = e.plans[plan]
        ((s, t),) = raw_spans(e.plans, e.folded, *np.array([[plan], [start], [end]]))
        rows.append((p.id, s, t, p.source.text[s:t], count, end - start))
    rows.sort(key=lambda r: (-r[4], -r[5], r[0], r[1]))
    return rows


SETTLED = ("passages", "pairs", "families", "shares", "boilerplate", "followed")
"""The tables of `Settled` findings."""


class Settled(Duplicates):
    """Findings whose tables are there, and whose plans are compared again when more is asked."""

    _plans: tuple[Plan, ...]
    _base: Mapping[str, Marks] | None

    def __init__(
        self,
        plans: Sequence[Plan],
        tables: Mapping[str, pd.DataFrame],
        min_chars: int = MIN_CHARS,
        similarity: float = SIMILARITY,
        family_share: float = FAMILY_SHARE,
        *,
        based: bool = False,
        base: Mapping[str, Marks] | None = None,
    ) -> None:
        """Take the tables, which were made with these thresholds.

        based: whether base texts were taken off; base: what of a plan (its id) stands in them, None where that
        was not kept.
        """
        self.__dict__.update(
            {name: tables[name] for name in SETTLED},
            min_chars=min_chars, similarity=similarity, family_share=family_share, based=based,
            _plans=tuple(plans), _base=base,
        )  # fmt: skip

    @cached_property
    def _evidence(self) -> Evidence:
        if self.based and self._base is None:
            raise InputError(
                "the base texts were not kept: call `find_duplicates` with them for other thresholds"
            )
        return gather(self._plans, self._base)

    def settled(self) -> Duplicates:
        """These findings themselves."""
        return self

    def __repr__(self) -> str:
        return f"<Duplicates: {len(self.passages)} passages among {len(self.shares)} plans>"


def _passage_table(e: Evidence, rows: IntArray) -> pd.DataFrame:
    ids, owners = e.ids, e.plans
    r = e.records[rows].astype(np.int64)
    raw_a = raw_spans(owners, e.folded, r[:, 0], r[:, 2], r[:, 3])
    raw_b = raw_spans(owners, e.folded, r[:, 1], r[:, 4], r[:, 5])
    moved = out_of_order(r, e.folded)
    own, codes = (values.tolist() for values in e.basis(rows))
    base_a, base_b = e.folded.offsets[r[:, 0]], e.folded.offsets[r[:, 1]]
    spans = np.stack(
        (base_a + r[:, 2], base_a + r[:, 3], base_b + r[:, 4], base_b + r[:, 5]), axis=1
    ).tolist()
    numbers = (
        e.similarity[rows].tolist(),
        e.common_symbols[rows].tolist(),
        np.round(e.rare[rows], 1).tolist(),
    )
    made = []
    for k, (a, b, left_over) in enumerate(r[:, [0, 1, 6]].tolist()):
        (sa, ea), (sb, eb) = raw_a[k], raw_b[k]
        kind = "reordered"
        if not moved[k]:
            texts = owners[a].source.text[sa:ea], owners[b].source.text[sb:eb]
            kind = kind_of(e.folded.symbols, tuple(spans[k]), left_over, *texts)
        similarity, common, rare = (n[k] for n in numbers)
        made.append(
            (
                ids[a],
                sa,
                ea,
                ids[b],
                sb,
                eb,
                similarity,
                kind,
                common,
                rare,
                tables.BASES[codes[k]],
                round(own[k]),
            )
        )
    return tables.PASSAGES.frame(made)


def _covered(e: Evidence, rows: IntArray) -> Covered:
    """By plan, by other plan: the stretches of symbols that the segments `rows` share."""
    covered: Covered = {}
    agreeing = e.common_symbols[rows].tolist()
    for (a, b, sa, ea, sb, eb), common in zip(e.records[rows, :6].tolist(), agreeing, strict=True):
        covered.setdefault(a, {}).setdefault(b, []).append((sa, ea, min(1.0, common / (ea - sa))))
        covered.setdefault(b, {}).setdefault(a, []).append((sb, eb, min(1.0, common / (eb - sb))))
    return covered


def _union(stretches: list[Stretch]) -> int:
    """The symbols that agree in `stretches`, each position once and at the most that any stretch says of it.

    A passage is joined over words that differ; what differs is not copied and does not count.
    """
    total, at = 0.0, 0
    active: list[tuple[float, int]] = []  # (-part that agrees, end), the best on top
    waiting = sorted(stretches, reverse=True)
    while waiting or active:
        if not active:
            at = max(at, waiting[-1][0])
        while waiting and waiting[-1][0] <= at:
            _, end, part = waiting.pop()
            heappush(active, (-part, end))
        while active and active[0][1] <= at:
            heappop(active)
        if active:
            part, end = active[0]
            until = min(end, waiting[-1][0]) if waiting else end
            total -= part * (until - at)
            at = until
    return round(total)


def _ratio(name: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise InputError(f"{name} must lie between 0 and 1, not {value}")
    return float(value)


def _chars(value: int) -> int:
    if value < SMALLEST:
        raise InputError(f"min_chars must be at least {SMALLEST}, not {value}")
    return int(value)


def find_duplicates(
    corpus: Iterable[Plan] | Plan,
    *,
    min_chars: int = MIN_CHARS,
    similarity: float = SIMILARITY,
    family_share: float = FAMILY_SHARE,
    base: Iterable[Plan] | Plan | None = None,
) -> Duplicates:
    """Find every copied passage among the plans, with its exact span on both sides.

    base: superiors' documents and model texts. What stands in one of them has the basis `superior`, pairs
    nobody and counts in no share; `followed` says which plan follows which. An empty base takes nothing off;
    a base that is the corpus itself takes off all. A plan of the corpus that another says it implements
    (behind words such as 根据 or 贯彻落实, by its title) is a superior's document for that one as well.

    Passages are found through changes of script, punctuation and numbers, through replaced names, scattered
    edits of up to a third of the characters, added and dropped sentences and moved sections. The answer does
    not depend on the order of the plans. Time and memory grow in proportion to the text.

    Raises InputError when a threshold is out of range.
    """
    from miner.duplicates.base import followed_rows, in_base  # it asks the index, which imports this

    limits = _chars(min_chars), _ratio("similarity", similarity), _ratio("family_share", family_share)
    plans, known = as_plans(corpus), as_plans(base if base is not None else ())
    marks, followed = in_base(plans, known)
    evidence = gather(plans, marks)
    given = {(row[0], row[4]) for row in followed}
    followed += [row for row in followed_rows(evidence, evidence.followed) if (row[0], row[4]) not in given]
    return Duplicates(*limits, evidence, tuple(followed), len(known) > 0)


def find_bounded(corpus: Sequence[Plan], base: Iterable[Plan] | None = None) -> Duplicates:
    """`find_duplicates` of a corpus; of one too large for memory (`spool.LIMIT`) the tables without the symbols."""
    found = find_duplicates(corpus, base=base)
    return found.settled() if sum(p.end - p.start for p in corpus) > spool.LIMIT else found
