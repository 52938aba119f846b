"""Bytes stolen by a search in GBK: how the damage arises, and its inverse.

Some sites replace full-width ！ (A3 A1), ， (A3 AC) and ？ (A3 BF) by `!` `,` `?` byte by byte in GBK text. The
search also hits where the second byte of one character and the first of the next happen to be these two: 福”
is B8 **A3 A1** B1. The rest of the line is then decoded out of step, in pairs made of the second byte of one
character and the first of the next, until a byte finds no partner; bytes without partner are dropped:

    牽手幸福”聯(lián)誼    ... B8 A3 A1 B1 C2 93 28 ...
    牽手幸!甭(lián)誼      ...  x  21  B1 C2  x 28 ...

So what can be read tells most bytes of what was there; the dropped ones (x) are searched for. A path through a
line is in step, where a character is itself, or out of step with the first byte of the next character in hand.
A beam keeps the likeliest paths by the character model; being stolen from costs `COST`, so a line is changed
only where the model prefers the restored text by far. Pinyin in brackets tells which character stood before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.normalization.alignment import Edit
from miner.normalization.conversion import prevailing_script
from miner.normalization.model import CharacterModel, character_model
from miner.normalization.repairs import PINYIN, TORN

__all__ = ["bytes_of", "foreign_cost", "restore_stolen_bytes", "square"]

COST = 4.0
"""What one theft costs, in nats: how much likelier the restored text must be."""
FOREIGN = 5.0
"""What a restored character of the other script, or outside of GB 2312 in simplified text, costs."""
KNOWN_READING = 8.0
"""What a restored character gains whose pinyin stands behind it."""
QUOTE = 1.5
"""What a restored “ or ” gains where it makes a pair, and loses where it does not."""
BEAM = 48
HOPELESS = 30.0
"""Paths this much worse than the best one are given up."""
BEFORE = 40
WINDOW = 400
SURPRISE = -13.0
UNEXPECTED = -7.0
MOST = 60_000
"""Suspect characters of a text that is searched; one with more is left as it is, for a search costs much."""
GENERATED = 3
"""A page with so much pinyin in brackets is a generator's."""
_MARKS = {"!": 0xA1, ",": 0xAC, "?": 0xBF}
_MARK = re.compile("[!,?]")
_QUOTE = re.compile("[“”]")

Ids = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class _Candidates(NamedTuple):
    """Characters that share a byte: the other byte, the character, its id and what it costs."""

    byte: Ids
    text: str
    ids: Ids
    cost: Scores


