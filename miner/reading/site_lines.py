"""Lines at the edges of a page that look like those of a site: by what they show, and by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.corpus import Span
from miner.reading.lines import (
    LONG,
    MARKER,
    OWN_SENTENCE,
    PLAN_SENTENCE,
    SITE_BEHIND,
    Weighed,
    headline_of,
    weighed,
)
from miner.reading.places import body_alone
from miner.reading.titles import may_be_title, page_names

__all__ = ["of_site"]

LEAST = 0.5
"""With at least such a chance a line before the text is furniture."""
LEAST_BEHIND = 0.7
"""The same for a long line, and for one behind the text, where the rows of a table may stand."""


LONGEST_BUTTON = 24
"""A line behind the text with words of a site and no more characters need not look more like it than one before."""
SURE = 0.85
"""The same for a line below the title none of whose words speaks for a site: it may be the first heading."""


def of_site(view: str, named: Sequence[Span]) -> Iterator[Span]:
    """Lines of the edge that look like those of a site, by the sum of what they show (`miner.reading.lines`).

    `named` are spans that rules name: their lines are of the site, and stay as they are.
    """
    headline = headline_of(view)
    names = (*page_names(view), *((headline.text,) if headline else ()))
    lines = weighed(view)
    known = [any(s.start <= n.line.start < s.end for s in named) for n in lines]
    taken = [known[i] or _is_of_site(lines, i, names) for i in range(len(lines))]
    taken = [taken[i] or _follows_site(lines, i, taken, names) for i in range(len(lines))]
    for i, (line, _, _) in enumerate(lines):
        between = 0 < i < len(lines) - 1 and taken[i - 1] and taken[i + 1] and len(line.text) <= BETWEEN
        between = between and not (_is_own(lines, i, names) or _ROW_OF_TABLE.fullmatch(line.text))
        if not known[i] and (taken[i] or (between and not re.search("[。;!?,]", line.text))):
            yield Span(line.start, line.start + len(line.text), "line of the site")


SURE_BEHIND = 0.9
"""A line behind the text with such a chance ends what belongs to the text."""
LONGEST_BEHIND = 80


def _follows_site(lines: Sequence[Weighed], i: int, taken: Sequence[bool], names: Sequence[str]) -> bool:
    """Whether a line behind the text stands below a line that is surely of the site, or right above one.

    Above one it must look like it itself. A signature, a title, a sentence of a plan and an attachment stay.
    """
    line, chance, shown = lines[i]
    if "a sentence" in shown and OWN_SENTENCE.isdisjoint(shown):
        return False
    if not line.behind or len(line.text) > LONGEST_BEHIND or PLAN_SENTENCE in shown or "whom to ask" in shown:
        return False
    if MARKER.match(line.text) or _ROW_OF_TABLE.fullmatch(line.text) or _is_own(lines, i, names):
        return False
    below = any(
        n.line.behind and was and n.shows_sign and n.chance >= SURE_BEHIND
        for n, was in zip(lines[max(0, i - 6) : i], taken[max(0, i - 6) : i], strict=True)
    )
    above = chance >= LEAST and lines[i].shows_sign and any(taken[i + 1 : i + 2])
    return below or above or _below_signature(lines, i)


_OF_LETTER = re.compile(r"附|抄[送报]|主题词|印发|\(?此件|共印|联系|经办|校对|公开|承办|[》)]$|:$")


def _below_signature(lines: Sequence[Weighed], i: int) -> bool:
    """Whether a line stands below the day that closes the text, and says nothing that may stand there."""
    if _OF_LETTER.search(lines[i].line.text) or re.search("[。;]", lines[i].line.text):
        return False
    above = [
        k for k in range(max(1, i - 8), i) if lines[k].line.behind and _DAY.fullmatch(lines[k].line.text)
    ]
    return any(body_alone(lines[k - 1].line.text) for k in above)


BETWEEN = 14
"""A line without a sentence and with no more characters is of the site where its two neighbors are."""


_ROW_OF_TABLE = re.compile(r"\|[^|\n]*(?:\|[^|\n]*)+\|")
"""A row of a table drawn with bars; the menu of a site has none at its ends."""


def _is_of_site(lines: Sequence[Weighed], i: int, names: Sequence[str]) -> bool:
    line, chance, shown = lines[i]
    if _ROW_OF_TABLE.fullmatch(line.text):
        return False
    button = SITE_BEHIND in shown and len(line.text) <= LONGEST_BUTTON
    if chance < (LEAST_BEHIND if (line.behind and not button) or len(line.text) > LONG else LEAST):
        return False
    if "a sentence" in shown and OWN_SENTENCE.isdisjoint(shown):
        return False
    if len(line.text) > LONG and shown.isdisjoint(("spoken to the reader", "imprint")):
        return False
    near = lines[max(0, i - 2) : i + 3]
    if not any(n.shows_sign and n.chance >= LEAST for n in near):
        return False  # its shape alone tells nothing
    beside = [n for n in lines[max(0, i - 1) : i + 2] if n.line != line]
    both = all(n.shows_sign and n.chance >= LEAST for n in beside)
    below_title = not line.behind and any(may_be_title(n.line.text) for n in lines[:i])
    if not lines[i].shows_sign and chance < (SURE if below_title else LEAST_BEHIND) and not both:
        return False
    if not re.search(r"[^\d\s.·]", line.text) and not any(n.shows_sign and n.chance >= LEAST for n in beside):
        return False
    return not (MARKER.match(line.text) or _is_own(lines, i, names))


_DAY = re.compile(
    r"[\d一二○〇零][\d○〇零一二三四五六七八九十]{3} ?年[\d一二三四五六七八九十 ]{1,4}月[\d一二三四五六七八九十 ]{1,4}日"
)


_DATELINE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,12}\d{1,2}月\d{1,2}日(?:讯|电)|[\u4e00-\u9fff]{2,8}讯) ?[(:]?[^。]*[。,]"
)
"""How the first paragraph of a report opens: 清溪网清溪3月4日讯(记者 林某)."""


def _is_own(lines: Sequence[Weighed], i: int, names: Sequence[str]) -> bool:
    """Whether a line may be the title, or belongs to a signature: a day in words, and the body above it."""
    text = lines[i].line.text
    below = lines[i + 1].line.text if i + 1 < len(lines) else ""
    return bool(
        may_be_title(text)
        or text in names
        or _DATELINE.match(text)
        or _DAY.fullmatch(text)
        or (_DAY.fullmatch(below) and body_alone(text))
        or _opens_the_text(lines, i)
    )


LEAST_TEXT = 30
"""A line that ends as a sentence does and has so many characters is text."""
_FIRST_HEADING = re.compile(r"简介|引言|前言|序言|背景|目的|概述|缘起|概况")


def _opens_the_text(lines: Sequence[Weighed], i: int) -> bool:
    """Whether a line is the first heading of a paper: right above its text and below its title."""
    if not _FIRST_HEADING.fullmatch(lines[i].line.text) or lines[i].line.behind:
        return False
    below = lines[i + 1].line if i + 1 < len(lines) else None
    text = below is None or below.behind or (len(below.text) >= LEAST_TEXT and below.text.endswith("。"))
    return text and any(may_be_title(n.line.text) for n in lines[:i])
