"""Names of themes, from the plans' own headings; and which themes are ceremony."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.data import read_toml
from miner.themes.paragraphs import Paragraphs
from miner.themes.words import is_place, tag_of

__all__ = ["ceremony", "name_themes"]

FloatArray = npt.NDArray[np.float64]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
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
        for c in np.lexsort((np.arange(len(phrases)), -score[:, theme]))[:_LOOKED_AT].tolist():
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
    strength = shares * weight[:, None]
    chosen: set[int] = set()
    for theme in range(shares.shape[1]):
        order = np.lexsort((np.arange(len(units)), -np.round(strength[:, theme], 6)))[:_READ]
        chosen.update(order[strength[order, theme] > 0].tolist())
    words = units.lexicon.words()
    head_runs = _Runs(units.heads.text, units.heads.word, units.heads.size, words)
    body_runs = _Runs(units.body.text, units.body.word, units.body.size, words)
    numbers: dict[str, int] = {}
    found: list[tuple[int, int, int, float]] = []  # phrase, plan, paragraph, value
    for i in sorted(chosen):
        plan = int(units.plan[i])
        said = [(head_runs.phrases(h), _HEADING * 0.7**up) for up, h in enumerate(units.headings[i][:3])]
        said.append((body_runs.phrases(i, first_clause=True), _OPENING))
        for phrases, value in said:
            found += [(numbers.setdefault(p, len(numbers)), plan, i, value * worth) for p, worth in phrases]
    if not found:
        return [], np.zeros((0, shares.shape[1]))
    phrase, plans, paragraph, values = (np.array(v) for v in zip(*found, strict=True))
    order = np.lexsort((plans, phrase))
    phrase, plans = phrase[order], plans[order]
    load = (strength * shares)[paragraph[order]] * values[order, None]
    starts = np.flatnonzero(np.r_[True, (phrase[1:] != phrase[:-1]) | (plans[1:] != plans[:-1])])
    best = np.maximum.reduceat(load, starts, axis=0)
    owner = phrase[starts]
    support = np.add.reduceat(best, np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]), axis=0)
    return list(numbers), np.asarray(support)


class _Runs:
    """Runs of words that could be a name, text by text; each text is looked at once."""

    def __init__(self, text: Any, word: Any, size: int, words: list[str]) -> None:
        self.bounds = np.searchsorted(text, np.arange(size + 1))
        self.word = word
        self.words = words
        self.known: dict[tuple[int, bool], tuple[tuple[str, float], ...]] = {}

    def phrases(self, number: int, first_clause: bool = False) -> tuple[tuple[str, float], ...]:
        key = (number, first_clause)
        if key not in self.known:
            a, b = int(self.bounds[number]), int(self.bounds[number + 1])
            run = [self.words[w] for w in self.word[a : min(b, a + 60)].tolist()]
            self.known[key] = tuple(sorted(_phrases(run, first_clause).items()))
        return self.known[key]


def _phrases(words: list[str], first_clause: bool) -> dict[str, float]:
    """Phrases of a heading or first clause with their worth."""
    clauses: list[list[str]] = [[]]
    for word in words:
        if _HAN.fullmatch(word):
            clauses[-1].append(word)
        elif clauses[-1]:
            if first_clause:
                break
            clauses.append([])
    out: dict[str, float] = {}
    for clause in clauses[:1] if first_clause else clauses:
        for phrase, worth in _clause_phrases(clause).items():
            out[phrase] = max(worth, out.get(phrase, 0.0))
    return out


def _clause_phrases(clause: list[str]) -> dict[str, float]:
    """Runs of a clause that could be a name, each with its worth.

    Worth less: a run that stops before its clause does (经济社会发展主要预期|目标), opens with a verb or
    holds an adverb or particle.
    """
    first, last = _edges()
    out: dict[str, float] = {}
    for i, opening in enumerate(clause[:12]):
        if opening in first or tag_of(opening)[:1] in _NO_EDGE or is_place(opening):
            continue
        length, noun = 0, False
        worth = _OPENS_WITH_VERB if tag_of(opening) == "v" else 1.0
        for j in range(i, min(i + _WORDS, len(clause))):
            word = clause[j]
            tag = tag_of(word)
            length += len(word)
            if length > _LONG or _NUMBER.fullmatch(word) or tag[:1] == "m" or is_place(word):
                break
            noun = noun or tag[:1] in "njl" or tag == "vn"
            if tag[:1] in "dpu":
                worth *= _LOOSE
            whole = 1.0 if j + 1 == len(clause) else _CUT_OFF
            if j > i and length >= _SHORT and noun and word not in last and tag[:1] not in _NO_EDGE:
                phrase = "".join(clause[i : j + 1])
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
