"""Left of a quantity: the words before the number, and the noun phrase before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.numbers.intervals import INTERVAL, interval_of
from miner.numbers.quantities import Quantity
from miner.targets.context import BLANKS, Around, Phrase, strip_phrase
from miner.targets.lexicon import Lexicon
from miner.targets.periods import Period, between
from miner.targets.verbs import single_head, verb_at

__all__ = ["read_left", "read_object", "read_task", "read_topic"]

_BRACKETED = re.compile(r"[（(【\[][^（）()【】\[\]]{0,24}[)）】\]]\s*$")
_NOTE = re.compile(r"[（(【\[〔][^（）()【】\[\]〔〕]{0,24}[)）】\]〕]\s*")
_AGAINST = re.compile(r"(?:比|较|与|同|相比|对比)(?P<base>[^，。；比较]{1,16}?)(?:相比|相较|同口径)?(?=$)")
_SPACES = re.compile(r"\s+")
_YEARS = re.compile(
    r"(?:这|近|前|后)?[一二两三四五六七八九十\d]{1,3}年(?![制级度期])(?:来|内|间|中)?(?=[\u4e00-\u9fff]{2})"
)
_OFTEN = re.compile(rf"(?<!平均){INTERVAL.pattern}(?!末|底|均)")
_GOALS = frozenset({"目标为", "预期目标为", "预期", "目标"})
_ITEM = re.compile(
    r"\s*(?:\d{1,2}[.．、)）](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、是])\s*"
)
_SECTORS = re.compile(r"[一二三](?:、[一二三])+(?:次)?产")  # 一、二、三产增加值 is no item
_CAUSATIVES = frozenset({"使", "使得", "使其", "让", "令", "把", "将"})
_RESULTS = frozenset("好起齐")
_GENERIC = frozenset(
    [
        "活动",
        "工程",
        "行动",
        "计划",
        "会",
        "项目",
        "中心",
        "基地",
        "试点",
        "示范",
        "班",
        "站",
        "点",
        "率",
        "会议",
        "大会",
        "机制",
        "体系",
        "工作",
        "任务",
        "政策",
        "机构",
    ]
)
_NOTHING = Quantity(0, 0, 0, 0, None, None, "eq", "")
_GOES_ON = re.compile(
    r"从|在|由|比|持续|稳步|继续|大幅|进一步|不断|保持|实现|稳定|较快|快速|平稳|全面|明显|逐年|预计|有所|首次|再创|连续|增长|下降|提高|再|又|也|已"
)
_HIGHER = frozenset({"高", "低", "高出", "多", "少", "快", "慢"})
_COMPARES = re.compile(
    r"(?:相比|对比|比|较|与|同|高于|低于|快于|慢于|高出|低出|领先|好于|优于|不低于|不少于|不高于|不超过|相当于|超过|为|是)$"
)
_RELATIVE = re.compile(
    r"(?:不低于|不少于|不高于|不超过|高于|低于|快于|高出|相当于|为|是)(?P<base>[^，。；、]{2,20}?(?:水平|平均|标准|均值|增速|总数|同期|的))$"
)
_RELATIVE_ENDS = frozenset("平均准值速数期的")
# A clause that opens with what it is compared with is about the indicator of the one before.
_EARLIER = re.compile(
    r"\s*(?:比|较)(?P<base>(?:上一?年|去年|前年|同期|(?:[12]\d{3}|[一二][九〇○零][〇○零一二三四五六七八九]{2})\s*年)[^，。；比较]{2,24})$"
)
_AHEAD_OF = re.compile(r"(?:高于|低于|快于|慢于|高出|低出|领先|好于|优于)(?P<base>[^，。；、\d]{2,16})$")
_EXCEEDS = re.compile(r"超过(?P<base>[^，。；、亿万元\d]{2,20}?的)$")
_SHARE_OF = re.compile(r"达到?(?P<base>[^，。；、亿万元\d达]{2,16}?的)$")  # 参与人数达到|社区总人口的|50%
_TOLD = re.compile(r"(?:国家|国务院|党?中央|省里|省委|省政府|上级)(?:要求|提出|明确|下达)(?:的|到)?")
_FROM = re.compile(
    r"(?:从|由)(?:[^，。；从由]{0,12}?的)?\s*$|(?:比(?![重例率值分])|较)[^，。；比较]{2,32}的\s*$"
)
_FOR_EACH = re.compile(
    r"(?:每(?:个)?(?:人|户|亩|生|床|月|年|日|天|周|学期|学年|平方米)|[人户年月亩]均){1,3}\s*$"
)
"""补贴从每人每月|200元提高到…: for whom and how long stands between 从 and the value."""
# 感染率不高于2.8%（2025年基线|3.2%）, 基期值：|40%
_BASE_VALUE = re.compile(r"(?:基线|基期|基准|基数|现状)(?:值|数|水平)?[为是：:]?\s?$")
_FROM_ENDS = frozenset(BLANKS | {*"从由的"})
_TO = re.compile(
    r"到|至|为|提高|增|减|降|扩|升|缩|变|调|涨|压|发展"
)  # 由60%|提高到95%, but 由二百人|组成的队伍
_EACH = ("每", "每\n")
_FREE = re.compile(r"[、，,和与及或：:；;。\s]+")
_EXCEPT = re.compile(r"除(?:了|去)?[^，。；、除]{1,20}?(?:以|之)?外(?:的|，)?")
_BASED_ON = re.compile(r"在[^，。；]{2,24}基础上")
_AFTERWARDS = re.compile(
    r"(?:全部|全面|基本)?(?:建成|投产|达产|竣工|完工|改造|完成)(?:投产|投用|使用)?(?:以|之)?后"
)
_ASIDE = re.compile("|".join(p.pattern for p in (_NOTE, _YEARS, _EXCEPT, _BASED_ON, _TOLD, _AFTERWARDS)))
_ASIDE_OPENINGS = frozenset("（(【[〔这近前后一二两三四五六七八九十除在国党中省上全基建投达竣完改")
"""The characters that an aside may begin with, beside digits."""
_OF_SIZE = re.compile(r"(?:及?以上|以下|以内)的?")
_PER = re.compile(
    r"每(?:一)?(?:个)?(?:工作日|人次|平方米|平方公里|千瓦时|立方米|公里|公斤|万人|千人|百人|户|人|亩|家|套|辆|台|吨|头|只|个|名|位|村|校|县|区|镇|乡|站|班|例|件|项|次|生|床|企业|学生|园区|项目|社区|街道|单位)$"
)
_HEAD_MARKS = re.compile(r"[\s、，,.．·①-⑳\-—–－●•○■□▪◆◇▲△★☆✓✔☑➢➤❖※*\d]*(?:[）)\]】]+)?[\s、，,：:]*")
_BASE = re.compile(
    r"(?:上一?年(?:度|同期|.{0,6}预算|.{0,4}计划|.{0,4}决算)?|上(?:个|一)?学[期年](?:同期)?|上个?(?:季度|月)(?:同期)?|去年(?:同期)?|前年|同期|上年末|年初|上期|[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?(?:期末|末|时期|期间)?|(?:[12]\d{3}|[一二][九〇○零][〇○零一二三四五六七八九]{2})\s*年.{0,4}|计划.{0,3}|预算.{0,3}|.{0,6}(?:五年|时期|期间|世纪.{0,2}|水平|平均|目标|当前|现在|过去|解放前|战前|规划|基数).{0,3})$"
)


def read_left(text: str, a: Around, lex: Lexicon, periods: Sequence[Period]) -> None:
    """Take the words before the number off the zone from behind, then those at its head; the rest is the phrase."""
    lo, hi = a.zone
    here = between(periods, lo, hi)
    words: list[str] = []
    if text.endswith(_EACH, lo, hi):
        a.threshold = True
    each = _FOR_EACH.search(text, max(lo, hi - 12), hi)
    stop = each.start() if each else hi
    start = _FROM.search(text, lo, stop) if lo < stop and text[stop - 1] in _FROM_ENDS else None
    if lo < hi and _BASE_VALUE.search(text, max(lo, hi - 8), hi):
        a.is_baseline = True
    elif start:
        a.is_baseline = start.group()[0] in "比较" or bool(
            _TO.search(text, a.quantity.end, a.quantity.end + 40)
        )
        hi = start.start()
    while hi > lo:
        if text[hi - 1].isspace():
            hi -= 1
            continue
        if here:
            period = next((p for p in reversed(here) if p.end == hi and p.start > lo), None)
            if period is not None:
                hi = period.start
                continue
            if text[hi - 1] == "的" and any(p.end == hi - 1 and p.start > lo for p in here):
                hi -= 1  # 上升到|1952年的
                continue
        per = _PER.search(text, max(lo, hi - 8), hi)
        if per:
            a.scope = per.span()
            hi = per.start()
            continue
        note = _BRACKETED.search(text, max(lo, hi - 28), hi) if text[hi - 1] in ")）】]" else None
        if note and note.start() > lo:
            if lex.before.ending(text, lo, note.end()):
                words.append(lex.before.ending(text, lo, note.end()))
            hi = note.start()
            continue
        word = lex.before.ending(text, lo, hi)
        if word and len(word) == 1 and hi - 1 > lo and text[hi - 2] in lex.not_after.get(word, ""):
            word = ""
        if lex.change.get(word, "level") != "level" and _GOALS.intersection(words):
            break  # 经济增长|预期目标为: the growth is what is aimed at
        if not word and a.baseline is None:
            base = _baseline(text, lo, hi, words) or _passed(text, lo, hi, a.quantity)
            if base:
                a.baseline = base
                hi = _before_baseline(text, lo, base[0])
                continue
        if not word:
            word = _adjacent_action(text, lo, hi, lex, words)
            if not word or (word in lex.makes_noun and a.right is None and hi - lo > len(word)):
                break  # 危房改造354户: the verb closes a name
            a.adjacent, a.action = True, word
        elif word in lex.action.words and not a.action:
            a.adjacent, a.action = True, word
        words.append(word)
        hi -= len(word)
    a.frequency = _how_often(text, *a.zone)
    if words:
        a.words = tuple(reversed(words))
        _read_words(a, lex)
    _head(text, a, lo, hi, lex, periods)


def _how_often(text: str, lo: int, hi: int) -> str | None:
    often = _OFTEN.search(text, lo, hi) if text.find("每", lo, hi) >= 0 else None
    return interval_of(often) if often else None


def read_topic(text: str, lo: int, hi: int, lex: Lexicon, periods: Sequence[Period]) -> Phrase | None:
    """The noun phrase of a clause without a number that the next clause goes on about: 报刊出版总量，2030年达到…."""
    goes_on = _GOES_ON.search(text, lo + 2, min(hi, lo + 26))
    for end in (hi, goes_on.start() if goes_on else hi):
        topic = Around(_NOTHING, zone=(lo, end))
        _head(text, topic, lo, end, lex, periods)
        if (
            topic.left
            and (not topic.action or topic.action in lex.change)
            and lex.heads.ending(text, *topic.left)
        ):
            return topic.left
    return None


def read_task(
    text: str, lo: int, hi: int, lex: Lexicon, periods: Sequence[Period]
) -> tuple[str | None, str | None]:
    """Verb and object of a clause without a number: 6月底前|完成|合同签订工作."""
    task = Around(_NOTHING, zone=(lo, hi))
    lead = _head(text, task, lo, hi, lex, periods, inner=False)
    said = _SPACES.sub("", text[task.left[0] : task.left[1]]) if task.left else None
    return task.action or next((w for w in reversed(lead) if w in lex.urging), None), said


def read_object(text: str, lo: int, hi: int, lex: Lexicon, periods: Sequence[Period]) -> Phrase | None:
    """What is done in a clause whose next says how often: 定期召开|职工代表会议，每半年一次."""
    task = Around(_NOTHING, zone=(lo, hi))
    _head(text, task, lo, hi, lex, periods)
    return task.left if task.action else None


def _baseline(text: str, lo: int, hi: int, words: list[str]) -> tuple[int, int] | None:
    """What the number is compared with, where that ends at `hi`: 比|上年, 高于|全国平均水平."""
    against = _AGAINST.search(text, max(lo, hi - 20), hi)
    if against and (_BASE.match(against["base"].lstrip()) or (words and words[-1] in _HIGHER)):
        return against.span("base")
    earlier = _EARLIER.match(text, lo, hi) if words else None
    if earlier:
        return earlier.span("base")
    if text[hi - 1] not in _RELATIVE_ENDS:
        return None
    relative = _RELATIVE.search(text, max(lo, hi - 30), hi)
    return relative.span("base") if relative and relative.start() > lo else None


def _passed(text: str, lo: int, hi: int, q: Quantity) -> tuple[int, int] | None:
    """What a share says by how much it is passed: 造价超过|国家规定标准的|百分之一百四十, 高于|全国|0.7个百分点."""
    if q.unit in ("%", "倍"):
        near = max(lo, hi - 26)
        found = (
            _EXCEEDS.search(text, near, hi) or (q.unit == "%" and _SHARE_OF.search(text, near, hi)) or None
        )
        return found.span("base") if found and found.start() > lo else None
    found = _AHEAD_OF.search(text, max(lo, hi - 20), hi) if q.unit in ("个百分点", "百分点") else None
    return found.span("base") if found else None


def _before_baseline(text: str, lo: int, hi: int) -> int:
    """Where the word of comparison before a baseline begins."""
    word = _COMPARES.search(text, max(lo, hi - 4), hi)
    return word.start() if word else hi


def _adjacent_action(text: str, lo: int, hi: int, lex: Lexicon, words: list[str]) -> str:
    """A verb of doing right before the number: 培育|50家…; only where nothing but verbs stands between."""
    word = lex.action.ending(text, lo, hi)
    if not word and text[hi - 1] in _RESULTS:  # 建设好|500亩
        done = lex.action.ending(text, lo, hi - 1)
        return text[hi - 1 - len(done) : hi] if len(done) > 1 else ""
    if not word or (len(word) == 1 and words):
        return ""
    if (
        len(word) == 1
        and hi - lo > 1
        and not _FREE.match(text, hi - 2)
        and not lex.head.ending(text, lo, hi - 1)
    ):
        return ""
    return word


def _read_words(a: Around, lex: Lexicon) -> None:
    """The change and the distribution that the words before the number say."""
    for word in reversed(a.words):
        if a.change is None and word in lex.change:
            a.change = lex.change[word]
    a.respectively = any(w.startswith("分别") for w in a.words)
    a.each = any(w in ("各", "均", "都", "各为", "各占") for w in a.words)


def _head(
    text: str, a: Around, lo: int, hi: int, lex: Lexicon, periods: Sequence[Period], inner: bool = True
) -> list[str]:
    """Strip time, mood, connectives, places and verbs from the head of `text[lo:hi]`; keep what they say."""
    here = between(periods, lo, hi)
    lead: list[str] = []
    if (lo == 0 or text[lo - 1] in "\n。；;：: \u3000") and not _SECTORS.match(text, lo, hi):
        item = _ITEM.match(text, lo, hi)
        lo = item.end() if item else lo
    while lo < hi:
        opening = text[lo]
        if not "\u4e00" <= opening <= "\u9fff" and not opening.isdecimal():
            mark = _HEAD_MARKS.match(text, lo, hi)
            if mark and mark.end() > lo:
                lo = mark.end()
                continue
        size = _OF_SIZE.match(text, lo, hi) if lo and text[lo - 1] in "）)" else None
        if size:
            lo = size.end()  # 5亿元（3000万美元）以上|项目
            continue
        if opening in "超近" and text[lo + 1 : lo + 2].isdecimal():
            break  # 超10亿元项目
        period = next((p for p in here if p.start <= lo < p.end), None) if here else None
        if period is not None:
            lo = min(period.end, hi)
            continue
        often = INTERVAL.match(text, lo, hi) if opening == "每" else None
        if often and often.end() < hi:
            lo = often.end()  # 每半年|报告一次
            continue
        note = _ASIDE.match(text, lo, hi) if opening in _ASIDE_OPENINGS or opening.isdecimal() else None
        if note:
            lo = note.end()
            continue
        if lead and opening in "和与及并或" and verb_at(text, lo + 1, hi, lex):
            lo += 1  # 取消|和|调整|行政审批事项
            continue
        scope = _scope_at(text, lo, hi, lex) if opening in _SCOPE_OPENINGS else 0
        if scope:
            a.scope = (lo, scope)
            lo = scope
            continue
        if opening in lex.protected.openings and lex.protected.beginning(text, lo, hi):
            break
        word = verb_at(text, lo, hi, lex) if opening in lex.action.openings else ""
        if word:
            a.action = a.action or word if a.adjacent else word
            lead.append(word)
            lo += len(word)
            continue
        word = lex.head.beginning(text, lo, hi)
        if not word or (len(word) == 1 and not single_head(text, lo, hi, lex)):
            break
        if text[lo + len(word) : hi] in ("率", "数", "量"):
            break  # 成功率
        opens = word in lex.adverbs or bool(
            lead and lead[-1] in lex.action.words and word not in _CAUSATIVES  # 力争|使|噪声…
        )
        if opens and not _goes_to_verb(text, lo + len(word), hi, lex):
            break  # 新建|高标准农田, 基本医疗保险
        lead.append(word)
        lo += len(word)
    if inner:
        lo = _inner_verb(text, a, lo, hi, lex, lead)
    if a.change in (None, "level") and a.action and not any(w in ("增长", "下降") for w in a.words):
        said = lex.change.get(a.action)
        if said and said != "level" and (a.change is None or a.adjacent):
            a.change = said
    if a.change is None and not lex.new.isdisjoint(lead):
        a.change = "increase_by"
    a.left = strip_phrase(text, lo, hi)
    if a.left and a.left[1] - a.left[0] == 1 and text[a.left[0]] in lex.action.words:
        a.action, a.left = a.action or text[a.left[0]], None
    return lead


def _goes_to_verb(text: str, lo: int, hi: int, lex: Lexicon) -> bool:
    """Whether a verb stands at `lo`, or behind one more word that leads to it."""
    if verb_at(text, lo, hi, lex):
        return True
    word = lex.head.beginning(text, lo, hi)
    return bool(word) and bool(verb_at(text, lo + len(word), hi, lex))


_BODY = re.compile(
    r"^[^\d年比]{0,12}(?:省|市|区|县|州|镇|乡|村|校|院|旗|企业|学校|医院|单位|部门|机构|社区|街道|系统|行业|城市|地区|农村|园区|家庭|职工|工会|项目|财政|政府|居民|群众|学生|人口)$"
)
_SCOPE = re.compile(
    r"(?:在)?(?:全|我|本)(?:省|市|区|县|州|国|镇|乡|校|院|旗|自治区|公司|系统|社会|盟|域|兵团|疆)(?:各(?:级|地|单位))?(?:范围)?内?|各(?:地|级|县|市|区|镇|乡镇|街道|单位|部门|学校|企业|村|社区|基层工会|工会|系统)[^，。；]{0,10}?(?=要|应|须|均|都|至少|力争|新|建|组|开|培|举)|中央(?:财政|预算内投资|政府)|(?:省|市|县|区|各级|地方)(?:级)?财政|我们|市政府|省政府|县政府|区政府|政府"
)

_SCOPE_OPENINGS = frozenset("在全我本各中省市县区地政")


def _scope_at(text: str, lo: int, hi: int, lex: Lexicon) -> int:
    """End of a place or body at `lo` (全市, 各镇, 中央财政) where a verb or a word of mood follows it; else 0."""
    m = _SCOPE.match(text, lo, hi)
    if not m or not m.end():
        return 0
    at = m.end()
    if at >= hi:
        return at
    if lex.protected.beginning(text, at, hi):
        return 0
    follows = (
        verb_at(text, at, hi, lex)
        or ((w := lex.head.beginning(text, at, hi)) and len(w) > 1)
        or text[at] in "要将拟共已应会"
    )
    return at if follows else 0


def _inner_verb(text: str, a: Around, lo: int, hi: int, lex: Lexicon, lead: list[str]) -> int:
    """Where the object of the last verb inside `text[lo:hi]` begins: 中央财政安排|资金; `lo` where there is none."""
    if not lex.any_strong.search(text, lo + 1, hi):
        return lo
    at, best, verb = lo, lo, ""
    protected, acts = lex.protected.openings, lex.action.openings
    while at < hi - 2:
        if text[at] in protected and (held := lex.protected.beginning(text, at, hi)):
            at += len(held)
            continue
        word = verb_at(text, at, hi, lex) if at > lo and text[at] in acts else ""
        if len(word) >= 2 and word in lex.strong:
            rest = text[at + len(word) : hi].strip()
            if rest[:1] not in "的、和与及" and rest not in _GENERIC:
                best, verb = at + len(word), word
                at = best
                continue
        at += 1
    if verb:
        a.action = a.action if a.adjacent else verb
        lead.append(verb)
        subject = strip_phrase(text, lo, best - len(verb))
        if subject and a.scope is None and _BODY.search(text[subject[0] : subject[1]]):
            a.scope = subject
        return best
    return lo
