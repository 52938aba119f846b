"""A reviewer's decisions on themes: names, merges, drops, moved paragraphs, signatures - and how they hold.

`apply_review` is a pure function of what the model said and what the reviewer decided. On the corpus the
workbook was written for, the same themes come out again and the decisions are applied to them as they are.
On another corpus (a plan added, next year's reports) the reviewed themes are held to their terms while the
model is fitted, so that each of them is found again and keeps its number, name and decision; paragraphs
are known by their Han characters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from miner.errors import InputError
from miner.themes.paragraphs import digest
from miner.themes.reading import ThemeData, ThemeTexts

__all__ = ["Decision", "Review", "apply_review", "fingerprint", "review_of"]

_TERMS = 80
"""So many terms of each theme are kept to find it again in another corpus."""


@dataclass(frozen=True)
class Decision:
    """What the reviewer decided on one theme, and the terms by which it is found again."""

    theme: int
    name: str
    keep: bool = True
    merge_into: int | None = None
    signed: str | None = None
    note: str | None = None
    terms: Mapping[str, float] = field(default_factory=dict)
    seeds: Mapping[str, float] = field(default_factory=dict)
    """The terms the theme was held to when the workbook was written; empty where it was found freely."""


@dataclass(frozen=True)
class Review:
    """All decisions of a workbook. `moves` gives the theme of each moved paragraph by its content."""

    decisions: tuple[Decision, ...]
    moves: Mapping[str, int] = field(default_factory=dict)
    random_state: int = 0
    corpus: str = ""
    """Fingerprint of the paragraphs the decisions were made on."""
    codebook: str = ""
    embeddings: bool = False
    """Whether the codebook was read with sentence embeddings."""

    @property
    def seeds(self) -> dict[str, Mapping[str, float]]:
        """The terms of each theme, for a corpus that has changed."""
        return {str(d.theme): d.terms for d in self.decisions}

    @property
    def first_seeds(self) -> dict[str, Mapping[str, float]]:
        """The terms the themes were held to in the run that wrote the workbook."""
        return {str(d.theme): d.seeds for d in self.decisions if d.seeds}


def fingerprint(reading: ThemeTexts) -> str:
    """A name for the paragraphs of a corpus and their order."""
    digest = hashlib.blake2b(digest_size=12)
    for plan, text in zip(reading.units.plan.tolist(), reading.units.texts, strict=True):
        digest.update(f"{plan}\t{text}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def review_of(data: ThemeData, names: Mapping[int, str]) -> Review:
    """The review of `data` (as the model said it): every theme kept under its name, nothing decided."""
    terms = data.model.vocabulary_.terms
    seeds = getattr(data.model, "seeds", None) or {}
    seeded = list(seeds.values())
    decisions = []
    for i, row in enumerate(data.components):
        top = [c for c in np.lexsort((np.arange(len(row)), -row))[:_TERMS].tolist() if row[c] > 0]
        kept = {terms[c]: round(float(row[c] / data.model.vocabulary_.idf[c]), 6) for c in top}
        held = dict(seeded[i]) if i < len(seeded) else {}
        decisions.append(Decision(i + 1, names[i + 1], terms=kept, seeds=held))
    codebook = getattr(data.model, "codebook_", None)
    return Review(
        tuple(decisions),
        {},
        int(getattr(data.model, "random_state", 0)),
        fingerprint(data.reading),
        codebook.name if codebook is not None else "",
        bool(getattr(data.model, "embeddings", False)),
    )


def apply_review(data: ThemeData, review: Review) -> ThemeData:
    """`data` under the decisions: themes merged, dropped and named, paragraphs moved.

    Themes beyond those of the review (found anew) stay as they are. A paragraph whose strongest theme was
    dropped is under no theme, and `reasons` says so; elsewhere the other themes share what the dropped one
    had. Raises InputError when themes are merged in a circle or every theme is dropped.
    """
    k = data.shares.shape[1]
    if len(review.decisions) > k:
        raise InputError(f"the review has {len(review.decisions)} themes, this corpus carries only {k}")
    ends = _merge_ends(review)
    decided = {d.theme - 1: d for d in review.decisions}
    shares, components = data.shares.copy(), data.components.copy()
    reasons, moved = data.reasons.copy(), set()
    for i, text in enumerate(data.reading.units.texts) if review.moves else ():
        target = review.moves.get(digest(text))
        if target is not None and target <= k:
            shares[i] = 0.0
            shares[i, target - 1] = 1.0
            reasons[i] = ""
            moved.add(i)
    for source, end in ends.items():
        mass = (float(shares[:, source].sum()), float(shares[:, end].sum()))
        shares[:, end] += shares[:, source]
        components[end] = components[end] * mass[1] + components[source] * mass[0]
        norm = float(np.sqrt((components[end] ** 2).sum()))
        components[end] /= norm or 1.0
        shares[:, source] = 0.0
    dropped = [i for i, d in decided.items() if not d.keep and i not in ends]
    for i in np.flatnonzero(shares.any(axis=1)).tolist():
        best = int(shares[i].argmax())
        if best in dropped:
            reasons[i] = f"its theme was dropped by the reviewer: {decided[best].name}"
            shares[i] = 0.0
    touched = shares[:, dropped].any(axis=1)
    shares[:, dropped] = 0.0
    total = shares[touched].sum(axis=1, keepdims=True)
    shares[touched] = np.round(shares[touched] / np.where(total > 0, total, 1), 6)
    left = [t for t in range(k) if t not in ends and t not in dropped]
    if not left:
        raise InputError("the review drops every theme; keep at least one")
    at = {t: i for i, t in enumerate(left)}
    decisions = {at[t]: d for t, d in decided.items() if t in at}
    return replace(
        data,
        components=components[left],
        shares=shares[:, left],
        reasons=reasons,
        names={i: d.name for i, d in decisions.items()},
        origins=["review" if t in decided else data.origins[t] for t in left],
        moved=frozenset(moved),
        signed={i: d.signed for i, d in decisions.items() if d.signed},
        notes={i: d.note for i, d in decisions.items() if d.note},
    )


def _merge_ends(review: Review) -> dict[int, int]:
    """For each merged theme (from 0) the theme it ends in, chains followed."""
    into = {d.theme: d.merge_into for d in review.decisions if d.merge_into not in (None, d.theme)}
    ends = {}
    for theme in into:
        seen, at = {theme}, theme
        while into.get(at) is not None:
            at = into[at] or at
            if at in seen:
                raise InputError(f"the themes {', '.join(map(str, sorted(seen)))} are merged in a circle")
            seen.add(at)
        ends[theme - 1] = at - 1
    return ends
