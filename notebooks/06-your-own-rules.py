# %% [markdown]
# # 你自己的规则
#
# *English summary: everything the miner knows - units, markers, indicator names, places, repairs - is data, and
# a folder of your own adds to it without touching the package: `miner.use_rules(folder)` in Python,
# `miner --rules folder …` on the shell. Codebooks and readers are plain arguments. The finding: six lines of
# rules turn a local plan that the package half understands into complete tables.*
#
# 一份林场的计划，有本地的单位（穴）、本地的编号（任务一：）、本地叫法的指标（村美指数），还有一个不在名录里的地名。

# %%
import tempfile
from pathlib import Path

import miner

TEXT = """青岚林场2025年工作计划
任务一：造林
春季植树8000穴以上，管护林地1200亩。
任务二：村容
村美指数达到92%，与松坪区结对开展整治2次。
"""
plan = miner.Corpus.from_texts({"青岚林场": TEXT})[0]
columns = ["quote", "low", "unit", "indicator_name"]
miner.segment(plan)[["marker", "heading"]]

# %%
miner.extract_quantities(plan)[columns]

# %% [markdown]
# 没有分节，“8000穴”没有读出来。下面每个文件补一样，文件名和包里的数据文件相同，只写要增加的行：

# %%
folder = Path(tempfile.mkdtemp())


def rule(name: str, text: str) -> None:
    """Write one file of the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# 单位：写法、代码、量纲、换算、类别
rule("numbers/units.csv", "unit,alias,code,dimension,factor,kind,han\n穴,,{hole},count,1,counter,no\n")
# 指标的通用名和别名
rule("targets/aliases.csv", "name,aliases\n乡村宜居指数,村美指数\n")
# 编号：正则里 {han} 是汉字数字
rule(
    "segmentation/markers.toml",
    """
[[kind]]
name = "task"
rank = 4
forms = [{ pattern = "任务({han})：", needs = "nothing", starts = "任" }]
""",
)
# 地名
rule("knowledge/divisions.csv", "code,name\n990101,松坪区\n")
# 修复：这个网站把顿号写成了 ﹅
rule("normalization/folds.toml", '[forms]\n"、" = "﹐﹑､﹅"\n')

miner.use_rules(folder)

# %%
miner.segment(plan)[["marker", "heading"]]

# %%
found = miner.extract_quantities(plan)
found[columns]

# %%
assert list(miner.segment(plan)["marker"]) == ["任务一：", "任务二："]
assert "8000穴以上" in set(found["quote"])
assert "乡村宜居指数" in set(found["indicator_name"])
assert miner.normalize("林地﹅草地").text == "林地、草地"

# %% [markdown]
# 写错了会直说，不会悄悄不起作用：

# %%
rule("targets/unit.csv", "unit\n穴\n")
try:
    miner.use_rules(folder)
except miner.InputError as error:
    print(str(error).replace(str(folder), "rules"))

# %% [markdown]
# `use_rules(None)` 回到包里的规则。

# %%
miner.use_rules(None)
assert "8000穴以上" not in set(miner.extract_quantities(plan)["quote"])

# %% [markdown]
# ## 编码表和读取器：普通参数
#
# 编码表是 `{主题: 词}` 或一个 CSV；其他格式的文件给一个“字节 → 文本”的函数。

# %%
import re

tex = Path(tempfile.mkdtemp(), "林场.tex")
tex.write_text("\\section{一、目标}\n全年造林1200亩。\n", encoding="utf-8")
corpus = miner.read_corpus(
    tex, readers={".tex": lambda data: re.sub(r"\\section\{(.*?)\}", r"\1", data.decode("utf-8"))}
)
miner.segment(corpus)[["marker", "heading"]]

# %%
codebook = {"造林": ["植树", "造林", "林地"], "村容": ["村美", "整治"]}
miner.extract_themes(plan, codebook=codebook).themes[["name", "share", "key_terms"]]
