"""What a line at the edge of a page shows: named features, each a pure function of the line and its neighbors.

A page that was saved carries controls, counters, ways through the site and labels around its text. No list names
them all, but they look alike: short, without a sentence, labels with a value, items of a list, in a run of their kind.
The features are weighed in `miner.reading.furniture`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_csv, read_toml

__all__ = [
    "MARKER",
    "PageLine",
    "Weighed",
    "edges",
    "feature_names",
    "features_of",
    "headline_of",
    "lines_from_end",
    "lines_of",
    "neighborhood",
    "weighed",
]

MARKER = re.compile(
    r"(?:第?[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}[、.章编]|\([一二三四五六七八九十]{1,3}\)|[1-9]\d?[、.](?!\d)|第[一1]条)"
)
HEAD_LINES = 150
"""No more lines are looked at before the text begins."""
TAIL_LINES = 40
"""No more lines are looked at behind the last one of the text."""
SHORT = 16
"""A line with more characters is no button and no item of a menu."""
LONGEST = 200
"""A line with more characters is text, whatever its words; rules name the lead-ins of editors."""
LONG = 60
"""A line with more characters that holds a sentence is text."""


class PageLine(NamedTuple):
    """A line that holds text: where it starts, its stripped words, and whether it stands behind the text."""

    start: int
    text: str
    behind: bool = False


def lines_of(view: str, end: int) -> Iterator[PageLine]:
    """The lines that hold text and begin before `end`, one after the other."""
    at = 0
    while at < min(end, len(view)):
        stop = view.find("\n", at)
        stop = stop if stop >= 0 else len(view)
        bare = view[at:stop].strip()
        if bare:
            yield PageLine(view.index(bare[0], at), bare)
        at = stop + 1


def lines_from_end(view: str) -> Iterator[PageLine]:
    """The lines that hold text, the last one first."""
    stop = len(view)
    while stop >= 0:
        at = view.rfind("\n", 0, stop) + 1
        bare = view[at:stop].strip()
        if bare:
            yield PageLine(view.index(bare[0], at), bare)
        stop = at - 1


def edges(view: str) -> tuple[list[PageLine], list[PageLine]]:
    """The lines before the text of a page begins, and those behind its end.

    Text is a long line with a sentence, or the first numbered heading above one.
    """
    head: list[PageLine] = []
    for line in islice(lines_of(view, len(view)), HEAD_LINES):
        if _is_text(line.text) or MARKER.match(line.text):
            break
        head.append(line)
    last = head[-1].start if head else -1
    tail: list[PageLine] = []
    for line in islice(lines_from_end(view), TAIL_LINES):
        if _is_text(line.text) or MARKER.match(line.text) or line.start <= last:
            break
        tail.append(line._replace(behind=True))
    return head, tail[::-1]


class Weighed(NamedTuple):
    """A line of an edge, the chance (0 to 1) that it is of the site, and what it shows."""

    line: PageLine
    chance: float
    shown: frozenset[str]

    @property
    def shows_sign(self) -> bool:
        """Whether one of its words, not its shape alone, speaks for a site."""
        return not SIGNS.isdisjoint(self.shown)


@lru_cache(maxsize=8)
def weighed(view: str) -> tuple[Weighed, ...]:
    """Every line at the edges of a view with the chance that it is of the site."""
    return tuple(
        Weighed(line, chance, shown)
        for lines in edges(view)
        for line, chance, shown in zip(lines, *_chances(lines), strict=True)
    )


_STAMP = re.compile(
    r"(?:(?:发布|发表|更新)?(?:时间|日期) ?: ?|https?://\S+ +)?(?:19|20)\d\d(?:-|/|年)\d{1,2}(?:-|/|月)\d{1,2}日?(?!\d)[^。;,]{0,60}"
)
"""A line that opens with the day on which a page was put up."""
_PINYIN = re.compile(r" ?\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")
"""A reading in brackets that a damaged page shows behind a character: 时(shí)间."""
_NO_HEADLINE = frozenset(
    ["account", "trade in documents", "imprint", "contact", "what readers do", "ways through the site",
     "who keeps the page", "a clock", "a date in digits", "spoken to the reader", "name of a site", "all in brackets"]
)  # fmt: skip
LEAST_HEADLINE = 10
"""Han characters of a headline, at least."""


@lru_cache(maxsize=8)
def headline_of(view: str) -> PageLine | None:
    """The headline of a report: the line above the day on which it was put up, or two lines above it.

    Only the first such day of a page counts, and a line that shows nothing of a site.
    """
    lines = weighed(view)
    head = [n for n in lines if not n.line.behind]
    stamp = next((i for i, n in enumerate(head) if _STAMP.fullmatch(_PINYIN.sub("", n.line.text))), 0)
    for n in reversed(head[max(0, stamp - 2) : stamp]):
        text = n.line.text
        han = len(re.findall(r"[\u4e00-\u9fff]", text))
        plain = n.shown.isdisjoint(_NO_HEADLINE) and not _STOPS.search(text) and not MARKER.match(text)
        if plain and han >= LEAST_HEADLINE and len(text) <= LONG:
            return n.line
    return None


_STOPS = re.compile(
    r"[,:]$|[。;>»›]|^[^:]{0,8}(?:号|分类|类别|机[构关]|单位|部门|日期|时间|标题|名称|[键题]词|来源|作者|编辑|栏目|目录|形式|性|方式|位置) ?:"
)
_SENTENCE = re.compile(r"[。;]|,.{8}")


def _is_text(line: str) -> bool:
    if len(line) > LONGEST:
        return True
    return len(line) > LONG and bool(_SENTENCE.search(line)) and not _OF_THE_SITE.search(line)


_OF_THE_SITE = re.compile(
    r"小编|浏览器|本站|本文档|本网|版权|备案|侵权|免费|下载|上传|您|登录|注册|www\.|\.com"
)
"""A long line with such words may still be the site's own."""

