"""What is due when: the tasks in the order of their days, and as a file for calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from miner.tasks import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calendar_file", "due_of", "due_tasks"]

_RULES = {
    "R/P1D": "DAILY", "R/P1W": "WEEKLY", "R/P1M": "MONTHLY", "R/P3M": "MONTHLY;INTERVAL=3",
    "R/P6M": "MONTHLY;INTERVAL=6", "R/P1Y": "YEARLY", "R/P2W": "WEEKLY;INTERVAL=2", "R/P2M": "MONTHLY;INTERVAL=2",
}  # fmt: skip
_FOLD = 75
"""Octets of the longest line of the format."""


def due_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """The table `miner.tables.DUE` of a table of tasks: what is due, soonest first; without a date last.

    tasks: as `extract_tasks` gives them; what is reported as done is left out.

    >>> import miner
    >>> text = "2026年工作计划\\n5月召开职代会。\\n3月底前制定方案。"
    >>> due_tasks(miner.extract_tasks(miner.Corpus.from_texts({"p": text})))["month"].tolist()
    ['2026-03', '2026-05']
    """
    rows = [_due_row(row) for row in _ahead(tasks)]
    rows.sort(key=lambda r: (r[3] is None and r[4] is None, r[3] or "9999", r[4] or "", r[0], r[1]))
    return tables.DUE.frame(rows)


def due_of(_: object, tasks: pd.DataFrame) -> pd.DataFrame:
    """`due_tasks` as the register of stages calls it: with the plans first, which it does not need."""
    return due_tasks(tasks)


def _ahead(tasks: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in tasks[tasks["status"] == "commitment"].to_dict("records"):
        yield {
            str(name): None if value != value or str(value) == "<NA>" else value
            for name, value in row.items()
        }


def _due_row(row: dict[str, Any]) -> tuple[Any, ...]:
    day = row["deadline"] or row["period_end"]
    month = day[:7] if day else f"--{int(row['month']):02d}" if row["month"] else None
    quarter = f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" if day else None
    return (
        row["plan_id"], row["start"], row["end"], day, month, quarter, row["lead"], row["task"], row["frequency"],
    )  # fmt: skip


def calendar_file(tasks: pd.DataFrame) -> bytes:
    """The tasks that have a day as a file for calendars: UTF-8, an all-day event a task.

    tasks: as `extract_tasks` gives them. A deadline is an event of its day, a period runs from its first to its last
    day; what comes back (每月) and has a period repeats to its end. Tasks without a day are left out, they are in
    `due_tasks`. The same tasks give the same bytes.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Plan Miner//tasks//ZH", "CALSCALE:GREGORIAN"]
    for row in _ahead(tasks):
        lines += _event(row)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(row: dict[str, Any]) -> list[str]:
    first = row["period_start"] or row["deadline"]
    last = row["period_end"] or row["deadline"]
    if not first or not last:
        return []
    rule = _RULES.get(row["frequency"] or "") if row["period_start"] else None
    begin = date.fromisoformat(first)
    end = (begin if rule else date.fromisoformat(last)) + timedelta(days=1)
    name = f"{row['plan_id']}:{row['start']}:{row['end']}:{row['task']}"
    who = "; ".join(f"{k}: {row[k]}" for k in ("lead", "support", "person") if row[k])
    made = [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:32]}@plan-miner",
        f"DTSTAMP:{begin:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{begin:%Y%m%d}",
        f"DTEND;VALUE=DATE:{end:%Y%m%d}",
        f"SUMMARY:{_escaped(row['task'])}",
        f"DESCRIPTION:{_escaped(_described(row, who))}",
    ]
    if rule:
        made.append(f"RRULE:FREQ={rule};UNTIL={date.fromisoformat(last):%Y%m%d}")
    return [*made, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _described(row: dict[str, Any], who: str) -> str:
    return "\n".join(p for p in (who, row["quote"], f"{row['plan_id']} {row['start']}-{row['end']}") if p)


def _escaped(said: str) -> str:
    plain = re.sub(r"\r\n?", "\n", said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"))
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", plain).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, no character torn, each piece but the first behind a blank."""
    data = b""
    room = _FOLD
    for c in line:
        octets = c.encode("utf-8", "replace")
        if len(octets) > room:
            data += b"\r\n "
            room = _FOLD - 1
        data += octets
        room -= len(octets)
    return data + b"\r\n"
