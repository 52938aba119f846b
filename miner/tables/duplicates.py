"""Tables of copied passages, families, shares."""

from __future__ import annotations

from miner.tables.declare import PLAN, QUOTE, SPAN, Column, Table

__all__ = ["BOILERPLATE", "FAMILIES", "PAIRS", "PASSAGES", "SECTION_PAIRS", "SHARES"]

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
        Column(
            "share_a",
            "number",
            "part of plan_a that stands in plan_b; what differs inside a passage is not counted, 0 to 1",
        ),
        Column("share_b", "number", "part of plan_b that stands in plan_a, counted alike, 0 to 1"),
    ),
)

SECTION_PAIRS = Table(
    "section_pairs",
    "which section of one plan is which section of another",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("section_a", "string", "section_id in plan_a"),
        Column("heading_a", "string", "its heading, verbatim"),
        Column("plan_b", "string", "the other plan"),
        Column("section_b", "string", "section_id in plan_b that has most in common with it"),
        Column("heading_b", "string", "its heading, verbatim"),
        Column("chars", "integer", "characters they have in common"),
        Column("share_a", "number", "part of section_a that stands in section_b, 0 to 1"),
        Column("share_b", "number", "part of section_b that stands in section_a, 0 to 1"),
    ),
)

FAMILIES = Table(
    "families",
    "plans that are near-identical",
    (
        PLAN,
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
        PLAN,
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
        *SPAN,
        QUOTE,
        Column("plans", "integer", "in how many plans it stands"),
        Column("chars", "integer", "letters, ideographs and numbers of it"),
    ),
)
