"""Names left over: another body, another place, what only another kind of body says of itself; blanks of a template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.copying.bodies import body_of, kind_of
from miner.copying.context import Context, simplified
from miner.copying.leftovers import MIN_CONFIDENCE, candidates, settled
from miner.copying.matches import Matches
from miner.drafts.desk import Desk, Remark
from miner.drafts.revisions import revised
from miner.duplicates import find_duplicates
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.gazetteer import find_places
from miner.knowledge.patterns import WordSet
from miner.knowledge.scripts import HAN
from miner.normalization import normalize_plan

__all__ = ["check_names", "own_name"]

_PLACED = r"(?:[省市县区旗州盟镇乡]|街道)"


def own_name(desk: Desk) -> str:
    """The draft's body: its issuer, else the one its title or signature names, else its place; — where none is known."""
    return _body_name(desk) or simplified(desk.draft.place) or desk.context.title or "—"


def _body_name(desk: Desk, signature: bool = True) -> str:
    """The name of the draft's body; empty where it is not known, or where only the signature would tell it."""
    known = simplified(desk.draft.issuer) or body_of(desk.context)
    if known:
        return known
    lines = (line.strip() for line in desk.text.rstrip().split("\n")[-4:])
    signed = next((line for line in lines if _full_name().fullmatch(line)), "")
    titled = _TITLE_REST.sub("", _TITLE_YEAR.sub("", desk.text.strip().split("\n")[0]))
    return (signed if signature else "") or (titled if _full_name().fullmatch(titled) else "")


_TITLE_YEAR = re.compile(r"(?:20\d\d|1[01]\d|二[〇○零][一二三四五六七八九〇○零]{2})(?:学)?年度?")
_TITLE_REST = re.compile(
    "(?:年度|工作|校务|施政|服务|业务|重点|行动|实施|生产|经营|发展|总体){0,3}(?:计划|要点|安排|方案|规划|思路|打算)(?:（[^（）]{1,8}）)?$"
)


@cache
def _full_name() -> re.Pattern[str]:
    endings = "|".join(read_toml("miner.drafts", "names.toml")["bodies"]["endings"])
    return re.compile(f"[{HAN}]{{2,20}}(?:{endings}|局|镇|乡|村|街道|院|校|中心|团委)")


def check_names(desk: Desk) -> Iterator[Remark]:
    """Yield names that do not belong to the draft, and blanks that were not filled in."""
    taken: list[tuple[int, int]] = []
    own = own_name(desk)
    for start, end, kind in (
        *_leftovers(desk),
        *_blanks(desk),
        *_other_bodies(desk),
        *_signed(desk),
        *_strangers(desk),
        *_swapped(desk),
        *_selves(desk),
    ):
        if any(start < b and a < end for a, b in taken):
            continue
        taken.append((start, end))
        words = desk.text[start:end]
        if kind == "placeholder":
            yield desk.remark("placeholder", start, end, parts={"blank": words})
        else:
            yield desk.remark("name_left", start, end, parts={"name": words, "own": own})


