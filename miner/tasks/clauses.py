"""Extract tasks from running text: clauses with a verb of action, their bodies and times.

A clause is a task if its verb names an action that can be checked (召开, 修建), or if it only urges (推进, 加强) but has
a body, a date, a frequency or a number. A heading is a task only if no clause below it is one.
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
from miner.tasks.task import Task, tidy

__all__ = ["clause_tasks", "done_in"]

_CLAUSE = re.compile(r"，|。|；|！|？|;|!|\?|\n|\u3000|,(?!\d{3})|：|:(?!\d)")
_LONGEST = 100
_STOP = re.compile("[；;。]")
_REACH = 32
"""The verb of action must start within this many characters of its clause."""
_SHORTEST = 4
_TAIL = re.compile(r"[（(\[【][^（）()\[\]【】\n]*[)）\]】]?\s*$")
_HINT = re.compile(
    "每|负责|牵头|责[成令]|会同|由|应当|必须|须|(?<![主重需必])要(?![求素点闻件])|主办|承办|联合|委托|指定"
)


class _Rules(NamedTuple):
    deeds: Words
    find: WordSet
    purpose: re.Pattern[str]
    report: re.Pattern[str]
    skipped: frozenset[str]
    aims: frozenset[str]
    document: re.Pattern[str]
    nominal: re.Pattern[str]
    urging: re.Pattern[str]
    duty: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = read_toml("miner.tasks", "deeds.toml")
    deeds = data["deeds"]["words"].split()
    verb = "|".join(sorted(map(re.escape, deeds), key=len, reverse=True))
    report = data["done"]["pattern"].replace("{verb}", f"(?:{verb})")
    return _Rules(
        Words.of(deeds), WordSet(deeds), re.compile(data["purpose"]["pattern"]), re.compile(report),
        frozenset(data["sections"]["without"]), frozenset(data["sections"]["bound"]), re.compile(data["document"]["pattern"]),
        re.compile(data["nominal"]["pattern"]), re.compile(data["urging"]["pattern"]), re.compile(data["led"]["pattern"]),
    )  # fmt: skip


def done_in(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` reports an action as done: 召开了, 已完成."""
    if not _PERFECT.search(text, start, end):
        return False
    return _rules().report.search(text, start, end) is not None


_PERFECT = re.compile("[了过已业]|圆满|顺利|成功|先后|累计")


def clause_tasks(
    mined: Mined, fields: Fields, excluded: Sequence[tuple[int, int]], years: Years
) -> Iterator[Task]:
    """The tasks of the sentences outside the spans `excluded` (sorted, disjoint); linear in the length of the text."""
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
    waiting: tuple[Section, Task] | None = None
    if discourse.form in ("award", "news", "reply", "list"):
        return
    for i, (start, end) in enumerate(discourse.sentences):
        if end - start < _SHORTEST or _inside(excluded, start):
            continue
        section = outline.at(start)
        looks_ahead = discourse.margin[i] > 0
        kind = discourse.sections[i] if discourse.sections else None
        if kind in ("describes", "cites", "rules") or (section and section.role in rules.skipped):
            continue
        if waiting is not None and (section is None or not _holds(waiting[0], start)):
            yield waiting[1]
            waiting = None
        heading = section is not None and _is_heading(text, section, start, end)
        if not looks_ahead:
            if done_in(text, start, end) and not heading:
                yield from _clauses(context, i, section, done=True)
            continue
        tasks = list(_clauses(context, i, section, done=False))
        if heading and section is not None:
            if tasks and waiting is None:
                waiting = section, tasks[0]
            continue
        if tasks:
            waiting = None
            yield from tasks
    if waiting:
        yield waiting[1]


def _holds(section: Section, position: int) -> bool:
    return section.start <= position < section.end


def _inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    i = bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]


def _is_heading(text: str, section: Section, start: int, end: int) -> bool:
    """Whether the sentence is the heading of a section that has further text, and consists of one clause."""
    at_head = section.start <= start and end <= section.heading_end + 2
    return at_head and text.find("，", start, end) < 0 and section.end - section.heading_end > 6


