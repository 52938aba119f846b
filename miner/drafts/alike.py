"""Which amounts of two plans, or of two places of one plan, speak of the same thing.

Names of indicators differ from year to year (培训妇女, 妇女技能培训), so two amounts are alike by the characters that
the name of the one shares with the clause of the other. A pair is kept where neither has a better partner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from miner.copying.context import simplified
from miner.corpus import Plan
from miner.drafts.desk import Record
from miner.knowledge.scripts import is_han
from miner.segmentation.outline import outline

__all__ = ["ALIKE", "Amount", "amounts_of", "common", "likeness", "paired"]

ALIKE = 0.55
"""Likeness from which two amounts speak of one thing."""
_COMMON = 0.45
"""Part of the pairs of characters of a sentence that another has from which both speak of one thing."""
_FEW = 2
"""Amounts of a sentence that is about one thing, at most."""
_SENTENCE_END = "。；！？\n"
_CLAUSE_END = "，、,：:" + _SENTENCE_END
_EMPTY = re.compile(
    r"[\d.%％\s]|不低于|不少于|不超过|达到|以上|以内|左右|力争|争取|确保|各[^，。；]{1,12}?(?:要|应当?|须|务必)(?:做到|达成|确保|完成)?|做到|达成|实现|完成|全年|年内"
)
_SLOGAN = re.compile("^(?:作为|列为|列入|纳入|当作|视为|定为|写入|写进)")
"""What opens so says how an amount is treated, not what it is one of: 把走访60户作为硬任务."""
_SHORTEST = 2
"""Characters of a name that says something; of a shorter one the words before the amount are taken."""
_ADDRESS = re.compile("^各[^，。；]{1,12}?(?:要|应当?|须|务必)(?:做到|达成|确保|完成)?")
_LEAD = re.compile(r"^[\s\u3000]*(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)]?[.．、]?)?(?:将|把|使|让|为)?")
_RATE = re.compile("(?<=..)(?:比例|比率|率)$")
_BACK = ("review", "situation")
_COUNTS = ("commitment", "context", "norm", "reference")


@dataclass(frozen=True, eq=False)
class Amount:
    """A quantity of a plan with the words around it, in simplified script."""

    plan: Plan
    row: Record
    name: str
    clause: str
    sentence: str
    span: tuple[int, int]
    """The sentence in `source.text`."""
    section: str
    """section_id; empty before the first section."""
    few: bool
    """Whether its sentence is about one thing."""
    role: str
    """Role of its section; empty where it has none."""

    @property
    def start(self) -> int:
        """First character in `source.text`."""
        return int(self.row["start"])

    @property
    def end(self) -> int:
        """One past the last character in `source.text`."""
        return int(self.row["end"])

    @property
    def quote(self) -> str:
        """The amount as written."""
        return str(self.row["quote"])

    @property
    def shown(self) -> str:
        """What it is an amount of, in the plan's words."""
        indicator = self.row["indicator"]
        return _ADDRESS.sub("", indicator if _is_name(indicator) else self.name)

    @property
    def value(self) -> float:
        """The amount in the base unit of its dimension: the lower bound, else the upper one."""
        low, high = self.row["bounds"]
        return float(low if abs(low) != float("inf") else high)


def amounts_of(plan: Plan, records: Sequence[Record]) -> list[Amount]:
    """The amounts of a plan that may be targets, in reading order; what it reports of the past is left out."""
    text = plan.source.text
    roles = {s.id: s.role or "" for s in outline(plan).sections}
    amounts: list[Amount] = []
    counts = Counter(int(row["sentence_start"]) for row in records)
    for row in records:
        section = row["section_id"] if isinstance(row["section_id"], str) else ""
        if not _may_count(row, roles.get(section, "") if section else None):
            continue
        start, end = int(row["start"]), int(row["end"])
        low, high = _around(text, start, end, _SENTENCE_END, plan)
        a, b = _around(text, start, end, _CLAUSE_END, plan)
        name = row["indicator"] if _is_name(row["indicator"]) else ""
        if not name:
            name = _LEAD.sub("", simplified(text[a:start]))
        amounts.append(
            Amount(
                plan, row, _RATE.sub("", _bare(name)), _bare(simplified(text[a:b])), _bare(simplified(text[low:high])),
                (low, high), section, counts[int(row["sentence_start"])] <= _FEW, roles.get(section, ""),
            )
        )  # fmt: skip
    return amounts


