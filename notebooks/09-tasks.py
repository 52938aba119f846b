# %% [markdown]
# # 谁做什么，何时完成
#
# *English summary: a plan's tasks as a table - who leads, who helps, by when - from sentences, items, calendars and
# tables of tasks; what is due this month, as a list and as a calendar file; what became of each task a year later, and
# what a subordinate takes up. The finding: of the seven tasks that the city assigns to three of its bodies, four stand
# in the plans of these bodies, and three are found nowhere.*
#
# 多数计划写的是要做的事，不是数字。先看一所小学的计划和一份任务分解表：句子、条目、按月的日程、表格，都读成一样的行。

# %%
from pathlib import Path

import miner

corpus = miner.read_corpus(next(p for p in (Path("corpus"), Path("../corpus")) if p.is_dir()))
tasks = miner.extract_tasks(corpus)
school = tasks[tasks["plan_id"] == "清溪市实验小学2025年工作计划"]
school[["task", "lead", "support", "time", "period_end", "deadline", "source"]]

# %%
table = tasks[tasks["plan_id"] == "清溪市2025年重点工作任务分解表"]
table[["task", "lead", "support", "deadline", "flags"]]

# %% [markdown]
# 不存在的日期、不成其为单位的责任主体，列出来，不猜：

# %%
problems = miner.extract_task_problems(corpus)
assert set(problems["reason"]) >= {"no such date: 2月30日前", "no body: 待定"}
problems[["plan_id", "quote", "reason"]]

# %% [markdown]
# ## 这个月该做什么
#
# `due_tasks` 按到期日排列，没有期限的在最后；`calendar_file` 写成日历文件，手机和邮箱都能打开。

# %%
due = miner.due_tasks(tasks)
due[due["month"] == "2025-09"][["due", "task", "lead", "plan_id"]]

# %%
print(miner.calendar_file(school).decode()[:260])

# %% [markdown]
# 每季度、每个单位有多少件：

# %%
counts = due[due["due"].fillna("").str.startswith("2025") & due["lead"].notna()]
counts.pivot_table(index="lead", columns="quarter", values="task", aggfunc="count", fill_value=0)

# %% [markdown]
# ## 去年说的，今年怎样了
#
# 同一单位的下一份计划里，每项任务是原样保留、换了说法、没有再提，还是报告已经做完；新的任务也列出。两边都有原文和位置。

# %%
moves = miner.compare(corpus).task_moves
followed = moves[moves["relation"] == "predecessor"]
followed.groupby(["plan_b", "move"]).size().unstack(fill_value=0)

# %%
of_school = followed[followed["plan_b"] == "清溪市实验小学2025年工作计划"]
of_school[["move", "quote_a", "quote_b", "likeness"]].head(8)

# %%
for row in of_school.to_dict("records"):
    for side in ("a", "b"):
        if isinstance(row[f"quote_{side}"], str):
            text = corpus.plan(row[f"plan_{side}"]).source.text
            assert text[row[f"start_{side}"] : row[f"end_{side}"]] == row[f"quote_{side}"]

# %% [markdown]
# ## 上级布置的，下级接了没有
#
# 分解表点了名的单位，同年自己的计划里有没有这件事；相近而拿不准的（`doubtful`），留给人判断：

# %%
below = moves[moves["relation"] == "superior"]
below[["move", "lead_a", "quote_a", "quote_b", "plan_b"]]

# %%
assert below["move"].value_counts().to_dict() == {"taken up": 4, "not taken up": 2, "doubtful": 1}
