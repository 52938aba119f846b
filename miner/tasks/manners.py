"""What stands before the verb of a deed: adverbs (分批), means (根据章程), an object put first (将月报改为周报)."""

from __future__ import annotations

import re

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.tasks.deeds import Rules

__all__ = [
    "PREFIX",
    "SPEAKER",
    "STEADY",
    "adverbs",
    "behind_means",
    "final_verb",
    "moved",
    "opening_verb",
    "refused",
    "season_at",
]

PREFIX = re.compile("[对为给在从将与]|每|利用|根据|依托|联合|会同")
"""What stands before the verb of a deed: 对闲置设备|清查, 利用边角地|增设泊位."""
STEADY = re.compile(
    "(?:按|逐)(?:月|季|周|旬|日|学期)(?![龄份底内步期历常])|24小时|二十四小时|全天候|昼夜不间断|全年无休"
)
"""A rhythm without a number of times."""

SPEAKER = re.compile(
    "(?:我们|[我本全][局校院部市县区镇乡村馆省厅司处科室站所园中公行社会]{1,2}|公司|学校)(?:将|要|拟|计划)"
)
"""Who speaks, and leads nothing: 我局将|更换水表."""
SEASON = re.compile(
    "(?:[春夏秋冬雨汛旱]季|汛期?|[寒暑][假期]|假期|农忙|农闲|入[冬夏汛托学园入]{1,4}|节假日|春节|节|开学|期|学期|年|会|赛|开工|"
    "(?:元旦|元宵|清明|端午|中秋|重阳|国庆|教师|劳动|儿童|妇女|青年|建军|植树|护士)节?|“[^”，。；]{2,5}”|[高低]?[^，。；的]{1,3}期(?=实行|集中|间|前|内))"
    "(?:和春节)?(?:第一周|[前后初中末]|期间|当天|当日|之前|以前){0,2}(?=[^内度])|平时|日常|夜间|周末|随后|届时|适时|"
    "于?[^，。；将]{0,6}前(?:[一二两三]个?[周天月]|[一二三]日)|[一二两三四五六七八九十0-9]{1,3}个?(?:工作日|天|日|周|小时|月)内"
)
"""A time without a day: 雨季前|疏通雨水管."""

_SEASONAL = frozenset("季汛假农节学期年会赛开元清端中重国教劳儿妇青建植护“平日夜周随届适前内")


def season_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """The time without a day that opens `text[start:end]`."""
    return None if _SEASONAL.isdisjoint(text[start : start + 10]) else SEASON.match(text, start, end)


@cache
def adverbs() -> re.Pattern[str]:
    """Up to four words of manner before a verb of doing: 分行业、分片区|举办."""
    words = "|".join(sorted(_data()["adverbs"].split(), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:{words})(?:地(?!方|区|铁|块|面|下|点))?|分[^，。；分、]{{1,3}}?、(?=分)|分(?:行业|区域|片区?|层次|领域|年级|学段|街道|类别|部门|批次|岗位|季度|月|专业|小组)){{0,4}}"
    )


@cache
def _data() -> dict[str, str]:
    data: dict[str, str] = read_toml("miner.tasks", "deeds.toml")["before"]
    return data


@cache
def _means() -> re.Pattern[str]:
    openings, means = ("|".join(_data()[k].split()) for k in ("openings", "means"))
    return re.compile(
        rf"(?:{openings}){{0,4}}(?P<word>{means}|[^，。；、]{{2,16}}?(?:{_data()['events']})后)"
    )


_MEANS_OPEN = frozenset("根按依结围针借利遵参通我们将要拟应须还并也同主可")
"""The characters that a means or what stands before it begins with."""


def behind_means(text: str, start: int, end: int, rules: Rules) -> int | None:
    """Start of the deed behind a means in `text[start:end]`: 根据章程|改选理事会; None without a means, `end` where none stands there.

    A verb inside the name of the means is none: it has no object of its own (根据考核的结果).
    """
    if text.find("后", start, min(end, start + 20)) < 0 and _MEANS_OPEN.isdisjoint(text[start : start + 2]):
        return None
    opening = _means().match(text, start, end)
    if opening is None:
        return None
    at = opening.end() + (0 if opening["word"] in ("通过", "以", "将通过") else 2)
    while at < end - 3:
        word = rules.acts.beginning(text, at, end) if text[at] in rules.acts.openings else ""
        if len(word) < 2:
            at += 1
            continue
        stop = at + len(word)
        if word in ("进行", "开展", "实行", "组织", "予以") and len(text[stop:end].strip()) >= 2:
            return at
        nxt = rules.acts.beginning(text, stop, end)
        while len(nxt) > 1:
            stop += len(nxt)
            nxt = rules.acts.beginning(text, stop, end)
        behind = text[stop:end]
        if len(behind) >= 2 and not _IN_NAME.match(behind) and not rules.nominal.match(text, at, end):
            return at
        at = stop
    return end


