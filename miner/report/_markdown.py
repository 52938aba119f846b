"""Write the summary as Markdown: headings and pipe tables; text of plans is escaped."""

from __future__ import annotations

import re

from miner.report._summary import Block
from miner.report._words import visible, words

__all__ = ["markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]|~#!])")


def markdown(blocks: list[Block], title: str, lead: str, language: str) -> str:
    """The whole summary as one Markdown text."""
    wording = words()[language]
    lines = [f"# {_inline(title)}", "", _inline(lead), "", f"> {wording['wording']}", ""]
    for block in blocks:
        lines += [f"## {_inline(block.title)}", ""]
        if block.note:
            lines += [_inline(block.note), ""]
        lines.append("| " + " | ".join(map(_inline, block.header)) + " |")
        lines.append("|" + " --- |" * len(block.header))
        lines += ["| " + " | ".join(map(_inline, row)) + " |" for row in block.rows]
        if block.cut:
            lines += ["", wording["table.cut"].format(shown=f"{len(block.rows):,}", all=f"{block.cut:,}")]
        lines.append("")
    return "\n".join(lines)


def _inline(text: str) -> str:
    """Escape HTML and Markdown characters and join lines, so that text is never read as markup."""
    flat = " ".join(visible(text).split())
    safe = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", safe)
