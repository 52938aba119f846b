# %% [markdown]
# # 谁照搬了谁，忘了改什么
#
# *English summary: near-identical plans, the copied passages with both spans side by side, and the names that
# a copyist forgot to change. The finding: 云岭镇卫生院 kept the name of 青石镇卫生院 in its last section.
# These are things to check, not accusations: whole texts are also shared lawfully, from a common template.*

# %%
import miner

corpus = miner.read_corpus("../corpus")
duplicates = miner.find_duplicates(corpus)
duplicates.families

# %% [markdown]
# ## 两边的原文
#
# `passages` 的每一行是一段两处都有的文字，两边的位置都在。`explain` 把一行摊开：哪些字相同，哪些换了。

# %%
passages = duplicates.passages
health = passages[passages["plan_a"].str.contains("卫生院")]
health[["plan_a", "plan_b", "chars", "similarity", "kind"]]

# %%
duplicates.explain(int(health.index[0]))

# %% [markdown]
# ## 阈值可以改，不用重算
#
# 只看长而几乎一字不差的段落：

# %%
strict = duplicates.at(similarity=0.95, min_chars=100)
print(len(duplicates.passages), "→", len(strict.passages))

# %% [markdown]
# 教育局从民政局的计划里拿了整段，连“各级民政部门”也没有改：

# %%
lifted = passages[passages["plan_a"].str.contains("教育局") | passages["plan_b"].str.contains("教育局")]
for row in lifted.itertuples():
    print(corpus.plan(row.plan_a).source.text[row.start_a : row.end_a])

# %% [markdown]
# ## 忘了改的
#
# `find_leftovers` 列出可疑的地名、单位、年份和没填的空，每条附理由；有正当缘由的（对口、相邻、引用）不列。

# %%
leftovers = miner.find_leftovers(corpus, duplicates=duplicates)
leftovers[["plan_id", "quote", "kind", "reason", "confidence"]]

# %%
kept = leftovers[leftovers["kind"] == "body"].iloc[0]
text = corpus.plan(kept["plan_id"]).source.text
print(kept["plan_id"], "：…", text[kept["start"] - 12 : kept["end"] + 12].replace("\n", " "), "…", sep="")
assert kept["quote"] == "青石镇卫生院"