_HEAD_END = re.compile("[。，；：:\n]")


class _HeadTimes:
    """Look up the time in the heading of a section, else in that of its nearest ancestor with one."""

    def __init__(self, text: str, years: Years, sections: dict[str, Section]) -> None:
        self._text, self._years, self._sections = text, years, sections
        self._of: dict[str, When | None] = {}

    def of(self, section: Section | None) -> When | None:
        """The time; None if no heading has one."""
        if section is None:
            return None
        if section.id not in self._of:
            stop = min(section.heading_start + 60, section.end)
            mark = _HEAD_END.search(self._text, section.heading_start, stop)
            stop = mark.start() if mark else min(stop, section.heading_end)
            own_time = next(
                (
                    w
                    for w in find_whens(self._text, section.heading_start, stop, self._years)
                    if not w.whole_year and w.last
                ),
                None,
            )
            upper = self._sections.get(section.parent) if section.parent else None
            self._of[section.id] = own_time or self.of(upper)
        return self._of[section.id]


@dataclass(frozen=True, slots=True)
class _Context:
    """Data shared by the clauses of one plan."""

    mined: Mined
    fields: Fields
    heads: _HeadTimes
    numbers: Sequence[int]
    """Sorted starts of the values that are commitments."""
    deeds: Sequence[int]
    """Sorted starts of verbs of action."""
    years: Years


def _clauses(context: _Context, index: int, section: Section | None, *, done: bool) -> Iterator[Task]:
    """Yield the tasks in the clauses of a sentence; `done`: the sentence reports achieved actions."""
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
    verbs = deeds[bisect_left(deeds, start) : bisect_left(deeds, end)]
    counted = numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]
    fielded = fields.of(start) is not None
    if not (whens or hints or verbs or counted or fielded):
        return
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end + 1]
    # Only clauses with a hint, number, time or verb are read; most have none.
    candidates = {bisect_right(cuts, at) - 1 for at in (*hints, *counted, *(w.start for w in whens))}
    near_deeds = {i for at in verbs if at < cuts[i := bisect_right(cuts, at) - 1] + _REACH}
    candidates |= near_deeds
    last_time: When | None = None  # the latest time in this sentence up to the clause
    last_roles = NOBODY
    source = "item" if section is not None and (section.marker or section.kind == "item") else "sentence"
    previous = start
    for i in range(len(cuts) - 1) if fielded else sorted(candidates):
        lo, hi = cuts[i], min(cuts[i + 1], end)
        if _STOP.search(text, previous, lo):
            last_time, last_roles = None, NOBODY
        previous = lo
        time = next((w for w in reversed(whens) if lo <= w.start < hi), None) if whens else None
        last_time = time or last_time
        if fields.inside(lo):
            continue
        number = bisect_left(counted, lo) < bisect_left(counted, hi)
        hint = bisect_left(hints, lo) < bisect_left(hints, hi)
        field = fields.of(lo)
        span = _trim(text, lo, hi)
        if span[1] - span[0] < _SHORTEST or span[1] - span[0] > _LONGEST:
            continue
        roles = assigned(text, *span) if hint else NOBODY
        last_roles = roles if roles.lead else last_roles
        report = done_in(text, *span)
        if done != report and not (done and report):
            continue
        if rules.purpose.match(text, *span) and not (time or roles.lead):
            continue
        dated = time is not None and not time.whole_year
        repeats = INTERVAL.search(text, *span) is not None if text.find("每", *span) >= 0 else False
        is_bound = dated or roles.lead or repeats or number or (field is not None and field.end <= hi + 200)
        has_verb = i in near_deeds
        if not (has_verb or is_bound):
            continue
        begin = _behind_names(text, span, roles, time)
        action, deed_object = (has_verb and _at_once(text, begin, span[1], lex, rules)) or read_task(
            text, begin, span[1], lex, periods
        )
        deed = _deed(text, span, action, rules)
        if deed and (rules.nominal.match(f"{deed}{deed_object}") or rules.urging.match(text, begin, span[1])):
            deed = None
        if action is None and (
            roles.lead or ((dated or repeats or last_time) and rules.duty.match(text, begin, span[1]))
        ):
            deed, deed_object = _inner(text, span, lex, rules)
        if deed_object is None or len(deed_object) < 2 or not (deed or (action and is_bound)):
            continue
        if (section and section.role in rules.aims and not is_bound) or rules.document.search(text, *span):
            continue
        yield Task(
            *span,
            source,
            _roles(roles, last_roles, field.roles if field else NOBODY),
            time or last_time or (field.when if field else None) or context.heads.of(section),
            "achieved" if report else "commitment",
            deed or action,
            deed_object,
        )


