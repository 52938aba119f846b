"""A regular expression run by a machine that counts its steps, and strings that make it backtrack.

The machine tries what `re` tries, in the same order, and a test holds that it finds the same; so its steps grow
as the time of `re` grows (`re` has shortcuts besides, which make it faster). No clock is needed to tell that a
pattern is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

try:
    from re import _constants as sre
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_constants as sre  # type: ignore[no-redef]
    import sre_parse as parser  # type: ignore[no-redef]

__all__ = ["Machine", "TooManyStepsError", "attacks"]

MANY = 5000
"""A repeat of so many times or more counts as endless."""
REPEATS = tuple(
    getattr(sre, name) for name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") if hasattr(sre, name)
)
LAZY = sre.MIN_REPEAT
POSSESSIVE = getattr(sre, "POSSESSIVE_REPEAT", None)
ATOMIC = getattr(sre, "ATOMIC_GROUP", None)
WORD, DIGIT, SPACE = (re.compile(c).fullmatch for c in (r"\w", r"\d", r"\s"))


class TooManyStepsError(Exception):
    """The bound was passed."""


def categories(name: Any, char: str) -> bool:
    """Whether the character is of a class like `\\d` or `\\W`."""
    kind = str(name).rpartition("CATEGORY_")[2].removeprefix("UNI_")
    test = {"DIGIT": DIGIT, "SPACE": SPACE, "WORD": WORD}[kind.removeprefix("NOT_")]
    return (test(char) is not None) != kind.startswith("NOT_")


class Machine:
    """One compiled pattern; `spans(text)` are those of `re.finditer`, and `steps` what they cost."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.tree = parser.parse(pattern, flags)
        self.flags = self.tree.state.flags
        self.code: list[tuple[Any, ...]] = []
        self.known: dict[tuple[int, str], bool] = {}
        self.slots = 2 * self.tree.state.groups
        self._sequence(self.tree, self.flags)
        self.last = len(self.code)
        self.code.append(("done",))
        self.steps = 0
        self.most = float("inf")
        self.whole = False

    def cost(self, text: str, how: str, most: float = float("inf")) -> int:
        """The steps of `match`, `fullmatch` or `search` (all that is found) of a text, not counted beyond `most`."""
        self.whole = how == "fullmatch"
        try:
            if how == "search":
                self.spans(text, most)
            else:
                self.steps, self.most = 0, most
                self._run(0, text, 0)
        except TooManyStepsError:
            return int(most) + 1
        finally:
            self.whole = False
        return self.steps

    def spans(self, text: str, most: float = float("inf")) -> list[tuple[int, int]]:
        """What is found, from left to right; TooManyStepsError when it takes more than `most` steps."""
        self.steps, self.most = 0, most
        found, at, empty = [], 0, -1
        while at <= len(text):
            for start in range(at, len(text) + 1):
                end = self._run(0, text, start, refuse=start if start == empty else -1)
                if end is not None:
                    break
            else:
                break
            found.append((start, end))
            at, empty = end, end if end == start else -1
        return found

    def _sequence(self, nodes: Any, flags: int) -> None:
        for node in nodes:
            self._node(node, flags)

    def _node(self, node: Any, flags: int) -> None:
        op, value = node
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            self.code.append(("one", op, value, flags))
        elif op is sre.AT:
            self.code.append(("at", value, flags))
        elif op is sre.SUBPATTERN:
            group, added, removed, body = value
            inner = (flags | added) & ~removed
            if group is not None:
                self.code.append(("save", 2 * group))
            self._sequence(body, inner)
            if group is not None:
                self.code.append(("save", 2 * group + 1))
        elif op is sre.BRANCH:
            self._branch(value[1], flags)
        elif op in REPEATS:
            self._repeat(op, *value, flags)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            direction, body = value
            back = body.getwidth()[0] if direction < 0 else 0
            self._apart(("look", op is sre.ASSERT, back), body, flags)
        elif op is sre.GROUPREF:
            self.code.append(("again", value))
        elif ATOMIC is not None and op is ATOMIC:
            self._apart(("atomic",), value, flags)
        else:
            raise NotImplementedError(op)

    def _apart(self, head: tuple[Any, ...], body: Any, flags: int) -> None:
        """A part that is matched on its own: its place and the place after it stand in its head."""
        at = len(self.code)
        self.code.append(head)
        self._sequence(body, flags)
        self.code.append(("done",))
        self.code[at] = (*head, at + 1, len(self.code))

    def _branch(self, branches: Any, flags: int) -> None:
        jumps = []
        for branch in branches[:-1]:
            split = len(self.code)
            self.code.append(())
            self._sequence(branch, flags)
            jumps.append(len(self.code))
            self.code.append(())
            self.code[split] = ("split", split + 1, len(self.code))
        self._sequence(branches[-1], flags)
        for jump in jumps:
            self.code[jump] = ("jump", len(self.code))

    def _repeat(self, op: Any, least: int, most: int, body: Any, flags: int) -> None:
        if op is POSSESSIVE:
            self._apart_repeat(least, most, body, flags)
            return
        lazy = op is LAZY
        for _ in range(least):
            self._sequence(body, flags)
        if most >= MANY:
            slot, self.slots = self.slots, self.slots + 1
            split = len(self.code)
            self.code.append(())
            self.code.append(("mark", slot))
            self._sequence(body, flags)
            self.code.append(("moved", slot))
            self.code.append(("jump", split))
            ways = (split + 1, len(self.code))
            self.code[split] = ("split", *(reversed(ways) if lazy else ways))
            return
        splits = []
        for _ in range(most - least):
            splits.append(len(self.code))
            self.code.append(())
            self._sequence(body, flags)
        for split in splits:
            ways = (split + 1, len(self.code))
            self.code[split] = ("split", *(reversed(ways) if lazy else ways))

    def _apart_repeat(self, least: int, most: int, body: Any, flags: int) -> None:
        at = len(self.code)
        self.code.append(())
        self._repeat(sre.MAX_REPEAT, least, most, body, flags)
        self.code.append(("done",))
        self.code[at] = ("atomic", at + 1, len(self.code))

    def _run(self, pc: int, text: str, at: int, refuse: int = -1, kept: Any = None) -> int | None:
        """Where a match that begins at `at` ends; None when there is none. `refuse`: no such end."""
        slots: tuple[int, ...] = kept if kept is not None else (-1,) * self.slots
        stack = [(pc, at, slots)]
        while stack:
            pc, at, slots = stack.pop()
            while True:
                self.steps += 1
                if self.steps > self.most:
                    raise TooManyStepsError
                step = self.code[pc]
                kind = step[0]
                if kind == "one":
                    if at >= len(text) or not self._fits(pc, step, text[at]):
                        break
                    at += 1
                    pc += 1
                elif kind == "split":
                    stack.append((step[2], at, slots))
                    pc = step[1]
                elif kind == "jump":
                    pc = step[1]
                elif kind in ("save", "mark"):
                    slots = (*slots[: step[1]], at, *slots[step[1] + 1 :])
                    pc += 1
                elif kind == "moved":
                    if slots[step[1]] == at:
                        break
                    pc += 1
                elif kind == "at":
                    if not holds(step[1], step[2], text, at):
                        break
                    pc += 1
                elif kind == "look":
                    _, wanted, back, body, after = step
                    found = at >= back and self._run(body, text, at - back, kept=slots) is not None
                    if found != wanted:
                        break
                    pc = after
                elif kind == "atomic":
                    end = self._run(step[1], text, at, kept=slots)
                    if end is None:
                        break
                    at, pc = end, step[2]
                elif kind == "again":
                    part = text[slots[2 * step[1]] : slots[2 * step[1] + 1]]
                    if slots[2 * step[1] + 1] < 0 or not text.startswith(part, at):
                        break
                    at += len(part)
                    pc += 1
                else:
                    if at == refuse or (self.whole and pc == self.last and at < len(text)):
                        break
                    return at
        return None

    def _fits(self, pc: int, step: tuple[Any, ...], char: str) -> bool:
        if (pc, char) not in self.known:
            _, op, value, flags = step
            forms = {char, char.lower(), char.upper()} if flags & re.I else {char}
            self.known[pc, char] = any(fits(op, value, flags, c) for c in forms)
        return self.known[pc, char]


