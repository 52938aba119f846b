"""From normalized text to its sections: candidates → marks → tree → spans, headings, roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from miner.segmentation.candidates import Block, Candidate, blocks_of, find_candidates, veto
from miner.segmentation.contents import announced_rests, contents_span, drop_contents
from miner.segmentation.decide import accept
from miner.segmentation.headings import find_rests, find_unnumbered, heading_end
from miner.segmentation.lines import dots_end_sentences, page_width, soft_breaks
from miner.segmentation.nesting import UNNUMBERED, Node, build, vote
from miner.segmentation.phrases import phrase_end
from miner.segmentation.roles import Role, heading_role

__all__ = ["Section", "find_sections"]


class Section(NamedTuple):
    """A node of the outline; offsets are of the plan's normalized text."""

    id: str
    parent: str | None
    level: int
    marker: str
    heading: str
    kind: str
    role: str | None
    path: str
    start: int
    end: int
    heading_start: int
    heading_end: int
    role_words: str | None = None
    role_section: str | None = None
    flags: tuple[str, ...] = ()


_ADDRESS = re.compile(r"(?:各位代表|同志们)[，,：:！!]")
_TITLED = frozenset({"part", "chapter", "section"})
_LONGEST_TITLE = 32
"""Characters of a title; what is longer has its body glued to it."""
_LONGEST_TOLD = 26
"""Characters of a heading that can tell a role; a longer one is an item, and inherits."""


def find_sections(
    text: str,
    hints: Sequence[tuple[int, int, int]] = (),
    titled: bool = False,
    tables: Sequence[tuple[int, int]] = (),
) -> tuple[Section, ...]:
    """The sections of a normalized text in reading order; `hints` are headings the file marks as such.

    A `titled` text opens with the title of a plan in its collection, which is no section though it has a number.
    The numbered rows of `tables` (spans, in order) are none.
    """
    blocks = _without_site(text, blocks_of(text))
    if tables:
        blocks = [b for b in blocks if not _inside(tables, b.start)]
    soft = soft_breaks(text)
    candidates = find_candidates(text, blocks)
    skip = _title_end(text, blocks) if titled else 0
    candidates = [c for c in candidates if not (c.start < skip or _inside(tables, c.start))]
    contents = contents_span(text, blocks)
    candidates = [c for c in candidates if not contents[0] <= c.start < contents[1]]
    marks = accept(text, blocks, candidates, soft)
    if contents[0] == contents[1]:
        marks = drop_contents(text, blocks, marks)
    rests = find_rests(text, blocks, marks) if not page_width(text) else frozenset[int]()
    rests |= announced_rests(text, blocks, marks, contents)
    free = find_unnumbered(text, blocks, marks, hints, bool(page_width(text)), rests)
    free = [node for node in free if not contents[0] <= node.start < contents[1]]
    items: list[Candidate | Node] = sorted([*marks, *free], key=lambda item: item.start)
    breaks = [b.start for b in blocks if text[b.start] in "各同" and _ADDRESS.match(text, b.start)]
    nodes = build(items, vote(marks), breaks)
    below = {blocks[i - 1].start: blocks[i].end for i in rests}
    return _finish(text, blocks, nodes, soft, below)


