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

__all__ = ["PROBLEMS", "SECTIONS", "SENTENCES", "TABLES", "WORDS", "Column", "Table"]

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

TABLES: tuple[Table, ...] = (PROBLEMS, SECTIONS, SENTENCES, WORDS)
