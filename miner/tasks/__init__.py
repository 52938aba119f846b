"""Tasks: extract who does what, by when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from miner.corpus import Plan, as_plans
from miner.tasks import tables
from miner.tasks.calendars import calendar_file, due_tasks
from miner.tasks.extract import task_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calendar_file", "due_tasks", "extract_task_problems", "extract_tasks"]


def extract_tasks(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """The tasks of every plan, one row per action: the table `miner.tables.TASKS`.

    >>> import miner
    >>> text = "柳湾小学2026年工作计划\\n一、重点工作\\n6月底前完成食堂改造（责任单位：总务处）。"
    >>> extract_tasks(miner.Corpus.from_texts({"p": text}))[["task", "lead", "deadline"]].values.tolist()
    [['6月底前完成食堂改造', '总务处', '2026-06-30']]
    """
    return tables.TASKS.frame(row for plan in as_plans(corpus_or_plan) for row in task_rows(plan).tasks)


def extract_task_problems(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """Dates, bodies and tables that could not be read as tasks: the table `miner.tables.TASK_PROBLEMS`.

    >>> import miner
    >>> text = "2026年活动安排\\n一月：送温暖\\n二月30日：座谈会\\n三月：植树"
    >>> extract_task_problems(miner.Corpus.from_texts({"p": text}))["reason"].tolist()
    ['no such date: 二月30日']
    """
    return tables.TASK_PROBLEMS.frame(
        row for plan in as_plans(corpus_or_plan) for row in task_rows(plan, last=True).problems
    )
