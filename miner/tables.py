"""The columns of every table, declared once: name, type, unit, meaning.

The checks, the documentation, the workbook's headers and Spark's schema are made from these declarations.
`start` and `end` are always code-point offsets into `source.text`, end excluded.
Types are `string` (object dtype, None where unknown), `integer` (int64), `number` (float64, NaN where
unknown), `boolean` (bool) and `optional integer` (Int64, <NA> where unknown).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BOILERPLATE",
    "CHANGES",
    "FAMILIES",
    "FURNITURE",
    "PAIRS",
    "PASSAGES",
    "PLACEHOLDERS",
    "PROBLEMS",
    "SECTIONS",
    "SENTENCES",
    "SHARES",
    "TABLES",
    "WORDS",
    "Column",
    "Table",
]

DType = Literal["string", "integer", "number", "boolean", "optional integer"]
PANDAS: dict[str, str] = {
    "string": "object",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool",
    "optional integer": "Int64",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, what it means and in which unit."""

    name: str
    dtype: DType
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table; `frame` makes a DataFrame that keeps to the declaration."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names in their order."""
        return [c.name for c in self.columns]

    def frame(self, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
        """Make the DataFrame of `rows`, each a sequence of values in the declared order.

        Raises ValueError when a row has another number of values than the table has columns.
        """
        import pandas as pd

        data = list(rows)
        if any(len(row) != len(self.columns) for row in data):
            raise ValueError(f"table {self.name} has {len(self.columns)} columns: {', '.join(self.names)}")
        values = list(zip(*data, strict=True)) if data else [()] * len(self.columns)
        made: pd.DataFrame = pd.DataFrame(
            {
                c.name: pd.Series(list(v), dtype=PANDAS[c.dtype])
                for c, v in zip(self.columns, values, strict=True)
            }
        )
        return made


_SPAN = (
    Column("start", "integer", "first character in source.text", "code point"),
    Column("end", "integer", "one past the last character in source.text", "code point"),
)
_PLAN = Column("plan_id", "string", "the plan")
_SECTION = Column("section_id", "string", "innermost section that holds the row; None before the first")
_QUOTE = Column("quote", "string", "source.text[start:end], verbatim")

PROBLEMS = Table(
    "problems",
    "what could not be read or handled",
    (
        Column("path", "string", "the file; None for a text that came from none"),
        Column("plan_id", "string", "the plan, where the problem is inside one"),
        Column("start", "optional integer", "first character in source.text", "code point"),
        Column("end", "optional integer", "one past the last character in source.text", "code point"),
        Column(
            "kind", "string", "short name of the problem: unreadable, empty, encoding, encrypted, limit …"
        ),
        Column("reason", "string", "one line that says what happened and what to do"),
    ),
)

FURNITURE = Table(
    "furniture",
    "what a page put around its plans; kept in source.text, read by no stage",
    (
        Column("path", "string", "the file; None for a text that came from none"),
        Column("plan_id", "string", "the plan that holds it; None outside all plans"),
        *_SPAN,
        _QUOTE,
        Column("reason", "string", "what it is: breadcrumb, submit link, related list, page number …"),
    ),
)

SECTIONS = Table(
    "sections",
    "the outline: one row a heading or numbered item",
    (
        _PLAN,
        Column("section_id", "string", "dotted position in the tree, unique in the plan: 2.1.3"),
        Column("parent_id", "string", "section_id of the enclosing section; None at the top"),
        Column("level", "integer", "1 at the top of a plan; parent's level + 1"),
        Column("marker", "string", "the raw string that numbers it; empty for an unnumbered heading"),
        Column("heading", "string", "heading text, verbatim"),
        Column("kind", "string", "heading, run-in, item or unnumbered"),
        *_SPAN,
        Column("heading_start", "integer", "first character of the heading text", "code point"),
        Column("heading_end", "integer", "one past the heading text", "code point"),
        Column(
            "role", "string", "review, goals, measures, guarantee … read from the heading; None if untold"
        ),
        Column("path", "string", "markers from the top: 二 > （一） > 3"),
        Column("role_words", "string", "the words of the heading that told the role; None if untold"),
        Column("role_section", "string", "section_id of the heading that told it: the row's or one above it"),
        Column("flags", "string", "lost_mark, inline, gap, repeat, continued …, joined by spaces; else None"),
    ),
)

SENTENCES = Table(
    "sentences",
    "the sentences of each plan in reading order",
    (
        _PLAN,
        _SECTION,
        Column("sentence", "integer", "number of the sentence in its plan, from 0"),
        *_SPAN,
        _QUOTE,
    ),
)

WORDS = Table(
    "words",
    "the words of each plan in reading order, white space left out",
    (
        _PLAN,
        *_SPAN,
        _QUOTE,
        Column("word", "string", "the word in the normal form that was cut: simplified script, repaired"),
    ),
)

PASSAGES = Table(
    "passages",
    "copied passages: the same wording in two plans",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("start_a", "integer", "first character in the source.text of plan_a", "code point"),
        Column("end_a", "integer", "one past the last character in the source.text of plan_a", "code point"),
        Column("plan_b", "string", "the other plan"),
        Column("start_b", "integer", "first character in the source.text of plan_b", "code point"),
        Column("end_b", "integer", "one past the last character in the source.text of plan_b", "code point"),
        Column("similarity", "number", "twice the characters in common / characters of both sides, 0 to 1"),
        Column("kind", "string", "verbatim, edited, renamed or reordered"),
        Column("chars", "integer", "characters in common: letters, ideographs, and each number as one"),
        Column("rare_chars", "number", "how many of them stand in wording that few plans share"),
    ),
)

