"""Tasks in running text: the clauses that say a deed, with their body and time.

A clause is a task when its verb names a deed that can be checked (召开, 修建); a clause that only urges (推进, 加强) is
one when a body, a day, a rhythm or a number is bound to it. A heading is a task when no clause below it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import WordSet
from miner.numbers.intervals import INTERVAL
from miner.segmentation.outline import Section
from miner.targets.context import strip_phrase
from miner.targets.extract import Mined
from miner.targets.leftward import read_task
from miner.targets.lexicon import Lexicon, Words, lexicon
from miner.targets.verbs import verb_at
from miner.tasks.bodies import NOBODY, Roles, assigned
from miner.tasks.dates import When, Years, find_whens
from miner.tasks.fields import Fields
from miner.tasks.found import Found, tidy

__all__ = ["clause_tasks", "done_in"]

_CLAUSE = re.compile(r"，|。|；|！|？|;|!|\?|\n|\u3000|,(?!\d{3})|：|:(?!\d)")
_LONGEST = 100
_STOP = re.compile("[；;。]")
_REACH = 32
"""Characters of a clause in which its deed must begin."""
_SHORTEST = 4
_TAIL = re.compile(r"[（(\[【][^（）()\[\]【】\n]*[)）\]】]?\s*$")
_HINT = re.compile(
    "每|负责|牵头|责[成令]|会同|由|应当|必须|须|(?<![主重需必])要(?![求素点闻件])|主办|承办|联合|委托|指定"
)


class _Rules(NamedTuple):
    deeds: Words
    find: WordSet
    purpose: re.Pattern[str]
    done: re.Pattern[str]
    without: frozenset[str]
    aims: frozenset[str]
    document: re.Pattern[str]
    nominal: re.Pattern[str]
    urging: re.Pattern[str]
    led: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = read_toml("miner.tasks", "deeds.toml")
    deeds = data["deeds"]["words"].split()
    verb = "|".join(sorted(map(re.escape, deeds), key=len, reverse=True))
    done = data["done"]["pattern"].replace("{verb}", f"(?:{verb})")
    return _Rules(
        Words.of(deeds), WordSet(deeds), re.compile(data["purpose"]["pattern"]), re.compile(done),
        frozenset(data["sections"]["without"]), frozenset(data["sections"]["bound"]), re.compile(data["document"]["pattern"]),
        re.compile(data["nominal"]["pattern"]), re.compile(data["urging"]["pattern"]), re.compile(data["led"]["pattern"]),
    )  # fmt: skip


def done_in(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` reports a deed as done: 召开了, 已完成."""
    if not _PERFECT.search(text, start, end):
        return False
    return _rules().done.search(text, start, end) is not None


_PERFECT = re.compile("[了过已业]|圆满|顺利|成功|先后|累计")


def clause_tasks(
    mined: Mined, fields: Fields, taken: Sequence[tuple[int, int]], years: Years
) -> Iterator[Found]:
    """The tasks of the sentences outside the spans `taken` (in order, apart); linear in the length of the text."""
    text, rules = mined.normalized.text, _rules()
    discourse, outline = mined.discourse, mined.outline
    numbers = [r.quantity.start for r in mined.rows if r.verdict.status == "commitment"]
    deeds = sorted({at for _, at, _ in rules.find.find(text)})
    context = _Context(
        mined=mined,
        fields=fields,
        heads=_HeadTimes(text, years, {s.id: s for s in outline.sections}),
        numbers=numbers,
        deeds=deeds,
        years=years,
    )
    waiting: tuple[Section, Found] | None = None
    if discourse.form in ("award", "news", "reply", "list"):
        return
    for i, (start, end) in enumerate(discourse.sentences):
        if end - start < _SHORTEST or _inside(taken, start):
            continue
        section = outline.at(start)
        ahead = discourse.margin[i] > 0
        kind = discourse.sections[i] if discourse.sections else None
        if kind in ("describes", "cites", "rules") or (section and section.role in rules.without):
            continue
        if waiting is not None and (section is None or not _holds(waiting[0], start)):
            yield waiting[1]
            waiting = None
        heading = section is not None and _is_heading(text, section, start, end)
        if not ahead:
            if done_in(text, start, end) and not heading:
                yield from _clauses(context, i, section, done=True)
            continue
        found = list(_clauses(context, i, section, done=False))
        if heading and section is not None:
            if found and waiting is None:
                waiting = section, found[0]
            continue
        if found:
            waiting = None
            yield from found
    if waiting:
        yield waiting[1]


