"""What a plan promises without a number: directions, assigned tasks, prohibitions, pledges, tasks with a date."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import PatternSet, Places
from miner.targets.context import strip_phrase
from miner.targets.extract import Mined, inside
from miner.targets.leftward import read_task
from miner.targets.lexicon import lexicon
from miner.targets.modality import mood_of
from miner.targets.periods import Period, before

__all__ = ["Commitment", "commitments"]

# Every branch begins with a literal: so `re` runs to the next of these characters and tries no other.
_CLAUSE = re.compile(r"，|。|；|！|？|;|!|\?|\n|\u3000|：|:|,(?!\d{3})")
_VERB_AT_END = re.compile(
    r"(?:稳步|持续|不断|明显|进一步|显著|大幅|逐步|有效|全面|更加|较快|平稳|稳定|继续|普遍|基本|整体|总体|逐年)?"
    r"(?P<verb>提升|提高|增长|改善|下降|降低|增强|扩大|优化|完善|健全|建立|形成|建成|巩固|稳定|缩小|减少|好转|遏制|回升|拓展|壮大|实现|普及|只增不减|保持.{2,4})$"
)
_LONGEST = 90
_FROM_THE_HEAD = frozenset({"direction", "pledge", "prohibition"})
_ASSIGNED = re.compile(r"(?:全面|超额|圆满|确保|如期){0,9}完成")
_PLACE = re.compile(
    r"(?:继续|努力|始终|持续){0,9}(?P<verb>走在|位居|稳居|居|保持|进入)[^，。；]{2,8}(?:前列|领先|一流|第一方阵)$"
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise without a number; offsets are of the normalized text."""

    start: int
    end: int
    kind: str
    action: str | None
    object: str | None
    period: Period | None
    mood: str | None
    probability: float
    sentence: tuple[int, int]


@cache
def _kinds() -> tuple[tuple[str, ...], PatternSet]:
    """The names of the kinds, in the order in which they are tried, and their patterns."""
    kinds = read_toml("miner.targets", "commitments.toml")["kind"]
    return tuple(k["name"] for k in kinds), PatternSet(re.compile(k["pattern"]) for k in kinds)


def commitments(mined: Mined) -> Iterator[Commitment]:
    """The promises without a number of one plan, in the order of the text; linear in its length."""
    text = mined.normalized.text
    numbers: dict[int, list[int]] = {}
    for row in mined.rows:
        numbers.setdefault(row.sentence[0], []).append(row.quantity.start)
    for p in mined.promises:
        done = _ASSIGNED.search(text, p.start, p.end)
        yield Commitment(
            p.start,
            p.end,
            "assigned" if done else "direction",
            "完成" if done else None,
            p.indicator,
            p.period,
            p.mood,
            0.98,
            (p.start, p.end),
        )
    sentences = mined.discourse.sentences
    places = _kinds()[1].places(text, sentences)
    for i, sentence in enumerate(sentences):
        if mined.discourse.margin[i] <= 0 or sentence[1] - sentence[0] <= 5:
            continue
        if (places[i] or mined.periods[i]) and not inside(mined.grids, sentence[0]):
            yield from _of_sentence(text, i, sentence, numbers.get(sentence[0], []), places[i], mined)


def _of_sentence(
    text: str, index: int, sentence: tuple[int, int], numbers: list[int], places: Places, mined: Mined
) -> Iterator[Commitment]:
    start, end = sentence
    found = mined.moods[index]
    periods = mined.periods[index]
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end + 1]
    for lo, hi in pairwise(cuts):
        hi = min(hi, end)
        span = strip_phrase(text, lo, hi)
        if span is None or span[1] - span[0] < 5 or span[1] - span[0] > _LONGEST:
            continue
        if bisect_left(numbers, span[0]) < bisect_left(numbers, span[1]):
            continue
        period = before(periods, span[1])
        period = None if period is not None and period.past else period
        dated = period is not None and span[0] <= period.start
        kind = _kind(text, span, places, dated and _binds(period))
        if kind is None or _is_heading(mined, span):
            continue
        verdict = mined.discourse.verdict(index, text, *span, 0.0)
        if verdict.probability < 0.5:
            continue
        action, thing = _parts(text, span, kind, periods)
        if thing is None or (kind == "dated" and action is None):
            continue
        yield Commitment(
            *span,
            kind,
            action,
            thing,
            period,
            mood_of(found, span[1], span[0]),
            verdict.probability,
            sentence,
        )


def _is_heading(mined: Mined, span: tuple[int, int]) -> bool:
    """Whether the clause is the heading of a section and no sentence of its own."""
    section = mined.outline.at(span[0])
    if section is None or section.kind == "item":
        return False
    return section.start <= span[0] and span[1] <= section.heading_end + 1


def _binds(period: Period | None) -> bool:
    """Whether a period sets a date: a deadline, a month, a half-year; 今年 and 全年 set none."""
    return period is not None and (period.deadline is not None or bool(period.iso and "-" in period.iso))


def _kind(text: str, span: tuple[int, int], places: Places, dated: bool) -> str | None:
    names, kinds = _kinds()
    for k in sorted(places):
        if not kinds.reach(places[k], span):
            continue
        name, pattern = names[k], kinds.patterns[k]
        m = pattern.match(text, *span) if name in _FROM_THE_HEAD else pattern.search(text, *span)
        if m and (name != "direction" or m.end() == span[1]):
            return name
    return "dated" if dated else None


def _parts(
    text: str, span: tuple[int, int], kind: str, periods: Sequence[Period]
) -> tuple[str | None, str | None]:
    """Action and object: the verb and what it governs, or the direction a noun phrase is to take."""
    if kind == "direction":
        m = _VERB_AT_END.search(text, *span) or _PLACE.search(text, *span)
        if m:
            thing = read_task(text, span[0], m.start(), lexicon(), periods)[1]
            return m["verb"], thing
    if kind == "assigned":
        m = _ASSIGNED.search(text, *span)
        subject = read_task(text, span[0], m.start(), lexicon(), periods)[1] if m else None
        if subject:
            return "完成", subject
    action, thing = read_task(text, *span, lexicon(), periods)
    return action, thing