@cache
def square() -> dict[tuple[int, int], str]:
    """The GBK characters by lead and trail byte."""
    square = {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                square[lead, trail] = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
    return square


@cache
def bytes_of() -> dict[str, tuple[int, int]]:
    """The two bytes of each GBK character."""
    return {character: pair for pair, character in square().items()}


def foreign_cost(character: str, script: str) -> float:
    """What a character costs that the script of the text seldom uses, in nats."""
    if character < "\u3400":
        return 0.0
    if script == "Hant":
        return FOREIGN if prevailing_script(character) == "Hans" else 0.0
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return FOREIGN
    return 0.0


def _candidates(pairs: list[tuple[int, str]], script: str) -> _Candidates:
    text = "".join(c for _, c in pairs)
    cost = np.array([foreign_cost(c, script) for c in text])
    return _Candidates(np.array([b for b, _ in pairs], np.int64), text, character_model().ids(text), cost)


@cache
def _by_lead(lead: int, script: str) -> _Candidates:
    """Characters with this lead byte whose trail byte can have been dropped."""
    pairs = [(t, c) for (first, t), c in square().items() if first == lead and t >= 0x80]
    return _candidates(pairs, script)


@cache
def _cut_by_mark(script: str) -> _Candidates:
    """Characters whose trail byte is A3, the first byte of ！ ， ？."""
    return _candidates([(lead, c) for (lead, t), c in square().items() if t == 0xA3], script)


@cache
def _lonely(following: int) -> npt.NDArray[np.bool_]:
    """Which bytes are dropped by a decoder when `following` comes next (0 at the end)."""
    alone = np.zeros(256, dtype=np.bool_)
    for byte in range(0x80, 0xFF):
        alone[byte] = (byte, following) not in square()
    return alone


@cache
def _droppable(lead: int, following: int, script: str) -> _Candidates:
    """Characters with this lead byte whose trail byte is dropped when `following` comes next."""
    every = _by_lead(lead, script)
    lonely = np.flatnonzero(_lonely(following)[every.byte])
    return _Candidates(
        every.byte[lonely], "".join(every.text[k] for k in lonely), every.ids[lonely], every.cost[lonely]
    )


class _Node(NamedTuple):
    """A character of a path: the one before, what it is and the damaged characters it came from."""

    parent: int
    text: str
    start: int
    end: int
    restored: bool


@dataclass
class _Paths:
    """Paths that have read equally far: scores, the last two ids, the last node, the byte in hand (or -1)."""

    score: list[float] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    node: list[int] = field(default_factory=list)
    lead: list[int] = field(default_factory=list)

    def add(self, score: float, before: int, last: int, node: int, lead: int = -1) -> None:
        self.score.append(score)
        self.before.append(before)
        self.last.append(last)
        self.node.append(node)
        self.lead.append(lead)

    def best(self, width: int, floor: float) -> _Paths:
        """The best `width` paths above `floor`, one for each state."""
        kept, seen = _Paths(), set()
        for k in sorted(range(len(self.score)), key=lambda k: -self.score[k]):
            if self.score[k] < floor:
                break
            state = (self.before[k], self.last[k], self.lead[k])
            if state not in seen:
                seen.add(state)
                kept.add(self.score[k], self.before[k], self.last[k], self.node[k], self.lead[k])
                if len(kept.score) == width:
                    break
        return kept


class _Search:
    """The search through one stretch of a damaged text."""

    def __init__(
        self, text: str, beyond: str, script: str, readings: Mapping[int, str], hidden: frozenset[int]
    ) -> None:
        self.model: CharacterModel = character_model()
        self.text = text
        self.script = script
        self.readings = readings
        self.ids = self.model.ids(text).tolist()
        for i in hidden:
            self.ids[i] = -1
        self.bytes = [bytes_of().get(c) for c in text]
        self.beyond_text = beyond
        self.beyond = _first_byte(beyond)
        self.nodes: list[_Node] = []
        n = len(text)
        self.in_step = [_Paths() for _ in range(n + 1)]
        self.out_of_step = [_Paths() for _ in range(n + 1)]

    def run(self, before: int, last: int) -> list[_Node]:
        """The nodes of the likeliest path behind the symbols `before` and `last`."""
        self.in_step[0].add(0.0, before, last, -1)
        n, whole, i = len(self.text), self.text + self.beyond_text, -1
        marks = [k for k, c in enumerate(self.text) if c in _MARKS and _can_be_theft(whole, k)] + [n]
        while i < n:
            i += 1
            floor = max(self.in_step[i].score + self.out_of_step[i].score) - HOPELESS
            behind = self.out_of_step[i].best(BEAM, floor)
            if behind.score:
                self._drop(i, behind)
                if i < n:
                    self._pair(i, behind)
            here = self.in_step[i] = self.in_step[i].best(BEAM, floor)
            mark = marks[bisect_left(marks, i)]
            if len(here.score) == 1 and not behind.score and i < mark:
                self._walk(i, mark, here)
                i = mark - 1
            elif i < n and here.score:
                self._read(i, here)
                if i == mark:
                    self._steal(i, here)
        ends = self.in_step[-1]
        if not self.beyond:
            self._close(ends)
        best = max(range(len(ends.score)), key=ends.score.__getitem__)
        return self._trace(ends.node[best])

    def _close(self, ends: _Paths) -> None:
        """Let the end of the line count as a symbol."""
        newline = self.model.ids("\n")
        scores = self.model.scores(np.array(ends.before), np.array(ends.last), newline)
        ends.score = (np.array(ends.score) + scores).tolist()

    def _trace(self, node: int) -> list[_Node]:
        path = []
        while node >= 0:
            path.append(self.nodes[node])
            node = path[-1].parent
        return path[::-1]

    def _node(self, parent: int, text: str, start: int, end: int, restored: bool) -> int:
        self.nodes.append(_Node(parent, text, start, end, restored))
        return len(self.nodes) - 1

    def _read(self, i: int, paths: _Paths) -> None:
        """In step: the character is itself."""
        symbol, target = self.ids[i], self.in_step[i + 1]
        if symbol < 0:
            for score, before, last, node in zip(
                paths.score, paths.before, paths.last, paths.node, strict=True
            ):
                target.add(score, before, last, self._node(node, self.text[i], i, i + 1, False))
            return
        gain = self.model.scores(np.array(paths.before), np.array(paths.last), np.array([symbol])).tolist()
        for score, more, last, node in zip(paths.score, gain, paths.last, paths.node, strict=True):
            target.add(score + more, last, symbol, self._node(node, self.text[i], i, i + 1, False))

    def _walk(self, start: int, end: int, only: _Paths) -> None:
        """In step on a single path: up to the next mark every character is itself, whatever its score."""
        before, last, node = only.before[0], only.last[0], only.node[0]
        for i in range(start, end):
            node = self._node(node, self.text[i], i, i + 1, False)
            if self.ids[i] >= 0:
                before, last = last, self.ids[i]
        self.in_step[end].add(only.score[0], before, last, node)

    def _steal(self, i: int, paths: _Paths) -> None:
        """In step: the mark is the end of one character and the beginning of the next."""
        self._spread(
            paths,
            _cut_by_mark(self.script),
            -COST,
            i,
            (i, i + 1),
            self.out_of_step[i + 1],
            _MARKS[self.text[i]],
        )

    def _drop(self, i: int, paths: _Paths) -> None:
        """Out of step: the second byte of the character was dropped; the next is in step again."""
        following = _first_byte(self.text[i]) if i < len(self.text) else self.beyond
        for lead in sorted(set(paths.lead)):
            group = _Paths()
            for k, own in enumerate(paths.lead):
                if own == lead:
                    group.add(paths.score[k], paths.before[k], paths.last[k], paths.node[k])
            candidates = _droppable(lead, following, self.script)
            self._spread(group, candidates, 0.0, i, (i - 1, i), self.in_step[i], -1)

    def _spread(
        self,
        paths: _Paths,
        candidates: _Candidates,
        gain: float,
        i: int,
        span: tuple[int, int],
        target: _Paths,
        lead: int,
    ) -> None:
        """Go on from every path with every candidate; the best ones are kept."""
        if not len(candidates.ids):
            return
        score = (
            np.array(paths.score)[:, None]
            + self.model.scores(
                np.array(paths.before)[:, None], np.array(paths.last)[:, None], candidates.ids[None, :]
            )
            - candidates.cost
            + gain
        )
        if lead < 0:
            score = score + self._quotes(i, candidates.text)
        wanted = self.readings.get(i) if lead < 0 else None
        if wanted:
            score = score + KNOWN_READING * np.array([c in wanted for c in candidates.text])
        flat = score.ravel()
        best = np.argsort(-flat, kind="stable")[:BEAM]
        behind, which = np.divmod(best, len(candidates.ids))
        first = len(self.nodes)
        for k, c in zip(behind.tolist(), which.tolist(), strict=True):
            self.nodes.append(_Node(paths.node[k], candidates.text[c], *span, True))
        target.score += flat[best].tolist()
        target.before += np.array(paths.last)[behind].tolist()
        target.last += candidates.ids[which].tolist()
        target.node += range(first, len(self.nodes))
        target.lead += [lead] * len(best)

    def _quotes(self, i: int, text: str) -> Scores:
        """What “ and ” gain or lose by the quotation marks around the dropped byte."""
        if "”" not in text:
            return np.zeros(len(text))
        opened = self.text.rfind("“", 0, i) > self.text.rfind("”", 0, i)
        after = _QUOTE.search(self.text, i)
        closes = after is not None and after.group() == "”"
        gain = {
            "“": QUOTE if closes and not opened else -QUOTE,
            "”": QUOTE if opened and not closes else -QUOTE,
        }
        return np.array([gain.get(c, 0.0) for c in text])

    def _pair(self, i: int, paths: _Paths) -> None:
        """Out of step: the byte in hand and the first byte of what is read make the character."""
        pair, mark = self.bytes[i], _MARKS.get(self.text[i])
        if mark:
            options = [(0xA3, self.out_of_step[i + 1], mark)]
        elif pair:
            options = [(pair[0], self.out_of_step[i + 1], pair[1])]
        elif "@" <= self.text[i] <= "~":
            options = [(ord(self.text[i]), self.in_step[i + 1], -1)]
        else:
            return
        for trail, target, lead in options:
            characters = [square().get((own, trail)) for own in paths.lead]
            ids = self.model.ids("".join(c or " " for c in characters))
            gain = self.model.scores(np.array(paths.before), np.array(paths.last), ids).tolist()
            for k, c in enumerate(characters):
                if c:
                    score = paths.score[k] + gain[k] - foreign_cost(c, self.script)
                    target.add(
                        score,
                        paths.last[k],
                        int(ids[k]),
                        self._node(paths.node[k], c, i - 1, i + 1, True),
                        lead,
                    )


def _first_byte(character: str) -> int:
    """The byte a decoder meets next; 0 where there is none that could be a trail byte."""
    pair = bytes_of().get(character)
    return pair[0] if pair else ord(character) if "@" <= character <= "~" else 0


def restore_stolen_bytes(text: str) -> list[Edit]:
    """Restore what was decoded out of step: `牽手幸!甭(lián)誼` → `牽手幸福”聯(lián)誼`."""
    script = prevailing_script(text) or "Hans"
    known = _readings(text)
    suspects = list(_suspects(text, character_model()))
    if sum(end - start for start, end in suspects) > MOST:
        return []
    return [edit for start, end in suspects for edit in _restore(text, start, end, script, known)]


def _restore(text: str, start: int, end: int, script: str, known: Mapping[str, str]) -> Iterator[Edit]:
    part = text[start:end]
    brackets = list(PINYIN.finditer(part))
    readings = {m.start(): known.get(m[1], "") for m in brackets}
    hidden = frozenset(i for m in brackets for i in range(m.start(), m.end()))
    before = [i for i in character_model().ids("\n\n" + text[max(0, start - 8) : start]).tolist() if i >= 0][
        -2:
    ]
    path = _Search(part, text[end : end + 1], script, readings, hidden).run(*before)
    yield from _edits(path, start, len(part))


def _edits(path: list[_Node], offset: int, length: int) -> Iterator[Edit]:
    """One edit for each run of restored characters, at least two damaged characters wide."""
    k = 0
    while k < len(path):
        if not path[k].restored:
            k += 1
            continue
        first = k
        while k < len(path) and path[k].restored:
            k += 1
        run = path[first:k]
        start, end = run[0].start, run[-1].end
        if end - start < 2 and first:
            first -= 1
            start = path[first].start
            run = path[first:k]
        low, high = start, max(end, min(start + 2, length))
        spans = []
        for node in run:
            a, b = node.start, node.end
            if node.restored and b - a < 2:
                a, b = (a, b + 1) if b < high else (max(low, a - 1), b)
            spans.append((offset + a, offset + b))
        yield Edit(offset + start, offset + end, "".join(n.text for n in run), tuple(spans))


def _readings(text: str) -> dict[str, str]:
    """Which characters a page writes with which pinyin, with those known from other pages."""
    readings: dict[str, str] = dict(read_toml("miner.normalization", "pinyin.toml")["readings"])
    for m in PINYIN.finditer(text):
        readings[m[1]] = readings.get(m[1], "") + text[m.start() - 1]
    return readings


def _suspects(text: str, model: CharacterModel) -> Iterator[tuple[int, int]]:
    """Stretches with a mark that can be a theft and stands where the model hardly expects it.

    Nothing else is searched, so that clean text with ASCII punctuation costs little.
    """
    at = [m.start() for m in _MARK.finditer(text) if _can_be_theft(text, m.start())]
    if len(PINYIN.findall(text)) >= GENERATED or TORN.search(text):
        at = [i for i in at if text[i] != "?"]  # there it stands for what a decoder could not read
    if not at:
        return
    done = 0
    for i in np.array(at)[_surprising(text, at, model)].tolist():
        if i < done:
            continue
        start = max(text.rfind("\n", max(0, i - BEFORE), i) + 1, i - BEFORE, done)
        stop = text.find("\n", i, i + WINDOW)
        done = min(len(text), i + WINDOW) if stop < 0 else stop
        if TORN.search(text, start, done):
            continue  # out of step in another way
        if 2 * len(_MARK.findall(text, start, done)) <= done - start:  # else too little is left to go by
            yield start, done


def _can_be_theft(text: str, at: int) -> bool:
    """Tell whether what follows the mark can be read as the rest of a character that began with its byte."""
    if TORN.match(text, at):  # pinyin between the bytes of a character, which is another damage
        return False
    lead = _MARKS[text[at]]
    following = text[at + 1 : at + 2]
    pair = bytes_of().get(following)
    if pair:
        return (lead, pair[0]) in square() or _drops(lead, pair[0])
    if "@" <= following <= "~":
        return (lead, ord(following)) in square()
    return _drops(lead, 0)


@cache
def _drops(lead: int, following: int) -> bool:
    """Whether a character with this lead byte can have lost its trail byte because of `following`."""
    return bool((_droppable(lead, following, "Hans").byte > 0x80).any())


def _surprising(text: str, at: list[int], model: CharacterModel) -> npt.NDArray[np.bool_]:
    """Which marks the model does not expect where they are, or whose next two characters it does not."""
    near = model.ids("".join(_near(text, i) for i in at)).reshape(-1, 5)
    two, one, mark, first, second = near.T
    here = model.scores(two, one, mark)
    behind = model.scores(one, mark, first) + model.scores(mark, first, second)
    comma = np.array([text[i] == "," for i in at])
    return (behind < SURPRISE) | (~comma & (here < UNEXPECTED))


def _near(text: str, at: int) -> str:
    """The mark with the two characters before and behind it, spaces left out; newlines beyond the text."""
    before = "".join(text[max(0, at - 6) : at].split(" "))
    behind = "".join(text[at + 1 : at + 7].split(" "))
    return (
        ("\n\n" + before.replace("\u3000", "").replace("\t", ""))[-2:]
        + text[at]
        + (behind.replace("\u3000", "").replace("\t", "") + "\n\n")[:2]
    )
