"""Promise or report: the status of every quantity, its probability and what decided (`data/status.toml`).

Each sentence gives evidence for a plan (+) or a review (-): the role of its section, the kind of document,
the years it names, its verbs. A path of two states is laid through the sentences so that one odd sentence
does not tip its paragraph; the clause's own cues are added to its stretch of the path, and the logistic of
the sum is the probability of a commitment.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import PatternSet, Places
from miner.segmentation.outline import Outline, Section
from miner.segmentation.roles import heading_role
from miner.targets.grounds import section_kind
from miner.targets.opening import opening_end
from miner.targets.periods import Period
from miner.targets.standing import is_title

__all__ = [
    "Discourse",
    "Verdict",
    "discourse",
    "document_kind",
    "glossary_start",
    "rule_status",
    "year_evidence",
]

_LINE_ROLES = frozenset({"review", "goals", "measures", "situation", "principles", "glossary"})


@dataclass(frozen=True)
class Cue:
    """A pattern and its weight in log odds of a commitment."""

    name: str
    pattern: re.Pattern[str]
    weight: float
    near: bool
    most: int

    @cached_property
    def grounds(self) -> tuple[str, ...]:
        """In words what the cue tells when it stands once, twice … in a sentence."""
        return tuple(f"{self.name} {self.weight * count:+.1f}" for count in range(1, self.most + 1))


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that settles the status of a clause that would be a commitment."""

    name: str
    status: str
    pattern: re.Pattern[str]
    onward: bool
    """Holds for all between two semicolons, not for its own clause alone."""


class Verdict(NamedTuple):
    """A status, the probability of a commitment and the grounds in words."""

    status: str
    probability: float
    grounds: str
    sizes: tuple[tuple[str, float], ...] = ()
    """The grounds whose sum decided, and their sizes; empty where a rule did."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of `data/status.toml`, compiled."""

    path: dict[str, float]
    role: dict[str, float]
    kind: dict[str, float]
    cues: tuple[Cue, ...]
    rules: tuple[Rule, ...]
    patterns: PatternSet
    """The patterns of `cues` and then of `rules`, in their order."""


@cache
def _model() -> Model:
    data: dict[str, Any] = read_toml("miner.targets", "status.toml")
    cues = tuple(
        Cue(c["name"], re.compile(c["pattern"]), c["weight"], c.get("near", False), c.get("most", 1))
        for c in data["cue"]
    )
    rules = tuple(
        Rule(r["name"], r["status"], re.compile(r["pattern"]), r.get("onward", False)) for r in data["rule"]
    )
    return Model(
        data["path"],
        data["role"],
        data["kind"],
        cues,
        rules,
        PatternSet([*(c.pattern for c in cues), *(r.pattern for r in rules)]),
    )


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((k, re.compile(p)) for k, p in read_toml("miner.targets", "status.toml")["kinds"].items())


@cache
def _openings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((k, re.compile(p)) for k, p in read_toml("miner.targets", "status.toml")["openings"].items())


def document_kind(title: str | None, text: str) -> str:
    """`report`, `plan`, `rules`, `statement`, `summary` or `unknown`, from the title, else the opening of `text`."""
    lines = [line.strip() for line in text[:400].splitlines() if line.strip()][:3]
    for said in (title or "", *(line for line in lines if len(line) < 45 and line[-1] not in "。；，,;")):
        for kind, pattern in _kinds():
            if said and pattern.search(said[:80]):
                return kind
    found = [(m.start(), kind) for kind, pattern in _openings() if (m := pattern.search(text, 0, 1500))]
    return min(found)[1] if found else "unknown"


