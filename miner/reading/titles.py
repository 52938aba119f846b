"""The title of a plan and its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.reading.lines import MARKER
from miner.reading.places import body_alone
from miner.reading.view import view_of

__all__ = [
    "HeadLine",
    "Title",
    "enclosed_title",
    "file_title",
    "find_title",
    "kind_of",
    "may_be_title",
    "own_start",
    "owner_above",
    "owner_below",
    "page_names",
    "squeeze",
]


@cache
def _kinds() -> dict[str, list[str]]:
    made: dict[str, list[str]] = read_toml("miner.reading", "metadata.toml")["kinds"]
    return made


@cache
def _ends_as_title() -> re.Pattern[str]:
    words = "|".join([*_kinds()["words"], *_kinds()["other_endings"]])
    return re.compile(
        rf"(?:{words})(?: ?\([^()]{{1,20}}\)){{0,2}}(?:文本|摘要|概要|摘编)?\d{{0,2}}[》”」]?(?: ?\([^()]{{1,20}}\))?$"
    )


_SALUTATION = re.compile(
    r"(?:各位|尊敬的|同志们|代表们|各省|各县|各市|各区|各镇|各乡|各部门|各单位|各有关|各学校|各直属)"
)
_STOP = re.compile(r"[。;!?,]$|:$")
_SENTENCE = re.compile(r"[。;!?]")
_SUBTITLE = re.compile(r"^ ?(?:——|--+|─|\()")
_BREAK = re.compile(r" {2,}|——|--{2,}")
_NO_TITLE = re.compile(
    r" / .* / |^[^ |]{1,6} ?\||分类号|^\(?\d{2,4}[-./年]\d{1,2}[-./月\d日 :]*$|^第? ?\d+ ?页|^[(—\- ]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日[^\n]{2,40}(?:上|通过|批准)\)?$|^[^ ]{1,12} ?: ?\S{0,40}$|[|｜].*[|｜]|[>»›].*[>»›]"
)
_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")
_CONTINUES = tuple("。，、；,;.")
_SPEAKER = re.compile(
    r"^(?:汇报人|主讲人|演讲人|报告人|制作人) ?: ?[^\s\d:,。;]{1,8}? ?(?:(?:19|20)\d\d[./-]\d{1,2}[./-]\d{2} ?)?(?=(?:19|20)\d\d|[\u4e00-\u9fff]{6})"
)
"""What the first slide of a talk sets before its title: 汇报人：林某2026.01.08."""
_FILE = re.compile(r" ?\.(?:docx?|pdf|wps|txt|pptx?|xlsx?|rtf|html?)(?:VIP)?$", re.I)
_NOTICE = re.compile(r"^通 *[知告报]$")
_TOWNS = ("省", "市", "县", "区", "镇", "乡", "村")
_FRAGMENT = re.compile(r"[X×x某*]{2,3}|(?:.{0,6}[^\d])?(?:19|20)\d\d")
"""What a conversion tore off the title that goes on in the next line: XX|镇|2023|年政府工作报告."""
_LONG_NOTICE = re.compile(r"(?:[^ 。;,]{4,24} ){1,6}关于[^。;]{6,70}的(?:通知|意见|公告)")
"""The title of a notice of several bodies."""
_STARTS_ANEW = re.compile(r"^(?:关于|转发|印发|发布|公布|《|【)")
_OWNER = re.compile(r"(?:[省市县区镇乡村校学院局委会所司园部厅]|政府|公司|集团|中心|\d{4}年度?|的|[和与、])$")
_PERIOD_FIRST = re.compile(r"第[一二三四五六七八九十]{1,3}个五年|[“‘]?十[一二三四五六]五")
"""A line that opens with the time of a plan: it goes on with the title above, 清溪市国民经济和社会发展."""
_SITE = re.compile(r"(?<=[\u4e00-\u9fff》)]) *[-_|—–]+ *[^\s\-_|—–]{2,24}(?:网站?|门户|平台|公众号)$")
"""The name of the site behind the title of its page."""
_GLUED = re.compile(
    r"(?=\s|CONTENTS|目录|(?:19|20)\d\d ?年|各位|尊敬的|同志们|[前引序]言|[根依]据|[一二三四五六七八九十]{1,2} |第[一1][章节部条]|1\.1|(?:编制|审核|制定|编写|填报|责任)[\u4e00-\u9fff]{1,2} ?:|[一二三四五六七八九十]{1,3}、|\([一1]\)|1[、.]|【|为[了进深全贯切认加促适提]|根据|按照|今年|本年|新的?一|在[^。]{2,12}领导下)"
)
_HEADING_NEXT = re.compile(r"一、 ?[\u4e00-\u9fff]{4,16}")
"""The first heading of a text whose line break was lost: …工作方案一、背景分析."""
_LABEL_NEXT = re.compile(r"[\u4e00-\u9fff]{2,4} ?:|CONTENTS|目录")
_VAGUE = re.compile(
    r"(?!政府工作报告$|施政报告$|工作报告$)(?:工作|年度|本站|最新|更多|相关|计划|规划|总结|方案|报告|要点|思路|安排|通知|公告|文件|政策|范文|信息|公开|法规|规章|行政|规范性|发展|统计|政府|和|与|及|、|/)+"
)
"""A line made of these alone names a shelf of the site (计划总结, 政策文件), not a plan."""
_KIND_ALONE = re.compile(
    r"[\d一二三四五六七八九十○〇零百至到—-]{0,12}(?:年度?|学年度?)?(?:第[一二1-4]学期)?"
    r"(?:工作|年度|施政|中程|发展|重点|[一二三四五]年|行动|总体|综合)*(?:计划|规划|纲要|方案|报告|要点|思路|总结|安排|白皮书|计划书)(?:\(.{1,20}\))?"
)
"""A title without a subject of its own, 2022年工作计划, is one with the body above it."""
LONGEST = 64
HEAD_LINES = 12
DOUBTFUL = 0.3
"""Above such a chance to be of the site a line is less of a title."""
LEAST = 1.0
"""A line with fewer points is no title."""


class HeadLine(NamedTuple):
    """A line of the head that is no furniture: where it starts, as in the view, and raw."""

    start: int
    line: str
    raw: str
    chance: float = 0.0
    """How much it looks like a line of the site, 0 to 1."""


class Title(NamedTuple):
    """A title: its words, where it starts, and how it was found."""

    text: str
    start: int
    ground: str
    last: int = 0
    """Where its last line begins."""


def find_title(
    head: Sequence[HeadLine], names: Sequence[str] = (), headline: int | None = None
) -> Title | None:
    """The title among the first lines: the candidate with the most points, the first of equal ones.

    A candidate is a line, up to three lines that make one, or the words of a long line before its text begins.
    What speaks for one: it ends in a kind of plan, it has a year or the name of a body or place, what follows is
    a text, it stands early, it stands twice, it is what the page or the file is called (`names`), or it begins at
    `headline`, above the day of a report. `None` where nothing looks like a title.
    """
    best: tuple[float, Title] | None = None
    for i, line in enumerate(head[:HEAD_LINES]):
        if _OPENS_SECTION.match(line.line) or (
            MARKER.match(line.line) and not _GLUED_MARKER.match(line.line)
        ):
            break
        for points, title in _candidates(head, i, names):
            of_report = line.start == headline and not _ends_as_title().search(_core(title.text))
            points += OF_HEADLINE if of_report else 0.0
            if points >= LEAST and (best is None or points > best[0]):
                best = points, title
        if _SALUTATION.match(line.line) or (len(line.line) > LONGEST and _SENTENCE.search(line.line)):
            break
    return _on_one_line(best[1], head) if best else None


_BLANK_BY_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff\d])|(?<=\d) (?=[\u4e00-\u9fff])")


def _on_one_line(title: Title, head: Sequence[HeadLine]) -> Title:
    """A title without the blanks that were line breaks: it stands below once more, over several lines."""
    words = re.sub(r"\s", "", title.text)
    below = [re.sub(r"\s", "", n.raw) for n in head if n.start > max(title.start, title.last)]
    if words == title.text or words not in "".join(below) or any(words in line for line in below):
        return title
    return title._replace(text=_BLANK_BY_HAN.sub("", title.text))


OF_HEADLINE = 4.5
"""Points of a headline: more than a heading of the text below it has, fewer than the full name of a plan.

