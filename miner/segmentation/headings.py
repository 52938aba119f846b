"""Headings without a number, and where the text of any heading ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import count_han, is_han
from miner.segmentation import papers
from miner.segmentation.bracketed import find_formed
from miner.segmentation.candidates import SYMBOL, Block, Candidate
from miner.segmentation.nesting import CALENDAR, LEAF, SUB, UNNUMBERED, Node

__all__ = ["find_rests", "find_unnumbered", "heading_end"]

_ENDS = "。！？；：，、,;:!?…"
_LONGEST = 34
_LEAST_BODY = 40
"""Characters of a line that is body and no heading."""
_LOST_BREAKS = 3000
"""Characters; a text with a longer line has lost its paragraph breaks."""
_BOX = 1
_TOP = 0
_HINTED = 3


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read_toml("miner.segmentation", "headings.toml")[name])


@cache
def _never() -> re.Pattern[str]:
    return re.compile("|".join(read_toml("miner.segmentation", "headings.toml")["never"]))


@cache
def _special() -> tuple[tuple[str, int, int], ...]:
    """Names of the patterns for lines that are headings wherever they stand: (pattern, wished level, group)."""
    return (("attachment", 1, _TOP), ("glossary", 1, _TOP), ("box", 0, _BOX), ("calendar", 1, CALENDAR))


def find_unnumbered(
    text: str,
    blocks: list[Block],
    marks: list[Candidate],
    hints: Sequence[tuple[int, int, int]],
    wrapped: bool,
    rests: frozenset[int] = frozenset(),
) -> list[Node]:
    """Headings without a number, in reading order; `hints` are lines the file marks as headings (start, end, level).

    `rests` are the blocks that end a numbered heading broken over two lines. A node's `level` is the level wished for, 0 where it goes below the innermost heading of a higher kind;
    `number` tells groups of like headings apart.
    """
    marked = {m.block for m in marks}
    depths = _hinted_depths(blocks, hints)
    first_mark = marks[0].start if marks else len(text)
    body_seen = False
    plain = not wrapped and _ends_sentences(text, blocks)
    apart = 2 if _blank_lines_between(blocks) else 1
    nodes: list[Node] = []
    skip = -1
    alone = {m.block + 1 for m in marks if m.end >= blocks[m.block].end}
    counted = _paragraphs_count(blocks, marks)
    between = papers.find_headings(text, blocks, marks)
    formed = find_formed(text, blocks, marks)
    for i, block in enumerate(blocks):
        length = block.end - block.start
        if i in formed and i not in alone and i not in rests:
            nodes.append(_node(block.start, formed[i], 0, SUB))
            body_seen = True
            continue
        if length > _LONGEST + 12 or i in marked or i in alone or i in rests or i <= skip:
            body_seen = body_seen or length > _LEAST_BODY or i in marked
            continue
        line = text[block.start : block.end]
        node, skip = _special_heading(text, blocks, marked, i, line)
        depth = depths.get(block.start, 0)
        ready = (
            body_seen or counted or block.start > first_mark or _pattern("known").fullmatch(line) is not None
        )
        if node is None and depth and line[-1] not in "。；，、" and not _never().search(line):
            node = _node(block.start, block.end, depth, _HINTED)
        elif node is None and i in between:
            node = _node(block.start, block.end, 1, SUB)
        elif node is None and ready:
            alone_enough = plain and _stands_apart(blocks, i, apart)
            if counted and i and _heads_paragraphs(text, blocks, marked, i):
                node = _node(block.start, block.end, 1, SUB)
            elif _plain_heading(text, blocks, marked, i, line, alone_enough):
                preface = _pattern("preface").fullmatch(line) is not None
                node = _node(block.start, block.end, *((1, LEAF) if preface else (_level_of(line), SUB)))
        if node is not None:
            nodes.append(node)
        body_seen = body_seen or line[-1] in "。：:"
    if any(block.end - block.start >= _LOST_BREAKS for block in blocks):
        nodes += [_node(m.start(), m.end(), 1, _TOP) for m in _pattern("glued").finditer(text)]
        nodes.sort(key=lambda node: node.start)
    _settle_calendars(nodes, blocks, marks)
    return _settle(nodes, marks)


_HOLD_CALENDARS = frozenset({"part", "chapter", "section", "formal", "han", "han-bracket"})


def _settle_calendars(nodes: list[Node], blocks: list[Block], marks: list[Candidate]) -> None:
    """Put the months below the numbered heading that the first of them follows at once: 三、各月安排 | 九月份.

    Months with a text between them and the heading before stand at the top.
    """
    months = [node for node in nodes if node.number == CALENDAR]
    heads = [m for m in marks if m.form.kind.name in _HOLD_CALENDARS and not m.inline] if months else []
    starts = [m.start for m in heads]
    below: dict[int, bool] = {}
    for node in months:
        i = bisect_right(starts, node.start) - 1
        if i >= 0 and i not in below:
            following = heads[i].block + 1
            below[i] = blocks[following].start == node.start
        if below.get(i, False):
            node.level = 0
        else:
            node.number = _TOP


_LONG_PARAGRAPH = 60


def _paragraphs_count(blocks: list[Block], marks: list[Candidate]) -> bool:
    """Whether the document counts its paragraphs (64. …, 65. …): the first number of a line is none that opens a list."""
    first = next((m for m in marks if m.form.kind.name == "digit" and not m.inline), None)
    if first is None or first.number == 1:
        return False
    block = blocks[first.block]
    return block.end - block.start >= _LONG_PARAGRAPH


def _heads_paragraphs(text: str, blocks: list[Block], marked: set[int], i: int) -> bool:
    """A short line above counted paragraphs, or above another such line: 房屋供应 | 政策理念 | 81. …."""
    for j in range(i, min(i + 3, len(blocks))):
        if j in marked:
            return j > i and blocks[j].end - blocks[j].start >= _LONG_PARAGRAPH
        line = text[blocks[j].start : blocks[j].end]
        if not 2 <= len(line) <= _LONGEST or line[-1] in _ENDS or _never().search(line):
            return False
    return False


def _hinted_depths(blocks: list[Block], hints: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Depth (1 at the top) of the lines that the file itself marks as headings; its title is none of them.

    The title is the first line, or the first heading where no other has its level.
    """
    below = [(start, level) for start, _, level in sorted(hints) if blocks and start > blocks[0].start]
    if below and all(level > below[0][1] for _, level in below[1:]) and len(below) > 1:
        below = below[1:]
    levels = sorted({level for _, level in below})
    return {start: levels.index(level) + 1 for start, level in below}


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
    if line[-1] in "：:" and following[0] in "1（(":
        return False
    return not re.match(r"附\s*[件录表]\s*[\d一二三四五六七八九十]", following)