PAIRS = Table(
    "pairs",
    "pairs of plans that share passages",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("plan_b", "string", "the other plan"),
        Column("passages", "integer", "passages they share"),
        Column("chars", "integer", "characters covered on the side where they are fewer, each once"),
        Column("share_a", "number", "part of plan_a that stands in plan_b, 0 to 1"),
        Column("share_b", "number", "part of plan_b that stands in plan_a, 0 to 1"),
    ),
)

FAMILIES = Table(
    "families",
    "plans that are near-identical",
    (
        _PLAN,
        Column("family", "integer", "number of the family, from 1"),
        Column("size", "integer", "plans in the family"),
        Column("representative", "string", "the plan of the family whose id sorts first"),
        Column("share", "number", "the largest part it has in common with one other of the family, 0 to 1"),
    ),
)

SHARES = Table(
    "shares",
    "how much of each plan stands in another plan",
    (
        _PLAN,
        Column("copied_share", "number", "part of the plan that stands in any other plan, 0 to 1"),
        Column("chars", "integer", "characters of the plan that are compared"),
        Column("copied_chars", "integer", "how many of them stand in another plan, each counted once"),
        Column("plans", "integer", "how many other plans share a passage with it"),
        Column("closest", "string", "the plan that shares most; None where none does"),
        Column("closest_share", "number", "part of the plan that stands in the closest one, 0 to 1"),
    ),
)

BOILERPLATE = Table(
    "boilerplate",
    "formulas that many plans share; they make no pair",
    (
        Column("plan_id", "string", "the first plan that has it"),
        *_SPAN,
        _QUOTE,
        Column("plans", "integer", "in how many plans it stands"),
        Column("chars", "integer", "letters, ideographs and numbers of it"),
    ),
)

CHANGES = Table(
    "changes",
    "what normalization changed",
    (
        Column("plan_id", "string", "the plan; None for a text that is none"),
        *_SPAN,
        _QUOTE,
        Column(
            "rule", "string", "the repair, named as in NormalizationConfig; furniture for cut page furniture"
        ),
        Column("before", "string", "the text as the rule found it"),
        Column("after", "string", "the text as the rule left it; empty where it was deleted"),
    ),
)

PLACEHOLDERS = Table(
    "placeholders",
    "gaps a template left to be filled in",
    (
        Column("plan_id", "string", "the plan; None for a text that is none"),
        *_SPAN,
        _QUOTE,
        Column("kind", "string", "year, date, place, body, quantity, name or blank"),
    ),
)

TABLES: tuple[Table, ...] = (
    CHANGES,
    PLACEHOLDERS,
    PROBLEMS,
    SECTIONS,
    SENTENCES,
    WORDS,
    PASSAGES,
    PAIRS,
    FAMILIES,
    FURNITURE,
    SHARES,
    BOILERPLATE,
)
