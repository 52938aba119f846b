"""Which candidates are marks: each is borne out by its form, its neighbors in the count, and its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from miner.knowledge.scripts import is_han
from miner.segmentation.candidates import Block, Candidate, veto
from miner.segmentation.grammar import grammar
from miner.segmentation.missing import closes_line, find_missing

__all__ = ["accept", "numbers_fit"]

_CLOSED = "。！？!?；;"
_NEAR = 3
"""A count may skip this many numbers (a heading lost in a PDF) and still go on."""
_LONG_BLOCK = 600
"""Characters; a line longer than this may have lost its paragraph breaks."""
_FAR = 600
"""Characters between two items of a list inside a paragraph, at most."""


def accept(
    text: str, blocks: list[Block], candidates: list[Candidate], soft: frozenset[int]
) -> list[Candidate]:
    """The candidates that are marks, in reading order."""
    listed = _attached_lists(text, blocks)
    standing = [c for c in candidates if not _vetoed(text, blocks, c, listed)]
    heads = {c.block: c for c in standing if not c.inline}
    seconds = {(c.block, c.kind) for c in standing if c.inline and c.number == 2}
    starting = [
        c
        for c in standing
        if not c.inline
        or _ends_line_dotted(text, blocks, c)
        or ((c.block, c.kind) not in seconds and _leads_list(text, c, heads.get(c.block + 1)))
    ]
    lines = _borne_out(starting, text, blocks)
    taken = {id(c) for c in lines}
    inline = [c for c in standing if c.inline and not c.path and id(c) not in taken]
    marks = (
        sorted(lines + _inline(lines, inline, text, blocks, soft), key=lambda c: c.start) if inline else lines
    )
    missing = find_missing(text, blocks, marks)
    return sorted(marks + missing, key=lambda c: c.start) if missing else marks


def numbers_fit(before: int, after: int) -> bool:
    """Whether a count at `before` may go on with `after`."""
    return before < after <= before + _NEAR


def _vetoed(text: str, blocks: list[Block], c: Candidate, listed: list[tuple[int, int]]) -> bool:
    block = blocks[c.block]
    name = c.form.kind.name
    if name in ("article", "chapter", "section") and veto("reference").match(text, c.end):
        return True
    if name == "han-bracket" and veto("item_reference").match(text, c.end):
        return True
    if name == "lost" and c.block and text[blocks[c.block - 1].end - 1] not in "。！？；;：:.·":
        return True
    i = bisect_right(listed, (c.start, len(text))) - 1
    if i >= 0 and c.start < listed[i][1]:
        return True
    if _UNIT.match(text, c.end) and text[max(0, c.start - 2) : c.start].strip("\n ").isdigit():
        return True  # 低于1|2、万元: a break inside an amount
    if c.inline:
        return _inside_bracket(text, block.start, c.start, "run" in c.flags)
    if block.end - c.end <= 100 and _announces_page(text[c.end : block.end]):
        return True
    if name == "circled" and veto("footnote").search(text[c.end : min(block.end, c.end + 300)]):
        return True
    line = text[block.start : min(block.end, block.start + 200)]
    return ("|" in line or "｜" in line or "\t" in line) and veto("row").search(line) is not None


def _announces_page(tail: str) -> bool:
    """A line of a table of contents: leader dots, or a page number at its end."""
    if not tail or not (
        tail[-1] in "0123456789)）D" or "…" in tail or ".." in tail or "·" in tail or "⋯" in tail
    ):
        return False
    return veto("contents").search(tail) is not None and not tail.strip().isdigit()


_UNIT = re.compile(r"\s*(?:[万亿]?元|[万亿]|%|个百分点)")


def _inside_bracket(text: str, start: int, at: int, counted: bool) -> bool:
    """Whether `at` stands in a bracket or quotation that opened shortly before and is not closed.

    A mark that a long run of them bears out (`counted`) stands also behind a quotation that nobody closed.
    """
    window = text[max(start, at - 80) : at]
    for opener, closer in ("（）", "()", "《》") if counted else ("（）", "()", "“”", "《》", "「」"):
        opened = window.rfind(opener)
        if opened >= 0 and closer not in window[opened:]:
            return True
    return False


def _attached_lists(text: str, blocks: list[Block]) -> list[tuple[int, int]]:
    """Spans of the lists of what is attached: 附件：1.… and the short numbered lines under it."""
    pattern = veto("attached_list")
    spans: list[tuple[int, int]] = []
    for i, block in enumerate(blocks):
        if text[block.start] not in "附注备" or not pattern.match(text, block.start):
            continue
        end = block.end
        for following in blocks[i + 1 : i + 41]:
            short = (
                following.end - following.start <= 60
                and "。" not in text[following.start : following.end - 1]
            )
            if not (short and (text[following.start].isdigit() or text[following.start] in "附（(")):
                break
            end = following.end
        spans.append((block.start, end))
    return spans


def _borne_out(candidates: list[Candidate], text: str, blocks: list[Block]) -> list[Candidate]:
    """Candidates at line starts whose form needs nothing, or finds its neighbors in the count."""
    dotted = [c for c in candidates if c.path]
    running = {id(c) for c in _dotted(dotted)}
    rows: dict[int, list[Candidate]] = defaultdict(list)
    for c in candidates:
        if not c.path or id(c) in running:
            rows[c.kind].append(c)
        elif c.plain is not None:
            rows[c.plain.kind].append(c.plain)
    chosen: list[Candidate] = []
    for row in rows.values():
        name = row[0].form.kind.name
        if name in ("dotted", "lost"):
            chosen += row
        elif name in ("is", "ordinal"):
            chosen += _one_a_paragraph(row, text, blocks)
        else:
            chosen += _counted(row, text, blocks)
    chosen.sort(key=lambda c: c.start)
    return _find_lost(_within_sections(chosen))


def _within_sections(marks: list[Candidate]) -> list[Candidate]:
    """一是 … 三是 count inside one section: drop 六是 where the section before counted to five."""
    out: list[Candidate] = []
    last = 0
    for c in marks:
        name = c.form.kind.name
        if name in ("part", "chapter", "section", "han", "han-bracket"):
            last = 0
        elif name == "is":
            if c.number != 1 and not numbers_fit(last, c.number):
                continue
            last = c.number
        out.append(c)
    return out


def _counted(row: list[Candidate], text: str, blocks: list[Block]) -> list[Candidate]:
    """One kind: weak forms stay only where the count before and after them bears them out.

    Weak ones are weighed against strong ones first, and against one another only where they form a row.
    """
    strong = [c for c in row if c.form.needs in ("nothing", "order")]
    chosen: list[Candidate] = []
    tails: list[int] = []
    bare = _bare_runs(row, text, blocks)
    s = 0
    for i, c in enumerate(row):
        while s < len(strong) and strong[s].start <= c.start:
            s += 1
        before, after = chosen[-1] if chosen else None, row[i + 1] if i + 1 < len(row) else None
        solid_after = strong[s] if s < len(strong) else None
        goes_on = before is not None and before.number + 1 == c.number
        led_on = after is not None and after.number == c.number + 1
        led_on_solid = solid_after is not None and solid_after.number == c.number + 1
        needs = c.form.needs
        if needs == "nothing":
            fits = True
        elif needs == "order":
            near = any(numbers_fit(tail, c.number) for tail in tails)
            fits = (
                c.number == 1
                or near
                or (
                    c.number <= (_HIGHEST if c.form.kind.name == "digit" else 200)
                    and (led_on or _stands_alone(text, blocks, c))
                )
            )
        elif needs == "neighbor":
            fits = (goes_on or led_on) and c.number <= 40
        elif id(c) in bare:
            fits = True
        else:
            fits = (goes_on or c.number == 1) and (
                led_on_solid or (led_on and after is not None and after.form is c.form and goes_on)
            )
            if goes_on and before is not None and before.number >= 2 and c.form.variant == 3:
                fits = True
        if fits:
            if needs == "both" and c.end - c.start <= 3 and text[c.end - 1].isdigit():
                c.flags = (*c.flags, "lost_punct")
            chosen.append(c)
            tails = [c.number, *(t for t in tails if t >= c.number)][:4]
    return chosen


_HIGHEST = 400
"""The longest addresses count so many paragraphs (252. …); a higher number in brackets refers to a note."""
_SHORT_LINE, _LONG_PARAGRAPH = 34, 60
"""A heading has no more characters; a numbered paragraph below one (64. …) no fewer."""
LEAST_BARE = 3
"""So many marks that only a blank follows make a run; two are enough where they name months."""
_HEAD_OF_TABLE = 60
"""So many characters above a run the head of a table may stand, whose rows are no items."""
_MONTH = re.compile(r"\s*[一二三四五六七八九十]{1,3}月")


def _bare_runs(row: list[Candidate], text: str, blocks: list[Block]) -> set[int]:
    """The marks of one weak form that count on from 1, each at the start of its line: 1 三月份 2 四月份 3 五月份."""
    ids: set[int] = set()
    run: list[Candidate] = []
    for c in [*row, None]:
        weak = c is not None and c.form.needs == "both" and text[c.end - 1] in " \u3000" and not c.inline
        if weak and c is not None and run and c.form is run[-1].form and c.number == run[-1].number + 1:
            run.append(c)
            continue
        months = all(_MONTH.match(text, r.end) for r in run)
        above = text[max(0, run[0].start - _HEAD_OF_TABLE) : run[0].start] if run else ""
        if len(run) >= (2 if months else LEAST_BARE) and "序号" not in above:
            ids |= {id(r) for r in run}
        run = [c] if weak and c is not None and c.number == 1 else []
    return ids


def _stands_alone(text: str, blocks: list[Block], c: Candidate) -> bool:
    """A number whose neighbors are lost, at the start of a paragraph: words follow it, a full stop precedes it."""
    following = text[c.end : c.end + 2].lstrip()[:1]
    if c.form.kind.name != "digit" or not (is_han(following) or following == "“"):
        return False
    if not c.block or text[blocks[c.block - 1].end - 1] in "。！？；":
        return True
    above, own = blocks[c.block - 1], blocks[c.block]
    heading = above.end - above.start <= _SHORT_LINE and text[above.end - 1] not in _CLOSED + "，、,"
    return heading and own.end - own.start >= _LONG_PARAGRAPH and own.line - above.line >= 2


def _dotted(row: list[Candidate]) -> list[Candidate]:
    """1.1, 1.2 …: taken only where such numbers follow one another."""
    chosen: list[Candidate] = []
    for i, c in enumerate(row):
        before = chosen[-1].path if chosen else ()
        after = row[i + 1].path if i + 1 < len(row) else ()
        if _follows(before, c.path) or (c.path[-1] == 1 and _follows(c.path, after)):
            chosen.append(c)
    return chosen


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether the dotted number `after` can come next: 1.1 → 1.2, 1.1.1, 2.1, 2."""
    if not before or not after:
        return False
    for i, (a, b) in enumerate(zip(before, after, strict=False)):
        if a != b:
            return a < b <= a + _NEAR and all(x == 1 for x in after[i + 1 :])
    return len(after) > len(before) and all(x == 1 for x in after[len(before) :])


