"""Cut plans into paragraphs, and read what each says: its figures in base units, its pairs of characters, its names.

What stands in wording that many public documents share (`wording`) is kept apart: it tells little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miner.duplicates.fold import NUMBER, symbol_table
from miner.duplicates.wording import common_wording, mark_common
from miner.knowledge.scripts import HAN, code_points
from miner.normalization.model import CharacterModel, character_model
from miner.numbers.numerals import parse_numeral
from miner.numbers.quantities import Quantity, find_numbers
from miner.segmentation.lines import soft_breaks

__all__ = ["Figure", "Paragraph", "paragraphs_of", "rarity", "weight_of_figure"]

Figure = tuple[str, float]
"""Kind (`%` for a share, else empty) and value: as it is read, areas and masses in their base unit."""

_SHORTEST, _LONGEST = 24, 600
"""Characters of the shortest paragraph, and of the longest one that is compared as a whole."""
_DIVIDED, _PART = 260, 60
"""A paragraph longer than the first is also cut into sentences, short ones joined until they have the second."""
_CONVERTED = frozenset({"mass", "area", "length", "volume", "energy", "power"})
"""Dimensions whose values are compared in the base unit: 亩 and 公顷, 斤 and 公斤."""
_DIGITS = 4
"""Digits in which values of different units must agree."""
_FIRST_NAMED, _NAMED = 10, 1.5
"""A number that is no amount (a year, a hotline) counts from the first on, and weighs no more than the second."""
_USUAL_PAIR, _USUAL_CHARACTER, _NAME = 7.5, 5.5, 5.0
"""What is no rarer than this (`rarity`) tells nothing: 发展 has 5.5, 知识 8.3, 滇池 13.4. A name in letters weighs 5."""

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LETTERS = re.compile(r"[A-Za-z]{2,12}[0-9]{0,8}|[A-Za-z][0-9]{1,8}")
_NUMERAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?[万亿]{0,2}|[〇零一二三四五六七八九十百千万亿]{2,}")


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph, or part of a long one: its plan, its span in the normal form, and what it says.

    figures: each with what it weighs and its value in the unit of the text, in reading order. pairs, characters: ideographs (and names in letters)
    outside common wording; usual: the pairs that stand only in it.
    """

    plan: int
    start: int
    end: int
    text: str
    figures: dict[Figure, tuple[float, float]]
    pairs: frozenset[str]
    usual: frozenset[str]
    characters: frozenset[str]


def weight_of_figure(value: float) -> float:
    """How much it tells that two paragraphs share a figure: small and round ones stand everywhere."""
    digits = f"{abs(value):.6f}".replace(".", "").strip("0")
    if abs(value) <= 10 and len(digits) <= 1:
        return 0.5
    return 1.0 + 0.8 * (len(digits) - 1) + (abs(value) > 100) * 0.7


def rarity(terms: Iterable[str]) -> dict[str, float]:
    """For each character, pair of ideographs or name in letters how much it tells that two paragraphs share it.

    Zero for what is usual. Pairs and characters are judged by the shipped model of characters: by the
    logarithm of how many times less often than once a character they stand in plans.
    """
    every = list(terms)
    model = character_model()
    weights = dict.fromkeys(every, _NAME)
    for size, usual in ((1, _USUAL_CHARACTER), (2, _USUAL_PAIR)):
        han = [t for t in every if len(t) == size and _HAN_RUN.fullmatch(t)]
        if han:
            ids = model.ids("".join(han)).reshape(-1, size)
            told = np.maximum(0.0, _surprise(model, ids) - usual)
            weights.update(zip(han, told.tolist(), strict=True))
    return weights


