"""Read the responsible bodies in a field, a bracket or before a verb, and distinguish lead and support."""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.targets.lexicon import lexicon

__all__ = [
    "NOBODY",
    "Roles",
    "assigned",
    "in_charge",
    "is_body",
    "last_characters",
    "only_duty",
    "read_roles",
    "roles_of_field",
]


class Roles(NamedTuple):
    """The lead, the supporting bodies and the person named with a body; each None if missing."""

    lead: str | None = None
    support: str | None = None
    person: str | None = None
    problem: str | None = None
    end: int = 0
    """End of the lead's name in the text it was read from; 0 if it comes from a field."""
    once: bool = False
    """Whether it holds for its own clause only (由年级组分析), and not as the subject of those behind it."""

    def over(self, other: Roles) -> Roles:
        """These roles, with missing ones filled from the other."""
        if self.lead:
            return Roles(self.lead, self.support or other.support, self.person or other.person, self.problem)
        return Roles(
            other.lead,
            self.support or other.support,
            self.person or other.person,
            self.problem or other.problem,
        )

    def settled(self) -> Roles:
        """Make the person the lead if no body is named."""
        return self._replace(lead=self.person, person=None) if self.person and not self.lead else self


NOBODY = Roles()


def in_charge(roles: Roles, last_roles: Roles, field: Roles) -> Roles:
    """Who does a deed: the body of its own clause, else of its field, else of the clause before it."""
    if roles.lead:
        return roles.over(Roles(support=field.support, person=field.person))
    return field.over(Roles(support=roles.support)) if field.lead or field.person else roles.over(last_roles)


_NAME = r"[^，,；;。：:\n（）()\[\]【】“”|]"
_EDGES = "，,；;、。 \u3000\t\n：:和与及"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = read_toml("miner.tasks", "bodies.toml")
    acts = read_toml("miner.tasks", "deeds.toml")["acts"]["words"].split()
    does = "|".join(w for w in acts if len(w) > 1)
    posts = "|".join(sorted(data["body"]["posts"].split(), key=len, reverse=True))
    endings = "|".join(sorted(data["body"]["endings"].split(), key=len, reverse=True))
    deeds = "|".join(read_toml("miner.tasks", "deeds.toml")["deeds"]["words"].split())
    lead, support, share = ("|".join(data["duty"][k].split()) for k in ("lead", "support", "share"))
    by = "|".join(data["before"]["lead"].split())
    with_ = "|".join(data["before"]["support"].split())
    parts = "|".join(sorted(data["body"]["parts"].split(), key=len, reverse=True))
    verb = rf"(?:{deeds}|{does})(?!{parts})"
    manner = "|".join(data["behind"]["words"].split())
    name = _NAME.replace("[^", "[^、")
    body = rf"(?:{name}{{0,16}}?(?:{endings})|各{name}{{1,5}})"
    doer = rf"(?:{name}{{0,16}}?(?:{endings}|{posts})|各{name}{{1,8}}?)"
    doers = rf"{doer}(?:[、和及]{doer}){{0,9}}(?:等(?:部门|单位)?)?"
    bodies = rf"{body}(?:[、和及]{body}){{0,9}}(?:等(?:部门|单位)?)?"
    return {
        "body": re.compile(body),
        "led": re.compile(
            rf"(?:由|责成|请)?(?P<lead>{_NAME}{{2,80}}?)(?:{share})?(?:{lead})(?P<rest>.*)", re.S
        ),
        "helped": re.compile(
            rf"[，,；;、\s]{{0,6}}(?:由|请|会同)?(?P<support>{_NAME}{{2,160}}?)(?:等)?(?:{share})?(?:{support}|负责|落实)"
        ),
        "by": re.compile(
            rf"(?:{by})(?P<lead>{doers})(?=(?:{share})?(?:{lead}|{verb}|{manner}|会同|召集|起草|将|抓好|做好))"
        ),
        "with": re.compile(
            rf"(?:{with_})(?P<support>{bodies})(?=[，,。；;）)]|每|{deeds}|制定|开展|组织|对|共同|做好|研究|推进|建立|加强|完成)"
        ),
        "beside": re.compile(rf"与(?P<support>{doers})(?=共建|合办|联办|共同|联合|合作)"),
        "duty": re.compile(rf"(?:{lead}|{support})"),
        "subject": re.compile(
            rf"(?P<lead>{bodies})(?=(?:{lead}|要(?!求|素|点|闻|件)|应当|应(?!用|对|急|收|届|付)|须|必须|将(?!来|近|军|领)))(?:(?:{lead})[，,]?(?:由)?(?P<support>{bodies})(?={support}))?"
        ),
        "doer": re.compile(
            rf"(?P<lead>{doers})(?=(?:{manner}|于(?!是)|为|给|向|把|将|与|夜间|全年|\d{{1,2}}月|[上下]半年|(?:{verb})(?!的|了|过|时间|面积|范围|规模|投入|内容|方式|条件|要求|型|司|主管|率|度|性|化|者|[、和及与或，]|工作|体系|机制|能力|水平|$)))"
        ),
    }


