"""Find fields after or below a task: （责任单位：党办；完成时限：6月底前）, （教务处牵头，各年级组配合）.

A field applies to the actions before it, back to the previous field or the start of its item; a field inside a line
of other text applies back to the start of that line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.segmentation.outline import Outline
from miner.tasks.bodies import NOBODY, Roles, read_roles, roles_of_field
from miner.tasks.dates import When, Years, find_whens, whole_when

__all__ = ["Field", "Fields", "field_kinds", "find_fields"]

_BODY_FIELDS = ("lead", "office", "support", "person")


@dataclass(frozen=True, slots=True)
class Field:
    """Adjacent fields: their span, the start of the text they apply to (`scope`), and their content."""

    start: int
    end: int
    scope: int
    roles: Roles
    when: When | None


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a plan, in order."""

    entries: tuple[Field, ...]
    starts: tuple[int, ...]

    def of(self, position: int) -> Field | None:
        """The field that applies to `position`."""
        i = bisect_right(self.starts, position)
        if i < len(self.entries) and self.entries[i].scope <= position:
            return self.entries[i]
        return None

    def inside(self, position: int) -> bool:
        """Whether the position is inside a field."""
        i = bisect_right(self.starts, position) - 1
        return i >= 0 and position < self.entries[i].end


@cache
def field_kinds() -> dict[str, str]:
    """Kind of each label that may precede a colon or head a column."""
    data = read_toml("miner.tasks", "heads.toml")
    return {
        word: kind
        for kind, entry in data.items()
        if kind not in ("around", "none")
        for word in entry["words"]
    }


@cache
def _label() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the colon of a field, and the whole field."""
    labels = [
        w
        for w, kind in field_kinds().items()
        if kind in (*_BODY_FIELDS, "time", "due")
        and len(w) > 1
        and w
        not in (
            "部门",
            "单位",
            "日期",
            "月份",
            "季度",
            "周次",
            "周别",
        )
    ]
    words = "|".join(sorted(labels, key=len, reverse=True))
    field = re.compile(
        rf"(?<![\u4e00-\u9fff])(?P<label>{words})(?:[（(][^（）()\n]{{1,8}}[)）])?\s{{0,4}}[：:]\s*(?P<value>(?:[^\n。；;：:（(）)\]】|]|[（(][^（）()\n：:]{{0,20}}[)）]){{0,160}}?)"
        rf"(?=\s*(?:[，,、\s]?\s*(?:{words})\s*[：:]|[\n。；;：:）)\]】|]|$))"
    )
    name = re.compile(rf"(?<![\u4e00-\u9fff])(?:{words})(?:[（(][^（）()\n]{{1,8}}[)）])?\s{{0,4}}$")
    return name, field


_HINT = re.compile(
    r"责任|牵头|主办|承办|负责|实施|组织|主管|执行|落实单|配合|协[办同作助]|参[与加]单|经办|时限|时间|期限|节点|主持人|包保|分管|主责|直接"
)
_BRACKET = re.compile(r"[（(\[【](?P<say>[^（）()\[\]【】\n：:。]{4,360})[)）\]】]")
_BETWEEN = re.compile(
    r"[\s，,；;。、]{0,6}(?:(?:活动)?(?:地点|对象|主题|参加人员|参加对象)[：:][^\n：:]{0,40}\n\s{0,6})?"
)
"""Text allowed between fields that belong together."""
_DUTY_END = re.compile(r"(?:负责|牵头|配合|落实|主办|承办|协助|参与|参加|实施)(?:等)?\s*$")


def _labeled(text: str) -> list[tuple[int, int, str, str]]:
    """The labels with their values, sought before each colon, since colons are few."""
    hits: list[tuple[int, int, str, str]] = []
    (before, label), end = _label(), 0
    for colon in _COLON.finditer(text):
        low = max(end, colon.start() - _LONGEST_LABEL)
        if colon.start() < end:
            continue
        opens = before.search(text, low, colon.start()) if _WORD.search(text, low, colon.start()) else None
        m = label.match(text, opens.start()) if opens else None
        if m is not None:
            hits.append((m.start(), m.end(), m["label"], m["value"]))
            end = m.end()
    return hits


_COLON = re.compile("[：:]")
_LONGEST_LABEL = 22
_WORD = re.compile(
    "[单部处科主股][位门室体]|[时期][间限]|日期|[领]导|责任|牵头|负责|主办|承办|协[办同助]|配合|经办|主持|组织者|周期|节点|时限|起[止讫]|期程|进度"
)


def find_fields(text: str, outline: Outline, years: Years) -> Fields:
    """The fields of a plan's normalized text; linear in its length."""
    hits: list[tuple[int, int, str, str]] = []
    if _HINT.search(text):
        if "：" in text or ":" in text:
            hits += _labeled(text)
        hits += [
            (m.start(), m.end(), "", m["say"]) for m in _BRACKET.finditer(text) if _DUTY_END.search(m["say"])
        ]
    hits.sort()
    parents = frozenset(s.parent for s in outline.sections)
    entries: list[Field] = []
    group: list[tuple[int, int, str, str]] = []
    previous_end = 0
    for hit in [*hits, (len(text) + 1, 0, "", "")]:
        if group and (
            hit[0] > len(text) or not _BETWEEN.fullmatch(text, group[-1][1], hit[0]) or _new(group, hit)
        ):
            field = _field(text, group, previous_end, outline, parents, years)
            if field is not None:
                entries.append(field)
                previous_end = field.end
            group = []
        group.append(hit)
    return Fields(tuple(entries), tuple(f.start for f in entries))


