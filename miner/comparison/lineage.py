"""Which plan follows which, and on which layer of government a plan stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from miner.corpus import Plan

__all__ = ["LAYERS", "Succession", "layer_of", "successions"]

LAYERS = ("国家", "省", "市", "县", "乡", "单位")
_ENDINGS = (
    ("国家", re.compile(r"国务院|全国|中央|中华人民共和国|^(?:中国|国家)|部$|总局$")),
    ("省", re.compile(r"省$|自治区$|特别行政区$|^(?:北京|天津|上海|重庆)市?$")),
    ("市", re.compile(r"市$|自治州$|州$|盟$|地区$")),
    ("县", re.compile(r"县$|区$|旗$")),
    ("乡", re.compile(r"镇$|乡$|街道$")),
)


class Succession(NamedTuple):
    """Two plans to be read one after the other."""

    earlier: Plan
    later: Plan
    relation: str
    """`predecessor`: one body, the next plan in time; `pair`: the two plans that were given."""


def layer_of(plan: Plan) -> str | None:
    """国家, 省, 市, 县 or 乡 by the plan's place or issuer; None where neither tells."""
    for name in (plan.place, plan.issuer):
        for layer, pattern in _ENDINGS:
            if name and pattern.search(name):
                return layer
    return None


def successions(plans: Iterable[Plan]) -> list[Succession]:
    """Each plan with the next one in time of the same body and kind; with two plans, those two.

    A plan without a year or an issuer follows nobody, except where exactly two plans are given.
    """
    given = list(plans)
    bodies: dict[tuple[str, str | None], list[Plan]] = {}
    for plan in given:
        if plan.issuer and plan.year is not None:
            bodies.setdefault((plan.issuer, plan.kind), []).append(plan)
    made = []
    for of_body in bodies.values():
        of_body.sort(key=lambda p: (p.year or 0, p.id))
        for a, b in pairwise(of_body):
            if a.year != b.year:
                made.append(Succession(a, b, "predecessor"))
    if not made and len(given) == 2:
        made.append(Succession(*_in_time(given), "pair"))
    return made


def _in_time(pair: Sequence[Plan]) -> tuple[Plan, Plan]:
    a, b = pair
    return (b, a) if a.year is not None and b.year is not None and b.year < a.year else (a, b)
