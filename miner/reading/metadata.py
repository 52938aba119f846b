"""What is known of a plan: title, issuing body, place, years, kind, date, script, each with its grounds.

A column or front matter of the file wins, then the catalogue block, then the title, then the head and the
end of the text, then the file's name. What stays in doubt is None: a wrong year or place would accuse a plan of
leftovers that are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from miner.corpus import Span
from miner.data import read_csv, read_toml
from miner.reading.catalogue import field_of
from miner.reading.dates import date_in, dates_in, years_in_title
from miner.reading.furniture import MARKER
from miner.reading.view import view_of

__all__ = ["Facts", "find_facts", "page_date"]


@dataclass
class Facts:
    """The fields of a plan that were found; `grounds` tells how each was."""

    title: str | None = None
    issuer: str | None = None
    place: str | None = None
    year: int | None = None
    year_end: int | None = None
    date: str | None = None
    kind: str | None = None
    script: str | None = None
    grounds: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: Any, ground: str) -> None:
        """Keep `value` where the field is still unknown."""
        if value not in (None, "") and getattr(self, name) is None:
            setattr(self, name, value)
            self.grounds[name] = ground


@dataclass(frozen=True)
class _Plan:
    """The parts of a plan that rules look at; `head` and `tail` are lines of the view without furniture."""

    view: str
    raw: str
    head: list[tuple[str, str]]
    tail: list[str]


@cache
def _knowledge() -> dict[str, Any]:
    return read_toml("miner.reading", "metadata.toml")


@cache
def _kind_pattern() -> re.Pattern[str]:
    words = "|".join(_knowledge()["kinds"]["words"])
    return re.compile(rf"(?:{words})(?: ?\([^()]{{1,20}}\)){{0,2}}(?:文本)?\d{{0,2}}$")


def find_facts(
    view: str,
    raw: str,
    furniture: tuple[Span, ...],
    given: Mapping[str, str],
    catalogue: Mapping[str, str],
    stem: str | None,
    title: str | None,
    script: str | None,
    stamp: str | None,
    page_title: str | None = None,
) -> Facts:
    """Gather the facts of one plan.

    `view` and `raw` are the plan's own text, `furniture` its spans there, `given` columns or front matter,
    `catalogue` the catalogue block's pairs, `stem` the file's name without its ending, `title` the title
    line of a plan in a collection, `stamp` the date the page shows (it dates the page, so it gives no year).
    """
    facts = Facts()
    facts.add("script", script, "characters that only one script has")
    plan = _parts(view, raw, furniture)
    _from_pairs(facts, given, "column or front matter of the file")
    _from_pairs(facts, catalogue, "catalogue block of the page")
    if title:
        facts.add("title", title, "title of the plan in its collection")
    facts.add("title", _title(plan), "first lines of the text")
    facts.add("title", _file_title(page_title), "title of the page")
    name = _file_title(stem)
    facts.add("title", name, "file name")
    traditional = script == "Hant"
    if facts.title:
        _from_title(facts, facts.title, traditional, facts.grounds["title"])
    _from_head(facts, plan, traditional)
    _from_tail(facts, plan)
    if stem and not title:
        _from_name(facts, stem, view)
    _issuer_of_reports(facts)
    facts.add("date", stamp, "time stamp of the page")
    return facts


def _parts(view: str, raw: str, furniture: tuple[Span, ...]) -> _Plan:
    def lines(start: int, end: int) -> Iterator[tuple[str, str]]:
        for m in re.finditer(r"[^\n\t]+", view[start:end]):
            a, b = start + m.start(), start + m.end()
            if view[a:b].strip() and not any(s.start < b and s.end > a for s in near):
                yield view[a:b].strip(), raw[a:b].strip()

    near = [s for s in furniture if s.start < 3000 or s.end > len(view) - 3000]
    stop = len(view)
    for span in reversed(furniture):
        if span.end >= len(view[:stop].rstrip()):
            stop = span.start
    head = list(lines(0, min(len(view), 3000)))[:14]
    tail = [line for line, _ in lines(max(0, stop - 500), stop)][-8:]
    return _Plan(view, raw, head, tail)


def _from_pairs(facts: Facts, pairs: Mapping[str, str], ground: str) -> None:
    for key, value in pairs.items():
        name = field_of(key)
        if name is None or not str(value).strip():
            continue
        value = str(value).strip()
        if name in ("year", "year_end"):
            m = re.search(r"(?:19|20)\d\d", value)
            facts.add(name, int(m.group()) if m else None, ground)
            span = years_in_title(value)
            if name == "year" and span and span[0] == facts.year:
                facts.add("year_end", span[1], ground)
        elif name == "date":
            facts.add("date", date_in(view_of(value, "Hans")) or value, ground)
        elif name in ("title", "issuer", "place", "kind"):
            facts.add(name, value, ground)


# --- title ---------------------------------------------------------------------------------------------

_SALUTATION = re.compile(
    r"(?:各位|尊敬的|同志们|代表们|各省|各县|各市|各区|各镇|各乡|各部门|各单位|各有关|各学校|各直属)"
)
_TITLE_STOP = re.compile(r"[。;!?,]$|:$")
_SUBTITLE = re.compile(r"^ ?(?:——|--+|─|\()")
_BREAK = re.compile(r" {2,}|——|--{2,}")


def _title(plan: _Plan) -> str | None:
    """The title in the first lines: short lines without a full stop, up to one that ends in a kind of plan."""
    joined: list[str] = []
    for line, raw in plan.head[:6]:
        line, raw = line.lstrip("# "), raw.lstrip("# ")
        cut = _BREAK.search(line)
        if cut and cut.start() >= 4 and len(line) > 60:
            line, raw = line[: cut.start()].strip(), raw[: cut.start()].strip()
        if len(line) > 64 or _TITLE_STOP.search(line) or MARKER.match(line) or _SALUTATION.match(line):
            break
        if _SUBTITLE.match(line) and not joined:
            continue
        joined.append(raw)
        if _kind_pattern().search(re.sub(r"\s", "", line)):
            return _join(joined)
        if len(joined) == 3:
            break
    return None


def _join(parts: list[str]) -> str:
    """Join the pieces of a title that stood on several lines."""
    out = ""
    for part in parts:
        out += " " + part if out and (part.startswith("—") or out[-1].isascii()) else part
    spaced = re.fullmatch(r"(?:\S[ \u3000\u00a0]+){3,}\S", out)
    return re.sub(r"\s", "", out) if spaced else re.sub(r"[\s\u200b\ufeff]+", " ", out).strip()


def _file_title(stem: str | None) -> str | None:
    """The file's name where it is a title: `13_某某市2024年工作计划` → 某某市2024年工作计划."""
    if not stem:
        return None
    name = re.sub(r"^[\w.-]{0,12}?[_ .-](?=[\u4e00-\u9fff\d])", "", stem).strip("_ -")
    core = re.sub(r"[\s_]", "", name)
    if len(re.findall(r"[\u4e00-\u9fff]", core)) < 6:
        return None
    return name if _kind_pattern().search(core.strip("_")) else None


