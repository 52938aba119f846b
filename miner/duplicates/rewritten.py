"""Find paragraphs that say the same in other words: equal figures, and rare words, names and characters in common.

A weaker sign than a shared passage: it pairs nobody. What each thing in common weighs is data
(`data/rewritten.csv`); the sum is a probability. Paragraphs meet only where they share a figure or a word that few
paragraphs have; so the work grows with the text and not with its square. With the extra `embeddings` what they mean
is weighed as well (`meaning.py`), for a bounded number of paragraphs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from miner.corpus import Plan
from miner.duplicates.meaning import Encode, Reader, encode_where_installed
from miner.duplicates.paragraphs import Figure, Paragraph, paragraphs_of, rarity
from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv
from miner.normalization import NormalizedText, normalize_plan
from miner.segmentation.words import pieces

__all__ = ["FEATURES", "MEANING", "Met", "features_of", "meetings", "rewritten_rows"]

FEATURES = ("figures", "figures missing", "rare pairs", "usual pairs", "characters")
"""What is weighed for two paragraphs, in the order of the columns of `Met.features`."""
MEANING = ("meaning", "nearer")
"""The features behind these where the meaning of both paragraphs was read."""
SURE = 0.5
"""The probability from which two paragraphs are listed."""
_MOST = 40
"""A figure or a pair of ideographs of more paragraphs than these brings no two together."""
_ENOUGH = 6.0
"""What figures and rare pairs in common weigh together at least, for two paragraphs to be compared."""
_HINT, _HINTS = 2.0, 4
"""What is enough where the meaning is read, and how many more paragraphs each meets for so little."""
_SEEN, _STEEP = 100.0, 1.6
"""So many paragraphs are thought to lie beside those at hand, and how fast weight falls with those that say it."""
_WORDS = 0.05
"""Part of the pairs of ideographs, of the paragraph with fewer, that both have: equal figures alone are chance."""
_SAME = 0.85
"""From this part of characters that agree in their order on, two paragraphs are the same words, not other words."""
_SCORED = 1 << 16
"""Pairs of paragraphs whose features are computed at once."""
_BLOCK = 512
"""Paragraphs that are compared with all others at once; bounds the memory."""
_SHOWN = 12
"""Words and figures shown at most."""
Numbers = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]
Passages = Mapping[tuple[str, str], Sequence[tuple[int, int, int, int]]]


@dataclass(frozen=True, eq=False)
class Met:
    """Paragraphs that were compared: numbers of the first and the second (int64, n), their features (float64, n x 5).

    Two more features are there where their meaning was read.
    """

    first: Ids
    second: Ids
    features: Numbers


@dataclass(frozen=True)
class _Incidence:
    """Which paragraph says which term: a sparse matrix (paragraphs x terms), what each term weighs, how many say it."""

    matrix: object
    weights: Numbers
    holders: Ids


@cache
def _weights(with_meaning: bool) -> tuple[float, Numbers]:
    """The constant, and the weight of each of `FEATURES`, and `MEANING`."""
    column = "weight with meaning" if with_meaning else "weight"
    rows = {row["feature"]: row[column] for row in read_csv("miner.duplicates", "rewritten.csv")}
    names = (*FEATURES, *MEANING) if with_meaning else FEATURES
    return float(rows["constant"]), np.array([float(rows[name]) for name in names])


@dataclass(frozen=True)
class _Terms:
    """What the paragraphs say, of each kind."""

    figures: _Incidence
    pairs: _Incidence
    usual: _Incidence
    characters: _Incidence


def _incidence(said: Sequence[Iterable[object]], weights: Mapping[Any, float]) -> _Incidence:
    """Terms that weigh nothing are left out; one that many of these paragraphs say weighs less."""
    from scipy.sparse import csr_matrix

    holders = Counter(term for terms in said for term in terms)
    column = {term: i for i, term in enumerate(t for t in holders if weights[t] > 0)}
    rows = [i for i, terms in enumerate(said) for term in terms if term in column]
    columns = [column[term] for terms in said for term in terms if term in column]
    counts = np.array([holders[term] for term in column], np.int64)
    most = np.maximum(0.0, _STEEP * np.log((len(said) + _SEEN) / np.maximum(1, counts)))
    own = np.array([weights[term] for term in column], np.float64)
    shape = len(said), len(column)
    return _Incidence(csr_matrix((np.ones(len(rows)), (rows, columns)), shape), np.minimum(own, most), counts)


def _sums(part: _Incidence, first: Ids, second: Ids) -> Numbers:
    """What the terms weigh together that both paragraphs say (float64, n)."""
    both = part.matrix[first].multiply(part.matrix[second])  # type: ignore[index]
    return np.asarray(both @ part.weights, np.float64)


def _candidates(plans: Ids, parts: Sequence[_Incidence], hints: bool = False) -> Iterator[tuple[Ids, Ids]]:
    """Paragraphs of two plans that have enough in common of what few say, the smaller number first, by blocks.

    hints: whether the `_HINTS` that have most in common with a paragraph are given for less.
    """
    from scipy.sparse import diags, hstack

    few = [(part.holders >= 2) & (part.holders <= _MOST) for part in parts]
    matrix = hstack([p.matrix[:, f] for p, f in zip(parts, few, strict=True)]).tocsr()  # type: ignore[index]
    weights = np.concatenate([p.weights[f] for p, f in zip(parts, few, strict=True)])
    weighted, other = matrix @ diags(weights), matrix.T.tocsr()
    for begin in range(0, len(plans), _BLOCK):
        common = (weighted[begin : begin + _BLOCK] @ other).tocoo()
        at = np.flatnonzero(common.data >= (_HINT if hints else _ENOUGH))
        first, second = common.row[at].astype(np.int64) + begin, common.col[at].astype(np.int64)
        kept = (first < second) & (plans[first] != plans[second])
        first, second, weight = first[kept], second[kept], common.data[at[kept]]
        if hints:
            chosen = (weight >= _ENOUGH) | (_ranks(first, weight) < _HINTS)
            first, second = first[chosen], second[chosen]
        yield first, second


def _ranks(groups: Ids, weights: Numbers) -> Ids:
    """The place of each weight (int64) among those of its group, the heaviest first."""
    order = np.lexsort((-weights, groups))
    starts = np.searchsorted(groups[order], groups[order])
    ranks = np.empty(len(groups), np.int64)
    ranks[order] = np.arange(len(groups)) - starts
    return ranks


def meetings(paragraphs: Sequence[Paragraph], encode: Encode | None = None) -> Iterator[Met]:
    """All paragraphs of different plans that have enough in common, with their features, by blocks.

    encode: gives texts their meaning; without it only words and figures count.
    """
    if not paragraphs:
        return
    terms = _terms(paragraphs)
    plans = np.array([p.plan for p in paragraphs], np.int64)
    blocks = _candidates(plans, (terms.figures, terms.pairs), hints=encode is not None)
    if encode is not None:
        yield from _with_meaning(
            Reader(encode, paragraphs), terms, *map(np.concatenate, zip(*blocks, strict=True))
        )
        return
    for first, second in blocks:
        yield Met(first, second, features_of(first, second, terms))


def _with_meaning(reader: Reader, terms: _Terms, first: Ids, second: Ids) -> Iterator[Met]:
    """The paragraphs, those nearest in meaning added, with their features, by blocks; some without `MEANING`."""
    first, second = reader.with_neighbors(first, second)
    blocks = [slice(i, i + _SCORED) for i in range(0, len(first), _SCORED)]
    _, weights = _weights(False)
    likely = [features_of(first[block], second[block], terms) @ weights for block in blocks]
    read = reader.read(first, second, np.concatenate([np.zeros(0), *likely]))
    for block in blocks:
        for known in (True, False):
            rows = np.flatnonzero(read[block] == known) + block.start
            features = features_of(first[rows], second[rows], terms)
            if known:
                features = np.column_stack((features, reader.features(first[rows], second[rows])))
            yield Met(first[rows], second[rows], features)


def _terms(paragraphs: Sequence[Paragraph]) -> _Terms:
    figure_weights: dict[Figure, float] = {}
    for p in paragraphs:
        for figure, (weight, _) in p.figures.items():
            figure_weights[figure] = min(weight, figure_weights.get(figure, weight))
    weights = rarity(sorted({t for p in paragraphs for t in (*p.pairs, *p.usual, *p.characters)}))
    return _Terms(
        figures=_incidence([p.figures for p in paragraphs], figure_weights),
        pairs=_incidence([p.pairs for p in paragraphs], weights),
        usual=_incidence([p.usual for p in paragraphs], weights),
        characters=_incidence([p.characters for p in paragraphs], weights),
    )


def features_of(first: Ids, second: Ids, terms: _Terms) -> Numbers:
    """The features of paragraphs (float64, n x 5): see `data/rewritten.csv` for what each is."""
    figures, characters = terms.figures, terms.characters
    whole = np.asarray(figures.matrix @ figures.weights)  # type: ignore[operator]
    size = np.asarray(characters.matrix @ characters.weights) + 5.0  # type: ignore[operator]
    same = _sums(figures, first, second)
    larger = np.maximum(whole[first], whole[second])
    return np.column_stack(
        (
            np.log1p(same) * same / np.maximum(1.0, larger),
            np.log1p(np.maximum(0.0, larger - same)),
            np.sqrt(_sums(terms.pairs, first, second)),
            np.sqrt(_sums(terms.usual, first, second)),
            _sums(characters, first, second) / np.sqrt(size[first] * size[second]),
        )
    )


def _likely(paragraphs: Sequence[Paragraph], encode: Encode | None) -> list[tuple[float, int, int]]:
    """Log odds and numbers of the paragraphs that are `SURE` to say the same, the likeliest first."""
    least = math.log(SURE / (1 - SURE))
    rows: list[tuple[float, int, int]] = []
    for met in meetings(paragraphs, encode):
        scores = _scores(met.features)
        at = np.flatnonzero(scores >= least)
        rows += zip(scores[at].tolist(), met.first[at].tolist(), met.second[at].tolist(), strict=True)
    return sorted(rows, key=lambda row: (-row[0], row[1:]))


def _scores(features: Numbers) -> Numbers:
    """The log odds (float64, n); what they mean can only speak for two paragraphs, not against them."""
    constant, weights = _weights(False)
    scores: Numbers = features[:, : len(FEATURES)] @ weights + constant
    if features.shape[1] > len(FEATURES):
        constant, weights = _weights(True)
        scores = np.maximum(scores, features @ weights + constant)
    return scores


def _closest(paragraphs: Sequence[Paragraph], encode: Encode | None) -> Iterator[tuple[int, int, float]]:
    """Two paragraphs and their probability, where each is the other's closest in its plan; likeliest first.

    A paragraph that overlaps one of a likelier row of the two plans is left out.
    """
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for score, x, y in _likely(paragraphs, encode):
        a, b = paragraphs[x], paragraphs[y]
        spans = taken.setdefault((a.plan, b.plan), []), taken.setdefault((b.plan, a.plan), [])
        if not _speak_alike(a, b):
            continue
        free = not any(
            s < p.end and p.start < e for p, own in zip((a, b), spans, strict=True) for s, e in own
        )
        for p, own in zip((a, b), spans, strict=True):
            own.append((p.start, p.end))
        if free:
            yield x, y, 1 / (1 + math.exp(-score))


def _speak_alike(a: Paragraph, b: Paragraph) -> bool:
    """Whether two paragraphs have some words in common, and others not: the same words are a passage or nothing."""
    if Indel.normalized_similarity(a.text, b.text) >= _SAME:
        return False
    one, two = a.pairs | a.usual, b.pairs | b.usual
    return len(one & two) >= _WORDS * max(1, min(len(one), len(two)))


def rewritten_rows(plans: Sequence[Plan], copied: Passages) -> list[tuple[object, ...]]:
    """Rows of `miner.tables.REWRITTEN`.

    copied: by the ids of a pair, the raw spans of its passages; what stands in them is no paraphrase.
    """
    normal: list[NormalizedText] = [normalize_plan(p) for p in plans]
    paragraphs = [u for i, n in enumerate(normal) for u in paragraphs_of(i, n.text)]
    rows: list[tuple[object, ...]] = []
    for x, y, probability in _closest(paragraphs, encode_where_installed()):
        a, b = paragraphs[x], paragraphs[y]
        one, two = plans[a.plan], plans[b.plan]
        sa, ea = normal[a.plan].to_raw(a.start, a.end)
        sb, eb = normal[b.plan].to_raw(b.start, b.end)
        if not _covered((sa, ea, sb, eb), copied.get((one.id, two.id), ())):
            rows.append(
                (one.id, sa, ea, one.source.text[sa:ea], two.id, sb, eb, two.source.text[sb:eb],
                 _common_figures(a, b), _common_words(a, b), round(probability, 4))
            )  # fmt: skip
    return sorted(rows, key=lambda r: (str(r[0]), str(r[4]), str(r[1]).zfill(12)))


def _common_figures(a: Paragraph, b: Paragraph) -> str:
    """The figures of `a` that `b` has, whatever it writes or measures them in."""
    return "、".join([_written(f[0], a.figures[f][1]) for f in a.figures if f in b.figures][:_SHOWN])


def _written(kind: str, value: float) -> str:
    for size, name in ((1e8, "亿"), (1e5, "万")):
        if abs(value) >= size:
            value, kind = value / (1e8 if name == "亿" else 1e4), name + kind
            break
    return f"{value:.6f}".rstrip("0").rstrip(".") + kind


def _common_words(a: Paragraph, b: Paragraph) -> str:
    """The words of `a` that stand in `b`, the rarest first; what stands everywhere is left out."""
    words = {w for w in pieces(a.text) if len(w) >= 2 and w in b.text and not w[0].isdigit()}
    weights = rarity(sorted({w[i : i + 2] for w in words for i in range(len(w) - 1)}))
    own = {w: sum(weights[w[i : i + 2]] for i in range(len(w) - 1)) for w in words}
    return "、".join(sorted((w for w in words if own[w] > 0), key=lambda w: (-own[w], w))[:_SHOWN])


def _covered(spans: tuple[int, int, int, int], passages: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether half of the first side stands in a passage of the pair."""
    sa, ea, _, _ = spans
    return any(2 * (min(ea, p[1]) - max(sa, p[0])) > ea - sa for p in passages)
