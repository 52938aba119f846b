"""Tables of the outline, sentences and words."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = ["SECTIONS", "SENTENCES", "WORDS"]

SECTIONS = Table(
    "sections",
    "the outline: one row a heading or numbered item",
    (
        PLAN,
        Column("section_id", "string", "dotted position in the tree, unique in the plan: 2.1.3"),
        Column("parent_id", "string", "section_id of the enclosing section; None at the top"),
        Column("level", "integer", "1 at the top of a plan; parent's level + 1"),
        Column("marker", "string", "the raw string that numbers it; empty for an unnumbered heading"),
        Column("heading", "string", "heading text, verbatim"),
        Column("kind", "string", "heading, run-in, item or unnumbered"),
        *SPAN,
        Column("heading_start", "integer", "first character of the heading text", "code point"),
        Column("heading_end", "integer", "one past the heading text", "code point"),
        Column(
            "role", "string", "review, goals, measures, guarantee … read from the heading; None if untold"
        ),
        Column("path", "string", "markers from the top: 二 > （一） > 3"),
        Column("role_words", "string", "the words of the heading that told the role; None if untold"),
        Column("role_section", "string", "section_id of the heading that told it: the row's or one above it"),
        Column(
            "flags", "string", "lost_punct, inline, gap, repeat, continued …, joined by spaces; else None"
        ),
    ),
    title="Outline",
    hans=("提纲", "提纲：每个标题或编号项一行"),
    hant=("提綱", "提綱：每個標題或編號項一行"),
)

SENTENCES = Table(
    "sentences",
    "the sentences of each plan in reading order",
    (
        PLAN,
        SECTION,
        Column("sentence", "integer", "number of the sentence in its plan, from 0"),
        *SPAN,
        QUOTE,
    ),
    title="Sentences",
    hans=("句子", "各计划的句子，按阅读顺序"),
    hant=("句子", "各計劃的句子，按閱讀順序"),
)

WORDS = Table(
    "words",
    "the words of each plan in reading order, white space left out",
    (
        PLAN,
        *SPAN,
        QUOTE,
        Column("word", "string", "the word in the normal form that was cut: simplified script, repaired"),
    ),
    title="Words",
    hans=("词语", "各计划的词语，按阅读顺序，不含空白"),
    hant=("詞語", "各計劃的詞語，按閱讀順序，不含空白"),
)
