"""Align many sequences to one consensus instead of to each other.

Sentences of the plans are aligned first (`align_sentences`), then the atoms of each sentence (`align_tokens`). The
consensus of atoms starts from the medoid and is then revised by majority vote (`consensus`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

__all__ = ["align_sentences", "align_tokens", "consensus"]

ALIKE = 0.55
"""Similarity from which two sentences are the same sentence of a template."""
_MOST_CELLS = 250_000
"""A stretch between anchors with more cells than this is not aligned; its sentences stay separate."""


def align_sentences(plans: Sequence[Sequence[str]]) -> list[dict[int, int]]:
    """Columns of the multiple alignment: each maps a plan to the index of its sentence.

    Each plan is aligned to the profile of those before it: equal sentences that occur once are anchors, and
    between two anchors the best path is found by dynamic programming. Common sentences keep their order; a moved
    sentence gets a column of its own.
    """
    columns: list[dict[int, int]] = [{0: i} for i in range(len(plans[0]))]
    faces = list(plans[0])
    for n, plan in enumerate(plans[1:], 1):
        columns, faces = _add(columns, faces, plan, n)
    return columns


def _add(
    columns: list[dict[int, int]], faces: list[str], plan: Sequence[str], n: int
) -> tuple[list[dict[int, int]], list[str]]:
    new_columns: list[dict[int, int]] = []
    new_faces: list[str] = []
    i = j = 0
    for a, b in [*_pairs(faces, plan), (len(faces), len(plan))]:
        new_columns += columns[i:a]
        new_faces += faces[i:a]
        new_columns += [{n: k} for k in range(j, b)]
        new_faces += plan[j:b]
        if a < len(faces) and b < len(plan):
            columns[a][n] = b
            new_columns.append(columns[a])
            new_faces.append(faces[a])
        i, j = a + 1, b + 1
    return new_columns, new_faces


def _pairs(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of aligned positions, increasing on both sides."""
    pairs: list[tuple[int, int]] = []
    bounds = [(-1, -1), *_anchors(left, right), (len(left), len(right))]
    for (a, b), (c, d) in pairwise(bounds):
        pairs += [(a + 1 + x, b + 1 + y) for x, y in _best(left[a + 1 : c], right[b + 1 : d])]
        if c < len(left):
            pairs.append((c, d))
    return pairs


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The longest increasing run of equal sentences that occur once on both sides (patience sorting)."""
    once_left, once_right = Counter(left), Counter(right)
    position = {s: j for j, s in enumerate(right) if once_right[s] == 1}
    anchors = [(i, position[s]) for i, s in enumerate(left) if once_left[s] == 1 and s in position]
    tops: list[int] = []
    piles: list[list[tuple[int, int]]] = []
    previous: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in anchors:
        at = bisect_left(tops, pair[1])
        previous[pair] = piles[at - 1][-1] if at else None
        if at == len(piles):
            piles.append([pair])
            tops.append(pair[1])
        else:
            piles[at].append(pair)
            tops[at] = pair[1]
    run: list[tuple[int, int]] = []
    pair_or_none = piles[-1][-1] if piles else None
    while pair_or_none is not None:
        run.append(pair_or_none)
        pair_or_none = previous[pair_or_none]
    return run[::-1]


def _best(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The best path between two short runs of sentences (Needleman–Wunsch, gaps cost nothing)."""
    if not left or not right or len(left) * len(right) > _MOST_CELLS:
        return []
    if len(left) == len(right) == 1:  # the usual case: one edited sentence between two unchanged ones
        return [(0, 0)] if np.float32(fuzz.ratio(left[0], right[0])) / 100 >= np.float32(ALIKE) else []
    alike = process.cdist(left, right, scorer=fuzz.ratio, dtype=np.float32) / 100
    alike[alike < ALIKE] = 0
    score = np.zeros((len(left) + 1, len(right) + 1), np.float32)
    for i in range(1, len(left) + 1):
        diagonal = np.where(alike[i - 1] > 0, score[i - 1, :-1] + alike[i - 1], 0)
        np.maximum.accumulate(np.maximum(score[i - 1, 1:], diagonal), out=score[i, 1:])
    path = []
    i, j = len(left), len(right)
    while i and j:
        if score[i, j] == score[i - 1, j]:
            i -= 1
        elif score[i, j] == score[i, j - 1]:
            j -= 1
        else:
            path.append((i - 1, j - 1))
            i, j = i - 1, j - 1
    return path[::-1]


def consensus(sequences: Sequence[str]) -> str:
    """The consensus: the medoid, revised at each position by the majority of the sequences aligned to it."""
    if len(sequences) < 3:
        return sequences[0]
    distinct = Counter(sequences)
    frequent = [s for s, _ in distinct.most_common(30)]
    closeness = process.cdist(frequent, frequent, scorer=fuzz.ratio) @ np.array(
        [distinct[s] for s in frequent]
    )
    center = frequent[int(closeness.argmax())]
    keep, extra = Counter[int](), Counter[tuple[int, str]]()
    for sequence, times in distinct.items():
        for op in Levenshtein.opcodes(center, sequence):
            if op.tag == "equal":
                for k in range(op.src_start, op.src_end):
                    keep[k] += times
            elif op.tag == "insert":
                extra[op.src_start, sequence[op.dest_start : op.dest_end]] += times
    half = len(sequences) / 2
    added = {at: words for (at, words), times in extra.items() if times > half}
    parts = [added.get(k, "") + (center[k] if keep[k] > half else "") for k in range(len(center))]
    return "".join(parts) + added.get(len(center), "") or center


def align_tokens(center: str, sequence: str) -> list[int | None]:
    """For each position of `center` the position of `sequence` aligned to it with the same symbol, else None."""
    if center == sequence:
        return list(range(len(center)))
    positions: list[int | None] = [None] * len(center)
    for block in Levenshtein.opcodes(center, sequence).as_matching_blocks():
        positions[block.a : block.a + block.size] = range(block.b, block.b + block.size)
    return positions
