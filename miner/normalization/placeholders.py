"""Placeholders: what a template left for its user to fill in. Recognized and listed, never parsed."""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.gazetteer import COUNTIES_AND_ABOVE

__all__ = ["Placeholder", "find_placeholders"]


class Placeholder(NamedTuple):
    """A gap of a template: `text[start:end]` of the normalized text; `kind` says what is missing."""

    start: int
    end: int
    text: str
    kind: str
    """`year`, `date`, `place`, `body`, `quantity`, `name` or `blank`."""


_X = "[xX×＊*○△□〇]"
_YEAR = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:19|20)(?:[xX×]{1,2}|[*○_]{2}|[0-9][xX×*]|[xX×*][0-9])|(?:[xX×*○]{2,4}))(?=(?:[-—~至](?:20)?[xX×*0-9]{2,4})?年)"
    r"|(?<![0-9A-Za-z])(?:19|20)(?:[xX×]{2}|\*\*)(?![A-Za-z*])"
)
_DATE = re.compile(r"(?<![0-9A-Za-z×])[xX×*]{1,2}(?=[月日号](?![0-9A-Za-z]))")
_PLACE = re.compile(
    r"(?<![0-9A-Za-z×*])(?:[xX×]{1,4}|[*○△〇]{2,4}|某某)(?="
    rf"(?:自治)?[{COUNTIES_AND_ABOVE}]|[乡镇村](?!级)|街道|社区|地区)"
)
_BODY = re.compile(
    r"(?<![0-9A-Za-z×*])(?:[xX×]{2,4}|[*○△〇]{2,4}|某某)(?=学校|中学|小学|大学|学院|公司|集团|企业|医院|银行|局|厅|部|处|委|院|单位|党委|支部|工会)"
)
_QUANTITY = re.compile(
    r"(?<![0-9A-Za-z×*.])(?:[xX×]{1,4}(?:\.[xX×]{1,2})?|\*{2,4}|[○△]{2,4}|(?:(?<!_)|(?<=[0-9A-Za-z×*.]_))_{2,})(?=(?:多|余)?[%‰]|个百分点|[万亿千百]|元|个|家|人|项|名|次|场|期|户|亩|公里|吨|平方|件|篇|部门)"
)
_NAME = re.compile(r"(?<![0-9A-Za-z×])(?:×{2,}|[xX]{2,4}(?![A-Za-z0-9])|某某|(?<!\*)\*{3,}(?!\*))")
_BLANK = re.compile(r"_{2,}|（[ \u3000]{2,}）|□{2,}")

_KINDS = (
    ("year", _YEAR),
    ("date", _DATE),
    ("place", _PLACE),
    ("quantity", _QUANTITY),
    ("body", _BODY),
    ("name", _NAME),
    ("blank", _BLANK),
)
_MARKS = (*"xX×*○△□_", "某某", "〇〇", "（  ", "（ \u3000", "（\u3000 ", "（\u3000\u3000")
"""One of these stands in every placeholder."""


def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """The placeholders of a normalized text in reading order: `20xx年`, `XX市`, `×××`, `**亿元`."""
    taken: dict[int, Placeholder] = {}
    lines: set[tuple[int, int]] = set()  # none goes beyond its line
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            stop = text.find("\n", at)
            stop = stop if stop >= 0 else len(text)
            lines.add((text.rfind("\n", 0, at) + 1, stop))
            at = text.find(mark, stop)
    for start, end in lines:
        taken.update(_of_line(text, start, end))
    return tuple(taken[k] for k in sorted(taken))


def _of_line(text: str, start: int, end: int) -> dict[int, Placeholder]:
    """The placeholders of a line by where they begin; of two that overlap, the kind listed first."""
    taken: dict[int, Placeholder] = {}
    covered: set[int] = set()
    for kind, pattern in _KINDS:
        for m in pattern.finditer(text, start, end):
            span = range(m.start(), m.end())
            if m.group() and covered.isdisjoint(span):
                covered.update(span)
                taken[m.start()] = Placeholder(m.start(), m.end(), m.group(), kind)
    return taken
