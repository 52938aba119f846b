"""Tables of contents: lines that only announce the headings which follow."""

from __future__ import annotations

from miner.segmentation.candidates import Block, Candidate, veto

__all__ = ["drop_contents"]

_MOST_BODY = 45
"""Characters that an entry of a table of contents holds at most, on average."""


def drop_contents(text: str, blocks: list[Block], marks: list[Candidate]) -> list[Candidate]:
    """Leave out the marks of a table of contents: a row of bare headings that begins again, with its text."""
    titled = _title_before(text, blocks, marks)
    for i in sorted({0, titled or 0}):
        if i >= len(marks):
            continue
        again = _begins_again(text, marks, i)
        if again is not None and _announces(text, marks, i, again):
            return marks[:i] + marks[again:]
    if titled is None:
        return marks
    dense = _last_dense_start(marks, titled)
    return marks[:titled] + marks[dense:] if dense else _drop_short_row(text, blocks, marks, titled)


def _last_dense_start(marks: list[Candidate], i: int) -> int | None:
    """Behind 目录: the last 第一章 (or 一、) up to which the marks stand as close as entries do."""
    found = None
    for j in range(i + 2, len(marks)):
        if (marks[j - 1].start - marks[i].start) / (j - 1 - i) > _MOST_BODY:
            break
        if marks[j].number == 1 and marks[j].form.kind.name in ("part", "chapter", "han"):
            found = j
    return found


def _announces(text: str, marks: list[Candidate], i: int, again: int) -> bool:
    """Whether the marks `i`..`again` are bare headings that stand again, with their text, from `again` on."""
    entries = marks[i:again]
    if len(entries) < 2 or (entries[-1].start - entries[0].start) / (len(entries) - 1) > _MOST_BODY:
        return False
    later = {(m.kind, m.number, _opening(text, m)) for m in marks[again:]}
    kept = sum((m.kind, m.number, _opening(text, m)) in later for m in entries)
    return kept >= 0.5 * len(entries)


def _begins_again(text: str, marks: list[Candidate], i: int) -> int | None:
    """Index of the later mark with the kind, number and opening words of mark `i`."""
    first = marks[i]
    words = _opening(text, first)
    if len(words) < 2:
        return None
    for j in range(i + 1, min(len(marks), i + 400)):
        if (
            marks[j].kind == first.kind
            and marks[j].number == 1
            and _opening(text, marks[j])[: len(words)] == words
        ):
            return j
    return None


def _opening(text: str, mark: Candidate) -> str:
    return "".join(c for c in text[mark.end : mark.end + 16] if "\u4e00" <= c <= "\u9fff")[:4]


def _title_before(text: str, blocks: list[Block], marks: list[Candidate]) -> int | None:
    """Index of the first mark behind a line 目录."""
    for block in blocks[:60]:
        if block.end - block.start <= 8 and veto("contents_title").match(text[block.start : block.end]):
            return next((i for i, m in enumerate(marks) if m.start > block.start), None)
    return None


def _drop_short_row(text: str, blocks: list[Block], marks: list[Candidate], i: int) -> list[Candidate]:
    """Behind 目录 without a second start: the entries go up to the first that a body follows."""
    for j in range(i, len(marks)):
        end = marks[j + 1].start if j + 1 < len(marks) else len(text)
        if end - marks[j].start > 2 * _MOST_BODY:
            return marks[:i] + marks[j:] if j > i + 1 else marks
    return marks
