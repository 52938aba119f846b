"""A working copy of a text on which rules are simple to write, character for character as long as the raw one.

Simplified script, ASCII brackets, colons and digits, `\\n` for every line break: a rule found at `start`..`end`
of the view holds at `start`..`end` of the raw text.
"""

from __future__ import annotations

import re

from miner.knowledge.scripts import script_of, simplify
from miner.knowledge.surrogates import whole_characters

__all__ = ["script_of", "view_of"]

_FOLD = {
    **{chr(0xFF10 + i): str(i) for i in range(10)},
    **dict(zip("：（）［］，．－／＞　\u00a0\u2002\u2003〕〔", ":()[],.-/>    )(", strict=True)),
    **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
}


_PICTURES = re.compile("[\U0001f000-\U0001faff\ufe0f]")
"""Emoji behind a title or a heading (政府工作报告📜) are no part of its words."""


def view_of(text: str, script: str | None) -> str:
    """The working copy of `text`, as long as `text`; `script` as `script_of` gives it."""
    view = text if script in (None, "Hans") else simplify(whole_characters(text))
    for old, new in _FOLD.items():
        view = view.replace(old, new)
    return _PICTURES.sub(" ", view)
