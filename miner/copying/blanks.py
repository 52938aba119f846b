"""Find blanks of a template that nobody filled in; not figures that an archive blacked out, nor forms."""

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
"""What shows that a text was blacked out: words that say so, a telephone number or that of an identity card in part."""
_MANY = 8
_STARS = re.compile(r"\*+")
_DIGITS = re.compile(r"\d+")


def blanks(context: Context, _matches: Matches) -> Iterator[Candidate]:
    """Placeholders in the plan's own sentences; with little confidence what may be a form or a redaction."""
    found = context.normalized.placeholders
    if not found:
        return
    masked = _is_masked(context.text)
    line_end, form = -1, False
    for p in found:
        if p.start >= line_end:
            line_end, form = _line_of(context.text, p.start)
        mark = context.text[p.start]
        if mark in words("redacted"):
            continue
        sure, why = confidence("placeholder"), f"a blank for a {p.kind} was not filled in"
        if p.start >= context.body_end or (form and p.kind == "blank"):
            sure, why = confidence("form"), f"a blank for a {p.kind} in a form or an attachment"
        elif _SCHEME.search(context.text, max(0, p.start - 2), p.start):
            sure, why = confidence("scheme"), "a letter of a scheme such as 1+N+X"
        elif (
            p.kind in ("name", "body", "place") and (_told(context.text) or _in_number(context.text, p))
        ) or (mark in "*＊" and (masked or p.kind in ("name", "body", "place"))):
            sure, why = confidence("masked"), f"a {p.kind} that may have been blacked out"
        elif _NUMBER_OF_DOCUMENT.match(context.text, p.end):
            sure, why = confidence("form"), "the number of a document"
        yield Candidate(p.start, p.end, "placeholder", why, sure)


def _is_masked(text: str) -> bool:
    """Whether the figures of the plan are masked throughout: a model text or an archive, nothing forgotten."""
    stars = sum(1 for _ in _STARS.finditer(text))
    return stars >= _MANY and stars >= sum(1 for _ in _DIGITS.finditer(text)) / 2


def _in_number(text: str, p: Placeholder) -> bool:
    """Whether the blank stands inside a number, of a telephone or a person: 138XXXX2046."""
    return text[max(0, p.start - 1) : p.start].isdigit() and text[p.end : p.end + 1].isdigit()


def _told(text: str) -> bool:
    """Whether the text says, or shows by its numbers, that names were blacked out when it was made public."""
    return _PUBLISHED.search(text) is not None


def _line_of(text: str, at: int) -> tuple[int, bool]:
    """Where the line ends, and whether it belongs to a form: a blank stands alone on it, or with little else."""
    a, b = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    b = b if b >= 0 else len(text)
    line = text[a:b]
    han = count_han(line)
    return b, han < 12 or line.count("__") > 2 * (han // 12)