# --- from the title ------------------------------------------------------------------------------------


def _from_title(facts: Facts, title: str, traditional: bool, ground: str) -> None:
    view = re.sub(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])", "", view_of(title, "mixed"))
    how = f"title ({ground})"
    years = years_in_title(re.sub(r"\([^()]*通过\)|《[^》]*》的?(?=.*通知)", "", view), traditional)
    masked = re.search(r"[xX×*＊某○]{2}年|20[xX×*]{1,2}|\d[xX*×]\d{1,2}年", view)
    if years and not masked:
        _add_years(facts, years, how)
    facts.add("kind", _kind(view), how)
    facts.add("place", _place(view), how)
    facts.add("issuer", _issuer(view), how)


def _add_years(facts: Facts, years: tuple[int, int | None], ground: str) -> None:
    if facts.year is None:
        facts.add("year", years[0], ground)
        facts.add("year_end", years[1], ground)


def _kind(title: str) -> str | None:
    """The kind of plan that stands last in the title, without its brackets."""
    core = re.sub(r"\([^()]*\)|\s|[《》“”\d]", "", title)
    order: list[str] = _knowledge()["kinds"]["order"]
    found = [(core.rfind(k) + len(k), len(k), k) for k in order if k in core]
    words = [(core.rfind(k) + len(k), len(k), k) for k in _knowledge()["kinds"]["words"] if k in core]
    best = max(found + words, default=None)
    return best[2] if best else None


@cache
def _provinces() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = read_csv("miner.reading", "provinces.csv")
    full = {r["full"]: r["full"] for r in rows} | {r["short"]: r["full"] for r in rows}
    names = sorted(full, key=len, reverse=True)
    return re.compile("|".join(names)), full


@cache
def _place_pattern() -> re.Pattern[str]:
    endings = "|".join(_knowledge()["places"]["endings"])
    return re.compile(
        rf"[\u4e00-\u9fff]{{1,6}}?(?:{endings})(?!长|委员|场|民(?!政|族|生|间|营|宗)|域|分|级|直|属|内|外|辖|面|乡|镇|区|县|村|化|块|容|情|政(?!府|协))"
    )