def _one_a_paragraph(row: list[Candidate], text: str, blocks: list[Block]) -> list[Candidate]:
    """一是 and 第一， count where each opens a paragraph; a paragraph that goes on with 二是 is prose."""
    chosen: list[Candidate] = []
    for i, c in enumerate(row):
        after = row[i + 1] if i + 1 < len(row) else None
        goes_on = bool(chosen) and chosen[-1].number + 1 == c.number
        led_on = after is not None and after.number == c.number + 1
        if not (goes_on or (c.number == 1 and led_on)):
            continue
        if not goes_on and _holds_next(text, blocks, c):
            continue
        chosen.append(c)
    return chosen


_DIGITS = "零一二三四五六七八九十"


def _holds_next(text: str, blocks: list[Block], c: Candidate) -> bool:
    """Whether the paragraph of 一是 holds 二是 as well."""
    if c.number + 1 >= len(_DIGITS):
        return False
    mark = text[c.start : c.end].replace(_DIGITS[c.number], _DIGITS[c.number + 1])
    return mark in text[c.end : blocks[c.block].end]


def _find_lost(marks: list[Candidate]) -> list[Candidate]:
    """Give 、加强… the number that its list lacks; drop it where no list does."""
    out: list[Candidate] = []
    han = [grammar().named("han"), grammar().named("han-bracket"), grammar().named("digit")]
    wanted = {k.index: k for k in han}
    for i, c in enumerate(marks):
        if c.form.kind.name != "lost":
            out.append(c)
            continue
        before = next((b for b in reversed(out[-40:]) if b.kind in wanted), None)
        after = next((a for a in marks[i + 1 : i + 40] if a.kind in wanted), None)
        model = None
        if after is not None and after.number == 2 and after.form.kind.name != "digit":
            model, number = after, 1
        elif before is not None:
            model, number = before, before.number + 1
        if model is not None:
            c.form, c.kind, c.number, c.flags = model.form, model.kind, number, ("lost_number",)
            out.append(c)
    return out


