"""Outline coverage: the sections of different plans aligned by heading and content.

A top section is matched to a part of a plan (review, goals, measures …) by its heading, else by its role. Sections
inside goals and measures, and top sections that match no part, are clustered into topics by the words of heading and
body: each section joins the nearest topic or starts a new one, then sections are reassigned to the nearest mean. The
cost is sections times topics, and the number of topics is capped, so it is linear in the number of plans.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from miner.comparison import tables
from miner.corpus import Plan
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.segmentation import Outline, Section, cut, outline

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = ["coverage_table", "gaps_table"]

FACTORS = 30
"""Latent dimensions in which sections are compared."""
JOINS_FROM = 0.4
JOINS_FROM_IN_WORDS = 0.25
"""Cosine from which a section joins a topic: of factors, or of words if there are too few sections for factors."""
TOPICS = 400
ROUNDS = 3
HEADING_WEIGHT = 3
BODY = 800
TERMS = 4
LONG = 0.2
"""Fraction of the plan from which a top section without a recognized part may be any part."""
_OPENED = ("goals", "measures", "principles")
"""Parts whose inner sections are topics."""
_ANYWHERE = ("government", "guarantee")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_YEAR = re.compile(r"\d{2,4}\s*年|[“”\"]")


@dataclass(frozen=True, slots=True)
class _Piece:
    plan: Plan
    outline: Outline
    section: Section
    order: int
    parts: tuple[str, ...]
    """The parts of a plan that the section covers; empty for a topic."""

    @property
    def chars(self) -> int:
        return self.section.end - self.section.start


@cache
def _rules() -> list[tuple[str, re.Pattern[str], tuple[str, ...]]]:
    parts = read_toml("miner.comparison", "coverage.toml")["parts"]
    return [(name, re.compile(part["words"]), tuple(part["roles"])) for name, part in parts.items()]


def _parts(section: Section) -> tuple[str, ...]:
    """Parts that a top section covers: all that its heading names, else those of its role."""
    heading = section.heading[:40]
    by_heading = tuple(name for name, words, _ in _rules() if words.search(heading))
    return by_heading or tuple(name for name, _, roles in _rules() if section.role in roles)


def _pieces(plans: Iterable[Plan]) -> list[_Piece]:
    pieces = []
    for plan in plans:
        plan_outline = outline(plan)
        top = [s for s in plan_outline.sections if s.level == 1]
        parts = {s.id: _parts(s) for s in top}
        pieces += [_Piece(plan, plan_outline, s, order, parts[s.id]) for order, s in enumerate(top, 1)]
        long = {s.id for s in top if s.end - s.start > LONG * len(plan_outline.normalized.text)}
        opened = {
            i for i, names in parts.items() if any(n in _OPENED for n in names) or (i in long and not names)
        }
        inner = [s for s in plan_outline.sections if s.level == 2 and s.parent in opened]
        # 加强政府自身建设 is a part at any level; an inner 目标 or 任务 is not the part of the whole plan.
        pieces += [
            _Piece(plan, plan_outline, s, order, tuple(n for n in _parts(s) if n in _ANYWHERE))
            for order, s in enumerate(inner, 1)
        ]
    return pieces


def _words(piece: _Piece) -> list[str]:
    """Words of two ideographs and more; words of the heading are repeated to weigh more, years are left out."""
    section, text = piece.section, piece.outline.normalized.text
    body = text[section.heading_end : min(section.end, section.heading_end + BODY)]
    heading = [w for w, _, _ in cut(_YEAR.sub("", section.heading)) if _WORD.fullmatch(w)]
    return heading * HEADING_WEIGHT + [w for w, _, _ in cut(body) if _WORD.fullmatch(w)]


def _features(texts: Sequence[list[str]]) -> tuple[Any, npt.NDArray[np.object_]]:
    """Rows of tf-idf over words (scipy csr, l2 rows) and the words of the columns."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    has_many = len(texts) > 20
    vectorizer = TfidfVectorizer(
        analyzer=list,
        sublinear_tf=True,
        max_features=20_000,
        max_df=0.5 if has_many else 1.0,
        min_df=2 if has_many else 1,
    )
    return vectorizer.fit_transform(texts), vectorizer.get_feature_names_out()


def _latent(features: Any) -> npt.NDArray[np.float64]:
    """Project tf-idf rows onto the first factors; exactly for few rows, by randomized SVD for many."""
    from scipy.linalg import eigh
    from sklearn.decomposition import TruncatedSVD

    n = features.shape[0]
    if n > _FEW:
        factors: npt.NDArray[np.float64] = TruncatedSVD(FACTORS, n_iter=3, random_state=0).fit_transform(
            features
        )
        return factors
    values, vectors = eigh((features @ features.T).toarray(), subset_by_index=(n - FACTORS, n - 1))
    return vectors * values.clip(0) ** 0.5  # type: ignore[no-any-return]


_FEW = 1000


