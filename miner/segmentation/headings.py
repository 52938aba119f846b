"""Headings without a number, and where the text of any heading ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from miner.data import read_toml
from miner.segmentation.candidates import Block, Candidate
from miner.segmentation.nesting import UNNUMBERED, Node

__all__ = ["find_unnumbered", "heading_end"]

_ENDS = "。！？；：，、,;:!?…"
_LONGEST = 34
_LEAST_BODY = 40
"""Characters of a line that is body and no heading."""
_BOX = 1
_TOP = 0
_SUB = 2


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read_toml("miner.segmentation", "headings.toml")[name])


@cache
def _never() -> re.Pattern[str]:
    return re.compile("|".join(read_toml("miner.segmentation", "headings.toml")["never"]))


@cache
def _special() -> tuple[tuple[str, int, int], ...]:
    """Names of the patterns for lines that are headings wherever they stand: (pattern, wished level, group)."""
    return (("attachment", 1, _TOP), ("glossary", 1, _TOP), ("box", 0, _BOX), ("calendar", 1, _TOP))


def find_unnumbered(
    text: str,
    blocks: list[Block],
    marks: list[Candidate],
    hints: Sequence[tuple[int, int, int]],
    wrapped: bool,
) -> list[Node]:
    """Headings without a number, in reading order; `hints` are lines the file marks as headings (start, end, level).

    A node's `level` is the level wished for, 0 where it goes below the innermost heading of a higher kind;
    `number` tells groups of like headings apart.
    """
    marked = {m.block for m in marks}
    hinted = {start for start, _, _ in hints}
    first_mark = marks[0].start if marks else len(text)
    body_seen = False
    plain = not wrapped and _ends_sentences(text, blocks)
    found: list[Node] = []
    skip = -1
    for i, block in enumerate(blocks):
        length = block.end - block.start
        if length > _LONGEST + 12 or i in marked or i <= skip:
            body_seen = body_seen or length > _LEAST_BODY or i in marked
            continue
        line = text[block.start : block.end]
        node, skip = _special_heading(text, blocks, marked, i, line)
        ready = body_seen or block.start > first_mark or _pattern("known").fullmatch(line) is not None
        if (
            node is None
            and ready
            and _plain_heading(text, blocks, marked, i, line, plain, block.start in hinted)
        ):
            node = _node(block.start, block.end, _level_of(text, marks, block, line), _SUB)
        if node is not None:
            found.append(node)
        body_seen = body_seen or line[-1] in "。：:"
    return _settle(text, found, marks)


def _node(start: int, end: int, level: int, group: int) -> Node:
    return Node(start, start, UNNUMBERED, group, -1, level, None, end)


def _special_heading(
    text: str, blocks: list[Block], marked: set[int], i: int, line: str
) -> tuple[Node | None, int]:
    if i == 0 or (
        line[0] not in "附专注名第"
        and not (line[0].isdigit() or line[0] in "一二三四五六七八九十")
        and "解释" not in line
        and "注释" not in line
        and "说明" not in line
        and "释义" not in line
    ):
        return None, -1
    for name, level, group in _special():
        if not _pattern(name).fullmatch(line):
            continue
        end, skip = blocks[i].end, -1
        if name == "attachment":
            if not _opens_attachment(text, blocks, i, line):
                return None, -1
            joined = _title_below(text, blocks, marked, i, line)
            if joined is not None:
                end, skip = blocks[joined].end, joined
        if name == "calendar" and not _calendar_runs(text, blocks, i):
            continue
        return _node(blocks[i].start, end, level, group), skip
    return None, -1


def _opens_attachment(text: str, blocks: list[Block], i: int, line: str) -> bool:
    """附件1 opens an attachment unless it is one of a list, or a signature follows."""
    if i + 1 >= len(blocks):
        return False
    if re.match(r"附\s*[件录表]\s*\S{0,3}\s*[：:].", line):
        return False
    following = text[blocks[i + 1].start : blocks[i + 1].end]
    return not re.match(r"附\s*[件录表]\s*[\d一二三四五六七八九十]", following)


def _title_below(text: str, blocks: list[Block], marked: set[int], i: int, line: str) -> int | None:
    """Index of the line under 附件1 that holds its title, where 附件1 stands alone."""
    if not re.fullmatch(r"附\s*[件录表]\s*\S{0,4}", line) or i + 1 >= len(blocks) or i + 1 in marked:
        return None
    title = text[blocks[i + 1].start : blocks[i + 1].end]
    return i + 1 if len(title) <= 44 and title[-1] not in _ENDS else None


def _calendar_runs(text: str, blocks: list[Block], i: int) -> bool:
    """Whether another line of a calendar stands near."""
    near = [*range(max(0, i - 12), i), *range(i + 1, min(len(blocks), i + 13))]
    pattern = _pattern("calendar")
    return any(
        blocks[j].end - blocks[j].start <= 12 and pattern.fullmatch(text[blocks[j].start : blocks[j].end])
        for j in near
    )


def _plain_heading(
    text: str, blocks: list[Block], marked: set[int], i: int, line: str, plain: bool, hinted: bool
) -> bool:
    """A short line of its own between paragraphs: no end mark, no comma, body or a list right below it."""
    if i == 0 or len(line) < 3 or len(line) > _LONGEST or _never().search(line):
        return False
    known = _pattern("known").fullmatch(line) or _pattern("closing").fullmatch(line)
    if (line[-1] in _ENDS and not known) or i + 1 >= len(blocks):
        return False
    if blocks[i - 1].line == blocks[i].line and not known:
        return False
    before, below = blocks[i - 1], blocks[i + 1]
    follows = below.end - below.start >= _LEAST_BODY or i + 1 in marked
    if not follows or _continues(text[below.start]) or _continues(line[0]):
        return False
    if hinted or known:
        return True
    if not plain:
        return False
    han = sum("\u4e00" <= c <= "\u9fff" for c in line)
    last = text[before.end - 1]
    closed = last in "。！？：:；;”）)…!" or (i - 1 in marked and last not in "，、,")
    if any(line.count(a) != line.count(b) for a, b in ("（）", "()", "《》", "“”")):
        return False
    return (
        closed
        and han >= 0.6 * len(line)
        and not any(c in line for c in "：:；;。|\t")
        and line.count("，") <= 1
    )


def _continues(first: str) -> bool:
    return first in "，。；：、》”）)！？」』"


def _level_of(text: str, marks: list[Candidate], block: Block, line: str) -> int:
    """1 for the parts of a speech, else below the top section."""
    if _pattern("closing").fullmatch(line):
        return 1
    return 0


def _settle(text: str, found: list[Node], marks: list[Candidate]) -> list[Node]:
    """Give plain headings the level that the document's numbers leave for them.

    Where no higher kind is open they are the top; where the document numbers its top with 一、 (or a chapter)
    they stand below it, unless they carry the year that such a top heading carries.
    """
    tops = {"part", "chapter", "formal", "han", "article"}
    has_top = any(m.form.kind.name in tops for m in marks)
    for node in found:
        if node.number == _SUB:
            if node.level == 0:
                node.level = (
                    2
                    if has_top and any(m.start < node.start and m.form.kind.name in tops for m in marks[:3])
                    else 1
                )
            node.number = _TOP if node.level == 1 else _SUB
    return found


_STOP = re.compile(r"[。！？\n]|[!?](?=[\s\u4e00-\u9fff]|$)")
_GAP = re.compile(r"\u3000[ \u3000]+|\t|\u2003{2,}| {4,}|\ue004")
_NARROW = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def heading_end(text: str, start: int, limit: int, soft: frozenset[int]) -> int:
    """One past the heading text that starts at `start` and must end before `limit` (the next mark).

    It runs to the first 。！？, to a paragraph gap, or to the end of its line; over the end of a wrapped line,
    of a line that stops inside a bracket, and of one that stops at a comma before a short rest.
    """
    at = start
    while True:
        m = _STOP.search(text, at, limit)
        end = m.start() if m else limit
        if m is None or m.group() != "\n":
            break
        if end in soft or _unclosed(text, start, end):
            at = end + 1
            continue
        rest = _short_rest(text, start, end, limit)
        if rest is None:
            break
        end = rest
        break
    for gap in _GAP.finditer(text, start, end):
        if len(text[start : gap.start()].strip()) >= 2:
            end = gap.start()
            break
    else:
        end = _before_glued_body(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _unclosed(text: str, start: int, end: int) -> bool:
    """Whether a bracket is open at the line's end and closes on the next line that is not empty."""
    line = text[start:end]
    for opener, closer in ("（）", "()", "《》"):
        if line.rfind(opener) > line.rfind(closer):
            below = end
            while below < len(text) and text[below].isspace():
                below += 1
            stop = text.find("\n", below)
            return closer in text[below : stop if stop >= 0 else len(text)][:_LONGEST]
    return False


