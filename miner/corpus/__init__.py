"""Source, Plan and Corpus: who owns the text, and what is a view of it.

A `Source` owns the decoded text of one file. A `Plan` is a span of it (a collection page holds several).
Everything else in the package is a table of spans: code-point offsets into `source.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import FrozenInstanceError, dataclass, field, fields
from html import escape
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from miner.engine import spool

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FACTS",
    "MERGED",
    "Corpus",
    "Grid",
    "Heading",
    "Plan",
    "Problem",
    "Shelf",
    "Source",
    "Span",
    "TextPlan",
    "as_plans",
]

Kind = TypeVar("Kind")

FACTS = (
    "title", "issuer", "place", "year", "year_end", "date", "kind", "script", "metadata", "grounds",
)  # fmt: skip
"""The fields of a plan that say what is known of it."""
MERGED = "merged"
"""The reason of a cell's span that is the span of the cell it is merged into."""


class Span(NamedTuple):
    """A stretch of `source.text`, with the reason it was marked."""

    start: int
    end: int
    reason: str = ""


class Heading(NamedTuple):
    """A line that the file format itself marks as a heading (a Word style, an HTML h2)."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document: the span of each cell in `source.text`, row by row.

    A cell that is merged into the one at its left or above has the span of that cell and the reason `merged`.
    """

    start: int
    end: int
    rows: tuple[tuple[Span, ...], ...]