def fits(op: Any, value: Any, flags: int, char: str) -> bool:
    """Whether one character is what one node of the tree asks for."""
    if op is sre.ANY:
        return bool(flags & re.S) or char != "\n"
    if op is sre.LITERAL:
        return ord(char) == value
    if op is sre.NOT_LITERAL:
        return ord(char) != value
    if op is sre.CATEGORY:
        return categories(value, char)
    if op is sre.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    negated = value[0][0] is sre.NEGATE
    return negated != any(fits(kind, part, flags, char) for kind, part in value if kind is not sre.NEGATE)


def holds(place: Any, flags: int, text: str, at: int) -> bool:
    """Whether `^`, `$`, `\\b` and their kin hold at `at`."""
    name = str(place)
    if name.endswith("BOUNDARY"):
        sides = [0 <= i < len(text) and WORD(text[i]) is not None for i in (at - 1, at)]
        return (sides[0] != sides[1]) != ("NON" in name)
    if "BEGINNING" in name:
        lines = flags & re.M and "STRING" not in name
        return at == 0 or bool(lines and text[at - 1] == "\n")
    if at == len(text):
        return True
    if "STRING" in name:
        return False
    return text[at] == "\n" and (bool(flags & re.M) or at == len(text) - 1)


SAMPLES = " \n\t0a训一、，。（):：-|.%第不年X"