def _surprise(model: CharacterModel, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Minus the log probability of characters (n x 1) or of pairs (n x 2)."""
    first = ids[:, 0]
    chance = model.single[first].astype(np.float64)
    if ids.shape[1] == 2:
        second = ids[:, 1]
        keys = first * len(model.single) + second
        at = np.minimum(np.searchsorted(model.pair_keys, keys), len(model.pair_keys) - 1)
        behind = model.single_weights[first] + model.single[second]
        chance += np.where(model.pair_keys[at] == keys, model.pair_scores[at], behind)
    return -chance


def paragraphs_of(number: int, text: str) -> Iterator[Paragraph]:
    """The paragraphs of the plan with this number, whose normal form is `text`; lines that only wrap are joined."""
    soft = soft_breaks(text)
    at = np.array([i for i in range(len(text)) if i not in soft], np.int64) if soft else None
    plain = "".join([c for i, c in enumerate(text) if i not in soft]) if soft else text
    usual = _in_common_wording(plain)
    for start, end in _spans(plain):
        first, last = (start, end - 1) if at is None else (int(at[start]), int(at[end - 1]))
        yield _paragraph(number, (first, last + 1), plain[start:end], usual[start:end])


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        spans = [(0, len(line))] if len(line) <= _LONGEST else []
        if len(line) > _DIVIDED:
            reached = 0
            for m in _SENTENCE.finditer(line):
                if m.end() - reached >= _PART:
                    spans.append((reached, m.end()))
                    reached = m.end()
            spans.append((reached, len(line)))
        for first, last in spans:
            for start in range(
                first, last, _LONGEST
            ):  # text without a stop would cost the square of its length
                piece = line[start : min(last, start + _LONGEST)]
                bare = piece.strip()
                if len(bare) >= _SHORTEST:
                    begin = at + start + len(piece) - len(piece.lstrip())
                    yield begin, begin + len(bare)
        at += len(line)


def _in_common_wording(text: str) -> npt.NDArray[np.bool_]:
    """Whether each character stands in wording that many documents share."""
    usual = np.zeros(len(text), np.bool_)
    if not text:
        return usual
    symbols = symbol_table()[code_points(text)]
    kept = (symbols == NUMBER) | (symbols > 5)
    kept[1:] &= ~((symbols[1:] == NUMBER) & (symbols[:-1] == NUMBER))
    at = np.flatnonzero(kept)
    marks = np.zeros(len(at), np.uint8)
    mark_common(symbols[at], 0, len(at), common_wording(), marks)
    usual[at] = marks > 0
    return usual


def _paragraph(number: int, span: tuple[int, int], text: str, usual: npt.NDArray[np.bool_]) -> Paragraph:
    figures: dict[Figure, tuple[float, float]] = {}
    words = list(text)
    for start, end, figure, weight, value in sorted(_figures(text, usual)):
        words[start:end] = "0" * (end - start)
        figures.setdefault(figure, (weight, value))
    every = "".join(words)
    own = "".join(["0" if common else c for c, common in zip(every, usual.tolist(), strict=True)])
    pairs = _pairs(own) | frozenset(_LETTERS.findall(text))
    return Paragraph(
        plan=number,
        start=span[0],
        end=span[1],
        text=text,
        figures=figures,
        pairs=pairs,
        usual=_pairs(every) - pairs,
        characters=frozenset(c for run in _HAN_RUN.findall(own) for c in run),
    )


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def _figures(text: str, usual: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, Figure, float, float]]:
    """Span, figure, weight and value of each amount, and of each number that is none but may tell (a year, a name)."""
    quantities, vetoes = find_numbers(text)
    for q in quantities:
        value = q.low if q.low is not None else q.high
        if value is not None:
            yield q.number_start, q.number_end, _figure(q, value), weight_of_figure(value), value
    for veto in vetoes:
        m = _NUMERAL.search(text, veto.start, veto.end)
        if m is not None and not usual[m.start() : m.end()].any():
            try:
                value = parse_numeral(m.group()).low
            except ValueError:
                continue
            if value >= _FIRST_NAMED:
                yield m.start(), m.end(), ("", round(value, 6)), min(_NAMED, weight_of_figure(value)), value


def _figure(q: Quantity, value: float) -> Figure:
    if q.dimension == "share":
        return "%", round(value * q.factor * 100, 6)
    if "%" in q.unit or "百分点" in q.unit:
        return "%", round(value, 6)
    if (
        q.dimension in _CONVERTED
    ):  # a unit of the table is itself rounded: 300 亩 are 200,001 m², 20 公顷 200,000
        return "", float(f"{value * q.factor:.{_DIGITS}g}")
    return "", round(value, 6)
