"""Made plans for the tests of Spark."""

from __future__ import annotations

import random

import miner

TOWNS = (
    "瓶窑镇",
    "塘栖镇",
    "崇贤街道",
    "良渚街道",
    "仁和街道",
    "余杭街道",
    "闲林街道",
    "中泰街道",
    "黄湖镇",
    "径山镇",
)
STOCK = (
    "要把这项工作摆上重要议事日程，",
    "一级抓一级、层层抓落实，",
    "为高质量发展提供有力支撑和保障。",
    "坚持问题导向，补短板、强弱项，",
)


def made_plans(n: int) -> list[miner.Plan]:
    """Plans with targets, of which some are copies with what a copyist forgot, some edited copies; many say the same.

    What is known of each is what its first line says, and a day.
    """
    draw = random.Random(7)
    names = [_ideograph(draw) + _ideograph(draw) for _ in range(900)]
    made: list[miner.Plan] = []
    for i in range(n):
        town, year = draw.choice(TOWNS), draw.randrange(2019, 2025)
        if i % 7 == 6:
            text = _copied(draw, made[draw.randrange(len(made))], town, year)
        elif i % 5 == 4:
            text = _edited(draw, made[-1].text)
        else:
            text = _written(draw, names, i, town, year)
        title = text.split("\n", 1)[0]
        made.append(
            miner.Plan(
                f"p{i:05}", miner.Source.from_text(text), 0, len(text), title, f"{town}人民政府", town, year, year,
                f"{year}-0{draw.randint(1, 9)}-10", grounds={"date": "file name"} if i % 3 else {},
            )
        )  # fmt: skip
    return made


def made_texts(n: int) -> dict[str, str]:
    """The texts of `made_plans` by id."""
    return {plan.id: plan.text for plan in made_plans(n)}


def _written(draw: random.Random, names: list[str], i: int, town: str, year: int) -> str:
    lines = [f"{town}{year}年第{i}号工作计划"]
    lines += [said + "".join(draw.choices(names, k=4)) + "。" for said in STOCK if draw.random() < 0.3]
    for k in range(draw.randint(2, 6)):
        a, b, c, d = (draw.choice(names) for _ in range(4))
        lines.append(f"{'一二三四五六'[k]}、推进{a}{b}工作")
        lines.append(
            f"新建{c}{draw.randint(2, 90)}个，{d}{a}覆盖率达到{draw.randint(10, 99)}%以上，{b}{c}{d}明显改善。"
        )
        if k % 2:
            places = "XX" if draw.random() < 0.1 else draw.randint(2, 90)
            lines.append(
                f"{town}各村要在{year}年{draw.randint(3, 12)}月底前完成{d}{a}改造{places}处，由{b}牵头。"
            )
        if k == 2:
            lines.append(f"{town}人民政府对{c}{d}{a}负总责，{b}{a}{d}各司其职。")
    if i % 17 == 5:  # a calendar with a day that does not exist
        lines += ["五、月度安排", f"一月：走访{names[i % 900]}户", "二月30日：座谈会", "三月：植树"]
    return "\n".join(lines)


def _copied(draw: random.Random, plan: miner.Plan, town: str, year: int) -> str:
    """The text of a plan, as it is or with the names of another place and year, not everywhere."""
    if draw.random() < 0.3:
        return plan.text
    changes = draw.choice((1, 2, 9))
    text = plan.text.replace(str(plan.place), town, changes)
    return text.replace(str(plan.year), str(year), changes)


def _edited(draw: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(len(letters) // 15):
        letters[draw.randrange(len(letters))] = draw.choice("甲乙丙丁戊己庚辛")
    return "".join(letters)


def _ideograph(draw: random.Random) -> str:
    return chr(draw.randrange(0x4E00, 0x8000))


def short_plans(n: int) -> list[miner.Plan]:
    """One line, and copies of it with up to three characters changed: plans of few seeds, nearly all in many."""
    draw = random.Random(3)
    form = "".join(_ideograph(draw) for _ in range(34))
    made = []
    for i in range(n):
        letters = list(form)
        for at in draw.sample(range(len(form)), draw.randint(0, 3)):
            letters[at] = _ideograph(draw)
        text = "".join(letters)
        made.append(miner.Plan(f"s{i:05}", miner.Source.from_text(text), 0, len(text)))
    return made


def copies_of_one() -> list[miner.Plan]:
    """A plan, and three later ones that have all of it and a sentence more."""
    draw = random.Random(5)
    words = ["".join(_ideograph(draw) for _ in range(14)) for _ in range(12)]
    lines = [f"新建{w}{i + 11}处，改造{w[:3]}{3 * i + 20}个。" for i, w in enumerate(words[:9])]
    made = []
    for k, town in enumerate(TOWNS[:4]):
        year = 2019 + k
        own = [f"{town}{words[8 + k]}要做好。"] if k else []
        text = "\n".join([f"{town}{year}年工作计划", *lines, *own])
        source = miner.Source.from_text(text)
        made.append(miner.Plan(f"t{k}", source, 0, len(text), place=town, year=year, year_end=year))
    return made