@dataclass(frozen=True, slots=True)
class Discourse:
    """The path of plan and review through the sentences of one plan."""

    sentences: tuple[tuple[int, int], ...]
    evidence: tuple[float, ...]
    margin: tuple[float, ...]
    """Log odds of plan over review at each sentence, its neighbors considered."""
    said: tuple[tuple[str, ...], ...]
    kind: str
    places: tuple[Places, ...]
    """Where the patterns of the model may be found, by sentence."""
    sections: tuple[str | None, ...] = ()
    """What the section of each sentence does: `describes`, `reviews`, `cites`, `rules`, `promises`, `opens` or None."""
    silent: tuple[bool, ...] = ()
    """Whether a sentence holds no cue."""
    level: int | None = None
    """How wide the area is that the plan speaks for (`levels`); None where unknown."""
    form: str | None = None
    """`award`, `reply`, `list`, `regulation` or `news`: what the title says the document is, if that promises nothing."""

    def verdict(self, index: int, text: str, start: int, end: int, years: float) -> Verdict:
        """Status of a quantity whose clause is `text[start:end]` in sentence `index`."""
        model = _model()
        clip = model.path["stretch_clip"]
        total = model.path["stretch"] * max(-clip, min(clip, self.margin[index]))
        grounds = [f"stretch {self.margin[index]:+.1f}", *self.said[index]]
        own = years * model.path["own"]
        places = self.places[index]
        for k in sorted(places):
            if k >= len(model.cues):
                break
            cue = model.cues[k]
            if cue.near and model.patterns.found(k, text, (start, end), places[k]):
                own += cue.weight * model.path["own" if cue.weight > 0 else "own_past"]
                grounds.append(f"clause: {cue.grounds[0]}")
        if years:
            grounds.append(f"clause: year {years:+.1f}")
        total += own
        probability = 1 / (1 + math.exp(-total))
        return Verdict("commitment" if probability >= 0.5 else "achieved", probability, "; ".join(grounds))


def discourse(
    text: str,
    sentences: Sequence[tuple[int, int]],
    made: Outline,
    kind: str,
    periods: Sequence[Sequence[Period]],
    year: int | None,
    form: str | None = None,
    level: int | None = None,
) -> Discourse:
    """Lay the path of plan and review through `sentences`; linear in the length of the text."""
    model = _model()
    starts = [s.start for s in made.sections]
    roles = _section_roles(text, made.sections, year)
    evidence, said, costs = [], [], []
    places = model.patterns.places(text, sentences)
    line_role: str | None = None
    before, mute, end_before = -1, 0, 0
    kinds = _section_kinds(made.sections)
    by_line: str | None = None
    done: list[str | None] = []
    quiet: list[bool] = []
    opening = opening_end(text, sentences, made.sections)
    silent, usual, paragraph = (model.path[name] for name in ("silent", "switch", "switch_paragraph"))
    for i, (start, end) in enumerate(sentences):
        at = bisect_right(starts, start) - 1
        role, told = roles[at] if at >= 0 else (None, False)
        first = False
        cost = paragraph if i == 0 or text.find("\n", end_before, start) >= 0 else usual
        end_before = end
        if at != before:
            before = at
            by_line = None if kinds[at] or made.sections[at].parent is None else by_line
            if told:
                line_role, cost, first = None, model.path["switch_heading"], True
            elif made.sections[at].parent is None:
                cost = min(cost, model.path["switch_part"])
                line_role = line_role if _FIRST.match(made.sections[at].marker) else None
        elif kind in _MIXED and is_title(text, start, end):
            pass  # 政府工作报告: what the document is says nothing of its parts
        elif role is None and end - start < 40 and _alone(text, start, end):
            line = heading_role(text[start:end])
            by_line = section_kind(text[start:end]) or by_line
            if line and line.name in _LINE_ROLES:
                line_role = "review" if _looks_back(text[start:end], year) else line.name
                cost, first = model.path["switch_heading"], True
        value, words = _evidence(text, (start, end), places[i], periods[i], year, model)
        if any(word.startswith(_TURN) for word in words):
            cost = min(cost, model.path["switch_heading"])
        mute = 0 if words else mute + 1
        weight, place = _place(line_role or role, first, kind)
        value += weight
        if mute and (mute > _MUTE or _LABELED.match(text, start, end)):
            value -= silent
        evidence.append(value)
        said.append((*words, *place) if words else place)
        costs.append(cost)
        done.append("opens" if start < opening else by_line or (kinds[at] if at >= 0 else None))
        quiet.append(not words)
    margin = _path(evidence, costs, kind)
    return Discourse(
        tuple(sentences),
        tuple(evidence),
        tuple(margin),
        tuple(said),
        kind,
        tuple(places),
        tuple(done),
        tuple(quiet),
        level,
        form,
    )


_TURN = "we will "
"""The cue after which a text goes on as a plan as easily as after a heading."""
_MIXED = frozenset({"report", "plan", "unknown"})
"""Kinds of document that look back and ahead."""


def _section_kinds(sections: Sequence[Section]) -> list[str | None]:
    """What each section does, by its own heading or by the nearest above it that tells."""
    kinds: dict[str, str | None] = {}
    for s in sections:
        kinds[s.id] = section_kind(s.heading) or (kinds.get(s.parent) if s.parent else None)
    return [kinds[s.id] for s in sections]


