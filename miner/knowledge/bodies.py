"""Which names of bodies name one body only, and which one that many places have.

清溪市体育局 is one body. 市体育局, XX区人民法院, 某某医院护理部 and 学校工会 are the issuers of their pages all the same, yet
two pages of 市体育局 may come from two cities: nothing may be concluded from their having the same issuer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.knowledge.gazetteer import find_places
from miner.knowledge.scripts import simplify

__all__ = ["is_kind_alone", "is_masked", "names_one_body", "one_body"]

_MASK = re.compile(r"[xX×*＊○某]|(?<![A-Za-z])[A-Z](?=[\u4e00-\u9fff])")
_BARE_LEVEL = re.compile(
    r"[我本全各该]?(?:省|市|州|县|区|旗|镇|乡|村|街道|院|校|局|厂)(?=[\u4e00-\u9fff])|[我本全各该]"
)


_LIKE_A_PLACE = re.compile(
    r"(?!城市|都市|街道|社区|园区|地区|城镇|乡镇)[\u4e00-\u9fff]{1,10}?(?:省|市|州|县|区|旗|镇|乡|街道|村|香港|澳门)|香港|澳门|北京|上海|天津|重庆"
)


class _Words(NamedTuple):
    """The words of `data/bodies.toml`."""

    general: frozenset[str]
    kinds: frozenset[str]
    national: tuple[str, ...]
    of_a_place: tuple[str, ...]


_COUNTED = frozenset(
    prefix + number for prefix in ("第", "") for number in (*"一二三四五六七八九十", "十一", "十二", "二十")
)


@cache
def _words() -> _Words:
    data: dict[str, list[str]] = read_toml("miner.knowledge", "bodies.toml")
    kinds = frozenset(data["kinds"]) | _COUNTED
    return _Words(
        kinds | frozenset((*data["fields"], *data["parts"])),
        kinds | frozenset("省市县区镇乡村"),
        tuple(data["national"]),
        tuple(data["of_a_place"]),
    )


LONGEST_WORD = 10
"""Characters of the longest word that is looked up."""


def _made_of(name: str, words: frozenset[str]) -> bool:
    """Whether a name is a row of these words, in whatever way it is cut."""
    reached = [True] + [False] * len(name)
    for end in range(1, len(name) + 1):
        reached[end] = any(
            reached[start] and name[start:end] in words for start in range(max(0, end - LONGEST_WORD), end)
        )
    return bool(name) and reached[-1]


def is_masked(name: str) -> bool:
    """Whether the place or the proper name of a body was taken out: XX区人民法院, 某某医院."""
    return bool(_MASK.search(name))


def is_kind_alone(name: str) -> bool:
    """Whether a name (simplified) only says what kind of body it is: 学校, 基层单位, 第一小学."""
    return _made_of(name, _words().kinds)


@lru_cache(maxsize=4096)
def names_one_body(name: str) -> bool:
    """Whether a name, in either script, can be that of one body only.

    A body of a national name or with a place is one. A department without a place (体育局, 人民法院) is none, nor is a name
    made of general words alone (学校工会, 医院护理部), one that opens with a bare level (市体育局) or holds a mask (某某医院).
    """
    plain = simplify(name).strip()
    if not plain or is_masked(plain):
        return False
    words = _words()
    if plain.startswith(words.national) or any(True for _ in find_places(plain)):
        return True
    return not (_BARE_LEVEL.match(plain) or _made_of(plain, words.general) or _of_a_place_alone(plain))


def _of_a_place_alone(name: str) -> bool:
    """Whether a department stands without the name of a place; one that no list of divisions has counts too: 清溪市体育局."""
    return name.endswith(_words().of_a_place) and not _LIKE_A_PLACE.match(name)


def one_body(name: str | None) -> str | None:
    """The name where it is that of one body only, else None."""
    return name if name and names_one_body(name) else None
