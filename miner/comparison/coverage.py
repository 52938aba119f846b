"""Outline coverage: the sections of different plans aligned by heading and content.

A top section is told by the part of a plan that its heading names (review, goals, measures …), or by its role.
What stands inside goals and measures, and top sections that name no part, are topics: they are aligned by the
words of heading and body. Each section joins the nearest topic or opens one, then topics are drawn anew around
their means. The work is sections times topics, and topics are capped, so it stays linear in the number of plans.
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
"""Latent meanings that sections are compared by."""
JOINS_FROM = 0.4
JOINS_FROM_IN_WORDS = 0.25
"""Cosine from which a section joins a topic; that of words counts where there are too few sections for factors."""
TOPICS = 400
ROUNDS = 3
HEADING_WEIGHT = 3
BODY = 800
TERMS = 4
LONG = 0.2
"""Part of a plan from which a top section that names no part may be any of them."""
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
    """The parts of a plan that it is; empty where it is a topic."""

    @property
    def chars(self) -> int:
        return self.section.end - self.section.start


@cache
def _rules() -> list[tuple[str, re.Pattern[str], tuple[str, ...]]]:
    parts = read_toml("miner.comparison", "coverage.toml")["parts"]
    return [(name, re.compile(part["words"]), tuple(part["roles"])) for name, part in parts.items()]


def _parts(section: Section) -> tuple[str, ...]:
    """The parts that a top section is: all that its heading names, else the one of its role."""
    heading = section.heading[:40]
    named = tuple(name for name, words, _ in _rules() if words.search(heading))
    return named or tuple(name for name, _, roles in _rules() if section.role in roles)


def _pieces(plans: Iterable[Plan]) -> list[_Piece]:
    made = []
    for plan in plans:
        found = outline(plan)
        top = [s for s in found.sections if s.level == 1]
        parts = {s.id: _parts(s) for s in top}
        made += [_Piece(plan, found, s, order, parts[s.id]) for order, s in enumerate(top, 1)]
        long = {s.id for s in top if s.end - s.start > LONG * len(found.normalized.text)}
        opened = {
            i for i, names in parts.items() if any(n in _OPENED for n in names) or (i in long and not names)
        }
        inner = [s for s in found.sections if s.level == 2 and s.parent in opened]
        # 加强政府自身建设 is a part wherever it stands; an inner 目标 or 任务 is no part of the plan.
        made += [
            _Piece(plan, found, s, order, tuple(n for n in _parts(s) if n in _ANYWHERE))
            for order, s in enumerate(inner, 1)
        ]
    return made


def _words(piece: _Piece) -> list[str]:
    """Words of two ideographs and more; the heading's counted more than the body's, years left out."""
    section, text = piece.section, piece.outline.normalized.text
    body = text[section.heading_end : min(section.end, section.heading_end + BODY)]
    heading = [w for w, _, _ in cut(_YEAR.sub("", section.heading)) if _WORD.fullmatch(w)]
    return heading * HEADING_WEIGHT + [w for w, _, _ in cut(body) if _WORD.fullmatch(w)]


def _features(texts: Sequence[list[str]]) -> tuple[Any, npt.NDArray[np.object_]]:
    """Rows of tf-idf over words (scipy csr, l2 rows) and the words of the columns."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    many = len(texts) > 20
    vectorizer = TfidfVectorizer(
        analyzer=list,
        sublinear_tf=True,
        max_features=20_000,
        max_df=0.5 if many else 1.0,
        min_df=2 if many else 1,
    )
    return vectorizer.fit_transform(texts), vectorizer.get_feature_names_out()


def _latent(features: Any) -> npt.NDArray[np.float64]:
    """The first factors of tf-idf rows, exact where there are few rows."""
    from scipy.linalg import eigh
    from sklearn.decomposition import TruncatedSVD

    n = features.shape[0]
    if n > _FEW:
        made: npt.NDArray[np.float64] = TruncatedSVD(FACTORS, n_iter=3, random_state=0).fit_transform(
            features
        )
        return made
    values, vectors = eigh((features @ features.T).toarray(), subset_by_index=(n - FACTORS, n - 1))
    return vectors * values.clip(0) ** 0.5  # type: ignore[no-any-return]


_FEW = 1000


def _topics(features: Any) -> npt.NDArray[np.int64]:
    """The topic of each row: that of the nearest leader, else a new one; then drawn anew around the means.

    Rows are compared by latent meaning, since two provinces say one thing in different words.
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
    near = np.asarray(rows @ mean).ravel()
    best = max(
        range(len(members)), key=lambda i: (round(float(near[i]), 6), -len(members[i].section.heading))
    )
    heaviest = [str(words[i]) for i in np.argsort(-mean, kind="stable")[:TERMS] if mean[i] > 0]
    return _Topic(_one_line(members[best].section.heading), "、".join(heaviest) or None, list(members))


def _one_line(heading: str) -> str:
    return " ".join(heading.split())[:30]


def _all_topics(pieces: Sequence[_Piece]) -> list[_Topic]:
    made = []
    for part, _, _ in _rules():
        members = [p for p in pieces if part in p.parts]
        if members:
            votes = Counter(_one_line(p.section.heading) for p in members)
            made.append(_Topic(min(votes, key=lambda h: (-votes[h], len(h), h)), None, members))
    worded = [(p, words) for p in pieces if not p.parts and (words := _words(p))]
    if worded:
        free = [p for p, _ in worded]
        features, vocabulary = _features([w for _, w in worded])
        topic = _topics(features)
        for t in sorted(set(topic.tolist())):
            at = [i for i in range(len(free)) if topic[i] == t]
            made.append(_named([free[i] for i in at], features[at], vocabulary))
    return made


def coverage_table(plans: Iterable[Plan]) -> pd.DataFrame:
    """Which plan has which topic, where, in which order and how long, as `miner.tables.COVERAGE`.

    A section that is several parts at once (goals and measures) has a row for each.
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
    """Whether a plan that is not among those of a topic could have it all the same, so that no gap can be claimed.

    It could have a topic that a heading of any level speaks of, and a part when a long section names none.
    """
    found = outline(plan)
    terms = of_topic["terms"].iloc[0]
    if isinstance(terms, str):
        return any(term in s.heading for s in found.sections for term in terms.split("、"))
    least = LONG * len(found.normalized.text)
    return any(s.level == 1 and s.end - s.start > least and not _parts(s) for s in found.sections)


def gaps_table(coverage: pd.DataFrame, plans: Sequence[Plan], most: float = 0.6) -> pd.DataFrame:
    """Topics that at least `most` of the plans have and one has not, as `miner.tables.GAPS`.

    A plan whose headings speak of the topic elsewhere is not said to lack it.
    """
    rows = []
    if len(plans) >= 3:
        with_outline = set(coverage["plan_id"])
        for (topic, name), of_topic in coverage.groupby(["topic", "name"], sort=True):
            have = set(of_topic["plan_id"])
            if len(have) >= most * len(plans):
                lacking = [p for p in plans if p.id in with_outline - have and not _may_have(p, of_topic)]
                rows += [(p.id, topic, name, len(have)) for p in lacking]
    return tables.GAPS.frame(rows)
