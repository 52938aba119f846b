# %% [markdown]
# # 从一个文件夹到 Spark
#
# *English summary: the same call on more text - several processes, a store that keeps what was mined so that a
# second run reads only what is new, SQL over the store, and the same stages on Spark. The finding: with the same
# arguments every way gives the same tables, and adding one plan to a store mines one plan.*
#
# 三十份计划在笔记本里几秒就算完；三万份需要多个进程、断点续算和数据库。接口还是同一个 `analyze`。

# %%
import tempfile
from pathlib import Path

import miner

corpus = miner.read_corpus("../corpus")
folder = Path(tempfile.mkdtemp())
plain = miner.analyze(corpus)
print(plain.summary())

# %% [markdown]
# ## 多个进程
#
# `workers` 只改变快慢，不改变结果：

# %%
spread = miner.analyze(corpus, workers=2)
assert spread.quantities.equals(plain.quantities)
assert spread.duplicates.passages.equals(plain.duplicates.passages)
print("两种算法结果相同：", len(spread.quantities), "个数量")

# %% [markdown]
# ## 存下来，只算新的
#
# `store` 是一个 DuckDB 文件（`pip install plan-miner[store]`）。读过的计划按内容记住；规则变了会自动重算。
# 算到一半被打断，下次从断处接着算。

# %%
import importlib.util

has_store = importlib.util.find_spec("duckdb") is not None
if has_store:
    first = miner.Corpus([p for p in corpus if not p.id.startswith("青石区")])
    before = miner.analyze(first, store=folder / "plans.db")
    after = miner.analyze(corpus, store=folder / "plans.db")
    print(len(before.corpus), "→", len(after.corpus), "份")
    assert after.quantities.equals(plain.quantities)

# %% [markdown]
# 不必重算就能打开，也可以直接写 SQL：

# %%
if has_store:
    from miner.store import open_store

    kept = miner.Analysis.open(folder / "plans.db")
    assert len(kept.targets) == len(plain.targets)
    with open_store(folder / "plans.db") as store:
        print(store.sql("SELECT kind, count(*) AS 份数 FROM plans GROUP BY kind ORDER BY 2 DESC, 1 LIMIT 5"))

# %% [markdown]
# ## 存成表，交给别的工具
#
# `save` 把每张表写成 Parquet，pandas、DuckDB、Spark 都能读，列的类型就是声明的类型。

# %%
import pandas as pd

plain.save(folder / "tables")
print(len(list((folder / "tables").glob("*.parquet"))), "张表")
again = pd.read_parquet(folder / "tables" / "targets.parquet")
assert list(again["quote"]) == list(plain.targets["quote"])

# %% [markdown]
# ## Spark
#
# 整条流水线在 Spark 上是 `miner.spark.analyze`（`pip install plan-miner[spark]`，需要 Java），输入每行一份计划（`id`、`text` 两列），结果是同样列的 Spark 表：
#
# ```python
# from miner.spark import analyze
#
# mined = analyze(spark.read.parquet("plans.parquet"))
# ```
#
# 只要一个阶段时，它本来就是“计划 → 表”的纯函数，可以直接交给 `mapInPandas`。下面的函数在这里对两个批次运行；
# 在集群上一个字也不用改：
#
# ```python
# texts.mapInPandas(quantities, schema="plan_id string, start long, end long, quote string, low double, unit string")
# ```

# %%
from collections.abc import Iterator

COLUMNS = ["plan_id", "start", "end", "quote", "low", "unit"]


def quantities(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Quantities of batches of plans; what Spark calls once a partition."""
    for batch in batches:
        texts = dict(zip(batch["plan_id"], batch["text"], strict=True))
        yield miner.extract_quantities(miner.Corpus.from_texts(texts))[COLUMNS]


texts = pd.DataFrame({"plan_id": [p.id for p in corpus], "text": [p.text for p in corpus]})
pd.concat(quantities(iter([texts.iloc[:14], texts.iloc[14:]]))).head()
