"""Page furniture: breadcrumbs, buttons, lead-ins, related lists, page numbers, licence notes.

Nothing is cut out of `source.text`. Each piece becomes a span with its reason; normalization leaves it out, and
`Corpus.furniture` lists it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any

from miner.corpus import Span
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.reading.lines import (
    MARKER,
    lines_from_end,
    lines_of,
    weighed,
)
from miner.reading.site_lines import of_site

__all__ = ["MARKER", "find_furniture", "listed", "merge"]

EDGE_LINES = 25
"""So many lines that hold text at either end of a document are its edge."""

BLOCK_LINES = 60
"""A related list or licence note is looked for in so many last lines."""


@dataclass(frozen=True, slots=True)
class _Rule:
    reason: str
    pattern: re.Pattern[str]
    longest: int = 0
    word: str = ""


@cache
def _rules(section: str, where: str | None = None) -> tuple[_Rule, ...]:
    entries: list[dict[str, Any]] = read_toml("miner.reading", "furniture.toml")[section]
    return tuple(
        _Rule(e["reason"], re.compile(e["pattern"]), e.get("longest", 0), e.get("word", ""))
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
    named = listed(view)
    return merge([*named, *of_site(view, named)])


def listed(view: str) -> tuple[Span, ...]:
    """The furniture that rules name, without that which is weighed."""
    found = [
        *_any_line(view),
        *_edge_lines(view),
        *_inline(view),
        *_credits(view),
        *_tail_blocks(view),
        *_previews(view),
        *_file_names(view),
        *_contents_above(view),
        *_scramble(view),
        *_page_numbers(view),
        *_page_counters(view),
        *_page_fractions(view),
        *_hashes(view),
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
    return ((line.start, line.text) for line in lines_of(view, len(view)))


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
    last = [(line.start, line.text) for line in islice(lines_from_end(view), count)]
    return last[::-1]


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


def _credits(view: str) -> Iterator[Span]:
    for rule in _rules("credit"):
        at = view.find(rule.word)
        while at >= 0:
            start, stop = view.rfind("\n", 0, at) + 1, view.find("\n", at)
            stop = stop if stop >= 0 else len(view)
            line = view[start:stop].strip()
            if rule.pattern.fullmatch(line):
                start = view.index(line, start)
                yield Span(start, start + len(line), rule.reason)
            at = view.find(rule.word, stop)


def _tail_blocks(view: str) -> Iterator[Span]:
    """A block that opens with a known line and runs to the end; no numbered heading may follow."""
    tail = _tail(view, BLOCK_LINES)
    for i, (start, line) in enumerate(tail):
        for rule in _rules("tail"):
            if not rule.pattern.fullmatch(line):
                continue
            if all(len(text) <= rule.longest and _may_be_link(text) for _, text in tail[i + 1 :]):
                yield Span(start, len(view.rstrip()), rule.reason)
                return


def _may_be_link(text: str) -> bool:
    """Whether a line may stand in a list of links: no numbered heading, but the numbered title of another page."""
    return not MARKER.match(text) or bool(_TITLE.search(text) and "," not in text)


LEAST_PREVIEW = 80
"""A line before the text with so many characters whose end stands below once more is a preview."""
_TITLE = re.compile(r"(?:计划|计画|规划|方案|总结|报告|要点|思路|重点|目标|范文)(?:[^。;:!?,]{0,12})$")


def _previews(view: str) -> Iterator[Span]:
    """What a site shows before the document itself: its first words, or its heading once more."""
    head = _head(view)
    for (start, line), (_, following) in pairwise(head):
        short, long = "".join(line.split()), "".join(following.split())
        if len(short) >= 30 and long.startswith(short[:-2]):
            yield Span(start, start + len(line), "preview of the text below")
    for (start, line), (second, following) in pairwise(head):
        if _NUMBERED_PLAN.match(line):
            continue
        if line == following and 6 <= len(line) <= 40 and _TITLE.search(line):
            yield Span(second, second + len(following), "repeated page heading")
            continue
        if not 6 <= len(line) <= 40 or not all(len(t) <= 40 and _TITLE.search(t) for t in (line, following)):
            continue
        if SequenceMatcher(None, line, following, autojunk=False).ratio() >= 0.7:
            yield Span(start, start + len(line), "repeated page heading")
    for start, line in head:
        label = _LABEL_OF_PREVIEW.match(line)
        if label and _begins_below(line[label.end() :], view[start + len(line) :]):
            yield Span(start, start + len(line), "preview of the text below")
    for page_line, _, _ in weighed(view):
        words = "".join(page_line.text.split())
        if page_line.behind or len(words) < LEAST_PREVIEW:
            continue
        after = page_line.start + len(page_line.text)
        if words[-32:-2].rstrip(".") in "".join(view[after : after + 3000].split()):
            yield Span(page_line.start, after, "preview of the text below")
    at = view.find("Citation preview", 0, 4000)
    if at > 0:
        yield Span(0, at + len("Citation preview"), "preview of the text below")


_NUMBERED_PLAN = re.compile(r"篇 ?[一二三1-3] ?:")
"""The line with which a plan begins, though its title stands below once more."""
_LABEL_OF_PREVIEW = re.compile(r"^(?:概要|摘要|内容(?:提要|摘要|简介)|简介|导读|核心提示) ?:")


def _begins_below(words: str, below: str) -> bool:
    """Whether a sentence out of the first words of a labeled preview stands in the text below."""
    text = "".join(below[:3000].split())
    parts = re.split("[。;]", "".join(words[:200].split()))[1:]
    return any(len(part) >= 12 and part in text for part in parts)


_NAME_OF_FILE = re.compile(
    r"(?P<name>[^\n。;《》]{4,60}?) ?(?:\(共? ?\d{1,3} ?页\))? ?\.(?:docx?|pdf|wps|pptx?|txt)", re.I
)


def _file_names(view: str) -> Iterator[Span]:
    """A line that is the name of a file, above a line of the text that says the same: the title is below.

    A name with a badge behind it (.docxVIP) is the heading of its page, with which the document begins.
    """
    for start, line in _head(view):
        m = _NAME_OF_FILE.fullmatch(line)
        words = "".join(m["name"].split()) if m else ""
        if m and any(
            words in "".join(below.text.split()) and not _FILE_ENDING.search(below.text)
            for below in lines_of(view[: start + NAMED_BELOW], start + NAMED_BELOW)
            if below.start > start
        ):
            yield Span(start, start + len(line), "name of the file")


NAMED_BELOW = 3000
"""The title stands in so many characters below the name of its file."""
_FILE_ENDING = re.compile(r"\.(?:docx?|pdf|wps|pptx?|txt)(?![a-z])", re.I)


LEAST_CONTENTS = 3


def _contents_above(view: str) -> Iterator[Span]:
    """The headings of a page listed once more at its very top: lines that all begin a later line each."""
    listed: list[tuple[int, str]] = []
    for start, line in ((line.start, line.text) for line in lines_of(view, 3000)):
        known = len(line) <= 40 and (listed or MARKER.match(line))
        if not known or view.find(line, start + len(line)) < 0:
            break
        listed.append((start, line))
    else:  # nothing stands below them
        return
    if sum(1 for _, line in listed if MARKER.match(line)) >= LEAST_CONTENTS:
        yield from (Span(start, start + len(line), "contents of the page") for start, line in listed)


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


_FRACTION = re.compile(
    r"(?<![\d/到成占为约近过以])(?P<n>\d{1,3})/(?P<of>\d{1,3})(?![/%‰]|[\d年月日以左的强])|(?<![\d/])(?P<n2>\d)/(?P<of2>\d{2})(?=20\d\d)"
)


def _fractions(view: str) -> Iterator[re.Match[str]]:
    """The matches of `_FRACTION`, tried only where digits stand before a slash."""
    slash = view.find("/")
    while slash >= 0:
        start = slash
        while start > 0 and slash - start < 3 and view[start - 1].isdigit():
            start -= 1
        m = _FRACTION.match(view, start) if start < slash else None
        if m:
            yield m
        slash = view.find("/", slash + 1)


def _page_fractions(view: str) -> Iterator[Span]:
    """`1/10`, `2/10` … that a viewer strews into the text: counting on by one, always out of the same number."""
    runs: dict[int, list[re.Match[str]]] = {}
    for m in _fractions(view):
        n, of = int(m["n"] or m["n2"]), int(m["of"] or m["of2"])
        run = runs.setdefault(of, [])
        if n == len(run) + 1 <= of and (not run or m.start() - run[-1].end() >= PAGE_CHARS):
            run.append(m)
    for of, run in list(runs.items()):
        glued = (
            re.compile(rf"(?<!\d){len(run) + 1}/{of}(?=\d{{1,2}}[、.])").search(view, run[-1].end())
            if run
            else None
        )
        if glued:
            run.append(glued)
    for of, run in runs.items():
        if len(run) >= 2 and (of >= 3 or len(run) == of):
            yield from (Span(*m.span(), "page number") for m in run)


_HASH = re.compile(r"^#{1,6}[^\S\n]+(?=\S)", re.M)


def _hashes(view: str) -> Iterator[Span]:
    """The signs of Markdown before headings, where several lines have them: `## 一、目标`."""
    hashes = list(_HASH.finditer(view))
    if len(hashes) >= 2:
        yield from (Span(*m.span(), "mark-up") for m in hashes)


_VIEWER = re.compile(r"^[^\S\n]*(?:页数 ?: ?\d+ ?页|文档编号 ?:|ID ?: ?\d{5,}).*$", re.M | re.I)
_COUNTER = re.compile(r"^[^\S\n]*(?P<mark>(?P<n>\d{1,3})、)", re.M)
_BROKEN_OFF = re.compile(r"[\u4e00-\u9fffA-Za-z0-9,、]$")


def _page_counters(view: str) -> Iterator[Span]:
    """The 1、 2、 3、 that a document viewer sets before each page's text: they stand in the middle of sentences.

    Only where the page before nearly always breaks off without a mark (or a mark of the text follows, 3、四、), on a
    viewer's page or in a text that stands in such pieces as a whole. The line break before a counter is furniture
    too where it stands in a sentence, or where all other breaks of the text are lost.
    """
    run: list[re.Match[str]] = []
    for m in _COUNTER.finditer(view):
        if int(m.group("n")) != len(run) + 1:
            return
        run.append(m)
    broken = [bool(_BROKEN_OFF.search(view[: m.start()][-40:].rstrip())) for m in run[1:]]
    cut = [inside or _MARK_BEHIND.match(view, m.end()) for m, inside in zip(run[1:], broken, strict=True)]
    if len(run) < 2 or sum(map(bool, cut)) < 0.8 * len(cut):
        return
    pieces = _in_pieces(view, run)
    if not pieces and not _VIEWER.search(view, 0, 1500):
        return
    yield from (Span(*m.span("mark"), "page counter of a document viewer") for m in run)
    for m, inside in zip(run[1:], broken, strict=True):
        if inside or pieces:
            yield Span(len(view[: m.start()].rstrip()), m.start("mark"), "line break of a document viewer")


LEAST_PIECE, LONG_PIECE = 100, 300
"""Characters of a piece into which a text was cut, at least; and of one that needs no marks inside to show it."""
_MARK_INSIDE = re.compile(
    r"[。;] ?(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|[1-9][.、](?!\d))"
)
_MARK_BEHIND = re.compile(
    r" ?(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)|[1-9]\d?[.、](?!\d))"
)
_MARKED_LINE = re.compile(rf"^[^\S\n]*{MARKER.pattern}", re.M)


def _in_pieces(view: str, run: Sequence[re.Match[str]]) -> bool:
    """Whether a text consists of long pieces of one line each, whose own line breaks are lost."""
    ends = [*(m.start() for m in run[1:]), len(view)]
    pieces = [view[m.end() : end].strip() for m, end in zip(run, ends, strict=True)]
    whole = pieces[:-1]
    return (
        all(len(piece) >= LEAST_PIECE and "\n" not in piece for piece in whole)
        and any(len(piece) >= LONG_PIECE or _MARK_INSIDE.search(piece) for piece in whole)
        and sum(1 for _ in _MARKED_LINE.finditer(view)) == len(run)
    )
