"""Read which documents a plan says that it implements, and find them among the plans it shares text with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan
from miner.duplicates.basis import SUPERIOR, Marks
from miner.duplicates.fold import Folded, places_of
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import script_of, simplify

__all__ = ["Named", "implemented", "superiors", "taken"]

_LEAST = 8
"""Characters of a title, at least, that names one document and no other."""
_LONGEST = 80
"""Characters of a title at most."""
_OPENING = 600
"""Characters from the start of a plan in which titles without marks are looked for."""
_HEAD = 500
"""Characters from the start of a plan in which it says what it is."""
_BEFORE = 20
"""Characters before the name of an assembly in which the plan says that it carries out its work."""
_CLAUSE, _BETWEEN = 200, 40
"""Characters before a title that are read; and between the word of implementing and the title, at most."""
_SUBJECT = 0.6
"""Part of the subject of a title that stands in the opening of a document without a title line."""
_PAIRS = 24
"""Symbols of a passage, at least, for which it is asked who follows whom: with fewer, no two plans are a pair."""
_PREFIX = 24
"""Characters of an issuer or a place before a title, at most."""

_MARKED = re.compile("《([^《》]{4,100})》")
_BRACKETS = re.compile(r"[（(〔\[][^（()）〔〕\[\]]{0,40}[）)〕\]]")
_NUMBERS = re.compile("[（(][^（）()]{0,60}[）)]")
_SPEAKS = re.compile("印发|转发|批转")
_YEAR = re.compile("(?:19|20)[0-9]{2}(?!年?版)")
_EDITION = re.compile("(?:19|20)[0-9]{2}(?=年?版)")
_YEARS = re.compile("(?:19|20)[0-9]{2}年?(?:[-—–~～至到]+(?:(?:19|20)[0-9]{2})?年?)?(?:年?度|年?版)?")
_CHAPTER = re.compile("^[ \t\u3000]*(?:第?[一二三四五六七八九十]{1,3}[、．.章节部]).{0,40}$", re.MULTILINE)
_SIGNS = re.compile(r"[\W_]+")
_ENDS = re.compile("[。；;《》！？]")
_STOPS = re.compile("[。；;，,：:！!？?]")


@dataclass(frozen=True)
class Named:
    """A title in normal form (simplified, without marks, years and states), the years in it, and its edition."""

    core: str
    years: frozenset[str]
    edition: str = ""

    @classmethod
    def of(cls, title: str) -> Named:
        """The normal form of `title`."""
        plain = _plain(title)
        years = frozenset(_YEAR.findall(plain))
        said = [m.end() for m in _SPEAKS.finditer(plain)]
        core = _wording(plain[said[-1] if said else 0 :])
        edition = _EDITION.search(plain)
        title = _without_state(core).removeprefix("中华人民共和国").lstrip("0123456789")
        return cls(title, years, edition[0] if edition else "")


@dataclass(frozen=True)
class _Known:
    """The data of `superiors.toml`, ready to be matched."""

    before: re.Pattern[str]
    making: re.Pattern[str]
    behind: re.Pattern[str]
    kinds: tuple[str, ...]
    kind: re.Pattern[str]
    states: tuple[str, ...]
    review: re.Pattern[str]
    assemblies: tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], str], ...]


@cache
def _known() -> _Known:
    data = read_toml("miner.duplicates", "superiors.toml")
    before = "|".join(word for entry in data["before"] for word in entry["words"])
    kinds = tuple(data["kinds"]["words"])
    return _Known(
        before=re.compile(before),
        making=re.compile(f"(?:{'|'.join(data['making']['words'])})(?!的)"),
        behind=re.compile("|".join(entry["pattern"] for entry in data["behind"])),
        kinds=kinds,
        kind=re.compile(f"(?:{'|'.join(kinds)})(?={data['unmarked']['pattern']})"),
        states=tuple(data["states"]["words"]),
        review=re.compile(data["review"]["pattern"]),
        assemblies=tuple(
            (*(re.compile(entry[key]) for key in ("named", "behind", "opening")), entry["session"])
            for entry in data["assembly"]
        ),
    )


def _plain(text: str) -> str:
    """Simplified, in the common width of characters, without blanks."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain if script_of(plain) in (None, "Hans") else simplify(plain)  # most text is simplified


def _letters(text: str) -> str:
    return _SIGNS.sub("", text)


def _wording(plain: str) -> str:
    """The letters of a plain text, without brackets and years."""
    return _letters(_YEARS.sub("", _BRACKETS.sub("", plain)))


def _without_state(core: str) -> str:
    while True:
        shorter = core
        for state in _known().states:
            shorter = shorter.removesuffix(state)
        if shorter == core:
            return core
        core = shorter


