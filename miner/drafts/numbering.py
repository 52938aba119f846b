"""Faults of numbering: a number that is missing, doubled or out of order, a mark of another level, mixed styles.

The marks of the headings are read as one row, as a reader counts them: a mark goes on with the list of its kind, or
opens a list inside the one before. Where the count breaks, every mark next to the break is tried with another number
or in the kind of its neighbors; if one change mends the most breaks, that mark is wrong and its correction is certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from miner.drafts.desk import Desk, Remark
from miner.segmentation.grammar import grammar, number_of
from miner.segmentation.outline import Section

__all__ = ["check_numbering", "marks_of"]

_HAN = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_MOST = 12
"""Breaks above which a text counts by a rule of its own, and none is told."""
_NUMERAL = re.compile(r"[零一二三四五六七八九十百〇两]{1,5}|[壹贰叁肆伍陆柒捌玖拾]{1,3}|\d{1,3}")
_COUNTED = frozenset(
    ("part", "chapter", "section", "article", "formal", "han", "han-bracket", "digit", "digit-bracket", "half-bracket")
)  # fmt: skip
_LINE = re.compile(r"\n[ \t\u3000]*(?=[（(\[【〔\d一二三四五六七八九十壹贰叁肆伍陆柒捌玖第①-⑳])")
_SMALL = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
"""Marks that may stand inside a paragraph: ② goes on with ① wherever that stands."""
_PLAIN = ("nothing", "order")
"""Forms of marks that need no mark of their kind beside them (`needs` in the grammar)."""
_TITLED = frozenset(("part", "chapter", "section", "article"))
"""Kinds that say their level in words: 第三章."""
_NEEDLESS = ("chapter", "han", "han-bracket")
"""Kinds whose first mark is one even where no second stands beside it."""
_LEAST = 3
"""Marks of a list of which one may be written in another style."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a section: its kind, its number, and its characters in the draft."""

    section: Section
    kind: str
    number: int
    start: int
    end: int
    """Of the normal form."""
    written: str
    """As it stands in `source.text`."""
    opens: bool = False
    """Whether an unnumbered heading stands before it, so that a list may begin anew."""
    odd: bool = False
    """Whether it belongs to no list of its own kind."""


@dataclass(frozen=True, slots=True)
class _Break:
    at: int
    """Index of the mark at which the count breaks."""
    name: str
    """`missing`, `doubled` or `order`."""
    expected: int


def marks_of(desk: Desk) -> list[Mark]:
    """The marks of the draft's sections that stand at the beginning of a line, in reading order."""
    text, raw = desk.text, desk.draft.source.text
    marks: list[Mark] = []
    opens = False
    for section in desk.outline.sections:
        if not section.marker:
            opens = True
            continue
        parsed = _parse(text, section.start, len(section.marker))
        if parsed is None or not _starts_line(text, section.start):
            continue
        kind, number, end = parsed
        written = raw[slice(*desk.raw(section.start, end))]
        marks.append(Mark(section, kind, number, section.start, end, written, opens))
        opens = False
    return sorted([*marks, *_stray(desk, marks)], key=lambda m: m.start)


