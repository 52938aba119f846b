"""Whose plan it is: how wide the area or body is that a plan speaks for, so that 全市 in a plan of a 街道 is another's."""

from __future__ import annotations

import re

from miner.corpus import Plan
from miner.knowledge.scripts import simplify

__all__ = ["level_of", "speaks_of_wider"]

_LEVELS = {
    "村": 1,
    "社区": 1,
    "镇": 2,
    "乡": 2,
    "街道": 2,
    "县": 3,
    "区": 3,
    "旗": 3,
    "市": 4,
    "州": 4,
    "省": 5,
    "国": 6,
}
_INSTITUTION = re.compile(
    r"(?:小学|中学|学校|学院|大学|幼儿园|国小|国中|高中|医院|卫生院|卫生服务中心|护理部|科室|公司|集团|支行|分行|合作社|事务所|图书馆|文化馆|小区|物业|"
    r"[\u4e00-\u9fff]{2,8}(?:社区|(?<!农)村)(?!建设|振兴|医疗|教育|镇))"
)
_AREA = re.compile(
    r"(?P<area>街道|[镇乡])(?!村)|(?<=[\u4e00-\u9fff])(?P<upper>[县区旗市州省])(?![长级政场委民])|^(?P<bare>[县区市省镇乡])"
)
_MARK = re.compile(
    r"\s{0,4}(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．])\s{0,2}"
)
_BODY = re.compile(
    r"(?P<level>[省市县])(?![民场区域级内长政直])[\u4e00-\u9fff]{1,8}?(?:计划|将|拟|预计|力争|今年|打算)"
)
"""省科协计划建设…: the body of a wider area."""
_WHOLE = re.compile(
    r"(?:(?:20\d\d|今|明)年(?:度|底前)?[，,]?|到(?:20)?\d\d年[，,]?|据[^，。；]{1,6}[，,])?全(?P<level>[国省市州县区旗])"
)


def level_of(plan: Plan) -> int | None:
    """How wide the area is that the plan speaks for: 0 an institution, 1 a village … 5 a province; None where unknown."""
    title = simplify(plan.title or "")
    names = [simplify(plan.issuer or ""), title]
    for name in filter(None, names):
        if _INSTITUTION.search(name):
            return 0
        areas = [m["area"] or m["upper"] or m["bare"] for m in _AREA.finditer(name[:24])]
        if areas:
            return min(_LEVELS[area] for area in areas)
    return None


def speaks_of_wider(text: str, clause: tuple[int, int], level: int | None) -> bool:
    """Whether a clause opens with a whole (全市), or a body (省科协将…), that is wider than what the plan speaks for."""
    if level is None:
        return False
    mark = _MARK.match(text, *clause)
    start = mark.end() if mark else clause[0]
    m = _WHOLE.match(text, start, clause[1]) or _BODY.match(text, start, clause[1])
    return m is not None and _LEVELS[m["level"]] > max(level, 2)
