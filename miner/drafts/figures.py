"""Figures that contradict each other: sums and their parts, counts and their lists, one target with two values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from miner.drafts.alike import ALIKE, Amount, amounts_of, likeness, paired
from miner.drafts.desk import Desk, Remark, records_of
from miner.knowledge.years import small_number
from miner.targets import extract_quantities
from miner.targets.links import find_contradictions, value_bounds

__all__ = ["check_figures"]

_AMOUNT = r"(?<![\d.,，·])(?P<{0}>\d+(?:\.\d+)?)(?P<{0}s>[万亿]?)"
_UNIT = (
    r"(?:元|亩|人次|人|户|个|家|项|名|场|次|期|公里|吨|件|平方米|立方米|所|处|座|套|台|辆|册|节|班|小时|学时)"
)
_TOTAL = re.compile(
    rf"(?:(?P<said>合计|总计|共计|总额|总量|总投资|总数|共|总|预算)[^，。；\n]{{0,12}}?)?{_AMOUNT.format('t')}(?P<unit>{_UNIT})[，,]?(?:其中|包括|分别(?:是|为))[：:，,]?(?P<parts>[^。；\n]{{4,160}})"
)
_PART = re.compile(rf"{_AMOUNT.format('p')}(?P<unit>{_UNIT})?")
_AFTER = re.compile(rf"[，,](?:合计|总计|共计|共){_AMOUNT.format('t')}(?P<unit>{_UNIT})(?=[。；，\n]|$)")
"""A total behind its parts."""
_COUNTED = re.compile(
    r"(?P<n>\d{1,2}|[二三四五六七八九十两])(?:大|个)?(?P<what>类|项|种|处|门|件|样|款|块|支|套|关|个(?:方面|环节|重点|领域|阶段|步骤|部分|层面|维度)|大(?:任务|工程|行动|方面)|方面|环节)(?P<noun>[^，。；：、\n\d]{0,10})[：:](?P<list>[^。；，：\n]{3,120})(?=[。；，])"
)
_INEXACT = re.compile(
    "不[少低]于|不超过|以上|以内|以下|左右|约|超过?(?=\\d)|至少|力争|近(?=\\d)|[-—~～](?=\\d)"
)
_GROWN = re.compile("(?:增加|增长|新增|减少|提高|多|少)[^，。]{0,4}$")
"""Before an amount: it is a difference, not the total."""
_REACH = 120
"""Characters before a total in which its parts stand."""
_SHORT = 14
"""Characters of an entry of a list, at most; what is longer is a clause, not an entry."""
_OPEN = re.compile("等|一方面|[一二三]是|……|以及|其中")
"""In a list: it may go on, or its entries are no names."""
_WEIGHT = {"": 1.0, "万": 1e4, "亿": 1e8}
_SURE_NAMES = 0.75
_NEAR = 0.4
"""A part below the total by more than this share is no attempt to add up to it."""


def check_figures(desk: Desk) -> Iterator[Remark]:
    """Yield figures that contradict each other."""
    yield from _sums(desk)
    yield from _counts(desk)
    yield from _contradictions(desk)


def _sums(desk: Desk) -> Iterator[Remark]:
    text = desk.text
    for m in _TOTAL.finditer(text):
        parts, end = _parts(re.split(r"[、，,]", m["parts"]), m["unit"])
        stated = bool(m["said"]) or len(parts) >= 3
        if not _GROWN.search(text[: m.start("t")][-8:]):
            start = m.start("said") if m["said"] else m.start()
            yield from _summed(desk, m, parts, (start, m.start("parts") + end), stated)
    for m in _AFTER.finditer(text):
        low = max(m.start() - _REACH, *(text.rfind(c, 0, m.start()) + 1 for c in "。；！？：:\n"))
        segments = re.split(r"[、，,]", text[low : m.start()])
        parts, _ = _parts(segments[::-1], m["unit"])
        length = sum(len(s) + 1 for s in segments[len(segments) - len(parts) :])
        yield from _summed(desk, m, parts, (m.start() + 1 - length, m.end()), True)


def _summed(
    desk: Desk, m: re.Match[str], parts: list[float], span: tuple[int, int], stated: bool
) -> Iterator[Remark]:
    """Yield the remark that the parts do not add up to the total of a match."""
    written = desk.text[slice(*span)]
    if len(parts) < 2 or desk.in_review(m.start()) or _INEXACT.search(written):
        return
    total, added = _value(m["t"], m["ts"]), sum(parts)
    room = 1e-6 * max(total, 1.0) + _rounding(written, m["ts"])
    if any(abs(some - total) <= room for some in accumulate(parts)):
        return
    if added < total and not (stated and added >= (1 - _NEAR) * total):
        return
    values = {
        "sum": f"{added / _WEIGHT[m['ts']]:g}{m['ts']}{m['unit']}",
        "total": f"{m['t']}{m['ts']}{m['unit']}",
    }
    yield desk.remark("sum", *span, parts=values, severity=None if stated else "doubt")


def _value(number: str, scale: str) -> float:
    return float(number) * _WEIGHT[scale]


def _parts(segments: list[str], unit: str) -> tuple[list[float], int]:
    """The values of the first segments that have one amount of the unit each, and where the last of them ends."""
    values: list[float] = []
    end = at = 0
    for part in segments:
        amounts = [a for a in _PART.finditer(part) if a["unit"] == unit]
        if len(amounts) != 1:
            break
        values.append(_value(amounts[0]["p"], amounts[0]["ps"]))
        end = at + amounts[0].end()
        at += len(part) + 1
    return values, end


def _rounding(parts: str, scale: str) -> float:
    """What cut off digits may add up to."""
    digits = [len(d) for d in re.findall(r"\d\.(\d+)", parts)]
    return (0.5 * 10.0 ** -max(digits) * (parts.count("、") + 2) * _WEIGHT[scale]) if digits else 0.0


def _counts(desk: Desk) -> Iterator[Remark]:
    """Yield counts that differ from the list they announce: 5类：A、B、C."""
    text = desk.text
    for m in _COUNTED.finditer(text):
        entries = [e.strip() for e in m["list"].split("、")]
        count = small_number(m["n"].replace("两", "二"))
        if (
            count is None
            or len(entries) < 2
            or any(not 1 < len(e) <= _SHORT for e in entries)
            or _OPEN.search(m["list"])
        ):
            continue
        if text[m.start() - 1 : m.start()] in "“级「":  # a slogan: “四级三类”
            continue
        joined = len(re.findall(r"[和及与或]", m["list"]))
        if not len(entries) <= count <= len(entries) + joined:
            values = {"sum": str(len(entries)), "total": m["n"]}
            yield desk.remark("sum", m.start(), m.end(), parts=values)


def _contradictions(desk: Desk) -> Iterator[Remark]:
    """Yield targets that stand among the goals with one value and among the measures with another."""
    plan = desk.draft
    told: set[int] = set()
    frame = desk.frame
    for row in find_contradictions([plan], frame).to_dict("records"):
        told.add(int(row["start_b"]))
        parts = {
            "indicator": str(row["indicator"]),
            "value": str(row["quote_b"]),
            "other": str(row["quote_a"]),
        }
        other = (plan, int(row["start_a"]), int(row["end_a"]))
        yield Remark("contradiction", int(row["start_b"]), int(row["end_b"]), parts, other=other)
    amounts = [a for a in amounts_of(plan, desk.quantities) if a.row["status"] != "achieved"]
    goals = [a for a in amounts if a.role == "goals"]
    rest = [a for a in amounts if a.role not in _ELSEWHERE and a.section]
    for a in goals:
        best = max(rest, key=lambda b: (likeness(a, b), -b.start), default=None)
        if best is None or best.start in told or not _one_target(a, best):
            continue
        if _disagree(a, best):
            told.add(best.start)
            parts = {"indicator": a.shown, "value": best.quote, "other": a.quote}
            yield Remark("contradiction", best.start, best.end, parts, other=(plan, a.start, a.end))
    yield from _once_one(desk, told)


def _once_one(desk: Desk, told: set[int]) -> Iterator[Remark]:
    """Yield targets with two values in the draft that were one value in two places of last year's plan."""
    if desk.last is None:
        return
    earlier = amounts_of(desk.last, records_of(extract_quantities(desk.last)))
    partner = {
        id(a): b for a, b, score in paired(earlier, amounts_of(desk.draft, desk.quantities)) if score >= ALIKE
    }
    goals = [a for a in earlier if a.role == "goals" and id(a) in partner]
    rest = [a for a in earlier if a.role not in _ELSEWHERE and a.section and id(a) in partner]
    for a in goals:
        same = [b for b in rest if b.quote == a.quote and likeness(a, b) >= ALIKE]
        if len(same) != 1:
            continue
        goal, other = partner[id(a)], partner[id(same[0])]
        if (
            other.start in told
            or goal.role != "goals"
            or goal.row["unit"] != other.row["unit"]
            or not _disagree(goal, other)
        ):
            continue
        if likeness(goal, other) >= ALIKE:
            told.add(other.start)
            parts = {"indicator": goal.shown, "value": other.quote, "other": goal.quote}
            yield Remark(
                "contradiction", other.start, other.end, parts, other=(desk.draft, goal.start, goal.end)
            )