def _behind_names(text: str, span: tuple[int, int], roles: Roles, time: When | None) -> int:
    """Start of the action in a clause, after its responsible body, time and frequency."""
    start = max(span[0], time.end) if time and time.end < span[1] and time.start <= span[0] + 24 else span[0]
    if roles.lead and roles.end > start and roles.end < span[1]:
        start = roles.end
    interval = INTERVAL.match(text, start, span[1])
    start = interval.end() if interval else start
    duty = _DUTY.match(text, start, span[1])
    return duty.end() if duty else start


_DUTY = re.compile(r"\s{0,4}(?:负责|牵头负责|牵头|统一|具体|共同|于|在|对|将|要|应当|应|须|必须|，){1,4}")


def _at_once(text: str, start: int, end: int, lex: Lexicon, rules: _Rules) -> tuple[str, str] | None:
    """Verb and object of a simple clause that starts with a single verb of action: 积极|开展|节能宣传; else None."""
    adverb = _ADVERB.match(text, start, end)
    at = adverb.end() if adverb else start
    word = verb_at(text, at, end, lex)
    after = at + len(word)
    if len(word) < 2 or word not in rules.deeds.words or text[after : after + 1] in "、和及与并了或（":
        return None
    if verb_at(text, after, end, lex) or lex.head.beginning(text, after, end):
        return None
    phrase = strip_phrase(text, after, end)
    return (word, "".join(text[slice(*phrase)].split())) if phrase else None


_ADVERB = re.compile(
    "(?:积极|深入|扎实|广泛|继续|认真|全面|全力|持续|大力|着力|定期|及时|集中|统一|稳步|有序|逐步|抓紧|适时){0,3}"
)


def _over(when: When, years: Years) -> bool:
    """Whether a time ends before the plan's years: 2000年前建成的小区."""
    end = when.deadline or when.last
    return end is not None and years.first is not None and int(end[:4]) < years.first


def _inner(text: str, span: tuple[int, int], lex: Lexicon, rules: _Rules) -> tuple[str | None, str | None]:
    """The first verb of action inside a clause and the text after it: 从新生中|招募|十名成员."""
    for at in range(span[0], min(span[1] - 3, span[0] + _REACH)):
        word = rules.deeds.beginning(text, at, span[1]) if text[at] in rules.deeds.openings else ""
        if len(word) > 1 and (word not in lex.action.words or verb_at(text, at, span[1], lex)):
            return word, "".join(text[at + len(word) : span[1]].split()) or None
    return None, None


def _roles(roles: Roles, last_roles: Roles, field: Roles) -> Roles:
    if roles.lead:
        return roles.over(Roles(support=field.support, person=field.person))
    return field.over(Roles(support=roles.support)) if field.lead or field.person else roles.over(last_roles)


def _trim(text: str, lo: int, hi: int) -> tuple[int, int]:
    """Strip the list marker and a final bracket of responsibilities from a clause."""
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
    """The verb if it names an action: the one that was read, or the first of a pair (组织开展); else None."""
    if action is None:
        return None
    if action in rules.deeds.words:
        return action
    word = rules.deeds.beginning(text, *span)
    return word or None
