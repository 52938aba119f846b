"""Fold plans into arrays of symbols, on which copies are searched, with the raw position of each symbol.

A copy keeps its wording when it changes script, punctuation, layout, numbers or years. So punctuation,
space and stray marks fall away, a traditional character becomes its simplified one, 著 becomes 着, and a
digit run or a placeholder (`XX`, `**`, `×`) becomes the one symbol `NUMBER`. Pinyin that a page generator
put in brackets after a character (醫(yī)院) falls away as well.

This is lighter than `miner.normalize`: a table look-up over UCS-4 buffers, one pass, no repair of damaged
characters (the alignment steps over them). Page furniture is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numba import njit

from miner.corpus import Plan
from miner.duplicates.threads import in_threads
from miner.knowledge.caches import cache
from miner.knowledge.scripts import code_points, simplify_each
from miner.segmentation.lines import soft_breaks

__all__ = [
    "BREAK",
    "CLAUSE",
    "ITEM",
    "LINE",
    "NUMBER",
    "SENTENCE",
    "SHIFT",
    "WIDE",
    "Folded",
    "fold",
    "places_of",
    "positions_of",
    "symbol_table",
]

NUMBER = 1
"""The symbol of every digit run and every placeholder."""
ITEM, CLAUSE, SENTENCE, LINE = 1, 2, 3, 4
"""What ends before a symbol: a part of a list (、), a clause (，：), a sentence (。；！？…), a line."""
SHIFT = 5
"""The break before a symbol stands above so many low bits of `Folded.gaps`, which hold the distance."""
BREAK = ITEM << SHIFT
"""The least value in `Folded.gaps` of a symbol before which anything ends."""
_BREAKS = {"、": ITEM, "，,：:﹐": CLAUSE, "。；;！!？?…": SENTENCE, "\n\r\v\f\x85\u2028\u2029": LINE}
_STAR = 2
"""Class of marks that are a placeholder only when doubled (`**`, `__`)."""
_CROSS = 3
"""Class of marks that are a placeholder when single (`×`)."""
_BRACKET = 4
"""Class of opening brackets, behind which pinyin may stand."""
_EX = 5
"""Class of the letter x: a placeholder when doubled (`XX`), a letter otherwise."""
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡāê"
WIDE = (1 << SHIFT) - 1
"""The low bits of `Folded.gaps` where the gap was too wide to be kept."""
_LONGEST_BRACKET = 40
"""Behind so many characters a bracket that nobody closed counts no more."""
_BLANK = 63
"""So many characters without a symbol end a line."""
_BATCH = 500_000
"""Characters folded at once; bounds the UCS-4 buffer to 2 MB, which stays in the cache."""


@dataclass(frozen=True, eq=False)
class Folded:
    """The symbols of many plans, one after the other.

    symbols (uint16): the symbols; gaps (uint8): in the low bits how much further each stands than the one
    before it in its plan's raw text, `WIDE` for more; above them (`SHIFT`) what ends between them, 0, `ITEM`,
    `CLAUSE`, `SENTENCE` or `LINE`; marks (int32): the raw offset of every 32nd symbol, -1 where a
    wide gap hides it;
    offsets (int64, plans + 1): where each plan's symbols begin.
    """

    symbols: npt.NDArray[np.uint16]
    gaps: npt.NDArray[np.uint8]
    marks: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1


@cache
def symbol_table() -> npt.NDArray[np.uint16]:
    """The symbol of every code point (uint16, 0x110000 entries); 0 where a character falls away."""
    table = np.zeros(0x110000, np.uint16)
    characters = [c for c in map(chr, range(0x30, 0xD800)) if c.isalnum()]
    characters += [c for c in map(chr, range(0xF900, 0x10000)) if c.isalnum()]
    plain = []
    for c in characters:
        wide = unicodedata.normalize("NFKC", c).lower() if not "㐀" <= c <= "鿿" else c
        plain.append(wide if len(wide) == 1 else "\0")
    simple = simplify_each(plain)
    for c, old, new in zip(characters, plain, simple, strict=True):
        if unicodedata.category(c) == "No":  # circled and other list numbers
            continue
        table[ord(c)] = NUMBER if old.isdecimal() else _squeeze(ord(new) if len(new) == 1 else ord(c))
    for radical in [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)]:
        wide = unicodedata.normalize("NFKC", chr(radical))
        table[radical] = table[ord(wide)] if len(wide) == 1 else 0
    table[0x20000:0x32000] = [_squeeze(c) for c in range(0x20000, 0x32000)]
    table[ord("著")] = ord("着")
    table[ord("○")] = ord("〇")
    for mark in "*＊_＿":
        table[ord(mark)] = _STAR
    for mark in "×✕✖╳":
        table[ord(mark)] = _CROSS
    for mark in "(（":
        table[ord(mark)] = _BRACKET
    for mark in "xXｘＸ":
        table[ord(mark)] = _EX
    return table


@cache
def _break_table() -> npt.NDArray[np.uint8]:
    """What each code point ends (uint8, 0x110000 entries): 0, `ITEM`, `CLAUSE`, `SENTENCE` or `LINE`."""
    table = np.zeros(0x110000, np.uint8)
    for marks, code in _BREAKS.items():
        table[[ord(mark) for mark in marks]] = code
    return table


def _tables() -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    return symbol_table(), _break_table()


def _squeeze(code: int) -> int:
    """A symbol for a code point: itself, or beyond 16 bits one of 6,400 in the private use area."""
    return code if code < 0x10000 else 0xE000 + (code * 2654435761 >> 7) % 0x1900


@cache
def _toned() -> npt.NDArray[np.uint32]:
    return np.unique(code_points(_TONED))


@njit(cache=True, nogil=True)
def _pinyin_end(raw, at, stop, toned):  # type: ignore[no-untyped-def]
    """One past the closing bracket when a toned syllable stands in brackets at `at`, else `at`."""
    tone = False
    for i in range(at + 1, min(stop, at + 9)):
        c = raw[i]
        if c == 0x29 or c == 0xFF09:
            return i + 1 if tone and i > at + 1 else at
        if c > 0x7F and c < 0x1F00:
            for t in toned:
                if t == c:
                    tone = True
            if not tone:
                return at
        elif not (97 <= c <= 122 or 65 <= c <= 90):
            return at
    return at


@njit(cache=True, nogil=True)
def _fold(raw, bounds, tables, toned, symbols, gaps, positions, lengths):  # type: ignore[no-untyped-def]
    """Write the symbols of the texts raw[bounds[p]:bounds[p+1]], and return how many there are.

    `positions` is filled where it has any length. tables: the symbol and the break of every code point.
    """
    table, breaks = tables
    n = 0
    for p in range(len(bounds) - 1):
        first, i, stop = n, bounds[p], bounds[p + 1]
        start = before = i
        ended = np.uint8(0)
        bracket = -1  # where the bracket opens that is not closed yet: a break inside ends nothing
        while i < stop:
            s = table[raw[i]]
            position = i
            i += 1
            if s <= 5:
                if s == 0:
                    code = breaks[raw[position]]
                    if raw[position] == 0x29 or raw[position] == 0xFF09 or code == LINE:
                        bracket = -1
                    if bracket < 0 or position - bracket > _LONGEST_BRACKET:
                        ended = max(ended, code)
                    continue
                if s == 4:
                    end = _pinyin_end(raw, position, stop, toned)
                    bracket = position if end == position else -1
                    i = end if end > position else i
                    continue
                if s == 2 or s == 5:
                    while i < stop and table[raw[i]] == s:
                        i += 1
                    if i == position + 1 and s == 2:
                        continue
                    s = 120 if i == position + 1 else 1
                else:
                    s = 1
                if s == 1 and n > first and symbols[n - 1] == 1:
                    ended = np.uint8(0)
                    continue
            if position - before >= _BLANK:
                ended = np.uint8(LINE)
            symbols[n] = s
            gaps[n] = min(WIDE, position - before) | ended << SHIFT
            before = position
            ended = np.uint8(0)
            if len(positions):
                positions[n] = position - start
            n += 1
        lengths[p] = n - first
    return n


@njit(cache=True, nogil=True)
def _mark(gaps, offsets, marks):  # type: ignore[no-untyped-def]
    """Write the raw offset of every 32nd symbol, -1 where a gap before it was too wide to be kept."""
    for p in range(len(offsets) - 1):
        position = 0
        for i in range(offsets[p], offsets[p + 1]):
            gap = gaps[i] & WIDE
            position = -1 if position < 0 or gap == WIDE else position + gap
            if i & 31 == 0:
                marks[i >> 5] = position


def fold(plans: Sequence[Plan]) -> Folded:
    """The symbols of `plans`, in their order, furniture left out."""
    sizes = [p.end - p.start for p in plans]
    cuts, size = [0], 0
    for i, n in enumerate(sizes):
        if size and size + n > _BATCH:
            cuts.append(i)
            size = 0
        size += n
    spans = list(pairwise([*cuts, len(plans)]))
    begin = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    symbols, gaps = np.empty(begin[-1], np.uint16), np.empty(begin[-1], np.uint8)
    lengths = np.zeros(len(plans), np.int64)

    def batch(span: tuple[int, int]) -> int:
        first, last = span
        low, high = begin[first], begin[last]
        bounds, none = begin[first : last + 1] - low, np.empty(0, np.int32)
        raw, own = _buffer(plans[first:last]), lengths[first:last]
        return int(_fold(raw, bounds, _tables(), _toned(), symbols[low:high], gaps[low:high], none, own))

    filled = 0
    for (first, _), n in zip(spans, in_threads(batch, spans), strict=True):  # close the ranks, in place
        low = int(begin[first])
        symbols[filled : filled + n], gaps[filled : filled + n] = symbols[low : low + n], gaps[low : low + n]
        filled += n
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    marks = np.empty((filled >> 5) + 1, np.int32)
    _mark(gaps, offsets, marks)
    return Folded(symbols[:filled], gaps[:filled], marks, offsets)


def places_of(folded: Folded, number: int, plan: Plan) -> npt.NDArray[np.int32]:
    """`positions_of` the plan that has this number among the folded ones: its gaps tell, unless one is very wide."""
    gaps = folded.gaps[folded.offsets[number] : folded.offsets[number + 1]] & np.uint8(WIDE)
    return positions_of(plan) if (gaps == WIDE).any() else np.cumsum(gaps, dtype=np.int32)


def positions_of(plan: Plan) -> npt.NDArray[np.int32]:
    """The offset of every symbol of a plan in its raw text (int32), for texts with very wide gaps."""
    size = plan.end - plan.start
    positions = np.empty(size + 1, np.int32)
    symbols, gaps, lengths = (
        np.empty(size + 1, np.uint16),
        np.empty(size + 1, np.uint8),
        np.zeros(1, np.int64),
    )
    bounds = np.array([0, size], np.int64)
    n = _fold(_buffer([plan]), bounds, _tables(), _toned(), symbols, gaps, positions, lengths)
    return positions[:n]


def _buffer(plans: Sequence[Plan]) -> npt.NDArray[np.uint32]:
    """The code points of the plans, one after the other."""
    return code_points("".join([_text(p) for p in plans]))


def _text(plan: Plan) -> str:
    """The raw text with page furniture and breaks that only wrap a line blanked, so that offsets stay."""
    text = plan.text
    soft = sorted(soft_breaks(text))
    if soft:
        text = " ".join([text[a + 1 : b] for a, b in pairwise([-1, *soft, len(text)])])
    for span in plan.furniture:
        start, end = max(span.start, plan.start) - plan.start, min(span.end, plan.end) - plan.start
        text = text[:start] + " " * (end - start) + text[end:]
    return text