def _title_below(text: str, blocks: list[Block], marked: set[int], i: int, line: str) -> int | None:
    """Index of the line under 附件1 that holds its title, where 附件1 stands alone."""
    if not re.fullmatch(r"附\s*[件录表]\s*\S{0,4}", line) or i + 1 >= len(blocks) or i + 1 in marked:
        return None
    for j in range(i + 1, min(i + 3, len(blocks))):
        title = text[blocks[j].start : blocks[j].end]
        if j in marked or len(title) > 44 or title[-1] in _ENDS:
            return None
        if "年" not in title or not re.search(r"第\s*\S{1,4}\s*号", title):
            return j
    return None


def _calendar_runs(text: str, blocks: list[Block], i: int) -> bool:
    """Whether another line of a calendar stands near."""
    near = [*range(max(0, i - 12), i), *range(i + 1, min(len(blocks), i + 13))]
    pattern = _pattern("calendar")
    return any(
        blocks[j].end - blocks[j].start <= 12 and pattern.fullmatch(text[blocks[j].start : blocks[j].end])
        for j in near
    )


def _plain_heading(text: str, blocks: list[Block], marked: set[int], i: int, line: str, plain: bool) -> bool:
    """A short line of its own between paragraphs: no end mark, no comma, body or a list right below it."""
    if i + 1 >= len(blocks) or not 2 <= len(line) <= _LONGEST or line[-1] in "。；！？，、,;":
        return False
    closing = _pattern("closing").fullmatch(line) is not None
    known = closing or _pattern("known").fullmatch(line) is not None
    if len(line) == 2 and not known:
        return False
    if (line[-1] in _ENDS and not known) or (i == 0 and not _pattern("opening").fullmatch(line)):
        return False
    if i and blocks[i - 1].line == blocks[i].line and not known and blocks[-1].line > 0.2 * len(blocks):
        return False
    before, below = blocks[i - 1], blocks[i + 1]
    body = below.end - below.start >= _LEAST_BODY or (known and text[below.end - 1] in "。；")
    follows = closing or body or i + 1 in marked
    if (
        not follows
        or _continues(text[below.start])
        or _goes_on(text, below.start)
        or _continues(line[0])
        or _never().search(line)
    ):
        return False
    if known:
        return True
    if not plain:
        return False
    han = count_han(line)
    last = text[before.end - 1]
    closed = last in "。！？：:；;”）)…!" or (i - 1 in marked and last not in "，、,")
    if any(line.count(a) != line.count(b) for a, b in ("（）", "()", "《》", "“”")):
        return False
    return (
        closed
        and han >= 0.6 * len(line)
        and line != text[blocks[0].start : blocks[0].end]  # the title once more
        and not any(c in line for c in "：:；;。|\t")
        and line.count("，") <= 2
    )


