"""Write a checked draft as a Word file: certain corrections as tracked changes, remarks as comments at the words.

With every change rejected the text is that of the draft, line by line; with every change accepted it is the text with
the corrections.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from miner.report._word import element, new_document, saved
from miner.report._words import visible

if TYPE_CHECKING:
    from miner.report.draft import DraftPage, Entry

__all__ = ["word_bytes"]

_AUTHOR, _INITIALS = "Plan Miner", "PM"
_DATE = "2000-01-01T00:00:00Z"
"""Fixed, so that the same draft gives the same file."""


def word_bytes(page: DraftPage) -> bytes:
    """The bytes of a .docx file, A4 portrait, one paragraph a line of the draft."""
    document: Any = new_document(page.check.draft.title or page.check.draft.id, page.language, upright=True)
    entries = page.entries
    corrections = _apart(entries)
    lines = _lines(page.text)
    runs: dict[int, list[Any]] = {}
    revision = 0
    for start, end in lines:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        for a, b in _cut(start, end, entries):
            entry = next((e for e in corrections if e.start <= a and b <= e.end), None)
            run = paragraph.add_run(visible(page.text[a:b]))
            if entry is not None:
                revision += 1
                _delete(run, revision)
            for e in entries:
                if e.start <= a and b <= e.end:
                    runs.setdefault(e.number, []).append(run)
            if entry is not None and b == entry.end:
                revision += 1
                _insert(paragraph, entry.correction or "", revision)
    for e in entries:
        marked = runs.get(e.number) or [document.paragraphs[0].add_run("")]
        comment = document.add_comment(marked, text=visible(_comment(e)), author=_AUTHOR, initials=_INITIALS)
        comment._comment_elm.attrib.pop(_name("w:date"), None)
    return saved(document)


def _apart(entries: Sequence[Entry]) -> list[Entry]:
    """The corrections that overlap no other, in reading order."""
    kept: list[Entry] = []
    for e in sorted(entries, key=lambda e: (e.start, e.end)):
        if e.correction is not None and e.start < e.end and (not kept or kept[-1].end <= e.start):
            kept.append(e)
    return kept


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines, without their ends."""
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _cut(start: int, end: int, entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """The stretches of a line between the places where remarks begin and end."""
    cuts = {start, end, *(at for e in entries for at in (e.start, e.end) if start < at < end)}
    ordered = sorted(cuts)
    yield from itertools.pairwise(ordered)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


def _tracked(tag: str, number: int) -> Any:
    return element(tag, {"w:id": str(number), "w:author": _AUTHOR, "w:date": _DATE})


def _delete(run: Any, number: int) -> None:
    """Turn a run into one that is deleted."""
    for text in run._r.findall(_name("w:t")):
        text.tag = _name("w:delText")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    wrapper = _tracked("w:del", number)
    run._r.addprevious(wrapper)
    wrapper.append(run._r)


def _insert(paragraph: Any, text: str, number: int) -> None:
    """Add a run that is inserted."""
    run = paragraph.add_run(visible(text))
    wrapper = _tracked("w:ins", number)
    run._r.addprevious(wrapper)
    wrapper.append(run._r)


def _comment(e: Entry) -> str:
    """What the comment at the words says."""
    parts = [f"{e.severity_name} · {e.title}", e.sentence]
    if e.other:
        parts.append(f"← {e.other}")
    return "\n".join(parts)
