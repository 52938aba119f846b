"""Weigh damage in a pair of plans: lost bytes, broken characters, words replaced by a rewriting program."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from miner.copying.knowledge import rules
from miner.corpus import Plan
from miner.normalization import normalize_plan

__all__ = ["Damage"]

_REPAIRS = frozenset({"stolen_bytes", "pinyin", "lost_marks"})
_MOST = 6000
"""Characters of a passage that are compared word by word."""
_MOST_PLACES, _FEWEST = 200, 4
"""Word replacements examined at most, and needed at least for a passage to count as rewritten."""
_HAN_LOW, _HAN_HIGH = "\u4e00", "\u9fff"


class Damage:
    """Judges pairs of plans; caches the positions of repairs per plan."""

    def __init__(self) -> None:
        self._repaired: WeakKeyDictionary[Plan, list[int]] = WeakKeyDictionary()

    def broken(
        self,
        a: Plan,
        b: Plan,
        spans_a: Sequence[tuple[int, int]],
        spans_b: Sequence[tuple[int, int]],
        add: Callable[[float, str], None],
    ) -> None:
        """Add a ground against the side that is damaged where the other is intact."""
        n_a, n_b = self._repairs(a, spans_a), self._repairs(b, spans_b)
        least = rules()["weights"]["least_repairs"]
        if max(n_a, n_b) >= least and min(n_a, n_b) * 10 <= max(n_a, n_b):
            damaged, sign = (b, 1) if n_b > n_a else (a, -1)
            add(
                sign * rules()["weights"]["damage"],
                f"{damaged.id} has {max(n_a, n_b)} broken characters there",
            )

    def spun(
        self,
        a: Plan,
        b: Plan,
        edited: Sequence[tuple[tuple[int, int], tuple[int, int]]],
        add: Callable[[float, str], None],
    ) -> None:
        """Add a ground against the side with unusual words in place of usual ones, a sign of a rewriting program."""
        counted = [_spun(a, b, x, y) for x, y in edited]
        in_a, in_b = sum(n for n, _ in counted), sum(n for _, n in counted)
        worse = max(in_a, in_b)
        if worse >= rules()["weights"]["least_spun"] and min(in_a, in_b) * 4 <= worse:
            spun, sign = (b, 1) if in_b > in_a else (a, -1)
            add(
                sign * rules()["weights"]["spun"],
                f"{spun.id} has unusual words for usual ones at {worse} places",
            )

    def _repairs(self, plan: Plan, spans: Sequence[tuple[int, int]]) -> int:
        starts = self._repaired.get(plan)
        if starts is None:
            normalized = normalize_plan(plan)
            broken = any(step.rule in _REPAIRS for step in normalized.steps)
            starts = [c.start for c in normalized.changes if c.rule in _REPAIRS] if broken else []
            self._repaired[plan] = starts
        return sum(bisect_left(starts, b) - bisect_left(starts, a) for a, b in spans)


def _spun(a: Plan, b: Plan, span_a: tuple[int, int], span_b: tuple[int, int]) -> tuple[int, int]:
    """Count the places where a, and where b, has an unusual word in place of a usual one of the other."""
    text_a, text_b = _words(a, span_a), _words(b, span_b)
    if text_a == text_b or max(len(text_a), len(text_b)) > _MOST:
        return 0, 0
    places: dict[tuple[str, str], tuple[str, str]] = {}
    for op in Levenshtein.opcodes(text_a, text_b):
        a0, a1, b0, b1 = op.src_start, op.src_end, op.dest_start, op.dest_end
        if op.tag == "replace" and 1 <= a1 - a0 <= 4 and 1 <= b1 - b0 <= 4:
            old, new = text_a[a0:a1], text_b[b0:b1]
            if _all_han(old) and _all_han(new):
                prefix, suffix = text_a[max(0, a0 - 4) : a0], text_a[a1 : a1 + 4]
                places.setdefault((old, new), (prefix + old + suffix, prefix + new + suffix))
    # A replacement repeated everywhere is a name and counts once; a rewriting program replaces different words.
    distinct = list(places.values())[:_MOST_PLACES]
    if len(distinct) < _FEWEST:
        return 0, 0
    usual = _usual([text for pair in distinct for text in pair])
    differences = usual[0::2] - usual[1::2]
    clear = rules()["weights"]["clearly_unusual"]
    return int((differences < -clear).sum()), int((differences > clear).sum())


def _words(plan: Plan, span: tuple[int, int]) -> str:
    normalized = normalize_plan(plan)
    a, b = normalized.from_raw(*span)
    return normalized.text[a:b]


def _all_han(text: str) -> bool:
    return all(_HAN_LOW <= c <= _HAN_HIGH for c in text)


def _usual(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Log probability of the character sequence of each text (float64, one entry per text)."""
    from miner.normalization.model import character_model

    if not texts:
        return np.zeros(0)
    model = character_model()
    ids = np.maximum(model.ids("".join(texts)), 0)
    ends = np.cumsum([len(t) for t in texts])
    scores = np.zeros(len(ids) + 1)
    scores[3:] = model.scores(ids[:-2], ids[1:-1], ids[2:])
    total = np.cumsum(scores)
    starts = np.minimum(ends - [len(t) for t in texts] + 2, ends)
    probabilities: npt.NDArray[np.float64] = total[ends] - total[starts]
    return probabilities