A heading that ends in a kind of plan has none: it is weighed as any other title.
"""
_FILE_ENDS = re.compile(r"\.(?:docx?|pdf|wps|pptx?|txt)(?![a-z])")
_FILE_NAME = re.compile(r"[^\s《》>:_]{4,60}$")
_LAST_STEP = re.compile(r"[>»] ?([^\s>»:]{4,60})[^\S\n]*(?:\n|$)")
NAMED_WITHIN = 1500
"""What a page calls itself stands in so many first characters."""


@lru_cache(maxsize=8)
def page_names(view: str) -> tuple[str, ...]:
    """What a page calls its text: the name of the file that it shows, the last step of the way to it."""
    head = view[:NAMED_WITHIN]
    files = [_FILE_NAME.search(head, max(0, m.start() - 60), m.start()) for m in _FILE_ENDS.finditer(head)]
    found = [m.group() for m in files if m] + [m[1] for m in _LAST_STEP.finditer(head)]
    return tuple(dict.fromkeys(name for name in found if name not in _NO_NAMES))


_NO_NAMES = ("正文", "详情", "内容", "文章正文")


def enclosed_title(view: str) -> tuple[str, int] | None:
    """A line that is the name a letter above it gives in 《》, and where it starts."""
    for m in re.finditer(r"《(?P<name>[^《》\n]{6,60})》", view[:NAMED_WITHIN]):
        line = re.compile(rf"^[^\S\n]*{re.escape(m['name'])}[^\S\n]*$", re.M).search(
            view, m.end(), 2 * NAMED_WITHIN
        )
        if line:
            return m["name"], line.start() + len(line.group()) - len(line.group().lstrip())
    return None


_COUNTED = re.compile(
    r"[(【\[]?(?:第?[一二三四五六七八九十\d]{1,3}篇|[篇之][一二三四五六七八九十\d]{1,3})[)】\]]?:?$"
)


def may_be_title(line: str) -> bool:
    """Whether a line (of a view) ends as titles do, or is the name of such a file, and is no way through the site."""
    text = _COUNTED.sub("", _core(_SITE.sub("", _FILE.sub("", line))))
    if _before_text(line):
        return True
    if not 4 <= len(text) <= LONGEST or re.search(r"[>»›|]|^[•·-]|[^》)\]】]:", text):
        return False
    return bool(_ends_as_title().search(text))


BETWEEN = 100
"""With so much furniture between two lines that say the same, the first one is the heading of the page."""


def own_start(head: Sequence[HeadLine], title: Title) -> int:
    """Where the text itself begins: at its own title where the page's heading says the same above it."""
    core = _core(view_of(title.text, "mixed"))
    for i, line in enumerate(head[:HEAD_LINES]):
        if line.start <= max(title.start, title.last):
            continue
        if len(core) >= 8 and _opens_with(line.line, core):
            return line.start
        if MARKER.match(line.line) or _SENTENCE.search(line.line) or _SALUTATION.match(line.line):
            break
        for _, other in _candidates(head, i, ()):
            words = _core(view_of(other.text, "mixed"))
            between = line.start - max(title.start + len(title.text), title.last)
            if len(words) >= 8 and (words in core or core in words) and (words != core or between > BETWEEN):
                return other.start
    return title.start