def _stray(desk: Desk, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield marks that no section has since their kind stands alone, yet that go on with a count: 二、 （3） 四、.

    The count is that of the mark before, or of an open list around it: 六、 （一） （二） (7) goes on with 六、. A first
    mark is yielded, too, since the second may be the odd one out: （一） 2、 （三）.
    """
    text, raw = desk.text, desk.draft.source.text
    reached: dict[str, int] = {}  # the open lists, the outermost first
    for i, before in enumerate(marks):
        _reach(reached, before.kind, before.number)
        behind = marks[i + 1 :]
        high = behind[0].start if behind else len(text)
        for m in _LINE.finditer(text, before.end, high):
            if "附件" in text[before.end : m.start()]:
                break
            parsed = _parse(text, m.end(), None)
            if parsed is None:
                continue
            kind, number, end = parsed
            first = number == 1 and kind in _NEEDLESS
            if first or _is_odd(text[before.end : m.start()], reached, before.kind, (kind, number), behind):
                written = raw[slice(*desk.raw(m.end(), end))]
                yield Mark(before.section, kind, number, m.end(), end, written, odd=not first)
                if not first:
                    break
            if number == 1:
                _reach(reached, kind, number)


def _reach(reached: dict[str, int], kind: str, number: int) -> None:
    """Set how far the list of a kind has come; the lists inside it are closed."""
    if kind in reached:
        for inner in list(reached)[list(reached).index(kind) :]:
            del reached[inner]
    reached[kind] = number


def _is_odd(
    between: str, reached: dict[str, int], last: str, mark: tuple[str, int], behind: Sequence[Mark]
) -> bool:
    """Whether a mark goes on with an open list of another kind, and with none of its own; `last` is the mark before it."""
    kind, number = mark
    if reached.get(kind) == number - 1 or (kind == "circled" and _SMALL[number - 2] in between):
        return False
    outer: set[str] = set()
    for list_kind, count in reached.items():
        inside = takewhile(lambda m: m.kind not in outer, behind)
        following = next((m.number for m in inside if m.kind == list_kind), None)
        outer.add(list_kind)
        if list_kind == kind or count != number - 1:
            continue
        if list_kind == last and (
            not behind or behind[0].kind != list_kind or behind[0].number == number + 1
        ):
            return True
        if list_kind != last and (following == number + 1 or (following is None and number >= _LEAST)):
            return True
    return False


def _starts_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t\u3000#>*")


def _parse(text: str, start: int, length: int | None) -> tuple[str, int, int] | None:
    """Kind and number of the marker at `start`, and where it ends without blanks; of any length where that is None."""
    for form in grammar().by_first.get(text[start : start + 1], ()):
        match = form.pattern.match(text, start)
        counted = form.kind.name in _COUNTED or (length is None and form.kind.name == "circled")
        if match is not None and counted and (length is not None or form.needs in _PLAIN):
            number = number_of(match[1].strip(), form.kind.name)
            if number:
                marker = text[start : start + length] if length is not None else match.group()
                return form.kind.name, number, start + len(marker.rstrip(" \t\u3000"))
    return None


def check_numbering(desk: Desk) -> Iterator[Remark]:
    """Yield the faults of the draft's numbering."""
    marks = marks_of(desk)
    counted = list(_counted(desk, marks))
    yield from counted
    wrong = {(r.start, r.end) for r in counted if r.kind == "wrong_level"}
    yield from (r for r in _styles(desk, marks) if (r.start, r.end) not in wrong)


def _breaks(marks: Sequence[Mark]) -> list[_Break]:
    """Where the count of the marks breaks, read with a stack of open lists.

    A count may go on where another list of its kind stood between: 1. 2. 1. 2. 3. under one heading, 3. under the next.
    """
    stack: list[_List] = []
    paused: list[_List] = []
    breaks: list[_Break] = []
    begun: Counter[str] = Counter()
    for at, mark in enumerate(marks):
        if mark.odd:
            breaks.append(_Break(at, "missing", 1))
            continue
        depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].kind == mark.kind), None)
        alone = depth == len(stack) - 1 and not mark.opens
        if mark.opens and mark.number == 1 and depth is not None:
            paused += stack[depth:]
            del stack[depth:]
            depth = None
        if depth is None:
            parent, count = (stack[-1].at if stack else -1), 0
            begun[mark.kind] += mark.number == 1 and not mark.opens
        else:
            parent, count = stack[depth].parent, stack[depth].number
            paused += stack[depth + 1 :]
            del stack[depth + 1 :]
        if mark.number != count + 1:
            # Where lists begin at 1 under each heading, none goes on from heading to heading.
            resumed = _resumed(paused, marks, at, parent, depth is None and begun[mark.kind] < 2)
            if resumed is not None:
                paused.remove(resumed)
            elif mark.number == count and (count > 1 or alone):
                breaks.append(_Break(at, "doubled", count + 1))
            elif mark.number == 1:
                paused.append(stack[-1])
            else:
                breaks.append(_Break(at, "missing" if mark.number > count else "order", count + 1))
        if depth is not None:
            stack.pop()
        stack.append(_List(mark.kind, mark.number, parent, at, mark.number == 1 or depth is not None))
    return breaks


@dataclass(frozen=True, slots=True)
class _List:
    """A list of marks: its kind, the number it has reached, the mark it stands under (-1: none) and its last mark.

    One mark that is no first one (`whole` is False) goes on behind a list inside it, not elsewhere.
    """

    kind: str
    number: int
    parent: int
    at: int
    whole: bool


def _resumed(paused: list[_List], marks: Sequence[Mark], at: int, parent: int, anew: bool) -> _List | None:
    """The list that a mark goes on with behind an interruption: under the same mark, or where it opens a list there."""
    mark = marks[at]
    fitting = (x for x in reversed(paused) if x.kind == mark.kind and x.number == mark.number - 1)
    return next(
        (
            x
            for x in fitting
            if (anew or x.parent == parent) and (x.whole or len({m.kind for m in marks[x.at + 1 : at]}) < 2)
        ),
        None,
    )


def _counted(desk: Desk, marks: list[Mark]) -> Iterator[Remark]:
    breaks = _breaks(marks)
    if len(breaks) > _MOST:
        return
    marks = list(marks)
    while breaks:
        best = _best_change(marks, breaks)
        if best is not None:
            at, changed = best
            yield _told(desk, marks, at, changed)
            marks[at] = changed
            breaks = _breaks(marks)
            continue
        first, breaks = breaks[0], breaks[1:]
        remark = _break_remark(desk, marks, first)
        if remark is not None:
            yield remark


