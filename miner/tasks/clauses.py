"""Extract tasks from running text: clauses with a verb of action, their bodies and times.

A clause is a task if its verb names an action that can be checked (召开, 修建), or if it only urges (推进, 加强) but has
a body, a date, a frequency or a number. A heading is a task only if no clause below it is one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from miner.numbers.intervals import INTERVAL
from miner.segmentation.outline import Section
from miner.targets.context import strip_phrase
from miner.targets.extract import Mined
from miner.targets.leftward import read_task
from miner.targets.lexicon import Lexicon, lexicon
from miner.tasks.bodies import NOBODY, Roles, assigned, in_charge, last_characters, only_duty
from miner.tasks.dates import When, Years, find_whens, time_words
from miner.tasks.deeds import Rules, done_in
from miner.tasks.deeds import rules as known_words
from miner.tasks.fields import Fields
from miner.tasks.following import HOURLY, closes
from miner.tasks.heads import HeadTimes
from miner.tasks.manners import (
    PREFIX,
    SPEAKER,
    STEADY,
    adverbs,
    behind_means,
    final_verb,
    moved,
    opening_verb,
    refused,
    season_at,
)
from miner.tasks.past import is_over, year_before
from miner.tasks.task import Task, tidy
from miner.tasks.verbs import at_once, inner_verb

__all__ = ["clause_tasks"]

_CLAUSE = re.compile(r"，|。|；|！|？|;|!|\?|\u3000|,(?!\d{3})|：|:(?!\d)")
"""What ends a clause; a line's end inside a sentence is a wrapped line and ends none."""
_LONGEST = 100
_STOPS = "；;。"
_REACH = 32
"""The verb of action must start within this many characters of its clause."""
_SHORTEST = 4
_TAIL = re.compile(r"[（(\[【][^（）()\[\]【】\n]*[)）\]】]?\s*$")
_HINT = re.compile(
    "每|[将把](?:(?<=[，。；\n委局办厅部会院校府心司处室科组队站所镇乡].)(?![来近军]))|负责|牵头|责[成令]|会同|由|配合|协[办助]|应当|必须|须|(?<![主重需必])要(?![求素点闻件])|主办|承办|联合|委托|指定"
)


def clause_tasks(
    mined: Mined, fields: Fields, excluded: Sequence[tuple[int, int]], years: Years
) -> Iterator[Task]:
    """The tasks of the sentences outside the spans `excluded` (sorted, disjoint); linear in the length of the text."""
    text, rules = mined.normalized.text, known_words()
    discourse, outline = mined.discourse, mined.outline
    numbers = [r.quantity.start for r in mined.rows if r.verdict.status == "commitment"]
    words = rules.find.find(text)
    deeds = sorted({at for _, at, _ in words})
    alone = sorted({at for number, at, _ in words if number < rules.alone})
    hints = [m.start() for m in _HINT.finditer(text)]
    times = time_words(text)
    context = _Context(
        mined=mined,
        fields=fields,
        hints=hints,
        times=times,
        perfects=[m.start() for m in rules.done.finditer(text)],
        heads=HeadTimes(text, years, {s.id: s for s in outline.sections if not _inside(excluded, s.start)}),
        numbers=numbers,
        deeds=deeds,
        alone=alone,
        years=years,
    )
    waiting: tuple[Section, Task] | None = None  # a heading that is a task unless one stands below it
    previous: tuple[Section | None, Task] | None = None  # the last task, which the next sentence may complete
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
        if not looks_ahead and (kind in ("reviews", "opens") or not rules.ahead.search(text, start, end)):
            if done_in(text, start, end) and not heading:
                yield from _clauses(context, i, section, done=True).tasks
            continue
        read = _clauses(context, i, section, done=False)
        if heading and section is not None:
            if read.tasks and waiting is None:
                waiting = section, read.tasks[0]
            continue
        if read.when or read.roles.lead:
            if waiting is not None:
                waiting = waiting[0], _filled(waiting[1], read.when, read.roles)
            elif previous is not None and previous[0] is section:
                previous = previous[0], _filled(previous[1], read.when, read.roles)
        if read.tasks:
            waiting = None
            if previous is not None:
                yield previous[1]
            yield from read.tasks[:-1]
            previous = section, read.tasks[-1]
    if previous is not None:
        yield previous[1]
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


