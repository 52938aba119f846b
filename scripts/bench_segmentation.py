"""How fast sections are found: beside rjieba's cut of the same text, and as the text grows.

usage: python scripts/bench_segmentation.py [FOLDER]

Without a folder it measures made plans only. Ratios are printed, for times depend on the machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import rjieba

import miner
from miner.normalization import normalize_plan
from miner.segmentation.sections import find_sections

ITEM = (
    "全年组织劳动竞赛、技能比武和岗位练兵活动，培训骨干二百名，走访困难职工五十户，按季度检查评比并通报结果。"
)


def made_plan(sections: int, joint: str) -> str:
    """A plan of `sections` top sections with lists inside, its paragraphs joined by `joint`."""
    parts = []
    for n in range(sections):
        parts.append(f"第{n % 99 + 1}章　加强职工队伍建设")
        for k, han in enumerate("一二三四五", 1):
            parts.append(f"（{han}）办好第{k}件实事。{ITEM * 4}")
            parts += [f"{i}.{ITEM * 2}" for i in range(1, 5)]
    return joint.join(parts)


def seconds(job: Callable[[], object], times: int = 3) -> float:
    """The shortest of a few runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best


def main(folder: str | None) -> None:
    """Print the ratio to rjieba and the growth."""
    texts = [made_plan(40, "\n")]
    if folder:
        texts = [normalize_plan(plan).text for plan in miner.read_corpus(folder)]
    chars = sum(map(len, texts))
    mine = seconds(lambda: [find_sections(t) for t in texts])
    words = seconds(lambda: [rjieba.cut(t) for t in texts])
    print(f"{len(texts)} plans, {chars:,} characters: {mine / words:.2f} of the time of rjieba.cut")
    for name, joint in (("lines", "\n"), ("one line", ""), ("one line with gaps", "　　")):
        small, large = made_plan(100, joint), made_plan(1000, joint)
        ratio = seconds(lambda t=large: find_sections(t)) / seconds(lambda t=small: find_sections(t))  # type: ignore[misc]
        size = len(large.encode()) / 1e6
        print(f"{name}: {size:.1f} MB takes {ratio:.1f} times as long as a tenth of it")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