_LEAD = re.compile(
    r"^(?:.*(?:关于|印发|制定|下达|发布|批准|同意|转发|贯彻|落实|实施|支持|年度?|《|“|\d|在|省|自治区|特别行政区))"
)
_NOT_IN_NAME = re.compile(r"[的和与及在为是等了各全我本该中上下大小第届次年月新]")


def _place(title: str) -> str | None:
    """The province, city, county or town a title names; None where it only points (我市, XX县, 全区)."""
    if re.search(r"[xX×*＊某][xX×*＊某]?(?:省|市|县|区|镇|乡)", title):
        return None
    pattern, full = _provinces()
    province = pattern.match(title) or re.search(rf"(?:年|关于|《|印发|同意){pattern.pattern}", title)
    found = pattern.search(province.group()) if province else None
    start = title.find(found.group()) + len(found.group()) if found else 0
    lower = _lower_place(title[start:] if found else title)
    if found and lower:
        return full[found.group()] + lower
    if found:
        after = title[start : start + 1]
        if found.group() in ("吉林", "海南") and after in "市州":
            return None
        return full[found.group()]
    return lower


def _lower_place(title: str) -> str | None:
    """A city, county, district or town at the start of `title` or after a word that opens a name."""
    for m in re.finditer(r"^|年度?|关于|印发|《|同意", title):
        name = _place_pattern().match(title, m.end())
        if name is None:
            continue
        text = name.group()
        again = _place_pattern().match(title, name.end())
        if again and not _no_name(again.group()):
            text += again.group()
        if not _no_name(name.group()):
            return text
    return None


@cache
def _not_names() -> frozenset[str]:
    return frozenset(_knowledge()["places"]["not_names"])


def _no_name(text: str) -> bool:
    endings: list[str] = _knowledge()["places"]["endings"]
    ending = next(e for e in endings if text.endswith(e))
    core = text[: -len(ending)]
    return (
        not core
        or any(text.endswith(n) for n in _not_names())
        or bool(_NOT_IN_NAME.search(core[:-1] + core[-1:]))
    )


@cache
def _body_pattern() -> re.Pattern[str]:
    endings = sorted(_knowledge()["bodies"]["endings"], key=len, reverse=True)
    return re.compile(
        rf"[\u4e00-\u9fff、 ]{{0,28}}?(?:{'|'.join(endings)})(?=关于|印发|转发|制定|制订|\d|年|对|工作|$)"
    )


_GENERIC = re.compile(
    r"(?:[省市县区镇乡村部院局我本]|总?工会|学校|小学|中学|初中|高中|大学|医院|公司|企业|机关|基层|单位|学院|幼儿园|支部|党委|教育"
    r"|职工|女工|教师|社区|街道|委员会|办公室|办事处|团委|人民政府|政府|中心|小组)+"
)
"""A name made only of these names no body in particular: 学校工会, 区总工会."""


def _issuer(title: str) -> str | None:
    """The body a title opens with: 国务院办公厅关于…, 某某市总工会2024年…"""
    core = re.sub(r"^\d{4}年(?:度)?", "", title.strip())
    session = re.match(r"第[一二三四五六七八九十]+届全国人民代表大会", core)
    if session:
        return "全国人民代表大会"
    m = _body_pattern().match(core)
    if m is None:
        return None
    name = m.group().strip()
    if _GENERIC.fullmatch(name) or "某" in name:
        return None
    return name if len(name) >= 3 and not re.search(r"[xX×*]", title[: len(name) + 2]) else None


# --- from the head, the tail and the file name ---------------------------------------------------------

_SESSION = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|州|县|区))第[一二三四五六七八九十]{1,3}届人民代表大会"
)
_REPORTS_FOR = re.compile(r"代表(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|州|县|区))人民政府")
_OFFICE = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|州|县|区))(?:人民政府)?(?:代理?)?(?:省长|市长|州长|县长|区长|主席)"
)
_NATIONAL = re.compile(
    r"(?:中华人民共和国第[一二三四五六七八九十]+届|第[一二三四五六七八九十]+届)全国人民代表大会第[一二三四五六七八九十]+次会议"
)
_ADOPTED = re.compile(r"(?:会议|大会)(?:上|通过)|通过|会议\)")
_AHEAD = re.compile(
    r"^[^\S\n]*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}部分)?[^\S\n]*"
    r"(?P<y>(?:19|20)\d\d)年[^\n。,]{0,14}?(?:工作(?:总体)?(?:安排|要求|目标|任务|思路|打算|部署|重点|计划|建议|意见)"
    r"|主要(?:工作|目标|任务)|重点(?:工作|任务)|总体要求|目标任务|经济社会发展|政府工作|工作)[^\n。]{0,24}$",
    re.M,
)
_BEHIND = re.compile(r"回顾|总结|情况|过去|成效|成绩|完成")


