"""Candidates: every place where a marker of the grammar can stand, before anything is decided.

A candidate stands at the start of a line, after a gap that was a paragraph's indentation before the line
breaks were lost, or (`inline`) behind the end of a sentence in the middle of a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import is_han
from miner.segmentation.grammar import Form, grammar, number_of

__all__ = ["SYMBOL", "Block", "Candidate", "blocks_of", "find_candidates", "veto"]


class Block(NamedTuple):
    """A stretch of text that starts a line or follows a paragraph gap; white space around it left out."""

    start: int
    end: int
    line: int
    """Number of the line it stands in."""


@dataclass(slots=True)
class Candidate:
    """A place that may be a marker: its form, number and surroundings."""

    start: int
    end: int
    form: Form
    number: int
    block: int
    """Index of the block it stands in."""
    inline: bool
    path: tuple[int, ...] = ()
    """The numbers of a dotted marker: 3.2.1 → (3, 2, 1)."""
    flags: tuple[str, ...] = ()
    plain: Candidate | None = None
    """What a dotted marker is where dotted numbers do not run on: 3.10种 after 2. is the 3. of a list."""

    kind: int = field(init=False)
    """Index of its kind in the grammar."""

    def __post_init__(self) -> None:
        self.kind = self.form.kind.index


# Two ideographic spaces, a tab, or four narrow spaces inside a line were a paragraph's indentation.
_GAP = re.compile(
    r"(?<![ \u3000\u2002\u2003])[ \u3000\u2002\u2003]*(?:\u3000[\u3000 ]| \u3000|\t|\u2003\u2003| {4}|\ue004|\ue010{2})[ \t\u3000\u2002\u2003]*"
)
_GAP_OPENS = re.compile("[ \t\u3000\u2002\u2003\ue004\ue010]")  # a class of characters, which `re` runs to
_SPACES = " \t\u3000\u2002\u2003\u200b\ufeff\u00a0\r"
_GAP_SIGNS = ("\u3000", "\t", "    ", "\u2003", "\ue004", "\ue010")
_SHORTEST_BEFORE_GAP = 2
_ENDERS = frozenset("”』」）) ")

# A sentence's end, or what opens a list, and then a bracket, number or 第 that may be a marker.
_INLINE = re.compile(
    r"[。！？!?；;：:…”）)】\]]\s{0,4}(?=[（(〈【\[第①-⑳⑴-⒛㈠-㈩一二三四五六七八九十壹贰叁肆伍陆柒捌玖\d])"
)
# Marks clear enough to be seen without punctuation before them: …总则第一条….
_GLUED = re.compile(r"第[一二三四五六七八九十百]{1,5}[编篇章节条](?![款例约线第的之和与、至规])")


SYMBOL = r"(?:[★☆◆◇■□●○▲△▶►❖➤✦✧✔✅\U0001f300-\U0001faff\u2600-\u26ff\u2700-\u2775\u2780-\u27bf\u2b50]\ufe0f?)"
"""A picture or sign that a page sets before or behind a heading."""
_PICTURE_BEFORE_MARK = re.compile(
    rf"{SYMBOL}{{1,3}}[ \u3000]{{0,2}}(?=[一二三四五六七八九十]{{1,3}}、|[（(][一二三四五六七八九十]{{1,3}}[）)]|第[一二三四五六七八九十]{{1,3}}[章节部篇]|\d{{1,2}}[、.．](?!\d))"
)


def blocks_of(text: str) -> list[Block]:
    """The lines of `text`, each cut at its paragraph gaps; empty ones are left out."""
    blocks: list[Block] = []
    signs = [sign for sign in _GAP_SIGNS if sign in text]
    at = 0
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip(_SPACES)
        if stripped:
            start = at + line.index(stripped[0])
            if stripped[0] > "\u25a0" and (picture := _PICTURE_BEFORE_MARK.match(stripped)):
                stripped, start = stripped[picture.end() :], start + picture.end()
            if signs and any(sign in stripped for sign in signs):
                blocks.extend(_cut_at_gaps(stripped, start, number))
            else:
                blocks.append(Block(start, start + len(stripped), number))
        at += len(line) + 1
    return blocks


def _cut_at_gaps(line: str, at: int, number: int) -> Iterator[Block]:
    start = done = 0
    for sign in _GAP_OPENS.finditer(line):
        gap = _GAP.match(line, sign.start()) if sign.start() >= done else None
        if gap is None:
            continue
        done = gap.end()
        if len(line[start : gap.start()].strip(_SPACES)) >= _SHORTEST_BEFORE_GAP or gap.start() == start:
            yield from _trimmed(line, start, gap.start(), at, number)
            start = done
    yield from _trimmed(line, start, len(line), at, number)


def _trimmed(line: str, start: int, end: int, at: int, number: int) -> Iterator[Block]:
    while start < end and line[start] in _SPACES:
        start += 1
    while end > start and line[end - 1] in _SPACES:
        end -= 1
    if start < end:
        yield Block(at + start, at + end, number)


@cache
def veto(name: str) -> re.Pattern[str]:
    """A pattern of `vetoes.toml`, compiled."""
    return re.compile(read_toml("miner.segmentation", "vetoes.toml")[name], re.M)


def find_candidates(text: str, blocks: list[Block]) -> list[Candidate]:
    """Every candidate in reading order: one a block at most at its start, and any number inline."""
    by_first = grammar().by_first
    candidates: list[Candidate] = []
    for index, block in enumerate(blocks):
        forms = by_first.get(text[block.start])
        if forms:
            candidate = _match(text, block.start, forms, index, False)
            if candidate is not None:
                candidates.append(candidate)
    seen = {c.start for c in candidates}
    inline: list[Candidate] = []
    found = {**_glued(text), **_after_ends(text), **_runs(text, blocks), **_led(text, blocks, candidates)}
    for start, flags in sorted(found.items()):
        if start not in seen and text[start] in by_first:
            candidate = _match(text, start, by_first[text[start]], -1, True)
            if candidate is not None:
                candidate.flags = flags
                inline.append(candidate)
    if not inline:
        return candidates
    starts = [b.start for b in blocks]
    for candidate in inline:
        candidate.block = bisect_right(starts, candidate.start) - 1
    return sorted(candidates + inline, key=lambda c: c.start)


def _after_ends(text: str) -> dict[int, tuple[str, ...]]:
    return {m.end(): ("inline",) for m in _INLINE.finditer(text)}


def _glued(text: str) -> dict[int, tuple[str, ...]]:
    flags: dict[int, tuple[str, ...]] = {}
    for m in _GLUED.finditer(text):
        before = text[m.start() - 1 : m.start()]
        if is_han(before) or before in _ENDERS:
            flags[m.start()] = ("inline", "glued")
    return flags


_HAN_NUMBER = "(?<![一二三四五六七八九十第\\d])([一二三四五六七八九十]{1,3})"
_RUN_FORMS = tuple(
    (re.compile(pattern), kind, least)
    for pattern, kind, least in (
        (_HAN_NUMBER + "、(?=[^、\\s])", "han", 2),
        ("[（(]([一二三四五六七八九十]{1,3})[）)](?=\\S)", "han-bracket", 2),
        ("(?<![\\d.．年月—-])(\\d{1,2})[、.．](?=[\u4e00-\u9fff“])", "digit", 3),
        ("(?<=[.．])(\\d{1,2})[、.．](?=[\u4e00-\u9fff“])", "digit", 3),
    )
)
_LOST_BREAKS = 250
"""Characters of a block from which on its line breaks may have been lost."""
_SHARE = 0.35
"""Such a block holds at least this share of its text: ordinary plans have no such paragraph."""
_SHORT_PAGE, _NEARLY_ALL = 100, 0.8
"""A shorter block counts where it is nearly all of its text."""
_APART = 8
"""So many characters lie between two marks of a run, else they list numbers."""


def _runs(text: str, blocks: list[Block]) -> dict[int, tuple[str, ...]]:
    """Marks that count on in a block whose line breaks were lost, whatever stands before each: …计划一、指导思想以…二、….

    A run begins at 1, or with the first mark of the block (the page was cut off); two marks of a heading's form
    or three of an item's make one.
    """
    flags: dict[int, tuple[str, ...]] = {}
    for block in blocks:
        length = block.end - block.start
        if length < max(_LOST_BREAKS, _SHARE * len(text)) and length < max(
            _SHORT_PAGE, _NEARLY_ALL * len(text)
        ):
            continue
        for pattern, kind, least in _RUN_FORMS:
            run: list[tuple[int, int]] = []
            for m in pattern.finditer(text, block.start, block.end):
                number = number_of(m.group(1), kind)
                if run and number == run[-1][1] + 1 and m.start() - run[-1][0] >= _APART:
                    run.append((m.start(), number))
                elif number == 1 or not run:
                    flags |= {at: ("inline", "run") for at, _ in run} if len(run) >= least else {}
                    run = [(m.start(), number)]
            flags |= {at: ("inline", "run") for at, _ in run} if len(run) >= least else {}
        flags |= dict.fromkeys(_only_heading(text, block, flags), ("inline", "run"))
    return flags


_ITEM_FORMS = tuple(
    (
        kind,
        re.compile(rf"[^。；;，,：:！？!?\n]{{1,24}}?(?P<gap>[ \u3000]{{1,3}})(?={before}{first}{behind})"),
        re.compile(rf"(?:(?<=[。；;！？!?])[ \u3000]{{0,3}}|[ \u3000]{{2,3}}){before}(?P<n>{any_}){behind}"),
    )
    for kind, before, first, any_, behind in (
        ("digit", "", "1", r"\d{1,2}", r"[.．、](?!\d)"),
        ("han-bracket", "[（(]", "一", "[一二三四五六七八九十]{1,3}", "[）)]"),
        ("digit-bracket", "[（(]", "1", r"\d{1,2}", "[）)]"),
    )
)
"""By kind: a short heading on the line of its mark with blanks before its first item, and an item behind another."""


def _led(text: str, blocks: list[Block], starting: list[Candidate]) -> dict[int, tuple[str, ...]]:
    """Items on the line of the heading above them, as text taken from a PDF has them: 一、教务  1.…。 2.…。.

    They count on from 1, each behind the end of a sentence or a wide gap. Behind one blank only there are two at least.
    """
    flags: dict[int, tuple[str, ...]] = {}
    headings = [(c.end, blocks[c.block].end, c.form.kind.name) for c in starting]
    while headings:
        start, stop, above = headings.pop()
        openings = [
            (m.end(), len(m["gap"]), kind, item)
            for kind, first, item in _ITEM_FORMS
            if kind != above and (m := first.match(text, start, stop))
        ]
        if not openings:
            continue
        at, gap, kind, item = min(openings, key=lambda opening: opening[0])
        run = [at]
        for later in item.finditer(text, at, stop):
            if number_of(later["n"], kind) == len(run) + 1:
                run.append(later.start() + len(later.group()) - len(later.group().lstrip()))
        if len(run) >= 2 or gap >= 2:
            flags |= dict.fromkeys(run, ("inline", "run"))
            headings += [(at + 2, end, kind) for at, end in zip(run, [*run[1:], stop], strict=True)]
    return flags


def _only_heading(text: str, block: Block, items: Mapping[int, object]) -> list[int]:
    """The one 一、 of a block whose items count on behind it, set apart from the words before it."""
    single = [m.start() for m in _RUN_FORMS[0][0].finditer(text, block.start, block.end)]
    if len(single) != 1 or single[0] in items or text[single[0] - 1 : single[0]] not in (" ", "。", "】"):
        return []
    own = [at for at in items if block.start <= at < block.end]
    return single if own and single[0] < min(own) else []


def _match(text: str, start: int, forms: tuple[Form, ...], block: int, inline: bool) -> Candidate | None:
    for form in forms:
        if inline and not form.inline:
            continue
        m = form.pattern.match(text, start)
        if m is None:
            continue
        written = m.group(1)
        name = form.kind.name
        path: tuple[int, ...] = ()
        if name == "dotted":
            path = tuple(int(part) for part in re.split("[.．]", written))
            number = path[-1]
            rest = tuple(f for f in forms if f.kind.name != "dotted")
            plain = _match(text, start, rest, block, inline)
            return Candidate(start, m.end(), form, number, block, inline, path, plain=plain)
        else:
            number = number_of(written, name)
        if (number == 0 and name != "lost") or _is_listing(text, m.end(), form, number):
            continue
        return Candidate(start, m.end(), form, number, block, inline, path)
    return None


def _is_listing(text: str, end: int, form: Form, number: int) -> bool:
    """一、二年级 and 一、二、三产业 list numbers."""
    if form.kind.name != "han":
        return False
    m = veto("listed").match(text, end)
    return m is not None and number_of(m.group(1), "han") > number