def _inside(tables: Sequence[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in tables)


def _without_site(text: str, blocks: list[Block]) -> list[Block]:
    """Blocks up to the first line of what a web site adds below a document."""
    pattern = veto("site")
    for i in range(len(blocks) // 2, len(blocks)):
        if pattern.match(text[blocks[i].start : blocks[i].start + 12]):
            return blocks[:i]
    return blocks


def _finish(
    text: str, blocks: list[Block], nodes: list[Node], soft: frozenset[int], rests: dict[int, int]
) -> tuple[Section, ...]:
    """`rests`: where a heading broken over two lines ends, by where it starts."""
    dots = dots_end_sentences(text)
    heads = [
        _heading_span(text, nodes, i, soft, dots, rests.get(nodes[i].start, 0)) for i in range(len(nodes))
    ]
    ends = _ends(text, nodes, heads, soft)
    parents = {n.parent for n in nodes}
    ids: list[str] = []
    paths: list[str] = []
    roles: list[tuple[Role | None, str | None]] = []
    counts: dict[int, int] = {}
    sections: list[Section] = []
    for i, node in enumerate(nodes):
        counts[node.parent] = counts.get(node.parent, 0) + 1
        above = node.parent
        ids.append(f"{ids[above]}.{counts[above]}" if above >= 0 else str(counts[above]))
        start, stop = heads[i]
        marker = text[node.start : node.marker_end]
        heading = text[start:stop]
        step = marker.strip(" \u3000、.．，,：:") or heading[:12]
        paths.append(f"{paths[above]} > {step}" if above >= 0 else step)
        told = _told(heading, node.level, roles[above][0] if above >= 0 else None)
        roles.append((told, ids[i]) if told else roles[above] if above >= 0 else (None, None))
        role, by = roles[i]
        sections.append(
            Section(
                id=ids[i],
                parent=ids[above] if above >= 0 else None,
                level=node.level,
                marker=marker,
                heading=heading,
                kind=_kind(text, node, stop, ends[i], i in parents),
                role=role.name if role else None,
                path=paths[i],
                start=node.start,
                end=ends[i],
                heading_start=start,
                heading_end=stop,
                role_words=role.words if role else None,
                role_section=by,
                flags=tuple(node.flags),
            )
        )
    return tuple(sections)


def _told(heading: str, level: int, above: Role | None) -> Role | None:
    """The role a heading tells. Below a section with a role a slogan that only mentions the words tells none:
    （八）严守底线，发展环境安全稳定 in a review stays review."""
    if (
        len(heading) > _LONGEST_TOLD
        or heading.endswith(("；", ";"))
        or (above is not None and "，" in heading)
    ):
        return None
    role = heading_role(heading)
    if role is None or above is None:
        return role
    read = heading.strip(" \u3000。：:")
    ends = read.endswith(role.words)
    short = len(read) <= 12 or (ends and len(read) <= 20) or len(role.words) >= 0.34 * len(read)
    return role if short else None


def _heading_span(
    text: str, nodes: list[Node], i: int, soft: frozenset[int], dots: bool, rest: int
) -> tuple[int, int]:
    node = nodes[i]
    if node.kind == UNNUMBERED:
        return node.start, node.heading_end
    limit = nodes[i + 1].start if i + 1 < len(nodes) else len(text)
    start = node.marker_end
    while start < limit and text[start] in " \t\u3000\u2002\u2003\u00a0":
        start += 1
    if start == limit:
        return node.marker_end, node.marker_end  # nothing but blanks behind the marker
    if text[start] == "\n":
        start = _next_line(text, start, limit, text[node.start : node.marker_end])
    glued = node.mark is not None and node.mark.inline
    full = page_width(text) - 4 if glued else 0
    end = heading_end(text, start, limit, soft, dots, full, rest)
    titled = node.mark is not None and node.mark.form.kind.name in _TITLED
    if titled and end - start > _LONGEST_TITLE:
        chars = phrase_end(text[start:end])
        end = start + chars if chars else end
    return start, end


_LONGEST_LINE = 60
_TITLE_INSIDE = re.compile(r"[^。；，]{2,44}?(?:第\s?\S{1,3}\s?篇|篇\s?\S{1,3})[】\])）]?")


def _title_end(text: str, blocks: Sequence[Block]) -> int:
    """Where the title with which a text opens ends: its line, or its words where the text runs on in the line."""
    if not blocks:
        return 0
    first = blocks[0]
    inside = _TITLE_INSIDE.match(text, first.start) if first.end - first.start > _LONGEST_LINE else None
    return inside.end() if inside else first.end


def _next_line(text: str, at: int, limit: int, marker: str) -> int:
    """The marker stands alone on its line: its heading is the next one; below a bare 一 only where it is short."""
    start = at
    while start < limit and text[start].isspace():
        start += 1
    stop = text.find("\n", start, limit)
    stop = limit if stop < 0 else stop
    bare = marker[-1] not in "、，,.．：:）)〉章节条编篇是要"
    return start if start < limit and (stop - start <= 40 or not bare) else at


def _ends(text: str, nodes: list[Node], heads: list[tuple[int, int]], soft: frozenset[int]) -> list[int]:
    """A section ends where the next that is not inside it starts; the last of a list of one-paragraph items
    ends with its paragraph, and what follows belongs to the section that holds the list."""
    ends = [len(text)] * len(nodes)
    open_: list[int] = []
    for i, node in enumerate(nodes):
        while open_ and nodes[open_[-1]].level >= node.level:
            ends[open_.pop()] = node.start
        open_.append(i)
    children: dict[int, list[int]] = {}
    for i, node in enumerate(nodes):
        children.setdefault(node.parent, []).append(i)
    for parent, row in children.items():
        if parent < 0 or len(row) < 2:
            continue
        last = row[-1]
        if (
            last in children
            or nodes[last].kind == UNNUMBERED
            or not all(
                i not in children
                and nodes[i].kind == nodes[last].kind
                and _one_paragraph(text, heads[i][1], ends[i], soft)
                for i in row[:-1]
            )
        ):
            continue
        ends[last] = _paragraph_end(text, heads[last][1], ends[last], soft)
    for i, end in enumerate(ends):
        while end > heads[i][1] and text[end - 1].isspace():
            end -= 1
        ends[i] = max(end, nodes[i].marker_end, heads[i][1])
    return ends


def _one_paragraph(text: str, start: int, end: int, soft: frozenset[int]) -> bool:
    return not text[_paragraph_end(text, start, end, soft) : end].strip()


def _paragraph_end(text: str, at: int, end: int, soft: frozenset[int]) -> int:
    while True:
        at = text.find("\n", at, end)
        if at < 0:
            return end
        if at not in soft:
            return at
        at += 1


def _kind(text: str, node: Node, stop: int, end: int, has_children: bool) -> str:
    if node.kind == UNNUMBERED:
        return "unnumbered"
    line_end = text.find("\n", stop, end)
    line_end = end if line_end < 0 else line_end
    same_line = text[stop:line_end].strip(" \t\u3000。！？!?…”")
    if same_line and not has_children:
        return "run-in"
    if has_children:
        return "heading"
    return "heading" if text[line_end:end].strip() else "item"
