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
    "DISTINCTIVE",
    "FAMILIES",
    "FURNITURE",
    "PAIRS",
    "PARAGRAPHS",
    "PASSAGES",
    "PLACEHOLDERS",
    "PROBLEMS",
    "QUANTITIES",
    "REPRESENTATIVES",
    "SECTIONS",
    "SENTENCES",
    "SHARES",
    "TABLES",
    "TERMS",
    "THEMES",
    "THEME_CHOICE",
    "THEME_COMMITMENTS",
    "THEME_GROUPS",
    "THEME_SHARES",
    "THEME_TREND",
    "UNFIT",
    "VETOES",
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

_THEME = Column("theme", "integer", "the theme's number, 1 for the largest")

THEMES = Table(
    "themes",
    "one row a theme",
    (
        _THEME,
        Column("name", "string", "short name, from the plans' headings, a codebook or the reviewer"),
        Column("share", "number", "part of all body text, by length", "0 to 1"),
        Column("plans", "integer", "plans that give it at least a twentieth of their text"),
        Column("paragraphs", "integer", "paragraphs of which it is the strongest theme"),
        Column("key_terms", "string", "the first ten key terms, separated by spaces"),
        Column("coherence", "number", "mean NPMI of the ten key terms, by paragraph", "-1 to 1"),
        Column("ceremonial", "boolean", "its key terms are mostly ceremony: thanks, guiding thought …"),
        Column("kind", "string", "which ceremony; None for a theme of substance"),
        Column("origin", "string", "model, codebook or review"),
        Column("signed", "string", "who signed it in the review; None where nobody did"),
        Column("note", "string", "the reviewer's note"),
    ),
)

TERMS = Table(
    "terms",
    "key terms of the themes; a term is listed under one theme",
    (
        _THEME,
        Column("term", "string", "a word, or a phrase of two words, in simplified script"),
        Column("weight", "number", "log-odds favoring terms that stand together; 1 would be the most"),
        Column("paragraphs", "integer", "paragraphs that hold the term"),
    ),
)

THEME_SHARES = Table(
    "theme shares",
    "how much of each plan's body text a theme is",
    (
        _PLAN,
        _THEME,
        Column("share", "number", "by length; a plan's rows add up to 1 less what fits no theme", "0 to 1"),
        Column("chars", "number", "the share in characters of normalized text", "code point"),
    ),
)

PARAGRAPHS = Table(
    "theme paragraphs",
    "the themes of each paragraph: the strongest, and every other with a fifth of it or more",
    (
        _PLAN,
        *_SPAN,
        _THEME,
        Column("weight", "number", "the theme's share of the paragraph", "0 to 1"),
        _SECTION,
        Column("fit", "number", "how much of the paragraph its themes explain", "0 to 1"),
        Column("copies", "integer", "paragraphs with the same content in the corpus, this one included"),
        Column("moved", "boolean", "the reviewer put it under this theme"),
    ),
)

REPRESENTATIVES = Table(
    "representatives",
    "sentences that stand for a theme, from different plans",
    (
        _THEME,
        _PLAN,
        *_SPAN,
        _QUOTE,
        Column("rank", "integer", "1 for the best"),
        Column("score", "number", "closeness to the theme", "0 to 1"),
        Column("summary", "boolean", "one of the three sentences of the summary"),
    ),
)

UNFIT = Table(
    "unfit paragraphs",
    "paragraphs that are under no theme, and why",
    (
        _PLAN,
        *_SPAN,
        _QUOTE,
        Column(
            "reason", "string", "no term of the model; fits no theme; its theme was dropped by the reviewer"
        ),
    ),
)

THEME_CHOICE = Table(
    "choice of the number of themes",
    "what to expect of several numbers of themes; none is right by itself",
    (
        Column("n_themes", "integer", "the number of themes tried"),
        Column("coherence", "number", "mean NPMI of the ten key terms", "-1 to 1"),
        Column(
            "stability",
            "number",
            "mean best overlap of key terms when half of the text is left out",
            "0 to 1",
        ),
        Column("smallest", "number", "share of the smallest theme", "0 to 1"),
        Column("unfit", "number", "share of the paragraphs that fit no theme", "0 to 1"),
        Column("chosen", "boolean", "the number in use"),
    ),
)

DISTINCTIVE = Table(
    "distinctive terms",
    "terms that a plan or group uses more than the others",
    (
        Column("group", "string", "the plan or group"),
        Column("term", "string", "in simplified script; no place names"),
        Column("z", "number", "log-odds against all others, in standard errors"),
        Column("count", "number", "times in the group"),
        Column("rest", "number", "times in all others"),
    ),
)

THEME_GROUPS = Table(
    "themes by group",
    "the shares of the themes in each group of plans (a year, a place, an issuer …)",
    (
        Column("group", "string", "the group"),
        _THEME,
        Column("name", "string", "the theme's name"),
        Column("share", "number", "mean of the plans' shares", "0 to 1"),
        Column("plans", "integer", "plans in the group"),
    ),
)

