"""Tables of what normalization changed and found."""

from __future__ import annotations

from miner.tables.declare import QUOTE, SPAN, Column, Table

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
)
