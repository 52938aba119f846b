"""Declare the tables of the evidence of copying."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = [
    "CONCRETENESS",
    "CONCRETE_SENTENCES",
    "COPIES",
    "COPYING_STAGE",
    "DIRECTIONS",
    "LEFTOVERS",
    "SLOTS",
    "TEMPLATES",
    "TEMPLATE_SECTIONS",
]

LEFTOVERS = Table(
    "leftovers",
    "what a copyist may have forgotten to change: to check",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column("kind", "string", "place, body, year, person, contact or placeholder"),
        Column("reason", "string", "why it is listed"),
        Column("confidence", "number", "how sure the ground makes it", "0 to 1"),
        Column(
            "source_plan", "string", "plan with the same words at the same spot, which they fit; None without"
        ),
    ),
    title="To check",
    hans=("待核对", "抄写者可能忘记修改之处：待核对"),
    hant=("待核對", "抄寫者可能忘記修改之處：待核對"),
)

DIRECTIONS = Table(
    "directions",
    "for each pair that shares passages which plan may have taken them from the other: to check",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("plan_b", "string", "the other plan"),
        Column("source", "string", "the plan it was taken from; None where that is unknown"),
        Column("copy", "string", "the plan that took it; None where that is unknown"),
        Column("confidence", "number", "probability that it is this way and not the other; .5 is unknown"),
        Column("share", "number", "part of the copy (unknown: of the plan that has less) in the source"),
        Column("chars", "integer", "characters they have in common"),
        Column(
            "outside", "string", "place or body that both kept and neither is: a source outside; else None"
        ),
        Column("same_issuer", "boolean", "whether one body issued both: it went on from its own plan"),
        Column("grounds", "string", "what speaks for it, with weights in log odds"),
    ),
    title="Directions",
    hans=("可能流向", "有相同文字的每对计划中，哪份可能取自另一份：待核对"),
    hant=("可能流向", "有相同文字的每對計劃中，哪份可能取自另一份：待核對"),
)

COPIES = Table(
    "copies",
    "the copy graph: which plan may have taken how much from which; each character counts for one source",
    (
        Column("copy", "string", "the plan that took"),
        Column("source", "string", "the plan it was taken from; a place or body where that lies outside"),
        Column("inside", "boolean", "whether the source is a plan of the corpus"),
        Column("chars", "integer", "characters of the copy that stand in this source first", "code point"),
        Column("share", "number", "the same as part of the copy, 0 to 1"),
        Column("confidence", "number", "how sure the direction is, 0 to 1"),
    ),
    title="Copy graph",
    hans=("流向图", "哪份计划可能从哪份取用了多少文字；每个字只计一个来源"),
    hant=("流向圖", "哪份計劃可能從哪份取用了多少文字；每個字只計一個來源"),
)

TEMPLATES = Table(
    "templates",
    "the text that the plans of a family have in common, sentence by sentence, with numbered gaps",
    (
        Column("family", "integer", "number of the family"),
        Column("line", "integer", "place of the sentence in the template, from 1"),
        Column("text", "string", "the sentence in normal form, each gap as {number}"),
        Column("plans", "integer", "how many plans of the family have it"),
        Column("share", "number", "the same as part of the family, 0 to 1"),
        Column("slots", "integer", "how many gaps it has"),
        PLAN,
        *SPAN,
        QUOTE,
    ),
    title="Templates",
    hans=("共同文字", "同组计划共有的文字，逐句列出，空位编号"),
    hant=("共同文字", "同組計劃共有的文字，逐句列出，空位編號"),
)

SLOTS = Table(
    "slots",
    "what each plan of a family put into each gap of the template",
    (
        Column("family", "integer", "number of the family"),
        Column("slot", "integer", "number of the gap; one that every plan fills alike everywhere is one gap"),
        Column("line", "integer", "sentence of the template"),
        Column("kind", "string", "name, year, number or sentence: what the plans fill in"),
        PLAN,
        *SPAN,
        QUOTE,
        Column("usual", "boolean", "whether the plan has the same here as in the gap's other places"),
    ),
    title="Gaps",
    hans=("空位", "同组各计划在范本每个空位填入的内容"),
    hant=("空位", "同組各計劃在範本每個空位填入的內容"),
)

TEMPLATE_SECTIONS = Table(
    "template_sections",
    "headings of a family's template that a plan dropped, and headings that it added",
    (
        Column("family", "integer", "number of the family"),
        Column("member", "string", "the plan that dropped or added it"),
        Column("change", "string", "dropped or added"),
        Column("heading", "string", "the heading in normal form"),
        Column("plans", "integer", "how many plans of the family have it"),
        PLAN,
        *SPAN,
        QUOTE,
    ),
    title="Template headings",
    hans=("范本标题", "计划从范本中删去的标题和自行增加的标题"),
    hant=("範本標題", "計劃從範本中刪去的標題和自行增加的標題"),
)

CONCRETENESS = Table(
    "concreteness",
    "how concrete each plan is; shares are of its sentences, which are listed in concrete_sentences",
    (
        PLAN,
        Column("sentences", "integer", "sentences of at least eight ideographs, without headings"),
        Column("measure_share", "number", "sentences with a quantity the plan commits to, 0 to 1"),
        Column("deadline_share", "number", "sentences with a commitment due by a date, 0 to 1"),
        Column(
            "actor_share", "number", "sentences with a commitment and the body that is to keep it, 0 to 1"
        ),
        Column("concrete_share", "number", "sentences with at least one of the three, 0 to 1"),
        Column("formula_share", "number", "sentences without any commitment that set phrases fill, 0 to 1"),
        Column("commitments", "integer", "quantities committed to, and commitments without a number"),
        Column("commitments_per_1000", "number", "commitments per 1,000 characters that are no spaces"),
        Column("chars", "integer", "characters of the normal form that are no spaces"),
    ),
    title="Concreteness",
    hans=("具体程度", "每份计划的具体程度；占比按句计算，句子见 concrete_sentences"),
    hant=("具體程度", "每份計劃的具體程度；佔比按句計算，句子見 concrete_sentences"),
)

CONCRETE_SENTENCES = Table(
    "concrete_sentences",
    "the sentences that concreteness counts, and what each holds",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column("measure", "boolean", "a quantity the plan commits to"),
        Column("deadline", "boolean", "a commitment due by a date"),
        Column("actor", "boolean", "a commitment and the body that is to keep it"),
        Column("formula", "boolean", "no commitment, and set phrases fill it"),
    ),
    title="Sentences counted",
    hans=("计入的句子", "计入具体程度的句子及其所含内容"),
    hant=("計入的句子", "計入具體程度的句子及其所含內容"),
)

COPYING_STAGE = (TEMPLATES, SLOTS, TEMPLATE_SECTIONS)
"""The tables of the stage `copying`, in their order."""