def _apart(text: str, value: str, start: int, end: int, years: Years) -> tuple[str, When | None]:
    """The names in the value of a field without a time that a mark sets apart: 信息科，|6月底前完成."""
    if not (_PART.search(value) and _DAY.search(value)):
        return value, None
    times = list(find_whens(text, start, end, years))
    parts, last, when = [], 0, None
    low = text.find(value, start, end)
    for mark in [*_PART.finditer(value), None]:
        stop = mark.start() if mark else len(value)
        inside = next((w for w in times if low + last <= w.start < low + stop), None) if low >= 0 else None
        if inside is None:
            parts.append(value[last:stop])
        when = when or inside
        last = mark.end() if mark else stop
    return "、".join(p for p in parts if p.strip()), when


_DAY = re.compile("[月年季旬日]")
_PART = re.compile("[，,、]")


def _new(group: list[tuple[int, int, str, str]], hit: tuple[int, int, str, str]) -> bool:
    return any(label and label == hit[2] for _, _, label, _ in group)


def _field(
    text: str,
    group: list[tuple[int, int, str, str]],
    previous_end: int,
    outline: Outline,
    parents: frozenset[str | None],
    years: Years,
) -> Field | None:
    start, end = group[0][0], group[-1][1]
    names: dict[str, str] = {}
    roles, when = NOBODY, None
    for at, stop, label, value in group:
        kind = field_kinds().get(label)
        if kind not in ("time", "due"):
            value, apart = _apart(text, value, at, stop, years)
            when = when or apart
        if kind is None:
            roles = read_roles(value)
            inner = next(find_whens(text, at, stop, years), None)
            when = inner or when
        elif kind in ("time", "due"):
            low = text.index(value, at) if value else stop
            time = whole_when(text, low, low + len(value), years)
            when = (time.due() if kind == "due" else time) if time else when
        else:
            names.setdefault(kind, value)
    if when is None and text[start - 1 : start] in "，,；;、":
        opening = max(text.rfind("（", max(0, start - 24), start), text.rfind("(", max(0, start - 24), start))
        time = whole_when(text, opening + 1, start - 1, years) if opening >= 0 else None
        if time is not None and (time.deadline or time.last) and len(time.text) <= 16:
            start, when = opening, time
    roles = roles_of_field(names).over(roles) if names else roles
    if roles == NOBODY and when is None:
        return None
    line = text.rfind("\n", 0, start) + 1
    section = outline.at(start)
    alone = not text[line:start].strip(" \t\u3000（([【、,，;；·•-*●—")
    scope = section.start if section and alone else line
    if section and section.start > scope:
        scope = section.start
    if not alone:
        scope = max(scope, text.rfind("；", line, start) + 1)
    if not section and alone:
        scope = text.rfind("\n", 0, max(0, line - 1)) + 1
    if (
        section
        and not alone
        and section.id not in parents
        and section.end - section.start < 1200
        and end + 3 >= section.end
        and text.rfind("；", line, start) < 0
    ):
        scope = section.start
    return Field(start, end, max(scope, previous_end), roles, when)