_FIRST_OF_MANY = re.compile(r"[【(]?(?:篇 ?[一1]|第 ?[一1] ?篇)[】)]? ?[:、.]? ?")


def _opens_with(line: str, core: str) -> bool:
    """Whether a line has the page's title at its head once more: 篇一：…, or its full name glued to the first sentence."""
    first = _FIRST_OF_MANY.match(line)
    if first:
        return _core(line[first.end() :]) == core
    at = line.find(core, 0, LONGEST)
    before = line[:at]
    goes_on = line[at + len(core) :]
    return (
        at > 0
        and bool(re.fullmatch(r"[\u4e00-\u9fff]+", before))
        and not re.search("关于|根据|按照|制定|印发|落实|实施|编制", before)
        and len(goes_on) >= 20
        and not re.match(r"[》”」的是为和与及,。;:]", goes_on)
    )


_NUMBER_OF_DOCUMENT = re.compile(
    r"[^。,;:\d]{0,16}(?:第 ?\d[\d/ -]{0,10} ?号|[\[(〔]\d{4}[\])〕] ?第? ?\d+ ?号)"
)


def owner_below(head: Sequence[HeadLine], title: Title) -> str | None:
    """The body that stands alone in the line below the title, as on the cover of a plan."""
    below = next((n for n in head if n.start > max(title.start, title.last)), None)
    if below is None or below.chance >= DOUBTFUL or MARKER.match(below.line) or below.line.startswith("第"):
        return None
    return body_alone(below.line)


