"""Made plans for the tests of Spark."""

from __future__ import annotations

import random


def made_texts(n: int) -> dict[str, str]:
    """Plans with targets, of which some are copies, some edited copies, and all have a stock sentence."""
    draw = random.Random(7)
    names = [chr(draw.randrange(0x4E00, 0x8000)) + chr(draw.randrange(0x4E00, 0x8000)) for _ in range(900)]
    made: list[str] = []
    for i in range(n):
        if i % 7 == 6:
            made.append(made[draw.randrange(len(made))])
        elif i % 5 == 4:
            letters = list(made[-1])
            for _ in range(len(letters) // 15):
                letters[draw.randrange(len(letters))] = draw.choice("甲乙丙丁戊己庚辛")
            made.append("".join(letters))
        else:
            lines = [
                f"第{i}号工作计划",
                "各单位要加强组织领导，明确责任分工，狠抓工作落实，务求取得实效，确保完成全年各项任务。",
            ]
            for k in range(draw.randint(2, 6)):
                a, b, c, d = (draw.choice(names) for _ in range(4))
                lines.append(f"{'一二三四五六'[k]}、推进{a}{b}工作")
                lines.append(
                    f"新建{c}{draw.randint(2, 90)}个，{d}{a}覆盖率达到{draw.randint(10, 99)}%以上，{b}{c}{d}明显改善。"
                )
            made.append("\n".join(lines))
    return {f"p{i:05}": text for i, text in enumerate(made)}
