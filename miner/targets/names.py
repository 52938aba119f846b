"""The normal name of an indicator: 生产总值, GDP and 国内生产总值 are 地区生产总值."""

from __future__ import annotations

import re

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_csv

__all__ = ["normal_name"]

_BEGINNING = re.compile(
    r"^(?:(?:全|我|本)(?:省|市|区|县|州|国|镇|乡|校|院|旗|盟|疆|自治区)(?!铁|性)|累计|总体|预计|力争|其中)+(?=..)"
)
_END = re.compile(r"(?:数量|总数|个数|的?目标|的?任务|等)$")
_QUOTES = str.maketrans("", "", " \t\n“”\"'‘’「」『』")


@cache
def _aliases() -> dict[str, str]:
    made = {}
    for row in read_csv("miner.targets", "aliases.csv"):
        made[row["name"].translate(_QUOTES)] = row["name"]
        for alias in row["aliases"].split("|"):
            made[alias.translate(_QUOTES)] = row["name"]
    return made


@lru_cache(maxsize=65536)
def normal_name(indicator: str, action: str = "") -> str:
    """The normal name of `indicator` (simplified script); itself, without the place before it, where it has none.

    With the `action` 新增, 城镇就业 is 城镇新增就业.
    """
    if action in ("新增", "净增"):
        made = _aliases().get("新增" + indicator.translate(_QUOTES))
        if made:
            return made
    plain = indicator.translate(_QUOTES)
    bare = _BEGINNING.sub("", plain)
    short = _END.sub("", bare)
    names = _aliases()
    return names.get(plain) or names.get(bare) or names.get(short) or short or plain