def owner_above(head: Sequence[HeadLine], start: int) -> tuple[str | None, int]:
    """The body that stands alone above the title at `start`, and where the text begins with it.

    The number of the document may stand between; the text then begins with its title.
    """
    above = [line for line in head if line.start < start][-2:]
    owner = body_alone(above[-1].line) if above else None
    if owner:
        return owner, above[-1].start
    numbered = len(above) == 2 and _NUMBER_OF_DOCUMENT.fullmatch(above[-1].line)
    return body_alone(above[0].line) if numbered else None, start


_OPENS_SECTION = re.compile(r"[一二三四五六七八九十]{1,3} +[\u4e00-\u9fff]|1\.1 ?[\u4e00-\u9fff]")
_GLUED_MARKER = re.compile(r"1[、.]\d")


def _candidates(head: Sequence[HeadLine], i: int, names: Sequence[str]) -> Iterator[tuple[float, Title]]:
    """The candidates that begin in line `i`, each with its points."""
    line = head[i]
    text, raw = _bare(line)
    if not text or _NO_TITLE.search(text) or _SALUTATION.match(text):
        return
    at = line.start + max(line.raw.find(raw), 0)
    glued = _before_text(text)
    if glued:
        yield (
            _points(head, i, i, text[:glued], names) - 0.5,
            Title(squeeze(raw[:glued]), at, "begin of the first line"),
        )
        if len(text) > LONGEST or _SENTENCE.search(text):
            return
    cut = _BREAK.search(text)
    if cut and _ends_as_title().search(re.sub(r"\s", "", text[: cut.start()])):
        text, raw = text[: cut.start()].strip(), raw[: cut.start()].strip()
    if (
        (len(_core(text)) > LONGEST and not _LONG_NOTICE.fullmatch(text))
        or _STOP.search(text)
        or (_SUBTITLE.match(text) and i)
    ):
        return
    following = head[i + 1].line if i + 1 < len(head) else ""
    if following.startswith(_CONTINUES):
        return
    yield _points(head, i, i, text, names), Title(squeeze(raw), at, "first lines of the text")
    parts, joined = [raw], text
    torn = sum(1 for n in head[i : i + 3] if len(n.line) <= 4)
    for j in range(i + 1, min(i + (4 if torn == 3 else 3), len(head))):
        more, more_raw = _bare(head[j])
        if not _joins(joined, more) or len(_core(joined + more)) > LONGEST:
            return
        joined, parts = joined + more, [*parts, more_raw]
        yield (
            _points(head, i, j, joined, names) + 0.4,
            Title(_join(parts), at, "first lines of the text", head[j].start),
        )