def _holds(section: Section, position: int) -> bool:
    return section.start <= position < section.end


def _inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    i = bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]


def _is_heading(text: str, section: Section, start: int, end: int) -> bool:
    """Whether the sentence is the heading of a section that has text of its own, and names but one deed."""
    at_head = section.start <= start and end <= section.heading_end + 2
    return at_head and text.find("，", start, end) < 0 and section.end - section.heading_end > 6


_HEAD_END = re.compile("[。，；：:\n]")


class _HeadTimes:
    """The time that the heading of a section or of one above it names."""

    def __init__(self, text: str, years: Years, sections: dict[str, Section]) -> None:
        self._text, self._years, self._sections = text, years, sections
        self._of: dict[str, When | None] = {}

    def of(self, section: Section | None) -> When | None:
        """The time, None where no heading names one."""
        if section is None:
            return None
        if section.id not in self._of:
            stop = min(section.heading_start + 60, section.end)
            mark = _HEAD_END.search(self._text, section.heading_start, stop)
            stop = mark.start() if mark else min(stop, section.heading_end)
            own = next(
                (
                    w
                    for w in find_whens(self._text, section.heading_start, stop, self._years)
                    if not w.whole_year and w.last
                ),
                None,
            )
            above = self._sections.get(section.parent) if section.parent else None
            self._of[section.id] = own or self.of(above)
        return self._of[section.id]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the clauses of one plan share."""

    mined: Mined
    fields: Fields
    heads: _HeadTimes
    numbers: Sequence[int]
    """Where the values that are commitments begin, in order."""
    deeds: Sequence[int]
    """Where the verbs of deeds begin, in order."""
    years: Years


def _clauses(context: _Context, index: int, section: Section | None, *, done: bool) -> Iterator[Found]:
    """The tasks in the clauses of a sentence; `done` in one that reports."""
    mined, fields, years = context.mined, context.fields, context.years
    numbers, deeds = context.numbers, context.deeds
    text, rules, lex = mined.normalized.text, _rules(), lexicon()
    start, end = mined.discourse.sentences[index]
    periods = mined.periods[index]
    whens = [
        w
        for w in find_whens(text, start, end, years)
        if (done or not _over(w, years)) and not fields.inside(w.start)
    ]
    hints = [m.start() for m in _HINT.finditer(text, start, end)]
    named = deeds[bisect_left(deeds, start) : bisect_left(deeds, end)]
    counted = numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]
    fielded = fields.of(start) is not None
    if not (whens or hints or named or counted or fielded):
        return
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end + 1]
    # The clauses that hold anything at all; most hold nothing.
    wanted = {bisect_right(cuts, at) - 1 for at in (*hints, *counted, *(w.start for w in whens))}
    near_deeds = {i for at in named if at < cuts[i := bisect_right(cuts, at) - 1] + _REACH}
    wanted |= near_deeds
    held: When | None = None  # the time that opened the sentence or a clause before
    who = NOBODY
    source = "item" if section is not None and (section.marker or section.kind == "item") else "sentence"
    before = start
    for i in range(len(cuts) - 1) if fielded else sorted(wanted):
        lo, hi = cuts[i], min(cuts[i + 1], end)
        if _STOP.search(text, before, lo):
            held, who = None, NOBODY
        before = lo
        own = next((w for w in reversed(whens) if lo <= w.start < hi), None) if whens else None
        held = own or held
        if fields.inside(lo):
            continue
        number = bisect_left(counted, lo) < bisect_left(counted, hi)
        hint = bisect_left(hints, lo) < bisect_left(hints, hi)
        field = fields.of(lo)
        span = _trim(text, lo, hi)
        if span[1] - span[0] < _SHORTEST or span[1] - span[0] > _LONGEST:
            continue
        roles = assigned(text, *span) if hint else NOBODY
        who = roles if roles.lead else who
        report = done_in(text, *span)
        if done != report and not (done and report):
            continue
        if rules.purpose.match(text, *span) and not (own or roles.lead):
            continue
        dated = own is not None and not own.whole_year
        often = INTERVAL.search(text, *span) is not None if text.find("每", *span) >= 0 else False
        bound = dated or roles.lead or often or number or (field is not None and field.end <= hi + 200)
        near = i in near_deeds
        if not (near or bound):
            continue
        begin = _behind_names(text, span, roles, own)
        action, thing = (near and _at_once(text, begin, span[1], lex, rules)) or read_task(
            text, begin, span[1], lex, periods
        )
        deed = _deed(text, span, action, rules)
        if deed and (rules.nominal.match(f"{deed}{thing}") or rules.urging.match(text, begin, span[1])):
            deed = None
        if action is None and (
            roles.lead or ((dated or often or held) and rules.led.match(text, begin, span[1]))
        ):
            deed, thing = _inner(text, span, lex, rules)
        if thing is None or len(thing) < 2 or not (deed or (action and bound)):
            continue
        if (section and section.role in rules.aims and not bound) or rules.document.search(text, *span):
            continue
        yield Found(
            *span,
            source,
            _roles(roles, who, field.roles if field else NOBODY),
            own or held or (field.when if field else None) or context.heads.of(section),
            "achieved" if report else "commitment",
            deed or action,
            thing,
        )


def _behind_names(text: str, span: tuple[int, int], roles: Roles, own: When | None) -> int:
    """Where the deed of a clause begins: behind the body that it charges and the time."""
    start = max(span[0], own.end) if own and own.end < span[1] and own.start <= span[0] + 24 else span[0]
    if roles.lead and roles.end > start and roles.end < span[1]:
        start = roles.end
    often = INTERVAL.match(text, start, span[1])
    start = often.end() if often else start
    duty = _DUTY.match(text, start, span[1])
    return duty.end() if duty else start


_DUTY = re.compile(r"\s{0,4}(?:负责|牵头负责|牵头|统一|具体|共同|于|在|对|将|要|应当|应|须|必须|，){1,4}")


def _at_once(text: str, start: int, end: int, lex: Lexicon, rules: _Rules) -> tuple[str, str] | None:
    """Verb and object where the clause opens with one deed and nothing hard: 积极|开展|节能宣传."""
    adverb = _ADVERB.match(text, start, end)
    at = adverb.end() if adverb else start
    word = verb_at(text, at, end, lex)
    behind = at + len(word)
    if len(word) < 2 or word not in rules.deeds.words or text[behind : behind + 1] in "、和及与并了或（":
        return None
    if verb_at(text, behind, end, lex) or lex.head.beginning(text, behind, end):
        return None
    phrase = strip_phrase(text, behind, end)
    return (word, "".join(text[slice(*phrase)].split())) if phrase else None


_ADVERB = re.compile(
    "(?:积极|深入|扎实|广泛|继续|认真|全面|全力|持续|大力|着力|定期|及时|集中|统一|稳步|有序|逐步|抓紧|适时){0,3}"
)


def _over(when: When, years: Years) -> bool:
    """Whether a time lies before the plan's own years: 2000年前建成的小区."""
    end = when.deadline or when.last
    return end is not None and years.first is not None and int(end[:4]) < years.first