def _leftovers(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """What the search for leftovers finds, compared with last year's plan where that is of another body."""
    plans = [desk.draft]
    if desk.last is not None and not _same_body(desk):
        plans.append(desk.last)
    contexts = {p.id: Context(p) for p in plans}
    contexts[desk.draft.id] = desk.context
    matches = Matches.of(contexts, find_duplicates(plans))
    issuers = WordSet(body for context in contexts.values() if (body := body_of(context)))
    for c in settled(candidates(desk.context, matches, issuers), _BLANK_OF_FORM):
        in_sentence = " in a form " in c.reason and _in_sentence(desk.text, c.start)
        if c.confidence < (_BLANK_OF_FORM if in_sentence else MIN_CONFIDENCE):
            continue
        ordinary = c.source is None and " is a word of a " in c.reason and desk.text[c.start] not in "我本全"
        if c.kind != "year" and not ordinary:
            yield c.start, c.end, c.kind


_BLANK_OF_FORM = 0.4
"""Confidence of a blank that may belong to a form; in a sentence of a plan it does not."""


def _in_sentence(text: str, at: int) -> bool:
    """Whether the line goes on to the end of a sentence, as no line of a form does."""
    end = text.find("\n", at)
    return text[at : end if end >= 0 else len(text)].rstrip().endswith(("。", "；"))


def _same_body(desk: Desk) -> bool:
    last = desk.last
    return (
        last is not None
        and last.issuer is not None
        and simplified(last.issuer) == simplified(desk.draft.issuer)
    )


def _blanks(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """What stands for what is still to be filled in: 待定, 【时间】, *** for a name."""
    words: list[str] = read_toml("miner.drafts", "names.toml")["blanks"]["words"]
    for start, end in (
        *(m.span() for m in re.finditer("|".join(map(re.escape, words)), desk.text)),
        *_slots(desk.text),
        *_stars(desk),
    ):
        if start < desk.context.body_end and not desk.context.in_title_marks(start):
            yield start, end, "placeholder"


def _slots(text: str) -> Iterator[tuple[int, int]]:
    """Yield bracketed words for what is to be put in, not labels: 【时间】前完成, but 【时间】3月5日 at the head of a line."""
    slots = read_toml("miner.drafts", "names.toml")["slots"]
    words, behind = "|".join(slots["words"]), "|".join(slots["behind"])
    for m in re.finditer(rf"(?:[【〔\[{{<](?:{words})[】〕\]}}>])(?P<goes_on>{behind})?", text):
        line = text[text.rfind("\n", 0, m.start()) + 1 : m.start()]
        if m["goes_on"] is not None or (re.search(f"[{HAN}\\d，]$", line) and not _LABEL.match(line)):
            yield m.start(), m.end() - len(m["goes_on"] or "")


_LABEL = re.compile(r"[ \u3000]*[【〔\[]")
_BEFORE_NAME = tuple("由请向")
_BEHIND_NAME = ("负责", "牵头", "组织", "汇总", "审核", "同志", "主任", "书记")
_FEW_STARS = 3
"""Names in stars up to which they are blanks; more of them were blacked out."""


def _stars(desk: Desk) -> Iterator[tuple[int, int]]:
    """Yield stars that stand for a name: 由***负责. Stars on both sides of words are emphasis."""
    stars: list[tuple[int, int]] = []
    for p in desk.normalized.placeholders:
        if p.text[0] not in "*＊" or p.kind not in ("name", "body"):
            continue
        low = desk.text.rfind("\n", 0, p.start) + 1
        high = desk.text.find("\n", p.end)
        line = desk.text[low : high if high >= 0 else len(desk.text)]
        before, behind = desk.text[p.start - 1 : p.start], desk.text[p.end : p.end + 2]
        named = before in _BEFORE_NAME or behind in _BEHIND_NAME
        unpaired = line.count(p.text) % 2 == 1 and re.match(f"[{HAN}，、；。]", behind) is not None
        if named or (unpaired and line.strip(" \t\u3000*＊")):
            stars.append((p.start, p.end))
    if len(stars) <= _FEW_STARS:
        yield from stars


def _own_names(desk: Desk) -> tuple[str, ...]:
    """What the draft is called by: its title and issuer, the last lines, the bodies of its superiors."""
    lines = [line.strip() for line in desk.text.rstrip().split("\n")[-4:]]
    signed = [line for line in lines if 3 < len(line) <= 24 and line[-1:] not in "。；："]
    above = [n for plan in desk.superiors for n in Context(plan).names]
    title = desk.text.strip().split("\n")[0]
    return tuple(filter(None, (*desk.context.names, title, *signed, *above)))


def _other_bodies(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """Bodies of the issuer's kind in other places, without a reason in their sentence."""
    issuer = body_of(desk.context)
    kind = kind_of(issuer) if issuer else None
    if issuer is None or kind is None:
        return
    ending, text, names = kind[0], desk.text, _own_names(desk)
    for m in re.finditer(re.escape(ending), text):
        if m.start() >= desk.context.body_end:
            return
        start = _name_start(text, m.start())
        name = text[start : m.end()]
        other = kind_of(name)
        if start == m.start() or other is None or other[0] != ending or desk.context.in_title_marks(start):
            continue
        if _LEVELS.get(other[1], 0) > _LEVELS.get(kind[1], 0) or any(
            name in n or n in name for n in (*names, issuer)
        ):
            continue
        place = next(find_places(name), None)
        if place is not None and desk.context.divisions and desk.context.is_own(place.divisions):
            continue
        if not _in_last(desk, name) and not any(
            w in _around(text, start, m.end()) for w in _words("reasons")
        ):
            yield start, m.end(), "body"


_LEVELS = {"镇": 1, "乡": 1, "县": 2, "区": 2, "旗": 2, "市": 3, "州": 3, "盟": 3, "省": 4}
_NO_NAME = re.compile("自治|[我代表谨由的在和与对向为是全各本月日年度等及或将]")


def _name_start(text: str, end: int) -> int:
    """Where the name of a place before `end` begins: two or three characters before 县, 区, 镇."""
    match = re.search(rf"[{HAN}]{{2,3}}{_PLACED}$", text[max(0, end - 6) : end])
    if match is None or _NO_NAME.search(match.group()):
        return end
    return end - len(match.group())


def _signed(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """Yield the signature where it is of a body that has no word in common with the draft's own name."""
    own, text = _body_name(desk, signature=False), desk.text.rstrip()
    lines = [line.strip() for line in text.split("\n")[-4:]]
    signed = [line for line in lines if _full_name().fullmatch(line)]
    if not own or len(signed) != 1 or not _full_name().fullmatch(own) or signed[0].startswith(_OF_OWN):
        return
    name, start = signed[0], text.rfind(signed[0])
    above = [n for plan in desk.superiors for n in Context(plan).names]
    stems = _stem(own), _stem(name)
    apart = all(len(s) > 1 for s in stems) and not any(p in stems[0] for p in _pairs(stems[1]))
    if apart and name not in above and name not in text[:start]:
        yield start, start + len(name), "body"


def _stem(name: str) -> str:
    """A name without what it shares with others of its kind: 晨光小学 and 晨光."""
    endings = read_toml("miner.drafts", "names.toml")["bodies"]["endings"]
    ending = max((e for e in (*endings, "局", "院", "校") if name.endswith(e)), key=len, default="")
    return name[: len(name) - len(ending)]


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _strangers(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """Full names of other bodies where the plan speaks of itself: 某某小学编制本计划 in a bureau's plan."""
    names, own = _own_names(desk), _body_name(desk)
    bodies = read_toml("miner.drafts", "names.toml")["bodies"]
    wide = bool(own) and not re.search(bodies["governing"], own)
    for m in _self_position(wide).finditer(desk.text):
        group = "recap" if wide and m["name"] is None else "name"
        name, start = m[group], m.start(group)
        if start >= desk.context.body_end or desk.context.in_title_marks(start) or len(name) < _SHORTEST:
            continue
        if _is_wrapped(desk.text, start):
            continue
        if any(name in n or (n in name and len(n) > len(name) / 2) for n in (*names, own)):
            continue
        if name.startswith((*_words("partners"), *_OF_OWN)) or _PHRASE.search(name) or _in_last(desk, name):
            continue
        if not wide or _has_own_word(name, own):
            yield start, m.end(group), "body"
    for m in _short_position().finditer(desk.text) if wide and desk.last is not None else ():
        if not any(m["name"] in n for n in (*names, own)) and not _in_last(desk, m["name"]):
            yield m.start("name"), m.end("name"), "body"


_OF_OWN = ("本", "我", "各", "全", "该", "校", "院", "市", "县", "区", "镇", "乡", "村", "省")
"""A name that opens so is short for a body of the place: 市教育局, 校工会."""


def _is_wrapped(text: str, at: int) -> bool:
    """Whether a line begins at `at` that goes on with a sentence of the line before."""
    before = text.rfind("\n", 0, max(0, at - 1)) + 1
    return (
        text[at - 1 : at] == "\n" and at - before > _FULL_LINE and text[at - 2 : at - 1] not in "。；：！？）"
    )


_FULL_LINE = 30
"""Characters of a line that may have been broken."""


def _has_own_word(name: str, own: str) -> bool:
    """Whether a name is none of a superior's: of the kind of the plan's body, it serves no higher level."""
    kind, mine = kind_of(name), kind_of(own)
    if kind is None or mine is None:
        return True
    return not name.endswith(("局", "委员会", "政府", "联合会", "总工会")) or _LEVELS.get(
        kind[1], 0
    ) <= _LEVELS.get(mine[1], 9)


_SHORTEST = 5
"""Characters of a full name with its own word, at least: 明德小学校."""


_PHRASE = re.compile(
    "[和向与及的]|特别|进一步|建立|健全|加强|鼓励|依靠|选优|各级|地方|发挥|强化|支持|推动|组织|部门|推进|落实|有关|上级|共同|审核|运营|通过|指标"
)
"""In what only looks like a name: 鼓励外商特别是跨国公司."""


@cache
def _self_position(wide: bool) -> re.Pattern[str]:
    """Names of bodies before what a plan says of itself; `wide`: before any duty, too."""
    bodies = read_toml("miner.drafts", "names.toml")["bodies"]
    endings = "|".join(sorted(bodies["endings"], key=len, reverse=True))
    cues = "|".join([*bodies["cues"], *(bodies["duties"] if wide else ())])
    name = rf"(?:共青团[{HAN}]{{2,14}}?委员会|(?!由)[{HAN}]{{2,14}}?(?:{endings}))"
    recap = rf"|(?<=\d年，)(?P<recap>{name})(?=[{HAN}])" if wide else ""
    return re.compile(rf"(?:^|(?<=[。；，：\n\u3000\t ）、.．由]))(?P<name>{name})(?={cues}){recap}")


@cache
def _short_position() -> re.Pattern[str]:
    """Short names of bodies before what a plan says of itself: 妇联定期听取意见."""
    bodies = read_toml("miner.drafts", "names.toml")["bodies"]
    return re.compile(
        rf"(?<=[。；，\n\u3000\t ）、.．])(?P<name>{'|'.join(bodies['short'])})(?={'|'.join(bodies['cues'][:8])})"
    )


def _in_last(desk: Desk, name: str) -> bool:
    """Whether last year's plan of the same body has the name, so that it is no slip of this year."""
    return desk.last is not None and name in normalize_plan(desk.last).text and _is_own_last(desk)


def _is_own_last(desk: Desk) -> bool:
    if desk.last is None or desk.last.issuer is None or desk.draft.issuer is None:
        return True
    return _same_body(desk)


def _swapped(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """Yield a short name of another body where last year's sentence had the body's own: 妇联 for 我会, 学校, 本所."""
    if desk.last is None or not _is_own_last(desk):
        return
    names = _own_names(desk)
    for row in revised(desk):
        if row["kind"] != "changed":
            continue
        low, high = desk.normalized.from_raw(int(row["start_b"]), int(row["end_b"]))
        before, now = simplified(str(row["quote_a"])), desk.text[low:high]
        for m in _SHORT_BODY.finditer(now):
            if (
                m.group() in before
                or any(m.group() in n for n in names)
                or m.group() in normalize_plan(desk.last).text
            ):
                continue
            rest = now.replace(m.group(), "", 1)[: m.start()] + now[m.end() :]
            if (
                _SELF.search(before)
                and not _SELF.search(rest)
                and not now[: m.start()].endswith(_words("partners"))
            ):
                yield low + m.start(), low + m.end(), "body"


_SHORT_BODY = re.compile(
    "(?<![\u4e00-\u9fff])(?:市|县|区|镇|校|院)?(?:总工会|妇联|团委|残联|工会|学校|医院|公司|街道办|村委会|协会|学会|公所)(?=[\u4e00-\u9fff])"
)
_SELF = re.compile(
    "(?:我|本)(?:局|校|院|会|所|村|镇|乡|街道|公司|中心|团|处|社|馆|站|园)|学校|医院|公司|团委|工会|妇联|街道办|村委会|协会|公所|学院|大学"
)


def _selves(desk: Desk) -> Iterator[tuple[int, int, str]]:
    """Words by which a body of another kind speaks of itself."""
    issuer = _body_name(desk)
    if not issuer:
        return
    selves: dict[str, str] = read_toml("miner.drafts", "names.toml")["self"]
    for word, endings in selves.items():
        if re.search(endings, issuer) or re.search(endings, re.sub("(?:总)?工会$", "", issuer)):
            continue
        for m in re.finditer(word, desk.text):
            if m.start() < desk.context.body_end and not desk.context.in_title_marks(m.start()):
                yield m.start(), m.end(), "body"


def _around(text: str, start: int, end: int) -> str:
    low = max(text.rfind(c, 0, start) for c in "。；！？\n") + 1
    high = min((at for c in "。；！？\n" if (at := text.find(c, end)) >= 0), default=len(text))
    return text[low:start] + "\n" + text[end:high]


def _words(which: str) -> tuple[str, ...]:
    return tuple(read_toml("miner.drafts", "names.toml")["bodies"][which])
