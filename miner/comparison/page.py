"""Render a comparison on one page, as text for a terminal and as HTML for a notebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from miner.comparison.lineage import are_apart

if TYPE_CHECKING:
    import pandas as pd

    from miner.comparison.lineage import Succession
    from miner.comparison.result import Comparison
    from miner.corpus import Plan
from miner.knowledge.bodies import one_body

__all__ = ["Say", "headline", "notes_on", "page_html", "page_text"]

_ROWS = 12
"""Rows shown per part of the page; the tables hold all rows."""
_CELL = 36
"""Widest cell in terminal columns; an ideograph takes two."""
_MOVES = (
    "raised", "lowered", "hardened", "softened", "new", "dropped", "unquantified", "missed", "reached", "kept",
    "incomparable", "doubtful",
)  # fmt: skip


Say = Callable[[str, str], str]
"""Puts a text of the page into the reader's words; the second text names the column that a value is of, or is empty."""


def _as_it_is(text: str, _column: str) -> str:
    return text


class _Part(NamedTuple):
    """A small table of the page."""

    title: str
    columns: dict[str, str]
    """Heads by the names of the columns."""
    rows: list[tuple[str, ...]]
    more: int
    """Rows that are not shown."""


def notes_on(
    plans: Sequence[Plan], successions: Sequence[Succession], doubtful: pd.DataFrame
) -> tuple[str, ...]:
    """Warnings that a reader needs before the tables, one sentence each."""
    notes = []
    kinds = sorted({p.kind for p in plans if p.kind})
    if len(kinds) > 1:
        notes.append(f"plans of different kinds are compared: {', '.join(kinds)}")
    undated = [p.id for p in plans if p.year is None]
    if undated:
        notes.append(f"no year is known for {len(undated)} plans, they follow nobody: {_some(undated)}")
    for s in successions:
        if s.earlier.year is not None and s.later.year is not None:
            last_year = s.earlier.year_end or s.earlier.year
            if s.later.year > last_year + 1:
                years = (
                    f"{last_year + 1}"
                    if s.later.year == last_year + 2
                    else f"{last_year + 1} to {s.later.year - 1}"
                )
                notes.append(
                    f"no plan for {years} between {s.earlier.id} and {s.later.id}: what moved, moved over years"
                )
        if s.relation == "pair":
            notes.append(
                f"{s.earlier.id} and {s.later.id} are not known to follow one another; they are read as a pair"
            )
    if len(plans) == 2 and not successions and are_apart(*plans):
        a, b = plans
        notes.append(
            f"{a.id} and {b.id} are plans of two bodies ({a.issuer}, {b.issuer}), no versions of each other; "
            "they are set side by side, what both speak of first"
        )
    texts: dict[str, str] = {}
    for p in plans:
        first_id = texts.setdefault(re.sub(r"\s+", "", p.text), p.id)
        if first_id != p.id:
            notes.append(f"the same text twice: {first_id} and {p.id}")
    notes.extend(_several_a_year(plans))
    units = doubtful[doubtful["reason"] == "unit differs"]
    if len(units):
        pairs = [f"{a} / {b}" for a, b in zip(units["entry_a"], units["entry_b"], strict=True)]
        notes.append(f"units that do not convert keep {len(units)} indicators apart: {_some(pairs)}")
    return tuple(notes)


def _several_a_year(plans: Sequence[Plan]) -> Iterator[str]:
    """Warn of several plans of one body, kind and year, which cannot be ordered."""
    of: dict[tuple[str, str | None, int], list[str]] = {}
    for p in plans:
        issuer = one_body(p.issuer)
        if issuer and p.year is not None:
            of.setdefault((issuer, p.kind, p.year), []).append(p.id)
    for (issuer, _, year), ids in of.items():
        if len(ids) > 1:
            yield f"{issuer} has {len(ids)} plans for {year}, which are not read one after the other: {_some(ids)}"


def _some(names: Sequence[str], limit: int = 5) -> str:
    return ", ".join(names[:limit]) + (" …" if len(names) > limit else "")