def _section_roles(text: str, sections: Sequence[Section], year: int | None) -> list[tuple[str | None, bool]]:
    """Role of each section and whether its own heading tells it; a section has else its parent's.

    A numbered section without parent goes on with the part that an unnumbered heading before it opened.
    """
    roles: dict[str, str | None] = {}
    out: list[tuple[str | None, bool]] = []
    part: str | None = None
    for s in sections:
        told = heading_role(s.heading)
        if told and told.name == "situation" and section_kind(s.heading) is None:
            told = None  # 背景与目标
        above = roles.get(s.parent) if s.parent else None
        if (
            told
            and _names_a_part(text, s, told.name)
            and not (above == "review" and not _AHEAD.search(s.heading))
        ):
            role: str | None = "review" if _looks_back(s.heading, year) else told.name
            out.append((role, role != above))
            part = role if s.kind == "unnumbered" else part if s.parent else None
        else:
            role = above if s.parent else None if s.kind == "unnumbered" else part
            opens = role in ("review", None) and _opens_tasks(text, s)
            if opens:
                role = "measures"
                part = part if s.parent else role
                roles |= {s.parent: role} if s.parent else {}
            out.append((role, opens))
        roles[s.id] = role
    return out


def _names_a_part(text: str, section: Section, role: str) -> bool:
    """Whether a heading names a part of the plan; 1、要总结经验，加强… is a task and no review."""
    heading = section.heading
    if section.kind == "unnumbered" and _broken(text, section.start):
        return False
    if role not in ("review", "situation"):
        return True
    return len(heading) <= 30 and "，" not in heading and not _TASK.match(heading)


def _opens_tasks(text: str, section: Section) -> bool:
    """Whether the first of a list of sections stands below a sentence that announces tasks, whatever the heading
    above says: 今年要着重做好以下八个方面工作。一、…"""
    return bool(_FIRST.match(section.marker)) and bool(
        _ANNOUNCED.search(text, max(0, section.start - 160), section.start)
    )


_ANNOUNCED = re.compile(
    r"(?:今年|明年|新的一年|下一步|下一阶段|今后)[^。；\n]{0,40}(?:(?:做好|抓好|抓住|突出|完成|推进|落实|重点|着力)"
    r"[^。；\n]{0,24}(?:工作|方面|任务|措施|事)[^。；\n]{0,4}|办[好成][^。；\n]{0,12}实事[^。；\n]{0,28})[。：:]?\s*$"
)
_MUTE = 3  # so many statements in a row say something of the stretch; the rest of a long list does not
_LABELED = re.compile(r"\s*[^：:，。\n]{1,12}[：:](?=[^\n]*\d|[^\n]*[一二三四五六七八九十百千万亿]{2})")
_FIRST = re.compile(r"\s*[（(第]*(?:一|1|①|１)(?:$|[^一二三四五六七八九十\d])")
_AHEAD = re.compile(r"今年|明年|下一步|下半年|计划|安排|打算|目标|思路|设想")
_TASK = re.compile(r"\s*(?:要|及时|认真|做好|加强|抓好|定期|全面|年终|年底|深入|积极|开展|进行|完成)")


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the sentence has its line to itself and reads like a heading."""
    return (
        (start == 0 or text[start - 1] == "\n")
        and (end >= len(text) or text[end] == "\n")
        and text[end - 1] not in "。；，,;：:"
        and not _broken(text, start)
    )


def _broken(text: str, start: int) -> bool:
    """Whether the line before ends in the middle of a sentence, so that this one is a torn piece of it."""
    before = text[max(0, start - 3) : start].rstrip()
    return (
        bool(before)
        and ("\u4e00" <= before[-1] <= "\u9fff" or before[-1] in "，、,《（(“")
        and not _ENDED.search(text, max(0, start - 40), start)
    )


_ENDED = re.compile(r"(?:^|\n)[^\n，。]{0,36}\n[\s]*$")
_PAST_HEADING = re.compile(
    r"([12]\d{3})年?(?:度)?(?:[^。\n]{0,10})(?:工作|任务|目标|计划|安排|情况|经济|主要)"
)


def _looks_back(heading: str, year: int | None) -> bool:
    """Whether a heading names a year before the plan's own: 首先报告2001年的工作 in a report of 2002."""
    m = _PAST_HEADING.search(heading[:40])
    return bool(m and year is not None and int(m.group(1)) < year)


_GLOSSARY = re.compile(r"^[^\n。，]{0,16}(?:名词|术语|用语|词语)(?:解释|注释|说明)[^\n。，]{0,8}$", re.M)
_ENTRY = re.compile(r"(?:^|[\n。\s])(\d{1,2})[.．、]\s*[“\"「]?[^：:\n。]{2,26}[：:]")

