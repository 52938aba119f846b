# %% [markdown]
# # 第一眼：一个文件夹里的计划
#
# *English summary: read a folder of plans, see what was understood of each and what was not, and mine
# everything in one call. The finding: the text of four of the sample plans is almost entirely that of another.*
#
# 一个文件夹里有 Word、PDF、网页和四种编码的文本。先看读到了什么、没读到什么，再谈结论。

# %%
import miner

corpus = miner.read_corpus("../corpus")
corpus.plans[["plan_id", "issuer", "place", "year", "kind", "script", "encoding"]].head(10)

# %% [markdown]
# 每一列都说得出依据：`grounds` 写明题名、年份、机关是从哪里读出来的。读不了的文件不会悄悄丢掉，都在 `problems` 里。

# %%
corpus.problems[["path", "kind", "reason"]]

# %% [markdown]
# ## 一次算完
#
# `miner.analyze` 依次做完分节、指标、照搬、主题和比较，每个结果是一张表。

# %%
analysis = miner.analyze(corpus)
print(analysis.summary())

# %% [markdown]
# 每张表的每一行都带 `plan_id`、`start`、`end`：原文里的字符位置。随便取一行，回到原文核对。

# %%
row = analysis.targets.iloc[0]
plan = corpus.plan(row["plan_id"])
assert plan.source.text[row["start"] : row["end"]] == row["quote"]
print(row["indicator_name"], row["comparator"], row["low"], row["unit"], "←", row["quote"])
print(plan.source.text[row["sentence_start"] : row["sentence_end"]])

# %% [markdown]
# ## 第一个发现
#
# 哪些计划的文字大部分也在别的计划里？四份卫生院计划、两份“工會工作計劃”、三年的总工会计划排在最前。
# 前一种是照搬，后一种是同一机关逐年沿用，要分开看：家族（`families`）只说“几乎相同”。

# %%
shares = analysis.duplicates.shares.sort_values("copied_share", ascending=False)
shares[["plan_id", "copied_share", "closest"]].head(10)

# %%
copied = set(shares.loc[shares["copied_share"] > 0.9, "plan_id"])
assert {p for p in corpus.plans["plan_id"] if p.endswith("镇卫生院2024年工作计划")} <= copied

# %% [markdown]
# 把这些交给评审：`analysis.report("report")` 写出一个双击即可打开的网页、一个工作簿和全部表格。

# %%
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    index = analysis.report(folder)
    print(index.name, *sorted(p.name for p in Path(folder).iterdir()))
