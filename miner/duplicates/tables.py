"""Tables of copied passages, families, shares."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SPAN, Column, Table

__all__ = [
    "BASES",
    "BOILERPLATE",
    "DUPLICATES_STAGE",
    "FAMILIES",
    "FOLLOWED",
    "PAIRS",
    "PASSAGES",
    "REWRITTEN",
    "SECTION_PAIRS",
    "SHARES",
]

BASES = ("copied", "quotation", "law", "superior", "formula", "terms")
"""The values of the column `basis`: copied substance, then what both plans have from elsewhere."""

PASSAGES = Table(
    "passages",
    "passages: the same wording in two plans, and what it is",
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
        Column(
            "basis",
            "string",
            "copied, or what both have from elsewhere: quotation, law, superior, formula, terms; only copied counts",
        ),
        Column("copied_chars", "integer", "how many of the characters in common are substance"),
    ),
    title="Passages",
    hans=("相同文字", "两份计划中相同的文字，以及其性质"),
    hant=("相同文字", "兩份計劃中相同的文字，以及其性質"),
)

PAIRS = Table(
    "pairs",
    "pairs of plans that share copied passages",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("plan_b", "string", "the other plan"),
        Column("passages", "integer", "copied passages they share"),
        Column("chars", "integer", "characters covered on the side where they are fewer, each once"),
        Column(
            "share_a",
            "number",
            "part of plan_a that is copied and stands in plan_b; what differs inside a passage is not counted, 0 to 1",
        ),
        Column("share_b", "number", "part of plan_b that stands in plan_a, counted alike, 0 to 1"),
        Column("shared_a", "number", "the same with quotations, laws, formulas and headings, 0 to 1"),
        Column("shared_b", "number", "the same for plan_b, 0 to 1"),
    ),
    title="Pairs",
    hans=("计划对", "有相同文字的计划对"),
    hant=("計劃對", "有相同文字的計劃對"),
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
    title="Section pairs",
    hans=("章节对应", "一份计划的章节与另一份计划章节的对应"),
    hant=("章節對應", "一份計劃的章節與另一份計劃章節的對應"),
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
    title="Families",
    hans=("同源组", "几乎相同的计划"),
    hant=("同源組", "幾乎相同的計劃"),
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
        Column(
            "shared_share", "number", "part shared with any other plan, quotations and formulas too, 0 to 1"
        ),
    ),
    title="Shares",
    hans=("相同占比", "每份计划中有多少文字见于其他计划"),
    hant=("相同佔比", "每份計劃中有多少文字見於其他計劃"),
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
    title="Standing phrases",
    hans=("固定表述", "许多计划共有的套语；不据此将计划配对"),
    hant=("固定表述", "許多計劃共有的套語；不據此將計劃配對"),
)

FOLLOWED = Table(
    "followed",
    "which plan follows which base text, or which plan it says it implements, and how far",
    (
        PLAN,
        *SPAN,
        Column("quote", "string", "the longest passage of the plan that stands in the base text, verbatim"),
        Column("base", "string", "id of the base text or of the plan that is implemented"),
        Column("chars", "integer", "characters of the plan that stand in it, each counted once"),
        Column("share", "number", "the same as part of the plan, 0 to 1"),
        Column("base_share", "number", "part of the base text that stands in the plan, 0 to 1"),
    ),
    title="Base texts followed",
    hans=("所依底本", "哪份计划依照哪份底本或其声明落实的上级计划，程度如何"),
    hant=("所依底本", "哪份計劃依照哪份底本或其聲明落實的上級計劃，程度如何"),
)

REWRITTEN = Table(
    "rewritten",
    "paragraphs that say the same in other words: weaker than a passage, they make no pair",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("start_a", "integer", "first character in the source.text of plan_a", "code point"),
        Column("end_a", "integer", "one past the last character in the source.text of plan_a", "code point"),
        Column("quote_a", "string", "the paragraph or sentence of plan_a, verbatim"),
        Column("plan_b", "string", "the other plan"),
        Column("start_b", "integer", "first character in the source.text of plan_b", "code point"),
        Column("end_b", "integer", "one past the last character in the source.text of plan_b", "code point"),
        Column("quote_b", "string", "the paragraph or sentence of plan_b, verbatim"),
        Column("figures", "string", "the figures that both have, as plan_a measures them, twelve at most"),
        Column("words", "string", "words that both have, the rarest first, twelve at most"),
        Column("score", "number", "how likely the one is the other in other words, 0.5 to 1"),
    ),
    title="Rewritten paragraphs",
    hans=("改写段落", "用不同文字表达相同内容的段落：弱于相同文字，不据此将计划配对"),
    hant=("改寫段落", "用不同文字表達相同內容的段落：弱於相同文字，不據此將計劃配對"),
)

DUPLICATES_STAGE = (PASSAGES, PAIRS, FAMILIES, SHARES, BOILERPLATE, FOLLOWED)
"""The tables of the stage `duplicates`, in their order."""
