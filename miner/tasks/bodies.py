"""Read the responsible bodies in a field, a bracket or before a verb, and distinguish lead and support."""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml

__all__ = ["NOBODY", "Roles", "assigned", "is_body", "read_roles", "roles_of_field"]


class Roles(NamedTuple):
    """The lead, the supporting bodies and the person named with a body; each None if missing."""

    lead: str | None = None
    support: str | None = None
    person: str | None = None
    problem: str | None = None
    end: int = 0
    """End of the lead's name in the text it was read from; 0 if it comes from a field."""

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
_NAME = r"[^，,；;。：:\n（）()\[\]【】“”|]"
_EDGES = "，,；;、。 \u3000\t\n：:和与及"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = read_toml("miner.tasks", "bodies.toml")
    endings = "|".join(sorted(data["body"]["endings"].split(), key=len, reverse=True))
    deeds = "|".join(read_toml("miner.tasks", "deeds.toml")["deeds"]["words"].split())
    lead, support, share = ("|".join(data["duty"][k].split()) for k in ("lead", "support", "share"))
    by = "|".join(data["before"]["lead"].split())
    with_ = "|".join(data["before"]["support"].split())
    name = _NAME.replace("[^", "[^、")
    body = rf"(?:{name}{{0,16}}?(?:{endings})|各{name}{{1,8}})"
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
            rf"(?:{by})(?P<lead>{bodies})(?=(?:{share})?(?:{lead}|{deeds}|统一|具体|会同|召集|起草|于|在|对|将|按|抓好|做好))"
        ),
        "with": re.compile(
            rf"(?:{with_})(?P<support>{bodies})(?=[，,。；;）)]|制定|开展|组织|对|共同|做好|研究|推进|建立|加强|完成)"
        ),
        "duty": re.compile(rf"(?:{lead}|{support})"),
        "subject": re.compile(
            rf"(?P<lead>{bodies})(?=(?:{lead}|要(?!求|素|点|闻|件)|应当|应(?!用|对|急|收|届|付)|须|必须|将于))(?:(?:{lead})[，,]?(?:由)?(?P<support>{bodies})(?={support}))?"
        ),
    }


@cache
def _openings() -> tuple[str, ...]:
    return tuple(read_toml("miner.tasks", "bodies.toml")["not"]["openings"].split())


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


def assigned(text: str, start: int, end: int) -> Roles:
    """Read the bodies that the clauses `text[start:end]` make responsible: 由党办负责, 责成教务处, 会同财政局, 各镇要….."""
    pattern = _patterns()
    by = pattern["by"].search(text, start, end)
    joint = pattern["with"].search(text, start, end)
    support = clean(joint["support"]) if joint else None
    if by:
        return Roles(clean(by["lead"]), support, end=by.end("lead"))
    subject = pattern["subject"].match(text, start, end)
    if subject and not subject["lead"].startswith(_openings()):
        support_name = clean(subject["support"]) if subject["support"] else support
        return Roles(clean(subject["lead"]), support_name, end=subject.end())
    return Roles(None, support)
