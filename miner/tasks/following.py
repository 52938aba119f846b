"""Clauses that say of the deed before them by when it ends: 5月底前完工, 11月15日前交办公室, 4月进行."""

from __future__ import annotations

import re

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.tasks.bodies import is_body
from miner.tasks.dates import When

__all__ = ["HOURLY", "closes"]

HOURLY = re.compile("每隔?(?P<count>[1-9][0-9]?|[一二两三四五六八十])?个?小时")
"""A rhythm of hours: 每两小时."""


@cache
def _ends() -> re.Pattern[str]:
    data = read_toml("miner.tasks", "deeds.toml")["closing"]
    words = "|".join(sorted(data["words"].split(), key=len, reverse=True))
    manner = "|".join(sorted(data["manner"].split(), key=len, reverse=True))
    return re.compile(rf"(?:{manner})*(?:{words})(?:{words}|完毕|到位|工作)?")


_HANDED = re.compile(
    r"(?:上?报|交|送|呈)(?:至|到|给|送)?(?P<to>[^，。；]{2,12}?)(?:备案|审核|审批|审定|存档|汇总|批准)?"
)
_NAMED = re.compile(r"(?:时间|日期)(?:为|是|定在|安排在|：|:)?")
_EDGES = "，,；;、。 \u3000"


def closes(text: str, start: int, end: int, time: When) -> bool:
    """Whether the clause `text[start:end]` holds nothing but a time and the end of a deed before it."""
    before = text[start : time.start].strip(_EDGES) if time.start > start else ""
    after = text[time.end : end].strip(_EDGES)
    if before and not _NAMED.fullmatch(before) and not _ends().fullmatch(before):
        return False
    if not after:
        return bool(before)
    if before and not _NAMED.fullmatch(before):
        return False
    if _ends().fullmatch(after):
        return True
    handed = _HANDED.fullmatch(after)
    return handed is not None and is_body(handed["to"])