@dataclass(frozen=True, slots=True)
class _Context:
    """Data shared by the clauses of one plan."""

    mined: Mined
    fields: Fields
    heads: HeadTimes
    numbers: Sequence[int]
    """Sorted starts of the values that are commitments."""
    deeds: Sequence[int]
    """Sorted starts of verbs of action."""
    alone: Sequence[int]
    """Sorted starts of those that make a task by themselves."""
    hints: Sequence[int]
    """Sorted starts of words that charge a body or say how often."""
    times: Sequence[int]
    """Sorted starts of words of times."""
    perfects: Sequence[int]
    """Sorted starts of words of what is done."""
    years: Years


class _Read(NamedTuple):
    """The tasks of a sentence; the time and the bodies it gives to a task before it."""

    tasks: list[Task]
    when: When | None = None
    roles: Roles = NOBODY


def _filled(task: Task, when: When | None, roles: Roles) -> Task:
    """The task with the time and the bodies that a clause behind it gives, where it has none of its own."""
    own = task.when if task.when is not None and task.start <= task.when.start < task.end else None
    return replace(task, when=own or when or task.when, roles=task.roles.over(roles))


def _clauses(context: _Context, index: int, section: Section | None, *, done: bool) -> _Read:
    """The tasks in the clauses of a sentence; `done`: the sentence reports achieved actions."""
    mined, fields, years = context.mined, context.fields, context.years
    numbers, deeds = context.numbers, context.deeds
    text = mined.normalized.text
    start, end = mined.discourse.sentences[index]
    whens: list[When] = []
    if bisect_left(context.times, start) < bisect_left(context.times, end):
        whens = [w for w in find_whens(text, start, end, years) if not fields.inside(w.start)]
    hints = context.hints[bisect_left(context.hints, start) : bisect_left(context.hints, end)]
    verbs = deeds[bisect_left(deeds, start) : bisect_left(deeds, end)]
    counted = numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]
    fielded = fields.of(start) is not None
    if not (whens or hints or verbs or counted or fielded):
        return _Read([])
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end + 1]
    # Only clauses with a hint, number, time or verb are read; most have none.
    candidates = {bisect_right(cuts, at) - 1 for at in (*hints, *counted, *(w.start for w in whens))}
    near_deeds = {i for at in verbs if at < cuts[i := bisect_right(cuts, at) - 1] + _NEAR}
    alone = context.alone[bisect_left(context.alone, start) : bisect_left(context.alone, end)]
    candidates |= {i for at in alone if at < cuts[i := bisect_right(cuts, at) - 1] + _NEAR}
    perfect = bisect_left(context.perfects, start) < bisect_left(context.perfects, end)
    last_time: When | None = None  # the latest time in this sentence up to the clause
    last_roles = NOBODY
    source = "item" if section is not None and (section.marker or section.kind == "item") else "sentence"
    tasks: list[Task] = []
    led: list[bool] = []  # whether the clause or its subject names who does it
    part = 0  # the first task of the part between two semicolons or full stops
    before_when: When | None = None
    before_roles = NOBODY
    previous, barred = 0, False
    for i in range(len(cuts) - 1):
        lo, hi = cuts[i], min(cuts[i + 1], end)
        if any(text[cut - 1] in _STOPS for cut in cuts[previous + 1 : i + 1]):
            last_time, last_roles, part, barred = None, NOBODY, len(tasks), False
        previous = i
        if i not in candidates and not fielded and last_roles.lead is None:
            barred = barred or refused(text, lo, hi - 1)
            continue
        time = next((w for w in reversed(whens) if lo <= w.start < hi), None) if whens else None
        if time is not None and time.whole_year:  # 10月对全年工作进行总结
            time = next((w for w in whens if lo <= w.start < hi and not w.whole_year), time)
        if fields.inside(lo):
            continue
        span = _trim(text, lo, hi)
        if time is not None and closes(text, *span, time):
            if len(tasks) > part:
                tasks[-1] = _filled(tasks[-1], time, NOBODY)
            elif not tasks:
                before_when = time
            continue
        hint = bisect_left(hints, lo) < bisect_left(hints, hi)
        duty = only_duty(text, *span) if hint else NOBODY
        if duty is not NOBODY and (len(tasks) > part or not tasks):
            if len(tasks) > part:
                for k in range(part, len(tasks)):
                    support = Roles(support=tasks[k].roles.support if led[k] else None)
                    tasks[k] = replace(
                        tasks[k], roles=tasks[k].roles.over(duty) if led[k] else duty.over(support)
                    )
                    led[k] = led[k] or duty.lead is not None
                continue
            last_roles, before_roles = duty, duty
        clause = _Clause(
            lo, hi, span, time, verb=i in near_deeds, perfect=perfect,
            number=bisect_left(counted, lo) < bisect_left(counted, hi), done=done, sentence=index,
            first=_first(verbs, span),
        )  # fmt: skip
        names = clause.verb and _may_be_subject(text, span, verbs)
        roles = assigned(text, *span, opens=not (hint or names)) if hint or names else NOBODY
        last_roles = roles if roles.lead and not roles.once else last_roles
        barred = barred or refused(text, *span)
        task = None if barred else _task(context, clause, roles, last_roles, last_time, section, source)
        if task is None and roles.once and roles.lead:
            last_roles = roles._replace(once=False)  # 由财务室依据章程，核对账目
        last_time = time if time and time.start < span[1] else last_time
        if task is not None and not (tasks[part:] and text[span[0]] == "为" and not clause.number):
            tasks.append(task)
            led.append(roles.lead is not None or last_roles.lead is not None)
    return _Read(tasks, before_when, before_roles)


