"""How often without a number: 坚持每年为职工体检 is once a year, though no numeral says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.numbers.quantities import Quantity
from miner.targets.context import Around, strip_phrase
from miner.targets.indicators import Reading

__all__ = ["implied_frequencies"]

_IMPLIED = re.compile(
    r"(?:坚持|做到|保证|确保)(?P<who>[^，。；：\d]{0,14}?)(?P<often>每(?P<unit>年|半年|季度|月|周|星期|天|日|学期))(?![末底均\d一二三四五六七八九十两几多])"
    r"(?P<what>[^，。；：\n]{2,40})"
)
_INTERVALS = {
    "年": "R/P1Y", "半年": "R/P6M", "季度": "R/P3M", "月": "R/P1M", "周": "R/P1W", "星期": "R/P1W",
    "天": "R/P1D", "日": "R/P1D", "学期": "R/P6M",
}  # fmt: skip


def implied_frequencies(text: str, start: int, end: int, taken: list[Quantity]) -> Iterator[Reading]:
    """A reading of value 1 次 for each clause of `text[start:end]` that says how often and holds no number.

    Only after a word that makes it a rule (坚持, 做到); each is marked `implied`, so that it can be left out.
    """
    for m in _IMPLIED.finditer(text, start, end):
        if any(m.start() <= q.start < m.end() for q in taken):
            continue
        span = m.span("often")
        q = Quantity(
            *span,
            *span,
            1.0,
            1.0,
            "eq",
            "次",
            "{time}",
            "count",
            1.0,
            _INTERVALS[m["unit"]],
            None,
            True,
            (),
            "implied",
        )
        what = strip_phrase(text, *m.span("what"))
        if what is None:
            continue
        word = re.sub(r"\s+", "", text[slice(*what)])
        yield Reading(Around(q), what, word, word, m["who"].strip() or None)