def _topics(features: Any) -> npt.NDArray[np.int64]:
    """Cluster the rows (leader clustering, then k-means rounds) and return the topic of each.

    Rows are compared by latent factors, since two provinces use different words for one subject.
    """
    import numpy as np
    from sklearn.preprocessing import normalize

    n, width = features.shape
    latent = min(n, width) > 2 * FACTORS
    least = JOINS_FROM if latent else JOINS_FROM_IN_WORDS
    features = _latent(features) if latent else features.toarray()
    rows = normalize(features).round(6)
    means = np.zeros((min(n, TOPICS), rows.shape[1]))
    topic = np.zeros(n, dtype=np.int64)
    opened = 0
    for i in range(n):
        scores = means[:opened] @ rows[i]
        at = int(scores.argmax()) if opened else -1
        if opened == len(means) or (opened and scores[at] >= least):
            topic[i] = at
        else:
            topic[i], means[opened] = opened, rows[i]
            opened += 1
    for _ in range(ROUNDS):
        sums = np.zeros((opened, rows.shape[1]))
        np.add.at(sums, topic, rows)
        topic = (rows @ normalize(sums).T).argmax(axis=1).astype(np.int64)
    return topic


@dataclass(frozen=True, slots=True)
class _Topic:
    name: str
    terms: str | None
    members: list[_Piece]


def _named(members: Sequence[_Piece], rows: Any, words: npt.NDArray[np.object_]) -> _Topic:
    """A topic named by the heading nearest to its mean, the shorter of equals; terms are the mean's heaviest words."""
    import numpy as np

    mean = np.asarray(rows.mean(axis=0)).ravel()
    similarity = np.asarray(rows @ mean).ravel()
    best = max(
        range(len(members)), key=lambda i: (round(float(similarity[i]), 6), -len(members[i].section.heading))
    )
    heaviest = [str(words[i]) for i in np.argsort(-mean, kind="stable")[:TERMS] if mean[i] > 0]
    return _Topic(_one_line(members[best].section.heading), "、".join(heaviest) or None, list(members))


def _one_line(heading: str) -> str:
    return " ".join(heading.split())[:30]


def _all_topics(pieces: Sequence[_Piece]) -> list[_Topic]:
    topics = []
    for part, _, _ in _rules():
        members = [p for p in pieces if part in p.parts]
        if members:
            votes = Counter(_one_line(p.section.heading) for p in members)
            topics.append(_Topic(min(votes, key=lambda h: (-votes[h], len(h), h)), None, members))
    worded = [(p, words) for p in pieces if not p.parts and (words := _words(p))]
    if worded:
        free = [p for p, _ in worded]
        features, vocabulary = _features([w for _, w in worded])
        topic = _topics(features)
        for t in sorted(set(topic.tolist())):
            at = [i for i in range(len(free)) if topic[i] == t]
            topics.append(_named([free[i] for i in at], features[at], vocabulary))
    return topics


def coverage_table(plans: Iterable[Plan]) -> pd.DataFrame:
    """Topics of the sections of each plan, with position and length, as `miner.tables.COVERAGE`.

    A section that covers several parts (goals and measures) has one row per part.
    """
    topics = _all_topics(_pieces(plans))
    spread = [len({p.plan.id for p in t.members}) for t in topics]
    rows = []
    ranked = sorted(range(len(topics)), key=lambda i: (-spread[i], i))
    for number, i in enumerate(ranked, 1):
        for p in topics[i].members:
            plan, s = p.plan, p.section
            start, end = p.outline.normalized.to_raw(s.start, s.end)
            share = p.chars / (len(p.outline.normalized.text) or 1)
            rows.append(
                (number, topics[i].name, topics[i].terms, spread[i], plan.id, s.id, s.level, p.order, s.heading,
                 p.chars, share, s.role, start, end)
            )  # fmt: skip
    return tables.COVERAGE.frame(rows)


def _may_have(plan: Plan, of_topic: pd.DataFrame) -> bool:
    """Whether a plan may cover a topic although no section was assigned to it, so that no gap is claimed.

    A topic may be covered if a heading of any level has one of its terms, a part if a long section matches no part.
    """
    plan_outline = outline(plan)
    terms = of_topic["terms"].iloc[0]
    if isinstance(terms, str):
        return any(term in s.heading for s in plan_outline.sections for term in terms.split("、"))
    least = LONG * len(plan_outline.normalized.text)
    return any(s.level == 1 and s.end - s.start > least and not _parts(s) for s in plan_outline.sections)


def gaps_table(coverage: pd.DataFrame, plans: Sequence[Plan], least: float = 0.6) -> pd.DataFrame:
    """Topics that at least a share `least` of the plans have and one lacks, as `miner.tables.GAPS`.

    A plan that may cover the topic elsewhere (`_may_have`) is not listed.
    """
    rows = []
    if len(plans) >= 3:
        with_outline = set(coverage["plan_id"])
        for (topic, name), of_topic in coverage.groupby(["topic", "name"], sort=True):
            have = set(of_topic["plan_id"])
            if len(have) >= least * len(plans):
                lacking = [p for p in plans if p.id in with_outline - have and not _may_have(p, of_topic)]
                rows += [(p.id, topic, name, len(have)) for p in lacking]
    return tables.GAPS.frame(rows)
