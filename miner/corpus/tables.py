"""Tables of what was read and what was not."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SPAN, Column, Table

__all__ = ["CORPUS_STAGE", "FURNITURE", "PLANS", "PROBLEMS"]

PLANS = Table(
    "plans",
    "the plans: what is known of each, and how it was found",
    (
        PLAN,
        Column("title", "string", "title; None where unknown"),
        Column("issuer", "string", "issuing body"),
        Column("place", "string", "place it is for"),
        Column("year", "optional integer", "its year, the first one of a span"),
        Column("year_end", "optional integer", "last year of the span; equals `year` for an annual plan"),
        Column("date", "string", "date of issue, ISO 8601"),
        Column("kind", "string", "kind of plan"),
        Column("script", "string", "Hans, Hant or mixed"),
        *SPAN,
        Column("path", "string", "the file"),
        Column("encoding", "string", "how its bytes were decoded"),
        Column("media_type", "string", "what kind of file it is"),
        Column("sha256", "string", "digest of the file's bytes"),
        Column("grounds", "string", "how each field was found"),
    ),
    title="Plans",
    hans=("计划", "各计划的基本信息，以及每项信息的来源"),
    hant=("計劃", "各計劃的基本資訊，以及每項資訊的來源"),
)

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
    title="Problems",
    hans=("问题", "未能读取或处理的内容"),
    hant=("問題", "未能讀取或處理的內容"),
)

FURNITURE = Table(
    "furniture",
    "what a page put around its plans; kept in source.text, read by no stage",
    (
        Column("path", "string", "the file; None for a text that came from none"),
        Column(
            "plan_id", "string", "the plan that holds it or alone stands in the file; None outside of several"
        ),
        *SPAN,
        QUOTE,
        Column("reason", "string", "what it is: breadcrumb, submit link, related list, page number …"),
    ),
    title="Page furniture",
    hans=("页面杂项", "网页在计划正文之外的内容；保留在原文中，不参与分析"),
    hant=("頁面雜項", "網頁在計劃正文之外的內容；保留在原文中，不參與分析"),
)

CORPUS_STAGE = (PLANS, FURNITURE)
"""The tables of the stage `corpus`, in their order."""
