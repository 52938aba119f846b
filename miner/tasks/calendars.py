"""List tasks by due date, and export them as a calendar file (iCalendar, RFC 5545)."""

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
"""Longest line in octets that the format allows."""


def due_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """The table `miner.tables.DUE` from a table of tasks, soonest first, tasks without a date last.

    tasks: a table of `extract_tasks`; achieved tasks are left out.

    >>> import miner
    >>> text = "2026年工作计划\\n5月召开职代会。\\n3月底前制定方案。"
    >>> due_tasks(miner.extract_tasks(miner.Corpus.from_texts({"p": text})))["month"].tolist()
    ['2026-03', '2026-05']
    """
    rows = [_due_row(row) for row in _ahead(tasks)]
    rows.sort(key=lambda r: (r[3] is None and r[4] is None, r[3] or "9999", r[4] or "", r[0], r[1]))
    return tables.DUE.frame(rows)


def due_of(_: object, tasks: pd.DataFrame) -> pd.DataFrame:
    """Adapt `due_tasks` to the signature of stages, whose first argument, the plans, is not needed."""
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
    """Export the tasks with a date as a calendar file in UTF-8, one all-day event per task.

    tasks: a table of `extract_tasks`. A deadline is an event on its day, a period lasts from its first to its last
    day; a recurring task (每月) with a period repeats until its end. Tasks without a date are left out; `due_tasks`
    lists them. The same tasks give the same bytes.
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
    bodies = "; ".join(f"{k}: {row[k]}" for k in ("lead", "support", "person") if row[k])
    lines = [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:32]}@plan-miner",
        f"DTSTAMP:{begin:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{begin:%Y%m%d}",
        f"DTEND;VALUE=DATE:{end:%Y%m%d}",
        f"SUMMARY:{_escaped(row['task'])}",
        f"DESCRIPTION:{_escaped(_described(row, bodies))}",
    ]
    if rule:
        lines.append(f"RRULE:FREQ={rule};UNTIL={date.fromisoformat(last):%Y%m%d}")
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _described(row: dict[str, Any], bodies: str) -> str:
    return "\n".join(p for p in (bodies, row["quote"], f"{row['plan_id']} {row['start']}-{row['end']}") if p)


def _escaped(text: str) -> str:
    plain = re.sub(r"\r\n?", "\n", text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"))
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", plain).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Fold the line into pieces of at most 75 octets without splitting a character; continuations start with a blank."""
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
