"""Quantities in normal text: number, magnitude, unit and comparator as one span, and what is vetoed.

One compiled scanner runs over the text; each number it stops at is read once, looked at on both sides,
and either kept as a `Quantity` or put aside as a `Veto`. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from miner.numbers import comparators as algebra
from miner.numbers.intervals import INTERVAL, interval_of
from miner.numbers.numerals import next_numeral
from miner.numbers.readings import ReadNumber, Shared, read
from miner.numbers.vetoes import Enclosures, Veto, find_veto, is_part_of_word, left_open, veto_reasons
from miner.numbers.wordings import find_wordings

__all__ = ["Quantity", "Veto", "find_numbers", "find_quantities", "find_vetoes"]


class Quantity(NamedTuple):
    """A measurable amount and its span in the normal text.

    `start`..`end` hold the comparator words that touch the number, the number, its magnitude, its unit
    and 以上, 左右 … behind it; `number_start`..`number_end` number and magnitude only. `low` and `high` are
    None at an open end; magnitudes are multiplied out, percent are given as 94 with unit %. `unit` is
    written as in the text, `unit_code` in UCUM, ISO 4217 or as {annotation}; `factor` turns a value into
    the base unit of `dimension`. `frequency` is an ISO 8601 repeating interval (每周一次: R/P1W).
    `change_hint` is set only where the span tells it. `flags` name what is odd and was kept as it stands.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    low: float | None
    high: float | None
    comparator: str
    unit: str
    unit_code: str | None = None
    dimension: str | None = None
    factor: float = 1.0
    frequency: str | None = None
    change_hint: str | None = None
    implied: bool = False
    flags: tuple[str, ...] = ()
    rule: str = "number"


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The quantities of `text[start:end]`, in order; `text` is in normal form (`miner.normalize`).

    Nothing outside the span is looked at, and the work is linear in its length.
    """
    scanned = _scan(text[start:end], None)
    return [_shifted(q, start) for q in scanned] if start else scanned


def find_vetoes(text: str, start: int = 0, end: int | None = None) -> list[Veto]:
    """The numbers of `text[start:end]` that are no quantities, in order, with the reason of each."""
    vetoes: list[Veto] = []
    _scan(text[start:end], vetoes)
    return [v._replace(start=v.start + start, end=v.end + start) for v in vetoes] if start else vetoes


def find_numbers(text: str) -> tuple[list[Quantity], list[Veto]]:
    """`find_quantities` and `find_vetoes` of a whole text in one scan."""
    vetoes: list[Veto] = []
    return _scan(text, vetoes), vetoes


def _shifted(q: Quantity, by: int) -> Quantity:
    return q._replace(
        start=q.start + by,
        end=q.end + by,
        number_start=q.number_start + by,
        number_end=q.number_end + by,
    )


def _scan(text: str, vetoes: list[Veto] | None) -> list[Quantity]:
    start, end = 0, len(text)
    enclosures = Enclosures(text, start, end)
    quantities = list(find_wordings(text, start, end, enclosures, Quantity))
    taken = [(q.start, q.end) for q in quantities]
    taken.sort()
    taken.append((end, end))
    nearest, position, shared = 0, start, Shared()
    ordinal_end = -1  # where the last ordinal ended: 第一、二、三批
    reasons = veto_reasons()
    while (match := next_numeral(text, position, end)) is not None:
        first, position = match.span()
        while taken[nearest][1] <= first:  # none ends behind the last, which is (end, end)
            nearest += 1
        if taken[nearest][0] <= first or match.group() in _FINANCIAL:
            continue
        if position - first == 1 and is_part_of_word(text, first):
            # The bulk of Han digits: nothing is read of 进一步, 统一 but where it stands.
            reading, number_end = None, position
            name: str | None = enclosures.at(first) or "idiom"
        else:
            reading = read(text, match, start, end, shared)
            first, position, number_end = reading.start, reading.stop, reading.number_end
            name = reading.fault or find_veto(reading, enclosures)
        if ordinal_end >= 0 and text[ordinal_end:first] in _ORDINAL_JOINS:
            name = "ordinal"
        ordinal_end = number_end if name == "ordinal" else -1
        if name is None:
            assert reading is not None
            quantities.append(_quantity(reading))
        elif vetoes is not None:
            vetoes.append(Veto(first, position, name, reasons[name]))
    if vetoes is not None:
        vetoes[:] = _with_lost(text, vetoes)
    quantities.sort(key=lambda q: (q.start, -q.end))
    return _distribute(text, quantities)


def _with_lost(text: str, vetoes: list[Veto]) -> list[Veto]:
    """With a row for every unit whose number was lost; the 百分 of 提高个百分点 is no number beside it."""
    reason = veto_reasons()["damaged"]
    lost = [Veto(*m.span(), "damaged", reason) for m in left_open().finditer(text)]
    ends = [v.end for v in lost]
    valid = (v for v in vetoes if not lost or not _inside(v, lost, bisect_left(ends, v.end)))
    return sorted([*valid, *lost])


def _inside(veto: Veto, lost: list[Veto], at: int) -> bool:
    return at < len(lost) and lost[at].start <= veto.start


_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")  # alone they are words: 队伍, 大陆, 收拾
_ORDINAL_JOINS = frozenset(
    {"、", "和", "至", "到", "-", "—", "～", "及", "与", "或", "批、", "届、", "次、", "期、"}
)
_FREQUENCY = re.compile(rf"{INTERVAL.pattern}$")
_OCCURRENCES = frozenset("次期场遍回轮")
_PERCENTAGE_CUE = re.compile(
    r"(?:覆盖|普及|入学|参保|达标|合格|完好|入园|升学|签约|建制|建会|入会)[率面](?:[一-鿿]{0,4})$"
)


def _quantity(r: ReadNumber) -> Quantity:
    text, flags = r.text, r.flags
    before = r.before[0] if r.before else None
    after = r.after[0] if r.after else None
    begin = r.before[1] if r.before else r.start
    stop = r.after[1] if r.after else r.unit_end
    if r.ranged and text.startswith("之间", stop):
        stop += 2
    if r.more and after is None:
        after = "gt" if before != "approx" else None
    comparator = algebra.combine(before, after)
    if comparator is None:
        comparator, flags = before or "eq", (*flags, "contradictory comparators")
    rule = "number"
    if before is None and comparator in ("eq", "approx"):
        relative = r.unit is not None and r.unit.kind in ("ratio", "share")
        wider = algebra.match_around(text, r.start, r.unit_end) or algebra.match_distant(
            text, r.start, r.floor, relative
        )
        comparator = wider or comparator
        rule = "distant" if wider else "number"
    if r.ranged:
        rule = "range"
    if r.ranged and comparator in ("eq", "approx"):
        comparator = "between"
    low, high = algebra.bounds(r.low, r.high, comparator)
    frequency, begin = _frequency(text, begin, r)
    unit = r.unit
    if (
        unit is not None
        and unit.surface == "%"
        and r.high > 100
        and _PERCENTAGE_CUE.search(text, max(0, begin - 10), begin)
    ):
        flags = (*flags, "above 100 %")
    return Quantity(
        begin,
        stop,
        r.start,
        r.number_end,
        low,
        high,
        comparator,
        unit.surface if unit else "",
        unit.code if unit else None,
        unit.dimension if unit else None,
        unit.factor if unit else 1.0,
        frequency,
        None,
        False,
        flags,
        rule,
    )


def _frequency(text: str, begin: int, r: ReadNumber) -> tuple[str | None, int]:
    """每周一次: the rate belongs to the span of an event; before other units (每年5万元) it does not."""
    if "每" not in text[max(0, begin - 8) : begin]:
        return None, begin
    match = _FREQUENCY.search(text, max(0, begin - 8), begin)
    if match is None:
        return None, begin
    period = interval_of(match)
    if r.unit is not None and r.unit.surface in _OCCURRENCES:
        return period, match.start()
    return period, begin


_NOUN_JOIN = re.compile(r"[一-鿿]{1,8}[、和]")
_JOIN = re.compile(r"(?:[、,和与及]|以及|、和)[ \u3000]?$")


def _distribute(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """A comparator that closes or opens a list holds for all its members (控制在5%和3%以内)."""
    for run in _runs(text, quantities):
        last = quantities[run[-1]]
        if last.comparator not in ("eq", "between") and last.end > last.number_end and _closed(text, last):
            for i in run[:-1]:
                if (
                    quantities[i].comparator == "eq"
                    and quantities[i].low is not None
                    and not _whole(quantities[i])
                ):
                    quantities[i] = _with(quantities[i], last.comparator)
        head = quantities[run[0]]
        if head.comparator in ("ge", "gt", "le", "lt") and head.start < head.number_start:
            for i in run[1:]:
                if quantities[i].comparator == "eq" and quantities[i].start == quantities[i].number_start:
                    quantities[i] = _with(quantities[i], head.comparator)
    _open_list(text, quantities)
    return quantities


def _open_list(text: str, quantities: list[Quantity]) -> None:
    """至少100个行业、100个区域: what opens the list of counts holds for those after it too."""
    for i in range(1, len(quantities)):
        head, q = quantities[i - 1], quantities[i]
        if (
            q.comparator == "eq"
            and q.start == q.number_start
            and q.unit == head.unit
            and head.comparator in ("ge", "le")
            and (
                head.start < head.number_start or head.rule == "distant" or "shared comparator" in head.flags
            )
            and q.start - head.end <= 10
            and _NOUN_JOIN.fullmatch(text, head.end, q.start)
        ):
            quantities[i] = _with(q, head.comparator)


def _whole(q: Quantity) -> bool:
    """100%, to which nothing can be added: in 100%、90%以上 the bound is the second member's."""
    return q.unit == "%" and q.low == 100


def _closed(text: str, q: Quantity) -> bool:
    return algebra.match_before(text, q.number_start) is None


def _runs(text: str, quantities: list[Quantity]) -> Iterator[list[int]]:
    """Runs of neighbors with one unit that only 、 or 和 stands between."""
    run: list[int] = []
    for i, q in enumerate(quantities):
        if run:
            last = quantities[run[-1]]
            between = text[last.end : q.start]
            if not (len(between) <= 3 and _JOIN.fullmatch(between) and last.unit in (q.unit, "")):
                if len(run) > 1:
                    yield run
                run = []
        run.append(i)
    if len(run) > 1:
        yield run


def _with(q: Quantity, comparator: str) -> Quantity:
    value = q.low if q.low is not None else q.high
    assert value is not None
    low, high = algebra.bounds(value, value, comparator)
    return q._replace(low=low, high=high, comparator=comparator, flags=(*q.flags, "shared comparator"))
