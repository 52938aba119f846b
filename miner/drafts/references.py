"""References to parts of the draft that it does not have: 见附件3, 如第六部分所述, 前述第九条."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.drafts.desk import Desk, Remark
from miner.drafts.numbering import Mark, marks_of
from miner.knowledge.years import small_number

__all__ = ["check_references"]

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_A = rf"(?:{_N}|[A-Z](?![A-Za-z\d]))"
"""A number, or the letter of an appendix: 附录A."""
_WHAT = "附件|附表|附图|附录|表|图"
_ATTACHED = re.compile(
    rf"(?:详?见|参见|参照|按照?|依据|根据|填报|填写|对照)(?:本(?:计划|方案|要点|通知|文)的?|所附的?|后附的?|文后)?(?P<what>{_WHAT})\s?(?P<n>{_A})?(?![\d格中类级])"
    rf"|[（(](?:详?见|参见)?(?P<what2>{_WHAT})\s?(?P<n2>{_A})[）)]"
)
_LISTED = re.compile(
    rf"(?m)^[ \u3000#*]*(?P<what>{_WHAT}|附)\s?(?P<n>{_A})?(?:\s*[:：]|[ \u3000]+|\s*$|\s*[-—.．、])\s*(?P<first>{_N}[.．、])?"
)
_ENTRY = re.compile(rf"[ \u3000]*(?:附件)?(?P<n>{_N})[.．、]")
_PART = re.compile(
    rf"(?:前述|上述|前文|上文|下文|本(?:计划|方案|要点|规划)|如|见|按照?|参照|根据|依照|同|与|对照)(?:的)?第(?P<n>{_N})(?P<of>部分|章|节|条|项|点|款|大项)"
    rf"|第(?P<n2>{_N})(?P<of2>部分|章|节|条|项|点)(?:[（(]{_N}[）)])?(?:所(?:述|列|提|定|指|明确|确定|规定|要求)|(?:中)?(?:已|所)?(?:明确|规定|确定)的)"
    rf"|(?:见|如|按照?|参照|同)(?:本(?:计划|方案)的?)?[“（(](?P<mark>[一二三四五六七八九十]{{1,3}})(?P<close>[）)”])"
)
_FOREIGN = re.compile(
    r"(?:》|法|条例|规定|办法|细则|意见|纲要|章程|文件|公约|规则|报告|讲话)[^，。；\n]{0,6}$"
)
_CHAPTERS = {"章": ("chapter",), "节": ("section",), "条": ("article",)}


def check_references(desk: Desk) -> Iterator[Remark]:
    """Yield the references that lead nowhere."""
    yield from _attachments(desk)
    yield from _parts(desk)


def _attachments(desk: Desk) -> Iterator[Remark]:
    text = desk.text
    listed = _listed(text)
    for m in _ATTACHED.finditer(text):
        what, number = m["what"] or m["what2"], m["n"] or m["n2"]
        n = _value(number) if number else None
        key = _key(what)
        if (what in ("表", "图") and n is None) or _is_cited(desk, m.start()):
            continue
        line = text.rfind("\n", 0, m.start()) + 1
        if not text[line : m.start()].strip(" \t\u3000（(#*"):
            continue
        numbers = listed.get(key, set())
        if (n is None and numbers) or (n is not None and n in numbers) or (n == 1 and numbers == {0}):
            continue
        start = m.start("what") if m["what"] else m.start("what2")
        end = m.end("n") if m["n"] else m.end("n2") if m["n2"] else start + len(what)
        # Attachments may be files of their own, tables and figures may be lost where a text is copied.
        severity = None if numbers else "doubt" if what[0] == "附" else "note"
        yield desk.remark(
            "dangling_reference", start, end, parts={"target": text[start:end]}, severity=severity
        )


def _key(what: str) -> str:
    """What is counted as one: 附表2 may stand as 表2, and is no 附件2."""
    return what.removeprefix("附").replace("件", "") or "附"


def _value(written: str) -> int | None:
    """A number, or a letter by its place: 附录B is the second."""
    return ord(written) - ord("A") + 1 if written.isascii() and written.isalpha() else small_number(written)


def _listed(text: str) -> dict[str, set[int]]:
    """The numbers of the attachments, tables and figures that the draft has or lists; 0 for one without a number."""
    listed: dict[str, set[int]] = {}
    for m in _LISTED.finditer(text):
        numbers = listed.setdefault(_key(m["what"]), set())
        numbers.add(_value(m["n"]) or 0 if m["n"] else 0)
        if m["first"]:
            numbers.add(small_number(m["first"][:-1]) or 0)
            at = text.find("\n", m.end())
            while at >= 0 and (entry := _ENTRY.match(text, at + 1)):
                numbers.add(small_number(entry["n"]) or 0)
                at = text.find("\n", entry.end())
            numbers |= {
                small_number(n) or 0
                for n in re.findall(
                    rf"[；;，。 \u3000]({_N})[.．、]", text[m.end() : m.end() + 400].split("\n")[0]
                )
            }
    return listed


def _parts(desk: Desk) -> Iterator[Remark]:
    text, marks = desk.text, marks_of(desk)
    for m in _PART.finditer(text):
        if _is_cited(desk, m.start()) or _FOREIGN.search(text[max(0, m.start() - 24) : m.start()]):
            continue
        written = m["n"] or m["n2"] or m["mark"]
        n = small_number(written)
        if n is None:
            continue
        of = m["of"] or m["of2"] or ("mark" + m["close"])
        group = "n" if m["n"] else "n2" if m["n2"] else "mark"
        start = m.start(group) - 1
        end = m.end(group) + (len(m["of"] or m["of2"] or "") or 1)
        most = _most(marks, of, start)
        if most and n > most:
            yield desk.remark("dangling_reference", start, end, parts={"target": text[start:end]})


def _most(marks: list[Mark], of: str, at: int) -> int:
    """The highest number that a reference of this form can mean; 0 where the draft has nothing of the kind."""
    tops = [m for m in marks if m.section.level == 1]
    if of in ("部分", "大项"):
        return max((m.number for m in tops), default=0)
    wanted = _CHAPTERS.get(of)
    if wanted:
        exact = max((m.number for m in marks if m.kind in wanted), default=0)
        if exact:
            return exact
    if of == "mark）" or of == "mark)":
        return max((m.number for m in marks if m.kind == "han-bracket"), default=0)
    return max((m.number for m in marks), default=0)


def _is_cited(desk: Desk, at: int) -> bool:
    return desk.context.in_title_marks(at)
