"""Determine which plan follows which, the layer of government of a plan, and which place contains which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from miner.comparison import tables
from miner.copying.context import simplified
from miner.corpus import Plan
from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv
from miner.knowledge.gazetteer import Division, named

if TYPE_CHECKING:
    import pandas as pd
from miner.knowledge.bodies import one_body

__all__ = [
    "LAYERS",
    "NATION",
    "OF_GOVERNMENT",
    "Succession",
    "are_apart",
    "area_of",
    "areas_above",
    "body_of",
    "kind_of",
    "layer_of",
    "lineage_table",
    "successions",
]

LAYERS = ("国家", "省", "市", "县", "乡", "单位")
NATION = "000000"
"""Area code of the whole country."""
_LAYER = {"province": "省", "prefecture": "市", "county": "县", "township": "乡"}
_NATIONAL = re.compile(r"国务院|全国|中央|中华人民共和国|^(?:中国|国家)|[^内外干本]部$|总局$")
_ENDINGS = (
    ("省", re.compile(r"省$|自治区$|特别行政区$|^(?:北京|天津|上海|重庆)市?$")),
    ("市", re.compile(r"市$|自治州$|州$|盟$|地区$")),
    ("县", re.compile(r"县$|区$|旗$")),
    ("乡", re.compile(r"镇$|乡$|街道$")),
)
BY_ISSUER, BY_PLACE = "issuer", "place and kind"
OF_GOVERNMENT = "政府工作报告"
_COUNCIL = "国务院"
_BEFORE_CONGRESS = re.compile(
    "代表国务院|代表國務院|国务院总理|國務院總理|全国人民代表大会第|全國人民代表大會第|^中华人民共和国\\s*国民经济和社会发展"
)
"""What the first lines of a national report or plan say where its title and issuer are lost."""
_OPENING = 400
_ON_A_REPORT = re.compile("听取和审议|审议了|关于政府工作报告的决议")
_OF_NATION = frozenset({OF_GOVERNMENT, "纲要", "规划纲要", "五年计划", None})
_ONCE = frozenset(
    {
        "批复",
        "复函",
        "函",
        "答复",
        "通知",
        "意见",
        "指导意见",
        "决定",
        "决议",
        "条例",
        "办法",
        "规定",
        "公告",
        "通报",
        "批示",
    }
)
"""Kinds of which one follows no other merely because its body wrote both."""
_HEAD = 3000
"""Characters of a plan searched for the surrounding area, where several places share its name."""


class Succession(NamedTuple):
    """Two consecutive plans."""

    earlier: Plan
    later: Plan
    relation: str
    """`predecessor`: one body, the next plan in time; `pair`: the only two plans of the call, not known to be of two bodies."""


def layer_of(plan: Plan) -> str | None:
    """国家, 省, 市, 县 or 乡 by the gazetteer, else by the ending of the place or issuer; None if unknown."""
    if not plan.place and _is_national(plan):
        return "国家"
    levels = {d.level for d in _divisions(plan)}
    if len(levels) == 1:
        return _LAYER[levels.pop()]
    for name in (plan.place, plan.issuer):
        if name and _NATIONAL.search(name):
            return "国家"
        for layer, pattern in _ENDINGS:
            if name and pattern.search(name):
                return layer
    return None


def _is_national(plan: Plan) -> bool:
    """Whether the issuer of a plan without a place is national, or its first lines address the nation's congress."""
    if plan.issuer:
        return bool(_NATIONAL.search(plan.issuer))
    opening = plan.source.text[plan.start : min(plan.end, plan.start + _OPENING)]
    return kind_of(plan) in _OF_NATION and bool(_BEFORE_CONGRESS.search(opening.strip()))


def kind_of(plan: Plan) -> str | None:
    """The kind of a plan by its title: 政府工作报告 beside another kind (1982年政府工作报告 关于…的报告), 决议 on a report."""
    title = plan.title or ""
    if plan.kind == "报告" and OF_GOVERNMENT in title:
        return OF_GOVERNMENT
    return "决议" if plan.kind == OF_GOVERNMENT and _ON_A_REPORT.search(title) else plan.kind


def _divisions(plan: Plan) -> tuple[Division, ...]:
    """Divisions with the name of the plan's place; former ones only if no current one has it."""
    divisions = (named(plan.place) or _in_full(plan.place)) if plan.place else ()
    return tuple(d for d in divisions if d.until is None) or divisions


@cache
def _in_full(short: str) -> tuple[Division, ...]:
    """Expand a short name (凉山州 to 凉山彝族自治州) if exactly one prefecture begins and ends like it."""
    names = {n for of_code in _names().values() for n in of_code if n.endswith("自治" + short[-1:])}
    fitting = [n for n in names if len(short) > 2 and n.startswith(short[:-1])]
    return named(fitting[0]) if len(fitting) == 1 else ()


def area_of(plan: Plan) -> str | None:
    """Area of a plan: the code of its division, NATION, or the place's name if the gazetteer lacks it; None if unclear.

    Where several divisions share the name (鼓楼区), the one is taken whose province or prefecture the plan names in its
    first pages; None if there is no such division or more than one.
    """
    if layer_of(plan) == "国家":
        return NATION
    divisions = _divisions(plan)
    if len(divisions) > 1:
        head = plan.source.text[plan.start : min(plan.end, plan.start + _HEAD)]
        divisions = tuple(d for d in divisions if any(name in head for name in _around(d)))
    return divisions[0].code if len(divisions) == 1 else None if divisions or _divisions(plan) else plan.place


def _around(division: Division) -> Iterator[str]:
    for code in _codes_above(division.code):
        yield from _names().get(code, ())


