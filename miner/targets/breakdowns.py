"""Work breakdowns: 任务 | 目标 | 完成时限 | 责任单位, whose cells say their goals in words of their own.

Each cell is read as a sentence of its own, so that nothing of the row before or of the next column gets into it. What
the sentence leaves open the row tells: the indicator by the name of the task, the time by the column of
deadlines or the head, the office by its column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from miner.numbers.quantities import find_quantities
from miner.targets.indicators import Reading
from miner.targets.periods import Period
from miner.targets.status import Verdict

__all__ = ["Note", "completed", "has_own_subject", "note_at"]

_LEAD = re.compile(
    r"(?:20\d\d年(?:度|底|末)?|全年|年内|力争|确保|实现|完成|达到?|为|至|到|共|约|再|以上|以下|每(?:年|月|季度?|周|半年)|至少|不少于|不低于|不高于"
    r"|不超过|控制在|提[高升]|增[加长]|新增|净增|[上下]升|下降|降低|减少|压减|开展|组织|举办|召开|建[成设立]|新建|累计|[：:、，。；\d.\s≥≤<>＞＜])+"
)
_COMPARES = re.compile(
    r"(?:年均|[“\"]?十[一二三四五六]?五[”\"]?|五年|高于|低于|快于|慢于|优于|好于|与|同|位居|保持|控制|[≥≤<>＞＜])"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LOOKS_BACK = re.compile(r"已|去年|上年|截至")


@dataclass(frozen=True, slots=True)
class Note:
    """What a row says of one of its cells; offsets are of the normalized text."""

    start: int
    end: int
    name: str
    """The row's task or indicator; empty where the cell is the name itself or the row has none."""
    name_span: tuple[int, int]
    period: Period | None
    actor: str | None
    header: str
    goal: bool
    """The table promises: it is a work breakdown or one of goals, and no column of results."""
    kind: str
    """What its column holds; see `heads.Column`."""


def has_own_subject(said: str) -> bool:
    """Whether the words of a cell name what they count (培训职工120人次), so that they are read as a sentence.

    A cell that only compares (不低于95%, 高于全省平均1个百分点) or moves its indicator (提高2个百分点) does not.
    """
    found = find_quantities(said)
    if not found or _COMPARES.match(said):
        return False
    ahead = _LEAD.sub("", said[: found[0].start])
    behind = said[found[-1].end :]
    return len(_HAN.findall(ahead)) >= 2 or len(_HAN.findall(behind)) >= 3


def note_at(notes: Sequence[Note], starts: Sequence[int], position: int) -> Note | None:
    """The note of the cell that holds `position`; `starts` are those of `notes`, in order."""
    i = bisect_right(starts, position) - 1
    return notes[i] if i >= 0 and position < notes[i].end else None


def completed(
    text: str, note: Note, reading: Reading, period: Period | None, verdict: Verdict
) -> tuple[Reading, Period | None, Verdict]:
    """What was read of a cell's own words, with what they leave open taken from the row."""
    if not reading.indicator and note.name:
        reading = reading._replace(indicator=note.name, whole=note.name, span=note.name_span)
    if note.goal and verdict.status in ("achieved", "context", "reference"):
        looks_back = _LOOKS_BACK.search(text, note.start, note.end)
        compares = any(name == "cell among figures" for name, _ in verdict.sizes)
        if not (looks_back or compares) and not (period is not None and period.past):
            grounds = f"table, column {note.header}; {verdict.grounds}"
            verdict = Verdict("commitment", 0.8, grounds)
    own = period is not None and note.start <= period.start < note.end
    return reading, period if own else note.period or period, verdict
