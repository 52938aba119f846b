"""Names of themes, from the plans' own headings; and which themes are ceremony."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.themes.paragraphs import Paragraphs
from miner.themes.terms import largest
from miner.themes.words import Stream, is_place, tag_of

__all__ = ["ceremony", "name_themes"]

FloatArray = npt.NDArray[np.float64]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_DIGIT = re.compile(r"[0-9%％‰]")
_SHORT, _LONG, _WORDS = 4, 12, 5
_NO_EDGE = frozenset("dpcurmqftyeoxz")
"""Parts of speech (first letter) at which a name neither begins nor ends: adverbs, particles, numerals …"""
_NUMBER = re.compile(r"第?[一二三四五六七八九十百千万两]+[大届个项条次年号期]?")
_OPENS_WITH_VERB, _LOOSE, _CUT_OFF = 0.8, 0.6, 0.6
_READ = 300
"""Headings are read off so many paragraphs of each theme, the strongest."""
_LOOKED_AT = 150
_LEAST = 0.02
"""A phrase with a lower score names nothing."""
_HEADING, _OPENING = 1.0, 0.2
"""Weight of a phrase in a heading, and in the first clause of a paragraph."""


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    known = read_toml("miner.themes", "names.toml")
    return frozenset(known["not_first"]), frozenset(known["not_last"])


def name_themes(
    units: Paragraphs, shares: FloatArray, weight: FloatArray, terms: list[list[str]], taken: dict[int, str]
) -> list[str]:
    """A short name for each theme, all different, without numbers and places.

    A name is a run of words (4 to 12 characters) from headings and first clauses of the theme's paragraphs:
    said by many plans, mostly under this theme, and with its key terms in it. Where no such run stands out,
    it is the two first key terms joined. `taken` gives the names that are fixed already.
    """
    k = shares.shape[1]
    names = dict(taken)
    if len(names) < k:
        for score, theme, phrase in candidates(units, shares, weight, terms):
            if theme in names or score < _LEAST:
                continue
            if not any(phrase in other or other in phrase for other in names.values()):
                names[theme] = phrase
    for theme in range(k):
        if theme not in names:
            names[theme] = _from_terms(terms[theme], theme, set(names.values()))
    return [names[i] for i in range(k)]


def candidates(
    units: Paragraphs, shares: FloatArray, weight: FloatArray, terms: list[list[str]]
) -> list[tuple[float, int, str]]:
    """(score, theme, phrase) of everything a theme could be called, best first."""
    phrases, support = _support(units, shares, weight)
    total = np.maximum(support.sum(axis=1, keepdims=True), 1e-12)
    score = support * (support / total) ** 1.5
    out = []
    for theme in range(shares.shape[1]):
        values = {t: 1.0 / (3 + i) for i, t in enumerate(terms[theme][:20])}
        for c in largest(score[:, theme], _LOOKED_AT).tolist():
            phrase = phrases[c]
            if phrase in terms[theme][:1]:
                continue
            inside = sum(v for t, v in values.items() if t in phrase)
            shape = min(1.0, len(phrase) / 6, 8 / len(phrase)) ** 0.5
            out.append((round(float(score[c, theme]) * (0.2 + inside) * shape, 6), theme, phrase))
    return sorted(out, key=lambda r: (-r[0], r[1], r[2]))


def _from_terms(terms: list[str], theme: int, used: set[str]) -> str:
    plain = [t for t in terms if not is_place(t)] or terms
    for other in plain[1:]:
        name = f"{plain[0]}与{other}"
        if name not in used:
            return name
    name = f"{plain[0]}有关事项" if plain else f"主题{theme + 1}"
    return name if name not in used else f"{name}（{theme + 1}）"


def _support(units: Paragraphs, shares: FloatArray, weight: FloatArray) -> tuple[list[str], FloatArray]:
    """Phrases and their support in each theme: over plans, the largest weighted share of a paragraph under it."""
    ceremony: set[int] = set()
    for theme in range(shares.shape[1]):
        strength = shares[:, theme] * weight
        order = largest(np.round(strength, 6), _READ)
        ceremony.update(order[strength[order] > 0].tolist())
    chosen = np.array(sorted(ceremony), dtype=np.int64)
    words = units.lexicon.words()
    numbers: dict[str, int] = {}
    heads, body = _Runs(units.heads, words, numbers), _Runs(units.body, words, numbers)
    phrases: list[tuple[_Said, int, float]] = []  # phrases, paragraph, value
    for i in chosen.tolist():
        phrases += [(heads.phrases(h), i, _HEADING * 0.7**up) for up, h in enumerate(units.headings[i][:3])]
        phrases.append((body.phrases(i, first_clause=True), i, _OPENING))
    if not numbers:
        return [], np.zeros((0, shares.shape[1]))
    sizes = np.array([len(s.phrase) for s, _, _ in phrases])
    total = int(sizes.sum())
    phrase = np.fromiter(chain.from_iterable(s.phrase for s, _, _ in phrases), np.int64, total)
    worth = np.fromiter(chain.from_iterable(s.worth for s, _, _ in phrases), np.float64, total)
    paragraph = np.repeat(np.searchsorted(chosen, np.array([i for _, i, _ in phrases])), sizes)
    plan = units.plan[chosen][paragraph]
    values = worth * np.repeat(np.array([v for _, _, v in phrases]), sizes)
    order = np.argsort(phrase * np.int64(units.plans) + plan, kind="stable")
    support = np.zeros((len(numbers), shares.shape[1]))
    _add_best(
        phrase[order],
        plan[order],
        paragraph[order],
        values[order],
        shares[chosen] * weight[chosen, None] * shares[chosen],
        support,
    )
    return list(numbers), support


@njit(cache=True, nogil=True)
def _add_best(phrase, plan, paragraph, values, load, support):  # type: ignore[no-untyped-def]
    """Add to the `support` of each phrase, plan by plan, the largest load that it has there under each theme."""
    best = np.zeros(load.shape[1])
    for i in range(len(phrase)):
        for t in range(load.shape[1]):
            best[t] = max(best[t], load[paragraph[i], t] * values[i])
        if i + 1 == len(phrase) or phrase[i + 1] != phrase[i] or plan[i + 1] != plan[i]:
            for t in range(load.shape[1]):
                support[phrase[i], t] += best[t]
                best[t] = 0.0


class _Said(NamedTuple):
    """The phrases of a text, by their numbers, and their worth."""

    phrase: list[int]
    worth: list[float]


class _Runs:
    """Runs of words that could be a name, text by text; each text is looked at once."""

    def __init__(self, stream: Stream, words: list[str], numbers: dict[str, int]) -> None:
        self.bounds = stream.bounds
        self.word = stream.word
        self.words = words
        self.numbers = numbers
        self.known: dict[tuple[int, bool], _Said] = {}

    def phrases(self, number: int, first_clause: bool = False) -> _Said:
        key = (number, first_clause)
        if key not in self.known:
            a, b = int(self.bounds[number]), int(self.bounds[number + 1])
            run = map(self.words.__getitem__, self.word[a : min(b, a + 60)].tolist())
            phrases = sorted(_phrases(run, first_clause).items())
            numbers = self.numbers
            at = [numbers.setdefault(phrase, len(numbers)) for phrase, _ in phrases]
            self.known[key] = _Said(at, [worth for _, worth in phrases])
        return self.known[key]


def _phrases(words: Iterable[str], first_clause: bool) -> dict[str, float]:
    """Phrases of a heading or first clause with their worth."""
    clauses = [_Clause([])]
    for word in words:
        if _word(word).han:
            clauses[-1].words.append(word)
            continue
        number = bool(_DIGIT.search(word))
        if clauses[-1].words:
            clauses[-1] = clauses[-1]._replace(before_number=number)
            if first_clause:
                break
            clauses.append(_Clause([], after_number=number))
        else:
            clauses[-1] = clauses[-1]._replace(after_number=number)
    out: dict[str, float] = {}
    for clause in clauses[:1] if first_clause else clauses:
        for phrase, worth in _clause_phrases(clause).items():
            out[phrase] = max(worth, out.get(phrase, 0.0))
    return out


class _Clause(NamedTuple):
    """Words between two marks, and whether a mark is a number: a unit behind one and a verb before one are pieces
    (24|小时内完成, 名额增至|500)."""

    words: list[str]
    after_number: bool = False
    before_number: bool = False


class _Word(NamedTuple):
    """What matters of a word in a name."""

    han: bool
    opens: float
    """Worth of a name that it opens; 0 where it opens none."""
    breaks: bool
    """It stands in no name: a number, a place."""
    noun: bool
    loose: bool
    closes: bool


@cache
def _word(word: str) -> _Word:
    if not _HAN.fullmatch(word):
        return _Word(False, 0.0, True, False, False, False)
    first, last = _edges()
    tag, place = tag_of(word), is_place(word)
    outside = tag[:1] in _NO_EDGE
    opens = 0.0 if word in first or outside or place else _OPENS_WITH_VERB if tag == "v" else 1.0
    return _Word(
        True,
        opens,
        bool(_NUMBER.fullmatch(word)) or tag[:1] == "m" or place,
        tag[:1] in "njl" or tag == "vn",
        tag[:1] in "dpu",
        word not in last and not outside,
    )


def _clause_phrases(said: _Clause) -> dict[str, float]:
    """Runs of a clause that could be a name, each with its worth; none is a piece of a number's phrase.

    Worth less: a run that stops before its clause does (经济社会发展主要预期|目标), opens with a verb or
    holds an adverb or particle.
    """
    clause = said.words
    known = [_word(w) for w in clause[: 12 + _WORDS]]
    out: dict[str, float] = {}
    for i, opening in enumerate(known[:12]):
        worth = opening.opens
        if not worth or (said.after_number and not i):
            continue
        length, noun = 0, False
        for j in range(i, min(i + _WORDS, len(clause))):
            word = known[j]
            length += len(clause[j])
            if length > _LONG or word.breaks:
                break
            noun = noun or word.noun
            if word.loose:
                worth *= _LOOSE
            touches = said.before_number and j + 1 == len(clause) and not word.noun
            if j > i and length >= _SHORT and noun and word.closes and not touches:
                phrase = "".join(clause[i : j + 1])
                whole = 1.0 if j + 1 == len(clause) else _CUT_OFF
                out[phrase] = max(worth * whole, out.get(phrase, 0.0))
    return out


def ceremony(terms: list[tuple[str, float]]) -> str | None:
    """The kind of ceremony (致谢, 国防双拥, 指导思想, 说明) a theme's ten first key terms speak of, or None."""
    top = terms[:10]
    total = sum(w for _, w in top)
    for kind in read_toml("miner.themes", "ceremony.toml")["kind"]:
        known = set(kind["terms"])
        if total and sum(w for t, w in top if t in known) >= 0.5 * total:
            return str(kind["name"])
    return None