class _Clause(NamedTuple):
    """A clause and what was noticed in it: its bounds, its span without marker and bracket, its time."""

    lo: int
    hi: int
    span: tuple[int, int]
    time: When | None
    verb: bool
    perfect: bool
    """Whether its sentence has a word of what is done."""
    number: bool
    done: bool
    sentence: int
    first: int
    """Where its first verb of doing begins; its end if it has none."""


def _task(
    context: _Context,
    clause: _Clause,
    roles: Roles,
    last_roles: Roles,
    last_time: When | None,
    section: Section | None,
    source: str,
) -> Task | None:
    """The task of a clause; None where it is none."""
    text, rules, lex = context.mined.normalized.text, known_words(), lexicon()
    span, years = clause.span, context.years
    if not _SHORTEST <= span[1] - span[0] <= _LONGEST:
        return None
    report = clause.perfect and done_in(text, *span)
    if clause.done and not report:
        return None
    time = clause.time if clause.time is None or report or not is_over(clause.time, years) else None
    field = context.fields.of(clause.lo)
    dated = time is not None and not time.whole_year
    repeats = (
        text.find("每", *span) >= 0
        and (INTERVAL.search(text, *span) or HOURLY.search(text, *span)) is not None
    )
    season = season_at(text, *span)
    repeats = repeats or STEADY.search(text, *span) is not None
    of_field = field is not None and field.end <= clause.hi + 200
    is_bound = (
        dated
        or bool(roles.lead)
        or repeats
        or (season and season.end() >= span[0] + 3)
        or clause.number
        or of_field
        or report
    )
    if not (clause.verb or is_bound or text[span[0]] in "将把"):
        return None
    held = last_roles.lead is not None
    begin = _behind_names(text, span, roles, time)
    means = behind_means(text, begin, span[1], rules)
    if means == span[1]:
        return None
    begin = begin if means is None else means
    put_first = moved(text, begin, span[1])
    if not (means or put_first or dated or roles.lead or repeats or report or of_field) and not _may_do(
        text, begin, span, lex, clause
    ):
        return None
    action, deed_object = (clause.verb and at_once(text, begin, span[1], lex, rules)) or read_task(
        text, begin, span[1], lex, context.mined.periods[clause.sentence]
    )
    deed = _deed(text, (begin, span[1]) if means else span, action, rules)
    if deed is None and put_first:
        action = deed = put_first
        deed_object = "".join(text[begin : span[1]].split())
    if deed and not is_bound and rules.wished.search(text, *span):
        deed = None
    if deed and (rules.nominal.match(f"{deed}{deed_object}") or rules.urging.match(text, begin, span[1])):
        deed = None
    if action is None:
        strict = not (dated or roles.lead or repeats or clause.number or of_field or _EACH.match(text, begin))
        led = 10 if roles.lead else 0
        reach = (
            _REACH
            if dated or report or repeats or last_time or PREFIX.search(text, span[0], begin + 1)
            else led
        )
        deed, deed_object = inner_verb(
            text, (begin, span[1]), lex, rules, strict=strict, timed=dated or repeats, reach=reach
        )
        if deed and (
            rules.nominal.match(f"{deed}{deed_object}")
            or deed_object in _BARE
            or rules.state.match(text, *span)
        ):
            deed = None
    if deed is None and (word := opening_verb(text, begin, span[1], rules, bound=is_bound or held)):
        action = deed = word
        deed_object = "".join(text[text.index(word, begin) + len(word) : span[1]].split())
    if deed is None and (last := final_verb(text, begin, span[1], rules)):
        action, deed_object = last
        deed = action
    if deed_object is None or len(deed_object) < 2 or not (deed or (action and is_bound)):
        return None
    if deed not in rules.deeds.words and rules.state.match(text, *span):
        return None
    if section and section.role in rules.aims and not is_bound:
        return None
    if rules.aim.match(text, *span):
        return None
    if not means and rules.purpose.match(text, *span) and not (time or roles.lead):
        return None
    if rules.attitude.match(text, *span) or rules.document.search(text, *span):
        return None
    head = context.heads.of(section)
    no_day = repeats or season is not None
    when = time or (None if no_day else last_time) or (field.when if field else None) or head
    if report and time is None:
        when = last_time or year_before(
            text, context.mined.discourse.sentences[clause.sentence][0], clause.hi, years
        )
    return Task(
        *span,
        source,
        in_charge(roles, NOBODY if roles.once else last_roles, field.roles if field else NOBODY),
        when,
        "achieved" if report else "commitment",
        deed or action,
        deed_object,
    )


