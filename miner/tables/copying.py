"""Tables of the evidence of copying."""

from __future__ import annotations

from miner.tables.declare import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = ["LEFTOVERS"]

LEFTOVERS = Table(
    "leftovers",
    "what a copyist may have forgotten to change: to check",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column("kind", "string", "place, body, year or placeholder"),
        Column("reason", "string", "why it is listed"),
        Column("confidence", "number", "how sure the ground makes it", "0 to 1"),
        Column(
            "source_plan", "string", "plan with the same words at the same spot, which they fit; None without"
        ),
    ),
)
