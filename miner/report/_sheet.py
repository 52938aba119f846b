"""Compose an evidence sheet of a pair or a family in one language; HTML and Word are rendered from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from miner.corpus import Plan
from miner.duplicates import Duplicates
from miner.errors import InputError
from miner.knowledge.bodies import one_body
from miner.report._condense import LINE, Sides, condense
from miner.report._grounds import ground_sentence, grounds_of
from miner.report._mined import Mined
from miner.report._pairs import APART
from miner.report._values import percent, present
from miner.report._words import say_reason, words
from miner.stages import frame_of

__all__ = [
    "Block",
    "Facts",
    "Lines",
    "Passage",
    "Passages",
    "Sheet",
    "family_sheet",
    "pair_sheet",
    "plan_doubts",
]

_BUDGET, _LEAST, _LINE = 880, 80, 66
"""Characters per side, of all passages together and of one at least; those that the lines of each further passage and
each further name to check take. An ordinary pair then fits on one A4 page."""
_MOST_PASSAGES, _MOST_LEFTOVERS, _MOST_MEMBERS, _MOST_SLOTS = 6, 6, 24, 8
_QUOTE = 24
Row = tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """A table of texts; the first column labels the row."""

    title: str
    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Lines:
    """Sentences under a heading."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A shared passage: its title and both versions."""

    title: str
    sides: Sides


@dataclass(frozen=True)
class Passages:
    """Passages side by side under a header per column; the note counts the passages not shown."""

    title: str
    header: Row
    passages: tuple[Passage, ...]
    note: str


Block = Facts | Lines | Passages


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """An evidence sheet."""

    language: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    decision: str
    """The question that the reviewer answers by signing."""
    date: str
    version: str


def pair_sheet(analysis: Mined, plan_a: str, plan_b: str, language: str, date: str, version: str) -> Sheet:
    """The sheet of two plans, by their ids. Raises InputError for an unknown id or the same id twice."""
    wording = words()[language]
    plans = {p.id: p for p in analysis.corpus}
    for plan_id in (plan_a, plan_b):
        if plan_id not in plans:
            raise InputError(f"there is no plan {plan_id!r} in the corpus")
    if plan_a == plan_b:
        raise InputError(f"an evidence sheet needs two plans, not {plan_a!r} twice")
    first, second = sorted((plan_a, plan_b))  # the tables name the plan first whose id sorts first
    pair = _Pair(analysis, plans[first], plans[second], wording, language)
    return Sheet(
        language=language,
        title=wording["sheet.title"],
        lead=wording["sheet.lead"],
        blocks=tuple(pair.blocks()),
        decision=wording["sheet.question"],
        date=date,
        version=version,
    )


