# %% [markdown]
# # 主题、编码表和审阅
#
# *English summary: themes found by the model and named from the plans' own headings, a fixed codebook whose
# shares can be compared across corpora, and the round trip: a reviewer renames and merges themes in a workbook,
# and the decisions hold in the next run. The finding: with a codebook the unions' and the hospitals' plans come
# apart cleanly; with 28 short plans a free model needs a reviewer.*

# %%
import miner

corpus = miner.read_corpus("../corpus")
duplicates = miner.find_duplicates(corpus)
themes = miner.extract_themes(corpus, n_themes=6, duplicates=duplicates)
themes.themes[["theme", "name", "share", "plans", "key_terms"]]

# %% [markdown]
# 照搬的段落合起来只算一票，否则被抄四遍的模板自己就会成为一个“主题”。每个主题有原句为证：

# %%
themes.summaries[themes.summaries["theme"] == 1][["plan_id", "quote"]]

# %% [markdown]
# 多少个主题合适？没有自动的答案。`try_numbers` 给出连贯度和稳定度，由人来选。

# %%
themes.try_numbers([4, 6, 8])

# %% [markdown]
# ## 固定的编码表
#
# 要跨年、跨地区比较，用编码表：主题和用词事先定好，份额可以直接相比。

# %%
scheme = {
    "职工与工会": ["职工", "工会", "会员", "劳模"],
    "医疗卫生": ["医院", "卫生", "患者", "门诊", "疫苗", "健康"],
    "教育教学": ["学校", "教师", "学生", "课程"],
    "农业农村": ["农村", "农田", "粮食", "乡村"],
    "经济增长": ["生产总值", "投资", "企业", "产业"],
}
coded = miner.extract_themes(corpus, codebook=scheme, duplicates=duplicates)
wide = coded.shares.pivot(index="plan_id", columns="theme", values="share")
wide = wide.rename(columns=coded.names).round(2)
wide.loc[[i for i in wide.index if "总工会" in i or "卫生院" in i]]

# %%
assert (wide.filter(like="总工会", axis=0).idxmax(axis=1) == "职工与工会").all()
assert (wide.filter(like="卫生院", axis=0).idxmax(axis=1) == "医疗卫生").all()

# %% [markdown]
# ## 审阅一个来回
#
# `write_review` 写出工作簿：改名称、并入、去留、签字。这里用程序代替审阅人改一个名字，再交回去。

# %%
import tempfile
from pathlib import Path

import openpyxl

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "themes.xlsx")
    themes.write_review(path)
    book = openpyxl.load_workbook(path)
    sheet = book["主题"]
    name, signed = ([c.value for c in sheet[1]].index(h) + 1 for h in ("名称", "签字"))
    sheet.cell(2, name).value = "职工服务"
    sheet.cell(2, signed).value = "王审阅"
    book.save(path)
    reviewed = miner.extract_themes(corpus, n_themes=6, duplicates=duplicates, review=path)
reviewed.themes[["theme", "name", "signed", "share"]]

# %%
assert reviewed.names[1] == "职工服务"
