"""The made benchmark: copies of made plans over real names of places, with what the copyist forgot.

usage: python tests/copying/made_copies.py [--copies N] [--seed S] [--show N]

The gold is what the maker knows: which names and years it left in, which plan it copied from, what it put into
which gap. Names come from the gazetteer; the sentences are our own (`sentences.toml`).
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import opencc

from miner.copying import find_directions, find_leftovers
from miner.corpus import Corpus, Plan, Source
from miner.duplicates import find_duplicates
from miner.knowledge.data import parse_toml, read_csv
from miner.segmentation import outline

KNOWN: dict[str, Any] = parse_toml((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
KEPT = 0.5
"""Part of the copies that keep something."""
OUTSIDE = 0.3
"""Part of the sources that are no plan of the corpus."""
PER_SOURCE = 5
TRADITIONAL = 0.15
"""Part of the plans in traditional script; s2t keeps the number of characters, so that spans stay."""
_SPUN = {"逐一": "挨个儿次第", "登记": "挂号记载", "补齐": "弥补齐全", "打捞": "捞取起来", "统一": "同一划一", "清扫": "扫除洁净", "提醒": "指点警醒", "考核": "查核审核", "公里": "千米里程", "夜间": "夜里之间", "发动": "策动启动", "集中": "会合聚集"}  # fmt: skip


class Place(NamedTuple):
    """A place with the county or prefecture and the province above it."""

    name: str
    above: str
    province: str
    code: str


class Gold(NamedTuple):
    """Something that was left in."""

    plan: str
    start: int
    end: int
    kind: str


@dataclass
class Made:
    """The corpus and what is known of it."""

    corpus: Corpus
    leftovers: list[Gold] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    """By copy the plan it was taken from, where that is in the corpus."""


def all_places() -> list[Place]:
    """Townships and counties whose name one place alone bears."""
    divisions = {r["code"]: r["name"] for r in read_csv("miner.knowledge", "divisions.csv") if not r["until"]}
    every = Counter(r["name"] for r in read_csv("miner.knowledge", "divisions.csv"))
    towns = read_csv("miner.knowledge", "townships.csv")
    every.update(name for r in towns for name in r["names"].split())
    made = []
    for row in towns:
        county = row["county"]
        if county not in divisions or county[:2] + "0000" not in divisions:
            continue
        made += [
            Place(n, divisions[county], divisions[county[:2] + "0000"], county)
            for n in row["names"].split()
            if every[n] == 1 and len(n) in (3, 4) and n.endswith(("镇", "街道"))
        ]
    for code, name in divisions.items():
        above = divisions.get(code[:4] + "00")
        if code[4:] != "00" and above and every[name] == 1 and len(name) in (3, 4):
            made.append(Place(name, above, divisions[code[:2] + "0000"], code))
    return made


class _Writer:
    """Writes plans, keeping account of the spans of what was left in."""

    def __init__(self, rng: random.Random, places: list[Place]) -> None:
        self.rng, self.places = rng, places
        self.traditional = opencc.OpenCC("s2t")

    def far_from(self, place: Place) -> Place:
        """A place of another province."""
        while (other := self.rng.choice(self.places)).province == place.province:
            pass
        return other

    def theme(self, theme: dict[str, Any]) -> list[str]:
        """A source's own wording: its numbers, and a few sentences of its own."""
        lines = [re.sub(r"\{n\}", lambda _: str(self.rng.randint(3, 900)), line) for line in theme["body"]]
        lawful = self.rng.sample(KNOWN["lawful"]["any"], 2)
        partner = self.rng.choice(self.places).name
        lines[-2:-2] = [
            line.replace("{n}", str(self.rng.randint(3, 900))).replace("{x}", partner) for line in lawful
        ]
        return lines

    def write(
        self,
        name: str,
        kind: str,
        lines: list[str],
        place: Place,
        year: int,
        left: dict[int, Any],
        dated: bool,
    ) -> tuple[Plan, list[Gold]]:
        """Fill in the gaps; `left` says at which gap (counted through the text) what stays as it was."""
        title = f"{place.name}{year}年{kind}"
        text, gold, count = title + "\n", [], 0
        own = {"p": place.name, "c": place.above, "s": place.province, "y": str(year), "b": str(year - 1)}
        for line in lines:
            for part in re.split(r"(\{\w\})", line):
                if part[:1] != "{":
                    text += part
                    continue
                value = own[part[1]]
                if count in left:
                    value, was = left[count]
                    end = len(text) + len(value) + (was == "year")
                    gold.append(Gold(name, len(text), end, was))
                text += value
                count += 1
            text += "\n"
        for mark in re.finditer(r"XX(?=[村镇])|\*\*(?=万)|20xx(?=年)", text):
            gold.append(Gold(name, *mark.span(), "placeholder"))
        date = None
        if dated:
            month, day = self.rng.randint(1, 3), self.rng.randint(1, 28)
            date = f"{year}-{month:02}-{day:02}"
            text += f"{year}年{month}月{day}日\n"
        shown = place.name
        if self.rng.random() < TRADITIONAL:
            text, title, shown = (self.traditional.convert(t) for t in (text, title, shown))
        plan = Plan(
            name, Source.from_text(text), 0, len(text), title=title, place=shown, year=year, year_end=year, date=date
        )  # fmt: skip
        return plan, gold


