"""Right of a quantity: the noun phrase that is counted, and what the counted things do."""

from __future__ import annotations

import re

from miner.numbers.quantities import Quantity
from miner.targets.context import Around, is_counter, responds, strip_phrase
from miner.targets.lexicon import Lexicon, lexicon
from miner.targets.verbs import verb_at

__all__ = ["read_right"]

_JOINTS = ("、", "，", ",", "/", "以及", "和", "与", "及", "或")
_PLACES = re.compile(r"村|企业|单位|场所|社区|学校|机构|小区|寨|家庭|园区|工厂|班组|楼宇")
_DIGIT = re.compile(r"[\d一二三四五六七八九十两百千万亿]")
_GIVEN = re.compile(
    r"给予|安排|拨付|发放|下达|投入|设立|筹集|争取|提供|奖励|补助|补贴|予以|资助|(?:以|按|按照|实现|保持|完成|确保|力争|占|有|近|约|达到|达|由|从|比|较|是|为|超过|不低于|不少于|同比|年均)\s*$"
)
# 50亿元以上|企业达到|20家: of what size the counted bodies are
_SIZED = re.compile(
    r"的?[\u4e00-\u9fff]{0,12}(?:企业|项目|公司|产品|乡镇|园区|产业集群|集群|产业链|平台|品牌|单品|县|镇|村|街|商圈|工程)"
    r"(?:总数|数量|数)?(?:分别|累计|力争|已|将|要)?(?:达到|达|超过|突破|增加到|增至|增加|新增|保持在|稳定在|有|为)?"
)
# 年收入50万元以上的|行政村占比达|60%: of what size those are whose share is given
_SIZED_SHARE = re.compile(
    r"的?[\u4e00-\u9fff]{1,12}(?:占比|比例|比重|率|面)(?:动态|力争|基本|均|要|应|须){0,2}(?:达到|达|超过|提高到|提升到|提升至|稳定在|保持在|为)?"
)
# 修建并硬化|1800米的水渠: how much of it is made
_BUILT = re.compile(
    r"(?:修建|新修|整修|维修|硬化|绿化|亮化|铺设|修筑|开挖|疏浚|清淤|种植|栽植|改造|建设|建成|新建)(?:好|成|完)?$"
)
_RELATIVE = frozenset(
    [
        "有",
        "具有",
        "能",
        "可",
        "可以",
        "在",
        "以",
        "是",
        "为",
        "拥有",
        "具备",
        "从事",
        "获得",
        "获",
        "通过",
        "达到",
        "超过",
        "高于",
        "低于",
        "属于",
        "处于",
        "被",
        "已",
        "来",
        "需要",
    ]
)
_QUOTES = {"“": "”", "「": "」", "『": "』", "《": "》"}
_NOTE = re.compile(r"[（(【\[〔][^（）()【】\[\]〔〕]{0,24}[)）】\]〕]\s*")


def read_right(text: str, a: Around, cut: int, following: Quantity | None, lex: Lexicon) -> None:
    """The noun phrase behind the quantity, up to a mark, a list item with its own verb, or what it does."""
    lo, hi = a.quantity.end, cut
    grows = lex.grows.beginning(text, lo, hi)
    shrinks = lex.shrinks.beginning(text, lo, hi)
    if grows or shrinks:
        a.change = "increase_by" if grows else "decrease_by"
        return
    if lo >= hi or text[lo] in "、（(/)）”’]】.":
        return
    if responds(text, a.quantity):
        a.rest = strip_phrase(text, lo, hi)
        return
    if text[lo:hi].strip("的 ") in lex.empty:
        return
    if len(change_word := lex.changes.beginning(text, lo, hi)) > 1 and lex.change[change_word] != "level":
        return  # 由60%|提高到95%
    while lo < hi and (text[lo].isspace() or text[lo] == "的"):
        lo += 1
    if following is not None and hi == following.start and _joins(text, lo, lex):
        return  # 咨询150人|及心理辅导60人
    first = lex.predicate.beginning(text, lo, hi)
    if (
        (len(first) > 1 or first in ("获", "被"))
        and first != "用于"
        and not lex.protected.beginning(text, lo, hi)
        and text[a.quantity.end] != "的"
        and _is_predicate(text, lo, hi, first, lex)
    ):
        a.rest = strip_phrase(text, lo, hi)
        return  # 突出问题10条|落地
    if following is not None and hi == following.start:
        hi = lo + len(_without_joint(text[lo:hi]))
    stop = hi
    at = lo
    if lo < hi and text[lo] in "以由具":  # 一次以“消防安全”为主题的活动: the noun stands behind 的
        at = max(lo, text.rfind("的", lo, hi) + 1)
    held_openings, ending_openings = lex.protected.openings, lex.predicate.openings
    while at < hi:
        opening = text[at]
        if opening in "（(" and at > lo:
            note = _NOTE.match(text, at, hi)
            if note and note.end() < hi and "\u4e00" <= text[note.end()] <= "\u9fff":
                at = note.end()
                continue
            stop = at
            break
        if opening in _QUOTES and (quoted := text.find(_QUOTES[opening], at, hi)) > 0:
            at = quoted + 1  # 一次“学、查、改”|交流会
            continue
        if opening == "、" or (opening in "并和与及" and at > lo):
            after = at + 1
            if _new_clause(text, after, hi, opening == "、", lex):
                stop = at
                break
        if at > lo and opening in held_openings and (held := lex.protected.beginning(text, at, hi)):
            at += len(held)
            continue
        if at > lo and opening in ending_openings:
            word = lex.predicate.beginning(text, at, hi)
            if word and _is_predicate(text, at, hi, word, lex):
                stop = at
                break
        at += 1
    phrase = strip_phrase(text, lo, stop)
    if phrase and text[phrase[0] : phrase[1]] in lex.before.words:
        phrase = None
    if phrase and (text[phrase[0] : phrase[1]] in lex.empty or text[phrase[0] : phrase[1]] in "到至和与及或"):
        phrase = None
    a.right = phrase
    if phrase and stop < hi:
        a.rest = strip_phrase(text, stop, hi)
    if phrase and _is_threshold(text, a, phrase, hi, following):
        a.threshold = True


