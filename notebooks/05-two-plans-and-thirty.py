# %% [markdown]
# # 两份计划，三十份计划
#
# *English summary: what became of each target between two plans, and the same functions on a whole folder:
# overview, ledger, coverage, overlap. The finding: of what the city promised for 2024 most was reached;
# growth and investment were missed and then lowered.*

# %%
import miner

corpus = miner.read_corpus("../corpus")
pair = miner.Corpus([p for p in corpus if p.id.startswith("清溪市人民政府")])
comparison = miner.compare(pair)
comparison

# %% [markdown]
# ## 承诺的，做到了吗
#
# 下一年的报告自己会说：`reached` 和 `missed` 把 2024 年的指标和 2025 年报告里的“完成情况”对上。

# %%
moves = comparison.moves
told = moves[moves["move"].isin(["reached", "missed"])]
told[["indicator", "quote_a", "quote_b", "move"]]

# %%
missed = set(told.loc[told["move"] == "missed", "indicator"])
lowered = set(moves.loc[moves["ambition"] == "softer", "indicator"])
print("没完成的：", "、".join(sorted(missed)))
print("没完成、下一年又调低的：", "、".join(sorted(missed & lowered)))
assert "地区生产总值" in missed & lowered

# %% [markdown]
# ## 改了哪些句子
#
# 同一机关逐年的计划，多数句子只换数字；`revisions` 把句子对上，说明是保留、修改、新增还是删去。

# %%
comparison.revisions["kind"].value_counts().to_frame("句数")

# %% [markdown]
# ## 三十份一起看
#
# 同样的函数用在整个文件夹上。每千字的指标数是一把粗尺子，量的是计划有多具体：

# %%
everything = miner.compare(corpus)
overview = everything.overview.sort_values("targets_per_1000", ascending=False)
overview[["plan_id", "layer", "year", "chars", "targets", "targets_per_1000", "copied_share"]].head(10)

# %% [markdown]
# 台账把不同计划里的同一个指标放到一处；最像又不敢合并的，列在 `doubtful`，由人来定。

# %%
ledger = everything.ledger[everything.ledger["status"] == "commitment"]
common = ledger.groupby("indicator")["plan_id"].nunique().sort_values(ascending=False).head(8)
common.to_frame("计划数")

# %%
everything.doubtful.head(5)

# %%
everything.overlap.sort_values("chars", ascending=False).head(6)
