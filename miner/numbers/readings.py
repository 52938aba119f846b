"""Reading one number: its value, range, unit, sign and the comparators that touch it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.numbers import comparators as algebra
from miner.numbers.numerals import NUMERAL, Numeral, read_numeral
from miner.numbers.units import Unit, match_unit, units

__all__ = ["CURRENCY_ENDINGS", "ReadNumber", "Shared", "read"]

_DIGIT = "0-9〇○零一二两三四五六七八九十百"
_RANGE = re.compile(rf"[ \u3000]?(?:-{{1,2}}|[–—－−―─~～〜∼]{{1,2}}|至|到)[ \u3000]?(?=[{_DIGIT}])")
_RANGE_MARKS = frozenset(" \u3000-–—－−―─~～〜∼至到")
_SOME_MORE = frozenset("多余")
_SIGNS = frozenset("-−－负下")
_WORD_RANGE = re.compile(r"[ \u3000]?[至到]")
_SIGN_BEFORE = frozenset("长降为至到率幅了是达以值约于在度 \u3000\n(（:：,，、~～")
_LIST = re.compile(rf"[、,和与及或][ \u3000]?(?=[{_DIGIT}])")
_DIGITS_NEXT = re.compile(r"[、,和与及或][ \u3000]?[0-9]")
_MANY = re.compile(r"多(百分点|月|小时|季度)")  # 2个多百分点
_HUNDRED_MILLIONS = re.compile(r"亿(?!元?(?:以上|及以上|以下|级|产业))")  # 1个亿, but 18个亿元以上项目
_RATIO = re.compile(r"[∶:：]([0-9]+(?:\.[0-9]+)?)(?![0-9:：∶])")
_RATIO_CUE = re.compile(r"(?:比|比例|比值|比重|配比)[为至到达约的低高于不缩小调整控制在优化超过提]*$")
_RATIO_MARKS = frozenset("∶:： /")
_SLASHED = re.compile(r" ?/ ?(?:[2-9]|10)(?![0-9/.A-Za-z-])")
_TENTHS = re.compile(
    r"成([一二三四五六七八九半])?"
    r"(?![都立果为员功长本熟品绩交套就效片分份人家型因年列全群风真材像行语名婚])"
)
_MAGNITUDE = re.compile(r"(?<![十百千万亿])[十百千万亿]+$")

RATIO_UNIT = Unit("", "1", "1", "ratio", 1.0, "ratio", True)
PERMILLE_UNIT = Unit("‰", "‰", "[ppth]", "share", 0.001, "share", True)


@dataclass(slots=True)
class Shared:
    """The unit of a list whose members share it (5、6、7期), valid up to `until`."""

    until: int = -1
    unit: Unit | None = None


@dataclass(slots=True)
class ReadNumber:
    """A number, or a range of two, with its unit and neighborhood, before it is judged."""

    text: str
    floor: int  # leftmost offset that may be looked at
    start: int  # of the number, sign included
    number_end: int  # of the number with its magnitude
    low: float
    high: float
    han: bool  # written in Han digits
    ranged: bool
    more: bool  # 100余家, 3400多万
    unit: Unit | None
    unit_end: int
    stop: int  # where the scanner goes on
    before: tuple[str, int] | None
    after: tuple[str, int] | None
    flags: tuple[str, ...]
    fault: str | None  # a veto that the reading itself found

    @property
    def number(self) -> str:
        """The number as written, magnitude included, sign and second end of a range excluded."""
        return self.text[self.start : self.number_end]

    @property
    def compared(self) -> bool:
        """A comparator touches the number, or 多 or 余 stands behind it."""
        return self.before is not None or self.after is not None or self.more

    @property
    def bounded(self) -> bool:
        """It is compared by a real bound: not 约, 近, 多, and not the 内 of a deadline."""
        if self.before is not None and self.before[0] not in ("approx", "eq"):
            return True
        if self.after is None or self.after[0] == "approx":
            return False
        return not self.text.endswith("内", 0, self.after[1])


def read(text: str, match: re.Match[str], floor: int, end: int, shared: Shared) -> ReadNumber:
    """Read the number that `NUMERAL` found in `text[floor:end]`; nothing outside is looked at."""
    start, number_end = match.span()
    fault: str | None = None
    try:
        numeral = _value(match)
    except ValueError:
        numeral, fault = Numeral(0.0, 0.0), "invalid"
    some = match.group(2)
    if some == "几":
        fault = "vague"
    more = some in _SOME_MORE
    if numeral.kind == "fraction":
        numeral = _as_percentage(numeral)
    if text[number_end : number_end + 1] == "成":
        numeral, number_end = _tenths(text, numeral, match)
    unit, unit_end = _unit(text, number_end, numeral)
    if unit is not None and unit.surface == "个":
        if (many := _MANY.match(text, unit_end)) is not None:
            unit, unit_end, more = units()["个" + many.group(1)], many.end(), True
        elif _HUNDRED_MILLIONS.match(text, unit_end):
            numeral, number_end = Numeral(numeral.low * 1e8, numeral.high * 1e8, numeral.kind), unit_end + 1
            unit, unit_end = _unit(text, number_end, numeral)  # 1个亿
    low, high, first = numeral.low, numeral.high, start
    ranged, flags = low != high, numeral.flags
    if start > floor and text[start - 1] in _SIGNS:
        low, high, first = _signed(text, start, numeral, floor)
    other = None
    if not ranged and fault is None and text[unit_end : unit_end + 1] in _RANGE_MARKS:
        other = _upper(text, match, unit, unit_end, end)
    if other is not None:
        low, high, ranged = low * other.scale, other.high, True
        if unit is not None and other.unit is not None and unit.factor != other.unit.factor:
            # 500米至2公里: both ends in the unit of the upper one
            low = float(f"{low * unit.factor / other.unit.factor:.12g}")
        unit, unit_end, number_end = other.unit or unit, other.unit_end, other.number_end
        if low > high:
            flags += ("falling range",)
    elif unit is None and fault is None and text[number_end : number_end + 1] in _RATIO_MARKS:
        parts = _ratio(text, match, number_end, end)
        if parts is not None:
            value, number_end, unit, fault = parts
            low = high = value
            unit_end = number_end
    if unit is None and fault is None:
        opens_line = start == floor or text[start - 1] == "\n"
        item = opens_line and _DIGITS_NEXT.match(text, number_end) is None  # 2、零件标准 is no list
        unit = None if item else _list_unit(text, number_end, end, shared)
        unit_end = number_end
        if unit is None:
            unit, first = _currency(text, first, floor)
    after = algebra.match_after(text, unit_end)
    if unit is not None:
        following = text[unit_end : unit_end + 1]
        if following == "多" and unit.kind == "ratio" and after is None:
            after = ("gt", unit_end + 1)  # 一倍多
        elif following == "半" and not ranged and _half(text, unit, unit_end):
            low, high, unit_end = low + 0.5, high + 0.5, unit_end + 1
            after = algebra.match_after(text, unit_end)
    return ReadNumber(
        text,
        floor,
        first,
        number_end,
        low,
        high,
        not text[start].isascii(),
        ranged,
        more and not ranged,
        unit,
        unit_end,
        max(match.end(), unit_end),
        algebra.match_before(text, first, floor),
        after,
        flags,
        fault,
    )


def _value(match: re.Match[str]) -> Numeral:
    """The value of the number that `NUMERAL` found, with the magnitude behind 多 or 余 (一亿一千多万)."""
    text, _, magnitude = match.groups()
    return read_numeral(text + magnitude) if magnitude else read_numeral(text)


def _as_percentage(numeral: Numeral) -> Numeral:
    """四分之一 is a share like 25%, so that the two can be compared."""
    low, high = (float(f"{100 * value:.12g}") for value in (numeral.low, numeral.high))
    return Numeral(low, high, "fraction", numeral.flags)


def _tenths(text: str, numeral: Numeral, match: re.Match[str]) -> tuple[Numeral, int]:
    """七成, 7.2成, 三成五: tenths are percentages."""
    end = match.end()
    if match.group(2) or numeral.kind != "number" or numeral.high > 10:
        return numeral, end
    tenths = _TENTHS.match(text, end)
    if tenths is None:
        return numeral, end
    digit = tenths.group(1)
    rest = 0.0 if digit is None else 5.0 if digit == "半" else read_numeral(digit).low
    return Numeral(numeral.low * 10 + rest, numeral.high * 10 + rest, "tenths", numeral.flags), tenths.end()


def _unit(text: str, at: int, numeral: Numeral) -> tuple[Unit | None, int]:
    """The unit behind a number; percentages in words have % without one. One space may stand between."""
    if numeral.kind in ("percent", "tenths", "fraction"):
        return units()["%"], at
    if numeral.kind == "permille":
        return PERMILLE_UNIT, at
    unit = match_unit(text, at)
    if unit is None and text[at : at + 1] in (" ", "\u3000"):
        unit = match_unit(text, at + 1)
        if (
            unit is not None
            and len(unit[0].surface) == 1
            and unit[0].surface.isascii()
            and unit[0].surface != "%"
        ):
            unit = None  # 56 A: a column, not an electric current
    if unit is not None:
        return unit
    return None, at


_CURRENCY = {
    "$": "美元", "＄": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑",
    "人民币": "元", "美元": "美元", "美金": "美元", "港币": "港元", "欧元": "欧元", "US$": "美元", "USD": "美元",
    "RMB": "元", "HK$": "港元", "日元": "日元", "CNY": "元",
}  # fmt: skip
_CURRENCY_BEFORE = tuple(sorted(_CURRENCY, key=len, reverse=True))
CURRENCY_ENDINGS = frozenset(c[-1] for c in _CURRENCY)


def _currency(text: str, start: int, floor: int) -> tuple[Unit | None, int]:
    """The currency written before its amount (￥300万, 人民币5000), and where it starts."""
    at = start - 1 if text[start - 1 : start] == " " and start - 1 > floor else start
    if text[at - 1 : at] not in CURRENCY_ENDINGS or not text.endswith(_CURRENCY_BEFORE, floor, at):
        return None, start
    sign = next(c for c in _CURRENCY_BEFORE if text.endswith(c, floor, at))
    return units()[_CURRENCY[sign]], at - len(sign)


_AFTER_HALF = frozenset("年径数成导决月天价岛自日壁夜个小圆挂身")


def _half(text: str, unit: Unit, at: int) -> bool:
    """Whether 半 at `at` is a half of the unit before it: 三斤半, 一倍半."""
    return unit.kind in ("measure", "ratio", "money", "time") and text[at + 1 : at + 2] not in _AFTER_HALF


def _signed(text: str, start: int, numeral: Numeral, floor: int) -> tuple[float, float, int]:
    """A minus that is a sign (下降-3.8%), not a dash: it follows a word of change, a bracket or a blank."""
    mark = text[start - 1]
    if mark in "-−－" and (start - 1 == floor or text[start - 2] in _SIGN_BEFORE):
        return -numeral.high, -numeral.low, start - 1
    if mark == "负" and text[start - 2 : start - 1] not in ("抱", "自", "胜"):
        return -numeral.high, -numeral.low, start - 1
    if mark == "下" and text.endswith("零下", floor, start):
        return -numeral.high, -numeral.low, start - 2
    return numeral.low, numeral.high, start


@dataclass(slots=True)
class _Upper:
    """The upper end of a range, and what its lower end must be multiplied with."""

    high: float
    unit: Unit | None
    unit_end: int
    number_end: int
    scale: float


def _upper(text: str, match: re.Match[str], unit: Unit | None, unit_end: int, end: int) -> _Upper | None:
    """The upper end of 5-7%, 1万至2万元; None where a dash or 至 does not make a range."""
    dash = _RANGE.match(text, unit_end, end)
    if dash is None or (unit is not None and unit.surface in ("年", "日")):
        return None
    if unit is not None and text.endswith(("从", "由"), 0, match.start()) and _WORD_RANGE.match(dash.group()):
        return None  # 由60%到95%: a baseline and a target
    other = NUMERAL.match(text, dash.end(), end)
    if other is None or other.group(2) == "几":
        return None
    try:
        numeral = _value(other)
    except ValueError:
        return None
    numeral, number_end = _tenths(text, numeral, other)
    second, second_end = _unit(text, number_end, numeral)
    if second is None and unit is not None and "分之" in match.group(1) and "分之" not in other.group(1):
        second, second_end = unit, number_end  # 百分之八至九
    if unit is not None and (second is None or second.dimension != unit.dimension):
        return None
    if unit is None and second is None and not algebra.match_after(text, second_end):
        return None
    scale = 1.0 if unit is not None else _scale(match, other, numeral.high)
    return _Upper(numeral.high, second, second_end, number_end, scale)


def _scale(first: re.Match[str], second: re.Match[str], high: float) -> float:
    """1-2万 means 一万 to 二万: the lower end borrows the magnitude where that keeps the order."""
    own, borrowed = _MAGNITUDE.search(first.group()), _MAGNITUDE.search(second.group())
    if borrowed is None or borrowed.start() == 0:
        return 1.0
    factor = read_numeral("一" + borrowed.group()).low
    if own is not None and factor <= read_numeral("一" + own.group()).low:
        return 1.0
    return factor if read_numeral(first.group(1)).low * factor <= high else 1.0


def _ratio(
    text: str, match: re.Match[str], at: int, end: int
) -> tuple[float, int, Unit | None, str | None] | None:
    """2.1∶1 and 1/3: value, end, unit and, for a time of day, the veto; None when it is neither."""
    colon = _RATIO.match(text, at, end)
    low = read_numeral(match.group(1)).low
    if colon is not None:
        cue = _RATIO_CUE.search(text, max(0, match.start() - 10), match.start())
        if not (text[at] == "∶" or "." in match.group() or cue):
            return low, colon.end(), None, "clock"
        bottom = float(colon.group(1))
        return (low / bottom if bottom else low), colon.end(), RATIO_UNIT, None
    slash = _SLASHED.match(text, at, end)
    if slash is None or match.group(1) not in "123456789" or text[match.start() - 1 : match.start()] == "/":
        return None
    bottom = float(slash.group().strip(" /"))
    if low >= bottom:
        return None
    return _as_percentage(Numeral(low / bottom, low / bottom)).low, slash.end(), units()["%"], None


def _list_unit(text: str, at: int, end: int, shared: Shared) -> Unit | None:
    """The unit that the last member of a list gives to all: 5、6、7期; found once for the whole list."""
    if at <= shared.until:
        return shared.unit
    position, unit = at, None
    while (mark := _LIST.match(text, position, end)) is not None:
        number = NUMERAL.match(text, mark.end(), end)
        if number is None:
            break
        position = number.end()
        counted = match_unit(text, position)
        if counted is not None:
            unit = counted[0] if counted[0].surface != "年" else None
            break
    if position == at:
        return None
    shared.until, shared.unit = position - 1, unit
    return unit