THEME_TREND = Table(
    "trend of the themes",
    "how each theme's yearly share changes",
    (
        _THEME,
        Column("name", "string", "the theme's name"),
        Column("years", "integer", "years with a plan"),
        Column("first", "number", "share in the first year", "0 to 1"),
        Column("last", "number", "share in the last year", "0 to 1"),
        Column("slope", "number", "median change of the share (Theil-Sen)", "a year"),
        Column(
            "tau", "number", "Kendall's rank correlation of share and year; NaN for less than three years"
        ),
        Column("trend", "string", "rising, falling or none (p < 0.05); None for less than four years"),
    ),
)

THEME_COMMITMENTS = Table(
    "commitments by theme",
    "how many commitments each theme carries",
    (
        _THEME,
        Column("name", "string", "the theme's name"),
        Column("commitments", "integer", "targets in paragraphs of which it is the strongest theme"),
        Column("plans", "integer", "plans with such a commitment"),
        Column("density", "number", "commitments in 10,000 characters of the theme"),
        Column(
            "correlation",
            "number",
            "rank correlation over plans of the theme's share and its part of the commitments",
        ),
    ),
)

QUANTITIES = Table(
    "quantities",
    "every measurable amount and what the plan says of it: one row for each indicator a value is given for",
    (
        _PLAN,
        _SECTION,
        *_SPAN,
        _QUOTE,
        Column("low", "number", "lower end, magnitudes multiplied out; NaN where it is open", "as `unit`"),
        Column("high", "number", "upper end; NaN where it is open", "as `unit`"),
        Column(
            "comparator",
            "string",
            "eq, ge, gt, le, lt, approx, between, or eq_indicator (in step with another indicator)",
        ),
        Column("unit", "string", "as written; percent is %"),
        Column("unit_code", "string", "UCUM, ISO 4217 or {annotation}; None where the unit has no code"),
        Column("dimension", "string", "what the unit measures, so that values can be compared"),
        Column("factor", "number", "value times factor is in the base unit of `dimension`"),
        Column(
            "change",
            "string",
            "level, increase_by, increase_to, decrease_by, decrease_to, multiply_by or non_decreasing",
        ),
        Column("status", "string", "commitment, achieved, baseline, reference, norm or context"),
        Column("status_probability", "number", "probability that it is a commitment", "0 to 1"),
        Column("indicator", "string", "what is measured, in normal form (simplified script)"),
        Column("indicator_name", "string", "its normal name: 国内生产总值, GDP and 生产总值 are one"),
        Column("indicator_start", "optional integer", "the indicator in source.text", "code point"),
        Column("indicator_end", "optional integer", "one past the indicator in source.text", "code point"),
        Column("period", "string", "time as said in the sentence or the opening of its list"),
        Column("period_iso", "string", "ISO 8601 year, range or duration; the plan's own where none is said"),
        Column("deadline", "string", "ISO 8601 year or day by which it is due; as written where unresolved"),
        Column("frequency", "string", "ISO 8601 repeating interval: R/P1W is weekly"),
        Column("scope", "string", "of whom or where it holds: 全区已建工会企业, 各镇"),
        Column(
            "modality", "string", "word of mood: 约束性, 预期, 确保, 力争, 要 …; plain where there is none"
        ),
        Column("force", "string", "binding, anticipatory, must, strive, will or plain"),
        Column("action", "string", "verb that governs the quantity: 新建, 培育; None where it only states"),
        Column("actor", "string", "body that is to do it; None where it is the issuer"),
        Column("baseline", "string", "what it is compared with: 上年, 1980年"),
        Column("baseline_value", "number", "value before the change: 60 in 由60%提高到95%", "as `unit`"),
        Column("implied", "boolean", "no numeral says it: 每年体检 is once a year"),
        Column("sentence_start", "integer", "first character of the sentence", "code point"),
        Column("sentence_end", "integer", "one past the sentence", "code point"),
        Column("flags", "string", "what is odd and was kept as it stands, comma-separated"),
        Column("grounds", "string", "what decided the status, with weights in log odds"),
    ),
)

VETOES = Table(
    "vetoes",
    "numbers that are no quantities, and why",
    (
        _PLAN,
        _SECTION,
        *_SPAN,
        _QUOTE,
        Column("veto", "string", "name of the rule: date, ordinal, slogan, phone …"),
        Column("reason", "string", "what the rule says, in a sentence"),
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
    THEMES,
    TERMS,
    THEME_SHARES,
    PARAGRAPHS,
    REPRESENTATIVES,
    UNFIT,
    THEME_CHOICE,
    DISTINCTIVE,
    THEME_GROUPS,
    THEME_TREND,
    THEME_COMMITMENTS,
    QUANTITIES,
    VETOES,
)
