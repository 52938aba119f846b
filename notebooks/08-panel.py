# %% [markdown]
# # 面板：地区 × 年份 × 指标
#
# *English summary: the panel has one row per place, year, indicator and horizon, with the promise, how firm it is worded,
# and what the next report says was done. The notebook draws the curve of promises and results, sets two layers of
# government side by side, joins statistics of your own, and lists what the panel could not use. The finding: the city
# promised less growth after it had missed its target, and its district promised more than the city.*

# %%
import pandas as pd

import miner
from miner.report import figures

analysis = miner.analyze("../corpus")
panel = miner.panel(analysis)
panel[["place", "year", "indicator", "horizon", "low", "comparator", "unit", "wording", "result"]].head(8)

# %% [markdown]
# ## 一行是什么
#
# 一行是一个地区、一个年份、一个指标、一种时限。`low` 和 `high` 是承诺，`wording` 是措辞的软硬
# （“以上”“确保”为 hard，“左右”“力争”“预期”为 soft），`result` 是下一年报告里的完成数，`gap` 是两者之差。
# 其余提及只计入 `mentions`；原文位置在 `start`、`end`。

# %%
city = panel[(panel["place"] == "清溪市") & panel["indicator_id"].notna() & (panel["horizon"] == "annual")]
promised = city.dropna(subset=["low", "result"])
promised[["year", "indicator", "low", "comparator", "unit", "result", "gap", "wording"]]

# %% [markdown]
# ## 一条曲线
#
# 承诺与完成放在同一年份上。没有承诺、只有完成数的年份也在面板里（`flags` 为 `result only`）。

# %%
axes = figures.promise_curve(analysis, place="清溪市", indicator="地区生产总值增长率")
axes.figure

# %%
growth = city[city["indicator"] == "地区生产总值增长率"]
by_year = growth.set_index("year")
assert by_year.loc[2024, "gap"] < 0
assert by_year.loc[2025, "low"] < by_year.loc[2024, "low"]
print(
    f"2024 年承诺 {by_year.loc[2024, 'low']:g}%，完成 {by_year.loc[2024, 'result']:g}%；2025 年承诺 {by_year.loc[2025, 'low']:g}%。"
)

# %% [markdown]
# ## 层层加码
#
# 同一年份、同一指标，下级比上级高多少：

# %%
layers = panel[(panel["indicator"] == "地区生产总值增长率") & panel["low"].notna() & (panel["year"] == 2025)]
layers = layers.drop_duplicates("place").set_index("place")["low"]
print(
    f"清溪市 {layers['清溪市']:g}%，青石区 {layers['青石区']:g}%：加码 {layers['青石区'] - layers['清溪市']:g} 个百分点"
)

# %% [markdown]
# 有上下级计划的文件夹里，`analysis.layers` 把每个目标与最近的上级对照，报告的“层层对照”一页就是这张表。

# %%
analysis.layers[["indicator", "year", "relation", "ambition", "value_upper", "place_lower", "value_lower"]]

# %% [markdown]
# ## 自己的统计数据
#
# 统计年鉴的数值按地区、年份、指标并入，承诺、自报与统计三者并列。下面的数值是编的，只为演示：

# %%
yearbook = pd.DataFrame(
    {
        "place": ["清溪市", "清溪市"],
        "year": [2024, 2024],
        "indicator": ["地区生产总值增长率", "城镇新增就业"],
        "value": [5.1, 22900],
    }
)
three = miner.panel(analysis, outcomes=yearbook)
three.loc[three["outcome"].notna(), ["place", "year", "indicator", "low", "result", "outcome"]]

# %% [markdown]
# ## 没用上的
#
# 缺地区、缺年份、接不上前一份计划，或同地同年的两份计划互相矛盾，都列在这里，不会悄悄略去。

# %%
analysis.panel_problems["kind"].value_counts().to_frame("行数")
