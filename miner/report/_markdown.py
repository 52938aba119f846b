"""The summary as Markdown: headings and pipe tables, with text that stays text."""

from __future__ import annotations

import re

from miner.report._summary import Block
from miner.report._words import visible, words

__all__ = ["markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]|~#!])")


def markdown(blocks: list[Block], title: str, lead: str, language: str) -> str:
    """The whole summary as one Markdown text."""
    said = words()[language]
    lines = [f"# {_inline(title)}", "", _inline(lead), "", f"> {said['wording']}", ""]
    for block in blocks:
        lines += [f"## {_inline(block.title)}", ""]
        if block.note:
            lines += [_inline(block.note), ""]
        lines.append("| " + " | ".join(map(_inline, block.header)) + " |")
        lines.append("|" + " --- |" * len(block.header))
        lines += ["| " + " | ".join(map(_inline, row)) + " |" for row in block.rows]
        if block.cut:
            lines += ["", said["table.cut"].format(shown=f"{len(block.rows):,}", all=f"{block.cut:,}")]
        lines.append("")
    return "\n".join(lines)


def _inline(text: str) -> str:
    """Text that no reader of Markdown takes for markup: HTML and Markdown marks are escaped, lines joined."""
    flat = " ".join(visible(text).split())
    safe = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", safe)
