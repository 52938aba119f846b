"""Determine which plan is the superior of which: the area around it, or a plan that assigns its body tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from miner.comparison.lineage import area_of, areas_above, body_of
from miner.comparison.task_words import rules
from miner.corpus import Plan

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AROUND", "ASSIGNED", "Superior", "names_of", "superiors"]

ASSIGNED, AROUND = "assigned", "area around it"
_PARTS = re.compile(r"[、，,;；/\s和及与]+|等(?:单位|部门)?$")
_AREA = re.compile(r"^.{2,}?(?:省|自治区|市|自治州|州|盟|地区|县|区|旗|镇|乡|街道)(?=.{2,})")


class Superior(NamedTuple):
    """Two plans of one year, of which the upper one binds the lower one."""

    upper: Plan
    lower: Plan
    ground: str
    """`assigned`: tasks of the upper plan name the body of the lower one; `area around it`: one sort of body."""
    rows: frozenset[int]
    """Labels of the rows of the table of tasks that name the body; empty for `area around it`, which means all."""


def names_of(plan: Plan) -> frozenset[str]:
    """What tasks may call the body of a plan: 清溪市教育局, 市教育局, 教育局; 白沙镇, 各镇."""
    body = body_of(plan)
    names = {body[0]} if body else set()
    for name in list(names):
        place = plan.place or ""
        rest = name.removeprefix(place) if place and name != place else name
        area = _AREA.match(rest)
        while area and len(rest) - area.end() >= 2:
            names |= {area.group()[-1] + rest[area.end() :], rest[area.end() :]}
            rest = rest[area.end() :]
            area = _AREA.match(rest)
        if place and rest != name and len(rest) > 2:
            names |= {rest, place[-1] + rest}
    if plan.place and (not body or body[0].removeprefix(plan.place) in ("", "人民政府", "政府", "办事处")):
        names |= {plan.place, *_sorts(plan.place)}
    if body:
        names |= _sorts(body[0])
    return frozenset(n for n in names if len(n) > 1)


def _sorts(name: str) -> set[str]:
    return {sort for sort, endings in rules()["sorts"].items() if name.endswith(tuple(endings.split()))}


def superiors(plans: Sequence[Plan], tasks: pd.DataFrame) -> list[Superior]:
    """Each plan with those that bind it: plans of its year and area, or an area around, that name its body; and the
    plan of the same sort of body of the nearest area around.

    Bodies meet by name, areas by code, so the work grows with the plans and their tasks.
    """
    dated = {p.id: p for p in plans if p.year is not None}
    areas = {p.id: area for p in dated.values() if (area := area_of(p))}
    named: dict[tuple[str, int | None], dict[str, set[int]]] = {}
    for label, plan_id, lead, support in zip(
        tasks.index.tolist(), tasks["plan_id"], tasks["lead"], tasks["support"], strict=True
    ):
        if plan_id in dated:
            for words in (lead, support):
                for name in _PARTS.split(words) if isinstance(words, str) else ():
                    of_plan = named.setdefault((name, dated[plan_id].year), {})
                    of_plan.setdefault(plan_id, set()).add(label)
    of_sort: dict[tuple[str, int | None, str], Plan] = {}
    for p in dated.values():
        sort = _sort(p)
        if sort and p.id in areas:
            of_sort.setdefault((areas[p.id], p.year, sort), p)
    found: list[Superior] = []
    for lower in dated.values():
        found += _assigning(lower, dated, areas, named)
        sort = _sort(lower)
        for area in areas_above(areas[lower.id]) if sort and lower.id in areas else ():
            upper = of_sort.get((area, lower.year, sort or ""))
            if upper is not None and upper is not lower:
                found.append(Superior(upper, lower, AROUND, frozenset()))
                break
    return found


def _assigning(
    lower: Plan,
    dated: dict[str, Plan],
    areas: dict[str, str],
    named: dict[tuple[str, int | None], dict[str, set[int]]],
) -> Iterator[Superior]:
    """The plans whose tasks name the body of `lower`, of its own area or one around it."""
    labels: dict[str, set[int]] = {}
    for name in names_of(lower):
        for plan_id, of_plan in named.get((name, lower.year), {}).items():
            labels.setdefault(plan_id, set()).update(of_plan)
    around = {areas[lower.id], *areas_above(areas[lower.id])} if lower.id in areas else set()
    body = body_of(lower)
    for plan_id, of_plan in labels.items():
        upper = dated[plan_id]
        own = body_of(upper)
        if upper is lower or (body and own and own[0] == body[0]) or areas.get(plan_id) not in around:
            continue
        yield Superior(upper, lower, ASSIGNED, frozenset(of_plan))


def _sort(plan: Plan) -> str | None:
    """The sort of a plan's body with the kind of the plan: 总工会, 政府工作报告; None where no body is known."""
    body = body_of(plan)
    if body is None or not plan.place:
        return "政府工作报告" if plan.kind == "政府工作报告" else None
    if plan.kind == "政府工作报告":
        return plan.kind
    rest = body[0].removeprefix(plan.place)
    return f"{rest}" if rest != body[0] and rest else None
