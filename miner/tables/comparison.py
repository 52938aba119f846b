"""Tables of how plans compare."""

from __future__ import annotations

from miner.tables.declare import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = [
    "CONTRAST",
    "COVERAGE",
    "DOUBTFUL",
    "GAPS",
    "LAYERS",
    "LEDGER",
    "MOVES",
    "OVERVIEW",
    "OWN",
    "REVISIONS",
]

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
        Column("place", "string", "place of the plan"),
        Column("layer", "string", "国家, 省, 市, 县 or 乡"),
        Column("status", "string", "commitment or achieved"),
        Column("low", "number", "lower end; NaN where it is open", "as `unit`"),
        Column("high", "number", "upper end; NaN where it is open", "as `unit`"),
        Column("comparator", "string", "eq, ge, gt, le, lt, approx or between"),
        Column("unit", "string", "as written"),
        Column(
            "value",
            "number",
            "what the comparator speaks of, comparable in the entry",
            "base unit of `dimension`",
        ),
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
        Column(
            "move",
            "string",
            "raised, lowered, kept, new, dropped, unquantified (named still, without a number), reached, missed or doubtful",
        ),
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


def _side(name: str, which: str) -> tuple[Column, ...]:
    return (
        Column(f"plan_{name}", "string", f"plan of the {which} area"),
        Column(f"layer_{name}", "string", "国家, 省, 市, 县 or 乡"),
        Column(f"place_{name}", "string", f"the {which} area; None for the country"),
        Column(f"value_{name}", "number", "its value", f"as `unit_{name}`"),
        Column(f"comparator_{name}", "string", "its comparator"),
        Column(f"unit_{name}", "string", "as written"),
        Column(
            f"start_{name}", "integer", f"first character in the source.text of plan_{name}", "code point"
        ),
        Column(f"end_{name}", "integer", "one past the last character", "code point"),
        Column(f"quote_{name}", "string", f"verbatim from plan_{name}"),
    )


LAYERS = Table(
    "layers",
    "commitments of a place beside those of the area around it, for one year",
    (
        *_ENTRY,
        Column("year", "optional integer", "year of both plans"),
        Column("relation", "string", "same, above or below; part, where numbers add up over areas"),
        Column("ambition", "string", "harder or softer than the upper area, where the numbers differ"),
        Column("part", "number", "the lower value as a part of the upper one, where they add up", "0 to 1"),
        *_side("upper", "upper"),
        *_side("lower", "lower"),
    ),
)

COVERAGE = Table(
    "coverage",
    "sections of the plans, aligned by heading and content",
    (
        Column("topic", "integer", "number of the topic, the most widespread first"),
        Column("name", "string", "its most common or most typical heading"),
        Column("terms", "string", "the words that tell it; None for a part that every plan has"),
        Column("plans", "integer", "plans that have it"),
        PLAN,
        Column("section_id", "string", "the section"),
        Column("level", "integer", "1 a top section, 2 a section inside goals or measures"),
        Column("order", "integer", "its place among those of its level in the plan, from 1"),
        Column("heading", "string", "its heading in normal form"),
        Column("chars", "integer", "length of the section", "character"),
        Column("share", "number", "part of the plan", "0 to 1"),
        Column("role", "string", "review, goals, measures …"),
        *SPAN,
    ),
)

GAPS = Table(
    "gaps",
    "topics that most plans have a section of and this one has none",
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
        Column("marked", "string", "a changed sentence with what went [-60-] and what came {+80+}"),
    ),
)

EDITS = Table(
    "edits",
    "the words by which a changed sentence differs",
    (
        Column("plan_a", "string", "the earlier plan"),
        Column("plan_b", "string", "the later plan"),
        Column("kind", "string", "replaced, inserted or deleted"),
        Column("start_a", "integer", "first character in the source.text of plan_a", "code point"),
        Column("end_a", "integer", "one past the last character; start_a where nothing stood", "code point"),
        Column("quote_a", "string", "verbatim from plan_a"),
        Column("start_b", "integer", "first character in the source.text of plan_b", "code point"),
        Column("end_b", "integer", "one past the last character; start_b where nothing stands", "code point"),
        Column("quote_b", "string", "verbatim from plan_b"),
        Column("sentence_b", "integer", "start_b of the sentence in `revisions`", "code point"),
    ),
)

OVERLAP = Table(
    "overlap",
    "what each pair of plans shares, and what is each one's own",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("plan_b", "string", "the other plan"),
        Column("passages", "integer", "passages they share"),
        Column("chars", "integer", "characters covered on the side where they are fewer", "character"),
        Column("share_a", "number", "part of plan_a that stands in plan_b", "0 to 1"),
        Column("share_b", "number", "part of plan_b that stands in plan_a", "0 to 1"),
        Column("own_a", "number", "part of plan_a that does not stand in plan_b", "0 to 1"),
        Column("own_b", "number", "part of plan_b that does not stand in plan_a", "0 to 1"),
        Column("entries", "integer", "indicators that both commit to"),
    ),
)

OWN_TEXT = Table(
    "own_text",
    "what of a plan stands in no other plan",
    (PLAN, SECTION, *SPAN, Column("chars", "integer", "length", "character"), QUOTE),
)

GROUPS = Table(
    "groups",
    "the plans by a column of `overview`",
    (
        Column("by", "string", "the column"),
        Column("group", "string", "its value; None where a plan has none"),
        Column("plans", "integer", "plans of the group"),
        Column("chars", "number", "mean length", "character"),
        Column("targets", "number", "mean number of commitments"),
        Column("targets_per_1000", "number", "commitments per thousand characters", "1/1000 characters"),
        Column("copied_share", "number", "mean part that stands in another plan", "0 to 1"),
        Column("entries", "integer", "different indicators committed to"),
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
