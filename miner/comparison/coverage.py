"""Outline coverage: the sections of different plans aligned by heading and content.

Headings are taken in the order of how common they are; each joins the nearest topic or opens one. The work
is sections times topics, and topics are capped, so it stays linear in the number of plans.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from miner import tables
from miner.corpus import Plan
from miner.segmentation import Outline, Section, outline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["coverage_table", "gaps_table"]

JOINS_FROM = 0.42
"""Cosine from which a section joins a topic; read off pairs of headings judged by hand."""
TOPICS = 400
HEADING_WEIGHT = 3
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_YEAR = re.compile(r"\d{2,4}\s*年|[“”\"]")


@dataclass(frozen=True, slots=True)
class _Piece:
    outline: Outline
    section: Section
    order: int
    heading: str
    chars: int


def _bare(heading: str) -> str:
    """The heading without years, digits and punctuation; at most 24 characters, since headings can be sentences."""
    return _NOT_HAN.sub("", _YEAR.sub("", heading))[:24]


def _pieces(plans: Iterable[Plan]) -> list[_Piece]:
    made = []
    for plan in plans:
        found = outline(plan)
        for order, section in enumerate((s for s in found.sections if s.level == 1), 1):
            made.append(_Piece(found, section, order, _bare(section.heading), section.end - section.start))
    return made


def _features(pieces: Sequence[_Piece]) -> Any:
    """Rows of tf-idf over character bigrams, the heading's counted more than the body's; scipy csr, l2 rows."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = []
    for p in pieces:
        body = p.outline.normalized.text[
            p.section.heading_end : min(p.section.end, p.section.heading_end + 600)
        ]
        texts.append((p.heading + "\n") * HEADING_WEIGHT + body)
    vectorizer = TfidfVectorizer(
        analyzer="char",
        ngram_range=(2, 2),
        sublinear_tf=True,
        max_features=50_000,
        stop_words=None,
        token_pattern=None,
    )
    return vectorizer.fit_transform(texts)


def _topics(pieces: Sequence[_Piece], features: Any) -> list[int]:
    """The topic of each piece: that of an equal heading, else the nearest leader's, else a new one."""
    import numpy as np
    from scipy.sparse import vstack

    common = Counter(p.heading for p in pieces)
    order = sorted(range(len(pieces)), key=lambda i: (-common[pieces[i].heading], i))
    by_heading: dict[str, int] = {}
    leaders: list[int] = []
    topic = [-1] * len(pieces)
    matrix: Any = None
    for i in order:
        heading = pieces[i].heading
        if heading in by_heading:
            topic[i] = by_heading[heading]
            continue
        best, at = 0.0, -1
        if leaders:
            scores = np.asarray((matrix @ features[i].T).todense()).ravel()
            at = int(scores.argmax())
            best = float(scores[at])
        if best >= JOINS_FROM or len(leaders) >= TOPICS:
            topic[i] = at
        else:
            topic[i] = len(leaders)
            leaders.append(i)
            matrix = features[i] if matrix is None else vstack([matrix, features[i]], format="csr")
        if heading:
            by_heading[heading] = topic[i]
    return topic


def _names(pieces: Sequence[_Piece], topic: Sequence[int]) -> dict[int, str]:
    """The most common heading of each topic, the shorter of equals; verbatim from a plan."""
    votes: dict[int, Counter[str]] = {}
    for p, t in zip(pieces, topic, strict=True):
        votes.setdefault(t, Counter())[p.section.heading.strip()[:30]] += 1
    return {t: min(c, key=lambda h: (-c[h], len(h), h)) for t, c in votes.items()}


def coverage_table(plans: Iterable[Plan]) -> pd.DataFrame:
    """Which plan has which topic, where, in which order and how long, as `miner.tables.COVERAGE`."""
    pieces = _pieces(plans)
    if not pieces:
        return tables.COVERAGE.frame([])
    topic = _topics(pieces, _features(pieces))
    names = _names(pieces, topic)
    spread: dict[int, set[str]] = {}
    for p, t in zip(pieces, topic, strict=True):
        spread.setdefault(t, set()).add(p.outline.plan.id)
    ranked = {t: i for i, t in enumerate(sorted(spread, key=lambda t: (-len(spread[t]), t)), 1)}
    length = {id(p.outline): len(p.outline.normalized.text) or 1 for p in pieces}
    rows = []
    for p, t in sorted(zip(pieces, topic, strict=True), key=lambda pt: ranked[pt[1]]):
        start, end = p.outline.normalized.to_raw(p.section.start, p.section.end)
        share = p.chars / length[id(p.outline)]
        plan, s = p.outline.plan, p.section
        rows.append(
            (
                ranked[t],
                names[t],
                len(spread[t]),
                plan.id,
                s.id,
                p.order,
                s.heading,
                p.chars,
                share,
                s.role,
                start,
                end,
            )
        )
    return tables.COVERAGE.frame(rows)


def gaps_table(coverage: pd.DataFrame, plans: Sequence[Plan], most: float = 0.6) -> pd.DataFrame:
    """Topics that at least `most` of the plans have and one has not, as `miner.tables.GAPS`."""
    rows = []
    if len(plans) >= 3:
        with_outline = set(coverage["plan_id"])
        for (topic, name), of_topic in coverage.groupby(["topic", "name"], sort=True):
            have = set(of_topic["plan_id"])
            if len(have) >= most * len(plans):
                rows += [(p.id, topic, name, len(have)) for p in plans if p.id in with_outline - have]
    return tables.GAPS.frame(rows)