_ELSEWHERE = ("goals", "review", "situation", "attachment")
"""Roles of sections that set no measures."""


def _one_target(a: Amount, b: Amount) -> bool:
    """Whether two amounts of one plan surely are one target."""
    if a.row["unit"] != b.row["unit"] or a.row["change"] != b.row["change"]:
        return False
    first, second = _named(a), _named(b)
    if (
        min(len(first), len(second)) < _LEAST
        or b.row["baseline_period"]
        or b.row["frequency"] != a.row["frequency"]
    ):
        return False
    if (a.row["horizon"], str(a.row["period_end"])[:4]) != (
        b.row["horizon"],
        str(b.row["period_end"])[:4],
    ) and (a.row["status"] == b.row["status"] == "commitment"):
        return False
    same_words = sorted(first) == sorted(second) or first in b.clause + b.name or second in a.clause + a.name
    return same_words and likeness(a, b) >= _SURE_NAMES


_LEAST = 3
"""Characters of a name that says by itself what is measured."""


def _named(amount: Amount) -> str:
    """The name of what is measured, where that is too short with the rest of its clause: 绿化苗木 for 苗木."""
    return amount.name if len(amount.name) >= _LEAST else amount.clause


def _disagree(a: Amount, b: Amount) -> bool:
    (a_low, a_high), (b_low, b_high) = value_bounds(a.row), value_bounds(b.row)
    if a.row["comparator"] == b.row["comparator"]:
        return abs(a.value - b.value) > 1e-9 * max(abs(a.value), 1.0)
    return a_low > b_high or b_low > a_high
