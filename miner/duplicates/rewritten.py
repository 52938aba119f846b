"""Find paragraphs that say the same in other words: equal figures in equal order, and some equal words.

A weaker sign than a shared passage: it pairs nobody. Two paragraphs are compared where they share figures that few
paragraphs have; so the work grows with the text and not with its square.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from miner.corpus import Plan
from miner.normalization import NormalizedText, normalize_plan
from miner.numbers.quantities import find_quantities

__all__ = ["Unit", "rewritten_rows"]

_SHORTEST, _LONGEST = 24, 260
"""Characters of the shortest paragraph compared; a longer one than the second is compared sentence by sentence."""
_MOST = 40
"""A figure of more paragraphs than these is too common to bring two together."""
_FEWEST, _ENOUGH = 2, 4.0
"""Figures that two paragraphs share at least, and what these weigh together at least (`_weight`)."""
_FIGURES, _WORDS = 0.6, 0.08
"""Part of the figures of the paragraph with more of them, and of the pairs of ideographs of the one with fewer."""
_ANY_ORDER = 4
"""Up to so many figures may stand in any order."""
_TELLING, _MOSTLY, _FEW_WORDS = 6.0, 0.75, 0.03
"""Where the figures weigh so much and are so large a part, so few words are enough."""
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_HAN = re.compile("[\u4e00-\u9fff]+")
Figure = tuple[str, float]
"""Kind (a share, or a number) and value."""


@dataclass(frozen=True)
class Unit:
    """A paragraph or a long one's sentence: its plan, its span in the normal form, its figures, pairs of ideographs."""

    plan: int
    start: int
    end: int
    figures: tuple[Figure, ...]
    words: frozenset[str]


def _weight(figure: Figure) -> float:
    """How much it tells that two paragraphs share a figure: small and round ones stand everywhere."""
    _, value = figure
    digits = f"{abs(value):.6f}".replace(".", "").strip("0")
    return (
        0.5
        if abs(value) <= 10 and len(digits) <= 1
        else 1.0 + 0.8 * (len(digits) - 1) + (abs(value) > 100) * 0.7
    )


def _units(number: int, text: str) -> Iterator[Unit]:
    at = 0
    for line in text.splitlines(keepends=True):
        pieces = [(0, len(line))]
        if len(line) > _LONGEST:
            pieces = [m.span() for m in _SENTENCE.finditer(line)]
        for a, b in pieces:
            piece = line[a:b]
            if len(piece.strip()) >= _SHORTEST:
                figures = tuple(_figures(piece))
                if len(figures) >= _FEWEST:
                    runs = _HAN.findall(piece)
                    words = frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))
                    yield Unit(number, at + a, at + b, figures, words)
        at += len(line)


def _figures(text: str) -> Iterator[Figure]:
    for q in find_quantities(text):
        if q.low is None:
            continue
        unit = str(q.unit or "")
        yield ("%" if "%" in unit or "百分点" in unit else "", round(float(q.low), 6))


def _same(a: Unit, b: Unit) -> tuple[float, list[Figure]] | None:
    """How much speaks for one being the other rewritten, and the figures they share in order; None for too little."""
    dropped = {op.src_pos for op in LCSseq.editops(a.figures, b.figures) if op.tag == "delete"}
    ordered = [f for i, f in enumerate(a.figures) if i not in dropped]
    shared = list((Counter(a.figures) & Counter(b.figures)).elements())
    if len(shared) <= _ANY_ORDER:  # a few figures may have changed places with their clauses
        ordered = shared
    weight = sum(_weight(f) for f in set(ordered))
    part = len(ordered) / max(len(a.figures), len(b.figures))
    words = len(a.words & b.words) / max(1, min(len(a.words), len(b.words)))
    least = _FEW_WORDS if weight >= _TELLING and part >= _MOSTLY else _WORDS
    if len(set(ordered)) < _FEWEST or weight < _ENOUGH or part < _FIGURES or words < least:
        return None
    return min(1.0, 0.5 * part * min(1.0, weight / 8) + 0.5 * min(1.0, words / 0.5)), ordered


def rewritten_rows(
    plans: Sequence[Plan], copied: dict[tuple[str, str], list[tuple[int, int, int, int]]]
) -> list[tuple[object, ...]]:
    """Rows of `miner.tables.REWRITTEN`.

    copied: by the ids of a pair, the raw spans of its passages; what stands in them is no paraphrase.
    """
    normal: list[NormalizedText] = [normalize_plan(p) for p in plans]
    units = [u for i, n in enumerate(normal) for u in _units(i, n.text)]
    holders: dict[Figure, list[int]] = defaultdict(list)
    for k, unit in enumerate(units):
        for figure in set(unit.figures):
            holders[figure].append(k)
    met: Counter[tuple[int, int]] = Counter()
    for several in holders.values():
        if len(several) <= _MOST:
            for i, x in enumerate(several):
                for y in several[i + 1 :]:
                    if units[x].plan != units[y].plan:
                        met[x, y] += 1
    best: dict[tuple[int, int], tuple[float, int, list[Figure]]] = {}
    for (x, y), _ in met.items():
        same = _same(units[x], units[y])
        if same is not None:
            for mine, other in ((x, units[y].plan), (y, units[x].plan)):
                theirs = y if mine == x else x
                if same[0] > best.get((mine, other), (0.0, 0, []))[0]:
                    best[mine, other] = (same[0], theirs, same[1])
    rows: list[tuple[object, ...]] = []
    for (mine, other), (score, theirs, shared) in best.items():
        a, b = units[mine], units[theirs]
        if a.plan > b.plan or best.get((theirs, a.plan), (0.0, -1, []))[1] != mine:
            continue
        one, two = plans[a.plan], plans[other]
        sa, ea = normal[a.plan].to_raw(a.start, a.end)
        sb, eb = normal[b.plan].to_raw(b.start, b.end)
        if _covered((sa, ea, sb, eb), copied.get((one.id, two.id), ())):
            continue
        figures = "、".join(f"{value:g}{kind}" for kind, value in shared)
        common = "、".join(sorted(a.words & b.words)[:12])
        rows.append(
            (one.id, sa, ea, one.source.text[sa:ea], two.id, sb, eb, two.source.text[sb:eb], figures, common,
             round(score, 4))
        )  # fmt: skip
    return sorted(rows, key=lambda r: (str(r[0]), str(r[4]), str(r[1]).zfill(12)))


def _covered(spans: tuple[int, int, int, int], passages: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether half of the first side stands in a passage of the pair."""
    sa, ea, _, _ = spans
    return any(2 * (min(ea, p[1]) - max(sa, p[0])) > ea - sa for p in passages)