def _best_change(marks: list[Mark], breaks: Sequence[_Break]) -> tuple[int, Mark] | None:
    """The change of a mark that mends the most breaks; None where none mends two and no mark goes on with its neighbors.

    Before all others comes one that puts a mark where its number is missing in the list of another kind.
    """
    all_breaks = {b.at for b in _breaks(marks)}
    best: tuple[tuple[bool, int, int], int, Mark] | None = None
    for break_ in breaks:
        for at in _suspects(marks, break_):
            for cost, changed in _changes(marks, at):
                left = {b.at for b in _breaks([*marks[:at], changed, *marks[at + 1 :]])}
                mended = len(all_breaks) - len(left)
                if not left <= all_breaks:
                    continue
                alone = mended == 1 and cost == 1 and _goes_on(marks, break_, at, changed.kind)
                rank = mended >= 2 and cost == 1 and _fits(marks, at, changed.kind), mended, -cost
                if (mended >= 2 or alone) and (best is None or rank > best[0]):
                    best = rank, at, changed
    return None if best is None else best[1:]


def _suspects(marks: Sequence[Mark], break_: _Break) -> list[int]:
    """The marks that may have caused a break: the one there, the one before, and one that bears the missing number."""
    at = break_.at
    suspects: list[int] = [at, at - 1] if at else [at]
    if break_.name == "missing":
        for i in range(at - 2, -1, -1):
            if marks[i].kind == marks[at].kind:
                break
            if marks[i].number == break_.expected:
                suspects.append(i)
    return suspects


def _goes_on(marks: Sequence[Mark], break_: _Break, at: int, kind: str) -> bool:
    """Whether a mark surely belongs to the lists of another kind.

    It opens no list in its own kind, and the open list of that kind is at the number before: 五、 1. 2. （六）. Or it bears
    the number that is missing where the list goes on, and a list begins anew inside it: 三、 1. 2. （四） 1. 2. 五、.
    Not where that kind begins anew behind it, inside it: （二） 三、 （一）. Or it falls back in its own list and stands
    next to the number before it in the other: 六、 （一） （二） 三、 七、.
    """
    behind = marks[at + 1] if at + 1 < len(marks) else None
    if break_.name == "order" and at == break_.at > 0:
        before, mark = marks[at - 1], marks[at]
        next_to = before.kind == kind and before.number == mark.number - 1
        return next_to and (behind is None or behind.number > 1)
    if break_.name != "missing":
        return False
    if behind is not None and behind.kind == kind and behind.number == 1:
        return False
    mark = marks[at]
    count = next((m.number for m in reversed(marks[:at]) if m.kind == kind), 0)
    if count != mark.number - 1 or not count:
        return False
    if at == break_.at:
        inside = behind is not None and behind.kind == mark.kind and behind.number == 1
        return inside or (break_.expected == 1 and (mark.number > 2 or marks[at - 1].kind == kind))
    return marks[break_.at].kind == kind and behind is not None and behind.number == 1


def _changes(marks: Sequence[Mark], at: int) -> Iterator[tuple[int, Mark]]:
    """A mark with another number or another kind, the cheapest change first."""
    mark = marks[at]
    before = marks[max(0, at - 40) : at]
    near = dict.fromkeys(m.kind for m in (*reversed(before), *marks[at + 1 : at + 20]))
    for kind in near:
        if (
            kind != mark.kind
            and not {kind, mark.kind} & _TITLED
            and (mark.number > 1 or _leads(marks, at, kind))
        ):
            yield 1, replace(mark, kind=kind, odd=False)
    previous = next((m.number for m in reversed(before) if m.kind == mark.kind), 0)
    if previous + 1 != mark.number and not mark.odd:
        yield 0, replace(mark, number=previous + 1)


def _leads(marks: Sequence[Mark], at: int, kind: str) -> bool:
    """Whether a first mark may open a list of another kind: the commoner one, or one that goes on with 2 and 3."""
    kinds = [m.kind for m in marks]
    near = takewhile(lambda m: (m.kind, m.number) != (marks[at].kind, 1), marks[at + 1 :])
    behind = [m.number for m in near if m.kind == kind][:2]
    return kinds.count(kind) >= kinds.count(marks[at].kind) or behind == [2, 3]


def _fits(marks: Sequence[Mark], at: int, kind: str) -> bool:
    """Whether the number of a mark is the one missing between the marks of a kind before and behind it."""
    before = next((m.number for m in reversed(marks[:at]) if m.kind == kind), 0)
    behind = next((m.number for m in marks[at + 1 :] if m.kind == kind), 0)
    return before > 0 and (before + 1, behind - 1) == (marks[at].number, marks[at].number)


