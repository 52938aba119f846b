"""Page furniture: breadcrumbs, buttons, lead-ins, related lists, page numbers, licence notes.

Nothing is cut out of `source.text`. Each piece becomes a span with its reason; normalization leaves it out, and
`Corpus.furniture` lists it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Any

from miner.corpus import Span
from miner.data import read_toml

__all__ = ["find_furniture", "merge"]

EDGE_LINES = 25
"""So many lines that hold text at either end of a document are its edge."""

BLOCK_LINES = 60
"""A related list or licence note is looked for in so many last lines."""

MARKER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.章编]|\([一二三四五六七八九十]{1,3}\)|[1-9]\d?[、.](?!\d)|第[一1]条)"
)
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class _Rule:
    reason: str
    pattern: re.Pattern[str]
    longest: int = 0


@cache
def _rules(section: str, where: str | None = None) -> tuple[_Rule, ...]:
    entries: list[dict[str, Any]] = read_toml("miner.reading", "furniture.toml")[section]
    return tuple(
        _Rule(e["reason"], re.compile(e["pattern"]), e.get("longest", 0))
        for e in entries
        if where is None or e.get("where", "any") == where
    )


@cache
def _anywhere() -> re.Pattern[str]:
    """All rules for any line in one pattern; `g3` names the third rule."""
    rules = _rules("line", "any")
    lines = [r.pattern.pattern.replace("[^", r"[^\n") for r in rules]  # no class may run over a line's end
    body = "|".join(f"(?P<g{i}>{line})" for i, line in enumerate(lines))
    return re.compile(rf"^[^\S\n]*(?=\S)(?:{body})[^\S\n]*$", re.M)


def find_furniture(view: str) -> tuple[Span, ...]:
    """The furniture of a text, given as its view (`miner.reading.view`): ordered spans that do not overlap."""
    found = [
        *_any_line(view),
        *_edge_lines(view),
        *_inline(view),
        *_tail_blocks(view),
        *_previews(view),
        *_scramble(view),
        *_page_numbers(view),
        *_page_counters(view),
    ]
    return merge(found)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Order spans and cut overlaps: the earlier and longer one keeps its text."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        start = max(span.start, kept[-1].end) if kept else span.start
        if start < span.end:
            kept.append(Span(start, span.end, span.reason))
    return tuple(kept)


def _any_line(view: str) -> Iterator[Span]:
    rules = _rules("line", "any")
    for m in _anywhere().finditer(view):
        name = m.lastgroup
        if name is None:
            continue
        yield Span(*m.span(name), rules[int(name[1:])].reason)


def _lines(view: str) -> Iterator[tuple[int, str]]:
    """Start and stripped text of every line that holds text."""
    for m in _LINE.finditer(view):
        line = m.group()
        bare = line.strip()
        if bare:
            yield m.start() + line.index(bare[0]), bare


def _head(view: str) -> list[tuple[int, str]]:
    """The lines before the first numbered heading, at most EDGE_LINES."""
    head: list[tuple[int, str]] = []
    for start, line in _lines(view):
        if len(head) == EDGE_LINES or MARKER.match(line):
            break
        head.append((start, line))
    return head


def _tail(view: str, count: int = EDGE_LINES) -> list[tuple[int, str]]:
    """The last `count` lines that hold text."""
    start = len(view)
    for _ in range(6 * count):
        start = view.rfind("\n", 0, start)
        if start < 0:
            break
    return [(start + 1 + s, line) for s, line in _lines(view[start + 1 :])][-count:]


def _edge_lines(view: str) -> Iterator[Span]:
    seen = set()
    for start, line in (*_head(view), *_tail(view)):
        if start in seen or len(line) > 450 or MARKER.match(line):
            continue
        seen.add(start)
        for rule in _rules("line", "edge"):
            if rule.pattern.fullmatch(line):
                yield Span(start, start + len(line), rule.reason)
                break


def _inline(view: str) -> Iterator[Span]:
    for rule in _rules("inline"):
        for m in rule.pattern.finditer(view):
            yield Span(*m.span(), rule.reason)


def _tail_blocks(view: str) -> Iterator[Span]:
    """A block that opens with a known line and runs to the end; no numbered heading may follow."""
    tail = _tail(view, BLOCK_LINES)
    for i, (start, line) in enumerate(tail):
        for rule in _rules("tail"):
            rest = [text for _, text in tail[i + 1 :]]
            if not rule.pattern.fullmatch(line):
                continue
            if all(len(text) <= rule.longest and not MARKER.match(text) for text in rest):
                yield Span(start, len(view.rstrip()), rule.reason)
                return


_TITLE = re.compile(r"(?:计划|计画|规划|方案|总结|报告|要点|思路|重点|目标|范文)(?:[^。;:!?,]{0,12})$")


def _previews(view: str) -> Iterator[Span]:
    """What a site shows before the document itself: its first words, or its heading once more."""
    head = _head(view)
    for (start, line), (_, following) in pairwise(head):
        short, long = "".join(line.split()), "".join(following.split())
        if len(short) >= 30 and long.startswith(short[:-2]):
            yield Span(start, start + len(line), "preview of the text below")
    for (start, line), (_, following) in pairwise(head):
        if not 6 <= len(line) <= 40 or not all(len(t) <= 40 and _TITLE.search(t) for t in (line, following)):
            continue
        if SequenceMatcher(None, line, following, autojunk=False).ratio() >= 0.7:
            yield Span(start, start + len(line), "repeated page heading")
    at = view.find("Citation preview", 0, 4000)
    if at > 0:
        yield Span(0, at + len("Citation preview"), "preview of the text below")


_ASCII_RUN = re.compile(r"[ -~]{12,}")
_JAM = re.compile(r"(?:[!-~]{1,3} +){4,}[!-~]{0,3}(?![!-~])")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


def _scramble(view: str) -> Iterator[Span]:
    """Random ASCII that forums strew into a text against copying: `+ R- X' " } m7 A- Z E& Y`."""
    for run in _ASCII_RUN.finditer(view):
        m = _JAM.match(view, run.start() + len(run.group()) - len(run.group().lstrip()), run.end())
        if m is None:
            continue
        tokens = m.group().split()
        signs = set(_SIGN.findall(m.group())) - set("|.%-")
        if len(signs) >= 3 and sum(1 for t in tokens if _SIGN.search(t)) >= len(tokens) / 3:
            yield Span(*m.span(), "forum scrambling")


_NUMBER_LINE = re.compile(r"^[^\S\n]*(\d{1,4})[^\S\n]*$", re.M)
PAGE_CHARS = 250


def _page_numbers(view: str) -> Iterator[Span]:
    """Lines that are a number alone, counting on by one a page: at least three, a page's length apart."""
    run: list[re.Match[str]] = []
    for m in _NUMBER_LINE.finditer(view):
        if run and int(m.group(1)) == int(run[-1].group(1)) + 1 and m.start() - run[-1].start() >= PAGE_CHARS:
            run.append(m)
            continue
        if len(run) >= 3:
            yield from (Span(*r.span(1), "page number") for r in run)
        run = [m]
    if len(run) >= 3:
        yield from (Span(*r.span(1), "page number") for r in run)


_VIEWER = re.compile(r"^[^\S\n]*(?:页数 ?: ?\d+ ?页|文档编号 ?:|ID ?: ?\d{5,}).*$", re.M | re.I)
_COUNTER = re.compile(r"^[^\S\n]*(?P<mark>(?P<n>\d{1,3})、)", re.M)
_BROKEN_OFF = re.compile(r"[\u4e00-\u9fffA-Za-z0-9,、]$")


def _page_counters(view: str) -> Iterator[Span]:
    """The 1、 2、 3、 that a document viewer sets before each page's text: they stand in the middle of sentences.

    Only on a viewer's page, and only where the page before nearly always breaks off without a mark.
    """
    if not _VIEWER.search(view, 0, 1500):
        return
    run: list[re.Match[str]] = []
    for m in _COUNTER.finditer(view):
        if int(m.group("n")) != len(run) + 1:
            return
        run.append(m)
    broken = sum(bool(_BROKEN_OFF.search(view[: m.start()][-40:].rstrip())) for m in run[1:])
    if len(run) >= 2 and broken >= 0.8 * (len(run) - 1):
        yield from (Span(*m.span("mark"), "page counter of a document viewer") for m in run)