_IN_NAME = re.compile(
    "[的、和及与等或》”）后时中]|情况|要求|规定|精神|意见|办法|方案|计划|结果|实际|需要|工作|标准|部署|任务|目标|进度|主题|活动$|"
    "[^，。；]*(?:情况|要求|规定|精神|意见|实际|需要|标准|部署|结果|条件|特点|原则|时间节点)$|[率值额量者员化型性]"
)
"""Behind a verb these make it a part of the means: 根据|检查|结果."""


_PUT_FIRST = ("将", "把", "对", "向", "给")


@cache
def _moved() -> re.Pattern[str]:
    data = _data()
    verbs = "|".join(sorted(data["moves"].split(), key=len, reverse=True))
    return re.compile(
        rf"[将把](?!来|近|军|握|关|控)[^，。；率]{{2,60}}?(?P<verb>{verbs})(?:(?:为|成|至|到|给|入|于|进)(?![了过])[^，。；]{{2}}|(?<=[报送交])(?![告表名销纸刊到警考])[^，。；]{{2,16}}$)"
        rf"|[对向给][^，。；]{{2,40}}?(?P<light>进行|开展|实施|实行|给予|予以|加以)[^，。；了过]{{2}}"
    )


def moved(text: str, start: int, end: int) -> str | None:
    """The verb behind an object that was put first: 将月报|改|为周报, 对电梯|进行|检验."""
    at = start - 1 if start and text[start - 1] in "将把对向给" else start
    m = _moved().match(text, at, end) if text[at : at + 1] in _PUT_FIRST else None
    return (m["verb"] or m["light"]) if m else None


def opening_verb(text: str, start: int, end: int, rules: Rules, *, bound: bool) -> str | None:
    """The verb that opens `text[start:end]` behind its adverbs and has an object; None where none does.

    bound: a body, a day, a rhythm or a number is bound to it, so that a direction (深化|合作) will do as well.
    """
    manner = adverbs().match(text, start, end)
    at = manner.end() if manner else start
    word = _opening(text, at, end, rules, bound=bound)
    return word if word or at == start else _opening(text, start, end, rules, bound=bound)


def _opening(text: str, at: int, end: int, rules: Rules, *, bound: bool) -> str | None:
    if rules.concrete.fullmatch(text, at, end):
        bound = True
    elif rules.urging.match(text, at, end) and not bound:
        return None
    word = (rules.acts if bound else rules.deeds).beginning(text, at, end)
    if bound:
        word = max(word, rules.directions.beginning(text, at, end), key=len)
    stop = at + len(word)
    while text[stop : stop + 1] in ("、", "并", "和", "及") and len(word) > 1:
        more = rules.acts.beginning(text, stop + 1, end) or rules.directions.beginning(text, stop + 1, end)
        if len(more) < 2:
            break
        stop += 1 + len(more)  # 修订、印发|办法
    behind = "".join(text[stop:end].split())
    if not bound and rules.wished.search(text, stop, end):
        return None
    if len(word) < 2 or len(behind) < 2 or _NO_OBJECT.match(behind) or rules.nominal.match(f"{word}{behind}"):
        return None
    return word


_NO_OBJECT = re.compile(
    "[、和及与并了过的或后时者率值额]|(?:[量数度员化型性]|机制|体系|制度|能力|水平|力度|情况|方式|办法|面积|范围|时间|通过|合格|内容|条件|"
    "要求|投入|用地|规模|费|部|局|厅|处|科|室)$|(?:指导)?(?:单位|系统|企业|项目|城市|地区|对象|部门|人员|机构|内容)$|于|(?:用地|成果|成效|成本|过程|步伐|质量)|(?:工作|活动|任务)(?:$|[的和、])"
)
"""Behind a verb these make a noun of it: 采购|额, 建设|步伐."""


_LAST = re.compile(
    "[^，。；]{2,40}?(?:及时|按时|按期|如期|按月|按季度?|逐月|逐季|统一|集中|定期|逐一|一并|全部|限期)(?P<verb>[^，。；]{2,4})"
)


def final_verb(text: str, start: int, end: int, rules: Rules) -> tuple[str, str] | None:
    """The verb that ends `text[start:end]` behind its object and a word of manner, and the object: 卫生费按月|收取."""
    if not rules.acts.ending(text, start, end):
        return None
    m = _LAST.fullmatch(text, start, end)
    if m is None or m["verb"] not in rules.acts.words:
        return None
    return m["verb"], "".join(text[start : m.start("verb")].split())


@cache
def _refused() -> re.Pattern[str]:
    return re.compile(_data()["condition"])


def refused(text: str, start: int, end: int) -> bool:
    """Whether the clause says for whom what follows holds, and that they have failed: 对未达标的站点."""
    opens = text.startswith(("对", "凡", "如", "若", "因"), start, end)
    return opens and _refused().fullmatch(text, start, end) is not None