def _joins(text: str, at: int, lex: Lexicon) -> bool:
    """Whether a word that joins stands at `at`, and none that only begins like one: 及时, 和谐."""
    return text[at : at + 1] in ("及", "和", "与") and text[at : at + 2] not in lex.single_not


def _without_joint(said: str) -> str:
    """What is said without the word or mark at its end that joins it to the next."""
    bare = said.rstrip()
    joint = next((j for j in _JOINTS if bare.endswith(j)), "")
    return bare[: len(bare) - len(joint)].rstrip() if joint else bare


def _is_threshold(text: str, a: Around, phrase: tuple[int, int], hi: int, following: Quantity | None) -> bool:
    """Whether the amount only says of what size the noun is: 5000万元以上项目|40个, 含油量66%的|品种."""
    q = a.quantity
    bounded = q.comparator in ("ge", "gt", "le", "lt")
    if (
        bounded
        and following is not None
        and hi == following.start
        and not is_counter(q)
        and (
            (is_counter(following) and _SIZED.fullmatch(text, q.end, following.start))
            or (
                following.unit == "%"
                and q.unit != "%"
                and _SIZED_SHARE.fullmatch(text, q.end, following.start)
            )
        )
    ):
        return True
    if q.unit in ("岁", "周岁"):
        return True
    sized_people = (
        bounded and q.unit in ("人", "户", "名") and following is not None and following.unit == "%"
    )
    if sized_people and following and _SIZED_SHARE.fullmatch(text, q.end, following.start):
        return True  # 50人以上|已建工会企业建制率保持在96%
    if a.rest or not _DIGIT.search(text, q.start, q.end):
        return False
    of = text[q.end : phrase[0]].strip() == "的"
    if bounded and q.unit in ("人", "户", "名") and _PLACES.search(text, *phrase):
        return True  # 20人以上的自然村
    given = _GIVEN.search(text, a.zone[0], q.start) or lexicon().action.ending(text, a.zone[0], q.start)
    if bounded and not of and not is_counter(q) and q.dimension != "share" and not given:
        return True  # 2000载重吨以上货船
    if following is not None and hi == following.start and phrase[1] == hi:
        return q.comparator in ("ge", "gt", "le", "lt")
    return (
        of
        and not is_counter(q)
        and q.unit not in ("个百分点", "百分点")
        and not _BUILT.search(text, a.zone[0], q.start)
        and not _GIVEN.search(text, a.zone[0], q.start)
    )


def _new_clause(text: str, at: int, hi: int, mark: bool, lex: Lexicon) -> bool:
    """Whether a list goes on with a clause of its own at `at`: …实验室、|完善机制."""
    if lex.protected.beginning(text, at, hi):
        return False
    if verb_at(text, at, hi, lex):
        return True
    return (
        mark
        and len(lex.head.beginning(text, at, hi)) > 1
        and lex.head.beginning(text, at, hi) not in ("创新", "示范", "试点")
    )


def _is_predicate(text: str, at: int, hi: int, word: str, lex: Lexicon) -> bool:
    """Whether `word` is what the counted things do, and not part of their name (投资项目, 建成区)."""
    after = at + len(word)
    if text[after : after + 1] in tuple("会率额量者"):
        return False
    if word in _RELATIVE and "的" in text[after : hi - 1]:
        return False  # 10家国内有影响力的领军企业
    if len(word) == 1:
        return word in "已将被均都获居占" or (
            word in "在有是为来入到"
            and after < hi
            and text[at - 1] not in "存现所拥具行人收投进加融成作认国私公总达得"
        )
    if after >= hi:
        return word not in lex.makes_noun and word not in (
            "利用",
            "就业",
            "创新",
            "升级",
            "申报",
            "集中",
            "公开",
            "提升",
        )
    suffix = lex.suffixes.beginning(text, after, hi)
    if suffix and word in lex.makes_noun:
        return False
    return not (
        word in lex.makes_noun
        or word in ("集中", "全面", "免费", "公开", "提升", "引领", "推广", "开放", "参与", "基本")
    )
