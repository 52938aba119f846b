"""Times before the plan's own: the year that a review names, and what was over before the plan begins."""

from __future__ import annotations

import re

from miner.tasks.dates import When, Years

__all__ = ["is_over", "year_before"]

_LAST_YEAR = re.compile("去年|上年度?|上一年度?")


def year_before(text: str, start: int, end: int, years: Years) -> When | None:
    """The year before the plan's, where a review names it."""
    m = _LAST_YEAR.search(text, start, end)
    if m is None or years.first is None:
        return None
    year = years.first - 1
    return When(m.start(), m.end(), m.group(), f"{year}-01-01", f"{year}-12-31")


def is_over(when: When, years: Years) -> bool:
    """Whether a time ends before the plan's years: 2000年前建成的小区."""
    end = when.deadline or when.last
    return end is not None and years.first is not None and int(end[:4]) < years.first
