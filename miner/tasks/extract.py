"""Extract the tasks of a plan from tables, then calendars, then fields and clauses; no text is read twice."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from miner.corpus import Plan
from miner.engine.cache import Cache
from miner.numbers.intervals import INTERVAL, interval_of
from miner.numbers.numerals import read_numeral
from miner.targets.extract import Mined, mine
from miner.tasks.clauses import clause_tasks
from miner.tasks.dates import Years
from miner.tasks.deeds import done_in, verb_and_object
from miner.tasks.fields import Fields, find_fields
from miner.tasks.following import HOURLY
from miner.tasks.grids import grid_tasks
from miner.tasks.schedules import find_labels, schedule_tasks
from miner.tasks.task import Task, Trouble, tidy

__all__ = ["TaskRows", "task_rows"]

_SCHOOL = re.compile("[学學](?:年|期)")
# A page that names no year is dated by its publication.
_PUBLISHED = re.compile(
    r"[发發][布佈表文](?:时间|時間|日期|于|於)?\s{0,3}[：:]?\s{0,3}(?P<date>20\d\d)[-年/.]"
)
_TERM = re.compile(r"(?P<first>20\d\d)年\d{1,2}月.{0,6}?(?P<last>20\d\d)年\d{1,2}月")
"""A title that names the months of a school term: 2026年9月—2027年1月."""
_BARE_HEADS = ("单位", "部门", "机构", "人员", "对象", "时间", "地点")
"""A heading that ends so names what stands below it: 指导单位."""
_FIRST_LINE = re.compile(r"[^\n。，]{0,24}?(?P<date>20\d\d)年(?!\d{1,2}月)[^\n。，]{0,24}(?:\n|$)")
"""A title that names its year: 2026年活动."""
_PER = re.compile("按(?P<a>月|季度|季|周|年)(?!龄|份|底)|逐(?P<b>月|季|周|日)(?!步)|(?P<c>月月|周周|天天)")
_RHYTHMS = ("每", "按", "逐", "月月", "周周", "天天")
"""Every word of a rhythm has one of these."""
_LETTER = {
    "月": "R/P1M",
    "季度": "R/P3M",
    "季": "R/P3M",
    "周": "R/P1W",
    "年": "R/P1Y",
    "日": "R/P1D",
    "天": "R/P1D",
}


class TaskRows(NamedTuple):
    """The rows of one plan for the tables TASKS and TASK_PROBLEMS."""

    tasks: list[tuple[Any, ...]]
    problems: list[tuple[Any, ...]]


_ROWS: Cache[Plan, TaskRows] = Cache()


def task_rows(plan: Plan, last: bool = False) -> TaskRows:
    """Extract the tasks of a plan, or take them from the cache; `last`: remove them from the cache, as the last use."""
    rows = _ROWS.get(plan)
    if rows is None:
        rows = _read(plan)
        _ROWS[plan] = rows
    if last:
        _ROWS.drop(plan)
    return rows


def _read(plan: Plan) -> TaskRows:
    """Read the tasks of a plan; linear in its length."""
    mined = mine(plan)
    text = mined.normalized.text
    years = _years(plan, mined)
    tabled, spans, troubles = grid_tasks(plan, mined.normalized, years)
    spans = sorted([*spans, *mined.grids])
    labels = [x for x in find_labels(text, mined.outline, years) if not _in(spans, x.start)]
    listed = list(schedule_tasks(text, labels, years)) if len(labels) > 1 else []
    excluded = _joined([*spans, *((x.start, x.end) for x in labels if len(labels) > 1)])
    fields = find_fields(text, mined.outline, years)
    clauses = list(clause_tasks(mined, fields, excluded, years))
    clauses += _headed(text, mined, fields, [f.start for f in clauses], excluded)
    tasks = sorted([*tabled, *listed, *clauses], key=lambda f: (f.start, f.end))
    tasks = [_completed(text, mined, f) for f in tasks]
    for f in tasks:
        if f.when is not None and f.when.problem:
            troubles.append(Trouble(f.start, f.end, "date", f.when.problem))
        if f.roles.problem:
            troubles.append(Trouble(f.start, f.end, "body", f.roles.problem))
    return TaskRows(list(_rows(plan, mined, tasks)), list(_problem_rows(plan, mined, troubles)))


def _headed(
    text: str, mined: Mined, fields: Fields, starts: list[int], excluded: list[tuple[int, int]]
) -> Iterator[Task]:
    """Yield headings of items with fields but without a verb of action: 应急演练, below it 责任单位：安监站."""
    starts = sorted(starts)
    for field in fields.entries:
        section = mined.outline.at(field.start)
        if section is None or field.scope != section.start or _holding(excluded, section.start):
            continue
        if bisect_left(starts, field.scope) < bisect_left(starts, field.start):
            continue
        start, end = tidy(text, section.heading_start, section.heading_end)
        if (
            4 <= end - start <= 40
            and end <= field.start
            and section.role not in ("review", "rules")
            and not text.endswith(_BARE_HEADS, start, end)
        ):
            yield Task(start, end, "item", field.roles, field.when)


def _years(plan: Plan, mined: Mined) -> Years:
    head = (plan.title or "") + "\n" + mined.normalized.text[:80]
    school = _SCHOOL.search(head) is not None
    term = _TERM.search(head)
    if term and int(term["last"]) == int(term["first"]) + 1:
        return Years(int(term["first"]), int(term["last"]), True)
    date = plan.date if mined.year is None else None
    if mined.year is None and not date:
        published = _PUBLISHED.search(plan.source.text, plan.start, min(plan.end, plan.start + 400))
        date = published["date"] if published else None
    first = _FIRST_LINE.match(head.strip()) if mined.year is None else None
    date = first["date"] if first else date
    if mined.year is None and date:
        year = int(date[:4])
        return Years(year, year, school)
    return Years(mined.year, mined.last, school)


def _in(spans: list[tuple[int, int]], position: int) -> bool:
    return any(a <= position < b for a, b in spans) if len(spans) < 8 else bool(_holding(spans, position))


def _holding(spans: list[tuple[int, int]], position: int) -> bool:
    i = bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and position < spans[i][1]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort the spans and merge those that touch or overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _completed(text: str, mined: Mined, f: Task) -> Task:
    """Add verb and object to an entry or cell that was taken whole, and mark it as achieved if it says so."""
    if f.source in ("sentence", "item") and f.action:
        return f
    action, deed_object = verb_and_object(text, f.start, f.end)
    return replace(
        f, action=action, object=deed_object, status="achieved" if done_in(text, f.start, f.end) else f.status
    )


def _frequency(text: str, start: int, end: int, time: str | None) -> str | None:
    for words in (text[start:end], time or ""):
        if not any(mark in words for mark in _RHYTHMS):
            continue
        m = INTERVAL.search(words)
        if m:
            return interval_of(m)
        hourly = HOURLY.search(words)
        if hourly:
            return f"R/PT{int(read_numeral(hourly['count'] or '一').low)}H"
        per = _PER.search(words)
        if per:
            word = next(g for g in per.groups() if g)
            return _LETTER[word[0] if word not in _LETTER else word]
    return None


def _rows(plan: Plan, mined: Mined, tasks: list[Task]) -> Iterator[tuple[Any, ...]]:
    text, raw = mined.normalized.text, plan.source.text
    starts, ends = mined.normalized.to_raw_spans([f.start for f in tasks], [f.end for f in tasks])
    numbers = [r.quantity for r in mined.rows]
    at = 0
    for f, start, end in zip(tasks, starts.tolist(), ends.tolist(), strict=True):
        while at < len(numbers) and numbers[at].start < f.start:
            at += 1
        quotes = []
        for q in numbers[at:]:
            if q.start >= f.end:
                break
            quotes.append(text[q.start : q.end])
        section = mined.outline.at(f.start)
        roles, when = f.roles.settled(), f.when
        flags = [p for p in (when.problem if when else None, roles.problem) if p]
        yield (
            plan.id,
            section.id if section else None,
            start,
            end,
            raw[start:end],
            "".join(text[f.start : f.end].split()),
            f.action,
            f.object,
            roles.lead,
            roles.support,
            roles.person,
            when.text if when else None,
            when.first if when else None,
            when.last if when and when.first else None,
            when.deadline if when else None,
            when.month if when else None,
            _frequency(text, f.start, f.end, when.text if when else None),
            f.source,
            f.status,
            "; ".join(dict.fromkeys(quotes)) or None,
            ", ".join(flags) or None,
        )


def _problem_rows(plan: Plan, mined: Mined, troubles: list[Trouble]) -> Iterator[tuple[Any, ...]]:
    ordered = sorted(troubles, key=lambda t: t.start)
    starts, ends = mined.normalized.to_raw_spans([t.start for t in ordered], [t.end for t in ordered])
    for t, start, end in zip(ordered, starts.tolist(), ends.tolist(), strict=True):
        yield plan.id, start, end, plan.source.text[start:end], t.kind, t.reason
