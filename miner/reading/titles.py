"""The title of a plan and its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from miner.data import read_toml
from miner.reading.furniture import MARKER

__all__ = ["file_title", "find_title", "kind_of", "squeeze"]


@cache
def _kinds() -> dict[str, list[str]]:
    made: dict[str, list[str]] = read_toml("miner.reading", "metadata.toml")["kinds"]
    return made


@cache
def _ends_as_title() -> re.Pattern[str]:
    words = "|".join([*_kinds()["words"], *_kinds()["other_endings"]])
    return re.compile(
        rf"(?:{words})(?: ?\([^()]{{1,20}}\)){{0,2}}(?:文本)?\d{{0,2}}[》”」]?(?: ?\([^()]{{1,20}}\))?$"
    )


_SALUTATION = re.compile(
    r"(?:各位|尊敬的|同志们|代表们|各省|各县|各市|各区|各镇|各乡|各部门|各单位|各有关|各学校|各直属)"
)
_STOP = re.compile(r"[。;!?,]$|:$")
_SUBTITLE = re.compile(r"^ ?(?:——|--+|─|\()")
_BREAK = re.compile(r" {2,}|——|--{2,}")
_NO_TITLE = re.compile(r" / .* / |分类号")
_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")
_CONTINUES = tuple("。，、；,;.")
LONGEST = 64


def find_title(head: Sequence[tuple[str, str]]) -> str | None:
    """The title in the first lines, each given as in the view and raw.

    It is made of up to three short lines without a full stop, the last of which ends in a kind of plan. A line that
    the next one continues with a punctuation mark is a piece of a sentence.
    """
    joined: list[str] = []
    for i, (line, raw) in enumerate(head[:8]):
        line, raw = line.lstrip("# "), raw.lstrip("# ")
        if _NO_TITLE.search(line):
            continue
        cut = _BREAK.search(line)
        if cut and _ends_as_title().search(re.sub(r"\s", "", line[: cut.start()])):
            line, raw = line[: cut.start()].strip(), raw[: cut.start()].strip()
        bare = re.sub(r"\s", "", _PINYIN.sub("", line))
        if len(bare) > LONGEST or _STOP.search(bare) or MARKER.match(line) or _SALUTATION.match(bare):
            break
        if _SUBTITLE.match(line) and not joined:
            continue
        joined.append(raw)
        if _ends_as_title().search(bare):
            following = head[i + 1][0] if i + 1 < len(head) else ""
            return None if following.startswith(_CONTINUES) or len(bare) < 4 else _join(joined)
        if len(joined) == 3:
            break
    return None


def _join(parts: list[str]) -> str:
    """Join the pieces of a title that stood on several lines."""
    out = ""
    for part in parts:
        out += " " + part if out and (part.startswith("—") or out[-1].isascii()) else part
    return squeeze(out)


def squeeze(text: str) -> str:
    """One blank for many, and none inside a word that was spaced out: 政 府 工 作 报 告."""
    text = re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()
    return re.sub(
        r"(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff](?![\u4e00-\u9fff])",
        lambda m: m.group().replace(" ", ""),
        text,
    )


def file_title(stem: str | None) -> str | None:
    """A file's or page's name where it is a title: `13_某某市2024年工作计划` → 某某市2024年工作计划."""
    if not stem:
        return None
    name = re.sub(r"^[\w.-]{0,12}?[_ .-](?=[\u4e00-\u9fff\d])", "", stem).strip("_ -")
    core = re.sub(r"[\s_]", "", name)
    if len(re.findall(r"[\u4e00-\u9fff]", core)) < 6:
        return None
    return name if _ends_as_title().search(core.replace("（", "(").replace("）", ")")) else None


def kind_of(title: str) -> str | None:
    """The kind of plan that stands last in the title (a view), without its brackets."""
    core = re.sub(r"\([^()]*\)|\s|[《》“”\d]", "", title)
    names: list[Any] = [*_kinds()["order"], *_kinds()["words"]]
    found = [(core.rfind(k) + len(k), len(k), k) for k in names if k in core]
    best = max(found, default=None)
    return best[2] if best else None