def _ends_sentences(text: str, blocks: list[Block]) -> bool:
    """Whether paragraphs of this text end with a full stop: a reader of PDFs may have dropped them all."""
    bodies = [text[b.end - 1] for b in blocks if b.end - b.start >= _LEAST_BODY]
    return sum(c in "。！？；：”）…!?;:)" for c in bodies) >= 0.6 * len(bodies)


def _short_rest(text: str, start: int, end: int, limit: int) -> int | None:
    """The end of the next line where the heading's own line stopped at a comma and a short rest follows."""
    if end <= start or text[end - 1] not in "，、,":
        return None
    below = end
    while below < limit and text[below].isspace():
        below += 1
    stop = text.find("\n", below)
    stop = limit if stop < 0 else min(stop, limit)
    if below >= limit or stop - below > 30 or text[stop - 1] in _ENDS or text[below] in "（(":
        return None
    return stop


def _before_glued_body(text: str, start: int, end: int) -> int:
    """A heading and its body parted by one narrow space only, where line breaks were turned into spaces."""
    if "\n" in text[start:end]:
        return end
    for m in _NARROW.finditer(text, start, end):
        head, rest = m.start() - start, end - m.end()
        if 4 <= head <= 30 and rest >= 25 and not _inside(text, start, m.start()):
            return m.start()
    return end


def _inside(text: str, start: int, at: int) -> bool:
    return any(text.count(a, start, at) > text.count(b, start, at) for a, b in ("（）", "()", "《》", "“”"))