def headline(c: Comparison, say: Say = _as_it_is) -> str:
    """One line: plans, indicators that several of them have, and counts of moves."""
    counts = c.moves["move"].value_counts()
    moved = say(", ", "").join(say(f"{counts[m]} {m}", "moves") for m in _MOVES if m in counts)
    shared = int((c.ledger.drop_duplicates("entry")["plans"] > 1).sum()) if len(c.ledger) else 0
    plans = f"{len(c.plans)} plan{'s' if len(c.plans) > 1 else ''}"
    summary = say(f"{plans}, {shared} indicators in more than one", "")
    return say(f"{summary}; targets: {moved}", "") if moved else summary


def _text(value: object) -> str:
    """One line of a cell: no breaks, no control characters, a dash for nothing."""
    import pandas as pd

    if value is None or value is pd.NA or value != value:
        return "–"
    line = f"{value:g}" if isinstance(value, float) else str(value)
    return "".join(ch if ch.isprintable() else " " for ch in line).strip() or "–"


def _part(title: str, frame: pd.DataFrame, columns: dict[str, str], rows: int = _ROWS) -> _Part:
    """The first rows of some columns, renamed."""
    head = frame.head(rows)
    listed = [head[name].tolist() for name in columns]
    cells = [tuple(_text(v) for v in row) for row in zip(*listed, strict=True)]
    return _Part(title, columns, cells, max(0, len(frame) - rows))


def _said(part: _Part, say: Say) -> _Part:
    """The part in the reader's words; heads that are the id of a plan stay as they are."""
    heads = {
        name: head if name == head and name not in _OWN else say(head.strip(), "")
        for name, head in part.columns.items()
    }
    rows = [tuple(say(v, name) for v, name in zip(row, part.columns, strict=True)) for row in part.rows]
    return _Part(say(part.title, ""), heads, rows, part.more)


_OWN = frozenset(
    {"layer", "year", "kind", "targets", "plans", "move", "score", "kept", "changed", "dropped", "new"}
)
"""Columns whose name is their head, too."""


def _parts(c: Comparison) -> Iterator[_Part]:
    view = c.overview.assign(
        copied=[f"{100 * s:.0f} %" for s in c.overview["copied_share"]],
        rate=[f"{t:.1f}" for t in c.overview["targets_per_1000"]],
    )
    columns = {"plan_id": "plan", "layer": "layer", "year": "year", "kind": "kind", "chars": "characters",
               "targets": "targets", "rate": "per 1000", "copied": "in others"}  # fmt: skip
    yield _part("Plans", view, columns)
    if len(c.successions):
        yield from _over_time(c)
    else:
        yield _side_by_side(c)
    if len(c.layers):
        columns = {"entry": "target", "place_upper": "area around", "quote_upper": "sets", "place_lower": "area",
                   "quote_lower": "sets ", "relation": "is"}  # fmt: skip
        yield _part("Layer by layer", c.layers, columns)
    if len(c.overlap):
        view = c.overlap.sort_values(["share_a", "share_b"], ascending=False, kind="stable")
        view = view.assign(
            a=[f"{100 * s:.0f} %" for s in view["share_a"]], b=[f"{100 * s:.0f} %" for s in view["share_b"]]
        )
        columns = {"plan_a": "plan", "a": "in the other", "plan_b": "other", "b": "in the first",
                   "entries": "indicators in both"}  # fmt: skip
        yield _part("Shared text", view, columns)
    yield from _sections(c)
    if len(c.doubtful):
        columns = {"entry_a": "target", "entry_b": "alike", "score": "score", "reason": "kept apart because"}
        yield _part("To be judged: alike, and not merged", c.doubtful, columns, 6)


def _over_time(c: Comparison) -> Iterator[_Part]:
    order = {m: i for i, m in enumerate(_MOVES)}
    view = c.moves.sort_values("move", key=lambda m: m.map(order), kind="stable")
    columns = {
        "indicator": "target",
        "move": "move",
        "quote_a": "before",
        "quote_b": "after",
        "ambition": "now",
    }
    if len(c.successions) > 1:
        columns["plan_b"] = "in"
    yield _part("What became of the targets", view, columns, 3 * _ROWS)
    counts = c.revisions.groupby(["plan_a", "plan_b", "kind"], sort=False).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["kept", "changed", "dropped", "new"], fill_value=0).reset_index()
    names = {n: n for n in ("plan_a", "plan_b", "kept", "changed", "dropped", "new")} | {
        "plan_a": "from",
        "plan_b": "to",
    }
    yield _part("Sentences", counts, names)
    changed = c.revisions[c.revisions["kind"] == "changed"].sort_values(
        "similarity", ascending=False, kind="stable"
    )
    if len(changed):
        yield _part("Changed sentences: [-…-] went, {+…+} came", changed, {"marked": "sentence"}, 6)


