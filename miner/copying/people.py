"""Find people and telephone numbers of another body: a leader at the same spot, a contact that two bodies share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.bodies import body_of
from miner.copying.context import Candidate, Context, simplified
from miner.copying.knowledge import confidence, words
from miner.copying.matches import Matches
from miner.knowledge.caches import cache
from miner.knowledge.gazetteer import related

__all__ = ["people", "telephones"]

_TELEPHONE = re.compile(
    r"(?<![\d.-])(?:1[3-9]\d{9}|(?:\(?0\d{2,3}\)?[-— ]?)?[2-9]\d{6,7})(?![\d.%]|[-—]\d|[万亿元人户亩吨个平公千])"
)
_CALLED = re.compile(r"(?:电话|手机|传真|联系|咨询|热线|举报|监督|座机|微信|邮箱)[^\n。；]{0,24}$")
_REACH = 30
_SENT = re.compile("报送|上报|报至|发送至|报到")
_LEVEL = re.compile(
    "([省市县区镇乡])(?:委|政府|人大|政协|纪委)[\u4e00-\u9fff]{0,6}[:： ]{0,2}$|([省市县区镇乡])长[:： ]{0,2}$"
)


@cache
def _person() -> re.Pattern[str]:
    """Pattern of a name next to a title: 局长李建国, 联系人：王芳, 李建国局长; the name is the group `a` or `b`."""
    roles = "|".join(sorted(words("roles"), key=len, reverse=True))
    name = f"(?:{'|'.join(words('surnames_two'))}|[{words('surnames')[0]}])(?:[\u4e00-\u9fff]{{1,2}})"
    stop = r"(?=[、，。；;,\s)）(（]|$|同志|任|兼|电话|手机)"
    return re.compile(
        rf"(?:{roles})[:： ]{{0,2}}(?P<a>{name}){stop}"
        rf"|(?<![\u4e00-\u9fff])(?P<b>{name})(?=(?:同志)?(?:任|兼任?)?(?:党委|党组|党总?支部)?(?:副|常务副)?(?:{roles}))",
        re.M,
    )


def people(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield names next to a title that the plan of an unrelated body has at the same spot of a shared passage."""
    for m in _person().finditer(context.text):
        start, end = m.span("a" if m["a"] else "b")
        name = context.text[start:end]
        if (
            name.startswith(words("no_names"))
            or name[1:].startswith(words("roles"))
            or _superior_named(context, start)
        ):
            continue
        for other in matches.around(context, start, end):
            if _unrelated(context, other) and not _older(context, other):
                if not matches.has_there(context, start, end, other, name):
                    continue
                why = f"{name} is named with a title; {other.plan.id}, of another body, has the name at the same spot"
                yield Candidate(start, end, "person", why, confidence("person"), other.plan.id, other.plan.id)
                break


def telephones(context: Context, matches: Matches) -> Iterator[Candidate]:
    """Yield telephone numbers that the plan of an unrelated body, which shares a passage, contains as well."""
    numbers_called = [m for m in _TELEPHONE.finditer(context.text) if _is_called(context.text, m.start())]
    for other in matches.others(context) if numbers_called else ():
        if not _unrelated(context, other) or _older(context, other):
            continue
        numbers = {_digits(m.group()) for m in _TELEPHONE.finditer(other.text)}
        for m in numbers_called:
            if _digits(m.group()) in numbers and not _superior_named(context, m.start()):
                why = f"{m.group()} is given as a telephone number by {other.plan.id}, of another body, too"
                yield Candidate(
                    *m.span(), "contact", why, confidence("telephone"), other.plan.id, other.plan.id
                )


def _is_called(text: str, at: int) -> bool:
    return _CALLED.search(text[max(0, at - _REACH) : at]) is not None


def _digits(number: str) -> str:
    """The number without its prefix and marks."""
    return re.sub(r"\D", "", number)[-11:][-8:]


def _unrelated(context: Context, other: Context) -> bool:
    """Whether two plans are of different bodies, neither above the other."""
    body, other_body = body_of(context), body_of(other)
    place, other_place = simplified(context.plan.place), simplified(other.plan.place)
    if body == other_body and place == other_place:
        return False
    if any(related(d, o) for d in other.divisions for o in context.divisions) and place != other_place:
        return False
    return bool(body and other_body and body != other_body) or bool(
        place and other_place and place != other_place
    )


def _older(context: Context, other: Context) -> bool:
    """Whether this plan is older, so that the other may have copied from it."""
    plan, other_plan = context.plan, other.plan
    if plan.year is not None and other_plan.year is not None and plan.year != other_plan.year:
        return plan.year < other_plan.year
    return bool(plan.date and other_plan.date and plan.date < other_plan.date)


def _superior_named(context: Context, at: int) -> bool:
    """Whether the line says that the person or the number is a superior's: 报送县教育局, 联系人张三; 县委书记 in a town."""
    line = context.text.rfind("\n", 0, at) + 1
    before = context.text[max(line, at - _REACH) : at]
    if _SENT.search(before):
        return True
    level = _LEVEL.search(before)
    place = simplified(context.plan.place)
    return level is not None and bool(place) and (level[1] or level[2]) != place[-1]
