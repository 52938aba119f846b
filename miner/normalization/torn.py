"""Characters torn apart by pinyin that a page generator set between their bytes, and their repair.

The generator looks for the GBK code of a character (節 is B9 9D) byte by byte and writes the pinyin behind each
hit. It also hits where the second byte of one character and the first of the next happen to be that code:
展潛 is D5 **B9 9D** 93. The opening bracket then stands where a second byte was expected; the page's decoder turns
the two into `?` and reads on out of step, in pairs made of the second byte of one character and the first of
the next. Pairs that are no character are dropped:

    發展潛力          ... D5 B9 9D 93 C1 A6 ...
    發展?jié)摿        ... D5 B9  ?  jié) 93 C1 ...

Nothing here is guessed where bytes tell it: the character before the `?` ends with the first byte of the
annotated code, so the pinyin tells the second one (`data/annotated.toml`), and from there each character is made
of two bytes that can be read. What was dropped is searched for with the character model; where two readings are
about as likely the place stays as it is and `NormalizedText.torn` lists it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.normalization.alignment import Edit
from miner.normalization.conversion import prevailing_script
from miner.normalization.model import CharacterModel, character_model
from miner.normalization.repairs import PINYIN, TORN
from miner.normalization.stolen import bytes_of, foreign_cost, square

__all__ = ["restore_torn"]

_TAG = re.compile(r"[?？\ufffd]/(?:p|strong|span|div|b|td|li|h\d|a|font|br ?/)>")
"""A tag whose `<` went with the second byte of a character: 為?/p> for 為主</p>."""

BEAM = 12
MARGIN = 4.0
"""How much likelier (in nats) the best reading must be than the next one."""
HOPELESS = 11.0
"""Paths this much worse than the best one, in nats, are given up."""
WORST = -9.0
"""A reading whose characters are less likely than this on average (nats a character) is no text."""
OTHER_READING = 6.0
"""What a character costs behind which the pinyin of others stands."""
FEW = 8
"""Readings of a dropped pair that are followed further."""
IN_A_ROW = 2
"""So many dropped pairs in a row are looked for: a comma and the character behind it."""
LONGEST = 100
"""Characters that one torn place may run over."""
CONTEXT = 4
"""Characters behind a torn place that the model looks at."""
MOST = 2000
"""Torn places of one text that are searched; more are left as they are."""


Ids = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class _Path(NamedTuple):
    """A reading up to a place: its score, the last two symbols, the text and where each character came from."""

    score: float
    before: int
    last: int
    text: str
    spans: tuple[tuple[int, int], ...]
    row: int
    """The first byte of the next character, or 0x100 and more: any second byte of a pair of this row that is no
    character; -1 in step."""
    since: int
    """Where the displayed character begins that gave the byte in hand."""
    dropped: int = 0
    """How many pairs in a row were dropped before this place."""


@cache
def _annotated() -> dict[str, str]:
    readings: dict[str, str] = read_toml("miner.normalization", "annotated.toml")["readings"]
    return readings


@cache
def _holes() -> dict[int, frozenset[int]]:
    """By first byte: the second bytes with which it makes no character."""
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFF))
    holes = {lead: frozenset(t for t in trails if (lead, t) not in square()) for lead in range(0x81, 0xFF)}
    return {lead: found for lead, found in holes.items() if found}


class _Characters(NamedTuple):
    """Characters that may stand at a place: their symbols (int64), their costs (nats), and the next byte in hand."""

    text: str
    ids: Ids
    cost: Scores
    rows: Ids | None
    """For each: the first byte of the dropped pair behind it; None where none was dropped."""


def _of(text: str, script: str, rows: list[int] | None = None) -> _Characters:
    cost = np.array([foreign_cost(c, script) for c in text])
    row = None if rows is None else np.array(rows, np.int64)
    return _Characters(text, character_model().ids(text), cost, row)


@lru_cache(maxsize=4096)
def _characters(row: int, trail: int | None, script: str) -> _Characters:
    """The characters of the byte in hand (`_Path.row`) and `trail`; None: any second byte beyond ASCII."""
    leads = (row,) if row < 0x100 else tuple(sorted(_holes()[row - 0x100]))
    trails = (trail,) if trail is not None else range(0x80, 0xFF)
    characters = [square().get((lead, t)) for lead in leads for t in trails]
    return _of("".join(c for c in characters if c), script)


@lru_cache(maxsize=512)
def _before_hole(lead: int, script: str) -> _Characters:
    """The characters of the byte in hand that end with the first byte of a pair that is no character."""
    leads = (lead,) if lead < 0x100 else tuple(sorted(_holes()[lead - 0x100]))
    pairs = [(row, square()[first, row]) for first in leads for row in _holes() if (first, row) in square()]
    return _of("".join(c for _, c in pairs), script, [row for row, _ in pairs])


def _pair(character: str) -> tuple[int, int] | None:
    """The two bytes of a displayed character; of the private area too, where decoders put what has no place."""
    known = bytes_of().get(character)
    if known or character < "\u0080":
        return known
    raw = character.encode("gb18030", "replace")
    return (raw[0], raw[1]) if len(raw) == 2 else None


def restore_torn(text: str) -> list[Edit]:
    """Restore what was torn apart: `發展?jié)摿。` → `發展潛力。`; places with two readings are left alone."""
    script = prevailing_script(text) or "Hant"
    edits: list[Edit] = []
    done = 0
    for count, m in enumerate(TORN.finditer(text)):
        if count == MOST:
            break
        if m.start() < done or m.start() == 0:
            continue
        before = edits[-1].text[-1:] if edits and edits[-1].end == m.start() else text[m.start() - 1]
        known = "".join(e.text for e in edits[-1:] if e.end == m.start())
        edit = _Place(
            text, m, (text[max(0, m.start() - 8) : m.start()] + known)[-8:], before, script
        ).restored()
        if edit is not None:
            edits.append(edit)
            done = edit.end
    return edits


def _best(paths: list[_Path]) -> list[_Path]:
    """The likeliest paths of those that have read equally far."""
    ordered = sorted(paths, key=lambda p: -p.score)
    return [p for p in ordered[:BEAM] if p.score > ordered[0].score - HOPELESS]


class _Place:
    """One torn place: the paths through it."""

    def __init__(self, text: str, mark: re.Match[str], context: str, before: str, script: str) -> None:
        self.text = text
        self.mark = mark
        self.before = before
        self.script = script
        self.model: CharacterModel = character_model()
        ids = [i for i in self.model.ids("\n\n" + context).tolist() if i >= 0]
        self.start = (ids[-2], ids[-1])
        self.ends: dict[tuple[int, str], _Path] = {}
        """The paths that are in step again: by where, and what they read."""

    def restored(self) -> Edit | None:
        """The edit that mends the place; None where no reading stands out."""
        at = self.mark.end()
        paths = [p for lead in self._leads() for p in self._go(self._first(lead), at)]
        while paths:
            position = min(at for at, _ in paths)
            reached = _best([p for at, p in paths if at == position])
            paths = [item for item in paths if item[0] != position]
            if position - self.mark.end() <= LONGEST:
                for path in reached:
                    paths += self._go(path, position)
        return self._choose()

    def _leads(self) -> list[int]:
        """The bytes that went with the bracket, as the character before and the pinyin tell."""
        pair = _pair(self.before)
        if pair is None:
            return []
        wanted = _annotated().get(self.mark[1], "")
        codes = [bytes_of()[c] for c in wanted if c in bytes_of()]
        return sorted({trail for lead, trail in codes if lead == pair[1] and trail >= 0x81})

    def _first(self, lead: int) -> _Path:
        return _Path(0.0, *self.start, "", (), lead, self.mark.start())

    def _choose(self) -> Edit | None:
        """The best reading, where it is text and far better than any other."""
        ends = sorted(((path.score, end, path) for (end, _), path in self.ends.items()), reverse=True)
        scored = sorted(
            ((self._in_context(path, end), end, path) for _, end, path in ends[: 3 * BEAM]), reverse=True
        )
        if not scored:
            return None
        best, end, path = scored[0]
        if path.score < WORST * len(path.spans):
            return None
        for other, other_end, rival in scored[1:]:
            if rival.text + self.text[other_end : end + 8] == path.text + self.text[end : end + 8]:
                continue
            if best - other < MARGIN:
                return None
            break
        return Edit(self.mark.start(), end, path.text, path.spans)

    def _in_context(self, path: _Path, end: int) -> float:
        """The score of a path with the characters behind it, up to the next torn place."""
        behind = self.text[end : end + 40].split("\n", 1)
        following = behind[0] + "\n" if len(behind) > 1 or end + 40 > len(self.text) else behind[0]
        torn = TORN.search(following)
        following = PINYIN.sub("", "一" + following[: torn.start() if torn else None])[1:]
        ids = [i for i in self.model.ids(following[:CONTEXT]).tolist() if i >= 0]
        row = [path.before, path.last, *ids]
        if len(row) < 3:
            return path.score
        array = np.array(row)
        return path.score + float(self.model.scores(array[:-2], array[1:-1], array[2:]).sum())

    def _go(self, path: _Path, at: int) -> list[tuple[int, _Path]]:
        """The steps on from `path`, whose next displayed character is at `at`."""
        text = self.text
        torn = TORN.match(text, at)
        if torn:
            torn_from = _annotated().get(torn[1], "")
            self._close(path, self._made(path, None, torn_from), torn.end(), f"({torn[1]})")
            return []
        pinyin = PINYIN.match(text, at)
        if pinyin and path.text:
            return [(pinyin.end(), path)]
        tag = _TAG.match(text, at)
        if tag or at >= len(text) or text[at] == "\n":
            self._close(path, self._made(path, None, None), tag.end() if tag else at)
            return []
        character = text[at]
        pair = _pair(character)
        if pair is not None:
            made = self._made(path, pair[0], None)
            on = [(at + 1, p) for p in self._extend(path, made, at + 1, pair[1], at)]
            return on + self._dropped(path, at, at)
        if "@" <= character <= "~":
            wanted = self._reading(at + 1)
            made = self._made(path, ord(character), wanted)
            right = wanted is None or any(c in wanted for c in made.text)
            self._close(path if right else path._replace(score=path.score - OTHER_READING), made, at + 1)
            return self._dropped(path, at, at)
        if character in "?\ufffd":  # a pair that is no character, shown as such
            return self._dropped(path, at, at + 1)
        return []

    def _reading(self, at: int) -> str | None:
        """The characters whose pinyin stands in brackets at `at`; None where none stands there."""
        m = PINYIN.match(self.text, at)
        return _annotated().get(m[1]) if m else None

    def _made(self, path: _Path, trail: int | None, wanted: str | None) -> _Characters:
        """The characters that the byte in hand makes with `trail` (None: any that a decoder may have lost)."""
        characters = _characters(path.row, trail, self.script)
        if wanted is None:
            return characters
        kept = [k for k, c in enumerate(characters.text) if c in wanted]
        if not kept and trail is not None:
            return characters
        return _Characters(
            "".join(characters.text[k] for k in kept), characters.ids[kept], characters.cost[kept], None
        )

    def _extend(self, path: _Path, made: _Characters, end: int, row: int, since: int) -> list[_Path]:
        """`path` with each of the characters, the best ones."""
        if not made.text:
            return []
        gain = self.model.scores(np.array([path.before]), np.array([path.last]), made.ids) - made.cost
        best = np.argsort(-gain, kind="stable")[:BEAM]
        best = best[gain[best] > gain[best[0]] - HOPELESS]
        span = (path.since, max(end, path.since + 1))
        rows = made.rows
        return [
            _Path(
                path.score + score,
                path.last,
                symbol,
                path.text + made.text[k],
                (*path.spans, span),
                row if rows is None else 0x100 + int(rows[k]),
                since,
            )
            for k, score, symbol in zip(
                best.tolist(), gain[best].tolist(), made.ids[best].tolist(), strict=True
            )
        ]

    def _dropped(self, path: _Path, at: int, end: int) -> list[tuple[int, _Path]]:
        """`path` with a pair between that is no character: its first byte ends the one in hand."""
        made = self._extend(path, _before_hole(path.row, self.script), max(end, at), -1, at)
        best = made[:FEW]
        if end > at:
            return [(end, p) for p in best]
        if path.dropped == IN_A_ROW:
            return []
        return [step for p in best for step in self._go(p._replace(dropped=path.dropped + 1), at)]

    def _close(self, path: _Path, made: _Characters, end: int, pinyin: str = "") -> None:
        """`path` with its last character: at `end` the text is in step again.

        `pinyin` goes with the character as it does everywhere on the page; the rule for pinyin deletes it.
        """
        for p in self._extend(path, made, end, -1, end):
            p = p._replace(text=p.text + pinyin, spans=p.spans + p.spans[-1:] * len(pinyin))
            key = (end, p.text)
            if key not in self.ends or self.ends[key].score < p.score:
                self.ends[key] = p