def _told(desk: Desk, marks: Sequence[Mark], at: int, changed: Mark) -> Remark:
    """The remark on a mark whose correction is certain."""
    mark = marks[at]
    twice = any(
        m.kind == mark.kind and m.number == mark.number and m.section.parent == mark.section.parent
        for m in (*marks[max(0, at - 40) : at], *marks[at + 1 : at + 40])
    )
    model = mark if mark.kind == changed.kind else _model(desk, changed)
    correct = _rewritten(model.written, changed.number) if model else None
    parts = {"mark": mark.written, "expected": correct or str(changed.number)}
    kind = "wrong_level" if mark.kind != changed.kind else "number_doubled" if twice else "number_order"
    return desk.remark(kind, mark.start, mark.end, parts=parts, correction=correct)


def _model(desk: Desk, changed: Mark) -> Mark | None:
    """The mark of that kind nearest to it, whose style it takes."""
    alike = [m for m in marks_of(desk) if m.kind == changed.kind]
    return min(alike, key=lambda m: abs(m.start - changed.start), default=None)


def _rewritten(written: str, number: int) -> str | None:
    """A mark with another number in its own style: （二） and 3 give （三）; None where its numeral is of another kind."""
    match = _NUMERAL.search(written)
    if match is None:
        return None
    numeral = match.group()
    if numeral.isdecimal():
        new = str(number)
    else:
        digits = _FORMAL if numeral[0] in "壹贰叁肆伍陆柒捌玖拾" else _HAN
        ten = "拾" if digits is _FORMAL else "十"
        tens, ones = divmod(number, 10)
        new = ("" if not tens else ten if tens == 1 else digits[tens] + ten) + (digits[ones] if ones else "")
    return written[: match.start()] + new + written[match.end() :]


def _break_remark(desk: Desk, marks: Sequence[Mark], break_: _Break) -> Remark | None:
    mark = marks[break_.at]
    previous = next((m for m in reversed(marks[: break_.at]) if m.kind == mark.kind), None)
    expected = _rewritten(mark.written, break_.expected) or str(break_.expected)
    if break_.name == "doubled":
        if previous is None:
            return None
        other = (desk.draft, *desk.raw(previous.start, previous.end))
        return desk.remark(
            "number_doubled",
            mark.start,
            mark.end,
            parts={"mark": mark.written, "expected": expected},
            other=other,
        )
    if break_.expected == 1:  # it opens its list: the first one may stand in a form that is no mark
        titled = mark.kind in _TITLED
        previous = marks[break_.at - 1] if break_.at and not titled else None
    low = previous.end if previous else 0
    if _stands_between(desk.text, low, mark.start, break_.expected, mark.kind):
        return None
    parts = {"mark": mark.written, "expected": expected}
    if break_.name == "missing" and break_.expected == 1 and mark.number > 2:
        return None  # an excerpt, or a list whose beginning stands elsewhere
    kind = "number_missing" if break_.name == "missing" else "number_order"
    return desk.remark(kind, mark.start, mark.end, parts=parts)


def _stands_between(text: str, low: int, high: int, number: int, kind: str) -> bool:
    """Whether the number that seems to be missing stands between in some form that the outline did not read."""
    han = _rewritten("一", number) or ""
    forms = rf"(?:^|[\n。；！？）\u3000])[ \u3000]*[（(\[【〔]?\s?(?:{han}|{number})\s?[）)\]】〕、.．，,：: \u3000]"
    if kind in _TITLED:
        forms += rf"|第\s?(?:{han}|{number})\s?[章节条编篇部]"
    if kind in ("han", "han-bracket"):
        forms += rf"|[\n。；：]\s*{han}(?:是|要)"
    return re.search(forms, text[max(0, low - 1) : high]) is not None


def _styles(desk: Desk, marks: Sequence[Mark]) -> Iterator[Remark]:
    """Yield the marks that are written in another style than the rest of their list."""
    lists: dict[tuple[str | None, str], list[Mark]] = {}
    for mark in marks:
        lists.setdefault((mark.section.parent, mark.kind), []).append(mark)
    for siblings in lists.values():
        styles = [_style(m.written) for m in siblings]
        usual = max(set(styles), key=lambda s: (styles.count(s), s))
        odd = [m for m, s in zip(siblings, styles, strict=True) if s != usual]
        if len(siblings) < _LEAST or not odd or len(odd) * 3 > len(siblings):
            continue
        model = next(m for m, s in zip(siblings, styles, strict=True) if s == usual)
        for mark in odd:
            correct = _rewritten(model.written, mark.number)
            if correct is None or correct == mark.written:
                continue
            parts = {"mark": mark.written, "expected": correct}
            yield desk.remark("mixed_style", mark.start, mark.end, parts=parts, correction=correct)


def _style(written: str) -> str:
    return "".join(_NUMERAL.sub("N", written).split())
