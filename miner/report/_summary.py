"""Compose the summary for review as blocks, which Word and Markdown render alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from miner.report._findings import finding_sentence
from miner.report._mined import Mined, tables_of
from miner.report._payload import Payload
from miner.report._values import percent, value_text
from miner.report._words import say_reason, visible, words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Block", "summary_blocks"]

MOST_ROWS = 40
MOST_PASSAGES = 12
QUOTE_CHARS = 200


@dataclass(frozen=True)
class Block:
    """A heading, a note and a table; `cut` is the full number of rows if rows were left out, else 0."""

    title: str
    header: Sequence[str]
    rows: list[list[str]]
    note: str = ""
    cut: int = 0
    widths: Sequence[float] = field(default=())
    """Relative widths of the columns; equal where empty."""


def summary_blocks(analysis: Mined, payload: Payload, language: str) -> list[Block]:
    """Blocks of findings, problems, plans, pairs, passages, leftovers, ledger, targets and themes; empty ones are skipped."""
    maker = _Maker(analysis, payload, language)
    blocks = [
        maker.findings(),
        maker.problems(),
        maker.plans(),
        maker.pairs(),
        maker.passages(),
        maker.leftovers(),
        maker.ledger(),
        maker.targets(),
        maker.themes(),
    ]
    return [b for b in blocks if b is not None and b.rows]


class _Maker:
    def __init__(self, analysis: Mined, payload: Payload, language: str) -> None:
        self.analysis, self.payload, self.language = analysis, payload, language
        self.wording = words()[language]
        self.tables = tables_of(analysis)
        plans = payload.lists["plans"]["columns"]
        self.ids: list[str] = plans.get("id", [])
        self.titles: list[str] = plans.get("name", [])
        self.title_of = dict(zip(self.ids, self.titles, strict=True))

    def columns(self, name: str) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = self.payload.lists.get(name, {}).get("columns", {})
        return columns

    def label(self, key: str) -> str:
        return self.wording.get(f"column.{key}", key.replace("_", " "))

    def word(self, name: str, value: Any) -> str:
        return "" if value is None else self.wording.get(f"{name}.{value}", str(value))

    def block(
        self,
        title: str,
        header: Sequence[str],
        rows: list[list[Any]],
        note: str = "",
        limit: int = MOST_ROWS,
        widths: Sequence[float] = (),
    ) -> Block:
        cells = [[visible("" if v is None else v) for v in row] for row in rows[:limit]]
        return Block(self.wording[title], header, cells, note, len(rows) if len(rows) > limit else 0, widths)

    def findings(self) -> Block | None:
        table = self.tables.get("findings")
        if table is None:
            return None
        english = self.language == "en"
        rows = [
            [finding_sentence(row, self.wording, self.title_of, english)] for row in table.to_dict("records")
        ]
        return self.block("overview.findings", [self.wording["overview.findings"]], rows)

    def problems(self) -> Block | None:
        c = self.columns("problems")
        if not c:
            return None
        names = [n for n in ("path", "kind", "reason") if n in c]
        rows = [
            [self.problem_cell(n, v) for n, v in zip(names, r, strict=True)]
            for r in zip(*(c[n] for n in names), strict=True)
        ]
        header = [self.label(n) for n in names]
        return self.block("overview.problems.caption", header, rows, widths=(3, 1.4, 5))

    def problem_cell(self, name: str, value: Any) -> str:
        if name == "reason":
            return say_reason(str(value or ""), self.language)
        return self.word(name, value)

    def plans(self) -> Block:
        c = self.columns("plans")
        names = [n for n in ("year", "place", "chars", "targets", "copied_share", "leftovers") if n in c]
        rows = [
            [self.titles[i], *(percent(c[n][i]) if n == "copied_share" else c[n][i] for n in names)]
            for i in range(len(self.ids))
        ]
        header = [self.label("title"), *(self.label(n) for n in names)]
        return self.block("nav.plans", header, rows, widths=(4, *(1.2 for _ in names)))

    def pairs(self) -> Block | None:
        c = self.columns("pairs")
        if not c:
            return None
        rows = [
            [self.titles[a], self.titles[b], percent(sa), percent(sb), n]
            for a, b, sa, sb, n in zip(
                c["plan_a"], c["plan_b"], c["share_a"], c["share_b"], c["passages"], strict=True
            )
        ]
        header = [self.label(n) for n in ("plan_a", "plan_b", "share_a", "share_b", "passages")]
        return self.block("overview.pairs", header, rows, self.wording["wording"], 20, (4, 4, 1.3, 1.3, 1))

    def passages(self) -> Block | None:
        table = self.tables.get("passages")
        if table is None:
            return None
        if "basis" in table.columns:
            table = table[table["basis"] == "copied"]
        top = (
            table.assign(_n=table["end_a"] - table["start_a"])
            .sort_values("_n", ascending=False, kind="stable")
            .head(MOST_PASSAGES)
        )
        rows = [
            [
                f"{self.title_of.get(r['plan_a'], r['plan_a'])}\n{r['start_a']}–{r['end_a']}",
                self.quote(r["plan_a"], r["start_a"], r["end_a"]),
                f"{self.title_of.get(r['plan_b'], r['plan_b'])}\n{r['start_b']}–{r['end_b']}",
                self.quote(r["plan_b"], r["start_b"], r["end_b"]),
            ]
            for r in records(top)
        ]
        header = [self.label("plan_a"), self.label("quote"), self.label("plan_b"), self.label("quote")]
        block = self.block("table.name.passages", header, rows, widths=(1.6, 4, 1.6, 4))
        return Block(
            block.title, header, block.rows, "", len(table) if len(table) > len(rows) else 0, block.widths
        )

    def quote(self, plan_id: str, start: int, end: int) -> str:
        text = " ".join(self.analysis.corpus.plan(plan_id).source.text[start:end].split())
        return text if len(text) <= QUOTE_CHARS else text[: QUOTE_CHARS - 1] + "…"

    def leftovers(self) -> Block | None:
        table = self.tables.get("leftovers")
        if table is None:
            return None
        if "confidence" in table.columns and table["confidence"].dtype.kind == "f":
            table = table.sort_values("confidence", ascending=False, kind="stable")
        rows = [
            [
                r.get("quote"),
                self.word("kind", r.get("kind")),
                self.title_of.get(r["plan_id"], r["plan_id"]),
                say_reason(str(r.get("reason") or ""), self.language),
            ]
            for r in records(table)
        ]
        header = [self.label(n) for n in ("quote", "kind", "plan_id", "reason")]
        return self.block("nav.check", header, rows, self.wording["check.note"], widths=(2, 1.2, 3, 4))

    def targets(self) -> Block | None:
        table = self.tables.get("targets")
        if table is None or "ledger" in self.tables:
            return None
        rows = [
            [
                r.get("indicator_name") or r.get("indicator"),
                value_text(r),
                self.title_of.get(r["plan_id"]),
                r["quote"],
            ]
            for r in records(table.head(MOST_ROWS + 1))
        ]
        header = [self.label(n) for n in ("indicator", "value", "plan_id", "quote")]
        block = self.block(
            "targets.caption", header, rows, self.wording["targets.note"], widths=(2, 1.5, 2.5, 4)
        )
        return Block(
            block.title,
            header,
            block.rows,
            block.note,
            len(table) if len(table) > MOST_ROWS else 0,
            block.widths,
        )

    def ledger(self) -> Block | None:
        table = self.tables.get("ledger")
        if table is None:
            return None
        by_entry: dict[str, list[dict[str, Any]]] = {}
        for r in records(table[table["primary"]] if "primary" in table.columns else table):
            by_entry.setdefault(r["entry"], []).append(r)
        entries = sorted(by_entry.values(), key=lambda entry_rows: -len({r["plan_id"] for r in entry_rows}))
        rows = [
            [self.entry_name(entry_rows[0]), len({r["plan_id"] for r in entry_rows}), self.values(entry_rows)]
            for entry_rows in entries
            if len(entry_rows) > 1
        ]
        header = [self.label(n) for n in ("entry", "plans", "values")]
        return self.block("ledger.caption", header, rows, self.wording["ledger.note"], widths=(2.5, 0.8, 7))

    def entry_name(self, row: dict[str, Any]) -> str:
        measure = "" if row["measure"] == "level" else f" ({self.word('measure', row['measure'])})"
        return f"{row['indicator']}{measure}"

    def values(self, entry_rows: list[dict[str, Any]]) -> str:
        """Values of an entry, one per line, by year; a value that is no commitment is followed by its status."""
        entry_rows = sorted(entry_rows, key=lambda r: (str(r["year"]), str(r["plan_id"])))
        lines = [
            f"{self.title_of.get(r['plan_id'], r['plan_id'])}: {value_text(r)}"
            + ("" if r["status"] == "commitment" else f" ({self.word('status', r['status'])})")
            for r in entry_rows[:8]
        ]
        return "\n".join(lines + (["…"] if len(entry_rows) > 8 else []))

    def themes(self) -> Block | None:
        table, terms = self.tables.get("themes"), self.tables.get("terms")
        if table is None:
            return None
        shares = self.tables.get("theme_shares")
        rows = []
        for r in records(table):
            heaviest = [] if terms is None else top_terms(terms, r["theme"])
            mean = None if shares is None else mean_share(shares, r["theme"], len(self.ids))
            rows.append([r.get("name", r["theme"]), "、".join(heaviest), percent(mean)])
        header = [self.label("theme"), self.wording["theme.terms"], self.label("share")]
        return self.block("nav.themes", header, rows, self.wording["themes.note"], widths=(2, 6, 1))


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return rows


def top_terms(terms: pd.DataFrame, theme: Any, n: int = 10) -> list[str]:
    """The heaviest words of a theme."""
    theme_terms = terms[terms["theme"] == theme].sort_values("weight", ascending=False, kind="stable")
    return [str(t) for t in theme_terms["term"].head(n)]


def mean_share(shares: pd.DataFrame, theme: Any, plans: int) -> float | None:
    """The mean share of a theme over all plans."""
    return float(shares.loc[shares["theme"] == theme, "share"].sum()) / plans if plans else None