@cache
def _names() -> dict[str, list[str]]:
    """The names of provinces and prefectures by code, former ones included."""
    names: dict[str, list[str]] = {}
    for row in read_csv("miner.knowledge", "divisions.csv"):
        if row["code"][4:] == "00":
            names.setdefault(row["code"], []).append(row["name"])
    return names


def _codes_above(code: str) -> Iterator[str]:
    """The codes of the areas around a division, the nearest first, without the country."""
    county, _, township = code.partition("-")
    if township:
        yield county
    if county[4:] != "00":
        yield county[:4] + "00"
    if county[2:] != "0000":
        yield county[:2] + "0000"


def areas_above(area: str) -> Iterator[str]:
    """The areas that contain one, the nearest first: by code, else by the name (清溪市青石区 lies in 清溪市).

    An outer area is a prefix that ends like a place name; 青石区 alone has none, so only the country contains it.
    """
    if area == NATION:
        return
    if area[:6].isdigit():
        yield from _codes_above(area)
    else:
        yield from (area[:i] for i in range(len(area) - 1, 1, -1) if area[i - 1] in "省市州盟县区旗镇乡")
    yield NATION


def body_of(plan: Plan) -> tuple[str, str] | None:
    """The body of a plan and how it is known: its issuer, else, for a government work report, the government of its place.

    None if neither is known, since a work plan without an issuer may be of any body of its place; an issuer that
    many places have (市体育局) is none that is known.
    """
    issuer = one_body(plan.issuer)
    if issuer:
        return issuer, BY_ISSUER
    if kind_of(plan) == OF_GOVERNMENT and plan.place:
        return f"{plan.place}人民政府", BY_PLACE
    if kind_of(plan) == OF_GOVERNMENT and layer_of(plan) == "国家":
        return _COUNCIL, BY_PLACE
    return None


def _series_of(plan: Plan) -> tuple[str, str | None] | None:
    """What a plan continues: its body and kind; for an approval, a notice or another single paper also its title without years."""
    body, kind = body_of(plan), kind_of(plan)
    if body is None:
        return None
    if kind in _ONCE:
        return (body[0], re.sub(r"\d{4}", "", plan.title)) if plan.title else None
    return body[0], kind


def are_apart(a: Plan, b: Plan) -> bool:
    """Whether two plans are no versions of each other: of two bodies, and with hardly a sentence in common.

    Two bodies are those whose issuers are known and neither of whose names holds the other. Sentences are compared without
    their digits, so that a copied plan counts as a version.
    """
    first, second = simplified(a.issuer), simplified(b.issuer)
    if not first or not second or first in second or second in first:
        return False
    ours, theirs = _sentences(a), _sentences(b)
    shared = len(ours & theirs)
    return not shared or shared < _VERSION * min(len(ours), len(theirs))


_VERSION = 0.2
"""Part of the sentences of the shorter plan from which two plans of two bodies are read as versions."""
_SHORT = 12
"""Characters of a sentence that is no set phrase, at least."""
_CUT = re.compile(r"[。；！？\n]+")
_DIGITS = re.compile(r"[\d\s.]+")


def _sentences(plan: Plan) -> set[str]:
    bare = (_DIGITS.sub("", s) for s in _CUT.split(plan.source.text[plan.start : plan.end]))
    return {s for s in bare if len(s) >= _SHORT}


def successions(plans: Iterable[Plan]) -> list[Succession]:
    """Each plan with the next one in time of the same body and kind; with two plans, those two.

    A plan without a year or a body (`body_of`) follows none, unless exactly two plans are given. Two plans that
    are no versions of each other (`are_apart`) are no pair.
    """
    plan_list = list(plans)
    bodies: dict[tuple[str, str | None], list[Plan]] = {}
    for plan in plan_list:
        series = _series_of(plan)
        if series and plan.year is not None:
            bodies.setdefault(series, []).append(plan)
    linked = []
    for of_body in bodies.values():
        of_body.sort(key=lambda p: (p.year or 0, p.id))
        for a, b in pairwise(of_body):
            if a.year != b.year:
                linked.append(Succession(a, b, "predecessor"))
    if not linked and len(plan_list) == 2 and not are_apart(*plan_list):
        linked.append(Succession(*_in_time(plan_list), "pair"))
    return linked


def lineage_table(plans: Iterable[Plan]) -> pd.DataFrame:
    """The predecessor of each plan with its ground, or the reason why there is none: `miner.tables.LINEAGE`."""
    plan_list = list(plans)
    links = {s.later.id: s for s in successions(plan_list)}
    bodies = {plan.id: body_of(plan) for plan in plan_list}
    years = Counter((s, p.year) for p in plan_list if (s := _series_of(p)) and p.year is not None)
    rows = []
    for plan in plan_list:
        body, link = bodies[plan.id], links.get(plan.id)
        ground = reason = None
        if link:
            how = (bodies[link.earlier.id], body)
            ground = (
                "the two plans given"
                if link.relation == "pair"
                else BY_PLACE
                if any(entry and entry[1] == BY_PLACE for entry in how)
                else BY_ISSUER
            )
        elif len(plan_list) == 2 and are_apart(*plan_list):
            reason = "the two plans are no versions of each other"
        elif plan.year is None:
            reason = "no year is known"
        elif body is None:
            reason = "no issuer is known"
        elif (series := _series_of(plan)) is not None and years[series, plan.year] > 1:
            reason = "several plans of this body have this year"
        else:
            reason = "no earlier plan of this body"
        earlier = link.earlier.id if link else None
        rows.append((plan.id, body[0] if body else None, kind_of(plan), plan.year, earlier, ground, reason))
    return tables.LINEAGE.frame(rows)


def _in_time(pair: Sequence[Plan]) -> tuple[Plan, Plan]:
    a, b = pair
    return (b, a) if a.year is not None and b.year is not None and b.year < a.year else (a, b)