def _inline(
    lines: list[Candidate], inline: list[Candidate], text: str, blocks: list[Block], soft: frozenset[int]
) -> list[Candidate]:
    """Marks in the middle of a line: where the line lost its breaks, or a list of sentences runs on in it."""
    chosen: list[Candidate] = []
    last: dict[int, Candidate] = {}
    merged = sorted(lines + inline, key=lambda c: c.start)
    settled = {id(c) for c in lines}
    nexts = _next_of_kind(merged)
    for i, c in enumerate(merged):
        if id(c) in settled:
            last[c.kind] = c
            continue
        before = last.get(c.kind)
        after = merged[nexts[i]] if nexts[i] >= 0 else None
        if _opens_item(text, blocks, c, before, after, soft):
            chosen.append(c)
            last[c.kind] = c
    return chosen


def _next_of_kind(merged: list[Candidate]) -> list[int]:
    nexts = [-1] * len(merged)
    seen: dict[int, int] = {}
    for i in range(len(merged) - 1, -1, -1):
        nexts[i] = seen.get(merged[i].kind, -1)
        seen[merged[i].kind] = i
    return nexts


def _opens_item(
    text: str,
    blocks: list[Block],
    c: Candidate,
    before: Candidate | None,
    after: Candidate | None,
    soft: frozenset[int],
) -> bool:
    """Whether an inline candidate opens an item, given the last mark of its kind and the next candidate."""
    if "run" in c.flags:
        return True
    block = blocks[c.block]
    long = block.end - block.start >= _LONG_BLOCK
    closed = text[max(0, c.start - 8) : c.start].rstrip()[-1:] or "。"
    name = c.form.kind.name
    goes_on = before is not None and before.number + 1 == c.number
    led_on = after is not None and after.number == c.number + 1
    if name in ("part", "chapter", "section", "article"):
        return _opens_chapter(block, c, goes_on, closed)
    if goes_on and before is not None and (before.block == c.block or before.inline):
        return closed in _CLOSED and (before.inline or _own_sentences(text, before, c, soft))
    if (goes_on or (c.number == 1 and led_on)) and _heads_rest(text, block, c, closed):
        return True
    if goes_on:
        return closed in "。！？" and (long or name in ("han", "han-bracket", "digit"))
    if (
        c.number == 2
        and name == "digit"
        and long
        and after is not None
        and after.number == 3
        and closed == "。"
    ):
        c.flags = ("inline", "headless")
        return True
    if c.number != 1 or after is None or after.number != 2:
        return False
    if name == "circled" and closed not in "：:" and after.block != c.block:
        return False  # the mark of a footnote, behind the words it explains
    if after.inline:
        if after.start - c.start > _FAR and not long:
            return False
        sentences = _own_sentences(text, c, after, soft)
        listed = name == "circled" and text[after.start - 1] in "；;" and after.start - c.end >= LEAST_LISTED
        return closed in "。！？：:" and (sentences or listed or (long and closed in "。！？"))
    return closed in "：:" or (closed in "。！？" and name in ("han", "han-bracket"))


