"""Tables of what was read and what was not."""

from __future__ import annotations

from miner.tables.declare import QUOTE, SPAN, Column, Table

__all__ = ["FURNITURE", "PROBLEMS"]

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
)

FURNITURE = Table(
    "furniture",
    "what a page put around its plans; kept in source.text, read by no stage",
    (
        Column("path", "string", "the file; None for a text that came from none"),
        Column("plan_id", "string", "the plan that holds it; None outside all plans"),
        *SPAN,
        QUOTE,
        Column("reason", "string", "what it is: breadcrumb, submit link, related list, page number …"),
    ),
)