def _from_head(facts: Facts, plan: _Plan, traditional: bool) -> None:
    head = "\n".join(line for line, _ in plan.head[:8])[:600]
    for pattern, ground in (
        (_SESSION, "session named in the head"),
        (_REPORTS_FOR, "salutation"),
        (_OFFICE, "byline"),
    ):
        m = pattern.search(head)
        if m and facts.place is None:
            name = re.sub(r"^.*(?:[在日为向代表]|年)", "", m["place"])
            if len(name) >= 3 and not _points(name):
                facts.add("place", _with_province(name), ground)
    session = any(_ADOPTED.search(line) for line, _ in plan.head[:6])
    for line, _ in plan.head[:6]:
        iso = date_in(line)
        if iso and len(line) <= 120 and (_ADOPTED.search(line) or re.fullmatch(r"\(?[^,。]{0,30}\)?", line)):
            facts.add("date", iso, "date in the head")
            if session and "修订" not in line:
                annual = int(iso[:4]) if facts.kind == "政府工作报告" else None
                _add_years(facts, (int(iso[:4]), annual), "date in the head")
            break
    national = _NATIONAL.search(head)
    if national and facts.issuer is None and facts.place is None and re.search("总理|国务院", head):
        facts.add("issuer", "国务院", "session of the National People's Congress")
    years = {int(m["y"]) for m in _AHEAD.finditer(plan.view) if not _BEHIND.search(m.group())}
    if len(years) == 1:
        year = years.pop()
        _add_years(facts, (year, year), "heading of the coming year's work")


def _points(name: str) -> bool:
    return name[0] in "全我本该各" or (len(name) <= 3 and any(name.endswith(n) for n in _not_names()))


def _with_province(name: str) -> str:
    return _provinces()[1].get(name, name)


def _from_tail(facts: Facts, plan: _Plan) -> None:
    """The signature: a body on a line of its own, followed by a date on a line of its own."""
    lines = plan.tail
    for line, following in pairwise(lines):
        body = line.strip("() ").removesuffix("代章")
        iso = date_in(following) if len(following) <= 24 else None
        if not iso or not re.fullmatch(r"[\d年月日○〇零一二三四五六七八九十 ./-]+", following):
            continue
        facts.add("date", iso, "signature")
        if len(iso) == 10:
            _add_years(facts, (int(iso[:4]), None), "signature")
        m = _body_pattern().fullmatch(body)
        if m and 3 <= len(body) <= 30 and not re.match(r"[省市县区镇乡]", body):
            facts.add("issuer", body, "signature")


_STEM_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)|(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"
)


def _from_name(facts: Facts, stem: str, view: str) -> None:
    name = view_of(stem, "mixed")
    dated = _STEM_DATE.search(name)
    if dated:
        iso = "-".join(g for g in dated.groups() if g)
        if 1 <= int(iso[5:7]) <= 12 and 1 <= int(iso[8:10]) <= 31:
            facts.add("date", iso, "file name")
            _add_years(facts, (int(iso[:4]), None), "date in the file name")
    years = years_in_title(name)
    if years:
        _add_years(facts, years, "file name")
    bare = re.fullmatch(r"(?:.*[_ -])?((?:19|20)\d\d)", name)
    if bare:
        _add_years(facts, (int(bare.group(1)), int(bare.group(1))), "file name")
    if facts.place is None and re.fullmatch(r"[\u4e00-\u9fff]{2,7}", name) and not _kind(name):
        full = next((name + e for e in ("市", "县", "区", "州", "省") if view.count(name + e) >= 2), None)
        count = view.count(name)
        if count >= 4:
            ground = f"file name, named {count} times in the text"
            facts.add("place", _with_province(full or name), ground)


def _issuer_of_reports(facts: Facts) -> None:
    if facts.kind == "政府工作报告" and facts.issuer is None:
        if facts.place and re.search(r"(?:省|市|区|县|州|旗|盟|镇|乡)$", facts.place):
            facts.add("issuer", facts.place + "人民政府", "place of a government work report")
        elif facts.title and re.search("中华人民共和国|国务院", facts.title):
            facts.add("issuer", "国务院", "title of a government work report")


def page_date(view: str, furniture: tuple[Span, ...]) -> str | None:
    """The date a page puts on itself, in ISO form."""
    for span in furniture:
        if span.reason in ("time stamp of the page", "submit link", "web address"):
            found = dates_in(view[span.start : span.end])
            if found:
                return found[0][1]
    return None
