"""Levels: which kind of marker nests in which, decided for the document as a whole, then each mark's parent.

For every pair of kinds the document votes: how many marks of kind b stand between two neighbors of one list
of kind a. An inner list begins anew (or counts on) inside its parent, so its marks lie between the parent's;
the parent's marks do not lie between those of one inner list. Where the votes are even the kinds' own order
(`rank` in the grammar) decides. One odd line then moves a single vote and not the whole tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from miner.segmentation.candidates import Candidate
from miner.segmentation.decide import numbers_fit
from miner.segmentation.grammar import grammar

__all__ = ["CALENDAR", "LEAF", "SUB", "UNNUMBERED", "Node", "Order", "build", "vote"]

UNNUMBERED = -1
SUB = 2
"""Group of the plain unnumbered headings whose level the numbers around them tell."""
CALENDAR = 5
"""Group of the months that stand below a numbered heading."""
LEAF = 4
"""Group of the unnumbered headings that hold no numbered section: 序言, 前言."""


@dataclass(slots=True)
class Node:
    """A node of the tree before its texts are known. `kind` is UNNUMBERED for a heading without a number."""

    start: int
    marker_end: int
    kind: int
    number: int
    parent: int
    """Index of the parent in the list of nodes; -1 at the top."""
    level: int
    mark: Candidate | None = None
    heading_end: int = -1
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """The document's own nesting of kinds; a kind that the document does not use stands by its rank."""

    decided: dict[tuple[int, int], bool]
    ranks: tuple[int, ...]

    def outer(self, a: int, b: int) -> bool:
        """Whether a list of kind `b` stands inside kind `a`."""
        decided = self.decided.get((a, b))
        return self.ranks[a] < self.ranks[b] if decided is None else decided


def vote(marks: list[Candidate]) -> Order:
    """Count, for each pair of kinds, the marks of one that lie between neighbors in a list of the other."""
    kinds = sorted({m.kind for m in marks})
    n = len(kinds)
    place = {kind: i for i, kind in enumerate(kinds)}
    votes = [[0] * n for _ in range(n)]
    seen = [0] * n
    at_last: list[list[int] | None] = [None] * n
    last: list[Candidate | None] = [None] * n
    first = [0] * n
    pairs = [0] * n
    total = [0] * n
    for mark in marks:
        k = place[mark.kind]
        then, before = at_last[k], last[k]
        if then is None or before is None:
            first[k] = mark.start
        elif numbers_fit(before.number, mark.number):
            row = votes[k]
            for other in range(n):
                row[other] += seen[other] - then[other]
            pairs[k] += 1
            total[k] += mark.start - before.start
        seen[k] += 1
        last[k] = mark
        at_last[k] = seen.copy()
    stride = [total[k] / pairs[k] if pairs[k] else 0.0 for k in range(n)]
    ranks = [kind.rank for kind in grammar().kinds]
    outer = {
        (kinds[a], kinds[b]): _is_outer(a, b, votes, (ranks[kinds[a]], ranks[kinds[b]]), first, stride)
        for a in range(n)
        for b in range(n)
        if a != b
    }
    return Order(outer, tuple(ranks))


def _is_outer(
    a: int, b: int, votes: list[list[int]], ranks: tuple[int, int], first: list[int], stride: list[float]
) -> bool:
    """Whether kind `a` holds kind `b`: by the votes, then by the length of what they count, then by rank."""
    pro, contra = votes[a][b], votes[b][a]
    if not pro and not contra:
        if _counts_more(a, b, first, stride) or _counts_more(b, a, first, stride):
            return _counts_more(a, b, first, stride)
        return ranks[0] < ranks[1]
    if ranks[0] < ranks[1]:
        return 2 * pro >= contra
    return pro > 2 * contra


def _counts_more(a: int, b: int, first: list[int], stride: list[float]) -> bool:
    """Whether `a` came first and counts whole sections where `b` counts paragraphs."""
    return first[a] < first[b] and stride[b] > 0 and stride[a] > 4 * stride[b]


