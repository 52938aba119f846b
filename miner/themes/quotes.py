"""Choose verbatim sentences for a theme, from different plans, and a summary of three of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.segmentation.sentences import split_sentences
from miner.themes.paragraphs import Paragraphs, digest
from miner.themes.terms import largest
from miner.themes.vocabulary import Vocabulary
from miner.themes.words import Lexicon, stream

__all__ = ["Sentence", "Sentences", "representatives", "summary"]

FloatArray = npt.NDArray[np.float64]

_SHORT, _LONG = 16, 120
"""Sentences of this many characters are liked best; others count for less."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a plan: the plan's position, normalized offsets, its score for the theme and its row."""

    plan: int
    start: int
    end: int
    score: float
    row: int
    content: str


@dataclass(frozen=True, eq=False)
class Sentences:
    """The chosen sentences of each theme, best first, with the matrix of their rows."""

    chosen: tuple[tuple[Sentence, ...], ...]
    rows: sparse.csr_matrix


def representatives(
    vocabulary: Vocabulary,
    components: FloatArray,
    units: Paragraphs,
    shares: FloatArray,
    weight: FloatArray,
    count: int,
) -> Sentences:
    """For each theme at most `count` sentences: one of each plan in turn, no two with the same content."""
    candidates = [_paragraphs(units, shares[:, t] * weight, count) for t in range(shares.shape[1])]
    spans: list[tuple[int, int, int]] = []
    texts: list[str] = []
    by_paragraph: dict[int, list[int]] = {}
    for i in sorted(set().union(*map(set, candidates)) if candidates else set()):
        tree = units.outline(int(units.plan[i]))
        assert tree is not None
        start, end = int(units.start[i]), int(units.end[i])
        text = tree.normalized.text[start:end]
        by_paragraph[i] = []
        for a, b in split_sentences(text):
            by_paragraph[i].append(len(texts))
            spans.append((int(units.plan[i]), start + a, start + b))
            texts.append(text[a:b])
    lexicon = Lexicon()
    counted = vocabulary.matrix(stream(texts, lexicon), lexicon)
    counted.data = np.log1p(counted.data)
    rows = sparse.csr_matrix(counted @ sparse.diags(vocabulary.idf))
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    rows = sparse.csr_matrix(sparse.diags(1 / np.maximum(length, 3.0)) @ rows)
    close = np.asarray(rows @ components.T)
    chars = np.array([len(t) for t in texts], dtype=float)
    liked = np.minimum(1.0, chars / _SHORT) ** 2 * np.minimum(1.0, _LONG / np.maximum(chars, 1)) ** 0.5
    chosen = []
    for theme, paragraphs in enumerate(candidates):
        score = np.round(close[:, theme] * liked if len(texts) else close[:, theme], 6)
        sentences = [
            Sentence(*spans[s], float(score[s]), s, digest(texts[s]))
            for i in paragraphs
            for s in by_paragraph[i]
            if score[s] > 0
        ]
        chosen.append(_in_turn(sentences, count))
    return Sentences(tuple(chosen), rows)


def _paragraphs(units: Paragraphs, strength: FloatArray, count: int) -> list[int]:
    """The strongest paragraphs of a theme, at most three a plan, enough for `count` sentences."""
    order = largest(np.round(strength, 6), 40 * count)
    taken: dict[int, int] = {}
    out: list[int] = []
    for i in order.tolist():
        plan = int(units.plan[i])
        if strength[i] <= 0 or len(out) >= 3 * count + 5:
            break
        if taken.get(plan, 0) < 3:
            taken[plan] = taken.get(plan, 0) + 1
            out.append(i)
    return out


def _in_turn(sentences: list[Sentence], count: int) -> tuple[Sentence, ...]:
    """The best sentence of each plan, then the second best of each …; best first within a turn."""
    sentences = sorted(sentences, key=lambda s: (-s.score, s.plan, s.start))
    turn: dict[int, int] = {}
    seen: set[str] = set()
    placed: list[tuple[int, Sentence]] = []
    for sentence in sentences:
        if sentence.content in seen:
            continue
        seen.add(sentence.content)
        placed.append((turn.get(sentence.plan, 0), sentence))
        turn[sentence.plan] = turn.get(sentence.plan, 0) + 1
    placed.sort(key=lambda p: (p[0], -p[1].score, p[1].plan, p[1].start))
    return tuple(s for _, s in placed[:count])


def summary(sentences: tuple[Sentence, ...], rows: sparse.csr_matrix, count: int = 3) -> tuple[Sentence, ...]:
    """`count` of the sentences that say most and repeat each other least, in the order of the plans.

    Maximal marginal relevance: the score less the likeness to what is chosen already.
    """
    mine = rows[[s.row for s in sentences]]
    like = np.asarray((mine @ mine.T).todense()) if len(sentences) else np.zeros((0, 0))
    left, chosen = list(range(len(sentences))), list[int]()
    while left and len(chosen) < count:
        values = [round(sentences[i].score - 0.7 * like[i, chosen].max(initial=0.0), 6) for i in left]
        chosen.append(left.pop(int(np.argmax(values))))
    return tuple(sorted((sentences[i] for i in chosen), key=lambda s: (s.plan, s.start)))