_LABEL = re.compile(
    r"(?:^|[\s|,;(\[【])(?P<name>[\u4e00-\u9fffA-Za-z]{1,8}(?: ?[\u4e00-\u9fff]{1,3})?) ?:(?!//)"
)
_DIGITS = re.compile(r"\d+")

Feature = Callable[[Sequence[PageLine], int], bool]


def _same_but_for_digits(lines: Sequence[PageLine], i: int) -> bool:
    text = _DIGITS.sub("0", lines[i].text)
    near = [lines[k].text for k in (i - 1, i + 1) if 0 <= k < len(lines)]
    return any(t != lines[i].text and _DIGITS.sub("0", t) == text for t in near)


def _in_a_run(lines: Sequence[PageLine], i: int) -> bool:
    """Whether at least four short lines without a sentence stand in a row, this one among them."""
    first = last = i
    if not _is_short(lines[i].text):
        return False
    while first > 0 and _is_short(lines[first - 1].text):
        first -= 1
    while last + 1 < len(lines) and _is_short(lines[last + 1].text):
        last += 1
    return last - first >= 3


def _is_short(text: str) -> bool:
    return len(text) <= SHORT and not _SENTENCE.search(text)


def _labels(text: str) -> int:
    return sum(1 for _ in _LABEL.finditer(text))


def _letters(text: str) -> bool:
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    return len(re.findall(r"[A-Za-z]", text)) > max(2, han)


def _twice(lines: Sequence[PageLine], i: int) -> bool:
    return any(
        k != i and lines[k].text == lines[i].text for k in range(max(0, i - 8), min(len(lines), i + 9))
    )