def _first(verbs: Sequence[int], span: tuple[int, int]) -> int:
    i = bisect_left(verbs, span[0])
    return min(verbs[i], span[1]) if i < len(verbs) else span[1]


def _may_be_subject(text: str, span: tuple[int, int], verbs: Sequence[int]) -> bool:
    """Whether before the last verb near its beginning something stands that a name may end in."""
    i = bisect_right(verbs, min(span[1], span[0] + _NEAR)) - 1
    first = verbs[i] if i >= 0 else span[0]
    return first > span[0] + 1 and not last_characters().isdisjoint(text[span[0] + 1 : first])


def _may_do(text: str, begin: int, span: tuple[int, int], lex: Lexicon, clause: _Clause) -> bool:
    """Whether a verb stands near enough to the beginning of a clause that nothing binds; spares reading the rest."""
    if clause.first <= begin + _CHAIN or (clause.verb and PREFIX.search(text, span[0], clause.first)):
        return True
    adverb = adverbs().match(text, begin, span[1])
    at = adverb.end() if adverb else begin
    return clause.number and (
        text[at : at + 2] in lex.urging or bool(lex.action.beginning(text, at, span[1]))
    )


_NEAR = 26
"""The first verb of a clause that nothing binds stands within this many characters."""
_CHAIN = 7
"""Adverbs and verbs that urge, before the verb of doing: 继续加快推进|实施."""
_BARE = ("单位", "任务", "系统", "企业", "工作", "项目", "活动", "城市", "地区", "对象")
_EACH = re.compile("每[名位人个班村校户组所]")


def _behind_names(text: str, span: tuple[int, int], roles: Roles, time: When | None) -> int:
    """Start of the action in a clause, after its responsible body, time and frequency."""
    start = span[0]
    if (
        time
        and time.end < span[1]
        and time.start <= start + 24
        and not known_words().deeds.beginning(text, *span)
    ):
        start = max(start, time.end)
    if roles.lead and roles.end > start and roles.end < span[1]:
        start = roles.end
    if text.startswith("每", start):
        interval = INTERVAL.match(text, start, span[1]) or HOURLY.match(text, start, span[1])
        start = interval.end() if interval else start
    season = season_at(text, start, span[1])
    start = season.end() if season else start
    speaker = SPEAKER.match(text, start, span[1])
    start = speaker.end() if speaker else start
    duty = _DUTY.match(text, start, span[1])
    return duty.end() if duty else start


_DUTY = re.compile(
    r"\s{0,4}(?:(?:第?[一二三四五六日天末初底中]|的?(?:第|最后)一?个?(?:周|星期)[一二三四五六日天])|负责|牵头负责|牵头|统一|具体|共同|于|在|对|将|要|应当|应|须|必须|，){1,4}"
)


def _trim(text: str, lo: int, hi: int) -> tuple[int, int]:
    """Strip the list marker and a final bracket of responsibilities from a clause."""
    start, end = tidy(text, lo, hi)
    phrase = strip_phrase(text, start, end)
    if phrase is None:
        return start, start
    start, end = phrase
    tail = _TAIL.search(text, start, end)
    if tail and tail.start() > start + 3 and _ASIDE.search(tail.group()):
        end = tail.start()
    return start, end


_ASIDE = re.compile(
    r"责任|负责|牵头|时限|配合|主办|承办|协[办助]|\d月|[上下]半年|季度|年[底内末]|[月年]前|[上中下]旬"
)
"""What a bracket at the end of a clause says that is no part of the deed."""


def _deed(text: str, span: tuple[int, int], action: str | None, rules: Rules) -> str | None:
    """The verb if it names an action: the one that was read, or the first of a pair (组织开展); else None."""
    if action is None:
        return None
    if action in rules.deeds.words:
        return action
    word = rules.deeds.beginning(text, *span)
    return word or None
