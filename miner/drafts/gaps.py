"""What tasks and goals lack: a deadline, a body, a value, where the rest of the plan gives one."""

from __future__ import annotations

from collections.abc import Iterator

from miner.drafts.desk import Desk, Remark
from miner.tasks import extract_tasks

__all__ = ["check_gaps"]

_MOSTLY = 0.6
"""Part of the tasks that give it, from which a task without it stands out."""
_LEAST = 5
"""Tasks below which none stands out."""


def check_gaps(desk: Desk) -> Iterator[Remark]:
    """Yield tasks without deadline or body among tasks that have one, and goals without a value."""
    tasks = [r for r in extract_tasks(desk.draft).to_dict("records") if r["status"] == "commitment"]
    if len(tasks) >= _LEAST:
        for column, kind in (("deadline", "no_deadline"), ("lead", "no_body")):
            lacking = [
                r
                for r in tasks
                if r[column] is None and not (column == "deadline" and (r["frequency"] or r["period_end"]))
            ]
            if lacking and len(lacking) <= (1 - _MOSTLY) * len(tasks):
                for r in lacking:
                    yield Remark(kind, int(r["start"]), int(r["end"]))
    for row in desk.quantities:
        if row["comparator"] == "qualitative" and row["status"] == "commitment":
            section = desk.outline.at(desk.normalized.from_raw(int(row["start"]), int(row["end"]))[0])
            if section is not None and section.role == "goals":
                yield Remark("no_value", int(row["start"]), int(row["end"]), {"goal": str(row["quote"])})
