"""Tables of what normalization changed and found."""

from __future__ import annotations

from miner.engine.tables import QUOTE, SPAN, Column, Table

__all__ = ["CHANGES", "PLACEHOLDERS"]

CHANGES = Table(
    "changes",
    "what normalization changed",
    (
        Column("plan_id", "string", "the plan; None for a text that is none"),
        *SPAN,
        QUOTE,
        Column(
            "rule", "string", "the repair, named as in NormalizationConfig; furniture for cut page furniture"
        ),
        Column("before", "string", "the text as the rule found it"),
        Column("after", "string", "the text as the rule left it; empty where it was deleted"),
    ),
    title="Repairs",
    hans=("修复", "规范化时改动的文字"),
    hant=("修復", "規範化時改動的文字"),
)

PLACEHOLDERS = Table(
    "placeholders",
    "gaps a template left to be filled in",
    (
        Column("plan_id", "string", "the plan; None for a text that is none"),
        *SPAN,
        QUOTE,
        Column("kind", "string", "year, date, place, body, quantity, name or blank"),
    ),
    title="Placeholders",
    hans=("空位", "范本中留待填写的空位"),
    hant=("空位", "範本中留待填寫的空位"),
)
