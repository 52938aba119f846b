"""The units of a theme model: body paragraphs, each with the words of its own text and of its headings.

A paragraph is a line of the plan's normalized text (wrapped lines joined) without the heading that opens it.
A line longer than `LONGEST` is divided at sentence ends: text that lost its line breaks, reviews that name
every field in one breath.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy import sparse

from miner.corpus import Plan
from miner.knowledge.caches import cache
from miner.segmentation.lines import soft_breaks
from miner.segmentation.outline import Outline, Section, outline
from miner.themes.texts import Texts
from miner.themes.words import Lexicon, Stream, Streaming, stream

__all__ = ["LONGEST", "SHORTEST", "Paragraphs", "digest", "paragraphs_of"]

SHORTEST = 12
"""A line of fewer Han characters is no body paragraph (a date, a salutation, a signature)."""
LONGEST = 600
"""A longer line is divided at sentence ends into pieces of at most about this many characters."""

_AT_ONCE = 200_000
"""Characters of plans whose paragraphs are cut at once, and held as one block."""
_NEWLINE = re.compile("\n")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_SENTENCE_END = re.compile(r"[。！？；!?;]+[”』」）)]*")

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Paragraphs(Sequence[str]):
    """Paragraphs of one or more plans (or bare texts), ready for the model.

    `plan`, `start`, `end` (int64, one entry a paragraph) are the plan's position in `owners` and offsets into
    its normalized text, `raw` (two int64 arrays) starts and ends in `source.text`; `headings` holds, for each paragraph, positions in `heading_texts`, innermost
    first. `body` and `heads` are the word streams of the paragraphs and of the heading texts.
    """

    texts: Texts
    plan: IntArray
    start: IntArray
    end: IntArray
    raw: tuple[IntArray, IntArray]
    owners: tuple[Plan | None, ...]
    body: Stream
    section_ids: tuple[str | None, ...]
    headings: tuple[tuple[int, ...], ...]
    heading_texts: tuple[str, ...]
    heads: Stream
    lexicon: Lexicon = field(repr=False)

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        return self.texts[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def chars(self) -> IntArray:
        """Length of each paragraph, in code points (int64)."""
        return self.texts.lengths

    def above(self, less: float) -> sparse.csr_matrix:
        """Which headings stand above each paragraph (float64, paragraphs × heading texts).

        The innermost counts 1, each above it `less` times as much as the one below.
        """
        sizes = np.fromiter(map(len, self.headings), np.int64, len(self))
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        indices = np.fromiter(chain.from_iterable(self.headings), np.int64, int(bounds[-1]))
        up = np.arange(len(indices)) - np.repeat(bounds[:-1], sizes)
        return sparse.csr_matrix((less**up, indices, bounds), shape=(len(self), len(self.heading_texts)))

    @property
    def plans(self) -> int:
        """How many plans (or texts) the paragraphs come from."""
        return len(self.owners)

    def outline(self, number: int) -> Outline:
        """The outline of the plan at this position; the paragraphs must come from plans."""
        plan = self.owners[number]
        assert plan is not None
        return outline(plan)

    @classmethod
    def from_plans(cls, plans: Iterable[Plan]) -> Paragraphs:
        """Body paragraphs of each plan, under the headings of its outline."""
        lexicon = Lexicon()
        texts, body = Texts(), Streaming(lexicon)
        lot: list[str] = []
        size = 0
        owners: list[Plan] = []
        raw: list[tuple[IntArray, IntArray]] = []
        where: list[tuple[int, int, int]] = []
        section_ids: list[str | None] = []
        headings: list[tuple[int, ...]] = []
        heading_texts: list[str] = []
        for number, plan in enumerate(plans):
            tree = outline(plan)
            owners.append(plan)
            own = _headings(tree.sections, len(heading_texts))
            heading_texts += [s.heading for s in tree.sections]
            spans = paragraphs_of(tree)
            raw.append(tree.normalized.to_raw_spans([a for a, _, _ in spans], [b for _, b, _ in spans]))
            for start, end, section in spans:
                lot.append(tree.normalized.text[start:end].replace("\n", ""))
                where.append((number, start, end))
                section_ids.append(tree.sections[section].id if section is not None else None)
                headings.append(own[section] if section is not None else ())
            size += len(tree.normalized.text)
            if size >= _AT_ONCE:
                texts.add(lot)
                body.add(lot)
                lot, size = [], 0
        texts.add(lot)
        body.add(lot)
        at = np.array(where, dtype=np.int64).reshape(-1, 3)
        words, heads = body.stream(), stream(heading_texts, lexicon)
        return cls(
            texts,
            at[:, 0],
            at[:, 1],
            at[:, 2],
            _joined(raw),
            tuple(owners),
            words,
            tuple(section_ids),
            tuple(headings),
            tuple(heading_texts),
            heads,
            lexicon,
        )

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Paragraphs:
        """One paragraph a line of each text; no headings. Texts are converted to simplified script first."""
        from miner.normalization import normalize

        lexicon = Lexicon()
        pieces: list[str] = []
        where: list[tuple[int, int, int]] = []
        count = 0
        for count, text in enumerate(texts, 1):
            plain = normalize(str(text)).text
            for start, end in _pieces(plain, 0, len(plain), 1):
                pieces.append(plain[start:end])
                where.append((count - 1, start, end))
        at = np.array(where, dtype=np.int64).reshape(-1, 3)
        return cls(
            Texts(pieces),
            at[:, 0],
            at[:, 1],
            at[:, 2],
            (at[:, 1], at[:, 2]),
            (None,) * count,
            stream(pieces, lexicon),
            (None,) * len(pieces),
            ((),) * len(pieces),
            (),
            stream([], lexicon),
            lexicon,
        )


def _joined(spans: Sequence[tuple[IntArray, IntArray]]) -> tuple[IntArray, IntArray]:
    """Starts and ends of all plans in one array each."""
    none = np.zeros(0, np.int64)
    return np.concatenate([none, *(a for a, _ in spans)]), np.concatenate([none, *(b for _, b in spans)])


def digest(text: str) -> str:
    """A name for a paragraph's content: its Han characters alone, so that numbers and marks may change."""
    return hashlib.blake2b(_NOT_HAN.sub("", text).encode(), digest_size=8).hexdigest()