LEAST_LISTED = 10
"""Characters of an item that ends with a semicolon; a shorter one is a word of a list."""


def _heads_rest(text: str, block: Block, c: Candidate, closed: str) -> bool:
    """A heading glued to the end of the line before it: …负责）四、实施示范行动, and then the line ends."""
    return (
        c.form.kind.name in ("formal", "han", "han-bracket", "digit", "dotted")
        and closed in "。！？）)”…"
        and closes_line(text, block, c.end)
    )


def _leads_list(text: str, c: Candidate, below: Candidate | None) -> bool:
    """The 1. behind a lead-in whose 2. starts the next line: 重点是：1.学习规程。"""
    if below is None or c.number != 1 or below.kind != c.kind or below.number != 2:
        return False
    return text[max(0, c.start - 8) : c.start].rstrip()[-1:] in "。：:）)】；！？" and "glued" not in c.flags


def _ends_line_dotted(text: str, blocks: list[Block], c: Candidate) -> bool:
    """A dotted number behind a sentence's end that heads the rest of its line: …接入方式。 3.2.1 接口"""
    closed = text[max(0, c.start - 8) : c.start].rstrip()[-1:]
    return bool(c.path) and len(c.path) > 1 and _heads_rest(text, blocks[c.block], c, closed)


def _own_sentences(text: str, one: Candidate, other: Candidate, soft: frozenset[int]) -> bool:
    """Whether the item from `one` to `other` holds a sentence of its own."""
    end = min(other.start, one.end + 4 * _FAR)
    if _STOP.search(text, one.end, end):
        return True
    at = text.find("\n", one.end, end)
    while at >= 0:
        if at not in soft:
            return True
        at = text.find("\n", at + 1, end)
    return False


_STOP = re.compile("[。！？!?]")


def _opens_chapter(block: Block, c: Candidate, goes_on: bool, closed: str) -> bool:
    """第N章 in the middle of a line: a heading glued to the one before, or behind a sentence's end."""
    if not (goes_on or c.number == 1):
        return False
    if closed in "。！？":
        return True
    if closed in "，、；;：:《“":
        return False
    return "glued" in c.flags and c.start - block.start <= 60
