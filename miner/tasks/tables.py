"""Declare the tables of tasks."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = ["DUE", "TASKS", "TASK_PROBLEMS"]

TASKS = Table(
    "tasks",
    "what a plan sets out to do: one row a deed, with the body that does it and the day by which it is due",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column(
            "task",
            "string",
            "the clause, entry or cell without its marker, in normal form (simplified script)",
        ),
        Column("action", "string", "its verb: 召开, 完成; None where it only names an event"),
        Column("object", "string", "what is done, in normal form"),
        Column("lead", "string", "body that leads it or is responsible; the person where no body is named"),
        Column("support", "string", "bodies that take part"),
        Column("person", "string", "person named beside the body: 责任人, 负责人"),
        Column("time", "string", "time as said"),
        Column("period_start", "string", "ISO 8601 day on which its time begins; None for a bare deadline"),
        Column("period_end", "string", "ISO 8601 day on which its time ends"),
        Column("deadline", "string", "ISO 8601 day by which it is due, where the plan sets one"),
        Column(
            "month",
            "optional integer",
            "month of the deadline or of a time within one month; known without a year too",
        ),
        Column("frequency", "string", "ISO 8601 repeating interval: R/P1M is monthly"),
        Column("source", "string", "sentence, item, schedule or table"),
        Column("status", "string", "commitment, or achieved where the plan reports it as done"),
        Column("targets", "string", "the quantities it holds, as quoted, separated by semicolons"),
        Column("flags", "string", "what could not be read and was left open, comma-separated: no such date"),
    ),
    title="Tasks",
    hans=("任务", "计划要做的事：每件事一行，含责任主体和完成期限"),
    hant=("任務", "計劃要做的事：每件事一行，含責任主體和完成期限"),
)

TASK_PROBLEMS = Table(
    "task_problems",
    "what the reader of tasks could not use: dates that do not exist, bodies that are none, tables without a head",
    (
        PLAN,
        *SPAN,
        QUOTE,
        Column("kind", "string", "date, body or table"),
        Column("reason", "string", "what is wrong and what was left open"),
    ),
    title="Tasks left open",
    hans=("未定任务", "读取任务时未能采用的内容：不存在的日期、不成其为单位的责任主体、没有表头的表格"),
    hant=("未定任務", "讀取任務時未能採用的內容：不存在的日期、不成其為單位的責任主體、沒有表頭的表格"),
)

DUE = Table(
    "due",
    "the calendar: what is due in which month, of which body, soonest first; tasks without a date come last",
    (
        PLAN,
        *SPAN,
        Column(
            "due",
            "string",
            "ISO 8601 day: the deadline, else the last day of its time; None where no date is known",
        ),
        Column("month", "string", "2026-03; --03 where the year is unknown; None without a date"),
        Column("quarter", "string", "2026-Q1; None where the year or the date is unknown"),
        Column("lead", "string", "body that leads it; None where none is named"),
        Column("task", "string", "the task"),
        Column("frequency", "string", "ISO 8601 repeating interval"),
    ),
    title="Calendar",
    hans=("日程", "日程：各单位每月到期的任务，先到期者在前；无期限的任务列在最后"),
    hant=("日程", "日程：各單位每月到期的任務，先到期者在前；無期限的任務列在最後"),
)