SHAPES: Mapping[str, Feature] = {
    "up to 4 characters": lambda lines, i: len(lines[i].text) <= 4,
    "5 to 16 characters": lambda lines, i: 4 < len(lines[i].text) <= SHORT,
    "17 to 40 characters": lambda lines, i: SHORT < len(lines[i].text) <= 40,
    "first line of the edge": lambda lines, i: i == 0,
    "a label with a value": lambda lines, i: _labels(lines[i].text) == 1 and len(lines[i].text) <= LONG,
    "labels with values": lambda lines, i: _labels(lines[i].text) >= 2,
    "in a run of short lines": _in_a_run,
    "counts on from its neighbor": _same_but_for_digits,
    "letters of the Latin script": lambda lines, i: _letters(lines[i].text),
    "letters behind the text": lambda lines, i: lines[i].behind and _letters(lines[i].text),
    "behind the text": lambda lines, i: lines[i].behind,
    "short and behind the text": lambda lines, i: lines[i].behind and len(lines[i].text) <= SHORT,
    "stands twice": _twice,
}
"""Features of a line's length, place and neighbors; those of its words are patterns in `data/furniture.toml`."""


OF_SITES = frozenset(["account", "trade in documents", "imprint", "what readers do", "ways through the site"])
SIGNS = OF_SITES | {
    "contact", "who keeps the page", "signs between links", "a clock", "a date in digits", "a count or a size",
    "a file's name", "spoken to the reader", "name of a site", "words that are set apart by commas", "ends in a day",
}  # fmt: skip
"""Features of which a line, or one beside it, must show one."""
OWN_SENTENCE = frozenset(
    [
        "spoken to the reader",
        "account",
        "imprint",
        "trade in documents",
        "a label with a value",
        "labels with values",
        "a clock",
    ]
)
"""Features of which a line with a sentence must show one."""
PLAN_SENTENCE = "a sentence with words of a plan"
SITE_BEHIND = "words of a site behind the text"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries: list[dict[str, Any]] = read_toml("miner.reading", "furniture.toml")["feature"]
    return tuple((e["name"], re.compile(e["pattern"])) for e in entries)


def features_of(lines: Sequence[PageLine], i: int) -> frozenset[str]:
    """The names of the features that line `i` of an edge shows."""
    text = lines[i].text
    words = [name for name, pattern in _patterns() if pattern.search(text)]
    shown = [name for name, shows in SHAPES.items() if shows(lines, i)]
    if "a sentence" in words and "words of a plan" in words:
        shown.append(PLAN_SENTENCE)
    if lines[i].behind and len(text) <= LONG and not OF_SITES.isdisjoint(words):
        shown.append(SITE_BEHIND)
    return frozenset([*shown, *words])


def feature_names() -> list[str]:
    """The names of all features, in the order of their declaration."""
    return [*SHAPES, PLAN_SENTENCE, SITE_BEHIND, *(name for name, _ in _patterns())]


def neighborhood(chances: Sequence[float]) -> list[float]:
    """For each line the mean of its neighbors' values, the next two on either side; 0.0 where it has none."""
    found = []
    for i in range(len(chances)):
        near = [chances[k] for k in range(max(0, i - 2), min(len(chances), i + 3)) if k != i]
        found.append(sum(near) / len(near) if near else 0.0)
    return found


NEIGHBORS, ALWAYS = "neighbors of the site", "any line"


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    rows = read_csv("miner.reading", "furniture_weights.csv")
    return {r["feature"]: float(r["alone"]) for r in rows}, {r["feature"]: float(r["weight"]) for r in rows}


def _chances(lines: Sequence[PageLine]) -> tuple[list[float], list[frozenset[str]]]:
    """For each line of an edge the chance that it is of the site, and the features it shows."""
    alone, weights = _weights()
    shown = [features_of(lines, i) for i in range(len(lines))]
    first = [_chance(alone[ALWAYS] + sum(alone.get(name, 0.0) for name in names)) for names in shown]
    chances = [
        _chance(weights[ALWAYS] + weights[NEIGHBORS] * near + sum(weights.get(name, 0.0) for name in names))
        for names, near in zip(shown, neighborhood(first), strict=True)
    ]
    return chances, shown


def _chance(z: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
