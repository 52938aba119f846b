"""Cut a plan into clauses with the words by which tasks are found again, and weigh what two clauses share."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from miner.corpus import Plan
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.segmentation.outline import Outline, outline
from miner.tasks.deeds import done_in

__all__ = ["Book", "Clause", "Match", "Weights", "best", "book_of", "rules"]

_CUT = re.compile(r"，|。|；|！|？|;|!|\?|\n|\t|\||,(?!\d{3})|：|:(?!\d)")
_YEAR = re.compile(
    r"(?:(?:19|20)\d\d|[12一二][九〇○零O0][〇○零O一二三四五六七八九]{2}|1[01]\d)年度?|[今明去本]年度?"
)
_NOISE = re.compile(r"[\s，。、；：！？,.;:!?“”\"'‘’（）()《》〈〉【】\[\]—－·•|-]+")
_DIGITS = re.compile(r"[\d.%％]+")
_TIME = re.compile(
    r"(?:\d{1,2}月份?(?:\d{1,2}日|[底初末中])?|年[底末]|[一二三四]季度|[上下]半年)(?:之?前|以前|内)?"
)
_CHINESE_NUMBER = re.compile("^[一二三四五六七八九十]是")
_SHORTEST = 4
_CROWD = 60
"""A pair of characters of more clauses of a plan than this brings no two together."""
_MOST = 0.99
"""How alike two clauses are at most that are not word for word the same."""
_BESIDE = 2000
"""So many clauses are thought to lie beside those at hand, so that two short plans have rare pairs too."""


def rules() -> dict[str, Any]:
    """The rules of the comparison of tasks (`data/task_moves.toml`)."""
    return read_toml("miner.comparison", "task_moves.toml")


class Clause(NamedTuple):
    """A task or another clause of a plan; offsets are those of `source.text`."""

    start: int
    end: int
    bare: str
    """Its words without blanks, punctuation and years: equal for tasks that are word for word the same."""
    core: str
    """`bare` without figures, days and words of manner: equal for tasks that differ in an amount."""
    pairs: frozenset[str]
    """Pairs of neighboring characters without figures and words of manner: what it is about."""
    quote: str
    """Verbatim."""
    object_pairs: frozenset[str] = frozenset()
    """Those of its object; empty for a clause that is no task."""
    task: Mapping[str, Any] | None = None
    """Its row of the table TASKS; None for a clause that is no task."""


@dataclass(frozen=True)
class Book:
    """The clauses of a plan: tasks it sets out to do, all clauses that look ahead, clauses that review."""

    tasks: tuple[Clause, ...]
    ahead: Shelf
    review: Shelf


@dataclass(frozen=True)
class Shelf:
    """Clauses with an index: which have these words, which have this pair of characters."""

    clauses: tuple[Clause, ...]
    same: dict[str, int] = field(default_factory=dict)
    alike: dict[str, int] = field(default_factory=dict)
    holders: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, clauses: Sequence[Clause]) -> Shelf:
        """Index the clauses; a task comes before another clause of the same words."""
        shelf = cls(tuple(sorted(clauses, key=lambda c: (c.task is None, c.start))))
        for i, clause in enumerate(shelf.clauses):
            shelf.same.setdefault(clause.bare, i)
            if len(clause.core) >= _SHORTEST:
                shelf.alike.setdefault(clause.core, i)
            for pair in clause.pairs:
                shelf.holders.setdefault(pair, []).append(i)
        return shelf


@cache
def _hollow(*kinds: str) -> re.Pattern[str]:
    """Words that say nothing of what a task is about."""
    words = [w for kind in kinds for w in rules()[kind]["words"].split()]
    words.sort(key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def _undone() -> re.Pattern[str]:
    return re.compile(rules()["undone"]["pattern"])


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(rules()["aside"]["pattern"])


def _clause(start: int, end: int, quote: str, words: str, task: Mapping[str, Any] | None = None) -> Clause:
    bare = _bare(words)
    pairs = _pairs(bare)
    named = _pairs(_bare(task["object"])) & pairs if task and isinstance(task["object"], str) else frozenset()
    return Clause(start, end, bare, _core(bare), pairs, quote, named, task)


def _bare(words: str) -> str:
    return _NOISE.sub("", _YEAR.sub("", words))


def _core(bare: str) -> str:
    return _hollow("manner").sub("", _DIGITS.sub("", _TIME.sub("", _CHINESE_NUMBER.sub("", bare))))


def _pairs(bare: str) -> frozenset[str]:
    core = _DIGITS.sub(
        "|", _hollow("manner", "verbs").sub("|", _TIME.sub("|", _CHINESE_NUMBER.sub("", bare)))
    )
    return frozenset(core[i : i + 2] for i in range(len(core) - 1) if "|" not in core[i : i + 2])


def book_of(plan: Plan, tasks: Iterable[Mapping[str, Any]]) -> Book:
    """The clauses of a plan; `tasks` are its rows of the table TASKS."""
    sections = outline(plan)
    text, raw = sections.normalized.text, plan.source.text
    rows = sorted(tasks, key=lambda r: (r["start"], r["end"]))
    own = [_clause(r["start"], r["end"], r["quote"], r["task"], r) for r in rows]
    promised = [c for c, r in zip(own, rows, strict=True) if r["status"] == "commitment"]
    reported = [c for c, r in zip(own, rows, strict=True) if r["status"] != "commitment"]
    spans = [(a, b) for a, b in _spans(text, sections.sentences) if b - a >= _SHORTEST]
    starts, ends = sections.normalized.to_raw_spans([a for a, _ in spans], [b for _, b in spans])
    reviews = _reviews(sections)
    begins = [r["start"] for r in rows]
    ahead, review = list(promised), list(reported)
    for (a, b), start, end in zip(spans, starts.tolist(), ends.tolist(), strict=True):
        i = bisect_right(begins, start) - 1
        if i >= 0 and start < rows[i]["end"]:
            continue
        clause = _clause(start, end, raw[start:end], text[a:b])
        is_title = text[max(0, a - 2) : a].rstrip().endswith("《")
        if len(clause.bare) < _SHORTEST or is_title or _aside().search(text, a, b):
            continue
        past = _holds(reviews, a) or done_in(text, a, b)
        if not past:
            ahead.append(clause)
        elif not _undone().search(text, a, b):
            review.append(clause)
    return Book(tuple(c for c in promised if c.pairs), Shelf.of(ahead), Shelf.of(review))


def _spans(text: str, sentences: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The clauses of the sentences, without the blanks around them."""
    for start, end in sentences:
        at = start
        for m in _CUT.finditer(text, start, end):
            yield _stripped(text, at, m.start())
            at = m.end()
        yield _stripped(text, at, end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _reviews(sections: Outline) -> list[tuple[int, int]]:
    """The spans of the parts that review the past, in order and apart."""
    spans: list[tuple[int, int]] = []
    for s in sections.sections:
        if s.role == "review" and (not spans or s.start >= spans[-1][1]):
            spans.append((s.start, s.end))
    return spans


def _holds(spans: Sequence[tuple[int, int]], position: int) -> bool:
    i = bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and position < spans[i][1]


@dataclass(frozen=True)
class Weights:
    """What a pair of characters weighs: the more, the fewer clauses of all the plans have it."""

    of_pair: Mapping[str, float]

    @classmethod
    def of(cls, books: Iterable[Book]) -> Weights:
        """Count the pairs in all clauses once."""
        count: Counter[str] = Counter()
        clauses = 0
        for book in books:
            for shelf in (book.ahead, book.review):
                clauses += len(shelf.clauses)
                for pair, holders in shelf.holders.items():
                    count[pair] += len(holders)
        whole = clauses + _BESIDE
        least = rules()["likeness"]["usual"]
        return cls({pair: max(0.0, math.log(whole / (1 + n)) - least) for pair, n in count.items()})

    def weigh(self, pairs: Iterable[str]) -> float:
        """The weight of the pairs together."""
        return sum(self.of_pair[p] for p in pairs)


class Match(NamedTuple):
    """A clause of the other plan and how alike it is: 1 where the words are the same."""

    clause: Clause
    likeness: float


def best(task: Clause, shelf: Shelf, weights: Weights) -> Match | None:
    """The clause of the shelf that is most like the task; None where none shares a pair that few have."""
    twin = shelf.same.get(task.bare)
    if twin is not None:
        return Match(shelf.clauses[twin], 1.0)
    near = shelf.alike.get(task.core)
    if near is not None:
        return Match(shelf.clauses[near], _MOST)
    shared: dict[int, float] = {}
    for pair in task.pairs:
        holders = shelf.holders.get(pair, ())
        if len(holders) <= _CROWD:
            for i in holders:
                shared[i] = shared.get(i, 0.0) + weights.of_pair[pair]
    likeliest = sorted(shared, key=lambda i: (-shared[i], i))[:12]
    own = weights.weigh(task.pairs)
    scored = [(_likeness(task, own, shelf.clauses[i], weights), -i) for i in likeliest]
    if not scored:
        return None
    likeness, at = max(scored)
    return Match(shelf.clauses[-at], likeness)


def _likeness(task: Clause, own: float, other: Clause, weights: Weights) -> float:
    """Weight of the pairs both have, as part of a mean of both weights.

    Where it is little in itself, it is 0, or a person is to decide if nearly all of one clause is in the other.

    Where the other clause has the whole object of the task, a person is to decide at least; where one of them names
    nothing but an amount (安排2762亿元), at most.
    """
    rule = rules()["likeness"]
    both = task.pairs & other.pairs
    common = weights.weigh(both)
    theirs = weights.weigh(other.pairs)
    if common < rule["least"]:
        mostly = common >= rule["little"] and common >= rule["object"] * min(own, theirs)
        return float(rule["doubtful"]) if mostly else 0.0
    shorter, longer = min(own, theirs), max(own, theirs)
    part: float = common / (rule["shorter"] * shorter + (1 - rule["shorter"]) * longer)
    part *= 1 if other.task is not None else rule["no_task"]
    if part < rule["doubtful"] and task.object_pairs:
        whole = weights.weigh(task.object_pairs)
        if whole >= rule["least"] and weights.weigh(task.object_pairs & both) >= rule["object"] * whole:
            part = rule["doubtful"]
    names_nothing = not task.object_pairs or (other.task is not None and not other.object_pairs)
    most: float = rule["same"] - 0.01 if names_nothing else _MOST
    return min(most, part)
