"""Made plans: headings, targets, reviews and filler of invented words, one in five a copy of the one before."""

from __future__ import annotations

import random

FIELDS = ("农业农村", "生态环境", "教育卫生", "先进制造", "文化旅游", "城乡建设", "社会保障", "营商环境")
LINES = (
    "新建{w}{n}个，{w}面积达到{m}万亩，{w}覆盖率提高到{p}%以上。",
    "全年{w}投资增长{p}%左右，力争引进{w}项目{n}个，总投资{m}亿元。",
    "推进{w}与{w}融合发展，健全{w}机制，确保{w}工作取得实效。",
    "改造{w}{n}公里，惠及{w}{m}万人，{w}满意度不低于{p}%。",
    "去年完成{w}{n}项，{w}同比增长{p}%，{w}水平明显提升。",
    "各部门要把{w}作为重点，每季度组织{w}检查一次，及时解决{w}问题。",
)
CHARS = 3500


def made_plans(n: int, seed: int = 12) -> dict[str, str]:
    """n plans of about `CHARS` characters by id; the same for the same seed."""
    draw = random.Random(seed)
    words = ["".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(2)) for _ in range(6000)]
    weights = [1 / (i + 20) for i in range(len(words))]
    made: dict[str, str] = {}
    before = ""
    for i in range(n):
        before = _edited(before, draw) if i % 5 == 4 else _plan(i, draw, words, weights)
        made[f"p{i:07}"] = before
    return made


def _plan(i: int, draw: random.Random, words: list[str], weights: list[float]) -> str:
    lines = [f"第{i}区{2021 + i % 6}年工作计划", ""]
    size = CHARS * draw.uniform(0.6, 1.4)
    drawn = iter(draw.choices(words, weights, k=400))
    chars = part = 0
    while chars < size:
        lines.append(f"{'一二三四五六七八'[part % 8]}、推进{FIELDS[part % 8]}工作")
        for k in range(1, 5):
            said = draw.choice(LINES).split("{w}")
            text = said[0] + "".join(next(drawn, "产业") + s for s in said[1:])
            lines.append(
                f"{k}．" + text.format(n=draw.randint(2, 900), m=draw.randint(2, 90), p=draw.randint(1, 99))
            )
            lines.append(draw.choice(LINES).replace("{w}", next(drawn, "产业")).format(n=7, m=8, p=9))
            chars += len(lines[-1]) + len(lines[-2])
        part += 1
    return "\n".join(lines) + "\n"


def _edited(text: str, draw: random.Random) -> str:
    letters = list(text)
    for _ in range(len(letters) // 10):
        letters[draw.randrange(len(letters))] = chr(draw.randrange(0x4E00, 0x9000))
    return "".join(letters)
