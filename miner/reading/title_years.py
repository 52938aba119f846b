"""The years that the title of a plan tells, which may be others than those it names."""

from __future__ import annotations

import re

from miner.reading.dates import years_in_title
from miner.reading.view import view_of

__all__ = ["LONGEST_MENU", "title_years", "years_of_notice"]

_PLANNED = re.compile(r"((?:19|20)\d\d)年(?:度)?[^\d]{0,12}?(?:计划|要点|思路|安排|打算|规划|方案)")
LONGEST_MENU = 20_000
"""So many characters may stand between the heading of a page and the title of its text."""


def years_of_notice(title: str, view: str) -> tuple[int, int | None] | None:
    """The years right before the same title further below: the name of a file left them out."""
    words = re.escape(view_of(title, "mixed"))
    m = re.search(rf"(?:19|20)\d\d[^\n。;,]{{0,8}}{words}", view[:LONGEST_MENU]) if len(title) >= 6 else None
    return years_in_title(m.group()) if m else None


def title_years(title: str, traditional: bool) -> tuple[int, int | None] | None:
    """The years of the plan, not of what it is about: 关于同意申办2009年第二十四届…的复函 tells none.

    After 关于 a year counts where it stands at once, or behind a place or body (关于印发清溪市2024年…).
    """
    core = re.sub(r"\([^()]*通过\)", "", title)
    planned = _PLANNED.findall(core)
    if len(planned) == 1 and "总结" in core:
        return int(planned[0]), int(planned[0])
    single = re.findall(r"((?:19|20)\d\d)年", core)
    both = re.search(r"总结|执行情况|完成情况|回顾|月 ?(?:至|到|-|—)", core)
    if both and len(single) == 2 and int(single[1]) == int(single[0]) + 1:  # a review and a plan
        first, last = int(single[0]), int(single[1])
        return (first if re.search(r"月 ?(?:至|到|-|—)", core) else last), last
    years = years_in_title(core, traditional)
    if years is None or "关于" not in core:
        return years
    about = re.split(r"关于(?:印发|下达|发布|公布|做好|制定|开展|组织实施)?《?", core)[-1]
    m = re.search(r"(?:19|20)\d\d|“?十?[一二三四五六七八九]五|第[一二三四五六七八九十]+个五年", about)
    if m is None:
        return None
    before = about[: m.start()].strip("“《(")
    named = re.fullmatch(
        r"[\u4e00-\u9fff]{0,14}(?:省|市|县|区|州|镇|乡|局|厅|委|会|部|院|全国|国家)?", before
    )
    after_name = not before or before[-1:] in "省市县区州镇乡局厅委会部院国家"
    span = about[m.start() : m.start() + 5].endswith(("-", "—")) or "规划" in about or "计划" in about
    return years if (named and after_name) or span else None