_FIFTH = re.compile("5[.．、]")  # of the terms in a run; most texts are without


def glossary_start(text: str) -> int:
    """Where a glossary at the end begins: at its heading, or at a run of numbered terms; the length where none is."""
    heading = [m.start() for m in _GLOSSARY.finditer(text, int(len(text) * 0.4))]
    if heading:
        return heading[0]
    begun, reached, late = len(text), 0, int(len(text) * 0.6)
    if not _FIFTH.search(text, late):
        return begun
    for m in _ENTRY.finditer(text, late):
        number = int(m.group(1))
        begun, reached = (
            (m.start(), 1)
            if number == 1
            else (begun, reached + 1)
            if number == reached + 1
            else (begun, reached)
        )
        if reached == 5:
            return begun
    return len(text)


def year_evidence(periods: Sequence[Period], year: int | None) -> float:
    """Evidence of the years named: past of the plan's own year or ahead of it."""
    total = 0.0
    for p in periods:
        if p.past or p.open or year is None or p.last is None:
            continue
        if p.last < year:
            total -= 2.0
        elif p.first == year == p.last:
            total += 0.8
        elif p.deadline is not None or p.first is None or p.first >= year:
            total += 2.0  # a plan's period that began before its year tells neither: “十四五”规划 in 2025
    return max(-2.0, min(2.0, total))


def _evidence(
    text: str,
    span: tuple[int, int],
    places: Places,
    periods: Sequence[Period],
    year: int | None,
    model: Model,
) -> tuple[float, list[str]]:
    """What a sentence says by itself: the evidence, and the grounds in words."""
    total = 0.0
    words = []
    for k in sorted(places):
        if k >= len(model.cues):
            break
        cue = model.cues[k]
        count = model.patterns.count(k, text, span, places[k], cue.most)
        if count:
            total += cue.weight * count
            words.append(cue.grounds[count - 1])
    years = year_evidence(periods, year) if periods else 0.0
    if years:
        total += years
        words.append(f"year {years:+.1f}")
    if not words:
        return model.path["silent"], words
    return max(-model.path["clip"], min(model.path["clip"], total)), words


@cache
def _place(role: str | None, first: bool, kind: str) -> tuple[float, tuple[str, ...]]:
    """What the section's role and the kind of document say of a sentence: the evidence, and the grounds in words."""
    model = _model()
    part = 1.0 if first else model.path["inherit"]
    told = [(f"section {role}", part * model.role.get(role or "", 0.0))]
    if role not in ("review", "situation"):
        told.append((f"document {kind}", model.kind[kind]))
    told = [(name, weight) for name, weight in told if weight]
    return sum(weight for _, weight in told), tuple(f"{name} {weight:+.1f}" for name, weight in told)


def _path(evidence: list[float], costs: list[float], kind: str) -> list[float]:
    """Best log odds of plan over review at each sentence: max-sum forward and backward over two states."""
    if not evidence:
        return []
    half = [e / 2 for e in evidence]
    plan, review = half[0] - (1.0 if kind == "report" else 0.0), -half[0]
    forward = [(plan, review)]
    for own, cost in zip(half[1:], costs[1:], strict=True):
        plan, review = _better(plan, review, cost)
        plan, review = plan + own, review - own
        forward.append((plan, review))
    margin = []
    plan = review = 0.0
    for (plan_before, review_before), own, cost in zip(forward[::-1], half[::-1], costs[::-1], strict=True):
        margin.append((plan_before + plan) - (review_before + review))
        plan, review = _better(plan + own, review - own, cost)
    return margin[::-1]


def _better(plan: float, review: float, cost: float) -> tuple[float, float]:
    """What each state is worth where it may have been the other, for the cost of the change."""
    if plan - cost > review:
        return plan, plan - cost
    if review - cost > plan:
        return review - cost, review
    return plan, review


def rule_status(text: str, span: tuple[int, int], onward: bool, places: Places) -> tuple[str, str] | None:
    """Status and name of the first rule of thumb found in `span`, of those for a part (`onward`) or for a clause.

    `places` are those of the sentence.
    """
    model = _model()
    for k in sorted(places):
        rule = model.rules[k - len(model.cues)] if k >= len(model.cues) else None
        if rule and rule.onward == onward and model.patterns.found(k, text, span, places[k]):
            return rule.status, rule.name
    return None
