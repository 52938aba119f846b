"""Who is to do it: the body named before a word of duty, or in a bracket behind the measure.

`各镇要组建…`, `市教育局牵头…`, `（省财政厅、省教育厅负责）`, `责任单位：市总工会`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

__all__ = ["Actors", "find_actors"]

_BODY = (
    r"(?:局|委|厅|部|办|办公室|政府|工会|公司|集团|学校|中心|协会|镇|乡|街道|单位|科|处|组|委员会|院|所|部门|各地|"
    r"学院|医院|银行|县|市|区|社区|村|支部|党委|党组|学会|商会|企业|机构|站|队|大队|科室|年级组|教研组)"
)
_BRACKET = re.compile(
    r"[（(［\[【](?P<say>(?:责任(?:单位|部门|人)|牵头(?:单位|部门)?|主办单位|配合单位|承办单位|主管部门)[：:，]?\s*[^（）()\n\]】］]{2,160}"
    r"|[^（）()\n\]】］。]{2,160}?(?:负责|牵头|按职责分工|配合|落实)[^（）()\n\]】］]{0,60})[)）］\]】]"
)
_OFFICE = (
    r"\s{0,40}(?:责任(?:单位|部门|人)|牵头(?:单位|部门)|主办单位|承办单位|主管(?:单位|部门))\s*[：:]\s*"
    r"(?P<say>[^\n。；;]{2,120})"
)
_FIRST_LINE = re.compile(_OFFICE)
_LINE = re.compile(rf"[\n。；;]{_OFFICE}")  # without ^, `re` runs from one of these marks to the next
_OPENINGS = ("责任", "牵头", "主办单位", "承办单位", "主管")  # one of them is in every such line
_SUBJECT = re.compile(
    rf"(?<![^，。；：\n、）)\s])(?P<say>(?:各|由)?[^，。；：\n、\d（()]{{1,14}}?{_BODY}(?:、[^，。；：\n、\d]{{1,14}}?{_BODY}){{0,6}})"
    r"(?=(?:要(?!求|素|点)|应当|应(?!用|对|急|收|届)|须|必须|将|负责|牵头|会同|应于|要在))"
)
_DUTY = re.compile("[要应须将负牵会]")  # one of them stands behind every subject
_PREFIX = re.compile(
    r"^(?:由|请|责成|并由|责任(?:单位|部门|人)|牵头(?:单位|部门)?|主办单位|主管部门)[：:，\s]*"
)
_LED = re.compile(r"(?P<by>[^，,；;。]{2,60}?)(?:负责)?牵头")
_SUFFIX = re.compile(
    r"[，,；;]?(?:等)?(?:按照?职责分工)?(?:负责|牵头|落实|配合|共同)+(?:落实|实施|推进)?.{0,6}$"
)


_VERBAL = re.compile(
    r"组建|建设|推动|支持|鼓励|引导|加快|加强|发挥|依托|组织|培育|打造|完善|建立|健全|推进|实施|做好|抓好|落实|围绕|通过|对于?|在|以|把|将|使|让|为|向|与|和|按|从|到|是|不|凡|如|若|新|全面|进一步|继续|积极|深入|开展"
)


class Actors:
    """The bodies named in one plan, looked up by sentence."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = sorted((m.start(), m["say"]) for m in (*_BRACKET.finditer(text), *_lines(text)))
        self._at = [at for at, _ in found]
        self._said = [_clean(say) for _, say in found]
        self._of: dict[tuple[int, int], str | None] = {}

    def of(self, start: int, end: int) -> str | None:
        """The body for what the sentence `start`..`end` says: its own subject, else the bracket on its line."""
        if (start, end) not in self._of:
            self._of[start, end] = self._find(start, end)
        return self._of[start, end]

    def _find(self, start: int, end: int) -> str | None:
        duty = _DUTY.search(self._text, start, end)
        subject = _SUBJECT.search(self._text, start, end) if duty else None
        if subject and not _VERBAL.match(subject["say"]):
            return _clean(subject["say"])
        i = bisect_left(self._at, start)
        if i == len(self._at):
            return None
        line = self._text.find("\n", end)
        stop = line if line >= 0 else len(self._text)
        return self._said[i] if self._at[i] <= min(stop, end + 600) else None


def _lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that open with a word of office."""
    if not any(word in text for word in _OPENINGS):
        return
    first = _FIRST_LINE.match(text)
    if first:
        yield first
    yield from _LINE.finditer(text, first.end() if first else 0)


def _clean(said: str) -> str:
    plain = _PREFIX.sub("", said.strip())
    led = _LED.match(plain)
    if led:
        return led["by"].strip("，,；;、 ")
    return _SUFFIX.sub("", plain).strip("，,；;、 ") or plain


def find_actors(text: str) -> Actors:
    """The bodies named in `text`; linear in its length."""
    return Actors(text)