@dataclass(slots=True)
class _Open:
    """A node that can still get children."""

    node: int
    kind: int
    number: int
    path: tuple[int, ...]
    variant: int
    block: int = -1
    members: int = 1
    single: bool = True
    """Whether every item of its list so far was one paragraph, so that a further paragraph ends the list."""
    held: dict[int, int] = field(default_factory=dict)
    """Of a box: the lists it interrupts (kind: last number), which may go on behind it."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """The marks and headings in reading order, and the tree that is being built of them."""

    items: list[Candidate | Node]
    order: Order
    nodes: list[Node] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    last: dict[int, int] = field(default_factory=dict)
    """The last number of each kind of mark."""


def build(items: list[Candidate | Node], order: Order, breaks: list[int]) -> list[Node]:
    """Place each mark and unnumbered heading (given in reading order) under its parent.

    `breaks` are positions where a new address begins (各位代表): a list that starts there belongs to the top
    section, not to the item before it.
    """
    walk = _Walk(items, order)
    nodes, stack = walk.nodes, walk.stack
    b = 0
    for at, item in enumerate(items):
        broken = False
        while b < len(breaks) and breaks[b] < item.start:
            broken = broken or not nodes or breaks[b] > nodes[-1].start
            b += 1
        if isinstance(item, Node):
            inside = _inside_item(item, stack, items[at + 1] if at + 1 < len(items) else None)
            item.level = inside or item.level
            _place_heading(item, nodes, stack, order)
            continue
        _place_mark(walk, item, at, broken)
        walk.last[item.kind] = item.number
    return nodes


def _inside_item(item: Node, stack: list[_Open], following: Candidate | Node | None) -> int:
    """Level of a plain heading that stands inside an item, since the item's list goes on right behind it; else 0.

    Not where a heading stands above the list already: it may count on from heading to heading.
    """
    if item.number != SUB or item.level < 2 or isinstance(following, Node) or following is None:
        return 0
    for depth, open_ in enumerate(stack):
        if open_.kind == UNNUMBERED:
            return 0
        if open_.kind == following.kind and following.number == open_.number + 1 and not following.path:
            return depth + 2
    return 0


def _place_heading(item: Node, nodes: list[Node], stack: list[_Open], order: Order) -> None:
    """An unnumbered heading: `level` is wished for; 0 means below the innermost heading of a higher kind."""
    if item.level > 0:
        while len(stack) >= item.level:
            stack.pop()
    else:
        digit = grammar().named("digit").index
        held: dict[int, int] = {}
        while stack and (stack[-1].kind == UNNUMBERED or not order.outer(stack[-1].kind, digit)):
            if stack[-1].kind == UNNUMBERED and nodes[stack[-1].node].number != item.number:
                break
            gone = stack.pop()
            if gone.kind == UNNUMBERED:
                held.update(gone.held)
            else:
                held[gone.kind] = gone.number
        _push(item, nodes, stack, UNNUMBERED, item.number, (), 0)
        stack[-1].held = {} if item.number == CALENDAR else held
        return
    _push(item, nodes, stack, UNNUMBERED, item.number, (), 0)


def _place_mark(walk: _Walk, mark: Candidate, at: int, broken: bool) -> None:
    """Put the mark at position `at` of the walk into the tree; `broken`: a new address begins before it."""
    stack, order, kind = walk.stack, walk.order, mark.kind
    flags = list(mark.flags)
    members, single = 1, True
    depth = _same_list(mark, stack)
    if depth is None and mark.number != 1:
        box = next((i for i, o in enumerate(stack) if o.held.get(kind) == mark.number - 1), None)
        if box is not None:
            del stack[box:]
    if (
        depth is not None
        and mark.number == 1
        and _resumes(stack[depth].number, mark, walk.items[at + 1 : at + 1 + _AHEAD], order)
    ):
        flags.append("nested")
    elif depth is not None:
        open_ = stack[depth]
        if mark.number == 1 and not mark.path and open_.number >= 1:
            flags.append("restart")
        elif mark.number == open_.number:
            flags.append("repeat")
        elif mark.number != open_.number + 1 and not mark.path:
            flags.append("gap" if mark.number > open_.number else "order")
        if mark.number != 1:
            members = open_.members + 1
            single = open_.single and mark.block - open_.block == 1
        del stack[depth:]
    else:
        while stack and not _holds(stack[-1], mark, order):
            stack.pop()
        if broken and mark.number == 1 and len(stack) >= 2:
            del stack[1:]
        elif mark.number == 1 and stack and _ended(stack[-1], mark):
            stack.pop()
        if mark.number != 1 and not mark.path:
            flags.append("continued" if walk.last.get(kind) == mark.number - 1 else "gap")
    node = Node(mark.start, mark.end, kind, mark.number, -1, 0, mark, -1, flags)
    _push(node, walk.nodes, stack, kind, mark.number, mark.path, mark.form.variant)
    stack[-1].block, stack[-1].members, stack[-1].single = mark.block, members, single


def _ended(open_: _Open, mark: Candidate) -> bool:
    """Whether a paragraph between them ended the list of one-paragraph items that `open_` closes."""
    return open_.members >= 3 and open_.single and mark.block - open_.block >= 2 and not mark.inline


PARAGRAPHS = 10
"""A count as high as this is that of paragraphs and runs on under the next heading."""
_AHEAD = 60
"""Marks looked at to see whether a list that was interrupted goes on."""


def _resumes(count: int, mark: Candidate, ahead: list[Candidate | Node], order: Order) -> bool:
    """Whether the open list at `count` goes on behind the list of the same kind that `mark` begins.

    二、 一、 二、 三、 四、 三、: the second 一、 stands inside 二、, because 三、 takes up the outer count again.
    """
    if mark.path:
        return False
    counts = [count, 1]
    for item in ahead:
        if isinstance(item, Node):
            if item.level == 1 and count < PARAGRAPHS:
                return False
            continue
        if item.kind != mark.kind:
            if order.outer(item.kind, mark.kind):
                return False
            continue
        if item.number == counts[-1] + 1:
            counts[-1] += 1
        elif item.number == 1:
            counts.append(1)
        else:
            while counts and counts[-1] + 1 != item.number:
                counts.pop()
            if len(counts) <= 1:
                return len(counts) == 1
            counts[-1] += 1
    return False


def _holds(open_: _Open, mark: Candidate, order: Order) -> bool:
    if open_.kind == UNNUMBERED:
        return open_.number != LEAF
    if open_.kind == mark.kind:
        return (
            bool(mark.path)
            and mark.path[: len(open_.path)] == open_.path
            and len(mark.path) > len(open_.path)
        )
    return order.outer(open_.kind, mark.kind)


def _same_list(mark: Candidate, stack: list[_Open]) -> int | None:
    """Depth of the open node whose list the mark goes on with or restarts; None where it opens a new list.

    An unnumbered heading closes the lists above it for a mark that starts at 1, and for one that does not
    go on with them.
    """
    topmost = None
    for depth in range(len(stack) - 1, -1, -1):
        open_ = stack[depth]
        if open_.kind == UNNUMBERED:
            if open_.number == CALENDAR and depth and stack[depth - 1].kind == mark.kind:
                continue  # the heading that holds the months is of this kind: no month holds the mark
            above = next((o for o in reversed(stack[:depth]) if o.kind == mark.kind), None)
            if above is None or mark.number != above.number + 1 or mark.path:
                return topmost
            continue
        if open_.kind != mark.kind:
            continue
        if mark.path:
            if len(mark.path) == len(open_.path):
                return depth
            if len(mark.path) > len(open_.path):
                return None
            continue
        if mark.number == open_.number + 1:
            return depth
        topmost = depth if topmost is None else topmost
    return topmost


def _push(
    node: Node,
    nodes: list[Node],
    stack: list[_Open],
    kind: int,
    number: int,
    path: tuple[int, ...],
    variant: int,
) -> None:
    node.parent = stack[-1].node if stack else -1
    node.level = len(stack) + 1
    nodes.append(node)
    stack.append(_Open(len(nodes) - 1, kind, number, path, variant))