def make(copies: int = 240, seed: int = 7) -> Made:
    """A corpus of so many copies with their sources, half of the copies with one to five things left in."""
    rng = random.Random(seed)
    writer = _Writer(rng, all_places())
    plans: list[Plan] = []
    made = Made(Corpus())
    for s in range(copies // PER_SOURCE):
        theme = rng.choice(KNOWN["theme"])
        place, year = rng.choice(writer.places), rng.choice([2021, 2022, 2023])
        lines = writer.theme(theme)
        source = f"源{s:03}"
        inside = rng.random() >= OUTSIDE
        if inside:
            plans.append(writer.write(source, theme["name"], lines, place, year, {}, rng.random() < 0.5)[0])
        for k in range(PER_SOURCE):
            name = f"抄{s:03}-{k}"
            target = writer.far_from(place)
            copied = _edited(rng, lines)
            own_year = year if rng.random() < 0.3 else rng.choice([2024, 2025])
            left = _left(rng, copied, place, year, own_year) if rng.random() < KEPT else {}
            if left is not None and rng.random() < 0.25 * (len(left) > 0):
                copied.insert(len(copied) - 1, rng.choice(KNOWN["lawful"]["blanks"]))
            if rng.random() < 0.2:
                copied.insert(len(copied) - 1, rng.choice(KNOWN["lawful"]["redacted"]))
            if rng.random() < 0.15:
                copied = [_spin(line) for line in copied]
            plan, gold = writer.write(name, theme["name"], copied, target, own_year, left, rng.random() < 0.5)
            plans.append(plan)
            made.leftovers += gold
            if inside:
                made.sources[name] = source
    made.corpus = Corpus(plans)
    return made


def _edited(rng: random.Random, lines: list[str]) -> list[str]:
    """A copyist drops a sentence or two and adds something lawful."""
    made = [line for i, line in enumerate(lines) if i < 3 or rng.random() > 0.08]
    extra = rng.choice(KNOWN["lawful"]["any"])
    partner = rng.choice(["德清县", "长兴县", "昆山市", "义乌市", "晋江市"])
    made.insert(
        rng.randrange(4, len(made)), extra.replace("{n}", str(rng.randint(3, 99))).replace("{x}", partner)
    )
    return made


def _left(rng: random.Random, lines: list[str], place: Place, year: int, own_year: int) -> dict[int, Any]:
    """One to five gaps that keep what the source had there: its place, what lies above it, its year."""
    spots: list[tuple[int, tuple[str, str]]] = []
    count = 0
    for line in lines:
        for gap in re.finditer(r"\{(\w)\}", line):
            if gap[1] == "p":
                spots.append((count, (place.name, "place")))
            elif gap[1] == "c":
                spots.append((count, (place.above, "place")))
            elif gap[1] == "y" and own_year > year and not line.startswith("为") and "结合" not in line:
                spots.append((count, (str(year), "year")))
            count += 1
    return dict(rng.sample(spots, min(len(spots), rng.randint(1, 5))))


def _spin(line: str) -> str:
    for old, new in _SPUN.items():
        line = line.replace(old, new)
    return line


@dataclass
class MadeFamily:
    """Copies of one template and what was put into each of its gaps."""

    corpus: Corpus
    slots: dict[str, dict[str, str]]
    """By gap, by plan: the words."""
    dropped: dict[str, str]
    """By plan the heading it lacks."""
    added: dict[str, str]
    """By plan the heading it has beyond the template."""


_FAMILY = (
    "{place}{year}年平安创建工作计划\n"
    "为把工作落到村头、做到心坎上，结合{place}实际，制定{year}年计划。\n"
    "一、目标要求\n全年走访农户{visits}户，排查隐患{risks}处，培训骨干{trained}人次，群众满意度不低于95%。\n"
    "二、主要做法\n坚持月初有部署、月中有检查、月末有通报，办公室设在{office}，由副镇长{leader}担任组长。\n"
    "每个自然村推选一名联络员，把政策讲到院坝，把难题收上来，三日内给出答复。\n"
    "{slogan}\n"
    "三、宣传发动\n用好村广播和微信群，每周推送一条身边事，逢集日设点答疑，让{place}的老人也听得懂。\n"
    "四、后勤保障\n所需车辆、劳保和误餐补助从工作经费列支，凭证齐全、当月结清，任何人不得虚报冒领。\n"
    "五、纪律要求\n不打招呼、不听汇报、不用陪同，直奔现场看实情，弄虚作假的一律取消评优资格。\n"
)
_OFFICES = ("应急管理办公室", "综合治理中心", "便民服务大厅", "农业技术推广站", "派出所二楼会议室")
_SLOGANS = (
    "对孤寡老人实行一对一包联，雨前叫醒、雨中接走、雨后送回。",
    "遇到纠纷先劝后调，劝不开的请老支书出面，调得开的写进台账。",
    "把巡查路线画成一张图，谁走哪段、几时走到，村口木牌写得明明白白。",
    "组织退伍军人成立义务小分队，农闲练本领，农忙帮收割，夜里守山口。",
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def make_family(plans: int = 20, seed: int = 3) -> MadeFamily:
    """A family of copies with eight gaps: place, year, three numbers, an office, a leader, a sentence; some sections differ."""
    rng = random.Random(seed)
    places = rng.sample(all_places(), plans)
    texts: dict[str, str] = {}
    slots: dict[str, dict[str, str]] = {}
    made = MadeFamily(Corpus(), slots, {}, {})
    found = []
    for i, place in enumerate(places):
        name = f"家{i:02}"
        said = {
            "place": place.name, "year": str(rng.randint(2019, 2025)), "visits": str(rng.randint(100, 9000)),
            "risks": str(rng.randint(10, 99)), "trained": str(rng.randint(100, 999)),
            "office": rng.choice(_OFFICES), "slogan": rng.choice(_SLOGANS), "leader": f"{_SURNAMES[i % 20]}{rng.choice(['建国', '桂兰', '志强', '海燕'])}",
        }  # fmt: skip
        text = _FAMILY.format(**said)
        if i % 7 == 3:
            head = "四、后勤保障\n"
            made.dropped[name] = "后勤保障"
            text = text[: text.index(head)] + text[text.index("五、纪律要求") :]
        if i % 9 == 4:
            made.added[name] = "群众评议"
            text += f"六、群众评议\n年底请{rng.randint(10, 90)}名群众代表当面打分，得分低的当场说明原因。\n"
        for slot, words in said.items():
            slots.setdefault(slot, {})[name] = words
        texts[name] = text
        found.append(
            Plan(name, Source.from_text(text), 0, len(text), title=text.split("\n")[0], place=place.name, year=int(said["year"]))
        )  # fmt: skip
    made.corpus = Corpus(found)
    return made


def score(made: Made, show: int = 0) -> dict[str, float]:
    """Precision, recall by kind, directions right, and the time beside that of the duplicates."""
    find_directions(Corpus(made.corpus[:12]))  # what is loaded and compiled once is not counted,
    for plan in made.corpus:  # nor what the stages before have made
        outline(plan)
    began = time.perf_counter()
    duplicates = find_duplicates(made.corpus)
    duplicates.passages, duplicates.pairs  # noqa: B018 - what the stage gives anyway
    middle = time.perf_counter()
    found = find_leftovers(made.corpus, duplicates=duplicates)
    directions = find_directions(made.corpus, duplicates=duplicates, leftovers=found)
    done = time.perf_counter()
    figures = _leftover_figures(made, found, show) | _direction_figures(made, directions, show)
    return figures | {"seconds": done - middle, "of_duplicates": (done - middle) / (middle - began)}


def _leftover_figures(made: Made, found: Any, show: int) -> dict[str, float]:
    gold = {(g.plan, g.kind): [] for g in made.leftovers}
    for g in made.leftovers:
        gold[g.plan, g.kind].append(g)
    hit: set[Gold] = set()
    right = 0
    for row in found.to_dict("records"):
        over = [
            g
            for g in gold.get((row["plan_id"], row["kind"]), ())
            if g.start < row["end"] and row["start"] < g.end
        ]
        right += bool(over)
        hit.update(over)
        if not over and show > 0:
            show -= 1
            text = made.corpus.plan(row["plan_id"]).source.text
            print(
                "WRONG",
                row["plan_id"],
                row["quote"],
                text[max(0, row["start"] - 20) : row["end"] + 20],
                row["reason"],
            )
    missed = [g for g in made.leftovers if g not in hit]
    for g in missed[:show]:
        text = made.corpus.plan(g.plan).source.text
        print(
            "MISSED",
            g.plan,
            g.kind,
            text[max(0, g.start - 20) : g.start],
            "【",
            text[g.start : g.end],
            "】",
            text[g.end : g.end + 20],
        )
    figures = {"leftovers": float(len(made.leftovers)), "precision": right / max(1, len(found))}
    for kind in ("place", "year", "placeholder"):
        every = [g for g in made.leftovers if g.kind == kind]
        figures[f"recall_{kind}"] = sum(g in hit for g in every) / max(1, len(every))
    return figures


def _direction_figures(made: Made, directions: Any, show: int) -> dict[str, float]:
    right = known = siblings = pairs = 0
    for row in directions.to_dict("records"):
        ends = {row["plan_a"], row["plan_b"]}
        copy = next((c for c in ends if made.sources.get(c) in ends), None)
        if copy is None:
            one, other = (made.sources.get(e) for e in sorted(ends))
            siblings += row["copy"] is not None and one is not None and one == other
            continue
        pairs += 1
        if row["copy"] is not None:
            known += 1
            right += row["copy"] == copy
            if row["copy"] != copy and show > 0:
                show -= 1
                print("REVERSED", row["plan_a"], row["plan_b"], row["grounds"])
    return {
        "pairs": float(pairs),
        "direction_right": right / max(1, known),
        "direction_known": known / max(1, pairs),
        "between_copies": float(siblings),
    }


def main() -> None:
    """Make the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=240)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    for name, value in score(make(options.copies, options.seed), options.show).items():
        print(f"{name:<18} {value:.3f}")


if __name__ == "__main__":
    main()
