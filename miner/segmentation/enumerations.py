"""Enumerations that are no sections: 一是…二是… inside a paragraph, dash paragraphs, parallel paragraphs.

They carry no number of their own level, so the outline leaves them in the body of their section; whoever wants
the single points of a section finds them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from miner.knowledge.scripts import is_han

__all__ = ["Point", "find_points"]


class Point(NamedTuple):
    """One point of an enumeration; offsets are of the text it was found in."""

    kind: str
    """`inline` (一是…二是… in a paragraph), `dash` (—— paragraphs) or `parallel` (paragraphs with one verb)."""
    marker: str
    start: int
    end: int


_DIGITS = "一二三四五六七八九十"
_INLINE = re.compile(
    r"(?:(?<=[，。；：:;,！？\s])|^)(?:([一二三四五六七八九十])(?:是|要)|第([一二三四五六七八九十])[，、])",
    re.M,
)
_DASH = re.compile(r"^[ \t\u3000]*([—─–-]{2,})[ \t]*(?=[\u4e00-\u9fff“])", re.M)
_SUBTITLE = re.compile(r"(?:19|20|二〇|一九)..年.{0,40}(?:会|大会|会议|上)")
_LINE = re.compile(r"[^\n]+")
_LEAST_PARALLEL = 3


def find_points(text: str, start: int = 0, end: int | None = None) -> tuple[Point, ...]:
    """The points of the enumerations in `text[start:end]`, by kind and in reading order."""
    stop = len(text) if end is None else end
    return (*_inline(text, start, stop), *_dashes(text, start, stop), *_parallel(text, start, stop))


def _inline(text: str, start: int, stop: int) -> Iterator[Point]:
    """Runs 一是…二是… within one line; a point ends where the next begins or its line ends."""
    run: list[re.Match[str]] = []
    for m in _INLINE.finditer(text, start, stop):
        number = _DIGITS.index(m.group(1) or m.group(2)) + 1
        same_line = bool(run) and "\n" not in text[run[-1].start() : m.start()]
        if not (same_line and number == len(run) + 1):
            yield from _spans(text, run, stop)
            run = []
        if number == len(run) + 1:
            run.append(m)
    yield from _spans(text, run, stop)


def _spans(text: str, run: list[re.Match[str]], stop: int) -> Iterator[Point]:
    if len(run) < 2:
        return
    for i, m in enumerate(run):
        line = text.find("\n", m.end(), stop)
        end = run[i + 1].start() if i + 1 < len(run) else stop if line < 0 else line
        yield Point("inline", m.group(), m.start(), end)


def _dashes(text: str, start: int, stop: int) -> Iterator[Point]:
    """Paragraphs that open with a dash; the date and place under a title open with one too, and are none."""
    for m in _DASH.finditer(text, start, stop):
        line = text.find("\n", m.end(), stop)
        end = stop if line < 0 else line
        if not _SUBTITLE.match(text, m.end()):
            yield Point("dash", m.group(1), m.start(1), end)


def _parallel(text: str, start: int, stop: int) -> Iterator[Point]:
    """Three or more paragraphs in a row that open with the same two characters: 加强…加强…加强…."""
    row: list[re.Match[str]] = []
    for m in _LINE.finditer(text, start, stop):
        opening = m.group().strip()[:2]
        if row and row[-1].group().strip()[:2] != opening:
            yield from _paragraphs(row)
            row = []
        if len(opening) == 2 and all(map(is_han, opening)):
            row.append(m)
    yield from _paragraphs(row)


def _paragraphs(row: list[re.Match[str]]) -> Iterator[Point]:
    if len(row) >= _LEAST_PARALLEL:
        for m in row:
            stripped = m.group().strip()
            at = m.start() + m.group().index(stripped)
            yield Point("parallel", "", at, at + len(stripped))
