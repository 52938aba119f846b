"""Collections: a page that holds several plans, each under a numbered title.

篇1, 第一篇, 篇一：, 【篇2】, 范文3, or the same title with a number that counts on. Five-year plans call their
parts 第一篇 too; those are chapters, not plans, and stay together. A title numbered like a section (1、学校工会工作计划)
is a plan's only where every text below it begins its own 一、 again, and titles without a number only where the page
says how many plans it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from miner.reading.lines import MARKER

__all__ = ["PlanTitle", "find_plan_titles"]

_N = r"(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})"
_WORD = r"(?:范文|范例|模板|计划|方案|总结|报告|要点|思路|规划|安排|打算|措施|意见|计划书|策划书|心得体会)"
_OPEN, _CLOSE = r"[【\[(<《]?", r"[】\])>》]?"
_FORMS = (
    (
        "篇",
        rf"{_OPEN}(?P<stem>[^\n。;]{{0,40}}?) ?{_OPEN} ?(?<!第)篇 ?{_N} ?{_CLOSE} ?[:、.]? ?(?P<rest>[^\n。;]{{0,40}})",
    ),
    (
        "第篇",
        rf"{_OPEN}(?P<stem>[^\n。;]{{0,40}}?) ?{_OPEN}第 ?{_N} ?篇{_CLOSE} ?[:、.]? ?(?P<rest>[^\n。;]{{0,40}})",
    ),
    (
        "范文",
        rf"{_OPEN}(?P<stem>)(?:范文|例文|范本|样本|[Pp](?:art|ART)[. ]?) ?{_N} ?{_CLOSE} ?[:、.]? ?(?P<rest>[^\n。;]{{0,40}})",
    ),
    (
        "title",
        rf"{_OPEN}(?P<stem>[^\n。;]{{2,40}}?{_WORD}) ?{_OPEN}(?:(?:精选|优秀|推荐|通用|最新|实用|范本|样本){{0,2}}[篇之其例]?) ?{_N}{_CLOSE}:?(?P<rest>)",
    ),
)
_PATTERNS = tuple((name, re.compile(rf"^[^\S\n]*(?P<line>{body})[^\S\n]*$", re.M)) for name, body in _FORMS)
_COUNTED = r" ?[【\[(]?(?:(?:精选|优秀|推荐|通用|最新|实用){0,2}[之其例]?) ?(?:\d|[一二三四五六七八九十])"
_HINT = re.compile(  # every alternative begins with a character of its own, which is what is looked for first
    r"篇|范文|例文|范本|样本|P(?:art|ART)[. ]?\d|p(?:art|ART)[. ]?\d|"
    + "|".join(word + _COUNTED for word in _WORD.removeprefix("(?:").removesuffix(")").split("|"))
)
_LONGEST = 200
"""No line of a title is longer: its parts are bounded."""
_ANNOUNCED = re.compile(r"(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3}|[多数]) ?篇")
_GATHERED = re.compile(r"篇|范文|例文|范本|集锦|汇总|大全|合集|精选|模板|小编|整理|收集")
_STRONG = r"[^\s。;:!?、,]{3,36}(?:计划|方案|总结|要点|报告|规划|计划书|策划书|规划书)(?:范文|模板)?"
_SECTION_LIKE = re.compile(
    rf"^[^\S\n]*(?P<line>(?:(?P<han>[一二三四五六七八九十]{{1,3}})、|\((?P<bracket>[一二三四五六七八九十]{{1,3}})\)、?"
    rf"|(?P<digit>\d{{1,2}})[、.]) ?(?P<stem>{_STRONG}))[^\S\n]*$",
    re.M,
)
_UNNUMBERED = re.compile(rf"^[^\S\n]*(?P<line>(?P<stem>{_STRONG}))[^\S\n]*$", re.M)
_PART_OF_A_PLAN = re.compile(r"月份?|季度|学期|上半年|下半年|阶段|周|项目|活动|专项|培训|实施|演练")
_BEGINS = re.compile(r"^[^\S\n]*一[、.,]", re.M)
_DIGIT_BEGINS = re.compile(r"^[^\S\n]*(?:一[、.,]|\(一\)|1[、.])", re.M)
_CHAPTER = re.compile(r"^[^\S\n]*第[一二三四五六七八九十]{1,3}章", re.M)
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)}

_NUMBERED = ("han", "bracket", "digit", "led")
_OWN_NAME = ("篇", "第篇", "范文")
SHORTEST = 60
"""A title with less text than this before the next is a line of a table of contents."""
SHORTEST_NAME = 4
"""Han characters of a name behind 篇1:, at least; what is shorter tells no plan from another."""


@dataclass(frozen=True, slots=True)
class PlanTitle:
    """The title line of one plan of a collection; offsets are of the text."""

    start: int
    end: int
    number: int
    form: str
    stem: str
    rest: str

    @property
    def name_start(self) -> int:
        """Where the title's words begin: behind the number of 1、学校工会工作计划, else at `start`."""
        return self.end - len(self.rest) if self.form in _NUMBERED else self.start

    @property
    def is_bare(self) -> bool:
        """Whether it is a number and no name: 第一篇, 【篇2】, 范文3."""
        return self.form in _OWN_NAME and not self.stem and not self.rest

    def name_in(self, view: str) -> tuple[int, int]:
        """Where its name stands: what is in 《》 or behind 篇1:, else its words from `name_start` on."""
        han = re.findall(r"[\u4e00-\u9fff]", re.sub(r"\([^()]*\)", "", self.rest))
        if self.form not in _OWN_NAME or self.stem or len(han) < SHORTEST_NAME:
            return self.name_start, self.end
        words = re.sub(r"^《([^《》]+)》$", r"\1", self.rest)
        start = view.rindex(words, self.start, self.end)
        return start, start + len(words)


