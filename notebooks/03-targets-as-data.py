# %% [markdown]
# # 指标就是数据
#
# *English summary: every number a plan commits to as one row - indicator, comparator, value, unit, period,
# mood - pivoted into a panel of indicator × place × year, drawn as a slope chart, and split into hard and soft
# targets. The finding: between 2024 and 2025 the city softened its growth targets and raised the social ones.*

# %%
import miner
from miner.report import figures

analysis = miner.analyze("../corpus")
targets = analysis.targets
print(len(targets), "个指标，来自", targets["plan_id"].nunique(), "份计划")

# %% [markdown]
# ## 面板：指标 × 地方 × 年份
#
# 计划的地方和年份在 `corpus.plans` 里，按 `plan_id` 连上；“国内生产总值”“GDP”“生产总值”已归为同一个 `indicator_name`。

# %%
plans = analysis.corpus.plans[["plan_id", "place", "year"]]
rows = targets.merge(plans, on="plan_id").dropna(subset=["indicator_name", "place", "year"])
rows["value"] = rows["low"].fillna(rows["high"])
city = rows[rows["plan_id"].str.contains("人民政府")]
panel = city.pivot_table(
    index=["indicator_name", "unit"], columns=["place", "year"], values="value", aggfunc="first"
)
panel.dropna(thresh=2).head(15)

# %% [markdown]
# 上下限由 `comparator` 说明：`ge` 是“以上”，`le` 是“以内”，`approx` 是“左右”。一个数字不看比较词就没有意义：

# %%
targets["comparator"].value_counts().to_frame("条数")

# %% [markdown]
# ## 两年之间
#
# `moves` 已经考虑了方向：失业率、能耗越低越好，所以 `ambition` 说的是更难（harder）还是更松（softer）。

# %%
moves = analysis.comparison.moves
work = moves[moves["plan_b"].str.contains("人民政府2025")]
changed = work[work["move"].isin(["raised", "lowered"])]
changed[["indicator", "quote_a", "quote_b", "move", "ambition"]]

# %%
softer = set(changed.loc[changed["ambition"] == "softer", "indicator"])
assert "地区生产总值" in softer
assert changed.loc[changed["indicator"] == "城镇新增就业", "ambition"].item() == "harder"

# %%
axes = figures.ledger_slopes(analysis)

# %% [markdown]
# ## 软的和硬的
#
# `force` 从语气词读出：约束性（binding）、必须（must）、力争（strive）、预期（anticipatory）……没有语气词的是 `plain`。

# %%
targets["force"].value_counts().to_frame("条数")

# %% [markdown]
# ## 不是指标的数字
#
# 精确来自否决：书名号里的、口号里的、日期、序数都不算，每条写明理由。

# %%
vetoes = miner.extract_vetoes(analysis.corpus)
vetoes.groupby("reason")["quote"].agg(["size", "first"]).sort_values("size", ascending=False).head(8)