def _headings(sections: Sequence[Section], offset: int) -> dict[int, tuple[int, ...]]:
    """For each section (by position) its heading and those above it, innermost first."""
    at = {s.id: i for i, s in enumerate(sections)}
    out: dict[int, tuple[int, ...]] = {}
    for i, section in enumerate(sections):
        above = out.get(at[section.parent], ()) if section.parent in at and at[section.parent] < i else ()
        out[i] = ((offset + i,) if section.heading else ()) + above
    return out


def paragraphs_of(tree: Outline) -> list[tuple[int, int, int | None]]:
    """Body paragraphs of a plan: normalized `start`, `end` and the position of the innermost section."""
    text, sections = tree.normalized.text, tree.sections
    starts = [s.start for s in sections]
    soft = soft_breaks(text)
    out: list[tuple[int, int, int | None]] = []
    begin = 0
    for newline in [*(m.start() for m in _NEWLINE.finditer(text) if m.start() not in soft), len(text)]:
        first, last = bisect_left(starts, begin), bisect_left(starts, newline)
        at, section = begin, first - 1 if first else None
        for i in range(first, last):  # sections that open in this line: a heading, then its body
            out += [(a, b, section) for a, b in _pieces(text, at, starts[i])]
            at, section = (starts[i] if _whole(sections[i]) else sections[i].heading_end), i
        out += [(a, b, section) for a, b in _pieces(text, min(at, newline), newline)]
        begin = newline + 1
    return out


def _whole(section: Section) -> bool:
    """Whether a section's "heading" is its whole content (a numbered item), so that it is body too."""
    return section.kind == "item" or section.heading_end - section.heading_start > 60


@cache
def _with_han(count: int) -> re.Pattern[str]:
    """A text that holds at least so many Han characters."""
    return re.compile(rf"(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){{{count}}}")


def _pieces(text: str, start: int, end: int, shortest: int = SHORTEST) -> list[tuple[int, int]]:
    """Trimmed spans of the stretch, none much longer than LONGEST, without stretches that say nothing."""
    while start < end and not (text[start].isalnum() or text[start] in "“《「『〈（("):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start < shortest or not _with_han(shortest).match(text, start, end):
        return []
    if end - start <= LONGEST:
        return [(start, end)]
    out, at = [], start
    for stop in _SENTENCE_END.finditer(text, start, end):
        if stop.end() - at >= LONGEST // 2:
            out.append((at, stop.end()))
            at = stop.end()
    if end > at and (end - at >= SHORTEST or not out):
        out.append((at, end))
    elif end > at:
        out[-1] = (out[-1][0], end)
    return [(a, b) for a, b in out if b > a]