def attacks(machine: Machine, size: int) -> Iterator[str]:
    """Strings of about `size` characters: what each endless repeat takes, over and over, and then what it does not."""
    seen = set()
    for before, body in endless(machine.tree):
        head = sample(before)
        bodies = list(dict.fromkeys(islice(variants(body), 8)))
        for pump in dict.fromkeys((*bodies, *([head, *(head + b for b in bodies[:2])] if head else ()))):
            if pump and pump not in seen:
                seen.add(pump)
                for first in dict.fromkeys(("", head)):
                    for last in ("", "\x01"):
                        yield first + pump * (size // len(pump)) + last


def endless(nodes: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every repeat without end: the nodes in front of it and its body."""
    for node in nodes:
        op, value = node
        if op in REPEATS:
            if value[1] >= MANY:
                yield before, value[2]
            yield from endless(value[2], before)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from endless(branch, before)
        elif op is sre.SUBPATTERN:
            yield from endless(value[3], before)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from endless(value[1], before)
        elif ATOMIC is not None and op is ATOMIC:
            yield from endless(value, before)
        before = (*before, node)


def sample(nodes: Any) -> str:
    """A string that the nodes match, look-around aside."""
    return next(variants(nodes), "")


def variants(nodes: Any) -> Iterator[str]:
    """Some strings that the nodes match, look-around aside."""
    nodes = list(nodes)
    if not nodes:
        yield ""
        return
    for first in variants_of(nodes[0]):
        for rest in islice(variants(nodes[1:]), 3):
            yield first + rest


def variants_of(node: Any) -> Iterator[str]:
    """Some strings that one node matches."""
    op, value = node
    if op is sre.LITERAL:
        yield chr(value)
    elif op in (sre.NOT_LITERAL, sre.ANY, sre.IN):
        yield from characters(op, value)
    elif op is sre.SUBPATTERN:
        yield from variants(value[3])
    elif op is sre.BRANCH:
        for branch in value[1]:
            yield from islice(variants(branch), 2)
    elif op in REPEATS:
        least, most, body = value
        for count in dict.fromkeys((max(least, min(1, most)), least)):
            for one in islice(variants(body), 6):
                yield one * count
    elif ATOMIC is not None and op is ATOMIC:
        yield from variants(value)
    else:
        yield ""


def characters(op: Any, value: Any) -> Iterator[str]:
    """Characters that a node for one character takes: usual ones and, where it lists some, the first of these."""
    for char in SAMPLES:
        if fits(op, value, 0, char):
            yield char
    if op is sre.IN and value[0][0] is not sre.NEGATE:
        for kind, part in value[:4]:
            if kind in (sre.LITERAL, sre.RANGE):
                yield chr(part if kind is sre.LITERAL else part[0])
