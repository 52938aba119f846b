"""The map between a normalized text and the raw text it came from, kept as runs.

Most of a plan is copied character by character, so the map is a short list of pieces and not one entry
a character. A *linear* piece maps its characters one to one; any other piece maps each of its characters
to the whole of its raw span. Raw text between two pieces was deleted. The raw spans of neighboring
pieces may overlap (two restored characters can share a damaged one), but their starts never decrease and
neither do their ends.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Alignment", "Edit", "IntArray", "apply_edits"]

IntArray = npt.NDArray[np.int64]


class Edit(NamedTuple):
    """Replace `text[start:end]` by `text`.

    `spans` (optional, one pair a new character) says more exactly which characters of the edited text each
    new character came from; without it every new character came from all of `start`..`end`.
    """

    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int], ...] = ()


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with every edit made; `edits` are sorted and do not overlap."""
    out: list[str] = []
    done = 0
    for edit in edits:
        out.append(text[done : edit.start])
        out.append(edit.text)
        done = edit.end
    out.append(text[done:])
    return "".join(out)


Piece = tuple[int, int, int, bool]  # length in the new text, raw start, raw end, linear


@dataclass(frozen=True, eq=False)
class Alignment:
    """Pieces of a normalized text and their raw spans; all arrays are int64 code-point offsets.

    `bounds` holds the first position of every piece and, last, the length of the text; `starts` and `ends`
    are the raw spans of the pieces and `linear` (bool) tells which map one to one.
    """

    bounds: IntArray
    starts: IntArray
    ends: IntArray
    linear: npt.NDArray[np.bool_]

    @classmethod
    def identity(cls, length: int, origin: int = 0) -> Alignment:
        """Map `length` characters to themselves, the first of them at raw offset `origin`."""
        return cls._of([(length, origin, origin + length, True)], origin)

    @classmethod
    def _of(cls, pieces: Iterable[Piece], origin: int) -> Alignment:
        """Build from pieces in order; an empty text keeps one empty piece at `origin`."""
        nonempty = [p for p in pieces if p[0]] or [(0, origin, origin, True)]
        table = np.array([p[:3] for p in nonempty], dtype=np.int64)
        bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(table[:, 0])])
        linear = np.array([p[3] for p in nonempty], dtype=np.bool_)
        return cls(bounds, table[:, 1], table[:, 2], linear)

    def __len__(self) -> int:
        return int(self.bounds[-1])

    def moved(self, by: int) -> Alignment:
        """The map of the same text where it stands `by` characters later in its source."""
        return self if not by else Alignment(self.bounds, self.starts + by, self.ends + by, self.linear)

    def edited(self, edits: Sequence[Edit]) -> Alignment:
        """The map after `edits` (sorted, disjoint) were made to the normalized text."""
        moving = [e for e in edits if e.spans or len(e.text) != e.end - e.start]
        if not moving:
            return self
        pieces: list[Piece] = []
        done = 0
        for edit in moving:
            pieces.extend(self._slice(done, edit.start))
            pieces.extend(self._replaced(edit))
            done = edit.end
        pieces.extend(self._slice(done, len(self)))
        return Alignment._of(pieces, int(self.starts[0]))

    def _replaced(self, edit: Edit) -> Iterable[Piece]:
        if not edit.text:
            return
        if not edit.spans:
            start, end = self.to_raw(edit.start, edit.end)
            if edit.start == edit.end > 0:  # inside a piece that maps as a whole, so does what is inserted
                end = max(end, self.to_raw(edit.start - 1, edit.start)[1])
            yield (len(edit.text), start, end, False)
        for start, end in edit.spans:
            yield (1, *self.to_raw(start, end), False)

    def _slice(self, start: int, end: int) -> Iterable[Piece]:
        """The pieces of the positions `start`..`end`, cut at both ends."""
        if start >= end:
            return
        bounds, starts, ends, linear = self._lists
        for k in range(bisect_right(bounds, start) - 1, len(starts)):
            low, high = bounds[k], bounds[k + 1]
            if low >= end:
                return
            a, b = max(low, start), min(high, end)
            raw_start, raw_end = starts[k], ends[k]
            if linear[k]:
                raw_start, raw_end = raw_start + a - low, raw_start + b - low
            yield (b - a, raw_start, raw_end, linear[k])

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Raw span (end excluded) of the positions `start`..`end`; an empty span stays empty."""
        bounds, starts, ends, linear = self._lists
        if start < 0 or end < 0 or max(start, end) > bounds[-1]:
            raise IndexError(f"a span lies outside of the text of {bounds[-1]} characters")
        last = len(starts) - 1
        k = min(bisect_right(bounds, start) - 1, last)
        raw_start = starts[k] + (start - bounds[k] if linear[k] else 0)
        if start >= bounds[-1]:
            raw_start = ends[-1]
        if start >= end:
            return raw_start, raw_start
        j = min(max(bisect_right(bounds, end - 1) - 1, 0), last)
        return raw_start, starts[j] + end - bounds[j] if linear[j] else ends[j]

    @cached_property
    def _lists(self) -> tuple[list[int], list[int], list[int], list[bool]]:
        """The arrays as lists: for a single span ten times as fast."""
        return self.bounds.tolist(), self.starts.tolist(), self.ends.tolist(), self.linear.tolist()

    def to_raw_spans(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> tuple[IntArray, IntArray]:
        """Raw spans of many spans at once: two int64 arrays in, two int64 arrays out.

        Raises IndexError when a position lies outside of the text.
        """
        first, last = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
        if first.size and (
            first.min() < 0 or last.min() < 0 or max(int(first.max()), int(last.max())) > len(self)
        ):
            raise IndexError(f"a span lies outside of the text of {len(self)} characters")
        pieces = len(self.starts)
        k = np.minimum(np.searchsorted(self.bounds, first, "right") - 1, pieces - 1)
        raw_start = self.starts[k] + np.where(self.linear[k], first - self.bounds[k], 0)
        j = np.clip(np.searchsorted(self.bounds, last - 1, "right") - 1, 0, pieces - 1)
        raw_end = np.where(self.linear[j], self.starts[j] + last - self.bounds[j], self.ends[j])
        at_end = first >= len(self)
        raw_start = np.where(at_end, self.ends[-1], raw_start)
        return raw_start, np.where(first >= last, raw_start, raw_end)

    def from_raw(self, start: int, end: int) -> tuple[int, int]:
        """Positions whose raw spans meet the raw span `start`..`end`; empty where all of it was deleted."""
        bounds, starts, ends, linear = self._lists
        k = bisect_right(ends, start)
        if k >= len(starts):
            return len(self), len(self)
        first = bounds[k]
        if linear[k]:
            first += max(0, start - starts[k])
        if end <= start:
            return first, first
        j = bisect_left(starts, end) - 1
        if j < k:
            return first, first
        last = bounds[j + 1]
        if linear[j]:
            last = min(last, bounds[j] + end - starts[j])
        return first, max(first, last)