def _inner(text: str, span: tuple[int, int], lex: Lexicon, rules: _Rules) -> tuple[str | None, str | None]:
    """The first deed inside a clause and what stands behind it: 从新生中|招募|十名成员."""
    for at in range(span[0], min(span[1] - 3, span[0] + _REACH)):
        word = rules.deeds.beginning(text, at, span[1]) if text[at] in rules.deeds.openings else ""
        if len(word) > 1 and (word not in lex.action.words or verb_at(text, at, span[1], lex)):
            return word, "".join(text[at + len(word) : span[1]].split()) or None
    return None, None


def _roles(own: Roles, held: Roles, field: Roles) -> Roles:
    if own.lead:
        return own.over(Roles(support=field.support, person=field.person))
    return field.over(Roles(support=own.support)) if field.lead or field.person else own.over(held)


def _trim(text: str, lo: int, hi: int) -> tuple[int, int]:
    """The clause without its marker, and without a bracket of duties at its end."""
    start, end = tidy(text, lo, hi)
    phrase = strip_phrase(text, start, end)
    if phrase is None:
        return start, start
    start, end = phrase
    tail = _TAIL.search(text, start, end)
    if tail and tail.start() > start + 3 and re.search("责任|负责|牵头|时限|配合", tail.group()):
        end = tail.start()
    return start, end


def _deed(text: str, span: tuple[int, int], action: str | None, rules: _Rules) -> str | None:
    """The verb of the clause where it names a deed: the one that was read, or the first of a pair (组织开展)."""
    if action is None:
        return None
    if action in rules.deeds.words:
        return action
    word = rules.deeds.beginning(text, *span)
    return word or None