def find_rests(text: str, blocks: list[Block], marks: list[Candidate]) -> frozenset[int]:
    """Index of each block that ends a numbered heading broken over two lines: 三、持续提升政府|治理能力和水平.

    Such a line stands alone: where a second short line follows before the next mark of the same kind, both are
    headings of their own. What every plan uses as a heading (指导思想) is one.
    """
    starting = [m for m in marks if not m.inline]
    apart = 2 if _blank_lines_between(blocks) else 1
    marked = {m.block for m in marks}
    starts: set[int] = set()
    following: dict[int, int] = {}
    for mark in reversed(starting):
        stop = following.get(mark.kind, len(blocks))
        following[mark.kind] = mark.block
        i = mark.block + 1
        if stop - i < 1 or i >= len(blocks) or not _may_break(text, blocks[mark.block], mark):
            continue
        if _is_rest(text, blocks, i, apart) and not any(
            _is_short(text, blocks[j]) for j in range(i + 1, min(stop, i + _REACH)) if j not in marked
        ):
            starts.add(i)
    return frozenset(starts - marked)


_REACH = 80
"""Blocks looked at behind a possible rest of a heading."""
_BROKEN_LINE = 24
_LONGEST_REST = 20


def _may_break(text: str, block: Block, mark: Candidate) -> bool:
    length = block.end - block.start
    return (
        mark.form.kind.name in ("han", "part", "chapter", "section", "han-bracket")
        and mark.end + 3 <= block.end
        and length <= _BROKEN_LINE
        and text[block.end - 1] not in _ENDS + "）)”》"
    )


def _is_rest(text: str, blocks: list[Block], i: int, apart: int) -> bool:
    line = text[blocks[i].start : blocks[i].end]
    if (
        blocks[i].line - blocks[i - 1].line > apart
        or i + 1 >= len(blocks)
        or not 3 <= len(line) <= _LONGEST_REST
    ):
        return False
    below = blocks[i + 1]
    plain = all(is_han(c) or c in "“”、" for c in line)
    body = below.end - below.start >= _LEAST_BODY and text[below.end - 1] in "。！？："
    return (
        plain
        and body
        and line[-1] not in _ENDS
        and not _never().search(line)
        and not any(_pattern(name).fullmatch(line) for name in ("known", "closing", "calendar"))
    )


def _is_short(text: str, block: Block) -> bool:
    """A line that might be a heading too."""
    return block.end - block.start <= _LONGEST and text[block.end - 1] not in "。！？；：，、,;:!?"


def _continues(first: str) -> bool:
    return first in "，。；：、》”）)！？」』"


def _goes_on(text: str, start: int) -> bool:
    """Whether a line without indentation goes on with the words of the line before it."""
    return text[start] in "为的等和与及了" and text[start - 1] in "\n\u200b"


def _level_of(line: str) -> int:
    """1 for the closing parts of a speech, 0 where the numbers around it must tell."""
    return 1 if _pattern("closing").fullmatch(line) else 0


_TOPS = frozenset({"part", "chapter", "formal", "han", "article"})


def _settle(nodes: list[Node], marks: list[Candidate]) -> list[Node]:
    """Give plain headings the level that the document's numbers leave for them.

    Where 一、 begins anew behind a heading, the heading stands above it; where the count goes on behind it,
    below. A heading that no number follows goes with the others; without any 一、 all are the top.
    """
    tops = [m for m in marks if m.form.kind.name in _TOPS]
    starts = [m.start for m in tops]
    undecided: list[Node] = []
    decided: list[int] = []
    for node in nodes:
        if node.number != SUB:
            continue
        i = bisect_right(starts, node.start)
        after = tops[i] if i < len(tops) else None
        before = tops[i - 1] if i else None
        skips = after is not None and before is not None and after.kind == before.kind
        if skips and after is not None and before is not None and after.number == before.number + 2:
            node.level = 1  # 一、 (二、 lost) 三、
        elif not tops or (after is not None and after.number == 1):
            node.level = 1
        elif after is not None:
            node.level = node.level or 2
        elif node.level == 0:
            undecided.append(node)
            continue
        decided.append(node.level)
    usual = 1 if decided and decided.count(1) * 2 >= len(decided) else 2
    for node in undecided:
        node.level = usual
    for node in nodes:
        if node.number == SUB and node.level == 1:
            node.number = _TOP
    return nodes