def _is_name(indicator: Any) -> bool:
    return isinstance(indicator, str) and len(indicator) >= _SHORTEST and not _SLOGAN.match(indicator)


def _may_count(row: Record, role: str | None) -> bool:
    """Whether an amount may be a target; `role` is None before the first section."""
    if row["implied"] or (row["low"] != row["low"] and row["high"] != row["high"]):
        return False
    # 累计服务300小时 among the measures is read as a report, and is a target all the same
    return row["status"] in _COUNTS or (
        row["status"] == "achieved" and role is not None and role not in _BACK
    )


def _bare(text: str) -> str:
    return _EMPTY.sub("\u3000", text).strip("\u3000")


def _around(text: str, start: int, end: int, marks: str, plan: Plan) -> tuple[int, int]:
    low = max(plan.start, *(text.rfind(c, plan.start, start) + 1 for c in marks))
    high = min((at for c in marks if (at := text.find(c, end, plan.end)) >= 0), default=plan.end)
    return low, high


def _shared(name: str, text: str) -> float:
    """How far a text has a name, 0 to 1: the mean of its characters and of its pairs of characters that stand in it."""
    pairs = _pairs(name)
    if not pairs:
        return 0.0
    return (sum(p in text for p in pairs) / len(pairs) + sum(c in text for c in name) / len(name)) / 2


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if is_han(text[i]) and is_han(text[i + 1])}


def common(a: str, b: str) -> float:
    """Part of the pairs of characters of the poorer text that the other has."""
    first, second = _pairs(a), _pairs(b)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def likeness(a: Amount, b: Amount) -> float:
    """How surely two amounts speak of one thing, 0 to 1."""
    near = (_shared(a.name, b.clause + b.name) + _shared(b.name, a.clause + a.name)) / 2
    wide = (_shared(a.name, b.sentence) + _shared(b.name, a.sentence)) / 2
    score = max(near, 0.9 * wide)
    same_dimension = a.row["dimension"] == b.row["dimension"] and bool(a.row["dimension"])
    if same_dimension and a.few and b.few and (part := common(a.sentence, b.sentence)) >= _COMMON:
        score = max(score, 0.5 + 0.4 * part)
    same_unit = a.row["unit"] == b.row["unit"]
    return score if same_unit else 0.9 * score if same_dimension else 0.5 * score


def paired(first: Sequence[Amount], second: Sequence[Amount]) -> list[tuple[Amount, Amount, float]]:
    """The pairs of amounts that speak of one thing, each amount in one pair, the surest pairs first."""
    scored = [
        (score, i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if (score := _placed(a, b, likeness(a, b))) >= ALIKE
    ]
    pairs: list[tuple[Amount, Amount, float]] = []
    free_a, free_b = set(range(len(first))), set(range(len(second)))
    for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if i in free_a and j in free_b:
            free_a.discard(i)
            free_b.discard(j)
            pairs.append((first[i], second[j], score))
    pairs += _of_paired_sentences(
        pairs, [first[i] for i in sorted(free_a)], [second[j] for j in sorted(free_b)]
    )
    return pairs


def _placed(a: Amount, b: Amount, score: float) -> float:
    """Prefer a partner in a section of the same role: goals are compared with goals."""
    return (
        score + (0.05 if (a.role == "goals") == (b.role == "goals") else -0.05) if score >= ALIKE else score
    )


def _of_paired_sentences(
    pairs: Iterable[tuple[Amount, Amount, float]], first: list[Amount], second: list[Amount]
) -> list[tuple[Amount, Amount, float]]:
    """Amounts of one dimension that are left over in sentences that already have a pair: 16学时 and 16分钟."""
    spans = {(a.span, b.span) for a, b, _ in pairs}
    more: list[tuple[Amount, Amount, float]] = []
    for a in first:
        fitting: list[Any] = [
            b
            for b in second
            if (a.span, b.span) in spans and a.row["dimension"] and a.row["dimension"] == b.row["dimension"]
        ]
        if len(fitting) == 1 and fitting[0] not in [m[1] for m in more]:
            more.append((a, fitting[0], ALIKE))
    return more