def implemented(text: str) -> list[Named]:
    """The titles of the documents that a plan with this `text` says it implements, each once, in their order.

    A title counts in 《》 or 〈〉 behind words of implementing (`data/superiors.toml`), and in the opening also
    without marks; a title that is only mentioned, or of a text that the plan makes itself, does not count.
    """
    names = [Named.of(title) for title in _marked(text)]
    names += [Named.of(title) for title in _unmarked(text[:_OPENING])]
    return [name for name in dict.fromkeys(names) if len(name.core) >= _LEAST]


def _marked(text: str) -> Iterator[str]:
    if "〈" in text and "《" not in text:
        text = text.replace("〈", "《").replace("〉", "》")
    for m in _MARKED.finditer(text):
        before = "".join(text[max(0, m.start() - _CLAUSE) : m.start()].split())
        behind = _NUMBERS.sub("", "".join(text[m.end() : m.end() + _BETWEEN].split()), count=1)
        if _implements(before) or _known().behind.match(behind):
            yield m[1]


def _implements(before: str) -> bool:
    """Whether the clause that ends with `before` says that what follows is implemented."""
    clause = _STOPS.split(_BRACKETS.sub("", _MARKED.sub("", before)))[-1]
    verbs = [m.end() for m in _known().before.finditer(clause)]
    return (
        bool(verbs) and len(clause) - verbs[-1] <= _BETWEEN and not _known().making.search(clause, verbs[-1])
    )