@cache
def _openings() -> tuple[str, ...]:
    return tuple(read_toml("miner.tasks", "bodies.toml")["not"]["openings"].split())


@cache
def _names() -> tuple[str, ...]:
    return tuple(read_toml("miner.tasks", "bodies.toml")["not"]["names"].split())


@cache
def _none() -> frozenset[str]:
    return frozenset(read_toml("miner.tasks", "heads.toml")["none"]["words"])


def is_body(words: str) -> bool:
    """Whether the text is the name of a body or a list of bodies: 教务处, 各年级组、少先队."""
    plain = "".join(words.split())
    parts = [p for p in re.split("[、，,/]", plain) if p]
    pattern = _patterns()["body"]
    return bool(parts) and all(len(p) <= 16 and pattern.fullmatch(p) for p in parts)


def clean(words: str) -> str:
    """Strip blanks, punctuation and particles from both ends of a name."""
    plain = re.sub(r"\s+", "", words).strip(_EDGES)
    plain = re.sub(r"^(?:由|请|责成|会同)(?=..)", "", plain)
    plain = re.sub(
        r"(?<=.)(?:等(?:相关|有关)?(?:部门|单位)?)?(?:按照?职责分工|按分工|分别|共同)?$", "", plain
    )
    return plain.strip(_EDGES)


def read_roles(words: str) -> Roles:
    """Read lead and support from text that names bodies and their duties: 教务处牵头，各年级组配合."""
    pattern = _patterns()
    leading = pattern["led"].match(words)
    if leading:
        lead = clean(leading["lead"])
        supporting = pattern["helped"].match(leading["rest"])
        return Roles(lead or None, clean(supporting["support"]) or None if supporting else None)
    supporting = pattern["helped"].match(words)
    return Roles(None, clean(supporting["support"]) or None) if supporting else NOBODY


def roles_of_field(fields: dict[str, str]) -> Roles:
    """Combine labeled fields or columns (`lead`, `office`, `support`, `person`) into roles.

    The body of `office` (责任单位) supports if there is a lead; otherwise it is the lead.
    """
    problem = None
    names: dict[str, str] = {}
    for kind, words in fields.items():
        plain = clean(words)
        if "".join(words.split()) in _none() or not plain:
            problem = f"no body: {words.strip()}" if kind in ("lead", "office") and words.strip() else problem
        else:
            names[kind] = plain
    lead, office = names.get("lead"), names.get("office")
    support = names.get("support")
    inner = read_roles(lead or office or "") if _patterns()["duty"].search(lead or office or "") else NOBODY
    if inner.lead:
        lead, office, support = inner.lead, None if not lead else office, support or inner.support
    if lead and office and office != lead:
        support = f"{office}、{support}" if support else office
    return Roles(lead or office, support, names.get("person"), problem)


_JOINED = re.compile("会同|[联配]合|协同|商")
_CHARGED = re.compile("[由委请]|责[成令]|指定")


@cache
def last_characters() -> frozenset[str]:
    """The characters that names of bodies and posts end in, and 各, which opens one."""
    body = read_toml("miner.tasks", "bodies.toml")["body"]
    return frozenset(w[-1] for w in f"{body['endings']} {body['posts']}".split()) | {"各"}


