"""Quantities in normal text: number, magnitude, unit and comparator as one span, and what is vetoed.

One compiled scanner runs over the text; each number it stops at is read once, looked at on both sides,
and either kept as a `Quantity` or put aside as a `Veto`. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from miner.targets import comparators as algebra
from miner.targets.numerals import NUMERAL, Numeral, read_numeral
from miner.targets.units import Unit, match_unit, units
from miner.targets.vetoes import Candidate, Enclosures, Veto, find_veto, veto_reasons
from miner.targets.wordings import find_wordings

__all__ = ["Quantity", "Veto", "find_quantities", "find_vetoes"]


@dataclass(frozen=True, slots=True)
class Quantity:
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
    """The quantities of `text[start:end]`, in order; `text` is in normal form (`miner.normalize`)."""
    return _scan(text, start, len(text) if end is None else end, None)


def find_vetoes(text: str, start: int = 0, end: int | None = None) -> list[Veto]:
    """The numbers of `text[start:end]` that are no quantities, in order, with the reason of each."""
    vetoes: list[Veto] = []
    _scan(text, start, len(text) if end is None else end, vetoes)
    return vetoes


def _scan(text: str, start: int, end: int, vetoes: list[Veto] | None) -> list[Quantity]:
    enclosures = Enclosures(text, start, end)
    found: list[Quantity] = list(find_wordings(text, start, end, enclosures, Quantity))
    taken = {position for q in found for position in (q.number_start,)}
    struck: list[tuple[int, int, str]] = []
    position = start
    shared = _Shared()
    while (match := NUMERAL.search(text, position, end)) is not None:
        if match.start() in taken:
            position = match.end()
            continue
        reading = _read(text, match, end, start, shared)
        position = reading.stop
        name = reading.fault or find_veto(reading.candidate, enclosures)
        if name is None:
            found.append(_quantity(text, reading, start))
        else:
            struck.append((reading.first, reading.stop, name))
    found.sort(key=lambda q: (q.start, -q.end))
    if vetoes is not None:
        reasons = veto_reasons()
        vetoes.extend(Veto(a, b, name, reasons[name]) for a, b, name in struck)
    return _distribute(text, found)


@dataclass(slots=True)
class _Shared:
    """The unit of a list whose members share it (5、6、7期), valid up to `until`."""

    until: int = -1
    unit: Unit | None = None


@dataclass(slots=True)
class _Reading:
    """A number, or a range of two, with unit and neighborhood."""

    first: int  # start of the number, sign included
    number_end: int
    stop: int  # where the scanner goes on
    low: float
    high: float
    unit: Unit | None
    unit_end: int
    ranged: bool
    more: bool  # 100余家, 3400多万
    before: tuple[str, int] | None
    after: tuple[str, int] | None
    flags: tuple[str, ...]
    kind: str
    fault: str | None
    candidate: Candidate


_RANGE = re.compile(
    r"[ \u3000]?(?:-{1,2}|[–—－−―─~～〜∼]{1,2}|至|到)[ \u3000]?(?=[0-9〇○零一二两三四五六七八九十])"
)
_WORD_RANGE = re.compile(r"[ \u3000]?[至到]")
_SIGN_BEFORE = frozenset("长降为至到率幅了是达以值约于在 \u3000\n(（:：,，、~～")
_LIST = re.compile(r"[、,和与及或][ \u3000]?(?=[0-9〇○零一二两三四五六七八九十])")
_RATIO = re.compile(r"[∶:：]([0-9]+(?:\.[0-9]+)?)(?![0-9:：∶])")
_RATIO_CUE = re.compile(r"(?:比|比例|比值|比重|配比)[为至到达约的低高于不缩小调整控制在优化超过提]*$")
_TENTHS = re.compile(
    r"成([一二三四五六七八九半])?(?![都立果为员功长本熟品绩交套就效片分份人家型因年列全群风真材像行语名婚])"
)
_FREQUENCY = re.compile(r"每(年|季度|季|月|周|星期|天|日|半年|学期|学年|两年|半月|两周)(?:度)?$")
_PERIODS = {
    "年": "P1Y", "季度": "P3M", "季": "P3M", "月": "P1M", "周": "P1W", "星期": "P1W", "天": "P1D", "日": "P1D",
    "半年": "P6M", "学期": "P6M", "学年": "P1Y", "两年": "P2Y", "半月": "P15D", "两周": "P2W",
}  # fmt: skip
_OCCURRENCES = frozenset("次期场遍回轮")
_PERCENTAGE_CUE = re.compile(
    r"(?:覆盖|普及|入学|参保|达标|合格|完好|入园|升学|签约|建制|建会|入会)[率面](?:[一-鿿]{0,4})$"
)


def _read(text: str, match: re.Match[str], end: int, floor: int, shared: _Shared) -> _Reading:
    start, stop = match.span()
    number_end = stop
    fault: str | None = None
    try:
        numeral = _value(match)
    except ValueError:
        numeral, fault = Numeral(0.0, 0.0), "invalid"
    numeral, number_end = _tenths(text, numeral, match)
    unit, unit_end = _unit(text, number_end, numeral)
    low, high, ranged = numeral.low, numeral.high, numeral.low != numeral.high
    flags = numeral.flags
    more = match.group(2) in ("多", "余") and not ranged
    if match.group(2) == "几":
        fault = "vague"
    low, high, first = _signed(text, start, low, high, floor)
    second = None if ranged or fault else _second(text, match, unit, unit_end, end)
    if second is not None:
        high, other, unit_end, number_end, scale = second
        low, unit, ranged = low * scale, other or unit, True
        if low > high:
            flags += ("falling range",)
    elif unit is None and (ratio := _RATIO.match(text, number_end, end)) is not None:
        if (
            text[number_end] == "∶"
            or "." in match.group()
            or _RATIO_CUE.search(text, max(0, start - 10), start)
        ):
            bottom = float(ratio.group(1))
            low = high = low / bottom if bottom else low
            number_end = unit_end = ratio.end()
            unit = _RATIO_UNIT
        else:
            fault, unit_end = "clock", ratio.end()
    if unit is None and fault is None:
        unit = _list_unit(text, number_end, end, shared)
        unit_end = max(unit_end, number_end)
    before = algebra.match_before(text, first, floor)
    after = algebra.match_after(text, unit_end)
    candidate = Candidate(
        text,
        first,
        number_end,
        unit,
        unit_end,
        low,
        not text[start].isascii(),
        before is not None or after is not None or more,
    )
    return _Reading(
        first,
        number_end,
        max(stop, unit_end),
        low,
        high,
        unit,
        unit_end,
        ranged,
        more,
        before,
        after,
        flags,
        numeral.kind,
        fault,
        candidate,
    )


_RATIO_UNIT = Unit("", "1", "1", "ratio", 1.0, "ratio", True)
_FRACTION_UNIT = Unit("", "1", "1", "share", 1.0, "share", True)
_PERMILLE_UNIT = Unit("‰", "‰", "[ppth]", "share", 0.001, "share", True)


def _value(match: re.Match[str]) -> Numeral:
    """The value of the number that `NUMERAL` found, with the magnitude behind 多 or 余."""
    text, more, magnitude = match.groups()
    if more is None or not magnitude:
        return read_numeral(text)
    numeral = read_numeral(text)
    scale = read_numeral("一" + magnitude).low
    return Numeral(numeral.low * scale, numeral.high * scale, numeral.kind, numeral.flags)


def _tenths(text: str, numeral: Numeral, match: re.Match[str]) -> tuple[Numeral, int]:
    """七成, 7.2成, 三成五: tenths are percentages."""
    end = match.end()
    if match.group(2) is not None or numeral.kind != "number" or numeral.high > 10:
        return numeral, end
    found = _TENTHS.match(text, end)
    if found is None:
        return numeral, end
    rest = (
        0.0 if found.group(1) is None else 5.0 if found.group(1) == "半" else read_numeral(found.group(1)).low
    )
    return Numeral(numeral.low * 10 + rest, numeral.high * 10 + rest, "tenths", numeral.flags), found.end()


def _unit(text: str, at: int, numeral: Numeral) -> tuple[Unit | None, int]:
    """The unit behind a number; percentages in words have % without one. One space may stand between."""
    if numeral.kind in ("percent", "tenths"):
        return units()["%"], at
    if numeral.kind == "permille":
        return _PERMILLE_UNIT, at
    found = match_unit(text, at)
    if found is None and text[at : at + 1] in (" ", "\u3000"):
        found = match_unit(text, at + 1)
        if found is not None and len(found[0].surface) == 1 and found[0].surface.isascii():
            found = None  # 56 A: a column, not an electric current
    if found is not None:
        unit, end = found
        if unit.surface in _NOT_BEFORE and text[end : end + 1] and text[end] in _NOT_BEFORE[unit.surface]:
            return None, at
        return unit, end
    if numeral.kind == "fraction":
        return _FRACTION_UNIT, at
    return None, at


# Counters that are the first character of a word when these follow: 部门, 部委, 所有, 座谈, 对外, 家庭 …
_NOT_BEFORE = {
    "部": "委门队分曲级署长件位落属",
    "所": "有以需谓示在述属列得",
    "家": "庭园属",
    "座": "谈",
    "本": "科级地市土省身周校级届色位",
    "对": "外口于接比标",
    "起": "草步到至",
    "期": "间货望末",
    "门": "峡县户店槛诊",
    "台": "州湾县山账风",
    "件": "事",
    "场": "地所景馆",
    "张": "家",
    "组": "织建成合",
    "方": "面式案向便法针略位",
    "人": "民工才均大员家头体社像",
    "口": "岸",
    "周": "边年岁",
    "分": "之别钟类级布析期层局支",
    "度": "假",
    "节": "能点约水",
    "篇": "章",
    "面": "积",
    "克": "服",
    "例": "如外会",
    "单": "位元",
    "种": "植",
    "类": "似",
    "名": "单称录",
    "位": "于置居数",
    "批": "准复发",
    "处": "理置于",
    "次": "要",
    "天": "然津空地河",
    "市": "场民",
    "县": "域",
    "省": "级",
    "村": "民",
    "校": "园",
    "里": "程",
    "层": "面次级",
    "包": "括含装",
    "间": "接",
    "头": "部",
    "集": "中体团成聚群",
    "升": "级至到学",
    "安": "全徽排置",
    "角": "度色",
    "桶": "装",
    "床": "垫",
    "字": "塔路",
    "两": "岸",
    "码": "头",
    "级": "别",
    "回": "收访",
    "户": "籍外型",
}


def _signed(text: str, start: int, low: float, high: float, floor: int) -> tuple[float, float, int]:
    """A minus that is a sign (下降-3.8%), not a dash: it follows a word of change, a bracket or a blank."""
    if start <= floor:
        return low, high, start
    mark = text[start - 1]
    if mark in "-−－" and (start - 1 == floor or text[start - 2] in _SIGN_BEFORE):
        return -high, -low, start - 1
    if mark == "负" and text[start - 2 : start - 1] not in ("抱", "自", "胜"):
        return -high, -low, start - 1
    if text.endswith("零下", floor, start):
        return -high, -low, start - 2
    return low, high, start


def _second(
    text: str, match: re.Match[str], unit: Unit | None, unit_end: int, end: int
) -> tuple[float, Unit | None, int, int, float] | None:
    """The upper end of a range: its value, unit, ends, and what the lower end must be multiplied with."""
    dash = _RANGE.match(text, unit_end, end)
    if dash is None:
        return None
    if unit is not None and unit.kind == "time" and unit.surface in ("年", "日"):
        return None
    words = _WORD_RANGE.match(dash.group()) is not None
    if words and unit is not None and text.endswith(("从", "由"), 0, match.start()):
        return None
    other = NUMERAL.match(text, dash.end(), end)
    if other is None or other.group(2) == "几":
        return None
    try:
        numeral = _value(other)
    except ValueError:
        return None
    numeral, number_end = _tenths(text, numeral, other)
    second, second_end = _unit(text, number_end, numeral)
    if unit is not None and (second is None or second.dimension != unit.dimension):
        return None
    if unit is None and second is None and not algebra.match_after(text, second_end):
        return None
    return numeral.high, second, second_end, number_end, _scale(match, other, numeral.high, unit)


_MAGNITUDE = re.compile(r"[十百千万亿]+$")


def _scale(first: re.Match[str], second: re.Match[str], high: float, unit: Unit | None) -> float:
    """1-2万 means 一万 to 二万: the lower end borrows the magnitude where that keeps the order."""
    own = _MAGNITUDE.search(first.group())
    borrowed = _MAGNITUDE.search(second.group())
    if unit is not None or borrowed is None or len(second.group()) == len(borrowed.group()):
        return 1.0
    factor = read_numeral("一" + borrowed.group()).low
    if own is not None and factor <= read_numeral("一" + own.group()).low:
        return 1.0
    return factor if read_numeral(first.group(1)).low * factor <= high else 1.0


def _list_unit(text: str, at: int, end: int, shared: _Shared) -> Unit | None:
    """The unit that the last member of a list gives to all: 5、6、7期; found once for the whole list."""
    if at <= shared.until:
        return shared.unit
    position, unit = at, None
    while (mark := _LIST.match(text, position, end)) is not None:
        number = NUMERAL.match(text, mark.end(), end)
        if number is None:
            break
        position = number.end()
        found = match_unit(text, position)
        if found is not None:
            unit = found[0] if found[0].surface != "年" else None
            break
    if position == at:
        return None
    shared.until, shared.unit = position - 1, unit
    return unit


def _quantity(text: str, r: _Reading, floor: int) -> Quantity:
    flags = r.flags
    before = r.before[0] if r.before else None
    after = r.after[0] if r.after else None
    begin = r.before[1] if r.before else r.first
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
        wider = algebra.match_around(text, r.first, r.unit_end) or algebra.match_distant(text, r.first, floor)
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
        r.first,
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


def _frequency(text: str, begin: int, r: _Reading) -> tuple[str | None, int]:
    """每周一次: the rate belongs to the span of an event; before other units (每年5万元) it does not."""
    if "每" not in text[max(0, begin - 3) : begin]:
        return None, begin
    found = _FREQUENCY.search(text, max(0, begin - 4), begin)
    if found is None:
        return None, begin
    period = f"R/{_PERIODS[found.group(1)]}"
    if r.unit is not None and r.unit.surface in _OCCURRENCES:
        return period, found.start()
    return period, begin


_NOUN_JOIN = re.compile(r"[一-鿿]{1,8}[、和]")
_JOIN = re.compile(r"(?:[、,和与及]|以及|、和)[ \u3000]?$")


def _distribute(text: str, found: list[Quantity]) -> list[Quantity]:
    """A comparator that closes or opens a list holds for all its members (控制在5%和3%以内)."""
    for run in _runs(text, found):
        last = found[run[-1]]
        if last.comparator not in ("eq", "between") and last.end > last.number_end and _closed(text, last):
            for i in run[:-1]:
                if found[i].comparator == "eq" and found[i].low is not None:
                    found[i] = _with(found[i], last.comparator)
        head = found[run[0]]
        if head.comparator in ("ge", "gt", "le", "lt") and head.start < head.number_start:
            for i in run[1:]:
                if found[i].comparator == "eq" and found[i].start == found[i].number_start:
                    found[i] = _with(found[i], head.comparator)
    _open_list(text, found)
    return found


def _open_list(text: str, found: list[Quantity]) -> None:
    """至少100个行业、100个区域: what opens the list of counts holds for those after it too."""
    for i in range(1, len(found)):
        head, q = found[i - 1], found[i]
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
            found[i] = _with(q, head.comparator)


def _closed(text: str, q: Quantity) -> bool:
    return algebra.match_before(text, q.number_start) is None


def _runs(text: str, found: list[Quantity]) -> Iterator[list[int]]:
    """Runs of neighbors with one unit that only 、 or 和 stands between."""
    run: list[int] = []
    for i, q in enumerate(found):
        if run:
            last = found[run[-1]]
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
    return replace(q, low=low, high=high, comparator=comparator, flags=(*q.flags, "shared comparator"))