def _unmarked(text: str) -> Iterator[str]:
    text = "".join(text.split())
    for m in _known().before.finditer(text):
        clause = _ENDS.split(text[m.end() : m.end() + _CLAUSE // 3], 1)[0]
        for kind in _known().kind.finditer(clause):
            if not _STOPS.search(clause, 0, kind.start()):
                yield clause[: kind.end()]
                break


@dataclass(frozen=True)
class _Document:
    """A plan, with what says which document it is; everything is read when it is first asked for."""

    plan: Plan

    @cached_property
    def names(self) -> list[Named]:
        """What it implements."""
        return implemented(self.plan.text)

    @cached_property
    def titles(self) -> list[Named]:
        """Its id, and its title or its first lines where it has none, or where reading it would take long."""
        titles = [self.plan.id.split("#")[0].rsplit("/", 1)[-1]]
        title = vars(self.plan).get("title")
        if title:
            titles.append(title)
        else:
            lines = [line for line in self.plan.text[:_HEAD].split("\n") if line.strip()]
            titles += ["".join(lines[:n]) for n in (1, 2, 3) if not _STOPS.search("".join(lines[:n]))]
        return [name for name in map(Named.of, titles) if _LEAST <= len(name.core) <= _LONGEST]

    @cached_property
    def head(self) -> str:
        """The letters of its opening, without the titles in it."""
        return _letters(_plain(_MARKED.sub("", self.plan.text[:_HEAD])))

    @cached_property
    def beginning(self) -> str:
        """The wording of its opening, its id and its title, if that was read: all that may bear a title."""
        title = vars(self.plan).get("title") or ""
        return _wording(_plain(f"{self.plan.text[:_HEAD]}\n{self.plan.id}\n{title}"))

    @cached_property
    def letters(self) -> str:
        """The letters of its beginning, in which its issuer and its place stand."""
        return _letters(_plain(self.plan.text[: 3 * _OPENING] + self.plan.text[-200:]))

    @cached_property
    def assemblies(self) -> list[tuple[int, str]]:
        """The assemblies whose work it carries out: number of the entry, number of the assembly."""
        text = self.plan.text
        return [
            (i, m["n"])
            for i, (named, verbs, _, _) in enumerate(_known().assemblies)
            for m in named.finditer(text)
            if verbs.search(text, max(0, m.start() - _BEFORE), m.start())
        ]

    def is_report_of(self, assembly: tuple[int, str]) -> bool:
        """Whether it is the report that this assembly heard."""
        _, _, opening, session = _known().assemblies[assembly[0]]
        return session.format(n=assembly[1]) in self.head and opening.search(self.head) is not None

    def bears(self, name: Named, of: _Document) -> bool:
        """Whether it has the title that the plan `of` names: the same, or with an issuer or a place before it."""
        if name.core[-_LEAST:] not in self.beginning:
            return self._is_about(name)
        for own in self.titles:
            if own.years and name.years and not own.years & name.years:
                continue
            if own.core == name.core:
                return True
            longer, shorter, speaker = own.core, name.core, of
            if len(longer) < len(shorter):
                longer, shorter, speaker = shorter, longer, self
            prefix = longer.removesuffix(shorter)
            known = len(prefix) <= _PREFIX and prefix.removesuffix("关于") in speaker.letters
            if prefix != longer and known and not _known().before.search(prefix):
                return True
        return self._is_about(name)

    def _is_about(self, name: Named) -> bool:
        """Whether the opening of a document without a title says that it is of this kind and on this subject.

        One that continues an earlier edition of a document is an edition of it, whatever it calls itself.
        """
        if name.core[:_LEAST] not in self.beginning:
            return False
        kind = next((k for k in _known().kinds if name.core.endswith(k)), "")
        subject = name.core.removesuffix(kind)
        edition = any(own.core == name.core and "" != own.edition != name.edition for own in self.names)
        if not kind or not (edition or re.search(f"(?:本|以下|如下|此)[^本的]{{0,4}}{kind}", self.head)):
            return False
        size = next((n for n in range(len(subject), 0, -1) if subject[:n] in self.head), 0)
        return size >= max(_LEAST, _SUBJECT * len(subject)) and not self.plan.title

    def follows(self, other: _Document) -> bool:
        """Whether it says that it implements `other`."""
        if any(other.is_report_of(a) for a in self.assemblies) and not self.is_report():
            return True
        return any(
            name not in other.names and other.bears(name, self) and not self._is(name) for name in self.names
        )

    def is_report(self) -> bool:
        """Whether it is itself the report of an assembly."""
        return any(opening.search(self.head) for _, _, opening, _ in _known().assemblies)

    def _is(self, name: Named) -> bool:
        """Whether the plan's own title is this one, or ends so: the name does not tell it from its siblings."""
        return any(own.core.endswith(name.core) for own in self.titles)


def taken(
    plans: Sequence[Plan], folded: Folded, records: npt.NDArray[np.int32]
) -> tuple[dict[str, Marks], dict[tuple[int, int], list[tuple[int, int, int, int]]]]:
    """What plans took from those they say they implement: marks by the plan's id, and the spans of both sides.

    records: of passages, `miner.duplicates.matching.COLUMNS`. The spans, by (superior, plan that follows it),
    are start and end in the superior, then in the plan, in symbols. What a superior reports of the past is
    nothing to be implemented: passages that begin in such a section of it stay what they are.
    """
    telling = records[np.minimum(records[:, 3] - records[:, 2], records[:, 5] - records[:, 4]) >= _PAIRS]
    pairs = [(a, b) for a, b in np.unique(telling[:, :2], axis=0).tolist()]
    found = superiors(plans, pairs)
    marks: dict[str, Marks] = {}
    spans: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    past = {up: _reviews(plans[up], folded, up) for up in {pair[0] for pair in found.values()}}
    for a, b, sa, ea, sb, eb in records[:, :6].tolist() if found else ():
        if (a, b) in found:
            superior, follower = found[a, b]
            both = (sa, ea, sb, eb) if superior == a else (sb, eb, sa, ea)
            if any(start <= both[0] < end for start, end in past[superior]):
                continue
            marks.setdefault(plans[follower].id, []).append((SUPERIOR, *both[2:]))
            spans.setdefault((superior, follower), []).append(both)
    return marks, spans


def _reviews(plan: Plan, folded: Folded, number: int) -> list[tuple[int, int]]:
    """The sections of a plan, first symbol and end of each, whose headings say that they report the past."""
    chapters = [(m.start(), _known().review.search(m[0]) is not None) for m in _CHAPTER.finditer(plan.text)]
    if not any(review for _, review in chapters):
        return []
    edges = [start for start, _ in chapters] + [len(plan.text)]
    places = np.searchsorted(places_of(folded, number, plan), edges).tolist()
    return [(places[i], places[i + 1]) for i, (_, review) in enumerate(chapters) if review]


def superiors(
    plans: Sequence[Plan], pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Of the `pairs` of plans (numbers) that share text, those of which one says that it implements the other.

    The value is (superior, plan that follows it). Where each names the other, or the superior is of a later
    year, neither follows. Takes time in proportion to the text of the plans and the number of pairs.
    """
    documents: Mapping[int, _Document] = {i: _Document(plans[i]) for pair in pairs for i in pair}
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for a, b in pairs:
        up, down = documents[b].follows(documents[a]), documents[a].follows(documents[b])
        if up == down:
            continue
        superior, follower = (a, b) if up else (b, a)
        dates = [(plans[i].date or "")[:4] for i in (superior, follower)]
        if not all(dates) or dates[0] <= dates[1]:
            found[a, b] = superior, follower
    return found