@dataclass(frozen=True)
class _Pair:
    """Two plans and the interface texts of a language; each method builds one part of the sheet."""

    analysis: Mined
    a: Plan
    b: Plan
    wording: Mapping[str, str]
    language: str

    def blocks(self) -> Iterator[Block]:
        passages = [
            {"basis": "copied", "kind": "", "chars": p["end_a"] - p["start_a"], "copied_chars": 0, **p}
            for p in _rows(self.analysis, "passages", plan_a=self.a.id, plan_b=self.b.id)
        ]
        leftovers = self._leftovers(passages)
        yield self._facts()
        yield self._direction()
        yield self._passages(passages, leftovers)
        if leftovers:
            yield self._checks(leftovers)
        yield Lines(self.wording["sheet.open"], tuple(self._open()))

    def _facts(self) -> Facts:
        wording = self.wording
        rows = [
            (wording[f"column.{name}"], *(_text(getattr(p, name)) for p in (self.a, self.b)))
            for name in ("title", "issuer", "place", "year", "date")
        ]
        rows.append(
            (
                wording["column.path"],
                *(f"{_file(p)} · SHA-256 {p.source.sha256[:12]}" for p in (self.a, self.b)),
            )
        )
        pair = next(iter(_rows(self.analysis, "pairs", plan_a=self.a.id, plan_b=self.b.id)), None)
        for key, share_a, share_b in (
            ("sheet.copied", "share_a", "share_b"),
            ("sheet.shared", "shared_a", "shared_b"),
        ):
            rows.append(
                (wording[key], *("0%" if pair is None else percent(pair[n]) for n in (share_a, share_b)))
            )
        return Facts(wording["sheet.facts"], ("", "A", "B"), tuple(rows))

    def _direction(self) -> Lines:
        wording = self.wording
        row = next(iter(_rows(self.analysis, "directions", plan_a=self.a.id, plan_b=self.b.id)), None)
        if row is None:
            return Lines(
                wording["sheet.direction"], (wording["direction.none"], wording["direction.nogrounds"])
            )
        lines = [direction_sentence(row, {self.a.id: "A", self.b.id: "B"}, wording)]
        grounds = grounds_of(
            row["grounds"],
            {**_titles(self.analysis), self.a.id: "A", self.b.id: "B"},
            self.a.id,
            self.b.id,
        )
        for key, side in (("sheet.speaks_a", 1), ("sheet.speaks_b", -1), ("sheet.speaks_not", 0)):
            sentences = [ground_sentence(g, wording) for g in grounds if g.side == side]
            if sentences:
                lines.append(joined([wording[key], *sentences], self.language))
        if not grounds:
            lines.append(wording["direction.nogrounds"])
        return Lines(wording["sheet.direction"], tuple(lines))

    def _leftovers(self, passages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Leftovers of either plan that come from the other plan or lie in a copied passage of the pair; surest first."""
        checks = []
        for plan, partner, side in ((self.a, self.b, "a"), (self.b, self.a, "b")):
            spans = [(p[f"start_{side}"], p[f"end_{side}"]) for p in passages if p["basis"] == "copied"]
            for row in _rows(self.analysis, "leftovers", plan_id=plan.id):
                in_passage = any(s <= row["start"] and row["end"] <= e for s, e in spans)
                if row.get("source_plan") == partner.id or in_passage:
                    checks.append({"reason": "", "confidence": 0.0, **row, "side": side})
        return sorted(checks, key=lambda r: (-r["confidence"], r["side"], r["start"]))

    def _passages(
        self, passages: Sequence[Mapping[str, Any]], leftovers: Sequence[Mapping[str, Any]]
    ) -> Passages:
        wording = self.wording
        copied = [p for p in passages if p["basis"] == "copied"]

        def weight(p: Mapping[str, Any]) -> tuple[int, int]:
            return sum(_inside(r, p) for r in leftovers), p["copied_chars"]

        selected = sorted(
            sorted(copied, key=weight, reverse=True)[:_MOST_PASSAGES], key=lambda p: p["start_a"]
        )
        lines = max(0, len(selected) - 1) + max(0, min(len(leftovers), _MOST_LEFTOVERS) - 1)
        budgets = _shared_out([p["end_a"] - p["start_a"] for p in selected], _BUDGET - _LINE * lines)
        condensed = []
        for p, budget in zip(selected, budgets, strict=True):
            sides = condense(
                self.a.source.text[p["start_a"] : p["end_a"]],
                self.b.source.text[p["start_b"] : p["end_b"]],
                budget,
                _marks(leftovers, p, "a"),
                _marks(leftovers, p, "b"),
            )
            title = wording["sheet.passage"].format(
                chars=f"{p['chars']:,}",
                kind=wording.get(f"passage.{p['kind']}", p["kind"]),
                n=sides.differences,
            )
            condensed.append(Passage(title, sides))
        notes = []
        if len(copied) > len(selected):
            chars_left = sum(p["chars"] for p in copied) - sum(p["chars"] for p in selected)
            notes.append(
                wording["sheet.further"].format(n=len(copied) - len(selected), chars=f"{chars_left:,}")
            )
        uncopied = [
            f"{wording[f'basis.{basis}']} {len(of)} ({wording['chars'].format(n=format(sum(p['chars'] for p in of), ','))})"
            for basis in APART
            if (of := [p for p in passages if p["basis"] == basis])
        ]
        if uncopied:
            notes.append(wording["sheet.apart"].format(list=wording["sheet.comma"].join(uncopied)))
        if not copied:
            notes.insert(0, wording["pair.none"])
        notes.append(wording["sheet.legend"])
        note = joined(notes, self.language)
        return Passages(wording["sheet.passages"].format(n=len(copied)), ("A", "B"), tuple(condensed), note)

    def _checks(self, leftovers: Sequence[Mapping[str, Any]]) -> Lines:
        names = {**_titles(self.analysis), self.a.id: "A", self.b.id: "B"}
        lines = []
        for row in leftovers[:_MOST_LEFTOVERS]:
            plan = self.a if row["side"] == "a" else self.b
            reason = "; ".join(_named(part, names) for part in row["reason"].split("; "))
            lines.append(
                f"{row['side'].upper()} · {_around(plan, row['start'], row['end'])} — "
                + say_reason(reason, self.language)
            )
        if len(leftovers) > len(lines):
            lines.append(self.wording["sheet.morechecks"].format(n=len(leftovers) - len(lines)))
        return Lines(self.wording["sheet.checks"], tuple(lines))

    def _open(self) -> Iterator[str]:
        """Explanations that are still open, and facts that are missing."""
        wording = self.wording
        if not _is_based(self.analysis):
            yield wording["open.base"]
        row = next(iter(_rows(self.analysis, "directions", plan_a=self.a.id, plan_b=self.b.id)), None)
        if one_body(self.a.issuer) is not None and self.a.issuer == self.b.issuer:
            yield wording["open.issuer"]
        if row is not None and row["outside"]:
            yield wording["open.outside"].format(name=row["outside"])
        families = {r["plan_id"]: r["family"] for r in _rows(self.analysis, "families")}
        family = families.get(self.a.id)
        size = sum(number == family for number in families.values())
        if family is not None and size > 2 and families.get(self.b.id) == family:
            yield wording["open.family"].format(n=size - 2, family=family)
        for label, plan in (("A", self.a), ("B", self.b)):
            for key, doubt in plan_doubts(plan):
                yield wording[key].format(plan=label, doubt=say_reason(doubt, self.language))


def _is_based(analysis: Mined) -> bool:
    """Whether text of base documents was excluded before the plans were compared."""
    duplicates = getattr(analysis, "duplicates", None)
    return isinstance(duplicates, Duplicates) and duplicates.based


def plan_doubts(plan: Plan) -> list[tuple[str, str]]:
    """Facts about a plan that are too uncertain for a direction: (key of a sentence, text that fills it)."""
    doubts = []
    if plan.year is None and plan.date is None:
        doubts.append(("open.undated", ""))
    elif "file name" in plan.grounds.get("year", "") + plan.grounds.get("date", ""):
        doubts.append(("open.filename", ""))
    if "doubt" in plan.grounds:
        doubts.append(("open.doubt", plan.grounds["doubt"]))
    return doubts


def joined(sentences: Sequence[str], language: str) -> str:
    """Join sentences: with blanks in English, without in Chinese."""
    return (" " if language == "en" else "").join(sentences)


def direction_sentence(row: Mapping[str, Any], names: Mapping[str, str], wording: Mapping[str, str]) -> str:
    """Say the direction of a pair, a row of `miner.tables.DIRECTIONS`."""
    if isinstance(row["source"], str):
        sure = wording["direction.verylikely" if row["confidence"] >= 0.9 else "direction.likely"]
        return wording["sheet.told"].format(source=names[row["source"]], copy=names[row["copy"]], sure=sure)
    if row["outside"]:
        return wording["direction.outside"].format(name=row["outside"])
    return wording["direction.none"]


def family_sheet(analysis: Mined, family: int, language: str, date: str, version: str) -> Sheet:
    """The sheet of a family, by its number. Raises InputError for an unknown family."""
    wording = words()[language]
    members = [str(r["plan_id"]) for r in _rows(analysis, "families", family=family)]
    if not members:
        raise InputError(f"there is no family {family} in the corpus")
    plans = {p.id: p for p in analysis.corpus}
    labels = {plan_id: f"[{i}]" for i, plan_id in enumerate(members, 1)}
    blocks: list[Block] = [_members(analysis, plans, labels, wording)]
    directions = tuple(_family_directions(analysis, labels, wording, language))
    blocks.append(Lines(wording["sheet.direction"], directions or (wording["direction.none"],)))
    text = _common_text(analysis, family, wording)
    if text:
        blocks.append(text)
    slots = _slots(analysis, family, labels, wording)
    if slots:
        blocks.append(slots)
    checks = tuple(_family_checks(analysis, plans, labels, wording, language))
    if checks:
        blocks.append(Lines(wording["sheet.checks"], checks))
    base_note = () if _is_based(analysis) else (wording["open.base"],)
    blocks.append(Lines(wording["sheet.open"], (*base_note, wording["open.model"])))
    return Sheet(
        language=language,
        title=wording["sheet.familytitle"].format(n=family),
        lead=wording["sheet.familylead"].format(n=len(members)),
        blocks=tuple(blocks),
        decision=wording["sheet.question"],
        date=date,
        version=version,
    )


def _members(
    analysis: Mined, plans: Mapping[str, Plan], labels: Mapping[str, str], wording: Mapping[str, str]
) -> Facts:
    """One row per plan of the family: its facts, and its shares of copied and of shared text."""
    shares = {r["plan_id"]: r for r in _rows(analysis, "shares")}
    rows = []
    for plan_id, label in list(labels.items())[:_MOST_MEMBERS]:
        plan, share = plans[plan_id], shares.get(plan_id)
        ratios = (
            ("", "") if share is None else (percent(share["copied_share"]), percent(share["shared_share"]))
        )
        rows.append((label, _text(plan.title), _text(plan.issuer or plan.place), _text(plan.year), *ratios, _file(plan)))  # fmt: skip
    if len(labels) > len(rows):
        rows.append(("…", wording["sheet.moremembers"].format(n=len(labels) - len(rows)), "", "", "", "", ""))
    names = ("title", "issuer", "year")
    header = ("", *(wording[f"column.{n}"] for n in names), wording["sheet.copied"], wording["sheet.shared"], wording["column.path"])  # fmt: skip
    return Facts(wording["sheet.facts"], header, tuple(rows))


def _family_directions(
    analysis: Mined, labels: Mapping[str, str], wording: Mapping[str, str], language: str
) -> Iterator[str]:
    directed = [
        r for r in _rows(analysis, "directions")
        if r["plan_a"] in labels and r["plan_b"] in labels and isinstance(r["source"], str)
    ]  # fmt: skip
    for row in sorted(directed, key=lambda r: -r["confidence"])[:_MOST_LEFTOVERS]:
        grounds = grounds_of(row["grounds"], labels, row["plan_a"], row["plan_b"])
        sentences = (ground_sentence(g, wording) for g in grounds)
        yield joined([direction_sentence(row, labels, wording), *sentences], language)
    if len(directed) > _MOST_LEFTOVERS:
        yield wording["sheet.moredirections"].format(n=len(directed) - _MOST_LEFTOVERS)


def _common_text(analysis: Mined, family: int, wording: Mapping[str, str]) -> Lines | None:
    """The beginning of the template of the family, with numbered gaps."""
    rows = sorted(_rows(analysis, "templates", family=family), key=lambda r: r["line"])
    text = LINE.join(str(r["text"]).strip() for r in rows)
    if not text:
        return None
    numbered = re.sub(r"\{(\d+)\}", r"‹\1›", text[:_BUDGET])
    note = () if len(text) <= _BUDGET else (wording["sheet.moretext"].format(n=f"{len(text) - _BUDGET:,}"),)
    return Lines(wording["families.template"], (numbered, *note))


def _slots(
    analysis: Mined, family: int, labels: Mapping[str, str], wording: Mapping[str, str]
) -> Facts | None:
    """Text that each plan has in the gaps of the template; two different texts in one gap are joined by ≠."""
    by_slot: dict[int, dict[str, list[str]]] = {}
    kinds: dict[int, str] = {}
    for r in _rows(analysis, "slots", family=family):
        kinds[r["slot"]] = r["kind"]
        words_of = by_slot.setdefault(r["slot"], {}).setdefault(labels[r["plan_id"]], [])
        if r["quote"] not in words_of:
            words_of.append(r["quote"])
    order = sorted(
        by_slot, key=lambda n: (all(len(w) == 1 for w in by_slot[n].values()), kinds[n] != "name", n)
    )
    rows = []
    for number in order[:_MOST_SLOTS]:
        filled = [
            f"{label} {' ≠ '.join(_short(w or '—', _QUOTE) for w in quotes)}"
            for label, quotes in list(by_slot[number].items())[:_MOST_MEMBERS]
        ]
        kind = wording.get(f"kind.{kinds[number]}", kinds[number])
        rows.append((f"‹{number}› {kind}", wording["sheet.comma"].join(filled)))
    if not rows:
        return None
    if len(by_slot) > len(rows):
        rows.append(("…", wording["sheet.moreslots"].format(n=len(by_slot) - len(rows))))
    return Facts(wording["sheet.slots"], (wording["column.kind"], wording["sheet.filled"]), tuple(rows))


def _family_checks(
    analysis: Mined,
    plans: Mapping[str, Plan],
    labels: Mapping[str, str],
    wording: Mapping[str, str],
    language: str,
) -> Iterator[str]:
    rows = [r for r in _rows(analysis, "leftovers") if r["plan_id"] in labels]
    rows.sort(key=lambda r: -r["confidence"])
    names = {p.id: p.title or p.id for p in plans.values()} | dict(labels)
    for row in rows[: 2 * _MOST_LEFTOVERS]:
        reason = "; ".join(_named(part, names) for part in row["reason"].split("; "))
        quote = _around(plans[row["plan_id"]], row["start"], row["end"])
        yield f"{labels[row['plan_id']]} · {quote} — {say_reason(reason, language)}"
    if len(rows) > 2 * _MOST_LEFTOVERS:
        yield wording["sheet.morechecks"].format(n=len(rows) - 2 * _MOST_LEFTOVERS)


def _rows(analysis: Mined, name: str, **values: Any) -> list[dict[str, Any]]:
    """Rows of a table whose columns equal `values`; an empty list when the table is missing."""
    table = frame_of(analysis, name)
    if table is None:
        return []
    for column, value in values.items():
        table = table[table[column] == value]
    return [{str(k): present(v) for k, v in row.items()} for row in table.to_dict("records")]


def _titles(analysis: Mined) -> dict[str, str]:
    return {p.id: p.title or p.id for p in analysis.corpus}


def _named(reason: str, names: Mapping[str, str]) -> str:
    """Replace the id of a plan in a reason by the plan's name."""
    for plan_id in sorted(names, key=len, reverse=True):
        for mark in (f"{plan_id} has ", f"{plan_id}, which "):
            if mark in reason:
                return reason.replace(mark, mark.replace(plan_id, names[plan_id]), 1)
    return reason


def _inside(row: Mapping[str, Any], passage: Mapping[str, Any]) -> bool:
    side = row["side"]
    return bool(passage[f"start_{side}"] <= row["start"] and row["end"] <= passage[f"end_{side}"])


def _marks(rows: Iterable[Mapping[str, Any]], passage: Mapping[str, Any], side: str) -> list[tuple[int, int]]:
    start = passage[f"start_{side}"]
    return [(r["start"] - start, r["end"] - start) for r in rows if r["side"] == side and _inside(r, passage)]


def _shared_out(lengths: Sequence[int], budget: int) -> list[int]:
    """Divide the budget among passages: short ones take what they need, long ones share the rest, each at least `_LEAST`."""
    budgets = [0] * len(lengths)
    remaining = budget
    for served, i in enumerate(sorted(range(len(lengths)), key=lambda i: lengths[i])):
        budgets[i] = max(_LEAST, min(lengths[i], remaining // (len(lengths) - served)))
        remaining = max(0, remaining - budgets[i])
    return budgets


def _around(plan: Plan, start: int, end: int) -> str:
    """Quote a span in brackets, with up to 10 characters of its line on each side."""
    text = plan.source.text
    before = text[max(plan.start, start - 11) : start].rpartition("\n")[2]
    after = text[end : min(plan.end, end + 11)].partition("\n")[0]
    before = before if len(before) <= 10 else "…" + before[1:]
    after = after if len(after) <= 10 else after[:-1] + "…"
    return f"{before}【{_short(text[start:end], _QUOTE)}】{after}"


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _text(value: Any) -> str:
    return "—" if value is None else str(value)


def _file(plan: Plan) -> str:
    return PurePath(plan.source.path).name if plan.source.path else plan.id