def find_plan_titles(view: str) -> tuple[PlanTitle, ...]:
    """The titles of the plans in a text, given as its view; empty where it is a single plan.

    One title alone counts only when it is the first of an announced collection (the page was cut off).
    """
    groups: dict[str, list[PlanTitle]] = {}
    for title in _candidates(view):
        key = title.form + (title.stem if title.form == "title" else "")
        groups.setdefault(key, []).append(title)
    runs = [_run(titles, view) for key, titles in groups.items() if _plausible(key, titles, view)]
    best = max(runs, key=len, default=())
    best = (
        best
        if len(best) >= 2
        else _numbered_like_sections(view)
        or _counted_titles(view)
        or _hashed(view)
        or _led(view)
        or _inside_lines(view)
        or best
    )
    if len(best) >= 2 or (best and _announced(best[0], view)):
        return best
    return ()


def _hinted(view: str) -> Iterator[tuple[int, str]]:
    """Start and text of each line that may be a title, as one of its words tells."""
    end = 0
    while hint := _HINT.search(view, end):
        begin, end = view.rfind("\n", 0, hint.start()) + 1, view.find("\n", hint.end())
        end = end if end >= 0 else len(view)
        if end - begin <= _LONGEST:
            yield begin, view[begin:end]


def _candidates(view: str) -> Iterator[PlanTitle]:
    for begin, line in _hinted(view):
        for form, pattern in _PATTERNS:
            m = pattern.match(line)
            if m is None:
                continue
            start, end = m.span("line")
            number = _number(m.group("n"))
            stem = re.sub(r"\s", "", m.group("stem"))
            rest = m.group("rest").strip(" 】]")
            if number:
                yield PlanTitle(begin + start, begin + end, number, form, stem, rest)
                break


