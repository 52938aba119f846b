"""What stands above a plan and describes it: front matter, and the catalogue block of government sites."""

from __future__ import annotations

import re

from miner.corpus import Span
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = ["field_of", "find_catalogue", "find_front_matter"]

_FRONT = re.compile(
    r"\ufeff?(?P<fence>-{3}|\+{3})[^\S\n]*\n(?P<body>.{1,4000}?)\n(?P=fence)[^\S\n]*(?:\n|$)", re.S
)
_PAIR = re.compile(r"^(?P<key>[\w\u4e00-\u9fff -]{1,24}?)\s*[:=：]\s*(?P<value>.*?)\s*$")


@cache
def _fields() -> dict[str, str]:
    columns: dict[str, list[str]] = read_toml("miner.reading", "metadata.toml")["columns"]
    return {name: field for field, names in columns.items() for name in names}


def field_of(column: str) -> str | None:
    """The field of a plan that a column or key names (`标题` → `title`); None for any other."""
    return _fields().get(column.strip().lower())


def find_front_matter(view: str, text: str) -> tuple[Span | None, dict[str, str]]:
    """The block of `key: value` lines between `---` lines at the start of a text, and its pairs as written."""
    m = _FRONT.match(view)
    if m is None:
        return None, {}
    pairs: dict[str, str] = {}
    for line in text[m.start("body") : m.end("body")].splitlines():
        pair = _PAIR.match(line)
        if pair:
            pairs[pair["key"].strip()] = pair["value"].strip("\"'")
    return (Span(0, m.end(), "front matter"), pairs) if pairs else (None, {})


@cache
def _label() -> re.Pattern[str]:
    labels: list[str] = read_toml("miner.reading", "metadata.toml")["catalogue"]["labels"]
    spaced = "|".join(r"[^\S\n]*".join(label) for label in labels)
    return re.compile(
        rf"^[^\S\n|]*(?:\|[^\S\n]*)?(?P<label>{spaced})[^\S\n]*[:|][^\S\n]*(?P<value>[^\n]*?)[^\S\n|]*$", re.M
    )


_NEXT = re.compile(r"\s*(\S(?:[^\n]*\S)?)")
HEAD = 4000
_TITLE_LINE = re.compile(
    r"^[^\n:。]{10,80}(?:通知|意见|计划|方案|要点|规划|报告|办法|规定|决定)[^\S\n]*$", re.M
)
"""A title between two labels ends the block: what stands below it is its own data."""


def find_catalogue(view: str, text: str) -> tuple[Span | None, dict[str, str]]:
    """The catalogue block (索引号, 发文机关, 成文日期 …) in the head of a text, and its pairs as written.

    A label's value stands on its line or on the next one. Fewer than three labels make no block.
    """
    view = view[:HEAD].replace("\t", "\n")
    found = list(_label().finditer(view))
    pairs: dict[str, str] = {}
    end = 0
    for i, m in enumerate(found):
        if end and (m.start() - end > 200 or _TITLE_LINE.search(view, end, m.start())):
            found = found[:i]
            break
        label = "".join(m["label"].split())
        start, stop = m.span("value")
        if start == stop:
            following = _NEXT.match(view, m.end())
            beyond = (
                found[i + 1].start() if i + 1 < len(found) else m.end() + (60 if label != "主题词" else 0)
            )
            if following and following.end() <= beyond + 60 and following.start(1) < beyond:
                start, stop = following.span(1)
        end = max(m.end(), stop)
        if start < stop:
            pairs.setdefault(label, text[start:stop].strip())
    if len(found) < 3:
        return None, {}
    return Span(found[0].start("label"), end, "catalogue block"), pairs