def _side_by_side(c: Comparison) -> _Part:
    """Entries of most plans, one column per plan; for many plans their smallest, middle and largest value instead."""
    import pandas as pd

    committed = c.ledger[c.ledger["primary"] & (c.ledger["status"] == "commitment")]
    ids = [p.id for p in c.plans]
    if len(ids) <= _PLANS:
        wide = committed.pivot_table(
            index=["entry", "plans"], columns="plan_id", values="quote", aggfunc="first", sort=False
        )
        wide = wide.reindex(columns=ids).reset_index().sort_values("plans", ascending=False, kind="stable")
        return _part("Targets", wide, {"entry": "target"} | {i: i for i in ids}, 2 * _ROWS)
    numbers = committed[committed["value"].notna()].groupby("entry", sort=False)["value"]
    wide = pd.DataFrame(
        {"plans": numbers.count(), "low": numbers.min(), "mid": numbers.median(), "high": numbers.max()}
    )
    wide = wide.sort_values("plans", ascending=False, kind="stable").reset_index()
    columns = {"entry": "target", "plans": "plans", "low": "least", "mid": "median", "high": "most"}
    return _part("Targets", wide[wide["plans"] > 1], columns, 2 * _ROWS)


_PLANS = 4
"""Plans that fit side by side on a page."""


def _sections(c: Comparison) -> Iterator[_Part]:
    """Topics of only one plan if there are two, else topics that most plans have and some lack."""
    if len(c.plans) == 2:
        alone = c.coverage[c.coverage["plans"] == 1]
        if len(alone):
            yield _part(
                "Sections of one plan only",
                alone,
                {"plan_id": "plan", "heading": "section", "chars": "characters"},
            )
    elif len(c.gaps):
        yield _part("Sections that most plans have and one has not", c.gaps,
                    {"plan_id": "plan", "name": "lacks", "plans": "plans that have it"})  # fmt: skip


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )


def _fit(text: str, width: int) -> str:
    """The text cut to a width in terminal columns, with … where it was cut, and padded."""
    if _width(text) > width:
        prefix = ""
        for ch in text:
            if _width(prefix + ch) > width - 1:
                break
            prefix += ch
        text = prefix + "…"
    return text + " " * (width - _width(text))


def page_text(c: Comparison, say: Say = _as_it_is) -> str:
    """The page as plain text in columns; ideographs count as two."""
    lines = [headline(c, say), *(say(f"note: {say(_text(n), '')}", "") for n in c.notes)]
    for part in (_said(part, say) for part in _parts(c)):
        lines += ["", part.title]
        cell = _CELL if len(part.columns) > 1 else 3 * _CELL
        table = [tuple(part.columns.values()), *part.rows]
        widths = [min(cell, max(_width(row[i]) for row in table)) for i in range(len(part.columns))]
        lines += [
            "  " + "  ".join(_fit(v, w) for v, w in zip(row, widths, strict=True)).rstrip() for row in table
        ]
        if part.more:
            lines.append("  " + say(f"… and {part.more} more", ""))
    return "\n".join(lines) + "\n"


def page_html(c: Comparison) -> str:
    """The page as HTML without style or script; every text from a plan is escaped."""
    parts = [f"<p><b>Comparison</b>: {escape(headline(c))}</p>"]
    if c.notes:
        parts.append("<ul>" + "".join(f"<li>{escape(_text(n))}</li>" for n in c.notes) + "</ul>")
    for part in _parts(c):
        head = "".join(f"<th>{escape(name)}</th>" for name in part.columns.values())
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(_short(v))}</td>" for v in row) + "</tr>" for row in part.rows
        )
        rest = f"<p>… and {part.more} more</p>" if part.more else ""
        parts.append(f"<h4>{escape(part.title)}</h4><table><tr>{head}</tr>{rows}</table>{rest}")
    return "\n".join(parts)


def _short(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