def _number(text: str) -> int:
    """The value of 1-3 digits of either kind; 0 where the Chinese digits make no number."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = _DIGITS.get(ones, 0)
    if (ones and not value) or len(tens) > 1:
        return 0
    return value + (10 * (_DIGITS.get(tens, 1)) if ten else 0)


def _plausible(key: str, titles: list[PlanTitle], view: str) -> bool:
    """Keep parts of one plan apart from plans of a collection."""
    if not key.startswith("第篇"):
        return True
    if _CHAPTER.search(view):
        return False
    named = sum(1 for t in titles if re.search(_WORD, t.stem + t.rest))
    bare = sum(1 for t in titles if not t.stem and not t.rest)
    return 2 * (named + bare) > len(titles)


_SOME_TEXT = re.compile(rf"[。;,…]|^[^\S\n]*{MARKER.pattern}", re.M)


def _run(titles: list[PlanTitle], view: str) -> tuple[PlanTitle, ...]:
    """The titles that count on from 1, each with a text of its own.

    The last one of the page needs little of it where it counts on: pages are cut off in the middle of a plan.
    """
    ends = [t.start for t in titles[1:]] + [len(view)]
    bodied = [t for t, end in zip(titles, ends, strict=True) if end - t.end >= SHORTEST]
    last = titles[-1]
    if bodied and last.number == bodied[-1].number + 1 and _SOME_TEXT.search(view, last.end):
        bodied.append(last)
    run: list[PlanTitle] = []
    for title in bodied:
        if not run:
            if title.number == 1:
                run.append(title)
        elif run[-1].number < title.number <= run[-1].number + 3:
            run.append(title)
    return tuple(run)


def _numbered_like_sections(view: str) -> tuple[PlanTitle, ...]:
    """Titles such as 1、学校工会工作计划, each above a text that begins its own 一、.

    No item of a plan holds a 一、 of its own when it is written 1、 or （一）. Below titles written 一、 the page must
    also say that it gathers texts.
    """
    groups: dict[str, list[PlanTitle]] = {}
    for m in _SECTION_LIKE.finditer(view):
        form = next(k for k in _NUMBERED if m.group(k))
        stem = m.group("stem")
        number = _number(m.group(form))
        if number and not _PART_OF_A_PLAN.search(stem):
            groups.setdefault(form, []).append(PlanTitle(*m.span("line"), number, form, "", stem))
    for form, titles in groups.items():
        run = _run(titles, view)
        gathered = _GATHERED.search(view[max(0, titles[0].start - 400) : titles[0].start])
        if len(run) >= 2 and (form != "han" or gathered) and _all_begin(run, view, _BEGINS):
            return run
    return ()


def _counted_titles(view: str) -> tuple[PlanTitle, ...]:
    """Titles without a number, as many as the page announces (工作计划三篇), each above a numbered text."""
    announced = _ANNOUNCED.search(view[:400])
    if announced is None:
        return ()
    lines = [
        PlanTitle(*m.span("line"), 0, "counted", "", m.group("stem"))
        for m in _UNNUMBERED.finditer(view, announced.end())
        if not _PART_OF_A_PLAN.search(m.group("stem"))
    ]
    ends = [*(t.start for t in lines[1:]), len(view)]
    bodied = [t for t, end in zip(lines, ends, strict=False) if end - t.end >= SHORTEST]
    count = _number(announced.group("n"))
    run = tuple(replace(t, number=i) for i, t in enumerate(bodied, start=1))
    return run if len(run) == count >= 2 and _all_begin(run, view, _DIGIT_BEGINS) else ()


_LED = re.compile(
    rf"^[^\S\n]*(?P<line>(?P<n>\d{{1,2}})[、. ]?(?P<stem>[^\s。;:!?、,\d][^\s。;:!?、,]{{2,30}}?{_WORD}(?:优秀|精选|通用|最新|推荐|范文|模板|样本|大全){{1,3}}))[^\S\n]*$",
    re.M,
)
_INSIDE = tuple(
    re.compile(mark)
    for mark in (rf"[【\[(]第 ?{_N} ?篇[】\])]", rf"[【\[(]篇 ?{_N}[】\])]", rf"篇 ?{_N}(?![\d章节])")
)
_STEM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,40}(?<=计划|方案|总结|报告|要点|规划|范文) ?$")
SHORTEST_STEM = 4
"""Characters of a title that stand the same before every number."""


def _led(view: str) -> tuple[PlanTitle, ...]:
    """Titles with a number before them and the words of a collection behind: 1妇联工作计划优秀范文."""
    titles = [PlanTitle(*m.span("line"), int(m["n"]), "led", "", m["stem"]) for m in _LED.finditer(view)]
    run = _run(titles, view) if titles else ()
    return run if len(run) >= 2 else ()


def _common_end(words: list[str]) -> str:
    """The longest end that all the words share."""
    shortest = min(words, key=len)
    length = next(
        (n for n in range(len(shortest), 0, -1) if all(w.endswith(shortest[-n:]) for w in words)), 0
    )
    return shortest[len(shortest) - length :]


def _inside_lines(view: str) -> tuple[PlanTitle, ...]:
    """Titles in the middle of lines whose breaks were lost: …工会工作计划【第一篇】…工会工作计划【第二篇】…."""
    for pattern in _INSIDE:
        found = [
            (m, stem.group().rstrip())
            for m in pattern.finditer(view)
            if _number(m["n"]) and (stem := _STEM.search(view[max(0, m.start() - 42) : m.start()]))
        ]
        if len(found) < 2:
            continue
        common = _common_end([stem for _, stem in found])
        if len(common) < SHORTEST_STEM or not re.search(_WORD + "$", common):
            continue
        titles = [
            PlanTitle(view.rindex(common, 0, m.start()), m.end(), _number(m["n"]), "inside", common, "")
            for m, _ in found
        ]
        run = _run(titles, view)
        if len(run) >= 2:
            return run
    return ()


_HASHED = re.compile(r"^(?P<hash>#{1,6})[^\S\n]+(?P<line>[^\s#][^\n]{2,60}?)[^\S\n]*#*$", re.M)


def _hashed(view: str) -> tuple[PlanTitle, ...]:
    """The top headings of a text in Markdown where there are several, each a kind of plan above lower headings."""
    lines = list(_HASHED.finditer(view))
    top = [m for m in lines if len(m["hash"]) == 1]
    if len(top) < 2 or len(lines) < 2 * len(top):
        return ()
    ends = [*(m.start() for m in top[1:]), len(view)]
    named = [re.search(_WORD, m["line"]) for m in top]
    below = [any(m.end() < lower.start() < end for lower in lines) for m, end in zip(top, ends, strict=True)]
    if not all(named) or not all(below):
        return ()
    return tuple(PlanTitle(*m.span("line"), i, "hashed", "", m["line"]) for i, m in enumerate(top, start=1))


def _all_begin(run: tuple[PlanTitle, ...], view: str, begins: re.Pattern[str]) -> bool:
    """Whether a numbering begins below every title."""
    ends = [t.start for t in run[1:]] + [len(view)]
    return all(begins.search(view, t.end, end) for t, end in zip(run, ends, strict=True))


MENTIONED = 2
"""So often stands the title without its number above the only one that is left of a collection."""


def _announced(title: PlanTitle, view: str) -> bool:
    """A page that says how many plans it holds, or whose only title carries 篇1 after a kind of plan.

    A title that only counts (活动方案1) also needs the page to call itself so, and to say that it gathers texts.
    """
    head = view[: title.start]
    if len(head) > 1500:
        return False
    if _ANNOUNCED.search(head):
        return True
    if title.form == "title":
        return bool(_GATHERED.search(head)) and re.sub(r"\s", "", head).count(title.stem) >= MENTIONED
    return title.form == "篇" and bool(re.search(_WORD + "$", title.stem))
