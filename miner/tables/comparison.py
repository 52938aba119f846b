"""Tables of how plans compare."""

from __future__ import annotations

from miner.tables.declare import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = ["CONTRAST", "COVERAGE", "DOUBTFUL", "GAPS", "LEDGER", "MOVES", "OVERVIEW", "OWN", "REVISIONS"]

_ENTRY = (
    Column("entry", "string", "the indicator with its measure, dimension and scope; the same in every plan"),
    Column("indicator", "string", "normal name, without 全市, 全省 …"),
    Column("measure", "string", "level, increase, decrease or multiple"),
)

OVERVIEW = Table(
    "overview",
    "the plans side by side",
    (
        PLAN,
        Column("title", "string", "title"),
        Column("issuer", "string", "issuing body"),
        Column("place", "string", "place it is for"),
        Column("layer", "string", "国家, 省, 市, 县 or 乡"),
        Column("year", "optional integer", "first year"),
        Column("year_end", "optional integer", "last year"),
        Column("kind", "string", "kind of plan"),
        Column("script", "string", "Hans, Hant or mixed"),
        Column("chars", "integer", "length in normal form, without page furniture", "character"),
        Column("sections", "integer", "headings and numbered items"),
        Column("targets", "integer", "quantities it commits to"),
        Column("targets_per_1000", "number", "commitments per thousand characters", "1/1000 characters"),
        Column("copied_share", "number", "part that stands in any other plan", "0 to 1"),
        Column("family", "optional integer", "family of near-identical plans"),
    ),
)

LEDGER = Table(
    "ledger",
    "the same indicator across plans: one row a value of a plan",
    (
        *_ENTRY,
        Column("dimension", "string", "what the unit measures, or the unit itself"),
        Column("scope", "string", "of whom or where, beyond the plan's own area"),
        Column("plans", "integer", "plans that have the entry"),
        PLAN,
        Column("year", "optional integer", "year of the plan"),
        Column("layer", "string", "国家, 省, 市, 县 or 乡"),
        Column("status", "string", "commitment or achieved"),
        Column("low", "number", "lower end; NaN where it is open", "as `unit`"),
        Column("high", "number", "upper end; NaN where it is open", "as `unit`"),
        Column("comparator", "string", "eq, ge, gt, le, lt, approx or between"),
        Column("unit", "string", "as written"),
        Column("period", "string", "time as said"),
        Column("modality", "string", "word of mood"),
        SECTION,
        *SPAN,
        QUOTE,
        Column("primary", "boolean", "the value that speaks for the plan in this entry and status"),
    ),
)

DOUBTFUL = Table(
    "doubtful",
    "entries that are alike and were not merged: to be judged by a person",
    (
        Column("entry_a", "string", "one entry"),
        Column("entry_b", "string", "the other"),
        Column("score", "number", "likeness of the names", "0 to 1"),
        Column("reason", "string", "why they are not one entry"),
    ),
)

MOVES = Table(
    "moves",
    "what became of each target in the next plan",
    (
        *_ENTRY,
        Column("unit", "string", "as written"),
        Column("relation", "string", "predecessor (one body, next in time) or pair (the two plans given)"),
        Column("plan_a", "string", "the earlier plan"),
        Column("plan_b", "string", "the later plan"),
        Column("move", "string", "raised, lowered, kept, new, dropped, reached, missed or doubtful"),
        Column("ambition", "string", "harder or softer, where the number moved"),
        Column("value_a", "number", "the earlier value", "as `unit`"),
        Column("comparator_a", "string", "its comparator"),
        Column("start_a", "optional integer", "first character in the source.text of plan_a", "code point"),
        Column("end_a", "optional integer", "one past the last character", "code point"),
        Column("quote_a", "string", "verbatim from plan_a"),
        Column("value_b", "number", "the later, or the reported value", "as `unit`"),
        Column("comparator_b", "string", "its comparator"),
        Column("start_b", "optional integer", "first character in the source.text of plan_b", "code point"),
        Column("end_b", "optional integer", "one past the last character", "code point"),
        Column("quote_b", "string", "verbatim from plan_b"),
    ),
)

COVERAGE = Table(
    "coverage",
    "top sections of the plans, aligned by heading and content",
    (
        Column("topic", "integer", "number of the topic, the most widespread first"),
        Column("name", "string", "its most common heading, verbatim"),
        Column("plans", "integer", "plans that have it"),
        PLAN,
        Column("section_id", "string", "the section"),
        Column("order", "integer", "its place among the top sections of the plan, from 1"),
        Column("heading", "string", "its heading in normal form"),
        Column("chars", "integer", "length of the section", "character"),
        Column("share", "number", "part of the plan", "0 to 1"),
        Column("role", "string", "review, goals, measures …"),
        *SPAN,
    ),
)

GAPS = Table(
    "gaps",
    "topics that most plans have and this one has not",
    (
        PLAN,
        Column("topic", "integer", "number of the topic"),
        Column("name", "string", "its most common heading"),
        Column("plans", "integer", "plans that have it"),
    ),
)

OWN = Table(
    "own",
    "commitments whose indicator no other plan has",
    (PLAN, *_ENTRY, SECTION, *SPAN, QUOTE),
)

REVISIONS = Table(
    "revisions",
    "sentence by sentence from one plan to the next",
    (
        Column("plan_a", "string", "the earlier plan"),
        Column("plan_b", "string", "the later plan"),
        Column("kind", "string", "kept, changed, dropped or new"),
        Column("similarity", "number", "likeness of the two sentences", "0 to 1"),
        Column("start_a", "optional integer", "first character in the source.text of plan_a", "code point"),
        Column("end_a", "optional integer", "one past the last character", "code point"),
        Column("quote_a", "string", "verbatim from plan_a"),
        Column("start_b", "optional integer", "first character in the source.text of plan_b", "code point"),
        Column("end_b", "optional integer", "one past the last character", "code point"),
        Column("quote_b", "string", "verbatim from plan_b"),
    ),
)

CONTRAST = Table(
    "contrast",
    "theme shares beside the mean of the plans",
    (
        PLAN,
        Column("theme", "integer", "number of the theme"),
        Column("name", "string", "its name"),
        Column("share", "number", "part of the plan", "0 to 1"),
        Column("mean", "number", "mean of the plans", "0 to 1"),
        Column("difference", "number", "share less mean", "-1 to 1"),
        Column("z", "number", "difference in standard deviations of the plans"),
    ),
)
