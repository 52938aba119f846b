"""A made corpus: five fields of work, ten plans, each plan with its own words around them."""

from __future__ import annotations

import pytest

import miner

FIELDS = {
    "推进乡村全面振兴": [
        "新建高标准农田{n}万亩，稳定粮食播种面积，推广良种良法，让农民多种粮、种好粮。",
        "发展设施农业和农产品加工，培育家庭农场和农民合作社，乡村产业项目落地{n}个。",
        "整治村庄环境，改造农村厕所{n}座，修好农村公路，农民用上放心水。",
    ],
    "加强生态环境保护": [
        "治理河湖水质，改造污水管网{n}公里，地表水断面优良比例继续提高。",
        "压减燃煤，淘汰老旧车辆{n}辆，空气质量优良天数稳中有升，污染防治不松劲。",
        "修复矿山生态，造林绿化{n}万亩，湿地保护和生物多样性保护同步开展。",
    ],
    "提高教育卫生水平": [
        "新建幼儿园和中小学校{n}所，增加学位，教师轮岗交流，学生课后服务全覆盖。",
        "新增医院床位{n}张，家庭医生签约扩面，医保报销更方便，看病更省心。",
        "办好职业教育，校企共建实训基地{n}个，高校毕业生就业有人帮。",
    ],
    "大力发展先进制造业": [
        "培育产业集群，引进装备制造企业{n}家，工业投资增长，产业链上下游配套。",
        "支持企业技术改造{n}项，建设智能工厂和数字车间，专精特新企业不断增加。",
        "组建创新联合体，攻关关键技术{n}项，科技成果就地转化，研发投入提高。",
    ],
    "繁荣文化旅游": [
        "打造旅游线路{n}条，景区提档升级，民宿和夜间经济活跃，游客人数增长。",
        "保护文物和非物质文化遗产，博物馆免费开放，送戏下乡{n}场。",
        "举办文化节庆活动{n}场，图书馆延时开放，群众文艺演出丰富多彩。",
    ],
}


def plan(place: str, number: int) -> str:
    """A plan of an invented place."""
    lines = [
        f"{place}2025年工作计划",
        "",
        f"{place}今年的工作从五个方面展开，各部门按分工抓好落实，年底进行检查。",
    ]
    for i, (heading, sentences) in enumerate(FIELDS.items()):
        lines.append("一二三四五"[i] + f"、{heading}")
        lines += [f"{place}" + s.format(n=number + 3 * i + j) for j, s in enumerate(sentences)]
        lines.append("".join(s.format(n=number + i + 7) for s in sentences[: 2 + number % 2]))
    return "\n".join(lines) + "\n"


PLACES = ["东河市", "西岭市", "南浦市", "北原市", "中泽市", "青田市", "白水市", "云山市", "金沙市", "石桥市"]


@pytest.fixture(scope="session")
def corpus() -> miner.Corpus:
    return miner.Corpus.from_texts({p: plan(p, i + 2) for i, p in enumerate(PLACES)})


@pytest.fixture(scope="session")
def themes(corpus: miner.Corpus) -> miner.Themes:
    return miner.extract_themes(corpus, n_themes=5)
