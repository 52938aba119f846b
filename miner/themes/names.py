"""Names of themes, from the plans' own headings; and which themes are ceremony."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.data import read_toml
from miner.themes.paragraphs import Paragraphs
from miner.themes.words import is_place

__all__ = ["ceremony", "name_themes"]

FloatArray = npt.NDArray[np.float64]

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SHORT, _LONG, _WORDS = 4, 10, 5
_READ = 300
"""Headings are read off so many paragraphs of each theme, the strongest."""
_HEADING, _OPENING = 1.0, 0.5
"""Weight of a phrase in a heading, and in the first clause of a paragraph."""


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    known = read_toml("miner.themes", "names.toml")
    return frozenset(known["not_first"]), frozenset(known["not_last"])


def name_themes(
    units: Paragraphs, shares: FloatArray, weight: FloatArray, terms: list[list[str]], taken: dict[int, str]
) -> list[str]:
    """A short name for each theme, all different, without numbers and places.

    A name is a run of words (4 to 10 characters) from headings and first clauses of the theme's paragraphs:
    said by many plans, mostly under this theme, and with its key terms in it. Where no such run stands out,
    it is the two first key terms joined. `taken` gives the names that are fixed already.
    """
    k = shares.shape[1]
    support = _support(units, shares, weight)
    ranked: list[tuple[float, int, str]] = []
    for phrase, per_theme in support.items():
        total = float(per_theme.sum())
        for theme in np.flatnonzero(per_theme >= 0.2 * total):
            inside = sum(1.0 / (3 + i) for i, t in enumerate(terms[theme][:20]) if t in phrase)
            pure = float(per_theme[theme]) / total
            score = float(per_theme[theme]) * pure**1.5 * (0.25 + inside) * min(1.0, len(phrase) / 6) ** 0.5
            if phrase not in terms[theme][:10]:
                ranked.append((round(score, 6), int(theme), phrase))
    ranked.sort(key=lambda r: (-r[0], r[1], r[2]))
    names = dict(taken)
    for score, theme, phrase in ranked:
        if theme in names or score < 0.05:
            continue
        if not any(phrase in other or other in phrase for other in names.values()):
            names[theme] = phrase
        if len(names) == k:
            break
    for theme in range(k):
        if theme not in names:
            names[theme] = _from_terms(terms[theme], theme, set(names.values()))
    return [names[i] for i in range(k)]


def _from_terms(terms: list[str], theme: int, used: set[str]) -> str:
    plain = [t for t in terms if not is_place(t)] or terms
    for other in plain[1:]:
        name = f"{plain[0]}与{other}"
        if name not in used:
            return name
    name = f"{plain[0]}有关事项" if plain else f"主题{theme + 1}"
    return name if name not in used else f"{name}（{theme + 1}）"


def _support(units: Paragraphs, shares: FloatArray, weight: FloatArray) -> dict[str, FloatArray]:
    """For each phrase its support in each theme: over plans, the largest weighted share of a paragraph under it."""
    strength = shares * weight[:, None]
    chosen: set[int] = set()
    for theme in range(shares.shape[1]):
        order = np.lexsort((np.arange(len(units)), -np.round(strength[:, theme], 6)))[:_READ]
        chosen.update(order[strength[order, theme] > 0].tolist())
    words = units.lexicon.words()
    head_runs = _Runs(units.heads.text, units.heads.word, units.heads.size, words)
    body_runs = _Runs(units.body.text, units.body.word, units.body.size, words)
    best: dict[tuple[str, int], FloatArray] = {}
    for i in sorted(chosen):
        mine = strength[i] * shares[i]
        found: dict[str, float] = {}
        for up, heading in enumerate(units.headings[i][:3]):
            for phrase in head_runs.phrases(heading):
                found[phrase] = max(found.get(phrase, 0.0), _HEADING * 0.5**up)
        for phrase in body_runs.phrases(i, first_clause=True):
            found[phrase] = max(found.get(phrase, 0.0), _OPENING)
        plan = int(units.plan[i])
        for phrase, value in found.items():
            key = (phrase, plan)
            best[key] = np.maximum(best[key], mine * value) if key in best else mine * value
    support: dict[str, FloatArray] = defaultdict(lambda: np.zeros(shares.shape[1]))
    for (phrase, _), per_theme in best.items():
        support[phrase] += per_theme
    return support


class _Runs:
    """Runs of words that could be a name, text by text; each text is looked at once."""

    def __init__(self, text: Any, word: Any, size: int, words: list[str]) -> None:
        self.bounds = np.searchsorted(text, np.arange(size + 1))
        self.word = word
        self.words = words
        self.known: dict[tuple[int, bool], tuple[str, ...]] = {}

    def phrases(self, number: int, first_clause: bool = False) -> tuple[str, ...]:
        key = (number, first_clause)
        if key not in self.known:
            a, b = int(self.bounds[number]), int(self.bounds[number + 1])
            run = [self.words[w] for w in self.word[a : min(b, a + 60)].tolist()]
            self.known[key] = tuple(sorted(_phrases(run, first_clause)))
        return self.known[key]


def _phrases(words: list[str], first_clause: bool) -> set[str]:
    clauses: list[list[str]] = [[]]
    for word in words:
        if _HAN.fullmatch(word):
            clauses[-1].append(word)
        elif clauses[-1]:
            if first_clause:
                break
            clauses.append([])
    out: set[str] = set()
    for clause in clauses[:1] if first_clause else clauses:
        out |= _clause_phrases(clause)
    return out


def _clause_phrases(clause: list[str]) -> set[str]:
    first, last = _edges()
    if first_too_long := sum(map(len, clause)) > 24:
        clause = clause[:12] if first_too_long else clause
    out: set[str] = set()
    for i, opening in enumerate(clause):
        if opening in first or is_place(opening):
            continue
        length = 0
        for j in range(i, min(i + _WORDS, len(clause))):
            if is_place(clause[j]):
                break
            length += len(clause[j])
            if length > _LONG:
                break
            if j > i and length >= _SHORT and clause[j] not in last:
                out.add("".join(clause[i : j + 1]))
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
