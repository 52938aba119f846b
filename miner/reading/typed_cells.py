"""The cells of one row of a table that was typed as plain text: where the name ends and each value begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

__all__ = ["Cells", "Parsed", "apart", "flowing", "full_lines", "is_suffix", "is_value", "strip"]

Cells = list[tuple[int, int]]
_BRACKET = re.compile(r"[（(]\s{0,4}([^（()）\n]{1,14}|[^（()）]{0,6}\n[^（()）]{1,6})\s{0,4}[)）]")
_NO_UNIT = re.compile(r"^[\d.,，\s<>≥≤＜＞\-—~～]+[%％]?(?:左右|以上|以内|以下)?$|^\d+\s*项$|^续|[：:。]")
_SUFFIX = re.compile(r"(?:左右|上下|以上|以内|以下|之间)[∗*＊]{0,3}[〕】\])）]?[∗*＊]{0,3}$")
_NUMBER = re.compile(
    r"[〔【\[(（]?(?:[<>≥≤＜＞≧≦±≈约]|[<>]=|不低于|不高于|不少于|不超过|高于|低于|大于|小于|超过|达到)*"
    r"[-－−+]?\d[\d,，]*(?:\.\d+)?(?:[-~～—–―至]+\d[\d,，]*(?:\.\d+)?)?"
    r"(?:%|％|‰|个?百分点)?(?:左右|上下|以上|以内|以下|之间)?[〕】\])）]?(?:左右|以上|以内|以下)?[∗*＊]*[,，、；]?"
)
_DASH = re.compile(r"[—–―\-－─/／]+|无|暂无")
_OPENS_WORDS = re.compile(
    r"完成|达到|达|与|高于|低于|不低于|不高于|不超过|稳|保持|持续|提高|提升|下降|降低|累计|增长|年均|不断|基本|进一步"
    r"|全部|全覆盖|省|国家|上级|按|逐步|逐年|明显|略|优于|好于|快于|控制|力争|[“\"]?十[一二三四五六]?五|只增|只减|负增长|零增长|快于|总体|全面|改善|满足|符合|优良|有所|合理|视情|全部|无|实现|位居|进入|大幅|同步|减少|增加|上升"
)


Parsed = tuple[tuple[int, int], tuple[int, int], Cells]
"""Name, unit (empty where the name holds it) and values."""


def apart(
    body: str, start: int, end: int, kinds: Sequence[str], layout: str, numbered: bool
) -> Parsed | None:
    """Cells that tabs, blank lines or line ends hold apart, where there are as many as the head has.

    numbered: the number of the row was found, so that no group stands before the name.
    """
    wanted = [kind for kind in kinds if kind not in ("group", "number")]
    tabs = "\t" in body[start:end].strip(" \n\r\x1f")
    gap = r"\t" if tabs else r"\n" if layout == "lines" else r"\n\s*\n"
    cuts = [start, *(start + edge for m in re.finditer(gap, body[start:end]) for edge in m.span()), end]
    cells = [strip(body, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    if not tabs:
        cells = [(a, b) for a, b in cells if a < b]
    elif len(cells) > len(wanted):  # the tab before 属性, and the cell of a group that holds several rows
        cells = cells[:-1] if cells[-1][0] == cells[-1][1] else cells
    if len(cells) == len(wanted) + 1 and (("group" in kinds and not numbered) or cells[0][0] == cells[0][1]):
        cells = cells[1:]
    if len(cells) != len(wanted):
        return None
    named = dict(zip(wanted, cells, strict=True))
    values = [cell for kind, cell in zip(wanted, cells, strict=True) if kind == "value"]
    if "name" not in named:
        return None
    return named["name"], named.get("unit", (end, end)), values


def full_lines(body: str, start: int, end: int, values: int) -> Iterator[Parsed]:
    """Lines that are a name, its unit and all its values: two kinds of food under one number."""
    position = start
    for line in body[start:end].splitlines(keepends=True):
        parsed = _by_bracket(body, position, position + len(line), values)
        if parsed is not None:
            yield parsed
        position += len(line)


def flowing(body: str, start: int, end: int, values: int, unit: bool) -> Parsed | None:
    """Name, unit and values where only blanks part them."""
    if not values and not unit:  # all values stand behind 属性
        name = strip(body, start, end)
        return (name, (end, end), []) if name[0] < name[1] else None
    return _by_bracket(body, start, end, values) or _by_blanks(body, start, end, values, unit)


def _by_bracket(body: str, start: int, end: int, values: int) -> Parsed | None:
    """A name that ends with its unit in brackets."""
    for match in reversed(list(_BRACKET.finditer(body, start, end))):
        if _NO_UNIT.search(match.group(1).strip()):
            continue
        cells = _values(body, match.end(), end, values)
        name = strip(body, start, match.end())
        if cells is not None and match.start() - name[0] >= 2:
            return name, (match.end(), match.end()), cells
    return None


def _by_blanks(body: str, start: int, end: int, values: int, unit: bool) -> Parsed | None:
    """A name that goes on to its first value; its last word is the unit where the table has a column of units."""
    atoms = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", body[start:end])]
    for i in range(1 + unit, len(atoms)):
        said = body[slice(*atoms[i])]
        if not is_value(said):
            continue
        cells = _values(body, atoms[i][0], end, values)
        if cells is None:
            continue
        if (
            unit
            and i > 2
            and "/" in body[slice(*atoms[i - 2])]
            and atoms[i - 2][1] - atoms[i - 2][0] <= _LONGEST_UNIT
        ):
            atoms[i - 2 : i] = [(atoms[i - 2][0], atoms[i - 1][1])]  # a unit over two lines: 起/万|枚
            i -= 1
        name = atoms[0][0], atoms[i - 1 - unit][1]
        if not re.search(r"[\u4e00-\u9fff]{2}", body[slice(*name)]):
            continue
        return name, (atoms[i - 1] if unit else (name[1], name[1])), cells
    return None


def _values(body: str, start: int, end: int, count: int) -> Cells | None:
    """The `count` cells of values in `body[start:end]`; None where they cannot be told apart."""
    atoms = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", body[start:end])]
    if not atoms or not count:
        return [] if not atoms and not count else None
    if count == 1:
        return [(atoms[0][0], atoms[-1][1])]
    if "\t" in body[start:end]:
        cells = [strip(body, a + start, b + start) for a, b in _between_tabs(body[start:end])]
        return cells if len(cells) == count else None
    cells = _joined(body, atoms, lambda left, right: _is_open(left))
    cells = _joined(
        body, cells, lambda left, right: left.endswith((",", "，", "、")) or bool(_SUFFIX.fullmatch(right))
    )
    if len(cells) > count:
        cells = _joined(body, cells, lambda left, right: _is_words(left) and _is_words(right))
    if len(cells) > count:
        cells = _joined(
            body,
            cells,
            lambda left, right: _is_words(left) or (_is_words(right) and not _OPENS_WORDS.match(right)),
        )
    return cells if len(cells) == count else None


def _between_tabs(text: str) -> Iterator[tuple[int, int]]:
    position = len(text) - len(text.lstrip("\t "))
    for match in re.finditer(r"\t", text[position:].rstrip()):
        stop = position + match.start()
        yield position, stop
    yield text.rstrip().rfind("\t") + 1, len(text)


def _is_open(said: str) -> bool:
    """Whether a bracket that the words open is not closed in them: 【提高 6 个百|分点】."""
    return sum(said.count(c) for c in "【〔[(（") > sum(said.count(c) for c in "】〕])）")


def _is_words(said: str) -> bool:
    return not (_NUMBER.fullmatch(said) or _DASH.fullmatch(said))


def _joined(body: str, cells: Cells, joins: Callable[[str, str], bool]) -> Cells:
    made: Cells = [cells[0]]
    for cell in cells[1:]:
        if joins(body[slice(*made[-1])], body[slice(*cell)]):
            made[-1] = made[-1][0], cell[1]
        else:
            made.append(cell)
    return made


def strip(body: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its ends."""
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


_LONGEST_UNIT = 6


def is_suffix(said: str) -> bool:
    """Whether a word only rounds the number before it: 左右."""
    return _SUFFIX.fullmatch(said) is not None


def is_value(said: str) -> bool:
    """Whether a word can begin a value: a number, a dash, or the words of a goal (完成省下达任务)."""
    return bool(_NUMBER.fullmatch(said) or _DASH.fullmatch(said) or _OPENS_WORDS.match(said))
