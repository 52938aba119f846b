"""The table of remarks on a draft."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SPAN, Column, Table, span_of

__all__ = ["REMARKS"]

REMARKS = Table(
    "remarks",
    "what a reader of a draft should look at, each at the words that show it: one row a remark",
    (
        PLAN,
        *SPAN,
        QUOTE,
        Column(
            "kind",
            "string",
            "name of the check, as in the rules of drafts: number_missing, year_left …",
            titles=("Check", "检查项", "檢查項"),
        ),
        Column(
            "severity",
            "string",
            "fault (wrong as it stands), doubt (to be checked) or note (for information)",
            titles=("Severity", "程度", "程度"),
        ),
        Column("message", "string", "the remark in a sentence", titles=("Remark", "意见", "意見")),
        Column(
            "parts",
            "string",
            "JSON object of the words that fill the sentence of this kind, so that it can be written in any language",
        ),
        Column(
            "correction",
            "string",
            "what should stand in place of the quote; None where that is not certain",
            titles=("Correction", "改为", "改為"),
        ),
        Column(
            "plan_b", "string", "the plan it is compared with, or the draft itself; None where there is none"
        ),
        *span_of("b"),
    ),
    title="Remarks on the draft",
    hans=("草稿意见", "审阅草稿时应当查看之处，一条意见一行，指到原文的字"),
    hant=("草稿意見", "審閱草稿時應當查看之處，一條意見一行，指到原文的字"),
)
