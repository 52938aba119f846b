"""The value of one cell in a table of indicators: >6, 4.5-5, 【350左右】, 提高1个百分点以上, 完成省定目标.

A cell gives a number with its comparator, or a goal in words; what its own text says of the horizon (a bracket
that sums up, 年均, “十五五”) comes before what the head of its column says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.knowledge.years import plan_years
from miner.numbers.quantities import Quantity, find_quantities
from miner.reading.typed_tables import page_mark

__all__ = ["Value", "cell_text", "is_empty", "read_value"]

QUALITATIVE = "qualitative"
"""The comparator of a goal in words; it has no value."""
_NOTE_MARKS = re.compile(r"[∗*＊#①②③④⑤]{1,4}$|(?<=.)[↑↓↗↘]{1,2}$|(?<=[\d右上内下])[∗*＊]")
_EMPTY = re.compile(r"[\s\-—–―－─/／\\*…无]*")
_SUM = re.compile(r"[〔【\[(（](?P<inside>[^〔〕【】\[\]()（）]+)[〕】\])）](?P<after>左右|以上|以内|以下)?")
_OWN_PERIOD = re.compile(
    r"(?:[“\"‘'「]?(?P<plan>十[一二三四五六]?|[一二三四五六七八九])五[”\"’'」]?(?:时期|期间)?)?"
    r"(?P<average>年均)?(?P<up>增长|增速)?"
)
_SIGNS = {
    "≥": "不低于", "≧": "不低于", ">=": "不低于", "≤": "不高于", "≦": "不高于", "<=": "不高于",
    ">": "超过", "＞": "超过", "<": "低于", "＜": "低于", "±": "±", "≈": "约",
}  # fmt: skip
_NUMBER = r"[-－−+]?\d[\d,，]*(?:\.\d+)?"
_BARE = re.compile(
    rf"(?P<sign>≥|≧|>=|≤|≦|<=|>|<|＞|＜|≈|不低于|不少于|不超过|不高于|高于|低于|超过|大于|小于|达到|约)?"
    rf"(?P<number>{_NUMBER})(?:[-~～—–―至](?P<to>\d[\d,，]*(?:\.\d+)?))?"
    rf"(?P<unit>%|％|‰|个?百分点|/\d*万)?(?P<after>左右|上下|以上|以内|以下|之间)?"
)
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百零两半倍]")
_COMPARED = {"大于": "超过", "小于": "低于", "达到": "", "高于": "超过"}
_CHANGE = re.compile(r"(?P<way>提高|提升|增加|新增|上升|下降|降低|减少|压减)(?:了|约)?(?=\d)")
_AGAINST = re.compile(
    r"^(?:比|较|相比)(?:20\d\d年|基期|上年|“?十[一二三四五六]?五”?末?)[,，]?(?=(?:提高|提升|增加|新增|上升|下降|降低|减少|压减)\D{0,2}\d)"
)
"""比2025年下降10%: what the change is counted from."""
_EACH_YEAR = re.compile(r"(?:力争|争取|努力)?(?:每年|年均)(?=\D{2,4}\d)")
_FALLS = frozenset({"下降", "降低", "减少", "压减"})


@dataclass(frozen=True, slots=True)
class Value:
    """What one cell says.

    `quantity` has the comparator `qualitative` and no value where the cell says its goal in words; `horizon` is
    `average` or `cumulative` where the cell itself says so; `years` the five years it names; `change` how the
    value moves the indicator (`increase_by`, `decrease_by`).
    """

    quantity: Quantity
    horizon: str | None = None
    years: tuple[int, int] | None = None
    change: str | None = None


def cell_text(text: str, span: tuple[int, int]) -> str:
    """The cell without page marks and blanks: words that two lines hold are one."""
    said = text[slice(*span)]
    if "\n" in said:
        said = page_mark().sub("", said + "\n")
    return re.sub(r"\s+", "", said)


def is_empty(said: str) -> bool:
    """Whether the cell holds nothing or a dash."""
    return _EMPTY.fullmatch(said) is not None


def read_value(text: str, span: tuple[int, int], unit: str, words: str = "") -> Value | None:
    """The value in `text[span]`, a number being in `unit` unless the cell names another; None for an empty cell.

    words: what the cell holds where it is not what stands at `span`: its lines stand apart.
    """
    said = _NOTE_MARKS.sub("", words or cell_text(text, span))
    if is_empty(said):
        return None
    horizon = years = change = None
    said = _AGAINST.sub("", said)
    own = _OWN_PERIOD.match(said)
    if (
        own is not None
        and own.group()
        and (own["plan"] or own["average"] or own["up"])
        and re.match(r"\D{0,4}\d", said[own.end() :])
    ):
        horizon = "average" if own["average"] else None
        years = plan_years(own["plan"]) if own["plan"] else None
        said = said[own.end() :]
        change = "increase_by" if own["up"] else None
    summed = _SUM.fullmatch(said)
    if summed is not None and re.search(r"\d", summed["inside"]):
        horizon, said = "cumulative", summed["inside"] + (summed["after"] or "")
    each = _EACH_YEAR.match(said)
    if each is not None:
        horizon, said = "average", said[each.end() :]
    moved = _CHANGE.match(said)
    if moved is not None:
        horizon = horizon or "cumulative"
        change = "decrease_by" if moved["way"] in _FALLS else "increase_by"
        said = said[moved.end() :]
    quantity = _number(said, span, unit) or _in_words(said, span, unit)
    return Value(quantity, horizon, years, change) if quantity is not None else None


def _number(said: str, span: tuple[int, int], unit: str) -> Quantity | None:
    """The amount a cell holds, its offsets those of the cell; None where it holds none."""
    head, *words = re.split(r"[,，；;](?!\d{3})|、(?!\d)", said, maxsplit=1)
    match = _BARE.fullmatch(head) if words else _BARE.fullmatch(said)
    if match is None:
        found = find_quantities(said) if _NUMERAL.search(said) else []  # 全部达标 says it in words
        if (
            not found
            or found[0].low is found[0].high is None
            or sum(q.end - q.start for q in found) * 2 < len(said)
        ):
            return None
        return _at(found[0], span)
    sign = match["sign"] or ""
    sign = _SIGNS.get(sign, _COMPARED.get(sign, sign))
    number, to = _plain(match["number"]), _plain(match["to"] or "")
    unit = match["unit"] or unit
    unit = "个百分点" if unit == "百分点" else re.sub(r"^1(?=/)", "", unit)  # 1/10万
    amount = f"{number}至{to}" if to else number
    for tried in (unit, "个"):  # a year (年) or a rate (1/10万) is no unit of a sentence, but one of a table
        found = find_quantities(f"为{sign}{amount}{tried}{match['after'] or ''}")
        if found and (found[0].low is not None or found[0].high is not None):
            q = (
                found[0]
                if tried == unit
                else found[0]._replace(unit=unit, unit_code=None, dimension=None, factor=1.0)
            )
            return _at(q, span)
    return None


def _in_words(said: str, span: tuple[int, int], unit: str) -> Quantity | None:
    """A goal in words: at least two characters of writing, or an arrow."""
    if not re.search(r"[\u4e00-\u9fff]{2}|^[↑↓↗↘]{1,2}$", said):
        return None
    return Quantity(*span, *span, None, None, QUALITATIVE, unit, rule="table")


def _at(q: Quantity, span: tuple[int, int]) -> Quantity:
    return q._replace(start=span[0], end=span[1], number_start=span[0], number_end=span[1], rule="table")


def _plain(number: str) -> str:
    return re.sub("[－−]", "-", re.sub("[,，+]", "", number))