def _bare(line: HeadLine) -> tuple[str, str]:
    """A line without what a page sets around a title: hashes, the ending of a file, quotation marks around all."""
    text, raw = line.line, line.raw
    for pattern in (
        re.compile(r"^[•·▪●■◆▶★☆\ue000-\uf8ff\U0001f000-\U0001faff] *"),
        _SPEAKER,
        re.compile(r"^#+ *"),
        re.compile(r"^标题 ?: ?"),
        re.compile(r"^(?:19|20)\d{6} ?[:_-] ?"),
        re.compile(r"^\d{1,3}[、. ]{1,3}(?=[^\d\s].*(?:通知|方案|计划|意见)$)"),
    ):
        m = pattern.match(text)
        if m:
            text, raw = text[m.end() :], raw[m.end() :]
    m = _FILE.search(text)
    if m:
        text, raw = text[: m.start()], raw[: m.start()]
    m = _SITE.search(text)
    if m:
        text, raw = text[: m.start()], raw[: m.start()]
    m = re.match(r"^【([^【】]{6,40})】", text)
    if m and _ends_as_title().search(m[1]):
        text, raw = m[1], raw[1 : 1 + len(m[1])]
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        text, raw = text[1:-1], raw[1:-1]
    return text.strip(), raw.strip()


def _core(text: str) -> str:
    return re.sub(r"\s", "", _PINYIN.sub("", text))


def _before_text(line: str) -> int:
    """Where the title ends in a line that goes on with the text; 0 where it does not.

    林业局2017年工作计划2017年，全县… ends behind 计划.
    """
    for m in _kind_inside().finditer(line, 0, 60):
        words = line[: m.end()]
        if re.search(r"[。;!?,:]", words) or len(words) < 6:
            return 0
        if _GLUED.match(line, m.end()) and m.end() < len(line):
            rest = line[m.end() :].lstrip()
            if (
                len(rest) >= 20 or _LABEL_NEXT.match(rest) or _HEADING_NEXT.fullmatch(rest)
            ) and not _ends_as_title().search(rest):
                return m.end()
    return 0


@cache
def _kind_inside() -> re.Pattern[str]:
    words = "|".join([*_kinds()["words"], *_kinds()["other_endings"]])
    return re.compile(rf"(?:{words})(?:\([^()]{{1,20}}\))?(?!{words}|[和与及、的书])")


def _joins(text: str, more: str) -> bool:
    """Whether the next line goes on with a title: a spaced 通　知, or words behind an owner, a year or an open mark."""
    if (
        not more
        or _STOP.search(more)
        or _SALUTATION.match(more)
        or _SUBTITLE.match(more)
        or MARKER.match(more)
    ):
        return False
    if _NOTICE.match(more):
        return text.endswith("的") or "关于" in text
    if body_alone(text) and not _KIND_ALONE.fullmatch(_core(more)):
        return False  # whose title the next line is, not a part of it
    if _ends_as_title().search(_core(text)) or (_STARTS_ANEW.match(more) and not text.endswith(("于", "发"))):
        return False
    if _PERIOD_FIRST.match(more) and _ends_as_title().search(_core(more)):
        return bool(re.fullmatch("[\u4e00-\u9fff]{4,30}", _core(text))) and len(more) <= 40
    opened = text.count("《") > text.count("》") or text.count("“") > text.count("”")
    if _FRAGMENT.fullmatch(text) and more.startswith(("年", *_TOWNS)):
        return True
    return bool(opened or _OWNER.search(text) or ("关于" in text and len(text) >= 8)) and len(more) <= 40