# Each opens with one class of characters, which `re` runs to without trying the rest anywhere else.
_STOP = re.compile(r"[。！？\n!?](?:(?<![!?])|(?=[\s\u4e00-\u9fff]|$))")
_STOP_OR_DOT = re.compile(_STOP.pattern + r"|(?<=[\u4e00-\u9fff])[.．](?=[\u4e00-\u9fff\n])")
_GAP = re.compile(
    r"[\u3000\t\u2003 \ue004](?:(?<=\u3000)[ \u3000]+|(?<=\t)|(?<=\u2003)\u2003+|(?<= ) {3,}|(?<=\ue004))"
)
_NARROW = re.compile(r" (?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff])")


def heading_end(
    text: str, start: int, limit: int, soft: frozenset[int], dots: bool = False, full: int = 0, rest: int = 0
) -> int:
    """One past the heading text that starts at `start` and must end before `limit` (the next mark).

    `rest` is one past the second line of a heading broken over two. `full` is the length from which the first line counts as wrapped: a heading glued to the line before it
    may end a full line and yet be short. With `dots` a . between Chinese characters is a full stop. It runs to the first 。！？, to a paragraph gap, or to the end of its line; over the end of a wrapped line,
    of a line that stops inside a bracket, and of one that stops at a comma before a short rest.
    """
    at = start
    while True:
        m = (_STOP_OR_DOT if dots else _STOP).search(text, at, limit)
        end = m.start() if m else limit
        if m is None or m.group() != "\n":
            break
        if (end in soft and (at > start or end - start >= full)) or _unclosed(text, start, end):
            at = end + 1
            continue
        end = max(rest, _short_rest(text, start, end, limit) or end)
        break
    for gap in _GAP.finditer(text, start, end):
        if len(text[start : gap.start()].strip()) >= 2:
            end = gap.start()
            break
    else:
        end = _before_glued_body(text, start, end)
    while end > start and (text[end - 1].isspace() or _PICTURE.match(text, end - 1)):
        end -= 1
    return end


_PICTURE = re.compile(rf"{SYMBOL}|\ufe0f")


def _unclosed(text: str, start: int, end: int) -> bool:
    """Whether a bracket is open at the line's end and closes on the next line that is not empty."""
    line = text[start:end]
    for opener, closer in ("（）", "()", "《》"):
        if line.rfind(opener) > line.rfind(closer):
            below = end
            while below < len(text) and text[below].isspace():
                below += 1
            stop = text.find("\n", below, below + _LONGEST)
            return closer in text[below : stop if stop >= 0 else below + _LONGEST]
    return False


def _blank_lines_between(blocks: list[Block]) -> bool:
    """Whether blank lines part the paragraphs of this text; a lone line without them is then a fragment."""
    far = sum(b.line - a.line >= 2 for a, b in pairwise(blocks))
    return far >= 0.5 * len(blocks)


def _stands_apart(blocks: list[Block], i: int, lines: int) -> bool:
    return lines < 2 or blocks[i].line - blocks[i - 1].line >= lines


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
    stop = text.find("\n", below, limit)
    stop = limit if stop < 0 else stop
    if below >= limit or stop - below > 30 or text[stop - 1] in _ENDS or text[below] in "（(":
        return None
    return stop


def _before_glued_body(text: str, start: int, end: int) -> int:
    """A heading and its body parted by one narrow space only, where line breaks were turned into spaces."""
    if "\n" in text[start:end]:
        return end
    for m in _NARROW.finditer(text, start, end):
        head, rest = m.start() - start, end - m.end()
        if 2 <= head <= 30 and rest >= 25 and not _inside(text, start, m.start()):
            return m.start()
    return end


def _inside(text: str, start: int, at: int) -> bool:
    return any(text.count(a, start, at) > text.count(b, start, at) for a, b in ("（）", "()", "《》", "“”"))