def assigned(text: str, start: int, end: int, *, opens: bool = False) -> Roles:
    """Read the bodies that the clauses `text[start:end]` make responsible: 由党办负责, 责成教务处, 会同财政局, 各镇要….

    opens: the text begins with a verb of doing, and so with no subject.
    """
    pattern = _patterns()
    by = pattern["by"].search(text, start, end) if _CHARGED.search(text, start, end) else None
    joint = pattern["with"].search(text, start, end) if _JOINED.search(text, start, end) else None
    if joint is None and text.find("与", start, end) >= 0:
        joint = pattern["beside"].search(text, start, end)
    support = clean(joint["support"]) if joint else None
    if by and not by["lead"].startswith("的"):
        return Roles(clean(by["lead"]), support, end=by.end("lead"), once=True)
    if opens or (text.startswith(_openings(), start, end) and not text.startswith(_names(), start, end)):
        return Roles(None, support)
    subject = pattern["subject"].match(text, start, end)
    if subject and not subject["lead"].startswith(("我", "本")):
        support_name = clean(subject["support"]) if subject["support"] else support
        return Roles(clean(subject["lead"]), support_name, end=subject.end())
    doer = pattern["doer"].match(text, start, end)
    if doer and not _is_nobody(doer["lead"]):
        return Roles(clean(doer["lead"]), support, end=doer.end("lead"))
    return Roles(None, support)


@cache
def _nobodies() -> tuple[str, ...]:
    return tuple(read_toml("miner.tasks", "bodies.toml")["body"]["nobody"].split())


def _is_nobody(words: str) -> bool:
    """Whether a subject is the speaker or a whole membership: 公司, 全体党员."""
    if (
        len(words) > 4
        and not _is_name(words)
        and lexicon().action.beginning(words, 0, len(words))
        and not words.startswith("组织委员")
    ):
        return True
    if _LINKED.search(words) or (words.endswith("所") and not words.endswith(_OFFICES)):
        return True
    return (
        words in _nobodies()
        or (words[:2] in _deeds() and not _is_name(words))
        or _TIMED.match(words) is not None
        or words.removeprefix("全体").removeprefix("各位").startswith(_WHOLE)
    )


@cache
def _deeds() -> frozenset[str]:
    data = read_toml("miner.tasks", "deeds.toml")
    return frozenset(
        {*data["deeds"]["words"].split(), *data["acts"]["words"].split(), "联合", "会同"} - {"组织"}
    )


@cache
def _names_of_posts() -> frozenset[str]:
    return frozenset(read_toml("miner.tasks", "bodies.toml")["body"]["posts"].split())


def _is_name(words: str) -> bool:
    """Whether a verb opens the name of a body or post: 督查室, 宣传委员, 指导教师."""
    return len(words) == 3 or words[2:] in _LONG_PARTS or words in _names_of_posts()


_LONG_PARTS = ("委员", "小组", "中心", "干部", "大队", "中队", "支队", "专班", "办公室")
_LINKED = re.compile("[以为向在对把将的是了给可]|(?<![供响反])应(?![急用届])|[今明去]年|建成")
"""What no name holds."""
_OFFICES = (
    "研究所",
    "派出所",
    "司法所",
    "卫生所",
    "事务所",
    "交易所",
    "财政所",
    "税务所",
    "管理所",
    "供电所",
)
_TIMED = re.compile("\\d|[一二三四五六七八九十]{1,3}月|[上下]半年|第|每|全年|年[底内]")
_WHOLE = ("教师", "老师", "学生", "党员", "职工", "员工", "群众", "居民", "村民", "家长", "我", "本", "全")


@cache
def _duty() -> re.Pattern[str]:
    data = read_toml("miner.tasks", "bodies.toml")["duty"]
    duties = "|".join(f"{data['lead']} {data['support']} 办理手续 办理".split())
    return re.compile(
        rf"(?P<by>由|请)?(?P<who>[^，,；;。：:\n]{{2,40}}?)(?:具体|共同|分别|统一|按职责分工)?(?:{duties})$"
    )


@cache
def _duty_ends() -> tuple[str, ...]:
    data = read_toml("miner.tasks", "bodies.toml")["duty"]
    return tuple({w[-2:] for w in f"{data['lead']} {data['support']} 办理手续 办理".split()})


def only_duty(text: str, start: int, end: int) -> Roles:
    """The roles of a clause that holds nothing else, and says who does the deed before it: 由民政办牵头, 城建办配合."""
    duty = _duty().match(text, start, end) if text.endswith(_duty_ends(), start, end) else None
    if duty is None or not (duty["by"] or is_body(duty["who"])):
        return NOBODY
    words = text[start:end]
    if words.endswith(("办理手续", "办理")):
        return Roles(clean(duty["who"]))
    return read_roles(words)
