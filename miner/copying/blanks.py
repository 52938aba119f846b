"""Find blanks of a template that were not filled in, as opposed to redacted figures and blanks of forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.context import Candidate, Context
from miner.copying.knowledge import confidence, words
from miner.copying.matches import Matches
from miner.knowledge.scripts import count_han
from miner.normalization.placeholders import Placeholder

__all__ = ["blanks"]

_NUMBER_OF_DOCUMENT = re.compile(r"[〕】\])）]?\s*(?:第\s*)?(?:\d+|[xX×*]+)\s*号")
_SCHEME = re.compile(r"[\dNnMm]\s?[+＋]$")
_PUBLISHED = re.compile(
    r"(?:隐去|略去|屏蔽|脱敏|匿名处理|不予公开|以[xX×*]+代替)|(?<!\d)1[3-9]\d[xX×*＊]{4}\d{4}(?!\d)|\d{6}[xX×*＊]{6,8}\d{3}[\dXx]"
)
"""Signs of a redacted text: words that say so, a partly masked telephone or identity card number."""
_MANY = 8
_STARS = re.compile(r"\*+")
_DIGITS = re.compile(r"\d+")


def blanks(context: Context, _matches: Matches) -> Iterator[Candidate]:
    """Yield placeholders; low confidence for those in a form or a redacted text."""
    placeholders = context.normalized.placeholders
    if not placeholders:
        return
    masked = _is_masked(context.text)
    line_end, form = -1, False
    for p in placeholders:
        if p.start >= line_end:
            line_end, form = _line_of(context.text, p.start)
        mark = context.text[p.start]
        if mark in words("redacted"):
            continue
        certainty, reason = confidence("placeholder"), f"a blank for a {p.kind} was not filled in"
        if p.start >= context.body_end or (form and p.kind == "blank"):
            certainty, reason = confidence("form"), f"a blank for a {p.kind} in a form or an attachment"
        elif _SCHEME.search(context.text, max(0, p.start - 2), p.start):
            certainty, reason = confidence("scheme"), "a letter of a scheme such as 1+N+X"
        elif (
            p.kind in ("name", "body", "place")
            and (_says_redacted(context.text) or _in_number(context.text, p))
        ) or (mark in "*＊" and (masked or p.kind in ("name", "body", "place"))):
            certainty, reason = confidence("masked"), f"a {p.kind} that may have been blacked out"
        elif _NUMBER_OF_DOCUMENT.match(context.text, p.end):
            certainty, reason = confidence("form"), "the number of a document"
        yield Candidate(p.start, p.end, "placeholder", reason, certainty)


def _is_masked(text: str) -> bool:
    """Whether most figures of the plan are masked, as in a model text or an archive, so that no blank was forgotten."""
    stars = sum(1 for _ in _STARS.finditer(text))
    return stars >= _MANY and stars >= sum(1 for _ in _DIGITS.finditer(text)) / 2


def _in_number(text: str, p: Placeholder) -> bool:
    """Whether the blank is part of a telephone or identity number: 138XXXX2046."""
    return text[max(0, p.start - 1) : p.start].isdigit() and text[p.end : p.end + 1].isdigit()


def _says_redacted(text: str) -> bool:
    """Whether the text says, or its masked numbers show, that names were redacted for publication."""
    return _PUBLISHED.search(text) is not None


def _line_of(text: str, at: int) -> tuple[int, bool]:
    """End of the line, and whether it belongs to a form: little text, or many blanks."""
    a, b = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    b = b if b >= 0 else len(text)
    line = text[a:b]
    han = count_han(line)
    return b, han < 12 or line.count("__") > 2 * (han // 12)