def _points(head: Sequence[HeadLine], first: int, last: int, text: str, names: Sequence[str]) -> float:
    """How much speaks for a title: see `find_title`."""
    core = _core(text)
    if (
        len(core) < 4
        or (len(core) == 4 and core != "施政报告" and last + 1 < len(head) and len(head[last + 1].line) <= 8)
        or len(re.findall(r"[\u4e00-\u9fff]", core)) < 4
    ):
        return 0.0
    points = 3.0 if _ends_as_title().search(core) else 0.0
    if _VAGUE.fullmatch(core):
        points -= 3.0
    points += (
        1.0
        if re.search(r"(?:19|20)\d\d|[一二][○〇零九一二三四五六七八]{3}年|\d{2,3}年度|十[一二三四五]五", core)
        else 0.0
    )
    points += (
        1.0
        if re.search(
            r"[\u4e00-\u9fff](?:[省市县区镇乡村州旗]|[局委院校会厅部园]|大学|公司|集团|医院|中学|小学)(?!长)",
            core[:30],
        )
        else 0.0
    )
    points += (
        0.5 if core.startswith("关于") or re.search("关于[^\n]{0,60}的(?:通知|意见|决定)$", core) else 0.0
    )
    behind = head[last + 1].line if last + 1 < len(head) else ""
    body = bool(behind) and (
        len(behind) >= 30
        or bool(MARKER.match(behind))
        or bool(_SALUTATION.match(behind))
        or bool(_SUBTITLE.match(behind))
    )
    points += 1.0 if body else 0.0
    points += 1.0 if any(_core(n.line).startswith(core) for n in head[last + 1 : last + 6]) else 0.0
    points += 1.5 if any(core in n or n in core for n in names if len(n) >= 6) else 0.0
    if not first and body and len(core) >= 4 and not _SENTENCE.search(core):
        points += 0.5
    named = len(core) >= 10 and bool(_ends_as_title().search(core))
    return points - 0.25 * first - (0.0 if named else 3 * max(0.0, head[first].chance - DOUBTFUL))


def _join(parts: list[str]) -> str:
    """Join the pieces of a title that stood on several lines."""
    out = ""
    for part in parts:
        part = re.sub(r"\s", "", part) if _NOTICE.match(part) else part
        blank = part.startswith("—") or (out[-1:].isascii() and not (part.startswith("年") or len(out) <= 4))
        out += " " + part if out and blank else part
    return squeeze(out)


def squeeze(text: str) -> str:
    """One blank for many, and none inside a word that was spaced out: 政 府 工 作 报 告."""
    text = re.sub(r"(?!\u3000(?!\s))[\s\u200b\ufeff\ufe0f\U0001f000-\U0001faff]+", " ", text).strip()
    return re.sub(
        r"(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff](?![\u4e00-\u9fff])",
        lambda m: m.group().replace(" ", ""),
        text,
    )


def file_title(stem: str | None) -> str | None:
    """A file's or page's name where it is a title: `13_某某市2024年工作计划` → 某某市2024年工作计划."""
    if not stem:
        return None
    name = re.sub(r"^[\w.-]{0,12}?[_ .-](?=[\u4e00-\u9fff\d])", "", stem).strip("_ -")
    core = re.sub(r"[\s_]", "", name)
    if len(re.findall(r"[\u4e00-\u9fff]", core)) < 6:
        return None
    return name if _ends_as_title().search(core.replace("（", "(").replace("）", ")")) else None


def kind_of(title: str) -> str | None:
    """The kind of plan that stands last in the title (a view), without its brackets."""
    core = re.sub(r"\([^()]*\)|\s|[《》“”\d]", "", title)
    names: list[Any] = [*_kinds()["order"], *_kinds()["words"]]
    found = [(core.rfind(k) + len(k), len(k), k) for k in names if k in core]
    best = max(found, default=None)
    return best[2] if best else None
