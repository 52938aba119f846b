"""A small corpus with hand-made tables: what a report is made from, without running any stage."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pandas as pd

import miner
from miner.corpus import Corpus, Plan, Problem, Source

COMMON = "各科室要按照院务会部署，落实首诊负责制，坚持每周一次业务查房，完善急诊绿色通道，做到患者随到随诊。"
EDITED = "各科室要按照院委会部署，落实首诊负责制，坚持每月两次业务查房，完善急诊绿色通道，做到病人随到随诊。"
RIVER = (
    "临江镇卫生院2024年工作计划\n一、总体要求\n以提高服务质量为中心，办好群众身边的医院。\n"
    f"二、主要目标\n全年门诊量达到3.6万人次，家庭医生签约率不低于65%。\n三、医疗质量\n{COMMON}\n"
    "四、保障措施\n加强领导，明确分工，确保各项任务落实到位。\n"
)
HILL = (
    "石桥镇卫生院2025年工作计划\n一、总体要求\n以改善就医环境为重点。\n"
    f"二、主要目标\n全年门诊量达到4万人次，新增床位20张。\n三、医疗质量\n{EDITED}\n"
    "在临江镇设立两个服务点，方便群众就近看病。\n四、保障措施\n加强领导，明确分工，确保各项任务落实到位。\n"
)
UNION = (
    "港灣區工會2024年度工作計劃\n一、指導思想\n認真學習，服務職工。\n二、主要工作\n"
    "舉辦技能培訓班12期，培訓職工600人次，10月底前完成。\n"
)
HOSTILE = (
    '</script><script>window.pwned=1</script>\n一、<img src=x onerror="window.pwned=2">\n'
    '"><svg onload=window.pwned=3> javascript:alert(1) {{7*7}} ${7*7} <!-- ]]> &lt;\n'
    '=HYPERLINK("x","y") 目标\u202e%05达\u2066到\u2069 50%\u2028完。\x01\n'
)


def span(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Where `words` stand in `text`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


@dataclass
class Made:
    """An analysis made by hand."""

    corpus: Corpus
    sections: Any = None
    quantities: Any = None
    targets: Any = None
    commitments: Any = None
    duplicates: Any = None
    leftovers: Any = None
    themes: Any = None
    comparison: Any = None
    problems: Any = field(default=None)
    directions: Any = None
    templates: Any = None
    slots: Any = None
    tasks: Any = None


def _plan(name: str, text: str, **known: Any) -> Plan:
    return Plan(name, Source.from_text(text, f"plans/{name}.txt"), 0, len(text), **known)


def _sections(corpus: Corpus) -> pd.DataFrame:
    rows = []
    for plan in corpus:
        at = 0
        number = 0
        for line in plan.text.split("\n"):
            if line[:1] in "一二三四" and line[1:2] == "、":
                number += 1
                end = at + len(line)
                rows.append(
                    (
                        plan.id,
                        str(number),
                        None,
                        1,
                        line[:2],
                        line[2:],
                        "heading",
                        at,
                        end,
                        at + 2,
                        end,
                        None,
                        line[:2],
                    )
                )
            at += len(line) + 1
    names = (
        "plan_id section_id parent_id level marker heading kind start end heading_start heading_end role path"
    )
    return pd.DataFrame(rows, columns=names.split())


def _quantities(more: list[tuple[Any, ...]]) -> pd.DataFrame:
    rows = [
        ("river", RIVER, "全年门诊量达到3.6万人次", "门诊量", 36000.0, None, "人次", "ge", "commitment"),
        ("river", RIVER, "家庭医生签约率不低于65%", "家庭医生签约率", 65.0, None, "%", "ge", "commitment"),
        ("hill", HILL, "全年门诊量达到4万人次", "门诊量", 40000.0, None, "人次", "ge", "commitment"),
        ("hill", HILL, "新增床位20张", "床位", 20.0, 20.0, "张", "eq", "commitment"),
        ("union", UNION, "培訓職工600人次", "培训职工", 600.0, 600.0, "人次", "eq", "commitment"),
        ("river", RIVER, "每周一次", "业务查房", 1.0, 1.0, "次", "eq", "background"),
    ]  # fmt: skip
    made = [
        (plan, "2", *span(text, quote), quote, low, high, sign, unit, "level", status, 0.9, name)
        for plan, text, quote, name, low, high, unit, sign, status in rows
    ]
    names = "plan_id section_id start end quote low high comparator unit change status status_probability"
    return pd.DataFrame(made + more, columns=[*names.split(), "indicator_name"])


def _duplicates() -> Any:
    last = "加强领导，明确分工，确保各项任务落实到位。"
    passages = [
        ("river", *span(RIVER, COMMON), "hill", *span(HILL, EDITED), 0.9, "edited"),
        ("river", *span(RIVER, last), "hill", *span(HILL, last), 1.0, "exact"),
    ]
    names = "plan_a start_a end_a plan_b start_b end_b similarity kind"
    return SimpleNamespace(
        passages=pd.DataFrame(passages, columns=names.split()),
        families=pd.DataFrame([("river", 0), ("hill", 0)], columns=["plan_id", "family"]),
        shares=pd.DataFrame([("river", 0.4), ("hill", 0.38), ("union", 0.0)], columns=["plan_id", "copied_share"]),
        boilerplate=pd.DataFrame([("river", *span(RIVER, last))], columns=["plan_id", "start", "end"]),
    )  # fmt: skip


def _directions() -> pd.DataFrame:
    row = ("hill", "river", "river", "hill", 0.97, False, None, "+3.0 hill kept 临江镇, which fits river")
    names = "plan_a plan_b source copy confidence same_issuer outside grounds"
    return pd.DataFrame([row], columns=names.split())


def _templates() -> tuple[pd.DataFrame, pd.DataFrame]:
    """One sentence with one gap, which both plans of the family fill."""
    line = (0, 1, "坚持{1}业务查房", 2, 1.0, 1, "river", *span(RIVER, COMMON), COMMON)
    names = "family line text plans share slots plan_id start end quote"
    fills = [
        (0, 1, 1, "number", "river", *span(RIVER, "每周一次"), "每周一次", True),
        (0, 1, 1, "number", "hill", *span(HILL, "每月两次"), "每月两次", True),
    ]
    slots = "family slot line kind plan_id start end quote usual"
    return pd.DataFrame([line], columns=names.split()), pd.DataFrame(fills, columns=slots.split())


def _themes() -> Any:
    rest = "办好群众身边的医院"
    return SimpleNamespace(
        themes=pd.DataFrame([(0, "医疗服务"), (1, "职工培训")], columns=["theme", "name"]),
        terms=pd.DataFrame(
            [(0, "医院", 0.6), (0, "门诊", 0.4), (1, "培训", 0.7), (1, "职工", 0.5)],
            columns=["theme", "term", "weight"],
        ),
        theme_shares=pd.DataFrame(
            [("river", 0, 0.9), ("river", 1, 0.1), ("hill", 0, 1.0), ("union", 1, 1.0)],
            columns=["plan_id", "theme", "share"],
        ),
        representatives=pd.DataFrame(
            [(0, "river", *span(RIVER, rest), rest)], columns=["theme", "plan_id", "start", "end", "quote"]
        ),
    )


def made_analysis(hostile: bool = False) -> Made:
    """Three plans with every table; with `hostile` a fourth whose every string attacks the page."""
    plans = [
        _plan("river", RIVER, title="临江镇卫生院2024年工作计划", year=2024, place="临江镇", script="Hans"),
        _plan("hill", HILL, title="石桥镇卫生院2025年工作计划", year=2025, place="石桥镇", script="Hans"),
        _plan("union", UNION, title="港灣區工會2024年度工作計劃", year=2024, place="港灣區", script="Hant"),
    ]
    problems = [Problem("plans/空白.txt", None, None, None, "empty", "文件没有文字")]
    figures: list[tuple[Any, ...]] = []
    strange: list[tuple[Any, ...]] = []
    if hostile:
        first = HOSTILE.split("\n")[0]
        plans.append(_plan(first, HOSTILE, title=HOSTILE, place="javascript:alert(1)", issuer="\"'><b>x"))
        problems.append(Problem(first, first, 0, 3, "</td><script>window.pwned=4</script>", HOSTILE))
        start, end = span(HOSTILE, "50%")
        level = (50.0, None, "<b>%", "ge", "level", "commitment", 0.9)
        figures.append((first, "1", start, end, '=cmd|"x"', *level, HOSTILE))
        strange.append((first, 0, 9, "</script>", "place", "<img src=x onerror=pwned=5>", 0.5))
    quantities, leftovers = _quantities(figures), _leftovers(strange)
    corpus = Corpus(plans, problems)
    return Made(
        corpus=corpus,
        sections=_sections(corpus),
        quantities=quantities,
        targets=quantities[quantities["status"] == "commitment"].reset_index(drop=True),
        duplicates=_duplicates(),
        leftovers=leftovers,
        themes=_themes(),
        problems=corpus.problems,
        directions=_directions(),
        templates=_templates()[0],
        slots=_templates()[1],
        tasks=miner.extract_tasks(corpus),
    )


def _leftovers(more: list[tuple[Any, ...]]) -> pd.DataFrame:
    row = (
        "hill",
        *span(HILL, "临江镇"),
        "临江镇",
        "place",
        "临江镇 lies outside 石桥镇; river has it at the same spot, and it fits there",
        0.8,
    )
    return pd.DataFrame([row], columns=["plan_id", "start", "end", "quote", "kind", "reason", "confidence"])


_WORDS = [
    "推进",
    "落实",
    "完善",
    "加强",
    "提升",
    "项目",
    "服务",
    "医疗",
    "教育",
    "农业",
    "产业",
    "企业",
    "群众",
    "安全",
    "生态",
    "环境",
    "改革",
    "创新",
    "投资",
    "消费",
    "就业",
    "社区",
    "乡村",
    "交通",
    "水利",
    "能源",
    "文化",
    "旅游",
    "养老",
    "住房",
    "管理",
    "监督",
    "机制",
    "制度",
    "建设",
    "发展",
    "工程",
    "平台",
    "资金",
    "人才",
]


def large_analysis(plans: int, chars: int = 10_000, targets: int = 40, seed: int = 0) -> Made:
    """Many plans of random sentences with targets and shared passages, for size and speed."""
    draw = random.Random(seed)
    made, quantities, passages, sections = [], [], [], []
    for i in range(plans):
        parts: list[str] = [f"{i}号县2025年工作计划\n"]
        at = len(parts[0])
        wanted = []
        while at < chars:
            sentence = "".join(draw.choices(_WORDS, k=draw.randint(6, 16)))
            if len(wanted) < targets and draw.random() < 0.12:
                quote = f"{draw.randint(10, 99999)}人次以上"
                sentence += f"，门诊量达到{quote}"
                wanted.append((at + len(sentence) - len(quote), quote, at, at + len(sentence)))
            sentence += "。\n" if draw.random() < 0.2 else "。"
            parts.append(sentence)
            at += len(sentence)
        name = f"plan-{i:04d}"
        made.append(
            _plan(name, "".join(parts), title=f"{i}号县2025年工作计划", year=2020 + i % 6, place=f"{i}号县")
        )
        sections.append((name, "1", None, 1, "一、", "总体要求", "heading", 0, at, 2, 6, "goals", "一、"))
        for start, quote, first, last in wanted:
            low = float(quote.split("人")[0])
            quantities.append((name, "1", start, start + len(quote), quote, low, None, "ge", "人次", "level",
                               "commitment", 0.95, "门诊量", first, last))  # fmt: skip
        if i:
            other = draw.randrange(i)
            passages.append(
                (f"plan-{other:04d}", 100, 400, name, 200, 500, round(draw.uniform(0.6, 1), 3), "edited")
            )
    corpus = Corpus(made)
    names = "plan_id section_id start end quote low high comparator unit change status status_probability"
    table = pd.DataFrame(
        quantities, columns=[*names.split(), "indicator_name", "sentence_start", "sentence_end"]
    )
    columns = (
        "plan_id section_id parent_id level marker heading kind start end heading_start heading_end role path"
    )
    return Made(
        corpus=corpus,
        sections=pd.DataFrame(sections, columns=columns.split()),
        quantities=table,
        targets=table,
        duplicates=SimpleNamespace(
            passages=pd.DataFrame(
                passages,
                columns=["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "similarity", "kind"],
            )
        ),
    )
