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
from functools import cache
from typing import Any

from miner.data import read_toml
from miner.segmentation.outline import Outline, Section
from miner.segmentation.roles import heading_role
from miner.targets.periods import Period

__all__ = ["Discourse", "Verdict", "discourse", "document_kind", "own_year"]

_LINE_ROLES = frozenset({"review", "goals", "measures", "situation", "principles", "glossary"})
_HEADING_YEAR = re.compile(
    r"([12]\d{3})年(?:度)?(?:[^。\n]{0,14})(?:工作安排|工作打算|主要任务|预期目标|主要目标|重点工作|工作计划|工作要点|工作总体要求|工作思路|目标任务|工作部署|重点任务)"
)
_OPENING = re.compile(
    r"([12]\d{3})年?(?:[^。\n]{0,20})(?:政府工作报告|工作计划|工作要点|行动计划|实施方案|工作方案)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern and its weight in log odds of a commitment."""

    name: str
    pattern: re.Pattern[str]
    weight: float
    near: bool
    most: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that settles the status of a clause that would be a commitment."""

    name: str
    status: str
    pattern: re.Pattern[str]
    onward: bool
    """Holds for the rest of the sentence, not for its own clause alone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the probability of a commitment and the grounds in words."""

    status: str
    probability: float
    grounds: str


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of `data/status.toml`, compiled."""

    path: dict[str, float]
    role: dict[str, float]
    kind: dict[str, float]
    cues: tuple[Cue, ...]
    rules: tuple[Rule, ...]


@cache
def _model() -> Model:
    data: dict[str, Any] = read_toml("miner.targets", "status.toml")
    return Model(
        data["path"],
        data["role"],
        data["kind"],
        tuple(
            Cue(c["name"], re.compile(c["pattern"]), c["weight"], c.get("near", False), c.get("most", 1))
            for c in data["cue"]
        ),
        tuple(
            Rule(r["name"], r["status"], re.compile(r["pattern"]), r.get("onward", False))
            for r in data["rule"]
        ),
    )


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((k, re.compile(p)) for k, p in read_toml("miner.targets", "status.toml")["kinds"].items())


def document_kind(title: str | None, opening: str) -> str:
    """`report`, `plan`, `rules`, `statement`, `summary` or `unknown`, from the title, else the opening lines."""
    for text in (title or "", *[line for line in opening.splitlines() if line.strip()][:4]):
        for kind, pattern in _kinds():
            if text and pattern.search(text[:80]):
                return kind
    return "unknown"


def own_year(year: int | None, text: str) -> int | None:
    """The first year a plan is for: what is known of it, else the year its headings plan for."""
    if year is not None:
        return year
    found = [int(m.group(1)) for m in _HEADING_YEAR.finditer(text)] or [
        int(m.group(1)) for m in _OPENING.finditer(text[:400])
    ]
    return max(set(found), key=lambda y: (found.count(y), y)) if found else None


@dataclass(frozen=True, slots=True)
class Discourse:
    """The path of plan and review through the sentences of one plan."""

    sentences: tuple[tuple[int, int], ...]
    evidence: tuple[float, ...]
    margin: tuple[float, ...]
    """Log odds of plan over review at each sentence, its neighbors considered."""
    said: tuple[tuple[str, ...], ...]
    kind: str

    def verdict(self, index: int, text: str, start: int, end: int, years: float) -> Verdict:
        """Status of a quantity whose clause is `text[start:end]` in sentence `index`."""
        model = _model()
        clip = model.path["stretch_clip"]
        total = model.path["stretch"] * max(-clip, min(clip, self.margin[index]))
        grounds = list(self.said[index])
        own = years * model.path["own"]
        for cue in model.cues:
            if cue.near and cue.pattern.search(text, start, end):
                own += cue.weight * model.path["own"]
                grounds.append(f"clause: {cue.name} {cue.weight:+.1f}")
        if years:
            grounds.append(f"clause: year {years:+.1f}")
        total += own
        grounds.insert(0, f"stretch {self.margin[index]:+.1f}")
        probability = 1 / (1 + math.exp(-total))
        return Verdict("commitment" if probability >= 0.5 else "achieved", probability, "; ".join(grounds))


def discourse(
    text: str,
    sentences: Sequence[tuple[int, int]],
    made: Outline,
    kind: str,
    periods: Sequence[Sequence[Period]],
    year: int | None,
) -> Discourse:
    """Lay the path of plan and review through `sentences`; linear in the length of the text."""
    model = _model()
    starts = [s.start for s in made.sections]
    evidence, said, costs = [], [], []
    role: str | None = None
    first = False
    before: Section | None = None
    for i, (start, end) in enumerate(sentences):
        at = bisect_right(starts, start) - 1
        section = made.sections[at] if at >= 0 else None
        first = False
        cost = model.path["switch"]
        if (i and "\n" in text[sentences[i - 1][1] : start]) or i == 0:
            cost = model.path["switch_paragraph"]
        if section is not before:
            before = section
            told = section.role if section else None
            if told and (told != role or (section and heading_role(section.heading))):
                role, cost, first = told, model.path["switch_heading"], True
        elif end - start < 40 and _alone(text, start, end):
            line = heading_role(text[start:end])
            if line and line.name in _LINE_ROLES:
                role, cost, first = line.name, model.path["switch_heading"], True
        value, words = _evidence(text, start, end, (role, first), kind, periods[i], year, model)
        evidence.append(value)
        said.append(tuple(words))
        costs.append(cost)
    margin = _path(evidence, costs, kind)
    return Discourse(tuple(sentences), tuple(evidence), tuple(margin), tuple(said), kind)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the sentence has its line to itself and reads like a heading."""
    return (
        (start == 0 or text[start - 1] == "\n")
        and (end >= len(text) or text[end] == "\n")
        and text[end - 1] not in "。；，,;"
    )


def year_evidence(periods: Sequence[Period], year: int | None) -> float:
    """Evidence of the years named: past of the plan's own year or ahead of it."""
    total = 0.0
    for p in periods:
        if p.past:
            continue
        if year is not None and p.last is not None and not p.open:
            total += -2.0 if p.last < year else 0.8 if p.first == year == p.last else 2.0
    return max(-2.0, min(2.0, total))


def _evidence(
    text: str,
    start: int,
    end: int,
    section: tuple[str | None, bool],
    kind: str,
    periods: Sequence[Period],
    year: int | None,
    model: Model,
) -> tuple[float, list[str]]:
    total = 0.0
    words = []
    for cue in model.cues:
        if cue.most > 1:
            count = min(cue.most, sum(1 for _ in cue.pattern.finditer(text, start, end)))
        else:
            count = 1 if cue.pattern.search(text, start, end) else 0
        if count:
            total += cue.weight * count
            words.append(f"{cue.name} {cue.weight * count:+.1f}")
    years = year_evidence(periods, year)
    if years:
        total += years
        words.append(f"year {years:+.1f}")
    total = max(-model.path["clip"], min(model.path["clip"], total))
    role, first = section
    part = 1.0 if first else model.path["inherit"]
    for name, weight in (
        (f"section {role}", part * model.role.get(role or "", 0.0)),
        (f"document {kind}", model.kind[kind]),
    ):
        if weight:
            total += weight
            words.append(f"{name} {weight:+.1f}")
    return total, words


def _path(evidence: list[float], costs: list[float], kind: str) -> list[float]:
    """Best log odds of plan over review at each sentence: max-sum forward and backward over two states."""
    n = len(evidence)
    if not n:
        return []
    half = [e / 2 for e in evidence]
    forward = [(0.0, 0.0)] * n
    plan, review = half[0] - (1.0 if kind == "report" else 0.0), -half[0]
    forward[0] = (plan, review)
    for i in range(1, n):
        plan, review = max(plan, review - costs[i]) + half[i], max(review, plan - costs[i]) - half[i]
        forward[i] = (plan, review)
    margin = [0.0] * n
    plan = review = 0.0
    for i in range(n - 1, -1, -1):
        margin[i] = (forward[i][0] + plan) - (forward[i][1] + review)
        if i:
            with_plan, with_review = plan + half[i], review - half[i]
            plan, review = max(with_plan, with_review - costs[i]), max(with_review, with_plan - costs[i])
    return margin


def rule_status(text: str, sentence: int, clause: tuple[int, int]) -> tuple[str, str] | None:
    """Status and name of the first rule of thumb that holds in a clause; a subsidy's holds from its sentence on."""
    for rule in _model().rules:
        if rule.pattern.search(text, sentence if rule.onward else clause[0], clause[1]):
            return rule.status, rule.name
    return None