def _unchangeable(kind: type[Kind]) -> type[Kind]:
    """Refuse every assignment with AttributeError; a frozen dataclass with slots says TypeError for a property."""

    def refuse(self: object, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to {name!r}")

    type.__setattr__(kind, "__setattr__", refuse)
    return kind


@_unchangeable
@dataclass(frozen=True, slots=True, init=False, eq=False)
class Source:
    """One file's decoded text and where it came from; the only owner of text in the package."""

    _text: str | spool.Spooled = field(repr=False)
    path: str | None
    sha256: str
    encoding: str | None
    media_type: str
    furniture: tuple[Span, ...]
    grids: tuple[Grid, ...]
    headings: tuple[Heading, ...]
    doubts: tuple[Span, ...]
    """Lines of a scan that character recognition is not sure of, in order; the reason says how sure it is."""

    def __init__(
        self,
        text: str,
        path: str | None = None,
        sha256: str = "",
        encoding: str | None = None,
        media_type: str = "text/plain",
        furniture: tuple[Span, ...] = (),
        grids: tuple[Grid, ...] = (),
        headings: tuple[Heading, ...] = (),
        doubts: tuple[Span, ...] = (),
    ) -> None:
        values = (text, path, sha256, encoding, media_type, furniture, grids, headings, doubts)
        for place, value in zip(fields(self), values, strict=True):
            object.__setattr__(self, place.name, value)

    @property
    def text(self) -> str:
        """Every character of the decoded file, its newlines included, so that offsets can be checked against the file.

        For Word, PDF and HTML it is the text the reader extracted. In a corpus of more than
        `miner.engine.spool.LIMIT` characters it lies in a temporary file, and is read from there at each use.
        """
        return self._text.load() if isinstance(self._text, spool.Spooled) else self._text

    @property
    def is_spooled(self) -> bool:
        """Whether the text lies in a temporary file."""
        return isinstance(self._text, spool.Spooled)

    def spool_into(self, file: spool.Spool) -> None:
        """Move the text into a temporary file. Raises OSError where there is no room for it."""
        if not self.is_spooled:
            object.__setattr__(self, "_text", file.put(self.text))

    def with_furniture(self, furniture: tuple[Span, ...]) -> Source:
        """The same source with other page furniture."""
        return Source(**{**self._values(), "furniture": furniture})

    def with_digest(self, sha256: str) -> Source:
        """The same source with the digest of another file: the one that this text was converted from."""
        return Source(**{**self._values(), "sha256": sha256})

    def _values(self) -> dict[str, Any]:
        """The arguments that make an equal source."""
        names = [place.name.removeprefix("_") for place in fields(self)]
        return {name: getattr(self, name) for name in names}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(tuple(self._values().values()))

    @classmethod
    def from_text(cls, text: str, path: str | None = None) -> Source:
        """Own `text` that came from no file; the digest is that of its UTF-8 bytes."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(text=text, path=path, sha256=digest)


class Shelf:
    """Takes the texts of a corpus one by one: memory holds the first `miner.engine.spool.LIMIT` characters.

    When there are more, all go into one file, these and those that come. Where it cannot be written, they stay
    in memory.
    """

    def __init__(self) -> None:
        self._held: list[Source] = []
        self._chars = 0
        self._spool: spool.Spool | None = None
        self._open = True

    def put(self, source: Source) -> None:
        """Count the source, and move its text to the file where the corpus has become too large for memory."""
        if not self._open or source.is_spooled or (self._held and self._held[-1] is source):
            return
        self._held.append(source)
        self._chars += len(source.text)
        if self._chars <= spool.LIMIT:
            return
        try:
            if self._spool is None:
                self._spool = spool.Spool()
            for one in self._held:
                one.spool_into(self._spool)
        except OSError:  # no room, or no place to write
            self._open = False
        self._held.clear()

    def of(self, plans: Iterable[Plan]) -> Iterator[Plan]:
        """The plans, each with its source put on the shelf."""
        for plan in plans:
            self.put(plan.source)
            yield plan


_SECTIONS_SHOWN = 60
"""Sections that a notebook shows of a plan."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan: the span `start`..`end` of `source.text`, and what is known of it (None where unknown)."""

    id: str
    source: Source
    start: int
    end: int
    title: str | None = None
    issuer: str | None = None
    place: str | None = None
    year: int | None = None
    year_end: int | None = None
    """Last year of a plan over several years (2030 for 2026-2030); equals `year` for an annual plan."""
    date: str | None = None
    kind: str | None = None
    script: str | None = None
    """`Hans`, `Hant` or `mixed`."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Further columns or front matter of the file, as written."""
    grounds: Mapping[str, str] = field(default_factory=dict)
    """For each field above that is known: how it was found."""

    @property
    def text(self) -> str:
        """The raw text of the plan, as in the source."""
        return self.source.text[self.start : self.end]

    @property
    def furniture(self) -> tuple[Span, ...]:
        """Page furniture inside the plan, in `source.text` offsets; no stage reads it."""
        return tuple(s for s in self.source.furniture if s.start < self.end and s.end > self.start)

    def _repr_html_(self) -> str:
        """The plan with its outline, for a notebook."""
        # Segmentation comes after this room; its function is looked up when it runs, as those of the stages are.
        sections = resolve_name("miner.segmentation:segment")(self).head(_SECTIONS_SHOWN)
        columns = (sections[name].tolist() for name in ("level", "marker", "heading"))
        outline = "".join(
            f'<li style="margin-inline-start:{2 * (level - 1)}em">{escape(marker + heading)}</li>'
            for level, marker, heading in zip(*columns, strict=True)
        )
        facts = (self.issuer, self.place, self.year, self.kind)
        known = " · ".join(escape(str(fact)) for fact in facts if fact)
        return f"<p><b>{escape(self.title or self.id)}</b><br>{known}</p><ul>{outline}</ul>"


class _Fact:
    """A field of a `TextPlan` that is read off the text when it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, plan: TextPlan | None, owner: type[TextPlan]) -> Any:
        if plan is None:
            return getattr(Plan, self._name, None)
        # Reading comes after this room; its function is looked up when it runs, as those of the stages are.
        facts = resolve_name("miner.reading.plans:facts_of")(plan.source)
        plan.__dict__.update({name: value for name, value in facts.items() if name not in plan.__dict__})
        return plan.__dict__[self._name]


class TextPlan(Plan):
    """A plan of a text that came from no file: what is known of it is read when it is first asked for."""

    @classmethod
    def of(cls, plan_id: str, text: str) -> TextPlan:
        """The plan that is all of `text`."""
        made: TextPlan = object.__new__(cls)
        made.__dict__.update(id=plan_id, source=Source.from_text(text), start=0, end=len(text))
        return made


for _name in FACTS:
    setattr(TextPlan, _name, _Fact(_name))


class Problem(NamedTuple):
    """A file, sentence or value that could not be handled, and why."""

    path: str | None
    plan_id: str | None
    start: int | None
    end: int | None
    kind: str
    reason: str


class Corpus(Sequence[Plan]):
    """A sequence of plans, with the problems met while reading them."""

    def __init__(self, plans: Iterable[Plan] = (), problems: Iterable[Problem] = ()) -> None:
        self._plans = tuple(Shelf().of(plans))
        self._problems = tuple(problems)
        self._by_id = {p.id: p for p in self._plans}

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Corpus:
        """Make one plan of each text; the keys become plan ids.

        Title, issuer, place, years, date, kind and script are read off the text as those of a file are, when one
        of them is first asked for. The key is no file name: nothing is read off it.

        >>> Corpus.from_texts({"p": "一、目标"})
        <Corpus: 1 plans, 0 problems>
        >>> Corpus.from_texts({"p": "林业局二〇二五年工作计划\\n一、造林\\n造林三千亩。"})[0].year
        2025
        """
        return cls(TextPlan.of(str(key), text) for key, text in texts.items())

    @overload
    def __getitem__(self, index: int) -> Plan: ...
    @overload
    def __getitem__(self, index: slice) -> Corpus: ...
    def __getitem__(self, index: int | slice) -> Plan | Corpus:
        if isinstance(index, slice):
            return Corpus(self._plans[index])
        return self._plans[index]

    def __len__(self) -> int:
        return len(self._plans)

    def __iter__(self) -> Iterator[Plan]:
        return iter(self._plans)

    def __repr__(self) -> str:
        return f"<Corpus: {len(self)} plans, {len(self._problems)} problems>"

    def _repr_html_(self) -> str:
        names = ("id", "title", "issuer", "place", "year", "kind")
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(getattr(p, n) or ''))}</td>" for n in names) + "</tr>"
            for p in self._plans[:10]
        )
        return f"<table><caption>{escape(repr(self))}</caption><tr>{head}</tr>{rows}</table>"

    def plan(self, plan_id: str) -> Plan:
        """Return the plan with this id; `KeyError` where there is none."""
        return self._by_id[plan_id]

    @property
    def plans(self) -> pd.DataFrame:
        """What is known of each plan and how it was found; the columns are `miner.tables.PLANS`."""
        from miner.corpus import tables

        return tables.PLANS.frame(
            (
                p.id, p.title, p.issuer, p.place, p.year, p.year_end, p.date, p.kind, p.script, p.start, p.end,
                p.source.path, p.source.encoding, p.source.media_type, p.source.sha256,
                "; ".join(f"{field}: {how}" for field, how in p.grounds.items()),
            )
            for p in self
        )  # fmt: skip

    @property
    def problems(self) -> pd.DataFrame:
        """What could not be read, one row each; the columns are `miner.tables.PROBLEMS`."""
        from miner.corpus import tables

        return tables.PROBLEMS.frame(self._problems)

    @property
    def furniture(self) -> pd.DataFrame:
        """What pages put around the plans, one row each; the columns are `miner.tables.FURNITURE`."""
        from miner.corpus import tables

        plans: dict[int, list[Plan]] = {}
        for plan in self._plans:
            plans.setdefault(id(plan.source), []).append(plan)
        rows = []
        for inside in plans.values():
            source = inside[0].source
            for s in source.furniture:
                inner = next((p.id for p in inside if p.start <= s.start < p.end), None)
                holder = inside[0].id if len(inside) == 1 else inner
                rows.append((source.path, holder, s.start, s.end, source.text[s.start : s.end], s.reason))
        return tables.FURNITURE.frame(rows)


def as_plans(corpus_or_plan: Iterable[Plan] | Plan) -> Sequence[Plan]:
    """Accept what every stage accepts: a plan, a corpus or any iterable of plans."""
    if isinstance(corpus_or_plan, Plan):
        return (corpus_or_plan,)
    return tuple(corpus_or_plan)
