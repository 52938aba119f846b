"""What comparing plans costs, by processor time: python benchmarks/comparison.py 250 1000

Made plans of a quarter as many bodies over four years; each table is asked for once. Growth from one size to
the next is what counts: everything but the similarity matrix should grow with the plans, not with their square.
"""

from __future__ import annotations

import random
import sys
import time

import miner
from miner.comparison import compare
from miner.corpus import Plan, Source

GOALS = {"城镇新增就业": "人", "公共停车位": "个", "城市书房": "座", "高标准农田": "亩", "职工培训": "人次", "技能竞赛": "场",
         "健康讲座": "场", "普惠托位": "个", "户外驿站": "个", "农村公路": "公里"}  # fmt: skip
TOPICS = ["就业", "农业", "城市", "文化", "教育", "卫生", "生态", "安全", "产业", "开放"]
WORDS = [
    "推进",
    "完善",
    "落实",
    "提升",
    "群众",
    "服务",
    "体系",
    "项目",
    "平台",
    "机制",
    "监管",
    "质量",
    "创新",
    "保障",
]
TABLES = ("overview", "ledger", "doubtful", "moves", "layers", "coverage", "gaps", "overlap", "own", "own_text",
          "revisions", "groups")  # fmt: skip


def made(number: int, chance: random.Random) -> Plan:
    """Plan `number` of a corpus: four years a body."""
    body, year = f"第{number // 4}局", 2021 + number % 4
    goals = "。".join(
        f"{g}{chance.randint(1, 90) * 10}{u}" for g, u in GOALS.items() if chance.random() < 0.7
    )
    parts = [f"{body}{year}年工作计划\n一、工作目标\n{goals}。\n二、主要任务\n"]
    for mark, topic in zip("一二三四五六", chance.sample(TOPICS, 6), strict=True):
        sentences = ("".join(chance.choice(WORDS) + topic for _ in range(8)) for _ in range(6))
        parts.append(f"（{mark}）加强{topic}工作\n{'。'.join(sentences)}。\n")
    text = "".join(parts)
    return Plan(
        f"p{number}",
        Source.from_text(text),
        0,
        len(text),
        year=year,
        year_end=year,
        issuer=body,
        place="杭州市",
    )


def main() -> None:
    """Print mining and comparing in seconds of processor time for each number of plans."""
    for size in map(int, sys.argv[1:] or ("250", "1000")):
        chance = random.Random(0)
        plans = [made(i, chance) for i in range(size)]
        start = time.process_time()
        mined = {"sections": miner.segment(plans), "quantities": miner.extract_quantities(plans)}
        compared = compare(plans, duplicates=miner.find_duplicates(plans), **mined)
        spent = {"mining": time.process_time() - start}
        for name in TABLES:
            start = time.process_time()
            getattr(compared, name)
            spent[name] = time.process_time() - start
        total = sum(spent.values()) - spent["mining"]
        print(size, "plans:", *(f"{k} {v:.2f}" for k, v in spent.items()), f"· comparing {total:.2f} s")


if __name__ == "__main__":
    main()
