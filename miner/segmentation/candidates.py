"""Candidates: every place where a marker of the grammar can stand, before anything is decided.

A candidate stands at the start of a line, after a gap that was a paragraph's indentation before the line
breaks were lost, or (`inline`) behind the end of a sentence in the middle of a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from miner.data import read_toml
from miner.segmentation.grammar import Form, grammar, number_of

__all__ = ["Block", "Candidate", "blocks_of", "find_candidates", "veto"]


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


def blocks_of(text: str) -> list[Block]:
    """The lines of `text`, each cut at its paragraph gaps; empty ones are left out."""
    made: list[Block] = []
    signs = [sign for sign in _GAP_SIGNS if sign in text]
    at = 0
    for number, line in enumerate(text.split("\n")):
        kept = line.strip(_SPACES)
        if kept:
            start = at + line.index(kept[0])
            if signs and any(sign in kept for sign in signs):
                made.extend(_cut_at_gaps(kept, start, number))
            else:
                made.append(Block(start, start + len(kept), number))
        at += len(line) + 1
    return made


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
    found: list[Candidate] = []
    for index, block in enumerate(blocks):
        forms = by_first.get(text[block.start])
        if forms:
            made = _match(text, block.start, forms, index, False)
            if made is not None:
                found.append(made)
    seen = {c.start for c in found}
    inline: list[Candidate] = []
    for start, flags in sorted({**_glued(text), **_after_ends(text)}.items()):
        if start not in seen and text[start] in by_first:
            made = _match(text, start, by_first[text[start]], -1, True)
            if made is not None:
                made.flags = flags
                inline.append(made)
    if not inline:
        return found
    starts = [b.start for b in blocks]
    for made in inline:
        made.block = bisect_right(starts, made.start) - 1
    return sorted(found + inline, key=lambda c: c.start)


def _after_ends(text: str) -> dict[int, tuple[str, ...]]:
    return {m.end(): ("inline",) for m in _INLINE.finditer(text)}


def _glued(text: str) -> dict[int, tuple[str, ...]]:
    made: dict[int, tuple[str, ...]] = {}
    for m in _GLUED.finditer(text):
        before = text[m.start() - 1 : m.start()]
        if "\u4e00" <= before <= "\u9fff" or before in _ENDERS:
            made[m.start()] = ("inline", "glued")
    return made


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
